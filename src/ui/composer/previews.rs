//! What stands above the text inside the surface: an edit, a quote, files, a link card; and what stands in its place when nothing
//! may be written (features F134, F136, F140 to F142, F152).

use yew::prelude::*;

use super::{Writing, pending};
use crate::chat::Intent;
use crate::state::{Composer, Hold, LinkPreview, Message};
use crate::t;
use crate::text::SafeUrl;
use crate::ui::channel_list::summary;
use crate::ui::kit::{Icon, IconButton, glyph, is_picture};
use crate::ui::{name_of, plain};

/// Everything above the text.
pub(super) fn above(writing: &Writing) -> Html {
    let Composer { editing, quoted, attachments, link_preview, .. } = &*writing.composer;
    if editing.is_none() && quoted.is_none() && attachments.is_empty() && link_preview.is_none() {
        return Html::default();
    }
    html! {
        <div class="composer__above">
            if editing.is_some() { { edit(writing) } }
            if let Some(message) = quoted { { quote(writing, message) } }
            { pending::files(writing) }
            if let Some(preview) = link_preview { { card(writing, preview) } }
        </div>
    }
}

/// Why nothing may be written.
pub(super) fn closed(writing: &Writing) -> Html {
    let key = writing.hold.map_or("", Hold::key);
    html! { <p class="composer__closed"><Icon glyph={glyph::LOCK} />{ writing.chat.locale.text(key, &[]) }</p> }
}

/// The command that was picked.
pub(super) fn chip(writing: &Writing) -> Html {
    let Some(command) = &writing.composer.command else { return Html::default() };
    let name = plain(&command.name).into_owned();
    let label = t!(writing.chat.locale, "composer.leave-command", name = name);
    html! {
        <span class="composer__chip">
            <span class="composer__chip-name" dir="ltr">{ ["/", &name].concat() }</span>
            { leave(label, writing.on(Intent::LeaveCommand)) }
        </span>
    }
}

/// The small button that takes something away.
pub(super) fn leave(label: String, onclick: Callback<()>) -> Html {
    html! { <IconButton class="composer__leave" glyph={glyph::X} {label} {onclick} /> }
}

fn edit(writing: &Writing) -> Html {
    let locale = &writing.chat.locale;
    html! {
        <div class="composer__banner">
            <Icon glyph={glyph::PENCIL} />
            <span class="composer__banner-words">{ t!(locale, "composer.editing") }</span>
            { leave(t!(locale, "composer.cancel-edit"), writing.on(Intent::CancelEdit)) }
        </div>
    }
}

fn quote(writing: &Writing, message: &Message) -> Html {
    let locale = &writing.chat.locale;
    let name = message.user.as_ref().map(|user| name_of(writing.chat.snapshot.met(user))).unwrap_or_default();
    let (glyph, text) = summary(message, locale);
    let picture =
        message.attachments.iter().find_map(|it| [&it.thumb_url, &it.image_url].into_iter().flatten().find(|url| is_picture(url)));
    html! {
        <div class="composer__quote">
            <span class="composer__quote-words">
                <span class="composer__quote-name">{ t!(locale, "composer.quoting", name = name) }</span>
                <span class="composer__quote-text">
                    if let Some(glyph) = glyph { <Icon {glyph} /> }
                    <span class="composer__cut" dir="auto">{ text }</span>
                </span>
            </span>
            if let Some(url) = picture { { thumb(url) } }
            { leave(t!(locale, "composer.cancel-quote"), writing.on(Intent::Unquote)) }
        </div>
    }
}

fn thumb(url: &str) -> Html {
    html! { <img class="composer__thumb" src={url.to_owned()} alt="" decoding="async" referrerpolicy="no-referrer" draggable="false" /> }
}

/// The card of the address in the text.
fn card(writing: &Writing, preview: &LinkPreview) -> Html {
    let (locale, card) = (&writing.chat.locale, &preview.card);
    let picture = [&card.thumb_url, &card.image_url].into_iter().flatten().find(|url| is_picture(url));
    let host = SafeUrl::parse_web(&preview.url).map(|url| url.host());
    let title = [&card.title, &card.text].into_iter().flatten().map(|text| plain(text).trim().to_owned()).find(|text| !text.is_empty());
    html! {
        <div class="composer__card">
            if let Some(url) = picture { { thumb(url) } } else { <span class="composer__tile"><Icon glyph={glyph::LINK} /></span> }
            <span class="composer__quote-words">
                <span class="composer__cut composer__card-title" dir="auto">{ title }</span>
                <span class="composer__cut composer__note" dir="auto">{ host }</span>
            </span>
            { leave(t!(locale, "composer.dismiss-card"), writing.on(Intent::DismissPreview)) }
        </div>
    }
}
