//! The messages of the open channel, or the replies of a thread, newest at the bottom: one windowed list.
//!
//! [`rows`] says what there is, [`build`] makes it of the state, [`window`] says which of it is drawn and where; this
//! component draws it, measures it, and takes it where it belongs before the browser paints. A row is drawn again only when
//! its own data changed. By keyboard the list is one stop (trust C2): arrows rove over its messages.

mod acting;
mod around;
pub mod build;
mod dom;
mod intro;
mod keys;
mod lines;
mod news;
pub mod rows;
mod turn;
pub mod window;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use yew::prelude::*;

pub(super) use self::intro::begins;

use self::acting::{end, scope};
use self::build::{Feed, Rows, Splice};
use self::dom::Dom;
use self::keys::{Attention, Leader, Press};
use self::news::News;
use self::rows::{Key, Row};
use self::window::{Item, Slot, Window};
use super::context::{ByPtr, ChatContext, Published};
use super::kit::{Anchor, StageHandle, Timer};
use super::message::Scope;
use super::message::actions::{self, Ask, Opened, Panel};
use crate::chat::Intent;
use crate::state::{Channel, Control, Edge, Highlight, Message, Rights, Target, Thread, Timeline};
use crate::t;
use crate::wire::{MessageId, UserId};

/// Further messages are asked for when less than this is left on their side, in pixels (features F48, F49).
const RESERVE: f64 = 900.0;
/// What a viewport is taken for before it was measured, in pixels.
const VIEWPORT: f64 = 800.0;
/// Below the top of the viewport, in pixels: where the unread line is brought, and where what has the focus ends.
const MARGIN: f64 = 56.0;
/// The same above its bottom.
const BELOW: f64 = 24.0;

/// What a [`MessageList`] shows.
#[derive(Clone, PartialEq, Properties)]
pub struct MessageListProps {
    /// Everything else.
    pub chat: ChatContext,
    /// The channel.
    pub channel: ByPtr<Channel>,
    /// The thread whose replies are shown in place of the channel's messages.
    #[prop_or_default]
    pub thread: Option<ByPtr<Thread>>,
}

impl MessageListProps {
    fn target(&self) -> Target {
        self.thread.as_ref().map_or_else(|| self.channel.cid().into(), |thread| thread.target())
    }

    fn timeline(&self) -> &Timeline {
        self.thread.as_ref().map_or(&self.channel.timeline, |thread| &thread.timeline)
    }

    fn blocked(&self) -> &[UserId] {
        self.chat.snapshot.me.as_ref().map_or(&[], |me| &me.own.blocked_user_ids)
    }

    fn highlight(&self) -> Option<&Highlight> {
        let screen = self.chat.snapshot.screens.get(&self.chat.screen)?;
        screen.highlight.as_ref().filter(|highlight| highlight.target == self.target())
    }

    fn is_jumping(&self) -> bool {
        let screen = self.chat.snapshot.screens.get(&self.chat.screen);
        screen.is_some_and(|screen| screen.jumping.is_some() && screen.thread.is_some() == self.thread.is_some())
    }

    /// Reactions may be given; threads may be opened; pictures of people stand beside their messages; the most frequent
    /// reaction stands first; votes may be cast; whose they are may be seen.
    fn gates(&self) -> [bool; 6] {
        let may = |control| self.chat.snapshot.may(&self.channel, control);
        [
            may(Control::React),
            may(Control::Threads),
            self.chat.snapshot.config.features.allows("avatars"),
            self.chat.snapshot.config.frequent_first,
            may(Control::Vote),
            self.channel.can("query-poll-votes"),
        ]
    }

    fn rights(&self, message: &Message) -> Rights {
        self.chat.snapshot.rights(&self.channel, message, self.thread.is_some())
    }
}

