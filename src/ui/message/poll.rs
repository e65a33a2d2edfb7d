//! A poll in its message (features F163 to F170): question, options with their votes, and what else may be done.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::Scope;
use crate::chat::Intent;
use crate::state::{Delivery, Message, PollDeed, fold};
use crate::t;
use crate::ui::context::ByPtr;
use crate::ui::kit::{AlertDialog, Avatar, AvatarSize, Button, ButtonKind, Dialog, DialogSize, Icon, composes, glyph};
use crate::ui::names::{face_of, name_of, plain};
use crate::wire::{Poll, PollOption, User};

/// Options that are shown before somebody asks for all (feature F163).
const FEW: usize = 5;
/// Faces beside an option.
const FACES: usize = 3;

/// The poll of a message.
pub(super) fn view(poll: &Poll, message: &ByPtr<Message>, scope: &ByPtr<Scope>) -> Html {
    let (poll, message, scope) = (poll.clone(), message.clone(), scope.clone());
    html! { <PollView {poll} {message} {scope} /> }
}

#[derive(Clone, PartialEq, Properties)]
struct PollProps {
    poll: Poll,
    message: ByPtr<Message>,
    scope: ByPtr<Scope>,
}

impl PollProps {
    fn does(&self, deed: PollDeed) -> Intent {
        Intent::Poll { cid: self.scope.target.cid.clone(), id: self.message.id.clone(), deed }
    }

    /// Something may be done: the server has it.
    fn may(&self) -> bool {
        self.scope.may_vote && self.message.delivery == Delivery::Sent
    }

    fn name_of(&self, user: &Rc<User>) -> AttrValue {
        name_of(&self.scope.people.emit(user.clone()))
    }
}

/// What is open beside the poll.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Results,
    Comment,
    Suggest,
    End,
}

#[component]
fn PollView(props: &PollProps) -> Html {
    let PollProps { poll, scope, .. } = props;
    let locale = &scope.locale;
    let (all, open) = (use_state(|| false), use_state(|| None::<Open>));
    let show = |what: Option<Open>| {
        let open = open.setter();
        Callback::from(move |()| open.set(what))
    };
    let way = |what: Open, label: String| {
        let show = show(Some(what));
        html! { <button type="button" class="link-button poll__way" aria-haspopup="dialog" onclick={show.reform(|_: MouseEvent| ())}><span>{ label }</span></button> }
    };
    let choices = poll.choices();
    let most = choices.iter().map(|option| poll.votes(&option.id)).max().unwrap_or(0);
    let few = if *all || choices.len() <= FEW { choices.len() } else { FEW };
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(*all, move |all| {
            let next = || node.cast::<Element>().filter(|_| *all)?.query_selector_all("[data-option]").ok()?.item(u32::try_from(FEW).ok()?);
            if let Some(next) = next().and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
                next.focus().unwrap_or_default();
            }
        });
    }
    let onall = {
        let all = all.setter();
        Callback::from(move |_: MouseEvent| all.set(true))
    };
    let (is_own, may) = (poll.is_by(&scope.me), props.may());
    let question = plain(&poll.name).into_owned();
    let comment = if poll.own_comment().is_some() { t!(locale, "poll.comment-own") } else { t!(locale, "poll.comment") };
    html! {
        <div ref={&node} class="poll" role="group" aria-label={question.clone()} data-poll={poll.id.clone()}>
            <p class="poll__question" dir="auto">{ question }</p>
            if !poll.description.trim().is_empty() {
                <p class="poll__about" dir="auto">{ plain(&poll.description).into_owned() }</p>
            }
            <p class="poll__hint">{ hint(props) }</p>
            <div class="poll__options">{ for choices.iter().take(few).map(|option| choice(option, most, props)) }</div>
            if few < choices.len() {
                <button type="button" class="link-button poll__way" onclick={onall}><span>{ t!(locale, "poll.all") }</span></button>
            }
            <div class="poll__ways">
                if scope.sees_votes { { way(Open::Results, t!(locale, "poll.results")) } }
                if may && poll.takes_options() { { way(Open::Suggest, t!(locale, "poll.suggest")) } }
                if may && poll.takes_comments() { { way(Open::Comment, comment) } }
                if may && is_own && !poll.is_closed { { way(Open::End, t!(locale, "poll.end")) } }
            </div>
            { open.and_then(|what| Some(create_portal(opened(what, props, &show(None)), over(&node)?))).unwrap_or_default() }
        </div>
    }
}

/// Where dialogs stand: in a message they would have its colours, and its gestures.
fn over(node: &NodeRef) -> Option<Element> {
    node.cast::<Element>()?.closest(".chat").ok()?
}

