//! From JSON to [`Config`].

use std::rc::Rc;

use super::{Authentication, Config, Features, Label, Mode, Theme};
use crate::chat::Secret;
use crate::wire::{Map, UserId, Value};

const DEFAULT_STREAM_URL: &str = "https://chat.stream-io-api.com";

/// A key that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, e.g. `theme.tokens.radius`.
    pub path: String,
    /// What was expected there.
    pub expected: &'static str,
}

/// What a configuration answer means.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A configuration, and which of its keys could not be used.
    Configured(Box<Config>, Vec<Fault>),
    /// The backend says why there is none.
    Refused {
        /// Its title; may be empty.
        title: String,
        /// Its message; may be empty.
        message: String,
    },
    /// Something essential is missing or of the wrong type.
    Unusable(Fault),
}

/// Reads the JSON of a configuration answer.
#[must_use]
pub fn parse(json: &Value) -> Outcome {
    let Some(root) = json.as_object() else { return Outcome::Unusable(Fault { path: String::new(), expected: "an object" }) };
    let authentication = match (root.get("authentication"), refusal(root)) {
        (Some(Value::Object(authentication)), _) => authentication,
        (_, Some(refused)) => return refused,
        _ => return Outcome::Unusable(Fault { path: "authentication".into(), expected: "an object" }),
    };
    let authentication = match read_authentication(authentication) {
        Ok(authentication) => authentication,
        Err(fault) => return Outcome::Unusable(fault),
    };
    let mut reader = Reader { faults: Vec::new() };
    let config = reader.config(root, authentication);
    Outcome::Configured(Box::new(config), reader.faults)
}

/// `error` or `errors`, an object or a list of them, or a bare text, says why there is no user (product contract).
fn refusal(root: &Map) -> Option<Outcome> {
    let error = root.get("error").or_else(|| root.get("errors")).filter(|error| !error.is_null())?;
    let error = error.as_array().map_or(Some(error), |errors| errors.first()).unwrap_or(&Value::Null);
    let text = |key| error.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let message = error.as_str().map_or_else(|| text("message"), str::to_owned);
    Some(Outcome::Refused { title: text("title"), message })
}

fn read_authentication(map: &Map) -> Result<Authentication, Fault> {
    let text = |key: &str| {
        let text = map.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
        text.ok_or_else(|| Fault { path: ["authentication.", key].concat(), expected: "a text" })
    };
    Ok(Authentication {
        user_id: UserId::from(text("userId")?),
        user_token: Secret(Rc::from(text("userToken")?)),
        api_key: Rc::from(text("apiKey")?),
    })
}

/// Reads optional keys and collects those of the wrong type.
pub(super) struct Reader {
    pub(super) faults: Vec<Fault>,
}

impl Reader {
    fn config(&mut self, root: &Map, authentication: Authentication) -> Config {
        let stream = self.object(root, "stream", "stream");
        let url = stream.and_then(|stream| {
            let key = if stream.contains_key("baseUrl") { "baseUrl" } else { "baseURL" };
            self.url(stream, key, "stream.baseUrl")
        });
        let channels = self.object(root, "channels", "channels");
        Config {
            authentication,
            stream_url: Rc::from(url.as_deref().unwrap_or(DEFAULT_STREAM_URL).trim_end_matches('/')),
            locale: self.text(root, "locale", "locale"),
            messages: self.object(root, "messages", "messages").map(|map| self.texts(map, "messages")).unwrap_or_default(),
            time_zone: self.text(root, "timeZone", "timeZone"),
            hour12: self.flag(root, "hour12", "hour12"),
            frequent_first: self.is_frequent_first(root),
            group_minutes: root
                .get("groupMinutes")
                .filter(|minutes| !minutes.is_null())
                .and_then(|minutes| self.minutes(Some(minutes), "groupMinutes")),
            theme: self.object(root, "theme", "theme").map(|theme| self.theme(theme)).unwrap_or_default(),
            channels: channels.map(|channels| self.channels(channels)).unwrap_or_default(),
            features: self.object(root, "features", "features").map(|features| self.features(features)).unwrap_or_default(),
            tools: ["actions", "cannedReplies", "badges", "refreshMinutes", "giphyRendition"]
                .map(|key| root.get(key).filter(|value| !value.is_null()).cloned()),
        }
    }

    fn is_frequent_first(&mut self, root: &Map) -> bool {
        match self.text(root, "reactionOrder", "reactionOrder").as_deref() {
            Some("count") => return true,
            None | Some("first") => {}
            Some(_) => self.fault("reactionOrder", "first or count"),
        }
        false
    }

    fn theme(&mut self, map: &Map) -> Theme {
        let mode = self.text(map, "mode", "theme.mode").and_then(|text| {
            let mode = Mode::read(&text);
            if mode.is_none() {
                self.fault("theme.mode", "auto, light or dark");
            }
            mode
        });
        let title = map.get("title").filter(|title| !title.is_null()).and_then(|title| {
            let label = Label::read(title);
            if label.is_none() {
                self.fault("theme.title", "a text, or texts by language");
            }
            label
        });
        Theme {
            mode: mode.unwrap_or_default(),
            brand: self.text(map, "brand", "theme.brand"),
            tokens: self.object(map, "tokens", "theme.tokens").map(|map| self.texts(map, "theme.tokens")).unwrap_or_default(),
            dark: self.object(map, "dark", "theme.dark").map(|map| self.texts(map, "theme.dark")).unwrap_or_default(),
            logo: self.url(map, "logo", "theme.logo"),
            title,
        }
    }

