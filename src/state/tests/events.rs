//! Messages, reactions, typing, members, presence.

use super::*;
use crate::wire::UserId;

fn giulia() -> UserId {
    UserId::from("giulia")
}

#[test]
fn a_message_arrives_once_however_often_it_is_told() {
    let state = after(the_state(&[]), &[arrival("a", "marco", 1), arrival("a", "marco", 1)]);
    assert_eq!(ids(&state), ["a"]);
    assert_eq!(channel(&state).unread, 1);
}

#[test]
fn messages_stand_in_the_servers_order_whatever_order_they_arrive_in() {
    let state = after(the_state(&[]), &[arrival("b", "marco", 2), arrival("a", "marco", 1), arrival("c", "marco", 2)]);
    assert_eq!(ids(&state), ["a", "b", "c"]);
}

#[test]
fn echo_and_answer_of_an_own_message_meet_by_id_in_either_order() {
    let own = |seconds| Rc::new(crate::wire::Message::read(a_message("mine", "giulia", seconds)).unwrap());
    let sending = [Change::Queued(own(9)), Change::Sending(Cid::from(CID).into(), "mine".into())];
    let (echo, answer) = (arrival("mine", "giulia", 5), Change::Sent(own(5)));
    for order in [[&echo, &answer], [&answer, &echo]] {
        let mut state = after(the_state(&[a_message("a", "marco", 1)]), &sending);
        assert_eq!(message(&state, "mine").delivery, Delivery::Sending);
        for change in order {
            state.apply(change);
        }
        assert_eq!(ids(&state), ["a", "mine"]);
        assert_eq!((message(&state, "mine").delivery.clone(), message(&state, "mine").created_at), (Delivery::Sent, ts(5)));
    }
}

#[test]
fn what_is_being_sent_stands_last_whatever_the_local_clock_says() {
    let own = crate::wire::Message::read(a_message("mine", "giulia", 0)).unwrap();
    let state = after(the_state(&[a_message("a", "marco", 30)]), &[Change::Queued(Rc::new(own)), arrival("b", "marco", 31)]);
    assert_eq!(ids(&state), ["a", "b", "mine"]);
}

#[test]
fn a_late_failure_does_not_take_back_what_the_server_has() {
    let own = Rc::new(crate::wire::Message::read(a_message("mine", "giulia", 9)).unwrap());
    let failed = Change::SendFailed(Cid::from(CID).into(), "mine".into(), Trouble::default());
    let state = after(the_state(&[]), &[Change::Queued(own), arrival("mine", "giulia", 5), failed]);
    assert_eq!(message(&state, "mine").delivery, Delivery::Sent);
}

#[test]
fn only_a_message_that_is_not_sent_can_be_given_up() {
    let own = Rc::new(crate::wire::Message::read(a_message("mine", "giulia", 9)).unwrap());
    let (cid, id) = (Cid::from(CID), MessageId::from("mine"));
    let sending = [Change::Queued(own), Change::Sending(cid.clone().into(), id.clone()), Change::Discarded(cid.clone().into(), id.clone())];
    let state = after(the_state(&[]), &sending);
    assert_eq!(ids(&state), ["mine"]);
    let state = after(state, &[Change::SendFailed(cid.clone().into(), id.clone(), Trouble::default()), Change::Discarded(cid.into(), id)]);
    assert!(ids(&state).is_empty());
}

#[test]
fn an_update_of_a_message_that_is_not_loaded_inserts_nothing_and_waits_for_it() {
    let mut newer = a_message("a", "marco", 1);
    newer["text"] = "edited".into();
    newer["updated_at"] = at(5).into();
    let update = an_event("message.updated", 5, json!({"message": newer}));
    let state = after(the_state(&[]), &[update]);
    assert!(ids(&state).is_empty());
    let state = after(state, &[arrival("a", "marco", 1)]);
    assert_eq!(message(&state, "a").text, "edited");
}

