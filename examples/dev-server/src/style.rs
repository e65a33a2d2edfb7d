//! The configuration that the tenant wrote (`STYLE_CONFIG`): a JSON file by client type, as it is documented. It is read at each
//! request, so that a change is seen by a reload of the page.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::store::Object;

/// Keys of a configuration itself: a file that has one at its root is meant for every client type.
const OWN_KEYS: [&str; 10] =
    ["actions", "cannedReplies", "channels", "features", "hour12", "locale", "messages", "stream", "theme", "timeZone"];

/// What the file says for a client type; nothing when there is no file or none that can be read.
pub(crate) fn read(path: Option<&Path>, client_type: &str) -> Object {
    let text = path.and_then(|path| fs::read_to_string(path).ok());
    let json = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    pick(json, client_type)
}

fn pick(json: Value, client_type: &str) -> Object {
    let Value::Object(mut file) = json else { return Object::new() };
    match file.remove(client_type) {
        Some(Value::Object(own)) => own,
        _ if OWN_KEYS.iter().any(|key| file.contains_key(*key)) => file,
        _ => Object::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_client_type_has_its_own_configuration() {
        let file = json!({ "web": { "locale": "it" }, "mobile": { "locale": "en" } });
        assert_eq!(pick(file.clone(), "web")["locale"], "it");
        assert_eq!(pick(file.clone(), "mobile")["locale"], "en");
        assert!(pick(file, "kiosk").is_empty());
    }

    #[test]
    fn a_file_that_is_a_configuration_itself_is_for_everybody() {
        assert_eq!(pick(json!({ "locale": "it", "theme": {} }), "web")["locale"], "it");
        assert!(pick(json!([1]), "web").is_empty());
    }
}
