//! Looks at a picture or a film before it goes out (feature F134): its tile is a button, which shows it large.

use std::rc::Rc;

use yew::prelude::*;

use crate::i18n::Locale;
use crate::t;
use crate::ui::kit::{IconButton, Modal, glyph};

#[derive(Clone, PartialEq, Properties)]
pub(super) struct LargeProps {
    /// Its address.
    pub(super) url: AttrValue,
    pub(super) name: AttrValue,
    /// It moves.
    pub(super) is_film: bool,
    pub(super) locale: Rc<Locale>,
    /// The tile.
    pub(super) children: Html,
}

/// The tile, and what it opens.
#[component]
pub(super) fn Large(props: &LargeProps) -> Html {
    let LargeProps { url, name, locale, .. } = props;
    let is_open = use_state(|| false);
    let set = |open: bool| {
        let is_open = is_open.setter();
        Callback::from(move |()| is_open.set(open))
    };
    html! {
        <>
            <button
                type="button"
                class="attached__open"
                aria-haspopup="dialog"
                aria-label={t!(locale, "composer.enlarge", name = name.as_str())}
                onclick={set(true).reform(|_: MouseEvent| ())}
            >
                { props.children.clone() }
            </button>
            if *is_open {
                <Modal class="attached__large" label={name} onclose={set(false)}>
                    if props.is_film {
                        <video src={url} controls=true autoplay=true playsinline=true aria-label={name} />
                    } else {
                        <img src={url} alt={name} referrerpolicy="no-referrer" />
                    }
                    <IconButton class="attached__close" glyph={glyph::X} label={t!(locale, "dialog.close")} onclick={set(false)} />
                </Modal>
            }
        </>
    }
}
