//! Pictures of people and groups, or their initials.

use yew::prelude::*;

use super::{Icon, glyph};
use crate::text::is_letter;

/// How many faces a group shows; with more, two and a count.
const FACES: usize = 4;

/// Whose picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Face {
    /// What the colour behind the initials is chosen by; stays the same when the name changes.
    pub id: AttrValue,
    /// What the initials are made of.
    pub name: AttrValue,
    /// URL of the picture.
    pub image: Option<AttrValue>,
}

/// How large an [`Avatar`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarSize {
    /// Beside a bubble, 28 px.
    Small,
    /// In a header, 36 px.
    Medium,
    /// In a row, `--chat-avatar`.
    #[default]
    Large,
}

/// What an [`Avatar`] shows.
#[derive(Clone, PartialEq, Properties)]
pub struct AvatarProps {
    /// One person, or the people of a group; none shows a plain person.
    pub faces: Vec<Face>,
    /// How many more people there are than `faces`.
    #[prop_or_default]
    pub more: usize,
    /// Size.
    #[prop_or_default]
    pub size: AvatarSize,
    /// Shows a dot: here now.
    #[prop_or_default]
    pub is_online: bool,
}

/// A picture of a person or a group (feature F26). The name beside it speaks for it.
#[component]
pub fn Avatar(props: &AvatarProps) -> Html {
    let size = match props.size {
        AvatarSize::Small => "avatar--small",
        AvatarSize::Medium => "avatar--medium",
        AvatarSize::Large => "avatar--large",
    };
    let total = props.faces.len() + props.more;
    let shown = if total > FACES { 2 } else { FACES };
    let rest = total - props.faces.len().min(shown);
    let layout = match props.faces.len().min(shown) + usize::from(rest > 0) {
        0 | 1 => None,
        2 => Some("avatar--pair"),
        3 => Some("avatar--three"),
        _ => Some("avatar--four"),
    };
    html! {
        <span class={classes!("avatar", size, layout)} aria-hidden="true">
            if props.faces.is_empty() {
                <span class="avatar__face"><Icon glyph={glyph::USER} /></span>
            }
            { for props.faces.iter().take(shown).map(|face| html! { <Picture key={face.id.to_string()} face={face.clone()} is_tiny={layout.is_some_and(|layout| layout != "avatar--pair")} /> }) }
            if rest > 0 && total > 1 {
                <span class="avatar__face avatar__face--rest" dir="ltr">{ format!("+{}", rest.min(99)) }</span>
            }
            if props.is_online {
                <span class="avatar__presence"></span>
            }
        </span>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct PictureProps {
    face: Face,
    /// Room for one letter only.
    is_tiny: bool,
}

/// The picture, or initials while there is none or it cannot be had.
#[component]
fn Picture(props: &PictureProps) -> Html {
    let failed = use_state(|| None::<AttrValue>);
    let face = &props.face;
    let image = face.image.as_ref().filter(|url| is_picture(url) && failed.as_ref() != Some(*url));
    let onerror = {
        let (failed, image) = (failed.clone(), face.image.clone());
        Callback::from(move |_: Event| failed.set(image.clone()))
    };
    let letters = initials(&face.name);
    let letters = if props.is_tiny { letters.chars().take(1).collect() } else { letters };
    html! {
        <span class="avatar__face" data-hue={hue(&face.id).to_string()}>
            if let Some(url) = image {
                <img class="avatar__image" src={url} alt="" referrerpolicy="no-referrer" loading="lazy" decoding="async" draggable="false" {onerror} />
            } else if letters.is_empty() {
                <Icon glyph={glyph::USER} />
            } else {
                { letters }
            }
        </span>
    }
}

/// The page came by https.
pub fn page_is_encrypted() -> bool {
    cfg!(target_arch = "wasm32")
        && web_sys::window().and_then(|window| window.location().origin().ok()).is_some_and(|origin| origin.starts_with("https:"))
}

/// True for what may be loaded as a picture: web addresses only, so that nothing of the page's own can be called (trust S3), and
/// none without encryption into a page that has it (S8).
#[must_use]
pub fn is_picture(url: &str) -> bool {
    let url = url.trim_start_matches(|letter: char| letter.is_control() || letter.is_whitespace());
    let starts = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    starts("https://") || starts("blob:") || starts("http://") && !page_is_encrypted()
}

/// First letters of the first and the last word, which the style sheet makes upper case; empty when the name has no letters or digits.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().find(|letter| is_letter(*letter)));
    let first = letters.next();
    first.into_iter().chain(letters.reduce(|_, letter| letter)).collect()
}

/// One of eight grounds, always the same for an id (FNV-1a).
pub(in crate::ui) fn hue(id: &str) -> u32 {
    id.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)) % 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_first_and_last() {
        let cases =
            [("Ann", "A"), ("ann van der berg", "ab"), ("  (Bob)  9 ", "B9"), ("🎉", ""), ("", ""), ("李 小龙", "李小"), ("ßa b", "ßb")];
        for (name, letters) in cases {
            assert_eq!(initials(name), letters, "{name}");
        }
    }

    #[test]
    fn only_web_addresses_are_pictures() {
        for url in ["https://x.test/a.png", "HTTP://x", "\u{1}https://x", "blob:https://x/1"] {
            assert!(is_picture(url), "{url}");
        }
        for url in ["", "javascript:alert(1)", "data:image/svg+xml,x", "//evil", "file:///x", "a.png"] {
            assert!(!is_picture(url), "{url}");
        }
    }
}
