//! Threads in the catalogue.

use crate::json;

use crate::config::Mode;
use crate::state::{Change, Trouble, Window};
use crate::testing::{BOB, CLEO, ME, NOW, SCREEN, StateFactory, a_state, the_locale};
use crate::ui::Look;
use crate::ui::examples::{speaking, whole};
use crate::ui::gallery::Example;
use crate::ui::message::{a_team, said};
use crate::wire::{Message, Ts};

/// Every state worth seeing.
pub(in crate::ui) fn examples() -> Vec<Example> {
    let (english, light) = (the_locale(), Look::default());
    let dark = Look { theme: Some(Mode::Dark), ..light };
    let trouble = Trouble { key: "server", can_retry: true, ..Trouble::default() };
    vec![
        whole("thread/replies".into(), replied(6), light, &english),
        whole("thread/replies-dark".into(), replied(6), dark, &english),
        whole("thread/right-to-left".into(), replied(3), light, &speaking("he", None)),
        whole("thread/empty".into(), replied(0), light, &english),
        whole("thread/typing".into(), typing(), light, &english),
        whole("thread/loading".into(), opened(true, 6), light, &english),
        whole("thread/unknown-loading".into(), opened(false, 6), light, &english),
        whole("thread/failed".into(), opened(false, 6).after(&Change::ThreadFailed("gone".into(), trouble)), light, &english),
    ]
}

fn opened(is_known: bool, replies: u32) -> StateFactory {
    let head = said(BOB, "Order 4471 came back with a broken seal. Can somebody look at the pictures before we refund?", 58);
    let messages = vec![head.but(|message| message.reply_count = replies), said(ME, "Anything else for today?", 8)];
    let parent = Some(if is_known { "m-58".into() } else { "gone".into() });
    a_state().listing([a_team(messages)]).open("team").after(&Change::ThreadOpened { screen: SCREEN, cid: "messaging:team".into(), parent })
}

fn replied(count: usize) -> StateFactory {
    let texts = [
        (CLEO, "The pictures are in the ticket."),
        (BOB, "Thanks! The seal was broken on one side only."),
        (BOB, "I would refund."),
        (ME, "Agreed. The carrier pays."),
        ("dan", "Form is filled in, waiting for the signature"),
        (ME, "Signed."),
    ];
    let reply = |(index, (who, text)): (usize, &(&str, &str))| -> Message {
        let minutes = 50 - i64::try_from(index).unwrap_or_default();
        let reply = said(who, text, minutes).with_id(&["r-", &index.to_string()].concat());
        reply.but(|message| (message.cid, message.parent_id) = ("messaging:team".into(), Some("m-58".into()))).build()
    };
    let messages: Vec<Message> = texts.iter().take(count).enumerate().map(reply).collect();
    let returned = messages.len();
    opened(true, u32::try_from(returned).unwrap_or_default()).after(&Change::RepliesQueried {
        parent: "m-58".into(),
        messages,
        returned,
        window: Window::Latest,
        limit: 25,
    })
}

fn typing() -> StateFactory {
    let at = Ts::from_millis(NOW).to_string();
    replied(2).told(&json!({"type": "typing.start", "cid": "messaging:team", "parent_id": "m-58", "user": {"id": CLEO}, "created_at": at}))
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use yew::LocalServerRenderer;

    use crate::ui::gallery::{Gallery, GalleryProps};

    fn drawn(name: &str) -> String {
        block_on(LocalServerRenderer::<Gallery>::with_props(GalleryProps { only: name.to_owned().into() }).hydratable(false).render())
    }

    /// The panel of the thread.
    fn panel(name: &str) -> String {
        let html = drawn(name);
        html.split("<aside").nth(1).unwrap_or_else(|| panic!("{name} has no panel")).split("</aside>").next().unwrap_or_default().to_owned()
    }

    #[test]
    fn the_head_stands_before_its_count_and_the_replies() {
        let html = panel("thread/replies");
        let at = |words: &str| html.rfind(words).unwrap_or_else(|| panic!("{words}: {html}"));
        let order = ["data-row=\"head\"", "replies-line", "data-row=\"m-r-0\"", "data-row=\"m-r-5\"", "<textarea"].map(at);
        assert!(order.is_sorted(), "{order:?}");
        assert!(!html.contains("line--mark\" role=\"listitem\"><span class=\"pill"), "no days in threads");
    }

    #[test]
    fn what_is_not_there_is_said() {
        assert!(panel("thread/empty").contains("No replies yet"));
        assert!(panel("thread/failed").contains("This thread cannot be shown") && panel("thread/failed").contains("Try again"));
        assert!(panel("thread/loading").contains("broken seal") && panel("thread/loading").contains("Loading messages"));
        assert!(panel("thread/unknown-loading").contains("Loading the thread"));
        assert!(panel("thread/typing").contains("is typing"));
    }
}
