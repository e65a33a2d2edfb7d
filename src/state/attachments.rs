//! Files on their way into a message (features F131 to F134, F154).
//!
//! The files themselves stay in the browser layer, which knows them by [`FileId`]; here are only names, sizes and how far
//! each got.

use std::rc::Rc;

use super::Trouble;
use crate::wire::{AppSettings, Attachment, UploadConfig};

/// Most files of one message in the composer (protocol section 1.8; the server takes 30).
pub const MAX_FILES: usize = 10;
/// Bytes of an upload when the app sets no limit: 100 MiB (protocol section 6.8).
const MAX_SIZE: u32 = 100 << 20;

/// Names a file that the browser layer keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// What a file is shown as; decides the `type` of its attachment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MediaKind {
    /// Sound.
    Audio,
    /// Anything else.
    #[default]
    File,
    /// A picture.
    Image,
    /// A film that browsers play (feature F115).
    Video,
    /// Recorded here (feature F148).
    Voice,
}

impl MediaKind {
    /// By MIME type.
    #[must_use]
    pub fn of(mime: &str) -> Self {
        let mime = mime.split(';').next().unwrap_or_default().trim();
        match mime.split('/').next().unwrap_or_default() {
            "image" if !mime.contains("photoshop") => Self::Image,
            "video" if ["video/mp4", "video/ogg", "video/webm", "video/quicktime"].contains(&mime) => Self::Video,
            "audio" => Self::Audio,
            _ => Self::File,
        }
    }

    /// The attachment's `type` on the wire.
    #[must_use]
    pub const fn wire(self) -> &'static str {
        match self {
            Self::Audio => "audio",
            Self::File => "file",
            Self::Image => "image",
            Self::Video => "video",
            Self::Voice => "voiceRecording",
        }
    }
}

/// One file chosen for a message, as the browser layer describes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewFile {
    /// Names it there.
    pub id: FileId,
    /// File name.
    pub name: Rc<str>,
    /// MIME type; may be empty.
    pub mime: Rc<str>,
    /// Bytes.
    pub size: u32,
    /// What it is shown as.
    pub kind: MediaKind,
    /// An address for a preview on this page only; empty when there is none. A page's policy may forbid to load it.
    pub preview: Rc<str>,
    /// Pixels, once known.
    pub width: Option<u32>,
    /// Pixels, once known.
    pub height: Option<u32>,
    /// Seconds, of sound and film, once known.
    pub duration: Option<f64>,
    /// Loudness from 0 to 1, of a voice recording.
    pub waveform: Rc<Vec<f64>>,
}

/// A file of a composer and how far it got.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pending {
    /// What it is.
    pub file: NewFile,
    /// How far it got.
    pub phase: UploadPhase,
    /// How often it was cut off on its way.
    pub cuts: u8,
    /// What it was on the server before, while a message is edited: needs no upload.
    pub kept: Option<Rc<Attachment>>,
}

/// How far a file got.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum UploadPhase {
    /// What may be uploaded is being asked for.
    #[default]
    Checking,
    /// Waits for the connection or for other files.
    Queued,
    /// On its way.
    Uploading {
        /// Hundredths of its bytes.
        percent: u8,
    },
    /// The server has it.
    Done {
        /// Where.
        url: Rc<str>,
        /// A smaller picture, if the server made one.
        thumb: Option<Rc<str>>,
    },
    /// It was not uploaded; `can_retry` says whether the same again may work.
    Failed(Trouble),
    /// It may not be uploaded at all.
    Refused(Refusal),
}

/// Why a file may not be uploaded (feature F154).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It has no bytes: a folder, or a file that went away.
    Empty,
    /// More bytes than the app allows.
    TooLarge {
        /// Bytes allowed.
        limit: u32,
    },
    /// The app does not allow this ending or type.
    Type,
}

impl Refusal {
    /// Key in the locale files.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Empty => "upload.empty",
            Self::TooLarge { .. } => "upload.too-large",
            Self::Type => "upload.type",
        }
    }
}

impl Pending {
    /// A file that the server has already, at its place among those of a message. Its id is none of the browser layer's, which
    /// counts up from 0.
    pub(crate) fn keep(attachment: &Attachment, at: u32) -> Self {
        let text = |text: &Option<String>| Rc::from(text.as_deref().unwrap_or_default());
        let name = if attachment.title.is_some() { &attachment.title } else { &attachment.fallback };
        let kinds = [MediaKind::Audio, MediaKind::Image, MediaKind::Video, MediaKind::Voice];
        let kind = kinds.into_iter().find(|kind| attachment.kind.as_deref() == Some(kind.wire())).unwrap_or_default();
        let file = NewFile {
            id: FileId(u32::MAX - at),
            name: text(name),
            mime: text(&attachment.mime_type),
            size: attachment.file_size.unwrap_or_default(),
            kind,
            width: attachment.original_width,
            height: attachment.original_height,
            duration: attachment.duration,
            ..NewFile::default()
        };
        let url =
            attachment.asset_url.as_ref().or(attachment.image_url.as_ref()).map_or_else(|| Rc::from(""), |url| Rc::from(url.as_str()));
        Self { file, phase: UploadPhase::Done { url, thumb: None }, cuts: 0, kept: Some(Rc::new(attachment.clone())) }
    }

