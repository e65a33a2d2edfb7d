//! One message: bubble, what hangs on it, and what is said about it. Drawn again only when its own data changed.

pub mod actions;
mod body;
#[cfg(any(test, feature = "gallery"))]
mod examples;
mod meta;
mod poll;
mod quote;
#[cfg(any(test, feature = "gallery"))]
mod text_examples;

use yew::prelude::*;

use super::attachments::Attachments;
use super::channel_list::summary;
use super::context::ByPtr;
use super::kit::{Avatar, AvatarSize, Glyph, Icon, glyph};
use super::message_list::rows::{Entry, Form, Key};
use super::names::{face_of, name_of, plain};
use super::reactions::Reactions;
use crate::chat::Intent;
use crate::i18n::Locale;
use crate::state::{Delivery, Message, Rights, Status, Target};
use crate::t;
use crate::text::big_emoji;
use crate::wire::{MessageId, MessageType, User, UserId};

use self::actions::{Ask, Panel, Toolbar};

pub(super) use body::link;
#[cfg(any(test, feature = "gallery"))]
pub(super) use examples::{a_team, examples, said};
pub(super) use meta::names_of;
#[cfg(any(test, feature = "gallery"))]
pub(super) use text_examples::examples as text_examples;

/// What the messages of one list share. Rows compare it by identity.
#[derive(Debug)]
pub struct Scope {
    /// The place that is shown.
    pub target: Target,
    /// The signed-in user.
    pub me: UserId,
    /// The user's language.
    pub locale: std::rc::Rc<Locale>,
    /// The one way out.
    pub emit: Callback<Intent>,
    /// Asks the list for something that it does for all its messages.
    pub ask: Callback<(MessageId, Ask)>,
    /// Names of those who have read a message; asked only when somebody wants to know.
    pub readers: Callback<MessageId, Vec<AttrValue>>,
    /// Somebody that came with a message, as this element shows them.
    pub people: Callback<std::rc::Rc<User>, std::rc::Rc<User>>,
    /// How often the host told what to show of people.
    pub introduced: u32,
    /// Reactions may be given and taken back.
    pub may_react: bool,
    /// Threads may be opened.
    pub has_threads: bool,
    /// Pictures of people stand beside their messages.
    pub has_avatars: bool,
    /// The most frequent reaction stands first.
    pub frequent_first: bool,
    /// Which rendition of an animated picture is shown.
    pub giphy: &'static str,
    /// Votes may be cast in polls.
    pub may_vote: bool,
    /// Whose votes they are may be seen, where a poll does not hide it.
    pub sees_votes: bool,
}

impl Scope {
    /// A callback that emits the same intent each time.
    fn emits(&self, intent: Intent) -> Callback<MouseEvent> {
        self.emit.reform(move |_: MouseEvent| intent.clone())
    }

    /// What somebody that came with a message is called.
    pub(in crate::ui) fn name_of(&self, user: &std::rc::Rc<User>) -> AttrValue {
        name_of(&self.people.emit(user.clone()))
    }
}

/// What the list makes of a message besides its own data.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mark {
    /// The message that a thread is about.
    pub is_head: bool,
    /// Tab leads here.
    pub is_stop: bool,
    /// It was jumped to.
    pub is_lit: bool,
    /// The toolbar is here, for what may be done.
    pub tools: Option<Rights>,
}

/// What a [`MessageRow`] shows.
#[derive(Clone, PartialEq, Properties)]
pub struct MessageRowProps {
    /// The message and what its neighbours make of it.
    pub entry: Entry,
    /// Its author as known now; absent when nobody wrote it.
    pub author: Option<ByPtr<User>>,
    /// What all rows share.
    pub scope: ByPtr<Scope>,
    /// What the list makes of it.
    pub mark: Mark,
}

