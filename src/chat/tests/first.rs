//! The machine before the later part of the program is here.

use super::*;
use crate::chat::later::{self, Decisions};
use crate::state::later::{Changes, install};

/// Leaves only what the first part has, for this test's thread.
fn without_later_part() {
    later::install(Decisions::FIRST);
    install(Changes::FIRST);
}

fn with_later_part() {
    later::install(Decisions::all());
    install(Changes::all());
}

/// Offers an input; what the runner does with one that is given back.
fn offer(chat: &mut Chat, inbox: &mut Vec<Input>, input: Input) -> Vec<Effect> {
    if !inbox.is_empty() && !matches!(input, Input::Wake) {
        inbox.push(input);
        return Vec::new();
    }
    match chat.offer(input, 1_767_603_600_000) {
        Ok(effects) => effects,
        Err(input) => {
            inbox.push(input);
            Vec::new()
        }
    }
}

/// The inputs of a start without trouble, made by the whole machine.
fn script() -> (Vec<Input>, World) {
    let mut world = World::new();
    let mut inputs = vec![Input::Attached(SCREEN, Box::new(ScreenSettings { opens_first: true, ..ScreenSettings::default() }))];
    world.record = Some(Vec::new());
    world.configure("giulia");
    world.greet();
    world.answer_lists(&[a_channel(GENERAL, &[a_message("a", "marco", 1), a_message("b", "marco", 2)])]);
    inputs.extend(world.record.take().unwrap_or_default());
    (inputs, world)
}

#[test]
fn a_start_without_trouble_needs_the_first_part_only() {
    let (inputs, whole) = script();
    without_later_part();
    let (mut chat, mut inbox) = (Chat::new(Backend::default(), 7), Vec::new());
    for input in inputs {
        offer(&mut chat, &mut inbox, input);
    }
    assert_eq!(inbox, [], "everything was taken");
    assert_eq!(chat.state().link, Link::Online);
    let shown = |state: &State| -> Vec<String> {
        state.channels[&Cid::from(GENERAL)].timeline.shown().map(|message| message.id.to_string()).collect()
    };
    assert_eq!(shown(chat.state()), shown(whole.state()));
    assert_eq!(chat.state().screens, whole.state().screens);
    with_later_part();
    chat.handle(Input::Wake, 1_767_603_600_000);
    assert_eq!(**chat.state(), *whole.state(), "and nothing is missing once the later part is here");
}

#[test]
fn what_needs_the_later_part_is_given_back_unchanged() {
    let (inputs, _) = script();
    without_later_part();
    let (mut chat, mut inbox) = (Chat::new(Backend::default(), 7), Vec::new());
    for input in inputs {
        offer(&mut chat, &mut inbox, input);
    }
    let state = chat.state().clone();
    let write = |text: &str| Input::Intent(SCREEN, Intent::Write { target: Cid::from(GENERAL).into(), text: text.into(), caret: 0 });
    let event = Input::Frame(Generation(1), r#"{"type":"message.new","cid":"messaging:general"}"#.into());
    let refused = Input::Config(Ok(ConfigReply { status: 401, ..ConfigReply::default() }));
    for input in [write("one"), event, refused, Input::Network { online: false }, Input::Wake, Input::Visible { visible: false }] {
        assert_eq!(chat.offer(input.clone(), 1_767_603_600_000), Err(input));
    }
    assert!(Rc::ptr_eq(&state, chat.state()));

    // What waited is done in order.
    for text in ["one", "two", "three"] {
        offer(&mut chat, &mut inbox, write(text));
    }
    with_later_part();
    for input in std::mem::take(&mut inbox) {
        chat.handle(input, 1_767_603_600_000);
    }
    assert_eq!(chat.state().draft(&Cid::from(GENERAL)), "three");
}
