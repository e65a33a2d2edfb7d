//! Who reacted how: the dialog that a message's menu opens (feature F108).

use std::rc::Rc;

use yew::prelude::*;

use super::{groups, is_own, sign};
use crate::chat::Intent;
use crate::state::{Message, Reactors};
use crate::t;
use crate::ui::context::ChatContext;
use crate::ui::kit::{Avatar, AvatarSize, Button, Dialog, DialogSize, Face, Skeleton, SkeletonShape, Spinner};
use crate::ui::name_of;
use crate::ui::names::face_of;
use crate::wire::Reaction;

/// Most kinds to choose from; the rest is under "all".
const CHIPS: usize = 30;

/// The dialog, while an element shows the reactions of a message.
pub(in crate::ui) fn detail(chat: &ChatContext) -> Html {
    let screen = chat.snapshot.screens.get(&chat.screen);
    let Some(reactors) = screen.and_then(|screen| screen.reactors.as_ref()) else { return Html::default() };
    let Some(message) = chat.snapshot.find(&reactors.cid, &reactors.id) else { return Html::default() };
    let locale = &chat.locale;
    let total: u32 = message.reaction_groups.values().map(|group| group.count).fold(0, u32::saturating_add);
    html! {
        <Dialog
            title={t!(locale, "reactions.title", count = total)}
            size={DialogSize::Small}
            class="reactors"
            locale={locale.clone()}
            onclose={chat.emit.reform(|()| Intent::CloseReactions)}
        >
            { chips(chat, reactors, message, total) }
            { list(chat, reactors, message) }
        </Dialog>
    }
}

/// All, or one kind.
fn chips(chat: &ChatContext, reactors: &Reactors, message: &Message, total: u32) -> Html {
    let locale = &chat.locale;
    let chip = |kind: Option<Rc<str>>, label: Html, name: Option<String>, count: u32| {
        let (cid, id) = (reactors.cid.clone(), reactors.id.clone());
        let is_on = reactors.kind == kind;
        let onclick = chat.emit.reform(move |_: MouseEvent| Intent::OpenReactions { cid: cid.clone(), id: id.clone(), kind: kind.clone() });
        html! {
            <button type="button" class="reactors__chip" aria-pressed={is_on.to_string()} aria-label={name} {onclick}>
                { label }{ " " }<span>{ locale.number(i64::from(count)) }</span>
            </button>
        }
    };
    let all = t!(locale, "reactions.all");
    let kinds = groups(message, chat.snapshot.config.frequent_first).into_iter().take(CHIPS).map(|(kind, group)| {
        let sign = sign(kind);
        let name = t!(locale, "reactions.pill", count = group.count, sign = sign);
        chip(Some(kind.into()), html! { <span class="reaction__sign" aria-hidden="true">{ &sign }</span> }, Some(name), group.count)
    });
    html! {
        <div class="reactors__chips" role="group" aria-label={t!(locale, "reactions.kinds")}>
            { chip(None, html! { <span>{ &all }</span> }, None, total) }
            { for kinds }
        </div>
    }
}

fn list(chat: &ChatContext, reactors: &Reactors, message: &Message) -> Html {
    let locale = &chat.locale;
    // What was taken back just now is not there any more, although the page that was asked for has it.
    let is_there = |reaction: &&Reaction| reaction.user_id != chat.me || is_own(message, &reaction.kind);
    let shown: Vec<&Reaction> = reactors.list.iter().filter(is_there).collect();
    let more = match (&reactors.trouble, reactors.is_loading, &reactors.next) {
        (Some(trouble), _, _) => html! {
            <p class="reactors__trouble" role="alert">
                { locale.text_or(&["trouble.", trouble.key].concat(), "trouble.unknown") }
                <Button label={t!(locale, "list.retry")} onclick={chat.emit.reform(|()| Intent::LoadMoreReactions)} />
            </p>
        },
        (None, true, _) if shown.is_empty() => html! { <>{ for (0..3).map(|_| skeleton()) }</> },
        (None, true, _) => html! { <p class="reactors__more"><Spinner /></p> },
        (None, false, Some(_)) => html! {
            <p class="reactors__more"><Button label={t!(locale, "reactions.load-more")} onclick={chat.emit.reform(|()| Intent::LoadMoreReactions)} /></p>
        },
        (None, false, None) => Html::default(),
    };
    html! {
        <div class="reactors__list" aria-busy={reactors.is_loading.then_some("true")}>
            <ul>{ for shown.into_iter().map(|reaction| line(chat, reactors, reaction)) }</ul>
            { more }
        </div>
    }
}

fn skeleton() -> Html {
    html! {
        <div class="reactors__line" aria-hidden="true">
            <Skeleton shape={SkeletonShape::Round} class="skeleton--small" /><Skeleton class="skeleton--name" />
        </div>
    }
}

/// One person; the own line takes the reaction back.
fn line(chat: &ChatContext, reactors: &Reactors, reaction: &Reaction) -> Html {
    let locale = &chat.locale;
    let user = chat.snapshot.user(&reaction.user_id).or(reaction.user.as_ref());
    let id = AttrValue::from(reaction.user_id.to_string());
    let face = user.map_or_else(|| Face { id: id.clone(), name: id.clone(), image: None }, |user| face_of(user));
    let is_mine = reaction.user_id == chat.me;
    let name = if is_mine { t!(locale, "message.you").into() } else { user.map_or(id, |user| name_of(user)) };
    let words = html! {
        <>
            <Avatar faces={vec![face]} size={AvatarSize::Small} />
            <span class="reactors__words">
                <span class="reactors__name" dir="auto">{ name }</span>
                if is_mine { <small>{ t!(locale, "reactions.remove") }</small> }
            </span>
            <span class="reaction__sign">{ sign(&reaction.kind) }</span>
        </>
    };
    let key = [reaction.user_id.as_str(), " ", &reaction.kind].concat();
    if !is_mine {
        return html! { <li {key} class="reactors__line">{ words }</li> };
    }
    let react = Intent::React { cid: reactors.cid.clone(), id: reactors.id.clone(), kind: (&*reaction.kind).into() };
    html! {
        <li {key}><button type="button" class="reactors__line" onclick={chat.emit.reform(move |_: MouseEvent| react.clone())}>{ words }</button></li>
    }
}
