//! A channel in the list, and the head of the open one.

use super::{Node, Sketch, avatar, hidden, icon, node, slot};
use crate::state::{Channel, Link, Status};
use crate::t;
use crate::ui::Layout;
use crate::ui::channel_header::{People, faces, subtitle};
use crate::ui::channel_list::{one_line, preview, status_key, tick};
use crate::ui::kit::{Face, glyph};
use crate::ui::names::{face_of, plain};
use crate::wire::User;
use std::rc::Rc;

impl Sketch<'_> {
    pub(super) fn name(&self, channel: &Channel) -> String {
        let name = self.state.channel_name(channel);
        name.map_or_else(|| t!(self.locale, "channel.unnamed"), |name| plain(&name).into_owned())
    }

    pub(super) fn row(&self, channel: &Rc<Channel>, is_selected: bool) -> Node {
        let name = self.name(channel);
        let is_muted = self.state.me.as_ref().is_some_and(|me| me.mutes_channel(channel.cid(), self.now));
        let unread = if is_muted { 0 } else { channel.unread };
        let at = channel.preview().and_then(|message| message.created_at).or(channel.data.last_message_at);
        let when = at.map(|at| self.locale.list_time(at.millis(), self.locale.day(self.now)));
        let first = node("span", "row__line")
            .with([node("span", "row__name").words(&name)])
            .with((unread > 0).then(|| hidden(&[", ", &t!(self.locale, "row.unread", count = unread), ", "].concat())))
            .with(is_muted.then(|| icon(glyph::BELL_OFF, "row__mark")))
            .with(when.map(|when| node("time", "row__time").text(&when)));
        let badge = (unread > 0).then(|| {
            let count = if unread > 99 { [&*self.locale.number(99), "+"].concat() } else { self.locale.number(unread.into()) };
            node("span", "badge").attr("aria-hidden", "true").text(&count)
        });
        let second = node("span", "row__line").with([self.line(channel, is_selected)]).with(badge);
        node("div", if unread > 0 { "row row--unread" } else { "row" })
            .attr("aria-selected", if is_selected { "true" } else { "false" })
            .with([self.face(channel, &name), node("span", "row__lines").with([first, second])])
    }

    fn line(&self, channel: &Channel, is_selected: bool) -> Node {
        let locale = self.locale;
        let line = node("span", "row__preview");
        let draft = self.state.draft_text(channel.cid()).map(|draft| one_line(&draft)).filter(|draft| !draft.is_empty() && !is_selected);
        if let Some(draft) = draft {
            return line.with([node("span", "row__draft").text(&t!(locale, "preview.draft")), node("span", "row__text").words(&draft)]);
        }
        let Some(message) = channel.preview() else {
            return line.with([node("span", "row__text").text(&t!(locale, "preview.empty"))]);
        };
        let is_group = channel.data.member_count.unwrap_or_default() > 2;
        let author = message.user.as_deref().filter(|_| is_group);
        let shown = preview::<false>(message, &self.me, author, locale);
        let is_own = message.author() == Some(&self.me) && !message.is_deleted();
        let status = is_own.then(|| message.status(channel.receipts(&self.me)));
        let begin = match (status, shown.sender) {
            (Some(status), _) => {
                Some(icon(tick(status), if status == Status::Read { "row__glyph row__glyph--read" } else { "row__glyph" }))
            }
            (None, sender) => sender.map(|sender| node("span", "row__sender").words(&sender)),
        };
        let line = if status == Some(Status::Failed) { node("span", "row__preview row__preview--failed") } else { line };
        line.with(begin)
            .with(shown.glyph.map(|glyph| icon(glyph, "row__glyph")))
            .with([node("span", "row__text").words(&shown.text)])
            .with(status.map(|status| hidden(&[", ", &locale.text(status_key(status), &[]), ", "].concat())))
    }

    fn face(&self, channel: &Channel, name: &str) -> Node {
        let data = &channel.data;
        let others = channel.members.iter().filter(|(id, _)| **id != self.me).take(4);
        let others: Vec<&Rc<User>> = others.filter_map(|(id, member)| self.state.user(id).or(member.user.as_ref())).collect();
        let is_live = matches!(self.state.link, Link::Online | Link::CatchingUp);
        let is_pair = data.member_count.is_none_or(|count| count <= 2) && others.len() == 1;
        let is_online = is_live && is_pair && others.first().is_some_and(|user| user.online);
        let image = data.image.as_ref().filter(|image| !image.is_empty());
        let faces: Vec<Face> = if image.is_some() || others.is_empty() {
            vec![Face { id: data.cid.to_string().into(), name: name.to_owned().into(), image: image.map(|image| image.clone().into()) }]
        } else {
            others.iter().map(|user| face_of(user)).collect()
        };
        let known = faces.len() + 1;
        let members = data.member_count.and_then(|count| usize::try_from(count).ok()).unwrap_or(known);
        let more = if faces.len() > 1 { members.saturating_sub(known) } else { 0 };
        avatar(&faces, more, "large", is_online)
    }

    pub(super) fn heading(&self, channel: &Rc<Channel>, layout: Layout) -> Node {
        let name = self.name(channel);
        let people = People::of(self.state, &self.me, channel);
        let (faces, more) = faces(channel, &people, &name);
        let is_online = people.is_live && people.peer.as_ref().is_some_and(|peer| peer.online);
        let (subtitle, _) = subtitle(channel, &people, self.locale, self.now);
        let begin = if layout == Layout::Auto {
            node("button", "icon-button bar__back").attr("disabled", "").with([icon(glyph::ARROW_LEFT, "icon--mirrors")])
        } else {
            slot("header-start")
        };
        let names = node("div", "bar__names")
            .with([node("h2", "bar__name").words(&name)])
            .with(subtitle.map(|subtitle| node("p", "bar__subtitle").text(&subtitle)));
        node("div", "bar").with([begin, avatar(&faces, more, "medium", is_online), names])
    }
}
