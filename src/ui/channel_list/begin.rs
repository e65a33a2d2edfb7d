//! A new conversation (feature F39 and product section 5, `newConversation`): with one person, or a group that may have a name.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::super::context::{ByPtr, ChatContext};
use super::super::kit::{Avatar, AvatarSize, Button, ButtonKind, EmptyState, Icon, IconButton, Spinner, glyph};
use super::super::names::{face_of, name_of};
use super::super::stand_in;
use super::keyboard;
use super::more::LoadMore;
use super::results::person;
use super::search_field::{self, LONGEST};
use crate::chat::Intent;
use crate::state::{Search, Source};
use crate::t;
use crate::wire::User;

/// Most members of a channel that is made with its members (protocol section 4.3).
const MOST: usize = 99;

/// What [`Begin`] needs.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct BeginProps {
    pub(super) chat: ChatContext,
    /// Whom the words in the field fit.
    pub(super) search: ByPtr<Search>,
}

/// The list's place while people are chosen.
#[component]
pub(super) fn Begin(props: &BeginProps) -> Html {
    let BeginProps { chat, search } = props;
    let locale = &chat.locale;
    let (field, called) = (use_node_ref(), use_node_ref());
    let chosen = use_state(Vec::<Rc<User>>::new);
    let stop = use_state(|| None::<String>);
    {
        let field = field.clone();
        use_effect_with((), move |()| search_field::focus(&field));
    }
    let close = chat.emit.reform(|()| Intent::CloseSearch);
    let toggle = {
        let (chosen, field, emit) = (chosen.clone(), field.clone(), chat.emit.clone());
        Callback::from(move |user: Rc<User>| {
            let mut now = (*chosen).clone();
            match now.iter().position(|known| known.id == user.id) {
                Some(at) => drop(now.remove(at)),
                None if now.len() < MOST => now.push(user),
                None => {}
            }
            chosen.set(now);
            // The next name is another one.
            if let Some(field) = field.cast::<HtmlInputElement>() {
                field.set_value("");
            }
            emit.emit(Intent::SearchPeople(Rc::from("")));
            search_field::focus(&field);
        })
    };
    let start = {
        let (chat, chosen, called) = (chat.clone(), chosen.clone(), called.clone());
        Callback::from(move |()| {
            if chosen.is_empty() {
                return;
            }
            let name = called.cast::<HtmlInputElement>().map(|field| field.value()).unwrap_or_default();
            let named = (!name.trim().is_empty()).then(|| (Rc::from((chat.mint)().as_str()), Rc::from(name.trim())));
            chat.emit.emit(Intent::Begin { users: chosen.iter().map(|user| user.id.clone()).collect(), named });
            chat.emit.emit(Intent::CloseSearch);
        })
    };
    let onkeydown = {
        let close = close.clone();
        Callback::from(move |event: KeyboardEvent| {
            event.stop_propagation();
            if event.key() == "Escape" && !event.is_composing() {
                event.prevent_default();
                close.emit(());
            }
        })
    };
    let is_chosen = |user: &User| chosen.iter().any(|known| known.id == user.id);
    let onfieldkey = {
        let (chosen, toggle, start, search) = (chosen.clone(), toggle.clone(), start.clone(), search.clone());
        let field = field.clone();
        Callback::from(move |event: KeyboardEvent| {
            let is_empty = field.cast::<HtmlInputElement>().is_some_and(|field| field.value().is_empty());
            match &*event.key() {
                _ if event.is_composing() => return,
                "Enter" if is_empty => start.emit(()),
                "Enter" => {
                    let new = search.people.list.iter().find(|user| !chosen.iter().any(|known| known.id == user.id));
                    if let Some(user) = new {
                        toggle.emit(user.clone());
                    }
                }
                "Backspace" if is_empty => {
                    if let Some(last) = chosen.last() {
                        toggle.emit(last.clone());
                    }
                    return;
                }
                "ArrowDown" => {
                    let pane = field.cast::<web_sys::Element>().and_then(|field| field.closest(".begin").ok().flatten());
                    if let Some(first) = pane.and_then(keyboard::first_found) {
                        first.focus().unwrap_or_default();
                    }
                }
                _ => return,
            }
            event.prevent_default();
        })
    };
    let oninput =
        chat.emit.reform(|event: InputEvent| Intent::SearchPeople(event.target_unchecked_into::<HtmlInputElement>().value().into()));
    let onfocusin = {
        let stop = stop.clone();
        Callback::from(move |event: FocusEvent| stop.set(keyboard::found_at(&event)))
    };
    let back = {
        let field = field.clone();
        Callback::from(move |()| search_field::focus(&field))
    };
    let listed = |id: &&String| search.people.list.iter().any(|user| user.id.as_str() == id.as_str());
    let stop = stop.as_ref().filter(listed).cloned().or_else(|| search.people.list.first().map(|user| user.id.to_string()));
    let chip = |user: &Rc<User>| {
        let (name, off) = (name_of(user), {
            let user = user.clone();
            toggle.reform(move |_: MouseEvent| user.clone())
        });
        html! {
            <button key={user.id.to_string()} type="button" class="chip chip--person" part="button" aria-label={t!(locale, "begin.remove", name = name)} onclick={off}>
                <Avatar faces={vec![face_of(user)]} size={AvatarSize::Small} />
                <span class="chip__name" dir="auto">{ name_of(user) }</span>
                <Icon glyph={glyph::X} />
            </button>
        }
    };
    let option = |user: &Rc<User>| {
        let user = chat.snapshot.met(user);
        let (is_on, is_stop) = (is_chosen(user), stop.as_deref() == Some(user.id.as_str()));
        let onclick = {
            let user = user.clone();
            toggle.reform(move |_: MouseEvent| user.clone())
        };
        html! {
            <div
                key={user.id.to_string()}
                class="row row--short"
                part="row"
                role="option"
                aria-selected={if is_on { "true" } else { "false" }}
                tabindex={if is_stop { "0" } else { "-1" }}
                data-found={user.id.to_string()}
                {onclick}
            >
                <span class="row__box"><Icon glyph={glyph::CHECK} /></span>
                { person(chat, user) }
            </div>
        }
    };
    html! {
        <div class="begin" role="region" aria-label={t!(locale, "begin.title")} {onkeydown}>
            <div class="bar bar--choosing" part="header">
                <IconButton glyph={glyph::ARROW_LEFT} mirrors=true label={t!(locale, "header.back")} onclick={close} />
                <h2 class="bar__title" dir="auto">{ t!(locale, "begin.title") }</h2>
            </div>
            <div class="search">
                <label class="search__field">
                    <Icon glyph={glyph::SEARCH} />
                    <input
                        ref={field.clone()}
                        type="search"
                        class="search__input"
                        autocomplete="off"
                        maxlength={LONGEST}
                        aria-label={t!(locale, "begin.field")}
                        placeholder={t!(locale, "begin.field")}
                        {oninput}
                        onkeydown={onfieldkey}
                    />
                </label>
                if !chosen.is_empty() {
                    <div class="begin__chosen" role="group" aria-label={t!(locale, "begin.chosen")}>{ for chosen.iter().map(chip) }</div>
                }
                if chosen.len() > 1 {
                    <label class="search__field">
                        <Icon glyph={glyph::USERS} />
                        <input
                            ref={called}
                            type="text"
                            class="search__input"
                            autocomplete="off"
                            maxlength={LONGEST}
                            aria-label={t!(locale, "begin.name")}
                            placeholder={t!(locale, "begin.name")}
                        />
                    </label>
                }
            </div>
            <div class="rows rows--found" onkeydown={keyboard::steps_found(back)} {onfocusin}>
                { people(chat, search, search.people.list.iter().map(option).collect()) }
            </div>
            if !chosen.is_empty() {
                <div class="begin__foot"><Button kind={ButtonKind::Primary} label={t!(locale, "begin.start")} onclick={start} /></div>
            }
        </div>
    }
}

