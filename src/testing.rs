//! Factories with articles for tests and for the catalogue of states: a small believable world, built through
//! [`State::apply`] like the real one.

use std::rc::Rc;

use crate::config::Config;
use crate::i18n::{EnglishUtc, Locale};
use crate::state::{Change, Composer, Inbox, InboxPhase, Link, Millis, NoticeKey, Screen, ScreenId, State, Trouble};
use crate::wire::{
    Attachment, Channel, ChannelConfig, ChannelMute, ChannelState, Cid, Member, Message, MessageId, MessageType, OwnUser, Read, Ts, User,
    UserId, Value,
};

/// The signed-in user.
pub const ME: &str = "ada";
/// Somebody else.
pub const BOB: &str = "bob";
/// One more.
pub const CLEO: &str = "cleo";
/// The moment at which every example is looked at: Monday, 2 March 2026, 14:30 UTC.
pub const NOW: Millis = 1_772_461_800_000;
/// One minute.
pub const MINUTE: Millis = 60_000;
/// One day.
pub const DAY: Millis = 1_440 * MINUTE;
/// The element of every example.
pub const SCREEN: ScreenId = ScreenId(1);

/// People of the examples: id, name.
const PEOPLE: [(&str, &str); 7] = [
    (ME, "Ada Moretti"),
    (BOB, "Bob Lindqvist"),
    (CLEO, "Cleo Okafor"),
    ("dan", "Daniela Ferreira"),
    ("eve", "Eve"),
    ("finn", "Finn O’Sullivan"),
    ("gita", "גיטה לוי"),
];

/// English with plain formats.
#[must_use]
pub fn the_locale() -> Rc<Locale> {
    Rc::new(Locale::new("en", None, &[], Rc::new(EnglishUtc)))
}

/// A user; known ones have a name.
#[must_use]
pub fn a_user(id: &str) -> User {
    let name = PEOPLE.iter().find(|(known, _)| *known == id).map(|(_, name)| (*name).to_owned());
    User { id: id.into(), name, updated_at: Some(Ts::from_millis(NOW - 30 * DAY)), ..User::default() }
}

/// A message by the signed-in user, saying hello a minute ago.
#[must_use]
pub fn a_message() -> MessageFactory {
    let data = Message { id: "m-1".into(), text: "Hello".into(), user: Some(Rc::new(a_user(ME))), ..Message::default() };
    MessageFactory { data }.minutes_ago(1)
}

/// Builds a message.
#[derive(Clone, Debug)]
pub struct MessageFactory {
    data: Message,
}

impl MessageFactory {
    /// Author.
    #[must_use]
    pub fn from(mut self, user: &str) -> Self {
        self.data.user = Some(Rc::new(a_user(user)));
        self
    }

    /// Text.
    #[must_use]
    pub fn saying(mut self, text: &str) -> Self {
        self.data.text = text.to_owned();
        self
    }

    /// Identity.
    #[must_use]
    pub fn with_id(mut self, id: &str) -> Self {
        self.data.id = id.into();
        self
    }

    /// When it was sent; also names it, so that messages of different minutes differ.
    #[must_use]
    pub fn minutes_ago(mut self, minutes: Millis) -> Self {
        let at = NOW - minutes * MINUTE;
        self.data.id = MessageId::from(format!("m-{minutes}"));
        (self.data.created_at, self.data.updated_at) = (Some(Ts::from_millis(at)), Some(Ts::from_millis(at)));
        self
    }

    /// What it is.
    #[must_use]
    pub fn of_kind(mut self, kind: MessageType) -> Self {
        self.data.kind = kind;
        self
    }

    /// What hangs on it, by kind.
    #[must_use]
    pub fn with_attachments(mut self, kinds: &[&str]) -> Self {
        self.data.attachments = kinds.iter().map(|kind| Attachment { kind: Some((*kind).to_owned()), ..Attachment::default() }).collect();
        self
    }

    /// Any other field.
    #[must_use]
    pub fn but(mut self, change: impl FnOnce(&mut Message)) -> Self {
        change(&mut self.data);
        self
    }

    /// The message.
    #[must_use]
    pub fn build(self) -> Message {
        self.data
    }
}

