//! JSON text: read into a [`Value`], and written.
//!
//! Ours instead of `serde_json`'s because of size (see ARCHITECTURE, decisions), and because it is as lenient as browsers
//! are: a lone surrogate escape, which other clients can send, becomes U+FFFD, and a number out of range the largest one.
//! `serde_json` is the judge of it in the tests below.

use super::error::DecodeError;
use super::value::{Map, Number, Value};

/// How deep a text may nest; deeper would overflow the stack.
const DEPTH: u32 = 128;
/// Powers of ten up to this one are exact.
const EXACT: i32 = 22;
/// Numbers from here on are not continued: their further digits mean nothing to us.
const ENOUGH: u64 = 1_000_000_000_000_000_000;

/// Parses a text as JSON.
///
/// # Errors
/// [`DecodeError::Syntax`] when the text is not JSON or nests deeper than 128.
pub fn parse(text: &str) -> Result<Value, DecodeError> {
    let mut reader = Reader { text, at: 0 };
    match reader.value(DEPTH) {
        Some(value) if reader.peek().is_none() => Ok(value),
        _ => Err(reader.error()),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    fn eat(&mut self, wanted: u8) -> bool {
        let is_it = self.byte() == Some(wanted);
        self.at += usize::from(is_it);
        is_it
    }

    fn error(&self) -> DecodeError {
        let before = self.text.as_bytes().get(..self.at).unwrap_or_default();
        let lines = || before.split(|byte| *byte == b'\n');
        DecodeError::Syntax { line: lines().count(), column: lines().next_back().map_or(0, <[u8]>::len) + 1 }
    }

    fn value(&mut self, depth: u32) -> Option<Value> {
        match self.peek()? {
            b'{' => {
                let mut entries = Vec::new();
                self.list(b'}', depth, |reader, depth| {
                    (reader.peek()? == b'"').then_some(())?;
                    let key = reader.string()?;
                    reader.peek()?;
                    reader.eat(b':').then_some(())?;
                    entries.push((key, reader.value(depth)?));
                    Some(())
                })?;
                Some(Value::Object(Map::of(entries)))
            }
            b'[' => {
                let mut items = Vec::new();
                self.list(b']', depth, |reader, depth| {
                    items.push(reader.value(depth)?);
                    Some(())
                })?;
                Some(Value::Array(items))
            }
            b'"' => self.string().map(Value::String),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            b'-' | b'0'..=b'9' => self.number(),
            _ => None,
        }
    }

    /// What stands between brackets, item by item.
    fn list(&mut self, end: u8, depth: u32, mut item: impl FnMut(&mut Self, u32) -> Option<()>) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        self.at += 1;
        if self.peek()? == end {
            self.at += 1;
            return Some(());
        }
        loop {
            item(self, depth)?;
            let next = self.peek()?;
            if next != end && next != b',' {
                return None;
            }
            self.at += 1;
            if next == end {
                return Some(());
            }
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        let is_it = self.text.get(self.at..)?.starts_with(word);
        self.at += if is_it { word.len() } else { 0 };
        is_it.then_some(value)
    }

    fn string(&mut self) -> Option<String> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = self.text.as_bytes().get(self.at..)?;
            let plain = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))?;
            text.push_str(self.text.get(self.at..self.at + plain)?);
            self.at += plain;
            match self.byte()? {
                b'"' => {
                    self.at += 1;
                    return Some(text);
                }
                b'\\' => text.push(self.escaped()?),
                _ => return None,
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let letter = match self.text.as_bytes().get(self.at + 1)? {
            b'u' => return self.escaped_units(),
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            other @ (b'"' | b'\\' | b'/') => char::from(*other),
            _ => return None,
        };
        self.at += 2;
        Some(letter)
    }

    fn escaped_units(&mut self) -> Option<char> {
        let first = self.unit()?;
        self.at += 6;
        let code = match (first, self.unit()) {
            (0xD800..=0xDBFF, Some(second @ 0xDC00..=0xDFFF)) => {
                self.at += 6;
                0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)
            }
            _ => first,
        };
        Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// The code unit of the `\uXXXX` that stands here.
    fn unit(&self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 6)?.strip_prefix("\\u")?;
        digits.chars().try_fold(0, |unit, digit| Some(16 * unit + digit.to_digit(16)?))
    }

    fn number(&mut self) -> Option<Value> {
        let is_negative = self.eat(b'-');
        let (mut digits, mut exponent) = (0, 0);
        if !self.eat(b'0') && self.digits(&mut digits, &mut exponent) == 0 {
            return None;
        }
        let mut is_whole = exponent == 0;
        if self.eat(b'.') {
            is_whole = false;
            let mut dropped = 0;
            let kept = self.digits(&mut digits, &mut dropped);
            if kept == 0 {
                return None;
            }
            exponent -= kept - dropped;
        }
        if self.eat(b'e') || self.eat(b'E') {
            is_whole = false;
            let is_small = self.eat(b'-') || {
                self.eat(b'+');
                false
            };
            let mut given = 0;
            if self.digits(&mut given, &mut 0) == 0 {
                return None;
            }
            let given = i32::try_from(given).unwrap_or(i32::MAX).min(100_000);
            exponent = exponent.saturating_add(if is_small { -given } else { given });
        }
        let whole = i64::try_from(digits).ok().filter(|number| is_whole && !(is_negative && *number == 0));
        Some(Value::Number(match whole {
            Some(number) => Number::Whole(if is_negative { -number } else { number }),
            None => {
                let real = scaled(digits, exponent).min(f64::MAX);
                Number::Real(if is_negative { -real } else { real })
            }
        }))
    }

    /// Reads digits on, and answers how many there were; those beyond our precision count as `dropped`.
    fn digits(&mut self, number: &mut u64, dropped: &mut i32) -> i32 {
        let mut count = 0;
        while let Some(digit @ b'0'..=b'9') = self.byte() {
            self.at += 1;
            count += 1;
            if *number < ENOUGH {
                *number = *number * 10 + u64::from(digit - b'0');
            } else {
                *dropped += 1;
            }
        }
        count
    }
}

