//! Below the surface: why nothing goes out, how much room is left, and whether a reply is shown in the channel too (features F128,
//! F147). Its line is always there, so that nothing jumps.

use yew::prelude::*;

use super::Writing;
use crate::chat::Intent;
use crate::i18n::Locale;
use crate::state::Hold;
use crate::t;

/// The lines below the surface. `asked` is why a wish to send was not granted.
pub(super) fn foot(writing: &Writing, asked: Option<Hold>) -> Html {
    let locale = &writing.chat.locale;
    let left = letters_left(writing);
    html! {
        <div class="composer__foot">
            if writing.target.is_thread() && !writing.is_closed() { { also(writing) } }
            <span class="composer__why" role="status">{ reason(writing.hold, asked, locale) }</span>
            if let Some(left) = left { { counter(left, locale) } }
        </div>
    }
}

/// What stops a message and is not to be seen elsewhere.
fn reason(hold: Option<Hold>, asked: Option<Hold>, locale: &Locale) -> Option<String> {
    let is_said = match hold? {
        Hold::TooLong { .. } | Hold::UploadFailed => true,
        Hold::Incomplete | Hold::Uploading => asked.is_some(),
        Hold::Empty | Hold::Frozen | Hold::NotAllowed | Hold::SlowMode { .. } => false,
    };
    is_said.then(|| locale.text(hold?.key(), &[]).into()).flatten()
}

/// Letters that still fit, from nine tenths of the limit on.
pub(super) fn letters_left(writing: &Writing) -> Option<i64> {
    let left = writing.chat.snapshot.letters_left(&writing.target).map(i64::from)?;
    if writing.composer.text.is_empty() {
        return None;
    }
    let written = i64::try_from(writing.composer.outgoing_text().chars().count()).unwrap_or(i64::MAX);
    (left * 10 <= left.saturating_add(written)).then_some(left)
}

fn counter(left: i64, locale: &Locale) -> Html {
    let words = if left < 0 { locale.plural("composer.over", -left, &[]) } else { locale.plural("composer.left", left, &[]) };
    html! {
        <span class="composer__count" data-over={(left < 0).then_some("")}>
            <span aria-hidden="true">{ locale.number(left) }</span>
            <span class="visually-hidden">{ words }</span>
        </span>
    }
}

/// Shows a reply in the channel too.
fn also(writing: &Writing) -> Html {
    let locale = &writing.chat.locale;
    let words =
        if writing.channel.data.member_count == Some(2) { t!(locale, "composer.also-direct") } else { t!(locale, "composer.also-channel") };
    let onchange = {
        let writing = writing.clone();
        Callback::from(move |event: Event| {
            let is_on = event.target_unchecked_into::<web_sys::HtmlInputElement>().checked();
            writing.emit(Intent::ShowInChannel(writing.target.clone(), is_on));
        })
    };
    html! {
        <label class="composer__also">
            <input type="checkbox" checked={writing.composer.show_in_channel} {onchange} />
            <span>{ words }</span>
        </label>
    }
}
