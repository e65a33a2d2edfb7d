//! Times, numbers and lists as the browser's `Intl` writes them, so that no table of any language is shipped.
//!
//! Formatter objects are expensive to make and are kept (performance: cached formatters). What `Intl` refuses — an unknown
//! time zone, a language tag of the wrong form — falls back a step at a time and ends at [`EnglishUtc`].

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::i18n::{Day, EnglishUtc, Formats, Plural, span};
use crate::state::Millis;

/// A finished formatter: the object, and its method.
#[derive(Clone)]
struct Formatter {
    object: JsValue,
    method: Function,
}

impl Formatter {
    fn new(class: &str, method: &str, language: &str, options: &Object) -> Option<Self> {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let class: Function = Reflect::get(&intl, &class.into()).ok()?.dyn_into().ok()?;
        let object = Reflect::construct(&class, &Array::of2(&language.into(), options)).ok()?;
        let method = Reflect::get(&object, &method.into()).ok()?.dyn_into().ok()?;
        Some(Self { object, method })
    }

    fn format(&self, values: &Array) -> Option<String> {
        self.method.apply(&self.object, values).ok()?.as_string()
    }
}

/// What is to be formatted. Each has one formatter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Ago,
    Day,
    Full,
    Language,
    List,
    LongDate,
    LongDateWithYear,
    Number,
    Plural,
    ShortDate,
    Time,
    Weekday,
}

impl Use {
    const fn class(self) -> &'static str {
        match self {
            Self::Ago => "RelativeTimeFormat",
            Self::Day | Self::Full | Self::LongDate | Self::LongDateWithYear | Self::ShortDate | Self::Time | Self::Weekday => {
                "DateTimeFormat"
            }
            Self::Language => "DisplayNames",
            Self::List => "ListFormat",
            Self::Number => "NumberFormat",
            Self::Plural => "PluralRules",
        }
    }

    const fn options(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Ago | Self::List | Self::Number | Self::Plural => &[],
            Self::Day => &[("year", "numeric"), ("month", "2-digit"), ("day", "2-digit")],
            Self::Full => &[("dateStyle", "long"), ("timeStyle", "short")],
            Self::Language => &[("type", "language")],
            Self::LongDate => &[("weekday", "long"), ("day", "numeric"), ("month", "long")],
            Self::LongDateWithYear => &[("weekday", "long"), ("day", "numeric"), ("month", "long"), ("year", "numeric")],
            Self::ShortDate => &[("dateStyle", "short")],
            Self::Time => &[("hour", "numeric"), ("minute", "2-digit")],
            Self::Weekday => &[("weekday", "long")],
        }
    }

    const fn tells_time(self) -> bool {
        matches!(self, Self::Full | Self::Time)
    }
}

/// [`Formats`] of one language, time zone and clock.
pub struct IntlFormats {
    language: Rc<str>,
    time_zone: Option<Rc<str>>,
    hour12: Option<bool>,
    made: RefCell<Vec<(Use, Option<Formatter>)>>,
}

impl IntlFormats {
    /// For a BCP 47 language; without a time zone it is the browser's, without a clock the language's.
    #[must_use]
    pub fn new(language: &str, time_zone: Option<&str>, hour12: Option<bool>) -> Self {
        Self { language: Rc::from(language), time_zone: time_zone.map(Rc::from), hour12, made: RefCell::default() }
    }

    fn make(&self, what: Use) -> Option<Formatter> {
        let is_date = what.class() == "DateTimeFormat";
        // A day is only counted: its digits must not depend on the language.
        let language = if what == Use::Day { "en-US" } else { &*self.language };
        let method = match what {
            Use::Language => "of",
            Use::Plural => "select",
            _ => "format",
        };
        let attempt = |language: &str, time_zone: Option<&str>| {
            let options = Object::new();
            for (name, value) in what.options() {
                let _ = Reflect::set(&options, &(*name).into(), &(*value).into());
            }
            // Not `hour12`: that makes midnight 24:00 in some languages and noon 0:00 in others.
            if let Some(hour12) = self.hour12.filter(|_| what.tells_time()) {
                let cycle = if hour12 { "h12" } else { "h23" };
                let _ = Reflect::set(&options, &"hourCycle".into(), &cycle.into());
            }
            if let Some(time_zone) = time_zone.filter(|_| is_date) {
                let _ = Reflect::set(&options, &"timeZone".into(), &time_zone.into());
            }
            Formatter::new(what.class(), method, language, &options)
        };
        let time_zone = self.time_zone.as_deref();
        attempt(language, time_zone).or_else(|| attempt(language, None)).or_else(|| attempt("en", None))
    }

