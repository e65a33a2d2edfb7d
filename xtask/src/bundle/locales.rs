//! The texts of each language: those that the first picture says, and the rest, which comes with the later part. One source
//! per language.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Map, Value};

use super::named::Named;
use crate::paths;

/// Writes both files of each language, with English in its gaps, so that a page needs one language; answers which there are.
pub(super) fn write(dist: &Path, named: &Named) -> Result<Vec<String>> {
    let from = paths::root().join("assets/locales");
    let to = dist.join("locales");
    fs::create_dir_all(&to)?;
    let english = read(&from.join("en.json"))?;
    let mut languages = Vec::new();
    for entry in fs::read_dir(&from)? {
        let file = entry?.path();
        if let (Some("json"), Some(name)) = (file.extension().and_then(|it| it.to_str()), file.file_stem()) {
            let own = read(&file)?;
            // A plural category that the language does not have is no gap.
            let is_plural = |key: &str| key.strip_suffix(".one").is_some_and(|base| own.contains_key(&[base, ".other"].concat()));
            let mut texts = english.clone();
            texts.retain(|key, _| !is_plural(key));
            texts.extend(own);
            let name = name.to_string_lossy().into_owned();
            let (first, later): (Map<_, _>, Map<_, _>) = texts.into_iter().partition(|(key, _)| named.text(key));
            fs::write(to.join(format!("{name}.json")), serde_json::to_string(&first)?)?;
            fs::write(to.join(format!("{name}.later.json")), serde_json::to_string(&later)?)?;
            languages.push(name);
        }
    }
    languages.sort();
    Ok(languages)
}

fn read(file: &Path) -> Result<Map<String, Value>> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not a flat JSON object", file.display()))
}
