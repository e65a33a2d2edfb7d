//! What is told to the user without being asked: toasts, and sentences for assistive technology only (features F177 to F179,
//! trust C2).
//!
//! One [`Stage`] per element holds both; an [`Outlet`] shows them, on the page or inside the topmost dialog: what is outside of a
//! modal dialog can be neither pressed nor heard.

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::seen::Seen;
use super::toast_queue::{DWELL, Queue};
use super::{Button, ButtonKind, Glyph, Icon, IconButton, Spinner, Timer, glyph};

/// How long a toast stays that has nothing to press, in milliseconds (feature F177).
const SHORT: i32 = 3_000;
/// How long one stays that can be acted on or tells of trouble, in milliseconds.
const LONG: i32 = 8_000;
/// How long it takes to go, in milliseconds.
const EXIT: i32 = 200;

/// What a toast is about (feature F178).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Severity {
    /// Something failed; said at once.
    Error,
    /// Something to know.
    #[default]
    Info,
    /// Something is under way.
    Loading,
    /// Something was done.
    Success,
    /// Something may go wrong.
    Warning,
}

/// When a toast goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Life {
    /// By itself, unless it is pointed at or has the focus.
    #[default]
    Passes,
    /// When it is closed or taken away.
    Stays,
}

/// Something to tell.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    /// What it is about: telling the same again replaces it.
    pub key: AttrValue,
    /// Kind.
    pub severity: Severity,
    /// The sentence.
    pub text: AttrValue,
    /// Words of a button and what it does, e.g. to undo.
    pub action: Option<(AttrValue, Callback<()>)>,
    /// When it goes.
    pub life: Life,
    /// It went, in whatever way.
    pub onclose: Callback<()>,
}

impl Toast {
    /// A toast that passes.
    pub fn new(key: impl Into<AttrValue>, severity: Severity, text: impl Into<AttrValue>) -> Self {
        Self { key: key.into(), severity, text: text.into(), action: None, life: Life::Passes, onclose: Callback::noop() }
    }

    /// With a button.
    #[must_use]
    pub fn with_action(self, label: impl Into<AttrValue>, act: Callback<()>) -> Self {
        Self { action: Some((label.into(), act)), ..self }
    }

    /// Stays until it is closed.
    #[must_use]
    pub fn staying(self) -> Self {
        Self { life: Life::Stays, ..self }
    }

    pub(super) fn stays(&self) -> bool {
        self.life == Life::Stays || self.severity == Severity::Loading
    }

    fn millis(&self) -> i32 {
        let is_quick = self.action.is_none() && matches!(self.severity, Severity::Info | Severity::Success);
        if is_quick { SHORT } else { LONG }
    }
}

/// What happens on a stage.
#[derive(Clone, Debug, PartialEq)]
pub enum Cue {
    /// Say something politely, or at once.
    Say(AttrValue, bool),
    /// Show a toast.
    Show(Toast),
    /// Take a toast away.
    Remove(AttrValue),
    /// The toast on screen was there long enough for a more important one.
    Dwelled,
    /// A dialog opened.
    Entered(u32),
    /// A dialog closed.
    Left(u32),
}

/// The way to the element's one stage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StageHandle(Callback<Cue>);

impl StageHandle {
    /// Says something to assistive technology when it has time.
    pub fn say(&self, text: impl Into<AttrValue>) {
        self.0.emit(Cue::Say(text.into(), false));
    }

    /// Says something to assistive technology at once.
    pub fn say_now(&self, text: impl Into<AttrValue>) {
        self.0.emit(Cue::Say(text.into(), true));
    }

    /// Shows a toast and says it.
    pub fn show(&self, toast: Toast) {
        self.0.emit(Cue::Show(toast));
    }

    /// Takes a toast away.
    pub fn remove(&self, key: impl Into<AttrValue>) {
        self.0.emit(Cue::Remove(key.into()));
    }
}

/// The way to the element's stage; outside of one nothing is heard.
#[hook]
pub fn use_stage() -> StageHandle {
    use_context::<StageHandle>().unwrap_or_default()
}

/// What is on now.
#[derive(Clone, Debug, Default, PartialEq)]
struct Program {
    queue: Queue,
    polite: AttrValue,
    urgent: AttrValue,
    /// Open dialogs, topmost last.
    modals: Vec<u32>,
}

