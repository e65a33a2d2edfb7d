//! One message: bubble, what hangs on it, and what is said about it. Drawn again only when its own data changed.

mod body;

use std::rc::Rc;

use yew::prelude::*;

use super::attachments::Attachments;
use super::channel_list::summary;
use super::context::ByPtr;
use super::kit::{Avatar, AvatarSize, Glyph, Icon, glyph};
use super::message_list::rows::{Entry, Form};
use super::names::{face_of, name_of};
use crate::chat::Intent;
use crate::i18n::Locale;
use crate::state::{Delivery, Message, Status};
use crate::t;
use crate::text::big_emoji;
use crate::wire::{Cid, User};

pub(super) use body::link;

/// Most kinds of reactions shown; the others are a number.
const REACTIONS: usize = 8;

/// What a [`MessageRow`] shows.
#[derive(Clone, PartialEq, Properties)]
pub struct MessageRowProps {
    /// The message and what its neighbours make of it.
    pub entry: Entry,
    /// Its author as known now; absent when nobody wrote it.
    pub author: Option<ByPtr<User>>,
    /// The channel.
    pub cid: Cid,
    /// The user's language.
    pub locale: Rc<Locale>,
    /// The one way out.
    pub emit: Callback<Intent>,
}

/// One message, or what stands in its place.
#[component]
pub fn MessageRow(props: &MessageRowProps) -> Html {
    match props.entry.form {
        Form::Bubble => bubble(props),
        Form::Deleted => ghost(props, glyph::BAN, t!(props.locale, "message.deleted")),
        Form::Hidden => ghost(props, glyph::BAN, t!(props.locale, "message.hidden")),
        Form::Unreadable => ghost(props, glyph::CIRCLE_ALERT, t!(props.locale, "message.unreadable")),
        Form::System => note(props, None),
        Form::Refused => note(props, Some(glyph::CIRCLE_ALERT)),
    }
}

/// A line in the middle: told by the server, not written by anybody (feature F64).
fn note(props: &MessageRowProps, glyph: Option<Glyph>) -> Html {
    let message = &props.entry.message;
    html! {
        <div class="message message--note" part="message" data-message-id={message.id.to_string()}>
            if let Some(glyph) = glyph { <Icon {glyph} /> }
            <span dir="auto">{ super::plain(&message.text).into_owned() }</span>
        </div>
    }
}

/// The place of a message that cannot be shown (features F65, F77).
fn ghost(props: &MessageRowProps, glyph: Glyph, text: String) -> Html {
    framed(props, html! { <div class="message__ghost"><Icon {glyph} />{ text }</div> }, Html::default())
}

/// The place beside the author's avatar that both kinds of message share.
fn framed(props: &MessageRowProps, content: Html, below: Html) -> Html {
    let (entry, locale) = (&props.entry, &props.locale);
    let message = &entry.message;
    let name = props.author.as_ref().map(|author| name_of(author));
    let avatar = props.author.as_ref().filter(|_| !entry.is_own).map(|author| {
        let faces = if entry.place.is_end() { vec![face_of(author)] } else { Vec::new() };
        html! { <div class="message__avatar">if !faces.is_empty() { <Avatar {faces} size={AvatarSize::Small} /> }</div> }
    });
    let side = if entry.is_own { "message--own" } else { "message--other" };
    html! {
        <div
            class={classes!("message", side, ["message--", entry.place.name()].concat())}
            part="message"
            data-message-id={message.id.to_string()}
            data-status={entry.status.map(Status::name)}
        >
            { avatar }
            <div class="message__main">
                if let Some(name) = name {
                    if entry.shows_name {
                        <span class="message__author" dir="auto">{ name }</span>
                    } else {
                        <span class="visually-hidden">{ t!(locale, "preview.sender", name = name) }</span>
                    }
                }
                { content }
                { below }
            </div>
        </div>
    }
}

fn bubble(props: &MessageRowProps) -> Html {
    let (entry, locale) = (&props.entry, &props.locale);
    let message = &entry.message;
    let emoji = big_emoji(&message.text).filter(|_| message.attachments.is_empty() && message.quoted_message.is_none());
    let size = emoji.map(|count| if count == 1 { "message__bubble--emoji message__bubble--one" } else { "message__bubble--emoji" });
    let time = message.created_at.map(|at| locale.time(at.millis()));
    let content = html! {
        <>
            { pinned(message, locale) }
            <div class="message__row">
                <div class={classes!("message__bubble", size)} part="bubble" dir="auto">
                    { quote(message, locale) }
                    <Attachments message={message.clone()} locale={locale.clone()} />
                    { body::body(message) }
                    { unsupported(message, locale) }
                </div>
                if !entry.place.is_end() {
                    if let Some(time) = &time { <span class="message__when">{ time }</span> }
                }
            </div>
            { reactions(message, locale) }
        </>
    };
    let is_edited = message.message_text_updated_at.is_some();
    let shows_meta = entry.place.is_end() || is_edited || matches!(entry.status, Some(Status::Failed));
    let below = html! {
        <>
            { replies(message, locale) }
            if shows_meta && !matches!(entry.status, Some(Status::Failed)) {
                <div class="message__meta">
                    if is_edited { <span>{ t!(locale, "message.edited") }</span> }
                    { time }
                    { entry.status.map(|status| mark(status, locale)) }
                </div>
            }
            { failure(props) }
        </>
    };
    framed(props, content, below)
}

