//! What a composer draws, without a browser.

use futures::executor::block_on;
use yew::LocalServerRenderer;

use super::examples::{commands, saying, the_team, world};
use super::suggest::{Choice, choices, step};
use super::{emoji, field, files};
use crate::chat::{Intent, Pick};
use crate::state::{Candidate, Composer, Suggestions, Target, Trigger};
use crate::testing::{ME, a_message};
use crate::ui::gallery::{Gallery, GalleryProps};
use crate::wire::{AppSettings, UploadConfig};

fn rendered(name: &str) -> String {
    let props = GalleryProps { only: format!("composer/{name}").into() };
    block_on(LocalServerRenderer::<Gallery>::with_props(props).hydratable(false).render())
}

/// The first start tag that contains a text.
fn tag<'a>(html: &'a str, with: &str) -> &'a str {
    html.split('<').find(|tag| tag.split('>').next().is_some_and(|tag| tag.contains(with))).map_or("", |tag| tag.split('>').next().unwrap())
}

#[test]
fn the_field_has_a_name_and_the_hook_of_the_contract() {
    for name in ["empty", "frozen", "not-allowed", "slow-mode", "thread"] {
        let html = rendered(name);
        assert_eq!(html.matches("data-composer=").count(), 1, "{name}");
        assert!(tag(&html, "data-composer=").contains("aria-label=\""), "{name}");
    }
    let html = rendered("thread");
    let (field, also) = (tag(&html, "data-composer="), tag(&html, "type=\"checkbox\""));
    assert!(field.contains("aria-label=\"Reply\"") && also.contains("checked"), "{field} {also}");
}

#[test]
fn what_cannot_be_done_says_why_in_sight() {
    assert!(rendered("frozen").contains("This conversation is closed.") && !rendered("frozen").contains("type=\"file\""));
    assert!(rendered("not-allowed").contains("You cannot write in this conversation."));
    let html = rendered("not-allowed-with-draft");
    assert!(html.contains("You cannot write") && tag(&html, "data-composer=").contains("readonly"));
    assert!(rendered("no-uploads").contains("aria-label=\"Files cannot be sent here.\""));
    assert!(rendered("too-long").contains("The text is too long.") && rendered("too-long").contains("14 characters too many"));
    assert!(rendered("nearly-too-long").contains("151 characters left") && !rendered("text").contains("characters left"));
}

#[test]
fn files_alone_have_a_button_and_with_anything_else_they_share_a_menu() {
    let has = |html: &str, label: &str| html.contains(&format!("aria-label=\"{label}\""));
    for (name, is_menu) in [("text", true), ("edit", false)] {
        let html = rendered(name);
        assert_eq!((has(&html, "More"), has(&html, "Add files")), (is_menu, !is_menu), "{name}");
        assert!(html.contains("type=\"file\""), "{name}");
    }
}

#[test]
fn slow_mode_counts_down_in_place_of_the_button_and_keeps_the_focus_in_the_field() {
    let html = rendered("slow-mode");
    let field = tag(&html, "data-composer=");
    assert!(field.contains("readonly") && !field.contains("disabled") && field.contains("in 15 seconds"), "{field}");
    assert!(tag(&html, "composer__wait").contains("aria-hidden") && html.contains(">15<") && !html.contains("composer__send"));
}

#[test]
fn files_tell_how_far_they_got_and_what_can_be_done() {
    let html = rendered("files-uploading");
    assert!(tag(&html, "role=\"progressbar\"").contains("aria-valuenow=\"35\""));
    assert!(html.contains("72% of 184 KB") && html.contains("aria-label=\"Cancel upload of Delivery note.pdf\""));
    let html = rendered("files-failed");
    assert!(html.contains("aria-label=\"Upload scan-of-the-signed-contract-with-a-very-long-name.pdf again\""));
    assert!(!html.contains("aria-label=\"Upload setup.exe again\"") && html.contains("This kind of file is not allowed."));
    assert!(!html.contains('\u{202e}'), "a name cannot turn what follows it");
    assert!(html.contains("A file could not be uploaded."), "the reason why nothing is sent");
}

#[test]
fn suggestions_are_a_named_list_whose_first_line_is_meant() {
    for (name, label, count) in [("suggest-people", "People", 8), ("suggest-commands", "Commands", 3), ("suggest-emoji", "Emoji", 7)] {
        let html = rendered(name);
        assert!(tag(&html, "role=\"listbox\"").contains(&format!("aria-label=\"{label}\"")), "{name}");
        assert_eq!(html.matches("role=\"option\"").count(), count, "{name}");
        assert_eq!(html.matches("aria-selected=\"true\"").count(), 1, "{name}");
        assert!(!tag(&html, "data-composer=").contains("aria-activedescendant"), "{name}: not before arrows");
    }
}

