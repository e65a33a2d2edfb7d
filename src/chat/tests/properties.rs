//! What holds whatever the user, the network and the server do in whatever order (trust A4).

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use proptest::prelude::*;

use super::*;

const KINDS: [&str; 2] = ["like", "love"];

/// The server's idea of the reactions to one message.
#[derive(Default)]
struct Reactions {
    own: BTreeSet<&'static str>,
    others: BTreeMap<&'static str, u32>,
    revision: u32,
    /// Told, not arrived.
    events: VecDeque<Value>,
    /// Answered, not arrived.
    answers: VecDeque<(Rc<Call>, u16, Value)>,
}

impl Reactions {
    fn message(&self, own: bool) -> Value {
        let mut message = a_message("a", "marco", 1);
        let count = |kind: &str| self.others.get(kind).copied().unwrap_or_default() + u32::from(self.own.contains(kind));
        message["updated_at"] = json!(time(1 + self.revision));
        message["reaction_groups"] =
            KINDS.iter().filter(|kind| count(kind) > 0).map(|kind| ((*kind).to_owned(), json!({"count": count(kind)}))).collect();
        if own {
            message["own_reactions"] = self.own.iter().map(|kind| json!({"type": kind, "user_id": "giulia", "message_id": "a"})).collect();
        }
        message
    }

    fn change(&mut self, kind: &'static str, user: &str, on: bool) {
        self.revision += 1;
        match (user, on) {
            ("giulia", true) => _ = self.own.insert(kind),
            ("giulia", false) => _ = self.own.remove(kind),
            _ => *self.others.entry(kind).or_default() += 1,
        }
        let event = if on { "reaction.new" } else { "reaction.deleted" };
        self.events.push_back(json!({"type": event, "cid": GENERAL, "created_at": time(1 + self.revision), "user": {"id": user},
            "message": self.message(false), "reaction": {"type": kind, "user_id": user, "message_id": "a"}}));
    }

    /// Takes a question, and does what it asks unless it refuses.
    fn take(&mut self, world: &mut World, refuses: bool) -> bool {
        let Some((call, _)) = world.take(|call| matches!(call, Call::React { .. })) else { return false };
        let Call::React { kind, on, .. } = &*call else { unreachable!() };
        let kind = KINDS.into_iter().find(|known| *known == &**kind).unwrap();
        if refuses {
            self.answers.push_back((call.clone(), 403, json!({"code": 17})));
        } else {
            if self.own.contains(kind) != *on {
                self.change(kind, "giulia", *on);
            }
            self.answers.push_back((call.clone(), 201, json!({"message": self.message(true)})));
        }
        true
    }
}

fn counts(world: &World) -> Vec<(u32, bool)> {
    let message = world.message("a");
    let of = |kind: &&str| {
        let own = message.own_reactions.iter().filter(|own| own.kind == **kind).count();
        assert!(own <= 1, "one of a kind");
        (message.reaction_groups.get(*kind).map_or(0, |group| group.count), own == 1)
    };
    KINDS.iter().map(of).collect()
}

/// The places of the test: the channel and the thread of `a`.
fn place(n: u8) -> Target {
    if n == 0 { general() } else { the_thread() }
}

