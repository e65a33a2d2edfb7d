use proptest::prelude::*;

use super::*;
use crate::json;
use crate::state::{Change, Millis, State, Target};
use crate::testing::{BOB, ChannelFactory, ME, MINUTE, NOW, StateFactory, a_message, a_state, my_id, the_channel, the_locale};
use crate::ui::message_list::rows::Key;
use crate::wire::{Cid, MessageId, Ts, Value};

fn cid() -> Cid {
    Cid::new("messaging", "one")
}

fn a_long_channel(count: Millis) -> ChannelFactory {
    let message = |index: Millis| {
        let message = a_message().from(if index % 5 < 2 { ME } else { BOB }).minutes_ago((count - index) * 2);
        message.saying("One more line of a long history").with_id(&format!("h{index}"))
    };
    the_channel().holding((0..count).map(message))
}

fn updated(rows: &mut Rows, state: &State, locale: &Rc<Locale>) -> Option<Splice> {
    let me = my_id();
    let blocked = state.me.as_ref().map(|me| me.own.blocked_user_ids.clone()).unwrap_or_default();
    let channel = state.channels.get(&cid()).unwrap().clone();
    let hides_deleted = !state.config.features.allows("deletedMessages");
    let group_minutes = state.config.group_minutes;
    let feed = Feed { channel: &channel, thread: None, me: &me, blocked: &blocked, hides_deleted, group_minutes };
    rows.update(feed, locale)
}

fn anew(state: &State, locale: &Rc<Locale>) -> Rows {
    let mut rows = Rows::default();
    updated(&mut rows, state, locale);
    rows
}

/// Something that happens in a channel.
#[derive(Clone, Debug)]
enum Step {
    Blocked(bool),
    Deleted(prop::sample::Index),
    Edited(prop::sample::Index),
    Marked(prop::sample::Index),
    New { by_me: bool, later: Millis },
    Older(Millis),
    Queued,
    Reacted(prop::sample::Index),
    Read(prop::sample::Index),
    Removed(prop::sample::Index),
}

fn step() -> impl Strategy<Value = Step> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        1 => any::<bool>().prop_map(Step::Blocked),
        1 => index().prop_map(Step::Deleted),
        1 => index().prop_map(Step::Edited),
        1 => index().prop_map(Step::Marked),
        6 => (any::<bool>(), 0..3 * 1_440_i64).prop_map(|(by_me, later)| Step::New { by_me, later }),
        1 => (1..9_i64).prop_map(Step::Older),
        1 => Just(Step::Queued),
        1 => index().prop_map(Step::Reacted),
        1 => index().prop_map(Step::Read),
        1 => index().prop_map(Step::Removed),
    ]
}

struct World {
    state: StateFactory,
    clock: Millis,
    oldest: Millis,
    count: u32,
}

impl World {
    fn ids(&self) -> Vec<(MessageId, Option<Ts>)> {
        let state = self.state.clone().build();
        state.channels.get(&cid()).unwrap().timeline.shown().map(|message| (message.id.clone(), message.created_at)).collect()
    }

    fn tell(&mut self, kind: &str, id: &str, user: &str, at: Millis, more: &Value) {
        self.clock += 1;
        let now = Ts::from_millis(self.clock).to_string();
        let mut message = json!({"id": id, "cid": "messaging:one", "type": "regular", "text": "x", "user": {"id": user}, "created_at": Ts::from_millis(at).to_string(), "updated_at": now});
        for (key, value) in more.as_object().unwrap() {
            message[key] = value.clone();
        }
        let frame = json!({"type": kind, "cid": "messaging:one", "created_at": now, "message": message, "user": {"id": user}, "hard_delete": false, "reaction": {"type": "like", "user_id": user, "message_id": id}});
        self.state = self.state.clone().told(&frame);
    }

