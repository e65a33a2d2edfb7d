//! Actions: what a tenant lets users do besides what every chat can do (feature F104, product contract section 5).
//!
//! What cannot be read of `requires` or `confirm` loses the whole action: it must not be offered to more people, or done with
//! fewer questions, than the tenant meant.

use std::rc::Rc;

use super::Label;
use super::parse::Reader;
use crate::wire::{Map, Value};

/// Something that a tenant lets users do.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomAction {
    /// Names it for the host; no two are the same.
    pub id: Rc<str>,
    /// What the user reads.
    pub label: Label,
    /// One of [`ICONS`].
    pub icon: Option<&'static str>,
    /// Where it is offered.
    pub placement: Placement,
    /// Also for several channels at once, chosen in the list (feature C7).
    pub bulk: bool,
    /// To whom, and for which channels.
    pub requires: Requires,
    /// The question before it is done.
    pub confirm: Option<Label>,
    /// What it does.
    pub run: Run,
    /// What it does after that, one after another: what fails is the last (feature C7).
    pub then: Vec<Run>,
}

impl CustomAction {
    /// Whether it is also for several channels at once: where it stands has to be about a channel.
    #[must_use]
    pub fn is_bulk(&self) -> bool {
        self.bulk && matches!(self.placement, Placement::ChannelHeader | Placement::ChannelMenu)
    }

    /// Everything that it does, in order.
    pub fn steps(&self) -> impl Iterator<Item = &Run> {
        std::iter::once(&self.run).chain(&self.then)
    }
}

/// Where an action is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// A button beside the name of the open channel; in the menu where there is no room.
    ChannelHeader,
    /// A line of the open channel's menu.
    ChannelMenu,
    /// A line of the menu beside the text field.
    Composer,
    /// A line of each message's menu.
    MessageMenu,
}

/// All of it has to hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Requires {
    /// Each of these, in the channel.
    pub capabilities: Vec<String>,
    /// One of these: the user's own role, or that in the channel.
    pub roles: Vec<String>,
    /// The channel is of one of these types.
    pub channel_types: Vec<String>,
    /// The channel belongs to this filter, in Stream's query syntax.
    pub when: Option<Value>,
}

/// What an action does. In every case the host is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Run {
    /// Nothing more: the host does it.
    Event,
    /// Asks the backend.
    Request {
        /// Method in capitals.
        method: &'static str,
        /// Below the backend's address, with placeholders.
        path: String,
        /// JSON whose texts have placeholders.
        body: Option<Value>,
    },
    /// Writes a message into the channel, in the user's name.
    Send {
        /// With placeholders.
        text: String,
    },
    /// Changes keys of the channel.
    UpdateChannel {
        /// New values; texts have placeholders.
        set: Map,
        /// Keys to take away.
        unset: Vec<String>,
    },
}

const PLACEMENTS: [(&str, Placement); 4] = [
    ("channel-header", Placement::ChannelHeader),
    ("channel-menu", Placement::ChannelMenu),
    ("composer", Placement::Composer),
    ("message-menu", Placement::MessageMenu),
];
pub(super) const PLACES: [&str; 4] = ["channel-header", "channel-menu", "composer", "message-menu"];
pub(super) const KINDS: [&str; 4] = ["event", "request", "send", "update-channel"];
pub(super) const METHODS: [&str; 5] = ["DELETE", "GET", "PATCH", "POST", "PUT"];

/// Drawings that an action can have, by their name at Lucide.
pub const ICONS: &[&str] = &[
    "archive",
    "ban",
    "bell-off",
    "calendar",
    "check",
    "check-check",
    "circle-alert",
    "circle-check",
    "clock",
    "copy",
    "download",
    "external-link",
    "eye",
    "file-text",
    "flag",
    "heart",
    "inbox",
    "info",
    "lightbulb",
    "link",
    "lock",
    "lock-open",
    "mail",
    "map-pin",
    "message-circle",
    "pencil",
    "phone",
    "pin",
    "plus",
    "refresh-cw",
    "rotate-ccw",
    "search",
    "shield-alert",
    "star",
    "tag",
    "ticket",
    "trash-2",
    "triangle-alert",
    "upload",
    "user",
    "user-plus",
    "user-x",
    "users",
    "x",
    "zap",
];

