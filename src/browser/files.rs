//! Files that a user chose: kept here by id, while the core knows only their names and sizes. Uploads them, telling how far
//! each got.
//!
//! A file's preview has an address of its own (`blob:`), which a page's policy may forbid to load; then a small copy of a picture
//! (`data:`) stands in for it. The size of pictures is read without it. Known to the views through [`keep`]; called from the runner.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, CanvasRenderingContext2d, File, FormData, HtmlCanvasElement, HtmlMediaElement, ImageBitmap, ProgressEvent, Url, XmlHttpRequest,
};

use super::policy;
use crate::api::{Failure, Reply, Request};
use crate::chat::FileId;
use crate::connection::CLIENT;
use crate::state::{MediaKind, NewFile};

/// A chosen picture is on screen, or blocked, after this long.
const SHOWN_WITHIN_MS: i32 = 300;
/// The longer side of a picture that stands in for a blocked one.
const PREVIEW_PIXELS: f64 = 480.0;

/// A file and what was made for it.
struct Kept {
    id: FileId,
    blob: Blob,
    name: Rc<str>,
    preview: Rc<str>,
    upload: Option<Upload>,
}

/// An upload on its way with its callbacks; dropping it gives it up.
struct Upload {
    request: XmlHttpRequest,
    _progress: Closure<dyn Fn(ProgressEvent)>,
    _done: Closure<dyn Fn()>,
}

impl Drop for Upload {
    fn drop(&mut self) {
        self.request.set_onloadend(None);
        if let Ok(upload) = self.request.upload() {
            upload.set_onprogress(None);
        }
        let _ = self.request.abort();
    }
}

thread_local! {
    static FILES: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
    static IDS: Cell<u32> = const { Cell::new(0) };
}

/// Keeps a file, or anything recorded, and describes it for `Intent::Attach`. Its pixels and length come later, to be told by
/// `Intent::Measured`: see [`measure`].
#[must_use]
pub fn keep(blob: &Blob, name: Option<&str>) -> NewFile {
    let id = FileId(IDS.replace(IDS.get().wrapping_add(1)));
    let name: Rc<str> = name.map(str::to_owned).or_else(|| blob.dyn_ref::<File>().map(File::name)).unwrap_or_default().into();
    // Recorders name their codecs, which the app's lists of types do not.
    let mime = blob.type_();
    let mime = mime.split(';').next().unwrap_or_default().trim();
    let kind = MediaKind::of(mime);
    let has_preview = kind != MediaKind::File;
    let preview: Rc<str> = has_preview.then(|| Url::create_object_url_with_blob(blob).ok()).flatten().unwrap_or_default().into();
    let (blob, kept_name) = (blob.clone(), name.clone());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "float casts saturate")]
    let size = blob.size() as u32;
    FILES.with_borrow_mut(|files| files.push(Kept { id, blob, name: kept_name, preview: preview.clone(), upload: None }));
    NewFile { id, name, mime: Rc::from(mime), size, kind, preview, ..NewFile::default() }
}

/// The file itself, e.g. to play a recording.
#[must_use]
pub fn file(id: FileId) -> Option<Blob> {
    FILES.with_borrow(|files| files.iter().find(|kept| kept.id == id).map(|kept| kept.blob.clone()))
}

/// Finds out the pixels of a picture, and the pixels and length of film and sound. What cannot be found out stays unknown.
pub fn measure(file: &NewFile, measured: impl Fn(NewFile) + 'static) {
    let Some(blob) = self::file(file.id) else { return };
    let mut file = file.clone();
    match file.kind {
        MediaKind::Image => wasm_bindgen_futures::spawn_local(async move {
            let Some(promise) = web_sys::window().and_then(|window| window.create_image_bitmap_with_blob(&blob).ok()) else { return };
            let Ok(bitmap) = wasm_bindgen_futures::JsFuture::from(promise).await else { return };
            let bitmap: ImageBitmap = bitmap.unchecked_into();
            (file.width, file.height) = (Some(bitmap.width()), Some(bitmap.height()));
            measured(file.clone());
            // By now it was drawn, or blocked.
            let _ = wasm_bindgen_futures::JsFuture::from(after(SHOWN_WITHIN_MS)).await;
            if policy::hides_blobs()
                && let Some(preview) = small(&bitmap)
            {
                file.preview = preview.into();
                measured(file);
            }
            bitmap.close();
        }),
        MediaKind::Audio | MediaKind::Video | MediaKind::Voice => measure_media(file, measured),
        MediaKind::File => {}
    }
}

/// Fulfilled after a while.
fn after(millis: i32) -> Promise {
    Promise::new(&mut |done, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, millis);
        }
    })
}

