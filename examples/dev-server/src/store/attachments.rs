//! Attachments between the wire and the `attachments` column: addresses of our own are stored without our origin, so
//! that they outlive a change of port, and pictures that were uploaded here know their size.

use serde_json::{Value, json};

use super::uploads;
use crate::error::Error;
use crate::work::Work;

/// Keys that hold an address.
const ADDRESSES: [&str; 8] =
    ["image_url", "thumb_url", "asset_url", "og_scrape_url", "title_link", "author_icon", "footer_icon", "author_link"];

/// What a client sent, as it is stored.
pub(crate) fn stored(work: &Work<'_>, sent: &Value) -> Result<Value, Error> {
    let mut attachments = if sent.is_array() { sent.clone() } else { json!([]) };
    each_address(&mut attachments, &|url| work.settings().relative(url).to_owned());
    for attachment in attachments.as_array_mut().into_iter().flatten() {
        let needs_size = attachment["type"] == "image" && attachment["original_width"].is_null();
        let Some(url) = attachment["image_url"].as_str().filter(|_| needs_size) else { continue };
        if let Some((width, height)) = uploads::at(work, url)?.and_then(|upload| upload.pixels) {
            attachment["original_width"] = width.into();
            attachment["original_height"] = height.into();
        }
    }
    Ok(attachments)
}

/// What is stored, with the addresses of our own files made absolute.
pub(crate) fn shown(work: &Work<'_>, stored: &Value) -> Value {
    let mut attachments = stored.clone();
    each_address(&mut attachments, &|url| work.settings().absolute(url));
    attachments
}

fn each_address(attachments: &mut Value, change: &dyn Fn(&str) -> String) {
    let change = |value: Option<&mut Value>| {
        if let Some(Value::String(url)) = value {
            *url = change(url);
        }
    };
    for attachment in attachments.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        for key in ADDRESSES {
            change(attachment.get_mut(key));
        }
        let forms = attachment.get_mut("giphy").and_then(Value::as_object_mut);
        for (_, form) in forms.into_iter().flatten() {
            change(form.get_mut("url"));
        }
    }
}
