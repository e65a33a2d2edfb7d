//! The list of channels: title, search, rows, and further pages (features F7, F9, F10, F14 to F34, F172 to F175).

mod begin;
mod bulk;
mod keyboard;
mod more;
mod preview;
mod results;
mod row;
mod search_field;
mod views;

use web_sys::Element;
use yew::prelude::*;

pub(super) use self::preview::{one_line, preview, summary, summary_in};
pub(super) use self::row::{status_key, tick};
pub(super) use self::views::label as view_label;

use self::begin::Begin;
use self::bulk::Choosing;
use self::more::LoadMore;
use self::results::Results;
use self::row::Row;
use self::search_field::SearchField;
use self::views::Views;
use super::badges;
use super::context::{ByPtr, ChatContext, use_chat};
use super::kit::{Button, EmptyState, IconButton, Logo, Skeleton, SkeletonShape, glyph};
use super::stand_in;
use crate::chat::Intent;
use crate::i18n::Day;
use crate::state::{Channel, Inbox, InboxPhase, Link, Screen};
use crate::t;
use crate::wire::{Cid, User, UserId};

/// How many other members an avatar may need.
const FACES: usize = 4;

/// The list of channels.
#[component]
pub(super) fn ChannelList() -> Html {
    let chat = use_chat();
    let screen = chat.snapshot.screens.get(&chat.screen).cloned().unwrap_or_default();
    let list = use_node_ref();
    // Where Tab enters the list: the row that last had the focus, else the open one, else the first.
    let stop = use_state(|| None::<Cid>);
    keyboard::use_return_of_focus(&list, &screen.open);
    let onfocusin = {
        let stop = stop.clone();
        Callback::from(move |event: FocusEvent| stop.set(keyboard::row_of(&event)))
    };
    badges::use_minutes(&chat);
    let field = use_node_ref();
    let search = screen.search.as_ref().map(ByPtr::from);
    let is_beginning = search.as_ref().is_some_and(|search| search.is_for_people);
    let begin = use_begin(&chat, is_beginning);
    let (choosing, header) = bulk::use_choosing(&chat, &screen.inbox.cids, begin);
    if let Some(search) = search.clone().filter(|_| is_beginning) {
        return html! { <Begin {chat} {search} /> };
    }
    // Only made where they are shown.
    let rows = || {
        let body = body(&chat, &screen, stop.as_ref(), choosing.as_ref());
        let onkeydown = match &choosing {
            Some(choosing) => keyboard::steps(choosing.toggle.clone(), Some(choosing.end.clone())),
            None => keyboard::steps(chat.emit.reform(Intent::OpenChannel), None),
        };
        match views::shown(&chat, &screen.inbox) {
            None => {
                html! { <nav ref={&list} class="rows" aria-label={t!(chat.locale, "list.label")} {onkeydown} {onfocusin}>{ body }</nav> }
            }
            Some(at) => html! {
                <div ref={&list} class="rows" role="tabpanel" id={views::PANEL} aria-labelledby={views::tab_id(at)} {onkeydown} {onfocusin}>{ body }</div>
            },
        }
    };
    let has_search = chat.snapshot.config.features.allows("search") && choosing.is_none();
    let search = search.filter(|_| has_search);
    html! {
        <>
            { header }
            if has_search {
                <SearchField chat={chat.clone()} node={field.clone()} query={search.as_ref().map(|search| search.query.clone())} />
            }
            if let Some(search) = search {
                <Results chat={chat.clone()} {search} {field} list={list.clone()} />
            } else {
                <Views />
                { rows() }
            }
        </>
    }
}

/// The button that begins a conversation; it has the focus again when that was given up.
#[hook]
fn use_begin(chat: &ChatContext, is_on: bool) -> Html {
    let (button, was) = (use_node_ref(), use_mut_ref(|| false));
    {
        let button = button.clone();
        use_effect_with(is_on, move |is_on| {
            let is_given_up = was.replace(*is_on) && !is_on;
            if is_given_up && button.cast::<Element>().and_then(|button| keyboard::may_take_focus(&button)) == Some(true) {
                search_field::focus(&button);
            }
        });
    }
    if !chat.snapshot.config.features.allows("newConversation") {
        return Html::default();
    }
    let onclick = chat.emit.reform(|()| Intent::SearchPeople("".into()));
    html! { <IconButton node={button} glyph={glyph::SQUARE_PEN} label={t!(chat.locale, "begin.title")} {onclick} /> }
}

/// What the list is called, with the host's own and `more` beside it.
fn header(chat: &ChatContext, more: Html) -> Html {
    let theme = &chat.snapshot.config.theme;
    let title = theme.title.as_ref().map(|title| super::plain(title.text(chat.locale.language())).into_owned());
    html! {
        <div class="bar" part="header">
            <slot name="header-start"></slot>
            if let Some(url) = &theme.logo {
                <Logo url={url.clone()} />
            }
            <h2 class="bar__title" dir="auto">{ title.unwrap_or_else(|| t!(chat.locale, "list.title")) }</h2>
            { more }
            <slot name="header-end"></slot>
        </div>
    }
}

