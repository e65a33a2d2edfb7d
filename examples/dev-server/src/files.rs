//! Files on their way out: mime types, byte ranges, validators. A file is read piece by piece, never as a whole.
//! It knows no chat; `pages` serves the demo's own files with it, `media` the uploaded ones.

use std::fmt::Write as _;
use std::io::SeekFrom;
use std::ops::Range;
use std::path::Path;
use std::time::UNIX_EPOCH;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

use crate::error::Error;

/// How much of a file is in memory at once, in bytes.
const PIECE: usize = 64 * 1024;

/// Sends a file, or the part of it that `Range` asks for (RFC 9110, one range).
pub(crate) async fn send(path: &Path, mime: &str, asked: &HeaderMap) -> Response {
    let Ok(file) = File::open(path).await else { return missing() };
    let Ok(facts) = file.metadata().await else { return missing() };
    if !facts.is_file() {
        return missing();
    }
    let changed = facts.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).map_or(0, |since| since.as_millis());
    let (length, tag) = (facts.len(), format!("\"{:x}-{changed:x}\"", facts.len()));
    if text(asked, header::IF_NONE_MATCH) == Some(&tag) {
        return described(StatusCode::NOT_MODIFIED.into_response(), mime, &tag);
    }
    let is_current = text(asked, header::IF_RANGE).is_none_or(|seen| seen == tag);
    let range = text(asked, header::RANGE).filter(|_| is_current).and_then(|range| parse(range, length));
    let (status, part) = match range {
        None => (StatusCode::OK, 0..length),
        Some(part) if part.is_empty() => {
            let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            set(&mut response, header::CONTENT_RANGE, &format!("bytes */{length}"));
            return response;
        }
        Some(part) => (StatusCode::PARTIAL_CONTENT, part),
    };
    let mut response = (status, pieces(file, &part)).into_response();
    if status == StatusCode::PARTIAL_CONTENT {
        set(&mut response, header::CONTENT_RANGE, &format!("bytes {}-{}/{length}", part.start, part.end - 1));
    }
    set(&mut response, header::CONTENT_LENGTH, &(part.end - part.start).to_string());
    described(response, mime, &tag)
}

fn described(mut response: Response, mime: &str, tag: &str) -> Response {
    for (name, value) in [
        (header::CONTENT_TYPE, mime),
        (header::ETAG, tag),
        (header::ACCEPT_RANGES, "bytes"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ] {
        set(&mut response, name, value);
    }
    response
}

/// Sets a header whose value may come from outside; what no header can carry is left out.
pub(crate) fn set(response: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The file between two positions; it ends early when reading fails.
fn pieces(file: File, part: &Range<u64>) -> Body {
    let (start, left) = (part.start, part.end - part.start);
    Body::from_stream(stream::try_unfold((file, start, left, false), |(mut file, start, left, is_placed)| async move {
        if left == 0 {
            return Ok::<_, std::io::Error>(None);
        }
        if !is_placed {
            file.seek(SeekFrom::Start(start)).await?;
        }
        let mut piece = vec![0; PIECE.min(usize::try_from(left).unwrap_or(PIECE))];
        let read = file.read(&mut piece).await?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        piece.truncate(read);
        Ok(Some((Bytes::from(piece), (file, start, left - read as u64, true))))
    }))
}

/// `bytes=5-9`, `bytes=5-` or `bytes=-5` of a file of that length. Several ranges and nonsense are no range; one that
/// lies outside is empty.
fn parse(range: &str, length: u64) -> Option<Range<u64>> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let (first, last) = (first.trim(), last.trim());
    if first.is_empty() {
        let wanted: u64 = last.parse().ok()?;
        return Some(length.saturating_sub(wanted)..length);
    }
    let first: u64 = first.parse().ok()?;
    let end = if last.is_empty() { length } else { last.parse::<u64>().ok()?.saturating_add(1).min(length) };
    if first < end { Some(first..end) } else { Some(0..0) }
}

/// No such file.
pub(crate) fn missing() -> Response {
    Error::missing("there is no such file").into_response()
}

/// (ending, mime type) of what this server knows.
const TYPES: [(&str, &str); 36] = [
    ("js", "text/javascript"),
    ("wasm", "application/wasm"),
    ("json", "application/json"),
    ("css", "text/css"),
    ("html", "text/html"),
    ("htm", "text/html"),
    ("xml", "application/xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("pdf", "application/pdf"),
    ("zip", "application/zip"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("heic", "image/heic"),
    ("bmp", "image/bmp"),
    ("mp4", "video/mp4"),
    ("m4v", "video/mp4"),
    ("webm", "video/webm"),
    ("mov", "video/quicktime"),
    ("ogv", "video/ogg"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("aac", "audio/aac"),
    ("wav", "audio/wav"),
    ("ogg", "audio/ogg"),
    ("oga", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("flac", "audio/flac"),
    ("weba", "audio/webm"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
];

/// The mime type that the ending of a file name tells.
pub(crate) fn mime_of(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    TYPES.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(ending)).map(|(_, mime)| mime)
}

/// `Content-Disposition` with a name of any script (RFC 6266).
pub(crate) fn disposition(kind: &str, name: &str) -> String {
    let plain: String =
        name.chars().map(|letter| if letter.is_ascii_alphanumeric() || " ._-()".contains(letter) { letter } else { '_' }).collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        let table = [
            ("bytes=0-0", Some(0..1)),
            ("bytes=5-9", Some(5..10)),
            ("bytes=5-", Some(5..100)),
            ("bytes=-5", Some(95..100)),
            ("bytes=-500", Some(0..100)),
            ("bytes=90-900", Some(90..100)),
            ("bytes=100-", Some(0..0)),
            ("bytes=9-5", Some(0..0)),
            ("bytes=-0", Some(100..100)),
            ("bytes=0-1,5-6", None),
            ("bytes=x-", None),
            ("lines=0-1", None),
        ];
        for (range, expected) in table {
            assert_eq!(parse(range, 100), expected, "{range}");
        }
        assert_eq!(parse("bytes=0-", 0), Some(0..0));
    }

    #[test]
    fn a_name_of_any_script_fits_in_a_header() {
        assert_eq!(disposition("inline", "a b.txt"), "inline; filename=\"a b.txt\"; filename*=UTF-8''a%20b.txt");
        assert!(HeaderValue::from_str(&disposition("attachment", "ليل\"\r\n.svg")).is_ok());
    }
}
