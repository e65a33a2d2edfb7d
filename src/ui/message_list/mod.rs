//! The messages of the open channel, newest at the bottom.
//!
//! Draws every loaded message; the window of [`window`] is not in the browser yet. Rows are keyed, and a message is drawn
//! again only when its own data changed.

pub mod rows;
pub mod window;

use web_sys::HtmlElement;
use yew::prelude::*;

use self::rows::{Days, Entry, Form, Row};
use super::context::{ByPtr, use_chat};
use crate::chat::Intent;
use crate::i18n::Locale;
use crate::state::{Channel, Delivery, Direction, Edge};
use crate::t;
use crate::text::{Block, Inline, Mentioned, parse};
use crate::wire::{Cid, MessageId, UserId};

/// Older messages are asked for this close to the top, in pixels (feature F48).
const NEAR_TOP: i32 = 600;
/// The list follows new messages this close to the bottom, in pixels (feature F51).
const NEAR_BOTTOM: i32 = 60;

/// What a [`MessageList`] shows.
#[derive(Clone, PartialEq, Properties)]
pub struct MessageListProps {
    /// The channel.
    pub channel: ByPtr<Channel>,
    /// The signed-in user.
    pub me: UserId,
}

/// Where the list stands before it is drawn again, so that what is read stays in its place.
#[derive(Clone, Default, PartialEq)]
struct Place {
    cid: Cid,
    first: Option<MessageId>,
    last: Option<MessageId>,
    height: i32,
    is_at_bottom: bool,
}

/// The messages of the open channel, newest at the bottom.
#[component]
pub fn MessageList(props: &MessageListProps) -> Html {
    let chat = use_chat();
    let list = use_node_ref();
    let place = use_mut_ref(Place::default);
    let channel = props.channel.clone();
    {
        let (list, place, emit, me) = (list.clone(), place.clone(), chat.emit.clone(), props.me.clone());
        use_effect_with(channel.clone(), move |channel| {
            if let Some(list) = list.cast::<HtmlElement>() {
                settle(&list, &mut place.borrow_mut(), channel, &me, &emit);
            }
        });
    }
    let onscroll = {
        let (list, place, emit, channel) = (list.clone(), place, chat.emit.clone(), channel.clone());
        Callback::from(move |_: Event| {
            let Some(list) = list.cast::<HtmlElement>() else { return };
            let is_at_bottom = list.scroll_height() - list.scroll_top() - list.client_height() <= NEAR_BOTTOM;
            if is_at_bottom != place.borrow().is_at_bottom {
                place.borrow_mut().is_at_bottom = is_at_bottom;
                emit.emit(Intent::AtBottom(is_at_bottom));
            }
            if list.scroll_top() < NEAR_TOP && channel.timeline.current().older == Edge::More {
                emit.emit(Intent::LoadOlder(channel.cid().clone()));
            }
        })
    };
    let rows = rows::rows(&channel, &props.me, &chat.locale, &mut Days::default());
    let label = t!(chat.locale, "conversation.label");
    html! {
        <div class="messages" part="messages" data-message-list="" role="list" tabindex="0" aria-label={label} ref={list} {onscroll}>
            { for rows.iter().map(|row| draw(row, &channel, &chat.locale, (chat.now)(), &chat.emit)) }
        </div>
    }
}

/// After drawing: at the bottom the list follows; where older messages came in above, what is read keeps its place.
fn settle(list: &HtmlElement, place: &mut Place, channel: &Channel, me: &UserId, emit: &Callback<Intent>) {
    let end = |message: Option<&std::rc::Rc<crate::state::Message>>| message.map(|message| message.id.clone());
    let (first, last) = (end(channel.timeline.shown().next()), end(channel.timeline.shown().next_back()));
    let is_other = place.cid != *channel.cid();
    let is_own_news = last != place.last && channel.timeline.shown().next_back().is_some_and(|message| message.author() == Some(me));
    if is_other || is_own_news || place.is_at_bottom {
        list.set_scroll_top(list.scroll_height());
        if is_other || !place.is_at_bottom {
            emit.emit(Intent::AtBottom(true));
        }
        place.is_at_bottom = true;
    } else if first != place.first {
        list.set_scroll_top(list.scroll_top() + list.scroll_height() - place.height);
    }
    *place = Place { cid: channel.cid().clone(), first, last, height: list.scroll_height(), is_at_bottom: place.is_at_bottom };
}

fn draw(row: &Row, channel: &Channel, locale: &Locale, now: i64, emit: &Callback<Intent>) -> Html {
    match row {
        Row::Day { at, .. } => {
            let today = locale.day(now);
            html! { <div key={row.key().text()} class="messages__day"><span>{ locale.day_label(*at, today) }</span></div> }
        }
        Row::Edge(direction, Edge::Failed(_)) => {
            let cid = channel.cid().clone();
            let intent = if *direction == Direction::Older { Intent::LoadOlder(cid) } else { Intent::LoadNewer(cid) };
            let onclick = {
                let emit = emit.clone();
                move |_: MouseEvent| emit.emit(intent.clone())
            };
            html! { <div key={row.key().text()} class="messages__edge"><button type="button" {onclick}>{ t!(locale, "list.retry") }</button></div> }
        }
        Row::Edge(..) | Row::Foot => html! { <div key={row.key().text()} class="messages__edge" aria-hidden="true" /> },
        Row::Unread { count } => {
            let label = t!(locale, "unread.line", count = *count);
            html! { <div key="unread" class="messages__unread" role="separator"><span>{ label }</span></div> }
        }
        Row::Message(entry) => {
            html! { <MessageRow key={entry.message.id.to_string()} entry={entry.clone()} cid={channel.cid().clone()} /> }
        }
    }
}

