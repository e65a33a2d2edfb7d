//! One channel in the list.

use std::rc::Rc;

use yew::prelude::*;

use super::super::badges::{self, Badges};
use super::super::context::ByPtr;
use super::super::kit::{Avatar, Face, Glyph, Icon, glyph};
use super::super::names::{face_of, plain, typing_sentence};
use super::preview::{Preview, one_line, preview};
use crate::chat::Intent;
use crate::i18n::{Day, Locale};
use crate::state::{Channel, Status};
use crate::t;
use crate::wire::{Cid, User, UserId};

/// What a [`Row`] shows.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct RowProps {
    /// The channel.
    pub(super) channel: ByPtr<Channel>,
    /// What it is called; absent when nothing is known.
    pub(super) name: Option<String>,
    /// The other members, as many as an avatar shows, with their newest profiles.
    pub(super) others: Vec<ByPtr<User>>,
    /// Whom the newest message is by.
    pub(super) author: Option<ByPtr<User>>,
    /// What is to be seen of it at once.
    pub(super) badges: Badges,
    /// Who types, the own user left out.
    pub(super) typing: Vec<ByPtr<User>>,
    /// Text not yet sent.
    pub(super) draft: Option<Rc<str>>,
    /// On screen.
    pub(super) is_selected: bool,
    /// The one row that Tab reaches.
    pub(super) is_stop: bool,
    /// Muted by the own user.
    pub(super) is_muted: bool,
    /// Presence is known now.
    pub(super) is_live: bool,
    /// The calendar day.
    pub(super) today: Day,
    /// The signed-in user.
    pub(super) me: UserId,
    /// The user's language.
    pub(super) locale: Rc<Locale>,
    /// Rows are chosen and not opened; by this one, too.
    pub(super) choose: Option<(Callback<Cid>, bool)>,
    /// The one way out.
    pub(super) emit: Callback<Intent>,
}

/// What the second line of a row says.
enum Line {
    Typing(String),
    Draft(String),
    Message(Preview, Option<Status>),
    Nothing(String),
}

/// One channel in the list: who, when, what, and how much of it is new.
#[component]
pub(super) fn Row(props: &RowProps) -> Html {
    let RowProps { channel, locale, .. } = props;
    let name = props.name.as_deref().map(|name| plain(name).into_owned()).unwrap_or_else(|| t!(locale, "channel.unnamed"));
    let unread = if props.is_muted { 0 } else { channel.unread };
    let line = second_line(props);
    let at = channel.preview().and_then(|message| message.created_at).or(channel.data.last_message_at);
    let when = at.map(|at| locale.list_time(at.millis(), props.today));
    let cid = channel.cid().clone();
    let onclick = match &props.choose {
        Some((choose, _)) => choose.reform(move |_: MouseEvent| cid.clone()),
        None => props.emit.reform(move |_: MouseEvent| Intent::OpenChannel(cid.clone())),
    };
    let is_selected = props.choose.as_ref().map_or(props.is_selected, |(_, is_chosen)| *is_chosen);
    html! {
        <div
            class={classes!("row", (unread > 0).then_some("row--unread"))}
            part="row"
            role="option"
            tabindex={if props.is_stop { "0" } else { "-1" }}
            aria-selected={if is_selected { "true" } else { "false" }}
            data-channel-row={channel.cid().to_string()}
            {onclick}
        >
            if props.choose.is_some() {
                <span class="row__box"><Icon glyph={glyph::CHECK} /></span>
            }
            { picture(props, &name) }
            <span class="row__lines">
                <span class="row__line">
                    <span class="row__name" dir="auto">{ name }</span>
                    { said(aside(props, unread)) }
                    if props.is_muted {
                        <Icon class="row__mark" glyph={glyph::BELL_OFF} />
                    }
                    if let (Some(at), Some(when)) = (at, &when) {
                        <time class="row__time" datetime={at.to_string()}>{ when }</time>
                    }
                </span>
                <span class="row__line">
                    { draw(&line, locale) }
                    if unread > 0 {
                        <span class="badge" dir="ltr" aria-hidden="true">{ count(unread, locale) }</span>
                    }
                </span>
                { badges::draw(&props.badges) }
            </span>
        </div>
    }
}

