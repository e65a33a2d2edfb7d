//! Messages in the catalogue: every form, what is said about them, and what opens for one.

use std::rc::Rc;

use crate::json;
use yew::prelude::*;

use super::actions::{Kind, Opened, Panel, panel};
use super::{Mark, MessageRow, Scope};
use crate::config::Mode;
use crate::state::{Change, Reactors, State, Trouble};
use crate::testing::{
    BOB, CLEO, ChannelFactory, ME, MINUTE, MessageFactory, NOW, SCREEN, StateFactory, a_message, a_state, a_user, the_channel, the_locale,
};
use crate::ui::Look;
use crate::ui::context::{ByPtr, ChatContext};
use crate::ui::examples::{context, speaking, whole};
use crate::ui::gallery::Example;
use crate::ui::kit::{Anchor, Stage};
use crate::ui::message_list::build::{Feed, Rows};
use crate::ui::message_list::rows::Row;
use crate::wire::{Message, MessageType, Reaction, Ts, Value, Wire};

/// What a member may do who may do everything.
const EVERYTHING: [&str; 19] = [
    "send-poll",
    "cast-poll-vote",
    "query-poll-votes",
    "read-events",
    "send-message",
    "send-reply",
    "typing-events",
    "send-reaction",
    "quote-message",
    "update-own-message",
    "delete-own-message",
    "delete-any-message",
    "pin-message",
    "flag-message",
    "mute-channel",
    "upload-file",
    "send-links",
    "read-receipts",
    "update-any-message",
];

/// Every state worth seeing.
pub(in crate::ui) fn examples() -> Vec<Example> {
    let dark = Look { theme: Some(Mode::Dark), ..Look::default() };
    let english = the_locale();
    let mut all = vec![
        whole("message/forms".into(), forms(), Look::default(), &english),
        whole("message/forms-dark".into(), forms(), dark, &english),
        whole("message/forms-right-to-left".into(), forms(), Look::default(), &speaking("he", None)),
        whole("message/private-and-moderated".into(), moderated(), Look::default(), &english),
        whole("message/reminders".into(), reminded(), Look::default(), &english),
        whole("message/translated".into(), translated(), Look::default(), &english),
        whole("message/reactions".into(), reactions(), Look::default(), &english),
        whole("message/polls".into(), polls(), Look::default(), &english),
        whole("message/polls-dark".into(), polls(), dark, &english),
        whole("message/polls-right-to-left".into(), polls(), Look::default(), &speaking("he", None)),
        whole("message/unread".into(), unread(), Look::default(), &english),
        whole("message/jumped".into(), jumped(), Look::default(), &english),
        whole("message/jumping".into(), forms().after(&Change::JumpAsked(SCREEN, Some("far".into()))), Look::default(), &english),
        Example::new("message/toolbar", toolbar),
        Example::new("message/toolbar-dark", || framed("dark", rows(Some(3)))),
    ];
    let beside = Anchor::Point(320.0, 320.0);
    let panels = [
        ("menu", menu(false)),
        ("menu-by-keyboard", menu(true)),
        ("react", Panel::React(beside.clone())),
        ("emoji", Panel::Emoji(beside)),
        ("delete", Panel::Confirm(Kind::Delete)),
        ("report", Panel::Confirm(Kind::Flag)),
        ("block", Panel::Confirm(Kind::Block)),
        ("bounced", Panel::Bounced),
        ("shortcuts", Panel::Shortcuts),
    ];
    all.extend(panels.map(|(name, opened)| Example::new(["message/", name].concat(), move || opens(opened.clone())).alone()));
    all.push(whole("reactions/detail".into(), detailed(|_| ()), Look::default(), &english).alone());
    let loading = detailed(|reactors| (reactors.list, reactors.is_loading) = (Vec::new(), true));
    all.push(whole("reactions/detail-loading".into(), loading, Look::default(), &english).alone());
    let failed = detailed(|reactors| reactors.trouble = Some(Trouble { key: "offline", can_retry: true, ..Trouble::default() }));
    all.push(whole("reactions/detail-failed".into(), failed, Look::default(), &english).alone());
    all
}

pub(in crate::ui) fn said(who: &str, text: &str, minutes: i64) -> MessageFactory {
    a_message().from(who).saying(text).minutes_ago(minutes)
}

