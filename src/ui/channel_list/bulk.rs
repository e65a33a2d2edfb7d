//! Several channels at once: chosen in the list, for the tenant's actions that allow it (feature C7).
//!
//! While rows are chosen, the bar above them has what can be done. Called from the list.

use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

use super::super::context::ChatContext;
use super::super::kit::{AlertDialog, IconButton, MenuButton, MenuItem, glyph};
use super::super::names::plain;
use super::super::tools::{drawing, label};
use super::header;
use crate::chat::Intent;
use crate::config::CustomAction;
use crate::t;
use crate::wire::Cid;

/// Most actions that are buttons of their own.
const ROOM: usize = 2;

/// Rows are being chosen.
#[derive(Clone, PartialEq)]
pub(super) struct Choosing {
    /// Which are.
    pub(super) chosen: Vec<Cid>,
    /// Chooses one, or not after all.
    pub(super) toggle: Callback<Cid>,
    /// Rows open again.
    pub(super) end: Callback<()>,
}

/// Whether rows are being chosen, and the bar above them; `beside` stands in it while none are.
#[hook]
pub(super) fn use_choosing(chat: &ChatContext, listed: &[Cid], beside: Html) -> (Option<Choosing>, Html) {
    let chosen = use_state(|| None::<Vec<Cid>>);
    let (begin, end) = (use_node_ref(), use_node_ref());
    use_focus(&begin, &end, chosen.is_some());
    let set = |to: Option<Vec<Cid>>| {
        let chosen = chosen.setter();
        Callback::from(move |()| chosen.set(to.clone()))
    };
    let Some(known) = &*chosen else {
        let is_offered = offered(chat, listed).next().is_some();
        // Rows of the list are chosen, not what was found.
        let start = {
            let (emit, set) = (chat.emit.clone(), set(Some(Vec::new())));
            Callback::from(move |()| {
                emit.emit(Intent::CloseSearch);
                set.emit(());
            })
        };
        let more = html! {
            <>
                if is_offered {
                    <IconButton node={begin} glyph={glyph::LIST_CHECKS} label={t!(chat.locale, "list.select")} onclick={start} />
                }
                { beside }
            </>
        };
        return (None, header(chat, more));
    };
    // What left the list is not chosen any more.
    let choosing = Choosing {
        chosen: known.iter().filter(|cid| listed.contains(cid)).cloned().collect(),
        toggle: toggle(known.clone(), chosen.setter()),
        end: set(None),
    };
    let all = set(Some(if choosing.chosen.len() == listed.len() { Vec::new() } else { listed.to_vec() }));
    let bar = html! {
        <div class="bar bar--choosing" part="header">
            <IconButton node={end} glyph={glyph::X} label={t!(chat.locale, "list.select-end")} onclick={choosing.end.clone()} />
            <p class="bar__title" role="status">{ t!(chat.locale, "list.selected", number = &chat.locale.number(many(&choosing.chosen))) }</p>
            <Acts chat={chat.clone()} choosing={choosing.clone()} />
            <IconButton
                glyph={glyph::LIST_CHECKS}
                label={t!(chat.locale, "list.select-all")}
                pressed={choosing.chosen.len() == listed.len()}
                onclick={all}
            />
        </div>
    };
    (Some(choosing), bar)
}

fn many(chosen: &[Cid]) -> i64 {
    i64::try_from(chosen.len()).unwrap_or(i64::MAX)
}

fn toggle(known: Vec<Cid>, chosen: UseStateSetter<Option<Vec<Cid>>>) -> Callback<Cid> {
    Callback::from(move |cid: Cid| {
        let mut now = known.clone();
        match now.iter().position(|known| *known == cid) {
            Some(at) => drop(now.remove(at)),
            None => now.push(cid),
        }
        chosen.set(Some(now));
    })
}

