//! Which line of a list a key leads to: arrows, Home, End and the beginning of a word (trust C2). Pure; called from menus.

use yew::AttrValue;

/// After a pause of this long a new word begins, in milliseconds.
const PAUSE: f64 = 700.0;

/// Letters typed shortly one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Typed {
    word: String,
    at: f64,
}

/// The line that a key leads to from line `at`, if it is a key for that; `labels` and `key` in small letters, `now` by any clock
/// in milliseconds.
#[must_use]
pub(super) fn step(key: &str, at: usize, labels: &[AttrValue], typed: &mut Typed, now: f64) -> Option<usize> {
    let last = labels.len().checked_sub(1)?;
    match key {
        "ArrowDown" => Some(if at >= last { 0 } else { at + 1 }),
        "ArrowUp" => Some(at.checked_sub(1).unwrap_or(last)),
        "Home" => Some(0),
        "End" => Some(last),
        // A space chooses, unless it is inside of a word.
        " " if typed.word.is_empty() || now - typed.at > PAUSE => None,
        _ if key.chars().count() == 1 => search(key, at, labels, typed, now),
        _ => None,
    }
}

fn search(key: &str, at: usize, labels: &[AttrValue], typed: &mut Typed, now: f64) -> Option<usize> {
    if now - typed.at > PAUSE {
        typed.word.clear();
    }
    typed.at = now;
    typed.word.push_str(key);
    // The same letter again and again goes through all lines that begin with it.
    let mut letters = typed.word.chars();
    let first = letters.next()?;
    let is_same = letters.clone().all(|letter| letter == first);
    let word = if is_same { first.to_string() } else { typed.word.clone() };
    let from = at + usize::from(is_same);
    (0..labels.len())
        .map(|step| (from + step) % labels.len())
        .find(|line| labels.get(*line).is_some_and(|label| label.trim_start().starts_with(&word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(keys: &[(&str, f64)]) -> Vec<Option<usize>> {
        let labels = ["copy text", "edit", "delete", "download all", "pin"].map(AttrValue::from);
        let (mut typed, mut at) = (Typed::default(), 0);
        let mut go = |(key, now): &(&str, f64)| {
            let to = step(key, at, &labels, &mut typed, *now);
            at = to.unwrap_or(at);
            to
        };
        keys.iter().map(&mut go).collect()
    }

    #[test]
    fn arrows_go_around() {
        let keys = [
            ("ArrowUp", 0.0),
            ("ArrowDown", 0.0),
            ("ArrowDown", 0.0),
            ("End", 0.0),
            ("Home", 0.0),
            ("Tab", 0.0),
            ("Enter", 0.0),
            (" ", 0.0),
        ];
        assert_eq!(walk(&keys), [Some(4), Some(0), Some(1), Some(4), Some(0), None, None, None]);
    }

    #[test]
    fn a_letter_goes_on_to_the_next_line_that_begins_with_it() {
        assert_eq!(walk(&[("d", 1.0), ("d", 2.0), ("d", 3.0), ("x", 4.0)]), [Some(2), Some(3), Some(2), None]);
    }

    #[test]
    fn letters_in_a_row_are_a_word_and_a_pause_begins_another() {
        assert_eq!(walk(&[("d", 1.0), ("o", 2.0), ("w", 3.0), ("e", 2_000.0)]), [Some(2), Some(3), Some(3), Some(1)]);
        assert_eq!(walk(&[("c", 1.0), ("o", 2.0), ("p", 3.0), ("y", 4.0), (" ", 5.0), ("t", 6.0)]).last(), Some(&Some(0)));
        assert_eq!(step("a", 0, &[], &mut Typed::default(), 0.0), None);
    }
}