/// The messages of a channel or the replies of a thread.
pub struct MessageList {
    rows: Rows,
    /// Also settled when no turn of Yew's is at work; see [`Self::settle`].
    window: RefCell<Window<Key>>,
    dom: Dom,
    sight: Sight,
    /// The newest message, and whether the latest ones are shown.
    newest: (Option<MessageId>, bool),
    /// Somebody scrolls: nothing else may.
    is_scrolling: bool,
    /// Rows are being exchanged: where the browser stands meanwhile is nobody's wish.
    is_between: Cell<bool>,
    /// Another pane stands in its place.
    is_hidden: bool,
    /// Its end is on screen: neither hidden nor scrolled away with the page around the element (feature F58).
    is_seen: bool,
    /// What was told last of the newest message: it is on screen.
    told: bool,
    /// What is to be said of new messages, and when.
    news: (News, Option<Timer>),
    stage: StageHandle,
    attention: Attention,
    /// What floats above the list and belongs to one of its messages.
    opened: Option<Opened>,
    /// The newest jump that was followed.
    round: Option<u32>,
    scope: ByPtr<Scope>,
    /// What the rows ask only when they are pointed at.
    latest: Rc<RefCell<(Published, ByPtr<Channel>)>>,
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
#[derive(Clone, Debug, PartialEq)]
pub enum Happened {
    /// A message asks for something that belongs to the whole list.
    Asked(MessageId, Ask),
    /// The focus is on a message now, by keyboard or not; or on none.
    Focused(Option<Key>, bool),
    /// What was drawn has other heights than guessed: other rows are to be drawn.
    Measured,
    /// The pointer is over a message now, or over none.
    Pointed(Option<Key>),
    /// A key was pressed on a message.
    Pressed(Press),
    /// It was scrolled.
    Scrolled,
    /// What came since the last message was said may be said now.
    Paused,
    /// It came to rest.
    Rested,
    /// It, or one of its rows, has another size.
    Resized,
    /// Its end came on the screen, or left it.
    Seen(bool),
    /// The newest message is wanted.
    ToLatest,
    /// The first unread message is wanted.
    ToUnread,
    /// A message was touched for long, or asked for its menu, at this point of the page.
    Touched(Key, (f64, f64)),
}

impl Component for MessageList {
    type Message = Happened;
    type Properties = MessageListProps;

    fn create(ctx: &Context<Self>) -> Self {
        let props = ctx.props();
        let latest = Rc::new(RefCell::new((props.chat.snapshot.clone(), props.channel.clone())));
        let mut list = Self {
            rows: Rows::default(),
            window: RefCell::new(Window::new(VIEWPORT)),
            dom: Dom::default(),
            sight: Sight { is_near: true, ..Sight::default() },
            newest: end(props.timeline()),
            is_scrolling: false,
            is_between: Cell::new(false),
            is_hidden: false,
            is_seen: false,
            told: false,
            news: Default::default(),
            stage: ctx.link().context::<StageHandle>(Callback::noop()).map(|(stage, _)| stage).unwrap_or_default(),
            attention: Attention::default(),
            opened: None,
            round: None,
            scope: scope(ctx, &latest),
            latest,
        };
        list.take(props);
        list.jump(props);
        list.exchange(ctx);
        list
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &MessageListProps) -> bool {
        let props = ctx.props();
        if acting::is_out_of_date(&self.scope, props)
            || props.chat.emit != old.chat.emit
            || !Rc::ptr_eq(&props.chat.locale, &old.chat.locale)
        {
            self.scope = scope(ctx, &self.latest);
        }
        self.latest.replace((props.chat.snapshot.clone(), props.channel.clone()));
        // What was scrolled since the last frame has not been told yet, and must not be taken back.
        self.catch_up();
        let blocks = |props: &MessageListProps| props.chat.snapshot.me.as_ref().map(ByPtr::from);
        let is_same = props.channel == old.channel && props.thread == old.thread && blocks(props) == blocks(old);
        if !is_same || !Rc::ptr_eq(&props.chat.locale, &old.chat.locale) {
            self.follow(ctx);
            self.take(props);
        }
        self.jump(props);
        self.exchange(ctx);
        // Names and presence of the writers may have changed: rows that they did not change for are not drawn again.
        true
    }

