//! Every fixture decodes to its event, and its objects survive a round trip. The fixtures are written by hand after the
//! protocol reference; a name is the event's type, and what follows `~` tells variants apart.
#![expect(clippy::expect_used, clippy::panic, reason = "a test may panic")]

use std::fs;
use std::path::PathBuf;

use chat_service::wire::{Channel, Event, Member, Message, OwnUser, Reaction, User, Value, Wire, decode};

fn fixtures() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/events");
    let mut found: Vec<(String, String)> = fs::read_dir(folder)
        .expect("the folder of fixtures")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), fs::read_to_string(&path).expect("readable")))
        .collect();
    found.sort();
    found
}

#[test]
fn every_fixture_decodes_to_its_event() {
    let fixtures = fixtures();
    assert!(fixtures.len() >= 30, "{} fixtures", fixtures.len());
    for (name, text) in fixtures {
        let frame = decode(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(frame.event.kind(), name.split('~').next().unwrap_or_default());
        assert!(!matches!(frame.event, Event::Unknown { .. }), "{name} is unknown");
        assert!(frame.created_at.is_some(), "{name} has a time");
    }
}

/// Reads an object, writes it, reads it again; and every custom key is still there.
fn survives<T: Wire + PartialEq + std::fmt::Debug>(name: &str, value: &Value, custom: &[&str]) {
    let read = T::read(value.clone()).unwrap_or_else(|| panic!("{name} is unreadable"));
    let written = read.write().expect("an object");
    assert_eq!(T::read(written.clone()).as_ref(), Some(&read), "{name}");
    for key in custom.iter().filter(|key| value.get(key).is_some()) {
        assert_eq!(written.get(key), value.get(key), "{name}: custom data {key}");
    }
}

#[test]
fn every_object_of_a_fixture_survives_a_round_trip_with_its_custom_data() {
    for (name, text) in fixtures() {
        let json: Value = chat_service::wire::parse(&text).expect("JSON");
        for (key, value) in json.as_object().expect("an object").iter().filter(|(_, value)| value.is_object()) {
            let name = format!("{name}: {key}");
            match key.as_str() {
                "message" => survives::<Message>(&name, value, &["ticket_ref"]),
                "channel" => survives::<Channel>(&name, value, &["ticket"]),
                "user" => survives::<User>(&name, value, &["clinic"]),
                "me" => survives::<OwnUser>(&name, value, &["clinic"]),
                "member" => survives::<Member>(&name, value, &[]),
                "reaction" => survives::<Reaction>(&name, value, &[]),
                _ => {}
            }
        }
    }
}
