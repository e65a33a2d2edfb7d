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
use super::message_list::rows::Key;
use super::names::{plain, typing_sentence};
use super::stand_in;
use crate::chat::Intent;
use crate::state::{Channel, Thread, ThreadPhase};
use crate::t;
use crate::wire::MessageId;

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

/// The focus goes to where one replies, but not where that brings up a keyboard.
#[hook]
fn use_focus(node: &NodeRef) {
    let node = node.clone();
    use_effect_with((), move |()| {
        let panel = node.cast::<Element>();
        let field = panel.as_ref().and_then(|panel| panel.query_selector("textarea:not([disabled])").ok().flatten());
        let aim = field.or_else(|| panel.as_ref().and_then(|panel| panel.query_selector(".thread__close").ok().flatten()));
        if let Some(aim) = aim.and_then(|aim| aim.dyn_into::<HtmlElement>().ok()).filter(|aim| !is_touch() && !host_page_has_focus(aim)) {
            let _ = aim.focus();
        }
    });
}

/// When a thread is closed the focus goes back to the message it is about, or to where one writes.
#[hook]
pub(super) fn use_return_of_focus(panes: &NodeRef, open: &Option<MessageId>) {
    let (panes, before) = (panes.clone(), use_mut_ref(|| None::<MessageId>));
    use_effect_with(open.clone(), move |open| {
        let left = before.replace(open.clone());
        if let (Some(id), None) = (left, open) {
            give_back(&panes, &id);
        }
    });
}

fn give_back(panes: &NodeRef, id: &MessageId) -> Option<()> {
    let panes = panes.cast::<Element>()?;
    let root = panes.get_root_node().dyn_into::<web_sys::ShadowRoot>().ok()?;
    // What had it is gone; anything else that has it by now keeps it.
    if root.active_element().is_some() || host_page_has_focus(&panes) {
        return None;
    }
    let rows = panes.query_selector_all("[data-region=\"main\"] [data-row]").ok()?;
    let key = Key::Message(id.clone()).text();
    let rows = (0..rows.length()).filter_map(|index| rows.item(index)?.dyn_into::<HtmlElement>().ok());
    let row = rows.into_iter().find(|row| row.get_attribute("data-row").as_deref() == Some(&key) && row.offset_height() > 0);
    let field = || panes.query_selector("[data-region=\"main\"] textarea").ok().flatten()?.dyn_into::<HtmlElement>().ok();
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    row.or_else(|| field().filter(|_| !is_touch()))?.focus_with_options(&options).ok()
}

fn is_touch() -> bool {
    web_sys::window().and_then(|window| window.match_media("(pointer: coarse)").ok().flatten()).is_some_and(|it| it.matches())
}

/// Something outside of the element has the focus: that is never taken.
fn host_page_has_focus(node: &Element) -> bool {
    let holder = node.owner_document().and_then(|document| document.active_element());
    let host = node.get_root_node().dyn_into::<web_sys::ShadowRoot>().map(|root| root.host()).ok();
    holder.is_some_and(|holder| holder.tag_name() != "BODY" && Some(&holder) != host.as_ref())
}
