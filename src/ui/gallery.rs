//! The catalogue of states: every interesting example of every view, with a name (features of all sections).
//!
//! The same list feeds the native tests below, the accessibility checks and the gallery page.

use std::rc::Rc;

use yew::prelude::*;

/// One entry of the catalogue.
#[derive(Clone)]
pub struct Example {
    /// `<feature>/<state>`.
    pub name: Rc<str>,
    draw: Rc<dyn Fn() -> Html>,
    /// Covers others, so that the page of all entries only links to it.
    is_alone: bool,
}

impl Example {
    /// An entry; `draw` makes it from fixed data.
    pub fn new(name: impl Into<Rc<str>>, draw: impl Fn() -> Html + 'static) -> Self {
        Self { name: name.into(), draw: Rc::new(draw), is_alone: false }
    }

    /// Covers others, so that the page of all entries only links to it.
    #[must_use]
    pub fn alone(self) -> Self {
        Self { is_alone: true, ..self }
    }

    /// The entry's view.
    pub fn view(&self) -> Html {
        (self.draw)()
    }
}

/// Every entry, feature by feature.
#[must_use]
pub fn all() -> Vec<Example> {
    [
        super::examples::examples(),
        super::composer::examples(),
        super::kit::examples(),
        super::attachments::examples(),
        super::message::examples(),
        super::message::text_examples(),
        super::thread::examples(),
        super::tools::examples(),
    ]
    .concat()
}

/// What the [`Gallery`] shows.
#[derive(Clone, PartialEq, Properties)]
pub struct GalleryProps {
    /// Only the entry of this name; empty means all.
    #[prop_or_default]
    pub only: AttrValue,
}

/// The page of all entries, or one of them filling the element.
#[component]
pub fn Gallery(props: &GalleryProps) -> Html {
    let entries = all();
    if let Some(entry) = entries.iter().find(|entry| *entry.name == *props.only) {
        let name = &props.only;
        return html! { <div class="gallery__only" data-entry={name} key={name.to_string()}>{ entry.view() }</div> };
    }
    let entry = |entry: &Example| {
        html! {
            <section class="gallery__entry" key={entry.name.to_string()} aria-label={entry.name.to_string()}>
                <h2 class="gallery__name"><a href={["#gallery=", &entry.name].concat()}>{ entry.name.to_string() }</a></h2>
                if !entry.is_alone { <div class="gallery__frame">{ entry.view() }</div> }
            </section>
        }
    };
    html! { <div class="gallery">{ for entries.iter().map(entry) }</div> }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use yew::LocalServerRenderer;

    use super::*;

    fn rendered() -> Vec<(Rc<str>, String)> {
        let entries = all().into_iter().map(|entry| {
            let props = GalleryProps { only: AttrValue::from(entry.name.to_string()) };
            (entry.name, block_on(LocalServerRenderer::<Gallery>::with_props(props).hydratable(false).render()))
        });
        entries.collect()
    }

    /// The start tags of a kind of element.
    fn tags<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
        let start = format!("<{name}");
        let is_whole = |tag: &&str| tag.starts_with([' ', '>']);
        html.split(&start).skip(1).filter(is_whole).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag).collect()
    }

    #[test]
    fn every_example_renders() {
        for (name, html) in rendered() {
            assert!(html.len() > 100, "{name} is empty: {html}");
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = all().into_iter().map(|entry| entry.name).collect();
        let before = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), before);
    }

    #[test]
    fn no_example_needs_inline_styles() {
        for (name, html) in rendered() {
            assert!(!html.contains(" style="), "{name} would break under a strict content security policy");
        }
    }

    #[test]
    fn every_button_has_a_name() {
        for (name, html) in rendered() {
            for rest in html.split("<button").skip(1) {
                let (tag, content) = rest.split_once('>').unwrap();
                let content = content.split("</button>").next().unwrap();
                let words: String =
                    [">", content].concat().split('<').filter_map(|part| part.split_once('>').map(|(_, text)| text)).collect();
                assert!(tag.contains("aria-label=") || !words.trim().is_empty(), "{name} has a button without a name: {tag}");
            }
        }
    }

    #[test]
    fn every_picture_has_alternative_text_and_sends_no_referrer() {
        for (name, html) in rendered() {
            for tag in tags(&html, "img") {
                assert!(tag.contains("alt=") && tag.contains("referrerpolicy=\"no-referrer\""), "{name}: {tag}");
            }
        }
    }

    #[test]
    fn no_text_is_a_key_and_no_placeholder_is_left() {
        let english: Vec<String> =
            crate::wire::parse(include_str!("../../assets/locales/en.json")).unwrap().as_object().unwrap().keys().cloned().collect();
        for (name, html) in rendered() {
            assert!(!html.contains('{'), "{name} shows a placeholder");
            assert!(!english.iter().any(|key| html.contains(&format!(">{key}<"))), "{name} shows a key");
        }
    }

    #[test]
    fn every_row_is_an_option_with_a_name_and_its_hook() {
        let (_, html) = rendered().into_iter().find(|(name, _)| &**name == "app/online").unwrap();
        let options: Vec<&str> = tags(&html, "div").into_iter().filter(|tag| tag.contains("role=\"option\"")).collect();
        assert_eq!(options.len(), 10);
        assert!(options.iter().all(|tag| !tag.contains("aria-label") && tag.contains("data-channel-row=\"messaging:")));
        assert_eq!(options.iter().filter(|tag| tag.contains("tabindex=\"0\"")).count(), 1);
    }
}
