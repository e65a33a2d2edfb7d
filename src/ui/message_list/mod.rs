//! The messages of the open channel, newest at the bottom: one windowed list.
//!
//! [`rows`] says what there is, [`window`] which of it is drawn and where, this component draws it, measures it, and takes
//! it where it belongs before the browser paints. A row is drawn again only when its own data changed.

mod dom;
pub mod rows;
pub mod window;

use std::rc::Rc;

use yew::prelude::*;

use self::dom::Dom;
use self::rows::{Days, Form, Key, Row};
use self::window::{Item, Window};
use super::context::{ByPtr, ChatContext};
use super::kit::{Announcer, Icon, glyph};
use super::message::MessageRow;
use crate::chat::Intent;
use crate::state::{Channel, Direction, Edge, Message};
use crate::t;
use crate::wire::MessageId;

/// Further messages are asked for when less than this is left on their side, in pixels (features F48, F49).
const RESERVE: f64 = 900.0;
/// What a viewport is taken for before it was measured, in pixels.
const VIEWPORT: f64 = 800.0;
/// Below the top of the viewport, in pixels: where the unread line is brought.
const MARGIN: f64 = 56.0;

/// What a [`MessageList`] shows.
#[derive(Clone, PartialEq, Properties)]
pub struct MessageListProps {
    /// Everything else.
    pub chat: ChatContext,
    /// The channel.
    pub channel: ByPtr<Channel>,
}

/// The messages of the open channel, newest at the bottom.
pub struct MessageList {
    rows: Vec<Row>,
    days: Days,
    window: Window<Key>,
    dom: Dom,
    sight: Sight,
    /// The newest message, and whether the latest ones are shown.
    newest: (Option<MessageId>, bool),
    /// Somebody scrolls: nothing else may.
    is_scrolling: bool,
    /// The newest message in words, for screen readers.
    spoken: AttrValue,
}

/// What is drawn around the rows: drawn again when it changes, and not at each step of the wheel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sight {
    is_near: bool,
    /// Row of the day that is on screen, while its own heading is not.
    day: Option<usize>,
    /// The unread line is above the viewport.
    has_unread_above: bool,
}

/// What happens to the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// What was drawn has other heights than guessed: other rows are to be drawn.
    Measured,
    /// It was scrolled.
    Scrolled,
    /// It came to rest.
    Rested,
    /// It, or one of its rows, has another size.
    Resized,
    /// The newest message is wanted.
    ToLatest,
    /// The first unread message is wanted.
    ToUnread,
}

impl Component for MessageList {
    type Message = Happened;
    type Properties = MessageListProps;

    fn create(ctx: &Context<Self>) -> Self {
        let mut list = Self {
            rows: Vec::new(),
            days: Days::default(),
            window: Window::new(VIEWPORT),
            dom: Dom::default(),
            sight: Sight { is_near: true, ..Sight::default() },
            newest: end(&ctx.props().channel),
            is_scrolling: false,
            spoken: AttrValue::default(),
        };
        list.take(ctx.props());
        list
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &MessageListProps) -> bool {
        let props = ctx.props();
        // What was scrolled since the last frame has not been told yet, and must not be taken back.
        self.catch_up();
        if props.channel != old.channel || !Rc::ptr_eq(&props.chat.locale, &old.chat.locale) {
            self.follow(props);
            self.take(props);
        }
        // Names and presence of the writers may have changed: rows that they did not change for are not drawn again.
        true
    }

