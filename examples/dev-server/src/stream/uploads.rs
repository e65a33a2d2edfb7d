//! Uploads: received piece by piece into a file of its own, which is kept only once it is whole (protocol 5.10,
//! trust D6 and D7); deleted by who uploaded them.

use std::path::{Path as FilePath, PathBuf};

use axum::extract::multipart::{Field, Multipart, MultipartError, MultipartRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;

use crate::answer::Answer;
use crate::app::App;
use crate::error::Error;
use crate::files;
use crate::picture::{self, Head};
use crate::request::{Actor, cid};
use crate::settings::{Settings, UploadRules};
use crate::store::uploads::{self, PATH, Upload};
use crate::store::users;
use crate::stream::place::Place;

/// How much of a refused upload is still read, so that the sender hears why: bytes.
const DRAINED: u64 = 256 << 20;

/// Where an upload goes: a channel, or nowhere in particular.
type Where = Option<Path<(String, String)>>;
type Form = Result<Multipart, MultipartRejection>;

/// What is uploaded: pictures have rules of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    File,
    Image,
}

impl Kind {
    fn rules(self, settings: &Settings) -> &UploadRules {
        match self {
            Self::File => &settings.file_uploads,
            Self::Image => &settings.image_uploads,
        }
    }
}

/// POST `/channels/{type}/{id}/file` and `/uploads/file`.
pub(crate) async fn add_file(State(app): State<App>, actor: Actor, place: Where, form: Form) -> Result<Answer, Error> {
    add(app, actor, place, form, Kind::File).await.map_err(|error| error.of("UploadFile"))
}

/// POST `/channels/{type}/{id}/image` and `/uploads/image`.
pub(crate) async fn add_image(State(app): State<App>, actor: Actor, place: Where, form: Form) -> Result<Answer, Error> {
    add(app, actor, place, form, Kind::Image).await.map_err(|error| error.of("UploadImage"))
}

async fn add(app: App, actor: Actor, place: Where, form: Form, kind: Kind) -> Result<Answer, Error> {
    let mut form = form.map_err(|_| Error::input("a multipart form with the field `file` is needed"))?;
    let cid = place.map(|Path((kind, id))| cid(&kind, &id)).transpose()?;
    let asked = cid.clone();
    let allowed = app.work(actor.user.clone(), move |work| {
        users::ensure(work, &work.me)?;
        let Some(cid) = asked else { return Ok(()) };
        let place = Place::enter(work, &cid)?;
        place.need_feature("uploads")?;
        place.need("upload-file")
    });
    if let Err(error) = allowed.await {
        drain(&mut form).await;
        return Err(error);
    }
    let field = loop {
        match form.next_field().await.map_err(|error| broken(&error))? {
            None => return Err(Error::field("file", "is needed")),
            Some(field) if field.name() == Some("file") => break field,
            Some(_) => {}
        }
    };
    let (mut upload, part) = receive(&app.settings, field, kind).await?;
    upload.user_id = actor.user.clone();
    upload.cid = cid.unwrap_or_default();
    let url = app.settings.absolute(&format!("{PATH}{}", upload.name));
    let mut body = json!({ "file": url });
    if kind == Kind::Image {
        body["thumb_url"] = url.into();
    }
    if let Some((width, height)) = upload.pixels {
        body["original_width"] = width.into();
        body["original_height"] = height.into();
    }
    app.work(actor.user, move |work| {
        upload.created_at = work.now;
        uploads::insert(work, &upload)
    })
    .await?;
    part.keep();
    Ok(Answer::created(body))
}

/// Reads and forgets a refused form: who still sends would otherwise see a broken connection and not the reason.
async fn drain(form: &mut Multipart) {
    let mut left = DRAINED;
    while let Ok(Some(mut field)) = form.next_field().await {
        left = skip(&mut field, left).await;
        if left == 0 {
            return;
        }
    }
}

/// Reads and forgets a field, `left` bytes at most; answers how many more may be read.
async fn skip(field: &mut Field<'_>, mut left: u64) -> u64 {
    while let Ok(Some(piece)) = field.chunk().await {
        left = left.saturating_sub(piece.len() as u64);
        if left == 0 {
            break;
        }
    }
    left
}