    fn go(&mut self, step: &Step) {
        let ids = self.ids();
        let pick = |index: &prop::sample::Index| ids.get(index.index(ids.len().max(1))).cloned();
        let at = |at: Option<Ts>| at.map_or(NOW, Ts::millis);
        match step {
            Step::Blocked(on) => self.state = self.state.clone().after(&Change::Blocked(BOB.into(), *on)),
            Step::Deleted(index) => {
                if let Some((id, time)) = pick(index) {
                    self.tell(
                        "message.deleted",
                        id.as_str(),
                        BOB,
                        at(time),
                        &json!({"deleted_at": Ts::from_millis(self.clock).to_string(), "type": "deleted"}),
                    );
                }
            }
            Step::Edited(index) => {
                if let Some((id, time)) = pick(index) {
                    self.tell(
                        "message.updated",
                        id.as_str(),
                        BOB,
                        at(time),
                        &json!({"message_text_updated_at": Ts::from_millis(self.clock).to_string()}),
                    );
                }
            }
            Step::Marked(index) => {
                if let Some((id, _)) = pick(index) {
                    self.state = self.state.clone().after(&Change::MarkedUnread(cid(), id));
                }
            }
            Step::New { by_me, later } => {
                self.count += 1;
                self.clock += later * MINUTE / 8;
                self.tell("message.new", &format!("n{}", self.count), if *by_me { ME } else { BOB }, self.clock, &json!({}));
            }
            Step::Older(count) => {
                let Some((first, _)) = ids.first() else { return };
                let page = (1..=*count).rev().map(|back| {
                    let at = Some(Ts::from_millis(self.oldest - back * 7 * MINUTE));
                    a_message().from(if back % 3 == 0 { ME } else { BOB }).with_id(&format!("o{}-{back}", self.oldest)).but(|message| {
                        (message.created_at, message.updated_at) = (at, at);
                    })
                });
                let window = crate::state::Window::Before(first.clone());
                let channel = the_channel().holding(page).build();
                self.oldest -= count * 7 * MINUTE;
                let limit = u32::try_from(*count).unwrap();
                self.state = self.state.clone().after(&Change::ChannelQueried { state: Box::new(channel), window, limit });
            }
            Step::Queued => {
                self.count += 1;
                let message = a_message().with_id(&format!("q{}", self.count)).but(|message| message.cid = cid()).build();
                self.state = self.state.clone().after(&Change::Queued(Rc::new(message)));
                if self.count.is_multiple_of(2) {
                    let id = MessageId::from(format!("q{}", self.count));
                    self.state = self.state.clone().after(&Change::AlreadySent(Target::from(cid()), id));
                }
            }
            Step::Reacted(index) => {
                if let Some((id, time)) = pick(index) {
                    self.tell("reaction.new", id.as_str(), BOB, at(time), &json!({"reaction_groups": {"like": {"count": 1}}}));
                }
            }
            Step::Read(index) => {
                let Some((_, Some(time))) = pick(index) else { return };
                self.clock += 1;
                let frame = json!({"type": "message.read", "cid": "messaging:one", "created_at": time.to_string(), "user": {"id": BOB}});
                self.state = self.state.clone().told(&frame);
            }
            Step::Removed(index) => {
                let Some((id, time)) = pick(index) else { return };
                self.clock += 1;
                let frame = json!({"type": "message.deleted", "cid": "messaging:one", "hard_delete": true, "created_at": Ts::from_millis(self.clock).to_string(),
                    "message": {"id": id.as_str(), "cid": "messaging:one", "created_at": Ts::from_millis(at(time)).to_string()}});
                self.state = self.state.clone().told(&frame);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn rows_made_in_part_are_those_made_as_a_whole(count in 0..12_i64, hides in any::<bool>(), steps in prop::collection::vec(step(), 1..20)) {
        let locale = the_locale();
        let oldest = NOW - count * 2 * MINUTE;
        let channel = a_long_channel(count).read_by(ME, count, 2);
        let state = a_state().listing([channel]).open("one");
        let state = if hides { state.configured(hides_deleted) } else { state };
        let mut world = World { state, clock: NOW, oldest, count: 0 };
        let mut rows = anew(&world.state.clone().build(), &locale);
        let mut keys: Vec<Key> = rows.list().iter().map(Row::key).collect();
        for step in &steps {
            world.go(step);
            let state = world.state.clone().build();
            if let Some(Splice { old, count }) = updated(&mut rows, &state, &locale) {
                let new = rows.list().get(old.start..old.start + count).unwrap().iter().map(Row::key);
                keys.splice(old, new);
            }
            let whole = anew(&state, &locale);
            prop_assert_eq!(rows.list(), whole.list(), "after {:?}", step);
            prop_assert_eq!((&rows.places, rows.unread), (&whole.places, whole.unread));
            prop_assert_eq!(&keys, &rows.list().iter().map(Row::key).collect::<Vec<_>>(), "who follows the splices has the same rows");
        }
    }
}

#[test]
fn a_new_message_makes_two_rows_whatever_the_history() {
    let locale = the_locale();
    let mut world = World { state: a_state().listing([a_long_channel(3_000)]).open("one"), clock: NOW, oldest: 0, count: 0 };
    let mut rows = anew(&world.state.clone().build(), &locale);
    world.go(&Step::New { by_me: false, later: 0 });
    let splice = updated(&mut rows, &world.state.clone().build(), &locale).unwrap();
    assert_eq!((splice.old.len(), splice.count), (1, 2));
    assert_eq!(updated(&mut rows, &world.state.build(), &locale), None);
}

#[test]
fn blocked_people_and_moderated_messages_keep_their_place_only() {
    let bounce = json!({"action": "bounce"});
    let moderated = |id: &str, action: &str| {
        let moderation = json!({"id": id, "type": "error", "text": "x", "moderation": {"action": action}});
        <crate::wire::Message as crate::wire::Wire>::read(moderation).unwrap()
    };
    assert_eq!(bounce["action"], "bounce");
    let form_of = |id: &str, action: &str| form(&Message::from(moderated(id, action)));
    assert_eq!([form_of("a", "bounce"), form_of("b", "remove"), form_of("c", "other")], [Form::Bounced, Form::Hidden, Form::Refused]);
    let state = a_state().listing([a_long_channel(4)]).open("one").after(&Change::Blocked(BOB.into(), true)).build();
    let rows = anew(&state, &the_locale());
    let forms: Vec<Form> = rows.list().iter().filter_map(Row::entry).map(|entry| entry.form).collect();
    assert_eq!(forms, [Form::Bubble, Form::Bubble, Form::Blocked, Form::Blocked]);
}

/// Prints what an event costs in a long history; asserts nothing, because machines differ.
#[test]
fn timing_of_an_event_in_a_long_history() {
    use crate::ui::message_list::window::{Item, Window};
    use std::time::Instant;
    let locale = the_locale();
    for count in [100, 1_000, 10_000] {
        let mut world = World { state: a_state().listing([a_long_channel(count)]).open("one"), clock: NOW, oldest: 0, count: 0 };
        let mut rows = Rows::default();
        let mut window = Window::new(800.0);
        let item = |row: &Row| Item { guess: row.guess(), is_fixed: row.key().is_fixed(), key: row.key() };
        let mut times = Vec::new();
        for _ in 0..20 {
            world.go(&Step::New { by_me: false, later: 0 });
            let state = world.state.clone().build();
            let start = Instant::now();
            if let Some(Splice { old, count }) = updated(&mut rows, &state, &locale) {
                window.splice(old.clone(), rows.list().iter().skip(old.start).take(count).map(item).collect());
                window.settle(false);
            }
            times.push(start.elapsed().as_micros());
        }
        let first = times.first().copied().unwrap_or_default();
        times.sort_unstable();
        eprintln!("{count} messages: all rows {first} µs, one more {} µs", times[times.len() / 2]);
    }
}

fn hides_deleted(config: &mut crate::config::Config) {
    let who = json!({"userId": ME, "userToken": "t", "apiKey": "k"});
    let json = json!({"authentication": who, "features": {"deletedMessages": false}});
    let crate::config::Outcome::Configured(with, _) = crate::config::parse(&json) else { panic!("not a configuration") };
    config.features = with.features;
}

/// The rows of a group of three people as words: `day`, `line`, or who, where in the group (`1` alone, `t`op, `m`iddle, `b`ottom),
/// and `n` where the name stands above.
fn in_words(messages: Vec<crate::testing::MessageFactory>) -> Vec<String> {
    words_of(messages, |_| {})
}

fn words_of(messages: Vec<crate::testing::MessageFactory>, config: impl FnOnce(&mut crate::config::Config)) -> Vec<String> {
    let channel = the_channel().with_members(&[ME, BOB, "cleo"]).holding(messages);
    let rows = anew(&a_state().listing([channel]).open("one").configured(config).build(), &the_locale());
    let place = |place: Place| match place {
        Place::Single => "1",
        Place::Top => "t",
        Place::Middle => "m",
        Place::Bottom => "b",
    };
    let word = |row: &Row| match row {
        Row::Day { .. } => Some("day".to_owned()),
        Row::Unread { .. } => Some("line".to_owned()),
        Row::Message(entry) => {
            let name = if entry.shows_name { "n" } else { "" };
            Some(format!("{} {}{name}", entry.message.author().map_or("", UserId::as_str), place(entry.place)))
        }
        _ => None,
    };
    rows.list().iter().filter_map(word).collect()
}

#[test]
fn messages_of_one_person_stand_together_until_something_stands_between() {
    let at = |who: &str, minutes: Millis| a_message().from(who).minutes_ago(minutes).with_id(&format!("{who}{minutes}"));
    let (bob, me) = (BOB, ME);
    assert_eq!(
        in_words(vec![at(bob, 9), at(bob, 8), at(bob, 7), at(me, 6), at(me, 5), at("cleo", 4)]),
        ["day", "bob tn", "bob m", "bob b", "ada t", "ada b", "cleo 1n"].map(str::to_owned),
    );
    // A pause, and what is drawn below a bubble, end a group.
    let reacted = |message: &mut crate::wire::Message| {
        message.reaction_groups = crate::wire::Wire::read(json!({"like": {"count": 1}})).unwrap();
    };
    let words = in_words(vec![
        at(bob, 40),
        at(bob, 34),
        at(bob, 33).but(reacted),
        at(bob, 32),
        at(bob, 31).but(|message| message.message_text_updated_at = message.created_at),
        at(bob, 30),
        at(bob, 29).but(|message| message.reply_count = 2),
        at(bob, 28),
        at("system", 27).of_kind(MessageType::System),
        at(bob, 26),
    ]);
    assert_eq!(
        words,
        ["day", "bob 1n", "bob tn", "bob b", "bob tn", "bob b", "bob tn", "bob b", "bob 1n", "system 1", "bob 1n"].map(str::to_owned)
    );
}

#[test]
fn the_tenant_says_how_long_a_pause_may_be() {
    let at = |minutes: Millis| a_message().from(BOB).minutes_ago(minutes).with_id(&format!("m{minutes}"));
    let words = |minutes| words_of(vec![at(30), at(22), at(20)], |config| config.group_minutes = minutes);
    assert_eq!(words(None), ["day", "bob 1n", "bob tn", "bob b"].map(str::to_owned));
    assert_eq!(words(Some(8)), ["day", "bob tn", "bob m", "bob b"].map(str::to_owned));
    assert_eq!(words(Some(1)), ["day", "bob 1n", "bob 1n", "bob 1n"].map(str::to_owned));
}

#[test]
fn a_new_day_has_its_heading_and_begins_a_group() {
    let at = |minutes: Millis| a_message().from(BOB).minutes_ago(minutes).with_id(&format!("m{minutes}"));
    let words = in_words(vec![at(3 * 1_440), at(1_440 + 1), at(1_440), at(1)]);
    assert_eq!(words, ["day", "bob 1n", "day", "bob tn", "bob b", "day", "bob 1n"].map(str::to_owned));
}

#[test]
fn deleted_messages_leave_nothing_where_the_tenant_hides_them() {
    let at = |minutes: Millis| a_message().from(BOB).minutes_ago(minutes).with_id(&format!("m{minutes}"));
    let deleted = |minutes: Millis| at(minutes).but(|message| message.deleted_at = Some(Ts::from_millis(NOW)));
    let answered = deleted(5).but(|message| message.reply_count = 2);
    let all = || vec![at(8), deleted(7), at(6), answered.clone(), deleted(1_440 * 2)];
    assert_eq!(in_words(all()).iter().filter(|word| *word == "day").count(), 2);
    let words = words_of(all(), hides_deleted);
    assert_eq!(
        words,
        ["day", "line", "bob tn", "bob b", "bob 1"].map(str::to_owned),
        "no day without a message, and the way to replies stays"
    );
}
