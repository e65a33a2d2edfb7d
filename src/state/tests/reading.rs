//! Unread counts, read marks, the unread line.

use super::*;
use crate::wire::UserId;

fn read_by(user: &str, seconds: u32) -> Change {
    an_event("message.read", seconds, json!({"user": {"id": user}}))
}

fn unread(state: &State) -> u32 {
    channel(state).unread
}

#[test]
fn only_ordinary_messages_of_others_count() {
    let special = |id: &str, key: &str, value: Value| {
        let mut message = a_message(id, "marco", 2);
        message[key] = value;
        an_event("message.new", 2, json!({"message": message, "user": {"id": "marco"}}))
    };
    let uncounted = [
        arrival("own", "giulia", 1),
        special("silent", "silent", true.into()),
        special("system", "type", "system".into()),
        special("shadowed", "shadowed", true.into()),
        special("deleted", "type", "deleted".into()),
    ];
    assert_eq!(unread(&after(the_state(&[]), &uncounted)), 0);
    assert_eq!(unread(&after(the_state(&[]), &[arrival("a", "marco", 1)])), 1);
}

#[test]
fn reading_on_another_device_zeroes_the_count_and_later_messages_count_again() {
    let state = after(the_state(&[]), &[arrival("a", "marco", 1), arrival("b", "marco", 2), read_by("giulia", 3)]);
    assert_eq!(unread(&state), 0);
    assert_eq!(unread(&after(state, &[arrival("c", "marco", 4)])), 1);
}

#[test]
fn a_read_that_overtakes_its_message_leaves_nothing_unread() {
    let state = after(the_state(&[]), &[read_by("giulia", 3), arrival("a", "marco", 1)]);
    assert_eq!(unread(&state), 0);
}

#[test]
fn a_read_does_not_hide_what_came_after_it() {
    let state = after(the_state(&[]), &[arrival("a", "marco", 1), arrival("b", "marco", 5), read_by("giulia", 3)]);
    assert_eq!(unread(&state), 1);
}

#[test]
fn reading_a_thread_says_nothing_about_the_channel() {
    let thread = an_event("message.read", 3, json!({"user": {"id": "giulia"}, "thread": {"parent_message_id": "p"}}));
    assert_eq!(unread(&after(the_state(&[]), &[arrival("a", "marco", 1), thread])), 1);
}

#[test]
fn marking_unread_moves_the_count_back_and_survives_older_reads() {
    let marked = an_event(
        "notification.mark_unread",
        5,
        json!({"user": {"id": "giulia"}, "first_unread_message_id": "a", "last_read_at": at(0), "unread_messages": 2}),
    );
    let state =
        after(the_state(&[]), &[arrival("a", "marco", 1), arrival("b", "marco", 2), read_by("giulia", 3), marked, read_by("giulia", 4)]);
    assert_eq!(unread(&state), 2);
}

#[test]
fn reading_everything_zeroes_every_channel() {
    let all = json!({"type": "notification.mark_read", "user": {"id": "giulia"}, "created_at": at(5), "unread_channels": 0, "total_unread_count": 0});
    let state = after(the_state(&[]), &[arrival("a", "marco", 1), Change::Event(Rc::new(frame(&all)), 0)]);
    assert_eq!((unread(&state), state.totals.channels), (0, Some(0)));
}

#[test]
fn the_servers_count_is_taken_after_a_gap_and_not_counted_twice() {
    let mut answer = the_channel(&[a_message("a", "marco", 1), a_message("b", "marco", 2)]);
    answer.read[0].unread_messages = 7;
    let mut state = after(the_state(&[]), &[arrival("a", "marco", 1), Change::Disconnected]);
    state.apply(&Change::ChannelQueried { state: Box::new(answer), window: Window::Latest, limit: 25 });
    assert_eq!(unread(&state), 7);
    assert_eq!(unread(&after(state, &[arrival("b", "marco", 2), arrival("c", "marco", 3)])), 8);
}

#[test]
fn a_muted_user_and_a_muted_channel_count_for_nothing() {
    let mutes = json!({"type": "notification.mutes_updated", "me": {"id": "giulia", "mutes": [{"target": {"id": "marco"}}]}});
    let state = after(the_state(&[]), &[arrival("a", "marco", 1), Change::Event(Rc::new(frame(&mutes)), 0)]);
    assert_eq!(unread(&state), 0);
    let mutes = json!({"type": "notification.channel_mutes_updated", "me": {"id": "giulia", "channel_mutes": [{"channel": {"cid": CID}}]}});
    let state = after(the_state(&[]), &[arrival("a", "marco", 1), Change::Event(Rc::new(frame(&mutes)), 0)]);
    assert_eq!(unread(&state), 0);
}

#[test]
fn own_messages_move_from_sent_to_delivered_to_read_and_never_back() {
    let me = UserId::from("giulia");
    let status = |state: &State| message(state, "mine").status(channel(state).receipts(&me));
    let state = after(the_state(&[]), &[arrival("mine", "giulia", 2)]);
    assert_eq!(status(&state), Status::Sent);
    let delivered =
        an_event("message.delivered", 3, json!({"user": {"id": "marco"}, "last_delivered_at": at(3), "last_delivered_message_id": "mine"}));
    let state = after(state, std::slice::from_ref(&delivered));
    assert_eq!(status(&state), Status::Delivered);
    let state = after(state, &[read_by("marco", 4), delivered]);
    assert_eq!(status(&state), Status::Read);
    assert_eq!(status(&after(state, &[read_by("marco", 1)])), Status::Read);
}

#[test]
fn two_reads_within_a_second_both_count() {
    let me = UserId::from("giulia");
    let read = |fraction: &str| {
        let event =
            json!({"type": "message.read", "cid": CID, "user": {"id": "marco"}, "created_at": format!("2026-01-05T09:00:05.{fraction}Z")});
        Change::Event(Rc::new(frame(&event)), 0)
    };
    let state = after(the_state(&[]), &[read("1001"), read("1002")]);
    assert_eq!(channel(&state).receipts(&me).read_to, Ts::parse("2026-01-05T09:00:05.1002Z"));
}

#[test]
fn the_unread_line_stays_until_the_channel_is_left() {
    let cid = Cid::from(CID);
    let open = |cid: Option<Cid>| Change::Opened { screen: ScreenId(1), cid };
    let state = after(
        the_state(&[]),
        &[arrival("a", "marco", 1), open(Some(cid.clone())), Change::Seen(cid.clone(), ts(1).unwrap()), read_by("giulia", 2)],
    );
    assert_eq!((unread(&state), channel(&state).separator.clone()), (0, Some(Separator { after: ts(0), count: 1 })));
    let state = after(state, &[open(None)]);
    assert_eq!(channel(&state).separator, None);
}

#[test]
fn someone_who_is_not_a_member_has_nothing_unread() {
    let mut answer = the_channel(&[]);
    answer.membership = None;
    answer.members.clear();
    answer.read.clear();
    let mut state = State::default();
    state.apply(&Change::SignedIn(Rc::new(OwnUser::read(json!({"id": "giulia"})).unwrap())));
    state.apply(&Change::ChannelQueried { state: Box::new(answer), window: Window::Latest, limit: 25 });
    assert_eq!(unread(&after(state, &[arrival("a", "marco", 1)])), 0);
}
