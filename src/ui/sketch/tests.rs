use std::rc::Rc;

use super::*;
use crate::testing::{NOW, SCREEN, the_locale};
use crate::ui::tests::views;

/// Classes and words in the order in which they are drawn; words for ears only and what floats are left out.
fn drawn(html: &str) -> Vec<String> {
    let mut seen = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let class = tag.split_once("class=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(class, _)| class);
        seen.extend(class.map(|class| class.split(' ').filter(|word| !word.starts_with("icon")).collect::<Vec<_>>().join(" ")));
        seen.push(text.to_owned());
    }
    seen.retain(|part| !part.trim().is_empty());
    seen
}

fn html(node: &Node) -> String {
    let attributes: String = node.attributes.iter().map(|(name, value)| format!(" {name}=\"{value}\"")).collect();
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let children = node.children.iter().map(|child| match child {
        Child::Node(node) => html(node),
        Child::Text(text) => escape(text),
    });
    format!("<{}{attributes}>{}</{}>", node.tag, children.collect::<String>(), node.tag)
}

fn the_sketch(state: &State) -> String {
    html(&sketch(state, SCREEN, Look::default(), &the_locale(), NOW))
}

/// What one picture has of a part of the other: the rows of the list, or the words of the messages.
fn only(all: Vec<String>, prefixes: &[&str]) -> Vec<String> {
    all.into_iter().filter(|part| prefixes.iter().any(|prefix| part.starts_with(prefix))).collect()
}

#[test]
fn the_list_is_sketched_as_the_views_draw_it() {
    for open in ["bob", "team", "gita"] {
        let state = Rc::new(super::super::examples::busy().open(open).build());
        let prefixes = ["row", "avatar", "badge", "bar"];
        assert_eq!(only(drawn(&the_sketch(&state)), &prefixes), only(drawn(&views(&state)), &prefixes), "{open}");
    }
}

#[test]
fn views_are_sketched_as_tabs() {
    let state = Rc::new(super::super::examples::with_views(2).build());
    let (sketch, views) =
        (only(drawn(&the_sketch(&state)), &["views"]), only(drawn(&views(&state)), &["views__tab", "views__label", "views"]));
    assert_eq!(sketch, ["views", "views__tab", "views__label", "views__tab", "views__label"]);
    assert_eq!(views.into_iter().filter(|part| part != "views__count").collect::<Vec<_>>(), sketch);
}

#[test]
fn the_sketch_says_nothing_that_the_views_do_not() {
    let state = Rc::new(super::super::examples::busy().open("team").build());
    let views = drawn(&views(&state));
    for part in drawn(&the_sketch(&state)) {
        assert!(views.contains(&part), "only in the sketch: {part}");
    }
}

#[test]
fn messages_are_sketched_in_the_same_elements() {
    let state = Rc::new(super::super::examples::busy().build());
    let text = the_sketch(&state);
    for words in ["Morning! Did the parcel for order 4471 arrive?", "message--own message--top", "message__meta", "line line--joined"] {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn a_sketch_waits_for_the_list_and_for_the_open_channel() {
    let ready = |factory: crate::testing::StateFactory| is_ready(&factory.build(), SCREEN);
    assert!(ready(super::super::examples::busy()));
    assert!(!ready(super::super::examples::busy().open("nowhere")));
    assert!(!ready(crate::testing::a_state().loading_list()));
}
