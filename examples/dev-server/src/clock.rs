//! Time as the server sees it: microseconds since 1970, every stamp later than all before it, and its RFC 3339 text.
//! It stores nothing; `work` starts each unit of work with a fresh stamp.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use serde_json::Value;

/// Stream's "never" (protocol 0.4, rule 4).
pub(crate) const NEVER: &str = "0001-01-01T00:00:00Z";

/// A clock whose stamps never repeat and never go back, also when the machine's clock does.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    last: AtomicI64,
}

impl Clock {
    /// A clock that goes on after `last`, the newest stamp of the database.
    pub(crate) fn after(last: i64) -> Self {
        Self { last: AtomicI64::new(last) }
    }

    /// The next stamp in microseconds.
    pub(crate) fn tick(&self) -> i64 {
        let wall = wall();
        let next = |last: i64| wall.max(last + 1);
        match self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(next(last))) {
            Ok(last) | Err(last) => next(last),
        }
    }
}

/// The machine's clock in microseconds since 1970.
pub(crate) fn wall() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_micros()).ok()).unwrap_or_default()
}

/// `2026-01-05T09:00:00.123456Z`
pub(crate) fn text(micros: i64) -> String {
    Timestamp::from_microsecond(micros).map_or_else(|_| NEVER.to_owned(), |stamp| stamp.to_string())
}

/// As `text`, null when there is no time.
pub(crate) fn json(micros: Option<i64>) -> Value {
    micros.map_or(Value::Null, |micros| text(micros).into())
}

/// Microseconds of an RFC 3339 text; the zero time and anything else is none.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let micros = text.parse::<Timestamp>().ok()?.as_microsecond();
    (micros > 0).then_some(micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_never_repeat() {
        let clock = Clock::default();
        let stamps: Vec<i64> = (0..10_000).map(|_| clock.tick()).collect();
        assert!(stamps.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn a_clock_goes_on_after_the_newest_stamp_of_the_database() {
        let ahead = wall() + 60_000_000;
        assert_eq!(Clock::after(ahead).tick(), ahead + 1);
    }

    #[test]
    fn a_stamp_survives_its_text() {
        assert_eq!(parse(&text(1_767_603_600_123_456)), Some(1_767_603_600_123_456));
        assert_eq!(text(1_767_603_600_123_456), "2026-01-05T09:00:00.123456Z");
        assert_eq!(parse(NEVER), None);
        assert_eq!(parse("yesterday"), None);
    }
}
