//! What an attachment is drawn as, from what its fields really hold: every one may be missing or wrong. Pure.

use crate::text::SafeUrl;
use crate::ui::kit::{Glyph, glyph};
use crate::ui::plain;
use crate::wire::Attachment;

/// Longest side that is believed, in pixels.
const LARGEST: u32 = 50_000;

/// What an attachment is drawn as, in the order of the groups (feature F110).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::ui) enum Kind {
    /// A picture or a video: one album.
    Media,
    /// An animated picture from a search.
    Giphy,
    /// A link with title and picture.
    Card,
    /// Music or speech.
    Audio,
    /// A recorded message.
    Voice,
    /// Anything to download.
    File,
    /// Nothing that is known.
    Unsupported,
}

impl Kind {
    /// What an attachment is drawn as.
    pub(in crate::ui) fn of(attachment: &Attachment) -> Self {
        let has_asset = attachment.asset_url.as_deref().is_some_and(|url| SafeUrl::parse_web(url).is_some());
        match attachment.kind.as_deref() {
            Some("giphy") => Self::Giphy,
            _ if attachment.og_scrape_url.is_some() => Self::Card,
            Some("image") if attachment.title_link.is_some() && attachment.image_url.is_none() && !has_asset => Self::Card,
            Some("image") => Self::Media,
            Some("video") if plays(attachment.mime_type.as_deref()) => Self::Media,
            Some("audio") if has_asset => Self::Audio,
            Some("voiceRecording") if has_asset => Self::Voice,
            Some("video" | "audio" | "voiceRecording" | "file") => Self::File,
            _ if has_asset => Self::File,
            _ if attachment.title_link.is_some() => Self::Card,
            _ => Self::Unsupported,
        }
    }
}

/// Kinds of videos that browsers play (feature F115); anything else is a file.
fn plays(mime: Option<&str>) -> bool {
    let kinds = ["video/mp4", "video/ogg", "video/webm", "video/quicktime"];
    mime.is_none_or(|mime| kinds.iter().any(|kind| mime.trim().get(..kind.len()).is_some_and(|start| start.eq_ignore_ascii_case(kind))))
}

/// A picture or video of an album.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) struct Medium {
    /// Identity within the message.
    pub(super) key: String,
    /// It is a video.
    pub(in crate::ui) is_video: bool,
    /// The small picture; a video may have none.
    pub(in crate::ui) thumb: Option<SafeUrl>,
    /// The picture or video itself.
    pub(super) full: Option<SafeUrl>,
    /// Title or file name.
    pub(super) title: Option<String>,
    /// It is a picture of a kind that mostly moves.
    pub(super) moves: bool,
    /// Width and height in pixels, where known.
    pub(in crate::ui) size: Option<(u32, u32)>,
}

impl Medium {
    /// Reads an attachment of [`Kind::Media`].
    pub(in crate::ui) fn of(attachment: &Attachment, index: usize) -> Self {
        let is_video = attachment.kind.as_deref() == Some("video");
        let first = |urls: [&Option<String>; 3]| urls.into_iter().flatten().find_map(|url| SafeUrl::parse_web(url));
        let Attachment { image_url, thumb_url, asset_url, .. } = attachment;
        let (thumb, full) = if is_video {
            (first([thumb_url, image_url, &None]), first([asset_url, &None, &None]))
        } else {
            (first([thumb_url, image_url, asset_url]), first([image_url, asset_url, thumb_url]))
        };
        let size = attachment.original_width.zip(attachment.original_height).and_then(believed);
        let size = size.or_else(|| full.as_ref().and_then(size_in_query)).or_else(|| thumb.as_ref().and_then(size_in_query));
        let moves = !is_video && moves(attachment.mime_type.as_deref(), thumb.as_ref());
        let thumb = thumb.map(small);
        Self { key: index.to_string(), is_video, thumb, full, title: title(attachment), moves, size }
    }
}

/// Animated pictures by their kind, or where nothing says it by their address.
fn moves(mime: Option<&str>, url: Option<&SafeUrl>) -> bool {
    let path = url.and_then(|url| url.as_str().split(['?', '#']).next());
    match mime.map(str::trim) {
        Some(mime) => ["image/gif", "image/apng"].iter().any(|kind| mime.eq_ignore_ascii_case(kind)),
        None => path.and_then(|path| path.rsplit_once('.')).is_some_and(|(_, end)| end.eq_ignore_ascii_case("gif")),
    }
}

fn believed((width, height): (u32, u32)) -> Option<(u32, u32)> {
    (1..=LARGEST).contains(&width).then_some(())?;
    (1..=LARGEST).contains(&height).then_some((width, height))
}

/// Stream writes the size of a picture into its address (feature F111).
fn size_in_query(url: &SafeUrl) -> Option<(u32, u32)> {
    let query = url.as_str().split_once('?')?.1;
    let number = |name: &str| query.split(['&', '#']).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')?.parse().ok());
    believed((number("ow")?, number("oh")?))
}

