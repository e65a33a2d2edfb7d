//! What was found for the words in the field (features F173 to F175): conversations, people and messages, each by itself or all at
//! once.

use std::rc::Rc;

use yew::prelude::*;

use super::super::channel_header::presence;
use super::super::context::{ByPtr, ChatContext};
use super::super::kit::{Avatar, Button, EmptyState, Icon, Spinner, Timer, glyph};
use super::super::names::{face_of, name_of, plain, short_name_of};
use super::more::LoadMore;
use super::{keyboard, preview, row, search_field};
use crate::chat::Intent;
use crate::state::{Found, Link, Search, Source, Trouble, excerpt};
use crate::t;
use crate::wire::{Cid, Message, User};

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
}

/// What was found.
#[component]
pub(super) fn Results(props: &ResultsProps) -> Html {
    let ResultsProps { chat, search, field } = props;
    let locale = &chat.locale;
    let only = use_state(|| None::<Source>);
    let stop = use_state(|| None::<String>);
    let said = use_said(search, &t!(locale, "search.count", number = &locale.number(count(search))));
    let onfocusin = {
        let stop = stop.clone();
        Callback::from(move |event: FocusEvent| stop.set(keyboard::found_at(&event)))
    };
    let back = {
        let field = field.clone();
        Callback::from(move |()| search_field::focus(&field))
    };
    let view = View { chat, search, only: *only, stop: stop_of(search, *only, stop.as_deref()), set: only.setter() };
    html! {
        <>
            { view.sources() }
            <div class="rows rows--found" role="region" aria-label={t!(locale, "search.results")} onkeydown={keyboard::steps_found(back)} {onfocusin}>
                { view.body() }
            </div>
            <p class="visually-hidden" role="status">{ said }</p>
        </>
    }
}

fn count(search: &Search) -> i64 {
    i64::try_from(search.count()).unwrap_or(i64::MAX)
}

/// How much was found, once everything is answered and nothing has been typed for a while; said again only when it changes.
#[hook]
fn use_said(search: &Search, words: &str) -> String {
    let said = use_state(String::new);
    let set = said.setter();
    let now = (!search.is_loading()).then(|| words.to_owned());
    use_effect_with((search.query.clone(), now), move |(_, now)| {
        let timer = now.clone().map(|now| Timer::after(SAY_AFTER, move || set.set(now.clone())));
        move || drop(timer)
    });
    (*said).clone()
}

/// The one row that Tab reaches: the one that last had the focus, else the first.
fn stop_of(search: &Search, only: Option<Source>, focused: Option<&str>) -> Option<String> {
    let few = if only.is_some() { usize::MAX } else { FEW };
    let wanted = |source| only.is_none_or(|only| only == source);
    let channels = search.channels.list.iter().take(few).map(ToString::to_string).filter(|_| wanted(Source::Channels));
    let people = search.people.list.iter().take(few).map(|user| user.id.to_string()).filter(|_| wanted(Source::People));
    let messages = search.messages.list.iter().map(|message| message.id.to_string()).filter(|_| wanted(Source::Messages));
    let mut all = channels.chain(people).chain(messages);
    let first = all.next()?;
    Some(focused.filter(|focused| all.any(|it| it == *focused)).map_or(first, str::to_owned))
}

/// What all parts need.
struct View<'a> {
    chat: &'a ChatContext,
    search: &'a Search,
    /// Only this source.
    only: Option<Source>,
    stop: Option<String>,
    set: UseStateSetter<Option<Source>>,
}

