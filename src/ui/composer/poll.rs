//! Making a poll (feature F171).

use std::rc::Rc;

use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::Writing;
use crate::chat::Intent;
use crate::state::{Control, MOST_OPTIONS, NewPoll, fold};
use crate::t;
use crate::ui::kit::{Button, ButtonKind, Dialog, MenuItem, glyph};

/// Fewest options that are a choice.
const FEWEST: usize = 2;
/// Most votes of one person that can be asked for (protocol section 6.2).
const MOST_VOTES: u32 = 10;

/// The line of the menu, where polls may be made; never in threads (feature F130).
pub(super) fn line(writing: &Writing, open: Callback<()>) -> Option<MenuItem> {
    let may = writing.chat.snapshot.may(&writing.channel, Control::Poll);
    let is_offered = may && !writing.target.is_thread() && writing.composer.editing.is_none();
    is_offered.then(|| MenuItem::new(t!(writing.chat.locale, "poll.create"), open).drawn(glyph::CHART_COLUMN))
}

/// The dialog.
pub(super) fn dialog(writing: &Writing, onclose: Callback<()>) -> Html {
    html! { <Maker writing={writing.clone()} {onclose} /> }
}

#[derive(Clone, PartialEq, Properties)]
struct MakerProps {
    writing: Writing,
    onclose: Callback<()>,
}

/// What is written so far; the last option is always a free one.
#[derive(Clone, Default, PartialEq)]
struct Sheet {
    question: String,
    options: Vec<String>,
    limit: String,
    /// Several answers, anonymous, suggestions, comments.
    ticks: [bool; 4],
    /// Somebody wanted to send it: what is missing is said.
    is_tried: bool,
}

impl Sheet {
    fn written(&self) -> impl Iterator<Item = &str> {
        self.options.iter().map(|option| option.trim()).filter(|option| !option.is_empty())
    }

    /// The same stands in an option before it.
    fn is_double(&self, at: usize) -> bool {
        let word = |option: &String| fold(option.trim());
        let Some(this) = self.options.get(at).map(word).filter(|this| !this.is_empty()) else { return false };
        self.options.iter().take(at).any(|other| word(other) == this)
    }

    /// The poll, when it is one.
    fn poll(&self) -> Option<NewPoll> {
        let options: Vec<Rc<str>> = self.written().map(Rc::from).collect();
        let has_doubles = (0..self.options.len()).any(|at| self.is_double(at));
        let [is_multiple, is_anonymous, may_suggest, may_comment] = self.ticks;
        // As many as there are options is no limit, but Stream wants a number.
        let many = u32::try_from(options.len()).unwrap_or(MOST_VOTES).clamp(2, MOST_VOTES);
        let limit = self.limit.trim().parse().map_or(many, |limit: u32| limit.clamp(2, MOST_VOTES));
        let is_one = !self.question.trim().is_empty() && options.len() >= FEWEST && !has_doubles;
        let question = Rc::from(self.question.trim());
        is_one.then_some(NewPoll { question, options, limit: is_multiple.then_some(limit), is_anonymous, may_suggest, may_comment })
    }
}

