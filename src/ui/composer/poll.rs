//! Making a poll (feature F171).

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::Writing;
use crate::chat::Intent;
use crate::i18n::Locale;
use crate::state::{Control, MOST_OPTIONS, NewPoll, fold};
use crate::t;
use crate::ui::kit::{Button, ButtonKind, Dialog, MenuItem, composes, glyph};

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

/// The dialog; `onclose` hears whether a poll goes out.
pub(super) fn dialog(writing: &Writing, onclose: Callback<bool>) -> Html {
    html! { <Maker writing={writing.clone()} {onclose} /> }
}

#[derive(Clone, PartialEq, Properties)]
struct MakerProps {
    writing: Writing,
    /// Closed; and whether a poll goes out.
    onclose: Callback<bool>,
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
    fn new() -> Self {
        Self { options: vec![String::new(); FEWEST], ..Self::default() }
    }

    /// What could not be made before.
    fn of(poll: &NewPoll) -> Self {
        let mut options: Vec<String> = poll.options.iter().map(ToString::to_string).collect();
        options.resize((options.len() + 1).clamp(FEWEST, MOST_OPTIONS), String::new());
        let limit = poll.limit.map(|limit| limit.to_string()).unwrap_or_default();
        let ticks = [poll.limit.is_some(), poll.is_anonymous, poll.may_suggest, poll.may_comment];
        Self { question: poll.question.to_string(), options, limit, ticks, is_tried: false }
    }

    fn write(&mut self, at: usize, text: String) {
        if let Some(option) = self.options.get_mut(at) {
            *option = text;
        }
        if self.options.last().is_none_or(|last| !last.trim().is_empty()) && self.options.len() < MOST_OPTIONS {
            self.options.push(String::new());
        }
    }

    fn written(&self) -> impl Iterator<Item = &str> {
        self.options.iter().map(|option| option.trim()).filter(|option| !option.is_empty())
    }

    /// The same stands in an option before it.
    fn is_double(&self, at: usize) -> bool {
        let word = |option: &String| fold(option.trim());
        let Some(this) = self.options.get(at).map(word).filter(|this| !this.is_empty()) else { return false };
        self.options.iter().take(at).any(|other| word(other) == this)
    }

    fn lacks_question(&self) -> bool {
        self.is_tried && self.question.trim().is_empty()
    }

