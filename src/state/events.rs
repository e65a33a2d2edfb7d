//! The router from a server event to the code that knows its noun (protocol section 7).
#![deny(clippy::wildcard_enum_match_arm)]

use std::rc::Rc;

use super::reactions::Verb;
use super::timeline::Source;
use super::{Channel, NoticeKey, State, channels, inbox, polls, reactions, threads, users};
use crate::wire::{Cid, Event, Frame, MessageId, Payload, Ts, UserId, Wire};

/// Applies one event; one about a channel that is not loaded changes at most the totals.
pub(super) fn apply(state: &mut State, frame: &Frame) -> bool {
    let totals = take_totals(state, frame);
    let counts = take_counts(state, frame);
    route(state, frame) | totals | counts
}

#[expect(clippy::too_many_lines, reason = "one arm for each event")]
fn route(state: &mut State, frame: &Frame) -> bool {
    match &frame.event {
        Event::HealthCheck(it) | Event::NotificationMutesUpdated(it) | Event::NotificationChannelMutesUpdated(it) => {
            it.me.as_ref().is_some_and(|own| {
                let changed = users::become_me(state, own);
                if changed {
                    recount_all(state);
                }
                changed
            })
        }
        Event::MessageNew(it) => new_message(state, frame, it),
        Event::MessageUpdated(it) | Event::MessageUndeleted(it) => match (&frame.cid, &it.message) {
            (Some(cid), Some(message)) => threads::update(state, cid, message, Source::Event),
            _ => false,
        },
        Event::MessageDeleted(it) => delete_message(state, frame, it),
        Event::MessageRead(it) => match thread_of(it) {
            Some(parent) => own_thread_read(state, frame, &parent),
            None => on_channel(state, frame, |channel, me| read(channel, frame, it, me)),
        },
        Event::MessageDelivered(it) => on_channel(state, frame, |channel, _| {
            let at = it.last_delivered_at.or(frame.created_at);
            frame.user.as_ref().is_some_and(|user| channel.delivered_to(&user.id, at))
        }),
        Event::NotificationMarkRead(it) => own_read(state, frame, it),
        Event::NotificationMarkUnread(it) => on_channel(state, frame, |channel, me| {
            me.filter(|_| it.thread_id.is_none()).is_some_and(|me| channel.unread_from(me, it, frame.created_at))
        }),
        Event::ReactionNew(it) => reactions::reacted(state, frame, it, Verb::Add),
        Event::ReactionUpdated(it) => reactions::reacted(state, frame, it, Verb::Replace),
        Event::ReactionDeleted(it) => reactions::reacted(state, frame, it, Verb::Remove),
        Event::TypingStart(it) => type_by(state, frame, it, true),
        Event::TypingStop(it) => type_by(state, frame, it, false),
        Event::ChannelUpdated(it) => update_channel(state, frame, it),
        Event::ChannelTruncated(it) | Event::NotificationChannelTruncated(it) => {
            on_channel(state, frame, |channel, _| truncate(channel, it))
        }
        Event::ChannelDeleted(_) | Event::NotificationChannelDeleted(_) => evict(state, frame, NoticeKey::ChannelDeleted),
        Event::NotificationRemovedFromChannel(_) | Event::ChannelKicked(_) => evict(state, frame, NoticeKey::RemovedFromChannel),
        Event::ChannelHidden(it) => hide(state, frame, it),
        Event::ChannelVisible(_) => on_channel(state, frame, |channel, _| set_hidden(channel, false)),
        Event::MemberAdded(it) | Event::MemberUpdated(it) => member(state, frame, it),
        Event::MemberRemoved(it) => member_removed(state, frame, it),
        Event::UserPresenceChanged(_) => frame.user.as_ref().is_some_and(|user| users::present(state, user, frame.created_at)),
        Event::UserUpdated(_) | Event::UserDeactivated(_) | Event::UserReactivated(_) => {
            frame.user.as_ref().is_some_and(|user| users::meet(state, user) | users::update_me(state, user))
        }
        Event::UserDeleted(it) => user_deleted(state, frame, it),
        Event::UserMessagesDeleted(_) => {
            delete_messages_of(state, frame.cid.as_ref(), frame.user.as_ref().map(|user| &user.id), frame.created_at)
        }
        Event::PollClosed(it) | Event::PollUpdated(it) | Event::PollVoteCasted(it) | Event::PollVoteChanged(it) => {
            polls::told(state, frame.cid.as_ref(), it, false)
        }
        Event::PollVoteRemoved(it) => polls::told(state, frame.cid.as_ref(), it, true),
        Event::PollDeleted(it) => polls::deleted(state, frame.cid.as_ref(), it),
        Event::CapabilitiesChanged(it) => match it.extra.get("own_capabilities").cloned().and_then(Vec::<String>::read) {
            Some(capabilities) => on_channel(state, frame, |channel, _| channel.allow(capabilities)),
            None => false,
        },
        Event::ReminderCreated(it) | Event::ReminderUpdated(it) | Event::NotificationReminderDue(it) => remind(state, it, true),
        Event::ReminderDeleted(it) => remind(state, it, false),
        // Carried by another event, of no concern to what is shown, or answered by a question that the chat asks.
        Event::AiIndicatorClear(_)
        | Event::AiIndicatorStop(_)
        | Event::AiIndicatorUpdate(_)
        | Event::AppUpdated(_)
        | Event::ChannelCreated(_)
        | Event::ChannelFrozen(_)
        | Event::ChannelMuted(_)
        | Event::ChannelUnfrozen(_)
        | Event::ChannelUnmuted(_)
        | Event::ConnectionError(_)
        | Event::DraftDeleted(_)
        | Event::DraftUpdated(_)
        | Event::MessagePending(_)
        | Event::NotificationAddedToChannel(_)
        | Event::NotificationInviteAccepted(_)
        | Event::NotificationInviteRejected(_)
        | Event::NotificationInvited(_)
        | Event::NotificationMessageNew(_)
        | Event::NotificationThreadMessageNew(_)
        | Event::ThreadUpdated(_)
        | Event::UserBanned(_)
        | Event::UserGroupCreated(_)
        | Event::UserGroupDeleted(_)
        | Event::UserGroupMemberAdded(_)
        | Event::UserGroupMemberRemoved(_)
        | Event::UserGroupUpdated(_)
        | Event::UserMuted(_)
        | Event::UserUnbanned(_)
        | Event::UserUnmuted(_)
        | Event::UserUnreadMessageReminder(_)
        | Event::UserWatchingStart(_)
        | Event::UserWatchingStop(_)
        | Event::Unknown { .. } => false,
    }
}

