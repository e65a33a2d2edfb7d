//! The list of channels.

use yew::prelude::*;

use super::kit::{Skeleton, SkeletonShape};

/// The list of channels.
#[component]
pub(super) fn ChannelList() -> Html {
    skeleton()
}

/// Five rows in grey (feature F7).
pub(super) fn skeleton() -> Html {
    let row = html! {
        <div class="row row--grey">
            <Skeleton shape={SkeletonShape::Round} class="skeleton--large" />
            <span class="row__lines"><Skeleton class="skeleton--name" /><Skeleton class="skeleton--preview" /></span>
        </div>
    };
    html! { <div class="rows rows--grey" aria-hidden="true">{ for (0..5).map(|_| row.clone()) }</div> }
}
