//! Where a message is written: in a channel or in a thread (features F126 to F147, F152, F154).
//!
//! [`Composer`] is the surface with its field and buttons. Everything else is reached through one plain function per part
//! (`previews::above`, `suggest::suggestions`, `emoji::panel`, `voice::bar`, `zone::zone`, `foot::foot`), which draws nothing until there is
//! something to draw. Knows state and intents only.

mod emoji;
#[cfg(any(test, feature = "gallery"))]
mod examples;
mod field;
mod files;
mod foot;
mod large;
mod listen;
mod pending;
mod poll;
mod previews;
mod recorder;
mod send;
mod suggest;
#[cfg(test)]
mod tests;
mod tools;
mod voice;
mod zone;

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

pub(super) use self::emoji::panel as emoji_panel;
use self::field::Field;
use super::context::{ByPtr, ChatContext, use_chat};
use super::kit::{Anchor, IconButton, Timer, glyph, use_stage};
use crate::chat::Intent;
use crate::state::{self, Channel, Hold, Millis, Target};
use crate::t;

#[cfg(any(test, feature = "gallery"))]
pub(super) use examples::examples;

/// What a [`Composer`] shows.
#[derive(Clone, PartialEq, Properties)]
pub struct ComposerProps {
    /// Where the message goes.
    pub target: Target,
    /// The channel.
    pub channel: ByPtr<Channel>,
    /// What is written; absent while nothing is.
    #[prop_or_default]
    pub composer: Option<ByPtr<state::Composer>>,
}

/// What the parts of a composer share.
#[derive(Clone, PartialEq)]
struct Writing {
    chat: ChatContext,
    target: Target,
    channel: ByPtr<Channel>,
    composer: ByPtr<state::Composer>,
    /// Why it cannot go out.
    hold: Option<Hold>,
    /// Seconds until slow mode ends; 0 where it does not hold.
    seconds: i64,
    /// The field.
    field: NodeRef,
    /// The box around field and buttons.
    surface: NodeRef,
    keys: Keys,
}

impl Writing {
    fn emit(&self, intent: Intent) {
        self.chat.emit.emit(intent);
    }

    /// Emits an intent about this place.
    fn on<T: 'static>(&self, intent: impl Fn(Target) -> Intent + 'static) -> Callback<T> {
        let (emit, target) = (self.chat.emit.clone(), self.target.clone());
        Callback::from(move |_| emit.emit(intent(target.clone())))
    }

    fn send(&self) {
        self.emit(Intent::Send { target: self.target.clone(), id: (self.chat.mint)() });
    }

    /// Gives the focus to the field.
    fn focus(&self) {
        if let Some(field) = self.field.cast::<web_sys::HtmlElement>() {
            let _ = field.focus();
        }
    }

    /// Nothing may be written here at all; slow mode passes by itself.
    const fn is_closed(&self) -> bool {
        matches!(self.hold, Some(Hold::Frozen | Hold::NotAllowed))
    }
}

/// Who gets a key before the field does: a list of suggestions, while it is open. It answers whether it took the key.
#[derive(Clone, Default)]
struct Keys(Rc<RefCell<Option<Callback<KeyboardEvent, bool>>>>);

impl Keys {
    fn take(&self, event: &KeyboardEvent) -> bool {
        let taker = self.0.borrow().clone();
        taker.is_some_and(|taker| taker.emit(event.clone()))
    }
}

