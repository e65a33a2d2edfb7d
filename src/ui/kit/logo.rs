//! A tenant's mark.

use yew::prelude::*;

use super::is_picture;

/// What a [`Logo`] shows.
#[derive(Clone, PartialEq, Properties)]
pub struct LogoProps {
    /// URL of the picture.
    pub url: AttrValue,
}

/// A mark beside a title, which speaks for it; nothing when it cannot be had.
#[component]
pub fn Logo(props: &LogoProps) -> Html {
    let failed = use_state(|| None::<AttrValue>);
    if !is_picture(&props.url) || failed.as_ref() == Some(&props.url) {
        return Html::default();
    }
    let onerror = {
        let url = props.url.clone();
        Callback::from(move |_: Event| failed.set(Some(url.clone())))
    };
    html! { <img class="logo" src={&props.url} alt="" referrerpolicy="no-referrer" decoding="async" {onerror} /> }
}
