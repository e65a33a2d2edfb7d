//! The catalogue's own part: every state of the root view, of the list and of the header.

use std::rc::Rc;

use yew::prelude::*;

use super::gallery::Example;
use super::{App, Layout, Look};
use crate::config::{Label, Mode, View};
use crate::i18n::{EnglishUtc, Locale};
use crate::state::{Change, Found, Link, NoticeKey, Search, State, Trouble, Unread};
use crate::testing::{
    BOB, CLEO, ChannelFactory, DAY, ME, MINUTE, MessageFactory, NOW, SCREEN, StateFactory, a_message, a_state, the_channel, the_locale,
};
use crate::wire::{self, Cid, MessageId, Ts, User};

/// Every state of the views of this layer, by name.
#[must_use]
pub(super) fn examples() -> Vec<Example> {
    let mut all = vec![
        drawn("loading", a_state().linked(Link::Loading)),
        drawn("config-error", a_state().linked(Link::ConfigError(trouble("unreachable")))),
        drawn("config-error-in-the-servers-words", a_state().linked(Link::ConfigError(refusal()))),
        drawn("blocked-by-the-page", a_state().linked(Link::ConfigError(blocked()))),
        drawn("no-token", a_state().linked(Link::TokenRefused(trouble("no-token")))),
        drawn("signed-out", a_state().linked(Link::SignedOut)),
        drawn("token-refused", a_state().linked(Link::TokenRefused(trouble("expired-token")))),
        drawn("connecting", a_state().loading_list().linked(Link::Connecting)),
        drawn("offline", busy().linked(Link::Offline { since: NOW, retry_at: Some(NOW + 4_000) })),
        drawn("catching-up", busy().linked(Link::CatchingUp)),
        drawn("empty-inbox", a_state()),
        drawn("list-failed", a_state().without_list("server")),
        drawn("nothing-selected", busy().after(&Change::Opened { screen: SCREEN, cid: None })),
        drawn("channel-loading", busy().open("nowhere")),
        drawn("channel-trouble", channel_trouble()),
        drawn("online", busy()),
        drawn("online-group", busy().open("team").typing("team", "eve").typing("team", BOB)),
        drawn("typing", busy().typing("bob", BOB)),
        drawn("more-channels", busy().with_inbox(|inbox| (inbox.has_more, inbox.is_loading_more) = (true, true))),
        drawn("notices", busy().noticing(NoticeKey::MoreChannelsFailed, "").noticing(NoticeKey::RemovedFromChannel, "Night shift")),
    ];
    all.push(drawn(
        "branded",
        busy().configured(|config| {
            config.theme.brand = Some("#0a7d55".into());
            config.theme.title = Some(Label::Plain("Assistenza clienti".into()));
        }),
    ));
    for (name, search) in searches() {
        all.push(drawn(name, busy().after(&Change::Searched(SCREEN, Some(Rc::new(search))))));
    }
    all.push(drawn("views-one", with_views(1)));
    all.push(drawn("views-two", with_views(2)));
    all.push(drawn("views-many", with_views(6)));
    all.push(drawn("views-empty", with_views(2).listing([])));
    all.push(looking("views-dark", with_views(2), Look { theme: Some(Mode::Dark), ..Look::default() }, &the_locale()));
    all.push(looking("views-right-to-left", with_views(6), Look::default(), &speaking("he", None)));
    all.push(looking("dark", busy().open("team"), Look { theme: Some(Mode::Dark), ..Look::default() }, &the_locale()));
    all.push(looking("conversation-only", busy(), Look { layout: Layout::Conversation, ..Look::default() }, &the_locale()));
    all.push(looking("list-only", busy(), Look { layout: Layout::List, ..Look::default() }, &the_locale()));
    all.push(looking("right-to-left", busy().open("gita"), Look::default(), &speaking("he", None)));
    all.push(looking("italian", busy(), Look::default(), &speaking("it", Some(include_str!("../../assets/locales/it.json")))));
    all
}

pub(super) fn speaking(language: &str, file: Option<&str>) -> Rc<Locale> {
    Rc::new(Locale::new(language, file, &[], Rc::new(EnglishUtc)))
}

