//! What a tenant puts into users' hands beside the chat itself: actions, badges and canned replies (features C7 and F104); and
//! how long what it says holds (C19), and which size of moving pictures is shown (F210).
//!
//! Not read with the rest of the configuration: the later part of the program does it, once. Called from `chat::tools`.

use super::parse::Reader;
use super::{Badge, CannedReply, Config, CustomAction, Fault};
use crate::wire::{Map, Value};

/// Actions, badges and canned replies, in the tenant's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Tools {
    /// What can be done besides what every chat can do.
    pub actions: Vec<std::rc::Rc<CustomAction>>,
    /// What is to be seen of channels at once.
    pub badges: Vec<std::rc::Rc<Badge>>,
    /// Texts to begin with.
    pub replies: Vec<std::rc::Rc<CannedReply>>,
    /// An open page asks for the configuration again after so many minutes; never when absent.
    pub refresh_minutes: Option<u32>,
    /// Which rendition of an animated picture is shown, by Stream's name.
    pub giphy: &'static str,
}

/// Renditions of animated pictures, by Stream's names (protocol section 5.11); the first is shown unless configured.
pub const RENDITIONS: [&str; 5] = ["fixed_height", "fixed_height_downsampled", "fixed_width", "fixed_width_downsampled", "original"];

impl Default for Tools {
    fn default() -> Self {
        Self { actions: Vec::new(), badges: Vec::new(), replies: Vec::new(), refresh_minutes: None, giphy: "fixed_height" }
    }
}

impl Tools {
    /// Reads what the configuration has of them, and which of its keys could not be used.
    #[must_use]
    pub fn read(config: &Config) -> (Self, Vec<Fault>) {
        let mut reader = Reader { faults: Vec::new() };
        let [actions, replies, badges, refresh, giphy] = &config.tools;
        let actions = reader.items(actions.as_ref(), "actions", &Reader::action, &|action| &action.id);
        let replies = reader.items(replies.as_ref(), "cannedReplies", &Reader::reply, &|reply| &reply.id);
        let badges = reader.items(badges.as_ref(), "badges", &Reader::badge, &|badge| &badge.id);
        let refresh_minutes = refresh.as_ref().and_then(|minutes| reader.minutes(Some(minutes), "refreshMinutes"));
        let named = |name: &Value| RENDITIONS.into_iter().find(|rendition| name.as_str() == Some(rendition));
        let rendition = giphy.as_ref().and_then(named);
        if giphy.is_some() && rendition.is_none() {
            reader.fault("giphyRendition", "the name of a rendition");
        }
        let [first, ..] = RENDITIONS;
        (Self { actions, badges, replies, refresh_minutes, giphy: rendition.unwrap_or(first) }, reader.faults)
    }
}

impl Reader {
    /// The items of a list, each with an id of its own; one that cannot be used loses only itself.
    fn items<T>(
        &mut self,
        list: Option<&Value>,
        path: &str,
        read: &dyn Fn(&mut Self, &Map, &str) -> Option<T>,
        id: &dyn Fn(&T) -> &str,
    ) -> Vec<std::rc::Rc<T>> {
        let mut items: Vec<std::rc::Rc<T>> = Vec::new();
        if list.is_some_and(|list| !list.is_array()) {
            self.fault(path, "a list");
        }
        for (at, item) in list.and_then(Value::as_array).into_iter().flatten().enumerate() {
            let path = [path, ".", &at.to_string()].concat();
            let Some(map) = item.as_object() else {
                self.fault(&path, "an object");
                continue;
            };
            let Some(item) = read(self, map, &path) else { continue };
            if items.iter().any(|known| id(known) == id(&item)) {
                self.fault(&[&path, ".id"].concat(), "a text that no other one has");
            } else {
                items.push(std::rc::Rc::new(item));
            }
        }
        items
    }

    /// A span of time, up to ten years.
    pub(super) fn minutes(&mut self, value: Option<&Value>, path: &str) -> Option<u32> {
        let minutes = value.and_then(Value::as_f64).filter(|minutes| minutes.fract() == 0.0 && (1.0..=5_256_000.0).contains(minutes));
        if minutes.is_none() {
            self.fault(path, "a whole number of minutes, at least 1");
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "looked at just above")]
        minutes.map(|minutes| minutes as u32)
    }

    /// A text that has to be there, with something in it.
    pub(super) fn needed(&mut self, map: &Map, key: &str, path: &str) -> Option<String> {
        let text = map.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
        if text.is_none() {
            self.fault(&[path, ".", key].concat(), "a text");
        }
        text.map(str::to_owned)
    }

    /// One of some words.
    pub(super) fn one_of(
        &mut self,
        map: &Map,
        key: &str,
        path: &str,
        words: &[&'static str],
        expected: &'static str,
    ) -> Option<&'static str> {
        let text = map.get(key).and_then(Value::as_str);
        let word = words.iter().copied().find(|word| Some(*word) == text);
        if word.is_none() {
            self.fault(&[path, ".", key].concat(), expected);
        }
        word
    }

    /// A text, or texts by language.
    pub(super) fn label(&mut self, map: &Map, key: &str, path: &str) -> Option<super::Label> {
        let label = map.get(key).and_then(super::Label::read);
        if label.is_none() {
            self.fault(&[path, ".", key].concat(), "a text, or texts by language");
        }
        label
    }
}
