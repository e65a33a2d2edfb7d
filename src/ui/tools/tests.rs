//! What a tenant's actions look like, without a browser.

use futures::executor::block_on;
use yew::LocalServerRenderer;

use super::examples::{action, replies, several, state};
use super::icons::named;
use crate::config::{ICONS, Placement};
use crate::json;
use crate::testing::ME;
use crate::ui::gallery::{Gallery, GalleryProps};
use crate::wire::Cid;

fn rendered(name: &str) -> String {
    let props = GalleryProps { only: format!("tools/{name}").into() };
    block_on(LocalServerRenderer::<Gallery>::with_props(props).hydratable(false).render())
}

#[test]
fn every_icon_of_the_list_has_a_drawing() {
    let missing: Vec<_> = ICONS.iter().filter(|name| named(name).is_none()).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(named("skull").is_none());
}

#[test]
fn nothing_is_drawn_where_nothing_is_configured() {
    let html = rendered("none");
    assert!(!html.contains("class=\"acts\"") && !html.contains("Saved replies"));
}

#[test]
fn one_action_is_a_button_and_many_have_a_menu_beside_the_first_three() {
    let one = rendered("one");
    assert!(one.contains("aria-label=\"Do close\"") && !one.contains("More actions"));
    let many = rendered("many");
    for shown in ["Do close", "Do assign", "Do archive"] {
        assert!(many.contains(&format!("aria-label=\"{shown}\"")), "{shown}");
    }
    assert!(!many.contains("aria-label=\"Do ticket\"") && many.matches("aria-label=\"More actions\"").count() == 2);
}

#[test]
fn what_is_being_done_cannot_be_done_twice() {
    let html = rendered("running");
    let button = html.split("<button").find(|tag| tag.contains("aria-label=\"Do close\"")).unwrap();
    assert!(button.contains("aria-busy=\"true\"") && button.contains("aria-disabled=\"true\"") && button.contains("spinner"));
}

#[test]
fn badges_say_what_holds_now_in_the_list_and_above_the_conversation() {
    let html = rendered("badges");
    let rows: Vec<&str> = html.split("role=\"option\"").skip(1).collect();
    let said = |html: &str| {
        let labels = html
            .split("class=\"label")
            .skip(1)
            .filter(|tag| !tag.starts_with('s'))
            .filter_map(|tag| Some(tag.split_once('>')?.1.split_once('<')?.0.to_owned()));
        labels.collect::<Vec<_>>()
    };
    let (row, rest) = rows[0].split_once("role=\"region\"").map_or((rows[0], ""), |both| both);
    assert_eq!(said(row)[..3], ["High priority", "Waiting", "Paid"], "{row}");
    assert_eq!(said(row).last().map(String::as_str), Some("Ada"));
    assert!(said(rows[1].split("</nav>").next().unwrap()).is_empty(), "younger than half an hour, without an assignee");
    let header = html.split("part=\"header\" data-cid").nth(1).unwrap_or(rest);
    assert!(said(header.split("data-message-list").next().unwrap()).contains(&"Waiting".to_owned()));
}

#[test]
fn a_preview_says_words_and_not_how_they_look() {
    let html = rendered("badges");
    assert!(html.contains("Is anybody there? See the order"), "{html}");
}

/// How many of one action are offered when it requires this.
fn offered(requires: crate::wire::Value, change: impl Fn(&mut crate::wire::Channel)) -> usize {
    let mut it = action("a", "channel-menu");
    it["requires"] = requires;
    let mut state = state(&json!([it]), &json!([]));
    let cid = Cid::from("messaging:bob");
    let channel = std::rc::Rc::make_mut(state.channels.get_mut(&cid).unwrap());
    change(std::rc::Rc::make_mut(&mut channel.data));
    let channel = state.channels.get(&cid).unwrap();
    state.actions(Placement::ChannelMenu, channel, None).count()
}

