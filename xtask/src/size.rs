//! What a page has to download for the first render, compressed as servers do, against a recorded budget.

use std::fmt;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::bundle;
use crate::paths;

/// The locale counted; pages load exactly one.
const LOCALE: &str = "locales/en.json";
/// Its other texts, which come with the later part.
const LATER_LOCALE: &str = "locales/en.later.json";
const BUDGET: &str = "tests/size-budget.json";

/// One file of the first render, in bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Weight {
    name: String,
    raw: usize,
    brotli: usize,
}

/// The most that may be needed for the first render, and for everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Budget {
    first: usize,
    everything: usize,
}

/// All files of the first render, and those that are fetched after it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Table {
    files: Vec<Weight>,
    later: [Weight; 2],
    budget: Budget,
}

impl Weight {
    fn of(name: &str) -> Result<Self> {
        let path = paths::dist().join(name);
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Self { name: name.to_owned(), raw: bytes.len(), brotli: brotli(&bytes)?.len() })
    }
}

impl Table {
    /// Weighs what is in `dist/`; the styles are inside the wasm files.
    pub(crate) fn of_dist() -> Result<Self> {
        let files = [bundle::JS, bundle::WASM, LOCALE].into_iter().map(Weight::of).collect::<Result<_>>()?;
        Ok(Self { files, later: [Weight::of(bundle::LATER)?, Weight::of(LATER_LOCALE)?], budget: budget(&paths::root().join(BUDGET))? })
    }

    /// Fails when the files together are heavier than the budget.
    pub(crate) fn check(&self) -> Result<()> {
        let first = self.brotli();
        for (what, sum, budget) in
            [("the first render", first, self.budget.first), ("everything", self.everything(), self.budget.everything)]
        {
            if sum > budget {
                bail!("{what}: {sum} bytes are {} over the budget of {budget} in {BUDGET}", sum - budget);
            }
        }
        Ok(())
    }

    fn brotli(&self) -> usize {
        self.files.iter().map(|file| file.brotli).sum()
    }

    fn everything(&self) -> usize {
        self.brotli() + self.later.iter().map(|file| file.brotli).sum::<usize>()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:24} {:>10} {:>10}", "first render", "raw", "brotli 11")?;
        for file in &self.files {
            writeln!(f, "{:24} {:>10} {:>10}", file.name, grouped(file.raw), grouped(file.brotli))?;
        }
        let raw: usize = self.files.iter().map(|file| file.raw).sum();
        let mut line = |name: &str, raw: &str, brotli: usize| writeln!(f, "{name:24} {raw:>10} {:>10}", grouped(brotli));
        line("together", &grouped(raw), self.brotli())?;
        line("budget", "", self.budget.first)?;
        for file in &self.later {
            line(&file.name, &grouped(file.raw), file.brotli)?;
        }
        line("everything", &grouped(raw + self.later.iter().map(|file| file.raw).sum::<usize>()), self.everything())?;
        write!(f, "{:24} {:>10} {:>10}", "budget", "", grouped(self.budget.everything))
    }
}

/// The bytes at brotli's best, as a static file server would keep them.
pub(crate) fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 1 << 16, 11, 24);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(packed)
}

fn budget(file: &Path) -> Result<Budget> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let json: serde_json::Value = serde_json::from_str(&text)?;
    let number = |key: &str| -> Result<usize> {
        let bytes = json.get(key).and_then(serde_json::Value::as_u64).with_context(|| format!("{BUDGET} needs a number {key}"))?;
        Ok(usize::try_from(bytes)?)
    };
    Ok(Budget { first: number("firstRenderBrotliBytes")?, everything: number("everythingBrotliBytes")? })
}

/// `140,000`
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at != 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_table(brotli: usize) -> Table {
        let file = |name: &str, brotli| Weight { name: name.to_owned(), raw: 3 * brotli, brotli };
        let budget = Budget { first: 140_000, everything: 300_000 };
        Table {
            files: vec![file("chat-service.js", 5_000), file("chat-service_bg.wasm", brotli)],
            later: [file("later", 150_000), file("its texts", 10_000)],
            budget,
        }
    }

    #[test]
    fn exactly_the_budget_is_allowed_and_one_byte_more_is_not() {
        a_table(135_000).check().unwrap();
        let error = a_table(135_001).check().unwrap_err().to_string();
        assert!(error.contains("140001 bytes are 1 over"), "{error}");
        let heavy = Table { budget: Budget { first: 140_000, everything: 299_999 }, ..a_table(135_000) };
        assert!(heavy.check().unwrap_err().to_string().contains("everything: 300000 bytes are 1 over"));
    }

    #[test]
    fn the_table_sums_up() {
        let text = a_table(100_000).to_string();
        assert!(text.contains("315,000"), "{text}");
        assert!(text.contains("105,000"), "{text}");
        assert!(text.contains("140,000") && text.contains("265,000") && text.ends_with("300,000"), "{text}");
    }

    #[test]
    fn the_recorded_budget_is_readable() {
        assert!(budget(&paths::root().join(BUDGET)).unwrap().first >= 100_000);
    }

    #[test]
    fn digits_come_in_groups_of_three() {
        assert_eq!([7, 1_000, 140_000, 1_234_567].map(grouped), ["7", "1,000", "140,000", "1,234,567"]);
    }
}
