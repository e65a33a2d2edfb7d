//! The text of a message as nodes, never as markup (trust S1).

use std::rc::Rc;

use yew::prelude::*;

use crate::i18n::Locale;
use crate::state::Message;
use crate::t;
use crate::text::{Block, Column, Inline, Item, Mentioned, Who, parse};
use crate::ui::context::ByPtr;
use crate::ui::kit::{IconButton, Severity, Toast, copy, glyph, use_stage};
use crate::wire::{Circle, Value};

/// What a [`Body`] shows.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct BodyProps {
    /// The message.
    pub(super) message: ByPtr<Message>,
    /// The user's language.
    pub(super) locale: Rc<Locale>,
}

/// What was written; parsed once for each version of the message.
#[component]
pub(super) fn Body(props: &BodyProps) -> Html {
    let locale = &props.locale;
    let (shows_rest, shows_original) = (use_state(|| false), use_state(|| false));
    let translated = props.message.translated(locale.language());
    let language = (!*shows_original).then(|| locale.language().clone());
    let text = use_memo((props.message.clone(), language), |(message, language)| {
        parse(language.as_ref().map_or(&message.text, |language| message.text_in(language)), &mentioned(message))
    });
    if props.message.text.trim().is_empty() && translated.is_none() {
        return Html::default();
    }
    let onmore = {
        let shows_rest = shows_rest.clone();
        Callback::from(move |_: MouseEvent| shows_rest.set(true))
    };
    html! {
        <div class="message__text">
            { blocks(&text.blocks, locale) }
            if let Some(rest) = &text.rest {
                if *shows_rest {
                    <p>{ rest }</p>
                } else {
                    <button type="button" class="link-button" onclick={onmore}><span>{ t!(locale, "text.more") }</span></button>
                }
            }
            if let Some((_, from)) = translated { { notice(from, &shows_original, locale) } }
        </div>
    }
}

/// That it is a translation, of what, and the way to the other text (feature F72).
fn notice(from: &str, shows_original: &UseStateHandle<bool>, locale: &Rc<Locale>) -> Html {
    let is_original = **shows_original;
    let onclick = {
        let shows_original = shows_original.clone();
        Callback::from(move |_: MouseEvent| shows_original.set(!is_original))
    };
    let (said, way) = if is_original { ("text.original", "text.show-translation") } else { ("text.translated", "text.show-original") };
    let language = locale.language_name(from);
    html! {
        <div class="message__translated">
            <span>{ locale.text(said, &[("language", &language)]) }</span>
            <button type="button" class="link-button" {onclick}>{ locale.text(way, &[]) }</button>
        </div>
    }
}

/// Who may be named: those that the server says are (feature F86).
fn mentioned(message: &Message) -> Vec<Mentioned> {
    let mut all: Vec<Mentioned> = message.mentioned_users.iter().flat_map(|user| Mentioned::user(&user.id, user.name.as_deref())).collect();
    let is_on = |key: &str| message.extra.get(key).and_then(Value::as_bool).unwrap_or_default();
    if is_on("mentioned_channel") {
        all.push(Mentioned { who: Who::Channel, name: "channel".to_owned() });
    }
    if is_on("mentioned_here") {
        all.push(Mentioned { who: Who::Here, name: "here".to_owned() });
    }
    let circles = Circle::named_by(&message.extra).into_iter().map(|circle| Mentioned {
        name: circle.name().to_owned(),
        who: match &*circle {
            Circle::Group { id, .. } => Who::Group(id.clone()),
            Circle::Role(name) => Who::Role(name.clone()),
        },
    });
    all.extend(circles);
    all
}

fn blocks(list: &[Block], locale: &Rc<Locale>) -> Html {
    list.iter().map(|it| block(it, locale)).collect()
}

fn block(block: &Block, locale: &Rc<Locale>) -> Html {
    match block {
        Block::Code { language, code } => html! { <Code language={language.clone()} code={code.clone()} locale={locale.clone()} /> },
        Block::Gap(lines) => (0..*lines).map(|_| html! { <br /> }).collect(),
        // Of a message, not of the page: modest sizes, and levels below the page's own.
        Block::Heading(level, words) => {
            html! { <p class="heading" role="heading" aria-level={(level + 3).min(6).to_string()} data-level={level.to_string()}>{ inlines(words) }</p> }
        }
        Block::List { start: None, items } => html! { <ul class="points">{ for items.iter().map(|it| item(it, locale)) }</ul> },
        Block::List { start: Some(start), items } => {
            html! { <ol class="points" start={(*start != 1).then(|| start.to_string())}>{ for items.iter().map(|it| item(it, locale)) }</ol> }
        }
        Block::Paragraph(words) => html! { <p>{ inlines(words) }</p> },
        Block::Quote(inner) => html! { <blockquote>{ blocks(inner, locale) }</blockquote> },
        Block::Rule => html! { <hr /> },
        Block::Table { columns, rows } => table(columns, rows),
    }
}

