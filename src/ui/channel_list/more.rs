//! The next page: asked for when the end of the list comes into view, or by the button.

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::super::kit::{Seen, Spinner};
use crate::chat::Intent;
use crate::i18n::Locale;
use crate::t;

/// What [`LoadMore`] shows.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct LoadMoreProps {
    /// How many are loaded: each page is watched for once, so that a failure does not repeat itself.
    pub(super) loaded: usize,
    /// A page is on its way.
    pub(super) is_loading: bool,
    /// What the button says.
    pub(super) more: AttrValue,
    /// What asks for it.
    pub(super) wish: Intent,
    /// The user's language.
    pub(super) locale: Rc<Locale>,
    /// The one way out.
    pub(super) emit: Callback<Intent>,
}

/// The end of the list.
#[component]
pub(super) fn LoadMore(props: &LoadMoreProps) -> Html {
    let button = use_node_ref();
    {
        let (button, emit, wish) = (button.clone(), props.emit.clone(), props.wish.clone());
        use_effect_with(props.loaded, move |_| {
            let tell = move |is_seen: bool| {
                if is_seen {
                    emit.emit(wish.clone());
                }
            };
            let seen = button.cast::<Element>().and_then(|button| Seen::watch(&button, 0.0, tell));
            move || drop(seen)
        });
    }
    let words = if props.is_loading { t!(props.locale, "list.loading-more") } else { props.more.to_string() };
    let wish = props.wish.clone();
    let onclick = if props.is_loading { Callback::noop() } else { props.emit.reform(move |_: MouseEvent| wish.clone()) };
    html! {
        <button
            ref={button}
            type="button"
            class="rows__more"
            part="button"
            aria-disabled={props.is_loading.then_some("true")}
            {onclick}
        >
            if props.is_loading {
                <Spinner />
            }
            <span>{ words }</span>
        </button>
    }
}
