//! Polls: votes that are seen at once, and what becomes of them.

use super::*;
use crate::state::{NewPoll, PollDeed};
use crate::wire::Poll;

fn a_poll(more: &Value) -> Value {
    let mut poll = json!({
        "id": "p1", "name": "Lunch?", "options": [{"id": "o1", "text": "Pizza"}, {"id": "o2", "text": "Soup"}], "vote_count": 1,
        "vote_counts_by_option": {"o1": 1}, "own_votes": [], "enforce_unique_vote": false, "max_votes_allowed": 2,
        "voting_visibility": "public", "created_by_id": "giulia", "updated_at": time(1),
    });
    for (key, value) in more.as_object().unwrap() {
        poll[key] = value.clone();
    }
    poll
}

/// A channel with polls, and one of marco's messages shows this one.
fn voting(more: &Value) -> World {
    let mut message = a_message("asked", "marco", 1);
    message["poll_id"] = json!("p1");
    message["poll"] = a_poll(more);
    let mut channel = a_rich_channel(&[message]);
    channel["channel"]["config"]["polls"] = json!(true);
    channel["channel"]["own_capabilities"] = json!(["send-message", "send-poll", "cast-poll-vote", "query-poll-votes", "read-events"]);
    World::in_channel(channel)
}

impl World {
    fn poll(&self) -> Poll {
        (**self.message("asked").poll.as_ref().unwrap()).clone()
    }

    fn toggle(&mut self, option: &str) {
        self.deed(PollDeed::Toggle(Rc::from(option)));
    }

    fn deed(&mut self, deed: PollDeed) {
        self.intend(Intent::Poll { cid: Cid::from(GENERAL), id: id("asked"), deed });
    }

    fn counts(&self) -> [u32; 2] {
        ["o1", "o2"].map(|option| self.poll().votes(option))
    }
}

fn cast(id: &str, option: &str, user: &str) -> Value {
    json!({"id": id, "poll_id": "p1", "option_id": option, "user_id": user, "user": {"id": user}})
}

#[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
fn told(kind: &str, seconds: u32, more: &Value, vote: Value) -> Value {
    let mut poll = a_poll(more);
    poll["updated_at"] = json!(time(seconds));
    json!({"type": kind, "cid": GENERAL, "message_id": "asked", "created_at": time(seconds), "poll": poll, "poll_vote": vote})
}

#[test]
fn a_vote_is_seen_at_once_and_is_the_servers_when_it_answers() {
    let mut world = voting(&json!({}));
    world.toggle("o2");
    assert_eq!((world.counts(), world.poll().is_chosen("o2")), ([1, 1], true));
    let (call, request) = world.take_kind("poll");
    assert_eq!((request.method, body(&request)), ("POST", json!({"vote": {"option_id": "o2"}})));
    assert!(request.url.contains("/messages/asked/polls/p1/vote?"), "{}", request.url);
    world.frame(&told(
        "poll.vote_casted",
        5,
        &json!({"vote_counts_by_option": {"o1": 1, "o2": 3}, "vote_count": 4}),
        cast("v1", "o2", "giulia"),
    ));
    assert_eq!((world.counts(), world.poll().own_votes.len()), ([1, 3], 1), "others voted meanwhile");
    world.answer(call, 201, &json!({"vote": cast("v1", "o2", "giulia")}));
    assert_eq!(world.poll().own_votes.iter().map(|vote| &*vote.id).collect::<Vec<_>>(), ["v1"]);

    world.toggle("o2");
    assert_eq!((world.counts(), world.poll().is_chosen("o2")), ([1, 2], false));
    let (call, request) = world.take_kind("poll");
    assert_eq!((request.method, request.body.as_deref()), ("DELETE", None));
    assert!(request.url.contains("/messages/asked/polls/p1/vote/v1?"), "{}", request.url);
    world.answer(call, 200, &json!({"vote": cast("v1", "o2", "giulia")}));
    assert!(!world.poll().is_chosen("o2"), "the vote that is gone comes back in the answer");
}

#[test]
fn a_vote_that_is_refused_is_taken_back_and_so_is_one_that_stays() {
    let mut world = voting(&json!({"own_votes": [cast("v0", "o1", "giulia")]}));
    world.toggle("o2");
    let (call, _) = world.take_kind("poll");
    world.answer(call, 403, &json!({"code": 17}));
    assert_eq!((world.counts(), world.poll().is_chosen("o2")), ([1, 0], false));
    world.toggle("o1");
    assert_eq!(world.counts(), [0, 0]);
    let (call, _) = world.take_kind("poll");
    world.answer(call, 400, &json!({"code": 4}));
    assert_eq!((world.counts(), world.poll().own_votes.first().map(|vote| vote.id.clone()).as_deref()), ([1, 0], Some("v0")));
    assert_eq!(world.notices(), [crate::state::NoticeKey::ActFailed]);
}

