//! Texts that a configuration gives: one for all languages, or one per language.

use crate::wire::{Map, Value};

/// A text, or a map of texts by language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// The same in every language.
    Plain(String),
    /// By language, BCP 47.
    ByLanguage(Vec<(String, String)>),
}

impl Label {
    /// Reads a string or an object of strings; `None` for anything else.
    #[must_use]
    pub fn read(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(Self::Plain(text.clone())),
            Value::Object(map) => Some(Self::ByLanguage(texts(map))).filter(|label| !label.is_empty()),
            _ => None,
        }
    }

    /// The text for a language: exact, then by its first part, then English, then the first given.
    #[must_use]
    pub fn text(&self, language: &str) -> &str {
        let texts = match self {
            Self::Plain(text) => return text,
            Self::ByLanguage(texts) => texts,
        };
        let base = language.split('-').next().unwrap_or_default();
        [language, base, "en"]
            .iter()
            .find_map(|wanted| texts.iter().find(|(language, _)| language.eq_ignore_ascii_case(wanted)))
            .or_else(|| texts.first())
            .map_or("", |(_, text)| text)
    }

    /// The texts of all languages.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let (plain, by_language) = match self {
            Self::Plain(text) => (Some(&**text), &[][..]),
            Self::ByLanguage(texts) => (None, &**texts),
        };
        plain.into_iter().chain(by_language.iter().map(|(_, text)| &**text))
    }

    fn is_empty(&self) -> bool {
        matches!(self, Self::ByLanguage(texts) if texts.is_empty())
    }
}

fn texts(map: &Map) -> Vec<(String, String)> {
    map.iter().filter_map(|(language, text)| Some((language.clone(), text.as_str()?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_falls_back_to_its_base_then_english_then_anything() {
        let label = Label::read(&crate::json!({"it": "Chiudi", "en": "Close"})).unwrap();
        assert_eq!((label.text("it-CH"), label.text("de"), label.text("EN")), ("Chiudi", "Close", "Close"));
        assert_eq!(Label::read(&crate::json!({"it": "Chiudi"})).unwrap().text("de"), "Chiudi");
    }
}
