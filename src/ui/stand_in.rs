//! What stands in for the chat while it cannot be drawn: loading, and the reasons why it is not there.

use yew::prelude::*;

use super::Layout;
use super::kit::{Button, ButtonKind, EmptyState, Glyph, Skeleton, SkeletonShape, glyph};
use crate::i18n::Locale;
use crate::state::Trouble;
use crate::t;

/// No configuration yet: the chat in grey.
pub(super) fn loading(locale: &Locale, layout: Layout) -> Html {
    html! {
        <div class="panes" aria-busy="true">
            <p class="visually-hidden" role="status">{ t!(locale, "loading.label") }</p>
            if layout != Layout::Conversation {
                <div class="panes__list" part="list">
                    <div class="bar"><Skeleton class="skeleton--title" /></div>
                    <div class="rows">{ super::channel_list::skeleton() }</div>
                </div>
            }
            if layout != Layout::List {
                <div class="panes__main">{ conversation() }</div>
            }
        </div>
    }
}

/// A conversation in grey: header, three bubbles, composer (feature F8).
pub(super) fn conversation() -> Html {
    html! {
        <div class="grey" aria-hidden="true">
            <div class="bar">
                <Skeleton shape={SkeletonShape::Round} class="skeleton--medium" />
                <span class="grey__names"><Skeleton class="skeleton--name" /><Skeleton class="skeleton--subtitle" /></span>
            </div>
            <div class="grey__messages">
                <Skeleton shape={SkeletonShape::Block} class="grey__bubble" />
                <Skeleton shape={SkeletonShape::Block} class="grey__bubble grey__bubble--own" />
                <Skeleton shape={SkeletonShape::Block} class="grey__bubble grey__bubble--long" />
            </div>
            <Skeleton shape={SkeletonShape::Block} class="grey__composer" />
        </div>
    }
}

/// The backend answered no configuration.
pub(super) fn config_error(locale: &Locale, trouble: &Trouble, retry: Callback<()>) -> Html {
    let title = Some(trouble.title.trim()).filter(|title| !title.is_empty());
    let title = title.map_or_else(|| t!(locale, "screen.config-error.title"), |title| super::plain(title).into_owned());
    sorry(locale, glyph::UNPLUG, title, sentence(locale, trouble), true, retry)
}

/// The backend knows no user.
pub(super) fn signed_out(locale: &Locale, retry: Callback<()>) -> Html {
    sorry(locale, glyph::LOG_IN, t!(locale, "screen.signed-out.title"), t!(locale, "screen.signed-out.text"), false, retry)
}

/// Stream refused the user's token.
pub(super) fn token_refused(locale: &Locale, trouble: &Trouble, retry: Callback<()>) -> Html {
    sorry(locale, glyph::LOCK, t!(locale, "screen.token-refused.title"), sentence(locale, trouble), false, retry)
}

fn sorry(locale: &Locale, glyph: Glyph, title: String, text: String, is_alert: bool, retry: Callback<()>) -> Html {
    html! {
        <div class="stand-in">
            <EmptyState {glyph} {title} {text} {is_alert}>
                <Button kind={ButtonKind::Primary} glyph={glyph::REFRESH_CW} label={t!(locale, "screen.retry")} onclick={retry} />
            </EmptyState>
        </div>
    }
}

/// A trouble in the user's language; the server's own words go before ours, as text.
pub(super) fn sentence(locale: &Locale, trouble: &Trouble) -> String {
    let message = trouble.message.trim();
    if trouble.key == "refused" && !message.is_empty() {
        return super::plain(message).into_owned();
    }
    locale.text_or(&format!("trouble.{}", trouble.key), "trouble.unknown")
}