    fn formatter(&self, what: Use) -> Option<Formatter> {
        let known = self.made.borrow().iter().find(|(made, _)| *made == what).map(|(_, formatter)| formatter.clone());
        known.unwrap_or_else(|| {
            let formatter = self.make(what);
            self.made.borrow_mut().push((what, formatter.clone()));
            formatter
        })
    }

    fn format(&self, what: Use, values: &Array) -> Option<String> {
        self.formatter(what)?.format(values)
    }

    fn date(&self, what: Use, at: Millis) -> Option<String> {
        self.format(what, &Array::of1(&number(at)))
    }
}

#[expect(clippy::cast_precision_loss, reason = "times and counts are far below 2^53")]
fn number(value: i64) -> JsValue {
    JsValue::from(value as f64)
}

/// `MM/DD/YYYY`
fn read_day(text: &str) -> Option<Day> {
    let mut parts = text.split('/').map(|part| part.parse::<u32>().ok().map(i64::from));
    let (month, day, year) = (parts.next()??, parts.next()??, parts.next()??);
    Some(Day::from_date(year, month, day))
}

impl Formats for IntlFormats {
    fn day(&self, at: Millis) -> Day {
        self.date(Use::Day, at).and_then(|text| read_day(&text)).unwrap_or_else(|| EnglishUtc.day(at))
    }

    fn time(&self, at: Millis) -> String {
        self.date(Use::Time, at).unwrap_or_else(|| EnglishUtc.time(at))
    }

    fn weekday(&self, at: Millis) -> String {
        self.date(Use::Weekday, at).unwrap_or_else(|| EnglishUtc.weekday(at))
    }

    fn short_date(&self, at: Millis) -> String {
        self.date(Use::ShortDate, at).unwrap_or_else(|| EnglishUtc.short_date(at))
    }

    fn long_date(&self, at: Millis, with_year: bool) -> String {
        let what = if with_year { Use::LongDateWithYear } else { Use::LongDate };
        self.date(what, at).unwrap_or_else(|| EnglishUtc.long_date(at, with_year))
    }

    fn full(&self, at: Millis) -> String {
        self.date(Use::Full, at).unwrap_or_else(|| EnglishUtc.full(at))
    }

    fn ago(&self, passed: Millis) -> String {
        let (count, unit) = span(passed);
        self.format(Use::Ago, &Array::of2(&number(-count), &unit.into())).unwrap_or_else(|| EnglishUtc.ago(passed))
    }

    fn number(&self, value: i64) -> String {
        self.format(Use::Number, &Array::of1(&number(value))).unwrap_or_else(|| EnglishUtc.number(value))
    }

    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    fn decimal(&self, hundredths: i64) -> String {
        let value = JsValue::from(hundredths as f64 / 100.0);
        self.format(Use::Number, &Array::of1(&value)).unwrap_or_else(|| EnglishUtc.decimal(hundredths))
    }

    fn list(&self, items: &[&str]) -> String {
        let list: Array = items.iter().map(|item| JsValue::from(*item)).collect();
        self.format(Use::List, &Array::of1(&list)).unwrap_or_else(|| EnglishUtc.list(items))
    }

    fn language_name(&self, code: &str) -> String {
        self.format(Use::Language, &Array::of1(&code.into())).unwrap_or_else(|| code.to_owned())
    }

    fn plural(&self, value: i64) -> Plural {
        let name = self.format(Use::Plural, &Array::of1(&number(value)));
        name.map_or_else(|| EnglishUtc.plural(value), |name| Plural::read(&name))
    }
}
