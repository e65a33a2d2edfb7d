//! Facts from the server: one flat [`Event`] over the `type` of a frame (protocol section 7).

use std::rc::Rc;

use super::channel::{Channel, Draft, Reminder};
use super::error::{DecodeError, ErrorBody};
use super::ids::{Cid, ConnectionId, MessageId, UserId};
use super::json::{take, take_into};
use super::member::Member;
use super::message::Message;
use super::poll::{Poll, PollVote};
use super::reaction::Reaction;
use super::text::parse;
use super::thread::Thread;
use super::time::Ts;
use super::user::{OwnUser, User};
use super::value::{Map, Value};

/// Unread totals of the own user; any event may carry them (protocol section 8.12).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Unread messages of all channels.
    pub messages: Option<u32>,
    /// Channels with unread messages.
    pub channels: Option<u32>,
    /// Threads with unread replies.
    pub threads: Option<u32>,
}

/// One decoded text frame: what any event may carry, and the event itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The channel it concerns.
    pub cid: Option<Cid>,
    /// When it happened, by the server's clock.
    pub created_at: Option<Ts>,
    /// The actor; the target in user, ban and member events.
    pub user: Option<Rc<User>>,
    /// Connections watching the channel.
    pub watcher_count: Option<u32>,
    /// Members of the channel.
    pub member_count: Option<u32>,
    /// Unread totals of the own user.
    pub totals: Totals,
    /// What happened.
    pub event: Event,
}

/// What events carry, by what they are about; which fields are present depends on the event.
///
/// Required fields are listed per event in [`KINDS`]; a frame without them is refused, so readers may rely on them but
/// must not unwrap them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Payload {
    /// The message concerned.
    pub message: Option<Rc<Message>>,
    /// Its id, where the message itself is absent.
    pub message_id: Option<MessageId>,
    /// The reaction given or taken.
    pub reaction: Option<Reaction>,
    /// The channel concerned, usually without capabilities.
    pub channel: Option<Box<Channel>>,
    /// The member concerned.
    pub member: Option<Rc<Member>>,
    /// The thread concerned; on reads it means that the channel is not.
    pub thread: Option<Box<Thread>>,
    /// The thread concerned, by id.
    pub thread_id: Option<MessageId>,
    /// The thread a typing user writes in.
    pub parent_id: Option<MessageId>,
    /// The own user, complete.
    pub me: Option<Rc<OwnUser>>,
    /// Id of the session.
    pub connection_id: Option<ConnectionId>,
    /// Why the session ends.
    pub error: Option<ErrorBody>,
    /// Removed without a trace.
    pub hard_delete: bool,
    /// Deleted for the own user only.
    pub deleted_for_me: bool,
    /// Hidden together with its history.
    pub clear_history: bool,
    /// Banned without knowing.
    pub shadow: bool,
    /// Newest message read.
    pub last_read_message_id: Option<MessageId>,
    /// Everything up to here is read.
    pub last_read_at: Option<Ts>,
    /// Where the unread separator goes.
    pub first_unread_message_id: Option<MessageId>,
    /// Messages since.
    pub unread_messages: Option<u32>,
    /// Everything up to here has reached a device.
    pub last_delivered_at: Option<Ts>,
    /// Newest message delivered.
    pub last_delivered_message_id: Option<MessageId>,
    /// The poll, with counts.
    pub poll: Option<Box<Poll>>,
    /// The vote given, changed or taken.
    pub poll_vote: Option<Box<PollVote>>,
    /// The own draft.
    pub draft: Option<Box<Draft>>,
    /// The own reminder.
    pub reminder: Option<Box<Reminder>>,
    /// Messages of a deleted user are to be deleted too.
    pub mark_messages_deleted: bool,
    /// What an assistant is doing, e.g. `AI_STATE_THINKING`.
    pub ai_state: Option<String>,
    /// Every other key: custom data, and what this version does not know.
    pub extra: Map,
}

