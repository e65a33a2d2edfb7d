//! Files of the message, each with how far it got: its picture or kind, name, size, progress, and what can be done about it
//! (features F131, F134, F154). One that failed keeps none of the others from being uploaded.

use yew::prelude::*;

use super::Writing;
use super::large::Large;
use super::listen::Listen;
use super::previews::leave;
use crate::chat::Intent;
use crate::i18n::Locale;
use crate::state::{MediaKind, Pending, UploadPhase};
use crate::t;
use crate::ui::attachments::size;
use crate::ui::kit::{Glyph, Icon, IconButton, glyph, is_picture};
use crate::ui::plain;

/// The row of files.
pub(super) fn files(writing: &Writing) -> Html {
    let all = &writing.composer.attachments;
    if all.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="composer__attachments" aria-label={t!(writing.chat.locale, "composer.files")}>
            { for all.iter().map(|pending| html! { <li key={pending.file.id.0} class="composer__attachment">{ file(writing, pending) }</li> }) }
        </ul>
    }
}

/// What is shown of a file, wherever it is.
struct Shown {
    kind: MediaKind,
    name: String,
    size: u32,
    /// A picture of it.
    picture: Option<String>,
    /// To listen to it.
    sound: Option<String>,
    duration: Option<f64>,
}

fn shown(pending: &Pending) -> Shown {
    let file = &pending.file;
    let is_sound = matches!(file.kind, MediaKind::Audio | MediaKind::Voice);
    let url = match &pending.kept {
        None => Some(file.preview.to_string()),
        Some(kept) if is_sound => kept.asset_url.clone(),
        Some(kept) => [&kept.thumb_url, &kept.image_url].into_iter().flatten().next().cloned(),
    };
    let url = url.filter(|url| is_picture(url));
    let (picture, sound) = if is_sound { (None, url) } else { (url, None) };
    Shown { kind: file.kind, name: plain(&file.name).trim().to_owned(), size: file.size, picture, sound, duration: file.duration }
}

fn file(writing: &Writing, pending: &Pending) -> Html {
    let (locale, shown) = (&writing.chat.locale, shown(pending));
    let name = if shown.name.is_empty() || shown.kind == MediaKind::Voice { kind_name(shown.kind, locale) } else { shown.name.clone() };
    let trouble = trouble(&pending.phase, locale);
    let is_visual = matches!(shown.kind, MediaKind::Image | MediaKind::Video) && shown.picture.is_some();
    let id = pending.file.id;
    let take_away = {
        let label = if pending.is_busy() && pending.kept.is_none() {
            t!(locale, "composer.cancel-upload", name = name)
        } else {
            t!(locale, "composer.remove-file", name = name)
        };
        leave(label, writing.on(move |target| Intent::RemoveAttachment(target, id)))
    };
    let again = matches!(&pending.phase, UploadPhase::Failed(trouble) if trouble.can_retry).then(|| {
        let label = t!(locale, "composer.retry-file", name = name);
        html! { <IconButton class="composer__leave" glyph={glyph::ROTATE_CCW} {label} onclick={writing.on(move |target| Intent::RetryUpload(target, id))} /> }
    });
    if is_visual && trouble.is_none() {
        return html! {
            <div class="attached attached--tile" title={name.clone()}>
                <Icon glyph={drawing(shown.kind, "", "")} />
                if let Some(url) = shown.picture.clone() {
                    <Large {url} name={name.clone()} is_film={shown.kind == MediaKind::Video} locale={locale.clone()}>{ picture(&shown) }</Large>
                }
                { ring(pending, &name, locale) }
                if shown.kind == MediaKind::Video { <span class="attached__film"><Icon glyph={glyph::PLAY} />{ shown.duration.map(|seconds| locale.clock(seconds)) }</span> }
                { take_away }
            </div>
        };
    }
    let is_done = !pending.is_busy() && trouble.is_none();
    let note = trouble.clone().unwrap_or_else(|| note(pending, &shown, locale));
    html! {
        <div class="attached" data-trouble={trouble.is_some().then_some("")}>
            <span class="composer__tile">
                if is_visual {
                    <Icon glyph={glyph::TRIANGLE_ALERT} />{ picture(&shown) }
                } else if let Some(sound) = shown.sound.clone().filter(|_| is_done) {
                    <Listen key={sound.clone()} url={sound.clone()} locale={locale.clone()} />
                } else if trouble.is_some() {
                    <Icon glyph={glyph::TRIANGLE_ALERT} />
                } else {
                    <Icon glyph={drawing(shown.kind, &pending.file.mime, &shown.name)} />
                }
                { ring(pending, &name, locale) }
            </span>
            <span class="attached__words">
                <span class="attached__name" dir="auto">{ cut(&name) }</span>
                <span class="composer__note" dir="auto" role={trouble.is_some().then_some("alert")}>{ note }</span>
            </span>
            { again }
            { take_away }
        </div>
    }
}

