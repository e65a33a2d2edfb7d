//! The contract in tables: what hosts may set, call, hear and style, with a sentence each.
//!
//! The one source of names and words: the element takes its names from here (`attributes`), and `cargo xtask dist` makes
//! types, the Custom Elements Manifest, editor data and the package's README out of it. It needs nothing but the standard
//! library, because xtask includes this very file. Only names reach the element (`names`): words are read while compiling and dropped.

#[path = "contract/tokens.rs"]
mod tokens;

pub use tokens::TOKENS;

/// An attribute that is observed.
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    /// In kebab-case.
    pub name: &'static str,
    /// The property that says the same.
    pub property: &'static str,
    /// What it may be; empty for any text.
    pub values: &'static [&'static str],
    /// What holds without it, in words or as a value.
    pub default: &'static str,
    /// What it means.
    pub about: &'static str,
}

/// What a property carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carries {
    /// A text, as an attribute does.
    Text,
    /// Plain data.
    Data,
    /// Functions and objects of the host.
    Opaque,
}

/// A property.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    /// In camelCase.
    pub name: &'static str,
    /// What it carries.
    pub carries: Carries,
    /// Its type in TypeScript.
    pub ts: &'static str,
    /// What it means.
    pub about: &'static str,
}

/// A method.
#[derive(Clone, Copy, Debug)]
pub struct Method {
    /// In camelCase.
    pub name: &'static str,
    /// Parameters in TypeScript: name, with a question mark when it may be left out, and type.
    pub parameters: &'static [(&'static str, &'static str)],
    /// What it returns, in TypeScript.
    pub returns: &'static str,
    /// What it does.
    pub about: &'static str,
}

/// An event that the element dispatches.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// Its type, with the prefix.
    pub name: &'static str,
    /// The host may prevent what would happen.
    pub cancelable: bool,
    /// Keys of `detail` with their types in TypeScript.
    pub detail: &'static [(&'static str, &'static str)],
    /// When it is dispatched.
    pub about: &'static str,
}

/// A name with a sentence: a slot or a part.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// As it is written in a page.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
}

/// A custom property that a host may set on the element.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Without `--chat-`.
    pub name: &'static str,
    /// Syntax of its values, as CSS calls it.
    pub syntax: &'static str,
    /// What it colours or measures.
    pub about: &'static str,
}

const fn attribute(
    name: &'static str,
    property: &'static str,
    values: &'static [&'static str],
    default: &'static str,
    about: &'static str,
) -> Attribute {
    Attribute { name, property, values, default, about }
}

const fn property(name: &'static str, carries: Carries, ts: &'static str, about: &'static str) -> Property {
    Property { name, carries, ts, about }
}

const fn place(name: &'static str, about: &'static str) -> Place {
    Place { name, about }
}

/// Attributes, in the order of the alphabet.
pub const ATTRIBUTES: &[Attribute] = &[
    attribute(
        "api-hosts",
        "apiHosts",
        &[],
        "any",
        "Hosts that the configuration may name for Stream, with spaces between: `chat.stream-io-api.com`, `*.example.com`, `localhost:8080`. Any other is a `config-error`.",
    ),
    attribute(
        "backend-url",
        "backendUrl",
        &[],
        "the page's origin",
        "Base URL of the Chat Service Backend, absolute or relative to the page's *origin*.",
    ),
    attribute("base-url", "baseUrl", &[], "", "Another name of `backend-url`, as other micro-lc components call it."),
    attribute(
        "channel",
        "channel",
        &[],
        "none",
        "The cid of the channel to open. What the user opens afterwards is an event, never an attribute.",
    ),
    attribute("client-type", "clientType", &[], "web", "The `clientType` that the configuration is asked for."),
    attribute(
        "credentials",
        "credentials",
        &["omit", "same-origin", "include"],
        "same-origin",
        "Whether requests to the backend carry cookies, in the words of `fetch`.",
    ),
    attribute("lang", "lang", &[], "page, micro-lc, configuration, browser", "The language of texts, dates and numbers, as a BCP 47 tag."),
    attribute(
        "layout",
        "layout",
        &["auto", "conversation", "list"],
        "auto",
        "List and conversation, one pane when narrow; or one of them only.",
    ),
    attribute(
        "login-url",
        "loginUrl",
        &[],
        "/web-login",
        "The sign-in page, http(s) or relative to the page's origin. `{redirect}` in it is the encoded address of the page; without it, `redirect=…` is appended to the query.",
    ),
    attribute("message", "message", &[], "none", "A message to show in the channel, by its id. Followed once."),
    attribute(
        "theme",
        "theme",
        &["auto", "light", "dark"],
        "from the configuration, else auto",
        "Light, dark, or what the system prefers.",
    ),
    attribute(
        "thread",
        "thread",
        &[],
        "none",
        "A thread to show beside the channel, by the id of its first message; with `message` the reply in it. Followed once.",
    ),
    attribute(
        "view",
        "view",
        &[],
        "the first",
        "The id of the configured view to show. Changing it switches; what the user chose stays until then.",
    ),
];

