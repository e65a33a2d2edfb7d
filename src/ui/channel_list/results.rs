//! What was found for the words in the field (features F173 to F175): conversations, people and messages, each by itself or all at
//! once. Only what can still be opened is shown: what was deleted, left or blocked since is not.

use std::rc::Rc;

use yew::prelude::*;

use super::super::channel_header::presence;
use super::super::context::{ByPtr, ChatContext};
use super::super::kit::{Avatar, Button, EmptyState, Icon, Spinner, Timer, glyph};
use super::super::names::{face_of, name_of, plain, short_name_of};
use super::more::LoadMore;
use super::{keyboard, preview, row, search_field};
use crate::chat::Intent;
use crate::state::{Channel, Found, Link, Search, Source, Trouble, excerpt};
use crate::t;
use crate::wire::{Message, User};

/// How many of a source stand beside the others.
const FEW: usize = 3;
/// Letters in front of the words in an excerpt, so that these are in sight.
const BEFORE: usize = 18;
/// How much is found is said after this much silence, in milliseconds (feature F175).
const SAY_AFTER: i32 = 1_000;

/// What [`Results`] need.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct ResultsProps {
    pub(super) chat: ChatContext,
    /// What is looked for.
    pub(super) search: ByPtr<Search>,
    /// Where it is typed.
    pub(super) field: NodeRef,
    /// The rows.
    pub(super) list: NodeRef,
}

/// What was found.
#[component]
pub(super) fn Results(props: &ResultsProps) -> Html {
    let ResultsProps { chat, search, field, list } = props;
    let locale = &chat.locale;
    let only = use_state(|| None::<Source>);
    let stop = use_state(|| None::<String>);
    let view = View::new(chat, search, *only, stop.as_deref(), only.setter());
    let said = use_said(search, &t!(locale, "search.count", number = &locale.number(view.count())));
    let onfocusin = {
        let stop = stop.clone();
        Callback::from(move |event: FocusEvent| stop.set(keyboard::found_at(&event)))
    };
    let back = {
        let field = field.clone();
        Callback::from(move |()| search_field::focus(&field))
    };
    html! {
        <>
            { view.sources() }
            <div
                ref={list}
                class="rows rows--found"
                role="region"
                aria-label={t!(locale, "search.results")}
                onkeydown={keyboard::steps_found(back)}
                {onfocusin}
            >
                { view.body() }
            </div>
            <p class="visually-hidden" role="status">{ said }</p>
        </>
    }
}

/// How much was found, once everything is answered and nothing has been typed for a while; said again only when it changes.
#[hook]
pub(super) fn use_said(search: &Search, words: &str) -> String {
    let said = use_state(String::new);
    let set = said.setter();
    let now = (!search.is_loading()).then(|| words.to_owned());
    use_effect_with((search.query.clone(), now), move |(_, now)| {
        let timer = now.clone().map(|now| Timer::after(SAY_AFTER, move || set.set(now.clone())));
        move || drop(timer)
    });
    (*said).clone()
}

/// What is shown, as it is by now, and what all parts need.
struct View<'a> {
    chat: &'a ChatContext,
    search: &'a Search,
    channels: Vec<ByPtr<Channel>>,
    people: Vec<&'a Rc<User>>,
    messages: Vec<Hit<'a>>,
    /// Only this source.
    only: Option<Source>,
    /// The one row that Tab reaches: the one that last had the focus, else the first.
    stop: Option<String>,
    set: UseStateSetter<Option<Source>>,
}

/// A message that was found, as far as it is known.
struct Hit<'a> {
    message: &'a Message,
    channel: &'a Rc<Channel>,
}

impl<'a> View<'a> {
    fn new(
        chat: &'a ChatContext,
        search: &'a Search,
        only: Option<Source>,
        focused: Option<&str>,
        set: UseStateSetter<Option<Source>>,
    ) -> Self {
        let state = &chat.snapshot;
        let few = if only.is_some() { usize::MAX } else { FEW };
        let is_wanted = |source| only.is_none_or(|only| only == source);
        let channels = search.channels.list.iter().filter_map(|cid| state.channels.get(cid)).map(ByPtr::from);
        let channels: Vec<ByPtr<Channel>> = channels.filter(|_| is_wanted(Source::Channels)).collect();
        let has_people = is_wanted(Source::People) && state.config.features.allows("newConversation");
        let people: Vec<&Rc<User>> = search.people.list.iter().filter(|_| has_people).map(|user| state.met(user)).collect();
        let messages = search.messages.list.iter().filter(|_| is_wanted(Source::Messages)).filter_map(|message| hit(chat, message));
        let messages: Vec<Hit<'_>> = messages.collect();
        let ids = channels.iter().take(few).map(|channel| channel.cid().to_string());
        let ids = ids.chain(people.iter().take(few).map(|user| user.id.to_string()));
        let ids: Vec<String> = ids.chain(messages.iter().map(|hit| hit.message.id.to_string())).collect();
        let stop = ids.iter().find(|id| Some(id.as_str()) == focused).or_else(|| ids.first()).cloned();
        Self { chat, search, channels, people, messages, only, stop, set }
    }

