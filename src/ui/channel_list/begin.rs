//! A new conversation (feature F39 and product section 5, `newConversation`): with one person, or a group that may have a name.

use std::rc::Rc;

use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use super::super::context::{ByPtr, ChatContext};
use super::super::kit::{Avatar, AvatarSize, Button, ButtonKind, EmptyState, Icon, IconButton, Spinner, composes, glyph};
use super::super::names::{face_of, name_of};
use super::super::stand_in;
use super::more::LoadMore;
use super::results::{person, use_said};
use super::search_field::{self, LONGEST};
use super::{keyboard, results};
use crate::chat::Intent;
use crate::state::{Search, Source};
use crate::t;
use crate::wire::User;

/// Most others in a channel that is made with its members (protocol section 4.3).
const MOST: usize = 99;

/// What [`Begin`] needs.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct BeginProps {
    pub(super) chat: ChatContext,
    /// Whom the words in the field fit.
    pub(super) search: ByPtr<Search>,
}

/// What all parts need.
#[derive(Clone)]
struct Choice {
    chat: ChatContext,
    search: ByPtr<Search>,
    /// Where names are looked for, and where a group gets its own.
    field: NodeRef,
    called: NodeRef,
    chosen: UseStateHandle<Vec<Rc<User>>>,
}

/// The list's place while people are chosen.
#[component]
pub(super) fn Begin(props: &BeginProps) -> Html {
    let BeginProps { chat, search } = props;
    let locale = &chat.locale;
    let (field, called) = (use_node_ref(), use_node_ref());
    let choice = Choice { chat: chat.clone(), search: search.clone(), field: field.clone(), called, chosen: use_state(Vec::new) };
    let stop = use_state(|| None::<String>);
    {
        let query = search.query.clone();
        use_effect_with((), move |()| {
            let Some(field) = field.cast::<HtmlInputElement>() else { return };
            // Drawn again, it goes on with what is looked for.
            field.set_value(&query);
            if keyboard::may_take_focus(&field) == Some(true) {
                field.focus().unwrap_or_default();
            }
        });
    }
    let count = i64::try_from(search.people.list.len()).unwrap_or(i64::MAX);
    let found = use_said(search, &t!(locale, "search.count", number = &locale.number(count)));
    let many = i64::try_from(choice.chosen.len()).unwrap_or(i64::MAX);
    let onfocusin = {
        let stop = stop.clone();
        Callback::from(move |event: FocusEvent| stop.set(keyboard::found_at(&event)))
    };
    let close = chat.emit.reform(|()| Intent::CloseSearch);
    html! {
        <div class="begin" role="region" aria-label={t!(locale, "begin.title")} onkeydown={leaves(&close)}>
            <div class="bar bar--choosing" part="header">
                <IconButton glyph={glyph::ARROW_LEFT} mirrors=true label={t!(locale, "header.back")} onclick={close} />
                <h2 class="bar__title" dir="auto">{ t!(locale, "begin.title") }</h2>
            </div>
            { choice.fields() }
            <div class="rows rows--found" onkeydown={keyboard::steps_found(choice.back())} {onfocusin}>
                { choice.people(stop.as_deref()) }
            </div>
            if !choice.chosen.is_empty() {
                <div class="begin__foot">
                    <Button kind={ButtonKind::Primary} label={t!(locale, "begin.start")} is_busy={search.is_beginning} onclick={choice.start()} />
                </div>
            }
            <p class="visually-hidden" role="status">{ found }</p>
            <p class="visually-hidden" role="status">
                if many > 0 { { t!(locale, "list.selected", number = &locale.number(many)) } }
            </p>
        </div>
    }
}

/// Escape gives it up, wherever nothing else needs it.
fn leaves(close: &Callback<()>) -> Callback<KeyboardEvent> {
    let close = close.clone();
    Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Escape" && !composes(&event) {
            event.prevent_default();
            event.stop_propagation();
            close.emit(());
        }
    })
}

impl Choice {
    fn is_chosen(&self, user: &User) -> bool {
        self.chosen.iter().any(|known| known.id == user.id)
    }

    /// Back to the field.
    fn back(&self) -> Callback<()> {
        let field = self.field.clone();
        Callback::from(move |()| search_field::focus(&field))
    }

    /// Chooses somebody, or not after all; the next name is another one.
    fn toggle(&self) -> Callback<Rc<User>> {
        let choice = self.clone();
        Callback::from(move |user: Rc<User>| {
            let mut now = (*choice.chosen).clone();
            match now.iter().position(|known| known.id == user.id) {
                Some(at) => drop(now.remove(at)),
                None if now.len() < MOST => now.push(user),
                None => return,
            }
            choice.chosen.set(now);
            if let Some(field) = choice.field.cast::<HtmlInputElement>() {
                field.set_value("");
            }
            choice.chat.emit.emit(Intent::SearchPeople(Rc::from("")));
            search_field::focus(&choice.field);
        })
    }

    /// Begins; the people stay until the conversation is there.
    fn start(&self) -> Callback<()> {
        let choice = self.clone();
        Callback::from(move |()| {
            let Self { chat, chosen, search, called, .. } = &choice;
            if chosen.is_empty() || search.is_beginning {
                return;
            }
            let name = called.cast::<HtmlInputElement>().map(|field| field.value()).unwrap_or_default();
            let named = (!name.trim().is_empty()).then(|| (Rc::from((chat.mint)().as_str()), Rc::from(name.trim())));
            chat.emit.emit(Intent::Begin { users: chosen.iter().map(|user| user.id.clone()).collect(), named });
        })
    }