    fn update(&mut self, ctx: &Context<Self>, happened: Happened) -> bool {
        match happened {
            Happened::Measured => return true,
            Happened::Scrolled | Happened::Resized => {
                if !self.catch_up() {
                    return false;
                }
            }
            Happened::Rested => {
                self.catch_up();
                self.is_scrolling = false;
                if self.window.is_settled() {
                    return false;
                }
            }
            Happened::ToLatest => {
                self.is_scrolling = false;
                let channel = &ctx.props().channel;
                if !channel.timeline.shows_latest() {
                    ctx.props().chat.emit.emit(Intent::JumpToLatest(channel.cid().into()));
                }
                self.window.follow();
            }
            Happened::ToUnread => {
                self.is_scrolling = false;
                self.window.show(&Key::Unread, MARGIN);
            }
        }
        let redraws = self.window.plan();
        if !redraws {
            self.dom.place(self.window.settle(self.is_scrolling));
        }
        self.look(ctx.props()) || redraws
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let locale = &props.chat.locale;
        let drawn = self.rows.get(self.window.drawn()).unwrap_or_default();
        html! {
            <div class="conversation">
                <div
                    class="messages"
                    part="messages"
                    data-message-list=""
                    role="list"
                    tabindex="0"
                    aria-label={t!(locale, "messages.label")}
                    ref={self.dom.list.clone()}
                >
                    <div class="messages__space" role="presentation" ref={self.dom.before.clone()}></div>
                    <div class="messages__rows" role="presentation" ref={self.dom.rows.clone()}>
                        { for drawn.iter().map(|row| line(row, props)) }
                    </div>
                    <div class="messages__space" role="presentation" ref={self.dom.after.clone()}></div>
                </div>
                { self.above(ctx) }
                { self.below(ctx) }
                <Announcer text={self.spoken.clone()} />
            </div>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, is_first: bool) {
        if is_first {
            let link = ctx.link().clone();
            self.dom.watch(move |happened| link.send_message(happened));
            ctx.props().chat.emit.emit(Intent::AtBottom(ctx.props().channel.cid().into(), ctx.props().channel.timeline.shows_latest()));
        }
        if self.dom.measure(&mut self.window) {
            self.window.lay_out();
        }
        let pl = self.window.settle(self.is_scrolling && !is_first);
        self.dom.place(pl);
        if self.window.plan() || self.look(ctx.props()) {
            // Another turn of the same circle, before anything is painted.
            ctx.link().send_message(Happened::Measured);
        }
    }
}

fn end(channel: &Channel) -> (Option<MessageId>, bool) {
    (channel.timeline.shown().next_back().map(|message| message.id.clone()), channel.timeline.shows_latest())
}

impl MessageList {
    /// Takes notice of where the list stands in the page. False when that is where it was put.
    fn catch_up(&mut self) -> bool {
        let Some(scroll) = self.dom.scroll() else { return false };
        let has_news = self.dom.measure(&mut self.window);
        // Rows that got lower make the browser scroll to the end there is now: nobody wished that. Everything else is taken
        // for what it was before those heights, so that what somebody looks at is what stays.
        let is_scrolled = !(has_news && self.dom.is_at_end()) && self.window.scrolled(scroll);
        self.is_scrolling |= is_scrolled;
        if has_news {
            self.window.lay_out();
        }
        has_news || is_scrolled
    }

    /// The rows of the channel as it is now.
    fn take(&mut self, props: &MessageListProps) {
        self.rows = rows::rows(&props.channel, &props.chat.me, &props.chat.locale, &mut self.days);
        let items = self.rows.iter().map(|row| {
            let key = row.key();
            Item { guess: row.guess(), is_fixed: key.is_fixed(), key }
        });
        self.window.set_items(items.collect());
    }

    /// Where the list is near its end, or the news is the user's own, the end stays in sight (feature F51).
    fn follow(&mut self, props: &MessageListProps) {
        let channel = &props.channel;
        let now = end(channel);
        if now == self.newest {
            return;
        }
        let newest = channel.timeline.shown().next_back();
        let is_own = newest.is_some_and(|message| message.author() == Some(&props.chat.me));
        let came_back = now.1 && !self.newest.1;
        if now.1 && (came_back || is_own || self.window.is_near()) {
            self.window.follow();
        }
        if let Some(message) = newest.filter(|_| !is_own && !came_back && self.newest.0.is_some()) {
            self.spoken = spoken(message, props);
        }
        self.newest = now;
    }

    /// Looks at what is on screen, asks for what will be, and tells whether the newest message is seen.
    fn look(&mut self, props: &MessageListProps) -> bool {
        let channel = &props.channel;
        let (set, cid) = (channel.timeline.current(), channel.cid());
        if set.older == Edge::More && self.window.above() < RESERVE {
            props.chat.emit.emit(Intent::LoadOlder(cid.clone().into()));
        }
        if set.newer == Edge::More && self.window.distance() < RESERVE {
            props.chat.emit.emit(Intent::LoadNewer(cid.clone().into()));
        }
        let is_near = self.window.is_near() && channel.timeline.shows_latest();
        if is_near != self.sight.is_near {
            props.chat.emit.emit(Intent::AtBottom(cid.clone().into(), is_near));
        }
        let first = self.window.first_seen();
        let heading = self.rows.get(..=first).and_then(|above| above.iter().rposition(|row| matches!(row, Row::Day { .. })));
        let sight =
            Sight { is_near, day: heading.filter(|at| *at < first && !is_near), has_unread_above: self.window.is_above(&Key::Unread) };
        std::mem::replace(&mut self.sight, sight) != sight
    }

