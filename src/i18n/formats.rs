//! What a language does to times, numbers and lists.

use super::days::Day;
use crate::state::Millis;

/// Plural category of a number (Unicode CLDR).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plural {
    /// E.g. Arabic 0.
    Zero,
    /// E.g. English 1.
    One,
    /// E.g. Slovenian 2.
    Two,
    /// E.g. Polish 3.
    Few,
    /// E.g. Italian 1,000,000.
    Many,
    /// Everything else; every language has it.
    Other,
}

impl Plural {
    /// Reads the name that `Intl.PluralRules` gives; unknown is [`Plural::Other`].
    #[must_use]
    pub fn read(name: &str) -> Self {
        match name {
            "zero" => Self::Zero,
            "one" => Self::One,
            "two" => Self::Two,
            "few" => Self::Few,
            "many" => Self::Many,
            _ => Self::Other,
        }
    }

    /// Last part of the key in the locale files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }
}

/// Formats of one language and time zone. Times are milliseconds since 1970.
pub trait Formats {
    /// Calendar day in the time zone.
    fn day(&self, at: Millis) -> Day;
    /// Time of day, e.g. `14:05`.
    fn time(&self, at: Millis) -> String;
    /// Day of the week, e.g. `Monday`.
    fn weekday(&self, at: Millis) -> String;
    /// Short date for narrow places, e.g. `24/11/25`.
    fn short_date(&self, at: Millis) -> String;
    /// Date for a heading, e.g. `Monday, 24 November`; with the year when asked.
    fn long_date(&self, at: Millis, with_year: bool) -> String;
    /// Date and time in full, e.g. for a title.
    fn full(&self, at: Millis) -> String;
    /// A span that ended now, e.g. `5 minutes ago`; below zero one that begins now, e.g. `in 5 minutes`.
    fn ago(&self, span: Millis) -> String;
    /// A number, e.g. `1,234`.
    fn number(&self, number: i64) -> String;
    /// A number of hundredths, e.g. `1.5` for 150.
    fn decimal(&self, hundredths: i64) -> String;
    /// An enumeration, e.g. `Ann, Bob and Cid`.
    fn list(&self, items: &[&str]) -> String;
    /// What a language (BCP 47) is called, e.g. `Italian` for `it`; its code when nobody knows.
    fn language_name(&self, code: &str) -> String;
    /// Which plural form a number takes.
    fn plural(&self, number: i64) -> Plural;
}

/// English in UTC, without `Intl`: for native tests and as the last resort.
#[derive(Clone, Copy, Debug, Default)]
pub struct EnglishUtc;

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

impl Formats for EnglishUtc {
    fn day(&self, at: Millis) -> Day {
        Day(at.div_euclid(86_400_000))
    }

    fn time(&self, at: Millis) -> String {
        let minutes = at.rem_euclid(86_400_000) / 60_000;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }

    fn weekday(&self, at: Millis) -> String {
        let index = usize::try_from((self.day(at).0 + 3).rem_euclid(7)).unwrap_or_default();
        WEEKDAYS.get(index).copied().unwrap_or_default().to_owned()
    }

    fn short_date(&self, at: Millis) -> String {
        let (year, month, day) = self.day(at).date();
        format!("{day:02}/{month:02}/{:02}", year % 100)
    }

    fn long_date(&self, at: Millis, with_year: bool) -> String {
        let (year, month, day) = self.day(at).date();
        let month = usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or_default();
        let date = format!("{}, {day} {month}", self.weekday(at));
        if with_year { format!("{date} {year}") } else { date }
    }

    fn full(&self, at: Millis) -> String {
        format!("{}, {}", self.long_date(at, true), self.time(at))
    }

    fn ago(&self, span: Millis) -> String {
        let (number, unit) = super::days::span(span);
        let unit = unit.trim_end_matches('s');
        let span = format!("{} {unit}{}", number.abs(), if number.abs() == 1 { "" } else { "s" });
        if number < 0 { format!("in {span}") } else { format!("{span} ago") }
    }

    fn number(&self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let mut out = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        if number < 0 { format!("-{out}") } else { out }
    }

    fn decimal(&self, hundredths: i64) -> String {
        let text = format!("{}.{:02}", self.number(hundredths / 100), hundredths.unsigned_abs() % 100);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    fn list(&self, items: &[&str]) -> String {
        match items {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }

    fn language_name(&self, code: &str) -> String {
        match code {
            "en" => "English",
            "it" => "Italian",
            other => other,
        }
        .to_owned()
    }

    fn plural(&self, number: i64) -> Plural {
        if number == 1 { Plural::One } else { Plural::Other }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_of_march_2024_was_a_friday() {
        let at = 1_709_251_200_000 + 14 * 3_600_000 + 5 * 60_000;
        assert_eq!(EnglishUtc.full(at), "Friday, 1 March 2024, 14:05");
        assert_eq!(EnglishUtc.short_date(at), "01/03/24");
    }

    #[test]
    fn numbers_are_grouped_and_lists_end_with_and() {
        assert_eq!(
            ["7", "1,234", "-1,234,567"],
            [7, 1_234, -1_234_567].map(|number| EnglishUtc.number(number)).each_ref().map(|text| &**text)
        );
        assert_eq!([150, 704, 700, 0].map(|number| EnglishUtc.decimal(number)), ["1.5", "7.04", "7", "0"]);
        assert_eq!(EnglishUtc.list(&["Ann", "Bob", "Cid"]), "Ann, Bob and Cid");
    }

    #[test]
    fn spans_use_their_largest_unit() {
        assert_eq!(EnglishUtc.ago(60_000), "1 minute ago");
        assert_eq!(EnglishUtc.ago(50 * 3_600_000), "2 days ago");
        assert_eq!(EnglishUtc.ago(-5 * 60_000), "in 5 minutes");
    }
}
