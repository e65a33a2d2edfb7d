//! What hangs on a message: pictures in boxes reserved before they load, files, link cards.

use yew::prelude::*;

use super::body::link;
use crate::i18n::Locale;
use crate::t;
use crate::text::SafeUrl;
use crate::ui::kit::{Glyph, Icon, glyph, is_picture};
use crate::ui::plain;
use crate::wire::Attachment;

/// Most pictures shown; the last one says how many more there are.
const PICTURES: usize = 4;
/// Most other attachments shown.
const FILES: usize = 10;

/// All attachments: pictures together, then one after the other.
pub(super) fn media(attachments: &[Attachment], locale: &Locale) -> Html {
    if attachments.is_empty() {
        return Html::default();
    }
    let pictures: Vec<(&Attachment, &str)> = attachments.iter().filter_map(|it| Some((it, picture(it)?))).collect();
    let others = attachments.iter().filter(|it| picture(it).is_none());
    let rest = others.clone().count().saturating_sub(FILES);
    html! {
        <>
            { album(&pictures, locale) }
            { for others.take(FILES).map(|it| if it.og_scrape_url.is_some() { card(it, locale) } else { file(it, locale) }) }
            if rest > 0 { <span class="message__more">{ t!(locale, "preview.attachment", count = u32::try_from(rest).unwrap_or(u32::MAX)) }</span> }
        </>
    }
}

/// Address of a picture that is shown as one.
pub(in crate::ui) fn picture(attachment: &Attachment) -> Option<&str> {
    let is_picture_kind = attachment.og_scrape_url.is_none() && matches!(attachment.kind.as_deref(), Some("image" | "giphy"));
    let urls = [&attachment.image_url, &attachment.thumb_url, &attachment.asset_url];
    urls.into_iter().flatten().map(String::as_str).find(|url| is_picture_kind && is_picture(url))
}

fn album(pictures: &[(&Attachment, &str)], locale: &Locale) -> Html {
    if pictures.is_empty() {
        return Html::default();
    }
    let shown = pictures.len().min(PICTURES);
    let rest = pictures.len() - shown;
    let count = ["1", "2", "3", "4"].get(shown - 1).copied();
    let tiles = pictures.iter().take(shown).enumerate().map(|(index, (attachment, url))| {
        let veil = (rest > 0 && index + 1 == shown).then(|| html! { <span class="album__rest">{ ["+", &(rest + 1).to_string()].concat() }</span> });
        let shape = if shown == 1 { shape(attachment) } else { "square" };
        let alt = title(attachment).unwrap_or_else(|| t!(locale, "preview.images", count = 1_u32));
        let picture = html! {
            <><img src={(*url).to_owned()} {alt} loading="lazy" decoding="async" referrerpolicy="no-referrer" draggable="false" />{ veil }</>
        };
        let content = SafeUrl::parse_web(url).map_or_else(|| picture.clone(), |url| link(url.as_str(), "album__link", picture.clone()));
        html! { <span class="album__tile" data-shape={shape}>{ content }</span> }
    });
    html! { <div class="album" data-count={count}>{ for tiles }</div> }
}

/// The box that is reserved: the nearest of five shapes, so that no inline style is needed (a strict content security
/// policy forbids them) and nothing moves when the picture is there.
pub(in crate::ui) fn shape(attachment: &Attachment) -> &'static str {
    let (width, height) = (attachment.original_width.unwrap_or(0), attachment.original_height.unwrap_or(0));
    match (u64::from(width), u64::from(height)) {
        (0, _) | (_, 0) => "photo",
        (width, height) if width * 10 >= height * 16 => "wide",
        (width, height) if width * 10 >= height * 12 => "photo",
        (width, height) if width * 10 >= height * 9 => "square",
        (width, height) if width * 10 >= height * 7 => "portrait",
        _ => "tall",
    }
}

