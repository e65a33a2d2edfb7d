//! What a view gets and its one way out.
//!
//! Only the few containers read the snapshot: everything that uses a context is drawn again at each publish. Leaves get
//! their slice as props, in pointers that are compared by identity.

use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

use yew::prelude::*;

use crate::chat::{Intent, ScreenId};
use crate::i18n::Locale;
use crate::state::{Millis, NewFile, State};
use crate::wire::{MessageId, UserId};

/// A shared value that is equal only to itself: a prop of this type is drawn again when it was replaced, and at no cost.
pub struct ByPtr<T: ?Sized>(pub Rc<T>);

impl<T: ?Sized> Clone for ByPtr<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: ?Sized> PartialEq for ByPtr<T> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::addr_eq(Rc::as_ptr(&self.0), Rc::as_ptr(&other.0))
    }
}

impl<T: ?Sized> Deref for ByPtr<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: ?Sized> From<&Rc<T>> for ByPtr<T> {
    fn from(shared: &Rc<T>) -> Self {
        Self(shared.clone())
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for ByPtr<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One published state; equal only to itself.
pub type Published = ByPtr<State>;
/// Makes the id of a new message; random, so it comes from outside.
pub type Mint = Rc<dyn Fn() -> MessageId>;
/// Keeps a file that was chosen, dropped, pasted or recorded, with its name if it has none itself; what comes back is for
/// `Intent::Attach`.
pub type Keep = Rc<dyn Fn(&web_sys::Blob, Option<&str>) -> NewFile>;
/// Fetches one of the files beside the script by its name; `None` when it cannot be had. Big things that are rarely
/// needed come this way.
pub type Asset = Rc<dyn Fn(&str, Callback<Option<Rc<str>>>)>;
/// Writes the report for whoever helps (`diagnostics()` of the element).
pub type Report = ByPtr<dyn Fn() -> String>;
/// Reads the clock.
pub type Clock = Rc<dyn Fn() -> Millis>;

/// What every view below the root can reach.
#[derive(Clone)]
pub struct ChatContext {
    /// What is known.
    pub snapshot: Published,
    /// The one way out.
    pub emit: Callback<Intent>,
    /// Which element this is.
    pub screen: ScreenId,
    /// The signed-in user; the empty id until the first session opened.
    pub me: UserId,
    /// The user's language.
    pub locale: Rc<Locale>,
    /// Makes ids of messages.
    pub mint: Mint,
    /// Keeps files.
    pub keep: Keep,
    /// Fetches files of our own.
    pub asset: Asset,
    /// Reads the clock.
    pub now: Clock,
}

impl PartialEq for ChatContext {
    fn eq(&self, other: &Self) -> bool {
        self.snapshot == other.snapshot
            && self.emit == other.emit
            && self.screen == other.screen
            && self.me == other.me
            && Rc::ptr_eq(&self.locale, &other.locale)
            && std::ptr::addr_eq(Rc::as_ptr(&self.mint), Rc::as_ptr(&other.mint))
            && std::ptr::addr_eq(Rc::as_ptr(&self.keep), Rc::as_ptr(&other.keep))
            && std::ptr::addr_eq(Rc::as_ptr(&self.asset), Rc::as_ptr(&other.asset))
            && std::ptr::addr_eq(Rc::as_ptr(&self.now), Rc::as_ptr(&other.now))
    }
}

/// The context of the element.
///
/// # Panics
/// Outside of [`super::App`], which is a mistake in the code.
#[hook]
#[expect(clippy::expect_used, reason = "every view is drawn below the root, which provides it")]
pub fn use_chat() -> ChatContext {
    use_context::<ChatContext>().expect("views are drawn inside App")
}
