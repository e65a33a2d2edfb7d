//! What holds for any events in any order, at ten thousand cases each.

use proptest::prelude::*;

use super::*;
use crate::wire::{User, UserId};

/// A change that a failing case prints in a few words.
#[derive(Clone)]
struct Told(String, Change);

impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

fn changes(told: &[Told]) -> Vec<Change> {
    told.iter().map(|told| told.1.clone()).collect()
}

/// Events that do not depend on each other: each about its own message, user or time.
fn an_independent_event() -> impl Strategy<Value = (u32, Told)> {
    let user = prop_oneof![Just("giulia"), Just("marco"), Just("aisha")];
    (1_u32..200, user, 0_u8..6).prop_map(|(second, user, kind)| {
        let fresh = format!("m{second:04}");
        let change = match kind {
            0 | 1 => arrival(&fresh, user, second),
            2 => an_event("message.read", second, json!({"user": {"id": user}})),
            3 => an_event("user.presence.changed", second, json!({"user": {"id": user, "online": second % 2 == 0}})),
            4 => an_event("typing.start", second, json!({"user": {"id": user}})),
            _ => an_event("message.delivered", second, json!({"user": {"id": user}, "last_delivered_at": at(second)})),
        };
        (second, Told(format!("{kind} by {user} at {second}"), change))
    })
}

/// At most one event of each second, so that none is about the same thing as another.
fn independent_events() -> impl Strategy<Value = Vec<Told>> {
    prop::collection::vec(an_independent_event(), 1..12).prop_map(|mut events| {
        events.sort_by_key(|(second, _)| *second);
        events.dedup_by_key(|(second, _)| *second);
        events.into_iter().map(|(_, change)| change).collect()
    })
}

/// Any event about a handful of messages, so that they meet.
fn any_event() -> impl Strategy<Value = Told> {
    let user = prop_oneof![Just("giulia"), Just("marco")];
    (0_u32..12, 1_u32..40, user, 0_u8..13).prop_map(|(n, second, user, kind)| {
        let id = format!("m{n:04}");
        let mut message = a_message(&id, user, n);
        message["updated_at"] = at(n + second).into();
        let reaction = json!({"type": "like", "user_id": user, "message_id": id});
        let change = match kind {
            0 => arrival(&id, user, n),
            1 => an_event("message.updated", second, json!({"message": message})),
            2 => an_event("message.deleted", second, json!({"message": message, "hard_delete": second % 2 == 0})),
            3 => an_event("reaction.new", second, json!({"message": message, "reaction": reaction})),
            4 => an_event("reaction.deleted", second, json!({"message": message, "reaction": reaction})),
            5 => an_event("message.read", second, json!({"user": {"id": user}})),
            6 => an_event("channel.truncated", second, json!({"channel": {"cid": CID, "truncated_at": at(n), "updated_at": at(second)}})),
            7 => Change::ChannelQueried { state: Box::new(the_channel(&[message])), window: Window::Latest, limit: 1 },
            8 => Change::Queued(Rc::new(crate::wire::Message::read(message).unwrap())),
            9 => Change::Wished(Cid::from(CID), id.as_str().into(), a_wish(second)),
            10 => Change::WishClosed {
                cid: Cid::from(CID),
                id: id.as_str().into(),
                wish: a_wish(second),
                is_granted: second % 2 == 0,
                answer: None,
            },
            11 => Change::ThreadOpened { screen: ScreenId(1), cid: Cid::from(CID), parent: Some("m0000".into()) },
            _ => {
                let mut reply = a_message(&format!("r{n:04}"), user, n);
                reply["parent_id"] = json!("m0000");
                an_event("message.new", n, json!({"message": reply, "user": {"id": user}}))
            }
        };
        Told(format!("{kind} of {id} by {user} at {second}"), change)
    })
}

