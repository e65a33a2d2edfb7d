//! A placeholder world: two people and one channel.

use rusqlite::{Connection, Result, params};

/// Fills an empty database; `now` is in microseconds since 1970.
///
/// # Errors
/// When SQLite refuses; nothing is stored then.
pub fn seed(db: &mut Connection, now: i64) -> Result<()> {
    let world = db.transaction()?;
    for (id, name) in [("giulia", "Giulia Conti"), ("marco", "Marco Ferri")] {
        world.execute(
            "INSERT INTO users (id, name, image, created_at, updated_at) VALUES (?1, ?2, '/avatars/' || ?1 || '.svg', ?3, ?3)",
            params![id, name, now],
        )?;
    }
    world.execute(
        "INSERT INTO channels (cid, type, id, created_by, custom, created_at, updated_at, last_message_at)
         VALUES ('messaging:general', 'messaging', 'general', 'giulia', '{\"name\":\"General\"}', ?1, ?1, ?1 + 1)",
        [now],
    )?;
    for id in ["giulia", "marco"] {
        world.execute(
            "INSERT INTO members (cid, user_id, created_at, updated_at) VALUES ('messaging:general', ?1, ?2, ?2)",
            params![id, now],
        )?;
        world.execute(
            "INSERT INTO reads (cid, user_id, last_read) VALUES ('messaging:general', ?1, ?2 + 1)",
            params![id, now],
        )?;
    }
    world.execute(
        "INSERT INTO messages (id, cid, user_id, text, created_at, updated_at)
         VALUES ('welcome', 'messaging:general', 'giulia', 'Hello Marco', ?1 + 1, ?1 + 1)",
        [now],
    )?;
    world.commit()
}
