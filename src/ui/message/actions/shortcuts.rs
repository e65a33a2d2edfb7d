//! The sheet of keys (trust C2).

use yew::prelude::*;

use crate::i18n::Locale;
use crate::t;
use crate::ui::kit::{Dialog, DialogSize};

/// Keys as they are printed, and the key of the text that says what they do.
const SHEET: &[(&[&str], &str)] = &[
    (&["↑", "↓"], "shortcuts.move"),
    (&["Home", "End"], "shortcuts.ends"),
    (&["Enter"], "shortcuts.menu"),
    (&["R"], "message.quote"),
    (&["T"], "message.thread"),
    (&["+"], "message.react"),
    (&["E"], "message.edit"),
    (&["Del"], "message.delete"),
    (&["Esc"], "shortcuts.leave"),
    (&["F6"], "shortcuts.regions"),
    (&["?"], "shortcuts.title"),
];

pub(super) fn sheet(locale: &std::rc::Rc<Locale>, onclose: Callback<()>) -> Html {
    let line = |(keys, text): &(&[&str], &str)| {
        html! {
            <div class="sheet__line">
                <dt>{ for keys.iter().map(|key| html! { <kbd>{ *key }</kbd> }) }</dt>
                <dd>{ locale.text(text, &[]) }</dd>
            </div>
        }
    };
    html! {
        <Dialog title={t!(locale, "shortcuts.title")} size={DialogSize::Small} locale={locale.clone()} {onclose}>
            <p class="sheet__hint">{ t!(locale, "shortcuts.hint") }</p>
            <dl class="sheet">{ for SHEET.iter().map(line) }</dl>
        </Dialog>
    }
}
