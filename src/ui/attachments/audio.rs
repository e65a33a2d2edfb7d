//! Music, speech and recorded messages (features F116, F117).

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::kind::{address, duration, loudness, title};
use super::players::{Playback, Players};
use super::sound::{BARS, bars, faster, heard, outline, seek, view_box};
use crate::i18n::Locale;
use crate::t;
use crate::ui::kit::{IconButton, glyph};
use crate::wire::Attachment;

/// A player for an attachment that has an address.
pub(super) fn view(attachment: &Attachment, is_voice: bool, key: Rc<str>, locale: &Rc<Locale>) -> Html {
    let Some(src) = address(attachment) else { return super::file::view(attachment, locale) };
    if !super::may_load(&src) {
        return super::file::view(attachment, locale);
    }
    let kind = if is_voice { "preview.voice" } else { "preview.audio" };
    let name = title(attachment).filter(|_| !is_voice).unwrap_or_else(|| locale.text(kind, &[]));
    let bars = if is_voice { bars(&loudness(attachment)) } else { Vec::new() };
    html! {
        <Player
            play_key={key}
            src={src.as_str().to_owned()}
            {name}
            {is_voice}
            duration={duration(attachment)}
            {bars}
            size={attachment.file_size}
            locale={locale.clone()}
        />
    }
}

#[derive(Clone, PartialEq, Properties)]
struct PlayerProps {
    /// Identity of the recording, the same wherever it is shown.
    play_key: Rc<str>,
    src: AttrValue,
    name: AttrValue,
    is_voice: bool,
    /// Seconds, as the sender says.
    duration: Option<f64>,
    /// The waveform; empty draws a line.
    bars: Vec<f64>,
    /// Bytes.
    size: Option<u32>,
    locale: Rc<Locale>,
}

#[component]
fn Player(props: &PlayerProps) -> Html {
    let PlayerProps { play_key: key, src, locale, .. } = props;
    let players = use_context::<Players>().unwrap_or_default();
    let playback = use_state(Playback::default);
    {
        let (players, playback) = (players.clone(), playback.clone());
        use_effect_with(key.clone(), move |key| {
            let tell = {
                let (players, key, set) = (players.clone(), key.clone(), playback.setter());
                Callback::from(move |()| set.set(players.playback(&key)))
            };
            // It may have been started before this row came.
            let now = players.playback(key);
            if now != Playback::default() {
                playback.set(now);
            }
            let watching = players.watch(key, tell);
            move || drop(watching)
        });
    }
    let speed = if playback.speed == 0.0 { 1.0 } else { playback.speed };
    let total = playback.duration.or(props.duration);
    let position = total.map_or(0.0, |total| (playback.time / total).clamp(0.0, 1.0));
    let toggle = {
        let (players, key, src) = (players.clone(), key.clone(), src.clone());
        Callback::from(move |()| players.toggle(&key, &src))
    };
    let (sign, label) = if playback.is_playing {
        (glyph::PAUSE, t!(locale, "audio.pause", name = &props.name))
    } else {
        (glyph::PLAY, t!(locale, "audio.play", name = &props.name))
    };
    let left = total.map(|total| locale.clock(if playback.time > 0.0 { total - playback.time } else { total }));
    let onspeed = {
        let (players, key, src, next) = (players.clone(), key.clone(), src.clone(), faster(speed));
        Callback::from(move |_: MouseEvent| players.set_speed(&key, &src, next))
    };
    let url = crate::text::SafeUrl::parse_web(src);
    let times = [&*spoken(speed, locale), "×"].concat();
    html! {
        <div class={classes!("player", props.is_voice.then_some("player--voice"))} role="group" aria-label={&props.name}>
            <IconButton class="player__toggle" glyph={sign} {label} onclick={toggle} />
            <div class="player__main">
                if !props.is_voice { <span class="player__name" dir="auto">{ &props.name }</span> }
                { seek_bar(props, &players, position, total, playback.time) }
                <span class="player__foot">
                    if playback.has_failed {
                        <span role="status">{ t!(locale, "audio.failed") }</span>
                    } else if let Some(left) = left {
                        <span>{ left }</span>
                    } else if let Some(size) = props.size {
                        <span>{ super::file::size(size, locale) }</span>
                    }
                </span>
            </div>
            if props.is_voice {
                <button type="button" class="player__speed" aria-label={[&*times, ". ", &t!(locale, "audio.speed", speed = &spoken(speed, locale))].concat()} onclick={onspeed}>
                    <span>{ &times }</span>
                </button>
            } else if let Some(url) = url {
                { super::file::download(&url, &props.name, locale) }
            }
        </div>
    }
}

