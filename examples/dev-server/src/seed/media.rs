//! Attachments of the seed in Stream's form (protocol sections 5.3 and 5.9): pictures and files that we
//! drew ourselves, served from `assets/seed`, and previews of links to pages that do not exist.

use serde_json::{Value, json};

/// (file, mime type, width, height) of every picture; the sizes let a client reserve the space.
const PICTURES: [(&str, &str, u32, u32); 6] = [
    ("poster.png", "image/png", 900, 1200),
    ("room.svg", "image/svg+xml", 1200, 800),
    ("shelf.svg", "image/svg+xml", 1200, 900),
    ("box.svg", "image/svg+xml", 1000, 750),
    ("chart.svg", "image/svg+xml", 1000, 600),
    ("plan.svg", "image/svg+xml", 1000, 700),
];

/// (file, mime type, bytes) of every document.
const DOCUMENTS: [(&str, &str, usize); 2] = [
    ("price-list.pdf", "application/pdf", include_bytes!("../../assets/seed/price-list.pdf").len()),
    ("measures.csv", "text/csv", include_bytes!("../../assets/seed/measures.csv").len()),
];

/// How loud `voice.m4a` is in each sixtieth of its time, 0 to 1.
const LOUDNESS: [f64; 60] = [
    0.95, 0.47, 0.87, 0.61, 0.94, 0.01, 0.01, 0.67, 0.58, 0.98, 0.62, 0.01, 0.03, 0.9, 0.46, 1.0, 0.56, 0.76, 0.95, 0.2, 0.01, 0.57, 0.62,
    0.01, 0.08, 0.94, 0.51, 0.91, 0.51, 0.92, 0.18, 0.01, 0.56, 0.75, 0.84, 0.39, 0.01, 0.32, 0.91, 0.6, 0.71, 0.89, 0.52, 0.92, 0.6, 0.76,
    0.01, 0.01, 0.82, 0.53, 0.94, 0.01, 0.01, 0.82, 0.61, 0.93, 0.49, 0.83, 0.01, 0.01,
];

/// A picture attachment, or nothing when there is no such picture.
pub(super) fn picture(file: &str) -> Option<Value> {
    let (file, mime, width, height) = PICTURES.into_iter().find(|(name, ..)| *name == file)?;
    Some(json!({
        "type": "image",
        "image_url": format!("/seed/{file}"),
        "fallback": file,
        "mime_type": mime,
        "original_width": width,
        "original_height": height,
    }))
}

/// A document attachment, or nothing when there is no such document.
pub(super) fn document(file: &str) -> Option<Value> {
    let (file, mime, bytes) = DOCUMENTS.into_iter().find(|(name, ..)| *name == file)?;
    Some(json!({
        "type": "file",
        "asset_url": format!("/seed/{file}"),
        "title": file,
        "mime_type": mime,
        "file_size": bytes,
    }))
}

/// A film, or nothing when there is no such film.
pub(super) fn film(file: &str) -> Option<Value> {
    (file == "belt.mp4").then(|| {
        json!({
            "type": "video", "asset_url": "/seed/belt.mp4", "thumb_url": "/seed/belt.jpg", "title": file, "mime_type": "video/mp4",
            "file_size": include_bytes!("../../assets/seed/belt.mp4").len(), "original_width": 384, "original_height": 216,
            "duration": 5.0,
        })
    })
}

/// A sound, or nothing when there is no such sound.
pub(super) fn sound(file: &str) -> Option<Value> {
    (file == "jingle.mp3").then(|| {
        json!({
            "type": "audio", "asset_url": "/seed/jingle.mp3", "title": file, "mime_type": "audio/mpeg",
            "file_size": include_bytes!("../../assets/seed/jingle.mp3").len(), "duration": 5.28,
        })
    })
}

/// A spoken message, or nothing when there is none of that name.
pub(super) fn voice(file: &str) -> Option<Value> {
    (file == "voice.m4a").then(|| {
        json!({
            "type": "voiceRecording", "asset_url": "/seed/voice.m4a", "title": file, "mime_type": "audio/mp4",
            "file_size": include_bytes!("../../assets/seed/voice.m4a").len(), "duration": 6.81, "waveform_data": LOUDNESS.as_slice(),
        })
    })
}

/// A link preview, or nothing when there is none of that name.
pub(super) fn link(name: &str) -> Option<Value> {
    crate::links::named(name)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{DOCUMENTS, PICTURES, film, sound, voice};
    use crate::seed::{cast::PEOPLE, plan::PLANS};

    #[test]
    fn every_file_that_is_shown_exists() {
        let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
        let mut files: Vec<String> = PEOPLE.iter().map(|person| person.image()).collect();
        files.extend(PLANS.iter().filter_map(|plan| plan.image).map(str::to_owned));
        files.extend(PICTURES.map(|picture| format!("/seed/{}", picture.0)));
        files.extend(DOCUMENTS.map(|document| format!("/seed/{}", document.0)));
        for attachment in [film("belt.mp4"), sound("jingle.mp3"), voice("voice.m4a")].map(Option::unwrap) {
            files.extend(["asset_url", "thumb_url"].iter().filter_map(|key| attachment[*key].as_str()).map(str::to_owned));
        }
        for file in files {
            assert!(assets.join(file.trim_start_matches('/')).is_file(), "{file}");
        }
    }
}
