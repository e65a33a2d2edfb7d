//! Keys of a word that is still being composed.

use web_sys::KeyboardEvent;

/// It belongs to a word that is still being composed, and chooses nothing; Safari says so by a number only.
pub(in crate::ui) fn composes(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}