#[test]
fn what_is_pressed_while_a_vote_is_on_its_way_comes_after_it() {
    let mut world = voting(&json!({"enforce_unique_vote": true}));
    world.toggle("o1");
    let (first, _) = world.take_kind("poll");
    world.toggle("o2");
    world.toggle("o1");
    world.toggle("o2");
    assert!(!world.asks("poll"), "one at a time");
    world.answer(first, 201, &json!({"vote": cast("v1", "o1", "giulia")}));
    let (second, request) = world.take_kind("poll");
    assert_eq!(body(&request), json!({"vote": {"option_id": "o2"}}), "the last wish");
    world.answer(second, 201, &json!({"vote": cast("v1", "o2", "giulia")}));
    assert!(world.poll().is_chosen("o2") && !world.poll().is_chosen("o1") && !world.asks("poll"));
}

#[test]
fn a_refused_vote_leaves_the_one_before_and_what_others_did_meanwhile() {
    let mut world = voting(&json!({"enforce_unique_vote": true, "own_votes": [cast("v0", "o1", "giulia")]}));
    world.toggle("o2");
    let (call, _) = world.take_kind("poll");
    world.answer(call, 403, &json!({"code": 17}));
    assert_eq!((world.counts(), world.poll().own_votes.first().map(|vote| &*vote.id).map(str::to_owned).as_deref()), ([1, 0], Some("v0")));
    world.toggle("o2");
    let (call, _) = world.take_kind("poll");
    world.frame(&told(
        "poll.vote_casted",
        5,
        &json!({"vote_counts_by_option": {"o1": 2}, "enforce_unique_vote": true}),
        cast("v7", "o1", "marco"),
    ));
    world.answer(call, 403, &json!({"code": 17}));
    assert_eq!((world.counts(), world.poll().is_chosen("o1"), world.poll().is_chosen("o2")), ([2, 0], true, false));
}

#[test]
fn a_vote_that_is_gone_already_is_taken_back_all_the_same() {
    let mut world = voting(&json!({"own_votes": [cast("v0", "o1", "giulia")]}));
    world.toggle("o1");
    let (call, _) = world.take_kind("poll");
    world.frame(&told("poll.vote_removed", 5, &json!({"vote_counts_by_option": {}}), cast("v0", "o1", "giulia")));
    world.answer(call, 404, &json!({"code": 16}));
    assert_eq!((world.counts(), world.poll().is_chosen("o1"), world.notices().len()), ([0, 0], false, 0));
}

#[test]
fn what_happens_to_the_message_leaves_the_votes_alone() {
    let mut world = voting(&json!({"own_votes": [cast("v0", "o1", "giulia")]}));
    let mut message = a_message("asked", "marco", 1);
    (message["updated_at"], message["pinned"], message["poll"]) = (json!(time(9)), json!(true), a_poll(&json!({})));
    world.frame(&json!({"type": "message.updated", "cid": GENERAL, "created_at": time(9), "user": {"id": "marco"}, "message": message}));
    assert!(world.message("asked").pinned && world.poll().is_chosen("o1"), "events carry no own votes");
    world.frame(&told("poll.vote_casted", 12, &json!({"vote_counts_by_option": {"o1": 5}}), cast("v7", "o1", "marco")));
    message["updated_at"] = json!(time(13));
    world.frame(&json!({"type": "message.updated", "cid": GENERAL, "created_at": time(13), "user": {"id": "marco"}, "message": message}));
    assert_eq!(world.counts(), [5, 0], "an older poll in a newer message is older still");
}

#[test]
fn one_vote_takes_the_place_of_another_and_the_limit_holds() {
    let mut world = voting(&json!({"enforce_unique_vote": true, "own_votes": [cast("v0", "o1", "giulia")]}));
    world.toggle("o2");
    assert_eq!((world.counts(), world.poll().is_chosen("o1")), ([0, 1], false));
    let (call, _) = world.take_kind("poll");
    world.answer(call, 201, &json!({"vote": cast("v0", "o2", "giulia")}));
    assert_eq!(world.poll().own_votes.len(), 1);

    let mut world = voting(&json!({"max_votes_allowed": 1, "own_votes": [cast("v0", "o1", "giulia")]}));
    world.toggle("o2");
    assert!(!world.asks("poll") && world.counts() == [1, 0], "no more votes are left");
}