fn a_wish(n: u32) -> Wish {
    let by = Rc::new(User { id: "giulia".into(), ..User::default() });
    match n % 4 {
        0 => Wish::Delete,
        1 => Wish::Pin { on: n.is_multiple_of(3), by },
        2 => Wish::Edit(Rc::new(crate::wire::Message { text: "edited".into(), ..crate::wire::Message::default() })),
        _ => Wish::React { kind: Rc::from("like"), on: n.is_multiple_of(3), by, at: 0 },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn an_event_applied_twice_changes_nothing_more(before in prop::collection::vec(any_event(), 0..8), event in any_event()) {
        let once = after(the_state(&[]), &changes(&[before, vec![event.clone()]].concat()));
        let mut twice = once.clone();
        twice.apply(&event.1);
        prop_assert_eq!(&twice, &once);
    }

    #[test]
    fn independent_events_converge_in_any_order(events in independent_events().prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle()))) {
        let (ordered, shuffled) = events;
        prop_assert_eq!(after(the_state(&[]), &changes(&ordered)), after(the_state(&[]), &changes(&shuffled)));
    }

    #[test]
    fn a_snapshot_in_the_midst_of_the_events_it_covers_changes_nothing(count in 1_u32..20, from in 0_u32..20, cut in 0_u32..20) {
        let all: Vec<Value> = (0..count).map(|n| a_message(&format!("m{n:04}"), "marco", n + 1)).collect();
        let events: Vec<Change> = (0..count).map(|n| arrival(&format!("m{n:04}"), "marco", n + 1)).collect();
        let streamed = after(the_state(&[]), &events);
        let (from, cut) = (from.min(count) as usize, cut.min(count) as usize);
        let mut snapshot = the_channel(&all[..cut]);
        snapshot.read[0].unread_messages = u32::try_from(cut).unwrap();
        let with_snapshot = after(the_state(&[]), &[&events[..from], &[Change::ChannelQueried { state: Box::new(snapshot), window: Window::Latest, limit: 30 }], &events[from.min(cut)..]].concat());
        prop_assert_eq!(ids(&with_snapshot), ids(&streamed));
        prop_assert_eq!(channel(&with_snapshot).unread, channel(&streamed).unread);
    }

    #[test]
    fn ids_are_unique_and_order_is_time_then_id(events in prop::collection::vec(any_event(), 1..30)) {
        let state = after(the_state(&[]), &changes(&events));
        let timeline = &channel(&state).timeline;
        prop_assert!(timeline.current().messages.is_sorted_by(|a, b| a.order() < b.order()));
        let shown: std::collections::BTreeSet<_> = timeline.shown().map(|message| message.id.clone()).collect();
        prop_assert_eq!(shown.len(), timeline.shown().count());
    }

    #[test]
    fn unread_is_never_more_than_what_others_wrote_since_the_last_read(events in prop::collection::vec(any_event(), 1..30)) {
        let state = after(the_state(&[]), &changes(&events));
        let me = UserId::from("giulia");
        let last_read = channel(&state).reads.get(&me).and_then(|read| read.last_read);
        let others = channel(&state).timeline.shown().filter(|message| message.author() != Some(&me) && message.created_at > last_read && !message.is_deleted());
        prop_assert!(channel(&state).unread as usize <= others.count());
    }

    #[test]
    fn status_of_an_own_message_only_moves_forward(events in prop::collection::vec(an_independent_event(), 1..12)) {
        let rank = |status: Status| match status { Status::Queued => 0, Status::Sending => 1, Status::Sent => 2, Status::Delivered => 3, Status::Read => 4, Status::Failed => 5 };
        let own = Rc::new(crate::wire::Message::read(a_message("mine", "giulia", 100)).unwrap());
        let mut state = after(the_state(&[]), &[Change::Queued(own.clone()), Change::Sent(own)]);
        let me = UserId::from("giulia");
        let mut last = 0;
        for (_, event) in events {
            state.apply(&event.1);
            let now = rank(message(&state, "mine").status(channel(&state).receipts(&me)));
            prop_assert!(now >= last, "{now} after {last}");
            last = now;
        }
    }

    /// Property P8.
    #[test]
    fn a_message_deleted_for_good_never_comes_back(before in prop::collection::vec(any_event(), 0..12), n in 0_u32..12, after_it in prop::collection::vec(any_event(), 0..12)) {
        let id = format!("m{n:04}");
        let gone = an_event("message.deleted", 50, json!({"message": a_message(&id, "marco", n), "hard_delete": true}));
        let state = after(the_state(&[]), &[changes(&before), vec![gone], changes(&after_it)].concat());
        let timeline = &channel(&state).timeline;
        let id = MessageId::from(id);
        prop_assert!(timeline.current().messages.iter().chain(&timeline.latest().messages).all(|message| message.id != id));
    }

    #[test]
    fn without_open_wishes_what_is_shown_is_what_the_server_has(events in prop::collection::vec(any_event(), 1..30)) {
        let mut state = after(the_state(&[]), &changes(&events));
        let open: Vec<_> = channel(&state).timeline.current().messages.iter().flat_map(|message| message.wishes().iter().map(|wish| (message.id.clone(), wish.clone()))).collect();
        let before: Vec<_> = channel(&state).timeline.current().messages.iter().map(|message| message.server().clone()).collect();
        for (id, wish) in open {
            state.apply(&Change::WishClosed { cid: Cid::from(CID), id, wish, is_granted: false, answer: None });
        }
        let shown: Vec<_> = channel(&state).timeline.current().messages.iter().map(|message| message.data.clone()).collect();
        prop_assert_eq!(shown, before);
    }
}