fn spoken(speed: f64, locale: &Locale) -> String {
    if (speed - 1.5).abs() < 0.1 { locale.decimal(150) } else { locale.number(if speed > 1.5 { 2 } else { 1 }) }
}

/// Waveform or line that is also the way to another place. Time runs from left to right in every language.
fn seek_bar(props: &PlayerProps, players: &Players, position: f64, total: Option<f64>, time: f64) -> Html {
    let locale = &props.locale;
    let go = {
        let (players, key, src, total) = (players.clone(), props.play_key.clone(), props.src.clone(), total.unwrap_or(0.0));
        Callback::from(move |to: f64| players.seek(&key, &src, to, total))
    };
    let onkeydown = {
        let go = go.clone();
        Callback::from(move |event: KeyboardEvent| {
            if let Some(to) = seek(&event.key(), position).filter(|_| !event.ctrl_key() && !event.meta_key() && !event.alt_key()) {
                event.prevent_default();
                event.stop_propagation();
                go.emit(to);
            }
        })
    };
    let at = |event: &PointerEvent| {
        let bar = event.target_dyn_into::<Element>()?.closest(".player__seek").ok()??;
        let rect = bar.get_bounding_client_rect();
        (rect.width() > 0.0).then(|| ((f64::from(event.client_x()) - rect.x()) / rect.width()).clamp(0.0, 1.0))
    };
    let onpointerdown = {
        let go = go.clone();
        Callback::from(move |event: PointerEvent| {
            if let Some(to) = at(&event).filter(|_| event.button() == 0) {
                let bar = event.target_dyn_into::<Element>().and_then(|target| target.closest(".player__seek").ok().flatten());
                if let Some(bar) = bar.and_then(|bar| bar.dyn_into::<HtmlElement>().ok()) {
                    // Further moves belong to the bar, wherever the pointer is.
                    let _ = bar.set_pointer_capture(event.pointer_id());
                }
                go.emit(to);
            }
        })
    };
    let onpointermove = Callback::from(move |event: PointerEvent| {
        let holds = event.target_dyn_into::<Element>().is_some_and(|target| target.has_pointer_capture(event.pointer_id()));
        if let Some(to) = at(&event).filter(|_| holds) {
            go.emit(to);
        }
    });
    #[expect(clippy::cast_possible_truncation, reason = "at most 100")]
    let percent = (position * 100.0).round() as i64;
    let words = match total {
        Some(total) => t!(locale, "audio.position", time = &locale.clock(time), total = &locale.clock(total)),
        None => locale.clock(time),
    };
    let bar = heard(position);
    html! {
        <div
            class={classes!("player__seek", props.bars.is_empty().then_some("player__seek--line"))}
            role="slider"
            dir="ltr"
            tabindex="0"
            aria-label={t!(locale, "audio.seek")}
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow={percent.to_string()}
            aria-valuetext={words}
            {onkeydown}
            {onpointerdown}
            {onpointermove}
        >
            if props.bars.is_empty() {
                <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><path class="player__rest" d="M0 0h100v4h-100z" /><path d={["M0 0h", &percent.to_string(), "v4H0z"].concat()} /></svg>
            } else {
                <svg viewBox={view_box()} preserveAspectRatio="none" aria-hidden="true"><path class="player__rest" d={outline(&props.bars, bar..BARS)} /><path d={outline(&props.bars, 0..bar)} /></svg>
            }
        </div>
    }
}
