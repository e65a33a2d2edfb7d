//! Writes the world into the tables of `migrations`. It knows the tables and decides nothing.

use std::collections::BTreeMap;

use rusqlite::{Result, Transaction, params};
use serde_json::{Value, json};

use super::cast::GROUPS;
use super::poll::Poll;
use super::world::{Conversation, Inhabitant, Message, Read, World};

/// Stores everything; the caller commits.
pub(super) fn store(db: &Transaction<'_>, world: &World) -> Result<()> {
    for inhabitant in &world.people {
        person(db, inhabitant)?;
    }
    groups(db, world)?;
    for conversation in &world.channels {
        let cid = format!("{}:{}", conversation.kind, conversation.id);
        channel(db, &cid, conversation)?;
        for written in &conversation.messages {
            message(db, &cid, written)?;
        }
        for read in &conversation.reads {
            reader(db, &cid, read)?;
        }
        threads(db, conversation)?;
    }
    Ok(())
}

fn person(db: &Transaction<'_>, inhabitant: &Inhabitant) -> Result<()> {
    let person = inhabitant.person;
    db.prepare_cached(
        "INSERT INTO users (id, name, image, role, language, custom, created_at, updated_at, last_active)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8)",
    )?
    .execute(params![
        person.id,
        person.name,
        person.image(),
        person.role,
        person.language,
        json!({ "title": person.title }).to_string(),
        inhabitant.created_at,
        inhabitant.last_active,
    ])?;
    Ok(())
}

/// As old as the first of the people.
fn groups(db: &Transaction<'_>, world: &World) -> Result<()> {
    let at = world.people.iter().map(|inhabitant| inhabitant.created_at).min().unwrap_or_default();
    for (id, name, description, members) in GROUPS {
        db.prepare_cached("INSERT INTO user_groups (id, name, description, created_at) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            id,
            name,
            description,
            at
        ])?;
        for member in members {
            db.prepare_cached("INSERT INTO user_group_members (group_id, user_id) VALUES (?1, ?2)")?.execute(params![id, member])?;
        }
    }
    Ok(())
}

fn channel(db: &Transaction<'_>, cid: &str, conversation: &Conversation) -> Result<()> {
    let mut custom = serde_json::Map::new();
    let order = conversation.id.strip_prefix("order-");
    for (key, value) in [("name", conversation.name), ("image", conversation.image), ("order", order)] {
        custom.extend(value.map(|value| (key.to_owned(), Value::from(value))));
    }
    let newest = conversation.messages.iter().rev().find(|message| message.parent.is_none() && !message.system);
    db.prepare_cached(
        "INSERT INTO channels (cid, type, id, created_by, frozen, cooldown, custom, created_at, updated_at, last_message_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9)",
    )?
    .execute(params![
        cid,
        conversation.kind,
        conversation.id,
        conversation.members.first(),
        conversation.frozen,
        conversation.cooldown,
        Value::Object(custom).to_string(),
        conversation.created_at,
        newest.map(|message| message.created_at),
    ])?;
    // One microsecond apart, so that "members by created_at" is an order.
    for (joined_at, id) in (conversation.created_at..).zip(conversation.members) {
        db.prepare_cached("INSERT INTO members (cid, user_id, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)")?
            .execute(params![cid, id, joined_at])?;
    }
    Ok(())
}

