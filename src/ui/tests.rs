//! The whole element, drawn without a browser: controls follow what may be done.

use std::rc::Rc;

use crate::json;
use crate::wire::Value;
use futures::executor::block_on;
use yew::{Callback, LocalServerRenderer};

use super::context::ByPtr;
use super::{App, AppProps, Look};
use crate::state::{Composer, State};
use crate::testing::{BOB, NOW, SCREEN, StateFactory, a_message, a_state, the_channel, the_locale};
use crate::wire::{ChannelConfig, MessageId, ReactionGroup, Ts};

const CAPABILITIES: [&str; 5] = ["read-events", "send-message", "send-reaction", "send-reply", "upload-file"];

fn html(state: StateFactory) -> String {
    views(&Rc::new(state.build()))
}

/// What the views draw of a state.
pub(in crate::ui) fn views(state: &Rc<State>) -> String {
    let props = AppProps {
        screen: SCREEN,
        snapshot: ByPtr(state.clone()),
        emit: Callback::noop(),
        look: Look::default(),
        locale: the_locale(),
        mint: Rc::new(|| MessageId::from("minted")),
        asset: Rc::new(|_, _| ()),
        keep: Rc::new(|_, _| crate::state::NewFile::default()),
        report: ByPtr(Rc::new(String::new)),
        now: Rc::new(|| NOW),
    };
    block_on(LocalServerRenderer::<App>::with_props(props).hydratable(false).render())
}

/// A conversation in which everything is allowed; a message of Bob's has a reaction and a reply, and something is half written.
fn everything() -> StateFactory {
    let config = ChannelConfig { reactions: true, replies: true, uploads: true, ..ChannelConfig::default() };
    let message = a_message().from(BOB).saying("Hello").but(|message| {
        message.reply_count = 2;
        message.reaction_groups.insert("like".into(), ReactionGroup { count: 1, ..ReactionGroup::default() });
    });
    let channel = the_channel().holding([message]).but(|it| {
        it.channel.config = Some(Rc::new(config));
        it.channel.own_capabilities = Some(CAPABILITIES.map(str::to_owned).to_vec());
    });
    let writing = Composer { text: Rc::from("half a thought"), ..Composer::default() };
    a_state().listing([channel]).open("one").composing("one", writing)
}

/// The same where the tenant switched something off.
fn lacking(feature: &'static str) -> StateFactory {
    everything().configured(move |config| {
        let json = json!({"authentication": {"userId": "ada", "userToken": "t", "apiKey": "k"}, "features": {(feature): false}});
        if let crate::config::Outcome::Configured(read, _) = crate::config::parse(&json) {
            config.features = read.features;
        }
    })
}

fn frozen() -> Value {
    json!({"type": "channel.updated", "cid": "messaging:one", "created_at": Ts::from_millis(NOW).to_string(), "channel": {"cid": "messaging:one",
        "id": "one", "type": "messaging", "frozen": true, "member_count": 2, "updated_at": Ts::from_millis(NOW).to_string()}})
}

fn without(capability: &str) -> Value {
    let rest: Vec<&str> = CAPABILITIES.into_iter().filter(|known| *known != capability).collect();
    json!({"type": "capabilities.changed", "cid": "messaging:one", "own_capabilities": rest})
}

/// What a control looks like while it may be used, and what shows instead.
#[derive(Clone, Copy, Debug)]
enum Control {
    Attach,
    Field,
    Reaction,
    Replies,
}

fn is_usable(html: &str, control: Control) -> bool {
    let tag = |start: &str| {
        let at = html.find(start).map(|at| html[..at].rfind('<').unwrap_or(at));
        at.and_then(|at| html[at..].split('>').next()).unwrap_or_default()
    };
    match control {
        Control::Attach => html.contains("aria-label=\"Add files\""),
        Control::Field => !tag("data-composer").contains("readonly") && !tag("data-composer").is_empty(),
        Control::Reaction => {
            tag("class=\"reaction\"").contains("aria-pressed") && !tag("class=\"reaction\"").contains("aria-disabled=\"true\"")
        }
        Control::Replies => html.contains("message__replies"),
    }
}

#[test]
fn each_control_is_drawn_as_what_it_is_and_takes_itself_back() {
    use Control::{Attach, Field, Reaction, Replies};
    let all = [Attach, Field, Reaction, Replies];
    let table: Vec<(&str, StateFactory, Vec<Control>)> = vec![
        ("everything", everything(), vec![]),
        ("frozen", everything().told(&frozen()), vec![Attach, Field, Reaction]),
        ("no send-message", everything().told(&without("send-message")), vec![Attach, Field]),
        ("no upload-file", everything().told(&without("upload-file")), vec![Attach]),
        ("no send-reaction", everything().told(&without("send-reaction")), vec![Reaction]),
        ("no uploads", lacking("uploads"), vec![Attach]),
        ("no reactions", lacking("reactions"), vec![Reaction]),
        ("no threads", lacking("threads"), vec![Replies]),
    ];
    for (name, state, gone) in table {
        let html = html(state);
        for control in all {
            let is_gone = gone.iter().any(|gone| std::mem::discriminant(gone) == std::mem::discriminant(&control));
            assert_eq!(is_usable(&html, control), !is_gone, "{name}: {control:?}\n{html}");
        }
    }
}

#[test]
fn pictures_beside_messages_are_the_tenants_choice() {
    let has_pictures = |feature| html(lacking(feature)).contains("message__avatar");
    assert_eq!(["nothing", "avatars"].map(has_pictures), [true, false]);
}

#[test]
fn a_closed_composer_says_why() {
    assert!(html(everything().told(&frozen())).contains("This conversation is closed."));
    assert!(html(everything().told(&without("send-message"))).contains("You cannot write in this conversation."));
}

/// An empty conversation is not an empty page, and where more is to come nothing begins (feature F63).
#[test]
fn a_conversation_says_where_it_begins_and_not_before() {
    let begins = "This is the beginning of your conversation with Bob";
    let with = |messages: usize| {
        let all = (0..messages).map(|index| a_message().from(BOB).with_id(&format!("m{index}")));
        html(a_state().listing([the_channel().holding(all)]).open("one"))
    };
    assert!(with(0).contains(begins) && with(3).contains(begins));
    assert!(with(3).contains("<slot name=\"intro\">"), "the host may put something else there");
    assert!(!with(40).contains("intro"));
}
