//! An animated picture from a search (feature F121).

use std::rc::Rc;

use yew::prelude::*;

use super::kind::{frame, title};
use super::moving::Moving;
use super::picture::{loadable, spacer};
use crate::i18n::Locale;
use crate::state::Message;
use crate::t;
use crate::text::SafeUrl;
use crate::ui::kit::{Icon, glyph};
use crate::wire::{Attachment, MessageType, Value};

/// The picture in the size that is wanted, else in the one that Stream's own clients take, with a note while only its author sees it.
pub(super) fn view(attachment: &Attachment, message: &Message, wanted: &str, locale: &Rc<Locale>) -> Html {
    let rendition = |name: &str| attachment.giphy.as_ref().and_then(|all| all.get(name)).and_then(Value::as_object);
    let part = |name: &str, key: &str| rendition(name).and_then(|one| one.get(key)).and_then(Value::as_str).map(str::to_owned);
    let Attachment { image_url, thumb_url, .. } = attachment;
    let wanted = if part(wanted, "url").is_some() { wanted } else { "fixed_height" };
    // Of the original there is no still picture; the others have theirs beside them.
    let stills = if wanted.starts_with("fixed_width") { "fixed_width_still" } else { "fixed_height_still" };
    let urls = [part(wanted, "url"), image_url.clone(), thumb_url.clone()];
    let url = urls.iter().flatten().find_map(|url| SafeUrl::parse_web(url));
    let still = part(stills, "url").or_else(|| part("fixed_height_still", "url")).and_then(|url| SafeUrl::parse_web(&url));
    let number = |key: &str| part(wanted, key).and_then(|digits| digits.parse().ok()).filter(|size| (1..=5_000).contains(size));
    let size = number("width").zip(number("height")).or_else(|| attachment.original_width.zip(attachment.original_height));
    // Never the address: nobody wants to hear that.
    let alt = title(attachment).filter(|title| SafeUrl::parse(title).is_none()).unwrap_or_else(|| t!(locale, "preview.gif"));
    let is_draft = message.kind == MessageType::Ephemeral;
    html! {
        <>
            if is_draft { <span class="only-you"><Icon glyph={glyph::LOCK} />{ t!(locale, "attachment.only-you") }</span> }
            <div class="album" data-count="1">
                <span class="album__tile">
                    { spacer(frame(size.filter(|(width, height)| *width > 0 && *height > 0))) }
                    <Moving url={loadable(url.as_ref())} still={loadable(still.as_ref())} {alt} locale={locale.clone()} />
                </span>
            </div>
        </>
    }
}
