//! What the host may set, parsed: half for the session, half for one element.

use std::fmt;
use std::rc::Rc;

use crate::wire::{Cid, MessageId, Value};

/// Where the configuration comes from. Elements with equal backends share one session.
#[derive(Clone, PartialEq)]
pub struct Backend {
    /// Base URL without a trailing slash; empty means same origin.
    pub url: Rc<str>,
    /// The `clientType` asked for.
    pub client_type: Rc<str>,
    /// fetch credentials mode of backend calls.
    pub credentials: Credentials,
    /// Extra headers of backend calls, in order.
    pub headers: Rc<Vec<(String, String)>>,
    /// The configuration itself, given by the host: nothing is fetched.
    pub config: Option<Rc<Value>>,
}

impl Default for Backend {
    fn default() -> Self {
        Self { url: Rc::from(""), client_type: Rc::from("web"), credentials: Credentials::default(), headers: Rc::default(), config: None }
    }
}

/// Headers and a given configuration may hold secrets: only their presence is shown.
impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backend")
            .field("url", &self.url)
            .field("client_type", &self.client_type)
            .field("credentials", &self.credentials)
            .field("headers", &self.headers.len())
            .field("config", &self.config.is_some())
            .finish()
    }
}

/// fetch credentials mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// No cookies.
    Omit,
    /// Cookies for the page's own origin.
    #[default]
    SameOrigin,
    /// Cookies always.
    Include,
}

/// What one element asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScreenSettings {
    /// Channel to open.
    pub channel: Option<Cid>,
    /// Message to show in it, once.
    pub message: Option<MessageId>,
    /// Thread to show beside it, once, by its head; `message` is then a reply.
    pub thread: Option<MessageId>,
    /// The configured view to show, by its id; the first one when absent.
    pub view: Option<Rc<str>>,
    /// Filter, AND-ed with the configured one.
    pub filters: Option<Rc<Value>>,
    /// Sort, instead of the configured one.
    pub sort: Option<Rc<Value>>,
    /// Paging options, over the configured ones.
    pub options: Option<Rc<Value>>,
    /// The element shows only a conversation: do not open the first channel of a list, open `channel`.
    pub is_single: bool,
    /// Wide enough for list and conversation: the first channel is opened by itself (feature F18).
    pub opens_first: bool,
}
