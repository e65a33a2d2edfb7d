//! A channel as we hold it.

use crate::sorted::SortedMap;
use std::rc::Rc;

use super::{Message, Read, Receipts, Separator, State, Timeline, Typing, Window, inbox, later, members, users};
use crate::wire::{self, ChannelConfig, ChannelState, Cid, Member, Ts, UserId};

/// One channel: its data, people, messages and read state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Channel {
    /// The server's data, with capabilities and configuration.
    pub data: Rc<wire::Channel>,
    /// Loaded messages.
    pub timeline: Timeline,
    /// Loaded members by user id; large channels load only a page of them.
    pub members: SortedMap<UserId, Rc<Member>>,
    /// The own member entry; absent when not a member.
    pub membership: Option<Rc<Member>>,
    /// Read state by user id.
    pub reads: SortedMap<UserId, Read>,
    /// Unread messages of the own user.
    pub unread: u32,
    /// Where the unread line is drawn while the channel is open.
    pub separator: Option<Separator>,
    /// Connections watching now.
    pub watcher_count: u32,
    /// Typing users.
    pub typing: SortedMap<UserId, Typing>,
    /// Queried since the connection was last opened; what is not fresh may have missed events.
    pub is_fresh: bool,
    /// The server's count of unread messages up to `counted_to`; later ones are counted here.
    pub(super) counted: u32,
    /// See `counted`.
    pub(super) counted_to: Option<Ts>,
}

impl Channel {
    /// The channel's id.
    #[must_use]
    pub fn cid(&self) -> &Cid {
        &self.data.cid
    }

    /// What the channel type allows; nothing while unknown.
    #[must_use]
    pub fn config(&self) -> Option<&ChannelConfig> {
        self.data.config.as_deref()
    }

    /// The own user may do this here (protocol section 9.1); not before the server said so.
    #[must_use]
    pub fn can(&self, capability: &str) -> bool {
        self.data.own_capabilities.as_ref().is_some_and(|list| list.iter().any(|own| own == capability))
    }

    /// How far the others have read and received.
    #[must_use]
    pub fn receipts(&self, me: &UserId) -> Receipts {
        let others = || self.reads.iter().filter(move |(id, _)| *id != me).map(|(_, read)| read);
        let read_to = others().filter_map(|read| read.last_read).max();
        Receipts { read_to, delivered_to: others().filter_map(|read| read.last_delivered).max().max(read_to) }
    }

    /// The newest message that a list row previews: not a refused or previewed one.
    #[must_use]
    pub fn preview(&self) -> Option<&Rc<Message>> {
        let is_private = |message: &&Rc<Message>| matches!(message.kind, wire::MessageType::Ephemeral | wire::MessageType::Error);
        self.timeline.outgoing().last().or_else(|| self.timeline.latest().messages.iter().rev().find(|message| !is_private(message)))
    }
}

/// Changes a channel, if it is loaded, and counts anew what is unread in it.
pub(super) fn edit(state: &mut State, cid: &Cid, change: impl FnOnce(&mut Channel) -> bool) -> bool {
    let (me, now) = (state.me.clone(), state.now);
    let Some(channel) = state.channels.get_mut(cid) else { return false };
    super::edit(channel, |channel| {
        let changed = change(channel);
        if changed {
            channel.recount(me.as_deref(), now);
        }
        changed
    })
}

/// Takes everything a query answered about a channel.
pub(super) fn queried(state: &mut State, answer: &ChannelState, window: &Window, limit: u32) {
    let people = answer.members.iter().filter_map(|member| member.user.as_ref()).chain(&answer.watchers);
    for user in people.chain(answer.read.iter().filter_map(|read| read.user.as_ref())) {
        users::meet_present(state, user);
    }
    for author in answer.messages.iter().filter_map(|message| message.user.as_ref()) {
        users::meet(state, author);
    }
    let (me, now) = (state.me.clone(), state.now);
    let my_id = me.as_ref().map(|me| &me.id);
    let channel = Rc::make_mut(state.channels.or_default(answer.channel.cid.clone()));
    let was_fresh = channel.is_fresh;
    channel.update_data(&answer.channel, answer.hidden);
    let newest = answer.messages.last().and_then(|message| message.created_at);
    let is_full = answer.returned >= usize::try_from(limit).unwrap_or(usize::MAX);
    channel.timeline.absorb(answer.messages.clone(), window, is_full);
    // Only a question about the newest messages asks for people and read state too.
    if *window == Window::Latest {
        channel.is_fresh = true;
        if !answer.members.is_empty() {
            channel.members = answer.members.iter().map(|member| (member.user_id.clone(), member.clone())).collect();
        }
        channel.membership = answer.membership.clone().or_else(|| my_id.and_then(|me| channel.members.get(me).cloned()));
        channel.take_reads(&answer.read, my_id, was_fresh, newest);
        channel.watcher_count = answer.watcher_count.unwrap_or(channel.watcher_count);
    }
    channel.recount(me.as_deref(), now);
}

/// What the own user may do in these channels now: capabilities, configuration and the own membership, and nothing of messages
/// and people.
pub(super) fn regated(state: &mut State, states: &[ChannelState]) -> bool {
    let mut changed = false;
    for answer in states {
        changed |= edit(state, &answer.channel.cid, |channel| {
            let is_other = answer.membership.is_some() && channel.membership != answer.membership;
            if is_other {
                channel.membership.clone_from(&answer.membership);
            }
            channel.update_data(&answer.channel, answer.hidden) || is_other
        });
    }
    changed
}

impl Channel {
    /// The server told what the own user may do here.
    pub(super) fn allow(&mut self, capabilities: Vec<String>) -> bool {
        let capabilities = Some(capabilities);
        let changed = self.data.own_capabilities != capabilities;
        if changed {
            Rc::make_mut(&mut self.data).own_capabilities = capabilities;
        }
        changed
    }

    /// Takes the channel's data from an answer or event; what events leave out is kept (feature F22).
    pub(super) fn update_data(&mut self, data: &wire::Channel, hidden: Option<bool>) -> bool {
        let known = &self.data;
        if data.updated_at < known.updated_at {
            return false;
        }
        let merged = wire::Channel {
            own_capabilities: data.own_capabilities.clone().or_else(|| known.own_capabilities.clone()),
            config: data.config.clone().or_else(|| known.config.clone()),
            hidden: hidden.or(data.hidden).or(known.hidden),
            member_count: data.member_count.or(known.member_count),
            last_message_at: data
                .last_message_at
                .max(known.last_message_at)
                .filter(|_| data.truncated_at.is_none() || data.last_message_at.is_some()),
            members: None,
            ..data.clone()
        };
        if later::is_same(&merged, known) {
            return false;
        }
        self.data = Rc::new(merged);
        true
    }
}

/// A channel is gone for the own user: it leaves lists and screens.
pub(super) fn evict(state: &mut State, cid: &Cid, notice: super::NoticeKey) -> bool {
    let Some(channel) = state.channels.get(cid).cloned() else { return inbox::unlist(state, cid) };
    let name = members::channel_name(state, &channel).unwrap_or_default();
    let showing: Vec<_> = state.screens.iter().filter(|(_, screen)| screen.open.as_ref() == Some(cid)).map(|(id, _)| *id).collect();
    for screen in &showing {
        inbox::edit(state, *screen, |screen| {
            screen.open = None;
            screen.thread = None;
            true
        });
    }
    if !showing.is_empty() {
        super::notices::add(state, notice, &name, None);
    }
    inbox::unlist(state, cid);
    state.channels.remove(cid);
    state.threads.retain(|_, thread| thread.cid != *cid);
    true
}