#[test]
fn a_soft_deleted_message_keeps_its_place_and_is_not_brought_back_by_older_news() {
    let mut deleted = a_message("a", "marco", 1);
    deleted["deleted_at"] = at(9).into();
    let events = [an_event("message.deleted", 9, json!({"message": deleted})), arrival("a", "marco", 1)];
    let state = after(the_state(&[a_message("a", "marco", 1), a_message("b", "marco", 2)]), &events);
    assert_eq!(ids(&state), ["a", "b"]);
    assert!(message(&state, "a").is_deleted());
}

#[test]
fn a_hard_deleted_message_never_comes_back() {
    let gone = an_event("message.deleted", 9, json!({"message": a_message("a", "marco", 1), "hard_delete": true}));
    let state = after(the_state(&[a_message("a", "marco", 1)]), &[gone.clone(), arrival("a", "marco", 1)]);
    assert!(ids(&state).is_empty());
    let state = after(the_state(&[]), &[gone, arrival("a", "marco", 1)]);
    assert!(ids(&state).is_empty());
}

#[test]
fn quotes_of_a_deleted_message_show_the_deletion() {
    let mut quoting = a_message("q", "marco", 2);
    quoting["quoted_message_id"] = "a".into();
    quoting["quoted_message"] = a_message("a", "marco", 1);
    let mut deleted = a_message("a", "marco", 1);
    deleted["deleted_at"] = at(9).into();
    let state = after(the_state(&[a_message("a", "marco", 1), quoting]), &[an_event("message.deleted", 9, json!({"message": deleted}))]);
    assert!(message(&state, "q").quoted_message.as_ref().unwrap().is_deleted());
}

#[test]
fn thread_replies_stay_out_of_the_main_list_and_count_for_nothing_in_it() {
    let mut reply = a_message("r", "marco", 2);
    reply["parent_id"] = "a".into();
    let event = an_event("message.new", 2, json!({"message": reply, "user": {"id": "marco"}}));
    let state = after(the_state(&[a_message("a", "marco", 1)]), &[event]);
    assert_eq!((ids(&state), channel(&state).unread), (vec!["a"], 0));
}

fn a_reaction(kind: &str, user: &str, event: &str, seconds: u32) -> Change {
    let mut message = a_message("a", "marco", 1);
    message["updated_at"] = at(seconds).into();
    message["reaction_groups"] = json!({kind: {"count": 1}});
    an_event(
        event,
        seconds,
        json!({"message": message, "reaction": {"type": kind, "user_id": user, "message_id": "a"}, "user": {"id": user}}),
    )
}

fn own_kinds(state: &State) -> Vec<String> {
    message(state, "a").own_reactions.iter().map(|reaction| reaction.kind.clone()).collect()
}

#[test]
fn reaction_from_my_other_device_is_mine() {
    let state = after(the_state(&[a_message("a", "marco", 1)]), &[a_reaction("like", "giulia", "reaction.new", 2)]);
    assert_eq!(own_kinds(&state), ["like"]);
}

#[test]
fn reaction_of_somebody_else_does_not_erase_mine() {
    let events = [a_reaction("like", "giulia", "reaction.new", 2), a_reaction("wow", "marco", "reaction.new", 3)];
    let state = after(the_state(&[a_message("a", "marco", 1)]), &events);
    assert_eq!(own_kinds(&state), ["like"]);
    assert!(message(&state, "a").reaction_groups.contains_key("wow"));
}

#[test]
fn a_reaction_that_replaces_all_leaves_one() {
    let events = [
        a_reaction("like", "giulia", "reaction.new", 2),
        a_reaction("wow", "giulia", "reaction.updated", 3),
        a_reaction("wow", "giulia", "reaction.updated", 3),
    ];
    assert_eq!(own_kinds(&after(the_state(&[a_message("a", "marco", 1)]), &events)), ["wow"]);
}

#[test]
fn typing_ends_by_stop_by_message_or_after_seven_seconds() {
    let start = |seconds| an_event("typing.start", seconds, json!({"user": {"id": "marco"}}));
    let typing = |state: &State| channel(state).typing_users(Some(&giulia())).count();
    let state = after(the_state(&[]), &[start(1)]);
    assert_eq!(typing(&state), 1);
    let ends = [an_event("typing.stop", 2, json!({"user": {"id": "marco"}})), arrival("a", "marco", 2), Change::Expired(7_000)];
    for end in ends {
        assert_eq!(typing(&after(state.clone(), std::slice::from_ref(&end))), 0, "{end:?}");
    }
    assert_eq!(typing(&after(state, &[Change::Expired(6_999)])), 1);
}

