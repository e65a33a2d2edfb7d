//! A tenant's actions as buttons and lines of menus, and the question before one is done (feature F104).
//!
//! Which are offered is decided by the state, at each drawing. Called from the header, the composer and the message's menu.

#[cfg(any(test, feature = "gallery"))]
mod examples;
mod icons;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use yew::prelude::*;

use super::context::{ByPtr, ChatContext};
use super::kit::{AlertDialog, Glyph, IconButton, MenuButton, MenuItem, glyph};
use super::names::plain;
use crate::chat::Intent;
use crate::config::{CustomAction, Placement};
use crate::state::Channel;
use crate::t;
use crate::wire::{Cid, MessageId};

#[cfg(any(test, feature = "gallery"))]
pub(super) use examples::examples;

/// Buttons that the header has room for; more go into its menu.
const ROOM: usize = 3;

/// What an action is called.
pub(super) fn label(chat: &ChatContext, action: &CustomAction) -> String {
    plain(action.label.text(chat.locale.language())).into_owned()
}

pub(super) fn drawing(action: &CustomAction) -> Glyph {
    action.icon.and_then(icons::named).unwrap_or(glyph::ZAP)
}

/// A line of a menu for an action; `choose` is told when it was chosen.
pub(super) fn line(
    chat: &ChatContext,
    action: &Rc<CustomAction>,
    cid: &Cid,
    message: Option<&MessageId>,
    choose: &Callback<Rc<CustomAction>>,
) -> MenuItem {
    let does = {
        let action = action.clone();
        choose.reform(move |()| action.clone())
    };
    let item = MenuItem::new(label(chat, action), does).drawn(drawing(action));
    if chat.snapshot.is_running(&action.id, cid, message) { item.disabled(t!(chat.locale, "action.running")) } else { item }
}

/// Wishes that an action is done.
pub(super) fn run(chat: &ChatContext, action: &CustomAction, cid: &Cid, message: Option<&MessageId>) {
    let label = label(chat, action).into();
    chat.emit.emit(Intent::Run { action: action.id.clone(), cid: cid.clone(), message: message.cloned(), label });
}

/// The question before an action is done.
pub(super) fn question(
    chat: &ChatContext,
    action: &Rc<CustomAction>,
    channel: &Channel,
    message: Option<&MessageId>,
    onclose: &Callback<()>,
) -> Html {
    let asked = action.confirm.as_ref().map(|confirm| confirm.text(chat.locale.language())).unwrap_or_default();
    let text = chat.snapshot.filled(asked, channel);
    let label = label(chat, action);
    let onconfirm = {
        let (chat, action, cid, message, onclose) =
            (chat.clone(), action.clone(), channel.cid().clone(), message.cloned(), onclose.clone());
        Callback::from(move |()| {
            onclose.emit(());
            run(&chat, &action, &cid, message.as_ref());
        })
    };
    html! {
        <AlertDialog
            title={label.clone()}
            text={plain(&text).into_owned()}
            confirm={label}
            is_danger=false
            locale={chat.locale.clone()}
            {onconfirm}
            {onclose}
        />
    }
}

/// What chooses an action of a channel, and the question that is open because of that.
#[hook]
pub(super) fn use_choice(chat: &ChatContext, channel: &ByPtr<Channel>) -> (Callback<Rc<CustomAction>>, Html) {
    let asked = use_state(|| None::<Rc<CustomAction>>);
    let choose = {
        let (chat, cid, asked) = (chat.clone(), channel.cid().clone(), asked.setter());
        Callback::from(move |action: Rc<CustomAction>| {
            if action.confirm.is_some() {
                asked.set(Some(action));
            } else {
                run(&chat, &action, &cid, None);
            }
        })
    };
    let close = {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(None))
    };
    // Not any more once it is not offered: somebody else was faster.
    let open = (*asked).clone().filter(|action| chat.snapshot.offers(action, channel, None));
    let view = open.map_or_else(Html::default, |action| question(chat, &action, channel, None, &close));
    (choose, view)
}

/// What [`HeaderActions`] show.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct HeaderActionsProps {
    /// Where they are offered.
    pub(super) chat: ChatContext,
    /// The open channel.
    pub(super) channel: ByPtr<Channel>,
}

/// The actions of the open channel: the first as buttons, the others in a menu; all in the menu where it is narrow.
#[component]
pub(super) fn HeaderActions(props: &HeaderActionsProps) -> Html {
    let HeaderActionsProps { chat, channel } = props;
    let (choose, question) = use_choice(chat, channel);
    let offered = |placement| chat.snapshot.actions(placement, channel, None).cloned().collect::<Vec<_>>();
    let (buttons, menu) = (offered(Placement::ChannelHeader), offered(Placement::ChannelMenu));
    if buttons.is_empty() && menu.is_empty() {
        return Html::default();
    }
    let cid = channel.cid();
    let button = |action: &Rc<CustomAction>| {
        let (choose, chosen) = (choose.clone(), action.clone());
        html! {
            <IconButton
                key={action.id.to_string()}
                glyph={drawing(action)}
                label={label(chat, action)}
                is_busy={chat.snapshot.is_running(&action.id, cid, None)}
                onclick={move |()| choose.emit(chosen.clone())}
            />
        }
    };
    let more = |class: &'static str, actions: Vec<&Rc<CustomAction>>| {
        let items: Vec<MenuItem> = actions.into_iter().map(|action| line(chat, action, cid, None, &choose)).collect();
        html! { <MenuButton {class} glyph={glyph::ELLIPSIS} label={t!(chat.locale, "header.more")} {items} locale={chat.locale.clone()} /> }
    };
    // One button fits anywhere.
    let is_many = buttons.len() > 1;
    let rest: Vec<_> = buttons.iter().skip(ROOM).chain(&menu).collect();
    html! {
        <div class="acts" data-many={is_many.then_some("")}>
            <span class="acts__buttons">{ for buttons.iter().take(ROOM).map(button) }</span>
            if !rest.is_empty() { { more("acts__rest", rest) } }
            if is_many { { more("acts__all", buttons.iter().chain(&menu).collect()) } }
            { question }
        </div>
    }
}