    /// What floats at the top: the day on screen, and the way to what is unread (features F55, F62).
    fn above(&self, ctx: &Context<Self>) -> Html {
        let ChatContext { locale, now, .. } = &ctx.props().chat;
        let day = self.sight.day.and_then(|at| match self.rows.get(at) {
            Some(Row::Day { at, .. }) => Some(locale.day_label(*at, locale.day(now()))),
            _ => None,
        });
        let unread = self.rows.iter().find_map(|row| if let Row::Unread { count } = row { Some(*count) } else { None });
        html! {
            <div class="conversation__above">
                if let Some(count) = unread.filter(|_| self.sight.has_unread_above) {
                    <button type="button" class="pill pill--action" onclick={ctx.link().callback(|_: MouseEvent| Happened::ToUnread)}>
                        <Icon glyph={glyph::ARROW_UP} />{ t!(locale, "unread.line", count = count) }
                    </button>
                } else if let Some(day) = day {
                    <span class="pill" aria-hidden="true">{ day }</span>
                }
            </div>
        }
    }

    /// The way to the newest message, with what has come there meanwhile (feature F52).
    fn below(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        if self.sight.is_near {
            return Html::default();
        }
        let (locale, count) = (&props.chat.locale, props.channel.unread);
        let label = if count > 0 { t!(locale, "messages.to-latest-unread", count = count) } else { t!(locale, "messages.to-latest") };
        html! {
            <button type="button" class="to-latest" aria-label={label} onclick={ctx.link().callback(|_: MouseEvent| Happened::ToLatest)}>
                if count > 0 { <span class="to-latest__count" aria-hidden="true">{ locale.number(i64::from(count)) }</span> }
                <Icon glyph={glyph::ARROW_DOWN} />
            </button>
        }
    }
}

fn spoken(message: &Message, props: &MessageListProps) -> AttrValue {
    let chat = &props.chat;
    let name = message.user.as_ref().map(|user| super::name_of(chat.snapshot.user(&user.id).unwrap_or(user))).unwrap_or_default();
    let (_, text) = super::channel_list::summary(message, &chat.locale);
    t!(chat.locale, "messages.spoken", name = name, text = text).into()
}

/// One row with its key; its height is that of this box alone, nothing sticks out of it.
fn line(row: &Row, props: &MessageListProps) -> Html {
    let ChatContext { snapshot, locale, emit, now, .. } = &props.chat;
    let cid = props.channel.cid();
    let content = match row {
        Row::Day { at, .. } => html! { <span class="pill">{ locale.day_label(*at, locale.day(now())) }</span> },
        Row::Edge(direction, edge) => return beyond(*direction, edge, row, props),
        Row::Foot => return html! { <div key="foot" class="line line--foot" role="presentation"></div> },
        Row::Unread { count } => html! { <span class="unread">{ t!(locale, "unread.line", count = *count) }</span> },
        Row::Message(entry) => {
            let author = entry.message.user.as_ref().map(|user| ByPtr::from(snapshot.user(&user.id).unwrap_or(user)));
            html! { <MessageRow entry={entry.clone()} {author} cid={cid.clone()} locale={locale.clone()} emit={emit.clone()} /> }
        }
    };
    let class = match row {
        Row::Message(entry) if entry.form == Form::Bubble && !entry.place.is_begin() => "line line--joined",
        Row::Message(_) => "line",
        _ => "line line--mark",
    };
    html! { <div key={row.key().text()} {class} role="listitem">{ content }</div> }
}

/// What stands at an end of the loaded messages.
fn beyond(direction: Direction, edge: &Edge, row: &Row, props: &MessageListProps) -> Html {
    let (locale, cid) = (&props.chat.locale, props.channel.cid().clone());
    let key = row.key().text();
    match edge {
        Edge::End => html! { <div {key} class="line line--end" role="presentation"></div> },
        Edge::More | Edge::Loading => {
            html! {
                <div {key} class="line line--edge" role="listitem">
                    <span class="spinner" aria-hidden="true"></span><span class="visually-hidden">{ t!(locale, "messages.loading") }</span>
                </div>
            }
        }
        Edge::Failed(_) => {
            let intent = if direction == Direction::Older { Intent::LoadOlder(cid.into()) } else { Intent::LoadNewer(cid.into()) };
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