/// Asks Stream's store for the picture in the size of its box, twice as dense for sharp screens (feature F111). Addresses
/// that do not name their size, or ask for one already, stay as they are: a signature may be about every letter of them.
fn small(url: SafeUrl) -> SafeUrl {
    let Some(size @ (natural, _)) = size_in_query(&url) else { return url };
    let (width, height) = frame(Some(size));
    let text = url.as_str().split('#').next().unwrap_or_default();
    if natural <= 2 * width || text.split(['&', '?']).any(|pair| pair.starts_with("w=")) {
        return url;
    }
    let asked = [text, "&w=", &(2 * width).to_string(), "&h=", &(2 * height).to_string(), "&resize=clip"].concat();
    SafeUrl::parse_web(&asked).unwrap_or(url)
}

/// Title or file name, without what turns the direction of the text (trust S15).
pub(in crate::ui) fn title(attachment: &Attachment) -> Option<String> {
    let titles = [&attachment.title, &attachment.fallback];
    titles.into_iter().flatten().map(|title| plain(title).trim().to_owned()).find(|title| !title.is_empty())
}

/// The address of what can be had of an attachment.
pub(super) fn address(attachment: &Attachment) -> Option<SafeUrl> {
    let Attachment { asset_url, title_link, og_scrape_url, image_url, thumb_url, .. } = attachment;
    [asset_url, title_link, og_scrape_url, image_url, thumb_url].into_iter().flatten().find_map(|url| SafeUrl::parse_web(url))
}

/// The box of a single picture in pixels: at most 320 by 360, in the picture's shape unless that is extreme.
pub(in crate::ui) fn frame(size: Option<(u32, u32)>) -> (u32, u32) {
    let (width, height) = size.map_or((4.0, 3.0), |(width, height)| (f64::from(width), f64::from(height)));
    let shape = (width / height).clamp(0.5, 3.0);
    let natural = size.map_or(320.0, |(width, _)| f64::from(width)).clamp(140.0, 320.0);
    let width = natural.min(360.0 * shape);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 360")]
    let whole = |length: f64| length.round() as u32;
    (whole(width), whole(width / shape))
}

/// Seconds that a recording takes, where known.
pub(super) fn duration(attachment: &Attachment) -> Option<f64> {
    attachment.duration.filter(|seconds| (0.0..360_000.0).contains(seconds) && *seconds > 0.0)
}

/// Loudness over time from 0 to 1.
pub(super) fn loudness(attachment: &Attachment) -> Vec<f64> {
    let read = |sample: &f64| if sample.is_finite() { sample.clamp(0.0, 1.0) } else { 0.0 };
    attachment.waveform_data.iter().take(2_000).map(read).collect()
}

/// The drawing of a file by its media type, else by the end of its name (feature F119).
pub(in crate::ui) fn file_glyph(mime: Option<&str>, name: &str) -> Glyph {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    let mime = mime.unwrap_or_default();
    let is = |words: &[&str], ends: &[&str]| {
        words.iter().any(|word| mime.contains(word)) || ends.iter().any(|known| end.eq_ignore_ascii_case(known))
    };
    if is(&["spreadsheet", "excel", "csv"], &["xls", "xlsx", "ods", "csv", "tsv"]) {
        glyph::FILE_SPREADSHEET
    } else if is(&["zip", "compressed", "x-tar", "x-7z"], &["zip", "gz", "7z", "rar", "tar", "bz2", "xz"]) {
        glyph::FILE_ARCHIVE
    } else if is(&["video/"], &["mov", "avi", "mkv", "mp4", "webm"]) {
        glyph::FILE_PLAY
    } else if is(&["audio/"], &["mp3", "wav", "m4a", "ogg", "flac", "aac"]) {
        glyph::MUSIC
    } else if is(&["image/"], &["png", "jpg", "jpeg", "gif", "webp", "svg", "heic"]) {
        glyph::IMAGE
    } else if is(&["text/", "pdf", "word", "document", "presentation"], &["pdf", "doc", "docx", "odt", "txt", "md", "rtf", "ppt", "pptx"]) {
        glyph::FILE_TEXT
    } else {
        glyph::FILE
    }
}

#[cfg(test)]
mod tests {
    use crate::json;
    use proptest::prelude::*;

    use super::*;
    use crate::wire::Wire;

    fn read(json: crate::wire::Value) -> Attachment {
        Attachment::read(json).unwrap()
    }

    #[test]
    fn what_it_is_follows_from_what_there_is() {
        let cases = [
            (json!({"type": "image", "image_url": "https://x.test/a.png"}), Kind::Media),
            (json!({"type": "image", "og_scrape_url": "https://x.test"}), Kind::Card),
            (json!({"type": "video", "asset_url": "https://x.test/a"}), Kind::Media),
            (json!({"type": "video", "asset_url": "https://x.test/a", "mime_type": "VIDEO/MP4; codecs=x"}), Kind::Media),
            (json!({"type": "video", "asset_url": "https://x.test/a", "mime_type": "video/x-matroska"}), Kind::File),
            (json!({"type": "audio", "asset_url": "https://x.test/a"}), Kind::Audio),
            (json!({"type": "audio", "asset_url": "javascript:x"}), Kind::File),
            (json!({"type": "voiceRecording", "asset_url": "https://x.test/a"}), Kind::Voice),
            (json!({"type": "giphy"}), Kind::Giphy),
            (json!({"type": "hologram", "asset_url": "https://x.test/a"}), Kind::File),
            (json!({"type": "hologram", "title_link": "https://x.test/a"}), Kind::Card),
            (json!({"type": 7}), Kind::Unsupported),
            (json!({}), Kind::Unsupported),
        ];
        for (json, kind) in cases {
            assert_eq!(Kind::of(&read(json.clone())), kind, "{json}");
        }
    }