impl Payload {
    fn take_from(mut map: Map) -> Self {
        let mut read = Self::default();
        let from = &mut map;
        take_into(from, "message", &mut read.message);
        take_into(from, "message_id", &mut read.message_id);
        take_into(from, "reaction", &mut read.reaction);
        take_into(from, "channel", &mut read.channel);
        take_into(from, "member", &mut read.member);
        take_into(from, "thread", &mut read.thread);
        take_into(from, "thread_id", &mut read.thread_id);
        take_into(from, "parent_id", &mut read.parent_id);
        take_into(from, "me", &mut read.me);
        take_into(from, "connection_id", &mut read.connection_id);
        take_into(from, "error", &mut read.error);
        take_into(from, "hard_delete", &mut read.hard_delete);
        take_into(from, "deleted_for_me", &mut read.deleted_for_me);
        take_into(from, "clear_history", &mut read.clear_history);
        take_into(from, "shadow", &mut read.shadow);
        take_into(from, "last_read_message_id", &mut read.last_read_message_id);
        take_into(from, "last_read_at", &mut read.last_read_at);
        take_into(from, "first_unread_message_id", &mut read.first_unread_message_id);
        take_into(from, "unread_messages", &mut read.unread_messages);
        take_into(from, "last_delivered_at", &mut read.last_delivered_at);
        take_into(from, "last_delivered_message_id", &mut read.last_delivered_message_id);
        take_into(from, "poll", &mut read.poll);
        take_into(from, "poll_vote", &mut read.poll_vote);
        take_into(from, "draft", &mut read.draft);
        take_into(from, "reminder", &mut read.reminder);
        take_into(from, "mark_messages_deleted", &mut read.mark_messages_deleted);
        take_into(from, "ai_state", &mut read.ai_state);
        read.extra = map;
        read
    }

    /// The user's own id inside a payload that has one elsewhere than in the envelope.
    #[must_use]
    pub fn member_id(&self) -> Option<&UserId> {
        self.member.as_ref().map(|member| &member.user_id)
    }

    fn has(&self, field: &str) -> bool {
        match field {
            "message" => self.message.is_some(),
            "reaction" => self.reaction.is_some(),
            "channel" => self.channel.is_some(),
            "member" => self.member.is_some(),
            "me" => self.me.is_some(),
            "thread" => self.thread.is_some(),
            "poll" => self.poll.is_some(),
            "poll_vote" => self.poll_vote.is_some(),
            "draft" => self.draft.is_some(),
            "error" => self.error.is_some(),
            _ => true,
        }
    }
}