    fn features(&mut self, map: &Map) -> Features {
        let mut off = Vec::new();
        for (key, value) in map {
            match value {
                Value::Bool(true) | Value::Null => {}
                Value::Bool(false) => off.push(key.clone()),
                _ => self.fault(&["features.", key].concat(), "true or false"),
            }
        }
        Features { off }
    }

    fn texts(&mut self, map: &Map, path: &str) -> Vec<(String, String)> {
        let mut texts = Vec::new();
        for (key, value) in map {
            match value {
                Value::String(text) => texts.push((key.clone(), text.clone())),
                Value::Number(number) => texts.push((key.clone(), number.text())),
                Value::Null => {}
                _ => self.fault(&[path, ".", key].concat(), "a text"),
            }
        }
        texts
    }

    pub(super) fn object<'a>(&mut self, map: &'a Map, key: &str, path: &str) -> Option<&'a Map> {
        self.typed(map, key, path, "an object", Value::as_object)
    }

    pub(super) fn text(&mut self, map: &Map, key: &str, path: &str) -> Option<String> {
        self.typed(map, key, path, "a text", Value::as_str).map(str::to_owned)
    }

    fn flag(&mut self, map: &Map, key: &str, path: &str) -> Option<bool> {
        self.typed(map, key, path, "true or false", Value::as_bool)
    }

    fn url(&mut self, map: &Map, key: &str, path: &str) -> Option<String> {
        let url = self.text(map, key, path)?;
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        if !is_web {
            self.fault(path, "an http or https URL");
        }
        is_web.then_some(url)
    }

    pub(super) fn typed<'a, T>(
        &mut self,
        map: &'a Map,
        key: &str,
        path: &str,
        expected: &'static str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Option<T> {
        let value = map.get(key).filter(|value| !value.is_null())?;
        let read = read(value);
        if read.is_none() {
            self.fault(path, expected);
        }
        read
    }

    pub(super) fn fault(&mut self, path: &str, expected: &'static str) {
        self.faults.push(Fault { path: path.to_owned(), expected });
    }
}

#[cfg(test)]
mod tests {
    use crate::json;

    use super::*;

    fn with(mut rest: Value) -> (Config, Vec<String>) {
        rest["authentication"] = json!({"userId": "giulia", "userToken": "jwt", "apiKey": "k"});
        match parse(&rest) {
            Outcome::Configured(config, faults) => (*config, faults.into_iter().map(|fault| fault.path).collect()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn credentials_alone_are_a_configuration() {
        let (config, faults) = with(json!({}));
        assert_eq!((config.authentication.user_id.as_str(), &*config.stream_url, faults.len()), ("giulia", DEFAULT_STREAM_URL, 0));
    }

    #[test]
    fn a_key_of_the_wrong_type_loses_only_itself() {
        let (config, faults) = with(json!({
            "locale": 7, "hour12": "no", "stream": {"baseUrl": "javascript:alert(1)"}, "messages": {"a": "A", "b": []},
            "reactionOrder": "love", "theme": {"mode": "pink", "brand": "#0a5", "tokens": {"radius": "8px", "shadow": {}}, "title": false},
            "channels": {"filters": [], "sort": "x", "options": {"limit": 5}}, "features": {"search": false, "polls": 1}, "unknown": {},
        }));
        assert_eq!(
            faults,
            [
                "stream.baseUrl",
                "locale",
                "messages.b",
                "hour12",
                "reactionOrder",
                "theme.mode",
                "theme.title",
                "theme.tokens.shadow",
                "channels.filters",
                "channels.sort",
                "features.polls"
            ]
        );
        assert_eq!((config.theme.brand.as_deref(), config.theme.tokens), (Some("#0a5"), vec![("radius".into(), "8px".into())]));
        assert_eq!(
            (config.features.allows("search"), config.features.allows("polls"), config.features.allows("threads")),
            (false, true, true)
        );
        assert_eq!(config.messages, [("a".into(), "A".into())]);
    }

    #[test]
    fn missing_authentication_with_an_error_is_a_refusal_in_the_servers_words() {
        let refused = Outcome::Refused { title: "No user".into(), message: "Sign in first".into() };
        for key in ["error", "errors"] {
            assert_eq!(parse(&json!({key: {"title": "No user", "message": "Sign in first"}})), refused);
        }
        assert_eq!(parse(&json!({"errors": [{"title": "No user", "message": "Sign in first"}]})), refused);
        assert_eq!(parse(&json!({"error": "closed"})), Outcome::Refused { title: String::new(), message: "closed".into() });
    }

    #[test]
    fn another_shape_says_what_is_missing() {
        let fault = |json: Value| match parse(&json) {
            Outcome::Unusable(fault) => fault.path,
            other => panic!("{other:?}"),
        };
        assert_eq!(fault(json!([])), "");
        assert_eq!(fault(json!({})), "authentication");
        assert_eq!(fault(json!({"authentication": {"userId": "a", "userToken": 5, "apiKey": "k"}})), "authentication.userToken");
    }

    #[test]
    fn a_token_is_never_shown() {
        let (config, _) = with(json!({}));
        assert!(!format!("{config:?}").contains("jwt"));
    }
}
