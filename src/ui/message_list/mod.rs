//! The messages of the open channel.

pub mod rows;
pub mod window;

use yew::prelude::*;

use super::context::ByPtr;
use crate::state::Channel;
use crate::wire::UserId;

/// What a [`MessageList`] shows.
#[derive(Clone, PartialEq, Properties)]
pub struct MessageListProps {
    /// The channel.
    pub channel: ByPtr<Channel>,
    /// The signed-in user.
    pub me: UserId,
}

/// The messages of the open channel, newest at the bottom.
#[component]
pub fn MessageList(props: &MessageListProps) -> Html {
    html! { <div data-message-list="" class="messages">{ for props.channel.timeline.shown().map(|message| html! { <p>{ &message.text }</p> }) }</div> }
}
