//! The world before it is stored: people, conversations, messages, reactions and reads as plain values,
//! the same for the same `now`. It knows what was said and when; it knows no table.

use serde_json::Value;

use super::cast::{self, PEOPLE, Person};
use super::dice::Dice;
use super::plan::{PLANS, Plan};
use super::poll::Poll;
use super::stage;

/// Moments and spans are microseconds, moments since 1970 (what the server's time stamps can tell apart).
pub(super) const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const DAY: i64 = 24 * 60 * MINUTE;

/// Any number would do; this one is kept so that every demo shows the same conversations.
const SEED: u64 = 0xC0FF_EE04;

/// Everything the demo starts with.
#[derive(Debug, PartialEq)]
pub(super) struct World {
    pub(super) people: Vec<Inhabitant>,
    pub(super) channels: Vec<Conversation>,
}

/// A person with the moments that depend on `now`.
#[derive(Debug, PartialEq)]
pub(super) struct Inhabitant {
    pub(super) person: Person,
    pub(super) created_at: i64,
    pub(super) last_active: i64,
}

/// A conversation with everything that happened in it.
#[derive(Debug, PartialEq)]
pub(super) struct Conversation {
    pub(super) kind: &'static str,
    pub(super) id: &'static str,
    pub(super) name: Option<&'static str>,
    pub(super) image: Option<&'static str>,
    pub(super) members: &'static [&'static str],
    pub(super) frozen: bool,
    pub(super) cooldown: i64,
    pub(super) created_at: i64,
    /// Thread replies among them, oldest first; no two at the same moment.
    pub(super) messages: Vec<Message>,
    pub(super) reads: Vec<Read>,
}

/// One message.
#[derive(Debug, PartialEq)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) author: &'static str,
    pub(super) system: bool,
    pub(super) text: String,
    pub(super) created_at: i64,
    pub(super) edited_at: Option<i64>,
    pub(super) deleted_at: Option<i64>,
    /// The message whose thread this one is in.
    pub(super) parent: Option<String>,
    pub(super) quoted: Option<String>,
    pub(super) mentions: Vec<&'static str>,
    pub(super) attachments: Vec<Value>,
    pub(super) reactions: Vec<Reaction>,
    pub(super) pinned: Option<Pin>,
    /// Its translation into English; it is in Italian then.
    pub(super) english: Option<&'static str>,
    /// The words of the `/giphy` that made it.
    pub(super) gif: Option<&'static str>,
    pub(super) poll: Option<Poll>,
}

/// One reaction; a person gives a message one of each kind.
#[derive(Debug, PartialEq)]
pub(super) struct Reaction {
    pub(super) by: &'static str,
    pub(super) kind: &'static str,
    pub(super) created_at: i64,
}

/// Who pinned a message, and when.
#[derive(Debug, PartialEq)]
pub(super) struct Pin {
    pub(super) by: &'static str,
    pub(super) at: i64,
}

/// How far a member has read.
#[derive(Debug, PartialEq)]
pub(super) struct Read {
    pub(super) by: &'static str,
    pub(super) last_read: i64,
    pub(super) last_message: Option<String>,
    /// Messages that count as unread (protocol section 4.12).
    pub(super) unread: usize,
}

impl World {
    /// The world as it stands at `now`: the newest messages are minutes old, the oldest months.
    pub(super) fn at(now: i64) -> Self {
        let mut dice = Dice::new(SEED);
        let channels: Vec<Conversation> = (SEED..).zip(&PLANS).map(|(seed, plan)| Conversation::play(plan, now, seed)).collect();
        let founded = channels.iter().map(|channel| channel.created_at).min().unwrap_or(now);
        let people = PEOPLE
            .into_iter()
            .map(|person| Inhabitant {
                person,
                created_at: founded - dice.between(20, 40) * DAY,
                last_active: last_word_of(person, &channels).unwrap_or(founded),
            })
            .collect();
        Self { people, channels }
    }
}

fn last_word_of(person: Person, channels: &[Conversation]) -> Option<i64> {
    channels
        .iter()
        .flat_map(|channel| &channel.messages)
        .filter(|message| message.author == person.id)
        .map(|message| message.created_at)
        .max()
}

impl Conversation {
    fn play(plan: &Plan, now: i64, seed: u64) -> Self {
        let mut messages = stage::play(plan, &mut Dice::new(seed));
        // Dice of its own: how many nights there are to skip must not change what is said.
        let mut dice = Dice::new(!seed);
        set_times(&mut messages, plan, now, &mut dice);
        let created_at = messages.first().map_or(now, |first| first.created_at - dice.between(1, 9) * MINUTE);
        let reads = plan
            .members
            .iter()
            .filter_map(|id| cast::person(id))
            .map(|person| {
                let late = plan.unread.iter().find(|(id, _)| *id == person.id);
                read_of(person.id, late.map_or(0, |(_, count)| *count), &messages)
            })
            .collect();
        Self {
            kind: plan.kind,
            id: plan.id,
            name: plan.name,
            image: plan.image,
            members: plan.members,
            frozen: plan.frozen,
            cooldown: plan.cooldown,
            created_at,
            messages,
            reads,
        }
    }
}

/// Turns each message's pause (what `stage` left in `created_at`) into its moment, from the newest back.
/// Pauses longer than an hour open a new conversation; the nights before those are skipped.
fn set_times(messages: &mut [Message], plan: &Plan, now: i64, dice: &mut Dice) {
    let mut at = now - plan.newest * MINUTE;
    for message in messages.iter_mut().rev() {
        let pause = std::mem::replace(&mut message.created_at, at);
        let lag = dice.between(5, 50) * SECOND;
        message.edited_at = message.edited_at.map(|_| at + lag);
        message.deleted_at = message.deleted_at.map(|_| at + lag);
        if let Some(pin) = &mut message.pinned {
            pin.at = at + lag;
        }
        for (n, reaction) in (1..).zip(&mut message.reactions) {
            reaction.created_at = at + n * dice.between(3, 11) * SECOND;
        }
        at -= pause;
        if pause > 60 * MINUTE {
            at = before_the_night(at, dice);
        }
    }
}

/// The same moment when it is a working hour, else one in the evening before.
fn before_the_night(at: i64, dice: &mut Dice) -> i64 {
    let hour = at.rem_euclid(DAY) / (60 * MINUTE);
    match hour {
        7..=18 => at,
        late @ 19.. => at - (late - 17) * 60 * MINUTE - dice.between(0, 50 * 60) * SECOND,
        early => at - (early + 6) * 60 * MINUTE - dice.between(0, 50 * 60) * SECOND,
    }
}

/// The read of a member who has not seen the last `unread` messages of others. Writing is reading: nobody
/// is behind their own last message (protocol section 4.12).
fn read_of(by: &'static str, unread: usize, messages: &[Message]) -> Read {
    let mut seen = messages.len();
    let mut left = 0;
    for (n, message) in messages.iter().enumerate().rev() {
        if message.author == by || left == unread {
            break;
        }
        if message.counts_as_unread() {
            left += 1;
            seen = n;
        }
    }
    let last = messages.iter().take(seen).rev().find(|message| message.parent.is_none());
    Read { by, last_read: last.map_or(0, |message| message.created_at), last_message: last.map(|message| message.id.clone()), unread: left }
}

impl Message {
    /// Whether it raises the unread count of those who did not write it.
    pub(super) fn counts_as_unread(&self) -> bool {
        !self.system && self.parent.is_none() && self.deleted_at.is_none()
    }
}