/// One message, or what stands in its place.
#[component]
pub fn MessageRow(props: &MessageRowProps) -> Html {
    let MessageRowProps { entry, scope, mark, .. } = props;
    let locale = &scope.locale;
    let content = match entry.form {
        Form::Bubble | Form::Bounced => bubble(props),
        Form::Blocked => ghost(props, glyph::BAN, t!(locale, "message.blocked"), unblock(props)),
        Form::Deleted => ghost(props, glyph::BAN, t!(locale, "message.deleted"), Html::default()),
        Form::Hidden => ghost(props, glyph::SHIELD_ALERT, t!(locale, "message.hidden"), Html::default()),
        Form::Unreadable => ghost(props, glyph::CIRCLE_ALERT, t!(locale, "message.unreadable"), Html::default()),
        Form::System => note(props, None, Html::default()),
        Form::Refused => note(props, Some(glyph::CIRCLE_ALERT), dismiss(props)),
    };
    let is_bubble = matches!(entry.form, Form::Bubble | Form::Bounced);
    let class = classes!(
        "line",
        (is_bubble && !entry.place.is_begin()).then_some("line--joined"),
        mark.is_head.then_some("line--head"),
        mark.is_lit.then_some("line--lit")
    );
    let key = if mark.is_head { Key::Head } else { Key::Message(entry.message.id.clone()) };
    html! {
        <div {class} role="listitem" data-row={key.text()} tabindex={if mark.is_stop { "0" } else { "-1" }} aria-label={label(props)}>
            { content }
        </div>
    }
}

/// The message in one sentence, for who comes to it by keyboard.
fn label(props: &MessageRowProps) -> String {
    let MessageRowProps { entry, author, scope, .. } = props;
    let (locale, message) = (&scope.locale, &entry.message);
    let text = match entry.form {
        Form::Blocked => t!(locale, "message.blocked"),
        Form::Hidden => t!(locale, "message.hidden"),
        Form::Bounced | Form::Bubble | Form::Deleted | Form::Refused | Form::System | Form::Unreadable => summary(message, locale).1,
    };
    let name = match author {
        Some(_) if entry.is_own => t!(locale, "message.you"),
        Some(author) => name_of(author).to_string(),
        None => return text,
    };
    let time = message.created_at.map(|at| locale.time(at.millis())).unwrap_or_default();
    t!(locale, "message.label", name = name, time = time, text = text)
}

/// A line in the middle: told by the server, not written by anybody (feature F64).
fn note(props: &MessageRowProps, glyph: Option<Glyph>, act: Html) -> Html {
    let message = &props.entry.message;
    html! {
        <div class="message message--note" part="message" data-message-id={message.id.to_string()}>
            if let Some(glyph) = glyph { <Icon {glyph} /> }
            <span dir="auto">{ plain(&message.text).into_owned() }</span>
            { act }
        </div>
    }
}

/// Takes the server's refusal away.
fn dismiss(props: &MessageRowProps) -> Html {
    let (scope, message) = (&props.scope, &props.entry.message);
    let onclick = scope.emits(Intent::Discard(scope.target.clone(), message.id.clone()));
    html! { <button type="button" class="link-button" {onclick}>{ t!(scope.locale, "message.dismiss") }</button> }
}

fn unblock(props: &MessageRowProps) -> Html {
    let scope = &props.scope;
    let Some(user) = props.entry.message.author().cloned() else { return Html::default() };
    let onclick = scope.emits(Intent::BlockUser { user, on: false });
    html! { <button type="button" class="link-button" {onclick}>{ t!(scope.locale, "message.unblock") }</button> }
}

/// The place of a message that cannot be shown (features F65, F77).
fn ghost(props: &MessageRowProps, glyph: Glyph, text: String, act: Html) -> Html {
    framed(props, html! { <div class="message__ghost"><Icon {glyph} />{ text }{ act }</div> }, Html::default())
}

