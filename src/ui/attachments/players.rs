//! What is playing, outside of the views: rows come and go while a recording goes on, and only one thing sounds at a time
//! (feature F118).
//!
//! [`Players`] belongs to one element and falls silent with it. Touches the browser in event handlers only.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlAudioElement, HtmlMediaElement};
use yew::{AttrValue, Callback};

/// Most recordings that are kept while nobody shows them.
const KEPT: usize = 12;

/// How far a recording is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Playback {
    /// It sounds.
    pub(super) is_playing: bool,
    /// Seconds heard.
    pub(super) time: f64,
    /// Seconds it takes, once the browser knows.
    pub(super) duration: Option<f64>,
    /// How fast it runs; 0 before it was ever started, which means 1.
    pub(super) speed: f64,
    /// It cannot be played.
    pub(super) has_failed: bool,
}

/// The players of one element.
#[derive(Clone, Default)]
pub struct Players(Rc<RefCell<Table>>);

impl PartialEq for Players {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl std::fmt::Debug for Players {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Players")
    }
}

#[derive(Default)]
struct Table {
    players: Vec<Player>,
    watchers: Vec<(u32, Rc<str>, Callback<()>)>,
    next: u32,
    /// A video in a view that sounds.
    video: Option<HtmlMediaElement>,
    /// How far videos were seen whose views are gone: address and seconds, the latest last.
    seen: Vec<(AttrValue, f64)>,
}

struct Player {
    key: Rc<str>,
    audio: HtmlAudioElement,
    has_failed: bool,
    heard: Closure<dyn FnMut(web_sys::Event)>,
}

/// What is told of a recording.
const EVENTS: [&str; 8] = ["timeupdate", "play", "pause", "ended", "durationchange", "ratechange", "seeked", "error"];

impl Drop for Player {
    fn drop(&mut self) {
        let listener = self.heard.as_ref().unchecked_ref();
        for name in EVENTS {
            let _ = self.audio.remove_event_listener_with_callback(name, listener);
        }
        let _ = self.audio.pause();
        // Otherwise the browser goes on loading.
        let _ = self.audio.remove_attribute("src");
        self.audio.load();
    }
}

/// Tells of a recording until it is dropped.
pub(super) struct Watching(Players, u32);

impl Drop for Watching {
    fn drop(&mut self) {
        let mut table = self.0.0.borrow_mut();
        table.watchers.retain(|(id, ..)| *id != self.1);
        // What is over, never began, or waits longest is let go.
        let is_watched = |key: &Rc<str>, watchers: &[(u32, Rc<str>, Callback<()>)]| watchers.iter().any(|(_, watched, _)| watched == key);
        let Table { players, watchers, .. } = &mut *table;
        let idle = players.iter().filter(|player| player.audio.paused() && !is_watched(&player.key, watchers)).count();
        let mut excess = idle.saturating_sub(KEPT);
        let mut gone = Vec::new();
        let mut at = 0;
        while let Some(player) = players.get(at) {
            let is_idle = player.audio.paused() && !is_watched(&player.key, watchers);
            let is_over = player.audio.ended() || player.audio.current_time() == 0.0;
            if is_idle && (is_over || excess > 0) {
                excess = excess.saturating_sub(1);
                gone.push(players.remove(at));
            } else {
                at += 1;
            }
        }
        drop(table);
        drop(gone);
    }
}

impl Players {
    /// How far a recording is; the beginning when it was never started.
    pub(super) fn playback(&self, key: &str) -> Playback {
        let table = self.0.borrow();
        let Some(player) = table.players.iter().find(|player| &*player.key == key) else { return Playback::default() };
        let audio = &player.audio;
        Playback {
            is_playing: !audio.paused() && !audio.ended(),
            time: audio.current_time(),
            duration: Some(audio.duration()).filter(|seconds| seconds.is_finite() && *seconds > 0.0),
            speed: audio.playback_rate(),
            has_failed: player.has_failed,
        }
    }

    /// Tells whenever a recording goes on.
    pub(super) fn watch(&self, key: &Rc<str>, tell: Callback<()>) -> Watching {
        let mut table = self.0.borrow_mut();
        let id = table.next;
        table.next = id.wrapping_add(1);
        table.watchers.push((id, key.clone(), tell));
        Watching(self.clone(), id)
    }

