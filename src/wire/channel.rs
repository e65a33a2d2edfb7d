//! Channels as objects, and the channel state that queries answer.

use std::rc::Rc;

use super::ids::{Cid, MessageId, UserId};
use super::json::{Wire, wire};
use super::member::Member;
use super::message::{Message, page};
use super::read::Read;
use super::thread::Thread;
use super::time::Ts;
use super::user::User;
use super::value::{Map, Value};

wire! {
    /// A channel's own data; `name` and `image` are custom data to Stream (protocol section 4.1). See Stream docs: Channels.
    Channel {
        /// Identity, `"<type>:<id>"`.
        cid: Cid = "cid",
        /// Id without the type.
        id: String = "id",
        /// Channel type, e.g. `messaging`.
        channel_type: String = "type",
        /// Display name given by the app.
        name: Option<String> = "name",
        /// URL of the channel's picture.
        image: Option<String> = "image",
        /// Time of the newest channel-visible message.
        last_message_at: Option<Ts> = "last_message_at",
        /// When the channel was made.
        created_at: Option<Ts> = "created_at",
        /// When its data last changed.
        updated_at: Option<Ts> = "updated_at",
        /// Set on deleted channels.
        deleted_at: Option<Ts> = "deleted_at",
        /// Messages before this are gone.
        truncated_at: Option<Ts> = "truncated_at",
        /// Who made it.
        created_by: Option<Rc<User>> = "created_by",
        /// Nobody may write.
        frozen: bool = "frozen",
        /// Switched off by the app.
        disabled: bool = "disabled",
        /// Hidden by the own user; absent from events.
        hidden: Option<bool> = "hidden",
        /// How many members.
        member_count: Option<u32> = "member_count",
        /// Slow mode: seconds between two messages of one user.
        cooldown: Option<u32> = "cooldown",
        /// What the channel type allows; absent from some events.
        config: Option<Rc<ChannelConfig>> = "config",
        /// What the own user may do here; only in REST answers (protocol section 9.1).
        own_capabilities: Option<Vec<String>> = "own_capabilities",
        /// Present only in some events.
        members: Option<Vec<Rc<Member>>> = "members",
    } valid |it| {
        if it.cid.is_empty() && !it.channel_type.is_empty() && !it.id.is_empty() {
            it.cid = Cid::new(&it.channel_type, &it.id);
        }
        !it.cid.is_empty()
    }
}

wire! {
    /// What a channel type allows (protocol section 9.2). See Stream docs: Channel types.
    ChannelConfig {
        /// Typing events are sent.
        typing_events: bool = "typing_events",
        /// Read state is kept.
        read_events: bool = "read_events",
        /// Watcher events are sent.
        connect_events: bool = "connect_events",
        /// Delivery receipts are kept.
        delivery_events: bool = "delivery_events",
        /// Reactions are possible.
        reactions: bool = "reactions",
        /// Threads are possible.
        replies: bool = "replies",
        /// Quoting is possible.
        quotes: bool = "quotes",
        /// Muting is possible.
        mutes: bool = "mutes",
        /// Uploads are possible.
        uploads: bool = "uploads",
        /// Links get previews.
        url_enrichment: bool = "url_enrichment",
        /// Search is possible.
        search: bool = "search",
        /// Characters of a text; absent means 5,000.
        max_message_length: Option<u32> = "max_message_length",
        /// Slash commands.
        commands: Vec<Command> = "commands",
    }
}

wire! {
    /// One slash command. See Stream docs: Slash commands.
    Command {
        /// Word after the slash.
        name: String = "name",
        /// What it does.
        description: String = "description",
        /// What it takes.
        args: String = "args",
        /// Group, e.g. `fun_set`.
        set: String = "set",
    }
}

impl Command {
    /// It is about people, not about a message: it goes with no quote (protocol section 5.3).
    #[must_use]
    pub fn is_moderation(&self) -> bool {
        self.set == "moderation_set"
    }
}

wire! {
    /// One muted channel. See Stream docs: Muting channels.
    ChannelMute {
        /// Which channel.
        channel: Option<Channel> = "channel",
        /// Since when.
        created_at: Option<Ts> = "created_at",
        /// Until when; absent means until unmuted.
        expires: Option<Ts> = "expires",
    }
}

