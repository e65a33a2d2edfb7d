//! The world for measuring: many equal channels full of numbered messages, the same for the same numbers.
//! It replaces whatever the database holds. Called by `control`, never by a normal start.

use rusqlite::{Connection, Result, Transaction, params};
use serde_json::json;

use super::dice::Dice;

/// The one who looks at it.
pub(crate) const ME: &str = "me";
/// The others, `u0` to `u7`.
const NAMES: [&str; 8] = ["Ada", "Bruno", "Chiara", "Dario", "Elena", "Fabio", "Giulia", "Hugo"];
/// 1 January 2026, in microseconds since 1970.
const START: i64 = 1_767_225_600_000_000;
const MINUTE: i64 = 60_000_000;

const WORDS: [&str; 32] = [
    "the", "green", "parcel", "waits", "behind", "a", "counter", "while", "nine", "orders", "travel", "by", "night", "train", "and",
    "somebody", "asks", "for", "size", "seven", "again", "before", "lunch", "is", "ready", "on", "every", "second", "shelf", "with", "two",
    "labels",
];

/// How large the world is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) channels: usize,
    /// Messages of each channel.
    pub(crate) messages: usize,
    /// Messages of the first channel, if other than that.
    pub(crate) first: Option<usize>,
}

/// Replaces everything in the database, in one transaction.
pub(crate) fn replace(db: &mut Connection, size: Size) -> Result<()> {
    let transaction = db.transaction()?;
    clear(&transaction)?;
    let people: Vec<String> = std::iter::once(ME.to_owned()).chain((0..NAMES.len()).map(|n| format!("u{n}"))).collect();
    for (id, name) in people.iter().zip(std::iter::once("Me Myself").chain(NAMES)) {
        let add = "INSERT INTO users (id, name, created_at, updated_at, last_active) VALUES (?1, ?2, ?3, ?3, ?3)";
        transaction.execute(add, params![id, name, START])?;
    }
    let mut dice = Dice::new(42);
    for number in 0..size.channels {
        let count = size.first.filter(|_| number == 0).unwrap_or(size.messages);
        channel(&transaction, number, count, &people, &mut dice)?;
    }
    transaction.commit()
}

fn clear(db: &Transaction<'_>) -> Result<()> {
    for table in [
        "events",
        "user_mutes",
        "channel_mutes",
        "blocks",
        "flags",
        "drafts",
        "previews",
        "uploads",
        "user_groups",
        "channels",
        "polls",
        "users",
    ] {
        db.execute(&format!("DELETE FROM {table}"), [])?;
    }
    Ok(())
}

fn channel(db: &Transaction<'_>, number: usize, count: usize, people: &[String], dice: &mut Dice) -> Result<()> {
    let (id, n) = (format!("c{number:03}"), signed(number));
    let cid = format!("messaging:{id}");
    let name = NAMES.get(number % NAMES.len()).copied().unwrap_or_default();
    let last = START + 1_000_000_000_000 - n * 60 * MINUTE;
    let add = "INSERT INTO channels (cid, type, id, created_by, custom, created_at, updated_at, last_message_at)
        VALUES (?1, 'messaging', ?2, ?3, ?4, ?5, ?5, ?6)";
    let newest = (count > 0).then_some(last - MINUTE);
    db.execute(add, params![cid, id, ME, json!({ "name": format!("Channel {number} {name}") }).to_string(), START, newest])?;
    let newest_id = count.checked_sub(1).map(|i| format!("{id}-m{i}"));
    for (at, person) in (START..).zip(people) {
        let role = if person == ME { "channel_moderator" } else { "channel_member" };
        let member = "INSERT INTO members (cid, user_id, channel_role, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)";
        db.prepare_cached(member)?.execute(params![cid, person, role, at])?;
        let read = "INSERT INTO reads (cid, user_id, last_read, last_read_message_id) VALUES (?1, ?2, ?3, ?4)";
        db.prepare_cached(read)?.execute(params![cid, person, last + 1_000_000, newest_id])?;
    }
    for i in 0..count {
        let (message, at) = (format!("{id}-m{i}"), last - signed(count - i) * MINUTE);
        let text = format!("[{id}#{i}] {}", text(i, dice));
        let add = "INSERT INTO messages (id, cid, user_id, text, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)";
        db.prepare_cached(add)?.execute(params![message, cid, dice.pick(people), text, at])?;
        if i % 9 == 4 {
            react(db, &message, people.get(1 + i % 7), "like", at + 1)?;
        }
        if i % 27 == 4 {
            react(db, &message, people.get(2), "love", at + 2)?;
        }
    }
    Ok(())
}

fn react(db: &Transaction<'_>, message: &str, by: Option<&String>, kind: &str, at: i64) -> Result<()> {
    let add = "INSERT INTO reactions (message_id, user_id, type, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)";
    db.prepare_cached(add)?.execute(params![message, by, kind, at])?;
    Ok(())
}

fn signed(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// What message number `i` says: three to forty words, now and then an emoji, emphasis with a link, or a list.
pub(crate) fn text(i: usize, dice: &mut Dice) -> String {
    let count = 3 + dice.between(0, 39) * dice.between(0, 39) / 40;
    let words: Vec<&str> = (0..count).filter_map(|_| dice.pick(&WORDS).copied()).collect();
    let mut text = words.join(" ");
    if i % 7 == 3 {
        text.push_str(" 🎉👍");
    }
    if i % 11 == 5 {
        text = format!("**{}** {text} https://example.com/item/{i}", words.first().copied().unwrap_or_default());
    }
    if i % 13 == 6 {
        text.push_str("\n\n- first\n- second `code`");
    }
    text
}