/// An own reminder was made, moved or taken away (protocol section 6.4).
fn remind(state: &mut State, it: &Payload, is_on: bool) -> bool {
    it.reminder
        .as_deref()
        .is_some_and(|told| threads::on_message(state, &told.channel_cid, &told.message_id, &|message| message.remind(is_on, told)))
}

/// Runs `change` on the event's channel, if it is loaded.
fn on_channel(state: &mut State, frame: &Frame, change: impl FnOnce(&mut Channel, Option<&UserId>) -> bool) -> bool {
    let me = state.my_id().cloned();
    frame.cid.as_ref().is_some_and(|cid| channels::edit(state, cid, |channel| change(channel, me.as_ref())))
}

/// Any event may carry the totals; the newest by the server's clock counts (protocol section 8.12).
fn take_totals(state: &mut State, frame: &Frame) -> bool {
    let told = frame.totals;
    if told == crate::wire::Totals::default() || frame.created_at < state.totals_as_of {
        return false;
    }
    let before = state.totals;
    state.totals.messages = told.messages.or(before.messages);
    state.totals.channels = told.channels.or(before.channels);
    state.totals.threads = told.threads.or(before.threads);
    state.totals_as_of = frame.created_at;
    state.totals != before
}

/// Any channel event may carry how many watch and belong.
fn take_counts(state: &mut State, frame: &Frame) -> bool {
    on_channel(state, frame, |channel, _| {
        let watchers = frame.watcher_count.filter(|count| *count != channel.watcher_count);
        let members = frame.member_count.filter(|count| Some(*count) != channel.data.member_count);
        channel.watcher_count = watchers.unwrap_or(channel.watcher_count);
        if members.is_some() {
            Rc::make_mut(&mut channel.data).member_count = members;
        }
        watchers.is_some() || members.is_some()
    })
}

