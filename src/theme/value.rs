//! Checks a token's value by its type: what passes can be nothing but a value (trust S4).

use super::{Colour, Kind};

/// The value as it may stand in a style declaration; `None` when it is not of the type.
pub(crate) fn read(kind: Kind, text: &str) -> Option<String> {
    let text = text.trim();
    match kind {
        Kind::Colour => Colour::read(text).map(Colour::text),
        Kind::Font => font(text),
        Kind::Length => quantity(text, &["px", "rem", "em", "%", "ch"]).or_else(|| (text == "0").then(|| "0px".to_owned())),
        Kind::Number => quantity(text, &[""]),
        Kind::Shadow => shadow(text),
        Kind::Time => quantity(text, &["ms", "s"]),
    }
}

/// A non-negative decimal number with one of the units.
fn quantity(text: &str, units: &[&str]) -> Option<String> {
    let at = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(at)?;
    let before_point = if number.starts_with('.') { "0" } else { "" };
    let is_number = super::colour::number(number).is_some() && !number.ends_with('.');
    (is_number && units.contains(&unit)).then(|| [before_point, number, unit].concat())
}

/// Family names; each is quoted unless it is a generic one.
fn font(text: &str) -> Option<String> {
    const GENERIC: [&str; 6] = ["inherit", "monospace", "sans-serif", "serif", "system-ui", "ui-monospace"];
    let mut names = String::new();
    for name in text.split(',') {
        let name = name.trim().trim_matches(['"', '\'']).trim();
        let is_plain = name.chars().all(|letter| crate::text::is_letter(letter) || matches!(letter, ' ' | '-' | '_'));
        let has_letter = name.chars().any(|letter| !letter.is_ascii_digit() && crate::text::is_letter(letter));
        if !has_letter || name.len() > 64 || !is_plain {
            return None;
        }
        let (quote, gap) = (if GENERIC.contains(&name) { "" } else { "\"" }, if names.is_empty() { "" } else { ", " });
        for part in [gap, quote, name, quote] {
            names.push_str(part);
        }
    }
    Some(names)
}

/// `none`, or two to four lengths and a colour without spaces.
fn shadow(text: &str) -> Option<String> {
    if text == "none" {
        return Some("0 0 0 transparent".to_owned());
    }
    let mut shadow = String::new();
    let mut lengths = 0;
    let mut parts = text.split_whitespace().peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            shadow.push_str(&read(Kind::Colour, part)?);
        } else {
            let length = part.strip_prefix('-').unwrap_or(part);
            if length.len() < part.len() {
                shadow.push('-');
            }
            shadow.push_str(&read(Kind::Length, length)?);
            shadow.push(' ');
            lengths += 1;
        }
    }
    (2..=4).contains(&lengths).then_some(shadow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_the_right_type_pass() {
        let cases = [
            (Kind::Length, "8px", "8px"),
            (Kind::Length, "0", "0px"),
            (Kind::Length, ".5rem", "0.5rem"),
            (Kind::Number, "1.45", "1.45"),
            (Kind::Time, "120ms", "120ms"),
            (Kind::Font, "Inter, 'Segoe UI', sans-serif", "\"Inter\", \"Segoe UI\", sans-serif"),
            (Kind::Shadow, "0 8px 24px -6px #0003", "0px 8px 24px -6px #00000033"),
        ];
        for (kind, text, value) in cases {
            assert_eq!(read(kind, text).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn nothing_but_a_value_passes() {
        let payloads = [
            "",
            "red;}*{background:url(//x)}",
            "</style><script>",
            "url(//x)",
            "\\75rl(//x)",
            "image-set(\"//x\")",
            "var(--x,url(//x))",
            "expression(alert(1))",
            "8px;color:red",
            "8px/**/",
            "-8px",
            "calc(1px)",
            "1e9px",
            "NaNpx",
            "infpx",
            "@import '//x'",
            "\"a\\\";}",
            "a;b",
            "attr(x)",
            "env(x)",
            "0 0 0",
            "0 0 url(//x)",
        ];
        for payload in payloads {
            // Any plain words may be the name of a font.
            let is_words = payload.chars().all(|letter| letter.is_alphanumeric() || letter == ' ' || letter == '-');
            assert!(is_words || read(Kind::Font, payload).is_none(), "{payload}");
            for kind in [Kind::Colour, Kind::Length, Kind::Number, Kind::Shadow, Kind::Time] {
                assert_eq!(read(kind, payload), None, "{kind:?} {payload}");
            }
        }
    }
}
