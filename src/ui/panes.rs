//! List, conversation and thread side by side, or one of them when narrow; F6 goes from one to the next (trust C2).

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::Layout;
use super::channel_header::ChannelHeader;
use super::channel_list::ChannelList;
use super::composer::Composer;
use super::context::{ByPtr, ChatContext, use_chat};
use super::kit::{Button, EmptyState, glyph};
use super::message_list::MessageList;
use super::{reactions, stand_in, thread};
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

/// List, conversation and thread.
#[component]
pub(super) fn Panes(props: &PanesProps) -> Html {
    let (chat, node) = (use_chat(), use_node_ref());
    use_regions(&node);
    let screen = chat.snapshot.screens.get(&chat.screen).cloned().unwrap_or_default();
    thread::use_return_of_focus(&node, &screen.thread);
    let channel = screen.open.as_ref().and_then(|cid| chat.snapshot.channels.get(cid)).map(ByPtr::from);
    let channel = channel.filter(|_| screen.open_trouble.is_none() && props.layout != Layout::List);
    let beside = channel.map(|channel| thread::panel(&chat, &channel)).filter(|_| screen.thread.is_some());
    html! {
        <div ref={node} class="panes" data-thread={beside.is_some().then_some("")}>
            if props.layout != Layout::Conversation {
                <div class="panes__list" part="list"><ChannelList /></div>
            }
            if props.layout != Layout::List {
                <section class="panes__main" data-region="main" aria-label={t!(chat.locale, "conversation.label")}>{ conversation(&chat, &screen, props.layout) }</section>
            }
            { beside }
            { reactions::detail(&chat) }
        </div>
    }
}

/// Where F6 stops, in this order; what is not there or not shown is left out.
const REGIONS: [&str; 5] = [
    ".panes__list .rows [tabindex=\"0\"]",
    "[data-region=\"main\"] [data-row][tabindex=\"0\"]",
    "[data-region=\"main\"] textarea",
    "[data-region=\"thread\"] [data-row][tabindex=\"0\"]",
    "[data-region=\"thread\"] textarea",
];

/// F6 goes to the next region, with Shift to the one before; with Ctrl too, which browsers leave to the page. Heard at the
/// element and on the way down, because a field keeps its keys to itself.
#[hook]
fn use_regions(node: &NodeRef) {
    let node = node.clone();
    use_effect_with((), move |()| {
        let panes = node.cast::<Element>();
        let heard = {
            let panes = panes.clone();
            Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| {
                if event.key() == "F6" && !event.alt_key() && !event.meta_key() && go(panes.as_ref(), event.shift_key()).is_some() {
                    event.prevent_default();
                    event.stop_propagation();
                }
            })
        };
        let root = panes.and_then(|panes| panes.get_root_node().dyn_into::<web_sys::ShadowRoot>().ok());
        let host = root.map(|root| root.host());
        if let Some(host) = &host {
            let _ = host.add_event_listener_with_callback_and_bool("keydown", heard.as_ref().unchecked_ref(), true);
        }
        move || {
            if let Some(host) = host {
                let _ = host.remove_event_listener_with_callback_and_bool("keydown", heard.as_ref().unchecked_ref(), true);
            }
        }
    });
}

fn go(panes: Option<&Element>, is_back: bool) -> Option<()> {
    let panes = panes?;
    let holder = panes.get_root_node().dyn_into::<web_sys::ShadowRoot>().ok()?.active_element()?;
    // A dialog keeps the focus.
    if holder.closest("dialog").ok()?.is_some() {
        return None;
    }
    let stop = |selector: &&str| panes.query_selector(selector).ok()??.dyn_into::<HtmlElement>().ok();
    let stops: Vec<HtmlElement> = REGIONS.iter().filter_map(stop).filter(|stop| stop.offset_height() > 0).collect();
    // The region that the focus is in now: the last one that begins before or around it.
    let place = |stop: &HtmlElement| {
        let is_before = holder.compare_document_position(stop) & web_sys::Node::DOCUMENT_POSITION_PRECEDING != 0;
        is_before || stop.contains(Some(&holder)) || holder.contains(Some(stop))
    };
    let here = stops.iter().rposition(place);
    let count = stops.len();
    let next = match (here, is_back) {
        (Some(here), false) => (here + 1).checked_rem(count)?,
        (Some(here), true) => (here + count).checked_sub(1)?.checked_rem(count)?,
        (None, _) => 0,
    };
    stops.get(next)?.focus().ok()
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