fn new_message(state: &mut State, frame: &Frame, payload: &Payload) -> bool {
    let Some(message) = &payload.message else { return false };
    if let Some(author) = &message.user {
        users::meet(state, author);
    }
    let now = state.now;
    let in_thread = message
        .parent_id
        .as_ref()
        .is_some_and(|parent| threads::edit(state, parent, |thread| thread.timeline.upsert((**message).clone(), Source::Event)));
    in_thread
        | on_channel(state, frame, |channel, me| {
            let mut changed = channel.timeline.upsert((**message).clone(), Source::Event);
            if let Some(author) = message.author() {
                changed |= channel.type_by(author, false, None, frame.created_at, now);
                // Who writes has read (protocol section 7.2).
                if !message.is_thread_only() {
                    changed |= channel.read_by(author, Some(author) == me, message.created_at, Some(&message.id));
                }
            }
            changed
        })
}

/// The thread that a read or unread mark is about.
fn thread_of(payload: &Payload) -> Option<MessageId> {
    payload.thread.as_ref().map(|thread| thread.parent_message_id.clone()).or_else(|| payload.thread_id.clone())
}

fn own_thread_read(state: &mut State, frame: &Frame, parent: &MessageId) -> bool {
    let is_own = frame.user.as_ref().is_none_or(|user| state.my_id() == Some(&user.id));
    is_own && threads::seen(state, parent, frame.created_at)
}

fn delete_message(state: &mut State, frame: &Frame, payload: &Payload) -> bool {
    let (Some(message), Some(cid)) = (&payload.message, &frame.cid) else { return false };
    if payload.hard_delete {
        let mut changed = on_channel(state, frame, |channel, _| channel.timeline.remove(&message.id));
        if let Some(parent) = &message.parent_id {
            changed |= threads::edit(state, parent, |thread| thread.timeline.remove(&message.id));
        }
        return changed | super::composer::requote(state, cid, &message.id);
    }
    let mut deleted = (**message).clone();
    deleted.deleted_for_me |= payload.deleted_for_me;
    deleted.deleted_at = deleted.deleted_at.or(deleted.updated_at);
    deleted.kind = crate::wire::MessageType::Deleted;
    threads::update(state, cid, &Rc::new(deleted), Source::Event)
}

fn read(channel: &mut Channel, frame: &Frame, payload: &Payload, me: Option<&UserId>) -> bool {
    // A read of a thread says nothing about the channel (protocol section 7.2).
    let Some(user) = frame.user.as_ref().filter(|_| payload.thread.is_none() && payload.thread_id.is_none()) else { return false };
    channel.read_by(&user.id, Some(&user.id) == me, frame.created_at, payload.last_read_message_id.as_ref())
}

/// The own user read something, perhaps on another device.
fn own_read(state: &mut State, frame: &Frame, payload: &Payload) -> bool {
    if let Some(parent) = thread_of(payload) {
        return own_thread_read(state, frame, &parent);
    }
    let Some(me) = state.my_id().cloned() else { return false };
    let cids: Vec<Cid> = match &frame.cid {
        Some(cid) => vec![cid.clone()],
        None if frame.totals.channels == Some(0) => state.channels.keys().cloned().collect(),
        None => Vec::new(),
    };
    let read = |channel: &mut Channel| channel.read_by(&me, true, frame.created_at, payload.last_read_message_id.as_ref());
    edit_all(state, &cids, read)
}

fn type_by(state: &mut State, frame: &Frame, payload: &Payload, active: bool) -> bool {
    let Some(user) = &frame.user else { return false };
    users::meet(state, user);
    let now = state.now;
    on_channel(state, frame, |channel, _| channel.type_by(&user.id, active, payload.parent_id.clone(), frame.created_at, now))
}

