//! The report for whoever helps (feature C11): what the chat knows of itself, and what the page and the browser are like.
//!
//! It may be sent to strangers: no token, no person's id, no text of a message, no path of the page.

use crate::json;
use crate::wire::Value;

use crate::browser::{Runner, policy};
use crate::chat::places;

/// The report as JSON.
pub(super) fn text(runner: &Runner) -> String {
    let mut report = runner.report();
    let page = page();
    // A path may name somebody.
    let backend = runner.backend().url;
    let backend = backend.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let (origin, is_online) = (page.get("origin").and_then(Value::as_str), page.get("isOnline") == Some(&Value::Bool(true)));
    let places = places(&report, origin.unwrap_or_default(), &backend, is_online);
    if let (Some(report), Some(page)) = (report.as_object_mut(), page.as_object()) {
        if let Some(Value::Array(findings)) = report.get_mut("findings") {
            findings.extend(findings_of(page).into_iter().chain(places));
        }
        report.insert("version".to_owned(), env!("CARGO_PKG_VERSION").into());
        report.insert("backend".to_owned(), backend.into());
        report.insert("page".to_owned(), Value::Object(page.clone()));
        report.insert("policyViolations".to_owned(), policy::seen());
    }
    report.to_string()
}

fn page() -> Value {
    let Some(window) = web_sys::window() else { return Value::Null };
    let (navigator, document) = (window.navigator(), window.document());
    let storage = window.local_storage().ok().flatten();
    json!({
        "origin": window.location().origin().ok(),
        "isSecure": window.is_secure_context(),
        "isOnline": navigator.on_line(),
        "isVisible": document.map(|document| document.visibility_state() != web_sys::VisibilityState::Hidden),
        "isFramed": window.parent().ok().flatten().is_some_and(|parent| parent != window),
        "hasStorage": storage.is_some_and(|storage| storage.length().is_ok()),
        "language": navigator.language(),
        "browser": navigator.user_agent().ok(),
    })
}

/// What is probably wrong with the page, each with what helps.
fn findings_of(page: &crate::wire::Map) -> Vec<Value> {
    let known = [
        ("isSecure", "insecure", "The page is not served over https: clipboard, microphone and some logins do not work."),
        ("isOnline", "offline", "The browser says that the device has no network."),
        ("hasStorage", "storage", "The browser keeps nothing for this page: drafts do not survive a reload."),
    ];
    let is_wrong = |key: &str| page.get(key) == Some(&Value::Bool(false));
    known.iter().filter(|(key, _, _)| is_wrong(key)).map(|(_, code, help)| json!({"code": code, "help": help})).collect()
}
