//! What a tenant's actions need and what is being done of them (feature F104).

use std::cell::LazyCell;
use std::rc::Rc;

use super::placeholders::{at, fill};
use super::{Channel, Delivery, Message, Millis, State};
use crate::config::{Age, Badge, CustomAction, Placement, Run};
use crate::wire::{Cid, MessageId, MessageType, Ts, Wire};

/// An action that was chosen and has not come to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// Tells it from others.
    pub number: u32,
    /// Id of the action.
    pub action: Rc<str>,
    /// In which channel.
    pub cid: Cid,
    /// For which message.
    pub message: Option<MessageId>,
    /// What the user knows it as.
    pub label: Rc<str>,
}

impl State {
    /// The actions that are offered in one place, now.
    pub fn actions<'a>(
        &'a self,
        placement: Placement,
        channel: &'a Channel,
        message: Option<&'a Message>,
    ) -> impl Iterator<Item = &'a Rc<CustomAction>> {
        let here = self.tools.actions.iter().filter(move |action| action.placement == placement);
        here.filter(move |action| self.offers(action, channel, message))
    }

    /// Whether everything that an action requires is there.
    #[must_use]
    pub fn offers(&self, action: &CustomAction, channel: &Channel, message: Option<&Message>) -> bool {
        let requires = &action.requires;
        let is_in = |list: &[String], word: &str| list.iter().any(|known| known == word);
        let fits_message = match message {
            Some(message) => {
                let is_said = matches!(message.kind, MessageType::Regular | MessageType::Reply | MessageType::Other(_));
                message.delivery == Delivery::Sent && is_said && !message.is_deleted()
            }
            None => action.placement != Placement::MessageMenu,
        };
        fits_message
            && action.steps().all(|run| may_run(run, channel))
            && requires.capabilities.iter().all(|capability| channel.can(capability))
            && (requires.channel_types.is_empty() || is_in(&requires.channel_types, channel.cid().channel_type()))
            && (requires.roles.is_empty() || self.roles(channel).any(|role| is_in(&requires.roles, role)))
            && requires.when.as_ref().is_none_or(|when| self.belongs(when, channel) == Some(true))
    }

    /// What is to be seen of a channel at once, at this moment: texts, each with a tone.
    #[must_use]
    pub fn badges(&self, channel: &Channel, language: &str, now: Millis) -> Vec<(String, &'static str)> {
        // Lists ask at each drawing: the channel is written once for all of its badges, and not at all where none asks.
        let data = LazyCell::new(|| channel.data.write());
        let value = |name: &str| match name.strip_prefix("channel.") {
            Some(path) => data.as_ref().and_then(|data| at(data, path)).or_else(|| self.common(name, channel)),
            None => self.placeholder(name, channel, None),
        };
        let is_old = |age: &Age| {
            let since = value(&["channel.", &age.field].concat()).and_then(|time| Ts::parse(&time));
            since.is_some_and(|since| now - since.millis() >= Millis::from(age.minutes) * 60_000)
        };
        let applies = |badge: &&Rc<Badge>| {
            badge.when.as_ref().is_none_or(|when| self.belongs(when, channel) == Some(true)) && badge.older_than.as_ref().is_none_or(is_old)
        };
        let shown = self.tools.badges.iter().filter(applies);
        shown.filter_map(|badge| Some((fill(badge.label.text(language), &value, &|_| None)?, badge.tone))).collect()
    }

    /// The own user's role, and the one in the channel.
    fn roles<'a>(&'a self, channel: &'a Channel) -> impl Iterator<Item = &'a str> {
        let own = self.me.as_ref().and_then(|me| me.own.role.as_deref());
        let member = channel.membership.as_ref();
        own.into_iter().chain(member.and_then(|member| member.channel_role.as_deref()))
    }

    /// Whether an action is being done for a channel or message.
    #[must_use]
    pub fn is_running(&self, action: &str, cid: &Cid, message: Option<&MessageId>) -> bool {
        self.running.iter().any(|it| &*it.action == action && it.cid == *cid && it.message.as_ref() == message)
    }
}

/// What Stream asks for to change these keys (protocol section 9.1).
fn may_run(run: &Run, channel: &Channel) -> bool {
    match run {
        Run::Event | Run::Request { .. } => true,
        Run::Send { .. } => channel.can("send-message") && !channel.data.frozen && !channel.data.disabled,
        Run::UpdateChannel { set, unset } => set.keys().chain(unset).all(|key| match &**key {
            "frozen" => channel.can("freeze-channel") || channel.can("update-channel"),
            "cooldown" => channel.can("set-channel-cooldown"),
            _ => channel.can("update-channel"),
        }),
    }
}
