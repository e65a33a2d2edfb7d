//! Any bytes from the network: no panic, and the session goes on.

use proptest::prelude::*;

use super::*;
use crate::wire::parse;

/// Frames of the shapes that the protocol shows.
fn real_shapes() -> Vec<String> {
    let message = a_message("m", "marco", 60);
    let reaction = json!({"type": "like", "user_id": "marco", "message_id": "m", "user": {"id": "marco"}});
    let member = json!({"user_id": "leia", "user": {"id": "leia"}, "channel_role": "channel_member", "updated_at": time(1)});
    let channel = json!({"cid": GENERAL, "id": "general", "type": "messaging", "config": {"commands": []}, "updated_at": time(61)});
    crate::wire::KINDS
        .iter()
        .map(|(kind, _)| {
            json!({
                "type": kind, "cid": GENERAL, "channel_id": "general", "channel_type": "messaging", "created_at": time(62), "user": {"id": "marco", "online": true},
                "message": message, "reaction": reaction, "member": member, "channel": channel, "me": {"id": "giulia", "mutes": [], "channel_mutes": []},
                "thread": {"parent_message_id": "p"}, "poll": {"id": "p", "options": []}, "draft": {"channel_cid": GENERAL}, "error": {"code": 9},
                "unread_count": 1, "total_unread_count": 1, "unread_channels": 1, "watcher_count": 2, "connection_id": "C9",
            })
            .to_string()
        })
        .collect()
}

/// A world whose session is open, whatever the last frame did to it.
fn take(world: &mut World, text: &str) {
    if world.socket.is_none() {
        world.pass(30_000);
        if world.socket.is_none() {
            *world = World::online();
        }
    }
    if let Some(generation) = world.socket {
        world.feed(Input::Frame(generation, Rc::from(text)));
    }
    world.effects.clear();
}

thread_local! {
    static WORLD: std::cell::RefCell<World> = std::cell::RefCell::new(World::online());
}

fn feed(text: &str) {
    WORLD.with_borrow_mut(|world| take(world, text));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        feed(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn mutated_frames_do_not_panic(shape in 0_usize..1_000, edits in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..6, any::<u8>()), 1..6)) {
        thread_local! { static SHAPES: Vec<String> = real_shapes(); }
        let mut bytes = SHAPES.with(|shapes| shapes[shape % shapes.len()].clone().into_bytes());
        for (at, kind, byte) in edits {
            if bytes.is_empty() { break; }
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => { bytes.remove(at); }
                2 => bytes.insert(at, byte),
                3 => bytes.truncate(at),
                4 => { let copy: Vec<u8> = bytes[at..(at + 12).min(bytes.len())].to_vec(); bytes.splice(at..at, copy); }
                _ => { let value: &[u8] = [&b"null"[..], b"-1", b"1e999", b"\"\\ud800\"", b"{}", b"[]"][usize::from(byte) % 6]; bytes.splice(at..at, value.iter().copied()); }
            }
        }
        feed(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn every_field_of_every_event_may_be_absent_null_or_of_another_type() {
    for text in real_shapes() {
        let whole: Value = parse(&text).unwrap();
        for key in whole.as_object().unwrap().keys().filter(|key| *key != "type") {
            for wrong in [None, Some(Value::Null), Some(json!(7)), Some(json!("x")), Some(json!([1, {}])), Some(json!({"id": {}}))] {
                let mut broken = whole.clone();
                match wrong {
                    Some(value) => broken[key] = value,
                    None => {
                        broken.as_object_mut().unwrap().remove(key);
                    }
                }
                feed(&broken.to_string());
            }
        }
    }
}

#[test]
fn the_frame_after_a_bad_one_is_applied() {
    let mut world = World::online();
    for bad in ["", "{", "[]", "null", r#"{"type":7}"#, r#"{"type":"message.new"}"#, "\u{0}", "\u{feff}{}"] {
        take(&mut world, bad);
    }
    world.frame(&arrival("c", "marco", 60));
    assert_eq!(world.shown(), ["a", "b", "c"]);
}
