//! Uploaded files on their way back: under headers that keep a file from acting as a page of ours (trust D7).

use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;

use crate::app::App;
use crate::error::Error;
use crate::files;
use crate::store::uploads;

/// Whether a browser may show a file of this type by itself, instead of saving it.
fn is_shown(mime: &str) -> bool {
    let scripted = ["image/svg+xml", "text/html", "application/xml", "application/xhtml+xml"];
    let kinds = ["image/", "video/", "audio/", "application/pdf", "text/plain"];
    !scripted.iter().any(|scripted| mime.starts_with(scripted)) && kinds.iter().any(|kind| mime.starts_with(kind))
}

/// GET `/media/{name}`. Names are random: whoever knows one may read the file, as with Stream's signed addresses.
pub(crate) async fn get(State(app): State<App>, Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let upload = app.work(String::new(), move |work| uploads::find(work, &name)).await?;
    let Some(upload) = upload else { return Err(Error::missing("there is no such file")) };
    // The name is ours, as stored: it has no path in it.
    let mut response = files::send(&app.settings.uploads.join(&upload.name), &upload.mime, &headers).await;
    let kind = if is_shown(&upload.mime) { "inline" } else { "attachment" };
    for (name, value) in [
        (header::CONTENT_DISPOSITION, files::disposition(kind, &upload.original).as_str()),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
    ] {
        files::set(&mut response, name, value);
    }
    if upload.mime != "application/pdf" {
        let policy = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";
        files::set(&mut response, header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::is_shown;

    #[test]
    fn what_can_run_scripts_is_saved_and_not_shown() {
        for mime in ["image/png", "video/mp4", "audio/wav", "application/pdf", "text/plain; charset=utf-8"] {
            assert!(is_shown(mime), "{mime}");
        }
        for mime in ["image/svg+xml", "text/html", "application/xml", "application/xhtml+xml", "application/octet-stream", "text/csv"] {
            assert!(!is_shown(mime), "{mime}");
        }
    }
}