    fn lacks_options(&self) -> bool {
        self.is_tried && self.written().count() < FEWEST
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

/// Changes what is written. One for all fields: whoever types faster than it is drawn loses nothing.
#[derive(Clone)]
struct Edits {
    sheet: Rc<RefCell<Sheet>>,
    update: UseForceUpdateHandle,
}

impl Edits {
    fn input(&self, change: impl Fn(&mut Sheet, String) + 'static) -> Callback<InputEvent> {
        let edits = self.clone();
        Callback::from(move |event: InputEvent| {
            edits.edit(|sheet| change(sheet, event.target_unchecked_into::<HtmlInputElement>().value()))
        })
    }

    fn edit(&self, change: impl FnOnce(&mut Sheet)) {
        change(&mut self.sheet.borrow_mut());
        self.update.force_update();
    }
}

#[component]
fn Maker(props: &MakerProps) -> Html {
    let MakerProps { writing, onclose } = props;
    let locale = &writing.chat.locale;
    let unmade = || writing.chat.snapshot.unmade.as_ref().filter(|(target, _)| *target == writing.target).map(|(_, poll)| Sheet::of(poll));
    let edits = Edits { sheet: use_mut_ref(|| unmade().unwrap_or_else(Sheet::new)), update: use_force_update() };
    let node = use_node_ref();
    let sheet = edits.sheet.borrow().clone();
    {
        // To the first that is wrong, as often as somebody wants to send it.
        let node = node.clone();
        use_effect_with(sheet.is_tried, move |is_tried| {
            let wrong = || node.cast::<Element>().filter(|_| *is_tried)?.query_selector("[aria-invalid]").ok()?;
            focus(wrong());
        });
    }
    let send = {
        let (edits, writing, onclose) = (edits.clone(), writing.clone(), onclose.clone());
        Callback::from(move |()| {
            let poll = edits.sheet.borrow().poll();
            match poll {
                Some(poll) => {
                    onclose.emit(true);
                    writing.emit(Intent::CreatePoll { target: writing.target.clone(), id: (writing.chat.mint)(), poll });
                }
                None => edits.edit(|sheet| sheet.is_tried = true),
            }
        })
    };
    let footer = html! { <Button kind={ButtonKind::Primary} label={t!(locale, "poll.send")} onclick={send} /> };
    html! {
        <Dialog title={t!(locale, "poll.create-title")} locale={locale.clone()} onclose={onclose.reform(|()| false)} footer={Some(footer)}>
            <div ref={node} class="maker">
                { question(&sheet, &edits, locale) }
                { options(&sheet, &edits, locale) }
                { ticks(&sheet, &edits, locale) }
            </div>
        </Dialog>
    }
}

fn question(sheet: &Sheet, edits: &Edits, locale: &Locale) -> Html {
    let is_missing = sheet.lacks_question();
    html! {
        <div>
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
                    aria-describedby={is_missing.then_some("poll-question")}
                    value={sheet.question.clone()}
                    oninput={edits.input(|sheet, text| sheet.question = text)}
                />
            </label>
            if is_missing { <p class="field__fault" id="poll-question" role="alert">{ t!(locale, "poll.no-question") }</p> }
        </div>
    }
}

fn options(sheet: &Sheet, edits: &Edits, locale: &Locale) -> Html {
    let is_missing = sheet.lacks_options();
    let option = |(at, text): (usize, &String)| {
        let is_double = sheet.is_double(at);
        let fault = ["poll-option-", &at.to_string()].concat();
        let lacks = is_missing && at < FEWEST && text.trim().is_empty();
        let label = t!(locale, "poll.option", number = &locale.number(i64::try_from(at + 1).unwrap_or(0)));
        html! {
            <div>
                <input
                    type="text"
                    class="field"
                    dir="auto"
                    maxlength="255"
                    autocomplete="off"
                    aria-label={label.clone()}
                    placeholder={label}
                    aria-invalid={(is_double || lacks).then_some("true")}
                    aria-describedby={is_double.then(|| fault.clone()).or_else(|| lacks.then(|| "poll-options".to_owned()))}
                    value={text.clone()}
                    oninput={edits.input(move |sheet, text| sheet.write(at, text))}
                    onkeydown={to_next()}
                />
                if is_double { <p class="field__fault" id={fault} role="alert">{ t!(locale, "poll.double") }</p> }
            </div>
        }
    };
    // One inside of the other: one more at the end then moves none, and the field that is typed in keeps the focus.
    let all = sheet.options.iter().enumerate().rev().map(option).fold(Html::default(), |rest, option| html! { <>{ option }{ rest }</> });
    html! {
        <div>
            <div role="group" aria-label={t!(locale, "poll.options")} class="maker__options">
                <span class="field__name" aria-hidden="true">{ t!(locale, "poll.options") }</span>
                { all }
            </div>
            if is_missing { <p class="field__fault" id="poll-options" role="alert">{ t!(locale, "poll.no-options") }</p> }
        </div>
    }
}

fn ticks(sheet: &Sheet, edits: &Edits, locale: &Locale) -> Html {
    let [is_multiple, is_anonymous, may_suggest, may_comment] = sheet.ticks;
    let tick = |at: usize, is_on: bool, label: String| {
        let edits = edits.clone();
        let onchange = Callback::from(move |_: Event| {
            edits.edit(|sheet| {
                if let Some(tick) = sheet.ticks.get_mut(at) {
                    *tick = !*tick;
                }
            });
        });
        html! { <label class="tick"><input type="checkbox" checked={is_on} {onchange} /><span>{ label }</span></label> }
    };
    html! {
        <>
            { tick(0, is_multiple, t!(locale, "poll.is-multiple")) }
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
                        oninput={edits.input(|sheet, text| sheet.limit = text)}
                    />
                </label>
            }
            { tick(1, is_anonymous, t!(locale, "poll.is-anonymous")) }
            { tick(2, may_suggest, t!(locale, "poll.may-suggest")) }
            { tick(3, may_comment, t!(locale, "poll.may-comment")) }
        </>
    }
}

fn focus(node: Option<Element>) {
    if let Some(node) = node.and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
        node.focus().unwrap_or_default();
    }
}

/// Enter goes to the next option.
fn to_next() -> Callback<KeyboardEvent> {
    Callback::from(|event: KeyboardEvent| {
        if event.key() != "Enter" || composes(&event) {
            return;
        }
        event.prevent_default();
        let next = || event.target_dyn_into::<Element>()?.parent_element()?.next_element_sibling()?.query_selector("input").ok()?;
        if let Some(next) = next() {
            focus(Some(next));
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
    fn what_could_not_be_made_is_there_again_with_a_free_option() {
        let sheet = Sheet { ticks: [true, true, false, true], limit: "3".into(), ..a_sheet(&["a", "b", "c"]) };
        let again = Sheet::of(&sheet.poll().unwrap());
        assert_eq!((again.poll(), again.options.last().map(String::as_str)), (sheet.poll(), Some("")));
    }

    #[test]
    fn the_last_option_is_always_a_free_one() {
        let mut sheet = Sheet::new();
        sheet.write(1, "b".into());
        sheet.write(1, "bc".into());
        assert_eq!(sheet.options, ["", "bc", ""]);
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