/// A link's title, picture and words (feature F93).
fn card(attachment: &Attachment, locale: &Locale) -> Html {
    let urls = [&attachment.og_scrape_url, &attachment.title_link];
    let Some(url) = urls.into_iter().flatten().find_map(|url| SafeUrl::parse_web(url)) else { return file(attachment, locale) };
    let image = [&attachment.image_url, &attachment.thumb_url].into_iter().flatten().find(|url| is_picture(url));
    let content = html! {
        <>
            if let Some(image) = image {
                <span class="card__picture"><img src={image.clone()} alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer" draggable="false" /></span>
            }
            <span class="card__words">
                <span class="card__site" dir="auto">{ attachment.author_name.as_deref().map_or_else(|| url.host(), |name| plain(name).into_owned()) }</span>
                if let Some(title) = title(attachment) { <span class="card__title" dir="auto">{ title }</span> }
                if let Some(text) = &attachment.text { <span class="card__text" dir="auto">{ plain(text).into_owned() }</span> }
            </span>
        </>
    };
    link(url.as_str(), "card", content)
}

/// A file, a recording, or anything that is not known: its kind, name and size, and the way to it.
fn file(attachment: &Attachment, locale: &Locale) -> Html {
    let (glyph, kind): (Glyph, &str) = match attachment.kind.as_deref() {
        Some("video") => (glyph::FILM, "preview.videos"),
        Some("audio") => (glyph::MIC, "preview.audio"),
        Some("voiceRecording") => (glyph::MIC, "preview.voice"),
        Some("image" | "giphy") => (glyph::IMAGE, "preview.images"),
        Some("file") => (glyph::FILE, "preview.file"),
        _ if attachment.og_scrape_url.is_some() => (glyph::LINK, "preview.link"),
        _ => (glyph::PAPERCLIP, "message.attachment"),
    };
    let name = title(attachment).unwrap_or_else(|| if kind.ends_with('s') { locale.plural(kind, 1, &[]) } else { locale.text(kind, &[]) });
    let content = html! {
        <>
            <span class="message__tile"><Icon {glyph} /></span>
            <span class="message__name" dir="auto">{ name }</span>
            if let Some(bytes) = attachment.file_size { <span class="message__size">{ size(bytes, locale) }</span> }
        </>
    };
    let urls = [&attachment.asset_url, &attachment.title_link, &attachment.og_scrape_url, &attachment.image_url, &attachment.thumb_url];
    match urls.into_iter().flatten().find_map(|url| SafeUrl::parse_web(url)) {
        Some(url) => link(url.as_str(), "message__file", content),
        None => html! { <span class="message__file">{ content }</span> },
    }
}

fn title(attachment: &Attachment) -> Option<String> {
    let titles = [&attachment.title, &attachment.fallback];
    titles.into_iter().flatten().map(|title| plain(title).trim().to_owned()).find(|title| !title.is_empty())
}

/// Bytes in the largest unit that leaves a whole number.
fn size(bytes: u32, locale: &Locale) -> String {
    let (key, count) = match bytes {
        0..1_000 => ("size.bytes", bytes),
        1_000..1_000_000 => ("size.kilobytes", bytes / 1_000),
        _ => ("size.megabytes", bytes / 1_000_000),
    };
    locale.text(key, &[("count", &locale.number(i64::from(count)))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::the_locale;

    #[test]
    fn the_box_of_a_picture_is_reserved_by_its_shape() {
        let shape_of = |width, height| shape(&Attachment { original_width: width, original_height: height, ..Attachment::default() });
        let cases =
            [(Some(1600), Some(900)), (Some(1200), Some(900)), (Some(500), Some(500)), (Some(700), Some(900)), (Some(400), Some(900))];
        assert_eq!(cases.map(|(width, height)| shape_of(width, height)), ["wide", "photo", "square", "portrait", "tall"]);
        assert_eq!([shape_of(None, Some(9)), shape_of(Some(u32::MAX), Some(1))], ["photo", "wide"]);
    }

    #[test]
    fn only_web_addresses_of_picture_kinds_are_pictures() {
        let image = |kind: &str, url: &str| Attachment { kind: Some(kind.into()), image_url: Some(url.into()), ..Attachment::default() };
        assert!(picture(&image("image", "https://x.test/a.png")).is_some());
        for other in
            [image("image", "javascript:alert(1)"), image("hologram", "https://x.test/a.png"), image("file", "https://x.test/a.png")]
        {
            assert_eq!(picture(&other), None);
        }
    }

    #[test]
    fn sizes_are_short() {
        assert_eq!([size(12, &the_locale()), size(48_200, &the_locale()), size(7_900_000, &the_locale())], ["12 B", "48 KB", "7 MB"]);
    }
}