#[test]
fn an_action_is_offered_only_while_everything_holds() {
    let same = |_: &mut crate::wire::Channel| {};
    assert_eq!(offered(json!({}), same), 1);
    assert_eq!(offered(json!({"channelTypes": ["messaging"]}), same), 1);
    assert_eq!(offered(json!({"channelTypes": ["support"]}), same), 0);
    assert_eq!(offered(json!({"capabilities": ["fly"]}), same), 0);
    assert_eq!(offered(json!({"capabilities": ["fly"]}), |it| it.own_capabilities = Some(vec!["fly".into()])), 1);
    assert_eq!(offered(json!({"roles": ["emperor"]}), same), 0);
    assert_eq!(offered(json!({"when": {"frozen": false}}), same), 1);
    assert_eq!(offered(json!({"when": {"frozen": false}}), |it| it.frozen = true), 0);
    assert_eq!(offered(json!({"when": {"status": "open"}}), |it| drop(it.extra.insert("status".into(), json!("open")))), 1);
    assert_eq!(
        offered(json!({"when": {"status": "open"}, "channelTypes": ["support"]}), |it| drop(
            it.extra.insert("status".into(), json!("open"))
        )),
        0
    );
}

#[test]
fn a_change_of_the_channel_is_offered_to_whom_stream_lets() {
    let change = |capabilities: &[&str], set: crate::wire::Value| {
        let mut it = action("a", "channel-menu");
        it["run"] = json!({"kind": "update-channel", "set": set});
        let mut state = state(&json!([it]), &json!([]));
        let cid = Cid::from("messaging:bob");
        let channel = std::rc::Rc::make_mut(state.channels.get_mut(&cid).unwrap());
        let capabilities = capabilities.iter().map(|it| (*it).to_owned()).collect();
        std::rc::Rc::make_mut(&mut channel.data).own_capabilities = Some(capabilities);
        state.actions(Placement::ChannelMenu, state.channels.get(&cid).unwrap(), None).count()
    };
    assert_eq!(change(&["freeze-channel"], json!({"frozen": true})), 1);
    assert_eq!(change(&[], json!({"frozen": true})), 0);
    assert_eq!(change(&["freeze-channel"], json!({"frozen": true, "status": "closed"})), 0);
    assert_eq!(change(&["update-channel"], json!({"frozen": true, "status": "closed"})), 1);
}

#[test]
fn a_message_that_is_gone_has_no_actions() {
    let state = state(&several(), &replies());
    let channel = state.channels.get(&Cid::from("messaging:bob")).unwrap();
    let message = channel.timeline.shown().next().unwrap();
    assert_eq!(state.actions(Placement::MessageMenu, channel, Some(message)).count(), 1);
    let mut gone = (**message).clone();
    gone.delivery = crate::state::Delivery::Sending;
    assert_eq!(state.actions(Placement::MessageMenu, channel, Some(&gone)).count(), 0);
    assert_eq!(state.actions(Placement::MessageMenu, channel, None).count(), 0);
}

#[test]
fn replies_are_found_by_shortcut_label_and_text_and_what_is_missing_stays_in_sight() {
    let state = state(&several(), &replies());
    let found = |query: &str| state.replies(query).iter().map(|reply| reply.id.clone()).collect::<Vec<_>>();
    assert_eq!(found(""), ["hello", "bye"]);
    assert_eq!(
        (found("hi"), found("FARE"), found("thank"), found("zzz")),
        (vec!["hello".into()], vec!["bye".into()], vec!["bye".into()], vec![])
    );
    let channel = state.channels.get(&Cid::from("messaging:bob")).unwrap();
    let text = state.filled("Good morning {channel.customer}, this is {user.name}. {channel.cid}", channel);
    assert!(
        text.starts_with("Good morning [customer], this is ") && text.ends_with("messaging:bob") && !text.contains(&format!("[{ME}]")),
        "{text}"
    );
}