/// A poll before the message that carries it; answers its id.
fn poll(db: &Transaction<'_>, message: &Message) -> Result<Option<String>> {
    let Some(asked) = &message.poll else { return Ok(None) };
    let id = format!("{}-poll", message.id);
    let option_id = |place: usize| format!("{id}-{place}");
    let voted = asked.options.iter().enumerate().flat_map(|(place, (_, voters))| voters.iter().map(move |by| (Some(place), *by, "")));
    let votes: Vec<_> = voted.chain(asked.answers.iter().map(|(by, words)| (None, *by, *words))).collect();
    let last = Poll::moment(message.created_at, i64::try_from(votes.len()).unwrap_or_default());
    db.prepare_cached("INSERT INTO polls (id, created_by, name, allow_answers, created_at, updated_at) VALUES (?1, ?2, ?3, TRUE, ?4, ?5)")?
        .execute(params![id, message.author, asked.question, message.created_at, last])?;
    for (place, (text, _)) in asked.options.iter().enumerate() {
        db.prepare_cached("INSERT INTO poll_options (poll_id, id, place, text) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            id,
            option_id(place),
            i64::try_from(place).unwrap_or_default(),
            text
        ])?;
    }
    for (number, (place, by, words)) in (0..).zip(votes) {
        db.prepare_cached("INSERT INTO poll_votes (id, poll_id, option_id, user_id, answer, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![
                format!("{id}-vote-{number}"),
                id,
                place.map(option_id),
                by,
                words,
                Poll::moment(message.created_at, number)
            ])?;
    }
    Ok(Some(id))
}

fn message(db: &Transaction<'_>, cid: &str, message: &Message) -> Result<()> {
    let kind = match message {
        _ if message.deleted_at.is_some() => "deleted",
        _ if message.system => "system",
        _ if message.parent.is_some() => "reply",
        _ => "regular",
    };
    let pin = message.pinned.as_ref();
    // No client can write this key, and an edit takes it away: what was translated is not there any more.
    let custom = message
        .english
        .map_or_else(|| json!({}), |english| json!({ "i18n": { "language": "it", "it_text": message.text, "en_text": english } }));
    // Reactions, pins and edits move `updated_at`; only an edit is shown as one (protocol section 5.4).
    let updated_at = message
        .reactions
        .iter()
        .map(|reaction| reaction.created_at)
        .chain(pin.map(|pin| pin.at))
        .chain(message.edited_at)
        .chain(message.deleted_at)
        .fold(message.created_at, i64::max);
    db.prepare_cached(
        "INSERT INTO messages (id, cid, user_id, type, text, attachments, mentioned, parent_id, quoted_message_id,
                               pinned_at, pinned_by, created_at, updated_at, text_updated_at, deleted_at, command, args,
                               custom, poll_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
    )?
    .execute(params![
        message.id,
        cid,
        message.author,
        kind,
        message.text,
        json!(message.attachments).to_string(),
        json!(message.mentions).to_string(),
        message.parent,
        message.quoted,
        pin.map(|pin| pin.at),
        pin.map(|pin| pin.by),
        message.created_at,
        updated_at,
        message.edited_at,
        message.deleted_at,
        message.gif.map_or("", |_| "giphy"),
        message.gif.unwrap_or_default(),
        custom.to_string(),
        poll(db, message)?,
    ])?;
    for reaction in &message.reactions {
        db.prepare_cached("INSERT INTO reactions (message_id, user_id, type, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)")?
            .execute(params![message.id, reaction.by, reaction.kind, reaction.created_at])?;
    }
    Ok(())
}

fn reader(db: &Transaction<'_>, cid: &str, read: &Read) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO reads (cid, user_id, last_read, last_read_message_id, unread, last_delivered_at, last_delivered_message_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?3, ?4)",
    )?
    .execute(params![cid, read.by, read.last_read, read.last_message, i64::try_from(read.unread).unwrap_or(i64::MAX),])?;
    Ok(())
}

