//! How everything looks: one style sheet, the public tokens, and the tenant's values for them.
//!
//! The sheets are constant text: the bundler packs them into the two parts of the program, and the loader has them adopted. [`declarations`] turns the configured theme into property
//! values that were checked by type, to be set through CSSOM. Knows no views and no browser; called from the element and
//! from the root view.

mod aliases;
mod colour;
mod resolve;
mod value;

#[cfg(test)]
pub(crate) use value::read as token_value;

#[cfg(test)]
pub(crate) use aliases::table as aliases;
pub use colour::{Colour, contrast};
pub use resolve::{Declaration, Resolved, declarations};

/// Style sheets in the order of the cascade: tokens and reset first, then each block beside its view. The bundler reads the
/// names in this list and the next one (`xtask/src/bundle/styles.rs`).
#[cfg(not(target_arch = "wasm32"))]
const SHEETS: &[&str] = &[
    include_str!("tokens.css"),
    include_str!("base.css"),
    include_str!("../ui/kit/style.css"),
    include_str!("../ui/style.css"),
    include_str!("../ui/channel_list/style.css"),
    include_str!("../ui/channel_header/style.css"),
    include_str!("../ui/message_list/style.css"),
    include_str!("../ui/message/style.css"),
    include_str!("../ui/attachments/first.css"),
    include_str!("../ui/reactions/style.css"),
    include_str!("../ui/composer/style.css"),
];

/// Those of views that come with the later part.
#[cfg(not(target_arch = "wasm32"))]
const LATER_SHEETS: &[&str] = &[
    include_str!("../ui/kit/overlay/style.css"),
    include_str!("../ui/kit/toast.css"),
    include_str!("../ui/attachments/style.css"),
    include_str!("../ui/composer/attached.css"),
    include_str!("../ui/composer/float.css"),
    include_str!("../ui/message/poll.css"),
    include_str!("../ui/stand_in.css"),
    include_str!("../ui/thread/style.css"),
    include_str!("../ui/tools/style.css"),
];

/// Those of the page that shows the catalogue of states.
#[cfg(not(target_arch = "wasm32"))]
const GALLERY_SHEETS: &[&str] = &[include_str!("../ui/gallery.css")];

/// Public tokens, without `--chat-`, with the type of their values (product contract, semver-stable).
pub const TOKENS: &[(&str, Kind)] = &[
    ("accent", Kind::Colour),
    ("on-accent", Kind::Colour),
    ("surface", Kind::Colour),
    ("surface-raised", Kind::Colour),
    ("surface-sunken", Kind::Colour),
    ("text", Kind::Colour),
    ("text-muted", Kind::Colour),
    ("border", Kind::Colour),
    ("hover", Kind::Colour),
    ("selected", Kind::Colour),
    ("link", Kind::Colour),
    ("danger", Kind::Colour),
    ("warning", Kind::Colour),
    ("success", Kind::Colour),
    ("online", Kind::Colour),
    ("focus", Kind::Colour),
    ("overlay", Kind::Colour),
    ("bubble-own", Kind::Colour),
    ("bubble-own-text", Kind::Colour),
    ("bubble-other", Kind::Colour),
    ("bubble-other-text", Kind::Colour),
    ("badge", Kind::Colour),
    ("badge-text", Kind::Colour),
    ("highlight", Kind::Colour),
    ("font", Kind::Font),
    ("font-mono", Kind::Font),
    ("font-size", Kind::Length),
    ("line-height", Kind::Number),
    ("weight-strong", Kind::Number),
    ("radius", Kind::Length),
    ("radius-bubble", Kind::Length),
    ("radius-avatar", Kind::Length),
    ("space", Kind::Length),
    ("control-height", Kind::Length),
    ("shadow", Kind::Shadow),
    ("border-width", Kind::Length),
    ("list-width", Kind::Length),
    ("panel-width", Kind::Length),
    ("measure", Kind::Length),
    ("avatar", Kind::Length),
    ("duration", Kind::Time),
];

/// Type of a token's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `#rgb[a]`, `#rrggbb[aa]`, `rgb()`, `hsl()` or a basic name.
    Colour,
    /// Family names, comma separated.
    Font,
    /// A number with `px`, `rem`, `em`, `%` or `ch`; zero without.
    Length,
    /// A plain number.
    Number,
    /// `none` or `<x> <y> <blur> [<spread>] <colour>`.
    Shadow,
    /// A number with `ms` or `s`.
    Time,
}

/// Everything that the shadow root adopts, as one text. In a browser the loader has it.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn style_sheet() -> String {
    [SHEETS, LATER_SHEETS, if cfg!(feature = "gallery") { GALLERY_SHEETS } else { &[] }].concat().concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_token_has_a_host_a_configured_and_a_default_value() {
        let tokens = include_str!("tokens.css");
        for (name, kind) in TOKENS {
            let declared = format!("--_{name}: var(--chat-{name}, ");
            assert!(tokens.contains(&declared), "tokens.css lacks `{declared}`");
            assert!(tokens.contains(&format!("var(--_t-{name}")), "{name} cannot be configured");
            assert!(*kind != Kind::Colour || tokens.contains(&format!("var(--_d-{name}")), "{name} cannot be configured for dark");
            assert!(tokens.contains(&format!("--chat-{name}: var(--_{name});")), "{name} is not handed down");
        }
    }

    #[test]
    fn only_the_theme_names_colours() {
        for sheet in SHEETS.iter().skip(2).chain(LATER_SHEETS) {
            let sheet = without_comments(sheet);
            for value in sheet.split(['{', ';', '}']).filter_map(|declaration| declaration.split_once(':')).map(|(_, value)| value) {
                let is_raw = ["rgb(", "rgba(", "hsl(", "oklch("].iter().any(|function| value.contains(function))
                    || value.split([' ', ',', '(']).any(|word| {
                        word.strip_prefix('#').is_some_and(|hex| hex.chars().all(|digit| digit.is_ascii_hexdigit() || digit == ')'))
                    });
                assert!(!is_raw, "raw colour:{value}");
            }
        }
    }

    #[test]
    fn braces_are_balanced_in_every_sheet() {
        for sheet in SHEETS.iter().chain(LATER_SHEETS) {
            let sheet = without_comments(sheet);
            assert_eq!(sheet.matches('{').count(), sheet.matches('}').count(), "{}", sheet.get(..80).unwrap_or_default());
        }
    }

    fn without_comments(sheet: &str) -> String {
        sheet.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, rest)| rest)).collect()
    }
}
