//! The first picture of the chat, drawn before the views are there.
//!
//! The views, and the library that draws them, come with the later part of the program. Until then a sketch
//! stands in their place: the same elements with the same classes and words, without anything that reacts. It is drawn when
//! the lists and the open channel are known, and replaced by the views within one frame. Knows no browser; `element/paint.rs`
//! makes elements of it. A test compares it with what the views draw.

mod channel;
mod message;
mod node;

use std::rc::Rc;

pub use node::{Child, Node, node};

use super::channel_list::view_label;
use super::kit::{Face, Glyph, glyph, hue, initials, is_picture};
use super::{Layout, Look};
use crate::chat::ScreenId;
use crate::config::View;
use crate::i18n::Locale;
use crate::state::{Channel, InboxPhase, Millis, Screen, State};
use crate::t;
use crate::wire::UserId;

/// What all parts of a sketch need.
struct Sketch<'a> {
    state: &'a State,
    me: UserId,
    locale: &'a Rc<Locale>,
    now: Millis,
}

/// Whether everything that a sketch of this element shows is known.
#[must_use]
pub fn is_ready(state: &State, screen: ScreenId) -> bool {
    state.screens.get(&screen).is_some_and(|screen| {
        screen.inbox.phase == InboxPhase::Ready && screen.open.as_ref().is_none_or(|cid| state.channels.contains_key(cid))
    })
}

/// The picture of the element.
#[must_use]
pub fn sketch(state: &State, screen: ScreenId, look: Look, locale: &Rc<Locale>, now: Millis) -> Node {
    let sketch = Sketch { state, me: state.my_id().cloned().unwrap_or_default(), locale, now };
    let screen = state.screens.get(&screen).cloned().unwrap_or_default();
    let mut panes = node("div", "panes");
    if look.layout != Layout::Conversation {
        panes = panes.with([node("div", "panes__list").with(sketch.list(&screen))]);
    }
    if look.layout != Layout::List {
        let open = screen.open.as_ref().and_then(|cid| state.channels.get(cid));
        panes = panes
            .with([node("section", "panes__main").with(open.into_iter().flat_map(|channel| sketch.conversation(channel, look.layout)))]);
    }
    node("div", "chat")
        .attr("aria-busy", "true")
        .attr("data-state", state.link.name())
        .attr("data-pane", super::app::pane(look.layout, screen.open.is_some()))
        .attr("data-layout", look.layout.name())
        .attr("data-theme", super::app::mode_name(look.theme.unwrap_or(state.config.theme.mode)))
        .attr("dir", locale.direction().name())
        .attr("lang", locale.language())
        .with([panes])
}

