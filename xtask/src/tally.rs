//! Counts of tests, read from what cargo's and node's test runners print.

use std::iter::Sum;
use std::ops::Add;

/// How many passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub passed: u32,
    pub failed: u32,
}

impl Tally {
    /// A single check that came out well or not.
    pub(crate) fn one(passed: bool) -> Self {
        if passed { Self { passed: 1, failed: 0 } } else { Self { passed: 0, failed: 1 } }
    }

    /// Sums up `test result: ok. 5 passed; 0 failed; …` of Rust's test binaries.
    pub(crate) fn of_rust(output: &str) -> Self {
        output.lines().filter_map(|line| line.split_once("test result: ")).map(|(_, result)| Self::of_result(result)).sum()
    }

    fn of_result(result: &str) -> Self {
        let count = |word: &str| {
            let before = result.split([';', '.']).find_map(|part| part.trim().strip_suffix(word))?;
            before.trim().parse().ok()
        };
        Self { passed: count("passed").unwrap_or(0), failed: count("failed").unwrap_or(0) }
    }

    /// Reads the summary of `node --test` in TAP: `# pass 16`, `# fail 0`; cancelled tests have failed.
    pub(crate) fn of_tap(output: &str) -> Self {
        let count = |word: &str| {
            let number = |line: &str| line.strip_prefix("# ")?.strip_prefix(word)?.trim().parse::<u32>().ok();
            output.lines().filter_map(number).next_back().unwrap_or(0)
        };
        Self { passed: count("pass "), failed: count("fail ") + count("cancelled ") }
    }

    /// A runner that failed without naming a failed test, as after an abort, counts as one failure.
    pub(crate) fn with_exit(self, success: bool) -> Self {
        if success || self.failed > 0 { self } else { Self { failed: 1, ..self } }
    }
}

impl Add for Tally {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_several_rust_binaries_are_summed() {
        let output = "running 2 tests\n\
            test result: ok. 41 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.31s\n\
            test result: FAILED. 7 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 1.00s\n";
        assert_eq!(Tally::of_rust(output), Tally { passed: 48, failed: 2 });
    }

    #[test]
    fn a_tap_summary_counts_cancelled_tests_as_failed() {
        let output = "ok 1 - connects\n# tests 19\n# suites 0\n# pass 16\n# fail 2\n# cancelled 1\n# skipped 0\n";
        assert_eq!(Tally::of_tap(output), Tally { passed: 16, failed: 3 });
    }

    #[test]
    fn a_runner_that_dies_is_a_failure() {
        assert_eq!(Tally::of_rust("running 9 tests\n").with_exit(false), Tally { passed: 0, failed: 1 });
        assert_eq!(Tally { passed: 3, failed: 2 }.with_exit(false), Tally { passed: 3, failed: 2 });
        assert_eq!(Tally::default().with_exit(true), Tally::default());
    }
}
