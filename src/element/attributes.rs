//! From what the host wrote to what it asked for: names and values of attributes and properties.
//!
//! Pure: values come in as JSON, the page's origin as text. A bad value loses only itself and is answered as a
//! [`SettingsError`]. Called from `host`.

use crate::sorted::SortedMap;
use std::rc::Rc;

use thiserror::Error;

use super::contract::Carries;
use super::names;
use crate::browser::address;
use crate::chat::{Backend, Credentials, ScreenSettings};
use crate::config::Mode;
use crate::ui::{Layout, Look};
use crate::wire::{Cid, MessageId, Value};

/// Attributes that are observed.
pub const ATTRIBUTES: &[&str] = &names::attribute_names();

/// Properties that carry text: each attribute but `lang`, which every element has already, and what others call
/// `backend-url`.
pub const TEXTS: &[&str] = &names::names_of::<{ names::how_many(Carries::Text) }>(Carries::Text);

/// Properties that carry plain data.
pub const OBJECTS: &[&str] = &names::names_of::<{ names::how_many(Carries::Data) }>(Carries::Data);

/// Properties that carry functions and foreign objects: the token provider and what micro-lc assigns.
pub const OPAQUE: &[&str] = &names::names_of::<{ names::how_many(Carries::Opaque) }>(Carries::Opaque);

/// A value the host gave that could not be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.text())]
pub struct SettingsError {
    /// Attribute or property.
    pub name: &'static str,
    /// What it takes.
    pub expected: &'static str,
    /// The value, or its kind where it may be secret.
    pub given: String,
}

impl SettingsError {
    /// In words, for developers.
    #[must_use]
    pub fn text(&self) -> String {
        [self.name, " should be ", self.expected, ", not ", &self.given].concat()
    }
}

/// Everything the host gave, as it gave it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    attributes: SortedMap<&'static str, String>,
    properties: SortedMap<&'static str, Value>,
}

/// Everything the host asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// Where the configuration comes from.
    pub backend: Backend,
    /// What this element shows.
    pub screen: ScreenSettings,
    /// The host's sign-in page, as it wrote it: read when it is needed.
    pub login_url: Option<String>,
    /// How this element looks.
    pub look: Look,
    /// BCP 47 language of the element or of what it stands in; filled in by who knows the page.
    pub language: Option<String>,
    /// Texts that replace ours and the backend's, by key.
    pub messages: Vec<(String, String)>,
}

impl Given {
    /// An attribute was set or removed. The last word counts, so it takes the property's place, except before the start:
    /// while the parser still delivers attributes, properties were set by a script on purpose.
    pub fn set_attribute(&mut self, name: &str, value: Option<String>, has_started: bool) {
        let Some(name) = ATTRIBUTES.iter().copied().find(|known| *known == name) else { return };
        if has_started {
            for property in mirrors(name) {
                self.properties.remove(property);
            }
        }
        match value {
            Some(value) => self.attributes.insert(name, value),
            None => self.attributes.remove(name),
        };
    }

    /// A property was set; `null` gives the attribute its word back.
    pub fn set_property(&mut self, name: &'static str, value: Value) {
        if value.is_null() {
            self.properties.remove(name);
        } else {
            self.properties.insert(name, value);
        }
    }

    /// What a text property reads as: what it was set to, else its attribute.
    #[must_use]
    pub fn text_property(&self, name: &str) -> Option<&str> {
        let property = self.properties.get(name).and_then(Value::as_str);
        let attribute = || ATTRIBUTES.iter().filter(|it| mirrors(it).contains(&name)).find_map(|it| self.attributes.get(*it));
        property.or_else(|| attribute().map(String::as_str))
    }

    /// Reads everything; what cannot be used is answered beside.
    #[must_use]
    pub fn read(&self, origin: &str) -> (Wanted, Vec<SettingsError>) {
        let mut reader = Reader { given: self, errors: Vec::new() };
        let layout = reader.choice("layout", "auto, conversation or list", Layout::read).unwrap_or_default();
        let wanted = Wanted {
            backend: reader.backend(origin),
            screen: ScreenSettings {
                channel: reader.choice("channel", "a cid such as messaging:general", cid),
                message: reader.choice("message", "a message's id", |id| Some(MessageId::from(id))),
                thread: reader.choice("thread", "a message's id", |id| Some(MessageId::from(id))),
                view: reader.choice("view", "a view's id", |id| Some(Rc::from(id))),
                filters: reader.data("filters", "an object", Value::is_object),
                sort: reader.data("sort", "an object or a list of objects", |value| value.is_object() || value.is_array()),
                options: reader.data("options", "an object", Value::is_object),
                is_single: layout == Layout::Conversation,
                opens_first: false,
            },
            login_url: reader.text("login-url").filter(|page| !page.trim().is_empty()),
            language: None,
            look: Look { layout, theme: reader.choice("theme", "auto, light or dark", Mode::read) },
            messages: reader.words(),
        };
        (wanted, reader.errors)
    }
}