/// Threads and their participants (who wrote the parent or a reply), all of whom have read them.
fn threads(db: &Transaction<'_>, conversation: &Conversation) -> Result<()> {
    let mut threads: BTreeMap<&String, Vec<&Message>> = BTreeMap::new();
    for message in &conversation.messages {
        if let Some(parent) = &message.parent {
            threads.entry(parent).or_default().push(message);
        }
    }
    for (parent, replies) in threads {
        let newest = replies.iter().map(|reply| reply.created_at).max();
        db.prepare_cached("INSERT INTO threads (parent_id, updated_at) VALUES (?1, ?2)")?.execute(params![parent, newest])?;
        let author = conversation.messages.iter().filter(|message| message.id == *parent);
        for participant in author.chain(replies.iter().copied()) {
            db.prepare_cached("INSERT OR IGNORE INTO thread_reads (parent_id, user_id, last_read) VALUES (?1, ?2, ?3)")?
                .execute(params![parent, participant.author, newest])?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use rusqlite::Connection;

    const NOW: i64 = 1_795_485_600_000_000;

    fn seeded() -> (tempfile::TempDir, Connection) {
        let directory = tempfile::tempdir().unwrap();
        let mut db = crate::db::open(&directory.path().join("chat.sqlite")).unwrap();
        crate::seed::seed(&mut db, NOW).unwrap();
        (directory, db)
    }

    fn count(db: &Connection, query: &str) -> i64 {
        db.query_row(query, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn the_stored_world_is_whole() {
        let (_directory, db) = seeded();
        assert_eq!(count(&db, "SELECT count(*) FROM users"), 6);
        assert_eq!(count(&db, "SELECT count(*) FROM channels"), 12);
        assert!(count(&db, "SELECT count(*) FROM messages") >= 2_000);
        let launch = "SELECT count(*) FROM messages WHERE cid = 'messaging:launch' AND parent_id IS NULL";
        assert_eq!(count(&db, launch), 1_200);
        assert_eq!(count(&db, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    }

    #[test]
    fn stored_unread_counts_agree_with_the_stored_messages() {
        let (_directory, db) = seeded();
        let disagreements = "
            SELECT count(*) FROM reads r WHERE r.unread != (
                SELECT count(*) FROM messages m
                WHERE m.cid = r.cid AND m.created_at > r.last_read AND m.user_id != r.user_id
                  AND m.type = 'regular' AND m.parent_id IS NULL)";
        assert_eq!(count(&db, disagreements), 0);
        assert_eq!(count(&db, "SELECT count(*) FROM reads"), count(&db, "SELECT count(*) FROM members"));
    }

    #[test]
    fn the_stored_poll_is_one_of_several_votes_each_in_an_older_place_of_the_team_channel() {
        let (_directory, db) = seeded();
        assert_eq!((count(&db, "SELECT count(*) FROM polls"), count(&db, "SELECT count(*) FROM poll_options")), (1, 3));
        assert_eq!(count(&db, "SELECT count(*) FROM poll_votes WHERE option_id IS NOT NULL"), 6);
        assert_eq!(count(&db, "SELECT count(*) FROM poll_votes WHERE option_id IS NULL AND user_id = 'marco'"), 1);
        let after = "SELECT count(*) FROM messages m, messages p WHERE p.poll_id IS NOT NULL AND p.cid = 'team:web-shop'
            AND m.cid = p.cid AND m.created_at > p.created_at";
        assert!(count(&db, after) >= 4);
    }

    #[test]
    fn every_channel_knows_its_newest_message() {
        let (_directory, db) = seeded();
        let disagreements = "
            SELECT count(*) FROM channels c WHERE c.last_message_at IS NOT (
                SELECT max(created_at) FROM messages m
                WHERE m.cid = c.cid AND m.parent_id IS NULL AND m.type != 'system')";
        assert_eq!(count(&db, disagreements), 0);
    }

    #[test]
    fn seeding_takes_less_than_two_seconds() {
        let directory = tempfile::tempdir().unwrap();
        let mut db = crate::db::open(&directory.path().join("chat.sqlite")).unwrap();
        let start = Instant::now();
        crate::seed::seed(&mut db, NOW).unwrap();
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    }

    #[test]
    fn a_database_that_has_people_is_left_as_it_is() {
        let (_directory, mut db) = seeded();
        let before = count(&db, "SELECT count(*) FROM messages");
        assert!(crate::seed::seed(&mut db, NOW + 1).is_err());
        assert_eq!(count(&db, "SELECT count(*) FROM messages"), before);
    }
}