#[test]
fn a_start_that_arrives_after_its_stop_is_too_late() {
    let events =
        [an_event("typing.stop", 2, json!({"user": {"id": "marco"}})), an_event("typing.start", 1, json!({"user": {"id": "marco"}}))];
    assert_eq!(channel(&after(the_state(&[]), &events)).typing_users(None).count(), 0);
}

#[test]
fn presence_is_the_newest_told() {
    let presence =
        |online, seconds| an_event("user.presence.changed", seconds, json!({"user": {"id": "marco", "online": online}, "cid": null}));
    let state = after(the_state(&[]), &[presence(false, 5), presence(true, 3)]);
    assert!(!state.user(&"marco".into()).unwrap().online);
    let state = after(state, &[presence(true, 6)]);
    assert!(state.user(&"marco".into()).unwrap().online);
}

#[test]
fn a_new_name_shows_everywhere_at_once_and_keeps_presence() {
    let events = [
        an_event("user.presence.changed", 3, json!({"user": {"id": "marco", "online": true}})),
        an_event("user.updated", 4, json!({"user": {"id": "marco", "name": "Marco B.", "updated_at": at(4)}})),
    ];
    let state = after(the_state(&[]), &events);
    let marco = state.user(&"marco".into()).unwrap();
    assert_eq!((marco.name.as_deref(), marco.online), (Some("Marco B."), true));
    assert_eq!(state.channel_name(channel(&state)).as_deref(), Some("Marco B."));
}

#[test]
fn what_a_host_tells_of_somebody_is_shown_everywhere_and_sent_nowhere() {
    let looks = Looks { name: Some("Bianchi, Marco".to_owned()), image: None };
    let told = |looks: Option<Looks>| Change::Introduced(vec![("marco".into(), looks), ("nobody".into(), Some(Looks::default()))]);
    let state = after(the_state(&[]), &[told(Some(looks.clone()))]);
    assert_eq!(state.introduced, 1);
    assert_eq!(state.channel_name(channel(&state)).as_deref(), Some("Bianchi, Marco"));
    assert_eq!(state.profile(&"marco".into()).unwrap().name.as_deref(), Some("marco"));
    // A profile that changes, or comes online, is still shown as the host says.
    let events = [
        an_event("user.presence.changed", 3, json!({"user": {"id": "marco", "online": true}})),
        an_event("user.updated", 4, json!({"user": {"id": "marco", "name": "Marco B.", "image": "https://cdn/m", "updated_at": at(4)}})),
        told(Some(looks)),
    ];
    let state = after(state, &events);
    let marco = state.user(&"marco".into()).unwrap();
    assert_eq!((marco.name.as_deref(), marco.image.as_deref(), marco.online), (Some("Bianchi, Marco"), Some("https://cdn/m"), true));
    assert_eq!(state.introduced, 1, "the same once more is no news");
    let state = after(state, &[told(None)]);
    assert_eq!(state.user(&"marco".into()).unwrap().name.as_deref(), Some("Marco B."));
}

#[test]
fn an_updated_channel_keeps_what_events_leave_out() {
    let event = an_event(
        "channel.updated",
        4,
        json!({"channel": {"cid": CID, "type": "messaging", "id": "general", "frozen": true, "updated_at": at(4), "ticket": 7}}),
    );
    let state = after(the_state(&[]), &[event]);
    let channel = channel(&state);
    assert!(channel.data.frozen && channel.can("send-message") && channel.config().unwrap().typing_events);
    assert_eq!(channel.data.extra["ticket"], 7);
}

#[test]
fn a_removed_member_loses_the_channel_and_sees_why() {
    let open = Change::Opened { screen: ScreenId(1), cid: Some(Cid::from(CID)) };
    let state = after(the_state(&[]), &[open, an_event("notification.removed_from_channel", 4, json!({"user": {"id": "giulia"}}))]);
    let screen = &state.screens[&ScreenId(1)];
    assert!(state.channels.is_empty() && screen.inbox.cids.is_empty() && screen.open.is_none());
    assert_eq!(state.notices[0].key, NoticeKey::RemovedFromChannel);
}

