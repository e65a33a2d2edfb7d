//! Calendar days, and spans in their largest unit.

use crate::state::Millis;

/// Days since 1970 in some time zone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i64);

impl Day {
    /// From a Gregorian date; months and days count from 1.
    #[must_use]
    pub const fn from_date(year: i64, month: i64, day: i64) -> Self {
        // Months are counted from March, so that the leap day is the year's last.
        let year = if month > 2 { year } else { year - 1 };
        let month = (month + 9) % 12;
        Self(year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (month * 153 + 2) / 5 + day - 1 - 719_468)
    }

    /// Year, month and day of the Gregorian calendar.
    #[must_use]
    pub const fn date(self) -> (i64, i64, i64) {
        let days = self.0 + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let year = year_of_era + era * 400 + if month >= 10 { 1 } else { 0 };
        (year, (month + 2) % 12 + 1, day_of_year - (153 * month + 2) / 5 + 1)
    }
}

/// A span as a count of its largest unit, at least one minute; units are named as `Intl.RelativeTimeFormat` wants them. What is
/// still to come counts below zero.
#[must_use]
pub fn span(span: Millis) -> (i64, &'static str) {
    let minutes = (span.abs() / 60_000).max(1);
    let (count, unit) = largest(minutes);
    (if span < 0 { -count } else { count }, unit)
}

fn largest(minutes: i64) -> (i64, &'static str) {
    match minutes {
        0..60 => (minutes, "minutes"),
        60..1_440 => (minutes / 60, "hours"),
        1_440..43_200 => (minutes / 1_440, "days"),
        43_200..525_600 => (minutes / 43_200, "months"),
        _ => (minutes / 525_600, "years"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_day_survives_a_round_trip(days in -100_000_i64..100_000) {
            let (year, month, day) = Day(days).date();
            prop_assert_eq!(Day::from_date(year, month, day), Day(days));
        }
    }
}