/// A channel of the signed-in user and [`BOB`], without messages.
#[must_use]
pub fn the_channel() -> ChannelFactory {
    let config = ChannelConfig { typing_events: true, read_events: true, replies: true, ..ChannelConfig::default() };
    let channel = Channel {
        cid: "messaging:one".into(),
        id: "one".into(),
        channel_type: "messaging".into(),
        created_at: Some(Ts::from_millis(NOW - 40 * DAY)),
        config: Some(Rc::new(config)),
        own_capabilities: Some(["read-events", "send-message", "typing-events"].map(str::to_owned).to_vec()),
        ..Channel::default()
    };
    ChannelFactory { state: ChannelState { channel, ..ChannelState::default() } }.with_members(&[ME, BOB])
}

/// Builds a channel's state as a query answers it.
#[derive(Clone, Debug)]
pub struct ChannelFactory {
    state: ChannelState,
}

impl ChannelFactory {
    /// Identity: the part after the colon.
    #[must_use]
    pub fn with_id(mut self, id: &str) -> Self {
        self.state.channel.id = id.to_owned();
        self.state.channel.cid = Cid::new("messaging", id);
        for message in &mut self.state.messages {
            message.cid = self.state.channel.cid.clone();
        }
        self
    }

    /// Name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.state.channel.name = Some(name.to_owned());
        self
    }

    /// Custom data.
    #[must_use]
    pub fn having(mut self, key: &str, value: &str) -> Self {
        self.state.channel.extra.insert(key.to_owned(), value.into());
        self
    }

    /// Members, all of them offline.
    #[must_use]
    pub fn with_members(mut self, ids: &[&str]) -> Self {
        self.state.members =
            ids.iter().map(|id| Rc::new(Member { user_id: (*id).into(), user: Some(Rc::new(a_user(id))), ..Member::default() })).collect();
        self.state.channel.member_count = u32::try_from(ids.len()).ok();
        self
    }

    /// These members are online.
    #[must_use]
    pub fn online(mut self, ids: &[&str]) -> Self {
        for member in self.state.members.iter_mut().filter(|member| ids.contains(&member.user_id.as_str())) {
            let member = Rc::make_mut(member);
            member.user = member.user.take().map(|user| Rc::new(User { online: true, ..(*user).clone() }));
        }
        self
    }

    /// Messages, oldest first.
    #[must_use]
    pub fn holding(mut self, messages: impl IntoIterator<Item = MessageFactory>) -> Self {
        let cid = self.state.channel.cid.clone();
        self.state.messages = messages.into_iter().map(|message| Message { cid: cid.clone(), ..message.build() }).collect();
        self.state.returned = self.state.messages.len();
        self.state.channel.last_message_at = self.state.messages.last().and_then(|message| message.created_at);
        self
    }

    /// A user has read up to some minutes ago, and has so many unread.
    #[must_use]
    pub fn read_by(mut self, user: &str, minutes_ago: Millis, unread: u32) -> Self {
        let last_read = Some(Ts::from_millis(NOW - minutes_ago * MINUTE));
        self.state.read.push(Read { user: Some(Rc::new(a_user(user))), last_read, unread_messages: unread, ..Read::default() });
        self
    }

    /// Any other field.
    #[must_use]
    pub fn but(mut self, change: impl FnOnce(&mut ChannelState)) -> Self {
        change(&mut self.state);
        self
    }

    /// The channel's state.
    #[must_use]
    pub fn build(self) -> ChannelState {
        self.state
    }
}

/// An online state of the signed-in user with an empty, ready list.
#[must_use]
pub fn a_state() -> StateFactory {
    let own = OwnUser { id: ME.into(), name: a_user(ME).name, ..OwnUser::default() };
    let mut state = State::default();
    state.apply(&Change::SignedIn(Rc::new(own)));
    state.apply(&Change::Linked(Link::Online));
    let sort = Rc::new(vec![("last_message_at".to_owned(), true)]);
    let inbox = Inbox { sort, phase: InboxPhase::Ready, filter: Rc::new(Value::Null), ..Inbox::default() };
    state.apply(&Change::ScreenChanged(SCREEN, Box::new(Screen { inbox, ..Screen::default() })));
    StateFactory { state }
}

/// Builds a state.
#[derive(Clone, Debug)]
pub struct StateFactory {
    state: State,
}

impl StateFactory {
    /// Any change.
    #[must_use]
    pub fn after(mut self, change: &Change) -> Self {
        self.state.apply(change);
        self
    }

    /// The connection is this.
    #[must_use]
    pub fn linked(self, link: Link) -> Self {
        self.after(&Change::Linked(link))
    }

    /// The list holds these channels and no more.
    #[must_use]
    pub fn listing(self, channels: impl IntoIterator<Item = ChannelFactory>) -> Self {
        let states: Vec<_> = channels.into_iter().map(ChannelFactory::build).collect();
        self.after(&Change::InboxQueried { screen: SCREEN, states, more: false, limit: 100, message_limit: 25 })
    }

