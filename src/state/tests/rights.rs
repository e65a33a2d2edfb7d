//! Every control against everything that takes it away, live: it goes with the event that says so and comes back with the next.

use super::*;
use crate::config::Config;

const CAPABILITIES: [&str; 18] = [
    "create-mention",
    "delete-own-message",
    "delivery-events",
    "flag-message",
    "mute-channel",
    "pin-message",
    "quote-message",
    "read-events",
    "send-message",
    "send-reaction",
    "send-reply",
    "send-typing-events",
    "typing-events",
    "update-own-message",
    "upload-file",
    "search-messages",
    "send-links",
    "create-attachment",
];
const SWITCHES: [&str; 9] =
    ["typing_events", "read_events", "delivery_events", "reactions", "replies", "quotes", "mutes", "uploads", "url_enrichment"];

/// What takes something away.
#[derive(Clone, Copy, Debug)]
enum Take {
    Capability(&'static str),
    Disabled,
    Feature(&'static str),
    Frozen,
    Switch(&'static str),
}

use Take::{Capability, Disabled, Feature, Frozen, Switch};

/// Something that can be done.
#[derive(Clone, Copy, Debug)]
enum Thing {
    /// With the own message, or with marco's.
    Own(Action),
    Theirs(Action),
    Place(Control),
    Write,
    WriteReply,
}

fn table() -> Vec<(Thing, Vec<Take>)> {
    use Action::{Block, Delete, Edit, Flag, MarkUnread, Mute, Pin, Quote, React, Reply};
    use Control::{Attach, Commands, Deliver, LinkPreviews, MarkRead, Mention, Record, Threads, Type};
    use Thing::{Own, Place, Theirs, Write, WriteReply};
    vec![
        (Write, vec![Capability("send-message"), Frozen, Disabled]),
        (WriteReply, vec![Capability("send-reply"), Switch("replies"), Feature("threads"), Frozen, Disabled]),
        (Own(Edit), vec![Capability("update-own-message"), Feature("editing"), Frozen, Disabled]),
        (Own(Delete), vec![Capability("delete-own-message"), Feature("deleting")]),
        (Theirs(React), vec![Capability("send-reaction"), Switch("reactions"), Feature("reactions"), Frozen, Disabled]),
        (Theirs(Reply), vec![Capability("send-reply"), Switch("replies"), Feature("threads"), Frozen, Disabled]),
        (Theirs(Quote), vec![Capability("quote-message"), Switch("quotes"), Feature("quotes"), Frozen, Disabled]),
        (Theirs(Pin), vec![Capability("pin-message"), Feature("pinning")]),
        (Theirs(Flag), vec![Capability("flag-message"), Feature("reporting")]),
        (Theirs(Mute), vec![Capability("mute-channel"), Switch("mutes"), Feature("muting")]),
        (Theirs(Block), vec![Feature("blocking")]),
        (Theirs(MarkUnread), vec![Capability("read-events"), Switch("read_events"), Feature("markUnread")]),
        (Place(Attach), vec![Capability("upload-file"), Switch("uploads"), Feature("uploads"), Frozen, Disabled]),
        (Place(Record), vec![Capability("upload-file"), Switch("uploads"), Feature("uploads"), Feature("voice"), Frozen, Disabled]),
        (Place(Commands), vec![Feature("commands"), Frozen, Disabled]),
        (Place(Deliver), vec![Capability("delivery-events"), Switch("delivery_events")]),
        (Place(LinkPreviews), vec![Switch("url_enrichment"), Feature("linkPreviews")]),
        (Place(MarkRead), vec![Capability("read-events"), Switch("read_events")]),
        (Place(Mention), vec![Capability("create-mention"), Feature("mentions")]),
        (Place(Control::React), vec![Capability("send-reaction"), Switch("reactions"), Feature("reactions"), Frozen, Disabled]),
        (Place(Threads), vec![Switch("replies"), Feature("threads")]),
        (Place(Type), vec![Capability("send-typing-events"), Switch("typing_events"), Feature("typing"), Frozen, Disabled]),
    ]
}

fn config(without: Option<&str>) -> Value {
    SWITCHES.iter().map(|switch| ((*switch).to_owned(), json!(Some(*switch) != without))).collect::<crate::wire::Map>().into()
}

fn everything() -> State {
    let mut state = the_state(&[a_message("own", "giulia", 1), a_message("theirs", "marco", 2)]);
    tell(&mut state, 3, json!({"config": config(None)}));
    allow(&mut state, None);
    state
}

fn tell(state: &mut State, seconds: u32, data: Value) {
    let mut channel = json!({"cid": CID, "id": "general", "type": "messaging", "created_at": at(0), "updated_at": at(seconds)});
    for (key, value) in data.as_object().unwrap() {
        channel[key] = value.clone();
    }
    state.apply(&an_event("channel.updated", seconds, json!({"channel": channel})));
}

fn allow(state: &mut State, without: Option<&str>) {
    let capabilities: Vec<&str> = CAPABILITIES.into_iter().filter(|capability| Some(*capability) != without).collect();
    state.apply(&an_event("capabilities.changed", 3, json!({"own_capabilities": capabilities})));
}

fn configure(state: &mut State, without: Option<&str>) {
    let features = without.map_or_else(|| json!({}), |without| json!({(without): false}));
    let json = json!({"authentication": {"userId": "giulia", "userToken": "jwt", "apiKey": "k"}, "features": features});
    let crate::config::Outcome::Configured(config, _) = crate::config::parse(&json) else { panic!("no configuration") };
    let config: Config = *config;
    state.apply(&Change::Configured(Rc::new(config)));
}

fn take(state: &mut State, what: Take, seconds: u32, away: bool) {
    match what {
        Capability(name) => allow(state, away.then_some(name)),
        Disabled => tell(state, seconds, json!({"disabled": away})),
        Feature(name) => configure(state, away.then_some(name)),
        Frozen => tell(state, seconds, json!({"frozen": away})),
        Switch(name) => tell(state, seconds, json!({"config": config(away.then_some(name))})),
    }
}

fn may(state: &State, thing: Thing) -> bool {
    let channel = channel(state);
    let (place, thread) = (Target::from(Cid::from(CID)), Target::thread(CID.into(), MessageId::from("theirs")));
    match thing {
        Thing::Own(action) => state.rights(channel, &message(state, "own"), false).allow(action),
        Thing::Theirs(action) => state.rights(channel, &message(state, "theirs"), false).allow(action),
        Thing::Place(control) => state.may(channel, control),
        Thing::Write => state.hold(&place, 0) == Some(Hold::Empty),
        Thing::WriteReply => state.hold(&thread, 0) == Some(Hold::Empty),
    }
}

#[test]
fn every_control_goes_with_each_thing_that_it_needs_and_comes_back_with_it() {
    let mut state = everything();
    let mut seconds = 10;
    for (thing, takes) in table() {
        assert!(may(&state, thing), "{thing:?} with everything");
        for what in takes {
            seconds += 2;
            take(&mut state, what, seconds, true);
            assert!(!may(&state, thing), "{thing:?} without {what:?}");
            take(&mut state, what, seconds + 1, false);
            assert!(may(&state, thing), "{thing:?} after {what:?}");
        }
    }
}

#[test]
fn features_give_nothing() {
    let mut state = everything();
    allow(&mut state, Some("send-reaction"));
    let json = json!({"authentication": {"userId": "giulia", "userToken": "jwt", "apiKey": "k"}, "features": {"reactions": true}});
    let crate::config::Outcome::Configured(config, _) = crate::config::parse(&json) else { panic!("no configuration") };
    state.apply(&Change::Configured(config.into()));
    assert!(!may(&state, Thing::Theirs(Action::React)));
}

#[test]
fn what_was_asked_for_anew_counts_and_touches_no_message() {
    let mut state = everything();
    let mut answer = the_channel(&[]);
    answer.channel.updated_at = ts(5);
    answer.channel.own_capabilities = Some(vec!["read-events".into()]);
    assert!(state.apply(&Change::Regated(vec![answer.clone()])));
    assert!(!may(&state, Thing::Write) && may(&state, Thing::Place(Control::MarkRead)));
    assert_eq!(ids(&state), ["own", "theirs"]);
    answer.channel.updated_at = ts(1);
    answer.channel.own_capabilities = Some(vec!["send-message".into()]);
    state.apply(&Change::Regated(vec![answer]));
    assert!(!may(&state, Thing::Write), "an answer from before is out of date");
}