fn broken(error: &MultipartError) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Error::too_big() } else { Error::input("the upload is not whole") }
}

/// A file that is deleted again unless it is kept: when its sender vanishes, when the disk is full, when the row fails.
#[derive(Debug)]
struct Part {
    path: PathBuf,
    is_kept: bool,
}

impl Part {
    fn keep(mut self) {
        self.is_kept = true;
    }

    /// Gives the file its final name.
    fn rename(&mut self, to: PathBuf) -> std::io::Result<()> {
        std::fs::rename(&self.path, &to)?;
        self.path = to;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_kept {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// The beginning of the names of files that are not whole yet.
const PARTIAL: &str = "part-";

/// Removes what a crash left half-way.
pub(crate) fn sweep(folder: &FilePath) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(PARTIAL) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Writes a field to disk. The row is not stored yet, and the file goes away with the `Part`.
async fn receive(settings: &Settings, mut field: Field<'_>, kind: Kind) -> Result<(Upload, Part), Error> {
    let rules = kind.rules(settings);
    let original = plain_name(field.file_name().unwrap_or_default());
    let mime = mime(&original, field.content_type());
    if let Err(error) = check(rules, &original, &mime, kind) {
        skip(&mut field, DRAINED).await;
        return Err(error);
    }
    let name = format!("{}{}", uuid::Uuid::new_v4().simple(), ending(&original));
    tokio::fs::create_dir_all(&settings.uploads).await.map_err(|error| unwritten(&error))?;
    let mut part = Part { path: settings.uploads.join(format!("{PARTIAL}{name}")), is_kept: false };
    let mut file = File::create_new(&part.path).await.map_err(|error| unwritten(&error))?;
    let (mut size, mut head) = (0_u64, Vec::new());
    while let Some(piece) = field.chunk().await.map_err(|error| broken(&error))? {
        size += piece.len() as u64;
        if size > rules.size_limit {
            drop((file, part));
            skip(&mut field, DRAINED).await;
            return Err(Error::too_big());
        }
        head.extend(piece.iter().take(picture::HEAD.saturating_sub(head.len())));
        file.write_all(&piece).await.map_err(|error| unwritten(&error))?;
    }
    if size == 0 {
        return Err(Error::field("file", "is empty"));
    }
    let pixels = match (picture::head(&head), kind) {
        (Head::Picture(width, height), _) => Some((width, height)),
        (Head::Unmeasured, _) | (Head::Other, Kind::File) => None,
        (Head::Other, Kind::Image) => return Err(Error::field("file", "is not a picture")),
    };
    file.sync_all().await.map_err(|error| unwritten(&error))?;
    drop(file);
    part.rename(settings.uploads.join(&name)).map_err(|error| unwritten(&error))?;
    let (user_id, cid) = (String::new(), String::new());
    Ok((Upload { name, user_id, cid, original, mime, size, pixels, created_at: 0 }, part))
}

fn unwritten(error: &std::io::Error) -> Error {
    Error::internal(format!("the file cannot be stored: {}", error.kind()))
}

/// The last part of whatever path a client sends, without control characters, 200 letters at most.
fn plain_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|letter| !letter.is_control()).collect();
    let count = plain.chars().count();
    let plain: String = plain.chars().skip(count.saturating_sub(200)).collect();
    if plain.is_empty() { "file".to_owned() } else { plain }
}

/// The ending of a name for the disk: `.png`, or nothing.
fn ending(name: &str) -> String {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_plain = (1..=10).contains(&ending.len()) && ending.chars().all(|letter| letter.is_ascii_alphanumeric());
    if is_plain { format!(".{}", ending.to_ascii_lowercase()) } else { String::new() }
}

/// What the ending says; else what the sender says, if it has the form of a mime type.
fn mime(name: &str, declared: Option<&str>) -> String {
    let is_mime = |text: &&str| {
        text.len() <= 100 && text.split('/').count() == 2 && text.chars().all(|c| c.is_ascii_alphanumeric() || "/.+-; =".contains(c))
    };
    let told = files::mime_of(name).filter(|mime| !(mime.starts_with("video/") && declared.is_some_and(|said| said.starts_with("audio/"))));
    told.or(declared.filter(is_mime)).unwrap_or("application/octet-stream").to_owned()
}

fn check(rules: &UploadRules, name: &str, mime: &str, kind: Kind) -> Result<(), Error> {
    let lower = name.to_lowercase();
    let ends = |endings: &[String]| endings.iter().any(|ending| lower.ends_with(&ending.to_lowercase()));
    let essence = mime.split(';').next().unwrap_or_default().trim();
    let is = |mimes: &[String]| mimes.iter().any(|mime| mime == essence);
    let refused = ends(&rules.blocked_file_extensions)
        || is(&rules.blocked_mime_types)
        || (!rules.allowed_file_extensions.is_empty() && !ends(&rules.allowed_file_extensions))
        || (!rules.allowed_mime_types.is_empty() && !is(&rules.allowed_mime_types))
        || (kind == Kind::Image && !essence.starts_with("image/"));
    if refused { Err(Error::field("file", &format!("of type {essence} is not allowed"))) } else { Ok(()) }
}

/// DELETE `/channels/{type}/{id}/file|image?url=` and `/uploads/file|image?url=`.
pub(crate) async fn remove(State(app): State<App>, actor: Actor, place: Where) -> Result<Answer, Error> {
    let cid = place.map(|Path((kind, id))| cid(&kind, &id)).transpose()?;
    let url = actor.params.text("url").unwrap_or_default().to_owned();
    let name = app.work(actor.user, move |work| {
        users::ensure(work, &work.me)?;
        let place = cid.map(|cid| Place::enter(work, &cid)).transpose()?;
        let Some(upload) = uploads::at(work, &url)? else { return Err(Error::missing("there is no such file")) };
        if upload.user_id != work.me {
            match &place {
                Some(place) if place.channel.cid == upload.cid => place.need("delete-any-message")?,
                _ => return Err(Error::not_allowed("the file belongs to somebody else")),
            }
        }
        uploads::remove(work, &upload.name)?;
        Ok(upload.name)
    });
    let name = name.await.map_err(|error| error.of("DeleteFile"))?;
    let _ = tokio::fs::remove_file(app.settings.uploads.join(name)).await;
    Ok(Answer::ok(json!({})))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_client_reaches_the_disk() {
        for sent in ["../../etc/passwd", "..\\x.png", "/abs/x.png", "C:\\x.png", "x.png\0", "a/..%2f.png", "CON", &"x".repeat(5_000)] {
            let name = plain_name(sent);
            assert!(!name.contains(['/', '\\', '\0']) && name.chars().count() <= 200, "{name}");
            assert!(ending(&name).chars().all(|letter| letter == '.' || letter.is_ascii_alphanumeric()), "{sent}");
        }
        assert_eq!(
            (plain_name(""), ending("a.PNG"), ending("a.tar.gz"), ending("a.%2e"), ending("a")),
            ("file".into(), ".png".into(), ".gz".into(), String::new(), String::new())
        );
    }

    #[test]
    fn rules_compare_endings_without_case_and_mime_types_exactly() {
        let list = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
        let rules =
            UploadRules { blocked_file_extensions: list(&[".exe"]), blocked_mime_types: list(&["text/html"]), ..UploadRules::default() };
        assert!(check(&rules, "a.txt", "text/plain; charset=utf-8", Kind::File).is_ok());
        assert!(check(&rules, "SETUP.EXE", "application/octet-stream", Kind::File).is_err());
        assert!(check(&rules, "a.html", "text/html", Kind::File).is_err());
        assert!(check(&rules, "a.txt", "text/plain", Kind::Image).is_err());
        let rules = UploadRules { allowed_mime_types: list(&["image/png"]), ..UploadRules::default() };
        assert!(check(&rules, "a.png", "image/png", Kind::Image).is_ok());
        assert!(check(&rules, "a.gif", "image/gif", Kind::Image).is_err());
    }
}
