//! What hangs on a message: images, files, link cards.

use super::json::wire;
use super::value::{Map, Value};

wire! {
    /// One attachment (protocol sections 5.9 to 5.11). See Stream docs: Attachments.
    Attachment {
        /// `image`, `video`, `audio`, `file`, `giphy`, `voiceRecording`, or anything else.
        kind: Option<String> = "type",
        /// Title or file name.
        title: Option<String> = "title",
        /// Where the title leads.
        title_link: Option<String> = "title_link",
        /// Description.
        text: Option<String> = "text",
        /// Name to show when it cannot be drawn.
        fallback: Option<String> = "fallback",
        /// Picture.
        image_url: Option<String> = "image_url",
        /// Smaller picture.
        thumb_url: Option<String> = "thumb_url",
        /// File, video or audio.
        asset_url: Option<String> = "asset_url",
        /// The page a link card was made from; present means it is a link card.
        og_scrape_url: Option<String> = "og_scrape_url",
        /// Site or author of a link card.
        author_name: Option<String> = "author_name",
        /// Where the author leads.
        author_link: Option<String> = "author_link",
        /// Pixels; reserves the box before the picture is there.
        original_width: Option<u32> = "original_width",
        /// Pixels.
        original_height: Option<u32> = "original_height",
        /// Bytes.
        file_size: Option<u32> = "file_size",
        /// E.g. `application/pdf`.
        mime_type: Option<String> = "mime_type",
        /// Seconds of sound or film.
        duration: Option<f64> = "duration",
        /// Loudness of a voice recording, from 0 to 1, usually a hundred of them.
        waveform_data: Vec<f64> = "waveform_data",
        /// Renditions of an animated picture.
        giphy: Option<Map> = "giphy",
        /// Buttons of an ephemeral message.
        actions: Vec<Action> = "actions",
        /// Table of names and values.
        fields: Vec<Field> = "fields",
    }
}

wire! {
    /// A button of an attachment. See Stream docs: Message actions.
    Action {
        /// Form key.
        name: String = "name",
        /// Label.
        text: String = "text",
        /// `primary` or `default`.
        style: String = "style",
        /// `button`.
        kind: String = "type",
        /// Form value.
        value: String = "value",
    }
}

wire! {
    /// One row of an attachment's table. See Stream docs: Attachments.
    Field {
        /// Name.
        title: String = "title",
        /// Value.
        value: String = "value",
        /// Fits beside another.
        short: bool = "short",
    }
}

/// One rendition of an animated picture; Giphy writes its numbers as text (protocol section 5.11).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendition {
    /// Where it is.
    pub url: String,
    /// Pixels; 0 when not told.
    pub width: u32,
    /// Pixels; 0 when not told.
    pub height: u32,
}

impl Attachment {
    /// A link card: made by the server from a page (protocol section 5.9).
    #[must_use]
    pub const fn is_card(&self) -> bool {
        self.og_scrape_url.is_some() || (self.title_link.is_some() && self.asset_url.is_none() && self.giphy.is_none())
    }

    /// A rendition of an animated picture, e.g. `fixed_height` (feature F121).
    #[must_use]
    pub fn rendition(&self, name: &str) -> Option<Rendition> {
        let rendition = self.giphy.as_ref()?.get(name)?;
        let number = |key: &str| match rendition.get(key) {
            Some(Value::String(text)) => text.trim().parse().ok(),
            Some(value) => value.as_u64().and_then(|number| u32::try_from(number).ok()),
            None => None,
        };
        let url = rendition.get("url").and_then(Value::as_str).filter(|url| !url.is_empty())?.to_owned();
        Some(Rendition { url, width: number("width").unwrap_or_default(), height: number("height").unwrap_or_default() })
    }
}

#[cfg(test)]
mod tests {
    use crate::json;

    use super::*;
    use crate::wire::Wire;

    #[test]
    fn each_field_of_a_wrong_type_loses_only_itself() {
        let whole = json!({"type": "voiceRecording", "asset_url": "https://cdn/v", "duration": 2.5, "waveform_data": [0, 0.5, 1], "file_size": 9,
            "mime_type": "audio/mp4", "original_width": 4, "actions": [{"name": "a", "value": "v"}], "fields": [{"title": "t"}], "mine": 1});
        let read = Attachment::read(whole.clone()).unwrap();
        assert_eq!((read.duration, &*read.waveform_data, read.file_size), (Some(2.5), &[0.0, 0.5, 1.0][..], Some(9)));
        for key in whole.as_object().unwrap().keys() {
            for wrong in [json!(null), json!({"x": [1]}), json!([[]]), json!("x"), json!(-1), json!(true)] {
                let mut broken = whole.clone();
                broken[key] = wrong;
                let read = Attachment::read(broken).unwrap();
                assert!(key == "asset_url" || read.asset_url.as_deref() == Some("https://cdn/v"), "{key}");
            }
        }
        let lenient = Attachment::read(json!({"waveform_data": [0.1, "x", null, 0.2]})).unwrap();
        assert_eq!(lenient.waveform_data, [0.1, 0.2]);
    }

    #[test]
    fn renditions_have_numbers_as_text_or_not_at_all() {
        let read = Attachment::read(
            json!({"giphy": {"fixed_height": {"url": "https://g/1", "width": "200", "height": 100}, "broken": 7, "empty": {"url": ""}}}),
        )
        .unwrap();
        assert_eq!(read.rendition("fixed_height"), Some(Rendition { url: "https://g/1".into(), width: 200, height: 100 }));
        assert_eq!(["broken", "empty", "none"].map(|name| read.rendition(name)), [None, None, None]);
    }
}