fn update_channel(state: &mut State, frame: &Frame, payload: &Payload) -> bool {
    on_channel(state, frame, |channel, _| {
        let updated = payload.channel.as_ref().is_some_and(|data| channel.update_data(data, None));
        let told = payload.message.as_ref().is_some_and(|message| channel.timeline.upsert((**message).clone(), Source::Event));
        updated || told
    })
}

fn truncate(channel: &mut Channel, payload: &Payload) -> bool {
    let at = payload.channel.as_ref().and_then(|data| data.truncated_at);
    let mut changed = channel.timeline.truncate(at);
    if let Some(data) = &payload.channel {
        changed |= channel.update_data(data, None);
    }
    if changed {
        channel.forget_count(at);
    }
    payload.message.as_ref().is_some_and(|message| channel.timeline.upsert((**message).clone(), Source::Event)) || changed
}

fn evict(state: &mut State, frame: &Frame, notice: NoticeKey) -> bool {
    frame.cid.as_ref().is_some_and(|cid| channels::evict(state, cid, notice))
}

fn hide(state: &mut State, frame: &Frame, payload: &Payload) -> bool {
    let hidden = on_channel(state, frame, |channel, _| {
        let cleared = payload.clear_history && channel.timeline.truncate(None);
        set_hidden(channel, true) || cleared
    });
    frame.cid.as_ref().is_some_and(|cid| inbox::unlist(state, cid)) || hidden
}

fn set_hidden(channel: &mut Channel, hidden: bool) -> bool {
    let changed = channel.data.hidden.unwrap_or_default() != hidden;
    if changed {
        Rc::make_mut(&mut channel.data).hidden = Some(hidden);
    }
    changed
}

fn member(state: &mut State, frame: &Frame, payload: &Payload) -> bool {
    let Some(member) = &payload.member else { return false };
    if let Some(user) = &member.user {
        users::meet(state, user);
    }
    on_channel(state, frame, |channel, me| {
        let is_older = channel.members.get(&member.user_id).is_some_and(|known| known.updated_at > member.updated_at || known == member);
        if is_older {
            return false;
        }
        channel.members.insert(member.user_id.clone(), member.clone());
        if Some(&member.user_id) == me {
            channel.membership = Some(member.clone());
        }
        true
    })
}

fn member_removed(state: &mut State, frame: &Frame, payload: &Payload) -> bool {
    let Some(gone) = payload.member_id().or(frame.user.as_ref().map(|user| &user.id)) else { return false };
    on_channel(state, frame, |channel, me| {
        channel.reads.remove(gone);
        channel.typing.remove(gone);
        if Some(gone) == me {
            channel.membership = None;
        }
        channel.members.remove(gone).is_some()
    })
}

fn user_deleted(state: &mut State, frame: &Frame, payload: &Payload) -> bool {
    let Some(user) = &frame.user else { return false };
    let met = users::meet(state, user);
    let deletes = payload.mark_messages_deleted || payload.hard_delete;
    (deletes && delete_messages_of(state, None, Some(&user.id), frame.created_at)) || met
}

fn delete_messages_of(state: &mut State, cid: Option<&Cid>, user: Option<&UserId>, at: Option<Ts>) -> bool {
    let Some(user) = user else { return false };
    let cids: Vec<Cid> = state.channels.keys().filter(|known| cid.is_none_or(|cid| cid == *known)).cloned().collect();
    let mut changed = edit_all(state, &cids, |channel| channel.timeline.delete_of(user, at));
    for thread in state.threads.values_mut().filter(|thread| cids.contains(&thread.cid)) {
        changed |= super::edit(thread, |thread| thread.timeline.delete_of(user, at));
    }
    changed
}

pub(super) fn recount_all(state: &mut State) {
    let cids: Vec<Cid> = state.channels.keys().cloned().collect();
    edit_all(state, &cids, |_| true);
}

/// Changes several channels; true when any is different.
fn edit_all(state: &mut State, cids: &[Cid], change: impl Fn(&mut Channel) -> bool) -> bool {
    let mut changed = false;
    for cid in cids {
        changed |= channels::edit(state, cid, &change);
    }
    changed
}