    /// Starts or stops a recording; everything else stops.
    pub(super) fn toggle(&self, key: &Rc<str>, src: &str) {
        let Some(audio) = self.audio(key, src) else { return };
        if audio.paused() || audio.ended() {
            self.alone(&audio);
            start(&audio);
        } else {
            let _ = audio.pause();
        }
    }

    /// Goes to a position from 0 to 1; `duration` is what it is said to take, in seconds.
    pub(super) fn seek(&self, key: &Rc<str>, src: &str, position: f64, duration: f64) {
        if let Some(audio) = self.audio(key, src) {
            let known = Some(audio.duration()).filter(|seconds| seconds.is_finite()).unwrap_or(duration);
            audio.set_current_time(position * known);
            self.tell(key);
        }
    }

    /// Runs at another speed.
    pub(super) fn set_speed(&self, key: &Rc<str>, src: &str, speed: f64) {
        if let Some(audio) = self.audio(key, src) {
            audio.set_default_playback_rate(speed);
            audio.set_playback_rate(speed);
        }
    }

    /// A video in a view began to sound: everything else stops.
    pub(super) fn video_began(&self, video: HtmlMediaElement) {
        self.alone(&video);
        self.0.borrow_mut().video = Some(video);
    }

    /// A view of a video is there: it begins where the last one was left.
    pub(super) fn video_came(&self, src: &AttrValue, video: &HtmlMediaElement) {
        let at = self.0.borrow().seen.iter().find(|(known, _)| known == src).map(|(_, at)| *at);
        if let Some(at) = at {
            video.set_current_time(at);
        }
    }

    /// A view of a video goes.
    pub(super) fn video_went(&self, src: &AttrValue, video: &HtmlMediaElement) {
        let mut table = self.0.borrow_mut();
        table.seen.retain(|(known, _)| known != src);
        if video.current_time() > 0.0 && !video.ended() {
            table.seen.push((src.clone(), video.current_time()));
        }
        if table.seen.len() > KEPT {
            table.seen.remove(0);
        }
        if table.video.as_ref() == Some(video) {
            table.video = None;
        }
    }

    fn alone(&self, media: &HtmlMediaElement) {
        let table = self.0.borrow();
        let audios = table.players.iter().map(|player| player.audio.clone().unchecked_into::<HtmlMediaElement>());
        let others: Vec<HtmlMediaElement> = audios.chain(table.video.clone()).filter(|other| other != media && !other.paused()).collect();
        // Outside of the borrow: stopping tells the views.
        drop(table);
        for other in others {
            let _ = other.pause();
        }
    }

    fn audio(&self, key: &Rc<str>, src: &str) -> Option<HtmlAudioElement> {
        let mut table = self.0.borrow_mut();
        // What failed is tried anew.
        table.players.retain(|player| !(player.key == *key && player.has_failed));
        if let Some(player) = table.players.iter().find(|player| player.key == *key) {
            return Some(player.audio.clone());
        }
        let audio = HtmlAudioElement::new().ok()?;
        audio.set_preload("metadata");
        let heard = {
            let (table, key) = (Rc::downgrade(&self.0), key.clone());
            Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| heard(&table, &key, &event))
        };
        for name in EVENTS {
            let _ = audio.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
        }
        audio.set_src(src);
        table.players.push(Player { key: key.clone(), audio: audio.clone(), has_failed: false, heard });
        Some(audio)
    }

    fn tell(&self, key: &str) {
        let watchers: Vec<Callback<()>> =
            self.0.borrow().watchers.iter().filter(|(_, watched, _)| &**watched == key).map(|(.., tell)| tell.clone()).collect();
        watchers.into_iter().for_each(|tell| tell.emit(()));
    }
}

fn heard(table: &Weak<RefCell<Table>>, key: &str, event: &web_sys::Event) {
    let Some(table) = table.upgrade() else { return };
    if event.type_() == "error"
        && let Some(player) = table.borrow_mut().players.iter_mut().find(|player| &*player.key == key)
    {
        player.has_failed = true;
    }
    Players(table).tell(key);
}

fn start(media: &HtmlMediaElement) {
    if let Ok(playing) = media.play() {
        // A refusal is told as an event, too; here it would only be noise on the console.
        wasm_bindgen_futures::spawn_local(async move {
            let _ = wasm_bindgen_futures::JsFuture::from(playing).await;
        });
    }
}
