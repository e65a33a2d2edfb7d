//! What the first part of the program, and the loader, name: the texts it says and the classes of what it draws stand in its data, because
//! that is where the cut left them. Texts and styles are cut in two by that, without lists that somebody has to keep.
//!
//! So the sketch and what it calls name their texts whole. A class may be put together, but only after its `--`.

use anyhow::{Context, Result};

/// What plural forms add to the key that the program names.
const PLURALS: [&str; 6] = [".zero", ".one", ".two", ".few", ".many", ".other"];

/// Where a name is looked for.
pub(super) struct Named {
    /// Everything constant in the module, one piece after the other.
    data: Vec<u8>,
    screens: String,
}

impl Named {
    /// Reads a module, and the loader's screens.
    pub(super) fn by(module: &[u8], screens: &str) -> Result<Self> {
        let module = walrus::Module::from_buffer(module).context("the first part is not readable")?;
        let pieces = module.data.iter().flat_map(|piece| piece.value.iter().copied().chain([0]));
        Ok(Self { data: pieces.collect(), screens: screens.to_owned() })
    }

    fn has(&self, text: &str) -> bool {
        self.data.windows(text.len()).any(|window| window == text.as_bytes())
    }

    /// A text's key, with or without the plural form.
    pub(super) fn text(&self, key: &str) -> bool {
        let base = PLURALS.iter().find_map(|form| key.strip_suffix(form)).unwrap_or(key);
        self.has(base) || self.screens.contains(key)
    }

    /// A class, whole or in two parts.
    pub(super) fn class(&self, class: &str) -> bool {
        let in_parts = || class.split_once("--").is_some_and(|(block, more)| self.has(&format!("{block}--")) && self.has(more));
        self.has(class) || in_parts()
    }

    #[cfg(test)]
    pub(super) fn here(data: &str) -> Self {
        Self { data: data.into(), screens: "{ 'loader.reload': 'Reload' }".to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_named_with_all_its_forms() {
        let named = Named::here("hour\0row.unreadlist.titlestatus.sent\x07x");
        for key in ["list.title", "row.unread.one", "row.unread.other", "status.sent", "loader.reload"] {
            assert!(named.text(key), "{key}");
        }
        for key in ["status.read", "row.draft", "composer.send"] {
            assert!(!named.text(key), "{key}");
        }
    }

    #[test]
    fn a_class_may_be_put_together() {
        let named = Named::here("avatar avatar--largerow row--unread");
        assert!(["avatar", "avatar--large", "avatar--unread", "row--unread"].iter().all(|class| named.class(class)));
        assert!(["avatar__face", "avatar--small", "large--row"].iter().all(|class| !named.class(class)));
    }
}
