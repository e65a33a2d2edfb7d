//! A link's title, picture and words (feature F120).

use yew::prelude::*;

use super::kind::title;
use super::picture::loadable;
use crate::i18n::Locale;
use crate::text::SafeUrl;
use crate::ui::kit::{Icon, glyph};
use crate::ui::message::link;
use crate::ui::plain;
use crate::wire::Attachment;

/// The whole card is a link; without one it says that it cannot be shown.
pub(super) fn view(attachment: &Attachment, locale: &Locale) -> Html {
    let Attachment { og_scrape_url, title_link, image_url, thumb_url, .. } = attachment;
    let Some(url) = [og_scrape_url, title_link].into_iter().flatten().find_map(|url| SafeUrl::parse_web(url)) else {
        return super::file::unsupported(attachment, locale);
    };
    let image = [image_url, thumb_url].into_iter().flatten().find_map(|url| loadable(SafeUrl::parse_web(url).as_ref()));
    let text = attachment.text.as_deref().map(|text| plain(text).trim().to_owned()).filter(|text| !text.is_empty());
    let author = attachment.author_name.as_deref().map(|name| plain(name).trim().to_owned()).filter(|name| !name.is_empty());
    // A name chosen by the page must not hide where it leads (trust S15).
    let site = match author {
        Some(author) if !url.host().ends_with(&author.to_ascii_lowercase()) => [&*author, " · ", &url.host()].concat(),
        _ => url.host(),
    };
    let content = html! {
        <>
            if let Some(image) = image { <Shot {image} /> }
            <span class="card__words">
                <span class="card__site" dir="auto"><Icon glyph={glyph::LINK} />{ site }</span>
                if let Some(title) = title(attachment) { <span class="card__title" dir="auto">{ title }</span> }
                if let Some(text) = text { <span class="card__text" dir="auto">{ text }</span> }
            </span>
        </>
    };
    link(url.as_str(), "card", content)
}

#[derive(Clone, PartialEq, Properties)]
struct ShotProps {
    image: AttrValue,
}

/// The picture of a card; when it cannot be had, its place stays, so that nothing moves.
#[component]
fn Shot(props: &ShotProps) -> Html {
    let failed = use_state(|| false);
    let onerror = {
        let failed = failed.clone();
        Callback::from(move |_: Event| failed.set(true))
    };
    html! {
        <span class="card__picture">
            if *failed {
                <Icon class="picture__sign" glyph={glyph::IMAGE_OFF} />
            } else {
                <img src={&props.image} alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer" draggable="false" {onerror} />
            }
        </span>
    }
}
