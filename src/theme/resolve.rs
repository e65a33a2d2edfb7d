//! From the configured theme to style declarations.

use super::value::read;
use super::{Colour, Kind, TOKENS, contrast};
use crate::config::{Fault, Theme};

/// A custom property with its value, to be set through CSSOM on the root block.
pub type Declaration = (String, String);

/// What a configured theme means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolved {
    /// What to set.
    pub declarations: Vec<Declaration>,
    /// Which of its keys could not be used, or had to be repaired.
    pub faults: Vec<Fault>,
}

/// Lowest contrast of text (WCAG 2.2, 1.4.3).
const READABLE: f32 = 4.5;
/// Grounds that text stands on, with the token of the text.
const PAIRS: [(&str, &str); 4] = [("accent", "on-accent"), ("bubble-own", "bubble-own-text"), ("badge", "badge-text"), ("surface", "text")];
/// Our surfaces, against which an accent must stand out.
const LIGHT: Colour = Colour::WHITE;
const DARK: Colour = Colour { rgb: [0x15, 0x17, 0x1a], alpha: 1.0 };

/// Checks every value of a theme by type, derives from the brand colour what was not given, and repairs text that could
/// not be read.
#[must_use]
pub fn declarations(theme: &Theme) -> Resolved {
    let mut resolved = Resolved::default();
    let mut light = brand(theme, false, &mut resolved.faults);
    let mut dark = brand(theme, true, &mut resolved.faults);
    take(&mut light, &theme.tokens, "theme.tokens", &mut resolved.faults);
    take(&mut dark, &theme.dark, "theme.dark", &mut resolved.faults);
    repair(&mut light, "theme.tokens", &mut resolved.faults);
    repair(&mut dark, "theme.dark", &mut resolved.faults);
    let named = |prefix: &'static str| move |(name, value): (&'static str, String)| (format!("--_{prefix}-{name}"), value);
    resolved.declarations = light.into_iter().map(named("t")).chain(dark.into_iter().map(named("d"))).collect();
    resolved
}

/// Accent and link from the brand colour: it stays as it is where 3:1 (controls) and 4.5:1 (text) allow.
fn brand(theme: &Theme, is_dark: bool, faults: &mut Vec<Fault>) -> Vec<(&'static str, String)> {
    let Some(given) = &theme.brand else { return Vec::new() };
    let Some(brand) = Colour::read(given).filter(|colour| colour.alpha >= 1.0) else {
        if !is_dark {
            faults.push(Fault { path: "theme.brand".into(), expected: "an opaque colour" });
        }
        return Vec::new();
    };
    let (ground, pole) = if is_dark { (DARK, Colour::WHITE) } else { (LIGHT, Colour::BLACK) };
    let accent = brand.towards(pole, ground, 3.0);
    let link = brand.towards(pole, ground, READABLE);
    vec![("accent", accent.to_string()), ("on-accent", accent.text_on().to_string()), ("link", link.to_string())]
}

/// Lays given tokens over what is there.
fn take(values: &mut Vec<(&'static str, String)>, given: &[(String, String)], path: &str, faults: &mut Vec<Fault>) {
    for (name, text) in given {
        let Some((name, kind)) = TOKENS.iter().find(|(token, _)| token == name) else {
            faults.push(Fault { path: format!("{path}.{name}"), expected: "a token of the theme" });
            continue;
        };
        let Some(value) = read(*kind, text) else {
            faults.push(Fault { path: format!("{path}.{name}"), expected: expected(*kind) });
            continue;
        };
        values.retain(|(known, _)| known != name);
        values.push((name, value));
    }
}

const fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Colour => "a colour",
        Kind::Font => "names of fonts",
        Kind::Length => "a length",
        Kind::Number => "a number",
        Kind::Shadow => "a shadow",
        Kind::Time => "a duration",
    }
}

/// Where both a ground and its text were given and cannot be read, the text becomes black or white; where only an accent
/// was given, the text is left to the style sheet, which chooses the same way.
fn repair(values: &mut [(&'static str, String)], path: &str, faults: &mut Vec<Fault>) {
    for (ground, text) in PAIRS {
        let colour = |values: &[(&'static str, String)], name: &str| {
            values.iter().find(|(known, _)| *known == name).and_then(|(_, value)| Colour::read(value))
        };
        let (Some(ground), Some(given)) = (colour(values, ground), colour(values, text)) else { continue };
        if contrast(ground, given) < READABLE && ground.alpha >= 1.0 {
            faults.push(Fault { path: format!("{path}.{text}"), expected: "a contrast of 4.5:1" });
            for (_, value) in values.iter_mut().filter(|(known, _)| *known == text) {
                *value = ground.text_on().to_string();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn theme(brand: Option<&str>, tokens: &[(&str, &str)]) -> Resolved {
        let tokens = tokens.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        declarations(&Theme { brand: brand.map(str::to_owned), tokens, ..Theme::default() })
    }

    fn value<'a>(resolved: &'a Resolved, name: &str) -> Option<&'a str> {
        resolved.declarations.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }

    #[test]
    fn a_bad_token_loses_only_itself() {
        let resolved = theme(None, &[("radius", "8px"), ("accent", "url(//x)"), ("nonsense", "1")]);
        assert_eq!(resolved.declarations, [("--_t-radius".to_owned(), "8px".to_owned())]);
        assert_eq!(resolved.faults.iter().map(|fault| &*fault.path).collect::<Vec<_>>(), ["theme.tokens.accent", "theme.tokens.nonsense"]);
    }

    #[test]
    fn readable_brand_is_kept() {
        assert_eq!(value(&theme(Some("#3056d3"), &[]), "--_t-accent"), Some("#3056d3"));
    }

    #[test]
    fn token_goes_before_brand() {
        assert_eq!(value(&theme(Some("#3056d3"), &[("link", "#123456")]), "--_t-link"), Some("#123456"));
    }

    #[test]
    fn unreadable_pair_is_repaired_and_reported() {
        let resolved = theme(None, &[("bubble-own", "#ffff00"), ("bubble-own-text", "#ffffff")]);
        assert_eq!(value(&resolved, "--_t-bubble-own-text"), Some("#000000"));
        assert_eq!(resolved.faults.len(), 1);
    }

    proptest! {
        #[test]
        fn every_brand_is_readable(rgb in any::<[u8; 3]>()) {
            let brand = Colour { rgb, alpha: 1.0 }.to_string();
            let resolved = theme(Some(&brand), &[]);
            let colour = |name: &str| Colour::read(value(&resolved, name).unwrap()).unwrap();
            for (mode, ground) in [("t", LIGHT), ("d", DARK)] {
                let (accent, on_accent, link) = (colour(&format!("--_{mode}-accent")), colour(&format!("--_{mode}-on-accent")), colour(&format!("--_{mode}-link")));
                prop_assert!(contrast(accent, on_accent) >= 4.5);
                prop_assert!(contrast(accent, ground) >= 3.0);
                prop_assert!(contrast(link, ground) >= 4.5);
            }
        }
    }
}