#[test]
fn what_others_do_arrives_and_nobody_elses_vote_becomes_the_own_one() {
    let mut world = voting(&json!({"own_votes": [cast("v0", "o1", "giulia")], "allow_answers": true}));
    let more = json!({"vote_counts_by_option": {"o1": 1, "o2": 1}, "own_votes": [cast("v9", "o2", "marco")], "allow_answers": true});
    world.frame(&told("poll.vote_casted", 5, &more, cast("v9", "o2", "marco")));
    assert_eq!((world.counts(), world.poll().is_chosen("o2"), world.poll().is_chosen("o1")), ([1, 1], false, true));
    world.frame(&told("poll.vote_removed", 6, &json!({"allow_answers": true}), cast("v0", "o1", "giulia")));
    assert!(!world.poll().is_chosen("o1"), "taken back on another device");
    world.frame(&told("poll.vote_casted", 4, &json!({"vote_counts_by_option": {}}), cast("v8", "o2", "marco")));
    assert_eq!(world.counts(), [1, 0], "what is older than what is known changes nothing");
    world.deed(PollDeed::Comment(Rc::from(" Because ")));
    let (call, request) = world.take_kind("poll");
    assert_eq!(body(&request), json!({"vote": {"answer_text": "Because"}}));
    world.answer(call, 201, &json!({"vote": {"id": "a1", "option_id": "", "answer_text": "Because", "user_id": "giulia"}}));
    assert_eq!(world.poll().own_comment(), Some("Because"));
    world.frame(&told("poll.closed", 7, &json!({"is_closed": true, "allow_answers": true}), Value::Null));
    world.toggle("o1");
    world.deed(PollDeed::Comment(Rc::from("too late")));
    assert!(!world.asks("poll"), "it has ended");
    world.frame(&told("poll.deleted", 8, &json!({}), Value::Null));
    assert!(world.message("asked").poll.is_none());
}

#[test]
fn only_who_made_it_ends_it_and_options_are_added_where_that_is_allowed() {
    let mut world = voting(&json!({"created_by_id": "marco"}));
    world.deed(PollDeed::End);
    world.deed(PollDeed::Suggest(Rc::from("Salad")));
    assert!(!world.asks("poll"));
    let mut world = voting(&json!({"allow_user_suggested_options": true}));
    world.deed(PollDeed::End);
    let (_, request) = world.take_kind("poll");
    assert_eq!((request.method, body(&request)), ("PATCH", json!({"set": {"is_closed": true}})));
    world.deed(PollDeed::Suggest(Rc::from("Salad")));
    let (_, request) = world.take_kind("poll");
    assert!(request.url.contains("/polls/p1/options?") && body(&request) == json!({"text": "Salad"}), "{}", request.url);
}

#[test]
fn a_poll_is_made_first_and_its_message_follows() {
    let mut world = voting(&json!({}));
    let options = ["Monday ", "Friday"].map(Rc::from).to_vec();
    let poll = NewPoll { question: Rc::from("When?"), options, limit: Some(2), is_anonymous: true, may_suggest: false, may_comment: true };
    world.intend(Intent::CreatePoll { target: general(), id: id("new"), poll: poll.clone() });
    let (call, request) = world.take_kind("create-poll");
    let asked = body(&request);
    assert_eq!((&asked["name"], &asked["options"]), (&json!("When?"), &json!([{"text": "Monday"}, {"text": "Friday"}])));
    assert_eq!(
        (&asked["voting_visibility"], &asked["max_votes_allowed"], &asked["enforce_unique_vote"]),
        (&json!("anonymous"), &json!(2), &json!(false))
    );
    assert!(!world.asks("send"));
    world.answer(call, 201, &json!({"poll": {"id": "p2", "name": "When?", "options": []}}));
    let (_, request) = world.take_kind("send");
    assert_eq!((&body(&request)["message"]["poll_id"], &body(&request)["message"]["id"]), (&json!("p2"), &json!("new")));
    assert!(world.message("new").poll.is_some(), "it is on screen meanwhile");

    world.intend(Intent::CreatePoll { target: general(), id: id("other"), poll });
    let (call, _) = world.take_kind("create-poll");
    world.answer(call, 500, &json!({}));
    assert_eq!(world.notices(), [crate::state::NoticeKey::ActFailed]);
    assert_eq!(world.state().unmade.as_ref().map(|(_, poll)| &*poll.question), Some("When?"), "what was written is not lost");
}

#[test]
fn without_the_feature_or_the_capability_nothing_is_asked() {
    let mut world = World::chatting();
    let poll = NewPoll { question: Rc::from("When?"), options: vec![Rc::from("a")], ..NewPoll::default() };
    world.intend(Intent::CreatePoll { target: general(), id: id("new"), poll });
    assert!(!world.asks("create-poll"));
}
