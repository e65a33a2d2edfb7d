//! Canned replies: texts that people who answer all day begin with (feature C7).

use super::Label;
use super::parse::Reader;
use crate::wire::Map;

/// A text to begin with.
#[derive(Clone, Debug, PartialEq)]
pub struct CannedReply {
    /// Names it; no two are the same.
    pub id: String,
    /// What is typed after a slash to find it; may be empty.
    pub shortcut: String,
    /// What it is called.
    pub label: Label,
    /// The text, with placeholders such as `{user.name}`.
    pub text: Label,
}

impl Reader {
    pub(super) fn reply(&mut self, map: &Map, path: &str) -> Option<CannedReply> {
        let id = self.needed(map, "id", path);
        let shortcut = self.text(map, "shortcut", &[path, ".shortcut"].concat());
        let label = self.label(map, "label", path);
        let text = self.label(map, "text", path);
        // Typed in one go, like a command.
        let shortcut = shortcut.unwrap_or_default().trim().trim_start_matches('/').replace(char::is_whitespace, "-");
        Some(CannedReply { id: id?, shortcut, label: label?, text: text? })
    }
}