    fn update(&mut self, ctx: &Context<Self>, happened: Happened) -> bool {
        if matches!(&happened, Happened::Pointed(key) if self.is_scrolling || *key == self.attention.pointed) {
            return false;
        }
        // A focus that was given may have scrolled, too, before anything tells of it.
        let is_moved = !matches!(happened, Happened::Measured | Happened::Resized) && self.catch_up();
        let redraws = match happened {
            Happened::Asked(id, ask) => self.asked(id, ask),
            Happened::Focused(key, by_keyboard) => self.focused(key, by_keyboard),
            Happened::Paused => {
                let saying = self.news.0.paused();
                news::say(self, ctx, saying);
                return false;
            }
            Happened::Measured => {
                // After a long frame Yew lets the browser go on before this comes: somebody may have scrolled meanwhile.
                // Nothing is measured here, what is drawn are still the rows of before.
                if self.dom.scroll().is_some_and(|scroll| self.window.get_mut().scrolled(scroll)) {
                    self.is_scrolling = true;
                    self.window.get_mut().plan();
                }
                self.exchange(ctx);
                return true;
            }
            Happened::Pointed(key) => self.attention.point(key),
            Happened::Pressed(press) => self.pressed(ctx, press),
            Happened::Scrolled if !is_moved => return false,
            Happened::Scrolled => false,
            Happened::Rested => {
                self.is_scrolling = false;
                if self.window.get_mut().is_settled() {
                    return false;
                }
                false
            }
            Happened::Resized => {
                // Back from where it was hidden, browsers may have forgotten where it was scrolled to.
                let was_hidden = std::mem::replace(&mut self.is_hidden, self.dom.is_hidden());
                if self.is_hidden || !was_hidden && !self.catch_up() {
                    return false;
                }
                if was_hidden && self.dom.measure(self.window.get_mut()) {
                    self.window.get_mut().lay_out();
                }
                false
            }
            Happened::Seen(is_seen) => {
                self.is_seen = is_seen;
                false
            }
            Happened::ToLatest => {
                self.is_scrolling = false;
                if !ctx.props().timeline().shows_latest() {
                    ctx.props().chat.emit.emit(Intent::JumpToLatest(ctx.props().target()));
                }
                self.window.get_mut().follow();
                false
            }
            Happened::ToUnread => {
                self.is_scrolling = false;
                if !self.window.get_mut().show(&Key::Unread, MARGIN) {
                    ctx.props().chat.emit.emit(Intent::JumpToUnread(ctx.props().channel.cid().clone()));
                }
                false
            }
            Happened::Touched(key, (x, y)) => {
                let menu = Panel::Menu { anchor: Anchor::Point(x, y), by_keyboard: false };
                self.open(ctx.props(), &key, menu)
            }
        };
        let is_other = self.window.get_mut().plan();
        if !is_other {
            self.dom.place(self.window.get_mut().settle(self.is_scrolling));
        }
        let redraws = self.look(ctx.props()) || is_other || redraws;
        if redraws {
            self.exchange(ctx);
        }
        redraws
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let locale = &props.chat.locale;
        let stop = self.tab_stop();
        let opened = self.opened.as_ref();
        html! {
            <div class="conversation" data-cid={props.channel.cid().to_string()}>
                <span tabindex="-1" ref={self.dom.start.clone()}></span>
                <div
                    class="messages"
                    part="messages"
                    data-message-list=""
                    role="list"
                    tabindex="-1"
                    aria-label={if props.thread.is_some() { t!(locale, "thread.replies") } else { t!(locale, "messages.label") }}
                    aria-busy={props.is_jumping().then_some("true")}
                    ref={self.dom.list.clone()}
                >
                    <div class="messages__space" role="presentation" ref={self.dom.before.clone()}></div>
                    <div
                        class="messages__rows"
                        role="presentation"
                        ref={self.dom.rows.clone()}
                        onkeydown={keys::pressed(&self.dom, &props.chat, ctx.link().callback(Happened::Pressed))}
                        onfocusin={keys::focus_came(&self.dom, ctx.link().callback(|(key, by_keyboard)| Happened::Focused(key, by_keyboard)))}
                        onfocusout={keys::focus_left(&self.dom, ctx.link().callback(|()| Happened::Focused(None, false)))}
                        onpointerover={keys::pointed(&self.dom, ctx.link().callback(Happened::Pointed))}
                        onpointerleave={keys::pointed_elsewhere(&self.dom, ctx.link().callback(Happened::Pointed))}
                        onpointerdown={keys::held(&self.dom, ctx.link().callback(|(key, at)| Happened::Touched(key, at)))}
                        onpointerup={keys::let_go(&self.dom)}
                        onpointercancel={keys::let_go(&self.dom)}
                        oncontextmenu={keys::menu_wanted(ctx.link().callback(|(key, at)| Happened::Touched(key, at)))}
                    >
                        { for self.window.borrow().slots().into_iter().map(|slot| match slot {
                            Slot::Gap => html! { <div key="gap" class="messages__space" role="presentation" ref={self.dom.gap.clone()}></div> },
                            Slot::Row(index) => self.line(props, index, stop),
                        }) }
                    </div>
                    <div class="messages__space" role="presentation" ref={self.dom.after.clone()}></div>
                </div>
                <span tabindex="-1" ref={self.dom.end.clone()}></span>
                { around::above(&self.rows, self.sight, ctx) }
                { around::below(self.sight, ctx) }
                if let Some(opened) = opened {
                    { actions::panel(&props.chat, &props.channel, &self.scope, opened) }
                }
            </div>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, is_first: bool) {
        if is_first {
            let link = ctx.link().clone();
            self.dom.watch(move |happened| link.send_message(happened));
            ctx.props().chat.emit.emit(Intent::AtBottom(ctx.props().target(), false));
        }
        // When Yew let the browser go on in between, it was done there, and somebody may have scrolled since.
        if !self.settle() && self.catch_up() {
            self.dom.place(self.window.get_mut().settle(self.is_scrolling));
        }
        if self.window.get_mut().plan() || self.look(ctx.props()) {
            // Another turn of the same circle, before anything is painted.
            ctx.link().send_message(Happened::Measured);
        } else if std::mem::take(&mut self.attention.wants_focus)
            && let Some(stop) = self.stop()
        {
            // Its height is known only now.
            self.window.get_mut().reveal(stop, MARGIN, BELOW);
            self.dom.place(self.window.get_mut().settle(false));
            self.dom.focus(self.window.get_mut(), stop);
            self.catch_up();
        }
    }
}

impl MessageList {
    /// The rows as they are now.
    fn take(&mut self, props: &MessageListProps) {
        let config = &props.chat.snapshot.config;
        let (hides_deleted, group_minutes) = (!config.features.allows("deletedMessages"), config.group_minutes);
        let (channel, thread) = (&props.channel, props.thread.as_deref());
        let feed = Feed { channel, thread, me: &props.chat.me, blocked: props.blocked(), hides_deleted, group_minutes };
        if let Some(Splice { old, count }) = self.rows.update(feed, &props.chat.locale) {
            let new = self.rows.list().iter().skip(old.start).take(count).map(|row| {
                let key = row.key();
                Item { guess: row.guess(), is_fixed: key.is_fixed(), key }
            });
            self.window.get_mut().splice(old, new.collect());
        }
    }

