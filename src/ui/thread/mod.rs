//! A thread beside its channel: the message it is about, the replies, and where one replies (features F155, F156, F159).
//!
//! [`panel`] is the only way in. The replies are shown by the same list as the channel's messages.

#[cfg(any(test, feature = "gallery"))]
mod examples;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::composer::Composer;
use super::context::{ByPtr, ChatContext, use_chat};
use super::kit::{Button, EmptyState, IconButton, Spinner, glyph};
use super::message_list::MessageList;
use super::names::{plain, typing_sentence};
use super::stand_in;
use crate::chat::Intent;
use crate::state::{Channel, Thread, ThreadPhase};
use crate::t;

#[cfg(any(test, feature = "gallery"))]
pub(super) use examples::examples;

/// The thread that the element shows; nothing when it shows none.
pub(super) fn panel(chat: &ChatContext, channel: &ByPtr<Channel>) -> Html {
    let Some(thread) = chat.snapshot.open_thread(chat.screen).filter(|thread| thread.cid == *channel.cid()) else { return Html::default() };
    let key = thread.parent_id.to_string();
    html! { <ThreadPanel {key} channel={channel.clone()} thread={ByPtr::from(thread)} /> }
}

/// What a [`ThreadPanel`] shows.
#[derive(Clone, PartialEq, Properties)]
struct ThreadPanelProps {
    channel: ByPtr<Channel>,
    thread: ByPtr<Thread>,
}

#[component]
fn ThreadPanel(props: &ThreadPanelProps) -> Html {
    let ThreadPanelProps { channel, thread } = props;
    let (chat, node) = (use_chat(), use_node_ref());
    use_focus(&node);
    let locale = &chat.locale;
    let close = chat.emit.reform(|()| Intent::CloseThread);
    let onkeydown = {
        let close = close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && !event.is_composing() && !event.default_prevented() {
                event.prevent_default();
                event.stop_propagation();
                close.emit(());
            }
        })
    };
    html! {
        <aside ref={node} class="thread" part="panel" data-region="thread" aria-label={t!(locale, "thread.title")} {onkeydown}>
            <header class="bar">
                <IconButton class="thread__back" glyph={glyph::ARROW_LEFT} mirrors=true label={t!(locale, "thread.back")} onclick={close.clone()} />
                <div class="bar__names">
                    <h2 class="bar__name">{ t!(locale, "thread.title") }</h2>
                    { subtitle(&chat, channel, thread) }
                </div>
                <IconButton class="thread__close" glyph={glyph::X} label={t!(locale, "thread.close")} onclick={close} />
            </header>
            { content(&chat, channel, thread) }
        </aside>
    }
}

/// Who types, else where the thread is and how many replies it has.
fn subtitle(chat: &ChatContext, channel: &ByPtr<Channel>, thread: &Thread) -> Html {
    let (locale, state) = (&chat.locale, &chat.snapshot);
    let typing = channel.typing_in(&thread.parent_id, Some(&chat.me)).filter_map(|id| state.user(id)).map(ByPtr::from);
    let typing: Vec<_> = typing.collect();
    if !typing.is_empty() {
        return html! { <p class="bar__subtitle bar__subtitle--typing">{ typing_sentence(&typing, true, locale) }</p> };
    }
    let name = state.channel_name(channel).map_or_else(|| t!(locale, "channel.unnamed"), |name| plain(&name).into_owned());
    let count = thread.parent.as_ref().map_or(0, |parent| parent.reply_count);
    let replies = (count > 0).then(|| t!(locale, "message.replies", count = count));
    html! {
        <p class="bar__subtitle">
            <span dir="auto">{ name }</span>
            if let Some(replies) = replies { { " · " }{ replies } }
        </p>
    }
}

fn content(chat: &ChatContext, channel: &ByPtr<Channel>, thread: &ByPtr<Thread>) -> Html {
    let locale = &chat.locale;
    let has_replies = !thread.timeline.current().messages.is_empty();
    match &thread.phase {
        ThreadPhase::Failed(trouble) if !has_replies => {
            let target = thread.target();
            html! {
                <EmptyState
                    class="panes__empty"
                    glyph={glyph::CIRCLE_ALERT}
                    title={t!(locale, "thread.trouble.title")}
                    text={stand_in::sentence(locale, trouble)}
                    is_alert=true
                >
                    <Button label={t!(locale, "screen.retry")} glyph={glyph::REFRESH_CW} onclick={chat.emit.reform(move |()| Intent::LoadOlder(target.clone()))} />
                </EmptyState>
            }
        }
        ThreadPhase::Loading if thread.parent.is_none() && !has_replies => {
            html! { <div class="thread__loading" role="status"><Spinner /><span class="visually-hidden">{ t!(locale, "thread.loading") }</span></div> }
        }
        ThreadPhase::Loading | ThreadPhase::Ready | ThreadPhase::Failed(_) => {
            let target = thread.target();
            let composer = chat.snapshot.composer(&target).map(ByPtr::from);
            html! {
                <>
                    <MessageList chat={chat.clone()} channel={channel.clone()} thread={Some(thread.clone())} />
                    <Composer channel={channel.clone()} {target} {composer} />
                </>
            }
        }
    }
}

/// The focus goes to where one replies, but not where that brings up a keyboard, and back at the end.
#[hook]
fn use_focus(node: &NodeRef) {
    let node = node.clone();
    use_effect_with((), move |()| {
        let panel = node.cast::<Element>();
        let root = panel.as_ref().and_then(|panel| panel.get_root_node().dyn_into::<web_sys::ShadowRoot>().ok());
        let before = root.as_ref().and_then(web_sys::ShadowRoot::active_element);
        let is_touch =
            web_sys::window().and_then(|window| window.match_media("(pointer: coarse)").ok().flatten()).is_some_and(|it| it.matches());
        // The button that opened it may be gone already; but the focus of the page around is never taken.
        let page_has_it =
            panel.as_ref().and_then(|panel| panel.owner_document()?.active_element()).is_some_and(|it| it.tag_name() != "BODY");
        if (before.is_some() || !page_has_it) && !is_touch {
            let field = panel.as_ref().and_then(|panel| panel.query_selector("textarea:not([disabled])").ok().flatten());
            let aim = field.or_else(|| panel.as_ref().and_then(|panel| panel.query_selector(".thread__close").ok().flatten()));
            if let Some(aim) = aim.and_then(|aim| aim.dyn_into::<HtmlElement>().ok()) {
                let _ = aim.focus();
            }
        }
        move || {
            let held = root.as_ref().and_then(web_sys::ShadowRoot::active_element);
            let is_lost = held.is_none_or(|held| panel.is_some_and(|panel| panel.contains(Some(&held))));
            let back = before.filter(|before| is_lost && before.is_connected()).and_then(|before| before.dyn_into::<HtmlElement>().ok());
            let field = || root.as_ref()?.query_selector("[data-region=\"main\"] textarea").ok()??.dyn_into::<HtmlElement>().ok();
            if let Some(back) = back.or_else(|| field().filter(|_| is_lost && !is_touch)) {
                let _ = back.focus();
            }
        }
    });
}