impl Sketch<'_> {
    fn list(&self, screen: &Screen) -> Vec<Node> {
        let title = self.state.config.theme.title.as_ref().map(|title| title.text(self.locale.language()));
        let title = title.map_or_else(|| t!(self.locale, "list.title"), |title| super::plain(title).into_owned());
        let logo = self.state.config.theme.logo.as_ref().filter(|url| is_picture(url));
        let logo = logo.map(|url| node("img", "logo").attr("src", url).attr("alt", "").attr("referrerpolicy", "no-referrer"));
        let channels = screen.inbox.cids.iter().filter_map(|cid| self.state.channels.get(cid));
        let rows = channels.map(|channel| self.row(channel, screen.open.as_ref() == Some(channel.cid())));
        let tab = |view: &View| {
            let is_shown = Some(&*view.id) == screen.inbox.view.as_deref();
            let label = node("span", "views__label").words(&view_label(view, self.locale));
            node("span", "views__tab").attr("aria-selected", if is_shown { "true" } else { "false" }).with([label])
        };
        let views = &self.state.config.channels.views;
        let views = (!views.is_empty()).then(|| node("div", "views").with(views.iter().map(tab)));
        let begin =
            self.state.config.features.allows("newConversation").then(|| node("span", "icon-button").with([icon(glyph::SQUARE_PEN, "")]));
        let bar = node("div", "bar").with([slot("header-start")]).with(logo).with([node("h2", "bar__title").words(&title)]);
        let bar = bar.with(begin).with([slot("header-end")]);
        let list = [node("nav", "rows").with([node("div", "rows__list").with(rows)])];
        let label = t!(self.locale, "search.label");
        let field = node("input", "search__input").attr("disabled", "").attr("placeholder", &label);
        let search = node("div", "search").with([node("label", "search__field").with([icon(glyph::SEARCH, ""), field])]);
        let search = self.state.config.features.allows("search").then_some(search);
        std::iter::once(bar).chain(search).chain(views).chain(list).collect()
    }

    fn conversation(&self, channel: &Rc<Channel>, layout: Layout) -> [Node; 3] {
        let placeholder = t!(self.locale, "composer.placeholder");
        let field = node("textarea", "composer__field").attr("rows", "1").attr("disabled", "").attr("placeholder", &placeholder);
        let button = |glyph| node("span", "icon-button").with([icon(glyph, "")]);
        // What a tenant puts there comes with the later part; its place is kept.
        let features = &self.state.config.features;
        let has_commands = features.allows("commands") && channel.config().is_some_and(|config| !config.commands.is_empty());
        let has_polls = features.allows("polls") && channel.can("send-poll") && !channel.data.frozen;
        let has_polls = has_polls && channel.config().is_some_and(|config| config.extra.contains_key("polls"));
        let glyph = if has_commands || has_polls || self.state.config.tools.iter().any(Option::is_some) {
            Some(glyph::PLUS)
        } else {
            features.allows("uploads").then_some(glyph::PAPERCLIP)
        };
        let tools = node("span", "composer__files").with(glyph.map(button));
        let emoji = node("span", "composer__emoji").with([button(glyph::SMILE)]);
        // An empty composer offers to record.
        let send = node("span", "composer__files").with([button(glyph::MIC)]);
        let row = node("div", "composer__row").with([tools, field, emoji, send]);
        [
            self.heading(channel, layout),
            node("div", "conversation").with([node("div", "messages")
                .attr("data-end", "")
                .with([node("div", "messages__space"), node("div", "messages__rows").with(self.messages(channel))])]),
            node("div", "composer").with([
                node("div", "composer__typing"),
                node("div", "composer__surface").with([row]),
                node("div", "composer__foot"),
            ]),
        ]
    }
}

fn slot(name: &str) -> Node {
    node("slot", "").attr("name", name)
}

fn hidden(text: &str) -> Node {
    node("span", "visually-hidden").text(text)
}

#[inline(never)]
fn icon(glyph: Glyph, class: &str) -> Node {
    let class = ["icon ", class].concat();
    let paths = glyph.paths().map(|path| node("path", "").attr("d", path));
    node("svg", class.trim_end()).attr("viewBox", "0 0 24 24").attr("aria-hidden", "true").with(paths)
}

/// A picture of people, or their initials; `more` counts those without a face here.
fn avatar(faces: &[Face], more: usize, size: &str, is_online: bool) -> Node {
    let total = faces.len() + more;
    let shown = if total > 4 { 2 } else { 4 }.min(faces.len());
    let rest = total - shown;
    let layout = match shown + usize::from(rest > 0) {
        0 | 1 => "",
        2 => " avatar--pair",
        3 => " avatar--three",
        _ => " avatar--four",
    };
    let face = |face: &Face| {
        let frame = node("span", "avatar__face").attr("data-hue", &hue(&face.id).to_string());
        match face.image.as_ref().filter(|url| is_picture(url)) {
            Some(url) => frame.with([picture("avatar__image", url, "")]),
            None => frame.text(&initials(&face.name).chars().take(if shown > 2 { 1 } else { 2 }).collect::<String>()),
        }
    };
    let rest =
        (rest > 0 && total > 1).then(|| node("span", "avatar__face avatar__face--rest").text(&["+", &rest.min(99).to_string()].concat()));
    let presence = is_online.then(|| node("span", "avatar__presence"));
    let class = ["avatar avatar--", size, layout].concat();
    node("span", &class).attr("aria-hidden", "true").with(faces.iter().take(shown).map(face)).with(rest).with(presence)
}

fn picture(class: &str, url: &str, alt: &str) -> Node {
    let picture = node("img", class).attr("src", url).attr("alt", alt).attr("referrerpolicy", "no-referrer");
    picture.attr("decoding", "async").attr("draggable", "false")
}

#[cfg(test)]
mod tests;
