//! One language with its texts.

use crate::sorted::SortedMap;
use std::fmt;
use std::rc::Rc;

use super::{Day, Formats};
use crate::state::Millis;
use crate::wire::Value;

/// In a browser the files come from beside the program, each with English in its gaps; the catalogue of states has none.
#[cfg(any(not(target_arch = "wasm32"), feature = "gallery"))]
const ENGLISH: &str = include_str!("../../assets/locales/en.json");

/// Languages that are written from right to left.
const RIGHT_TO_LEFT: [&str; 12] = ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"];

/// Which way a language is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    #[default]
    Ltr,
    /// From right to left.
    Rtl,
}

impl Direction {
    /// Direction of a BCP 47 language; a script subtag decides before the language does.
    #[must_use]
    pub fn of(language: &str) -> Self {
        let mut parts = language.split(['-', '_']);
        let base = parts.next().unwrap_or_default().to_ascii_lowercase();
        let script = parts.find(|part| part.len() == 4).map(str::to_ascii_lowercase);
        let is_rtl = match script.as_deref() {
            Some("arab" | "hebr" | "thaa" | "syrc" | "nkoo" | "adlm" | "rohg") => true,
            Some(_) => false,
            None => RIGHT_TO_LEFT.contains(&&*base),
        };
        if is_rtl { Self::Rtl } else { Self::Ltr }
    }

    /// Value of the `dir` attribute.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

/// A language with its texts and formats. Two locales are equal when they are the same object.
pub struct Locale {
    language: Rc<str>,
    direction: Direction,
    texts: SortedMap<String, String>,
    /// There was no file: the last words of keys stand in for texts.
    is_bare: bool,
    formats: Rc<dyn Formats>,
}

impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Locale").field("language", &self.language).field("texts", &self.texts.len()).finish_non_exhaustive()
    }
}

impl PartialEq for Locale {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Locale {
    /// A language from the text of its locale file (absent or unreadable: English words) and texts that replace single
    /// keys; later ones win.
    #[must_use]
    pub fn new(language: &str, file: Option<&str>, overrides: &[(String, String)], formats: Rc<dyn Formats>) -> Self {
        let mut texts = SortedMap::new();
        #[cfg(any(not(target_arch = "wasm32"), feature = "gallery"))]
        read(&mut texts, ENGLISH);
        if let Some(file) = file {
            read(&mut texts, file);
        }
        let is_bare = texts.is_empty();
        texts.extend(overrides.iter().cloned());
        // A text by language, `composer.placeholder.it`, counts when that is ours, or English when ours is not there.
        let base = language.split('-').next().unwrap_or_default();
        for wanted in ["en", base, language] {
            let its = |(key, text): &(String, String)| Some((key.strip_suffix(wanted)?.strip_suffix('.')?.to_owned(), text.clone()));
            texts.extend(overrides.iter().filter_map(its));
        }
        Self { language: Rc::from(language), direction: Direction::of(language), texts, is_bare, formats }
    }

    /// BCP 47 language.
    #[must_use]
    pub fn language(&self) -> &Rc<str> {
        &self.language
    }

    /// Which way it is written.
    #[must_use]
    pub const fn direction(&self) -> Direction {
        self.direction
    }

    /// The text of a key with its `{names}` replaced; the key itself when nobody knows it, its last word when there is no
    /// language at all. A value that is written the other way than the text cannot disturb the order of what is around it.
    #[must_use]
    pub fn text(&self, key: &str, values: &[(&str, &str)]) -> String {
        let word = || key.split('.').reduce(|_, word| word).filter(|_| self.is_bare).unwrap_or(key).to_owned();
        self.texts.get(key).map_or_else(word, |text| fill(text, values, self.direction))
    }

    /// Whether there is no language at all.
    #[must_use]
    pub const fn is_bare(&self) -> bool {
        self.is_bare
    }

    /// The text of a key that only data knows, or of a second one when there is none.
    #[must_use]
    pub fn text_or(&self, key: &str, fallback: &str) -> String {
        self.text(if self.texts.contains_key(key) { key } else { fallback }, &[])
    }

    /// The plural form for a number, with `{count}` as the language writes it.
    #[must_use]
    pub fn plural(&self, key: &str, count: i64, values: &[(&str, &str)]) -> String {
        let exact = [key, ".", self.formats.plural(count).name()].concat();
        let key = if self.texts.contains_key(&exact) { exact } else { [key, ".other"].concat() };
        let number = self.number(count);
        let values: Vec<(&str, &str)> = std::iter::once(("count", &*number)).chain(values.iter().copied()).collect();
        self.text(&key, &values)
    }

    /// Calendar day of a time, milliseconds since 1970.
    #[must_use]
    pub fn day(&self, at: Millis) -> Day {
        self.formats.day(at)
    }

