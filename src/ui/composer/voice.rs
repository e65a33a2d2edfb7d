//! Voice messages (feature F148): the microphone's button, and the bar that stands in the place of the field while something is
//! recorded. What listens to the microphone is in `recorder`.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use super::recorder::{Recorder, Recording, can_record};
use super::{Writing, files};
use crate::chat::Intent;
use crate::state::{Control, MediaKind};
use crate::t;
use crate::ui::kit::{IconButton, Severity, Timer, Toast, glyph, use_stage};

/// Loudness is looked at this often, in milliseconds.
const TICK: i32 = 60;
/// Bars that are shown while it is recorded.
const BARS: usize = 60;

/// A recording may begin: nothing else is being written, and files may be added.
pub(super) fn may_record(writing: &Writing) -> bool {
    let composer = &writing.composer;
    composer.text.is_empty()
        && composer.attachments.is_empty()
        && composer.command.is_none()
        && composer.editing.is_none()
        && files::may_add(writing).is_ok()
        && writing.chat.snapshot.may(&writing.channel, Control::Record)
        && can_record()
}

/// The button that begins a recording.
pub(super) fn button(writing: &Writing, onclick: Callback<()>) -> Html {
    html! { <span class="composer__files"><IconButton glyph={glyph::MIC} label={t!(writing.chat.locale, "composer.record")} {onclick} /></span> }
}

/// The bar of a recording, from asking for the microphone on.
pub(super) fn bar(writing: &Writing, onclose: Callback<()>) -> Html {
    html! { <Bar writing={writing.clone()} {onclose} /> }
}

#[derive(Clone, PartialEq, Properties)]
struct BarProps {
    writing: Writing,
    onclose: Callback<()>,
}

#[component]
fn Bar(props: &BarProps) -> Html {
    let locale = props.writing.chat.locale.clone();
    let (again, stage) = (use_force_update(), use_stage());
    let recorder = use_mut_ref(|| None::<Recorder>);
    let wanted = use_mut_ref(|| true);
    {
        let (recorder, wanted, onclose, again) = (recorder.clone(), wanted.clone(), props.onclose.clone(), again.clone());
        use_effect_with((), move |()| {
            let gone = (recorder.clone(), wanted.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let begun = Recorder::begin().await;
                // Gone in the meantime: what was begun ends with it.
                if !*wanted.borrow() {
                    return;
                }
                match begun {
                    Ok(begun) => {
                        recorder.replace(Some(begun));
                        again.force_update();
                    }
                    Err(key) => {
                        stage.show(Toast::new("voice", Severity::Error, locale.text(key, &[])));
                        onclose.emit(());
                    }
                }
            });
            move || {
                *gone.1.borrow_mut() = false;
                gone.0.take();
            }
        });
    }
    use_ticks(&recorder, &again);
    let (seconds, is_paused, is_on) = recorder.borrow().as_ref().map_or((0.0, false, false), |it| (it.seconds(), it.is_paused(), true));
    let pause = {
        let (recorder, again) = (recorder.clone(), again);
        Callback::from(move |()| {
            if let Some(recorder) = recorder.borrow_mut().as_mut() {
                recorder.pause(!is_paused);
            }
            again.force_update();
        })
    };
    let finish = {
        let (recorder, writing, onclose) = (recorder.clone(), props.writing.clone(), props.onclose.clone());
        Callback::from(move |()| {
            let (writing, onclose) = (writing.clone(), onclose.clone());
            if let Some(recorder) = recorder.take() {
                recorder.finish(move |recording| {
                    attach(&writing, recording);
                    onclose.emit(());
                });
            }
        })
    };
    let locale = &props.writing.chat.locale;
    let (glyph, label) =
        if is_paused { (glyph::MIC, t!(locale, "composer.record-on")) } else { (glyph::PAUSE, t!(locale, "composer.record-pause")) };
    html! {
        <div class="composer__row voice" role="group" aria-label={t!(locale, "composer.recording")}>
            <IconButton glyph={glyph::TRASH_2} label={t!(locale, "composer.record-discard")} onclick={&props.onclose} />
            <span class="voice__dot" data-paused={is_paused.then_some("")}></span>
            <span class="voice__time">{ locale.clock(seconds) }</span>
            { bars(&recorder) }
            <IconButton {glyph} {label} is_disabled={!is_on} onclick={pause} />
            <span class="composer__send" data-ready="">
                <IconButton glyph={glyph::CHECK} label={t!(locale, "composer.record-done")} is_disabled={!is_on} onclick={finish} />
            </span>
            <span class="visually-hidden" role="status">{ is_on.then(|| t!(locale, "composer.recording")) }</span>
        </div>
    }
}

/// Looks at the loudness again and again.
#[hook]
fn use_ticks(recorder: &Rc<RefCell<Option<Recorder>>>, again: &UseForceUpdateHandle) {
    let (recorder, again) = (recorder.clone(), again.clone());
    use_effect(move || {
        let is_running = recorder.borrow().as_ref().is_some_and(|recorder| !recorder.is_paused());
        let timer = is_running.then(|| {
            Timer::after(TICK, move || {
                if let Some(recorder) = recorder.borrow_mut().as_mut() {
                    recorder.listen();
                }
                again.force_update();
            })
        });
        move || drop(timer)
    });
}

/// The last loudnesses, as one drawing.
fn bars(recorder: &Rc<RefCell<Option<Recorder>>>) -> Html {
    let path: String = recorder.borrow().as_ref().map_or_else(String::new, |recorder| {
        let heard = recorder.heard();
        let shown = heard.get(heard.len().saturating_sub(BARS)..).unwrap_or_default();
        let from = BARS - shown.len();
        let bar = |(at, loudness): (usize, &f64)| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "float casts saturate")]
            let half = (loudness * 11.0).round().clamp(1.0, 11.0) as u32;
            let x = ((from + at) * 4 + 2).to_string();
            ["M", &x, " ", &(12 - half).to_string(), "v", &(2 * half).to_string()].concat()
        };
        shown.iter().enumerate().map(bar).collect()
    });
    html! { <svg class="voice__bars" viewBox="0 0 240 24" preserveAspectRatio="xMaxYMid slice" aria-hidden="true" focusable="false"><path d={path} /></svg> }
}

fn attach(writing: &Writing, recording: Recording) {
    let mut file = (writing.chat.keep)(&recording.sound, Some(&recording.name));
    file.kind = MediaKind::Voice;
    file.duration = Some(recording.seconds);
    file.waveform = Rc::new(recording.waveform);
    writing.emit(Intent::Attach(writing.target.clone(), vec![file]));
}
