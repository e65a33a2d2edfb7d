//! What stands in for the chat while it cannot be drawn: loading, and the reasons why it is not there.

use yew::prelude::*;

use super::Layout;
use super::context::Report;
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

/// What one can do about it.
pub(super) struct Ways {
    /// The same again.
    pub(super) retry: Callback<()>,
    /// To the host, or to its sign-in page.
    pub(super) sign_in: Callback<()>,
    /// What to tell somebody who helps.
    pub(super) report: Report,
}

/// The backend answered no configuration.
pub(super) fn config_error(locale: &Locale, trouble: &Trouble, ways: &Ways) -> Html {
    let title = Some(trouble.title.trim()).filter(|title| !title.is_empty());
    let title = title.map_or_else(|| t!(locale, "screen.config-error.title"), |title| super::plain(title).into_owned());
    // The documented answer for nobody has words of its own, and a good status.
    let is_nobody = trouble.key == "refused" && trouble.status.is_some_and(|status| status < 300);
    sorry(locale, glyph::UNPLUG, title, sentence(locale, trouble), true, ways, is_nobody)
}

/// The backend knows no user.
pub(super) fn signed_out(locale: &Locale, ways: &Ways) -> Html {
    sorry(locale, glyph::LOG_IN, t!(locale, "screen.signed-out.title"), t!(locale, "screen.signed-out.text"), false, ways, true)
}

/// Stream refused the user's token.
pub(super) fn token_refused(locale: &Locale, trouble: &Trouble, ways: &Ways) -> Html {
    sorry(locale, glyph::LOCK, t!(locale, "screen.token-refused.title"), sentence(locale, trouble), false, ways, true)
}

fn sorry(locale: &Locale, glyph: Glyph, title: String, text: String, is_alert: bool, ways: &Ways, can_sign_in: bool) -> Html {
    let retry = if can_sign_in { ButtonKind::Plain } else { ButtonKind::Primary };
    html! {
        <div class="stand-in">
            <EmptyState {glyph} {title} {text} {is_alert}>
                <div class="stand-in__ways">
                    if can_sign_in {
                        <Button kind={ButtonKind::Primary} glyph={glyph::LOG_IN} label={t!(locale, "screen.sign-in")} onclick={&ways.sign_in} />
                    }
                    <Button kind={retry} glyph={glyph::REFRESH_CW} label={t!(locale, "screen.retry")} onclick={&ways.retry} />
                </div>
                if is_alert {
                    <ReportButton words={t!(locale, "screen.report")} done={t!(locale, "code.copied")} failed={t!(locale, "code.not-copied")} report={ways.report.clone()} />
                }
            </EmptyState>
        </div>
    }
}

/// What a [`ReportButton`] shows and copies.
#[derive(Clone, PartialEq, Properties)]
struct ReportProps {
    words: AttrValue,
    done: AttrValue,
    failed: AttrValue,
    report: Report,
}

/// Copies the report for whoever helps, and says so on itself.
#[component]
fn ReportButton(props: &ReportProps) -> Html {
    let copied = use_state(|| None::<bool>);
    let label = match *copied {
        None => &props.words,
        Some(true) => &props.done,
        Some(false) => &props.failed,
    };
    let (report, told) = (props.report.clone(), copied.clone());
    let onclick = Callback::from(move |()| {
        let told = told.clone();
        super::kit::copy(&(report.0)(), move |went_well| told.set(Some(went_well)));
    });
    html! { <Button kind={ButtonKind::Quiet} glyph={glyph::COPY} label={label.clone()} {onclick} /> }
}

/// A trouble in the user's language; the server's own words go before ours, as text.
pub(super) fn sentence(locale: &Locale, trouble: &Trouble) -> String {
    let message = trouble.message.trim();
    if trouble.key == "refused" && !message.is_empty() {
        return super::plain(message).into_owned();
    }
    if trouble.key == "blocked" {
        return t!(locale, "trouble.blocked", rule = message);
    }
    locale.text_or(&format!("trouble.{}", trouble.key), "trouble.unknown")
}
