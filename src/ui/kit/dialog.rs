//! Dialogs (features F180, F181): the browser's own modal dialog, which keeps the focus inside and all else inert.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement};
use yew::prelude::*;

use super::overlay::layers::{self, Kind, Layer};
use super::stage::Outlet;
use super::{Button, ButtonKind, IconButton, glyph};
use crate::i18n::Locale;
use crate::t;

/// How wide a [`Dialog`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogSize {
    /// For a question, 400 px.
    Small,
    /// For a form or a list, 520 px.
    #[default]
    Medium,
    /// All of the page, without a frame: viewers.
    Full,
}

/// What a [`Modal`] shows and does.
#[derive(Clone, PartialEq, Properties)]
pub struct ModalProps {
    /// Name for assistive technology.
    pub label: AttrValue,
    /// Its words for assistive technology, where they are all it has.
    #[prop_or_default]
    pub description: Option<AttrValue>,
    /// It is a question that has to be answered.
    #[prop_or_default]
    pub is_alert: bool,
    /// Asked to close, by Escape, the background or the system's way back: stop drawing it, or do not.
    pub onclose: Callback<()>,
    /// A key was pressed inside.
    #[prop_or_default]
    pub onkeydown: Callback<KeyboardEvent>,
    /// Its box.
    #[prop_or_default]
    pub node: NodeRef,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
    /// Content.
    pub children: Html,
}

/// The bare box of a dialog, open as long as it is drawn. [`Dialog`] has the usual parts.
#[component]
pub fn Modal(props: &ModalProps) -> Html {
    let node = &props.node;
    let onclose = use_mut_ref(|| props.onclose.clone());
    onclose.replace(props.onclose.clone());
    let close = use_callback((), move |(), ()| {
        let onclose = onclose.borrow().clone();
        onclose.emit(());
    });
    {
        let (node, close) = (node.clone(), close.clone());
        use_effect_with((), move |()| {
            let open = node.cast::<HtmlDialogElement>().map(|dialog| {
                let openers = layers::openers(&dialog);
                let _ = dialog.show_modal();
                // Otherwise its first button would have it, mostly the one that closes.
                if let Ok(None) = dialog.query_selector("[autofocus]") {
                    let _ = dialog.focus();
                }
                let layer = Layer {
                    kind: Kind::Modal,
                    node: dialog.clone().into(),
                    anchor: None,
                    openers: openers.clone(),
                    close,
                    follow: Callback::noop(),
                };
                (dialog, openers, layers::enter(layer))
            });
            move || {
                if let Some((dialog, openers, layer)) = open {
                    drop(layer);
                    dialog.close();
                    layers::give_back(&dialog, &openers);
                }
            }
        });
    }
    let is_own = |event: &Event, node: &NodeRef| {
        node.cast::<Element>().is_some_and(|node| event.target().is_some_and(|target| target == node.into()))
    };
    let oncancel = {
        let (node, close) = (node.clone(), close.clone());
        Callback::from(move |event: Event| {
            if is_own(&event, &node) {
                event.prevent_default();
                close.emit(());
            }
        })
    };
    let onclosed = {
        let (node, close) = (node.clone(), close.clone());
        Callback::from(move |event: Event| {
            if is_own(&event, &node) {
                close.emit(());
            }
        })
    };
    // A selection that began inside and ends on the background is no wish to close.
    let began_outside = use_mut_ref(|| false);
    let onpointerdown = {
        let (node, began_outside) = (node.clone(), began_outside.clone());
        // What is behind it is not pressed, though it may be drawn around it.
        Callback::from(move |event: PointerEvent| {
            event.stop_propagation();
            *began_outside.borrow_mut() = is_own(&event, &node);
        })
    };
    let onclick = {
        let (node, close) = (node.clone(), close);
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            if is_own(&event, &node) && *began_outside.borrow() {
                close.emit(());
            }
        })
    };
    html! {
        <dialog
            ref={node}
            class={classes!("dialog", props.class.clone())}
            part="dialog"
            tabindex="-1"
            role={props.is_alert.then_some("alertdialog")}
            aria-label={&props.label}
            aria-description={&props.description}
            {oncancel}
            onclose={onclosed}
            {onclick}
            {onpointerdown}
            oncontextmenu={|event: MouseEvent| event.stop_propagation()}
            onkeydown={&props.onkeydown}
        >
            { props.children.clone() }
            <Outlet is_modal=true />
        </dialog>
    }
}