const FILTER: &str = "Record<string, unknown>";
const WORDS: &str = "Record<string, unknown>";
const HEADERS: &str = "Record<string, string>";

/// Properties: those that say what attributes say, then plain data, then what only a script can give.
pub const PROPERTIES: &[Property] = &[
    property("apiHosts", Carries::Text, "string", "Hosts that the configuration may name for Stream, with spaces between."),
    property("backendUrl", Carries::Text, "string", "Base URL of the Chat Service Backend, as the attribute `backend-url`."),
    property("baseUrl", Carries::Text, "string", "Another name of `backendUrl`."),
    property("basePath", Carries::Text, "string", "Another name of `backendUrl`, as micro-lc 1 hands it to its plugins."),
    property("channel", Carries::Text, "string", "The cid of the channel to open."),
    property("clientType", Carries::Text, "string", "The clientType that the configuration is asked for."),
    property(
        "credentials",
        Carries::Text,
        "'omit' | 'same-origin' | 'include'",
        "Whether requests to the backend carry cookies, as fetch calls it.",
    ),
    property(
        "layout",
        Carries::Text,
        "'auto' | 'conversation' | 'list'",
        "List and conversation (one pane when narrow), or one of them only.",
    ),
    property("loginUrl", Carries::Text, "string", "The sign-in page, http(s) or relative to the page's origin."),
    property("message", Carries::Text, "string", "A message to show in the channel, once, by its id."),
    property("theme", Carries::Text, "'auto' | 'light' | 'dark'", "Light, dark, or what the system prefers."),
    property("thread", Carries::Text, "string", "A thread to show beside the channel, once, by the id of its first message."),
    property("view", Carries::Text, "string", "The id of the configured view to show."),
    property(
        "config",
        Carries::Data,
        FILTER,
        "The configuration itself: nothing is fetched. Set again for the same user, app and address of Stream, it is seen at once and the session goes on, which makes a live preview.",
    ),
    property("customLocale", Carries::Data, WORDS, "Another name of `messages`, as back-kit calls it."),
    property(
        "filters",
        Carries::Data,
        FILTER,
        "Channel filter in Stream's query syntax, AND-ed with the configured one and the view's. One that names `members` anywhere replaces the own membership that is asked for otherwise.",
    ),
    property("headers", Carries::Data, HEADERS, "Extra headers of requests to the backend."),
    property("messages", Carries::Data, WORDS, "Texts that replace ours: by key or as a tree of keys, each a text or texts by language."),
    property(
        "options",
        Carries::Data,
        FILTER,
        "Paging: `limit` (channels of a page, at most 30), `message_limit` (messages of each, at most 100); each key goes before the configured one.",
    ),
    property(
        "requestHeaders",
        Carries::Data,
        HEADERS,
        "As `headers` and over them, for hosts that set headers for all of their components.",
    ),
    property(
        "sort",
        Carries::Data,
        "Record<string, 1 | -1> | Array<Record<string, 1 | -1>>",
        "Order of channels in Stream's syntax, instead of the view's and the configured one.",
    ),
    property("composerApi", Carries::Opaque, "unknown", "What micro-lc assigns to every component; accepted and not used."),
    property("currentUser", Carries::Opaque, "unknown", "What micro-lc assigns to every component; accepted and not used."),
    property(
        "displayInfo",
        Carries::Opaque,
        "(user: { id: string; name?: string; image?: string; [key: string]: unknown }) => DisplayInfo | null | Promise<DisplayInfo | null>",
        "Answers what somebody is called and looks like here, e.g. from your own address book; asked once for everybody who is seen, and again when Stream's profile changes. `null` shows what Stream knows.",
    ),
    property(
        "eventBus",
        Carries::Opaque,
        "{ subscribe(next: (message: unknown) => void): { unsubscribe(): void }; next(message: unknown): void }",
        "micro-lc's bus: the chat tells `chat/ready`, `chat/channel-selected`, `chat/unread-changed` and `chat/error` on it, and obeys `chat/open-channel`.",
    ),
    property(
        "microlcApi",
        Carries::Opaque,
        "unknown",
        "micro-lc itself: its language, and its router for links into the page's own origin.",
    ),
    property(
        "tokenProvider",
        Carries::Opaque,
        "() => string | { token: string } | null | Promise<string | { token: string } | null>",
        "Answers a new user token; nothing means that nobody is signed in. By default the configuration is asked for again.",
    ),
];

