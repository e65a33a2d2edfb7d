//! The composer's part of the catalogue: every state of it, mostly in a conversation.

use std::rc::Rc;

use yew::prelude::*;

use super::{Composer as View, emoji, voice, zone};
use crate::config::Mode;
use crate::i18n::{EnglishUtc, Locale};
use crate::state::{
    Candidate, Change, Composer, Editing, FileId, LinkPreview, MediaKind, Message, NewFile, Pending, Refusal, State, Suggestions, Target,
    Trigger, Trouble, UploadPhase, units,
};
use crate::testing::{BOB, CLEO, ChannelFactory, ME, NOW, SCREEN, StateFactory, a_message, a_state, a_user, the_channel, the_locale};
use crate::ui::context::{Asset, ByPtr, ChatContext, Keep};
use crate::ui::gallery::Example;
use crate::ui::kit::{Anchor, Stage};
use crate::ui::{App, Layout, Look};
use crate::wire::{Attachment, Channel, ChannelConfig, ChannelState, Circle, Command, MessageId, User};

/// Every state worth seeing.
pub(in crate::ui) fn examples() -> Vec<Example> {
    emoji::preload();
    [written(), held(), mixed()].concat()
}

/// What can be written.
fn written() -> Vec<Example> {
    vec![
        shown("empty", Composer::default()),
        shown("text", saying("On my way, I have the papers from customs with me")),
        shown("long-text", saying(&"A line that somebody wrote\n".repeat(14))),
        shown(
            "quote",
            Composer {
                quoted: Some(message(BOB, "Morning! Did the parcel for order 4471 arrive? The customer has called twice since.")),
                ..Composer::default()
            },
        ),
        shown("edit", editing()),
        shown("files", with_files(vec![picture(1, 100), file(2, "Delivery note 2026-03-02.pdf", 184_000, done()), sound(3), film(4)])),
        shown(
            "files-uploading",
            with_files(vec![
                picture(1, 35),
                file(2, "Delivery note.pdf", 184_000, UploadPhase::Uploading { percent: 72 }),
                file(3, "list.csv", 900, UploadPhase::Queued),
            ]),
        ),
        shown(
            "files-failed",
            with_files(vec![
                file(
                    1,
                    "scan-of-the-signed-contract-with-a-very-long-name.pdf",
                    184_000,
                    UploadPhase::Failed(Trouble { key: "offline", can_retry: true, ..Trouble::default() }),
                ),
                file(2, "setup.exe", 84_000, UploadPhase::Refused(Refusal::Type)),
                picture(3, 100),
                file(4, "annexe\u{202e}fdp.exe", 7_900_000, UploadPhase::Refused(Refusal::TooLarge { limit: 1 })),
            ]),
        ),
        shown("link", with_link()),
        shown("command", Composer { command: Some(Rc::new(commands().remove(0))), ..Composer::default() }),
        shown("suggest-people", suggesting("@", Trigger::Mention, people())),
        shown(
            "suggest-commands",
            suggesting("/", Trigger::Command, commands().into_iter().map(|it| Candidate::Command(Rc::new(it))).collect()),
        ),
        shown("suggest-emoji", suggesting("so :heart", Trigger::Emoji, Vec::new())),
    ]
}

/// What stops it, and what floats over it.
fn held() -> Vec<Example> {
    vec![
        shown("too-long", saying(&"word ".repeat(1_003))),
        shown("nearly-too-long", saying(&"word ".repeat(970))),
        in_channel("frozen", the_team().but(|it| it.channel.frozen = true), Composer::default()),
        in_channel("not-allowed", the_team().but(|it| it.channel.own_capabilities = Some(Vec::new())), Composer::default()),
        in_channel(
            "not-allowed-with-draft",
            the_team().but(|it| it.channel.own_capabilities = Some(Vec::new())),
            saying("What I wanted to say"),
        ),
        in_channel(
            "no-uploads",
            the_team().but(|it| {
                it.channel.own_capabilities.iter_mut().for_each(|all| all.retain(|one| one != "upload-file"));
                it.channel.config = Some(Rc::new(ChannelConfig { uploads: true, ..ChannelConfig::default() }));
            }),
            Composer::default(),
        ),
        in_channel("slow-mode", the_team().but(|it| it.channel.cooldown = Some(75)), Composer::default()),
        Example::new("composer/typing", || {
            draw(&world(the_team(), Composer::default()).typing("team", BOB).typing("team", CLEO).build(), Look::default(), &the_locale())
        }),
        Example::new("composer/thread", || alone(&the_locale(), thread)),
        Example::new("composer/voice", || {
            alone(&the_locale(), |chat| html! { <div class="gallery__panel composer">{ recording(chat) }</div> })
        }),
        Example::new("composer/emoji", || alone(&the_locale(), panel)).alone(),
        Example::new("composer/drop", || alone(&the_locale(), |chat| html! { <>{ thread(chat) }{ zone::veil(Ok(()), &chat.locale) }</> })),
        Example::new("composer/drop-refused", || {
            alone(&the_locale(), |chat| html! { <>{ thread(chat) }{ zone::veil(Err("notice.upload-not-allowed"), &chat.locale) }</> })
        }),
    ]
}

