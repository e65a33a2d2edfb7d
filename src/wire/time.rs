//! Points in time as Stream writes them: RFC 3339, UTC, 0 to 9 fractional digits.
//!
//! Written by hand because a calendar library costs more bytes than the whole wire layer; formatting for people is done
//! by the browser's `Intl`.

use std::fmt;

use super::json::Wire;
use super::value::Value;

const NANOS: i64 = 1_000_000_000;
const DAY: i64 = 86_400;

/// A point in time, nanoseconds since 1970 in UTC; range 1678 to 2262.
///
/// Go's zero time (`0001-01-01T00:00:00Z`, "never") and anything out of range read as absent (protocol section 0.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ts(i64);

impl Ts {
    /// From milliseconds since 1970; saturates at the ends of the range.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000_000))
    }

    /// From nanoseconds since 1970.
    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// Milliseconds since 1970, rounded down.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// Nanoseconds since 1970.
    #[must_use]
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339; `None` for another form, an impossible date, the zero time, or out of range.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_once(['T', 't', ' '])?;
        let mut date = date.split('-');
        let (year, month, day) = (number(date.next()?, 4)?, number(date.next()?, 2)?, number(date.next()?, 2)?);
        let (clock, offset) = match time.strip_suffix(['Z', 'z']) {
            Some(clock) => (clock, 0),
            None => {
                let at = time.bytes().rposition(|byte| matches!(byte, b'+' | b'-'))?;
                let (clock, zone) = time.split_at_checked(at)?;
                let sign = if zone.starts_with('-') { -1 } else { 1 };
                let (hours, minutes) = zone.get(1..)?.split_once(':')?;
                (clock, sign * (number(hours, 2)? * 3600 + number(minutes, 2)? * 60))
            }
        };
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
        let mut clock = clock.split(':');
        let (hour, minute, second) = (number(clock.next()?, 2)?, number(clock.next()?, 2)?, number(clock.next()?, 2)?);
        let valid = date.next().is_none()
            && clock.next().is_none()
            && (1..=12).contains(&month)
            && (1..=month_days(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second <= 60;
        if !valid || year == 1 {
            return None;
        }
        let seconds = days(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset;
        seconds.checked_mul(NANOS)?.checked_add(fraction_nanos(fraction)?).map(Self)
    }
}

/// Exactly `width` digits as a number.
fn number(text: &str, width: usize) -> Option<i64> {
    let add = |sum: i64, byte: u8| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte & 15));
    text.bytes().try_fold(0, add).filter(|_| text.len() == width)
}

/// Fraction digits as nanoseconds; digits past the ninth are cut.
fn fraction_nanos(digits: &str) -> Option<i64> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let nine = digits.bytes().chain(std::iter::repeat(b'0')).take(9);
    Some(nine.fold(0, |nanos, digit| nanos * 10 + i64::from(digit & 15)))
}

fn month_days(year: i64, month: i64) -> i64 {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970 of a Gregorian date: months are counted from March, so that the leap day is the year's last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let month = (month + 9) % 12;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (month * 153 + 2) / 5 + day - 1 - 719_468
}

/// The inverse of [`days`].
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let year = year_of_era + era * 400 + i64::from(month >= 10);
    (year, (month + 2) % 12 + 1, day_of_year - (153 * month + 2) / 5 + 1)
}

impl fmt::Display for Ts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, nanos) = (self.0.div_euclid(NANOS), self.0.rem_euclid(NANOS));
        let (year, month, day) = date(seconds.div_euclid(DAY));
        let second = seconds.rem_euclid(DAY);
        write!(f, "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)?;
        if nanos > 0 {
            write!(f, ".{}", format!("{nanos:09}").trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }
}

impl Wire for Ts {
    fn read(value: Value) -> Option<Self> {
        Self::parse(value.as_str()?)
    }
    fn write(&self) -> Option<Value> {
        Some(Value::String(self.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn fractions_have_zero_to_nine_digits() {
        let nanos = |text| Ts::parse(text).unwrap().nanos();
        let base = nanos("2026-06-24T11:44:09Z");
        assert_eq!(nanos("2026-06-24T11:44:09.4Z") - base, 400_000_000);
        assert_eq!(nanos("2026-06-24T11:44:09.460717068Z") - base, 460_717_068);
        assert_eq!(nanos("2026-06-24T13:44:09+02:00"), base);
    }

    #[test]
    fn zero_time_is_never() {
        assert_eq!(Ts::parse("0001-01-01T00:00:00Z"), None);
    }

    #[test]
    fn bad_dates_are_absent() {
        for text in [
            "",
            "yesterday",
            "2026-02-30T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "9999-01-01T00:00:00Z",
            "2026-01-01",
            "2026-01-01T25:00:00Z",
            "2026-01-01T00:00:00.Z",
            "+026-01-01T00:00:00Z",
        ] {
            assert_eq!(Ts::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_time_survives_a_round_trip(nanos in any::<i64>()) {
            prop_assert_eq!(Ts::parse(&Ts(nanos).to_string()), Some(Ts(nanos)));
        }

        #[test]
        fn order_of_texts_is_order_of_times(a in 0_i64..4_000_000_000_000, b in 0_i64..4_000_000_000_000) {
            let text = |millis| Ts::from_millis(millis).to_string();
            let time = |millis| Ts::parse(&text(millis)).unwrap();
            prop_assert_eq!(a.cmp(&b), time(a).cmp(&time(b)));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Ts::parse(&text);
        }
    }
}
