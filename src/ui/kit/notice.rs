//! Sentences in place of content.

use yew::prelude::*;

use super::{Glyph, Icon, glyph};

/// What an [`EmptyState`] shows.
#[derive(Clone, PartialEq, Properties)]
pub struct EmptyStateProps {
    /// The drawing.
    pub glyph: Glyph,
    /// What there is, in a few words.
    pub title: AttrValue,
    /// One sentence more.
    #[prop_or_default]
    pub text: Option<AttrValue>,
    /// Something went wrong: it is said at once.
    #[prop_or_default]
    pub is_alert: bool,
    /// What can be done.
    #[prop_or_default]
    pub children: Html,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
}

/// Icon, sentence, action: for whatever is empty, missing or broken.
#[component]
pub fn EmptyState(props: &EmptyStateProps) -> Html {
    html! {
        <div class={classes!("empty", props.is_alert.then_some("empty--alert"), props.class.clone())} role={if props.is_alert { "alert" } else { "status" }}>
            <span class="empty__icon"><Icon glyph={props.glyph} mirrors={props.glyph == glyph::LOG_IN} /></span>
            <h2 class="empty__title" dir="auto">{ &props.title }</h2>
            if let Some(text) = &props.text {
                <p class="empty__text" dir="auto">{ text }</p>
            }
            { props.children.clone() }
        </div>
    }
}
