//! The attachments' part of the catalogue.

use std::rc::Rc;

use crate::json;
use crate::wire::Value;
use yew::prelude::*;

use super::Attachments;
use crate::i18n::Locale;
use crate::testing::{a_message, the_locale};
use crate::ui::context::ByPtr;
use crate::ui::gallery::Example;
use crate::ui::kit::framed;
use crate::wire::{Attachment, MessageType, Wire};

/// Every state worth seeing.
#[expect(clippy::too_many_lines, reason = "a list")]
pub(in crate::ui) fn examples() -> Vec<Example> {
    let entry = |name: &str, view: fn(&Rc<Locale>) -> Html| {
        Example::new(["attachments/", name].concat(), move || framed(&the_locale(), Vec::new(), view))
    };
    vec![
        entry("pictures", |locale| {
            page(vec![
                bubble(json!([picture("poster.png", 900, 1200)]), "", false, locale),
                bubble(
                    json!([picture("chart.svg", 1000, 600)]),
                    "How March went: a little better than we hoped, and the returns are down for the third month in a row.",
                    true,
                    locale,
                ),
            ])
        }),
        entry("albums", |locale| {
            page((2..=7).step_by(1).filter(|n| *n != 5 && *n != 6).map(|n| bubble(album(n), "", n % 2 == 0, locale)).collect())
        }),
        entry("broken-pictures", |locale| {
            page(vec![
                bubble(json!([picture("nowhere.png", 1200, 800)]), "", false, locale),
                bubble(json!([picture("box.svg", 9, 9), picture("gone.png", 9, 9), {"type": "image"}]), "", true, locale),
            ])
        }),
        entry("videos", |locale| {
            page(vec![
                bubble(json!([video("clip.webm")]), "The new packing line", false, locale),
                bubble(json!([video("clip.webm"), picture("room.svg", 9, 9)]), "", true, locale),
                bubble(json!([{"type": "video"}]), "", false, locale),
            ])
        }),
        entry("recordings", |locale| {
            page(vec![
                bubble(json!([voice(true)]), "", false, locale),
                bubble(json!([voice(true)]), "", true, locale),
                bubble(json!([voice(false)]), "", true, locale),
                bubble(
                    json!([{"type": "audio", "title": "Weekly call, 2 March — with a very long name.mp3", "asset_url": seed("voice.wav"), "file_size": 3_840_112, "duration": 1843}]),
                    "",
                    false,
                    locale,
                ),
            ])
        }),
        entry("files", |locale| {
            page(vec![
                bubble(
                    json!([
                        file("price-list.pdf", "application/pdf", 48_200),
                        file("measures.csv", "text/csv", 812),
                        file("Fotos und Belege aus dem Lager, März 2026, zweiter Teil.zip", "application/zip", 312_400_000),
                    ]),
                    "Everything you asked for",
                    false,
                    locale,
                ),
                bubble(
                    json!([file("invoice\u{202e}fdp.exe", "", 1_200), {"type": "file"}, {"type": "hologram", "title": "Something new"}]),
                    "",
                    true,
                    locale,
                ),
            ])
        }),
        entry("many-files", |locale| page(vec![bubble(Value::Array(vec![file("a.txt", "text/plain", 12); 14]), "", false, locale)])),
        entry("cards", |locale| {
            page(vec![
                bubble(json!([card("link-journal.svg")]), "Worth a read: https://example.org/journal/short-pages", false, locale),
                bubble(json!([card("")]), "", true, locale),
                bubble(json!([{"og_scrape_url": "javascript:x"}]), "", false, locale),
            ])
        }),
        entry("giphy", |locale| page(vec![giphy(true, locale), giphy(false, locale)])),
        entry("integration", |locale| {
            let fields = json!([{"title": "Order", "value": "4471"}, {"title": "Status", "value": "Waiting for customs"}]);
            let actions = json!([{"name": "approve", "text": "Approve", "style": "primary", "value": "yes"}, {"name": "approve", "text": "Reject", "value": "no"}]);
            page(vec![bubble(
                json!([{"type": "order", "title": "Order 4471", "title_link": "https://example.org/orders/4471", "text": "Two pallets, Rotterdam", "fields": fields, "actions": actions}]),
                "",
                false,
                locale,
            )])
        }),
        Example::new("attachments/viewer", || framed(&the_locale(), Vec::new(), |locale| viewer(0, locale))).alone(),
        Example::new("attachments/viewer-broken", || framed(&the_locale(), Vec::new(), |locale| viewer(2, locale))).alone(),
        Example::new("attachments/right-to-left", || {
            let hebrew = Rc::new(Locale::new("he", None, &[], Rc::new(crate::i18n::EnglishUtc)));
            framed(&hebrew, Vec::new(), |locale| {
                page(vec![
                    bubble(json!([voice(true)]), "", false, locale),
                    bubble(json!([file("price-list.pdf", "application/pdf", 48_200)]), "", true, locale),
                    bubble(album(3), "", false, locale),
                ])
            })
        }),
    ]
}

