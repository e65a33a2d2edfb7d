//! From news of the core to events of the page: the only place that dispatches.
//!
//! Names and details are the contract (README, "Events"): ids and counts, never a token, never a message's text. One carries
//! more: an attachment that only the host knows.

use crate::chat::HostEvent;
use crate::wire::{Cid, MessageId, UserId};

/// What an event looks like to the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// Type of the event.
    pub name: &'static str,
    /// The host may prevent what would happen.
    pub cancelable: bool,
    /// Keys and values of `detail`.
    pub detail: Vec<(&'static str, Detail)>,
}

/// One value of `detail`.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    /// Yes or no.
    Flag(bool),
    /// A count.
    Number(u32),
    /// An id, a name, or a sentence for developers.
    Text(String),
    /// Data, in JSON.
    Data(String),
}

/// Names of all events, in the order of the alphabet.
pub const NAMES: &[&str] = &[
    "chat-service-action",
    "chat-service-attachment",
    "chat-service-auth-required",
    "chat-service-before-act",
    "chat-service-before-send",
    "chat-service-channel-open",
    "chat-service-connection-change",
    "chat-service-error",
    "chat-service-link-click",
    "chat-service-mention-click",
    "chat-service-mention-hover",
    "chat-service-message-received",
    "chat-service-message-sent",
    "chat-service-ready",
    "chat-service-unread-change",
    "chat-service-user-click",
    "chat-service-user-hover",
];

/// The one event that is told before the later part of the program is here.
const READY: &str = "chat-service-ready";

/// What a piece of news looks like to the page.
#[must_use]
pub fn outline(event: &HostEvent) -> Outline {
    let text = |text: &str| Detail::Text(text.to_owned());
    let cid = |cid: &Cid| ("cid", text(cid.as_str()));
    let message = |id: &MessageId| ("messageId", text(id.as_str()));
    let person = |user: &UserId| ("userId", text(user.as_str()));
    let place = |first: (&'static str, Detail), channel: &Option<Cid>, id: &Option<MessageId>| {
        let rest = channel.as_ref().map(cid).into_iter().chain(id.as_ref().map(message));
        std::iter::once(first).chain(rest).collect::<Vec<_>>()
    };
    let (name, detail) = match event {
        HostEvent::Action { id, cid, message } => ("chat-service-action", place(("id", text(id)), &Some(cid.clone()), message)),
        HostEvent::Attachment { cid: channel, id, slot, json } => {
            ("chat-service-attachment", vec![cid(channel), message(id), ("slot", text(slot)), ("attachment", Detail::Data(json.clone()))])
        }
        HostEvent::AuthRequired { asked } => ("chat-service-auth-required", vec![("asked", Detail::Flag(*asked))]),
        HostEvent::BeforeAct { kind, cid, id, user, on } => {
            let on = ("on", Detail::Flag(*on));
            let whom = user.as_ref().map(person);
            ("chat-service-before-act", place(("kind", text(kind)), cid, id).into_iter().chain(whom).chain([on]).collect())
        }
        HostEvent::BeforeSend { cid: channel, parent, id, is_edit } => {
            let parent = parent.as_ref().map(|parent| ("parentId", text(parent.as_str())));
            let edit = ("edit", Detail::Flag(*is_edit));
            ("chat-service-before-send", [cid(channel), message(id)].into_iter().chain(parent).chain([edit]).collect())
        }
        HostEvent::ChannelOpen { cid: channel, message: at, thread } => {
            let at = at.as_ref().map(message);
            let thread = thread.as_ref().map(|thread| ("threadId", text(thread.as_str())));
            ("chat-service-channel-open", [cid(channel)].into_iter().chain(at).chain(thread).collect())
        }
        HostEvent::ConnectionChange { state, online } => {
            ("chat-service-connection-change", vec![("state", text(state)), ("online", Detail::Flag(*online))])
        }
        HostEvent::Error { kind, message } => ("chat-service-error", vec![("kind", text(kind)), ("message", text(message))]),
        HostEvent::LinkClick { url, cid, id } => ("chat-service-link-click", place(("url", text(url)), cid, id)),
        HostEvent::MentionClick { user, cid, id } => ("chat-service-mention-click", place(person(user), cid, id)),
        HostEvent::MentionHover { user, cid, id } => ("chat-service-mention-hover", place(person(user), cid, id)),
        HostEvent::MessageReceived { cid: channel, id } => ("chat-service-message-received", vec![cid(channel), message(id)]),
        HostEvent::MessageSent { cid: channel, id } => ("chat-service-message-sent", vec![cid(channel), message(id)]),
        HostEvent::Ready => (READY, Vec::new()),
        HostEvent::UnreadChange { total, channels } => {
            ("chat-service-unread-change", vec![("total", Detail::Number(*total)), ("channels", Detail::Number(*channels))])
        }
        HostEvent::UserClick { user, cid, id } => ("chat-service-user-click", place(person(user), cid, id)),
        HostEvent::UserHover { user, cid, id } => ("chat-service-user-hover", place(person(user), cid, id)),
    };
    Outline { name, cancelable: is_cancelable(event), detail }
}

/// What the host may prevent: it signs in, looks at what goes out, or opens links itself.
const fn is_cancelable(event: &HostEvent) -> bool {
    use HostEvent::{AuthRequired, BeforeAct, BeforeSend, LinkClick};
    matches!(event, AuthRequired { .. } | BeforeAct { .. } | BeforeSend { .. } | LinkClick { .. })
}