/// The actions for several channels that at least one of these offers.
fn offered<'a>(chat: &'a ChatContext, cids: &'a [Cid]) -> impl Iterator<Item = Rc<CustomAction>> + 'a {
    let state = &chat.snapshot;
    let may = move |action: &&Rc<CustomAction>| {
        action.is_bulk() && cids.iter().filter_map(|cid| state.channels.get(cid)).any(|channel| state.offers(action, channel, None))
    };
    state.tools.actions.iter().filter(may).cloned()
}

/// The tenant's own question, unless it is about one channel.
fn own_question(chat: &ChatContext, action: &CustomAction) -> String {
    let text = action.confirm.as_ref().map(|confirm| plain(confirm.text(chat.locale.language())).into_owned()).unwrap_or_default();
    if text.is_empty() || text.contains('{') { String::new() } else { [&text, " "].concat() }
}

/// The focus stays in the bar when its buttons are exchanged.
#[hook]
fn use_focus(begin: &NodeRef, end: &NodeRef, is_choosing: bool) {
    let (begin, end, was) = (begin.clone(), end.clone(), use_mut_ref(|| is_choosing));
    use_effect_with(is_choosing, move |is_choosing| {
        let node = if *is_choosing { &end } else { &begin };
        if was.replace(*is_choosing) != *is_choosing
            && let Some(button) = node.cast::<HtmlElement>()
        {
            button.focus().unwrap_or_default();
        }
    });
}

#[derive(Clone, PartialEq, Properties)]
struct ActsProps {
    chat: ChatContext,
    choosing: Choosing,
}

/// What can be done with what is chosen, and the question before it.
#[component]
fn Acts(props: &ActsProps) -> Html {
    let ActsProps { chat, choosing } = props;
    let asked = use_state(|| None::<Rc<CustomAction>>);
    let run = {
        let (chat, choosing) = (chat.clone(), choosing.clone());
        Callback::from(move |action: Rc<CustomAction>| {
            let label = label(&chat, &action).into();
            chat.emit.emit(Intent::RunAll { action: action.id.clone(), cids: choosing.chosen.clone(), label });
            choosing.end.emit(());
        })
    };
    let choose = {
        let (run, asked) = (run.clone(), asked.setter());
        Callback::from(move |action: Rc<CustomAction>| if action.confirm.is_some() { asked.set(Some(action)) } else { run.emit(action) })
    };
    let actions: Vec<Rc<CustomAction>> = offered(chat, &choosing.chosen).collect();
    let does = |action: &Rc<CustomAction>| {
        let action = action.clone();
        choose.reform(move |()| action.clone())
    };
    let button = |action: &Rc<CustomAction>| {
        html! { <IconButton key={action.id.to_string()} glyph={drawing(action)} label={label(chat, action)} onclick={does(action)} /> }
    };
    let rest = actions.iter().skip(ROOM).map(|action| MenuItem::new(label(chat, action), does(action)).drawn(drawing(action)));
    let rest: Vec<MenuItem> = rest.collect();
    let question = |action: &Rc<CustomAction>| {
        let (run, chosen) = (run.clone(), action.clone());
        let close = asked.setter();
        html! {
            <AlertDialog
                title={label(chat, action)}
                text={[own_question(chat, action), t!(chat.locale, "list.select-ask", number = &chat.locale.number(many(&choosing.chosen)))].concat()}
                confirm={label(chat, action)}
                is_danger=false
                locale={chat.locale.clone()}
                onconfirm={move |()| run.emit(chosen.clone())}
                onclose={move |()| close.set(None)}
            />
        }
    };
    html! {
        <>
            { for actions.iter().take(ROOM).map(button) }
            if !rest.is_empty() {
                <MenuButton glyph={glyph::ELLIPSIS} label={t!(chat.locale, "header.more")} items={rest} locale={chat.locale.clone()} />
            }
            { asked.as_ref().map(question).unwrap_or_default() }
        </>
    }
}
