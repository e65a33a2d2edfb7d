//! The microphone: records, and measures how loud it is meanwhile (feature F148). Dropping a [`Recorder`] lets go of the
//! microphone. Called from `voice`.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AnalyserNode, AudioContext, Blob, BlobEvent, BlobPropertyBag, DomException, MediaRecorder, MediaStream, MediaStreamConstraints,
    MediaStreamTrack,
};

/// Loudnesses of a finished recording (protocol section 5.10).
const SAMPLES: usize = 100;

/// The browser can record, and the page may ask for the microphone.
pub(super) fn can_record() -> bool {
    #[cfg(target_arch = "wasm32")]
    {
        let has = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &name.into()).is_ok_and(|it| !it.is_undefined());
        web_sys::window().is_some_and(|window| has(&window, "MediaRecorder") && has(&window.navigator(), "mediaDevices"))
    }
    // Drawn without a browser, the button is to be seen.
    #[cfg(not(target_arch = "wasm32"))]
    true
}

/// What came of it.
pub(super) struct Recording {
    pub(super) sound: Blob,
    pub(super) name: String,
    pub(super) seconds: f64,
    /// Loudness from 0 to 1.
    pub(super) waveform: Vec<f64>,
}

/// A recording under way.
pub(super) struct Recorder {
    recorder: MediaRecorder,
    stream: MediaStream,
    context: Option<AudioContext>,
    analyser: Option<AnalyserNode>,
    parts: Rc<RefCell<Array>>,
    /// Every loudness heard, one for each look.
    heard: Vec<f64>,
    /// Milliseconds before the last pause, and when it went on after it.
    before: f64,
    since: Option<f64>,
    _heard: Closure<dyn FnMut(BlobEvent)>,
}

impl Recorder {
    /// Asks for the microphone and begins. An error is a key of the locale files.
    pub(super) async fn begin() -> Result<Self, &'static str> {
        Self::open().await.map_err(|error| match error.dyn_ref::<DomException>().map(DomException::name).as_deref() {
            Some("NotAllowedError" | "SecurityError") => "composer.record-denied",
            Some("NotFoundError") => "composer.record-none",
            _ => "composer.record-failed",
        })
    }

    async fn open() -> Result<Self, JsValue> {
        let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
        let wish = MediaStreamConstraints::new();
        wish.set_audio(&JsValue::TRUE);
        let stream: MediaStream =
            JsFuture::from(window.navigator().media_devices()?.get_user_media_with_constraints(&wish)?).await?.dyn_into()?;
        let recorder = MediaRecorder::new_with_media_stream(&stream)?;
        let parts = Rc::new(RefCell::new(Array::new()));
        let of = parts.clone();
        let heard = Closure::<dyn FnMut(BlobEvent)>::new(move |event: BlobEvent| {
            if let Some(part) = event.data() {
                of.borrow().push(&part);
            }
        });
        recorder.set_ondataavailable(Some(heard.as_ref().unchecked_ref()));
        recorder.start()?;
        // Without it there are no bars, but a recording.
        let context = AudioContext::new().ok();
        let analyser = context.as_ref().and_then(|context| {
            let analyser = context.create_analyser().ok()?;
            context.create_media_stream_source(&stream).ok()?.connect_with_audio_node(&analyser).ok()?;
            Some(analyser)
        });
        let now = Some(js_sys::Date::now());
        Ok(Self { recorder, stream, context, analyser, parts, heard: Vec::new(), before: 0.0, since: now, _heard: heard })
    }

    /// How long it is.
    pub(super) fn seconds(&self) -> f64 {
        (self.before + self.since.map_or(0.0, |since| js_sys::Date::now() - since)) / 1_000.0
    }

    pub(super) const fn is_paused(&self) -> bool {
        self.since.is_none()
    }

    /// Loudnesses so far.
    pub(super) fn heard(&self) -> &[f64] {
        &self.heard
    }

    /// Pauses, or goes on.
    pub(super) fn pause(&mut self, pauses: bool) {
        self.before = self.seconds() * 1_000.0;
        self.since = (!pauses).then(js_sys::Date::now);
        let _ = if pauses { self.recorder.pause() } else { self.recorder.resume() };
    }

    /// Looks how loud it is now.
    pub(super) fn listen(&mut self) {
        let Some(analyser) = &self.analyser else { return };
        let mut levels = [0_u8; 256];
        analyser.get_byte_time_domain_data(&mut levels);
        let loudest = levels.iter().map(|level| level.abs_diff(128)).max().unwrap_or_default();
        // Speech is far from the loudest there is.
        self.heard.push((f64::from(loudest) / 128.0 * 1.6).min(1.0));
    }

    /// Ends it, and hands it over.
    pub(super) fn finish(self, done: impl FnOnce(Recording) + 'static) {
        let (seconds, waveform, parts) = (self.seconds(), condensed(&self.heard, SAMPLES), self.parts.clone());
        let mime = self.recorder.mime_type();
        let recorder = self.recorder.clone();
        let stopped = Closure::once_into_js(move || {
            let kind = mime.split(';').next().unwrap_or_default().to_owned();
            let bag = BlobPropertyBag::new();
            bag.set_type(&kind);
            // Here ends what holds the microphone.
            let parts = { self }.parts.borrow().clone();
            if let Ok(sound) = Blob::new_with_blob_sequence_and_options(&parts, &bag) {
                let ending = kind.rsplit('/').next().unwrap_or("webm").to_owned();
                done(Recording { sound, name: ["voice.", &ending].concat(), seconds, waveform });
            }
        });
        drop(parts);
        recorder.set_onstop(Some(stopped.unchecked_ref()));
        let _ = recorder.stop();
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.recorder.set_ondataavailable(None);
        for track in self.stream.get_tracks() {
            if let Some(track) = track.dyn_ref::<MediaStreamTrack>() {
                track.stop();
            }
        }
        if let Some(context) = &self.context {
            let _ = context.close();
        }
    }
}

/// So many loudnesses as are asked for, each the loudest of its part.
pub(super) fn condensed(heard: &[f64], count: usize) -> Vec<f64> {
    let part = |at: usize| {
        let (from, to) = (at * heard.len() / count, ((at + 1) * heard.len()).div_ceil(count));
        heard.get(from..to).unwrap_or_default().iter().copied().fold(0.0, f64::max)
    };
    if heard.is_empty() { Vec::new() } else { (0..count).map(part).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waveform_has_as_many_loudnesses_as_are_asked_for() {
        assert_eq!(condensed(&[0.1, 0.5, 0.2, 0.9], 2), [0.5, 0.9]);
        assert_eq!(condensed(&[0.3], 3), [0.3, 0.3, 0.3]);
        assert_eq!((condensed(&[], 3).len(), condensed(&vec![0.1; 1_000], 100).len()), (0, 100));
    }
}