/// What a [`Stage`] surrounds.
#[derive(Clone, PartialEq, Properties)]
pub struct StageProps {
    /// Name of the button that closes a toast.
    pub dismiss: AttrValue,
    /// Toasts that are known from elsewhere; going from here takes them away.
    #[prop_or_default]
    pub toasts: Vec<Toast>,
    /// The views.
    pub children: Html,
}

/// Surrounds the views of one element.
pub struct Stage {
    program: Rc<Program>,
    handle: StageHandle,
    given: Vec<AttrValue>,
}

impl Component for Stage {
    type Message = Cue;
    type Properties = StageProps;

    fn create(ctx: &Context<Self>) -> Self {
        let handle = StageHandle(ctx.link().callback(|cue| cue));
        let mut stage = Self { program: Rc::default(), handle, given: Vec::new() };
        stage.take(&ctx.props().toasts);
        stage
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &StageProps) -> bool {
        if ctx.props().toasts != old.toasts {
            self.take(&ctx.props().toasts);
        }
        true
    }

    fn update(&mut self, _ctx: &Context<Self>, cue: Cue) -> bool {
        let program = Rc::make_mut(&mut self.program);
        let gone = match cue {
            Cue::Say(text, is_urgent) => {
                program.say(&text, is_urgent);
                None
            }
            Cue::Show(toast) => {
                program.say(&toast.text, toast.severity == Severity::Error);
                program.queue.show(toast);
                None
            }
            Cue::Remove(key) => program.queue.remove(&key),
            Cue::Dwelled => program.queue.dwelled(),
            Cue::Entered(id) => {
                program.modals.push(id);
                None
            }
            Cue::Left(id) => {
                program.modals.retain(|known| *known != id);
                None
            }
        };
        if let Some(toast) = gone {
            toast.onclose.emit(());
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let on = On { program: self.program.clone(), dismiss: ctx.props().dismiss.clone() };
        html! {
            <ContextProvider<StageHandle> context={self.handle.clone()}>
                <ContextProvider<On> context={on}>
                    { ctx.props().children.clone() }
                    <Outlet />
                </ContextProvider<On>>
            </ContextProvider<StageHandle>>
        }
    }
}

impl Stage {
    /// Follows the toasts that are known from elsewhere; one that was closed here does not come back.
    fn take(&mut self, toasts: &[Toast]) {
        let program = Rc::make_mut(&mut self.program);
        let before = std::mem::replace(&mut self.given, toasts.iter().map(|toast| toast.key.clone()).collect());
        for toast in toasts.iter().filter(|toast| !before.contains(&toast.key)) {
            program.say(&toast.text, toast.severity == Severity::Error);
            program.queue.show(toast.clone());
        }
        for key in before.iter().filter(|key| !self.given.contains(key)) {
            program.queue.remove(key);
        }
    }
}

impl Program {
    /// The same words once more differ by a space that nobody hears: otherwise nothing would be said.
    fn say(&mut self, text: &AttrValue, is_urgent: bool) {
        let place = if is_urgent { &mut self.urgent } else { &mut self.polite };
        *place = if *place == *text { [text.as_str(), "\u{a0}"].concat().into() } else { text.clone() };
    }
}

/// What an [`Outlet`] needs to know.
#[derive(Clone, PartialEq)]
struct On {
    program: Rc<Program>,
    dismiss: AttrValue,
}

/// What an [`Outlet`] is part of.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct OutletProps {
    /// It is inside of a modal dialog.
    #[prop_or_default]
    pub(super) is_modal: bool,
}

/// Shows the toast and says the sentences, if it is the topmost.
#[component]
pub(super) fn Outlet(props: &OutletProps) -> Html {
    let (stage, on) = (use_stage(), use_context::<On>());
    let id = use_state(layer_id);
    let is_modal = props.is_modal;
    {
        let (stage, id) = (stage.clone(), *id);
        use_effect_with((), move |()| {
            if is_modal {
                stage.0.emit(Cue::Entered(id));
            }
            move || {
                if is_modal {
                    stage.0.emit(Cue::Left(id));
                }
            }
        });
    }
    let Some(On { program, dismiss }) = on else { return Html::default() };
    let is_topmost = if is_modal { program.modals.last() == Some(&*id) } else { program.modals.is_empty() };
    let (polite, urgent) = if is_topmost { (program.polite.clone(), program.urgent.clone()) } else { Default::default() };
    html! {
        <>
            <div class="visually-hidden" aria-live="polite" aria-atomic="true">{ polite }</div>
            <div class="visually-hidden" aria-live="assertive" aria-atomic="true">{ urgent }</div>
            if let Some((toast, turn)) = program.queue.shown().filter(|_| is_topmost) {
                <div class="toasts">
                    <ToastView key={toast.key.to_string()} toast={toast.clone()} {turn} is_pressed={program.queue.is_pressed()} {dismiss} stage={stage.clone()} />
                </div>
            }
        </>
    }
}