    /// The list still loads.
    #[must_use]
    pub fn loading_list(self) -> Self {
        self.with_inbox(|inbox| inbox.phase = InboxPhase::Loading)
    }

    /// The list could not be had.
    #[must_use]
    pub fn without_list(self, key: &'static str) -> Self {
        self.with_inbox(|inbox| inbox.phase = InboxPhase::Failed(Trouble { key, can_retry: true, ..Trouble::default() }))
    }

    /// Anything about the list.
    #[must_use]
    pub fn with_inbox(mut self, change: impl FnOnce(&mut Inbox)) -> Self {
        if let Some(screen) = self.state.screens.get_mut(&SCREEN) {
            change(&mut Rc::make_mut(screen).inbox);
        }
        self
    }

    /// This channel is on screen.
    #[must_use]
    pub fn open(self, id: &str) -> Self {
        self.after(&Change::Opened { screen: SCREEN, cid: Some(Cid::new("messaging", id)) })
    }

    /// Text not yet sent.
    #[must_use]
    pub fn drafting(self, id: &str, text: &str) -> Self {
        let composer = Composer { text: Rc::from(text), ..Composer::default() };
        self.composing(id, composer)
    }

    /// What is written in a channel.
    #[must_use]
    pub fn composing(self, id: &str, composer: Composer) -> Self {
        self.after(&Change::Composed(Cid::new("messaging", id).into(), Box::new(composer)))
    }

    /// A user types in a channel.
    #[must_use]
    pub fn typing(self, id: &str, user: &str) -> Self {
        let json = crate::json!({"type": "typing.start", "cid": format!("messaging:{id}"), "user": {"id": user}, "created_at": Ts::from_millis(NOW).to_string()});
        self.told(&json)
    }

    /// The server told this.
    #[must_use]
    pub fn told(self, json: &Value) -> Self {
        match crate::wire::decode(&json.to_string()) {
            Ok(frame) => self.after(&Change::Event(Rc::new(frame), NOW)),
            Err(_) => self,
        }
    }

    /// The signed-in user muted a channel.
    #[must_use]
    pub fn muting(mut self, id: &str) -> Self {
        if let Some(me) = &mut self.state.me {
            let own = Rc::make_mut(&mut Rc::make_mut(me).own);
            let channel = Channel { cid: Cid::new("messaging", id), ..Channel::default() };
            own.channel_mutes.push(ChannelMute { channel: Some(channel), ..ChannelMute::default() });
        }
        self
    }

    /// The tenant configured this.
    #[must_use]
    pub fn configured(self, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = (*self.state.config).clone();
        change(&mut config);
        self.after(&Change::Configured(Rc::new(config)))
    }

    /// There is something to tell.
    #[must_use]
    pub fn noticing(self, key: NoticeKey, subject: &str) -> Self {
        self.after(&Change::Noticed(key, Rc::from(subject), None))
    }

    /// The state.
    #[must_use]
    pub fn build(self) -> State {
        self.state
    }
}

/// The signed-in user's id.
#[must_use]
pub fn my_id() -> UserId {
    ME.into()
}

/// The Rust sources below a path of the project, or the one there: where they are, and what is written in them.
#[cfg(test)]
#[must_use]
pub fn sources(path: &str) -> Vec<(std::path::PathBuf, String)> {
    let mut waiting = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)];
    let mut found = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(path).expect("a folder of sources").flatten().map(|entry| entry.path()));
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = std::fs::read_to_string(&path).expect("a readable source");
            found.push((path, text));
        }
    }
    found
}

/// Compares a file of the project, by its path, with what is made for it; `UPDATE_DOCS=1 cargo test --lib tests` writes it.
#[cfg(test)]
pub fn settle(path: &str, made: &str) {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, made).expect("a writable file");
    }
    let is_so = std::fs::read_to_string(&file).unwrap_or_default() == made;
    assert!(is_so, "{path} is out of date: run UPDATE_DOCS=1 cargo test --lib tests -- --test-threads=1");
}

/// The same for what stands between two marks of the README.
#[cfg(test)]
pub fn section(name: &str, made: &str) {
    let readme = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("a README");
    let (begin, end) = (format!("<!-- {name}: made by tests -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = readme.split_once(&begin).unwrap_or_else(|| panic!("README.md has no {name}"));
    let (_, after) = rest.split_once(&end).expect("an end of the section");
    settle("README.md", &[before, &*begin, made, &*end, after].concat());
}