    /// Time of day.
    #[must_use]
    pub fn time(&self, at: Millis) -> String {
        self.formats.time(at)
    }

    /// Date and time in full.
    #[must_use]
    pub fn full(&self, at: Millis) -> String {
        self.formats.full(at)
    }

    /// A number as the language writes it.
    #[must_use]
    pub fn number(&self, number: i64) -> String {
        self.formats.number(number)
    }

    /// A number of hundredths as the language writes it, with the decimals that it needs.
    #[must_use]
    pub fn decimal(&self, hundredths: i64) -> String {
        self.formats.decimal(hundredths)
    }

    /// How long something lasts, as on a player: `0:07`, `12:30`, `1:02:03`; nothing for what is no time. In seconds.
    #[must_use]
    pub fn clock(&self, seconds: f64) -> String {
        if !seconds.is_finite() || seconds < 0.0 {
            return String::new();
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "no recording is that long")]
        let whole = seconds.min(360_000.0).round() as u32;
        let (hours, minutes) = (whole / 3_600, whole / 60 % 60);
        let mut out = if hours > 0 { self.number(hours.into()) } else { self.number(minutes.into()) };
        for part in (hours > 0).then_some(minutes).into_iter().chain([whole % 60]) {
            out.push(':');
            if part < 10 {
                out.push_str(&self.number(0));
            }
            out.push_str(&self.number(part.into()));
        }
        out
    }

    /// What a language (BCP 47) is called in this one.
    #[must_use]
    pub fn language_name(&self, code: &str) -> String {
        self.formats.language_name(code)
    }

    /// A name that stands beside words of ours in a label, where there is no `dir` to keep it apart.
    #[must_use]
    pub fn apart(&self, name: &str) -> String {
        let mut out = String::new();
        isolate(&mut out, name, self.direction);
        out
    }

    /// An enumeration, in which no item disturbs the order of the others.
    #[must_use]
    pub fn list(&self, items: &[&str]) -> String {
        let apart: Vec<String> = items.iter().map(|item| self.apart(item)).collect();
        let apart: Vec<&str> = apart.iter().map(String::as_str).collect();
        self.formats.list(&apart)
    }

    /// When something happened, for a list: time today, yesterday, weekday within a week, else the date (feature F29).
    #[must_use]
    pub fn list_time(&self, at: Millis, today: Day) -> String {
        match today.0 - self.day(at).0 {
            ..=0 => self.time(at),
            1 => self.text("time.yesterday", &[]),
            2..7 => self.formats.weekday(at),
            _ => self.formats.short_date(at),
        }
    }

    /// A day as a heading: today, yesterday, weekday within a week, else the date, with its year unless it is this one.
    #[must_use]
    pub fn day_label(&self, at: Millis, today: Day) -> String {
        let day = self.day(at);
        match today.0 - day.0 {
            0 => self.text("time.today", &[]),
            1 => self.text("time.yesterday", &[]),
            2..7 => self.formats.weekday(at),
            _ => self.formats.long_date(at, day.date().0 != today.date().0),
        }
    }

    /// When something is or was due: within an hour how far away that is, else date and time (feature F68).
    #[must_use]
    pub fn due(&self, at: Millis, now: Millis) -> String {
        if is_near(at, now) { self.formats.ago(now - at) } else { self.full(at) }
    }

    /// How long ago something happened; absent under a minute.
    #[must_use]
    pub fn ago(&self, at: Millis, now: Millis) -> Option<String> {
        (now - at >= 60_000).then(|| self.formats.ago(now - at))
    }
}

/// Whether a time is told by how far away it is.
#[must_use]
pub fn is_near(at: Millis, now: Millis) -> bool {
    (now - at).abs() < 60 * 60_000
}

/// Adds the texts of a locale file; anything that is not a text is left out.
fn read(texts: &mut SortedMap<String, String>, file: &str) {
    if let Ok(Value::Object(map)) = crate::wire::parse(file) {
        texts.extend(map.into_iter().filter_map(|(key, value)| match value {
            Value::String(text) => Some((key, text)),
            _ => None,
        }));
    }
}

/// Whether a letter may be written against a direction. Too often costs two invisible characters, too rarely a sentence.
fn is_against(letter: char, direction: Direction) -> bool {
    match direction {
        Direction::Rtl => letter >= 'A',
        Direction::Ltr => matches!(
            letter,
            '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}'
        ),
    }
}

/// Adds a value; one that may be written against the direction gets a place of its own (Unicode's first strong isolate).
fn isolate(out: &mut String, value: &str, direction: Direction) {
    let is_apart = value.chars().any(|letter| is_against(letter, direction));
    if is_apart {
        out.push('\u{2068}');
    }
    out.push_str(value);
    if is_apart {
        out.push('\u{2069}');
    }
}

