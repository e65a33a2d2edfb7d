use proptest::prelude::*;

use super::*;

/// What a theme means; it lives as long as the tests.
fn resolved(theme: Theme) -> Resolved<'static> {
    declarations(Box::leak(Box::new(theme)))
}

fn theme(brand: Option<&str>, tokens: &[(&str, &str)]) -> Resolved<'static> {
    let tokens = tokens.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    resolved(Theme { brand: brand.map(str::to_owned), tokens, ..Theme::default() })
}

fn value<'a>(resolved: &'a Resolved<'_>, name: &str) -> Option<&'a str> {
    resolved.declarations.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
}

fn paths(resolved: &Resolved<'_>) -> Vec<String> {
    resolved.faults().into_iter().map(|fault| fault.path).collect()
}

/// The colour of a token in a mode: what was declared, else what the style sheet has.
fn colour(resolved: &Resolved<'_>, name: &str, is_dark: bool) -> Colour {
    let declared = value(resolved, &[if is_dark { "--_d-" } else { "--_t-" }, name].concat());
    declared.and_then(Colour::read).or_else(|| from_sheet(name, is_dark)).unwrap_or_else(|| panic!("{name} has no colour"))
}

/// The default in `tokens.css`: the last colour of the mode's branch.
fn from_sheet(name: &str, is_dark: bool) -> Option<Colour> {
    let sheet = include_str!("../tokens.css");
    let rest = sheet.split(&format!("--_{name}: var(--chat-{name}, light-dark(")).nth(1)?;
    let line = rest.lines().nth(if is_dark { 2 } else { 1 })?;
    let at = line.rfind('#')?;
    Colour::read(line.get(at..at + 7)?)
}

