//! Texts, dates and numbers in the user's language.
//!
//! A [`Locale`] is one language with the host's and the tenant's own words laid over it. Texts are looked up with
//! [`t!`](crate::t); English, which is always there, fills every gap, so a missing key never shows as empty text. Knows no
//! browser: what only `Intl` knows comes in as [`Formats`]. Called from the views and the element.

mod days;
mod formats;
mod locale;

#[cfg(test)]
mod tests;

pub use days::{Day, span};
pub use formats::{EnglishUtc, Formats, Plural};
pub use locale::{Direction, Locale, is_near};

/// Looks a text up: `t!(locale, "key", name = value)`. With `count = n` first, the plural form for `n` is taken
/// (`key.one`, `key.other`, …) and `{count}` is written as the language writes numbers.
#[macro_export]
macro_rules! t {
    ($locale:expr, $key:literal, count = $count:expr $(, $name:ident = $value:expr)* $(,)?) => {
        $locale.plural($key, i64::from($count), &[$((stringify!($name), &*$value)),*])
    };
    ($locale:expr, $key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $locale.text($key, &[$((stringify!($name), &*$value)),*])
    };
}
