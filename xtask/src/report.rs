//! The result of `check` and `test`: one row per layer, and the counts as the last line.

use std::fmt;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::progress::{Steps, seconds};
use crate::tally::Tally;

/// One row of the table.
#[derive(Debug)]
struct Row {
    layer: String,
    tally: Tally,
    time: Duration,
}

/// What has been run so far; a failing layer does not keep the next ones from running.
#[derive(Debug, Default)]
pub(crate) struct Report {
    rows: Vec<Row>,
}

impl Report {
    /// Runs a layer that counts its tests; an error is one failure more.
    pub(crate) fn tests(&mut self, steps: &mut Steps, layer: &str, run: impl FnOnce() -> Result<Tally>) {
        let start = Instant::now();
        let tally = steps.run(layer, run).unwrap_or_else(|error| {
            println!("{error:#}");
            Tally::one(false)
        });
        self.add(layer, tally, start.elapsed());
    }

    /// Runs a layer that is a single check, and gives on what it has made.
    pub(crate) fn check<T>(&mut self, steps: &mut Steps, layer: &str, run: impl FnOnce() -> Result<T>) -> Option<T> {
        let mut made = None;
        self.tests(steps, layer, || {
            made = Some(run()?);
            Ok(Tally::one(true))
        });
        made
    }

    /// Adds a layer that somebody else has run.
    pub(crate) fn add(&mut self, layer: impl Into<String>, tally: Tally, time: Duration) {
        self.rows.push(Row { layer: layer.into(), tally, time });
    }

    pub(crate) fn total(&self) -> Tally {
        self.rows.iter().map(|row| row.tally).sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:44} {:>7} {:>7} {:>13}", "layer", "passed", "failed", "time")?;
        for Row { layer, tally, time } in &self.rows {
            writeln!(f, "{layer:44} {:>7} {:>7} {:>13}", tally.passed, tally.failed, seconds(*time))?;
        }
        let total = self.total();
        write!(f, "\n{} passed, {} failed", total.passed, total.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;

    #[test]
    fn the_last_line_is_the_sum_of_all_layers() {
        let mut report = Report::default();
        report.add("core", Tally { passed: 120, failed: 0 }, Duration::from_secs(3));
        report.add("views", Tally { passed: 30, failed: 2 }, Duration::from_secs(1));
        assert_eq!(report.to_string().lines().next_back(), Some("150 passed, 2 failed"));
    }

    #[test]
    fn a_layer_that_cannot_run_is_a_failure_and_the_next_one_runs() {
        let mut report = Report::default();
        let mut steps = Steps::new(2);
        assert_eq!(report.check(&mut steps, "bundle", || -> Result<()> { bail!("no compiler") }), None);
        assert_eq!(report.check(&mut steps, "size", || Ok(7)), Some(7));
        assert_eq!(report.total(), Tally { passed: 1, failed: 1 });
    }
}