/// How many may be chosen, and whether anybody sees by whom.
fn hint(props: &PollProps) -> String {
    let PollProps { poll, scope, .. } = props;
    let locale = &scope.locale;
    let how = match poll.max_votes_allowed {
        _ if poll.is_closed => t!(locale, "poll.ended"),
        _ if poll.enforce_unique_vote => t!(locale, "poll.choose-one"),
        Some(1) => t!(locale, "poll.choose-one"),
        Some(most) => t!(locale, "poll.choose-up-to", number = &locale.number(most.into())),
        None => t!(locale, "poll.choose-any"),
    };
    if poll.is_anonymous() { [how, t!(locale, "poll.anonymous")].join(" · ") } else { how }
}

/// One option with its votes (features F164 and F165).
fn choice(option: &PollOption, most: u32, props: &PollProps) -> Html {
    let PollProps { poll, scope, .. } = props;
    let locale = &scope.locale;
    let (votes, is_chosen) = (poll.votes(&option.id), poll.is_chosen(&option.id));
    let is_most = poll.is_closed && votes > 0 && votes == most;
    let may = props.may() && !poll.is_closed && (is_chosen || poll.takes_more());
    let toggle = props.does(PollDeed::Toggle(Rc::from(&*option.id)));
    let onclick = if may { scope.emit.reform(move |_: MouseEvent| toggle.clone()) } else { Callback::noop() };
    let voters = if scope.sees_votes && !poll.is_anonymous() { poll.voters(&option.id) } else { Vec::new() };
    let face = |user: &Rc<User>| html! { <Avatar key={user.id.to_string()} faces={vec![face_of(&scope.people.emit(user.clone()))]} size={AvatarSize::Small} /> };
    // Of a hundred, relative to the option that leads.
    let width = (u64::from(votes) * 100).checked_div(u64::from(most)).unwrap_or(0);
    html! {
        <button
            key={option.id.clone()}
            type="button"
            class={classes!("poll__option", is_most.then_some("poll__option--most"))}
            role="checkbox"
            aria-checked={if is_chosen { "true" } else { "false" }}
            aria-disabled={(!may).then_some("true")}
            data-option={option.id.clone()}
            {onclick}
        >
            <span class="poll__box">if is_chosen { <Icon glyph={glyph::CHECK} /> }</span>
            <span class="poll__text" dir="auto">{ plain(&option.text).into_owned() }</span>
            <span class="poll__faces" aria-hidden="true">{ for voters.iter().take(FACES).map(face) }</span>
            if is_most {
                <Icon class="poll__cup" glyph={glyph::TROPHY} /><span class="visually-hidden">{ [", ", &t!(locale, "poll.most")].concat() }</span>
            }
            <span class="poll__count" aria-hidden="true">{ locale.number(votes.into()) }</span>
            <span class="visually-hidden">{ [", ", &t!(locale, "poll.votes", number = &locale.number(votes.into()))].concat() }</span>
            <svg class="poll__bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect width={width.to_string()} height="4" /></svg>
        </button>
    }
}

fn opened(what: Open, props: &PollProps, close: &Callback<()>) -> Html {
    let PollProps { scope, poll, .. } = props;
    let (locale, onclose) = (scope.locale.clone(), close.clone());
    let does = |deed: fn(Rc<str>) -> PollDeed| {
        let (props, close) = (props.clone(), close.clone());
        Callback::from(move |text: Rc<str>| {
            close.emit(());
            props.scope.emit.emit(props.does(deed(text)));
        })
    };
    match what {
        Open::Results => results(props, onclose),
        Open::Comment => {
            let (title, text) = (t!(locale, "poll.comment"), poll.own_comment().map(str::to_owned));
            html! { <Ask {title} {text} taken={Vec::<AttrValue>::new()} onsave={does(PollDeed::Comment)} {onclose} {locale} /> }
        }
        Open::Suggest => {
            let taken: Vec<AttrValue> = poll.options.iter().map(|option| option.text.trim().to_owned().into()).collect();
            html! { <Ask title={t!(locale, "poll.suggest")} {taken} onsave={does(PollDeed::Suggest)} {onclose} {locale} /> }
        }
        Open::End => {
            let end = {
                let (props, close) = (props.clone(), close.clone());
                Callback::from(move |()| {
                    close.emit(());
                    props.scope.emit.emit(props.does(PollDeed::End));
                })
            };
            html! {
                <AlertDialog
                    title={t!(locale, "poll.end-title")}
                    text={t!(locale, "poll.end-text")}
                    confirm={t!(locale, "poll.end")}
                    onconfirm={end}
                    {onclose}
                    {locale}
                />
            }
        }
    }
}