    /// Who is looked for, who is chosen, and what a group is called.
    fn fields(&self) -> Html {
        let (chat, locale) = (&self.chat, &self.chat.locale);
        let oninput =
            chat.emit.reform(|event: InputEvent| Intent::SearchPeople(event.target_unchecked_into::<HtmlInputElement>().value().into()));
        let toggle = self.toggle();
        let chip = |user: &Rc<User>| {
            let (name, chosen) = (name_of(user), user.clone());
            html! {
                <button
                    key={user.id.to_string()}
                    type="button"
                    class="chip chip--person"
                    part="button"
                    aria-label={t!(locale, "begin.remove", name = &name)}
                    onclick={toggle.reform(move |_: MouseEvent| chosen.clone())}
                >
                    <Avatar faces={vec![face_of(user)]} size={AvatarSize::Small} />
                    <span class="chip__name" dir="auto">{ name }</span>
                    <Icon glyph={glyph::X} />
                </button>
            }
        };
        html! {
            <div class="search">
                <label class="search__field">
                    <Icon glyph={glyph::SEARCH} />
                    <input
                        ref={&self.field}
                        type="search"
                        class="search__input"
                        autocomplete="off"
                        maxlength={LONGEST}
                        aria-label={t!(locale, "begin.field")}
                        placeholder={t!(locale, "begin.field")}
                        {oninput}
                        onkeydown={self.field_keys()}
                    />
                </label>
                if !self.chosen.is_empty() {
                    <div class="begin__chosen" role="group" aria-label={t!(locale, "begin.chosen")}>{ for self.chosen.iter().map(chip) }</div>
                }
                if self.chosen.len() > 1 {
                    <label class="search__field">
                        <Icon glyph={glyph::USERS} />
                        <input
                            ref={&self.called}
                            type="text"
                            class="search__input"
                            autocomplete="off"
                            maxlength={LONGEST}
                            aria-label={t!(locale, "begin.name")}
                            placeholder={t!(locale, "begin.name")}
                            onkeydown={self.name_keys()}
                        />
                    </label>
                }
            </div>
        }
    }

    /// Enter takes the first who fits, or begins with those who are chosen; Backspace in the empty field takes the last one back.
    fn field_keys(&self) -> Callback<KeyboardEvent> {
        let (choice, toggle, start) = (self.clone(), self.toggle(), self.start());
        Callback::from(move |event: KeyboardEvent| {
            let Some(field) = choice.field.cast::<HtmlInputElement>() else { return };
            let is_empty = field.value().is_empty();
            if event.key() != "Escape" {
                event.stop_propagation();
            }
            // Held down, a key would go on where the words end.
            if composes(&event) || event.repeat() {
                return;
            }
            match &*event.key() {
                "Enter" if is_empty => start.emit(()),
                "Enter" => {
                    let new = choice.search.people.list.iter().find(|user| !choice.is_chosen(user));
                    new.into_iter().for_each(|user| toggle.emit(user.clone()));
                }
                "Backspace" if is_empty => choice.chosen.last().into_iter().for_each(|last| toggle.emit(last.clone())),
                "ArrowDown" => {
                    let first = field.closest(".begin").ok().flatten().and_then(|pane: Element| keyboard::first_found(&pane));
                    first.into_iter().for_each(|first| first.focus().unwrap_or_default());
                }
                _ => return,
            }
            event.prevent_default();
        })
    }

    /// Enter begins, Escape leads back to the people.
    fn name_keys(&self) -> Callback<KeyboardEvent> {
        let (start, back) = (self.start(), self.back());
        Callback::from(move |event: KeyboardEvent| {
            event.stop_propagation();
            if composes(&event) || event.repeat() {
                return;
            }
            match &*event.key() {
                "Enter" => start.emit(()),
                "Escape" => back.emit(()),
                _ => return,
            }
            event.prevent_default();
        })
    }

    /// Who fits, or what there is to say in their place.
    fn people(&self, focused: Option<&str>) -> Html {
        let (chat, locale, people) = (&self.chat, &self.chat.locale, &self.search.people);
        if people.list.is_empty() && people.next.is_none() {
            return self.nobody();
        }
        let ids = || people.list.iter().map(|user| user.id.as_str());
        let stop = ids().find(|id| Some(*id) == focused).or_else(|| ids().next());
        let toggle = self.toggle();
        let option = |user: &Rc<User>| {
            let (user, chosen) = (chat.snapshot.met(user), user.clone());
            let content = html! { <><span class="row__box"><Icon glyph={glyph::CHECK} /></span>{ person(chat, user) }</> };
            let (id, onclick) = (user.id.as_str(), toggle.reform(move |_: MouseEvent| chosen.clone()));
            results::option(id, "row row--short", self.is_chosen(user), stop == Some(id), onclick, content)
        };
        html! {
            <>
                if !people.list.is_empty() {
                    <div class="rows__list" role="listbox" aria-label={t!(locale, "search.people")} aria-multiselectable="true">
                        { for people.list.iter().map(option) }
                    </div>
                }
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

    fn nobody(&self) -> Html {
        let (chat, locale, people) = (&self.chat, &self.chat.locale, &self.search.people);
        match &people.trouble {
            Some(trouble) => html! {
                <EmptyState glyph={glyph::CLOUD_OFF} title={t!(locale, "search.failed")} text={stand_in::sentence(locale, trouble)} is_alert=true>
                    if trouble.can_retry {
                        <Button label={t!(locale, "list.retry")} glyph={glyph::REFRESH_CW} onclick={chat.emit.reform(|()| Intent::SearchAgain)} />
                    }
                </EmptyState>
            },
            None if people.is_loading => html! { <p class="search__note"><Spinner /><span>{ t!(locale, "search.loading") }</span></p> },
            None => html! { <EmptyState glyph={glyph::USERS} title={t!(locale, "begin.nobody")} text={t!(locale, "search.none.text")} /> },
        }
    }
}
