//! What can be put into a message beside the words: files, polls, commands, canned replies, a tenant's actions (features F130, F104, C7).

use std::rc::Rc;

use web_sys::{HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use super::suggest::step;
use super::{PartProps, Writing, field, files, poll};
use crate::chat::{Intent, Pick};
use crate::config::{CannedReply, Placement};
use crate::state::Control;
use crate::t;
use crate::ui::kit::{Align, Anchor, Icon, IconButton, MenuButton, MenuItem, Popover, Side, glyph, use_stage};
use crate::ui::names::plain;
use crate::ui::tools::{line, use_choice};
use crate::wire::Command;

/// A canned reply as it is put into the field.
pub(super) fn filled(writing: &Writing, reply: &CannedReply) -> String {
    writing.chat.snapshot.filled(reply.text.text(writing.chat.locale.language()), &writing.channel)
}

/// The button, where there is something behind it (feature F130).
pub(super) fn button(writing: &Writing) -> Html {
    html! { <ToolsButton writing={writing.clone()} /> }
}

/// Everything that can be put into a message: files, commands, canned replies, and a tenant's actions. Files or replies alone
/// have a button of their own.
#[component]
fn ToolsButton(props: &PartProps) -> Html {
    let writing = &props.writing;
    let chat = &writing.chat;
    let locale = &chat.locale;
    let (node, input, is_open) = (use_node_ref(), use_node_ref(), use_state(|| false));
    let (choose, question) = use_choice(chat, &writing.channel);
    let set = |open: bool| {
        let is_open = is_open.setter();
        Callback::from(move |()| is_open.set(open))
    };
    let browse = {
        let input = input.clone();
        Callback::from(move |()| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.click();
            }
        })
    };
    let (files, replies) = (files::way(writing), t!(locale, "composer.replies"));
    let has_replies = !chat.snapshot.tools.replies.is_empty();
    let makes_poll = use_state(|| false);
    let open_poll = {
        let makes_poll = makes_poll.setter();
        Callback::from(move |()| makes_poll.set(true))
    };
    // Once the dialog is gone: what is behind it takes no focus.
    let was_sent = use_mut_ref(|| false);
    let close_poll = {
        let (makes_poll, was_sent) = (makes_poll.setter(), was_sent.clone());
        Callback::from(move |is_sent: bool| {
            was_sent.replace(is_sent);
            makes_poll.set(false);
        })
    };
    {
        let writing = writing.clone();
        use_effect_with(*makes_poll, move |_| {
            if was_sent.replace(false) {
                writing.focus();
            }
        });
    }
    let mut items: Vec<MenuItem> = poll::line(writing, open_poll).into_iter().chain(commands(writing)).collect();
    if has_replies {
        items.push(MenuItem::new(replies.clone(), set(true)).drawn(glyph::MESSAGE_SQUARE_QUOTE));
    }
    let cid = writing.channel.cid();
    let actions = chat.snapshot.actions(Placement::Composer, &writing.channel, None).map(|action| line(chat, action, cid, None, &choose));
    let mut actions: Vec<MenuItem> = actions.collect();
    if let Some(first) = actions.first_mut().filter(|_| !items.is_empty() || files.is_some()) {
        first.begins_group = true;
    }
    items.append(&mut actions);
    let replies_only = has_replies && items.len() == 1 && files.is_none();
    let anchor = Anchor::Node(if replies_only { node.clone() } else { writing.surface.clone() });
    let button = match &files {
        Some((label, why_not)) if items.is_empty() => {
            html! { <IconButton glyph={glyph::PAPERCLIP} label={why_not.clone().unwrap_or_else(|| label.clone())} is_disabled={why_not.is_some()} onclick={browse} /> }
        }
        None if replies_only => {
            html! {
                <IconButton {node} glyph={glyph::MESSAGE_SQUARE_QUOTE} label={replies.clone()} popup="dialog" expanded={*is_open} onclick={set(!*is_open)} />
            }
        }
        None if items.is_empty() => Html::default(),
        files => {
            if let Some((label, why_not)) = files {
                let item = MenuItem::new(label.clone(), browse).drawn(glyph::PAPERCLIP);
                items.insert(0, if let Some(why_not) = why_not { item.disabled(why_not.clone()) } else { item });
            }
            html! { <MenuButton glyph={glyph::PLUS} label={t!(locale, "composer.more")} side={Side::Above} align={Align::Start} {items} locale={locale.clone()} /> }
        }
    };
    let onpick = {
        let (writing, close) = (writing.clone(), set(false));
        Callback::from(move |reply: Rc<CannedReply>| {
            close.emit(());
            field::insert(&writing, &filled(&writing, &reply));
        })
    };
    html! {
        <span class="composer__files">
            { button }
            if files.is_some() { { files::input(writing, &input) } }
            if *is_open {
                <Popover class="replies-float" {anchor} side={Side::Above} align={Align::Start} label={replies} onclose={set(false)}>
                    <Replies writing={writing.clone()} {onpick} />
                </Popover>
            }
            if *makes_poll { { poll::dialog(writing, close_poll) } }
            { question }
        </span>
    }
}

