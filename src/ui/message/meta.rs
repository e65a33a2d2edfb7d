//! What is said about a message: above it who pinned it and where it stands too, below it time, ticks, replies, what failed.

use std::rc::Rc;

use yew::prelude::*;

use super::{MessageRowProps, Scope, is_failed};
use crate::chat::Intent;
use crate::i18n::{Locale, is_near};
use crate::state::{Delivery, Message, Millis, Status, Target};
use crate::t;
use crate::ui::context::{ByPtr, use_chat};
use crate::ui::kit::{Avatar, AvatarSize, Icon, Timer, Tooltip, glyph, use_tip};
use crate::ui::message_list::rows::Form;
use crate::ui::names::face_of;
use crate::wire::{MessageId, MessageType, Ts};

/// Most names in a tooltip (feature F71).
const NAMES: usize = 5;
const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;
/// Most faces beside the number of replies (feature F79).
const FACES: usize = 3;

/// A few names and how many more there are.
pub(in crate::ui) fn names_of(names: &[AttrValue], total: usize, locale: &Locale) -> String {
    let shown: Vec<&str> = names.iter().take(NAMES).map(AttrValue::as_str).collect();
    let rest = total.saturating_sub(shown.len());
    let more = t!(locale, "message.more-people", count = u32::try_from(rest).unwrap_or(u32::MAX));
    let all: Vec<&str> = shown.into_iter().chain((rest > 0).then_some(&*more)).collect();
    locale.list(&all)
}

