//! What stands where something will be: skeletons in the final geometry, and a spinner.

use yew::prelude::*;

/// Form of a [`Skeleton`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SkeletonShape {
    /// A line of text.
    #[default]
    Line,
    /// A picture of a person.
    Round,
    /// A bubble.
    Block,
}

/// What a [`Skeleton`] looks like.
#[derive(Clone, PartialEq, Properties)]
pub struct SkeletonProps {
    /// Form.
    #[prop_or_default]
    pub shape: SkeletonShape,
    /// Further classes: its size.
    #[prop_or_default]
    pub class: Classes,
}

/// A quiet grey shape; assistive technology does not see it.
#[component]
pub fn Skeleton(props: &SkeletonProps) -> Html {
    let shape = match props.shape {
        SkeletonShape::Line => "skeleton--line",
        SkeletonShape::Round => "skeleton--round",
        SkeletonShape::Block => "skeleton--block",
    };
    html! { <span class={classes!("skeleton", shape, props.class.clone())} aria-hidden="true"></span> }
}

/// Something is under way; the words beside it say what.
#[component]
pub fn Spinner() -> Html {
    html! { <span class="spinner" aria-hidden="true"></span> }
}