/// The channel's commands, one below the other (feature F136). Not while a message is edited.
fn commands(writing: &Writing) -> Option<MenuItem> {
    let (chat, composer) = (&writing.chat, &writing.composer);
    let all = writing.channel.config().map_or(&[][..], |config| &config.commands);
    let is_offered = chat.snapshot.may(&writing.channel, Control::Commands) && composer.editing.is_none() && !all.is_empty();
    let item = |command: &Command| {
        let (writing, name) = (writing.clone(), Rc::<str>::from(&*command.name));
        let choose = Callback::from(move |()| {
            writing.emit(Intent::PickSuggestion(writing.target.clone(), Pick::Command(name.clone())));
            writing.focus();
        });
        let item = MenuItem::new(["/", &plain(&command.name)].concat(), choose);
        if command.description.is_empty() { item } else { item.hinted(plain(&command.description).into_owned()) }
    };
    // Moderation needs no quote (protocol section 5.3).
    let fits = |command: &&Command| composer.quoted.is_none() || !command.is_moderation();
    let items: Vec<MenuItem> = all.iter().filter(|_| is_offered).filter(fits).map(item).collect();
    (!items.is_empty()).then(|| MenuItem::opening(t!(chat.locale, "composer.suggest.commands"), items).drawn(glyph::SLASH))
}

#[derive(Clone, PartialEq, Properties)]
struct RepliesProps {
    writing: Writing,
    onpick: Callback<Rc<CannedReply>>,
}

/// A search and what it finds: arrows choose, Enter takes, and the focus stays in the search.
#[component]
fn Replies(props: &RepliesProps) -> Html {
    let RepliesProps { writing, onpick } = props;
    let (chat, locale) = (&writing.chat, &writing.chat.locale);
    let (query, at, stage) = (use_state(String::new), use_state(|| 0_usize), use_stage());
    let found = chat.snapshot.replies(&query);
    let marked = (*at).min(found.len().saturating_sub(1));
    let oninput = {
        let (query, at) = (query.setter(), at.setter());
        Callback::from(move |event: InputEvent| {
            query.set(event.target_unchecked_into::<HtmlInputElement>().value());
            at.set(0);
        })
    };
    let onkeydown = {
        let (found, onpick, at, count) = (found.clone(), onpick.clone(), at.setter(), found.len());
        Callback::from(move |event: KeyboardEvent| {
            match &*event.key() {
                "ArrowDown" if count > 0 => at.set(step(Some(marked), count, true)),
                "ArrowUp" if count > 0 => at.set(step(Some(marked), count, false)),
                "Enter" if !event.is_composing() => {
                    if let Some(reply) = found.get(marked) {
                        onpick.emit(reply.clone());
                    }
                }
                _ => return,
            }
            event.prevent_default();
        })
    };
    let list = use_node_ref();
    {
        let list = list.clone();
        use_effect_with(marked, move |marked| {
            let line = list.cast::<web_sys::Element>().and_then(|list| list.children().item(u32::try_from(*marked).unwrap_or(0)));
            if let Some(line) = line {
                let options = ScrollIntoViewOptions::new();
                options.set_block(ScrollLogicalPosition::Nearest);
                line.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    }
    {
        let words = locale.plural("composer.suggest.count", i64::try_from(found.len()).unwrap_or(0), &[]);
        use_effect_with(found.len(), move |_| stage.say(words));
    }
    let option = |(n, reply): (usize, &Rc<CannedReply>)| {
        let (picked, onpick) = (reply.clone(), onpick.clone());
        html! {
            <div
                key={&*reply.id}
                id={["reply-", &n.to_string()].concat()}
                class="replies__line"
                role="option"
                aria-selected={(n == marked).to_string()}
                onclick={move |_: MouseEvent| onpick.emit(picked.clone())}
            >
                <span class="replies__head">
                    <span class="replies__label" dir="auto">{ plain(reply.label.text(locale.language())).into_owned() }</span>
                    if !reply.shortcut.is_empty() { <span class="replies__shortcut" dir="ltr">{ ["/", &plain(&reply.shortcut)].concat() }</span> }
                </span>
                <span class="replies__text" dir="auto">{ plain(&filled(writing, reply)).into_owned() }</span>
            </div>
        }
    };
    html! {
        // What is typed here is no shortcut of the page's; Escape closes.
        <div class="replies" onkeydown={|event: KeyboardEvent| if event.key() != "Escape" { event.stop_propagation() }}>
            <label class="emoji__search">
                <Icon glyph={glyph::SEARCH} />
                <input
                    type="search"
                    autofocus=true
                    autocomplete="off"
                    role="combobox"
                    aria-expanded="true"
                    aria-controls="replies"
                    aria-activedescendant={(!found.is_empty()).then(|| ["reply-", &marked.to_string()].concat())}
                    aria-label={t!(locale, "composer.replies.search")}
                    placeholder={t!(locale, "composer.replies.search")}
                    {oninput}
                    {onkeydown}
                />
            </label>
            <div ref={list} id="replies" class="replies__list" role="listbox" aria-label={t!(locale, "composer.replies")}>
                { for found.iter().enumerate().map(option) }
            </div>
            if found.is_empty() { <p class="replies__none" role="status">{ t!(locale, "composer.replies.none") }</p> }
        </div>
    }
}
