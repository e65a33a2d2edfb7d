//! A video with the browser's own controls (feature F115).

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlMediaElement;
use yew::prelude::*;

use super::album::name_of;
use super::kind::Medium;
use super::picture::loadable;
use super::players::Players;
use crate::i18n::Locale;
use crate::t;
use crate::ui::kit::{Icon, glyph};

/// What a [`Video`] shows.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct VideoProps {
    /// The video.
    pub(super) medium: Medium,
    /// The user's language.
    pub(super) locale: Rc<Locale>,
    /// Begins by itself: somebody pressed its picture.
    #[prop_or_default]
    pub(super) autoplay: bool,
}

/// A video; nothing of it loads before it is started, unless it has no picture.
#[component]
pub(super) fn Video(props: &VideoProps) -> Html {
    let VideoProps { medium, locale, autoplay } = props;
    let players = use_context::<Players>().unwrap_or_default();
    let failed = use_state(|| false);
    let name = name_of(medium, locale);
    let src = loadable(medium.full.as_ref());
    let node = use_node_ref();
    {
        let (node, players) = (node.clone(), players.clone());
        use_effect_with(src.clone(), move |src| {
            let shown = node.cast::<HtmlMediaElement>().zip(src.clone());
            if let Some((video, src)) = &shown {
                players.video_came(src, video);
            }
            move || {
                if let Some((video, src)) = shown {
                    players.video_went(&src, &video);
                }
            }
        });
    }
    let Some(src) = src.filter(|_| !*failed) else {
        return html! {
            <span class="picture picture--broken">
                <Icon class="picture__sign" glyph={glyph::FILM} />
                <span class="picture__words">{ t!(locale, "attachment.broken", name = name) }</span>
                if let Some(url) = &medium.full { <span class="picture__ways">{ super::file::download(url, &name, locale) }</span> }
            </span>
        };
    };
    let onplay = Callback::from(move |event: Event| {
        if let Some(video) = event.target().and_then(|target| target.dyn_into::<HtmlMediaElement>().ok()) {
            players.video_began(video);
        }
    });
    let onerror = Callback::from(move |_: Event| failed.set(true));
    let poster = loadable(medium.thumb.as_ref());
    let preload = if poster.is_some() { "none" } else { "metadata" };
    html! {
        <video ref={node} class="video" {src} {poster} {preload} controls=true playsinline=true autoplay={*autoplay} aria-label={name} {onplay} {onerror}></video>
    }
}