/// Contrast by the letter of WCAG 2.2, which what the element computes is measured against.
fn exact(a: Colour, b: Colour) -> f64 {
    let luminance = |colour: Colour| {
        let [r, g, b] = colour.rgb.map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Everything that is read, with every ground that it stands on; then controls and marks.
const READ: &[(&str, &[&str])] = &[
    ("text", &["surface", "surface-raised", "surface-sunken", "selected"]),
    ("text-muted", &["surface", "surface-raised", "surface-sunken", "selected"]),
    ("link", &["surface", "surface-raised", "surface-sunken", "bubble-other"]),
    ("danger", &["surface", "surface-raised"]),
    ("warning", &["surface", "surface-raised"]),
    ("success", &["surface", "surface-raised"]),
    ("on-accent", &["accent"]),
    ("bubble-own-text", &["bubble-own"]),
    ("bubble-other-text", &["bubble-other"]),
    ("badge-text", &["badge"]),
];
const SEEN: &[(&str, &[&str])] = &[
    ("accent", &["surface", "surface-raised", "surface-sunken"]),
    ("focus", &["surface", "surface-raised", "surface-sunken"]),
    ("online", &["surface"]),
];

/// Pairs that cannot be told apart, in both modes.
fn unreadable(resolved: &Resolved) -> Vec<String> {
    let mut found = Vec::new();
    for is_dark in [false, true] {
        for (pairs, ratio) in [(READ, 4.5), (SEEN, 3.0)] {
            for (name, grounds) in pairs {
                for ground in *grounds {
                    let surface = colour(resolved, "surface", is_dark);
                    let ground_colour = colour(resolved, ground, is_dark).over(surface);
                    let reached = exact(colour(resolved, name, is_dark).over(ground_colour), ground_colour);
                    if reached < ratio {
                        found.push(format!("{name} on {ground}, dark {is_dark}: {reached:.2}"));
                    }
                }
            }
        }
    }
    found
}

#[test]
fn defaults_here_are_those_of_the_style_sheet() {
    for (name, light, dark) in DEFAULTS {
        for (is_dark, number) in [(false, light), (true, dark)] {
            let [_, r, g, b] = number.to_be_bytes();
            assert_eq!(from_sheet(name, is_dark).map(|it| it.rgb), Some([r, g, b]), "{name}, dark {is_dark}");
        }
    }
}

#[test]
fn tokens_apart_are_those_that_the_style_sheet_does_not_hand_to_dark() {
    let sheet = include_str!("../tokens.css");
    for (name, _) in TOKENS.iter().filter(|(_, kind)| *kind == Kind::Colour) {
        assert_eq!(!sheet.contains(&format!("var(--_d-{name}, var(--_t-{name}")), APART.contains(name), "{name}");
    }
}

#[test]
fn a_bad_token_loses_only_itself() {
    let resolved = theme(None, &[("radius", "8px"), ("accent", "url(//x)"), ("nonsense", "1")]);
    assert_eq!(resolved.declarations, [("--_t-radius".to_owned(), "8px".to_owned())]);
    assert_eq!(paths(&resolved), ["theme.tokens.accent", "theme.tokens.nonsense"]);
}

#[test]
fn readable_brand_is_kept() {
    let resolved = theme(Some("#3056d3"), &[]);
    assert_eq!((value(&resolved, "--_t-accent"), paths(&resolved).len()), (Some("#3056d3"), 0));
}

#[test]
fn a_brand_that_cannot_be_seen_is_repaired_and_reported_once() {
    let resolved = theme(Some("#ffd400"), &[]);
    assert_ne!(value(&resolved, "--_t-accent"), Some("#ffd400"));
    assert_eq!(value(&resolved, "--_d-accent"), Some("#ffd400"), "on dark it is fine as it is");
    assert_eq!(paths(&resolved), ["theme.brand"]);
}

#[test]
fn token_goes_before_brand() {
    assert_eq!(value(&theme(Some("#3056d3"), &[("link", "#123456")]), "--_t-link"), Some("#123456"));
}

#[test]
fn unreadable_pair_is_repaired_and_reported() {
    let resolved = theme(None, &[("bubble-own", "#ffff00"), ("bubble-own-text", "#ffffff")]);
    assert_eq!(value(&resolved, "--_t-bubble-own-text"), Some("#000000"));
    assert_eq!(paths(&resolved), ["theme.tokens.bubble-own-text"]);
}

#[test]
fn a_veil_that_was_thinned_is_told_however_little() {
    let mut thinned = 0;
    for alpha in 1..=120_u8 {
        let given = format!("#000000{alpha:02x}");
        let resolved = theme(None, &[("selected", &given)]);
        let is_thinner = value(&resolved, "--_t-selected") != Some(&given);
        assert_eq!(paths(&resolved), if is_thinner { vec!["theme.tokens.selected"] } else { vec![] }, "{given}");
        thinned += u8::from(is_thinner);
    }
    assert!((1..120).contains(&thinned), "{thinned} of 120");
}

#[test]
fn text_follows_a_surface_that_the_tenant_gives() {
    let resolved = theme(None, &[("surface", "#202020"), ("surface-raised", "#282828"), ("surface-sunken", "#181818")]);
    assert_eq!(unreadable_in_light(&resolved), Vec::<String>::new());
}

fn unreadable_in_light(resolved: &Resolved) -> Vec<String> {
    let mut found = Vec::new();
    for name in ["text", "text-muted", "danger", "warning", "success"] {
        let reached = exact(colour(resolved, name, false), colour(resolved, "surface", false));
        if reached < 4.5 {
            found.push(format!("{name}: {reached:.2}"));
        }
    }
    found
}

#[test]
fn variables_of_the_react_theme_are_understood() {
    let tokens = [("--str-chat__primary-color", "#009688"), ("--str-chat__border-radius-md", "12px"), ("--str-chat__spacing-4", "8px")];
    let resolved = theme(None, &tokens);
    assert_eq!(value(&resolved, "--_t-radius"), Some("12px"));
    assert!(value(&resolved, "--_t-accent").is_some());
    assert_eq!(paths(&resolved), ["theme.tokens.--str-chat__spacing-4"]);
}

#[test]
fn dark_takes_colours_only() {
    let dark = vec![("radius".to_owned(), "8px".to_owned()), ("surface".to_owned(), "#000".to_owned())];
    let resolved = resolved(Theme { dark, ..Theme::default() });
    assert_eq!((value(&resolved, "--_d-surface"), paths(&resolved)), (Some("#000000"), vec!["theme.dark.radius".to_owned()]));
}

#[test]
fn nothing_is_declared_for_a_theme_that_says_nothing() {
    assert_eq!(resolved(Theme::default()), Resolved::default());
}

#[test]
fn luminance_is_that_of_the_norm() {
    for grey in 0..=255 {
        let grey = Colour { rgb: [grey; 3], alpha: 1.0 };
        let reached = f64::from(crate::theme::contrast(grey, Colour::BLACK));
        assert!((reached / exact(grey, Colour::BLACK) - 1.0).abs() < 1e-5, "{grey}: {reached}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn every_brand_colour_makes_two_readable_palettes(rgb in any::<[u8; 3]>()) {
        let resolved = theme(Some(&Colour { rgb, alpha: 1.0 }.to_string()), &[]);
        prop_assert_eq!(unreadable(&resolved), Vec::<String>::new());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn text_is_readable_whatever_accent_and_bubbles_a_tenant_gives(colours in any::<[[u8; 3]; 6]>()) {
        let names = ["accent", "on-accent", "bubble-own", "bubble-own-text", "bubble-other", "bubble-other-text"];
        let values: Vec<String> = colours.iter().map(|rgb| Colour { rgb: *rgb, alpha: 1.0 }.to_string()).collect();
        let tokens: Vec<(&str, &str)> = names.iter().zip(&values).map(|(name, value)| (*name, &**value)).collect();
        let resolved = theme(None, &tokens);
        for (text, ground) in [("on-accent", "accent"), ("bubble-own-text", "bubble-own"), ("bubble-other-text", "bubble-other")] {
            prop_assert!(exact(colour(&resolved, text, false), colour(&resolved, ground, false)) >= 4.5);
        }
    }
}
