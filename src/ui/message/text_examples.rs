//! The message text's part of the catalogue.

use std::rc::Rc;

use yew::prelude::*;

use super::body::Body;
use crate::i18n::Locale;
use crate::testing::{a_message, a_user, the_locale};
use crate::ui::context::ByPtr;
use crate::ui::gallery::Example;
use crate::ui::kit::framed;

const RICH: &str = "## Release notes\n\nThe **new** importer is *much* faster ~~than we said~~, see `cargo xtask dist` and https://example.org/notes_2026?x=1.\n\n> Does it read CSV?\n> It does.\n\n1. Stop the queue\n2. Run it\n   - on staging first\n   - then here\n\n- [x] Written\n- [ ] Reviewed by @Bob Lindqvist\n\n---\n\n| Warehouse | Pallets |\n|---|--:|\n| Rotterdam | 1,204 |\n| Gdańsk | 87 |\n\n```rust\nlet sum = lines.iter().map(|line| line.pallets).sum::<u32>(); // longer than the bubble it stands in, so that it scrolls\nassert_eq!(sum, 1_291);\n```";
const PLAIN: &str = "Three lines\nas they were typed,\n\n\nand blank ones, too.\nMail ann@example.org or see www.example.org.";
const SPOOFED: &str =
    "[https://bank.example](https://evil.test/login) and https://аpple.com, [docs](https://example.org), ++added++, <b>no markup</b>";

/// Every state worth seeing.
pub(in crate::ui) fn examples() -> Vec<Example> {
    let entry = |name: &'static str, texts: &'static [&'static str]| {
        Example::new(["message/", name].concat(), move || framed(&the_locale(), Vec::new(), page(texts)))
    };
    vec![entry("markdown", &[RICH]), entry("plain", &[PLAIN, SPOOFED])]
}

fn page(texts: &'static [&'static str]) -> fn(&Rc<Locale>) -> Html {
    if texts.len() == 1 { |locale| bubbles(&[RICH], locale) } else { |locale| bubbles(&[PLAIN, SPOOFED], locale) }
}

fn bubbles(texts: &[&str], locale: &Rc<Locale>) -> Html {
    let bubble = |(index, text): (usize, &&str)| {
        let message = a_message().saying(text).but(|message| message.mentioned_users = vec![Rc::new(a_user("bob"))]).build();
        let message = ByPtr(Rc::new(message.into()));
        html! {
            <div class={if index % 2 == 0 { "message message--other" } else { "message message--own" }}><div class="message__main"><div class="message__row">
                <div class="message__bubble"><Body {message} locale={locale.clone()} /></div>
            </div></div></div>
        }
    };
    html! { <div class="gallery__messages">{ for texts.iter().enumerate().map(bubble) }</div> }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use yew::LocalServerRenderer;

    use crate::ui::gallery::{Gallery, GalleryProps};

    #[test]
    fn the_text_is_nodes_and_its_links_tell_nobody_where_they_were_taken() {
        let props = |name: &'static str| GalleryProps { only: name.into() };
        let rendered = |name| block_on(LocalServerRenderer::<Gallery>::with_props(props(name)).hydratable(false).render());
        let html = [rendered("message/markdown"), rendered("message/plain")].concat();
        for tag in [
            "<strong>",
            "<em>",
            "<del>",
            "<ins>",
            "<blockquote>",
            "<table>",
            "<hr",
            "role=\"heading\"",
            "type=\"checkbox\"",
            "message__mention",
            "(evil.test)",
            "xn--pple-43d.com",
            "&lt;b&gt;",
        ] {
            assert!(html.contains(tag), "{tag}");
        }
        let links: Vec<&str> = html.split("<a ").skip(1).filter_map(|rest| rest.split('>').next()).collect();
        assert_eq!(links.len(), 6);
        for link in links {
            assert!(link.contains("noopener noreferrer nofollow") && link.contains("_blank") && link.contains("no-referrer"), "{link}");
        }
    }
}