/// Methods.
pub const METHODS: &[Method] = &[
    Method {
        name: "openChannel",
        parameters: &[("cid", "string"), ("options?", "{ messageId?: string; threadId?: string }")],
        returns: "void",
        about: "Shows a channel; at a message, in a thread by its first message, or at a reply in a thread.",
    },
    Method {
        name: "openDirect",
        parameters: &[("userIds", "string | string[]")],
        returns: "void",
        about: "Shows the channel of exactly these people and the signed-in user, of the type `channels.directType`; Stream makes it if there is none.",
    },
    Method {
        name: "setDraft",
        parameters: &[("cid", "string"), ("text", "string")],
        returns: "void",
        about: "Puts a text in the place of what is written in a channel; what is being edited stays, and the text comes after it.",
    },
    Method {
        name: "reload",
        parameters: &[],
        returns: "void",
        about: "Asks for the configuration and connects, from the beginning. When nobody or somebody else is signed in then, what is kept on the device for the user before is wiped.",
    },
    Method {
        name: "diagnostics",
        parameters: &[],
        returns: "object | null",
        about: "Answers a report as plain data: versions, states, counts, last errors, what the page's policy blocked, and `findings` with what helps. No token, no ids of people, no texts. `null` until the chat is drawn.",
    },
    Method { name: "focusComposer", parameters: &[], returns: "void", about: "Puts the cursor into the composer." },
];

const CID: (&str, &str) = ("cid", "string");
const MESSAGE_ID: (&str, &str) = ("messageId", "string");