/// Its picture, over its drawing: a page's policy may forbid to load it. Its name stands beside it.
fn picture(shown: &Shown) -> Html {
    let Some(url) = shown.picture.clone() else { return Html::default() };
    if shown.kind == MediaKind::Video && url.starts_with("blob:") {
        return html! { <video class="attached__picture" src={url} muted=true playsinline=true preload="metadata" aria-hidden="true" /> };
    }
    let onerror = |event: Event| event.target_unchecked_into::<web_sys::HtmlElement>().set_hidden(true);
    html! { <img class="attached__picture" src={url} alt="" decoding="async" referrerpolicy="no-referrer" draggable="false" {onerror} /> }
}

/// How much of it is there; a circle of a hundred parts.
fn ring(pending: &Pending, name: &str, locale: &Locale) -> Html {
    if pending.kept.is_some() || !pending.is_busy() {
        return Html::default();
    }
    let percent = if let UploadPhase::Uploading { percent } = pending.phase { percent } else { 0 };
    let now = percent.to_string();
    html! {
        <span class="attached__ring" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow={now.clone()} aria-label={t!(locale, "composer.upload", name = name)}>
            <svg viewBox="0 0 36 36" aria-hidden="true" focusable="false">
                <circle class="attached__track" cx="18" cy="18" r="15" />
                <circle class="attached__done" cx="18" cy="18" r="15" pathLength="100" stroke-dasharray={[&now, " 100"].concat()} />
            </svg>
        </span>
    }
}

/// Why it does not go on.
fn trouble(phase: &UploadPhase, locale: &Locale) -> Option<String> {
    match phase {
        UploadPhase::Failed(trouble) => {
            let ours = locale.text_or(&["trouble.", trouble.key].concat(), "trouble.unknown");
            // Stream names the operation before what went wrong.
            let theirs = trouble.message.split_once(" failed with error: ").map_or(&*trouble.message, |(_, why)| why);
            let theirs = plain(theirs.trim_matches('"'));
            Some(if theirs.is_empty() { ours } else { [&*ours, " ", &theirs].concat() })
        }
        UploadPhase::Refused(why) => Some(locale.text(why.key(), &[])),
        UploadPhase::Checking | UploadPhase::Done { .. } | UploadPhase::Queued | UploadPhase::Uploading { .. } => None,
    }
}

/// How far it got, then how large or how long it is.
fn note(pending: &Pending, shown: &Shown, locale: &Locale) -> String {
    match pending.phase {
        UploadPhase::Uploading { percent } if pending.kept.is_none() => {
            t!(locale, "composer.percent", percent = locale.number(i64::from(percent)), size = size(shown.size, locale))
        }
        _ => match shown.duration {
            Some(seconds) => locale.clock(seconds),
            None if shown.size == 0 => kind_name(shown.kind, locale),
            None => size(shown.size, locale),
        },
    }
}

/// A name whose ending stays in sight when it is cut.
fn cut(name: &str) -> Html {
    let at = name.char_indices().rev().nth(7).map_or(0, |(at, _)| at);
    let (begin, end) = name.split_at(at);
    html! { <><span class="composer__cut">{ begin }</span><span class="attached__end">{ end }</span></> }
}

fn kind_name(kind: MediaKind, locale: &Locale) -> String {
    match kind {
        MediaKind::Audio => t!(locale, "preview.audio"),
        MediaKind::File => t!(locale, "preview.file"),
        MediaKind::Image => t!(locale, "preview.images", count = 1_u32),
        MediaKind::Video => t!(locale, "preview.videos", count = 1_u32),
        MediaKind::Voice => t!(locale, "preview.voice"),
    }
}

fn drawing(kind: MediaKind, mime: &str, name: &str) -> Glyph {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match (kind, &*ending) {
        (MediaKind::Audio, _) => glyph::MUSIC,
        (MediaKind::Voice, _) => glyph::MIC,
        (MediaKind::Video, _) => glyph::FILM,
        (MediaKind::Image, _) => glyph::IMAGE,
        (MediaKind::File, "zip" | "gz" | "7z" | "rar" | "tar") => glyph::FILE_ARCHIVE,
        (MediaKind::File, "xls" | "xlsx" | "csv" | "ods") => glyph::FILE_SPREADSHEET,
        (MediaKind::File, "pdf" | "doc" | "docx" | "txt" | "md" | "odt") => glyph::FILE_TEXT,
        (MediaKind::File, _) if mime.starts_with("video/") => glyph::FILE_PLAY,
        (MediaKind::File, _) => glyph::FILE,
    }
}
