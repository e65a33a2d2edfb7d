//! Where a new token comes from when the old one has expired: from the host, if it offered a function for that.
//!
//! The function answers a token, an object with one as `token`, or a promise of either. Its token takes the place of the old
//! one in the configuration known so far, which then goes to the core as if the backend had answered it.

use crate::json;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::chat::ConfigReply;
use crate::wire::Value;

/// A host that does not answer for this long has not answered.
const ANSWER_WITHIN_MS: i32 = 10_000;

/// Asks the host for a token and answers the configuration with it.
pub(super) async fn renewed(provider: Function, mut config: Value) -> ConfigReply {
    let asked = async {
        let asked = provider.call0(&JsValue::UNDEFINED)?;
        JsFuture::from(Promise::race(&Array::of2(&Promise::resolve(&asked), &too_late()))).await
    };
    // Why it was rejected stays with the host: it may hold secrets.
    let Ok(answer) = asked.await else { return failed("tokenProvider was rejected, or did not answer in time") };
    let token = if answer.is_object() { Reflect::get(&answer, &"token".into()).unwrap_or_default() } else { answer };
    let token = match (token.is_null() || token.is_undefined(), token.as_string()) {
        // No token is an answer too: nobody is signed in.
        (true, _) => String::new(),
        (false, Some(token)) => token,
        (false, None) => return failed("tokenProvider should answer a text, or an object with a text as token"),
    };
    if token.is_empty() {
        return ConfigReply { status: 401, is_hosts: true, ..ConfigReply::default() };
    }
    if let Some(authentication) = config.get_mut("authentication").and_then(Value::as_object_mut) {
        authentication.insert("userToken".to_owned(), json!(token));
    }
    answered(&config)
}

/// The host's function did not do what it is for.
fn failed(why: &str) -> ConfigReply {
    ConfigReply { status: 500, is_hosts: true, body: why.to_owned(), ..ConfigReply::default() }
}

/// Rejected after a while.
fn too_late() -> Promise {
    Promise::new(&mut |_, reject| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&reject, ANSWER_WITHIN_MS);
        }
    })
}

/// A configuration as the backend would have answered it.
pub(super) fn answered(config: &Value) -> ConfigReply {
    ConfigReply { status: 200, body: config.text(), ..ConfigReply::default() }
}

/// True when a configuration names the user's token.
pub(super) fn has_token(config: &Value) -> bool {
    let token = config.get("authentication").and_then(|who| who.get("userToken")?.as_str());
    token.is_some_and(|token| !token.is_empty())
}
