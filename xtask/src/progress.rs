//! Says what a command is doing, how far it is and how long each step took.

use std::fmt::Display;
use std::time::{Duration, Instant};

use anyhow::Result;

/// Numbered steps of one command, `[2/5] wasm: …`.
#[derive(Debug)]
pub(crate) struct Steps {
    total: usize,
    done: usize,
}

impl Steps {
    pub(crate) fn new(total: usize) -> Self {
        Self { total, done: 0 }
    }

    /// Announces a step, does it, and prints how long it took.
    pub(crate) fn run<T>(&mut self, what: impl Display, step: impl FnOnce() -> Result<T>) -> Result<T> {
        self.done += 1;
        println!("[{}/{}] {what}…", self.done, self.total);
        let start = Instant::now();
        let outcome = step();
        let word = if outcome.is_ok() { "done" } else { "FAILED" };
        println!("[{}/{}] {word} in {}", self.done, self.total, seconds(start.elapsed()));
        outcome
    }
}

/// A line that belongs to the step being done.
pub(crate) fn note(text: impl Display) {
    println!("      {text}");
}

/// `0.4 s`, `31 s`, `2 min 05 s`.
pub(crate) fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    match whole {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{whole} s"),
        _ => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_as_precise_as_one_wants_to_read() {
        assert_eq!(seconds(Duration::from_millis(420)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(31)), "31 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
    }
}
