//! What floats over the list: the day on screen, the ways to what is unread and to the newest message.

use yew::prelude::*;

use super::build::Rows;
use super::rows::Row;
use super::{Happened, MessageList, Sight};
use crate::chat::Intent;
use crate::state::Edge;
use crate::t;
use crate::ui::context::ChatContext;
use crate::ui::kit::{Icon, IconButton, Spinner, glyph};

/// What floats at the top: a jump on its way, the way to what is unread, the day on screen (features F55, F57, F62).
pub(super) fn above(rows: &Rows, sight: Sight, ctx: &Context<MessageList>) -> Html {
    let ChatContext { locale, now, emit, .. } = &ctx.props().chat;
    let row = |at: usize| rows.list().get(at);
    let day = sight.day.and_then(|at| match row(at) {
        Some(Row::Day { at, .. }) => Some(locale.day_label(*at, locale.day(now()))),
        _ => None,
    });
    let unread = rows.unread().and_then(|at| if let Some(Row::Unread { count }) = row(at) { Some(*count) } else { None });
    // The line is not loaded: there is unread before everything that is.
    let beyond = ctx.props().channel.separator.as_ref().map(|separator| separator.count);
    let is_partial = ctx.props().thread.is_none() && ctx.props().timeline().current().older != Edge::End;
    let beyond = beyond.filter(|count| *count > 0 && rows.unread().is_none() && is_partial);
    let cid = ctx.props().channel.cid().clone();
    html! {
        <div class="conversation__above">
            if ctx.props().is_jumping() {
                <span class="pill" role="status"><Spinner />{ t!(locale, "messages.jumping") }</span>
            } else if let Some(count) = unread.filter(|_| sight.has_unread_above).or(beyond) {
                <span class="pill pill--action">
                    <button type="button" class="pill__go" onclick={ctx.link().callback(|_: MouseEvent| Happened::ToUnread)}>
                        <Icon glyph={glyph::ARROW_UP} />{ t!(locale, "unread.line", count = count) }
                    </button>
                    <IconButton
                        class="pill__read"
                        glyph={glyph::X}
                        label={t!(locale, "messages.mark-read")}
                        onclick={emit.reform(move |()| Intent::MarkRead(cid.clone()))}
                    />
                </span>
            } else if let Some(day) = day {
                <span class="pill" aria-hidden="true">{ day }</span>
            }
        </div>
    }
}

/// The way to the newest message, with what has come there meanwhile (features F52, F53).
pub(super) fn below(sight: Sight, ctx: &Context<MessageList>) -> Html {
    let props = ctx.props();
    if sight.is_near {
        return Html::default();
    }
    let locale = &props.chat.locale;
    let count = match &props.thread {
        Some(thread) => u32::try_from(thread.unread(&props.chat.me)).unwrap_or(u32::MAX),
        None => props.channel.unread,
    };
    let label = if count > 0 { t!(locale, "messages.to-latest-unread", count = count) } else { t!(locale, "messages.to-latest") };
    html! {
        <button
            type="button"
            class={classes!("to-latest", (count > 0).then_some("to-latest--news"))}
            aria-label={label}
            onclick={ctx.link().callback(|_: MouseEvent| Happened::ToLatest)}
        >
            if count > 0 { <span aria-hidden="true">{ t!(locale, "unread.line", count = count) }</span> }
            <Icon glyph={glyph::ARROW_DOWN} />
        </button>
    }
}