wire! {
    /// An unsent message kept by the server (protocol section 6.3). See Stream docs: Drafts.
    Draft {
        /// The channel it belongs to.
        channel_cid: Cid = "channel_cid",
        /// The thread it belongs to.
        parent_id: Option<MessageId> = "parent_id",
        /// What was written.
        message: Option<Map> = "message",
        /// The message that is answered.
        quoted_message: Option<Box<Message>> = "quoted_message",
        /// When it was last saved.
        created_at: Option<Ts> = "created_at",
    }
}

wire! {
    /// A message saved for later (protocol section 6.4). See Stream docs: Reminders.
    Reminder {
        /// The channel it belongs to.
        channel_cid: Cid = "channel_cid",
        /// The message it belongs to.
        message_id: MessageId = "message_id",
        /// Whose reminder.
        user_id: UserId = "user_id",
        /// When to remind; absent means saved without a time.
        remind_at: Option<Ts> = "remind_at",
        /// Which of two copies is newer.
        updated_at: Option<Ts> = "updated_at",
    }
}

wire! {
    /// A shared place (protocol section 6.5). See Stream docs: Location sharing.
    SharedLocation {
        /// The message that shows it.
        message_id: MessageId = "message_id",
        /// Who shares.
        user_id: UserId = "user_id",
        /// Degrees north.
        latitude: Option<f64> = "latitude",
        /// Degrees east.
        longitude: Option<f64> = "longitude",
        /// End of a live location; absent means fixed.
        end_at: Option<Ts> = "end_at",
    }
}

/// One channel with everything a query answers about it (protocol section 4.1).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChannelState {
    /// The channel's own data.
    pub channel: Channel,
    /// A window of messages, ascending, malformed ones replaced by placeholders.
    pub messages: Vec<Message>,
    /// How many items the window had on the wire: a full page means that more exist.
    pub returned: usize,
    /// Newest pins.
    pub pinned_messages: Vec<Message>,
    /// A page of members.
    pub members: Vec<Rc<Member>>,
    /// The own member entry; absent when not a member.
    pub membership: Option<Rc<Member>>,
    /// Read state per user; absent when read events are off.
    pub read: Vec<Read>,
    /// Users watching now; only when asked for.
    pub watchers: Vec<Rc<User>>,
    /// How many connections watch.
    pub watcher_count: Option<u32>,
    /// Threads that came along.
    pub threads: Vec<Thread>,
    /// Hidden by the own user.
    pub hidden: Option<bool>,
    /// The own draft of this channel.
    pub draft: Option<Draft>,
}

impl Wire for ChannelState {
    fn read(value: Value) -> Option<Self> {
        use super::json::take;
        let mut map = Map::read(value)?;
        let channel = take(&mut map, "channel")?;
        let messages: Vec<Value> = take(&mut map, "messages").unwrap_or_default();
        Some(Self {
            channel,
            returned: messages.len(),
            messages: page(messages),
            pinned_messages: page(take(&mut map, "pinned_messages").unwrap_or_default()),
            members: take(&mut map, "members").unwrap_or_default(),
            membership: take(&mut map, "membership"),
            read: take(&mut map, "read").unwrap_or_default(),
            watchers: take(&mut map, "watchers").unwrap_or_default(),
            watcher_count: take(&mut map, "watcher_count"),
            threads: take(&mut map, "threads").unwrap_or_default(),
            hidden: take(&mut map, "hidden"),
            draft: take(&mut map, "draft"),
        })
    }

    fn write(&self) -> Option<Value> {
        use super::json::put;
        let mut map = Map::new();
        put(&mut map, "channel", &self.channel);
        put(&mut map, "messages", &self.messages);
        put(&mut map, "pinned_messages", &self.pinned_messages);
        put(&mut map, "members", &self.members);
        put(&mut map, "membership", &self.membership);
        put(&mut map, "read", &self.read);
        put(&mut map, "watchers", &self.watchers);
        put(&mut map, "watcher_count", &self.watcher_count);
        put(&mut map, "threads", &self.threads);
        put(&mut map, "hidden", &self.hidden);
        put(&mut map, "draft", &self.draft);
        Some(Value::Object(map))
    }
}
