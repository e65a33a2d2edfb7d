//! The values of the theme's tokens as patterns, for who writes a configuration with an editor; the parser is the judge.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::theme::{Kind, TOKENS, aliases, token_value};

const SIGNED: &str = r"-?(?:[0-9]{1,6}(?:\.[0-9]{0,6})?|\.[0-9]{1,6})";
/// A number that is not written with a point at its end.
const PLAIN: &str = r"(?:[0-9]{1,6}(?:\.[0-9]{1,6})?|\.[0-9]{1,6})";

fn any_case(word: &str) -> String {
    word.chars().map(|letter| format!("[{}{}]", letter.to_ascii_lowercase(), letter.to_ascii_uppercase())).collect()
}

/// A colour without blanks around it; `gap` is what may stand between its parts.
fn bare_colour(gap: &str) -> String {
    let hex = "#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})";
    let names = ["black", "blue", "gray", "green", "grey", "navy", "orange", "purple", "red", "teal", "white"].map(any_case).join("|");
    let (rgb, hsl, deg) = (any_case("rgb"), any_case("hsl"), any_case("deg"));
    let a = any_case("a");
    let part = format!("{SIGNED}%?");
    let alpha = format!("(?:{gap}+{part})?");
    format!(
        "(?:{hex}|{names}|{rgb}{a}?\\({gap}*{part}(?:{gap}+{part}){{2}}{alpha}{gap}*\\)|{hsl}{a}?\\({gap}*{SIGNED}(?:{deg})?(?:{gap}+{SIGNED}%){{2}}{alpha}{gap}*\\))"
    )
}

/// A colour.
pub(super) fn colour() -> String {
    format!("^\\s*{}\\s*$", bare_colour("[ ,/]"))
}

/// The JSON Schema of a token's value.
pub(super) fn token(kind: Kind) -> Value {
    let length = format!("(?:{PLAIN}(?:px|rem|em|%|ch)|0)");
    let name = r#"\s*["']*\s*(?=[^,]*\p{L})[\p{L}\p{N} _-]{1,64}\s*["']*\s*"#;
    let pattern = match kind {
        Kind::Colour => colour(),
        Kind::Font => format!("^{name}(?:,{name})*$"),
        Kind::Length => format!("^\\s*{length}\\s*$"),
        Kind::Number => format!("^\\s*{PLAIN}\\s*$"),
        Kind::Shadow => format!("^\\s*(?:none|-?{length}(?:\\s+-?{length}){{1,3}}\\s+{})\\s*$", bare_colour("[,/]")),
        Kind::Time => format!("^\\s*{PLAIN}(?:ms|s)\\s*$"),
    };
    match kind {
        // A number is what it is written as.
        Kind::Number => json!({"type": ["string", "number", "null"], "pattern": pattern, "minimum": 0, "maximum": 999_999}),
        Kind::Length => json!({"type": ["string", "number", "null"], "pattern": pattern, "minimum": 0, "maximum": 0}),
        _ => json!({"type": ["string", "null"], "pattern": pattern}),
    }
}

/// What a kind of value is called in the schema.
const fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Colour => "colour",
        Kind::Font => "font",
        Kind::Length => "length",
        Kind::Number => "number",
        Kind::Shadow => "shadow",
        Kind::Time => "time",
    }
}

/// The kinds of values, once for all tokens.
pub(super) fn kinds() -> Value {
    let all = [Kind::Colour, Kind::Font, Kind::Length, Kind::Number, Kind::Shadow, Kind::Time];
    all.into_iter().map(|kind| (word(kind).to_owned(), token(kind))).collect::<serde_json::Map<_, _>>().into()
}

/// The tokens by each of their names; for dark only those of colours.
pub(super) fn tokens(is_dark: bool) -> Vec<(String, Value)> {
    let of = |name: &str| {
        TOKENS.iter().find(|(token, _)| *token == name).map(|(_, kind)| *kind).filter(|kind| !is_dark || *kind == Kind::Colour)
    };
    let ours = TOKENS.iter().flat_map(|(name, _)| [((*name).to_owned(), *name), (format!("--chat-{name}"), *name)]);
    let all = ours.chain(aliases());
    all.filter_map(|(written, name)| Some((written, json!({"$ref": format!("#/$defs/{}", word(of(name)?))})))).collect()
}

/// Texts that are nearly values.
fn nearly() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "#",
        "0a5",
        "00aa55",
        "f",
        "rgb",
        "rgba(",
        "hsl(",
        "(",
        ")",
        "1",
        "20",
        ".5",
        "0",
        "-",
        "%",
        "px",
        "rem",
        "ms",
        "s",
        " ",
        ",",
        "/",
        "none",
        "red",
        "Navy",
        "deg",
        "url(",
        "Inter",
        "'",
        "\"",
        "sans-serif",
        "12px",
        "0 8px 24px",
        "#0003",
        ";",
        ".",
        "100%",
        "50",
        "calc(1px)",
        "var(--x)",
    ]);
    prop::collection::vec(piece, 0..9).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn patterns_take_what_the_theme_takes(text in nearly()) {
        thread_local! {
            static ALL: Vec<(Kind, jsonschema::Validator)> = [Kind::Colour, Kind::Length, Kind::Number, Kind::Shadow, Kind::Time]
                .map(|kind| (kind, jsonschema::validator_for(&token(kind)).unwrap())).into();
        }
        ALL.with(|all| {
            for (kind, validator) in all {
                prop_assert_eq!(token_value(*kind, &text).is_some(), validator.is_valid(&json!(text)), "{:?} {}", kind, text);
            }
            Ok(())
        })?;
    }
}