macro_rules! events {
    ($($(#[$meta:meta])* $kind:literal => $variant:ident $([$($required:literal),*])?,)*) => {
        /// A fact from the server (protocol section 7).
        #[derive(Clone, Debug, PartialEq)]
        pub enum Event {
            $($(#[$meta])* $variant(Box<Payload>),)*
            /// A type that this version does not know, passed on as it came.
            Unknown {
                /// Its `type`.
                kind: String,
                /// The whole frame.
                json: Map,
            },
        }

        /// Every known event type with the payload fields that must be present.
        pub const KINDS: &[(&str, &[&str])] = &[$(($kind, &[$($($required),*)?]),)*];

        fn build(kind: &str, payload: Box<Payload>) -> Option<Event> {
            match kind {
                $($kind => Some(Event::$variant(payload)),)*
                _ => None,
            }
        }

        impl Event {
            /// The event's `type` on the wire.
            #[must_use]
            pub fn kind(&self) -> &str {
                match self {
                    $(Self::$variant(_) => $kind,)*
                    Self::Unknown { kind, .. } => kind,
                }
            }
        }
    };
}

events! {
    /// An assistant stopped showing what it does.
    "ai_indicator.clear" => AiIndicatorClear,
    /// Someone stopped an assistant.
    "ai_indicator.stop" => AiIndicatorStop,
    /// An assistant shows what it does.
    "ai_indicator.update" => AiIndicatorUpdate,
    /// The app's settings changed.
    "app.updated" => AppUpdated,
    /// What the own user may do changed.
    "capabilities.changed" => CapabilitiesChanged,
    /// A channel was made.
    "channel.created" => ChannelCreated,
    /// A watched channel was deleted.
    "channel.deleted" => ChannelDeleted,
    /// A channel was frozen; `channel.updated` carries it.
    "channel.frozen" => ChannelFrozen,
    /// The own user hid a channel.
    "channel.hidden" => ChannelHidden,
    /// The own user was thrown out.
    "channel.kicked" => ChannelKicked,
    /// The own user muted a channel; `notification.channel_mutes_updated` carries it.
    "channel.muted" => ChannelMuted,
    /// A watched channel lost its messages.
    "channel.truncated" => ChannelTruncated,
    /// A channel was unfrozen; `channel.updated` carries it.
    "channel.unfrozen" => ChannelUnfrozen,
    /// The own user unmuted a channel; `notification.channel_mutes_updated` carries it.
    "channel.unmuted" => ChannelUnmuted,
    /// A watched channel's data changed.
    "channel.updated" => ChannelUpdated ["channel"],
    /// The own user shows a hidden channel again.
    "channel.visible" => ChannelVisible,
    /// The server refuses or ends the session.
    "connection.error" => ConnectionError ["error"],
    /// The own draft was removed.
    "draft.deleted" => DraftDeleted ["draft"],
    /// The own draft was saved.
    "draft.updated" => DraftUpdated ["draft"],
    /// The session lives; the first one opens it.
    "health.check" => HealthCheck,
    /// Someone joined.
    "member.added" => MemberAdded ["member"],
    /// Someone left.
    "member.removed" => MemberRemoved,
    /// A membership changed.
    "member.updated" => MemberUpdated ["member"],
    /// A message was deleted.
    "message.deleted" => MessageDeleted ["message"],
    /// Messages reached a device of someone.
    "message.delivered" => MessageDelivered,
    /// A message in a watched channel.
    "message.new" => MessageNew ["message"],
    /// A message waits for approval.
    "message.pending" => MessagePending ["message"],
    /// Someone read a channel or a thread.
    "message.read" => MessageRead,
    /// A deletion was taken back.
    "message.undeleted" => MessageUndeleted ["message"],
    /// A message changed.
    "message.updated" => MessageUpdated ["message"],
    /// The own user was added to a channel.
    "notification.added_to_channel" => NotificationAddedToChannel ["channel"],
    /// A channel that is not watched was deleted.
    "notification.channel_deleted" => NotificationChannelDeleted,
    /// The own list of muted channels changed.
    "notification.channel_mutes_updated" => NotificationChannelMutesUpdated ["me"],
    /// A channel that is not watched lost its messages.
    "notification.channel_truncated" => NotificationChannelTruncated,
    /// Someone accepted an invitation.
    "notification.invite_accepted" => NotificationInviteAccepted,
    /// Someone rejected an invitation.
    "notification.invite_rejected" => NotificationInviteRejected,
    /// The own user was invited.
    "notification.invited" => NotificationInvited,
    /// The own user read a channel, a thread or everything, perhaps on another device.
    "notification.mark_read" => NotificationMarkRead,
    /// The own user marked something unread.
    "notification.mark_unread" => NotificationMarkUnread,
    /// A message in a channel that is not watched.
    "notification.message_new" => NotificationMessageNew ["message", "channel"],
    /// The own list of muted users changed.
    "notification.mutes_updated" => NotificationMutesUpdated ["me"],
    /// An own reminder is due.
    "notification.reminder_due" => NotificationReminderDue,
    /// The own user was removed from a channel.
    "notification.removed_from_channel" => NotificationRemovedFromChannel,
    /// A reply in a thread the own user takes part in.
    "notification.thread_message_new" => NotificationThreadMessageNew ["message"],
    /// A poll takes no more votes.
    "poll.closed" => PollClosed ["poll"],
    /// A poll was deleted.
    "poll.deleted" => PollDeleted ["poll"],
    /// A poll's definition changed.
    "poll.updated" => PollUpdated ["poll"],
    /// Someone voted.
    "poll.vote_casted" => PollVoteCasted ["poll"],
    /// Someone changed a vote.
    "poll.vote_changed" => PollVoteChanged ["poll"],
    /// Someone took a vote back.
    "poll.vote_removed" => PollVoteRemoved ["poll"],
    /// Someone took a reaction back.
    "reaction.deleted" => ReactionDeleted ["reaction", "message"],
    /// Someone reacted.
    "reaction.new" => ReactionNew ["reaction", "message"],
    /// Someone replaced all own reactions by one.
    "reaction.updated" => ReactionUpdated ["reaction", "message"],
    /// An own reminder was made.
    "reminder.created" => ReminderCreated,
    /// An own reminder was removed.
    "reminder.deleted" => ReminderDeleted,
    /// An own reminder changed.
    "reminder.updated" => ReminderUpdated,
    /// A thread's title or data changed.
    "thread.updated" => ThreadUpdated ["thread"],
    /// Someone types.
    "typing.start" => TypingStart,
    /// Someone stopped typing.
    "typing.stop" => TypingStop,
    /// Someone was banned.
    "user.banned" => UserBanned,
    /// An account was switched off.
    "user.deactivated" => UserDeactivated,
    /// An account was deleted.
    "user.deleted" => UserDeleted,
    /// All messages of a user were deleted.
    "user.messages.deleted" => UserMessagesDeleted,
    /// The own user muted someone; `notification.mutes_updated` carries it.
    "user.muted" => UserMuted,
    /// Someone came or went.
    "user.presence.changed" => UserPresenceChanged,
    /// An account was switched on.
    "user.reactivated" => UserReactivated,
    /// A ban ended.
    "user.unbanned" => UserUnbanned,
    /// The own user unmuted someone; `notification.mutes_updated` carries it.
    "user.unmuted" => UserUnmuted,
    /// For webhooks.
    "user.unread_message_reminder" => UserUnreadMessageReminder,
    /// A profile changed.
    "user.updated" => UserUpdated,
    /// Someone opened a channel.
    "user.watching.start" => UserWatchingStart,
    /// Someone left a channel.
    "user.watching.stop" => UserWatchingStop,
    /// A user group was made.
    "user_group.created" => UserGroupCreated,
    /// A user group was deleted.
    "user_group.deleted" => UserGroupDeleted,
    /// Someone joined a user group.
    "user_group.member_added" => UserGroupMemberAdded,
    /// Someone left a user group.
    "user_group.member_removed" => UserGroupMemberRemoved,
    /// A user group changed.
    "user_group.updated" => UserGroupUpdated,
}

/// Decodes one text frame.
///
/// # Errors
/// [`DecodeError`] when the text is not a JSON object or a known event lacks a required field; the socket goes on.
pub fn decode(text: &str) -> Result<Frame, DecodeError> {
    let shape = |kind: &str, expected| DecodeError::Shape { kind: kind.to_owned(), expected };
    let Value::Object(mut map) = parse(text)? else {
        return Err(shape("frame", "an object"));
    };
    let kind = match map.get("type").and_then(Value::as_str) {
        Some(kind) => kind.to_owned(),
        // A bare error body ends the session as `connection.error` does (protocol section 2.2).
        None if map.contains_key("error") => "connection.error".to_owned(),
        None => return Err(shape("frame", "type")),
    };
    let Some((_, required)) = KINDS.iter().find(|(known, _)| *known == kind) else {
        return Ok(envelope(&mut map.clone(), Event::Unknown { kind, json: map }));
    };
    map.remove("type");
    let frame = envelope(&mut map, Event::Unknown { kind: String::new(), json: Map::new() });
    let payload = Box::new(Payload::take_from(map));
    if let Some(missing) = required.iter().find(|field| !payload.has(field)) {
        return Err(shape(&kind, missing));
    }
    let event = build(&kind, payload).ok_or_else(|| shape(&kind, "a known type"))?;
    Ok(Frame { event, ..frame })
}

/// Decodes the frame that opens a session, and no other: `health.check` (protocol section 2.3).
#[must_use]
pub fn greeting(text: &str) -> Option<Frame> {
    let Ok(Value::Object(mut map)) = parse(text) else { return None };
    (map.get("type")?.as_str()? == "health.check").then_some(())?;
    let mut payload = Payload { connection_id: take(&mut map, "connection_id"), ..Payload::default() };
    take_into(&mut map, "me", &mut payload.me);
    let event = Event::HealthCheck(Box::new(payload));
    let created_at = take(&mut map, "created_at");
    Some(Frame { cid: None, created_at, user: None, watcher_count: None, member_count: None, totals: Totals::default(), event })
}

/// Takes what any event may carry.
fn envelope(map: &mut Map, event: Event) -> Frame {
    let cid: Option<Cid> = take(map, "cid");
    let parts: (Option<String>, Option<String>) = (take(map, "channel_type"), take(map, "channel_id"));
    let cid = match (cid, parts) {
        (Some(cid), _) if cid.as_str() != "*" => Some(cid),
        (_, (Some(channel_type), Some(channel_id))) => Some(Cid::new(&channel_type, &channel_id)),
        _ => map.get("channel").and_then(|channel| channel.get("cid")).and_then(Value::as_str).map(Cid::from),
    };
    let unread_count: Option<u32> = take(map, "unread_count");
    Frame {
        cid,
        created_at: take(map, "created_at"),
        user: take(map, "user"),
        watcher_count: take(map, "watcher_count"),
        member_count: take(map, "channel_member_count"),
        totals: Totals {
            messages: take(map, "total_unread_count").or(unread_count),
            channels: take(map, "unread_channels"),
            threads: take(map, "unread_threads"),
        },
        event,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_sorted_and_unique() {
        assert!(KINDS.is_sorted_by(|(a, _), (b, _)| a < b));
    }

    #[test]
    fn every_kind_decodes_to_its_own_variant() {
        for (kind, _) in KINDS {
            let text = crate::json!({
                "type": kind, "cid": "messaging:a", "message": {"id": "m"}, "reaction": {"type": "like"}, "member": {"user_id": "u"},
                "channel": {"cid": "messaging:a"}, "me": {"id": "u"}, "thread": {"parent_message_id": "m"}, "poll": {"id": "p"},
                "draft": {"channel_cid": "messaging:a"}, "error": {"code": 40},
            });
            assert_eq!(decode(&text.to_string()).unwrap().event.kind(), *kind);
        }
    }

    #[test]
    fn unknown_type_is_a_value_with_the_whole_frame() {
        let frame = decode(r#"{"type":"channel.max_streak_changed","cid":"messaging:a","streak":3}"#).unwrap();
        let Event::Unknown { kind, json } = frame.event else { panic!("known") };
        assert_eq!((kind.as_str(), json.get("streak").and_then(Value::as_u64)), ("channel.max_streak_changed", Some(3)));
    }

    #[test]
    fn known_type_without_its_field_says_which() {
        let error = decode(r#"{"type":"message.new","cid":"messaging:a"}"#).unwrap_err();
        assert_eq!(error.to_string(), "expected message in message.new");
    }

    #[test]
    fn bare_error_is_a_connection_error() {
        assert_eq!(decode(r#"{"error":{"code":43}}"#).unwrap().event.kind(), "connection.error");
    }

    #[test]
    fn cid_of_everything_names_no_channel() {
        assert_eq!(decode(r#"{"type":"health.check","cid":"*"}"#).unwrap().cid, None);
    }

    #[test]
    fn cid_is_joined_from_its_parts_when_absent() {
        let frame = decode(r#"{"type":"typing.start","channel_type":"messaging","channel_id":"a"}"#).unwrap();
        assert_eq!(frame.cid, Some(Cid::from("messaging:a")));
    }
}
