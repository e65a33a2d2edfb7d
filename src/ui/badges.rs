//! What a tenant wants to be seen of a channel at once (feature C7): a row of small labels.
//!
//! The tone is a mark beside words that say the same: colour alone tells nothing (WCAG 1.4.1), and words are read on the ground
//! that everything else is read on.

use yew::prelude::*;

use super::channel_list::one_line;
use super::context::ChatContext;
use crate::state::Channel;

/// Texts, each with its tone.
pub(super) type Badges = Vec<(String, &'static str)>;

/// Those of a channel, now.
pub(super) fn of(chat: &ChatContext, channel: &Channel) -> Badges {
    if chat.snapshot.tools.badges.is_empty() {
        return Vec::new();
    }
    let all = chat.snapshot.badges(channel, chat.locale.language(), (chat.now)());
    all.into_iter().map(|(text, tone)| (one_line(&text), tone)).filter(|(text, _)| !text.is_empty()).collect()
}

/// Draws them; nothing where there are none.
pub(super) fn draw(badges: &Badges) -> Html {
    if badges.is_empty() {
        return Html::default();
    }
    let label = |(text, tone): &(String, &'static str)| {
        html! { <span class={classes!("label", (*tone != "neutral").then(|| ["label--", tone].concat()))} dir="auto">{ text }</span> }
    };
    html! { <span class="labels">{ for badges.iter().map(label) }</span> }
}

/// Draws a view again each minute while ages are to be seen: what was young grows old without an event.
#[hook]
pub(super) fn use_minutes(chat: &ChatContext) {
    let turn = use_force_update();
    let has_ages = chat.snapshot.tools.badges.iter().any(|badge| badge.older_than.is_some());
    yew_hooks::use_interval(move || turn.force_update(), if has_ages { 60_000 } else { 0 });
}