/// One table of players around the examples, as around an element's views.
#[component]
fn Stereo(props: &html::ChildrenProps) -> Html {
    let players = use_memo((), |()| super::Players::default());
    html! { <ContextProvider<super::Players> context={(*players).clone()}>{ props.children.clone() }</ContextProvider<super::Players>> }
}

/// A file of the demo server.
fn seed(name: &str) -> String {
    let origin = if cfg!(target_arch = "wasm32") { web_sys::window().and_then(|window| window.location().origin().ok()) } else { None };
    [origin.as_deref().unwrap_or("https://x.test"), "/seed/", name].concat()
}

fn picture(name: &str, width: u32, height: u32) -> Value {
    json!({"type": "image", "image_url": seed(name), "fallback": name, "original_width": width, "original_height": height})
}

fn album(count: usize) -> Value {
    let names = ["room.svg", "poster.png", "shelf.svg", "plan.svg", "chart.svg", "box.svg", "room.svg"];
    names.iter().take(count).map(|name| picture(name, 1200, 800)).collect()
}

fn video(name: &str) -> Value {
    json!({"type": "video", "asset_url": seed(name), "thumb_url": seed("shelf.svg"), "title": name, "original_width": 1280, "original_height": 720, "mime_type": "video/webm"})
}

fn voice(has_waveform: bool) -> Value {
    let waveform: Vec<f64> = (0..100).map(|n| f64::from((n * 37 + n * n * 11) % 89) / 89.0).collect();
    json!({"type": "voiceRecording", "asset_url": seed("voice.wav"), "duration": 14.2, "waveform_data": if has_waveform { json!(waveform) } else { json!(null) }})
}

fn file(name: &str, mime: &str, bytes: u32) -> Value {
    json!({"type": "file", "asset_url": seed(name), "title": name, "mime_type": mime, "file_size": bytes})
}

fn card(image: &str) -> Value {
    json!({
        "og_scrape_url": "https://example.org/journal/short-pages", "title": "Why short product pages sell more",
        "text": "We cut forty pages to a third of their length and watched what people did. Notes from a year of deleting.",
        "image_url": if image.is_empty() { json!(null) } else { json!(seed(image)) }, "author_name": "Journal",
    })
}

fn giphy(is_draft: bool, locale: &Rc<Locale>) -> Html {
    let actions = json!([
        {"name": "image_action", "text": "Send", "style": "primary", "value": "send"},
        {"name": "image_action", "text": "Shuffle", "value": "shuffle"},
        {"name": "image_action", "text": "Cancel", "value": "cancel"},
    ]);
    let rendition = json!({"fixed_height": {"url": seed("box.svg"), "width": "267", "height": "200"}});
    let attachment =
        json!({"type": "giphy", "title": "happy dance", "giphy": rendition, "actions": if is_draft { actions } else { json!([]) }});
    let kind = if is_draft { MessageType::Ephemeral } else { MessageType::Regular };
    drawn(&json!([attachment]), "", true, locale, kind)
}

fn viewer(first: usize, locale: &Rc<Locale>) -> Html {
    let media = json!([picture("room.svg", 1200, 800), picture("poster.png", 900, 1200), picture("gone.png", 9, 9), video("clip.webm")]);
    let media = attachments(&media).iter().enumerate().map(|(index, attachment)| super::Medium::of(attachment, index)).collect::<Vec<_>>();
    html! { <super::viewer::Viewer {media} {first} locale={locale.clone()} onclose={Callback::noop()} /> }
}

fn attachments(list: &Value) -> Vec<Attachment> {
    list.as_array().into_iter().flatten().filter_map(|json| Attachment::read(json.clone())).collect()
}

fn page(bubbles: Vec<Html>) -> Html {
    html! { <Stereo><div class="gallery__messages">{ for bubbles }</div></Stereo> }
}

#[expect(clippy::needless_pass_by_value, reason = "reads better in the list")]
fn bubble(list: Value, text: &str, is_own: bool, locale: &Rc<Locale>) -> Html {
    drawn(&list, text, is_own, locale, MessageType::Regular)
}

fn drawn(list: &Value, text: &str, is_own: bool, locale: &Rc<Locale>, kind: MessageType) -> Html {
    let id = [list.to_string().len().to_string().as_str(), if is_own { "-own" } else { "" }].concat();
    let message = a_message().with_id(&id).of_kind(kind).but(|message| message.attachments = attachments(list)).build();
    let side = if is_own { "message--own" } else { "message--other" };
    html! {
        <div class={classes!("message", side)}><div class="message__main"><div class="message__row"><div class="message__bubble">
            <Attachments message={ByPtr(Rc::new(message.into()))} locale={locale.clone()} onaction={Callback::noop()} />
            if !text.is_empty() { <div class="message__text"><p>{ text.to_owned() }</p></div> }
        </div></div></div></div>
    }
}
