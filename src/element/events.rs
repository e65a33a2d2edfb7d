//! From news of the core to events of the page: the only place that dispatches.
//!
//! Names and details are the contract (README, "Events"): ids and counts, never a token, never a message's text.

use crate::chat::HostEvent;

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
}

/// Names of all events, in the order of the alphabet.
pub const NAMES: &[&str] = &[
    "chat-service-auth-required",
    "chat-service-channel-open",
    "chat-service-connection-change",
    "chat-service-error",
    "chat-service-message-received",
    "chat-service-message-sent",
    "chat-service-ready",
    "chat-service-unread-change",
];

/// What a piece of news looks like to the page.
#[must_use]
pub fn outline(event: &HostEvent) -> Outline {
    let text = |text: &str| Detail::Text(text.to_owned());
    let (name, detail) = match event {
        HostEvent::AuthRequired => ("chat-service-auth-required", Vec::new()),
        HostEvent::ChannelOpen { cid } => ("chat-service-channel-open", vec![("cid", text(cid.as_str()))]),
        HostEvent::ConnectionChange { state, online } => {
            ("chat-service-connection-change", vec![("state", text(state)), ("online", Detail::Flag(*online))])
        }
        HostEvent::Error { kind, message } => ("chat-service-error", vec![("kind", text(kind)), ("message", text(message))]),
        HostEvent::MessageReceived { cid, id } => {
            ("chat-service-message-received", vec![("cid", text(cid.as_str())), ("messageId", text(id.as_str()))])
        }
        HostEvent::MessageSent { cid, id } => {
            ("chat-service-message-sent", vec![("cid", text(cid.as_str())), ("messageId", text(id.as_str()))])
        }
        HostEvent::Ready => ("chat-service-ready", Vec::new()),
        HostEvent::UnreadChange { total, channels } => {
            ("chat-service-unread-change", vec![("total", Detail::Number(*total)), ("channels", Detail::Number(*channels))])
        }
    };
    Outline { name, cancelable: matches!(event, HostEvent::AuthRequired), detail }
}

#[cfg(test)]
impl Detail {
    /// Its type in TypeScript.
    pub(super) const fn ts(&self) -> &'static str {
        match self {
            Self::Flag(_) => "boolean",
            Self::Number(_) => "number",
            Self::Text(_) => "string",
        }
    }
}

/// Every piece of news there is, for tests.
#[cfg(test)]
pub(super) fn one_of_each() -> Vec<HostEvent> {
    let (cid, id) = (crate::wire::Cid::from("messaging:a"), crate::wire::MessageId::from("m1"));
    vec![
        HostEvent::AuthRequired,
        HostEvent::ChannelOpen { cid: cid.clone() },
        HostEvent::ConnectionChange { state: "online", online: true },
        HostEvent::Error { kind: "config", message: "no answer".into() },
        HostEvent::MessageReceived { cid: cid.clone(), id: id.clone() },
        HostEvent::MessageSent { cid, id },
        HostEvent::Ready,
        HostEvent::UnreadChange { total: 3, channels: 2 },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_its_name_and_only_sign_in_can_be_prevented() {
        let outlines: Vec<Outline> = one_of_each().iter().map(outline).collect();
        assert_eq!(outlines.iter().map(|outline| outline.name).collect::<Vec<_>>(), NAMES);
        assert_eq!(
            outlines.iter().filter(|outline| outline.cancelable).map(|outline| outline.name).collect::<Vec<_>>(),
            ["chat-service-auth-required"]
        );
    }

    #[test]
    fn unread_totals_are_numbers_for_a_badge() {
        let outline = outline(&HostEvent::UnreadChange { total: 3, channels: 2 });
        assert_eq!(outline.detail, [("total", Detail::Number(3)), ("channels", Detail::Number(2))]);
    }
}
