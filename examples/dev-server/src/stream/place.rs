//! A channel as the asking user stands in it: what they may do there and what they are shown of it.

use serde_json::{Value, json};

use crate::access;
use crate::error::Error;
use crate::request::{Actor, limit};
use crate::store::channels::{self, Channel};
use crate::store::members::{self, Member};
use crate::store::pages::{self, Of};
use crate::store::{Object, drafts, messages, reads, users};
use crate::stream::telling;
use crate::work::Work;

/// The channel, the user's membership and their capabilities.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) channel: Channel,
    pub(crate) membership: Option<Member>,
    capabilities: Vec<&'static str>,
}

impl Place {
    /// # Errors
    /// Code 16 when there is no such channel, code 17 when it is not for this user.
    pub(crate) fn enter(work: &Work<'_>, cid: &str) -> Result<Self, Error> {
        Self::of(work, channels::load(work, cid)?)
    }

    /// As `enter`, for a channel already read.
    pub(crate) fn of(work: &Work<'_>, channel: Channel) -> Result<Self, Error> {
        let membership = members::find(work, &channel.cid, &work.me)?;
        let capabilities =
            access::capabilities(&work.permissions(), &channel, membership.as_ref(), &work.me, &users::role(work, &work.me)?);
        if capabilities.is_empty() {
            return Err(Error::not_allowed(format!("user {} is not a member of {}", work.me, channel.cid)));
        }
        Ok(Self { channel, membership, capabilities })
    }

    /// A message and the place where it is.
    ///
    /// # Errors
    /// Code 16 also when the message is older than what this user is shown.
    pub(crate) fn with_message(work: &Work<'_>, id: &str) -> Result<(messages::Message, Self), Error> {
        let message = messages::load(work, id)?;
        let place = Self::enter(work, &message.cid)?;
        if place.history_from().is_some_and(|from| message.created_at <= from) {
            return Err(Error::missing(format!("message {id} does not exist")));
        }
        Ok((message, place))
    }

    pub(crate) fn can(&self, capability: &str) -> bool {
        self.capabilities.contains(&capability)
    }

    /// # Errors
    /// Code 17 without the capability.
    pub(crate) fn need(&self, capability: &str) -> Result<(), Error> {
        if self.can(capability) { Ok(()) } else { Err(Error::not_allowed(format!("{capability} is not allowed in {}", self.channel.cid))) }
    }

    /// # Errors
    /// Code 19 when the channel has the feature turned off.
    pub(crate) fn need_feature(&self, feature: &str) -> Result<(), Error> {
        if self.channel.has(feature) { Ok(()) } else { Err(Error::feature_off(feature)) }
    }

    /// From when on this user is shown messages.
    pub(crate) fn history_from(&self) -> Option<i64> {
        self.membership.as_ref().and_then(|member| member.history_from)
    }

