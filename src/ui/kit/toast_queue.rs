//! Which toast is shown (feature F177): one at a time, first come first served, except that what stays goes before what passes.
//! Pure; called from [`super::Stage`].

use super::Toast;

/// A toast that was shown for less than this is not replaced by one that stays, in milliseconds.
pub(super) const DWELL: i32 = 1_000;

/// Toasts that are shown or wait.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Queue {
    toasts: Vec<Toast>,
    /// Key of the one on screen, and how often it was said anew.
    shown: Option<(yew::AttrValue, u32)>,
}

impl Queue {
    /// Adds a toast. One of the same key is said anew in its place.
    pub(super) fn show(&mut self, toast: Toast) {
        if let Some((key, turn)) = &mut self.shown
            && *key == toast.key
        {
            *turn = turn.wrapping_add(1);
        }
        match self.toasts.iter_mut().find(|known| known.key == toast.key) {
            Some(known) => *known = toast,
            None => self.toasts.push(toast),
        }
        self.advance();
    }

    /// Takes a toast away.
    pub(super) fn remove(&mut self, key: &str) -> Option<Toast> {
        let at = self.toasts.iter().position(|toast| &*toast.key == key)?;
        let toast = self.toasts.remove(at);
        self.advance();
        Some(toast)
    }

    /// The one on screen dwelled long enough: one that stays may take its place.
    pub(super) fn dwelled(&mut self) -> Option<Toast> {
        let (key, _) = self.shown.clone()?;
        let passes = self.toasts.iter().any(|toast| toast.key == key && !toast.stays());
        let waits = self.toasts.iter().any(|toast| toast.key != key && toast.stays());
        if passes && waits { self.remove(&key) } else { None }
    }

    /// The one on screen, and how often it was said anew.
    pub(super) fn shown(&self) -> Option<(&Toast, u32)> {
        let (key, turn) = self.shown.as_ref()?;
        Some((self.toasts.iter().find(|toast| toast.key == *key)?, *turn))
    }

    /// True when something waits that the one on screen has to make room for.
    pub(super) fn is_pressed(&self) -> bool {
        self.shown().is_some_and(|(shown, _)| !shown.stays() && self.toasts.iter().any(Toast::stays))
    }

    fn advance(&mut self) {
        if self.shown().is_none() {
            let next = self.toasts.iter().find(|toast| toast.stays()).or_else(|| self.toasts.first());
            self.shown = next.map(|toast| (toast.key.clone(), 0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Life, Severity};
    use super::*;

    fn toast(key: &'static str, life: Life) -> Toast {
        Toast { life, ..Toast::new(key, Severity::Info, key) }
    }

    fn queue(toasts: &[(&'static str, Life)]) -> Queue {
        let mut queue = Queue::default();
        toasts.iter().for_each(|(key, life)| queue.show(toast(key, *life)));
        queue
    }

    fn shown(queue: &Queue) -> Option<&str> {
        queue.shown().map(|(toast, _)| &*toast.key)
    }

    #[test]
    fn one_at_a_time_and_first_come_first_served() {
        let mut queue = queue(&[("a", Life::Passes), ("b", Life::Passes), ("c", Life::Passes)]);
        let mut seen = Vec::new();
        while let Some(key) = shown(&queue).map(str::to_owned) {
            queue.remove(&key);
            seen.push(key);
        }
        assert_eq!(seen, ["a", "b", "c"]);
    }

    #[test]
    fn what_stays_goes_before_what_passes_but_not_at_once() {
        let mut queue = queue(&[("a", Life::Passes), ("b", Life::Passes), ("offline", Life::Stays)]);
        assert_eq!((shown(&queue), queue.is_pressed()), (Some("a"), true));
        assert_eq!(queue.dwelled().unwrap().key, "a");
        assert_eq!((queue.dwelled(), queue.is_pressed(), shown(&queue)), (None, false, Some("offline")));
        queue.remove("offline");
        assert_eq!(shown(&queue), Some("b"));
    }

    #[test]
    fn the_same_thing_is_said_anew_and_not_twice() {
        let mut queue = queue(&[("a", Life::Passes), ("b", Life::Passes)]);
        queue.show(Toast::new("a", Severity::Error, "again"));
        let (toast, turn) = queue.shown().unwrap();
        assert_eq!((&*toast.text, turn), ("again", 1));
        queue.remove("a");
        assert_eq!((queue.remove("a"), shown(&queue)), (None, Some("b")));
    }
}