/// `digits · 10^exponent`, exact wherever both factors are.
#[expect(clippy::cast_precision_loss, reason = "nobody gives us numbers of more digits")]
fn scaled(digits: u64, exponent: i32) -> f64 {
    shifted(digits as f64, exponent)
}

fn shifted(mut number: f64, exponent: i32) -> f64 {
    let mut left = exponent.unsigned_abs();
    while left > 0 && number != 0.0 && number.is_finite() {
        let step = left.min(EXACT.unsigned_abs());
        let power = (0..step).fold(1.0, |power, _| power * 10.0);
        number = if exponent < 0 { number / power } else { number * power };
        left -= step;
    }
    number
}

impl Value {
    /// The value as JSON text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        write(self, &mut text);
        text
    }
}

impl Number {
    /// The number as JSON text.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Whole(number) => number.to_string(),
            Self::Real(number) => real(number),
        }
    }
}

fn write(value: &Value, to: &mut String) {
    match value {
        Value::Null => to.push_str("null"),
        Value::Bool(flag) => to.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => to.push_str(&number.text()),
        Value::String(text) => write_string(text, to),
        Value::Array(items) => {
            to.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    to.push(',');
                }
                write(item, to);
            }
            to.push(']');
        }
        Value::Object(map) => {
            to.push('{');
            for (at, (key, item)) in map.iter().enumerate() {
                if at > 0 {
                    to.push(',');
                }
                write_string(key, to);
                to.push(':');
                write(item, to);
            }
            to.push('}');
        }
    }
}

fn write_string(text: &str, to: &mut String) {
    to.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => to.extend(['\\', letter]),
            '\n' => to.push_str("\\n"),
            '\u{0}'..='\u{1f}' => {
                let digit = |number: u32| char::from_digit(number, 16).unwrap_or('0');
                to.extend(['\\', 'u', '0', '0', digit(u32::from(letter) >> 4), digit(u32::from(letter) & 15)]);
            }
            _ => to.push(letter),
        }
    }
    to.push('"');
}