    /// The channel's list of messages as this user is shown it.
    pub(crate) fn messages(&self) -> Of<'_> {
        Of::Channel(&self.channel.cid, self.history_from())
    }

    /// The `ChannelState` of protocol 4.1. Without `state` the lists are empty.
    pub(crate) fn state(&self, work: &Work<'_>, with_state: bool, asked: &Pages) -> Result<Object, Error> {
        let cid = self.channel.cid.as_str();
        let mut state = Object::new();
        let membership = self.membership.as_ref();
        state.insert("channel".into(), self.channel.personal(work, membership)?.into());
        state.insert("hidden".into(), membership.is_some_and(|member| member.hidden).into());
        let watchers = work.hub().watchers(cid);
        state.insert("watcher_count".into(), watchers.len().into());
        state.insert("threads".into(), json!([]));
        state.insert("pending_messages".into(), json!([]));
        if let Some(membership) = membership {
            state.insert("membership".into(), membership.shown(work, &self.channel)?.into());
        }
        if let Some(from) = self.history_from() {
            state.insert("hide_messages_before".into(), crate::clock::text(from).into());
        }
        let (mut page, mut people, mut read, mut pinned) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        if with_state {
            page = pages::page(work, self.messages(), &asked.messages, asked.message_limit)?;
            let (limit, offset) = (limit(&asked.members["limit"], asked.member_limit, 100), limit(&asked.members["offset"], 0, 10_000));
            people = members::page(work, cid, limit, offset)?;
            read = reads::of(work, cid)?;
            pinned = self.pinned(work, 10)?;
        }
        state.insert("messages".into(), messages::all_personal(work, &page)?.into());
        state.insert("pinned_messages".into(), messages::all_personal(work, &pinned)?.into());
        state.insert("members".into(), members::all_shown(work, &self.channel, &people)?.into());
        if self.channel.has("read_events") {
            state.insert("read".into(), read.iter().map(|read| read.shown(work)).collect::<Result<Vec<_>, _>>()?.into());
        } else {
            state.insert("read".into(), json!([]));
        }
        let wanted = limit(&asked.watchers["limit"], 0, 300);
        if wanted > 0 {
            let shown: Vec<String> = watchers.into_iter().skip(limit(&asked.watchers["offset"], 0, 10_000)).take(wanted).collect();
            state.insert("watchers".into(), users::all_shown(work, &shown)?.into());
        }
        if let Some(draft) = drafts::find(work, cid, "")? {
            state.insert("draft".into(), draft.shown(work, true)?);
        }
        Ok(state)
    }

    /// Pinned messages, newest pin first.
    pub(crate) fn pinned(&self, work: &Work<'_>, limit: usize) -> Result<Vec<messages::Message>, Error> {
        let query = format!(
            "SELECT {} FROM messages m WHERE cid = ?1 AND pinned_at IS NOT NULL AND deleted_at IS NULL AND created_at > ?2
                AND (pin_expires IS NULL OR pin_expires > ?3) ORDER BY pinned_at DESC LIMIT ?4",
            messages::COLUMNS
        );
        let from = self.history_from().unwrap_or(i64::MIN);
        let pinned = work.all(&query, rusqlite::params![self.channel.cid, from, work.now, limit], messages::Message::read)?;
        Ok(pinned.into_iter().filter(|message| message.is_for(&work.me)).collect())
    }

    /// Makes the connection watch the channel and tells the others.
    pub(crate) fn watch(&self, work: &Work<'_>, connection: &str) -> Result<(), Error> {
        if work.hub().watch(connection, &self.channel.cid) && self.channel.has("connect_events") {
            watching(work, &self.channel, "user.watching.start")?;
        }
        Ok(())
    }

    /// Subscribes the connection to the presence of the members.
    pub(crate) fn follow(&self, work: &Work<'_>, connection: &str) -> Result<(), Error> {
        work.hub().follow(connection, members::ids(work, &self.channel.cid)?);
        Ok(())
    }
}

/// Tells that the asking user watches, or no longer.
pub(crate) fn watching(work: &Work<'_>, channel: &Channel, kind: &str) -> Result<(), Error> {
    let count = work.hub().watchers(&channel.cid).len();
    let event = telling::with(telling::event(work, channel, kind)?, json!({ "watcher_count": count }));
    telling::to_watchers(work, channel, event)
}

/// How much of a channel is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Pages {
    pub(crate) messages: Value,
    pub(crate) members: Value,
    pub(crate) watchers: Value,
    pub(crate) message_limit: usize,
    pub(crate) member_limit: usize,
}

/// The live connection a request watches with, if it asks for that.
///
/// # Errors
/// Code 4 when it watches without one (protocol 4.2).
pub(crate) fn watching_connection(work: &Work<'_>, actor: &Actor, body: &Value) -> Result<Option<String>, Error> {
    if body["watch"] != true && body["presence"] != true {
        return Ok(None);
    }
    match &actor.connection {
        Some(id) if work.hub().is_open(id, &work.me) => Ok(Some(id.clone())),
        _ => Err(Error::input(
            "Watch or Presence requires an active websocket connection, please make sure to include your websocket connection_id",
        )),
    }
}
