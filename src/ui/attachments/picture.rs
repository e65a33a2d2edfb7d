//! One picture: its box is there before it is, and stays when it cannot be had (features F111, F112).

use std::rc::Rc;

use web_sys::HtmlImageElement;
use yew::prelude::*;

use super::may_load;
use crate::i18n::Locale;
use crate::t;
use crate::text::SafeUrl;
use crate::ui::kit::{Icon, IconButton, glyph};

/// What a [`Picture`] shows and does.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct PictureProps {
    /// The picture; absent where there is none.
    pub(super) url: Option<AttrValue>,
    /// The same standing still, for those who want no motion.
    #[prop_or_default]
    pub(super) still: Option<AttrValue>,
    /// Alternative text.
    pub(super) alt: AttrValue,
    /// Loads at once instead of when it comes near the screen.
    #[prop_or_default]
    pub(super) is_eager: bool,
    /// The user's language.
    pub(super) locale: Rc<Locale>,
    /// It is there.
    #[prop_or_default]
    pub(super) onload: Option<Callback<HtmlImageElement>>,
    /// What is drawn around a picture that is there, e.g. a button.
    #[prop_or_default]
    pub(super) around: Option<Callback<Html, Html>>,
}

/// A picture, or what stands in for it with a way to try again.
#[component]
pub(super) fn Picture(props: &PictureProps) -> Html {
    // The attempt that failed: the same address again is another node, so that signed addresses stay whole.
    let (attempt, failed) = (use_state(|| 0_u32), use_state(|| None::<(AttrValue, u32)>));
    let Some(url) = &props.url else { return frame(props, html! { <Icon class="picture__sign" glyph={glyph::IMAGE} /> }) };
    if failed.as_ref() == Some(&(url.clone(), *attempt)) {
        let retry = {
            let attempt = attempt.clone();
            Callback::from(move |()| attempt.set(attempt.wrapping_add(1)))
        };
        let open = SafeUrl::parse_web(url);
        return html! {
            <span class="picture picture--broken">
                <Icon class="picture__sign" glyph={glyph::IMAGE_OFF} />
                <span class="visually-hidden">{ t!(props.locale, "attachment.broken", name = &props.alt) }</span>
                <span class="picture__ways">
                    <IconButton glyph={glyph::REFRESH_CW} label={t!(props.locale, "attachment.retry")} onclick={retry} />
                    if let Some(url) = open { { super::file::download(&url, &props.alt, &props.locale) } }
                </span>
            </span>
        };
    }
    let onerror = {
        let (failed, mark) = (failed.clone(), (url.clone(), *attempt));
        Callback::from(move |_: Event| failed.set(Some(mark.clone())))
    };
    let onload = props.onload.clone().map(|onload| {
        Callback::from(move |event: Event| {
            if let Some(image) = event.target_dyn_into() {
                onload.emit(image);
            }
        })
    });
    let image = html! {
        <img
            key={attempt.to_string()}
            class="picture__image"
            src={url}
            alt={&props.alt}
            loading={if props.is_eager { "eager" } else { "lazy" }}
            decoding="async"
            referrerpolicy="no-referrer"
            draggable="false"
            {onerror}
            {onload}
        />
    };
    let image = match &props.still {
        Some(still) => html! { <picture><source media="(prefers-reduced-motion: reduce)" srcset={still} />{ image }</picture> },
        None => image,
    };
    frame(props, image)
}

fn frame(props: &PictureProps, content: Html) -> Html {
    let content = html! { <span class="picture">{ content }</span> };
    props.around.as_ref().map_or(content.clone(), |around| around.emit(content))
}

/// An empty drawing that gives its box a size: a style attribute would break under a strict policy.
pub(super) fn spacer((width, height): (u32, u32)) -> Html {
    let (width, height) = (width.to_string(), height.to_string());
    let view_box = ["0 0 ", &width, " ", &height].concat();
    html! { <svg class="spacer" {width} {height} viewBox={view_box} aria-hidden="true"></svg> }
}

/// The address as a prop, unless the page must not load it.
pub(super) fn loadable(url: Option<&SafeUrl>) -> Option<AttrValue> {
    url.filter(|url| may_load(url)).map(|url| AttrValue::from(url.as_str().to_owned()))
}