impl PartialEq for Keys {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Where a message is written. Enter sends, Shift and Enter breaks the line, an input method keeps its Enter.
#[component]
pub fn Composer(props: &ComposerProps) -> Html {
    let chat = use_chat();
    let (field, surface, keys) = (use_node_ref(), use_node_ref(), use_mut_ref(Keys::default).borrow().clone());
    let now = (chat.now)();
    let blank = use_memo((), |()| state::Composer::default());
    let hold = chat.snapshot.hold(&props.target, now);
    let seconds = use_countdown(&chat, hold, now);
    let composer = props.composer.clone().unwrap_or(ByPtr(blank));
    let writing =
        Writing { target: props.target.clone(), channel: props.channel.clone(), composer, hold, seconds, chat, field, surface, keys };
    // Whoever pressed for sending hears why nothing went out, until that changes.
    let asked = use_state(|| None::<Hold>);
    let why = (*asked).filter(|asked| Some(*asked) == hold);
    let onsend = {
        let writing = writing.clone();
        Callback::from(move |()| {
            // Always: the core knows more than what is drawn, e.g. of a letter typed a moment ago.
            writing.send();
            if *asked != writing.hold {
                asked.set(writing.hold);
            }
        })
    };
    let (is_closed, is_bare) = (writing.is_closed(), writing.composer.text.is_empty());
    let records = use_state(|| false);
    {
        // The field comes back with the focus.
        let (field, was) = (writing.field.clone(), use_mut_ref(|| false));
        use_effect_with(*records, move |records| {
            if let Some(field) = field.cast::<web_sys::HtmlElement>().filter(|_| was.replace(*records) && !*records) {
                let _ = field.focus();
            }
        });
    }
    let record = |is_on: bool| {
        let records = records.setter();
        Callback::from(move |()| records.set(is_on))
    };
    html! {
        <div class="composer" part="composer" data-closed={is_closed.then_some("")}>
            { typing(&writing) }
            <div class="composer__surface" ref={&writing.surface}>
                { previews::above(&writing) }
                if is_closed {
                    { previews::closed(&writing) }
                }
                if !is_closed || !is_bare {
                    <div class="composer__row" hidden={*records}>
                        if !is_closed {
                            { tools::button(&writing) }
                        }
                        { previews::chip(&writing) }
                        <Field writing={writing.clone()} onsend={onsend.clone()} />
                        if !is_closed {
                            <EmojiButton writing={writing.clone()} />
                            if voice::may_record(&writing) { { voice::button(&writing, record(true)) } } else { { send::send(&writing, onsend) } }
                        }
                    </div>
                } else {
                    // Who asks for the composer still finds it.
                    <textarea class="visually-hidden" data-composer="" disabled=true aria-label={field::label(&writing)} />
                }
                if *records && !is_closed { { voice::bar(&writing, record(false)) } }
            </div>
            { foot::foot(&writing, why) }
            { suggest::suggestions(&writing) }
            { zone::zone(&writing) }
        </div>
    }
}

/// Who else writes here; its line is always there, so that nothing jumps.
fn typing(writing: &Writing) -> Html {
    let (chat, me) = (&writing.chat, Some(&writing.chat.me));
    let ids: Vec<_> = match &writing.target.parent {
        None => writing.channel.typing_users(me).collect(),
        Some(parent) => writing.channel.typing_in(parent, me).collect(),
    };
    let names: Vec<_> = ids.into_iter().filter_map(|id| chat.snapshot.user(id)).map(|user| super::short_name_of(user)).collect();
    let names: Vec<&str> = names.iter().map(AttrValue::as_str).collect();
    let sentence = match u32::try_from(names.len()) {
        Ok(0) => None,
        Ok(count @ 1..=3) => Some(t!(chat.locale, "typing.names", count = count, names = chat.locale.list(&names))),
        _ => Some(t!(chat.locale, "typing.several")),
    };
    html! { <div class="composer__typing" data-typing="" role="status">{ sentence }</div> }
}

/// Seconds until slow mode ends, counted down by a timer of its own; begin and end are said, not every second (feature F146).
#[hook]
fn use_countdown(chat: &ChatContext, hold: Option<Hold>, now: Millis) -> i64 {
    let (again, stage) = (use_force_update(), use_stage());
    let until = if let Some(Hold::SlowMode { until }) = hold { Some(until) } else { None };
    let left = until.map_or(0, |until| (until - now).max(0));
    let seconds = left.div_euclid(1_000) + i64::from(left % 1_000 > 0);
    use_effect_with((until, seconds), move |(_, seconds)| {
        let next = left - (seconds - 1) * 1_000;
        let timer = (*seconds > 0).then(|| Timer::after(i32::try_from(next).unwrap_or(1_000).max(20), move || again.force_update()));
        move || drop(timer)
    });
    let locale = chat.locale.clone();
    let was = use_mut_ref(|| until.is_some());
    use_effect_with(until.is_some(), move |is_on| {
        if was.replace(*is_on) != *is_on {
            stage.say(if *is_on {
                t!(locale, "composer.wait", count = u32::try_from(seconds).unwrap_or(1))
            } else {
                t!(locale, "composer.wait-over")
            });
        }
    });
    seconds
}

#[derive(Clone, PartialEq, Properties)]
struct PartProps {
    writing: Writing,
}

/// Opens the panel of emoji.
#[component]
fn EmojiButton(props: &PartProps) -> Html {
    let (is_open, node) = (use_state(|| false), use_node_ref());
    let set = |open: bool| {
        let is_open = is_open.clone();
        Callback::from(move |()| is_open.set(open))
    };
    let onpick = {
        let (writing, close) = (props.writing.clone(), set(false));
        Callback::from(move |sign: AttrValue| {
            close.emit(());
            field::insert(&writing, &sign);
        })
    };
    let locale = &props.writing.chat.locale;
    html! {
        <span class="composer__emoji">
            <IconButton
                node={node.clone()}
                glyph={glyph::SMILE}
                label={t!(locale, "composer.emoji")}
                popup="dialog"
                expanded={*is_open}
                is_disabled={props.writing.seconds > 0}
                onclick={set(!*is_open)}
            />
            if *is_open { { emoji::panel(&props.writing.chat, Anchor::Node(node), onpick, set(false)) } }
        </span>
    }
}
