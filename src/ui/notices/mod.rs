//! What there is to tell, as toasts: short, calm, and gone by themselves; assistive technology hears them from the root's
//! announcer.

use std::rc::Rc;

use yew::prelude::*;

use super::kit::{Icon, IconButton, glyph};
use crate::chat::Intent;
use crate::i18n::Locale;
use crate::state::Notice;
use crate::t;

/// How long a toast stays, in milliseconds; longer while it is pointed at or has the focus.
const LIFE: u32 = 8_000;

/// What [`Toasts`] show.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct ToastsProps {
    /// What there is to tell, oldest first.
    pub(super) notices: Vec<Notice>,
    /// The user's language.
    pub(super) locale: Rc<Locale>,
    /// The one way out.
    pub(super) emit: Callback<Intent>,
}

/// Toasts, newest at the bottom.
#[component]
pub(super) fn Toasts(props: &ToastsProps) -> Html {
    if props.notices.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="toasts" aria-label={t!(props.locale, "notice.label")}>
            { for props.notices.iter().map(|notice| html! {
                <Toast key={notice.id} notice={notice.clone()} locale={props.locale.clone()} emit={props.emit.clone()} />
            }) }
        </ul>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct ToastProps {
    notice: Notice,
    locale: Rc<Locale>,
    emit: Callback<Intent>,
}

#[component]
fn Toast(props: &ToastProps) -> Html {
    let id = props.notice.id;
    let dismiss = props.emit.reform(move |()| Intent::Dismiss(id));
    let life = {
        let dismiss = dismiss.clone();
        yew_hooks::use_timeout(move || dismiss.emit(()), LIFE)
    };
    let stay = {
        let life = life.clone();
        Callback::from(move |()| life.cancel())
    };
    let go_on = Callback::from(move |()| life.reset());
    html! {
        <li
            class="toast"
            part="toast"
            onmouseenter={stay.reform(|_: MouseEvent| ())}
            onmouseleave={go_on.reform(|_: MouseEvent| ())}
            onfocusin={stay.reform(|_: FocusEvent| ())}
            onfocusout={go_on.reform(|_: FocusEvent| ())}
        >
            <Icon class="toast__icon" glyph={glyph::INFO} />
            <span class="toast__text" dir="auto">{ sentence(&props.notice, &props.locale) }</span>
            <IconButton class="toast__close" glyph={glyph::X} label={t!(props.locale, "notice.dismiss")} onclick={dismiss} />
        </li>
    }
}

/// A notice in the user's language; with its subject where there is one and the language has a sentence for it.
pub(super) fn sentence(notice: &Notice, locale: &Locale) -> String {
    let key = notice.key.name();
    let subject = super::plain(notice.subject.trim());
    if subject.is_empty() {
        return locale.text(key, &[]);
    }
    let named = format!("{key}-named");
    let text = locale.text(&named, &[("subject", &subject)]);
    if text == named { locale.text(key, &[]) } else { text }
}
