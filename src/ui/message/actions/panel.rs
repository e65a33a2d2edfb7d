//! What is open for a message of a list: its menu, the quick reactions, a question.

use std::rc::Rc;

use yew::prelude::*;

use super::super::Scope;
use super::menu::{At, ORDER, items};
use super::{Ask, Kind, Opened, Panel, shortcuts};
use crate::chat::Intent;
use crate::state::{Channel, Message};
use crate::t;
use crate::ui::composer::emoji_panel;
use crate::ui::context::{ByPtr, ChatContext};
use crate::ui::kit::{AlertDialog, Align, Anchor, Button, ButtonKind, Dialog, DialogSize, Menu, Side, use_stage};
use crate::ui::reactions::Picker;
use crate::ui::tools;

/// What is open for a message; nothing when the message is gone.
pub(in crate::ui) fn panel(chat: &ChatContext, channel: &ByPtr<Channel>, scope: &ByPtr<Scope>, opened: &Opened) -> Html {
    let message = chat.snapshot.find(channel.cid(), &opened.id).map(ByPtr::from);
    let Some(message) = message else { return Html::default() };
    html! { <PanelView chat={chat.clone()} channel={channel.clone()} scope={scope.clone()} {message} panel={opened.panel.clone()} /> }
}

#[derive(Clone, PartialEq, Properties)]
struct PanelProps {
    chat: ChatContext,
    channel: ByPtr<Channel>,
    scope: ByPtr<Scope>,
    message: ByPtr<Message>,
    panel: Panel,
}

#[component]
fn PanelView(props: &PanelProps) -> Html {
    let PanelProps { chat, channel, scope, message, panel } = props;
    let (locale, stage) = (&scope.locale, use_stage());
    let onclose = {
        let (ask, id) = (scope.ask.clone(), message.id.clone());
        Callback::from(move |()| ask.emit((id.clone(), Ask::Close)))
    };
    match panel {
        Panel::Bounced => bounced(props, onclose),
        Panel::Confirm(kind) => confirm(*kind, props, onclose),
        Panel::Menu { anchor, by_keyboard } => {
            let rights = chat.snapshot.rights(channel, message, scope.target.is_thread());
            let at = At { chat, scope, message, rights, stage: &stage, anchor, by_keyboard: *by_keyboard };
            let items = items(&at, ORDER);
            let align = if matches!(anchor, Anchor::Node(_)) { Align::End } else { Align::Start };
            html! { <Menu anchor={anchor.clone()} {align} label={t!(locale, "message.actions")} {items} locale={locale.clone()} {onclose} /> }
        }
        Panel::Emoji(anchor) => {
            let (scope, id, close) = (scope.clone(), message.id.clone(), onclose.clone());
            let onpick = Callback::from(move |emoji: AttrValue| {
                close.emit(());
                scope.emit.emit(Intent::React { cid: scope.target.cid.clone(), id: id.clone(), kind: (&*emoji).into() });
            });
            emoji_panel(chat, anchor.clone(), onpick, onclose)
        }
        Panel::React(anchor) => {
            let (ask, id, beside) = (scope.ask.clone(), message.id.clone(), anchor.clone());
            let onmore = Callback::from(move |()| ask.emit((id.clone(), Ask::Open(Panel::Emoji(beside.clone())))));
            let (scope, message) = (scope.clone(), message.clone());
            html! { <Picker anchor={anchor.clone()} side={Side::Above} {scope} {message} {onmore} {onclose} /> }
        }
        Panel::Run(action) if chat.snapshot.offers(action, channel, Some(message)) => {
            tools::question(chat, action, channel, Some(&message.id), &onclose)
        }
        Panel::Run(_) => Html::default(),
        Panel::Shortcuts => shortcuts::sheet(locale, onclose),
    }
}

/// The question before something that others notice or that cannot be undone (features F100, F102, F103).
fn confirm(kind: Kind, props: &PanelProps, onclose: Callback<()>) -> Html {
    let PanelProps { scope, message, .. } = props;
    let locale = &scope.locale;
    let (id, cid) = (message.id.clone(), scope.target.cid.clone());
    let name = message.user.as_ref().map(|user| scope.name_of(user)).unwrap_or_default();
    let (title, text, yes, intent) = match kind {
        Kind::Block => {
            let user = message.author().cloned().unwrap_or_default();
            let title = t!(locale, "message.block.title", name = name);
            (title, t!(locale, "message.block.text"), t!(locale, "message.block.confirm"), Intent::BlockUser { user, on: true })
        }
        Kind::Flag => {
            (t!(locale, "message.flag.title"), t!(locale, "message.flag.text"), t!(locale, "message.flag"), Intent::Flag(cid, id))
        }
        _ => (t!(locale, "message.delete.title"), t!(locale, "message.delete.text"), t!(locale, "message.delete"), Intent::Delete(cid, id)),
    };
    let onconfirm = {
        let (emit, onclose) = (scope.emit.clone(), onclose.clone());
        Callback::from(move |()| {
            onclose.emit(());
            emit.emit(intent.clone());
        })
    };
    html! { <AlertDialog {title} {text} confirm={yes} locale={locale.clone()} {onconfirm} {onclose} /> }
}

/// What becomes of a message that moderation sent back (feature F78).
fn bounced(props: &PanelProps, onclose: Callback<()>) -> Html {
    let PanelProps { scope, message, .. } = props;
    let locale = &scope.locale;
    let does = |intent: Intent, compose: bool| {
        let (scope, onclose, id) = (scope.clone(), onclose.clone(), message.id.clone());
        Callback::from(move |()| {
            onclose.emit(());
            scope.emit.emit(intent.clone());
            if compose {
                scope.ask.emit((id.clone(), Ask::Compose));
            }
        })
    };
    let place = || (scope.target.clone(), message.id.clone());
    let [edit, send, discard] = [Intent::EditAgain, Intent::Retry, Intent::Discard].map(|intent: fn(_, _) -> _| {
        let (target, id) = place();
        intent(target, id)
    });
    let footer = html! {
        <>
            <Button kind={ButtonKind::Danger} label={t!(locale, "message.discard")} onclick={does(discard, false)} />
            <Button label={t!(locale, "message.send-anyway")} onclick={does(send, false)} />
            <Button kind={ButtonKind::Primary} label={t!(locale, "message.edit")} onclick={does(edit, true)} />
        </>
    };
    html! {
        <Dialog title={t!(locale, "message.bounced.title")} size={DialogSize::Small} locale={Rc::clone(locale)} {onclose} footer={Some(footer)}>
            <p>{ t!(locale, "message.bounced.text") }</p>
        </Dialog>
    }
}
