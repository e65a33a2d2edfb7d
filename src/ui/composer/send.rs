//! What sends, saves or runs what is written; in slow mode what is left of it (features F128, F136, F142, F146).

use yew::prelude::*;

use super::Writing;
use crate::state::Hold;
use crate::t;
use crate::ui::kit::{IconButton, glyph};

/// The button at the end of the field.
pub(super) fn send(writing: &Writing, onsend: Callback<()>) -> Html {
    let locale = &writing.chat.locale;
    if writing.seconds > 0 {
        let seconds = locale.number(writing.seconds);
        return html! { <span class="composer__wait" aria-hidden="true">{ seconds }</span> };
    }
    let (glyph, label) = if writing.composer.editing.is_some() {
        (glyph::CHECK, t!(locale, "composer.save"))
    } else if writing.composer.command.is_some() {
        (glyph::CHECK, t!(locale, "composer.run"))
    } else {
        (glyph::SEND_HORIZONTAL, t!(locale, "composer.send"))
    };
    // The name of a button that does nothing says why.
    let label = match writing.hold {
        None | Some(Hold::Empty) => label,
        Some(hold) => locale.text(hold.key(), &[]),
    };
    let is_held = writing.hold.is_some();
    html! {
        // The focus stays in the field, and a screen keyboard with it.
        <span class="composer__send" data-ready={(!is_held).then_some("")} onmousedown={|event: MouseEvent| event.prevent_default()}>
            <IconButton {glyph} {label} mirrors={glyph == glyph::SEND_HORIZONTAL} is_disabled={writing.hold == Some(Hold::Empty)} onclick={onsend} />
        </span>
    }
}