impl Reader {
    pub(super) fn action(&mut self, map: &Map, path: &str) -> Option<CustomAction> {
        let is_there = |key: &str| map.get(key).is_some_and(|value| !value.is_null());
        let id = self.needed(map, "id", path);
        let label = self.label(map, "label", path);
        let icon = is_there("icon").then(|| self.one_of(map, "icon", path, ICONS, "the name of a drawing that is there")).flatten();
        let place = self.one_of(map, "placement", path, &PLACES, "channel-header, channel-menu, composer or message-menu");
        let placement = PLACEMENTS.iter().find(|(name, _)| Some(*name) == place).map(|(_, placement)| *placement);
        let bulk = self.typed(map, "bulk", &[path, ".bulk"].concat(), "true or false", Value::as_bool).unwrap_or_default();
        let requires = if is_there("requires") { self.requires(map, path) } else { Some(Requires::default()) };
        let confirm = if is_there("confirm") { self.label(map, "confirm", path).map(Some) } else { Some(None) };
        let run = self.run(map.get("run"), &[path, ".run"].concat());
        let then = self.then(map, path);
        Some(CustomAction {
            id: id?.into(),
            label: label?,
            icon,
            placement: placement?,
            bulk,
            requires: requires?,
            confirm: confirm?,
            run: run?,
            then: then?,
        })
    }

    fn requires(&mut self, map: &Map, path: &str) -> Option<Requires> {
        let path = [path, ".requires"].concat();
        let map = self.object(map, "requires", &path)?;
        let before = self.faults.len();
        let requires = Requires {
            capabilities: self.words(map, "capabilities", &path),
            roles: self.words(map, "roles", &path),
            channel_types: self.words(map, "channelTypes", &path),
            when: self.object(map, "when", &[&path, ".when"].concat()).map(|when| Value::Object(when.clone())),
        };
        (self.faults.len() == before).then_some(requires)
    }

    /// A list of texts.
    fn words(&mut self, map: &Map, key: &str, path: &str) -> Vec<String> {
        let path = [path, ".", key].concat();
        let list = self.typed(map, key, &path, "a list of texts", Value::as_array);
        let mut words = Vec::new();
        for (at, word) in list.into_iter().flatten().enumerate() {
            match word.as_str() {
                Some(word) => words.push(word.to_owned()),
                None => self.fault(&[&path, ".", &at.to_string()].concat(), "a text"),
            }
        }
        words
    }

    fn run(&mut self, value: Option<&Value>, path: &str) -> Option<Run> {
        let Some(map) = value.and_then(Value::as_object) else {
            self.fault(path, "an object");
            return None;
        };
        match self.one_of(map, "kind", path, &KINDS, "event, request, send or update-channel")? {
            "event" => Some(Run::Event),
            "request" => self.request(map, path),
            "send" => self.needed(map, "text", path).map(|text| Run::Send { text }),
            _ => self.update_channel(map, path),
        }
    }

    /// What follows. Half of it is not what the tenant meant: one that cannot be read loses the whole action.
    fn then(&mut self, map: &Map, path: &str) -> Option<Vec<Run>> {
        let path = [path, ".then"].concat();
        let before = self.faults.len();
        let list = self.typed(map, "then", &path, "a list", Value::as_array);
        let mut steps = Vec::new();
        for (at, step) in list.into_iter().flatten().enumerate() {
            steps.extend(self.run(Some(step), &[&path, ".", &at.to_string()].concat()));
        }
        (self.faults.len() == before).then_some(steps)
    }

    fn request(&mut self, map: &Map, path: &str) -> Option<Run> {
        let has_method = map.get("method").is_some_and(|method| !method.is_null());
        let method = if has_method { self.one_of(map, "method", path, &METHODS, "DELETE, GET, PATCH, POST or PUT") } else { Some("POST") };
        let target = map.get("path").and_then(Value::as_str).filter(|target| is_safe_path(target));
        if target.is_none() {
            self.fault(&[path, ".path"].concat(), "a path below the backend, beginning with one slash");
        }
        let body = map.get("body").filter(|body| !body.is_null()).cloned();
        Some(Run::Request { method: method?, path: target?.to_owned(), body: body.filter(|_| method != Some("GET")) })
    }

    fn update_channel(&mut self, map: &Map, path: &str) -> Option<Run> {
        let before = self.faults.len();
        let set = self.object(map, "set", &[path, ".set"].concat()).cloned().unwrap_or_default();
        let unset = self.words(map, "unset", path);
        if self.faults.len() == before && set.is_empty() && unset.is_empty() {
            self.fault(path, "an object with keys to set or to unset");
        }
        (self.faults.len() == before).then_some(Run::UpdateChannel { set, unset })
    }
}

/// Whether a path stays below what it is appended to, whatever a browser makes of it (trust S6): one slash at the beginning,
/// no step upwards in any spelling, nothing that begins another address.
#[must_use]
pub fn is_safe_path(path: &str) -> bool {
    let is_plain = path.bytes().all(|byte| byte.is_ascii_graphic() && !b"\\#\"<>^`|".contains(&byte));
    let before_query = path.split('?').next().unwrap_or_default();
    let is_step = |part: &str| {
        let part = part.to_ascii_lowercase().replace("%2e", ".");
        part == "." || part == ".."
    };
    is_plain && path.starts_with('/') && !path.starts_with("//") && !before_query.split('/').any(is_step)
}

#[cfg(test)]
mod tests;