    fn count(&self) -> i64 {
        i64::try_from(self.channels.len() + self.people.len() + self.messages.len()).unwrap_or(i64::MAX)
    }

    fn is_stop(&self, id: &str) -> bool {
        self.stop.as_deref() == Some(id)
    }

    fn word(&self, source: Source) -> String {
        let locale = &self.chat.locale;
        match source {
            Source::Channels => t!(locale, "list.label"),
            Source::People => t!(locale, "search.people"),
            Source::Messages => t!(locale, "search.messages"),
        }
    }

    /// Which sources are shown (feature F173).
    fn sources(&self) -> Html {
        let locale = &self.chat.locale;
        let chip = |to: Option<Source>, label: String| {
            let (set, is_on) = (self.set.clone(), self.only == to);
            html! {
                <button type="button" class="chip" part="button" aria-pressed={if is_on { "true" } else { "false" }} onclick={move |_: MouseEvent| set.set(to)}>
                    { label }
                </button>
            }
        };
        html! {
            <div class="search__sources" role="group" aria-label={t!(locale, "search.sources")}>
                { chip(None, t!(locale, "search.all")) }
                { chip(Some(Source::Channels), self.word(Source::Channels)) }
                if self.chat.snapshot.config.features.allows("newConversation") {
                    { chip(Some(Source::People), self.word(Source::People)) }
                }
                { chip(Some(Source::Messages), self.word(Source::Messages)) }
            </div>
        }
    }

    fn body(&self) -> Html {
        let Search { channels, people, messages, .. } = self.search;
        let (locale, today) = (&self.chat.locale, self.chat.locale.day((self.chat.now)()));
        let channel = |channel: &ByPtr<Channel>| {
            let screen = self.chat.snapshot.screens.get(&self.chat.screen);
            let is_open = screen.is_some_and(|screen| screen.open.as_ref() == Some(channel.cid()));
            row(self.chat, channel, is_open, self.is_stop(channel.cid().as_str()), None, today)
        };
        let sections = [
            self.section(Source::Channels, &self.channels, channels, channel),
            self.section(Source::People, &self.people, people, |user| self.person(user)),
            self.section(Source::Messages, &self.messages, messages, |hit| self.message(hit)),
        ];
        let is_empty = sections.iter().all(Option::is_none);
        // Who may not look for people is not told so: there are none to be found.
        let told = people.trouble.iter().filter(|trouble| trouble.key != "not-allowed");
        let trouble = [&channels.trouble, &messages.trouble].into_iter().flatten().chain(told).next();
        html! {
            <>
                { for sections.into_iter().flatten() }
                if self.search.is_loading() && is_empty {
                    <p class="search__note"><Spinner /><span>{ t!(locale, "search.loading") }</span></p>
                } else if let Some(trouble) = trouble {
                    { self.trouble(trouble) }
                } else if is_empty {
                    <EmptyState glyph={glyph::SEARCH} title={t!(locale, "search.none.title")} text={t!(locale, "search.none.text")} />
                }
            </>
        }
    }

    /// What one source has found; nothing where that is nothing, or another source is wanted.
    fn section<T, U>(&self, source: Source, shown: &[T], found: &Found<U>, draw: impl Fn(&T) -> Html) -> Option<Html> {
        // Messages are last, so that they can go on and on.
        let is_whole = self.only.is_some() || source == Source::Messages;
        let goes_on = is_whole && found.next.is_some() && self.only.is_none_or(|only| only == source);
        if shown.is_empty() && !goes_on {
            return None;
        }
        let locale = &self.chat.locale;
        let few = if is_whole { shown.len() } else { FEW };
        let has_more = shown.len() > few || (!is_whole && found.next.is_some());
        let (set, word) = (self.set.clone(), self.word(source));
        Some(html! {
            <section class="search__section" key={word.clone()}>
                <div class="search__head">
                    <h3 class="search__title">{ &word }</h3>
                    if has_more {
                        <button type="button" class="search__all" part="button" onclick={move |_: MouseEvent| set.set(Some(source))}>
                            { t!(locale, "search.all") }
                            <span class="visually-hidden">{ [" ", &word].concat() }</span>
                        </button>
                    }
                </div>
                if !shown.is_empty() {
                    <div class="rows__list" role="listbox" aria-label={word}>{ for shown.iter().take(few).map(draw) }</div>
                }
                if goes_on {
                    <LoadMore
                        loaded={found.list.len()}
                        is_loading={found.is_loading}
                        more={t!(locale, "search.go-on")}
                        wish={Intent::LoadMoreFound(source)}
                        locale={locale.clone()}
                        emit={self.chat.emit.clone()}
                    />
                }
            </section>
        })
    }