/// Who fits, or what there is to say in their place.
fn people(chat: &ChatContext, search: &Search, rows: Html) -> Html {
    let (locale, people) = (&chat.locale, &search.people);
    if people.list.is_empty() {
        return match &people.trouble {
            Some(trouble) => html! {
                <EmptyState glyph={glyph::CLOUD_OFF} title={t!(locale, "search.failed")} text={stand_in::sentence(locale, trouble)} is_alert=true>
                    if trouble.can_retry {
                        <Button label={t!(locale, "list.retry")} glyph={glyph::REFRESH_CW} onclick={chat.emit.reform(|()| Intent::SearchAgain)} />
                    }
                </EmptyState>
            },
            None if people.is_loading => html! { <p class="search__note"><Spinner /><span>{ t!(locale, "search.loading") }</span></p> },
            None => html! { <EmptyState glyph={glyph::USERS} title={t!(locale, "begin.nobody")} text={t!(locale, "search.none.text")} /> },
        };
    }
    html! {
        <>
            <div class="rows__list" role="listbox" aria-label={t!(locale, "search.people")} aria-multiselectable="true">{ rows }</div>
            if people.next.is_some() {
                <LoadMore
                    loaded={people.list.len()}
                    is_loading={people.is_loading}
                    more={t!(locale, "search.go-on")}
                    wish={Intent::LoadMoreFound(Source::People)}
                    locale={locale.clone()}
                    emit={chat.emit.clone()}
                />
            }
        </>
    }
}