#[test]
fn totals_are_the_newest_told() {
    let told = |total, seconds| {
        an_event("message.new", seconds, json!({"message": a_message("a", "marco", 1), "total_unread_count": total, "unread_channels": 1}))
    };
    let state = after(the_state(&[]), &[told(2, 5), told(1, 3)]);
    assert_eq!(state.totals.messages, Some(2));
}

#[test]
fn an_event_of_an_unknown_channel_changes_nothing_and_says_so() {
    let mut state = the_state(&[]);
    let before = state.clone();
    let event = json!({"type": "message.new", "cid": "messaging:elsewhere", "message": a_message("x", "giulia", 1), "created_at": at(1)});
    assert!(!state.apply(&Change::Event(Rc::new(frame(&event)), 0)));
    assert_eq!(state, before);
}

#[test]
fn a_change_that_changes_nothing_keeps_every_pointer() {
    let mut state = after(the_state(&[a_message("a", "marco", 1)]), &[]);
    let snapshot = state.clone();
    state.apply(&an_event(
        "reaction.new",
        2,
        json!({"message": a_message("x", "marco", 1), "reaction": {"type": "like", "user_id": "marco"}}),
    ));
    assert!(Rc::ptr_eq(&snapshot.channels[&Cid::from(CID)], &state.channels[&Cid::from(CID)]));
}

#[test]
fn a_change_of_one_message_keeps_the_others_pointers() {
    let mut state = the_state(&[a_message("a", "marco", 1), a_message("b", "marco", 2)]);
    let snapshot = state.clone();
    state.apply(&a_reaction("like", "marco", "reaction.new", 3));
    let same = |id: &str| Rc::ptr_eq(&message(&snapshot, id), &message(&state, id));
    assert_eq!((same("a"), same("b")), (false, true));
}

#[test]
fn lists_order_themselves_by_activity() {
    let other = json!({"channel": {"cid": "messaging:other", "created_at": at(2)}, "messages": [a_message("o", "marco", 3)]});
    let states = vec![the_channel(&[a_message("a", "marco", 1)]), ChannelState::read(other).unwrap()];
    let mut state = the_state(&[]);
    state.apply(&Change::InboxQueried { screen: ScreenId(1), states, more: false, limit: 20, message_limit: 25 });
    let order = |state: &State| state.screens[&ScreenId(1)].inbox.cids.iter().map(|cid| cid.channel_id().to_owned()).collect::<Vec<_>>();
    assert_eq!(order(&state), ["other", "general"]);
    assert_eq!(order(&after(state, &[arrival("b", "marco", 9)])), ["general", "other"]);
}

#[test]
fn an_own_reminder_comes_moves_and_goes_and_news_of_the_message_leave_it() {
    let told = |kind: &str, seconds: u32, remind_at: Option<u32>| {
        let reminder =
            json!({"channel_cid": CID, "message_id": "a", "user_id": "giulia", "remind_at": remind_at.map(at), "updated_at": at(seconds)});
        an_event(kind, seconds, json!({"message_id": "a", "reminder": reminder}))
    };
    let due = |state: &State| message(state, "a").reminder.as_ref().map(|reminder| reminder.remind_at);
    let mut state = after(the_state(&[a_message("a", "marco", 1)]), &[told("reminder.created", 5, None)]);
    assert_eq!(due(&state), Some(None), "saved for later");
    state.apply(&told("reminder.updated", 7, Some(50)));
    state.apply(&told("reminder.updated", 6, Some(40)));
    assert_eq!(due(&state), Some(ts(50)), "what is late changes nothing");
    let mut edited = a_message("a", "marco", 1);
    edited["updated_at"] = at(9).into();
    state.apply(&an_event("message.updated", 9, json!({"message": edited})));
    assert_eq!(due(&state), Some(ts(50)), "nobody else's event knows of it");
    state.apply(&told("reminder.deleted", 8, Some(50)));
    assert_eq!(due(&state), None);
}