/// How far an own message got (feature F71).
fn mark(status: Status, locale: &Locale) -> Html {
    let (glyph, class) = match status {
        Status::Sending | Status::Queued => (glyph::CLOCK, "message__mark"),
        Status::Sent | Status::Failed => (glyph::CHECK, "message__mark"),
        Status::Delivered => (glyph::CHECK_CHECK, "message__mark"),
        Status::Read => (glyph::CHECK_CHECK, "message__mark message__mark--read"),
    };
    let label = locale.text(&format!("status.{}", status.name()), &[]);
    html! { <span {class} title={label.clone()}><Icon {glyph} /><span class="visually-hidden">{ label }</span></span> }
}

/// What went wrong, and the two ways on (feature F76).
fn failure(props: &MessageRowProps) -> Html {
    let (message, locale) = (&props.entry.message, &props.locale);
    let Delivery::Failed(trouble) = &message.delivery else { return Html::default() };
    let act = |intent: Intent| props.emit.reform(move |_: MouseEvent| intent.clone());
    let place = || (crate::state::Target::from(&props.cid), message.id.clone());
    let retry = {
        let (cid, id) = place();
        act(Intent::Retry(cid, id))
    };
    let discard = {
        let (cid, id) = place();
        act(Intent::Discard(cid, id))
    };
    html! {
        <div class="message__failure">
            <Icon glyph={glyph::CIRCLE_ALERT} />
            <span>{ t!(locale, "status.failed") }{ ". " }{ locale.text_or(&format!("trouble.{}", trouble.key), "trouble.unknown") }</span>
            if trouble.can_retry { <button type="button" class="link-button" onclick={retry}>{ t!(locale, "message.retry") }</button> }
            <button type="button" class="link-button" onclick={discard}>{ t!(locale, "message.discard") }</button>
        </div>
    }
}

/// Who pinned it (feature F67).
fn pinned(message: &Message, locale: &Locale) -> Html {
    if !message.pinned {
        return Html::default();
    }
    let by = message.pinned_by.as_ref().map(|user| t!(locale, "message.pinned-by", name = name_of(user)));
    html! { <span class="message__pin"><Icon glyph={glyph::PIN} />{ by.unwrap_or_else(|| t!(locale, "message.pinned")) }</span> }
}

/// The message that is answered, on two lines (feature F70).
fn quote(message: &Message, locale: &Locale) -> Html {
    let Some(quoted) = &message.quoted_message else { return Html::default() };
    let (glyph, text) = summary(quoted, locale);
    html! {
        <blockquote class="message__quote">
            if let Some(user) = &quoted.user { <span class="message__quoted" dir="auto">{ name_of(user) }</span> }
            <span class="message__snippet" dir="auto">if let Some(glyph) = glyph { <Icon {glyph} /> }{ text }</span>
        </blockquote>
    }
}

/// What this version cannot draw, named (features of later sections: polls, places).
fn unsupported(message: &Message, locale: &Locale) -> Html {
    if message.poll.is_none() && message.shared_location.is_none() {
        return Html::default();
    }
    let (glyph, text) = summary(message, locale);
    html! { <span class="file">if let Some(glyph) = glyph { <span class="file__tile"><Icon {glyph} /></span> }<span class="file__name" dir="auto">{ text }</span></span> }
}

fn reactions(message: &Message, locale: &Locale) -> Html {
    if message.reaction_groups.is_empty() {
        return Html::default();
    }
    let is_own = |kind: &str| message.own_reactions.iter().any(|own| own.kind == kind);
    let mut groups: Vec<_> = message.reaction_groups.iter().filter(|(_, group)| group.count > 0).collect();
    crate::sorted::sort_by(&mut groups, |(_, a), (_, b)| a.first_reaction_at < b.first_reaction_at);
    let rest = groups.len().saturating_sub(REACTIONS);
    let chips = groups.iter().take(REACTIONS).map(|(kind, group)| {
        html! {
            <li key={kind.as_str()} class={if is_own(kind) { "reaction reaction--own" } else { "reaction" }}>
                <span class="reaction__sign">{ sign(kind) }</span>
                if group.count > 1 { <span>{ locale.number(i64::from(group.count)) }</span> }
            </li>
        }
    });
    html! {
        <ul class="reactions" aria-label={t!(locale, "message.reactions")}>
            { for chips }
            if rest > 0 { <li class="reaction">{ ["+", &rest.to_string()].concat() }</li> }
        </ul>
    }
}

/// What a kind of reaction looks like: the usual words as emoji, an emoji as itself, anything else as its word.
fn sign(kind: &str) -> String {
    let known = match kind {
        "angry" => "😠",
        "haha" => "😂",
        "like" => "👍",
        "love" => "❤️",
        "sad" => "😢",
        "wow" => "😮",
        other => return super::plain(other).chars().take(16).collect(),
    };
    known.to_owned()
}

/// How many replies the thread has (feature F79).
fn replies(message: &Message, locale: &Locale) -> Html {
    if message.reply_count == 0 {
        return Html::default();
    }
    html! { <span class="message__replies"><Icon glyph={glyph::REPLY} />{ t!(locale, "message.replies", count = message.reply_count) }</span> }
}

#[cfg(test)]
mod tests {
    use super::sign;

    #[test]
    fn reactions_are_signs_and_unknown_ones_words() {
        assert_eq!([sign("like"), sign("🎉"), sign("party\u{202e}")], ["👍", "🎉", "party"]);
    }
}
