//! Whose token it is. Knows tokens and the revocations of this run; used by `request` (REST) and `socket`.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::app::App;
use crate::clock;
use crate::error::Error;
use crate::token::{self, Claims};

/// Until when the tokens of a user are expired by order of a test (seconds since 1970).
#[derive(Debug, Default)]
pub(crate) struct Expiries(Mutex<HashMap<String, f64>>);

impl Expiries {
    /// Expires every token of `user` that was issued before now.
    pub(crate) fn expire(&self, user: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(user.to_owned(), seconds());
    }

    /// Forgets every order.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn has(&self, claims: &Claims) -> bool {
        let limits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        limits.get(&claims.user_id).is_some_and(|limit| claims.issued_at < *limit)
    }
}

/// Verifies a token as it came.
///
/// # Errors
/// Codes 5, 40, 41, 42 and 43.
pub(crate) fn check(app: &App, token: &str) -> Result<Claims, Error> {
    if app.settings.real_stream {
        return Err(Error::missing("this server only signs tokens; the API is Stream itself"));
    }
    let claims = token::verify(&app.settings.api_secret, token, seconds(), app.settings.dev_tokens)?;
    if app.expiries.has(&claims) { Err(Error::token_expired()) } else { Ok(claims) }
}

/// A token for `user`. Its `iat` has a fraction in the demo, so that a token fetched anew is newer than an expiry of
/// the same second; Stream itself gets whole seconds.
pub(crate) fn issue(app: &App, user: &str) -> String {
    let now = seconds();
    let issued_at = if app.settings.real_stream { now.floor() } else { now };
    token::sign(&app.settings.api_secret, user, issued_at, app.settings.token_lifetime)
}

pub(crate) fn seconds() -> f64 {
    clock::wall() as f64 / 1_000_000.0
}
