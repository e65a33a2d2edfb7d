//! What the backend configures: `GET {backend-url}/chat/config?clientType=web`, parsed key by key.
//!
//! A key of the wrong type loses only itself and is reported with its path; unknown keys are ignored (product contract).
//! Knows no network and no state; called from [`crate::chat`].

mod actions;
mod badges;
mod canned;
mod channels;
mod label;
mod parse;
#[cfg(test)]
mod tests;
mod theme;
mod tools;
#[cfg(any(debug_assertions, test))]
mod unknown;

use std::rc::Rc;

pub use actions::{CustomAction, ICONS, Placement, Requires, Run, is_safe_path};
pub use badges::{Age, Badge, TONES};
pub use canned::CannedReply;
pub use channels::{Channels, View};
pub use label::Label;
pub use parse::{Fault, Outcome, parse};
pub use theme::{Mode, Theme};
pub use tools::{RENDITIONS, Tools};
#[cfg(any(debug_assertions, test))]
pub use unknown::unknown;

use crate::chat::Secret;
use crate::wire::{UserId, Value};

/// The configuration of one tenant for one user.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// Who is signed in, and how Stream knows.
    pub authentication: Authentication,
    /// Stream's REST base without a trailing slash.
    pub stream_url: Rc<str>,
    /// Language, BCP 47; the host's own language goes before it.
    pub locale: Option<String>,
    /// Texts that replace ours, by key.
    pub messages: Vec<(String, String)>,
    /// IANA time zone of all dates; the browser's when absent.
    pub time_zone: Option<String>,
    /// 12-hour clock; the language's habit when absent.
    pub hour12: Option<bool>,
    /// Of the reactions to a message the most frequent stand first, and not those given first (feature F210).
    pub frequent_first: bool,
    /// Messages of one person stand together until a pause of so many minutes; five when absent (feature F60).
    pub group_minutes: Option<u32>,
    /// Colours, logo, title.
    pub theme: Theme,
    /// Which channels are listed.
    pub channels: Channels,
    /// What is switched off; everything is on unless it says `false`.
    pub features: Features,
    /// `actions`, `cannedReplies`, `badges`, `refreshMinutes` and `giphyRendition` as they came: nothing of the first picture needs them, so
    /// [`Tools::read`] does later.
    pub tools: [Option<Value>; 5],
}

/// Credentials for Stream.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Authentication {
    /// The signed-in user.
    pub user_id: UserId,
    /// The user's JWT.
    pub user_token: Secret,
    /// The app's public key.
    pub api_key: Rc<str>,
}

/// What is switched off. Features can only take away what Stream allows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    off: Vec<String>,
}

impl Features {
    /// True unless the configuration says `false`.
    #[must_use]
    pub fn allows(&self, feature: &str) -> bool {
        !self.off.iter().any(|off| off == feature)
    }
}
