//! Emoji: the panel to pick one from, and the list of what there is, which is fetched at first use (features F137, F138).

mod index;
mod panel;

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

pub(super) use self::index::Index;
use self::panel::Panel;
use crate::t;
use crate::ui::context::ChatContext;
use crate::ui::kit::{Align, Anchor, Popover, Side};

/// Most emoji that are remembered as used lately: three rows.
const RECENT: usize = 27;

thread_local! {
    /// What was fetched, by name of the file.
    static KNOWN: RefCell<Option<(&'static str, Rc<Index>)>> = const { RefCell::new(None) };
    /// Used lately, newest first; on this page only.
    static USED: RefCell<Vec<Rc<str>>> = const { RefCell::new(Vec::new()) };
}

/// The panel beside its button or at a point. `onpick` gets the emoji.
pub(in crate::ui) fn panel(chat: &ChatContext, anchor: Anchor, onpick: Callback<AttrValue>, onclose: Callback<()>) -> Html {
    html! {
        <Popover class="emoji" {anchor} side={Side::Above} align={Align::End} label={t!(chat.locale, "composer.emoji")} {onclose}>
            <Panel chat={chat.clone()} {onpick} />
        </Popover>
    }
}

/// How far the list got.
#[derive(Clone)]
pub(super) enum Loading {
    /// On its way.
    Pending,
    /// It could not be had.
    Failed,
    /// There.
    Ready(Rc<Index>),
}

impl Loading {
    pub(super) fn ready(&self) -> Option<&Index> {
        if let Self::Ready(index) = self { Some(index) } else { None }
    }
}

/// The file of a language; English where there is none.
fn file(language: &str) -> &'static str {
    if language.starts_with("it") { "emoji.it.json" } else { "emoji.json" }
}

fn known(file: &str) -> Option<Rc<Index>> {
    KNOWN.with_borrow(|known| known.as_ref().filter(|(name, _)| *name == file).map(|(_, index)| index.clone()))
}

/// The list of emoji, fetched while it is wanted.
#[hook]
pub(super) fn use_index(chat: &ChatContext, is_wanted: bool) -> Loading {
    let file = file(chat.locale.language());
    let loading = use_state(|| known(file).map_or(Loading::Pending, Loading::Ready));
    let (asset, set) = (chat.asset.clone(), loading.setter());
    use_effect_with((file, is_wanted), move |(file, is_wanted)| {
        let file = *file;
        if !is_wanted || known(file).is_some() {
            return;
        }
        let got = Callback::from(move |text: Option<Rc<str>>| {
            let index = text.and_then(|text| Index::read(&text)).map(Rc::new);
            if let Some(index) = &index {
                KNOWN.replace(Some((file, index.clone())));
            }
            set.set(index.map_or(Loading::Failed, Loading::Ready));
        });
        asset(file, got);
    });
    (*loading).clone()
}

fn used() -> Vec<Rc<str>> {
    USED.with_borrow(Clone::clone)
}

/// Notes that an emoji was used.
fn note(sign: &str) {
    USED.with_borrow_mut(|used| {
        used.retain(|known| **known != *sign);
        used.insert(0, Rc::from(sign));
        used.truncate(RECENT);
    });
}

/// The list without a page to fetch it from.
#[cfg(any(test, feature = "gallery"))]
pub(super) fn preload() {
    KNOWN.replace(Index::read(include_str!("../../../../assets/emoji.json")).map(|index| ("emoji.json", Rc::new(index))));
}
