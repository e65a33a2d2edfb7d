//! The address of the socket (protocol section 2.1).

use crate::json;

use crate::api::{Session, segment};

/// What this client calls itself.
pub const CLIENT: &str = concat!("chat-service-rust-v", env!("CARGO_PKG_VERSION"));

/// The address with the user's token in it: for the socket only, never for a log.
#[must_use]
pub fn url(session: &Session) -> String {
    // `https` becomes `wss`, and Stream's development port its socket twin (protocol section 1.1).
    let base = session.base_url.strip_prefix("http").unwrap_or(&session.base_url);
    let (host, port) = base.strip_suffix(":3030").map_or((base, ""), |host| (host, ":8800"));
    let json = json!({"user_id": session.user_id.as_str(), "user_details": {"id": session.user_id.as_str()}}).text();
    let (json, key, token) = (segment(&json), segment(&session.api_key), segment(&session.token.0));
    let rest = "&stream-auth-type=jwt&X-Stream-Client=";
    ["ws", host, port, "/connect?json=", &json, "&api_key=", &key, "&authorization=", &token, rest, CLIENT].concat()
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    #[test]
    fn https_becomes_wss_and_the_profile_is_not_overwritten() {
        let session = Session { base_url: Rc::from("https://chat.test/http"), user_id: "a".into(), ..Session::default() };
        let url = url(&session);
        assert!(url.starts_with("wss://chat.test/http/connect?json="), "{url}");
        assert!(url.contains("%22user_details%22%3A%7B%22id%22%3A%22a%22%7D"), "only the id: {url}");
    }
}