    /// Where the list is near its end, or the news is the user's own, the end stays in sight (feature F51).
    fn follow(&mut self, ctx: &Context<Self>) {
        let props = ctx.props();
        let timeline = props.timeline();
        let now = end(timeline);
        if now == self.newest {
            return;
        }
        let newest = timeline.shown().next_back();
        let is_own = newest.is_some_and(|message| message.author() == Some(&props.chat.me));
        let came_back = now.1 && !self.newest.1;
        if now.1 && (came_back || is_own || self.window.get_mut().is_near()) {
            self.window.get_mut().follow();
        }
        if let Some((count, newest)) = self.newest.0.as_ref().filter(|_| !came_back).and_then(|known| news::after(known, props)) {
            let saying = self.news.0.arrived(count, newest);
            news::say(self, ctx, saying);
        }
        self.newest = now;
    }

    /// Brings the message that was jumped to into the middle (feature F57).
    fn jump(&mut self, props: &MessageListProps) {
        let Some(highlight) = props.highlight().filter(|highlight| self.round != Some(highlight.round)) else { return };
        let key = Key::Message(highlight.id.clone());
        let window = self.window.get_mut();
        let Some(index) = window.index(&key) else { return };
        self.round = Some(highlight.round);
        self.is_scrolling = false;
        let room = (window.viewport() - window.height(index)) / 2.0;
        window.show(&key, room.max(MARGIN));
        window.plan();
        // Who went there by keyboard goes on reading there.
        if self.attention.is_inside && self.attention.leader == Leader::Keyboard {
            self.attention.go(key);
        }
    }

