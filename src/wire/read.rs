//! How far a user has read.

use std::rc::Rc;

use super::ids::MessageId;
use super::json::wire;
use super::time::Ts;
use super::user::User;

wire! {
    /// One user's read state of a channel (protocol section 4.1). See Stream docs: Unread counts.
    Read {
        /// Whose.
        user: Option<Rc<User>> = "user",
        /// Everything up to here is read; absent means never read.
        last_read: Option<Ts> = "last_read",
        /// Newest message read, a label beside the time.
        last_read_message_id: Option<MessageId> = "last_read_message_id",
        /// Messages since, by the server's rules.
        unread_messages: u32 = "unread_messages",
        /// Everything up to here has reached a device.
        last_delivered_at: Option<Ts> = "last_delivered_at",
        /// Newest message delivered.
        last_delivered_message_id: Option<MessageId> = "last_delivered_message_id",
    } valid |it| it.user.is_some()
}