fn drawn(name: &'static str, state: StateFactory) -> Example {
    looking(name, state, Look::default(), &the_locale())
}

fn looking(name: &'static str, state: StateFactory, look: Look, locale: &Rc<Locale>) -> Example {
    whole(format!("app/{name}"), state, look, locale)
}

/// An entry that is the whole element in some state.
pub(super) fn whole(name: String, state: StateFactory, look: Look, locale: &Rc<Locale>) -> Example {
    let (state, locale) = (Rc::new(state.build()), locale.clone());
    Example::new(name, move || draw(&state, look, &locale))
}

/// What views get from the element around them.
pub(super) fn context(state: State) -> super::context::ChatContext {
    super::context::ChatContext {
        snapshot: super::context::ByPtr(Rc::new(state)),
        emit: Callback::noop(),
        screen: SCREEN,
        me: crate::testing::my_id(),
        locale: the_locale(),
        mint: Rc::new(|| MessageId::from("minted")),
        keep: Rc::new(|_, _| crate::state::NewFile::default()),
        asset: Rc::new(|_, got: Callback<Option<Rc<str>>>| got.emit(None)),
        now: Rc::new(|| NOW),
    }
}

fn draw(state: &Rc<State>, look: Look, locale: &Rc<Locale>) -> Html {
    let mint = Rc::new(|| MessageId::from("minted")) as Rc<dyn Fn() -> MessageId>;
    let now = Rc::new(|| NOW) as Rc<dyn Fn() -> crate::state::Millis>;
    html! { <App screen={SCREEN} snapshot={super::context::ByPtr(state.clone())} emit={Callback::noop()} {look} locale={locale.clone()} {mint} {now} /> }
}

fn trouble(key: &'static str) -> Trouble {
    Trouble { key, can_retry: true, ..Trouble::default() }
}

fn blocked() -> Trouble {
    Trouble { key: "blocked", message: "wss://chat.stream-io-api.com in connect-src".into(), can_retry: true, ..Trouble::default() }
}

fn refusal() -> Trouble {
    let message = "Il servizio riprende lunedì alle 8:00. Per urgenze chiama il centralino.".to_owned();
    Trouble { key: "refused", title: "Chat in manutenzione".into(), message, status: Some(200), can_retry: true }
}

fn channel_trouble() -> StateFactory {
    let cid = "messaging:nowhere".into();
    busy().open("nowhere").after(&Change::OpenFailed { cid, trouble: trouble("not-found") })
}