pub(in crate::ui) fn a_team(messages: Vec<MessageFactory>) -> ChannelFactory {
    let capabilities = EVERYTHING.map(str::to_owned).to_vec();
    let all = [ME, BOB, CLEO, "dan", "eve", "finn"];
    the_channel().with_members(&all).online(&[BOB, CLEO]).named("Returns desk").with_id("team").holding(messages).but(|state| {
        state.channel.own_capabilities = Some(capabilities);
        state.membership = state.members.first().cloned();
        if let Some(config) = &mut state.channel.config {
            let config = Rc::make_mut(config);
            (config.reactions, config.replies, config.quotes, config.mutes) = (true, true, true, true);
            config.extra.insert("polls".into(), true.into());
        }
    })
}

fn showing(messages: Vec<MessageFactory>) -> StateFactory {
    a_state().listing([a_team(messages).read_by(BOB, 0, 0).read_by(CLEO, 0, 0)]).open("team")
}

/// Asked by somebody and by the own user, open and ended, with one answer and several.
fn polls() -> StateFactory {
    let vote = |option: &str, user: &str| json!({"id": format!("{option}{user}"), "option_id": option, "user_id": user, "user": {"id": user, "name": user}});
    let option = |(id, text): (&str, &str)| json!({ "id": id, "text": text });
    let asked = |who: &str, minutes: i64, name: &str, options: &[(&str, &str)], counts: Value, more: Value| {
        let votes = json!({"o1": [vote("o1", BOB), vote("o1", CLEO)], "o2": [vote("o2", ME)]});
        let mut poll = json!({
            "id": name, "name": name, "options": options.iter().copied().map(option).collect::<Vec<_>>(), "vote_counts_by_option": counts,
            "created_by_id": who, "voting_visibility": "public", "latest_votes_by_option": votes,
        });
        if let (Value::Object(poll), Value::Object(more)) = (&mut poll, more) {
            poll.extend(more);
        }
        said(who, "", minutes).but(move |message| message.poll = Wire::read(poll))
    };
    let days = [
        ("o1", "Monday, early"),
        ("o2", "Tuesday"),
        ("o3", "Friday after work, at the café behind the station"),
        ("o4", "Never"),
        ("o5", "Later"),
        ("o6", "Sunday"),
    ];
    showing(vec![
        asked(
            BOB,
            30,
            "Where shall we eat?",
            &[("o1", "Pizza"), ("o2", "Soup")],
            json!({"o1": 2, "o2": 1}),
            json!({"is_closed": true, "enforce_unique_vote": true, "own_votes": [vote("o2", ME)]}),
        ),
        asked(
            BOB,
            20,
            "When do we meet?",
            &days,
            json!({"o1": 2, "o2": 1}),
            json!({"max_votes_allowed": 3, "allow_answers": true, "allow_user_suggested_options": true, "own_votes": [vote("o2", ME)]}),
        ),
        asked(
            ME,
            10,
            "Shall we close early?",
            &[("o1", "Yes"), ("o2", "No")],
            json!({}),
            json!({"enforce_unique_vote": true, "voting_visibility": "anonymous", "description": "Only on **Fridays**"}),
        ),
    ])
}

/// Saved for later, due soon, overdue, due another day.
fn reminded() -> StateFactory {
    let due = |(minutes, (text, after)): (i64, (&str, Option<i64>))| {
        let mut reminder = json!({ "channel_cid": "messaging:team", "message_id": text, "user_id": ME });
        if let (Some(after), Value::Object(map)) = (after, &mut reminder) {
            map.insert("remind_at".into(), Ts::from_millis(NOW + after * MINUTE).to_string().into());
        }
        said(BOB, text, 9 - minutes).but(move |message| message.reminder = Wire::read(reminder))
    };
    let all = [("Later", None), ("Soon", Some(12)), ("It was time", Some(-5)), ("The day after tomorrow", Some(48 * 60))];
    showing((0..).zip(all).map(due).collect())
}

/// Written in Italian, read in English.
pub(super) fn translated() -> StateFactory {
    let into = |who: &str, text: &str, english: &str, minutes: i64| {
        let i18n = json!({ "language": "it", "it_text": text, "en_text": english });
        said(who, text, minutes).but(move |message| {
            message.extra.insert("i18n".into(), i18n);
        })
    };
    let asked = into(BOB, "Tutto pronto per domani?", "Everything ready for tomorrow?", 4);
    showing(vec![asked, into(ME, "**Quasi!** Manca il volantino", "**Almost!** The leaflet is missing", 2)])
}

