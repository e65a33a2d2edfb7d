//! Where a new token comes from when the old one has expired: from the host, if it offered a function for that.
//!
//! The function answers a token, or a promise of one. Its token takes the place of the old one in the configuration known
//! so far, which then goes to the core as if the backend had answered it.

use crate::json;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::api::Failure;
use crate::chat::ConfigReply;
use crate::wire::Value;

/// A host that does not answer for this long has not answered.
const ANSWER_WITHIN_MS: i32 = 10_000;

/// Asks the host for a token and answers the configuration with it.
pub(super) async fn renewed(provider: Function, mut config: Value) -> Result<ConfigReply, Failure> {
    let asked = provider.call0(&JsValue::UNDEFINED).map_err(|_| Failure::Offline)?;
    let first = Promise::race(&Array::of2(&Promise::resolve(&asked), &too_late()));
    let answer: JsValue = JsFuture::from(first).await.map_err(|_| Failure::TimedOut)?;
    // No token is an answer too: nobody is signed in.
    let Some(token) = answer.as_string().filter(|token| !token.is_empty()) else {
        return Ok(ConfigReply { status: 401, ..ConfigReply::default() });
    };
    if let Some(authentication) = config.get_mut("authentication").and_then(Value::as_object_mut) {
        authentication.insert("userToken".to_owned(), json!(token));
    }
    Ok(answered(&config))
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
    config["authentication"]["userToken"].as_str().is_some_and(|token| !token.is_empty())
}