/// Property names that stand for an attribute, the first one goes before the others.
fn mirrors(attribute: &str) -> &'static [&'static str] {
    match attribute {
        "api-hosts" => &["apiHosts"],
        "backend-url" => &["backendUrl", "baseUrl", "basePath"],
        "base-url" => &["baseUrl"],
        "channel" => &["channel"],
        "client-type" => &["clientType"],
        "credentials" => &["credentials"],
        "layout" => &["layout"],
        "login-url" => &["loginUrl"],
        "message" => &["message"],
        "theme" => &["theme"],
        "thread" => &["thread"],
        "view" => &["view"],
        _ => &[],
    }
}

/// Reads one host's values and collects what is wrong with them.
struct Reader<'a> {
    given: &'a Given,
    errors: Vec<SettingsError>,
}

impl Reader<'_> {
    fn backend(&mut self, origin: &str) -> Backend {
        let is_url = |text: &str| address::resolve(text, origin);
        let expected = "a web address, or a path when the page has one itself";
        let url = self.choice("backend-url", expected, is_url).or_else(|| self.choice("base-url", expected, is_url));
        let mut headers = self.pairs("headers", "an object of header values", address::is_header);
        for (name, value) in self.pairs("requestHeaders", "an object of header values", address::is_header) {
            headers.retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
            headers.push((name, value));
        }
        Backend {
            url: url.or_else(|| address::resolve("", origin)).unwrap_or_default().into(),
            client_type: self.text("client-type").filter(|text| !text.is_empty()).unwrap_or_else(|| "web".to_owned()).into(),
            credentials: self.choice("credentials", "omit, same-origin or include", credentials).unwrap_or_default(),
            headers: Rc::new(headers),
            config: self.data("config", "an object", Value::is_object),
            api_hosts: self.hosts().into(),
        }
    }

    /// The text of an attribute or of its properties, whichever has the word.
    fn text(&mut self, attribute: &'static str) -> Option<String> {
        for name in mirrors(attribute) {
            match self.given.properties.get(name) {
                Some(Value::String(text)) => return Some(text.clone()),
                Some(other) => self.refuse(name, "a text", kind(other).to_owned()),
                None => {}
            }
        }
        self.given.attributes.get(attribute).cloned()
    }

    /// A text with a meaning; an empty one counts as absent.
    fn choice<T>(&mut self, attribute: &'static str, expected: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(attribute).filter(|text| !text.trim().is_empty())?;
        let value = read(text.trim());
        if value.is_none() {
            self.refuse(attribute, expected, text);
        }
        value
    }

    /// A list of hosts. What is none is told, and allows nothing: a list with a slip in it must not allow everything.
    fn hosts(&mut self) -> String {
        let text = self.text("api-hosts").unwrap_or_default();
        if text.contains(['/', '@', '?', '#', '\\', ',', ';']) {
            self.refuse("api-hosts", "hosts with spaces between", text.clone());
        }
        text.trim().to_owned()
    }

    /// Plain data of the right shape. What is wrong is told by its kind only: it may hold secrets.
    fn data(&mut self, name: &'static str, expected: &'static str, fits: impl Fn(&Value) -> bool) -> Option<Rc<Value>> {
        let value = self.given.properties.get(name)?;
        if fits(value) {
            return Some(Rc::new(value.clone()));
        }
        self.refuse(name, expected, kind(value).to_owned());
        None
    }

    /// An object of texts; numbers and yes or no are taken as they are written.
    fn pairs(&mut self, name: &'static str, expected: &'static str, fits: impl Fn(&str, &str) -> bool) -> Vec<(String, String)> {
        let Some(value) = self.data(name, expected, Value::is_object) else { return Vec::new() };
        let mut pairs = Vec::new();
        for (key, value) in value.as_object().into_iter().flatten() {
            let text = match value {
                Value::Null => continue,
                Value::String(text) => text.clone(),
                Value::Number(number) => number.text(),
                Value::Bool(flag) => flag.to_string(),
                Value::Array(_) | Value::Object(_) => {
                    self.refuse(name, expected, [kind(value), " at ", key].concat());
                    continue;
                }
            };
            if fits(key, &text) {
                pairs.push((key.clone(), text));
            } else {
                self.refuse(name, expected, ["what is at ", key].concat());
            }
        }
        pairs
    }

    /// Texts that replace ours: by key, or as a tree of keys. A text by language keeps the language at the end of its key.
    fn words(&mut self) -> Vec<(String, String)> {
        let mut words = Vec::new();
        for name in ["customLocale", "messages"] {
            if let Some(tree) = self.data(name, "an object of texts", Value::is_object) {
                self.branch(name, "", &tree, &mut words);
            }
        }
        words
    }

    fn branch(&mut self, name: &'static str, above: &str, value: &Value, words: &mut Vec<(String, String)>) {
        match value {
            Value::Object(tree) => {
                for (key, value) in tree {
                    let key = if above.is_empty() { key.clone() } else { [above, ".", key].concat() };
                    self.branch(name, &key, value, words);
                }
            }
            Value::String(text) => words.push((above.to_owned(), text.clone())),
            Value::Null => {}
            Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
                self.refuse(name, "an object of texts", [kind(value), " at ", above].concat())
            }
        }
    }

    fn refuse(&mut self, name: &'static str, expected: &'static str, given: String) {
        self.errors.push(SettingsError { name, expected, given });
    }
}

