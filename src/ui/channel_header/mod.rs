//! Who one is talking to.

use yew::prelude::*;

/// What a [`ChannelHeader`] shows.
#[derive(Clone, Copy, PartialEq, Properties)]
pub(super) struct ChannelHeaderProps {
    /// There is a list to go back to.
    pub(super) can_go_back: bool,
}

/// Who one is talking to.
#[component]
pub(super) fn ChannelHeader(_props: &ChannelHeaderProps) -> Html {
    html! { <header class="bar" part="header"></header> }
}