#[derive(Clone, PartialEq, Properties)]
struct MessageRowProps {
    entry: Entry,
    cid: Cid,
}

/// One message; drawn again only when it, or what its neighbours make of it, changed.
#[component]
fn MessageRow(props: &MessageRowProps) -> Html {
    let chat = use_chat();
    let (entry, locale) = (&props.entry, &chat.locale);
    let message = &entry.message;
    let placeholder = match entry.form {
        Form::Bubble => None,
        Form::System => Some(message.text.clone()),
        Form::Deleted => Some(t!(locale, "message.deleted")),
        Form::Hidden | Form::Refused | Form::Unreadable => Some(t!(locale, "message.unreadable")),
    };
    let id = message.id.to_string();
    if let Some(text) = placeholder {
        return html! { <div role="listitem" class="message message--note" part="message" data-message-id={id}><span dir="auto">{ text }</span></div> };
    }
    let author = message.user.as_ref().map(|user| super::name_of(chat.snapshot.user(&user.id).unwrap_or(user)));
    let time = message.created_at.filter(|_| entry.place.is_end()).map(|at| locale.time(at.millis()));
    let status = entry.status.map(crate::state::Status::name);
    let status_text = entry.status.map(|status| locale.text(&format!("status.{}", status.name()), &[]));
    let side = if entry.is_own { "message--own" } else { "message--other" };
    html! {
        <div role="listitem" class={classes!("message", side, format!("message--{}", entry.place.name()))} part="message" data-message-id={id} data-status={status}>
            if let (true, Some(author)) = (entry.shows_name, author) { <span class="message__author" dir="auto">{ author }</span> }
            <div class="message__bubble" part="bubble" dir="auto">{ body(message) }{ for message.attachments.iter().map(|it| attachment(it, locale)) }</div>
            if time.is_some() || status.is_some_and(|status| status != "read") {
                <span class="message__meta">{ time }{ status_text.map(|text| html! { <span class="message__status">{ text }</span> }) }</span>
            }
            { failure(&message.delivery, &props.cid, &message.id, locale, &chat.emit) }
        </div>
    }
}

fn failure(delivery: &Delivery, cid: &Cid, id: &MessageId, locale: &Locale, emit: &Callback<Intent>) -> Html {
    let Delivery::Failed(trouble) = delivery else { return Html::default() };
    let act = |intent: Intent| {
        let emit = emit.clone();
        move |_: MouseEvent| emit.emit(intent.clone())
    };
    html! {
        <span class="message__failure">
            { locale.text_or(&format!("trouble.{}", trouble.key), "trouble.unknown") }
            <button type="button" onclick={act(Intent::Retry(cid.clone(), id.clone()))}>{ t!(locale, "message.retry") }</button>
            <button type="button" onclick={act(Intent::Discard(cid.clone(), id.clone()))}>{ t!(locale, "message.discard") }</button>
        </span>
    }
}

/// The text as nodes, never as markup.
fn body(message: &crate::state::Message) -> Html {
    let mentioned: Vec<Mentioned> =
        message.mentioned_users.iter().map(|user| Mentioned { id: user.id.clone(), name: user.name.clone() }).collect();
    let text = parse(&message.text, &mentioned);
    let inline = |piece: &Inline| match piece {
        Inline::Code(code) => html! { <code dir="ltr">{ code }</code> },
        Inline::Link { url, text } => {
            html! { <a href={url.as_str().to_owned()} target="_blank" rel="noopener noreferrer nofollow" referrerpolicy="no-referrer">{ text }</a> }
        }
        Inline::Mention { text, .. } => html! { <span class="message__mention">{ text }</span> },
        Inline::Text(text) => html! { { text } },
    };
    let block = |block: &Block| match block {
        Block::Code(code) => html! { <pre dir="ltr"><code>{ code }</code></pre> },
        Block::Paragraph(pieces) => html! { <p>{ for pieces.iter().map(inline) }</p> },
    };
    html! { <>{ for text.blocks.iter().map(block) }</> }
}

fn attachment(attachment: &crate::wire::Attachment, locale: &Locale) -> Html {
    use crate::text::SafeUrl;
    let named = attachment.title.clone().or_else(|| attachment.fallback.clone()).filter(|title| !title.trim().is_empty());
    let label = named.map_or_else(|| t!(locale, "message.attachment"), |title| super::plain(&title).into_owned());
    let url = [&attachment.title_link, &attachment.asset_url, &attachment.image_url, &attachment.thumb_url]
        .into_iter()
        .flatten()
        .find_map(|url| SafeUrl::parse_web(url));
    match url {
        Some(url) => {
            html! { <a class="message__attachment" href={url.as_str().to_owned()} target="_blank" rel="noopener noreferrer nofollow" referrerpolicy="no-referrer">{ label }</a> }
        }
        None => html! { <span class="message__attachment">{ label }</span> },
    }
}