/// Another number at each call.
fn layer_id() -> u32 {
    thread_local! { static NEXT: std::cell::Cell<u32> = const { std::cell::Cell::new(0) }; }
    NEXT.replace(NEXT.get().wrapping_add(1))
}

#[derive(Clone, PartialEq, Properties)]
struct ToastViewProps {
    toast: Toast,
    /// How often it was said anew.
    turn: u32,
    /// Another one waits that is more important.
    is_pressed: bool,
    dismiss: AttrValue,
    stage: StageHandle,
}

#[component]
fn ToastView(props: &ToastViewProps) -> Html {
    let ToastViewProps { toast, stage, .. } = props;
    let (is_held, is_seen, is_leaving) = (use_state(|| false), use_state(|| false), use_state(|| false));
    let node = use_node_ref();
    {
        let (node, is_seen) = (node.clone(), is_seen.clone());
        use_effect_with((), move |()| {
            let watch = node.cast::<Element>().and_then(|node| Seen::watch(&node, 0.5, move |seen| is_seen.set(seen)));
            move || drop(watch)
        });
    }
    let leave = {
        let is_leaving = is_leaving.clone();
        Callback::from(move |()| is_leaving.set(true))
    };
    {
        let runs = *is_seen && !*is_held && !toast.stays();
        let (leave, millis) = (leave.clone(), toast.millis());
        use_effect_with((runs, props.turn), move |(runs, _)| {
            let timer = runs.then(|| Timer::after(millis, move || leave.emit(())));
            move || drop(timer)
        });
    }
    {
        let (stage, key) = (stage.clone(), toast.key.clone());
        use_effect_with(*is_leaving, move |leaves| {
            let timer = leaves.then(|| Timer::after(EXIT, move || stage.remove(key.clone())));
            move || drop(timer)
        });
    }
    {
        let stage = stage.clone();
        use_effect_with(props.is_pressed, move |is_pressed| {
            let timer = is_pressed.then(|| Timer::after(DWELL, move || stage.0.emit(Cue::Dwelled)));
            move || drop(timer)
        });
    }
    let hold = |holds: bool| {
        let is_held = is_held.clone();
        Callback::from(move |()| is_held.set(holds))
    };
    let (hold, release) = (hold(true), hold(false));
    let act = toast.action.clone().map(|(label, act)| {
        let leave = leave.clone();
        (
            label,
            Callback::from(move |()| {
                act.emit(());
                leave.emit(());
            }),
        )
    });
    html! {
        <div
            ref={node}
            class={classes!("toast", ["toast--", severity(toast.severity).0].concat(), is_leaving.then_some("toast--leaving"))}
            part="toast"
            onmouseenter={hold.reform(|_: MouseEvent| ())}
            onmouseleave={release.reform(|_: MouseEvent| ())}
            onfocusin={hold.reform(|_: FocusEvent| ())}
            onfocusout={release.reform(|_: FocusEvent| ())}
        >
            if toast.severity == Severity::Loading { <Spinner /> } else { <Icon class="toast__icon" glyph={severity(toast.severity).1} /> }
            <span class="toast__text">{ &toast.text }</span>
            if let Some((label, onclick)) = act { <Button class="toast__action" kind={ButtonKind::Quiet} {label} {onclick} /> }
            <IconButton class="toast__close" glyph={glyph::X} label={&props.dismiss} onclick={leave} />
        </div>
    }
}

const fn severity(severity: Severity) -> (&'static str, Glyph) {
    match severity {
        Severity::Error => ("error", glyph::CIRCLE_ALERT),
        Severity::Info | Severity::Loading => ("info", glyph::INFO),
        Severity::Success => ("success", glyph::CIRCLE_CHECK),
        Severity::Warning => ("warning", glyph::TRIANGLE_ALERT),
    }
}