/// Dispatches it on the element: bubbling, and out of any shadow tree the element is in. Answers whether what would follow may
/// follow: nobody prevented it.
#[cfg(target_arch = "wasm32")]
pub fn emit(element: &web_sys::Element, event: &HostEvent) -> bool {
    use wasm_bindgen::JsValue;

    let Outline { name, cancelable, detail } = outline(event);
    let object = js_sys::Object::new();
    for (key, value) in detail {
        let value = match value {
            Detail::Flag(flag) => JsValue::from_bool(flag),
            Detail::Number(number) => JsValue::from_f64(f64::from(number)),
            Detail::Text(text) => JsValue::from_str(&text),
            Detail::Data(json) => js_sys::JSON::parse(&json).unwrap_or(JsValue::NULL),
        };
        let _ = js_sys::Reflect::set(&object, &JsValue::from_str(key), &value);
    }
    dispatch(element, name, cancelable, &object)
}

/// The same for what is told before the later part of the program is here: that alone.
#[cfg(target_arch = "wasm32")]
pub fn emit_ready(element: &web_sys::Element) {
    dispatch(element, READY, false, &js_sys::Object::new());
}

#[cfg(target_arch = "wasm32")]
fn dispatch(element: &web_sys::Element, name: &str, cancelable: bool, detail: &js_sys::Object) -> bool {
    let init = web_sys::CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_cancelable(cancelable);
    init.set_detail(detail);
    let event = web_sys::CustomEvent::new_with_event_init_dict(name, &init);
    event.is_ok_and(|event| element.dispatch_event(&event).unwrap_or(true))
}

#[cfg(test)]
impl Detail {
    /// Its type in TypeScript.
    pub(super) const fn ts(&self) -> &'static str {
        match self {
            Self::Flag(_) => "boolean",
            Self::Number(_) => "number",
            Self::Text(_) => "string",
            Self::Data(_) => "Record<string, unknown>",
        }
    }
}

/// Every piece of news there is, for tests.
#[cfg(test)]
pub(super) fn one_of_each() -> Vec<HostEvent> {
    let (cid, id, user) = (Cid::from("messaging:a"), MessageId::from("m1"), UserId::from("u1"));
    let place = || (Some(cid.clone()), Some(id.clone()));
    vec![
        HostEvent::Action { id: "close".into(), cid: cid.clone(), message: Some(id.clone()) },
        HostEvent::Attachment { cid: cid.clone(), id: id.clone(), slot: "attachment-m1-0".into(), json: "{}".into() },
        HostEvent::AuthRequired { asked: true },
        HostEvent::BeforeAct { kind: "pin", cid: place().0, id: place().1, user: Some(user.clone()), on: true },
        HostEvent::BeforeSend { cid: cid.clone(), parent: Some(MessageId::from("p1")), id: id.clone(), is_edit: true },
        HostEvent::ChannelOpen { cid: cid.clone(), message: Some(id.clone()), thread: Some(id.clone()) },
        HostEvent::ConnectionChange { state: "online", online: true },
        HostEvent::Error { kind: "config", message: "no answer".into() },
        HostEvent::LinkClick { url: "https://a.test".into(), cid: place().0, id: place().1 },
        HostEvent::MentionClick { user: user.clone(), cid: place().0, id: place().1 },
        HostEvent::MentionHover { user: user.clone(), cid: place().0, id: place().1 },
        HostEvent::MessageReceived { cid: cid.clone(), id: id.clone() },
        HostEvent::MessageSent { cid: cid.clone(), id: id.clone() },
        HostEvent::Ready,
        HostEvent::UnreadChange { total: 3, channels: 2 },
        HostEvent::UserClick { user: user.clone(), cid: place().0, id: place().1 },
        HostEvent::UserHover { user, cid: place().0, id: place().1 },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_its_name_and_few_can_be_prevented() {
        let outlines: Vec<Outline> = one_of_each().iter().map(outline).collect();
        assert_eq!(outlines.iter().map(|outline| outline.name).collect::<Vec<_>>(), NAMES);
        assert_eq!(
            outlines.iter().filter(|outline| outline.cancelable).map(|outline| outline.name).collect::<Vec<_>>(),
            ["chat-service-auth-required", "chat-service-before-act", "chat-service-before-send", "chat-service-link-click"]
        );
    }

    #[test]
    fn details_carry_ids_and_nothing_that_was_written() {
        let keys: Vec<&str> = one_of_each().iter().flat_map(|event| outline(event).detail).map(|(key, _)| key).collect();
        let known = [
            "id",
            "cid",
            "messageId",
            "slot",
            "attachment",
            "parentId",
            "threadId",
            "edit",
            "on",
            "asked",
            "state",
            "online",
            "kind",
            "message",
            "url",
            "userId",
            "total",
            "channels",
        ];
        assert!(keys.iter().all(|key| known.contains(key)), "{keys:?}");
    }

    #[test]
    fn unread_totals_are_numbers_for_a_badge() {
        let outline = outline(&HostEvent::UnreadChange { total: 3, channels: 2 });
        assert_eq!(outline.detail, [("total", Detail::Number(3)), ("channels", Detail::Number(2))]);
    }
}