fn at(minutes: i64) -> Option<Ts> {
    Some(Ts::from_millis(NOW - minutes * MINUTE))
}

fn reacted(message: &mut Message, kinds: &[(&str, u32)]) {
    let groups = kinds.iter().enumerate().map(|(index, (kind, count))| {
        let first = i64::try_from(index).unwrap_or_default();
        ((*kind).to_owned(), json!({"count": count, "sum_scores": count, "first_reaction_at": Ts::from_millis(NOW + first).to_string()}))
    });
    let groups: crate::wire::Map = groups.collect();
    message.reaction_groups = Wire::read(groups.into()).unwrap_or_default();
    let by = |who: &str, kind: &str| Reaction {
        kind: kind.into(),
        user_id: who.into(),
        user: Some(Rc::new(a_user(who))),
        ..Reaction::default()
    };
    message.latest_reactions = kinds.iter().map(|(kind, _)| by(BOB, kind)).chain([by(CLEO, "like"), by(ME, "like")]).collect();
    message.own_reactions = kinds.iter().take(1).map(|(kind, _)| by(ME, kind)).collect();
}

fn messages() -> Vec<MessageFactory> {
    let order = said(BOB, "Order 4471 came back with a broken seal. Can somebody look at the pictures before we refund?", 58);
    let quoted = order.clone().build();
    vec![
        order.but(|message| {
            (message.pinned, message.pinned_by) = (true, Some(Rc::new(a_user(CLEO))));
            reacted(message, &[("like", 3), ("wow", 1)]);
            message.reply_count = 12;
            message.thread_participants = [BOB, CLEO, "dan", "eve"].map(|id| Rc::new(a_user(id))).to_vec();
        }),
        said(ME, "On it. The seal was fine when it left the warehouse, I remember the parcel.", 44)
            .but(|message| message.quoted_message = Some(Box::new(quoted))),
        said(CLEO, "Refund approved, I have told the customer.", 31).but(|message| message.message_text_updated_at = at(30)),
        said(CLEO, "Label is on its way too", 30).but(|message| message.quoted_message_id = Some("long-gone".into())),
        said("dan", "I have put the details in the thread", 22).but(|message| {
            (message.parent_id, message.show_in_channel) = (Some("m-58".into()), true);
        }),
        said("system", "Eve joined the conversation", 20).of_kind(MessageType::System),
        said("eve", "", 18).but(|message| (message.deleted_at, message.kind) = (at(17), MessageType::Deleted)),
        said(ME, "👍", 9),
        said(ME, "Anything else for today?", 8),
    ]
}

fn forms() -> StateFactory {
    let unsent = said(ME, "I will call the carrier now", 1).with_id("unsent").but(|message| message.cid = "messaging:team".into()).build();
    let trouble = Trouble { key: "offline", can_retry: true, ..Trouble::default() };
    showing(messages()).after(&Change::Queued(Rc::new(unsent))).after(&Change::SendFailed(
        "messaging:team".into_target(),
        "unsent".into(),
        trouble,
    ))
}

/// A cid's channel as a place.
trait IntoTarget {
    fn into_target(self) -> crate::state::Target;
}

impl IntoTarget for &str {
    fn into_target(self) -> crate::state::Target {
        crate::wire::Cid::from(self).into()
    }
}

fn moderated() -> StateFactory {
    let moderated = |message: &mut Message, action: &str| {
        message.kind = MessageType::Error;
        message.moderation = Wire::read(json!({"action": action}));
    };
    let gif = json!([{"type": "giphy", "title": "Party", "thumb_url": "https://media.test/party.gif", "giphy": {"fixed_height": {"url": "https://media.test/party.gif", "width": "200", "height": "120"}},
        "actions": [{"name": "image_action", "text": "Send", "style": "primary", "type": "button", "value": "send"}, {"name": "image_action", "text": "Shuffle", "type": "button", "value": "shuffle"}, {"name": "image_action", "text": "Cancel", "type": "button", "value": "cancel"}]}]);
    showing(vec![
        said(BOB, "I am blocked and this cannot be read", 40),
        said(CLEO, "Could you keep it polite, please?", 30),
        said(ME, "Something that should be said in other words", 21).but(|message| moderated(message, "bounce")),
        said(ME, "Something that must not be said", 15).but(|message| moderated(message, "remove")),
        said(ME, "Command /gipy is unknown", 9).of_kind(MessageType::Error),
        said(ME, "", 2).of_kind(MessageType::Ephemeral).but(|message| message.attachments = Wire::read(gif).unwrap_or_default()),
    ])
    .after(&Change::Blocked(BOB.into(), true))
}

