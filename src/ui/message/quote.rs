//! The message that is answered, and the way to it (feature F70).

use yew::prelude::*;

use super::Scope;
use crate::chat::Intent;
use crate::state::{Message, Target};
use crate::t;
use crate::text::SafeUrl;
use crate::ui::channel_list::summary;
use crate::ui::context::ByPtr;
use crate::ui::kit::Icon;
use crate::wire;

/// Author and words of the quoted message, with a small picture; pressing it shows the message where it stands.
pub(super) fn view(message: &Message, scope: &ByPtr<Scope>) -> Html {
    let locale = &scope.locale;
    let Some(quoted) = &message.quoted_message else {
        // The server names it and has it no more.
        let gone = message.quoted_message_id.is_some();
        return html! { if gone { <div class="quote"><span class="quote__snippet">{ t!(locale, "message.quote-gone") }</span></div> } };
    };
    let (glyph, text) = summary(quoted, locale);
    let picture = picture(quoted);
    let words = html! {
        <>
            <span class="quote__words">
                <span class="visually-hidden">{ t!(locale, "message.quoted") }</span>
                if let Some(user) = &quoted.user { <span class="quote__name" dir="auto">{ scope.name_of(user) }</span> }
                <span class="quote__snippet" dir="auto">if let Some(glyph) = glyph { <Icon {glyph} /> }{ text }</span>
            </span>
            if let Some(src) = picture {
                <img class="quote__picture" {src} alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer" draggable="false" />
            }
        </>
    };
    if quoted.is_deleted() {
        return html! { <div class="quote">{ words }</div> };
    }
    // A reply that only its thread shows is there; anything else where this message stands.
    let parent = if quoted.is_thread_only() { quoted.parent_id.clone() } else { None };
    let target = Target { cid: scope.target.cid.clone(), parent };
    let onclick = scope.emits(Intent::JumpTo { target, id: quoted.id.clone() });
    html! { <button type="button" class="quote" {onclick}>{ words }</button> }
}

fn picture(quoted: &wire::Message) -> Option<String> {
    let first = quoted.attachments.first().filter(|first| !quoted.is_deleted() && first.kind.as_deref() == Some("image"))?;
    let urls = [&first.thumb_url, &first.image_url];
    urls.into_iter().flatten().find_map(|url| SafeUrl::parse_web(url)).map(|url| url.as_str().to_owned())
}