    fn person(&self, user: &Rc<User>) -> Html {
        let id = user.id.clone();
        let onclick = self.chat.emit.reform(move |_: MouseEvent| Intent::Begin { users: vec![id.clone()], named: None });
        option(user.id.as_str(), "row row--short", false, self.is_stop(user.id.as_str()), onclick, person(self.chat, user))
    }

    /// A message with the words in sight.
    fn message(&self, hit: &Hit<'_>) -> Html {
        let (chat, locale, Hit { message, channel }) = (self.chat, &self.chat.locale, hit);
        let name = chat.snapshot.channel_name(channel).map(|name| plain(&name).into_owned());
        let author = message.user.as_ref().map(|user| chat.snapshot.met(user));
        let sender = match author {
            Some(author) if author.id == chat.me => t!(locale, "preview.you"),
            Some(author) => t!(locale, "preview.sender", name = short_name_of(author)),
            None => String::new(),
        };
        let (cid, id, thread) = (channel.cid().clone(), message.id.clone(), message.parent_id.clone());
        let open = Intent::OpenAt { cid, message: Some(id), thread };
        let when = message.created_at.map(|at| (at, locale.list_time(at.millis(), locale.day((chat.now)()))));
        let onclick = chat.emit.reform(move |_: MouseEvent| open.clone());
        let content = html! {
            <>
                <Avatar faces={author.map(|author| vec![face_of(author)]).unwrap_or_default()} />
                <span class="row__lines">
                    <span class="row__line">
                        <span class="row__name" dir="auto">{ name.unwrap_or_else(|| t!(locale, "channel.unnamed")) }</span>
                        if message.parent_id.is_some() {
                            <Icon class="row__mark" glyph={glyph::MESSAGE_SQUARE_TEXT} />
                        }
                        if let Some((at, when)) = when {
                            <time class="row__time" datetime={at.to_string()}>{ when }</time>
                        }
                    </span>
                    <span class="row__line">
                        <span class="row__preview">
                            <span class="row__sender" dir="auto">{ sender }</span>
                            { words(&preview::summary(message, locale).1, &self.search.query) }
                        </span>
                    </span>
                </span>
            </>
        };
        option(message.id.as_str(), "row", false, self.is_stop(message.id.as_str()), onclick, content)
    }

    fn trouble(&self, trouble: &Trouble) -> Html {
        let (chat, locale) = (self.chat, &self.chat.locale);
        html! {
            <div class="search__note" role="alert">
                <Icon glyph={glyph::CLOUD_OFF} />
                <span>{ t!(locale, "search.failed") }</span>
                if trouble.can_retry {
                    <Button label={t!(locale, "list.retry")} onclick={chat.emit.reform(|()| Intent::SearchAgain)} />
                }
            </div>
        }
    }
}

/// A message as it is known by now; nothing where it is gone, or by somebody who is blocked. What it is called where it stands is
/// asked for, and until then it is not shown either.
fn hit<'a>(chat: &'a ChatContext, found: &'a Rc<Message>) -> Option<Hit<'a>> {
    let state = &chat.snapshot;
    let channel = state.channels.get(&found.cid)?;
    let message = state.find(&found.cid, &found.id).map_or(&**found, |known| &known.data);
    let is_blocked = matches!((&state.me, &message.user), (Some(me), Some(author)) if me.blocks(&author.id));
    (!message.is_deleted() && !is_blocked).then_some(Hit { message, channel })
}

/// A row of what was found: `is_stop` is where Tab leads.
pub(super) fn option(
    id: &str,
    class: &'static str,
    is_selected: bool,
    is_stop: bool,
    onclick: Callback<MouseEvent>,
    content: Html,
) -> Html {
    html! {
        <div
            key={id.to_owned()}
            {class}
            part="row"
            role="option"
            aria-selected={if is_selected { "true" } else { "false" }}
            tabindex={if is_stop { "0" } else { "-1" }}
            data-found={id.to_owned()}
            {onclick}
        >
            { content }
        </div>
    }
}

/// Somebody's picture, name and presence, as far as that is known.
pub(super) fn person(chat: &ChatContext, user: &User) -> Html {
    let is_live = matches!(chat.snapshot.link, Link::Online | Link::CatchingUp);
    html! {
        <>
            <Avatar faces={vec![face_of(user)]} is_online={is_live && user.online} />
            <span class="row__lines">
                <span class="row__line"><span class="row__name" dir="auto">{ name_of(user) }</span></span>
                if is_live {
                    <span class="row__preview"><span class="row__text">{ presence(user, &chat.locale, (chat.now)()) }</span></span>
                }
            </span>
        </>
    }
}

/// A text in which the words that were looked for stand out.
fn words(text: &str, query: &str) -> Html {
    match excerpt(text, query, BEFORE) {
        Some((is_cut, before, found, after)) => html! {
            <span class="row__text" dir="auto">{ if is_cut { "…" } else { "" } }{ before }<mark class="search__mark">{ found }</mark>{ after }</span>
        },
        None => html! { <span class="row__text" dir="auto">{ text }</span> },
    }
}