/// What a [`Dialog`] shows and does.
#[derive(Clone, PartialEq, Properties)]
pub struct DialogProps {
    /// Heading, and name for assistive technology.
    pub title: AttrValue,
    /// How wide.
    #[prop_or_default]
    pub size: DialogSize,
    /// The user's language.
    pub locale: Rc<Locale>,
    /// Asked to close: stop drawing it, or do not.
    pub onclose: Callback<()>,
    /// Buttons at the end.
    #[prop_or_default]
    pub footer: Option<Html>,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
    /// Content.
    pub children: Html,
}

/// A dialog with heading, content and buttons. To close it, stop drawing it.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let size = match props.size {
        DialogSize::Small => "dialog--small",
        DialogSize::Medium => "dialog--medium",
        DialogSize::Full => "dialog--full",
    };
    html! {
        <Modal label={&props.title} onclose={&props.onclose} class={classes!(size, props.class.clone())}>
            <div class="dialog__box">
                <div class="dialog__header">
                    <h2 class="dialog__title" dir="auto">{ &props.title }</h2>
                    <IconButton glyph={glyph::X} label={t!(props.locale, "dialog.close")} onclick={&props.onclose} />
                </div>
                <div class="dialog__body">{ props.children.clone() }</div>
                if let Some(footer) = &props.footer {
                    <div class="dialog__footer">{ footer.clone() }</div>
                }
            </div>
        </Modal>
    }
}

/// What an [`AlertDialog`] asks.
#[derive(Clone, PartialEq, Properties)]
pub struct AlertDialogProps {
    /// The question.
    pub title: AttrValue,
    /// What will happen.
    pub text: AttrValue,
    /// Words of the button that does it.
    pub confirm: AttrValue,
    /// It cannot be undone.
    #[prop_or(true)]
    pub is_danger: bool,
    /// At work: the button shows a spinner.
    #[prop_or_default]
    pub is_busy: bool,
    /// The user's language.
    pub locale: Rc<Locale>,
    /// Yes.
    pub onconfirm: Callback<()>,
    /// No: stop drawing it.
    pub onclose: Callback<()>,
    /// Further content, e.g. a choice or what went wrong.
    #[prop_or_default]
    pub children: Html,
}

/// A question before something that cannot be undone; the way back has the focus.
#[component]
pub fn AlertDialog(props: &AlertDialogProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            // An effect of a parent runs after those of its children: the dialog is open.
            let cancel = node.cast::<Element>().and_then(|dialog| dialog.query_selector(".dialog__cancel").ok().flatten());
            if let Some(cancel) = cancel.and_then(|cancel| cancel.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = cancel.focus();
            }
        });
    }
    let kind = if props.is_danger { ButtonKind::Danger } else { ButtonKind::Primary };
    html! {
        <Modal node={node.clone()} label={&props.title} description={props.text.clone()} is_alert=true onclose={&props.onclose} class="dialog--small">
            <div class="dialog__box">
                <div class="dialog__question">
                    <h2 class="dialog__title" dir="auto">{ &props.title }</h2>
                    <p class="dialog__text">{ &props.text }</p>
                    { props.children.clone() }
                </div>
                <div class="dialog__footer">
                    <Button class="dialog__cancel" label={t!(props.locale, "dialog.cancel")} onclick={&props.onclose} />
                    <Button {kind} label={&props.confirm} is_busy={props.is_busy} onclick={&props.onconfirm} />
                </div>
            </div>
        </Modal>
    }
}