/// A picture as the address of itself, small, for pages whose policy allows `data:` and not `blob:`.
fn small(bitmap: &ImageBitmap) -> Option<String> {
    let canvas: HtmlCanvasElement = web_sys::window()?.document()?.create_element("canvas").ok()?.unchecked_into();
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let scale = (PREVIEW_PIXELS / width.max(height)).min(1.0);
    let (width, height) = ((width * scale).ceil(), (height * scale).ceil());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "float casts saturate")]
    let (pixels, lines) = (width as u32, height as u32);
    canvas.set_width(pixels);
    canvas.set_height(lines);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.unchecked_into();
    context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width, height).ok()?;
    canvas.to_data_url().ok()
}

/// Loads the begin of a film or a recording; a policy may forbid it.
fn measure_media(mut file: NewFile, measured: impl FnOnce(NewFile) + 'static) {
    let tag = if file.kind == MediaKind::Video { "video" } else { "audio" };
    let document = web_sys::window().and_then(|window| window.document());
    let Some(media) = document.and_then(|document| document.create_element(tag).ok()) else { return };
    let media: HtmlMediaElement = media.unchecked_into();
    media.set_preload("metadata");
    let src = file.preview.to_string();
    let known = media.clone();
    let loaded = Closure::once_into_js(move || {
        if let Some(video) = known.dyn_ref::<web_sys::HtmlVideoElement>() {
            (file.width, file.height) = (Some(video.video_width()), Some(video.video_height()));
        }
        let duration = known.duration();
        // A recording that has no length yet says it is endless.
        file.duration = file.duration.or_else(|| Some(duration).filter(|duration| duration.is_finite()));
        known.set_src("");
        measured(file);
    });
    media.set_onloadedmetadata(Some(loaded.unchecked_ref()));
    media.set_src(&src);
}

/// Lets go of a file.
pub fn forget(id: FileId) {
    let gone = FILES.with_borrow_mut(|files| files.iter().position(|kept| kept.id == id).map(|at| files.remove(at)));
    if let Some(kept) = gone.filter(|kept| !kept.preview.is_empty()) {
        let _ = Url::revoke_object_url(&kept.preview);
    }
}

/// Gives an upload up; the file stays.
pub(super) fn cancel(id: FileId) {
    drop(take_upload(id));
}

fn take_upload(id: FileId) -> Option<Upload> {
    FILES.with_borrow_mut(|files| files.iter_mut().find(|kept| kept.id == id).and_then(|kept| kept.upload.take()))
}

/// Uploads a file. `fetch` tells nothing about how far a request got, so this is an `XMLHttpRequest`; without a limit of time
/// (protocol section 1.3).
pub(super) fn upload(
    id: FileId,
    request: &Request,
    progressed: impl Fn(u8) + 'static,
    answered: impl Fn(Result<Reply, Failure>) + Clone + 'static,
) {
    match start(id, request, progressed, answered.clone()) {
        Ok(upload) => FILES.with_borrow_mut(|files| {
            if let Some(kept) = files.iter_mut().find(|kept| kept.id == id) {
                kept.upload = Some(upload);
            }
        }),
        Err(_) => answered(Err(Failure::Offline)),
    }
}

fn start(
    id: FileId,
    request: &Request,
    progressed: impl Fn(u8) + 'static,
    answered: impl Fn(Result<Reply, Failure>) + 'static,
) -> Result<Upload, JsValue> {
    let form = FormData::new()?;
    FILES.with_borrow(|files| {
        let kept = files.iter().find(|kept| kept.id == id).ok_or(JsValue::UNDEFINED)?;
        form.append_with_blob_and_filename("file", &kept.blob, &kept.name)
    })?;
    let http = XmlHttpRequest::new()?;
    http.open_with_async(request.method, &request.url, true)?;
    for (name, value) in [("stream-auth-type", "jwt"), ("x-stream-client", CLIENT), ("authorization", &*request.token.0)] {
        if super::address::is_header(name, value) {
            http.set_request_header(name, value)?;
        }
    }
    let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.length_computable() && event.total() > 0.0 {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "float casts saturate")]
            progressed((event.loaded() / event.total() * 100.0) as u8);
        }
    });
    let of = http.clone();
    let done = Closure::<dyn Fn()>::new(move || {
        let status = of.status().unwrap_or_default();
        let header = |name: &str| of.get_response_header(name).ok().flatten();
        let body = of.response_text().ok().flatten().unwrap_or_default();
        let outcome = if status == 0 {
            Err(Failure::Offline)
        } else {
            let retry_after = header("retry-after").and_then(|value| super::address::retry_after(&value));
            let rate_limit_reset = header("x-ratelimit-reset").and_then(|value| value.trim().parse().ok());
            Ok(Reply { status, retry_after, rate_limit_reset, body })
        };
        answered(outcome);
    });
    http.upload()?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    http.set_onloadend(Some(done.as_ref().unchecked_ref()));
    http.send_with_opt_form_data(Some(&form))?;
    Ok(Upload { request: http, _progress: progress, _done: done })
}