/// Several things at once, in other looks.
fn mixed() -> Vec<Example> {
    let dark = Look { theme: Some(Mode::Dark), layout: Layout::Conversation };
    let everything = Composer {
        quoted: Some(message(CLEO, "The 14:00 truck is loaded")),
        ..with_files(vec![picture(1, 60), file(2, "note.pdf", 9_000, done())])
    };
    let (in_dark, in_hebrew) = (everything.clone(), everything.clone());
    let mut all = Vec::new();
    all.push(Example::new("composer/everything", move || {
        draw(&world(the_team(), everything.clone()).build(), Look::default(), &the_locale())
    }));
    all.push(Example::new("composer/dark", move || draw(&world(the_team(), in_dark.clone()).build(), dark, &the_locale())));
    all.push(Example::new("composer/right-to-left", move || {
        draw(&world(the_team(), in_hebrew.clone()).build(), Look::default(), &Rc::new(Locale::new("he", None, &[], Rc::new(EnglishUtc))))
    }));
    all
}

fn shown(name: &'static str, composer: Composer) -> Example {
    in_channel(name, the_team(), composer)
}

fn in_channel(name: &'static str, channel: ChannelFactory, composer: Composer) -> Example {
    let state = Rc::new(world(channel, composer).build());
    Example::new(["composer/", name].concat(), move || draw(&state, Look::default(), &the_locale()))
}

fn draw(state: &State, look: Look, locale: &Rc<Locale>) -> Html {
    let chat = context(state.clone(), locale);
    let look = Look { layout: Layout::Conversation, ..look };
    let ChatContext { snapshot, mint, keep, now, asset, locale, .. } = chat;
    html! { <App screen={SCREEN} {snapshot} emit={Callback::noop()} {look} {locale} {mint} {keep} {asset} {now} /> }
}

fn context(state: State, locale: &Rc<Locale>) -> ChatContext {
    let keep: Keep = Rc::new(|_, _| NewFile::default());
    let asset: Asset = Rc::new(|_, got: Callback<Option<Rc<str>>>| got.emit(None));
    crate::ui::AppProps {
        screen: SCREEN,
        snapshot: ByPtr(Rc::new(state)),
        emit: Callback::noop(),
        look: Look::default(),
        locale: locale.clone(),
        mint: Rc::new(|| MessageId::from("minted")),
        keep,
        asset,
        report: ByPtr(Rc::new(String::new)),
        now: Rc::new(|| NOW),
    }
    .context()
}

/// A view in an element of its own, with nothing around it.
fn alone(locale: &Rc<Locale>, view: impl Fn(&ChatContext) -> Html) -> Html {
    let chat = context(replying().build(), locale);
    html! {
        <ContextProvider<ChatContext> context={chat.clone()}>
            <div class="chat" role="region" aria-label="Chat" data-theme="auto" dir={locale.direction().name()}>
                <Stage dismiss="Dismiss" toasts={Vec::new()}><div class="gallery__stage">{ view(&chat) }</div></Stage>
            </div>
        </ContextProvider<ChatContext>>
    }
}

fn the_thread() -> Target {
    Target::thread("messaging:team".into(), "m-12".into())
}

fn replying() -> StateFactory {
    let reply = Composer { show_in_channel: true, ..saying("Yes, at nine") };
    world(the_team(), Composer::default()).after(&Change::Composed(the_thread(), Box::new(reply)))
}

fn thread(chat: &ChatContext) -> Html {
    let Some(channel) = chat.snapshot.channels.get(&"messaging:team".into()) else { return Html::default() };
    let target = the_thread();
    let composer = chat.snapshot.composer(&target).map(ByPtr::from);
    html! { <div class="gallery__panel"><View {target} channel={ByPtr::from(channel)} {composer} /></div> }
}

fn recording(chat: &ChatContext) -> Html {
    let Some(channel) = chat.snapshot.channels.get(&"messaging:team".into()) else { return Html::default() };
    let writing = super::Writing {
        chat: chat.clone(),
        target: the_thread(),
        channel: ByPtr::from(channel),
        composer: ByPtr(Rc::default()),
        hold: None,
        seconds: 0,
        field: NodeRef::default(),
        surface: NodeRef::default(),
        keys: super::Keys::default(),
    };
    html! { <div class="composer__surface">{ voice::bar(&writing, Callback::noop()) }</div> }
}

fn panel(chat: &ChatContext) -> Html {
    let node = NodeRef::default();
    html! { <>{ emoji::panel(chat, Anchor::Node(node.clone()), Callback::noop(), Callback::noop()) }<span ref={node}>{ "😀" }</span></> }
}

