//! What hangs on a message, drawn in groups: pictures and videos as one album, animated pictures, link cards, recordings, files,
//! and a neutral box for what is not known (features F110 to F125).
//!
//! Every box has its final size before anything loads. Nothing is loaded that is not a web address, and nothing unencrypted
//! on an encrypted page (trust S2, S8). Gets a message and gives back pressed buttons; called from the message's view.

mod actions;
mod album;
mod audio;
mod card;
#[cfg(any(test, feature = "gallery"))]
mod examples;
mod file;
mod foreign;
mod giphy;
mod kind;
mod moving;
mod picture;
mod players;
mod sound;
mod video;
mod viewer;

use std::rc::Rc;

use yew::prelude::*;

pub(in crate::ui) use self::file::size;
use self::kind::{Kind, Medium};
pub(in crate::ui) use self::kind::{frame, title};
pub use self::players::Players;
use super::context::ByPtr;
use crate::i18n::Locale;
use crate::state::Message;
use crate::t;
use crate::text::SafeUrl;
use crate::wire::Attachment;

#[cfg(any(test, feature = "gallery"))]
pub(super) use self::examples::examples;

/// Most attachments drawn below the album before somebody asks for more, and further ones at each time.
const SHOWN: usize = 10;

/// What [`Attachments`] show and do.
#[derive(Clone, PartialEq, Properties)]
pub struct AttachmentsProps {
    /// The message they hang on.
    pub message: ByPtr<Message>,
    /// The user's language.
    pub locale: Rc<Locale>,
    /// A button of an attachment was pressed: name and value (protocol section 5.11). Without it there are no buttons.
    #[prop_or_default]
    pub onaction: Option<Callback<(AttrValue, AttrValue)>>,
    /// A slot is drawn for an attachment that only the host may know: index and name. Without it there are no slots.
    #[prop_or_default]
    pub onslot: Option<Callback<(usize, Rc<str>)>>,
    /// Two lists may show one message: what the slots of this one are told from the other's by.
    #[prop_or_default]
    pub place: AttrValue,
    /// Which rendition of an animated picture is shown, by Stream's name.
    #[prop_or("fixed_height")]
    pub giphy: &'static str,
}

/// All attachments of a message.
#[component]
pub fn Attachments(props: &AttachmentsProps) -> Html {
    let shown = use_state(|| SHOWN);
    let AttachmentsProps { message, locale, .. } = props;
    let (media, others) = grouped(&message.attachments);
    if media.is_empty() && others.is_empty() {
        return Html::default();
    }
    let rest = u32::try_from(others.len().saturating_sub(*shown)).unwrap_or(u32::MAX);
    let onmore = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(*shown + SHOWN))
    };
    html! {
        <>
            if !media.is_empty() { <album::Album {media} locale={locale.clone()} /> }
            { for others.iter().take(*shown).map(|(kind, index)| other(*kind, *index, props)) }
            if rest > 0 {
                <button type="button" class="link-button attachments__more" onclick={onmore}><span>{ t!(locale, "attachment.more", count = rest) }</span></button>
            }
        </>
    }
}

/// Pictures and videos, and everything else in the order of its groups.
pub(in crate::ui) fn grouped(attachments: &[Attachment]) -> (Vec<Medium>, Vec<(Kind, usize)>) {
    let kinds = || attachments.iter().enumerate().map(|(index, attachment)| (Kind::of(attachment), index));
    let media = kinds().filter(|(kind, _)| *kind == Kind::Media).filter_map(|(_, index)| Some(Medium::of(attachments.get(index)?, index)));
    let mut others: Vec<(Kind, usize)> = kinds().filter(|(kind, _)| *kind != Kind::Media).collect();
    crate::sorted::sort_by(&mut others, |a, b| a < b);
    (media.collect(), others)
}