impl View<'_> {
    fn is_stop(&self, id: &str) -> bool {
        self.stop.as_deref() == Some(id)
    }

    fn has_people(&self) -> bool {
        self.chat.snapshot.config.features.allows("newConversation")
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
                if self.has_people() {
                    { chip(Some(Source::People), self.word(Source::People)) }
                }
                { chip(Some(Source::Messages), self.word(Source::Messages)) }
            </div>
        }
    }

    fn body(&self) -> Html {
        let Search { channels, people, messages, .. } = self.search;
        let (locale, today) = (&self.chat.locale, self.chat.locale.day((self.chat.now)()));
        let channel = |cid: &Cid| {
            let channel = ByPtr::from(self.chat.snapshot.channels.get(cid)?);
            let is_open = self.chat.snapshot.screens.get(&self.chat.screen).is_some_and(|screen| screen.open.as_ref() == Some(cid));
            Some(row(self.chat, &channel, is_open, self.is_stop(cid.as_str()), None, today))
        };
        let sections = [
            self.section(Source::Channels, channels, channel),
            self.section(Source::People, people, |user| Some(self.person(user))),
            self.section(Source::Messages, messages, |message| self.message(message)),
        ];
        let is_empty = sections.iter().all(Option::is_none);
        let trouble = [&channels.trouble, &people.trouble, &messages.trouble].into_iter().flatten().find(|trouble| is_told(trouble));
        let is_loading = self.search.is_loading();
        html! {
            <>
                { for sections.into_iter().flatten() }
                if is_loading && is_empty {
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
    fn section<T>(&self, source: Source, found: &Found<T>, draw: impl Fn(&T) -> Option<Html>) -> Option<Html> {
        if found.list.is_empty() || self.only.is_some_and(|only| only != source) {
            return None;
        }
        let locale = &self.chat.locale;
        // Messages are last, so that they can go on and on.
        let is_whole = self.only.is_some() || source == Source::Messages;
        let few = if is_whole { found.list.len() } else { FEW };
        let has_more = found.list.len() > few || (!is_whole && found.next.is_some());
        let (set, word) = (self.set.clone(), self.word(source));
        Some(html! {
            <section class="search__section" key={word.clone()}>
                <div class="search__head">
                    <h3 class="search__title">{ &word }</h3>
                    if has_more {
                        <button type="button" class="search__all" part="button" onclick={move |_: MouseEvent| set.set(Some(source))}>
                            { t!(locale, "search.all") }
                            <span class="visually-hidden">{ [", ", &word].concat() }</span>
                        </button>
                    }
                </div>
                <div class="rows__list" role="listbox" aria-label={word}>{ for found.list.iter().take(few).filter_map(draw) }</div>
                if is_whole && found.next.is_some() {
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
        let (chat, user) = (self.chat, self.chat.snapshot.met(user));
        let id = user.id.clone();
        let onclick = chat.emit.reform(move |_: MouseEvent| Intent::Begin { users: vec![id.clone()], named: None });
        let is_stop = self.is_stop(user.id.as_str());
        html! {
            <div
                key={user.id.to_string()}
                class="row row--short"
                part="row"
                role="option"
                aria-selected="false"
                tabindex={if is_stop { "0" } else { "-1" }}
                data-found={user.id.to_string()}
                {onclick}
            >
                { person(chat, user) }
            </div>
        }
    }

    /// A message with the words in sight; nothing when it was deleted meanwhile.
    fn message(&self, hit: &Rc<Message>) -> Option<Html> {
        let (chat, locale) = (self.chat, &self.chat.locale);
        let known = chat.snapshot.find(&hit.cid, &hit.id);
        if known.is_some_and(|known| known.is_deleted()) {
            return None;
        }
        let channel = chat.snapshot.channels.get(&hit.cid);
        let name = channel.and_then(|channel| chat.snapshot.channel_name(channel)).map(|name| plain(&name).into_owned());
        let author = hit.user.as_ref().map(|user| chat.snapshot.met(user));
        let sender = match author {
            Some(author) if author.id == chat.me => t!(locale, "preview.you"),
            Some(author) => t!(locale, "preview.sender", name = short_name_of(author)),
            None => String::new(),
        };
        let (cid, id, thread) = (hit.cid.clone(), hit.id.clone(), hit.parent_id.clone());
        let open = Intent::OpenAt { cid, message: Some(id), thread };
        let when = hit.created_at.map(|at| (at, locale.list_time(at.millis(), locale.day((chat.now)()))));
        let is_stop = self.is_stop(hit.id.as_str());
        Some(html! {
            <div
                key={hit.id.to_string()}
                class="row"
                part="row"
                role="option"
                aria-selected="false"
                tabindex={if is_stop { "0" } else { "-1" }}
                data-found={hit.id.to_string()}
                onclick={chat.emit.reform(move |_: MouseEvent| open.clone())}
            >
                <Avatar faces={author.map(|author| vec![face_of(author)]).unwrap_or_default()} />
                <span class="row__lines">
                    <span class="row__line">
                        <span class="row__name" dir="auto">{ name.unwrap_or_else(|| t!(locale, "channel.unnamed")) }</span>
                        if hit.parent_id.is_some() {
                            <Icon class="row__mark" glyph={glyph::MESSAGE_SQUARE_TEXT} />
                        }
                        if let Some((at, when)) = when {
                            <time class="row__time" datetime={at.to_string()}>{ when }</time>
                        }
                    </span>
                    <span class="row__line">
                        <span class="row__preview">
                            <span class="row__sender" dir="auto">{ sender }</span>
                            { words(&preview::summary(hit, locale).1, &self.search.query) }
                        </span>
                    </span>
                </span>
            </div>
        })
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

/// Who may not look for people here is not told so: there are none to be found.
fn is_told(trouble: &Trouble) -> bool {
    trouble.key != "not-allowed"
}

/// Somebody's picture, name and presence.
pub(super) fn person(chat: &ChatContext, user: &User) -> Html {
    let is_live = matches!(chat.snapshot.link, Link::Online | Link::CatchingUp);
    html! {
        <>
            <Avatar faces={vec![face_of(user)]} is_online={is_live && user.online} />
            <span class="row__lines">
                <span class="row__line"><span class="row__name" dir="auto">{ name_of(user) }</span></span>
                <span class="row__preview"><span class="row__text">{ presence(user, &chat.locale, (chat.now)()) }</span></span>
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
