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
const BUDGET: &str = "tests/size-budget.json";

/// One file of the first render, in bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Weight {
    name: String,
    raw: usize,
    brotli: usize,
}

/// All files of the first render.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Table {
    files: Vec<Weight>,
    budget: usize,
}

impl Table {
    /// Weighs what is in `dist/`; the styles are inside the wasm file.
    pub(crate) fn of_dist() -> Result<Self> {
        let mut files = Vec::new();
        for name in [bundle::JS, bundle::WASM, LOCALE] {
            let path = paths::dist().join(name);
            if name == LOCALE && !path.exists() {
                continue;
            }
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            files.push(Weight { name: name.to_owned(), raw: bytes.len(), brotli: brotli(&bytes)?.len() });
        }
        Ok(Self { files, budget: budget(&paths::root().join(BUDGET))? })
    }

    /// Fails when the files together are heavier than the budget.
    pub(crate) fn check(&self) -> Result<()> {
        let sum = self.brotli();
        if sum > self.budget {
            bail!("{sum} bytes are {} over the budget of {} in {BUDGET}", sum - self.budget, self.budget);
        }
        Ok(())
    }

    fn brotli(&self) -> usize {
        self.files.iter().map(|file| file.brotli).sum()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:24} {:>10} {:>10}", "first render", "raw", "brotli 11")?;
        for file in &self.files {
            writeln!(f, "{:24} {:>10} {:>10}", file.name, grouped(file.raw), grouped(file.brotli))?;
        }
        let raw = self.files.iter().map(|file| file.raw).sum();
        writeln!(f, "{:24} {:>10} {:>10}", "together", grouped(raw), grouped(self.brotli()))?;
        write!(f, "{:24} {:>10} {:>10}", "budget", "", grouped(self.budget))
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

fn budget(file: &Path) -> Result<usize> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let json: serde_json::Value = serde_json::from_str(&text)?;
    let bytes = json.get("firstRenderBrotliBytes").and_then(serde_json::Value::as_u64);
    let bytes = bytes.with_context(|| format!("{BUDGET} needs a number firstRenderBrotliBytes"))?;
    Ok(usize::try_from(bytes)?)
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
        Table { files: vec![file("chat-service.js", 5_000), file("chat-service_bg.wasm", brotli)], budget: 140_000 }
    }

    #[test]
    fn exactly_the_budget_is_allowed_and_one_byte_more_is_not() {
        a_table(135_000).check().unwrap();
        let error = a_table(135_001).check().unwrap_err().to_string();
        assert!(error.contains("140001 bytes are 1 over"), "{error}");
    }

    #[test]
    fn the_table_sums_up() {
        let text = a_table(100_000).to_string();
        assert!(text.contains("315,000"), "{text}");
        assert!(text.contains("105,000"), "{text}");
        assert!(text.ends_with("140,000"), "{text}");
    }

    #[test]
    fn the_recorded_budget_is_readable() {
        assert!(budget(&paths::root().join(BUDGET)).unwrap() >= 100_000);
    }

    #[test]
    fn digits_come_in_groups_of_three() {
        assert_eq!([7, 1_000, 140_000, 1_234_567].map(grouped), ["7", "1,000", "140,000", "1,234,567"]);
    }
}