/// A channel where everything is allowed.
pub(super) fn the_team() -> ChannelFactory {
    let said = |who: &str, text: &str, minutes| a_message().from(who).saying(text).minutes_ago(minutes);
    the_channel()
        .with_members(&[ME, BOB, CLEO, "dan", "eve", "finn"])
        .online(&[BOB, "eve"])
        .named("Logistics — Northern Europe")
        .with_id("team")
        .holding([
            said(CLEO, "The 14:00 truck is loaded, we only miss the papers from customs", 12),
            said(BOB, "I can ask at the desk. Do you know the number of the declaration?", 6),
            said(ME, "One moment, I look it up", 1),
        ])
        .but(allow)
}

fn allow(state: &mut ChannelState) {
    let Channel { config, own_capabilities, .. } = &mut state.channel;
    let all = "send-message send-reply upload-file quote-message update-own-message notify-channel typing-events read-events";
    *own_capabilities = Some(all.split(' ').map(str::to_owned).collect());
    let known = config.as_deref().cloned().unwrap_or_default();
    *config = Some(Rc::new(ChannelConfig { uploads: true, url_enrichment: true, quotes: true, commands: commands(), ..known }));
}

pub(super) fn world(channel: ChannelFactory, composer: Composer) -> StateFactory {
    let state = a_state().listing([channel]).open("team");
    if composer.is_blank() { state } else { state.composing("team", composer) }
}

pub(super) fn saying(text: &str) -> Composer {
    Composer { text: text.into(), caret: units(text), ..Composer::default() }
}

fn message(who: &str, text: &str) -> Rc<Message> {
    Rc::new(Message::from(a_message().from(who).saying(text).minutes_ago(6).build()))
}

fn editing() -> Composer {
    let editing = Editing { message: message(ME, "One moment, I look it up"), before: Composer::default() };
    Composer { editing: Some(Rc::new(editing)), ..saying("One moment, I am looking it up") }
}

pub(super) fn commands() -> Vec<Command> {
    [("giphy", "Post a moving picture", "[text]"), ("mute", "Mute somebody", "[@username]"), ("unmute", "Unmute somebody", "[@username]")]
        .map(|(name, description, args)| Command {
            name: name.into(),
            description: description.into(),
            args: args.into(),
            ..Command::default()
        })
        .to_vec()
}

fn people() -> Vec<Candidate> {
    let person = |id: &&str| Candidate::User(Rc::new(User { online: *id == BOB, ..a_user(id) }));
    [BOB, CLEO, "dan", "finn", "gita"]
        .iter()
        .map(person)
        .chain([Candidate::Channel, Candidate::Here, Candidate::Circle(Rc::new(Circle::Role("doctor".into())))])
        .collect()
}

fn suggesting(text: &str, trigger: Trigger, candidates: Vec<Candidate>) -> Composer {
    let at = text.rfind(['@', '/', ':']).unwrap_or(0);
    let query = text.get(at + 1..).unwrap_or_default();
    let suggestions = Suggestions {
        trigger,
        query: query.into(),
        start: units(text.get(..at).unwrap_or_default()),
        candidates,
        is_loading: trigger == Trigger::Mention,
        has_more: false,
    };
    Composer { suggestions: Some(Rc::new(suggestions)), ..saying(text) }
}

fn with_link() -> Composer {
    let url = "https://customs.example/declarations/4471";
    let card = Attachment {
        title: Some("Declaration 4471: released".into()),
        text: Some("Status of a declaration".into()),
        og_scrape_url: Some(url.into()),
        ..Attachment::default()
    };
    Composer {
        link_preview: Some(Rc::new(LinkPreview { url: url.into(), card: Rc::new(card) })),
        ..saying(&["Here it is: ", url].concat())
    }
}

pub(super) fn with_files(attachments: Vec<Pending>) -> Composer {
    Composer { attachments, ..Composer::default() }
}

fn done() -> UploadPhase {
    UploadPhase::Done { url: "https://files.example/1".into(), thumb: None }
}

pub(super) fn file(id: u32, name: &str, size: u32, phase: UploadPhase) -> Pending {
    Pending { file: NewFile { id: FileId(id), name: name.into(), size, ..NewFile::default() }, phase, ..Pending::default() }
}

/// A picture that no network is needed for.
fn picture(id: u32, percent: u8) -> Pending {
    let phase = if percent == 100 { done() } else { UploadPhase::Uploading { percent } };
    let preview = "blob:https://chat.example/7c2f";
    let picture = file(id, "The truck at door 3.jpg", 2_400_000, phase);
    Pending { file: NewFile { kind: MediaKind::Image, preview: preview.into(), ..picture.file }, ..picture }
}

fn sound(id: u32) -> Pending {
    let sound = file(id, "Note to the driver.mp3", 310_000, done());
    Pending {
        file: NewFile { kind: MediaKind::Audio, preview: "blob:https://chat.example/9d".into(), duration: Some(83.0), ..sound.file },
        ..sound
    }
}

fn film(id: u32) -> Pending {
    let film = file(id, "Door 3.mp4", 9_310_000, done());
    Pending {
        file: NewFile { kind: MediaKind::Video, preview: "blob:https://chat.example/a1".into(), duration: Some(14.2), ..film.file },
        ..film
    }
}
