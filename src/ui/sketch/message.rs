//! The newest messages of the open channel.

use std::rc::Rc;

use super::{Node, Sketch, avatar, hidden, icon, node, picture, slot};
use crate::i18n::Locale;
use crate::state::{Channel, Direction, Edge, Message, Status};
use crate::t;
use crate::text::big_emoji;
use crate::ui::attachments::{frame, grouped, may_load, title};
use crate::ui::channel_header::{People, faces};
use crate::ui::channel_list::summary_in;
use crate::ui::kit::glyph;
use crate::ui::message_list::begins;
use crate::ui::message_list::build::{Feed, Rows};
use crate::ui::message_list::rows::{Entry, Form, Row};
use crate::ui::names::{face_of, name_of, plain};
use crate::ui::reactions::{SHOWN as SHOWN_REACTIONS, groups, is_own, sign};
use crate::wire::Attachment;

/// More rows than these do not fit on any screen.
const SHOWN: usize = 40;

impl Sketch<'_> {
    /// The last rows, as the list has them.
    pub(super) fn messages(&self, channel: &Rc<Channel>) -> Vec<Node> {
        let blocked = self.state.me.as_ref().map_or(&[][..], |me| &me.own.blocked_user_ids);
        let hides_deleted = !self.state.config.features.allows("deletedMessages");
        let group_minutes = self.state.config.group_minutes;
        let rows = Rows::of(Feed { channel, thread: None, me: &self.me, blocked, hides_deleted, group_minutes }, self.locale);
        let rows = rows.list();
        let last = rows.get(rows.len().saturating_sub(SHOWN)..).unwrap_or_default();
        last.iter().map(|row| self.message_row(row, channel)).collect()
    }

    fn message_row(&self, row: &Row, channel: &Channel) -> Node {
        let mark = |content| node("div", "line line--mark").with([content]);
        match row {
            Row::Day { at, .. } => mark(node("span", "pill").text(&self.locale.day_label(*at, self.locale.day(self.now)))),
            Row::Unread { count } => mark(node("span", "unread").text(&t!(self.locale, "unread.line", count = *count))),
            Row::Edge(Direction::Older, Edge::End) => self.intro(channel),
            Row::Edge(_, Edge::End) => node("div", "line line--end"),
            Row::Edge(..) => node("div", "line line--edge"),
            Row::Foot => node("div", "line line--foot"),
            // Only in threads.
            Row::Replies(_) => node("div", "line"),
            Row::Head(entry) | Row::Message(entry) => {
                let is_joined = matches!(entry.form, Form::Bubble | Form::Bounced) && !entry.place.is_begin();
                node("div", if is_joined { "line line--joined" } else { "line" }).with([self.message(entry)])
            }
        }
    }

    fn message(&self, entry: &Entry) -> Node {
        let (message, locale) = (&entry.message, self.locale);
        let ghost = |glyph, key| node("div", "message__ghost").with([icon(glyph, "")]).text(&locale.text(key, &[]));
        let content = match entry.form {
            Form::System | Form::Refused => {
                let glyph = (entry.form == Form::Refused).then(|| icon(glyph::CIRCLE_ALERT, ""));
                return node("div", "message message--note").with(glyph).with([node("span", "").words(&plain(&message.text))]);
            }
            Form::Bubble | Form::Bounced => return self.framed(entry, self.bubble(entry)),
            Form::Blocked => ghost(glyph::BAN, "message.blocked"),
            Form::Deleted => ghost(glyph::BAN, "message.deleted"),
            Form::Hidden => ghost(glyph::SHIELD_ALERT, "message.hidden"),
            Form::Unreadable => ghost(glyph::CIRCLE_ALERT, "message.unreadable"),
        };
        self.framed(entry, vec![content])
    }

    fn intro(&self, channel: &Channel) -> Node {
        let name = self.name(channel);
        let people = People::of(self.state, &self.me, channel);
        let (faces, more) = faces(channel, &people, &name);
        let text = begins(&people, &name, self.locale);
        let own = node("div", "intro").with([
            avatar(&faces, more, "large", false),
            node("span", "intro__name").words(&name),
            node("span", "intro__text").text(&text),
        ]);
        node("div", "line line--intro").with([slot("intro").with([own])])
    }

    fn framed(&self, entry: &Entry, content: Vec<Node>) -> Node {
        let author = entry.message.user.as_ref().map(|user| self.state.met(user));
        let has_face = !entry.is_own && self.state.config.features.allows("avatars");
        let face = author.filter(|_| has_face).map(|author| {
            let face = entry.place.is_end().then(|| avatar(&[face_of(author)], 0, "small", false));
            node("div", "message__avatar").with(face)
        });
        let name = author.map(|author| {
            let name = name_of(author);
            if entry.shows_name {
                node("span", "message__author").words(&name)
            } else {
                hidden(&t!(self.locale, "preview.sender", name = name))
            }
        });
        let side = if entry.is_own { "own" } else { "other" };
        node("div", &["message message--", side, " message--", entry.place.name()].concat())
            .with(face)
            .with([node("div", "message__main").with(name).with(content)])
    }

    fn bubble(&self, entry: &Entry) -> Vec<Node> {
        let (message, locale) = (&entry.message, self.locale);
        let emoji = big_emoji(&message.text).filter(|_| message.attachments.is_empty() && message.quoted_message.is_none());
        let class = match emoji {
            Some(1) => "message__bubble message__bubble--emoji message__bubble--one",
            Some(_) => "message__bubble message__bubble--emoji",
            None => "message__bubble",
        };
        let time = message.created_at.map(|at| locale.time(at.millis()));
        let bubble = node("div", class)
            .attr("dir", "auto")
            .with(self.quote(message))
            .with(self.media(&message.attachments))
            .with(words(message, locale));
        let is_end = entry.place.is_end();
        let when = time.as_ref().filter(|_| !is_end).map(|time| node("span", "message__when").text(time));
        let mut content = Vec::new();
        if message.pinned {
            let by = match &message.pinned_by {
                Some(user) if user.id == self.me => t!(locale, "message.pinned-by-you"),
                Some(user) => t!(locale, "message.pinned-by", name = name_of(user)),
                None => t!(locale, "message.pinned"),
            };
            content.push(node("span", "message__tag").with([icon(glyph::PIN, "")]).text(&by));
        }
        content.push(node("div", "message__row").with([bubble]).with(when));
        content.extend(self.reactions(message));
        if message.reply_count > 0 && self.state.config.features.allows("threads") {
            let replies = t!(locale, "message.replies", count = message.reply_count);
            content.push(node("span", "message__replies").with([icon(glyph::REPLY, "icon--mirrors")]).text(&replies));
        }
        let is_edited = message.message_text_updated_at.is_some();
        if is_end || is_edited {
            let edited = is_edited.then(|| node("span", "").text(&t!(locale, "message.edited")));
            let mark = entry.status.map(|status| {
                let class = if status == Status::Read { "message__mark message__mark--read" } else { "message__mark" };
                node("span", class).with([icon(crate::ui::channel_list::tick(status), "")])
            });
            content.push(node("div", "message__meta").with(edited).text(&time.unwrap_or_default()).with(mark));
        }
        content
    }

    fn quote(&self, message: &Message) -> Option<Node> {
        let quoted = message.quoted_message.as_ref()?;
        let (glyph, text) = summary_in::<false>(quoted, self.locale);
        let name = quoted.user.as_ref().map(|user| node("span", "quote__name").words(&name_of(user)));
        let snippet = node("span", "quote__snippet").attr("dir", "auto").with(glyph.map(|glyph| icon(glyph, ""))).text(&text);
        Some(node("div", "quote").with([node("span", "quote__words").with(name).with([snippet])]))
    }

    fn reactions(&self, message: &Message) -> Option<Node> {
        let groups = groups(message, self.state.config.frequent_first);
        let chips = groups.iter().take(SHOWN_REACTIONS).map(|(kind, group)| {
            let is_own = is_own(message, kind);
            let count = (group.count > 1).then(|| node("span", "").text(&self.locale.number(i64::from(group.count))));
            let sign = node("span", "reaction__sign").text(&sign(kind));
            node("li", "")
                .with([node("span", "reaction").attr("aria-pressed", if is_own { "true" } else { "false" }).with([sign]).with(count)])
        });
        (!groups.is_empty()).then(|| node("ul", "reactions").with(chips))
    }

    /// Boxes of the right size: pictures in their shape, anything else as a line.
    fn media(&self, attachments: &[Attachment]) -> Vec<Node> {
        let (media, others) = grouped(attachments);
        let mut drawn = Vec::new();
        if !media.is_empty() {
            let shown = media.len().min(4);
            let tiles = media.iter().take(4).map(|medium| {
                let spacer = (shown == 1).then(|| spacer(frame(medium.size)));
                let url = medium.thumb.as_ref().filter(|url| may_load(url));
                let image = url.map(|url| picture("picture__image", url.as_str(), ""));
                node("span", "album__tile").with(spacer).with([node("span", "picture").with(image)])
            });
            drawn.push(node("div", "album").attr("data-count", &shown.to_string()).with(tiles));
        }
        drawn.extend(others.iter().take(10).filter_map(|(_, index)| attachments.get(*index)).map(|attachment| {
            let name = title(attachment).unwrap_or_else(|| t!(self.locale, "message.attachment"));
            let tile = node("span", "file__tile").with([icon(glyph::FILE, "")]);
            node("span", "file").with([tile, node("span", "file__name").words(&name)])
        }));
        drawn
    }
}

/// An empty drawing that gives its box a size.
fn spacer((width, height): (u32, u32)) -> Node {
    let (width, height) = (width.to_string(), height.to_string());
    let view_box = ["0 0 ", &width, " ", &height].concat();
    node("svg", "spacer").attr("width", &width).attr("height", &height).attr("viewBox", &view_box)
}

/// The words alone: what is in them (links, names, code) the views will say.
fn words(message: &Message, locale: &Locale) -> Option<Node> {
    let text = message.text_in(locale.language()).trim();
    (!text.is_empty()).then(|| node("div", "message__text").with([node("p", "").text(text)]))
}