/// What can be looked for, and what comes of it.
fn searches() -> [(&'static str, Search); 6] {
    let person = |id: &str, name: &str| Rc::new(User { id: id.into(), name: Some(name.into()), online: id == "eve", ..User::default() });
    let people = || {
        ["eve", "noor", "zoe"].into_iter().zip(["Eve Laurent", "Noor de Vries", "Zoë Marlow"]).map(|(id, name)| person(id, name)).collect()
    };
    let hit = |(at, text): (usize, &str)| {
        let mut message = wire::Message { text: text.into(), ..wire::Message::default() };
        (message.id, message.cid) =
            (format!("hit-{at}").as_str().into(), Cid::from(if at % 2 == 0 { "messaging:bob" } else { "messaging:team" }));
        (message.user, message.created_at) = (Some(person("bob", "Bob Brandt")), Some(Ts::from_millis(NOW - DAY * (at as i64 + 1))));
        message.parent_id = (at == 1).then(|| MessageId::from("head"));
        Rc::new(message)
    };
    let texts = [
        "The order 4471 arrived this morning",
        "Could somebody please look at what became of the order from Monday?",
        "**Order** of the day: none",
    ];
    let found = Search {
        query: "order".into(),
        channels: Found { list: vec![Cid::from("messaging:bob"), Cid::from("messaging:team")], ..Found::default() },
        people: Found { list: people(), next: Some("10".into()), ..Found::default() },
        messages: Found { list: texts.into_iter().enumerate().map(hit).collect(), next: Some("3".into()), ..Found::default() },
        ..Search::default()
    };
    let failed = Found { trouble: Some(trouble("server")), ..Found::default() };
    let asked = Search { query: "order".into(), messages: Found { is_loading: true, ..Found::default() }, ..Search::default() };
    [
        ("search-found", found),
        ("search-none", Search { query: "xyz".into(), ..Search::default() }),
        ("search-loading", asked.clone()),
        ("search-failed", Search { messages: failed, ..asked }),
        ("begin", Search { is_for_people: true, people: Found { list: people(), ..Found::default() }, ..Search::default() }),
        ("begin-nobody", Search { is_for_people: true, query: "xyz".into(), ..Search::default() }),
    ]
}

/// A busy inbox: every kind of row at once.
#[must_use]
pub(super) fn busy() -> StateFactory {
    let cid = Cid::new("messaging", "failed");
    let unsent = a_message().saying("On my way").minutes_ago(189).but(|message| message.cid = cid.clone()).build();
    let id = unsent.id.clone();
    a_state()
        .listing(rows())
        .after(&Change::Queued(Rc::new(unsent)))
        .after(&Change::SendFailed(cid.into(), id, trouble("offline")))
        .drafting("draft", "Thanks, I will look into it and")
        .muting("muted")
        .open("bob")
}

/// The busy inbox behind some views; the first is shown.
#[must_use]
pub(super) fn with_views(count: usize) -> StateFactory {
    let labels = ["Open chats", "Closed chats", "Assigned to me", "Waiting for the customer", "Without an answer since yesterday", "VIP"];
    let view = |label: &&str| View { id: (*label).to_owned(), label: Label::Plain((*label).to_owned()), filters: None, sort: None };
    let unread = |channels| Unread { channels, is_part: channels > 100 };
    busy()
        .configured(|config| config.channels.views = labels.iter().take(count).map(view).collect())
        .with_inbox(|inbox| inbox.view = labels.first().map(|label| Rc::from(*label)))
        .after(&Change::UnreadCounted(SCREEN, [3, 0, 12, 120, 0, 1].into_iter().take(count).map(unread).collect()))
}

fn rows() -> Vec<ChannelFactory> {
    let day = DAY / MINUTE;
    let said = |who: &str, text: &str, minutes| a_message().from(who).saying(text).minutes_ago(minutes);
    let dm = |id: &str, who: &str, message: MessageFactory| the_channel().with_members(&[ME, who]).with_id(id).holding([message]);
    vec![
        the_channel()
            .with_id("bob")
            .online(&[BOB])
            .holding([
                said(BOB, "Morning! Did the parcel for order 4471 arrive?", 26),
                said(ME, "Yes, signed for at 9:12. I have attached the receipt to the ticket.", 9),
                said(ME, "Anything else I can do?", 8),
            ])
            .read_by(BOB, 5, 0),
        the_channel()
            .with_members(&[ME, BOB, CLEO, "dan", "eve", "finn"])
            .online(&[BOB, "eve"])
            .named("Logistics — Northern Europe and everything that comes after it")
            .with_id("team")
            .holding([said(CLEO, "The 14:00 truck is loaded, we only miss the papers from customs", 12)])
            .read_by(ME, 200, 3),
        dm("cleo", CLEO, said(CLEO, "", 34).with_attachments(&["image", "image", "image"])).online(&[CLEO]).read_by(ME, 100, 128),
        dm("draft", "dan", said("dan", "Could you check invoice 2026-0231?", 75)),
        dm("failed", "finn", said("finn", "Are you coming?", 190)),
        dm("gita", "gita", said("gita", "תודה רבה! נדבר מחר בבוקר", day)),
        the_channel()
            .with_members(&[ME, "eve", "finn"])
            .with_id("pair")
            .holding([said("eve", "gone", 2 * day).but(|message| message.deleted_at = Some(Ts::from_millis(NOW)))]),
        the_channel().with_members(&[ME, "dan", "eve", "finn"]).named("Night shift").with_id("muted").holding([said(
            "dan",
            "Door 3 is stuck again",
            4 * day,
        )]),
        dm("eve", "eve", said("eve", "", 9 * day).with_attachments(&["voiceRecording"])),
        the_channel().with_members(&[ME]).named("Notes to self").with_id("self"),
    ]
}