fn reactions() -> StateFactory {
    let many: Vec<(String, u32)> = (0..500_u32).map(|index| (format!("kind-{index}"), index % 7 + 1)).collect();
    let many: Vec<(&str, u32)> = many.iter().map(|(kind, count)| (kind.as_str(), *count)).collect();
    showing(vec![
        said(BOB, "Lunch at one?", 50).but(|message| reacted(message, &[("like", 1)])),
        said(ME, "The new scanner works on the first try, every time", 40)
            .but(|message| reacted(message, &[("fire", 14), ("love", 3), ("haha", 2), ("🎉", 1), ("sad", 1), ("wow", 1), ("angry", 1)])),
        said(CLEO, "Five hundred kinds of reactions", 30).but(|message| reacted(message, &many)),
    ])
}

fn unread() -> StateFactory {
    let lines = (1..30).rev().map(|index| said(if index % 4 == 0 { CLEO } else { BOB }, "One more thing about the delivery", index * 4));
    a_state().listing([a_team(lines.collect()).read_by(ME, 20, 5).read_by(BOB, 0, 0)]).open("team")
}

fn jumped() -> StateFactory {
    let id = "m-31".into();
    let highlight = crate::state::Highlight { target: "messaging:team".into_target(), id, until: NOW + 2_000, round: 1 };
    forms().after(&Change::Highlighted(SCREEN, Some(highlight)))
}

fn detailed(change: impl Fn(&mut Reactors)) -> StateFactory {
    let by = |who: &str, kind: &str| Reaction {
        kind: kind.into(),
        user_id: who.into(),
        user: Some(Rc::new(a_user(who))),
        ..Reaction::default()
    };
    let list = vec![by(ME, "like"), by(BOB, "like"), by(CLEO, "wow"), by("dan", "like")];
    let mut reactors = Reactors { cid: "messaging:team".into(), id: "m-58".into(), list, next: Some("page".into()), ..Reactors::default() };
    change(&mut reactors);
    forms().after(&Change::Detailed(SCREEN, Some(Rc::new(reactors))))
}

fn menu(by_keyboard: bool) -> Panel {
    Panel::Menu { anchor: Anchor::Point(320.0, 120.0), by_keyboard }
}

fn scope(chat: &ChatContext) -> ByPtr<Scope> {
    ByPtr(Rc::new(Scope {
        target: "messaging:team".into_target(),
        me: chat.me.clone(),
        locale: chat.locale.clone(),
        emit: Callback::noop(),
        ask: Callback::noop(),
        readers: Callback::from(|_| vec!["Bob Lindqvist".into()]),
        people: Callback::from(|user| user),
        introduced: 0,
        may_react: true,
        has_avatars: true,
        frequent_first: false,
        giphy: "fixed_height",
        may_vote: true,
        sees_votes: true,
        has_threads: true,
    }))
}

fn framed(theme: &'static str, content: Html) -> Html {
    html! {
        <div class="chat" role="region" aria-label="Chat" data-theme={theme} dir="ltr">
            <Stage dismiss="Dismiss" toasts={Vec::new()}><div class="gallery__stage">{ content }</div></Stage>
        </div>
    }
}

fn channel_of(state: &State) -> Option<ByPtr<crate::state::Channel>> {
    state.channels.get(&crate::wire::Cid::from("messaging:team")).map(ByPtr::from)
}

fn opens(opened: Panel) -> Html {
    let state = if opened == Panel::Bounced { moderated() } else { forms() };
    let id = if opened == Panel::Bounced { "m-21" } else { "m-58" };
    let chat = context(state.build());
    let Some(channel) = channel_of(&chat.snapshot) else { return Html::default() };
    framed(
        "auto",
        html! { <><p class="visually-hidden">{ "Something is open for a message of this conversation." }</p>{ panel(&chat, &channel, &scope(&chat), &Opened { id: id.into(), panel: opened }) }</> },
    )
}

fn toolbar() -> Html {
    framed("auto", rows(None))
}

