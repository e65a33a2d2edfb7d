//! Sending: local echo, order, failure and retry.

use super::*;

fn echo_of(id: &str, seconds: u32) -> Value {
    arrival(id, "giulia", seconds)
}

fn success(id: &str, seconds: u32) -> Value {
    json!({"message": a_message(id, "giulia", seconds)})
}

#[test]
fn a_message_is_on_screen_before_anything_is_answered() {
    let mut world = World::online();
    world.say("hello");
    assert_eq!(world.shown(), ["a", "b", "hello"]);
    assert_eq!((world.delivery("hello"), world.state().draft(&Cid::from(GENERAL))), (Delivery::Sending, ""));
}

#[test]
fn answer_first_event_first_or_event_only_make_one_message() {
    for order in ["answer, event", "event, answer", "event"] {
        let mut world = World::online();
        world.say("hello");
        let call = world.take_send().unwrap();
        for step in order.split(", ") {
            match step {
                "answer" => world.answer(call.clone(), 201, &success("hello", 9)),
                _ => world.frame(&echo_of("hello", 9)),
            }
        }
        assert_eq!((world.shown(), world.delivery("hello")), (vec!["a", "b", "hello"], Delivery::Sent), "{order}");
        let told = world.told().into_iter().filter(|event| matches!(event, HostEvent::MessageSent { .. })).count();
        assert_eq!(told, 1, "{order}");
    }
}

#[test]
fn messages_leave_in_the_order_typed_one_at_a_time() {
    let mut world = World::online();
    for id in ["one", "two", "three"] {
        world.say(id);
    }
    for (id, seconds) in [("one", 11), ("two", 12), ("three", 13)] {
        let call = world.take_send().unwrap();
        assert!(matches!(&*call, Call::SendMessage { message, .. } if message.id.as_str() == id));
        assert!(world.take_send().is_none(), "the next waits for {id}");
        world.answer(call, 201, &success(id, seconds));
    }
    assert_eq!(world.shown(), ["a", "b", "one", "two", "three"]);
}

#[test]
fn what_may_work_later_is_tried_again_and_holds_the_later_ones() {
    let mut world = World::online();
    world.say("one");
    world.say("two");
    let call = world.take_send().unwrap();
    world.answer(call, 503, &json!({}));
    assert_eq!(world.delivery("one"), Delivery::Queued);
    assert!(world.take_send().is_none());
    world.pass(3_000);
    let call = world.take_send().unwrap();
    assert!(matches!(&*call, Call::SendMessage { message, .. } if message.id.as_str() == "one"));
}

#[test]
fn what_is_refused_says_why_and_lets_the_later_ones_pass() {
    let mut world = World::online();
    world.say("one");
    world.say("two");
    let call = world.take_send().unwrap();
    world.answer(call, 403, &json!({"code": 17, "message": "no"}));
    assert!(matches!(world.delivery("one"), Delivery::Failed(trouble) if trouble.key == "not-allowed"));
    assert!(matches!(&*world.take_send().unwrap(), Call::SendMessage { message, .. } if message.id.as_str() == "two"));
}

#[test]
fn failure_then_retry_keeps_the_id() {
    let mut world = World::online();
    world.say("one");
    let call = world.take_send().unwrap();
    world.answer(call, 403, &json!({"code": 17}));
    world.intend(Intent::Retry(general(), MessageId::from("one")));
    let call = world.take_send().unwrap();
    world.answer(call, 201, &success("one", 20));
    assert_eq!(world.shown(), ["a", "b", "one"]);
}

#[test]
fn a_failed_message_can_be_deleted() {
    let mut world = World::online();
    world.say("one");
    let call = world.take_send().unwrap();
    world.answer(call, 400, &json!({"code": 20}));
    world.intend(Intent::Discard(general(), MessageId::from("one")));
    assert_eq!(world.shown(), ["a", "b"]);
}

#[test]
fn a_lost_answer_is_asked_for_again_and_already_exists_is_success() {
    let mut world = World::online();
    world.say("one");
    let call = world.take_send().unwrap();
    world.fail(call, Failure::TimedOut);
    world.pass(3_000);
    let call = world.take_send().unwrap();
    world.answer(call, 400, &json!({"code": 4, "message": "a message with ID one already exists"}));
    assert_eq!((world.shown(), world.delivery("one")), (vec!["a", "b", "one"], Delivery::Sent));
}

#[test]
fn what_is_written_offline_waits_and_goes_out_in_order() {
    let mut world = World::online();
    world.lose_socket();
    world.say("one");
    world.say("two");
    assert_eq!((world.delivery("one"), world.take_send().is_none()), (Delivery::Queued, true));
    world.pass(1_000);
    world.greet();
    let call = world.take_send().unwrap();
    assert!(matches!(&*call, Call::SendMessage { message, .. } if message.id.as_str() == "one"));
}

#[test]
fn an_empty_draft_is_not_sent() {
    let mut world = World::online();
    world.say("   ");
    assert_eq!(world.asked_kinds(), Vec::<&str>::new());
}

#[test]
fn unsent_messages_and_drafts_survive_a_reload_and_are_sent_once() {
    let mut world = World::online();
    world.lose_socket();
    world.say("one");
    world.write(&general(), "half a thou");
    world.pass(500);
    let prefix = "chat-service:k1:giulia:";
    let kept: SortedMap<String, Option<String>> = world
        .effects
        .iter()
        .filter_map(|effect| if let Effect::Store { key, value } = effect { Some((key.clone(), value.clone())) } else { None })
        .collect();
    let pairs: Vec<(String, String)> = kept
        .into_iter()
        .filter_map(|(key, value)| Some((key.strip_prefix(prefix).expect("keys name app and user").to_owned(), value?)))
        .collect();

    let mut world = World::greeted();
    assert!(world.effects.contains(&Effect::Restore { prefix: prefix.to_owned() }));
    world.feed(Input::Restored(pairs));
    world.answer_lists(&[a_channel(GENERAL, &[a_message("a", "marco", 1)])]);
    assert_eq!((world.shown(), world.state().draft(&Cid::from(GENERAL))), (vec!["a", "one"], "half a thou"));
    let call = world.take_send().unwrap();
    world.answer(call, 201, &success("one", 60));
    let forgotten = Effect::Store { key: format!("{prefix}outbox:{GENERAL}"), value: None };
    assert!(world.effects.contains(&forgotten) && world.take_send().is_none());
}

#[test]
fn a_corrupt_record_is_skipped() {
    let mut world = World::greeted();
    world.feed(Input::Restored(vec![
        ("outbox:messaging:general".into(), "{".into()),
        ("draft:messaging:general".into(), "kept".into()),
        ("?".into(), "?".into()),
    ]));
    assert_eq!(world.state().draft(&Cid::from(GENERAL)), "kept");
}

#[test]
fn a_message_that_waited_twelve_hours_is_given_back() {
    let mut world = World::online();
    world.lose_socket();
    world.say("one");
    world.now += 13 * 3_600_000;
    world.feed(Input::Wake);
    world.greet();
    assert!(matches!(world.delivery("one"), Delivery::Failed(trouble) if trouble.key == "expired"));
}
