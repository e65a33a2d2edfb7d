//! The contract's tables against what the element does.

use super::contract::{ATTRIBUTES, Carries, EVENTS, METHODS, PARTS, PROPERTIES, SLOTS, STATES, TOKENS};
use super::{attributes, events, tables};
use crate::testing::section;
use crate::theme::{self, Kind};

#[test]
fn an_attribute_and_its_property_say_the_same() {
    for attribute in ATTRIBUTES.iter().filter(|attribute| attribute.name != "lang") {
        let property = PROPERTIES.iter().find(|property| property.name == attribute.property).expect("a property");
        assert_eq!(property.carries, Carries::Text, "{}", attribute.name);
        for value in attribute.values {
            assert!(property.ts.contains(&format!("'{value}'")), "{}: {value}", property.name);
        }
        let mut given = attributes::Given::default();
        let value = attribute.values.last().copied().unwrap_or("messaging:x");
        given.set_attribute(attribute.name, Some(value.to_owned()), false);
        assert_eq!(given.text_property(attribute.property), Some(value));
    }
}

#[test]
fn values_of_an_attribute_are_those_it_understands() {
    for attribute in ATTRIBUTES.iter().filter(|attribute| !attribute.values.is_empty()) {
        for (value, is_good) in attribute.values.iter().map(|value| (*value, true)).chain([("nonsense", false)]) {
            let mut given = attributes::Given::default();
            given.set_attribute(attribute.name, Some(value.to_owned()), false);
            assert_eq!(given.read("https://shop.test").1.is_empty(), is_good, "{}={value}", attribute.name);
        }
    }
}

#[test]
fn events_have_the_names_and_details_that_are_dispatched() {
    for outline in events::one_of_each().iter().map(events::outline) {
        let event =
            EVENTS.iter().find(|event| event.name == outline.name).unwrap_or_else(|| panic!("{} is not in the table", outline.name));
        let kinds: Vec<(&str, &str)> = outline.detail.iter().map(|(key, value)| (*key, value.ts())).collect();
        assert_eq!((event.cancelable, event.detail), (outline.cancelable, &*kinds), "{}", event.name);
    }
}

#[test]
fn every_event_is_dispatched() {
    let names: Vec<&str> = EVENTS.iter().map(|event| event.name).collect();
    assert_eq!(names, events::NAMES);
}

#[test]
fn tokens_are_those_of_the_theme() {
    let kind = |syntax: &str| match syntax {
        "<color>" => Kind::Colour,
        "<font-family>" => Kind::Font,
        "<length>" => Kind::Length,
        "<number>" => Kind::Number,
        "<shadow>" => Kind::Shadow,
        "<time>" => Kind::Time,
        other => panic!("{other}"),
    };
    let tokens: Vec<(&str, Kind)> = TOKENS.iter().map(|token| (token.name, kind(token.syntax))).collect();
    assert_eq!(tokens, theme::TOKENS);
}

#[test]
fn the_readme_tells_everything() {
    for (name, made) in [
        ("attributes", tables::attributes()),
        ("properties", tables::properties()),
        ("methods", tables::methods()),
        ("events", tables::events()),
        ("parts", tables::parts()),
        ("slots", tables::slots()),
        ("states", tables::states()),
        ("tokens", tables::tokens()),
    ] {
        section(name, &made);
    }
}

#[test]
fn states_are_those_that_the_element_is_in() {
    use crate::state::{Link, Trouble};
    let trouble = Trouble::default;
    let links = [
        Link::Loading,
        Link::ConfigError(trouble()),
        Link::SignedOut,
        Link::TokenRefused(trouble()),
        Link::Connecting,
        Link::Online,
        Link::Offline { since: 0, retry_at: None },
        Link::CatchingUp,
    ];
    let named: Vec<&str> = STATES.iter().map(|state| state.name).collect();
    let own = links.iter().map(Link::name);
    assert_eq!(named, std::iter::once("ready").chain(own).chain(["crashed"]).collect::<Vec<_>>());
}

#[test]
fn every_part_and_slot_is_drawn() {
    let text: String = crate::testing::sources("src/ui").into_iter().map(|(_, text)| text).collect();
    for part in PARTS {
        assert!(text.contains(&format!("part=\"{}\"", part.name)), "part {}", part.name);
    }
    for slot in SLOTS {
        // The rest of such a name is of the message.
        let drawn = match slot.name.strip_suffix('…') {
            Some(start) => format!("[\"{start}\", "),
            None => format!("<slot name=\"{}\">", slot.name),
        };
        assert!(text.contains(&drawn), "slot {}", slot.name);
    }
}

#[test]
fn methods_are_those_that_the_element_has() {
    let mut defined: Vec<&str> =
        include_str!("host.rs").split("method(this, \"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0)).collect();
    let mut told: Vec<&str> = METHODS.iter().map(|method| method.name).collect();
    defined.sort_unstable();
    told.sort_unstable();
    assert_eq!(told, defined);
}