/// The rows of the forms, each with its toolbar.
fn rows(only: Option<usize>) -> Html {
    let chat = context(forms().build());
    let Some(channel) = channel_of(&chat.snapshot) else { return Html::default() };
    let mut rows = Rows::default();
    rows.update(
        Feed { channel: &channel, thread: None, me: &chat.me, blocked: &[], hides_deleted: false, group_minutes: None },
        &chat.locale,
    );
    let scope = scope(&chat);
    let entries = rows.list().iter().filter_map(Row::entry).enumerate().filter(|(index, _)| only.is_none_or(|only| only == *index));
    let row = |(_, entry): (usize, &crate::ui::message_list::rows::Entry)| {
        let author = entry.message.user.as_ref().map(ByPtr::from);
        let tools = Some(chat.snapshot.rights(&channel, &entry.message, false));
        html! { <MessageRow entry={entry.clone()} {author} scope={scope.clone()} mark={Mark { tools, ..Mark::default() }} /> }
    };
    html! { <div class="gallery__messages" role="list">{ for entries.map(row) }</div> }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use yew::LocalServerRenderer;

    use crate::ui::gallery::{Gallery, GalleryProps};

    fn drawn(name: &str) -> String {
        block_on(LocalServerRenderer::<Gallery>::with_props(GalleryProps { only: name.to_owned().into() }).hydratable(false).render())
    }

    #[test]
    fn every_message_is_an_item_and_one_of_them_a_stop() {
        let html = drawn("message/forms");
        let rows: Vec<&str> = html.split("<div ").skip(1).filter(|tag| tag.contains("data-row=")).collect();
        assert_eq!(rows.len(), 10);
        assert!(rows.iter().all(|row| row.contains("role=\"listitem\"") && row.contains("aria-label=\"")));
        assert_eq!(rows.iter().filter(|row| row.split('>').next().unwrap().contains("tabindex=\"0\"")).count(), 1);
        assert!(!html.contains("role=\"toolbar\""), "nobody points at anything");
    }

    #[test]
    fn a_translation_is_shown_in_place_of_the_text_says_so_and_has_a_way_back() {
        let html = drawn("message/translated");
        for words in ["Everything ready for tomorrow?", "<strong>Almost!</strong> The leaflet", "Translated from Italian", "Show original"]
        {
            assert!(html.contains(words), "{words} is missing");
        }
        assert!(html.contains("**Almost!** The leaflet") || html.contains("Almost! The leaflet"), "the list has it, too");
        assert!(!html.contains("Tutto pronto") && !html.contains("Manca"));
    }

    #[test]
    fn what_was_saved_says_when_it_comes_back() {
        let html = drawn("message/reminders");
        for words in ["Saved for later", "Reminder: in 12 minutes", "Reminder: 5 minutes ago", "Reminder: Wednesday, 4 March 2026, 14:30"] {
            assert!(html.contains(words), "{words} is missing");
        }
    }

    #[test]
    fn five_hundred_kinds_of_reactions_are_six_pills() {
        let html = drawn("message/reactions");
        let last = html.rsplit("Five hundred kinds").next().unwrap_or_default();
        assert_eq!(last.matches("class=\"reaction\"").count(), 6);
        assert!(last.contains("+495"));
    }

    #[test]
    fn the_menu_holds_what_is_allowed_and_the_question_comes_first() {
        let html = drawn("message/menu");
        for words in ["React", "Reply in thread", "Copy text", "Unpin", "See reactions", "Mute Bob", "Report", "Block Bob", "Delete"] {
            assert!(html.contains(words), "{words} is missing");
        }
        for words in ["Keyboard shortcuts", "Download", "Try again"] {
            assert!(!html.contains(words), "{words} does not belong");
        }
        assert!(drawn("message/menu-by-keyboard").contains("Keyboard shortcuts"));
        assert!(drawn("message/delete").contains("alertdialog"));
    }

    #[test]
    fn what_only_the_author_sees_says_so_and_has_its_buttons() {
        let html = drawn("message/private-and-moderated");
        assert!(html.contains("Only you can see this") && html.contains("Shuffle"));
        assert!(html.contains("You have blocked") && !html.contains("cannot be read"));
        assert!(html.contains("Held back by moderation") && html.contains("removed by moderation") && html.contains("Dismiss"));
    }

    #[test]
    fn a_quote_leads_to_its_message_and_a_failure_has_three_ways_on() {
        let html = drawn("message/forms");
        assert!(html.contains("<button type=\"button\" class=\"quote\""));
        assert!(html.contains("The message this answers is no longer there."), "and one that is gone says so");
        for words in ["Try again", "Edit", "12 replies", "Pinned by Cleo Okafor", "Replied to a thread"] {
            assert!(html.contains(words), "{words} is missing");
        }
    }
}
