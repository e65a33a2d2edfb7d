//! The session row by row, against virtual time.

use proptest::prelude::*;

use super::*;

const HELLO: &str = r#"{"type":"health.check","connection_id":"C1","me":{"id":"giulia"}}"#;
const PONG: &str = r#"{"type":"health.check","connection_id":"C1"}"#;
const MIDDLE: f64 = 0.5;

fn a_connection() -> Connection {
    Connection::new("giulia--1".into())
}

fn opened_at(now: Millis) -> Connection {
    let mut connection = a_connection();
    connection.open(now);
    connection.opened(connection.generation());
    connection.frame(connection.generation(), HELLO, now, MIDDLE);
    assert_eq!(connection.phase(), Phase::Live);
    connection
}

fn refusal(code: u32) -> String {
    format!(r#"{{"type":"connection.error","error":{{"code":{code}}}}}"#)
}

#[test]
fn an_open_socket_is_not_an_open_session() {
    let mut connection = a_connection();
    assert_eq!(connection.open(0), [Signal::Open(Generation(1))]);
    connection.opened(Generation(1));
    assert_eq!(connection.phase(), Phase::Greeting { until: GREETING_WITHIN });
    let signals = connection.frame(Generation(1), HELLO, 10, MIDDLE);
    assert!(matches!(signals.as_slice(), [Signal::Greeted(id, _)] if id.as_str() == "C1"), "{signals:?}");
}

#[test]
fn asking_twice_opens_one_socket() {
    let mut connection = a_connection();
    connection.open(0);
    assert_eq!(connection.open(1), []);
}

#[test]
fn a_socket_without_greeting_is_given_up_after_15_seconds() {
    let mut connection = a_connection();
    connection.open(0);
    assert_eq!(connection.tick(GREETING_WITHIN - 1, MIDDLE), []);
    assert_eq!(connection.tick(GREETING_WITHIN, MIDDLE), [Signal::Close(Generation(1))]);
    assert!(matches!(connection.phase(), Phase::Waiting { .. }));
}

#[test]
fn ping_goes_out_25_seconds_after_the_last_health_check() {
    let mut connection = opened_at(0);
    assert_eq!(connection.wake_at(), Some(PING_EVERY));
    let signals = connection.tick(PING_EVERY, MIDDLE);
    let [Signal::Send(_, text)] = signals.as_slice() else { panic!("{signals:?}") };
    let sent = crate::wire::parse(text).unwrap();
    assert_eq!(sent, crate::json!([{"type": "health.check", "client_id": "giulia--1"}]));
    connection.frame(connection.generation(), PONG, PING_EVERY + 100, MIDDLE);
    assert_eq!(connection.wake_at(), Some(2 * PING_EVERY + 100));
}

#[test]
fn silence_of_35_seconds_is_a_dead_socket_whatever_timers_did() {
    let mut connection = opened_at(0);
    assert_eq!(connection.tick(8 * 3_600_000, MIDDLE), [Signal::Close(Generation(1)), Signal::Lost]);
}

#[test]
fn any_frame_is_a_sign_of_life() {
    let mut connection = opened_at(0);
    connection.tick(PING_EVERY, MIDDLE);
    connection.frame(connection.generation(), r#"{"type":"typing.start","cid":"a:b"}"#, 34_000, MIDDLE);
    assert_eq!(connection.tick(DEAD_AFTER, MIDDLE), []);
}

#[test]
fn frames_of_an_older_socket_are_ignored() {
    let mut connection = opened_at(0);
    connection.closed(Generation(1), 100, MIDDLE);
    connection.open(200);
    assert_eq!(connection.frame(Generation(1), HELLO, 300, MIDDLE), []);
    assert_eq!(connection.closed(Generation(1), 300, MIDDLE), []);
    assert!(matches!(connection.phase(), Phase::Opening { .. }));
}

#[test]
fn error_and_close_of_one_failure_count_once() {
    let mut connection = opened_at(0);
    let first = connection.closed(Generation(1), 100, 0.0);
    assert_eq!((first, connection.closed(Generation(1), 101, 0.0)), (vec![Signal::Close(Generation(1)), Signal::Lost], vec![]));
    assert_eq!(connection.phase(), Phase::Waiting { until: 350 });
}

#[test]
fn an_expired_token_is_renewed_at_once_and_then_with_patience() {
    let mut connection = a_connection();
    connection.open(0);
    let signals = connection.frame(connection.generation(), &refusal(40), 10, MIDDLE);
    assert_eq!(signals, [Signal::Close(Generation(1)), Signal::Renew]);
    assert!(matches!(connection.renewed(20, MIDDLE).as_slice(), [Signal::Open(_)]));
    connection.frame(connection.generation(), &refusal(40), 30, MIDDLE);
    assert_eq!(connection.renewed(40, MIDDLE), []);
    assert!(matches!(connection.phase(), Phase::Waiting { .. }));
}

#[test]
fn a_token_that_expires_in_session_is_renewed_too() {
    let mut connection = opened_at(0);
    let signals = connection.frame(connection.generation(), &refusal(40), 60_000, MIDDLE);
    assert_eq!(signals, [Signal::Close(Generation(1)), Signal::Lost, Signal::Renew]);
}

#[test]
fn a_verdict_ends_the_attempts_and_anything_else_does_not() {
    for (code, ended) in [(2, true), (5, true), (17, true), (41, true), (43, true), (9, false), (71, false), (0, false)] {
        let mut connection = a_connection();
        connection.open(0);
        connection.frame(connection.generation(), &refusal(code), 10, MIDDLE);
        assert_eq!(matches!(connection.phase(), Phase::Ended(Why::Refused { .. })), ended, "code {code}");
    }
}

#[test]
fn waiting_grows_until_a_session_lasted_ten_seconds() {
    let mut connection = a_connection();
    let mut now = 0;
    connection.open(now);
    for _ in 0..3 {
        connection.closed(connection.generation(), now, 0.0);
        let Phase::Waiting { until } = connection.phase() else { panic!() };
        now = until;
        connection.tick(now, 0.0);
    }
    connection.frame(connection.generation(), HELLO, now, 0.0);
    connection.closed(connection.generation(), now + 1_000, 0.0);
    assert_eq!(connection.phase(), Phase::Waiting { until: now + 1_000 + delay(3, 0.0) });
    connection.tick(now + 60_000, 0.0);
    connection.frame(connection.generation(), HELLO, now + 60_000, 0.0);
    connection.frame(connection.generation(), PONG, now + 60_000 + HEALTHY_AFTER, 0.0);
    connection.closed(connection.generation(), now + 80_000, 0.0);
    assert_eq!(connection.phase(), Phase::Waiting { until: now + 80_000 + delay(0, 0.0) });
}

#[test]
fn coming_online_tries_at_once() {
    let mut connection = opened_at(0);
    connection.network(false, 100, MIDDLE);
    assert!(matches!(connection.network(true, 200, MIDDLE).as_slice(), [Signal::Open(_)]));
}

#[test]
fn a_page_that_wakes_up_has_its_session_prove_itself_within_4_seconds() {
    let mut connection = opened_at(0);
    assert!(matches!(connection.woke(20_000).as_slice(), [Signal::Send(..)]));
    assert_eq!(connection.woke(20_001), [], "one probe at a time");
    let mut answered = connection.clone();
    answered.frame(answered.generation(), PONG, 20_100, MIDDLE);
    assert_eq!(answered.tick(24_000, MIDDLE), []);
    assert_eq!(connection.tick(24_000, MIDDLE), [Signal::Close(Generation(1)), Signal::Lost]);
}

#[test]
fn an_undecodable_frame_does_not_end_the_session() {
    let mut connection = opened_at(0);
    assert!(matches!(connection.frame(connection.generation(), "{", 10, MIDDLE).as_slice(), [Signal::Undecodable(_)]));
    assert_eq!(connection.phase(), Phase::Live);
}

#[test]
fn closing_is_final() {
    let mut connection = opened_at(0);
    assert_eq!(connection.close(), [Signal::Close(Generation(1)), Signal::Lost, Signal::Ended(Why::Closed)]);
    assert_eq!((connection.wake_at(), connection.close()), (None, vec![]));
}

#[derive(Clone, Debug)]
enum Step {
    Open,
    Opened,
    Closed(bool),
    Frame(bool, u8),
    Network(bool),
    Woke,
    Renewed,
    Tick,
    Close,
}

fn a_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(Step::Open),
        Just(Step::Opened),
        any::<bool>().prop_map(Step::Closed),
        (any::<bool>(), 0_u8..4).prop_map(|(old, kind)| Step::Frame(old, kind)),
        any::<bool>().prop_map(Step::Network),
        Just(Step::Woke),
        Just(Step::Renewed),
        Just(Step::Tick),
        Just(Step::Close),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn at_most_one_socket_lives_and_no_attempt_comes_early(steps in prop::collection::vec((a_step(), 0_i64..40_000), 1..60)) {
        let mut connection = a_connection();
        let (mut now, mut live, mut opens) = (0, std::collections::BTreeSet::new(), Vec::new());
        for (step, passed) in steps {
            now += passed;
            let generation = |old| if old { Generation(connection.generation().0.wrapping_sub(1)) } else { connection.generation() };
            let signals = match step {
                Step::Open => connection.open(now),
                Step::Opened => { connection.opened(connection.generation()); Vec::new() }
                Step::Closed(old) => { let it = generation(old); live.remove(&it); connection.closed(it, now, MIDDLE) }
                Step::Frame(old, kind) => {
                    let text = [HELLO.to_owned(), PONG.to_owned(), refusal(40), refusal(9)][usize::from(kind)].clone();
                    connection.frame(generation(old), &text, now, MIDDLE)
                }
                Step::Network(online) => connection.network(online, now, MIDDLE),
                Step::Woke => connection.woke(now),
                Step::Renewed => connection.renewed(now, MIDDLE),
                Step::Tick => connection.tick(now, MIDDLE),
                Step::Close => connection.close(),
            };
            for signal in signals {
                match signal {
                    Signal::Open(it) => { live.insert(it); opens.push(it); }
                    Signal::Close(it) => { live.remove(&it); }
                    _ => {}
                }
            }
            prop_assert!(live.len() <= 1, "{live:?}");
            prop_assert!(opens.is_sorted_by(|a, b| a < b));
        }
    }
}