/// Everything kept on this device, with the last value of each key.
fn kept(world: &World) -> Vec<(String, String)> {
    let mut all = BTreeMap::new();
    for effect in &world.effects {
        if let Effect::Store { key, value } = effect {
            all.insert(key.strip_prefix("chat-service:k1:giulia:").unwrap().to_owned(), value.clone());
        }
    }
    all.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

fn outgoing(world: &World, target: &Target) -> Vec<String> {
    world.state().timeline(target).map_or(Vec::new(), |timeline| timeline.outgoing().iter().map(|message| message.id.to_string()).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// Property P7.
    #[test]
    fn own_reactions_are_what_the_server_has_after_any_interleaving(steps in prop::collection::vec((0_u8..7, 0_usize..2), 1..24)) {
        let mut world = World::chatting();
        let mut server = Reactions::default();
        for (step, kind) in steps {
            match step {
                0 | 1 => world.intend(Intent::React { cid: Cid::from(GENERAL), id: id("a"), kind: Rc::from(KINDS[kind]) }),
                2 => server.change(KINDS[kind], "marco", true),
                3 => _ = server.take(&mut world, false),
                4 => _ = server.take(&mut world, true),
                5 => if let Some(event) = server.events.pop_front() { world.frame(&event) },
                _ => if let Some((call, status, body)) = server.answers.pop_front() { world.answer(call, status, &body) },
            }
            for (count, own) in counts(&world) {
                prop_assert!(count >= u32::from(own));
            }
        }
        loop {
            let asked = server.take(&mut world, false);
            let event = server.events.pop_front().map(|event| world.frame(&event)).is_some();
            let answer = server.answers.pop_front().map(|(call, status, body)| world.answer(call, status, &body)).is_some();
            if !(asked || event || answer) {
                break;
            }
        }
        let expected: Vec<_> = KINDS.iter().map(|kind| {
            let own = server.own.contains(kind);
            (server.others.get(kind).copied().unwrap_or_default() + u32::from(own), own)
        }).collect();
        prop_assert_eq!(counts(&world), expected);
        prop_assert!(world.message("a").wishes().is_empty());
    }

    /// Property P10.
    #[test]
    fn each_place_sends_in_the_order_typed_and_each_message_once(steps in prop::collection::vec((0_u8..8, 0_u8..2), 1..24)) {
        let mut world = World::chatting();
        world.intend(Intent::OpenThread(Cid::from(GENERAL), id("a")));
        let (mut typed, mut refused, mut stored) = (Vec::new(), BTreeSet::new(), Vec::new());
        let mut second = 100;
        let mut serve = |world: &mut World, outcome: u8, stored: &mut Vec<String>, refused: &mut BTreeSet<String>| {
            let Some((call, _)) = world.take(|call| matches!(call, Call::SendMessage { .. })) else { return false };
            let Call::SendMessage { message, target } = &*call else { unreachable!() };
            let id = message.id.to_string();
            let is_known = stored.contains(&id);
            second += 1;
            match outcome {
                2 => { refused.insert(id); world.answer(call, 403, &json!({"code": 17})) }
                3 => world.answer(call, 503, &json!({})),
                // Stored, but the answer is lost.
                4 => { if !is_known { stored.push(id) } world.fail(call, Failure::TimedOut) }
                _ if is_known => world.answer(call, 400, &json!({"code": 4, "message": "a message with ID x already exists"})),
                _ => {
                    let answer = if target.is_thread() { a_reply(&id, "giulia", second) } else { a_message(&id, "giulia", second) };
                    stored.push(id);
                    world.answer(call, 201, &json!({"message": answer}));
                }
            }
            true
        };
        for (n, (step, to)) in steps.into_iter().enumerate() {
            match step {
                0 | 1 => {
                    let text = format!("{to}-{n:03}");
                    world.write(&place(to), &text);
                    world.intend(Intent::Send { target: place(to), id: id(&text) });
                    typed.push(text);
                }
                5 => world.pass(3_000),
                6 => if world.socket.is_some() { world.lose_socket() },
                7 => {
                    world.pass(1_500);
                    if world.state().link != Link::Online && world.socket.is_some() && !world.asks("inbox") { world.greet() }
                }
                outcome => _ = serve(&mut world, outcome, &mut stored, &mut refused),
            }
        }
        // Everything heals.
        for _ in 0..40 {
            world.pass(30_000);
            if world.chat.connection.phase() != crate::connection::Phase::Live && world.socket.is_some() { world.greet() }
            while serve(&mut world, 9, &mut stored, &mut refused) {}
        }
        for to in ["0-", "1-"] {
            // What is refused is the user's to send again; the others are there in their order.
            let stored: Vec<_> = stored.iter().filter(|id| id.starts_with(to)).collect();
            let expected: Vec<_> = typed.iter().filter(|id| id.starts_with(to) && (!refused.contains(*id) || stored.contains(id))).collect();
            prop_assert_eq!(stored, expected);
        }
    }

    #[test]
    fn what_is_written_and_not_sent_is_there_after_a_reload(steps in prop::collection::vec((0_u8..4, 0_u8..2, "[a-z@ ]{0,8}"), 1..12)) {
        let mut world = World::chatting();
        world.intend(Intent::OpenThread(Cid::from(GENERAL), id("a")));
        world.lose_socket();
        for (n, (step, to, text)) in steps.into_iter().enumerate() {
            match step {
                0 | 1 => world.write(&place(to), &text),
                2 => world.intend(Intent::Send { target: place(to), id: MessageId::from(format!("s{n}")) }),
                _ => world.pass(300),
            }
        }
        world.pass(400);
        let mut again = World::greeted();
        again.feed(Input::Restored(kept(&world)));
        again.answer_lists(&[a_rich_channel(&[a_message("a", "marco", 1)])]);
        for to in 0..2 {
            let text = |world: &World| world.chat.composer(&place(to)).text.clone();
            prop_assert_eq!(text(&again), text(&world));
            prop_assert_eq!(outgoing(&again, &place(to)), outgoing(&world, &place(to)));
        }
    }
}