    #[test]
    fn the_box_of_a_picture_is_known_before_it_is_there() {
        let size = |json: crate::wire::Value| Medium::of(&read(json), 0).size;
        assert_eq!(size(json!({"type": "image", "original_width": 1600, "original_height": 900})), Some((1600, 900)));
        assert_eq!(size(json!({"type": "image", "image_url": "https://x.test/a.png?Sig=a%3D&oh=400&ow=300#x"})), Some((300, 400)));
        for json in [
            json!({"type": "image", "original_width": 1600}),
            json!({"type": "image", "original_width": 0, "original_height": 5}),
            json!({"type": "image", "original_width": 4_000_000_000_u32, "original_height": 5}),
            json!({"type": "image", "original_width": "wide", "original_height": -3, "image_url": "https://x.test/a.png?oh=a&ow=3"}),
        ] {
            assert_eq!(size(json.clone()), None, "{json}");
        }
        assert_eq!([frame(Some((1600, 900))), frame(Some((900, 1600))), frame(None)], [(320, 180), (203, 360), (320, 240)]);
        assert_eq!([frame(Some((50_000, 1))), frame(Some((1, 50_000))), frame(Some((20, 20)))], [(320, 107), (140, 280), (140, 140)]);
    }

    #[test]
    fn a_picture_of_streams_store_is_asked_for_in_the_size_of_its_box() {
        let thumb = |url: &str| Medium::of(&read(json!({"type": "image", "image_url": url})), 0).thumb.unwrap().as_str().to_owned();
        assert_eq!(
            thumb("https://x.test/a.png?Sig=a%3D&oh=900&ow=1600#x"),
            "https://x.test/a.png?Sig=a%3D&oh=900&ow=1600&w=640&h=360&resize=clip"
        );
        for url in ["https://x.test/a.png?Sig=a", "https://x.test/a.png?oh=90&ow=160", "https://x.test/a.png?w=50&oh=900&ow=1600"] {
            assert_eq!(thumb(url), url, "nothing to gain, or not ours to ask");
        }
        let medium = Medium::of(&read(json!({"type": "image", "image_url": "https://x.test/a.png?oh=900&ow=1600"})), 0);
        assert_eq!(medium.full.unwrap().as_str(), "https://x.test/a.png?oh=900&ow=1600", "large, it is whole");
    }

    #[test]
    fn only_web_addresses_are_taken() {
        let medium = Medium::of(
            &read(
                json!({"type": "image", "image_url": "javascript:alert(1)", "thumb_url": "data:text/html,x", "asset_url": "https://x.test/a"}),
            ),
            0,
        );
        assert_eq!(medium.thumb.unwrap().as_str(), "https://x.test/a");
        assert_eq!(Medium::of(&read(json!({"type": "video", "image_url": "https://x.test/p.png", "asset_url": "//evil"})), 0).full, None);
    }

    #[test]
    fn recordings_are_read_leniently() {
        let good = read(json!({"duration": 12.5, "waveform_data": [0.1, 2, "x", null, -1]}));
        assert_eq!((duration(&good), loudness(&good)), (Some(12.5), vec![0.1, 1.0, 0.0]));
        for json in [json!({"duration": "long", "waveform_data": 3}), json!({"duration": -1}), json!({"duration": 1e300}), json!({})] {
            assert_eq!((duration(&read(json.clone())), loudness(&read(json))), (None, Vec::new()));
        }
    }

    #[test]
    fn files_are_told_apart_by_kind_and_by_name() {
        let cases = [
            (Some("text/csv"), "x", glyph::FILE_SPREADSHEET),
            (None, "Bilancio.XLSX", glyph::FILE_SPREADSHEET),
            (Some("application/zip"), "", glyph::FILE_ARCHIVE),
            (Some("application/pdf"), "a", glyph::FILE_TEXT),
            (None, "a.mov", glyph::FILE_PLAY),
            (None, "archive", glyph::FILE),
            (None, "", glyph::FILE),
        ];
        for (mime, name, drawing) in cases {
            assert_eq!(file_glyph(mime, name), drawing, "{mime:?} {name}");
        }
    }

    proptest! {
        #[test]
        fn a_frame_is_never_larger_than_its_room(width in 1..=LARGEST, height in 1..=LARGEST) {
            let (width, height) = frame(Some((width, height)));
            prop_assert!((120..=320).contains(&width) && (40..=360).contains(&height), "{width} x {height}");
        }
    }
}