/// The fewest digits that are read as the same number.
fn real(number: f64) -> String {
    let magnitude = number.abs();
    let (mut first, mut exponent) = (magnitude, 0);
    while first >= 10.0 {
        first /= 10.0;
        exponent += 1;
    }
    while first < 1.0 && first > 0.0 {
        first *= 10.0;
        exponent -= 1;
    }
    let at = |more: i32| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seventeen digits at most, not negative")]
        let digits = (shifted(magnitude, more - exponent) + 0.5) as u64;
        (digits, exponent - more)
    };
    let is_same = |&(digits, exponent): &(u64, i32)| scaled(digits, exponent).to_bits() == magnitude.to_bits();
    let (mut digits, mut exponent) = (0..17).map(at).find(is_same).unwrap_or_else(|| at(16));
    while digits != 0 && digits.is_multiple_of(10) {
        digits /= 10;
        exponent += 1;
    }
    let digits = digits.to_string();
    let sign = if number.is_sign_negative() { "-" } else { "" };
    // The digits before the point.
    let whole = i32::try_from(digits.len()).unwrap_or_default() + exponent;
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or_default());
    match digits.split_at_checked(usize::try_from(whole).unwrap_or_default()) {
        Some((before, after)) if whole > 0 && exponent < 0 => [sign, before, ".", after].concat(),
        _ if exponent >= 0 && whole <= 15 => [sign, &digits, &zeros(exponent), ".0"].concat(),
        _ if (-6..=0).contains(&whole) => [sign, "0.", &zeros(-whole), &digits].concat(),
        _ => [sign, &digits, "e", &exponent.to_string()].concat(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json;

    /// The same value as the judge sees it.
    fn judged(value: &serde_json::Value) -> Value {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(flag) => Value::Bool(*flag),
            serde_json::Value::Number(number) => number.as_i64().map_or_else(|| Value::from(number.as_f64().unwrap()), Value::from),
            serde_json::Value::String(text) => Value::from(&**text),
            serde_json::Value::Array(items) => Value::Array(items.iter().map(judged).collect()),
            serde_json::Value::Object(map) => Value::Object(map.iter().map(|(key, value)| (key.clone(), judged(value))).collect()),
        }
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let decimal = (any::<i32>(), -12..12).prop_map(|(digits, exponent)| {
            let real = scaled(u64::from(digits.unsigned_abs()), exponent);
            Value::from(if digits < 0 { -real } else { real })
        });
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            decimal,
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
                prop::collection::vec((any::<String>(), inner), 0..6).prop_map(|entries| Value::Object(entries.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn what_is_written_reads_back_the_same_here_and_with_the_judge(value in any_value()) {
            let text = value.text();
            prop_assert_eq!(&parse(&text).unwrap(), &value);
            prop_assert_eq!(judged(&serde_json::from_str(&text).unwrap()), value);
        }

        #[test]
        fn a_text_is_json_for_us_when_it_is_for_the_judge(text in r#"[ \[\]{}",:0-9eE+\-.\\untfalsr/bé\n]{0,24}"#) {
            match (serde_json::from_str(&text), parse(&text)) {
                (Ok(theirs), Ok(ours)) => prop_assert!(ours.text() == judged(&theirs).text() || text.contains(['.', 'e', 'E'])),
                (Err(_), Ok(_)) => prop_assert!(text.contains("\\u") || text.contains(['e', 'E']), "ours takes {text}"),
                (Ok(_), Err(error)) => prop_assert!(false, "ours refuses {text}: {error}"),
                (Err(_), Err(_)) => {}
            }
        }

        #[test]
        fn any_number_keeps_its_first_fifteen_digits(number in any::<f64>().prop_filter("finite", |number| number.is_finite())) {
            let read = parse(&real(number)).unwrap().as_f64().unwrap();
            prop_assert!((read - number).abs() <= number.abs() * 1e-15 + f64::MIN_POSITIVE, "{} reads {}", number, read);
        }
    }

    #[test]
    fn lone_surrogates_become_the_replacement_character() {
        assert_eq!(parse(r#"["\ud800","\udc00x","a\ud800\\u0041"]"#).unwrap(), json!(["\u{fffd}", "\u{fffd}x", "a\u{fffd}\\u0041"]));
    }

    #[test]
    fn surrogate_pairs_survive_beside_a_lone_one() {
        assert_eq!(parse(r#"["\ud83d\ud83d\ude00","\ud83d","\u00e8\n\"é"]"#).unwrap(), json!(["\u{fffd}😀", "\u{fffd}", "è\n\"é"]));
    }

    #[test]
    fn what_is_not_json_is_an_error_with_its_place() {
        for text in [
            "",
            " ",
            "\"\\ud8",
            "\"\\",
            "\"\\u",
            "\"\\u+123\"",
            "\"\\ud800\\",
            "\"\\é\\ud800\"",
            "01",
            "-",
            "1.",
            "1e",
            ".5",
            "+1",
            "[1,]",
            "{,}",
            "{\"a\"}",
            "{\"a\":1,}",
            "[1 2]",
            "nul",
            "\"\n\"",
            "1 2",
            "{1:2}",
            "tru\u{e9}",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert_eq!(parse("{\n  \"a\": ?}"), Err(DecodeError::Syntax { line: 2, column: 8 }));
    }

    #[test]
    fn nesting_has_an_end() {
        let nested = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
        assert!(parse(&nested(128)).is_ok());
        assert!(parse(&nested(129)).is_err());
        assert!(parse(&"[".repeat(1_000_000)).is_err());
    }

    #[test]
    fn numbers_are_whole_where_they_can_be() {
        let read = |text: &str| parse(text).unwrap();
        assert_eq!(read("9223372036854775807"), Value::from(i64::MAX));
        assert_eq!(read("18446744073709551616").as_f64(), Some(18_446_744_073_709_551_616.0));
        assert_eq!((read("1.0"), read("1e2"), read("-0")), (Value::from(1.0), Value::from(100.0), Value::from(-0.0)));
        assert_eq!((read("1e999"), read("-1e999"), read("1e-999")), (Value::from(f64::MAX), Value::from(-f64::MAX), Value::from(0.0)));
    }

    #[test]
    fn real_numbers_are_written_as_people_do() {
        let numbers = [0.1, 0.1 + 0.2, -12.34, 1500.0, 0.000_012, 1e-9, 1e300, -0.0];
        let texts = ["0.1", "0.30000000000000004", "-12.34", "1500.0", "0.000012", "1e-9", "1e300", "-0.0"];
        assert_eq!(numbers.map(real), texts);
    }

    #[test]
    fn control_characters_are_escaped() {
        let text = Value::from("\u{1f}\u{0}\t\n\"\\/é").text();
        assert_eq!(text, "\"\\u001f\\u0000\\u0009\\n\\\"\\\\/é\"");
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), "\u{1f}\u{0}\t\n\"\\/é");
    }
}
