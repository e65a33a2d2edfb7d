//! The connection as the user sees it, from no configuration to online.

use super::Millis;

/// What the whole element is able to do right now; its name is the literal value of `data-state` (product contract).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// No configuration yet.
    #[default]
    Loading,
    /// The backend answered no configuration.
    ConfigError(Trouble),
    /// The backend knows no user.
    SignedOut,
    /// First connection.
    Connecting,
    /// Connected and fresh.
    Online,
    /// The connection is lost.
    Offline {
        /// Since when.
        since: Millis,
        /// When the next attempt begins; absent while one runs.
        retry_at: Option<Millis>,
    },
    /// Connected again, but what is shown may be old.
    CatchingUp,
    /// Stream refused the user's token and a new one did not help.
    TokenRefused(Trouble),
}

impl Link {
    /// The literal value of `data-state`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::ConfigError(_) => "config-error",
            Self::SignedOut => "signed-out",
            Self::Connecting => "connecting",
            Self::Online => "online",
            Self::Offline { .. } => "offline",
            Self::CatchingUp => "catching-up",
            Self::TokenRefused(_) => "token-refused",
        }
    }

    /// True when the conversation is drawn: from the first connection attempt on.
    #[must_use]
    pub const fn shows_chat(&self) -> bool {
        matches!(self, Self::Connecting | Self::Online | Self::Offline { .. } | Self::CatchingUp)
    }
}

/// Why something did not work, as data: the views turn `key` into a sentence in the user's language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trouble {
    /// Key below `trouble.` in the locale files, e.g. `offline`, `not-found`, `server`.
    pub key: &'static str,
    /// The server's own words, shown beside ours as plain text; may be empty.
    pub title: String,
    /// The server's own words; may be empty.
    pub message: String,
    /// HTTP status, where there was one.
    pub status: Option<u16>,
    /// The same again may work.
    pub can_retry: bool,
}