fn other(kind: Kind, index: usize, props: &AttachmentsProps) -> Html {
    let AttachmentsProps { message, locale, onaction, onslot, place, giphy } = props;
    let Some(attachment) = message.attachments.get(index) else { return Html::default() };
    let content = match kind {
        Kind::Giphy => giphy::view(attachment, message, giphy, locale),
        Kind::Card => card::view(attachment, locale),
        Kind::Audio | Kind::Voice => {
            let key: Rc<str> = Rc::from([message.id.as_str(), "/", &index.to_string()].concat());
            audio::view(attachment, kind == Kind::Voice, key, locale)
        }
        Kind::Media | Kind::File => file::view(attachment, locale),
        Kind::Unsupported => match onslot {
            Some(ondrawn) => {
                let name: Rc<str> = ["attachment-", message.id.as_str(), "-", &index.to_string(), place].concat().into();
                let fallback = file::unsupported(attachment, locale);
                html! { <foreign::Foreign key={index} {name} {index} attachment={attachment.clone()} ondrawn={ondrawn.clone()}>{ fallback }</foreign::Foreign> }
            }
            None => file::unsupported(attachment, locale),
        },
    };
    html! { <>{ content }{ fields(attachment) }{ actions::view(attachment, message, locale, onaction.as_ref()) }</> }
}

/// Names and values that an integration wrote.
fn fields(attachment: &Attachment) -> Html {
    if attachment.fields.is_empty() {
        return Html::default();
    }
    let field = |field: &crate::wire::Field| {
        html! { <div><dt dir="auto">{ super::plain(&field.title).into_owned() }</dt><dd dir="auto">{ super::plain(&field.value).into_owned() }</dd></div> }
    };
    html! { <dl class="fields">{ for attachment.fields.iter().take(20).map(field) }</dl> }
}

/// False for what an encrypted page must not load (trust S8).
pub(in crate::ui) fn may_load(url: &SafeUrl) -> bool {
    url.as_str().starts_with("https:") || !super::kit::page_is_encrypted()
}

#[cfg(test)]
mod tests {
    use crate::json;
    use crate::wire::Value;
    use futures::executor::block_on;
    use yew::LocalServerRenderer;

    use super::*;
    use crate::testing::{a_message, the_locale};
    use crate::wire::Wire;

    fn rendered(attachments: Value) -> String {
        shown_as(attachments, "fixed_height")
    }

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn shown_as(attachments: Value, giphy: &'static str) -> String {
        let list = attachments.as_array().unwrap().iter().map(|json| Attachment::read(json.clone()).unwrap()).collect();
        let message = ByPtr(Rc::new(a_message().but(|message| message.attachments = list).build().into()));
        let props = AttachmentsProps {
            message,
            locale: the_locale(),
            onaction: Some(Callback::noop()),
            onslot: Some(Callback::noop()),
            place: "".into(),
            giphy,
        };
        block_on(LocalServerRenderer::<Attachments>::with_props(props).hydratable(false).render())
    }

    #[test]
    fn groups_come_in_one_order_whatever_came_first() {
        let html = rendered(json!([
            {"type": "hologram"},
            {"type": "file", "asset_url": "https://x.test/f", "title": "a.pdf"},
            {"og_scrape_url": "https://x.test", "title": "Card"},
            {"type": "giphy", "thumb_url": "https://x.test/g.gif"},
            {"type": "video", "asset_url": "https://x.test/v.mp4"},
            {"type": "image", "image_url": "https://x.test/i.png"},
        ]));
        let at = |word: &str| html.find(word).unwrap_or_else(|| panic!("{word}: {html}"));
        let order = ["class=\"album\"", "i.png", "g.gif", ">Card<", "a.pdf", "cannot be shown"].map(at);
        assert!(order.is_sorted(), "{order:?} {html}");
    }

    #[test]
    fn nothing_but_web_addresses_gets_into_the_page() {
        let evil = ["javascript:alert(1)", "data:text/html,<script>", "//evil.test", "vbscript:x", " java\nscript:x", "file:///etc/passwd"];
        for url in evil {
            for kind in ["image", "video", "audio", "voiceRecording", "file", "giphy", "hologram"] {
                let giphy = json!({"fixed_height": {"url": url, "width": "9", "height": "9"}});
                let html = rendered(json!([{
                    "type": kind, "image_url": url, "thumb_url": url, "asset_url": url, "og_scrape_url": url, "title_link": url,
                    "author_link": url, "giphy": giphy, "title": url, "text": url, "fallback": url,
                }]));
                for sink in ["href=\"", "src=\"", "srcset=\"", "poster=\""] {
                    for value in html.split(sink).skip(1) {
                        assert!(value.starts_with("http"), "{kind} {url}: {html}");
                    }
                }
                assert!(!html.contains("<script"), "{html}");
            }
        }
    }