    /// Looks at what is on screen, asks for what will be, and tells whether the newest message is seen.
    fn look(&mut self, props: &MessageListProps) -> bool {
        let timeline = props.timeline();
        let set = timeline.current();
        let emit = |intent: fn(Target) -> Intent| props.chat.emit.emit(intent(props.target()));
        let window = self.window.get_mut();
        if set.older == Edge::More && window.above() < RESERVE && !set.messages.is_empty() {
            emit(Intent::LoadOlder);
        }
        if set.newer == Edge::More && window.distance() < RESERVE {
            emit(Intent::LoadNewer);
        }
        let is_near = window.is_near() && timeline.shows_latest();
        if (is_near && self.is_seen) != self.told {
            self.told = !self.told;
            props.chat.emit.emit(Intent::AtBottom(props.target(), self.told));
        }
        let first = window.first_seen();
        let heading = self.rows.list().get(..=first).and_then(|above| above.iter().rposition(|row| matches!(row, Row::Day { .. })));
        let has_unread_above = self.rows.unread().is_some_and(|unread| window.is_above(unread));
        let sight = Sight { is_near, day: heading.filter(|at| *at < first && !is_near), has_unread_above };
        std::mem::replace(&mut self.sight, sight) != sight
    }

    /// The row that Tab leads to: the one that had the focus last, while it is drawn, or the last one that is.
    fn tab_stop(&self) -> Option<usize> {
        let drawn = self.window.borrow().drawn();
        let is_message = |index: &usize| self.rows.list().get(*index).is_some_and(|row| row.entry().is_some());
        let stop = self.stop().filter(|stop| drawn.contains(stop) || self.window.borrow().kept() == Some(*stop));
        stop.or_else(|| drawn.rev().find(is_message))
    }

    /// The message that keys are about: the one that had the focus last, or the newest.
    fn stop(&self) -> Option<usize> {
        let known = self.attention.stop.as_ref().and_then(|key| self.window.borrow().index(key));
        known.or_else(|| self.rows.list().iter().rposition(|row| row.entry().is_some()))
    }

    fn focused(&mut self, key: Option<Key>, by_keyboard: bool) -> bool {
        // It is on its way to another message.
        if key.is_none() && self.attention.wants_focus {
            return false;
        }
        let is_news = self.attention.focus(key, by_keyboard);
        self.window.get_mut().keep(self.attention.stop.clone().filter(|_| self.attention.is_inside));
        is_news
    }
}
