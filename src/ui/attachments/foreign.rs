//! A slot for what only the host can draw: an attachment of a kind of its own (feature F208).

use std::rc::Rc;

use yew::prelude::*;

use crate::wire::Attachment;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct ForeignProps {
    /// Of the slot.
    pub(super) name: Rc<str>,
    /// Which attachment of its message.
    pub(super) index: usize,
    /// The attachment.
    pub(super) attachment: Attachment,
    /// The slot is there now.
    pub(super) ondrawn: Callback<(usize, Rc<str>)>,
    /// What is drawn as long as the host puts nothing there.
    pub(super) children: Html,
}

/// Tells once that it is drawn, and again when it, or what it is about, is another one.
#[component]
pub(super) fn Foreign(props: &ForeignProps) -> Html {
    let ForeignProps { name, index, attachment, ondrawn, children } = props;
    let ondrawn = ondrawn.clone();
    use_effect_with((name.clone(), *index, attachment.clone()), move |(name, index, _)| ondrawn.emit((*index, name.clone())));
    html! { <slot name={name.to_string()}>{ children.clone() }</slot> }
}
