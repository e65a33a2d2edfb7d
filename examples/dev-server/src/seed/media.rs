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

/// A link preview, or nothing when there is none of that name.
pub(super) fn link(name: &str) -> Option<Value> {
    crate::links::named(name)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{DOCUMENTS, PICTURES};
    use crate::seed::{cast::PEOPLE, plan::PLANS};

    #[test]
    fn every_file_that_is_shown_exists() {
        let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
        let mut files: Vec<String> = PEOPLE.iter().map(|person| person.image()).collect();
        files.extend(PLANS.iter().filter_map(|plan| plan.image).map(str::to_owned));
        files.extend(PICTURES.map(|picture| format!("/seed/{}", picture.0)));
        files.extend(DOCUMENTS.map(|document| format!("/seed/{}", document.0)));
        for file in files {
            assert!(assets.join(file.trim_start_matches('/')).is_file(), "{file}");
        }
    }
}
