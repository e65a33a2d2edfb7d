//! Threads: a message and the replies to it.

use std::rc::Rc;

use super::ids::{Cid, MessageId, UserId};
use super::json::wire;
use super::message::Message;
use super::read::Read;
use super::time::Ts;
use super::user::User;

wire! {
    /// A thread with its newest replies (protocol section 6.1). See Stream docs: Threads.
    Thread {
        /// The channel.
        channel_cid: Cid = "channel_cid",
        /// Identity: the message that is replied to.
        parent_message_id: MessageId = "parent_message_id",
        /// That message.
        parent_message: Option<Box<Message>> = "parent_message",
        /// Title given by the app.
        title: String = "title",
        /// How many replies.
        reply_count: u32 = "reply_count",
        /// How many users take part.
        participant_count: u32 = "participant_count",
        /// Who takes part.
        thread_participants: Vec<ThreadParticipant> = "thread_participants",
        /// Newest replies, ascending.
        latest_replies: Vec<Message> = "latest_replies",
        /// Read state per participant.
        read: Vec<Read> = "read",
        /// Newest reply.
        last_message_at: Option<Ts> = "last_message_at",
        /// When the thread began.
        created_at: Option<Ts> = "created_at",
        /// When it last changed.
        updated_at: Option<Ts> = "updated_at",
        /// Set on deleted threads.
        deleted_at: Option<Ts> = "deleted_at",
    } valid |it| !it.parent_message_id.is_empty()
}

wire! {
    /// One participant of a thread. See Stream docs: Threads.
    ThreadParticipant {
        /// Who.
        user_id: UserId = "user_id",
        /// Profile.
        user: Option<Rc<User>> = "user",
        /// When the user joined.
        created_at: Option<Ts> = "created_at",
        /// How far the user has read.
        last_read_at: Option<Ts> = "last_read_at",
    }
}
