//! Every key of the configuration: what it may hold, what it means, what counts without it.

use super::patterns::{colour, tokens};
use super::shape::{Key, Shape, key, needed};
use crate::config::actions::{KINDS, METHODS, PLACES};
use crate::config::{ICONS, TONES};

/// A text with something in it.
fn word() -> Shape {
    Shape::Like("text", "\\S".into())
}

fn web() -> Shape {
    Shape::Like("http or https URL", "^https?://".into())
}

/// See `is_safe_path`: one slash, no step upwards, nothing that begins another address.
fn path() -> Shape {
    let pattern = r"^(?!//)(?![^?]*/(?:\.|%2[eE]){1,2}(?:/|\?|$))/[!$-;=?-\[\]_a-z{}~]*$";
    Shape::Like("path below the backend", pattern.into())
}

fn words() -> Shape {
    Shape::List(Box::new(Shape::Text))
}

/// The root.
pub(super) fn root() -> Shape {
    let mut keys = vec![
        key("authentication", authentication(), "Who is signed in, and how Stream knows. Without it nobody is", "nobody is signed in", ""),
        key(
            "error",
            Shape::Any,
            "Without `authentication`: why, as `title` and `message`, or as a text; also `errors`, a list of them",
            "",
            r#"{"title": "…", "message": "…"}"#,
        ),
        key(
            "stream",
            Shape::Object(vec![key(
                "baseUrl",
                web(),
                "Where Stream's API is: a region, a proxy",
                "Stream's own",
                r#""https://chat.stream-io-api.com""#,
            )]),
            "Stream",
            "",
            "",
        ),
        key("locale", Shape::Text, "Language, BCP 47; the page's own goes before it", "the browser's", r#""it""#),
        key(
            "messages",
            Shape::Map(Box::new(Shape::Written)),
            "Texts that replace ours, by key of the locale files",
            "ours",
            r#"{"composer.placeholder": "Scrivi…"}"#,
        ),
        key("timeZone", Shape::Text, "Zone of all dates, by its IANA name", "the browser's", r#""Europe/Rome""#),
        key("hour12", Shape::Flag, "Times of twelve hours", "the language's habit", "false"),
        key(
            "reactionOrder",
            Shape::Choice(&["first", "count"]),
            "Which reaction to a message stands first: the one given `first`, or the most frequent",
            "`first`",
            r#""count""#,
        ),
        key(
            "refreshMinutes",
            Shape::Minutes,
            "An open page that is looked at asks for the configuration again after so many minutes: what changed is seen, and who is not let in any more is out",
            "never",
            "15",
        ),
        key(
            "groupMinutes",
            Shape::Minutes,
            "Messages of one person stand close together, under one picture, until a pause of so many minutes",
            "5",
            "10",
        ),
        key(
            "giphyRendition",
            Shape::Choice(&crate::config::RENDITIONS),
            "Which size of an animated picture is shown, by Stream's names",
            "`fixed_height`",
            r#""fixed_height_downsampled""#,
        ),
        key("theme", theme(), "How it looks", "our look", ""),
        key("channels", channels(), "Which channels are listed", "all of the user's", ""),
        key(
            "features",
            Shape::Map(Box::new(Shape::Flag)),
            "What is switched off, by name: see Features and rights below. They only take away",
            "all on",
            r#"{"uploads": false}"#,
        ),
    ];
    keys.extend(tools());
    Shape::Object(keys)
}

/// What a tenant puts into users' hands.
fn tools() -> [Key; 3] {
    [
        key("actions", Shape::List(Box::new(Shape::Object(action()))), "What users can do besides what every chat can do", "none", ""),
        key(
            "badges",
            Shape::List(Box::new(Shape::Object(badge()))),
            "What is to be seen of a channel at once, in the list and above the conversation",
            "none",
            "",
        ),
        key(
            "cannedReplies",
            Shape::List(Box::new(Shape::Object(reply()))),
            "Texts to begin with, found by a slash in the empty field and by the button beside it",
            "none",
            "",
        ),
    ]
}

fn authentication() -> Shape {
    Shape::Object(vec![
        needed("userId", word(), "The user's id at Stream", r#""64f…""#),
        needed("userToken", word(), "The user's token, a JWT", r#""eyJ…""#),
        needed("apiKey", word(), "The app's public key", r#""k3y…""#),
    ])
}

fn theme() -> Shape {
    Shape::Object(vec![
        key("mode", Shape::Choice(&["auto", "light", "dark"]), "Light, dark, or as the system says", "`auto`", r#""auto""#),
        key(
            "brand",
            Shape::Like("colour", colour()),
            "One colour, from which accent, links, own bubbles and the like are derived for light and dark, each readable",
            "our blue",
            r##""#0a5""##,
        ),
        key(
            "tokens",
            Shape::Only(tokens(false)),
            "Values of tokens, with or without `--chat-`, or of the variables of React themes in the table below",
            "derived",
            r#"{"radius": "8px"}"#,
        ),
        key("dark", Shape::Only(tokens(true)), "Colours for dark only", "derived", r##"{"surface": "#101214"}"##),
        key("logo", web(), "A picture above the list", "none", r#""https://…/logo.svg""#),
        key("title", Shape::Label, "What stands above the list", "`list.title` of the locale", r#""Assistenza""#),
    ])
}

fn channels() -> Shape {
    let views = vec![
        needed("id", word(), "Names it for the attribute `view`; no two are the same", r#""open""#),
        needed("label", Shape::Label, "What the user reads", r#"{"en": "Open chats"}"#),
        key("filters", Shape::Free, "Filter in Stream's query syntax, AND-ed with that of all channels", "none", r#"{"frozen": false}"#),
        key("sort", Shape::Sort, "Order in Stream's query syntax", "that of all channels", r#"[{"last_message_at": -1}]"#),
    ];
    Shape::Object(vec![
        key(
            "filters",
            Shape::Free,
            "Filter in Stream's query syntax; the own membership is added",
            "membership only",
            r#"{"type": "support"}"#,
        ),
        key("sort", Shape::Sort, "Order in Stream's query syntax", "newest message first", r#"[{"last_message_at": -1}]"#),
        key("options", Shape::Free, "Paging: `limit`, `message_limit`", "20 channels, 25 messages", r#"{"limit": 20}"#),
        key("directType", Shape::Text, "Type of the channels that `openDirect` makes", "`messaging`", r#""messaging""#),
        key("views", Shape::List(Box::new(Shape::Object(views))), "Lists between which the user switches", "one list", ""),
    ])
}

fn action() -> Vec<Key> {
    vec![
        needed("id", word(), "Names it for the host; no two are the same", r#""close""#),
        needed("label", Shape::Label, "What the user reads", r#"{"en": "Close chat"}"#),
        key("icon", Shape::Choice(ICONS), "A drawing", "a flash", r#""check""#),
        needed("placement", Shape::Choice(&PLACES), "Where it is offered", r#""channel-header""#),
        key(
            "requires",
            requires(),
            "All of it has to hold, or it is not drawn. What cannot be read here loses the whole action",
            "nothing",
            "",
        ),
        key("bulk", Shape::Flag, "Also for several channels at once, chosen in the list; of a channel's header or menu", "`false`", "true"),
        key("confirm", Shape::Label, "A question before it is done, with placeholders", "it is done at once", r#""Close this chat?""#),
        needed("run", run(), "What it does. The host is told in every case, by `chat-service-action`", ""),
        key(
            "then",
            Shape::List(Box::new(run())),
            "What it does after that, one after another, each as in `run`: the first that fails is the last. One that cannot be read loses the whole action",
            "nothing",
            r#"[{"kind": "send", "text": "Closed by {user.name}"}]"#,
        ),
    ]
}

fn requires() -> Shape {
    Shape::Object(vec![
        key("capabilities", words(), "Each of these, in the channel, by Stream's names", "none", r#"["freeze-channel"]"#),
        key("roles", words(), "One of these: the user's role, or the one in the channel", "any", r#"["admin"]"#),
        key("channelTypes", words(), "The channel is of one of these types", "any", r#"["support"]"#),
        key("when", Shape::Free, "The channel belongs to this filter, in Stream's query syntax", "always", r#"{"frozen": false}"#),
    ])
}

fn run() -> Shape {
    let kind = needed(
        "kind",
        Shape::Choice(&KINDS),
        "Nothing more, asks the backend with its credentials and headers, writes a message in the user's name, or changes the channel at Stream",
        r#""event""#,
    );
    Shape::Kinds(
        Box::new(kind),
        vec![
            ("event", Vec::new()),
            (
                "request",
                vec![
                    key("method", Shape::Choice(&METHODS), "`request`: the method", "`POST`", r#""POST""#),
                    needed(
                        "path",
                        path(),
                        "`request`: where, below `backend-url`. Placeholders become one piece of it each; one without a value stops the request",
                        r#""/tickets/{channel.id}""#,
                    ),
                    key("body", Shape::Any, "`request`: JSON, whose texts have placeholders", "none", r#"{"text": "{message.text}"}"#),
                ],
            ),
            (
                "send",
                vec![needed(
                    "text",
                    word(),
                    "`send`: the text, with placeholders; one without a value stops it",
                    r#""Closed by {user.name}""#,
                )],
            ),
            (
                "update-channel",
                vec![
                    key("set", Shape::Free, "`update-channel`: new values of keys; texts have placeholders", "none", r#"{"frozen": true}"#),
                    key("unset", words(), "`update-channel`: keys to take away", "none", r#"["assignee"]"#),
                ],
            ),
        ],
    )
}

fn badge() -> Vec<Key> {
    vec![
        needed("id", word(), "Names it; no two are the same", r#""late""#),
        needed(
            "label",
            Shape::Label,
            "What the user reads, with placeholders; one without a value takes the badge away",
            r#""{channel.assignee}""#,
        ),
        key("tone", Shape::Choice(&TONES), "The colour of its mark", "`neutral`", r#""warning""#),
        key("when", Shape::Free, "The channel belongs to this filter, in Stream's query syntax", "always", r#"{"priority": "high"}"#),
        key(
            "olderThan",
            Shape::Object(age()),
            "A time of the channel is so long ago. What cannot be read here or in `when` loses the whole badge",
            "any time",
            "",
        ),
    ]
}

fn age() -> Vec<Key> {
    vec![
        needed("field", word(), "The channel's key that holds the time, in RFC 3339", r#""waiting_since""#),
        needed("minutes", Shape::Minutes, "At least so many", "30"),
    ]
}

fn reply() -> Vec<Key> {
    vec![
        needed("id", word(), "Names it; no two are the same", r#""hello""#),
        key("shortcut", Shape::Text, "What is typed after the slash", "none", r#""hi""#),
        needed("label", Shape::Label, "What it is called", r#""Greeting""#),
        needed("text", Shape::Label, "The text, with placeholders", r#""Buongiorno {channel.customer}, …""#),
    ]
}
