//! Where a message is written.

use std::rc::Rc;

use yew::prelude::*;

use super::context::ByPtr;
use crate::state::Channel;

/// What a [`Composer`] shows.
#[derive(Clone, PartialEq, Properties)]
pub struct ComposerProps {
    /// The channel.
    pub channel: ByPtr<Channel>,
    /// Text not yet sent.
    pub draft: Rc<str>,
}

/// Where a message is written.
#[component]
pub fn Composer(props: &ComposerProps) -> Html {
    html! { <textarea data-composer="" value={props.draft.to_string()} /> }
}