    #[test]
    fn fields_of_any_type_are_drawn_sensibly() {
        let odd = [json!(null), json!(7), json!("x"), json!([]), json!({}), json!(true), json!({"url": {}})];
        for value in &odd {
            for kind in ["image", "video", "audio", "voiceRecording", "file", "giphy", "hologram"] {
                let mut attachment = json!({"type": kind});
                for key in [
                    "title",
                    "text",
                    "image_url",
                    "asset_url",
                    "giphy",
                    "actions",
                    "fields",
                    "original_width",
                    "file_size",
                    "duration",
                    "waveform_data",
                    "mime_type",
                ] {
                    attachment[key] = value.clone();
                }
                let html = rendered(json!([attachment]));
                assert!(html.len() > 20 && !html.contains("NaN"), "{kind} {value}: {html}");
            }
        }
    }

    #[test]
    fn what_is_not_known_is_a_slot_of_its_own_for_the_host() {
        let html = rendered(json!([{"type": "image", "image_url": "https://x.test/i.png"}, {"type": "order"}, {"type": "invoice"}]));
        let slots: Vec<&str> = html.split("<slot name=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let id = &a_message().build().id;
        assert_eq!(slots, [format!("attachment-{id}-1"), format!("attachment-{id}-2")]);
        assert!(html.contains("cannot be shown"), "until the host fills it: {html}");
    }

    #[test]
    fn an_uploaded_picture_that_moves_can_be_stopped_whatever_it_is_called() {
        let picture = |mime: Value, url: &str| rendered(json!([{"type": "image", "image_url": url, "mime_type": mime, "title": "Dance"}]));
        for (mime, url) in [
            (json!("image/gif"), "https://x.test/a"),
            (json!(" IMAGE/APNG "), "https://x.test/a.png"),
            (json!(null), "https://x.test/a.GIF?b=1"),
        ] {
            assert!(picture(mime, url).contains("moving__still"), "{url}");
        }
        for (mime, url) in
            [(json!("image/png"), "https://x.test/a.gif"), (json!(null), "https://x.test/a.png?b=.gif"), (json!(null), "https://gif")]
        {
            assert!(!picture(mime, url).contains("moving__still"), "{url}");
        }
    }

    #[test]
    fn what_moves_can_be_stopped_where_it_is_known_how_it_looks_then() {
        let moving = |still: Value| json!([{"type": "giphy", "title": "Dance", "giphy": {"fixed_height": {"url": "https://x.test/g.gif"}, "fixed_height_still": still}}]);
        let html = rendered(moving(json!({"url": "https://x.test/still.png"})));
        assert!(html.contains("aria-label=\"Pause Dance\"") && html.contains("src=\"https://x.test/g.gif\""), "{html}");
        for still in [json!(null), json!({"url": "javascript:alert(1)"})] {
            assert!(!rendered(moving(still)).contains("<button"));
        }
    }

    #[test]
    fn the_tenant_says_which_size_moves_and_the_usual_one_stands_in() {
        let one = |url: &str| json!({"url": format!("https://x.test/{url}.gif"), "width": "100", "height": "50"});
        let all = json!([{"type": "giphy", "giphy": {"fixed_height": one("tall"), "fixed_width": one("wide"), "fixed_width_still": one("still")}}]);
        for (wanted, shown) in [("fixed_height", "tall"), ("fixed_width", "wide"), ("original", "tall")] {
            assert!(shown_as(all.clone(), wanted).contains(&format!("src=\"https://x.test/{shown}.gif\"")), "{wanted}");
        }
    }

    #[test]
    fn a_thousand_attachments_make_a_bounded_tree() {
        let many = |attachment: Value| rendered(Value::Array(vec![attachment; 1_000]));
        let nodes = |html: &str| html.matches('<').count();
        let pictures = many(json!({"type": "image", "image_url": "https://x.test/i.png"}));
        assert!(nodes(&pictures) < 100 && pictures.contains("+997"), "{}", nodes(&pictures));
        let files = many(json!({"type": "file", "asset_url": "https://x.test/i.zip", "title": "i.zip"}));
        assert!(nodes(&files) < 400 && files.contains("990"), "{}", nodes(&files));
    }

    #[test]
    fn buttons_need_somebody_who_listens() {
        let actions = json!([{"name": "image_action", "text": "Send", "style": "primary", "value": "send"}, {"value": "shuffle"}, 7]);
        let html = rendered(json!([{"type": "giphy", "actions": actions}]));
        assert!(html.contains("button--primary") && html.contains("Send") && html.contains("shuffle"));
        assert_eq!(html.matches("<button").count(), 2, "what is no button is none");
    }
}