/// Above the bubble: who sees it, who pinned it, when it comes back, where it stands too (features F67 to F69, F80).
pub(super) fn above(props: &MessageRowProps) -> Html {
    let (message, scope) = (&props.entry.message, &props.scope);
    let locale = &scope.locale;
    html! {
        <>
            if message.kind == MessageType::Ephemeral {
                <span class="message__tag"><Icon glyph={glyph::EYE} />{ t!(locale, "message.only-you") }</span>
            }
            if message.pinned {
                <span class="message__tag"><Icon glyph={glyph::PIN} />{ pinned(message, scope) }</span>
            }
            if let Some(reminder) = &message.reminder {
                <Reminded due={reminder.remind_at.map(Ts::millis)} locale={locale.clone()} />
            }
            if !props.mark.is_head { { elsewhere(message, scope) } }
        </>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct RemindedProps {
    /// When; absent means saved without a time.
    due: Option<Millis>,
    locale: Rc<Locale>,
}

/// That the message was saved for later, or when the user is reminded of it. As long as that is told by how far away it is, it is
/// told again each minute (feature F68).
#[component]
fn Reminded(props: &RemindedProps) -> Html {
    let RemindedProps { due, locale } = props;
    let (chat, again) = (use_chat(), use_force_update());
    let now = (chat.now)();
    // It becomes near by itself, too.
    let next = due.and_then(|due| if is_near(due, now) { Some(MINUTE) } else { (due > now).then_some(due - HOUR - now + 1) });
    use_effect_with((*due, now), move |_| {
        let timer = next.and_then(|next| Some(Timer::after(i32::try_from(next).ok()?, move || again.force_update())));
        move || drop(timer)
    });
    let text = match due {
        Some(due) => t!(locale, "message.reminder", when = locale.due(*due, now)),
        None => t!(locale, "message.saved"),
    };
    html! { <span class="message__tag"><Icon glyph={glyph::CLOCK} />{ text }</span> }
}

fn pinned(message: &Message, scope: &Scope) -> String {
    let locale = &scope.locale;
    match &message.pinned_by {
        Some(user) if user.id == scope.me => t!(locale, "message.pinned-by-you"),
        Some(user) => t!(locale, "message.pinned-by", name = scope.name_of(user)),
        None => t!(locale, "message.pinned"),
    }
}

/// A reply that stands in the channel too says so in both places, with the way to the other.
fn elsewhere(message: &Message, scope: &Scope) -> Html {
    let Some(parent) = message.parent_id.clone().filter(|_| message.show_in_channel && scope.has_threads) else { return Html::default() };
    let (locale, cid) = (&scope.locale, &scope.target.cid);
    let (text, intent) = if scope.target.is_thread() {
        (t!(locale, "message.also-in-channel"), Intent::JumpTo { target: Target::from(cid), id: message.id.clone() })
    } else {
        (t!(locale, "message.replied-to-thread"), Intent::OpenThread(cid.clone(), parent))
    };
    let label = t!(locale, "message.view");
    html! {
        <span class="message__tag">
            <Icon glyph={glyph::MESSAGE_SQUARE_TEXT} />{ text }
            <button type="button" class="link-button" onclick={scope.emits(intent)}>{ label }</button>
        </span>
    }
}

/// Below the bubble: replies, time and tick, what went wrong.
pub(super) fn below(props: &MessageRowProps, time: Option<String>) -> Html {
    let (entry, scope) = (&props.entry, &props.scope);
    let (message, locale) = (&entry.message, &scope.locale);
    let edited = message.message_text_updated_at.map(|at| locale.full(at.millis()));
    let shows_meta = (entry.place.is_end() || edited.is_some()) && !is_failed(message) && entry.form == Form::Bubble;
    html! {
        <>
            if message.reply_count > 0 && !props.mark.is_head && scope.has_threads { { replies(message, scope) } }
            if shows_meta {
                <div class="message__meta">
                    if let Some(text) = edited { <Tooltip {text}><span>{ t!(locale, "message.edited") }</span></Tooltip> }
                    { time }
                    if let Some(status) = entry.status { <Tick {status} id={message.id.clone()} scope={scope.clone()} /> }
                </div>
            }
            { failure(message, scope) }
        </>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct TickProps {
    status: Status,
    id: MessageId,
    scope: ByPtr<Scope>,
}

/// How far an own message got, and who has read it (feature F71).
#[component]
fn Tick(props: &TickProps) -> Html {
    let locale = &props.scope.locale;
    let (glyph, class) = match props.status {
        Status::Sending | Status::Queued => (glyph::CLOCK, "message__mark"),
        Status::Sent | Status::Failed => (glyph::CHECK, "message__mark"),
        Status::Delivered => (glyph::CHECK_CHECK, "message__mark"),
        Status::Read => (glyph::CHECK_CHECK, "message__mark message__mark--read"),
    };
    let key = ["status.", props.status.name()].concat();
    let label = locale.text(&key, &[]);
    let (node, text) = (use_node_ref(), use_state(|| AttrValue::from(label.clone())));
    let tip = use_tip(&node, &text);
    let onpointerenter = {
        let (props, label) = (props.clone(), label.clone());
        Callback::from(move |event: PointerEvent| {
            // Who has read it changes all the time; it is asked for now.
            let names = if props.status == Status::Read { props.scope.readers.emit(props.id.clone()) } else { Vec::new() };
            let locale = &props.scope.locale;
            let words =
                if names.is_empty() { label.clone() } else { t!(locale, "message.read-by", names = names_of(&names, names.len(), locale)) };
            text.set(words.into());
            tip.onpointerenter.emit(event);
        })
    };
    html! {
        <span ref={node} {class} {onpointerenter} onpointerleave={tip.onpointerleave} onpointerdown={tip.onpointerdown}>
            <Icon {glyph} /><span class="visually-hidden">{ label }</span>
            { tip.view }
        </span>
    }
}

/// What went wrong, and the ways on (feature F76).
fn failure(message: &Message, scope: &Scope) -> Html {
    let Delivery::Failed(trouble) = &message.delivery else { return Html::default() };
    let (locale, target) = (&scope.locale, &scope.target);
    let way = |key: &str, intent: fn(Target, MessageId) -> Intent| {
        let onclick = scope.emits(intent(target.clone(), message.id.clone()));
        html! { <button type="button" class="link-button" {onclick}>{ locale.text(key, &[]) }</button> }
    };
    html! {
        <div class="message__failure">
            <span class="message__wrong">
                <Icon glyph={glyph::CIRCLE_ALERT} />
                <span>{ t!(locale, "message.failed", why = &locale.text_or(&["trouble.", trouble.key].concat(), "trouble.unknown")) }</span>
            </span>
            <span class="message__ways">
                if trouble.can_retry { { way("message.retry", Intent::Retry) } }
                { way("message.edit", Intent::EditAgain) }
                { way("message.discard", Intent::Discard) }
            </span>
        </div>
    }
}

/// How many replies the thread has, and by whom (feature F79).
fn replies(message: &Message, scope: &Scope) -> Html {
    let faces: Vec<_> = message.thread_participants.iter().take(FACES).map(|user| face_of(&scope.people.emit(user.clone()))).collect();
    let onclick = scope.emits(Intent::OpenThread(scope.target.cid.clone(), message.id.clone()));
    html! {
        <button type="button" class="message__replies" {onclick}>
            <span class="message__faces">
                { for faces.into_iter().map(|face| html! { <Avatar faces={vec![face]} size={AvatarSize::Small} /> }) }
            </span>
            { t!(scope.locale, "message.replies", count = message.reply_count) }
            <Icon glyph={glyph::CHEVRON_RIGHT} mirrors=true />
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::the_locale;

    #[test]
    fn five_names_and_how_many_more() {
        let names: Vec<AttrValue> = ["A", "B", "C", "D", "E", "F"].map(AttrValue::from).to_vec();
        assert_eq!(names_of(&names[..2], 2, &the_locale()), "A and B");
        assert_eq!(names_of(&names, 40, &the_locale()), "A, B, C, D, E and 35 more");
    }
}
