//! List and conversation side by side, or one of them when narrow.

use yew::prelude::*;

use super::Layout;
use super::channel_header::ChannelHeader;
use super::channel_list::ChannelList;
use super::composer::Composer;
use super::context::{ByPtr, ChatContext, use_chat};
use super::kit::{Button, EmptyState, glyph};
use super::message_list::MessageList;
use super::stand_in;
use crate::chat::Intent;
use crate::state::{InboxPhase, Screen, Trouble};
use crate::t;
use crate::wire::Cid;

/// What [`Panes`] show.
#[derive(Clone, Copy, PartialEq, Properties)]
pub(super) struct PanesProps {
    /// Which panes there are.
    pub(super) layout: Layout,
}

/// List and conversation.
#[component]
pub(super) fn Panes(props: &PanesProps) -> Html {
    let chat = use_chat();
    let screen = chat.snapshot.screens.get(&chat.screen).cloned().unwrap_or_default();
    html! {
        <div class="panes">
            if props.layout != Layout::Conversation {
                <div class="panes__list" part="list"><ChannelList /></div>
            }
            if props.layout != Layout::List {
                <section class="panes__main" aria-label={t!(chat.locale, "conversation.label")}>{ conversation(&chat, &screen, props.layout) }</section>
            }
        </div>
    }
}

fn conversation(chat: &ChatContext, screen: &Screen, layout: Layout) -> Html {
    let locale = &chat.locale;
    let Some(cid) = &screen.open else {
        if screen.inbox.phase == InboxPhase::Loading {
            return loading(chat);
        }
        // The list says what there is to say.
        if screen.inbox.cids.is_empty() && layout == Layout::Auto {
            return Html::default();
        }
        return html! {
            <EmptyState
                class="panes__empty"
                glyph={glyph::MESSAGES_SQUARE}
                title={t!(locale, "conversation.none.title")}
                text={(layout == Layout::Auto).then(|| t!(locale, "conversation.none.text"))}
            />
        };
    };
    if let Some(trouble) = &screen.open_trouble {
        return broken(chat, cid, trouble);
    }
    let Some(channel) = chat.snapshot.channels.get(cid) else { return loading(chat) };
    let (channel, key) = (ByPtr::from(channel), cid.to_string());
    let target = crate::state::Target::from(cid);
    let composer = chat.snapshot.composer(&target).map(ByPtr::from);
    html! {
        <>
            <ChannelHeader channel={channel.clone()} has_list={layout == Layout::Auto} />
            <MessageList key={format!("messages-{key}")} chat={chat.clone()} channel={channel.clone()} />
            <Composer key={format!("composer-{key}")} {target} {channel} {composer} />
        </>
    }
}

fn loading(chat: &ChatContext) -> Html {
    html! {
        <>
            <p class="visually-hidden" role="status">{ t!(chat.locale, "conversation.loading") }</p>
            { stand_in::conversation() }
        </>
    }
}

fn broken(chat: &ChatContext, cid: &Cid, trouble: &Trouble) -> Html {
    let locale = &chat.locale;
    let cid = cid.clone();
    html! {
        <EmptyState
            class="panes__empty"
            glyph={glyph::CIRCLE_ALERT}
            title={t!(locale, "conversation.trouble.title")}
            text={stand_in::sentence(locale, trouble)}
            is_alert=true
        >
            <span class="empty__actions">
                <Button label={t!(locale, "screen.retry")} glyph={glyph::REFRESH_CW} onclick={chat.emit.reform(move |()| Intent::OpenChannel(cid.clone()))} />
                <Button class="narrow-only" label={t!(locale, "header.back")} onclick={chat.emit.reform(|()| Intent::CloseChannel)} />
            </span>
        </EmptyState>
    }
}
