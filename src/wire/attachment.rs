//! What hangs on a message: images, files, link cards.

use super::json::{Map, wire};

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
