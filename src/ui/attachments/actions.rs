//! Buttons of an attachment (feature F122), and the choice of an animated picture before it is sent (feature F121).

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::kind::title;
use crate::i18n::Locale;
use crate::state::Message;
use crate::t;
use crate::ui::kit::overlay::layers::{focused, give_back};
use crate::ui::kit::{Button, ButtonKind, use_stage};
use crate::ui::plain;
use crate::wire::{Action, Attachment, MessageType};

/// Most buttons of one attachment.
const MOST: usize = 10;

/// The buttons, where somebody listens.
pub(super) fn view(
    attachment: &Attachment,
    message: &Message,
    locale: &Rc<Locale>,
    onaction: Option<&Callback<(AttrValue, AttrValue)>>,
) -> Html {
    let Some(onaction) = onaction.filter(|_| !attachment.actions.is_empty()) else { return Html::default() };
    let is_choice = message.kind == MessageType::Ephemeral;
    html! {
        <Actions actions={attachment.actions.clone()} {is_choice} name={title(attachment).unwrap_or_default()} locale={locale.clone()} onaction={onaction.clone()} />
    }
}

#[derive(Clone, PartialEq, Properties)]
struct ActionsProps {
    actions: Vec<Action>,
    /// Only its author sees it, who decides now what becomes of it.
    is_choice: bool,
    /// What is shown above the buttons.
    name: AttrValue,
    locale: Rc<Locale>,
    onaction: Callback<(AttrValue, AttrValue)>,
}

#[component]
fn Actions(props: &ActionsProps) -> Html {
    let node = use_node_ref();
    let stage = use_stage();
    let is_choice = props.is_choice;
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            let left = node.cast::<Element>().filter(|_| is_choice).and_then(|node| Some((take_focus(&node)?, node)));
            move || {
                if let Some((field, node)) = left {
                    give_back(&node, &[field]);
                }
            }
        });
    }
    {
        let (locale, known) = (props.locale.clone(), use_mut_ref(|| None::<Vec<Action>>));
        use_effect_with((props.actions.clone(), props.name.clone()), move |(actions, name)| {
            if is_choice && known.replace(Some(actions.clone())).is_some() {
                stage.say(t!(locale, "attachment.shuffled", name = name));
            }
        });
    }
    let button = |action: &Action| {
        let pair = (AttrValue::from(action.name.clone()), AttrValue::from(action.value.clone()));
        let words = if action.text.trim().is_empty() { &action.value } else { &action.text };
        let label = plain(words).into_owned();
        let kind = if action.style == "primary" { ButtonKind::Primary } else { ButtonKind::Plain };
        html! { <Button class="actions__button" {kind} {label} onclick={props.onaction.reform(move |()| pair.clone())} /> }
    };
    html! { <div class="actions" ref={node}>{ for props.actions.iter().take(MOST).map(button) }</div> }
}

/// Who has just asked for the choice from an empty field goes on with it; answers where the focus was. Who writes on already is
/// left alone.
fn take_focus(node: &Element) -> Option<HtmlElement> {
    let field: HtmlTextAreaElement = focused(node)?.dyn_into().ok()?;
    let first: HtmlElement = node.query_selector("button").ok().flatten()?.dyn_into().ok()?;
    if !field.value().trim().is_empty() {
        return None;
    }
    // The list sends whoever comes in by keyboard to a message first; from there it is a step to the button.
    let _ = (first.focus(), first.focus());
    Some(field.into())
}