    /// Not there yet, but on its way.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        matches!(self.phase, UploadPhase::Checking | UploadPhase::Queued | UploadPhase::Uploading { .. })
    }

    /// What goes out for it: nothing until the server has the file (protocol section 5.10).
    #[must_use]
    pub fn attachment(&self) -> Option<Attachment> {
        if let Some(kept) = &self.kept {
            return Some((**kept).clone());
        }
        let UploadPhase::Done { url, thumb } = &self.phase else { return None };
        let file = &self.file;
        let url = Some(url.to_string());
        let mut attachment = Attachment {
            kind: Some(file.kind.wire().to_owned()),
            file_size: Some(file.size),
            mime_type: (!file.mime.is_empty()).then(|| file.mime.to_string()),
            thumb_url: thumb.as_ref().map(ToString::to_string),
            original_width: file.width,
            original_height: file.height,
            duration: file.duration,
            waveform_data: (*file.waveform).clone(),
            ..Attachment::default()
        };
        if file.kind == MediaKind::Image {
            attachment.image_url = url;
            attachment.fallback = Some(file.name.to_string());
        } else {
            attachment.asset_url = url;
            attachment.title = Some(file.name.to_string());
        }
        Some(attachment)
    }
}

/// Whether the app allows a file (protocol section 5.10): endings are compared without case, types exactly.
#[must_use]
pub fn refusal(app: &AppSettings, file: &NewFile) -> Option<Refusal> {
    let config: &UploadConfig = if file.kind == MediaKind::Image { &app.image_upload_config } else { &app.file_upload_config };
    let name = file.name.to_ascii_lowercase();
    let ends = |endings: &[String]| endings.iter().any(|ending| name.ends_with(&ending.to_ascii_lowercase()));
    let is_type = |types: &[String]| types.iter().any(|kind| **kind == *file.mime);
    let is_allowed = (config.allowed_file_extensions.is_empty() || ends(&config.allowed_file_extensions))
        && !ends(&config.blocked_file_extensions)
        && (config.allowed_mime_types.is_empty() || is_type(&config.allowed_mime_types))
        && !is_type(&config.blocked_mime_types);
    let limit = config.size_limit.filter(|limit| *limit > 0).unwrap_or(MAX_SIZE);
    if !is_allowed {
        return Some(Refusal::Type);
    }
    if file.size == 0 {
        return Some(Refusal::Empty);
    }
    (file.size > limit).then_some(Refusal::TooLarge { limit })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_file(name: &str, mime: &str, size: u32) -> NewFile {
        NewFile { name: Rc::from(name), mime: Rc::from(mime), size, kind: MediaKind::of(mime), ..NewFile::default() }
    }

    #[test]
    fn the_apps_lists_and_limits_decide_what_may_be_uploaded() {
        let config = UploadConfig {
            blocked_file_extensions: vec![".EXE".to_owned()],
            blocked_mime_types: vec!["application/x-sh".to_owned()],
            size_limit: Some(1_000),
            ..UploadConfig::default()
        };
        let images = UploadConfig { allowed_file_extensions: vec![".png".to_owned()], ..UploadConfig::default() };
        let app = AppSettings { file_upload_config: config, image_upload_config: images, ..AppSettings::default() };
        for (file, expected) in [
            (a_file("a.exe", "", 1), Some(Refusal::Type)),
            (a_file("a", "application/x-sh", 1), Some(Refusal::Type)),
            (a_file("a.pdf", "application/pdf", 1_001), Some(Refusal::TooLarge { limit: 1_000 })),
            (a_file("a.pdf", "application/pdf", 1_000), None),
            (a_file("a.pdf", "application/pdf", 0), Some(Refusal::Empty)),
            (a_file("A.PNG", "image/png", 100 << 20), None),
            (a_file("a.png", "image/png", (100 << 20) + 1), Some(Refusal::TooLarge { limit: 100 << 20 })),
            (a_file("a.gif", "image/gif", 1), Some(Refusal::Type)),
            // A Photoshop file is no picture to a browser.
            (a_file("a.psd", "image/vnd.adobe.photoshop", 1), None),
        ] {
            assert_eq!(refusal(&app, &file), expected, "{file:?}");
        }
    }

    #[test]
    fn a_file_becomes_the_attachment_of_its_kind() {
        let done = |file| Pending { file, phase: UploadPhase::Done { url: Rc::from("https://cdn/x"), thumb: None }, ..Pending::default() };
        let image = done(NewFile { width: Some(4), height: Some(3), ..a_file("x.png", "image/png", 7) }).attachment().unwrap();
        assert_eq!(
            (image.kind.as_deref(), image.image_url.as_deref(), image.fallback.as_deref()),
            (Some("image"), Some("https://cdn/x"), Some("x.png"))
        );
        assert_eq!((image.original_width, image.original_height, image.file_size), (Some(4), Some(3), Some(7)));
        let voice =
            NewFile { kind: MediaKind::Voice, duration: Some(1.5), waveform: Rc::new(vec![0.5]), ..a_file("v.mp4", "audio/mp4", 7) };
        let voice = done(voice).attachment().unwrap();
        assert_eq!((voice.kind.as_deref(), voice.duration, voice.waveform_data), (Some("voiceRecording"), Some(1.5), vec![0.5]));
        assert_eq!(Pending::default().attachment(), None);
    }
}