/// All options by their votes, who voted last, and the comments (feature F167).
fn results(props: &PollProps, onclose: Callback<()>) -> Html {
    let PollProps { poll, scope, .. } = props;
    let locale = &scope.locale;
    let mut options = poll.choices();
    crate::sorted::sort_by(&mut options, |a, b| poll.votes(&a.id) > poll.votes(&b.id));
    let somebody = |user: &Rc<User>| {
        let user = scope.people.emit(user.clone());
        html! { <li class="poll__voter" key={user.id.to_string()}><Avatar faces={vec![face_of(&user)]} size={AvatarSize::Small} /><span dir="auto">{ name_of(&user) }</span></li> }
    };
    let option = |option: &&PollOption| {
        let votes = poll.votes(&option.id);
        let voters = if poll.is_anonymous() { Vec::new() } else { poll.voters(&option.id) };
        let rest = votes.saturating_sub(u32::try_from(voters.len()).unwrap_or(0));
        html! {
            <section class="poll__result" key={option.id.clone()}>
                <h3 class="poll__line"><span dir="auto">{ plain(&option.text).into_owned() }</span><span class="poll__total">{ t!(locale, "poll.votes", number = &locale.number(votes.into())) }</span></h3>
                if !voters.is_empty() {
                    <ul class="poll__voters">{ for voters.iter().map(somebody) }</ul>
                    if rest > 0 { <p class="poll__rest">{ t!(locale, "poll.more-votes", number = &locale.number(rest.into())) }</p> }
                }
            </section>
        }
    };
    let comments = poll.comments();
    let comment = |(text, user): &(String, Option<Rc<User>>)| {
        html! {
            <li class="poll__comment">
                <p dir="auto">{ plain(text).into_owned() }</p>
                if let Some(user) = user.as_ref().filter(|_| !poll.is_anonymous()) { <p class="poll__rest" dir="auto">{ props.name_of(user) }</p> }
            </li>
        }
    };
    html! {
        <Dialog title={plain(&poll.name).into_owned()} size={DialogSize::Medium} locale={locale.clone()} {onclose}>
            if poll.vote_count == 0 && comments.is_empty() { <p class="poll__rest">{ t!(locale, "poll.no-votes") }</p> }
            { for options.iter().map(option) }
            if !comments.is_empty() {
                <section class="poll__result">
                    <h3 class="poll__line">{ t!(locale, "poll.comments") }</h3>
                    <ul class="poll__voters">{ for comments.iter().map(comment) }</ul>
                    if poll.more_comments() > 0 { <p class="poll__rest">{ t!(locale, "poll.more-votes", number = &locale.number(poll.more_comments().into())) }</p> }
                </section>
            }
        </Dialog>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct AskProps {
    title: AttrValue,
    /// What stands there at first.
    #[prop_or_default]
    text: Option<String>,
    /// What it may not be.
    taken: Vec<AttrValue>,
    onsave: Callback<Rc<str>>,
    onclose: Callback<()>,
    locale: Rc<crate::i18n::Locale>,
}

/// Asks for a line (features F168 and F169): empty ones are not taken, nor those that are there already.
#[component]
fn Ask(props: &AskProps) -> Html {
    let AskProps { title, text, taken, onsave, onclose, locale } = props;
    let (field, is_taken) = (use_node_ref(), use_state(|| false));
    {
        // Once: what is typed since is the field's own.
        let (field, text) = (field.clone(), text.clone());
        use_effect_with((), move |()| {
            if let Some((field, text)) = field.cast::<HtmlInputElement>().zip(text) {
                field.set_value(&text);
            }
        });
    }
    let oninput = {
        let is_taken = is_taken.setter();
        Callback::from(move |_: InputEvent| is_taken.set(false))
    };
    let save = {
        let (field, taken, onsave, is_taken) = (field.clone(), taken.clone(), onsave.clone(), is_taken.setter());
        Callback::from(move |()| {
            let written = field.cast::<HtmlInputElement>().map(|field| field.value()).unwrap_or_default();
            let written = written.trim();
            if taken.iter().any(|taken| fold(taken) == fold(written)) {
                is_taken.set(true);
            } else if !written.is_empty() {
                onsave.emit(written.into());
            }
        })
    };
    let onkeydown = {
        let save = save.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && !composes(&event) {
                event.prevent_default();
                save.emit(());
            }
        })
    };
    let footer = html! { <Button kind={ButtonKind::Primary} label={t!(locale, "poll.save")} onclick={save} /> };
    html! {
        <Dialog title={title.clone()} size={DialogSize::Small} locale={locale.clone()} onclose={onclose.clone()} footer={Some(footer)}>
            <input
                ref={field}
                type="text"
                class="field"
                dir="auto"
                autofocus=true
                maxlength="255"
                aria-label={title.clone()}
                aria-invalid={is_taken.then_some("true")}
                aria-describedby={is_taken.then_some("poll-fault")}
                {oninput}
                {onkeydown}
            />
            if *is_taken { <p class="field__fault" id="poll-fault" role="alert">{ t!(locale, "poll.double") }</p> }
        </Dialog>
    }
}
