//! What is suggested at the caret, in a list above the surface (features F135 to F139, trust C2). The focus stays in the field: the
//! list gets its keys first, and tells assistive technology which line is meant once arrows were used.

use web_sys::{Element, HtmlTextAreaElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use super::emoji::{self, Index};
use super::{PartProps, Writing, tools};
use crate::chat::{Intent, Pick};
use crate::config::CannedReply;
use crate::i18n::Locale;
use crate::state::{Candidate, Suggestions, Trigger};
use crate::t;
use crate::ui::kit::{Align, Anchor, Avatar, AvatarSize, Floating, Focus, Glyph, Icon, Side, Spinner, Timer, glyph, use_stage};
use crate::ui::names::face_of;
use crate::ui::{name_of, plain};
use crate::wire::{Circle, Command};

/// Most emoji of one list (feature F137).
const EMOJI: usize = 7;
/// This near to the end of the list more of them are asked for, in pixels (feature F139).
const NEAR_END: i32 = 100;
/// The number of suggestions is said after a pause of this long, in milliseconds (feature F139).
const SAY_AFTER: i32 = 500;

/// The list, while there is something to suggest.
pub(super) fn suggestions(writing: &Writing) -> Html {
    match &writing.composer.suggestions {
        // A list of its own for each word: what was marked in the last one means nothing in this.
        Some(suggestions) => html! { <List key={suggestions.start} writing={writing.clone()} /> },
        None => Html::default(),
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Choice {
    /// From the core.
    Candidate(Candidate),
    /// An emoji: itself and its name.
    Emoji(String, String),
}

impl Choice {
    /// What is told to the core; `fill` makes the text of a canned reply.
    pub(super) fn pick(&self, fill: &dyn Fn(&CannedReply) -> String) -> Pick {
        match self {
            Self::Candidate(Candidate::Reply(reply)) => Pick::Text(fill(reply).into()),
            Self::Candidate(Candidate::Channel) => Pick::Channel,
            Self::Candidate(Candidate::Circle(circle)) => Pick::Circle(circle.clone()),
            Self::Candidate(Candidate::Here) => Pick::Here,
            Self::Candidate(Candidate::Command(command)) => Pick::Command(command.name.as_str().into()),
            Self::Candidate(Candidate::User(user)) => Pick::User(user.id.clone()),
            Self::Emoji(sign, _) => Pick::Text([sign, " "].concat().into()),
        }
    }
}

/// Everything that is suggested.
pub(super) fn choices(suggestions: &Suggestions, index: Option<&Index>) -> Vec<Choice> {
    match index.filter(|_| suggestions.trigger == Trigger::Emoji) {
        Some(index) => {
            index.search(&suggestions.query, EMOJI).map(|emoji| Choice::Emoji(emoji.sign.to_owned(), emoji.name.to_owned())).collect()
        }
        None => suggestions.candidates.iter().cloned().map(Choice::Candidate).collect(),
    }
}

/// The line that an arrow leads to; around the ends.
pub(super) fn step(at: Option<usize>, count: usize, is_down: bool) -> usize {
    match at {
        // The first line is what Enter takes from the beginning.
        None if is_down => usize::from(count > 1),
        Some(at) if is_down => {
            if at + 1 >= count {
                0
            } else {
                at + 1
            }
        }
        None | Some(0) => count.saturating_sub(1),
        Some(at) => at - 1,
    }
}

#[component]
fn List(props: &PartProps) -> Html {
    let writing = &props.writing;
    let blank =
        Suggestions { trigger: Trigger::Mention, query: "".into(), start: 0, candidates: Vec::new(), is_loading: false, has_more: false };
    let suggestions = writing.composer.suggestions.as_deref().unwrap_or(&blank);
    let index = emoji::use_index(&writing.chat, suggestions.trigger == Trigger::Emoji);
    let choices = choices(suggestions, index.ready());
    // Which line is meant, for which word: with another letter the choice begins anew.
    let marked = use_state(|| (suggestions.query.clone(), None::<usize>));
    let at = marked.1.filter(|at| marked.0 == suggestions.query && *at < choices.len());
    let mark = {
        let (marked, query) = (marked.clone(), suggestions.query.clone());
        Callback::from(move |at: usize| marked.set((query.clone(), Some(at))))
    };
    let stage = use_stage();
    let pick = {
        let (writing, choices) = (writing.clone(), choices.clone());
        let locale = writing.chat.locale.clone();
        Callback::from(move |at: usize| {
            if let Some(choice) = choices.get(at) {
                let name = match choice {
                    Choice::Candidate(Candidate::User(user)) => Some(name_of(user)),
                    Choice::Candidate(Candidate::Circle(circle)) => Some(plain(circle.name()).into_owned().into()),
                    _ => None,
                };
                if let Some(name) = name {
                    stage.say(t!(locale, "composer.suggest.picked", name = &name));
                }
                writing.emit(Intent::PickSuggestion(writing.target.clone(), choice.pick(&|reply| tools::filled(&writing, reply))));
            }
        })
    };
    let id = if writing.target.is_thread() { "suggest-thread" } else { "suggest-channel" };
    use_keys(writing, choices.len(), at, &mark, &pick);
    use_aria(writing, id, choices.len(), at);
    if choices.is_empty() && !suggestions.is_loading {
        return Html::default();
    }
    let locale = &writing.chat.locale;
    let title = title(suggestions.trigger, locale);
    let onscroll = {
        let (emit, target, has_more) = (writing.chat.emit.clone(), writing.target.clone(), suggestions.has_more && !suggestions.is_loading);
        Callback::from(move |event: Event| {
            let near = |list: Element| list.scroll_height() - list.scroll_top() - list.client_height() < NEAR_END;
            if has_more && event.target_dyn_into::<Element>().is_some_and(near) {
                emit.emit(Intent::LoadMoreSuggestions(target.clone()));
            }
        })
    };
    let line = |(n, choice): (usize, &Choice)| {
        let is_meant = n == at.unwrap_or(0);
        html! {
            <div
                key={n}
                id={line_id(id, n)}
                class="suggest__line"
                role="option"
                aria-selected={is_meant.to_string()}
                onclick={pick.reform(move |_| n)}
                onpointermove={mark.reform(move |_| n).filter_unless(is_meant)}
            >
                { draw(choice, locale) }
            </div>
        }
    };
    html! {
        <Floating
            class="suggest"
            anchor={Anchor::Node(writing.surface.clone())}
            side={Side::Above}
            align={Align::Start}
            focus={Focus::Keep}
            onclose={writing.on(Intent::CloseSuggestions)}
        >
            // The focus stays in the field whatever is pressed here.
            <div class="suggest__box" {onscroll} onmousedown={|event: MouseEvent| event.prevent_default()}>
                <div class="suggest__title" aria-hidden="true">{ &title }</div>
                <div {id} class="suggest__list" role="listbox" tabindex="0" aria-label={title}>{ for choices.iter().enumerate().map(line) }</div>
                if suggestions.is_loading { <div class="suggest__more"><Spinner />{ t!(locale, "composer.suggest.loading") }</div> }
            </div>
        </Floating>
    }
}

/// Does nothing where there is nothing to do: moving over the line that is meant draws nothing anew.
trait FilterUnless {
    fn filter_unless(self, is_idle: bool) -> Self;
}

impl<T: 'static> FilterUnless for Callback<T> {
    fn filter_unless(self, is_idle: bool) -> Self {
        if is_idle { Self::noop() } else { self }
    }
}

fn line_id(list: &str, line: usize) -> String {
    [list, "-", &line.to_string()].concat()
}

/// Takes arrows, Enter and Tab before the field does.
#[hook]
fn use_keys(writing: &Writing, count: usize, at: Option<usize>, mark: &Callback<usize>, pick: &Callback<usize>) {
    let (mark, pick, keys) = (mark.clone(), pick.clone(), writing.keys.clone());
    let gone = keys.clone();
    use_effect(move || {
        let taker = Callback::from(move |event: KeyboardEvent| {
            if count == 0 || event.shift_key() || event.alt_key() || event.ctrl_key() || event.meta_key() {
                return false;
            }
            match &*event.key() {
                "ArrowDown" => mark.emit(step(at, count, true)),
                "ArrowUp" => mark.emit(step(at, count, false)),
                "Enter" | "Tab" => pick.emit(at.unwrap_or(0)),
                _ => return false,
            }
            true
        });
        keys.0.replace(Some(taker));
    });
    use_effect_with((), move |()| move || drop(gone.0.take()));
}

/// Tells assistive technology about the list: how long it is, and which line is meant.
#[hook]
fn use_aria(writing: &Writing, id: &'static str, count: usize, at: Option<usize>) {
    let (field, stage, locale) = (writing.field.clone(), use_stage(), writing.chat.locale.clone());
    use_effect_with((count, at), move |(count, at)| {
        let field = field.cast::<HtmlTextAreaElement>();
        if let Some(field) = field.as_ref().filter(|_| *count > 0) {
            let _ = field.set_attribute("aria-controls", id);
            if let Some(line) = at.map(|at| line_id(id, at)) {
                let _ = field.set_attribute("aria-activedescendant", &line);
                let list = field.closest(".composer").ok().flatten();
                let line = list.and_then(|list: Element| list.query_selector(&["#", &line].concat()).ok().flatten());
                if let Some(line) = line {
                    let options = ScrollIntoViewOptions::new();
                    options.set_block(ScrollLogicalPosition::Nearest);
                    line.scroll_into_view_with_scroll_into_view_options(&options);
                }
            }
        }
        move || {
            if let Some(field) = field {
                let _ = field.remove_attribute("aria-controls");
                let _ = field.remove_attribute("aria-activedescendant");
            }
        }
    });
    use_effect_with(count, move |count| {
        let words = locale.plural("composer.suggest.count", i64::try_from(*count).unwrap_or(0), &[]);
        let timer = (*count > 0).then(|| Timer::after(SAY_AFTER, move || stage.say(words.clone())));
        move || drop(timer)
    });
}

fn title(trigger: Trigger, locale: &Locale) -> String {
    match trigger {
        Trigger::Command => t!(locale, "composer.suggest.commands"),
        Trigger::Emoji => t!(locale, "composer.suggest.emoji"),
        Trigger::Mention => t!(locale, "composer.suggest.people"),
    }
}

fn draw(choice: &Choice, locale: &Locale) -> Html {
    match choice {
        Choice::Candidate(Candidate::User(user)) => html! {
            <>
                <Avatar faces={vec![face_of(user)]} size={AvatarSize::Small} is_online={user.online} />
                <span class="composer__cut" dir="auto">{ name_of(user) }</span>
            </>
        },
        Choice::Candidate(Candidate::Channel) => everybody("@channel", t!(locale, "composer.suggest.channel"), glyph::USERS),
        Choice::Candidate(Candidate::Circle(circle)) => {
            let note = match &**circle {
                Circle::Group { .. } => t!(locale, "composer.suggest.group"),
                Circle::Role(_) => t!(locale, "composer.suggest.role"),
            };
            everybody(&["@", &plain(circle.name())].concat(), note, glyph::USERS)
        }
        Choice::Candidate(Candidate::Here) => everybody("@here", t!(locale, "composer.suggest.here"), glyph::AT_SIGN),
        Choice::Candidate(Candidate::Command(command)) => slash(command),
        Choice::Candidate(Candidate::Reply(reply)) => canned(reply, locale),
        Choice::Emoji(sign, name) => html! {
            <>
                <span class="suggest__sign" aria-hidden="true">{ sign }</span>
                <span class="composer__cut" dir="auto">{ name }</span>
            </>
        },
    }
}

fn everybody(word: &str, note: String, glyph: Glyph) -> Html {
    html! {
        <>
            <span class="suggest__tile"><Icon {glyph} /></span>
            <span class="suggest__word" dir="auto">{ word }</span>
            <span class="composer__cut composer__note">{ note }</span>
        </>
    }
}

fn canned(reply: &CannedReply, locale: &Locale) -> Html {
    let language = locale.language();
    html! {
        <>
            <span class="suggest__tile"><Icon glyph={glyph::MESSAGE_SQUARE_QUOTE} /></span>
            <span class="suggest__words">
                <span class="composer__cut">
                    <span class="suggest__word" dir="auto">{ plain(reply.label.text(language)).into_owned() }</span>
                    if !reply.shortcut.is_empty() { <span class="suggest__args" dir="ltr">{ ["/", &plain(&reply.shortcut)].concat() }</span> }
                </span>
                <span class="composer__cut composer__note" dir="auto">{ plain(reply.text.text(language)).into_owned() }</span>
            </span>
        </>
    }
}

fn slash(command: &Command) -> Html {
    html! {
        <>
            <span class="suggest__tile"><Icon glyph={glyph::SLASH} /></span>
            <span class="suggest__words">
                <span class="composer__cut" dir="ltr">
                    <span class="suggest__word">{ ["/", &plain(&command.name)].concat() }</span>
                    <span class="suggest__args">{ plain(&command.args).into_owned() }</span>
                </span>
                if !command.description.is_empty() {
                    <span class="composer__cut composer__note" dir="auto">{ plain(&command.description).into_owned() }</span>
                }
            </span>
        </>
    }
}