#[test]
fn the_panel_shows_one_group_with_one_stop() {
    let html = rendered("emoji");
    assert!(tag(&html, "popover=").contains("role=\"dialog\"") && html.contains("type=\"search\""));
    assert_eq!(html.matches("data-emoji=").count(), 162);
    let stops = html.split("<button").filter(|tag| tag.contains("data-emoji=") && tag.contains("tabindex=\"0\"")).count();
    assert_eq!(stops, 1);
    assert!(html.contains("aria-label=\"Smileys and emotion\"") && tag(&html, "Smileys and emotion").contains("aria-pressed=\"true\""));
}

#[test]
fn arrows_go_around() {
    let steps = [
        step(None, 3, true),
        step(Some(2), 3, true),
        step(None, 3, false),
        step(Some(0), 3, false),
        step(None, 1, true),
        step(Some(1), 3, false),
    ];
    assert_eq!(steps, [1, 0, 2, 2, 0, 0]);
}

#[test]
fn what_is_picked_is_told_to_the_core() {
    emoji::preload();
    let suggestions = |trigger, query: &str, candidates| Suggestions {
        trigger,
        query: query.into(),
        start: 0,
        candidates,
        is_loading: false,
        has_more: false,
    };
    let slash = Candidate::Command(std::rc::Rc::new(commands().remove(0)));
    let all = choices(&suggestions(Trigger::Command, "gi", vec![slash, Candidate::Here]), None);
    assert_eq!(
        all.iter().map(|choice: &Choice| choice.pick(&|_| String::new())).collect::<Vec<_>>(),
        [Pick::Command("giphy".into()), Pick::Here]
    );
    assert_eq!(choices(&suggestions(Trigger::Emoji, "heart", Vec::new()), None), []);
}

#[test]
fn escape_leaves_the_command_before_the_edit() {
    let target = Target::from(&"messaging:team".into());
    let command = Composer { command: Some(std::rc::Rc::new(commands().remove(0))), ..Composer::default() };
    assert_eq!(field::left(&command, &target), Some(Intent::LeaveCommand(target.clone())));
    assert_eq!(field::left(&saying("x"), &target), None);
}

#[test]
fn the_newest_own_message_is_edited() {
    let state = world(the_team(), Composer::default()).build();
    let target = Target::from(&"messaging:team".into());
    assert_eq!(field::last_own(&state, &target), Some("m-1".into()));
    let deleted = the_team().holding([a_message().from(ME).minutes_ago(1).but(|message| message.deleted_at = message.created_at)]);
    assert_eq!(field::last_own(&world(deleted, Composer::default()).build(), &target), None);
}

#[test]
fn only_what_differs_is_written_over() {
    for (old, new, expected) in [
        ("hi @bo", "hi @Bob ", (4, 6, "Bob ")),
        ("a😀b", "a😀😀b", (3, 3, "😀")),
        ("same", "same", (4, 4, "")),
        ("", "draft", (0, 0, "draft")),
        ("gone", "", (0, 4, "")),
        ("aa", "aaa", (2, 2, "a")),
        ("/gi", "", (0, 3, "")),
    ] {
        assert_eq!(field::difference(old, new), expected, "{old} to {new}");
    }
}

#[test]
fn the_file_dialog_is_limited_only_where_pictures_and_files_are() {
    let only = |endings: &[&str]| UploadConfig {
        allowed_file_extensions: endings.iter().map(ToString::to_string).collect(),
        ..UploadConfig::default()
    };
    let app = |images, files| AppSettings { image_upload_config: images, file_upload_config: files, ..AppSettings::default() };
    assert_eq!(files::accepted(&app(only(&[".png"]), only(&[".pdf", ".csv"]))).as_deref(), Some(".png,.pdf,.csv"));
    assert_eq!(files::accepted(&app(only(&[".png"]), UploadConfig::default())), None);
}

#[test]
fn enter_sends_unless_the_tenant_wants_lines() {
    let all = [(false, false), (false, true), (true, false), (true, true)];
    assert_eq!(all.map(|(shift, command)| field::sends(true, shift, command)), [true, true, false, false]);
    assert_eq!(all.map(|(shift, command)| field::sends(false, shift, command)), [false, true, false, false]);
}
