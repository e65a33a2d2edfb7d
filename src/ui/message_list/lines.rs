//! One row with its key; its height is that of its box alone, nothing sticks out of it.

use yew::prelude::*;

use super::acting::tools;
use super::intro::intro;
use super::rows::Row;
use super::{MessageList, MessageListProps};
use crate::chat::Intent;
use crate::state::{Direction, Edge};
use crate::t;
use crate::ui::context::{ByPtr, ChatContext};
use crate::ui::kit::{IconButton, Spinner, glyph};
use crate::ui::message::{Mark, MessageRow};

impl MessageList {
    /// A row as it is drawn; `stop` is the one that Tab leads to.
    pub(super) fn line(&self, props: &MessageListProps, index: usize, stop: Option<usize>) -> Html {
        let Some(row) = self.rows.list().get(index) else { return Html::default() };
        let ChatContext { snapshot, locale, emit, now, .. } = &props.chat;
        let content = match row {
            Row::Day { at, .. } => html! { <span class="pill">{ locale.day_label(*at, locale.day(now())) }</span> },
            Row::Edge(direction, edge) => return beyond(*direction, edge, row, props),
            Row::Foot => return html! { <div key="foot" class="line line--foot" role="presentation"></div> },
            Row::Replies(count) => html! { <span class="replies-line">{ replies(*count, props) }</span> },
            Row::Unread { count } => {
                let cid = props.channel.cid().clone();
                html! {
                    <span class="unread">
                        <span>{ t!(locale, "unread.line", count = *count) }</span>
                        <IconButton
                            class="unread__read"
                            glyph={glyph::X}
                            label={t!(locale, "messages.mark-read")}
                            onclick={emit.reform(move |()| Intent::MarkRead(cid.clone()))}
                        />
                    </span>
                }
            }
            Row::Head(entry) | Row::Message(entry) => {
                let author = entry.message.user.as_ref().map(|user| ByPtr::from(snapshot.met(user)));
                let is_head = matches!(row, Row::Head(_));
                let mark = Mark {
                    is_head,
                    is_stop: stop == Some(index),
                    is_lit: !is_head && props.highlight().is_some_and(|highlight| highlight.id == entry.message.id),
                    tools: self.has_tools(index, entry, stop).then(|| tools(entry, props)).flatten(),
                };
                return html! { <MessageRow key={row.key().text()} entry={entry.clone()} {author} scope={self.scope.clone()} {mark} /> };
            }
        };
        html! { <div key={row.key().text()} class="line line--mark" role="listitem">{ content }</div> }
    }
}

/// How many replies a thread has.
fn replies(count: u32, props: &MessageListProps) -> String {
    let locale = &props.chat.locale;
    if count == 0 { t!(locale, "thread.none") } else { t!(locale, "message.replies", count = count) }
}

/// What stands at an end of the loaded messages.
fn beyond(direction: Direction, edge: &Edge, row: &Row, props: &MessageListProps) -> Html {
    let locale = &props.chat.locale;
    let key = row.key().text();
    match edge {
        Edge::End if direction == Direction::Older && props.thread.is_none() => intro(key, &props.chat, &props.channel),
        Edge::End => html! { <div {key} class="line line--end" role="presentation"></div> },
        Edge::More | Edge::Loading => {
            html! {
                <div {key} class="line line--edge" role="listitem">
                    <Spinner /><span class="visually-hidden">{ t!(locale, "messages.loading") }</span>
                </div>
            }
        }
        Edge::Failed(_) => {
            let target = props.target();
            let intent = if direction == Direction::Older { Intent::LoadOlder(target) } else { Intent::LoadNewer(target) };
            let onclick = props.chat.emit.reform(move |_: MouseEvent| intent.clone());
            html! {
                <div {key} class="line line--edge" role="listitem">
                    { t!(locale, "messages.failed") }
                    <button type="button" class="link-button" {onclick}>{ t!(locale, "list.retry") }</button>
                </div>
            }
        }
    }
}

/// What the rows' views are keyed by is what the rows are known by.
#[cfg(test)]
mod tests {
    use crate::ui::message_list::rows::Key;

    #[test]
    fn the_key_of_a_message_can_be_read_back() {
        for key in [Key::Head, Key::Message("a-b".into())] {
            assert_eq!(Key::of_message(&key.text()), Some(key));
        }
        assert_eq!([Key::of_message("foot"), Key::of_message("")], [None, None]);
    }
}