fn item(item: &Item, locale: &Rc<Locale>) -> Html {
    let task = item.task.map(|is_done| {
        let name = if is_done { t!(locale, "task.done") } else { t!(locale, "task.open") };
        html! { <input type="checkbox" class="task" aria-label={name} checked={is_done} disabled=true /> }
    });
    // The words of a tight item stand on its own line.
    let content = match &*item.blocks {
        [Block::Paragraph(words), rest @ ..] => html! { <>{ inlines(words) }{ blocks(rest, locale) }</> },
        all => blocks(all, locale),
    };
    html! { <li class={item.task.map(|_| "is-task")}>{ task }{ content }</li> }
}

fn table(columns: &[Column], rows: &[Vec<Vec<Inline>>]) -> Html {
    let side = |column: usize| match columns.get(column) {
        Some(Column::Center) => Some("center"),
        Some(Column::End) => Some("end"),
        Some(Column::Start) | None => None,
    };
    let row = |(index, cells): (usize, &Vec<Vec<Inline>>)| {
        let cell = |(column, words): (usize, &Vec<Inline>)| {
            if index == 0 {
                html! { <th scope="col" data-align={side(column)}>{ inlines(words) }</th> }
            } else {
                html! { <td data-align={side(column)}>{ inlines(words) }</td> }
            }
        };
        html! { <tr>{ for cells.iter().enumerate().map(cell) }</tr> }
    };
    html! { <div class="table" tabindex="0"><table><tbody>{ for rows.iter().enumerate().map(row) }</tbody></table></div> }
}

fn inlines(pieces: &[Inline]) -> Html {
    pieces.iter().map(inline).collect()
}

fn inline(piece: &Inline) -> Html {
    match piece {
        Inline::Break => html! { <br /> },
        Inline::Code(code) => html! { <code dir="ltr">{ code }</code> },
        Inline::Deleted(inner) => html! { <del>{ inlines(inner) }</del> },
        Inline::Emphasis(inner) => html! { <em>{ inlines(inner) }</em> },
        Inline::Inserted(text) => html! { <ins>{ text }</ins> },
        Inline::Link { url, content, host } => {
            let words = html! { <><span dir="auto">{ inlines(content) }</span>if let Some(host) = host { <span class="real-host" dir="ltr">{ " (" }{ host }{ ")" }</span> }</> };
            link(url.as_str(), "", words)
        }
        Inline::Mention { text, who } => {
            let user = if let Who::User(id) = who { Some(id.to_string()) } else { None };
            html! { <span class="message__mention" dir="auto" data-mention={user}>{ text }</span> }
        }
        Inline::Strong(inner) => html! { <strong>{ inlines(inner) }</strong> },
        Inline::Text(text) => html! { text },
    }
}

/// A way out of the page that tells nobody where it was taken (trust S3).
pub(in crate::ui) fn link(url: &str, class: &'static str, content: Html) -> Html {
    html! { <a {class} href={url.to_owned()} target="_blank" rel="noopener noreferrer nofollow" referrerpolicy="no-referrer">{ content }</a> }
}

#[derive(Clone, PartialEq, Properties)]
struct CodeProps {
    language: String,
    code: String,
    locale: Rc<Locale>,
}

/// Code with its language and a button that copies it.
#[component]
fn Code(props: &CodeProps) -> Html {
    let CodeProps { language, code, locale } = props;
    let stage = use_stage();
    let onclick = {
        let (code, done, failed) = (code.clone(), t!(locale, "code.copied"), t!(locale, "code.not-copied"));
        Callback::from(move |()| {
            let (stage, done, failed) = (stage.clone(), done.clone(), failed.clone());
            copy(&code, move |went_well| {
                let (severity, text) = if went_well { (Severity::Success, done) } else { (Severity::Error, failed) };
                stage.show(Toast::new("copied", severity, text));
            });
        })
    };
    html! {
        <div class="code">
            <div class="code__bar">
                <span class="code__language" dir="auto">{ language }</span>
                <IconButton class="code__copy" glyph={glyph::COPY} label={t!(locale, "code.copy")} {onclick} />
            </div>
            <pre dir="ltr" tabindex="0"><code>{ code }</code></pre>
        </div>
    }
}
