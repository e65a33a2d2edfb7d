//! Listens to a recording before it goes out (feature F134): one button, the browser plays.

use std::rc::Rc;

use web_sys::HtmlMediaElement;
use yew::prelude::*;

use crate::i18n::Locale;
use crate::t;
use crate::ui::kit::{Icon, glyph};

#[derive(Clone, PartialEq, Properties)]
pub(super) struct ListenProps {
    /// Address of the sound.
    pub(super) url: AttrValue,
    pub(super) locale: Rc<Locale>,
}

/// Plays and pauses.
#[component]
pub(super) fn Listen(props: &ListenProps) -> Html {
    let (sound, plays) = (use_node_ref(), use_state(|| false));
    let onclick = {
        let sound = sound.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(sound) = sound.cast::<HtmlMediaElement>() {
                if sound.paused() {
                    let _ = sound.play();
                } else {
                    let _ = sound.pause();
                }
            }
        })
    };
    let note = |plays: &UseStateHandle<bool>, is_on: bool| {
        let plays = plays.setter();
        Callback::from(move |_: Event| plays.set(is_on))
    };
    let label = if *plays { t!(props.locale, "composer.pause") } else { t!(props.locale, "composer.play") };
    html! {
        <>
            <button type="button" class="attached__play" aria-label={label} {onclick}>
                <Icon glyph={if *plays { glyph::PAUSE } else { glyph::PLAY }} />
            </button>
            <audio ref={sound} src={&props.url} preload="none" onplay={note(&plays, true)} onpause={note(&plays, false)} onended={note(&plays, false)} />
        </>
    }
}
