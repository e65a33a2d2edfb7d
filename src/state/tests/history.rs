//! Windows of history: no hole, no double, whatever order they are asked in.

use super::*;
use crate::wire::Ts;

fn messages(range: std::ops::Range<u32>) -> Vec<Value> {
    range.map(|n| a_message(&format!("m{n:04}"), "marco", n)).collect()
}

fn page(messages: &[Value], window: Window, limit: u32) -> Change {
    Change::ChannelQueried { state: Box::new(the_channel(messages)), window, limit }
}

fn id(n: u32) -> MessageId {
    MessageId::from(format!("m{n:04}"))
}

fn span(state: &State) -> (usize, String, String) {
    let ids = ids(state);
    (ids.len(), (*ids.first().unwrap()).to_owned(), (*ids.last().unwrap()).to_owned())
}

#[test]
fn older_pages_join_in_front_until_the_history_begins() {
    let mut state = the_state(&messages(75..100));
    assert_eq!(channel(&state).timeline.current().older, Edge::More);
    for start in [50_u32, 25, 0] {
        state.apply(&page(&messages(start..start + 25), Window::Before(id(start + 25)), 25));
    }
    state.apply(&page(&[], Window::Before(id(0)), 25));
    assert_eq!(span(&state), (100, "m0000".into(), "m0099".into()));
    assert_eq!(channel(&state).timeline.current().older, Edge::End);
}

#[test]
fn a_page_that_is_not_full_is_the_last() {
    let mut state = the_state(&messages(10..35));
    state.apply(&page(&messages(0..10), Window::Before(id(10)), 25));
    assert_eq!((span(&state).0, channel(&state).timeline.current().older.clone()), (35, Edge::End));
}

#[test]
fn a_gap_longer_than_a_page_replaces_what_was_loaded_instead_of_leaving_a_hole() {
    let mut state = after(the_state(&messages(0..25)), &[Change::Disconnected]);
    state.apply(&page(&messages(500..525), Window::Latest, 25));
    assert_eq!(span(&state), (25, "m0500".into(), "m0524".into()));
    assert_eq!(channel(&state).timeline.current().older, Edge::More);
}

#[test]
fn a_gap_shorter_than_a_page_joins() {
    let mut state = after(the_state(&messages(0..25)), &[Change::Disconnected]);
    state.apply(&page(&messages(10..35), Window::Latest, 25));
    assert_eq!(span(&state), (35, "m0000".into(), "m0034".into()));
}

#[test]
fn what_was_deleted_while_away_is_gone_after_catching_up() {
    let mut state = after(the_state(&messages(0..25)), &[Change::Disconnected]);
    let mut answer = messages(4..30);
    answer.remove(11);
    state.apply(&page(&answer, Window::Latest, 25));
    assert!(!ids(&state).contains(&"m0015") && ids(&state).len() == 29);
}

#[test]
fn messages_that_overtake_the_answer_are_kept() {
    let mut state = after(the_state(&messages(0..25)), &[Change::Disconnected, arrival("m0601", "marco", 601)]);
    state.apply(&page(&messages(500..525), Window::Latest, 25));
    assert_eq!(span(&state), (26, "m0500".into(), "m0601".into()));
}

#[test]
fn a_jump_shows_another_set_and_paging_down_joins_it_with_the_latest() {
    let mut state = the_state(&messages(75..100));
    state.apply(&page(&messages(20..45), Window::Around(id(32)), 25));
    let timeline = &channel(&state).timeline;
    assert!(!timeline.shows_latest());
    assert_eq!(
        (span(&state), timeline.current().older.clone(), timeline.current().newer.clone()),
        ((25, "m0020".into(), "m0044".into()), Edge::More, Edge::More)
    );
    state.apply(&arrival("m0100", "marco", 100));
    assert_eq!(span(&state).2, "m0044", "a new message joins the latest set, not the one on screen");
    state.apply(&page(&messages(45..70), Window::After(id(44)), 25));
    state.apply(&page(&messages(70..95), Window::After(id(69)), 25));
    assert!(channel(&state).timeline.shows_latest());
    assert_eq!(span(&state), (81, "m0020".into(), "m0100".into()));
}

#[test]
fn a_jump_near_the_ends_knows_what_is_beyond() {
    let mut state = the_state(&messages(75..100));
    state.apply(&page(&messages(0..25), Window::Around(id(3)), 25));
    assert_eq!(channel(&state).timeline.current().older, Edge::End);
    state.apply(&Change::JumpedToLatest(Cid::from(CID).into()));
    assert_eq!(span(&state).1, "m0075");
}

#[test]
fn sending_shows_the_latest_set() {
    let mut state = the_state(&messages(75..100));
    state.apply(&page(&messages(20..45), Window::Around(id(32)), 25));
    state.apply(&Change::Queued(Rc::new(crate::wire::Message::read(a_message("mine", "giulia", 200)).unwrap())));
    assert_eq!(span(&state).2, "mine");
}

#[test]
fn truncation_removes_what_is_older_and_what_was_unread_with_it() {
    let mut state = after(the_state(&messages(0..10)), &[arrival("m0050", "marco", 50), arrival("m0060", "marco", 60)]);
    assert_eq!(channel(&state).unread, 2);
    let cut = json!({"channel": {"cid": CID, "truncated_at": at(55), "updated_at": at(61)}, "message": a_message("cleared", "marco", 61)});
    state.apply(&an_event("channel.truncated", 61, cut));
    assert_eq!((ids(&state), channel(&state).unread), (vec!["m0060", "cleared"], 2));
}

#[test]
fn failing_to_load_is_an_edge_and_not_a_loss() {
    let mut state = the_state(&messages(75..100));
    let trouble = Trouble { key: "server", ..Trouble::default() };
    state.apply(&Change::HistoryAsked { target: Cid::from(CID).into(), direction: Direction::Older });
    assert_eq!(channel(&state).timeline.current().older, Edge::Loading);
    state.apply(&Change::HistoryFailed { target: Cid::from(CID).into(), direction: Direction::Older, trouble: trouble.clone() });
    assert_eq!((channel(&state).timeline.current().older.clone(), ids(&state).len()), (Edge::Failed(trouble), 25));
}

#[test]
fn a_placeholder_keeps_its_place_in_a_page() {
    let mut broken = messages(0..5);
    broken[2] = json!(17);
    let state = the_state(&broken);
    let kinds: Vec<bool> = channel(&state).timeline.shown().map(|message| message.kind == crate::wire::MessageType::Unreadable).collect();
    assert_eq!(kinds, [false, false, true, false, false]);
    assert!(channel(&state).timeline.shown().is_sorted_by_key(|message| message.created_at.unwrap_or(Ts::from_nanos(0))));
}
