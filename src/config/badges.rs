//! Badges: what a tenant wants to be seen of a channel at once, in the list and above the conversation: priority, assignee,
//! tags, how long somebody waits (feature C7).
//!
//! What cannot be read of its conditions loses the whole badge: it would stand where it says something wrong.

use super::Label;
use super::parse::Reader;
use crate::wire::{Map, Value};

/// Something to be seen of a channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Badge {
    /// Names it; no two are the same.
    pub id: String,
    /// The text, with placeholders; one that has no value takes the badge away.
    pub label: Label,
    /// One of [`TONES`].
    pub tone: &'static str,
    /// The channel belongs to this filter, in Stream's query syntax.
    pub when: Option<Value>,
    /// A time of the channel is so long ago.
    pub older_than: Option<Age>,
}

/// How long ago a time is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Age {
    /// The channel's key that holds the time, in RFC 3339.
    pub field: String,
    /// At least so many minutes.
    pub minutes: u32,
}

/// What a badge can look like.
pub const TONES: [&str; 5] = ["accent", "danger", "neutral", "success", "warning"];

impl Reader {
    pub(super) fn badge(&mut self, map: &Map, path: &str) -> Option<Badge> {
        let is_there = |key: &str| map.get(key).is_some_and(|value| !value.is_null());
        let id = self.needed(map, "id", path);
        let label = self.label(map, "label", path);
        let tone =
            is_there("tone").then(|| self.one_of(map, "tone", path, &TONES, "accent, danger, neutral, success or warning")).flatten();
        let conditions = self.faults.len();
        let when = self.object(map, "when", &[path, ".when"].concat()).map(|when| Value::Object(when.clone()));
        let older = [path, ".olderThan"].concat();
        let older_than = self.object(map, "olderThan", &older).and_then(|age| self.age(age, &older));
        let is_readable = self.faults.len() == conditions;
        Some(Badge { id: id?, label: label?, tone: tone.unwrap_or("neutral"), when, older_than }).filter(|_| is_readable)
    }

    fn age(&mut self, map: &Map, path: &str) -> Option<Age> {
        let field = self.needed(map, "field", path);
        let minutes = self.minutes(map.get("minutes"), &[path, ".minutes"].concat());
        Some(Age { field: field?, minutes: minutes? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Tools};
    use crate::json;

    fn read(badges: Value) -> (Vec<String>, Vec<String>) {
        let (tools, faults) = Tools::read(&Config { tools: [None, None, Some(badges), None, None], ..Config::default() });
        (tools.badges.iter().map(|badge| badge.id.clone()).collect(), faults.into_iter().map(|fault| fault.path).collect())
    }

    #[test]
    fn a_badge_without_a_readable_condition_is_not_shown_and_leaves_the_others() {
        let (ids, faults) = read(json!([
            {"id": "high", "label": "High", "tone": "danger", "when": {"priority": "high"}},
            {"id": "odd", "label": "Odd", "tone": "pink"},
            {"id": "wide", "label": "Wide", "when": 7},
            {"id": "late", "label": "Late", "olderThan": {"field": "waiting_since", "minutes": 0.5}},
            {"id": "high", "label": "Twice"},
            {"id": "waits", "label": {"en": "Waits"}, "olderThan": {"field": "waiting_since", "minutes": 30}},
        ]));
        assert_eq!(ids, ["high", "odd", "waits"]);
        assert_eq!(faults, ["badges.1.tone", "badges.2.when", "badges.3.olderThan.minutes", "badges.4.id"]);
    }
}
