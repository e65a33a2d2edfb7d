//! The flags of one command. It knows no command: each takes out what it understands and calls `finish`.

use anyhow::{Context, Result, bail};

/// The words after the command's name.
#[derive(Debug)]
pub(crate) struct Args {
    words: Vec<String>,
}

impl Args {
    pub(crate) fn new(words: impl IntoIterator<Item = String>) -> Self {
        Self { words: words.into_iter().collect() }
    }

    /// Takes out `name` and says whether it was there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.words.len();
        self.words.retain(|word| word != name);
        self.words.len() < before
    }

    /// Takes out `name VALUE` or `name=VALUE`.
    pub(crate) fn value(&mut self, name: &str) -> Result<Option<String>> {
        let joined = format!("{name}=");
        let Some(at) = self.words.iter().position(|word| word == name || word.starts_with(&joined)) else {
            return Ok(None);
        };
        let word = self.words.remove(at);
        if let Some(value) = word.strip_prefix(&joined) {
            return Ok(Some(value.to_owned()));
        }
        if at < self.words.len() {
            return Ok(Some(self.words.remove(at)));
        }
        bail!("{name} needs a value")
    }

    /// Takes out a number given by `name`.
    pub(crate) fn number(&mut self, name: &str) -> Result<Option<u16>> {
        let Some(text) = self.value(name)? else { return Ok(None) };
        let number = text.parse().with_context(|| format!("{name} needs a number up to 65535, not {text:?}"))?;
        Ok(Some(number))
    }

    /// Refuses what nobody has taken out.
    pub(crate) fn finish(self) -> Result<()> {
        match self.words.first() {
            None => Ok(()),
            Some(word) => bail!("unknown option {word:?} (`cargo xtask help` lists the options)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Args {
        Args::new(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn values_are_taken_in_both_spellings() {
        let mut args = args("--port 4001 --stream-key=k --release");
        assert_eq!(args.number("--port").unwrap(), Some(4001));
        assert_eq!(args.value("--stream-key").unwrap().as_deref(), Some("k"));
        assert!(args.flag("--release"));
        assert!(!args.flag("--reset"));
        args.finish().unwrap();
    }

    #[test]
    fn what_nobody_understands_is_refused() {
        let error = args("--relaese").finish().unwrap_err().to_string();
        assert!(error.contains("--relaese"), "{error}");
    }

    #[test]
    fn a_missing_or_wrong_value_is_an_error() {
        assert!(args("--port").value("--port").is_err());
        assert!(args("--port many").number("--port").is_err());
    }
}
