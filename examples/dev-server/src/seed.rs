//! A small believable world for the demo: a clinic with a web shop, six people, twelve conversations.
//! It is the same world every time, with its last messages minutes old. `world` makes it as plain values,
//! `rows` stores it; nothing here answers a request. Called by `main` when the database is empty.

mod cast;
pub(crate) mod crowd;
pub(crate) mod dice;
mod media;
mod plan;
mod poll;
mod rows;
mod script;
mod stage;
mod words;
mod world;

use rusqlite::{Connection, Result};

use world::World;

/// Fills an empty database in one transaction; `now` is in microseconds since 1970.
///
/// # Errors
/// When SQLite refuses; nothing is stored then.
pub fn seed(db: &mut Connection, now: i64) -> Result<()> {
    let transaction = db.transaction()?;
    rows::store(&transaction, &World::at(now))?;
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::world::{Conversation, Message, World};

    /// 24 November 2026, 02:00 UTC: a moment outside of anybody's working hours.
    const NOW: i64 = 1_795_485_600_000_000;
    const MINUTE: i64 = 60_000_000;

    fn channel<'w>(world: &'w World, id: &str) -> &'w Conversation {
        world.channels.iter().find(|channel| channel.id == id).unwrap()
    }

    fn messages(world: &World) -> impl Iterator<Item = &Message> {
        world.channels.iter().flat_map(|channel| &channel.messages)
    }

    #[test]
    fn the_demo_opens_on_six_people_twelve_conversations_and_two_thousand_messages() {
        let world = World::at(NOW);
        assert_eq!(world.people.len(), 6);
        assert_eq!(world.channels.len(), 12);
        assert!(messages(&world).count() >= 2_000);
        let shown = channel(&world, "launch").messages.iter().filter(|message| message.parent.is_none());
        assert_eq!(shown.count(), 1_200);
    }

    #[test]
    fn the_same_moment_makes_the_same_world() {
        assert!(World::at(NOW) == World::at(NOW));
    }

    #[test]
    fn what_was_said_does_not_depend_on_the_moment() {
        let words =
            |now| messages(&World::at(now)).map(|message| (message.id.clone(), message.author, message.text.clone())).collect::<Vec<_>>();
        assert!(words(NOW) == words(NOW + 1_234_567_890_123));
    }

    #[test]
    fn no_two_messages_of_a_channel_share_a_moment_and_all_are_past() {
        for channel in World::at(NOW).channels {
            let times: Vec<i64> = channel.messages.iter().map(|m| m.created_at).collect();
            assert!(times.is_sorted_by(|a, b| a < b), "{}", channel.id);
            assert!(channel.created_at < times[0], "{}", channel.id);
            assert!(*times.last().unwrap() < NOW, "{}", channel.id);
        }
    }

    #[test]
    fn the_newest_messages_are_minutes_old_and_the_oldest_months() {
        let world = World::at(NOW);
        let newest = messages(&world).map(|m| m.created_at).max().unwrap();
        let oldest = messages(&world).map(|m| m.created_at).min().unwrap();
        assert!(NOW - newest < 10 * MINUTE);
        assert!(NOW - oldest > 90 * 24 * 60 * MINUTE);
        assert!(NOW - oldest < 300 * 24 * 60 * MINUTE);
    }

    #[test]
    fn ids_are_unique_and_every_reference_points_to_an_earlier_message_of_the_channel() {
        let world = World::at(NOW);
        let ids: BTreeSet<&String> = messages(&world).map(|message| &message.id).collect();
        assert_eq!(ids.len(), messages(&world).count());
        for channel in &world.channels {
            let mut earlier: BTreeMap<&String, &Message> = BTreeMap::new();
            for message in &channel.messages {
                for id in message.parent.iter().chain(&message.quoted) {
                    let other = earlier.get(id).unwrap();
                    assert!(other.parent.is_none(), "{}: nested threads", message.id);
                }
                earlier.insert(&message.id, message);
            }
        }
    }

    #[test]
    fn only_members_write_react_pin_and_are_mentioned() {
        for channel in World::at(NOW).channels {
            for message in &channel.messages {
                let involved = [message.author]
                    .into_iter()
                    .chain(message.mentions.iter().copied())
                    .chain(message.reactions.iter().map(|reaction| reaction.by))
                    .chain(message.pinned.iter().map(|pin| pin.by))
                    .chain(message.poll.iter().flat_map(|poll| poll.people()));
                for id in involved {
                    assert!(channel.members.contains(&id), "{}: {id}", message.id);
                }
            }
        }
    }

    #[test]
    fn a_person_reacts_once_with_each_kind_and_after_the_message() {
        let world = World::at(NOW);
        for message in messages(&world) {
            let mut kinds = BTreeSet::new();
            for reaction in &message.reactions {
                assert!(kinds.insert((reaction.by, reaction.kind)), "{}", message.id);
                assert!(reaction.created_at > message.created_at);
                assert!(reaction.created_at < NOW);
            }
        }
    }

    #[test]
    fn every_read_agrees_with_the_messages() {
        for channel in World::at(NOW).channels {
            assert_eq!(channel.reads.len(), channel.members.len());
            for read in &channel.reads {
                let after = |m: &&Message| m.created_at > read.last_read;
                let unread =
                    channel.messages.iter().filter(after).filter(|message| message.author != read.by && message.counts_as_unread()).count();
                assert_eq!(read.unread, unread, "{} in {}", read.by, channel.id);
                let own = channel.messages.iter().filter(after).filter(|message| message.author == read.by && message.parent.is_none());
                assert_eq!(own.count(), 0, "{} in {}", read.by, channel.id);
                let last = channel.messages.iter().find(|message| Some(&message.id) == read.last_message.as_ref());
                assert_eq!(last.map(|message| message.created_at), Some(read.last_read));
            }
        }
    }

    #[test]
    fn giulia_and_marco_find_something_unread_in_four_conversations_each() {
        let world = World::at(NOW);
        let unread = |person: &str| {
            world
                .channels
                .iter()
                .flat_map(|channel| channel.reads.iter().map(move |read| (channel.id, read)))
                .filter(|(_, read)| read.by == person && read.unread > 0)
                .map(|(id, read)| (id, read.unread))
                .collect::<Vec<_>>()
        };
        assert_eq!(unread("giulia"), [("launch", 6), ("giulia-marco", 3), ("front-desk", 2), ("giulia-aisha", 1)]);
        assert_eq!(unread("marco"), [("front-desk", 3), ("order-4127", 2), ("marco-lena", 1), ("announcements", 1)]);
    }

    #[test]
    fn everything_a_message_can_be_occurs() {
        let world = World::at(NOW);
        let some = |what: &str, holds: fn(&Message) -> bool| {
            assert!(messages(&world).any(holds), "no message {what}");
        };
        let carries = |kind: &'static str, key: &'static str| {
            messages(&world)
                .flat_map(|message| &message.attachments)
                .any(|attachment| attachment["type"] == kind && attachment.get(key).is_some())
        };
        some("in a thread", |m| m.parent.is_some());
        some("with a quote", |m| m.quoted.is_some());
        some("with a mention", |m| m.text.contains("@Tomáš Novák") && m.mentions == ["marco", "aisha", "tomas", "lena"]);
        some("pinned", |m| m.pinned.is_some());
        some("edited", |m| m.edited_at.is_some());
        some("deleted", |m| m.deleted_at.is_some());
        some("by the system", |m| m.system);
        some("of emoji only", |m| m.text == "🎉🎉🎉");
        some("that is long", |m| m.text.chars().count() > 800);
        some("with code", |m| m.text.contains("```"));
        some("with a list", |m| m.text.contains("\n1. "));
        some("in Arabic", |m| m.text.contains("مرحبًا"));
        some("in Hebrew", |m| m.text.contains("ברוכים"));
        assert!(carries("image", "image_url"));
        assert!(carries("image", "og_scrape_url"));
        assert!(carries("file", "asset_url"));
        assert!(carries("video", "thumb_url"));
        assert!(carries("audio", "asset_url"));
        assert!(carries("voiceRecording", "waveform_data"));
        assert!(carries("giphy", "giphy"));
        some("made by a command", |m| m.gif.is_some());
        some("with a poll", |m| m.poll.as_ref().is_some_and(|poll| poll.options.len() > 2 && !poll.answers.is_empty()));
        some("with a table", |m| m.text.contains("\n| --- "));
        some("that is very long", |m| m.text.chars().count() > 2_000);
        some("with a word wider than a line", |m| m.text.split_whitespace().any(|word| word.chars().count() > 120));
        for count in [1, 2, 3, 4, 6] {
            let pictures = |m: &&Message| m.attachments.iter().filter(|a| a["type"] == "image" && a.get("og_scrape_url").is_none()).count();
            assert!(messages(&world).any(|m| pictures(&m) == count), "no message with {count} pictures");
        }
        let kinds: BTreeSet<&str> = messages(&world).flat_map(|m| &m.reactions).map(|reaction| reaction.kind).collect();
        assert!(kinds.len() >= 6, "{kinds:?}");
        let most = messages(&world).map(|m| messages(&world).filter(|reply| reply.parent.as_ref() == Some(&m.id)).count()).max();
        assert!(most >= Some(30), "{most:?} replies");
        assert!(world.channels.iter().any(|channel| channel.frozen));
        assert!(world.channels.iter().any(|channel| channel.cooldown == 30));
        assert!(world.channels.iter().any(|channel| channel.kind == "team"));
    }

    #[test]
    fn no_placeholder_is_left_and_repetition_is_not_obvious() {
        let world = World::at(NOW);
        for message in messages(&world) {
            for (_, after) in message.text.match_indices('{').map(|(i, _)| message.text.split_at(i)) {
                let word = after.trim_start_matches('{').split('}').next().unwrap();
                let placeholder = !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
                assert!(!placeholder || word == "name", "{}", message.text);
            }
        }
        let distinct: BTreeSet<&String> = messages(&world).map(|message| &message.text).collect();
        assert!(distinct.len() > 900, "{} distinct texts", distinct.len());
    }
}
