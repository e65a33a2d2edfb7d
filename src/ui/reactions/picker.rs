//! The quick choice of a reaction, beside a button or below a finger.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::{QUICK, is_own, sign};
use crate::chat::Intent;
use crate::state::Message;
use crate::t;
use crate::ui::context::ByPtr;
use crate::ui::kit::{Align, Anchor, IconButton, Popover, Side, glyph};
use crate::ui::message::Scope;

/// What a [`Picker`] shows and does.
#[derive(Clone, PartialEq, Properties)]
pub(in crate::ui) struct PickerProps {
    /// Beside what.
    pub(in crate::ui) anchor: Anchor,
    /// On which side.
    #[prop_or_default]
    pub(in crate::ui) side: Side,
    /// What the messages of the list share.
    pub(in crate::ui) scope: ByPtr<Scope>,
    /// The message.
    pub(in crate::ui) message: ByPtr<Message>,
    /// Asks for all emoji there are; without it there is no button for that (feature F106).
    #[prop_or_default]
    pub(in crate::ui) onmore: Option<Callback<()>>,
    /// Asked to close.
    pub(in crate::ui) onclose: Callback<()>,
}

/// Six reactions in a row; the arrows move between them.
#[component]
pub(in crate::ui) fn Picker(props: &PickerProps) -> Html {
    let PickerProps { scope, message, .. } = props;
    let locale = &scope.locale;
    let choice = |kind: &'static str| {
        let (scope, id, close) = (scope.clone(), message.id.clone(), props.onclose.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            close.emit(());
            scope.emit.emit(Intent::React { cid: scope.target.cid.clone(), id: id.clone(), kind: kind.into() });
        });
        let key = ["reactions.kind.", kind].concat();
        let name = locale.text(&key, &[]);
        html! {
            <button type="button" class="quick__choice" aria-label={name} aria-pressed={is_own(message, kind).to_string()} {onclick}>
                <span class="reaction__sign" aria-hidden="true">{ sign(kind) }</span>
            </button>
        }
    };
    html! {
        <Popover
            class="quick"
            anchor={props.anchor.clone()}
            side={props.side}
            align={Align::Center}
            label={t!(locale, "message.react")}
            is_sheet=false
            onclose={&props.onclose}
        >
            <div class="quick__row" role="presentation" onkeydown={|event: KeyboardEvent| rove(&event)}>
                { for QUICK.into_iter().map(choice) }
                if let Some(onmore) = &props.onmore {
                    <IconButton class="quick__more" glyph={glyph::PLUS} label={t!(locale, "reactions.more")} onclick={onmore} />
                }
            </div>
        </Popover>
    }
}

/// Moves between the buttons of a row by arrows, which follow the direction of the language.
fn rove(event: &KeyboardEvent) {
    let key = event.key();
    let forward = match key.as_str() {
        "ArrowRight" | "ArrowDown" => true,
        "ArrowLeft" | "ArrowUp" => false,
        _ => return,
    };
    let Some(button) = event.target_dyn_into::<Element>() else { return };
    let is_rtl =
        key.len() > 9 && button.closest("[dir]").ok().flatten().and_then(|root| root.get_attribute("dir")).as_deref() == Some("rtl");
    let next = if forward == is_rtl { button.previous_element_sibling() } else { button.next_element_sibling() };
    if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        let _ = next.focus();
    }
    event.prevent_default();
    event.stop_propagation();
}