fn picture(props: &RowProps, name: &str) -> Html {
    let data = &props.channel.data;
    let is_pair = props.channel.data.member_count.is_none_or(|count| count <= 2) && props.others.len() == 1;
    let online = props.is_live && is_pair && props.others.first().is_some_and(|user| user.online);
    let own_face = |image| Face { id: AttrValue::from(data.cid.to_string()), name: AttrValue::from(name.to_owned()), image };
    let faces = match &data.image {
        Some(image) if !image.is_empty() => vec![own_face(Some(AttrValue::from(image.clone())))],
        _ if props.others.is_empty() => vec![own_face(None)],
        _ => props.others.iter().map(|user| face_of(user)).collect(),
    };
    let known = faces.len() + 1;
    let members = data.member_count.and_then(|count| usize::try_from(count).ok()).unwrap_or(known);
    let more = if faces.len() > 1 { members.saturating_sub(known) } else { 0 };
    html! { <Avatar {faces} {more} is_online={online} /> }
}

fn second_line(props: &RowProps) -> Line {
    let RowProps { channel, locale, me, .. } = props;
    let is_group = channel.data.member_count.unwrap_or_default() > 2;
    if !props.typing.is_empty() {
        return Line::Typing(typing_sentence(&props.typing, is_group, locale));
    }
    if let Some(draft) = props.draft.as_deref().map(one_line).filter(|draft| !draft.is_empty() && !props.is_selected) {
        return Line::Draft(draft);
    }
    let Some(message) = channel.preview() else { return Line::Nothing(t!(locale, "preview.empty")) };
    let is_own = message.author() == Some(me) && !message.is_deleted();
    let status = is_own.then(|| message.status(channel.receipts(me)));
    let author = props.author.as_deref().filter(|_| is_group);
    Line::Message(preview::<true>(message, me, author, locale), status)
}

fn draw(line: &Line, locale: &Locale) -> Html {
    match line {
        Line::Typing(text) => html! { <span class="row__preview row__preview--typing"><span class="row__text">{ text }</span></span> },
        Line::Nothing(text) => html! { <span class="row__preview"><span class="row__text">{ text }</span></span> },
        Line::Draft(text) => html! {
            <span class="row__preview"><span class="row__draft">{ t!(locale, "preview.draft") }</span><span class="row__text" dir="auto">{ text }</span></span>
        },
        Line::Message(preview, status) => html! {
            <span class={classes!("row__preview", (*status == Some(Status::Failed)).then_some("row__preview--failed"))}>
                if let Some(status) = status {
                    <Icon class={classes!("row__glyph", (*status == Status::Read).then_some("row__glyph--read"))} glyph={tick(*status)} />
                } else if let Some(sender) = &preview.sender {
                    <span class="row__sender" dir="auto">{ sender }</span>
                }
                if let Some(glyph) = preview.glyph {
                    <Icon class="row__glyph" {glyph} />
                }
                <span class="row__text" dir="auto">{ &preview.text }</span>
                { said(status.map(|status| locale.text(status_key(status), &[]))) }
            </span>
        },
    }
}

pub(in crate::ui) const fn tick(status: Status) -> Glyph {
    match status {
        Status::Sending | Status::Queued => glyph::CLOCK,
        Status::Sent => glyph::CHECK,
        Status::Delivered | Status::Read => glyph::CHECK_CHECK,
        Status::Failed => glyph::CIRCLE_ALERT,
    }
}

/// What only the looks of a row say, in words, after its name (feature F31).
fn aside(props: &RowProps, unread: u32) -> Option<String> {
    let locale = &props.locale;
    let parts = [(unread > 0).then(|| t!(locale, "row.unread", count = unread)), props.is_muted.then(|| t!(locale, "row.muted"))];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Words that are heard and not seen.
fn said(words: Option<String>) -> Html {
    words.map(|words| html! { <span class="visually-hidden">{ [", ", &words, ", "].concat() }</span> }).unwrap_or_default()
}

pub(in crate::ui) const fn status_key(status: Status) -> &'static str {
    match status {
        Status::Sending => "status.sending",
        Status::Queued => "status.queued",
        Status::Sent => "status.sent",
        Status::Delivered => "status.delivered",
        Status::Read => "status.read",
        Status::Failed => "status.failed",
    }
}

/// A number that fits a badge.
fn count(unread: u32, locale: &Locale) -> String {
    if unread > 99 { [&*locale.number(99), "+"].concat() } else { locale.number(unread.into()) }
}