/// The place beside the author's avatar that both kinds of message share.
fn framed(props: &MessageRowProps, content: Html, below: Html) -> Html {
    let (entry, locale) = (&props.entry, &props.scope.locale);
    let message = &entry.message;
    let name = props.author.as_ref().map(|author| name_of(author));
    let avatar = props.author.as_ref().filter(|_| !entry.is_own && props.scope.has_avatars).map(|author| {
        let faces = if entry.place.is_end() { vec![face_of(author)] } else { Vec::new() };
        html! { <div class="message__avatar" data-user={author.id.to_string()}>if !faces.is_empty() { <Avatar {faces} size={AvatarSize::Small} /> }</div> }
    });
    let side = if entry.is_own { "message--own" } else { "message--other" };
    let kind = (message.kind == MessageType::Ephemeral).then_some("message--private");
    html! {
        <div
            class={classes!("message", side, ["message--", entry.place.name()].concat(), kind)}
            part="message"
            data-message-id={message.id.to_string()}
            data-status={entry.status.map(Status::name)}
        >
            { avatar }
            <div class="message__main">
                if let Some(name) = name {
                    if entry.shows_name {
                        <span class="message__author" dir="auto" data-user={message.author().map(ToString::to_string)}>{ name }</span>
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
    let MessageRowProps { entry, scope, mark, .. } = props;
    let (message, locale) = (&entry.message, &scope.locale);
    let time = message.created_at.map(|at| locale.time(at.millis()));
    let content = html! {
        <>
            { meta::above(props) }
            <div class="message__row">
                <Bubble message={message.clone()} scope={scope.clone()} is_bounced={entry.form == Form::Bounced} />
                if !entry.place.is_end() {
                    if let Some(time) = &time { <span class="message__when">{ time }</span> }
                }
                if let Some(rights) = mark.tools {
                    <Toolbar message={message.clone()} scope={scope.clone()} {rights} in_thread={scope.target.is_thread()} />
                }
            </div>
            if !message.reaction_groups.is_empty() { <Reactions message={message.clone()} scope={scope.clone()} /> }
        </>
    };
    framed(props, content, meta::below(props, time))
}

/// What a [`Bubble`] shows.
#[derive(Clone, PartialEq, Properties)]
struct BubbleProps {
    message: ByPtr<Message>,
    scope: ByPtr<Scope>,
    is_bounced: bool,
}

/// What was written and what hangs on it. By itself, so that a toolbar, a tick or a neighbour does not draw it again.
#[component]
fn Bubble(props: &BubbleProps) -> Html {
    let BubbleProps { message, scope, is_bounced } = props;
    let locale = &scope.locale;
    let emoji = big_emoji(&message.text)
        .filter(|_| message.attachments.is_empty() && message.quoted_message_id.is_none() && message.quoted_message.is_none());
    let size = emoji.map(|count| if count == 1 { "message__bubble--emoji message__bubble--one" } else { "message__bubble--emoji" });
    let act = {
        let (scope, id) = (scope.clone(), message.id.clone());
        let act = move |(name, value): (AttrValue, AttrValue)| Intent::Act {
            target: scope.target.clone(),
            id: id.clone(),
            name: (&*name).into(),
            value: (&*value).into(),
        };
        Some(props.scope.emit.reform(act))
    };
    let offer = {
        let (scope, id) = (scope.clone(), message.id.clone());
        let offer = move |(index, slot)| Intent::Offer { target: scope.target.clone(), id: id.clone(), index, slot };
        Some(props.scope.emit.reform(offer))
    };
    let place = if scope.target.parent.is_some() { "-thread" } else { "" };
    html! {
        <div class={classes!("message__bubble", size)} part="bubble" dir="auto">
            { quote::view(message, scope) }
            <Attachments message={message.clone()} locale={locale.clone()} onaction={act} onslot={offer} {place} giphy={scope.giphy} />
            <body::Body message={message.clone()} locale={locale.clone()} />
            { unsupported(message, locale) }
            if let Some(poll) = &message.poll { { poll::view(poll, message, scope) } }
            if *is_bounced { { bounced(message, scope) } }
        </div>
    }
}

/// What moderation sent back, and the way to decide (feature F78).
fn bounced(message: &ByPtr<Message>, scope: &ByPtr<Scope>) -> Html {
    let (ask, id) = (scope.ask.clone(), message.id.clone());
    let onclick = Callback::from(move |_: MouseEvent| ask.emit((id.clone(), Ask::Open(Panel::Bounced))));
    html! {
        <button type="button" class="message__bounced" aria-haspopup="dialog" {onclick}>
            <Icon glyph={glyph::SHIELD_ALERT} />{ t!(scope.locale, "message.bounced") }
        </button>
    }
}

/// What this version cannot draw, named (features of later sections: places).
fn unsupported(message: &Message, locale: &Locale) -> Html {
    if message.poll.is_some() || message.shared_location.is_none() {
        return Html::default();
    }
    let (glyph, text) = summary(message, locale);
    html! { <span class="message__file">if let Some(glyph) = glyph { <span class="message__tile"><Icon {glyph} /></span> }<span class="message__name" dir="auto">{ text }</span></span> }
}

/// True while sending has not succeeded.
fn is_failed(message: &Message) -> bool {
    matches!(message.delivery, Delivery::Failed(_))
}
