//! Pages that the demo's people link to. Their previews are known here: this server never fetches anything.
//! Asked by `stream::og`, by messages with links, and by the seed.

use serde_json::{Value, json};

/// A page as its preview shows it.
#[derive(Clone, Copy, Debug)]
struct Page {
    /// How the seed's scripts call it.
    name: &'static str,
    url: &'static str,
    title: &'static str,
    text: &'static str,
    /// A picture of `assets/seed`.
    picture: &'static str,
    author: &'static str,
}

const PAGES: [Page; 5] = [
    Page {
        name: "short-pages",
        url: "https://example.org/journal/short-pages",
        title: "Why short product pages sell more",
        text: "We cut forty pages to a third of their length and watched what people did. Notes from a year of deleting.",
        picture: "link-journal.svg",
        author: "example.org",
    },
    Page {
        name: "booking",
        url: "https://example.org/booking",
        title: "Book a visit",
        text: "Choose a day, a time and a person. Free of charge until the day before.",
        picture: "link-booking.svg",
        author: "example.org",
    },
    Page {
        name: "sizes",
        url: "https://example.org/help/sizes",
        title: "How to measure your size",
        text: "Standing, leg relaxed, tape without pulling: three drawings and a table.",
        picture: "link-sizes.svg",
        author: "example.org",
    },
    Page {
        name: "opening",
        url: "https://example.org/opening-hours",
        title: "Opening hours",
        text: "Monday to Friday from eight to seven, Saturday until one. Closed on holidays.",
        picture: "front-desk.svg",
        author: "example.org",
    },
    Page { name: "plain", url: "https://example.net/", title: "A page with little to show", text: "", picture: "", author: "" },
];

/// Previews of one message, at most.
const PER_MESSAGE: usize = 3;

impl Page {
    /// The attachment of protocol 5.9.
    fn shown(self) -> Value {
        let mut preview = json!({ "type": "image", "og_scrape_url": self.url, "title": self.title, "title_link": self.url });
        let picture = if self.picture.is_empty() { String::new() } else { format!("/seed/{}", self.picture) };
        for (key, value) in [("text", self.text), ("image_url", &picture), ("thumb_url", &picture), ("author_name", self.author)] {
            if !value.is_empty() {
                preview[key] = value.into();
            }
        }
        preview
    }
}

/// The preview of the page at an address, if it is known.
pub(crate) fn at(url: &str) -> Option<Value> {
    let plain = |url: &str| url.split('#').next().unwrap_or_default().trim_end_matches('/').to_lowercase();
    PAGES.into_iter().find(|page| plain(page.url) == plain(url)).map(Page::shown)
}

/// The preview of the page that the seed's scripts call so.
pub(crate) fn named(name: &str) -> Option<Value> {
    PAGES.into_iter().find(|page| page.name == name).map(Page::shown)
}

/// Every address in a text, in its order.
pub(crate) fn in_text(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|letter: char| letter.is_whitespace() || "()<>[]\"`".contains(letter));
    let is_address =
        |word: &&str| word.split_once("://").is_some_and(|(scheme, rest)| matches!(scheme, "http" | "https") && !rest.is_empty());
    words.filter(is_address).map(|word| word.trim_end_matches(|letter: char| ".,;:!?'*_~".contains(letter)))
}

/// Previews of the pages that a text links to and `attachments` does not show yet.
pub(crate) fn previews(text: &str, attachments: &[Value]) -> Vec<Value> {
    let mut previews: Vec<Value> = Vec::new();
    for preview in in_text(text).filter_map(at) {
        let is_there = |other: &Value| other["og_scrape_url"] == preview["og_scrape_url"];
        if previews.len() < PER_MESSAGE && !attachments.iter().chain(&previews).any(is_there) {
            previews.push(preview);
        }
    }
    previews
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn addresses_are_found_as_people_write_them() {
        let text = "see https://example.org/booking, or (http://a.b/c) and [this](https://x.y/z_). ftp://no https:// no.com";
        assert_eq!(in_text(text).collect::<Vec<_>>(), ["https://example.org/booking", "http://a.b/c", "https://x.y/z"]);
    }

    #[test]
    fn a_known_page_is_shown_once_and_an_unknown_one_not_at_all() {
        let text = "https://example.org/booking https://EXAMPLE.org/booking/#top https://example.com/else";
        let [preview] = &previews(text, &[])[..] else { panic!() };
        assert_eq!(preview["title"], "Book a visit");
        assert!(previews(text, std::slice::from_ref(preview)).is_empty());
    }

    #[test]
    fn every_picture_of_a_page_exists() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/seed");
        for page in PAGES.iter().filter(|page| !page.picture.is_empty()) {
            assert!(folder.join(page.picture).is_file(), "{}", page.picture);
        }
    }
}