#[component]
fn Maker(props: &MakerProps) -> Html {
    let MakerProps { writing, onclose } = props;
    let locale = &writing.chat.locale;
    let sheet = use_state(|| Sheet { options: vec![String::new(); FEWEST], ..Sheet::default() });
    let edit = |change: fn(&mut Sheet, String)| {
        let sheet = sheet.clone();
        Callback::from(move |event: InputEvent| {
            let mut next = (*sheet).clone();
            change(&mut next, event.target_unchecked_into::<HtmlInputElement>().value());
            sheet.set(next);
        })
    };
    let send = {
        let (sheet, writing, onclose) = (sheet.clone(), writing.clone(), onclose.clone());
        Callback::from(move |()| match sheet.poll() {
            Some(poll) => {
                onclose.emit(());
                writing.emit(Intent::CreatePoll { target: writing.target.clone(), id: (writing.chat.mint)(), poll });
                writing.focus();
            }
            None => sheet.set(Sheet { is_tried: true, ..(*sheet).clone() }),
        })
    };
    let option = |at: usize| {
        let (sheet, text) = (sheet.clone(), sheet.options.get(at).cloned().unwrap_or_default());
        let is_double = sheet.is_double(at);
        let is_missing = sheet.is_tried && at < FEWEST && sheet.written().count() < FEWEST && text.trim().is_empty();
        let oninput = Callback::from(move |event: InputEvent| {
            let mut next = (*sheet).clone();
            if let Some(option) = next.options.get_mut(at) {
                *option = event.target_unchecked_into::<HtmlInputElement>().value();
            }
            if next.options.last().is_none_or(|last| !last.trim().is_empty()) && next.options.len() < MOST_OPTIONS {
                next.options.push(String::new());
            }
            sheet.set(next);
        });
        let label = t!(locale, "poll.option", number = &locale.number(i64::try_from(at + 1).unwrap_or(0)));
        html! {
            <div key={at}>
                <input
                    type="text"
                    class="field"
                    dir="auto"
                    maxlength="255"
                    autocomplete="off"
                    aria-label={label.clone()}
                    placeholder={label}
                    aria-invalid={(is_double || is_missing).then_some("true")}
                    value={text}
                    {oninput}
                    onkeydown={to_next()}
                />
                if is_double { <p class="field__fault" role="alert">{ t!(locale, "poll.double") }</p> }
            </div>
        }
    };
    let tick = |at: usize, label: String| {
        let sheet = sheet.clone();
        let is_on = sheet.ticks.get(at).copied().unwrap_or_default();
        let onchange = Callback::from(move |_: Event| {
            let mut next = (*sheet).clone();
            if let Some(tick) = next.ticks.get_mut(at) {
                *tick = !*tick;
            }
            sheet.set(next);
        });
        html! { <label class="tick"><input type="checkbox" checked={is_on} {onchange} /><span>{ label }</span></label> }
    };
    let [is_multiple, ..] = sheet.ticks;
    let is_missing = sheet.is_tried && sheet.question.trim().is_empty();
    let footer = html! { <Button kind={ButtonKind::Primary} label={t!(locale, "poll.send")} onclick={send} /> };
    html! {
        <Dialog title={t!(locale, "poll.create-title")} locale={locale.clone()} onclose={onclose.clone()} footer={Some(footer)}>
            <div class="maker">
                <label>
                    <span class="field__name">{ t!(locale, "poll.question") }</span>
                    <input
                        type="text"
                        class="field"
                        dir="auto"
                        maxlength="255"
                        autofocus=true
                        autocomplete="off"
                        aria-invalid={is_missing.then_some("true")}
                        value={sheet.question.clone()}
                        oninput={edit(|sheet, text| sheet.question = text)}
                    />
                </label>
                <div role="group" aria-label={t!(locale, "poll.options")} class="maker__options">
                    <span class="field__name" aria-hidden="true">{ t!(locale, "poll.options") }</span>
                    { for (0..sheet.options.len()).map(option) }
                </div>
                { tick(0, t!(locale, "poll.is-multiple")) }
                if is_multiple {
                    <label>
                        <span class="field__name">{ t!(locale, "poll.limit") }</span>
                        <input
                            type="number"
                            class="field"
                            min="2"
                            max="10"
                            inputmode="numeric"
                            value={sheet.limit.clone()}
                            oninput={edit(|sheet, text| sheet.limit = text)}
                        />
                    </label>
                }
                { tick(1, t!(locale, "poll.is-anonymous")) }
                { tick(2, t!(locale, "poll.may-suggest")) }
                { tick(3, t!(locale, "poll.may-comment")) }
            </div>
        </Dialog>
    }
}

/// Enter goes to the next option.
fn to_next() -> Callback<KeyboardEvent> {
    Callback::from(|event: KeyboardEvent| {
        if event.key() != "Enter" || event.is_composing() {
            return;
        }
        event.prevent_default();
        let next = || event.target_dyn_into::<Element>()?.parent_element()?.next_element_sibling()?.query_selector("input").ok()?;
        if let Some(next) = next().and_then(|next| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(next).ok()) {
            next.focus().unwrap_or_default();
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_sheet(options: &[&str]) -> Sheet {
        Sheet { question: " Lunch? ".into(), options: options.iter().map(|option| (*option).to_owned()).collect(), ..Sheet::default() }
    }

    #[test]
    fn a_poll_has_a_question_and_two_options_that_differ() {
        let poll = a_sheet(&["Pizza ", "", " Soup"]).poll().unwrap();
        assert_eq!(
            (&*poll.question, poll.options.iter().map(|it| &**it).collect::<Vec<_>>(), poll.limit),
            ("Lunch?", vec!["Pizza", "Soup"], None)
        );
        assert_eq!(a_sheet(&["Pizza", ""]).poll(), None);
        assert_eq!(a_sheet(&["Pizza", "pizza "]).poll(), None);
        assert_eq!(Sheet { question: " ".into(), ..a_sheet(&["a", "b"]) }.poll(), None);
    }

    #[test]
    fn several_answers_have_a_limit_that_stream_takes() {
        let limit = |text: &str, options: &[&str]| {
            Sheet { limit: text.into(), ticks: [true, false, false, false], ..a_sheet(options) }.poll().unwrap().limit
        };
        assert_eq!(
            [limit("", &["a", "b", "c"]), limit("2", &["a", "b", "c"]), limit("99", &["a", "b"]), limit("0", &["a", "b"])],
            [Some(3), Some(2), Some(10), Some(2)]
        );
    }
}