fn body(chat: &ChatContext, screen: &Screen, stop: Option<&Cid>, choosing: Option<&Choosing>) -> Html {
    let (locale, inbox) = (&chat.locale, &screen.inbox);
    match &inbox.phase {
        InboxPhase::Loading => html! {
            <>
                <p class="visually-hidden" role="status">{ t!(locale, "list.loading") }</p>
                { skeleton() }
            </>
        },
        InboxPhase::Failed(trouble) => html! {
            <EmptyState glyph={glyph::CLOUD_OFF} title={t!(locale, "list.failed.title")} text={stand_in::sentence(locale, trouble)} is_alert=true>
                <Button label={t!(locale, "list.retry")} glyph={glyph::REFRESH_CW} onclick={chat.emit.reform(|()| Intent::ReloadChannels)} />
            </EmptyState>
        },
        InboxPhase::Ready if inbox.cids.is_empty() => html! { <slot name="empty">{ empty(chat, inbox) }</slot> },
        InboxPhase::Ready => html! {
            <>
                <div class="rows__list" role="listbox" aria-label={t!(locale, "list.label")} aria-multiselectable={choosing.map(|_| "true")}>
                    { rows(chat, screen, stop, choosing) }
                </div>
                if inbox.has_more {
                    <LoadMore
                        loaded={inbox.cids.len()}
                        is_loading={inbox.is_loading_more}
                        more={t!(locale, "list.more")}
                        wish={Intent::LoadMoreChannels}
                        locale={locale.clone()}
                        emit={chat.emit.clone()}
                    />
                }
            </>
        },
    }
}

/// No channel at all, or none in this view.
fn empty(chat: &ChatContext, inbox: &Inbox) -> Html {
    let locale = &chat.locale;
    let views = &chat.snapshot.config.channels.views;
    match views::shown(chat, inbox).and_then(|at| views.get(at)) {
        Some(view) => html! { <EmptyState glyph={glyph::INBOX} title={t!(locale, "list.empty-view", name = view_label(view, locale))} /> },
        None => html! { <EmptyState glyph={glyph::INBOX} title={t!(locale, "list.empty.title")} text={t!(locale, "list.empty.text")} /> },
    }
}

fn rows(chat: &ChatContext, screen: &Screen, stop: Option<&Cid>, choosing: Option<&Choosing>) -> Html {
    let today = chat.locale.day((chat.now)());
    let stop = tab_stop(&screen.inbox, stop, screen.open.as_ref());
    let channels = screen.inbox.cids.iter().filter_map(|cid| chat.snapshot.channels.get(cid));
    channels
        .map(|channel| {
            let cid = channel.cid();
            let choose = choosing.map(|choosing| (choosing.toggle.clone(), choosing.chosen.contains(cid)));
            row(chat, &ByPtr::from(channel), screen.open.as_ref() == Some(cid), stop == Some(cid), choose, today)
        })
        .collect()
}

fn row(
    chat: &ChatContext,
    channel: &ByPtr<Channel>,
    is_selected: bool,
    is_stop: bool,
    choose: Option<(Callback<Cid>, bool)>,
    today: Day,
) -> Html {
    let state = &chat.snapshot;
    let cid = channel.cid();
    let newest = |id: &UserId| -> Option<ByPtr<User>> {
        state.user(id).or_else(|| channel.members.get(id).and_then(|member| member.user.as_ref())).map(ByPtr::from)
    };
    let others: Vec<_> = channel.members.keys().filter(|id| **id != chat.me).take(FACES).filter_map(newest).collect();
    let typing: Vec<_> = channel.typing_users(Some(&chat.me)).filter_map(newest).collect();
    html! {
        <Row
            key={cid.to_string()}
            channel={channel.clone()}
            name={state.channel_name(channel)}
            {others}
            author={channel.preview().and_then(|message| message.user.as_ref()).map(|user| ByPtr::from(state.met(user)))}
            badges={badges::of(chat, channel)}
            {typing}
            draft={state.draft_text(cid)}
            {is_selected}
            {is_stop}
            {choose}
            is_muted={state.me.as_ref().is_some_and(|me| me.mutes_channel(cid, (chat.now)()))}
            is_live={matches!(state.link, Link::Online | Link::CatchingUp)}
            {today}
            me={chat.me.clone()}
            locale={chat.locale.clone()}
            emit={chat.emit.clone()}
        />
    }
}

/// The one row that Tab reaches.
fn tab_stop<'a>(inbox: &'a Inbox, focused: Option<&'a Cid>, open: Option<&'a Cid>) -> Option<&'a Cid> {
    let listed = |cid: &&Cid| inbox.cids.contains(cid);
    focused.filter(listed).or_else(|| open.filter(listed)).or_else(|| inbox.cids.first())
}

/// Five rows in grey (feature F7).
pub(super) fn skeleton() -> Html {
    let row = html! {
        <div class="row row--grey">
            <Skeleton shape={SkeletonShape::Round} class="skeleton--large" />
            <span class="row__lines"><Skeleton class="skeleton--name" /><Skeleton class="skeleton--preview" /></span>
        </div>
    };
    html! { <div class="rows__grey" aria-hidden="true">{ for (0..5).map(|_| row.clone()) }</div> }
}
