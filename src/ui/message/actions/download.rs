//! Saves what hangs on a message (feature F92): fetched and saved under its name; where the other server does not allow
//! that, opened beside the page.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, HtmlAnchorElement, Response, Url};

use crate::state::Message;
use crate::text::SafeUrl;
use crate::ui::plain;

/// Something that can be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct File {
    /// Under which name.
    pub(super) name: String,
    url: String,
}

/// What can be saved of a message: not cards of links, and only web addresses (trust S3).
pub(super) fn files(message: &Message) -> Vec<File> {
    let file = |attachment: &crate::wire::Attachment| {
        if attachment.is_card() {
            return None;
        }
        let urls = [&attachment.asset_url, &attachment.image_url, &attachment.thumb_url];
        let url = urls.into_iter().flatten().find_map(|url| SafeUrl::parse_web(url))?;
        let title = attachment.title.as_deref().or(attachment.fallback.as_deref()).map(|title| plain(title).trim().to_owned());
        let last = url.as_str().split(['?', '#']).next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        let name = title.filter(|title| !title.is_empty()).unwrap_or_else(|| last.to_owned());
        Some(File { name, url: url.as_str().to_owned() })
    };
    message.attachments.iter().filter_map(file).collect()
}

/// Saves files one after the other.
pub(super) fn save(files: Vec<File>) {
    spawn_local(async move {
        for file in files {
            let fetched = fetched(&file.url).await.and_then(|blob| Url::create_object_url_with_blob(&blob).ok());
            match fetched {
                Some(url) => {
                    let _ = follow(&url, Some(&file.name));
                    // The browser has its own copy as soon as the click is done.
                    let _ = Url::revoke_object_url(&url);
                }
                None => {
                    let _ = follow(&file.url, None);
                }
            }
        }
    });
}

async fn fetched(url: &str) -> Option<Blob> {
    let response = JsFuture::from(web_sys::window()?.fetch_with_str(url)).await.ok()?.dyn_into::<Response>().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.blob().ok()?).await.ok()?.dyn_into().ok()
}

/// Presses a link that is in no page: under a name it saves, without one it opens beside the page.
fn follow(url: &str, name: Option<&str>) -> Option<()> {
    let link = web_sys::window()?.document()?.create_element("a").ok()?.dyn_into::<HtmlAnchorElement>().ok()?;
    link.set_href(url);
    match name {
        Some(name) => link.set_download(name),
        None => {
            link.set_target("_blank");
            link.set_rel("noopener noreferrer nofollow");
        }
    }
    link.click();
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::a_message;
    use crate::wire::Attachment;

    #[test]
    fn only_web_addresses_can_be_saved_and_cards_are_no_files() {
        let of = |url: &str, title: Option<&str>| Attachment {
            kind: Some("file".into()),
            asset_url: Some(url.into()),
            title: title.map(str::to_owned),
            ..Attachment::default()
        };
        let card = Attachment {
            og_scrape_url: Some("https://x.test".into()),
            image_url: Some("https://x.test/i".into()),
            ..Attachment::default()
        };
        let all = vec![
            of("https://x.test/a%20b.pdf?s=1", None),
            of("https://x.test/2", Some(" \u{202e}Plan ")),
            of("javascript:alert(1)", None),
            card,
        ];
        let names: Vec<String> =
            files(&a_message().but(|it| it.attachments = all).build().into()).into_iter().map(|file| file.name).collect();
        assert_eq!(names, ["a%20b.pdf", "Plan"]);
    }
}
