//! What there is to tell, as toasts of the element's stage: short, calm, and gone by themselves.

use yew::prelude::*;

use super::kit::{Severity, Toast};
use crate::chat::Intent;
use crate::i18n::Locale;
use crate::state::{self, Notice, NoticeKey};
use crate::t;

/// The toasts of what there is to tell, oldest first; one that went is dismissed.
pub(super) fn toasts(notices: &[Notice], locale: &Locale, emit: &Callback<Intent>) -> Vec<Toast> {
    let toast = |notice: &Notice| {
        let id = notice.id;
        let onclose = emit.reform(move |()| Intent::Dismiss(id));
        let toast = Toast::new(["notice-", &id.to_string()].concat(), severity(notice.key), sentence(notice, locale));
        let toast = match &notice.undo {
            Some(_) => toast.with_action(t!(locale, "notice.undo"), emit.reform(move |()| Intent::Undo(id))),
            None => toast,
        };
        Toast { onclose, ..toast }
    };
    notices.iter().map(toast).collect()
}

/// How bad it is (feature F178).
const fn severity(key: NoticeKey) -> Severity {
    match key.severity() {
        state::Severity::Error => Severity::Error,
        state::Severity::Info => Severity::Info,
        state::Severity::Success => Severity::Success,
        state::Severity::Warning => Severity::Warning,
    }
}

/// A notice in the user's language; with its subject where there is one and the language has a sentence for it.
fn sentence(notice: &Notice, locale: &Locale) -> String {
    let key = notice.key.name();
    let subject = super::plain(notice.subject.trim());
    if subject.is_empty() {
        return locale.text(key, &[]);
    }
    let named = format!("{key}-named");
    let text = locale.text(&named, &[("subject", &subject)]);
    if text == named { locale.text(key, &[]) } else { text }
}
