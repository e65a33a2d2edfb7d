//! What the host hears of presses and may prevent (feature F209): before a message goes out, when a link, a name or a
//! picture is pressed or pointed at; and what of the tenant's theme could not be used.
//!
//! Presses are heard at the root, on the way down, so that no view has to know of it. Comes with the later part.

use std::rc::{Rc, Weak};

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement, ShadowRoot};

use super::events::emit;
use super::host::{Host, Live};
use crate::browser::clock;
use crate::chat::{HostEvent, Intent};
use crate::config::Fault;
use crate::state::State;
use crate::theme;
use crate::wire::{Cid, MessageId, UserId};

/// Whether the host lets a wish go on: it may keep back what is written.
pub(super) fn may_go(host: &Weak<Host>, state: &State, intent: &Intent) -> bool {
    let tell = |event: &HostEvent| host.upgrade().and_then(|host| host.element()).is_none_or(|element| emit(&element, event));
    if let Intent::CreatePoll { target, id, .. } = intent {
        let (cid, parent) = (target.cid.clone(), target.parent.clone());
        return tell(&HostEvent::BeforeSend { cid, parent, id: id.clone(), is_edit: false });
    }
    let Intent::Send { target, id } = intent else { return act(intent).is_none_or(|event| tell(&event)) };
    let edits = state.composer(target).and_then(|composer| Some((composer, composer.editing.as_ref()?)));
    let changes_nothing = edits.is_some_and(|(composer, editing)| !composer.differs_from(&editing.message));
    if changes_nothing || state.hold(target, clock::now()).is_some() {
        return true;
    }
    let event = HostEvent::BeforeSend {
        cid: target.cid.clone(),
        parent: target.parent.clone(),
        id: edits.map_or(id, |(_, editing)| &editing.message.id).clone(),
        is_edit: edits.is_some(),
    };
    tell(&event)
}

/// What somebody is about to do, where that can be kept back.
fn act(intent: &Intent) -> Option<HostEvent> {
    let (kind, cid, id, user, on) = match intent {
        Intent::BlockUser { user, on } => ("block", None, None, Some(user), *on),
        Intent::Delete(cid, id) => ("delete", Some(cid), Some(id), None, true),
        Intent::Flag(cid, id) => ("flag", Some(cid), Some(id), None, true),
        Intent::MarkRead(cid) => ("mark-read", Some(cid), None, None, true),
        Intent::MarkUnread(cid, id) => ("mark-unread", Some(cid), Some(id), None, true),
        Intent::MuteUser { user, on } => ("mute", None, None, Some(user), *on),
        Intent::Pin { cid, id, on } => ("pin", Some(cid), Some(id), None, *on),
        Intent::React { cid, id, .. } => ("react", Some(cid), Some(id), None, true),
        Intent::Attach(target, _) => ("upload", Some(&target.cid), target.parent.as_ref(), None, true),
        _ => return None,
    };
    Some(HostEvent::BeforeAct { kind, cid: cid.cloned(), id: id.cloned(), user: user.cloned(), on })
}

/// Hears presses inside a root, which outlives the elements that it is used for.
pub(super) fn listen(root: &HtmlElement) {
    let heard = Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| {
        let _ = heard(&event);
    })
    .into_js_value();
    for name in ["click", "auxclick"] {
        let _ = root.add_event_listener_with_callback_and_bool(name, heard.unchecked_ref(), true);
    }
    let hovered = Closure::<dyn Fn(web_sys::PointerEvent)>::new(|event: web_sys::PointerEvent| {
        let _ = hovered(&event);
    })
    .into_js_value();
    let _ = root.add_event_listener_with_callback_and_bool("pointerover", hovered.unchecked_ref(), true);
}

/// Whom something is about.
const PEOPLE: &str = "[data-mention], [data-user]";

/// The pointer came over a name or a picture, from elsewhere. A finger hovers over nothing.
fn hovered(event: &web_sys::PointerEvent) -> Option<()> {
    let whose = |target: Option<web_sys::EventTarget>| target?.dyn_into::<Element>().ok()?.closest(PEOPLE).ok()?;
    let over = whose(event.target()).filter(|_| event.pointer_type() != "touch")?;
    if whose(event.related_target()).as_ref() == Some(&over) {
        return None;
    }
    let element = over.get_root_node().dyn_into::<ShadowRoot>().ok()?.host();
    let (cid, id) = place(&over);
    let event = match over.get_attribute("data-mention") {
        Some(user) => HostEvent::MentionHover { user: UserId::from(user), cid, id },
        None => HostEvent::UserHover { user: UserId::from(over.get_attribute("data-user")?), cid, id },
    };
    emit(&element, &event);
    Some(())
}

/// The channel and the message in which something is.
fn place(target: &Element) -> (Option<Cid>, Option<MessageId>) {
    (word(target, "data-cid").map(Cid::from), word(target, "data-message-id").map(MessageId::from))
}

/// What the nearest element says by an attribute.
fn word(target: &Element, name: &str) -> Option<String> {
    target.closest(&["[", name, "]"].concat()).ok()??.get_attribute(name)
}

fn heard(event: &web_sys::Event) -> Option<()> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let element = target.get_root_node().dyn_into::<ShadowRoot>().ok()?.host();
    let (cid, id) = place(&target);
    let link = target.closest("[data-message-id] a[href]:not([download])").ok().flatten();
    if let Some(url) = link.and_then(|link| link.get_attribute("href")) {
        if !emit(&element, &HostEvent::LinkClick { url, cid, id }) {
            event.prevent_default();
        }
    } else if let Some(user) = word(&target, "data-mention") {
        emit(&element, &HostEvent::MentionClick { user: UserId::from(user), cid, id });
    } else if let Some(user) = word(&target, "data-user") {
        emit(&element, &HostEvent::UserClick { user: UserId::from(user), cid, id });
    }
    Some(())
}

/// Tells once what of the theme could not be used or had to be repaired; afterwards, because the host may answer by a call.
pub(super) fn tell_faults(host: &Host, live: &mut Live, state: &Rc<State>) {
    let is_same = live.drawn.is_some() && Rc::ptr_eq(&live.checked, &state.config);
    if is_same {
        return;
    }
    live.checked = state.config.clone();
    let faults = theme::declarations(&state.config.theme).faults();
    if faults == live.told {
        return;
    }
    live.told.clone_from(&faults);
    let me = host.me.clone();
    spawn_local(async move {
        for Fault { path, expected } in faults {
            let message = ["the configuration's ", &path, " should have been ", expected].concat();
            web_sys::console::warn_1(&["chat-service: ", &message].concat().into());
            if let Some(host) = me.upgrade() {
                host.tell(&HostEvent::Error { kind: "config-key", message });
            }
        }
    });
}