/// A cid as text, if it is one: type and id around a colon.
#[must_use]
pub fn cid(text: &str) -> Option<Cid> {
    let (channel_type, id) = text.split_once(':')?;
    let is_whole = |part: &str| !part.is_empty() && !part.contains(['/', ':']) && !part.contains(char::is_whitespace);
    (is_whole(channel_type) && is_whole(id)).then(|| Cid::from(text))
}

fn credentials(text: &str) -> Option<Credentials> {
    match text {
        "omit" => Some(Credentials::Omit),
        "same-origin" => Some(Credentials::SameOrigin),
        "include" => Some(Credentials::Include),
        _ => None,
    }
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use crate::json;

    use super::*;

    const PAGE: &str = "https://shop.test";

    fn a_host(attributes: &[(&str, &str)], properties: &[(&'static str, Value)]) -> Given {
        let mut given = Given::default();
        for (name, value) in attributes {
            given.set_attribute(name, Some((*value).to_owned()), false);
        }
        for (name, value) in properties {
            given.set_property(name, value.clone());
        }
        given
    }

    #[track_caller]
    fn read(given: &Given) -> Wanted {
        let (wanted, errors) = given.read(PAGE);
        assert_eq!(errors, []);
        wanted
    }

    #[test]
    fn bare_tag_asks_its_own_origin_for_a_web_client() {
        let wanted = read(&Given::default());
        assert_eq!((&*wanted.backend.url, &*wanted.backend.client_type), (PAGE, "web"));
        assert_eq!(wanted.backend.credentials, Credentials::SameOrigin);
        assert_eq!((wanted.look, wanted.screen), (Look::default(), ScreenSettings::default()));
    }

    #[test]
    fn attributes_say_everything_that_is_text() {
        let wanted = read(&a_host(
            &[
                ("backend-url", "/api/"),
                ("client-type", "app"),
                ("credentials", "include"),
                ("channel", "messaging:general"),
                ("layout", "conversation"),
                ("theme", "dark"),
                ("view", "closed"),
                ("no-such-thing", "x"),
            ],
            &[],
        ));
        assert_eq!((&*wanted.backend.url, &*wanted.backend.client_type), ("https://shop.test/api", "app"));
        assert_eq!(wanted.backend.credentials, Credentials::Include);
        assert_eq!(wanted.screen.channel, Some(Cid::from("messaging:general")));
        assert_eq!(wanted.screen.view.as_deref(), Some("closed"));
        assert!(wanted.screen.is_single);
        assert_eq!(wanted.look, Look { layout: Layout::Conversation, theme: Some(Mode::Dark) });
    }

    #[test]
    fn every_name_of_the_backend_is_understood_and_the_first_one_counts() {
        let url = |attributes: &[(&str, &str)], properties: &[(&'static str, Value)]| read(&a_host(attributes, properties)).backend.url;
        assert_eq!(&*url(&[("base-url", "/a")], &[]), "https://shop.test/a");
        assert_eq!(&*url(&[("base-url", "/a"), ("backend-url", "/b")], &[]), "https://shop.test/b");
        assert_eq!(&*url(&[], &[("basePath", json!("/c"))]), "https://shop.test/c");
        assert_eq!(&*url(&[("base-url", "/a")], &[("basePath", json!("/c")), ("baseUrl", json!("/d"))]), "https://shop.test/d");
        assert_eq!(&*url(&[("backend-url", "/b")], &[("backendUrl", json!("/e")), ("baseUrl", json!("/d"))]), "https://shop.test/e");
    }

    #[test]
    fn last_word_counts_but_parsing_is_not_a_word() {
        let mut given = a_host(&[], &[("theme", json!("dark"))]);
        given.set_attribute("theme", Some("light".to_owned()), false);
        assert_eq!(read(&given).look.theme, Some(Mode::Dark));
        given.set_attribute("theme", Some("light".to_owned()), true);
        assert_eq!(read(&given).look.theme, Some(Mode::Light));
        given.set_property("theme", json!("dark"));
        assert_eq!(given.text_property("theme"), Some("dark"));
        given.set_property("theme", Value::Null);
        assert_eq!(given.text_property("theme"), Some("light"));
        given.set_attribute("theme", None, true);
        assert_eq!((given.text_property("theme"), read(&given).look.theme), (None, None));
    }

    #[test]
    fn bad_value_loses_only_itself() {
        let given = a_host(
            &[("backend-url", "javascript:alert(1)"), ("theme", "blue"), ("layout", "list")],
            &[("channel", json!(7)), ("filters", json!([])), ("sort", json!([{"last_message_at": -1}]))],
        );
        let (wanted, errors) = given.read(PAGE);
        assert_eq!(wanted.look, Look { layout: Layout::List, theme: None });
        assert_eq!(&*wanted.backend.url, PAGE);
        assert!(wanted.screen.sort.is_some() && wanted.screen.filters.is_none());
        let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "backend-url should be a web address, or a path when the page has one itself, not javascript:alert(1)",
                "channel should be a text, not a number",
                "filters should be an object, not a list",
                "theme should be auto, light or dark, not blue",
            ]
        );
    }

    #[test]
    fn texts_come_by_key_or_as_a_tree_and_ours_go_over_those_of_back_kit() {
        let wanted = read(&a_host(
            &[],
            &[
                ("customLocale", json!({"composer": {"placeholder": {"it": "Scrivi", "en": "Write"}}, "list.title": "Chats"})),
                ("messages", json!({"list.title": "Inbox"})),
            ],
        ));
        let words: Vec<(&str, &str)> = wanted.messages.iter().map(|(key, text)| (&**key, &**text)).collect();
        assert_eq!(
            words,
            [("composer.placeholder.it", "Scrivi"), ("composer.placeholder.en", "Write"), ("list.title", "Chats"), ("list.title", "Inbox")]
        );
        assert_eq!(a_host(&[], &[("messages", json!({"a": {"b": 1}}))]).read(PAGE).1.len(), 1);
    }

    #[test]
    fn property_of_an_alias_reads_as_the_attribute_of_that_name() {
        assert_eq!(a_host(&[("base-url", "/a")], &[]).text_property("baseUrl"), Some("/a"));
    }

    #[test]
    fn request_headers_go_over_headers() {
        let wanted = read(&a_host(
            &[],
            &[("headers", json!({"X-Tenant": "a", "x-n": 1, "x-off": null})), ("requestHeaders", json!({"x-tenant": "b"}))],
        ));
        let headers: Vec<(&str, &str)> = wanted.backend.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(headers, [("x-n", "1"), ("x-tenant", "b")]);
    }

    #[test]
    fn header_that_cannot_be_sent_is_reported_without_its_value() {
        let (wanted, errors) = a_host(&[], &[("headers", json!({"a b": "secret", "c": "se\ncret", "d": {}, "e": "ok"}))]).read(PAGE);
        assert_eq!(wanted.backend.headers.len(), 1);
        let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(texts.len(), 3);
        assert!(texts.iter().all(|text| !text.contains("cret")), "{texts:?}");
    }

    #[test]
    fn hosts_of_the_api_are_a_list_of_hosts() {
        let of = |text: &str| read(&a_host(&[("api-hosts", text)], &[])).backend.api_hosts;
        assert_eq!(&*of(" a.test:8443  *.b.test "), "a.test:8443  *.b.test");
        assert_eq!(&*of(" "), "");
        for bad in ["https://a.test", "a.test,b.test", "a.test/x"] {
            let (wanted, errors) = a_host(&[("api-hosts", bad)], &[]).read(PAGE);
            assert_eq!((&*wanted.backend.api_hosts, errors.len()), (bad, 1), "it allows nothing, and is told");
        }
    }

    #[test]
    fn equal_hosts_ask_for_equal_backends() {
        let one = a_host(&[("backend-url", "https://shop.test/")], &[("headers", json!({"x": "1"})), ("config", json!({"a": 1}))]);
        let other = a_host(&[], &[("headers", json!({"x": "1"})), ("config", json!({"a": 1})), ("layout", json!("list"))]);
        assert!(read(&one).backend == read(&other).backend);
        assert!(read(&one).backend != read(&Given::default()).backend);
    }

    #[test]
    fn cid_has_a_type_and_an_id() {
        assert!(cid("messaging:a-1").is_some());
        assert!(["general", ":x", "x:", "a:b:c", "a:b/c", "a: b"].iter().all(|text| cid(text).is_none()));
    }

    #[test]
    fn every_attribute_has_a_property_except_lang() {
        for attribute in ATTRIBUTES.iter().filter(|name| **name != "lang") {
            assert!(!mirrors(attribute).is_empty(), "{attribute}");
            assert!(mirrors(attribute).iter().all(|name| TEXTS.contains(name)), "{attribute}");
        }
    }
}