/// Events, in the order of the alphabet. All of them bubble and are composed.
pub const EVENTS: &[Event] = &[
    Event {
        name: "chat-service-action",
        cancelable: false,
        detail: &[("id", "string"), CID, MESSAGE_ID],
        about: "The user chose a configured action; `messageId` where it is one of a message.",
    },
    Event {
        name: "chat-service-attachment",
        cancelable: false,
        detail: &[CID, MESSAGE_ID, ("slot", "string"), ("attachment", "Record<string, unknown>")],
        about: "An attachment of a kind that the chat does not know is drawn, or another one in its place: `attachment` is its data, without those of Stream's own keys that have no value of Stream's type. A child of the element with this `slot` stands in its place.",
    },
    Event {
        name: "chat-service-auth-required",
        cancelable: true,
        detail: &[("asked", "boolean")],
        about: "No user is signed in; `asked` when the user pressed *Sign in*. Unless prevented, the page goes to `login-url` then.",
    },
    Event {
        name: "chat-service-before-act",
        cancelable: true,
        detail: &[("kind", "string"), CID, MESSAGE_ID, ("userId", "string"), ("on", "boolean")],
        about: "The user is about to `block`, `delete`, `flag`, `mark-read`, `mark-unread`, `mute`, `pin`, `react` or `upload`, as `kind` says; `on` is false where it is taken back. Prevented, it is not done.",
    },
    Event {
        name: "chat-service-before-send",
        cancelable: true,
        detail: &[CID, MESSAGE_ID, ("parentId", "string"), ("edit", "boolean")],
        about: "A new message, or with `edit` another text of one, is about to go out; prevented, it stays in the composer. `parentId` for a reply.",
    },
    Event {
        name: "chat-service-channel-open",
        cancelable: false,
        detail: &[CID, MESSAGE_ID, ("threadId", "string")],
        about: "The user opened a channel; with `messageId` at a message that was found, in the thread of `threadId`.",
    },
    Event {
        name: "chat-service-connection-change",
        cancelable: false,
        detail: &[("state", "string"), ("online", "boolean")],
        about: "The connection as the user sees it: `state` is the value of `data-state`.",
    },
    Event {
        name: "chat-service-error",
        cancelable: false,
        detail: &[("kind", "string"), ("message", "string")],
        about: "Something failed that a developer may want to know.",
    },
    Event {
        name: "chat-service-link-click",
        cancelable: true,
        detail: &[("url", "string"), CID, MESSAGE_ID],
        about: "A link of a message was pressed; prevented, nothing is opened.",
    },
    Event {
        name: "chat-service-mention-click",
        cancelable: false,
        detail: &[("userId", "string"), CID, MESSAGE_ID],
        about: "A name in a text was pressed.",
    },
    Event {
        name: "chat-service-mention-hover",
        cancelable: false,
        detail: &[("userId", "string"), CID, MESSAGE_ID],
        about: "The pointer came over a name in a text; a finger hovers over nothing.",
    },
    Event {
        name: "chat-service-message-received",
        cancelable: false,
        detail: &[CID, MESSAGE_ID],
        about: "A message of somebody else arrived.",
    },
    Event { name: "chat-service-message-sent", cancelable: false, detail: &[CID, MESSAGE_ID], about: "An own message reached the server." },
    Event { name: "chat-service-ready", cancelable: false, detail: &[], about: "The first list of channels is there." },
    Event {
        name: "chat-service-unread-change",
        cancelable: false,
        detail: &[("total", "number"), ("channels", "number")],
        about: "Unread messages and the channels they are in, for the host's own badge.",
    },
    Event {
        name: "chat-service-user-click",
        cancelable: false,
        detail: &[("userId", "string"), CID, MESSAGE_ID],
        about: "Somebody's name or picture was pressed; `messageId` where it stood beside a message.",
    },
    Event {
        name: "chat-service-user-hover",
        cancelable: false,
        detail: &[("userId", "string"), CID, MESSAGE_ID],
        about: "The pointer came over somebody's name or picture.",
    },
];

/// Slots: what the host may put in place of ours, or beside it.
pub const SLOTS: &[Place] = &[
    place("loading", "In place of the skeleton, until the configuration is there."),
    place("error", "In place of the notices for a refused configuration, a refused token, or nobody signed in."),
    place("empty", "In place of what an empty list of channels says."),
    place("intro", "In place of what stands at the beginning of a conversation."),
    place(
        "attachment-…",
        "In place of what is drawn for an attachment of a kind that the chat does not know; the whole name comes with `chat-service-attachment`.",
    ),
    place("header-start", "At the start of the header."),
    place("header-end", "At the end of the header."),
];

/// Custom states, for `:state()`: one that says how it is, and `ready` beside it.
pub const STATES: &[Place] = &[
    place("ready", "The list of channels is there; beside one of the others."),
    place("loading", "The configuration is not there yet."),
    place("config-error", "The configuration was refused, or could not be had."),
    place("signed-out", "Nobody is signed in."),
    place("token-refused", "Stream does not take the token."),
    place("connecting", "The first connection is being made."),
    place("online", "All is well."),
    place("offline", "The connection is lost."),
    place("catching-up", "The connection is back; what was missed is being asked for."),
    place("crashed", "The chat has stopped, and offers to begin anew."),
];

/// Shadow parts, for `::part()`.
pub const PARTS: &[Place] = &[
    place("root", "The whole chat."),
    place("list", "The list of channels with its header."),
    place("row", "A channel in the list."),
    place("header", "The bar above the list or the conversation."),
    place("messages", "The scrolling list of messages."),
    place("message", "A message with its picture and its time."),
    place("bubble", "The bubble of a message."),
    place("composer", "Where one writes."),
    place("panel", "The thread beside the conversation."),
    place("dialog", "A dialog or a menu that is shown as a sheet."),
    place("toast", "A short notice at the edge."),
    place("button", "A button that is not part of a message."),
];
