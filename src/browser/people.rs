//! What a host shows of people in place of what Stream knows (feature F46): its function is asked once for each of them, and
//! again when the profile changes. It answers an object with `name` and `image`, nothing, or a promise of either.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, JSON, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::chat::Input;
use crate::sorted::SortedMap;
use crate::state::{Looks, State};
use crate::wire::{Ts, User, UserId, Value, Wire, parse};

/// Who was asked about.
#[derive(Default)]
pub(super) struct People {
    function: RefCell<Option<Function>>,
    /// The signed-in user: whoever comes next sees nothing of what was told before.
    me: RefCell<Option<UserId>>,
    asked: RefCell<SortedMap<UserId, Option<Ts>>>,
    has_warned: Rc<Cell<bool>>,
}

impl People {
    /// Asks the function about everybody it was not asked about yet. Not at once: the host may do anything in it.
    pub(super) fn ask(&self, function: Option<Function>, state: &State, feed: Rc<dyn Fn(Input)>) {
        if *self.function.borrow() != function || self.me.borrow().as_ref() != state.my_id() {
            *self.function.borrow_mut() = function.clone();
            *self.me.borrow_mut() = state.my_id().cloned();
            self.has_warned.set(false);
            let before = self.asked.take();
            if function.is_none() && !before.is_empty() {
                let (feed, nothing) = (feed.clone(), before.keys().map(|id| (id.clone(), None)).collect());
                spawn_local(async move { feed(Input::Introduced(nothing)) });
            }
        }
        let Some(function) = function else { return };
        let mut asked = self.asked.borrow_mut();
        let is_new = |user: &&Rc<User>| asked.get(&user.id) != Some(&user.updated_at);
        let new: Vec<Rc<User>> = state.users.values().map(|person| &person.user).filter(is_new).cloned().collect();
        for user in &new {
            asked.insert(user.id.clone(), user.updated_at);
        }
        if !new.is_empty() {
            let has_warned = self.has_warned.clone();
            spawn_local(async move { introduce(&function, &new, &feed, &has_warned) });
        }
    }
}

/// What is answered at once is shown at once; what is promised, each when it comes.
fn introduce(function: &Function, people: &[Rc<User>], feed: &Rc<dyn Fn(Input)>, has_warned: &Rc<Cell<bool>>) {
    let mut told = Vec::new();
    for user in people {
        let profile = user.write().and_then(|profile| JSON::parse(&profile.text()).ok()).unwrap_or_default();
        match function.call1(&JsValue::UNDEFINED, &profile) {
            Ok(answer) => match answer.dyn_into::<Promise>() {
                Ok(promise) => {
                    let (id, feed, has_warned) = (user.id.clone(), feed.clone(), has_warned.clone());
                    spawn_local(async move {
                        let answer = JsFuture::from(promise).await.ok().and_then(|answer| looks(&answer));
                        match answer {
                            Some(looks) => feed(Input::Introduced(vec![(id, looks)])),
                            None => warn(&has_warned),
                        }
                    });
                }
                Err(answer) => match looks(&answer) {
                    Some(looks) => told.push((user.id.clone(), looks)),
                    None => warn(has_warned),
                },
            },
            Err(_) => warn(has_warned),
        }
    }
    if !told.is_empty() {
        feed(Input::Introduced(told));
    }
}

/// What was answered; absent when it is neither an object nor nothing.
#[expect(clippy::option_option, reason = "nothing is an answer, too")]
fn looks(answer: &JsValue) -> Option<Option<Looks>> {
    if answer.is_null() || answer.is_undefined() {
        return Some(None);
    }
    // As JSON, so that only what the object has itself is read (threat S11).
    let answer = JSON::stringify(answer).ok().and_then(|text| text.as_string()).and_then(|text| parse(&text).ok())?;
    answer.as_object()?;
    let text = |key: &str| answer.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty()).map(str::to_owned);
    Some(Some(Looks { name: text("name"), image: text("image") }))
}

/// Once for each function. Why it threw stays with the host: it may hold secrets.
fn warn(has_warned: &Cell<bool>) {
    if !has_warned.replace(true) {
        web_sys::console::warn_1(&"chat-service: displayInfo should answer an object with name and image, or nothing".into());
    }
}