/// Replaces `{name}` by its value; unknown names stay as they are.
fn fill(text: &str, values: &[(&str, &str)], direction: Direction) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let known = after.split_once('}').and_then(|(name, tail)| Some((values.iter().find(|(key, _)| *key == name)?.1, tail)));
        if let Some((value, tail)) = known {
            isolate(&mut out, value, direction);
            rest = tail;
        } else {
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::super::EnglishUtc;
    use super::*;
    use crate::t;

    const DAY: Millis = 86_400_000;

    fn locale(file: Option<&str>, overrides: &[(&str, &str)]) -> Locale {
        let overrides: Vec<_> = overrides.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect();
        Locale::new("it", file, &overrides, Rc::new(EnglishUtc))
    }

    #[test]
    fn override_goes_before_language_before_english_before_the_key() {
        let locale = locale(Some(r#"{"time.today": "oggi", "time.yesterday": "ieri"}"#), &[("time.today", "adesso")]);
        assert_eq!([t!(locale, "time.today"), t!(locale, "time.yesterday")], ["adesso", "ieri"]);
        assert_eq!(t!(locale, "list.retry"), t!(self::locale(None, &[]), "list.retry"));
        assert_eq!(locale.text("no.such.key", &[]), "no.such.key");
    }

    #[test]
    fn text_by_language_counts_for_its_language_and_english_for_all_others() {
        let words = [("list.retry.it", "Ancora"), ("list.retry.en", "Again"), ("list.retry.pt-BR", "De novo")];
        let words = words.map(|(key, text)| (key.to_owned(), text.to_owned()));
        let retry = |language: &str| Locale::new(language, None, &words, Rc::new(EnglishUtc)).text("list.retry", &[]);
        assert_eq!(["it-CH", "en", "pt-BR", "pt", "de"].map(retry), ["Ancora", "Again", "De novo", "Again", "Again"]);
    }

    #[test]
    fn values_are_never_filled_twice() {
        assert_eq!(fill("{a} and {b}, {c}", &[("a", "{b}"), ("b", "x")], Direction::Ltr), "{b} and x, {c}");
    }

    #[test]
    fn value_written_the_other_way_has_a_place_of_its_own() {
        let english = Locale::new("en", None, &[], Rc::new(EnglishUtc));
        assert_eq!(english.text("message.mute", &[("name", "Ann (ACME)")]), "Mute Ann (ACME)");
        assert_eq!(english.text("message.mute", &[("name", "דנה!")]), "Mute \u{2068}דנה!\u{2069}");
        assert_eq!(english.list(&["Ann", "דנה"]), "Ann and \u{2068}דנה\u{2069}");
        let hebrew = Locale::new("he", Some(r#"{"message.mute": "השתקת {name}"}"#), &[], Rc::new(EnglishUtc));
        assert_eq!(hebrew.text("message.mute", &[("name", "Ann (ACME)")]), "השתקת \u{2068}Ann (ACME)\u{2069}");
        assert_eq!(hebrew.text("message.mute", &[("name", "12")]), "השתקת 12");
    }

    #[test]
    fn clock_has_hours_only_when_there_are_any() {
        let locale = locale(None, &[]);
        let clock = |seconds| locale.clock(seconds);
        assert_eq!([7.2, 750.0, 3_723.0, -1.0, f64::NAN].map(clock), ["0:07", "12:30", "1:02:03", "", ""]);
    }

    #[test]
    fn plural_form_follows_the_number() {
        let locale = locale(None, &[("n.one", "{count} thing"), ("n.other", "{count} things of {who}")]);
        assert_eq!(locale.plural("n", 1, &[]), "1 thing");
        assert_eq!(locale.plural("n", 1_200, &[("who", "Ann")]), "1,200 things of Ann");
    }

    #[test]
    fn list_time_becomes_coarser_with_age() {
        let (locale, now) = (locale(None, &[]), 20_000 * DAY + DAY / 2);
        let label = |days: i64| locale.list_time(now - days * DAY, locale.day(now));
        assert_eq!([0, 1, 2, 7].map(label), ["12:00", "Yesterday", "Wednesday", "27/09/24"]);
    }

    #[test]
    fn broken_file_leaves_english() {
        assert_eq!(t!(locale(Some("{"), &[]), "time.today"), "Today");
    }

    #[test]
    fn script_decides_direction_before_language() {
        assert_eq!(
            ["he", "iw", "ar-EG", "az-Arab", "en", "ar-Latn"].map(|language| Direction::of(language).name()),
            ["rtl", "rtl", "rtl", "rtl", "ltr", "ltr"]
        );
    }
}
