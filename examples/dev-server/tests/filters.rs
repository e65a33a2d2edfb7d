//! Channel filters: what this server answers, and what the element's own evaluator makes of the same channels.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod common;

use std::rc::Rc;

use chat_service::state::{Change, Channel, State};
use chat_service::wire::{ChannelState, OwnUser, Value as Known, Wire as _};
use common::{Person, Server};
use serde_json::{Map, Value, json};

/// Filters that are compared.
const FILTERS: usize = 10_000;
/// Filters that the server looks at in one go.
const BATCH: usize = 500;
/// Channels that are compared.
const CHANNELS: u64 = 48;

/// Random numbers that are the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn one(&mut self, all: &[Value]) -> Value {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()].clone()
    }

    fn some(&mut self, all: &[Value]) -> Vec<Value> {
        (0..self.below(4)).map(|_| self.one(all)).collect()
    }

    fn often(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

fn strings(all: &[&str]) -> Vec<Value> {
    all.iter().map(|text| json!(text)).collect()
}

const TIMES: [&str; 6] = [
    "2026-01-05T09:00:00Z",
    "2026-01-05T10:00:00+01:00",
    "2026-01-05T09:00:00.500000Z",
    "2026-11-24T02:00:00Z",
    "2036-01-01T00:00:00Z",
    "2001-01-01T00:00:00Z",
];

/// What a custom field of a channel holds, or a filter compares it with.
fn custom(name: &str) -> Vec<Value> {
    match name {
        "priority" => vec![json!(1), json!(2), json!(2.0), json!(2.5), json!(-3), json!("2"), Value::Null],
        "status" => strings(&["new", "Open", "open", "resolved", "", "ÄRGER", "ärger"]),
        "closed" => vec![json!(true), json!(false), Value::Null],
        "due" => strings(&TIMES).into_iter().chain(strings(&["tomorrow", "2026-01-05"])).collect(),
        "labels" => vec![json!([]), json!(["a"]), json!(["a", "b"]), json!(["b", "a", "a"]), json!([1, "a"]), json!("a")],
        "meta" => vec![json!({}), json!({"tier": 1}), json!({"tier": 1, "of": [1]}), Value::Null],
        _ => vec![Value::Null, json!(0), json!(false)],
    }
}

const CUSTOM: [&str; 7] = ["priority", "status", "closed", "due", "labels", "meta", "nothing"];
const NAMES: [&str; 9] = ["Front desk", "FRONT DESK", "Müller & Söhne", "Δελτίο", "ΟΔΟΣ ΑΘΗΝΑΣ", "Склад", "受付", "", "İstanbul"];
const PEOPLE: [&str; 5] = ["marco", "aisha", "tomas", "lena", "kenji"];

/// Makes channels of every kind, through the API.
async fn furnish(dice: &mut Dice, giulia: &Person, lena: &Person) -> Value {
    let mut own = json!({"id": "giulia"});
    for n in 0..CHANNELS {
        let kind = if dice.often(30) { "team" } else { "messaging" };
        let path = format!("/channels/{kind}/f{n}");
        let mut data = Map::new();
        data.insert(
            "members".into(),
            json!(
                std::iter::once("giulia")
                    .chain(["lena"])
                    .chain(PEOPLE.into_iter().filter(|_| dice.often(40)).filter(|id| *id != "lena"))
                    .collect::<Vec<_>>()
            ),
        );
        if dice.often(70) {
            data.insert("name".into(), dice.one(&strings(&NAMES)));
        }
        for name in CUSTOM.into_iter().filter(|name| *name != "nothing") {
            if dice.often(60) {
                data.insert(name.into(), dice.one(&custom(name)));
            }
        }
        giulia.post(&format!("{path}/query"), json!({"data": data, "state": false})).await.good();
        for text in 0..dice.below(3) {
            lena.post(&format!("{path}/message"), json!({"message": {"text": format!("hello {text}")}})).await.good();
        }
        if dice.often(30) {
            giulia.post(&format!("{path}/read"), json!({})).await.good();
        }
        if dice.often(30) {
            giulia.post(&path, json!({"add_filter_tags": ["vip", "new"]})).await.good();
        }
        if dice.often(25) {
            giulia.patch(&path, json!({"set": {"frozen": true}})).await.good();
        }
        if dice.often(30) {
            let set = if dice.often(50) { json!({"pinned": true}) } else { json!({"archived": true}) };
            giulia.patch(&format!("{path}/member/giulia"), json!({"set": set})).await.good();
        }
        if dice.often(20) {
            let cid = format!("{kind}:f{n}");
            own = giulia.post("/moderation/mute/channel", json!({"channel_cid": cid})).await.good()["own_user"].clone();
        }
        if dice.often(15) {
            giulia.post(&format!("{path}/hide"), json!({})).await.good();
        }
    }
    own
}

/// A value of the server's as the element has it.
fn known(value: &Value) -> Known {
    serde_json::from_value(value.clone()).unwrap()
}

/// What the element knows of these channels.
async fn learn(giulia: &Person, own: Value) -> State {
    let mut state = State::default();
    state.apply(&Change::SignedIn(Rc::new(OwnUser::read(known(&own)).unwrap())));
    for offset in (0..).step_by(30) {
        let all = json!({"$or": [{"hidden": true}, {"hidden": false}]});
        let asked = json!({"filter_conditions": all, "limit": 30, "offset": offset, "message_limit": 5, "member_limit": 30, "state": true});
        let body = giulia.post("/channels", asked).await.good();
        let states: Vec<ChannelState> = Vec::read(known(&body["channels"])).unwrap();
        if states.is_empty() {
            return state;
        }
        state.apply(&Change::ChannelsQueried { states, message_limit: 5 });
    }
    state
}

/// A field that both know, and values like those it has.
fn field(dice: &mut Dice) -> (&'static str, Vec<Value>) {
    let flags = || vec![json!(true), json!(false)];
    match dice.below(26) {
        0 => ("type", strings(&["messaging", "team", "support"])),
        1 => ("id", strings(&["f1", "f2", "launch"])),
        2 => ("cid", strings(&["messaging:f1", "team:f2", "messaging:f3", "messaging:launch"])),
        3 => ("created_at", strings(&TIMES)),
        4 => ("updated_at", strings(&TIMES)),
        5 => ("last_message_at", strings(&TIMES)),
        6 => ("last_updated", strings(&TIMES)),
        7 => ("created_by_id", strings(&["giulia", "lena", "marco"])),
        8 => ("member_count", vec![json!(2), json!(3), json!(4.0), json!(9)]),
        9 => ("frozen", flags()),
        10 => ("disabled", flags()),
        11 => ("hidden", flags()),
        12 => ("muted", flags()),
        13 => ("pinned", flags()),
        14 => ("archived", flags()),
        15 => ("joined", flags()),
        16 => ("invite", strings(&["pending", "accepted"])),
        17 => ("has_unread", flags()),
        18 => ("members", strings(&["giulia", "lena", "marco", "nobody"])),
        19 => ("member.user.name", strings(&["Marco Bianchi", "Lena", "lena", "Nobody"])),
        20 => ("name", strings(&NAMES)),
        21 => ("filter_tags", strings(&["vip", "new", "old"])),
        22 => ("team", strings(&["", "red"])),
        _ => {
            let name = CUSTOM[usize::try_from(dice.below(CUSTOM.len() as u64)).unwrap()];
            (name, custom(name))
        }
    }
}

fn leaf(dice: &mut Dice) -> (String, Value) {
    if dice.often(2) {
        let unknown = [("place", json!({"$near": 7})), ("created_by", json!({"$exists": true})), ("cooldown", json!(3)), ("a.b", json!(1))];
        let (name, test) = unknown[usize::try_from(dice.below(4)).unwrap()].clone();
        return (name.to_owned(), test);
    }
    let (name, values) = field(dice);
    let mut tests = Map::new();
    for _ in 0..=dice.below(2) {
        let (operator, operand) = match dice.below(12) {
            0 => return (name.to_owned(), dice.one(&values)),
            1 => ("$eq", if dice.often(50) { json!(dice.some(&values)) } else { dice.one(&values) }),
            2 => ("$ne", dice.one(&values)),
            3 => ("$gt", dice.one(&values)),
            4 => ("$gte", dice.one(&values)),
            5 => ("$lt", dice.one(&values)),
            6 => ("$lte", dice.one(&values)),
            7 => ("$in", json!(dice.some(&values))),
            8 => ("$nin", json!(dice.some(&values))),
            9 => ("$exists", json!(dice.often(50))),
            10 => ("$autocomplete", dice.one(&strings(&["o", "DESK", "söh", "Δελ", "ΟΔ", "склад", "受", "lena", "1"]))),
            _ => ("$contains", dice.one(&values)),
        };
        tests.insert(operator.into(), operand);
    }
    (name.to_owned(), tests.into())
}

fn tree(dice: &mut Dice, depth: u64) -> Value {
    let mut all = Map::new();
    for _ in 0..1 + dice.below(2) {
        if depth > 0 && dice.often(45) {
            let operator = ["$and", "$or", "$nor"][usize::try_from(dice.below(3)).unwrap()];
            let parts: Vec<Value> = (0..dice.below(4)).map(|_| tree(dice, depth - 1)).collect();
            all.insert(operator.into(), parts.into());
        } else {
            let (name, test) = leaf(dice);
            all.insert(name, test);
        }
    }
    all.into()
}

#[tokio::test]
async fn the_elements_evaluator_answers_as_the_server_at_ten_thousand_random_filters() {
    let server = Server::start().await;
    let (giulia, lena) = (server.person("giulia").await, server.person("lena").await);
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let own = furnish(&mut dice, &giulia, &lena).await;
    let state = learn(&giulia, own).await;
    let channels: Vec<&Rc<Channel>> = state.channels.values().collect();
    assert!(channels.len() > usize::try_from(CHANNELS).unwrap(), "{} channels", channels.len());
    let (mut told, mut untold, mut refused, mut belonging) = (0_u32, 0_u32, 0_u32, 0_u32);
    for _ in 0..FILTERS / BATCH {
        let filters: Vec<Value> = (0..BATCH).map(|_| tree(&mut dice, 3)).collect();
        let answers = server.app.passing("giulia", filters.clone()).await.unwrap();
        for (filter, passing) in filters.iter().zip(answers) {
            let Some(passing) = passing else {
                refused += 1;
                continue;
            };
            let asked = known(filter);
            for channel in &channels {
                let expected = passing.iter().any(|cid| cid == channel.cid().as_str());
                match state.belongs(&asked, channel) {
                    None => untold += 1,
                    Some(belongs) => {
                        told += 1;
                        belonging += u32::from(belongs);
                        assert_eq!(belongs, expected, "{filter}\nof {:#?}\nextra {:?}", channel.data, channel.data.extra);
                    }
                }
            }
        }
    }
    println!("{told} told ({belonging} belong), {untold} not told, {refused} filters refused");
    assert!(untold * 10 < told, "{untold} of {told} cannot be told");
    assert!(belonging > told / 20 && belonging < told / 20 * 19, "{belonging} of {told} belong");
}
