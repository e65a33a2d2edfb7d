//! The element in the page: callbacks, properties, and the mounted views.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use custom_elements::CustomElement;
use js_sys::{Function, Object, Reflect, WeakRef};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, ShadowRoot};

use super::attributes::{ATTRIBUTES, Given, OBJECTS, OPAQUE, SettingsError, TEXTS, Wanted};
use super::drawing;
use crate::browser::formats::IntlFormats;
use crate::browser::{Runner, Screen, join};
use crate::chat::{HostEvent, Input, Intent, ScreenId, ScreenSettings};
use crate::config::{Config, Fault};
use crate::i18n::Locale;
use crate::state::State;
use crate::wire::{MessageId, UserId, Value};

const TAG: &str = "chat-service";
/// Wide enough for list and conversation, in pixels.
const WIDE: i32 = 640;

#[wasm_bindgen(
    inline_js = "export function crashed(message) { console.error(message) }\nexport function texts_of(language) {}\nexport function uncover(element) {}\nexport function mark(element, state, is_ready) {}\nexport function language_of(element) {}"
)]
extern "C" {
    /// The loader puts its own functions in these places; see `loader.js`.
    fn crashed(message: &str);
    /// Takes the loader's screen away: something is drawn in its place.
    pub(super) fn uncover(element: &HtmlElement);
    /// What `:state()` matches from now on: this, and `ready`.
    pub(super) fn mark(element: &HtmlElement, state: &str, is_ready: bool);
    /// The locale file for a language, if it is here; if not it is fetched, and then the element's `lang` counts as changed.
    fn texts_of(language: &str) -> Option<String>;
    /// The language of the element or of what it stands in, else micro-lc's.
    fn language_of(element: &HtmlElement) -> Option<String>;
}

/// Defines the element and sees to it that a panic is seen.
pub fn define() {
    std::panic::set_hook(Box::new(tell_panic));
    ChatService::define(TAG);
}

/// Tells the loader that nothing can go on.
pub(super) fn tell_panic(info: &std::panic::PanicHookInfo<'_>) {
    crashed(&info.to_string());
}

/// One element.
///
/// It knows its element weakly while that is out of the page. A strong reference from here is a root for the browser's
/// collector, which can therefore not see that element, callbacks and this struct only hold each other.
pub(super) struct Host {
    known: WeakRef<HtmlElement>,
    held: RefCell<Option<HtmlElement>>,
    given: RefCell<Given>,
    raw: RefCell<Vec<(&'static str, JsValue)>>,
    pub(super) live: RefCell<Option<Live>>,
    queued: RefCell<bool>,
    pub(super) me: Weak<Self>,
    /// What was asked for by methods before the element was shown.
    asked: RefCell<Vec<Intent>>,
    /// What it gave that could not be used, as it was told.
    told: RefCell<Vec<SettingsError>>,
    /// The cursor is wanted in a composer that is not drawn yet.
    pub(super) wants_focus: Cell<bool>,
}

/// What there is only while the element is in the page.
pub(super) struct Live {
    pub(super) runner: Rc<Runner>,
    pub(super) screen: ScreenId,
    pub(super) wanted: Wanted,
    pub(super) locale: Rc<Locale>,
    /// The configuration that the locale was made with, and whether with all texts.
    pub(super) config: Rc<Config>,
    has_all_texts: bool,
    /// The configuration whose theme was looked at.
    pub(super) checked: Rc<Config>,
    /// What of the theme could not be used, as the host knows it.
    pub(super) told: Vec<Fault>,
    /// What is on screen; its kind is known to who drew it.
    pub(super) drawn: Option<Box<dyn Any>>,
}

impl Host {
    fn new(element: &HtmlElement) -> Rc<Self> {
        Rc::new_cyclic(|me| Self {
            known: WeakRef::new(element),
            held: RefCell::default(),
            given: RefCell::default(),
            raw: RefCell::default(),
            live: RefCell::default(),
            queued: RefCell::default(),
            asked: RefCell::default(),
            told: RefCell::default(),
            wants_focus: Cell::default(),
            me: me.clone(),
        })
    }

    pub(super) fn element(&self) -> Option<HtmlElement> {
        self.held.borrow().clone().or_else(|| self.known.deref())
    }

    pub(super) fn shadow_root(&self) -> Option<ShadowRoot> {
        self.element()?.shadow_root()
    }

    /// Notes that something changed; one microtask looks at all of it, outside of any callback. A move inside the page is
    /// two callbacks and one look: everything stays.
    fn changed(&self) {
        if self.queued.replace(true) {
            return;
        }
        let me = self.me.clone();
        spawn_local(async move {
            if let Some(me) = me.upgrade() {
                me.queued.replace(false);
                if me.element().is_some_and(|element| element.is_connected()) { me.show() } else { me.hide() }
            }
        });
    }

    fn wanted(&self) -> Wanted {
        let origin = web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default();
        let (mut wanted, errors) = self.given.borrow().read(&origin);
        let told = self.told.replace(errors);
        for error in &*self.told.borrow() {
            if !told.iter().any(|told| told.name == error.name && told.given == error.given) {
                warn(&error.text());
            }
        }
        wanted.language = self.element().and_then(|element| language_of(&element)).filter(|lang| !lang.is_empty());
        wanted.screen.opens_first = self.element().is_some_and(|element| element.client_width() >= WIDE);
        wanted
    }

    fn show(&self) {
        let wanted = self.wanted();
        let known = self.live.borrow().as_ref().map(|live| live.wanted.clone());
        match known {
            Some(known) if known == wanted => return self.speak(),
            Some(known) if known.backend != wanted.backend && !self.reconfigure(&wanted) => self.hide(),
            Some(_) => return self.adjust(wanted),
            None => {}
        }
        let runner = join(&wanted.backend);
        let settings = ScreenSettings { channel: None, ..wanted.screen.clone() };
        let screen = runner.attach(Rc::new(Voice(self.me.clone())), settings);
        let state = runner.state();
        let locale = Rc::new(locale(&state.config, &wanted));
        *self.held.borrow_mut() = self.known.deref();
        *self.live.borrow_mut() = Some(Live {
            runner: runner.clone(),
            screen,
            wanted: wanted.clone(),
            locale,
            config: state.config.clone(),
            has_all_texts: drawing::has_all_texts(),
            checked: Rc::default(),
            told: Vec::new(),
            drawn: None,
        });
        self.draw(&state);
        if wanted.screen.channel.is_some() {
            runner.feed(Input::Changed(screen, Box::new(wanted.screen)));
        }
        let asked = std::mem::take(&mut *self.asked.borrow_mut());
        asked.into_iter().for_each(|intent| self.wish(intent));
    }

    /// The session takes another configuration and stays, where that is all that changed.
    fn reconfigure(&self, wanted: &Wanted) -> bool {
        let runner = self.live.borrow().as_ref().map(|live| live.runner.clone());
        runner.is_some_and(|runner| runner.reconfigure(&wanted.backend))
    }

    fn adjust(&self, wanted: Wanted) {
        let Some((runner, screen)) = self.live.borrow_mut().as_mut().map(|live| {
            live.locale = Rc::new(locale(&live.config, &wanted));
            live.wanted = wanted.clone();
            (live.runner.clone(), live.screen)
        }) else {
            return;
        };
        runner.feed(Input::Changed(screen, Box::new(wanted.screen)));
        self.draw(&runner.state());
    }

    fn hide(&self) {
        self.held.take();
        let Some(live) = self.live.borrow_mut().take() else { return };
        live.runner.detach(live.screen);
        drawing::hide(live.drawn);
    }

    /// Speaks another language than before, if one is wanted.
    fn speak(&self) {
        let state = self.live.borrow().as_ref().map(|live| live.runner.state());
        if let Some(state) = state {
            self.draw(&state);
        }
    }

    fn draw(&self, state: &Rc<State>) {
        let mut live = self.live.borrow_mut();
        let Some(live) = live.as_mut() else { return };
        // The texts may have arrived, the configuration may name another language, its own words, a time zone.
        let has_all_texts = drawing::has_all_texts();
        if live.locale.is_bare() || live.has_all_texts != has_all_texts || !Rc::ptr_eq(&live.config, &state.config) {
            live.has_all_texts = has_all_texts;
            live.config = state.config.clone();
            live.locale = Rc::new(locale(&live.config, &live.wanted));
        }
        drawing::draw(self, live, state);
    }

    pub(super) fn tell(&self, event: &HostEvent) {
        drawing::tell(self, event);
    }

    fn set(&self, name: &'static str, value: JsValue) {
        self.given.borrow_mut().set_property(name, json(&value).unwrap_or(Value::Null));
        let mut raw = self.raw.borrow_mut();
        raw.retain(|(known, _)| *known != name);
        raw.push((name, value));
        drop(raw);
        if self.live.borrow().is_some() {
            self.changed();
        }
    }

    fn get(&self, name: &'static str) -> JsValue {
        let raw = self.raw.borrow().iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        raw.or_else(|| self.given.borrow().text_property(name).map(JsValue::from)).unwrap_or(JsValue::UNDEFINED)
    }

    fn wish(&self, intent: Intent) {
        let live = self.live.borrow().as_ref().map(|live| (live.runner.clone(), live.screen));
        match live {
            Some((runner, screen)) => runner.feed(Input::Host(screen, intent)),
            None => self.asked.borrow_mut().push(intent),
        }
    }

    fn open_channel(&self, cid: &JsValue, options: &JsValue) {
        let Some(cid) = cid.as_string().and_then(|cid| super::attributes::cid(&cid)) else {
            return warn("openChannel needs a cid such as messaging:general");
        };
        // As JSON, so that only what the object has itself is read (threat S11).
        let options = json(options).unwrap_or_default();
        let id = |name: &str| options.get(name).and_then(Value::as_str).filter(|id| !id.is_empty()).map(MessageId::from);
        self.wish(match (id("messageId"), id("threadId")) {
            (None, None) => Intent::OpenChannel(cid),
            (message, thread) => Intent::OpenAt { cid, message, thread },
        });
    }

    fn open_direct(&self, users: &JsValue) {
        let users = match json(users) {
            Some(Value::String(user)) => vec![UserId::from(user)],
            Some(Value::Array(users)) => users.iter().filter_map(Value::as_str).map(UserId::from).collect(),
            _ => Vec::new(),
        };
        if users.is_empty() {
            return warn("openDirect needs a list of ids of users");
        }
        self.wish(Intent::OpenDirect(users));
    }

    fn set_draft(&self, cid: &JsValue, text: &JsValue) {
        match (cid.as_string().and_then(|cid| super::attributes::cid(&cid)), text.as_string()) {
            (Some(cid), Some(text)) => self.wish(Intent::SetDraft(cid, text.into())),
            _ => warn("setDraft needs a cid such as messaging:general, and a text"),
        }
    }
}

/// Plain data of the host's.
fn json(value: &JsValue) -> Option<Value> {
    let text = js_sys::JSON::stringify(value).ok().and_then(|text| text.as_string())?;
    crate::wire::parse(&text).ok()
}

fn warn(message: &str) {
    web_sys::console::warn_1(&["chat-service: ", message].concat().into());
}

/// The language of the element or of what it stands in, else the configured one, else the browser's; the host's words go
/// before the tenant's.
fn locale(config: &Config, wanted: &Wanted) -> Locale {
    let browser = || web_sys::window().and_then(|window| window.navigator().language());
    let language = wanted.language.clone().or_else(|| config.locale.clone()).or_else(browser);
    let language = language.filter(|language| !language.is_empty()).unwrap_or_else(|| "en".to_owned()).replace('_', "-");
    let formats = IntlFormats::new(&language, config.time_zone.as_deref(), config.hour12);
    let words: Vec<_> = config.messages.iter().chain(&wanted.messages).cloned().collect();
    Locale::new(&language, texts_of(&language).as_deref(), &words, Rc::new(formats))
}

/// What the runner knows of an element.
struct Voice(Weak<Host>);

impl Screen for Voice {
    fn draw(&self, state: &Rc<State>) {
        if let Some(host) = self.0.upgrade() {
            host.draw(state);
        }
    }

    fn tell(&self, event: &HostEvent) {
        if let Some(host) = self.0.upgrade() {
            host.tell(event);
        }
    }

    fn token_provider(&self) -> Option<Function> {
        self.0.upgrade()?.get("tokenProvider").dyn_into().ok()
    }

    fn display_info(&self) -> Option<Function> {
        self.0.upgrade()?.get("displayInfo").dyn_into().ok()
    }
}

/// What the `custom-elements` crate holds for each element.
#[derive(Default)]
struct ChatService {
    host: Option<Rc<Host>>,
}

impl CustomElement for ChatService {
    fn observed_attributes() -> &'static [&'static str] {
        ATTRIBUTES
    }

    fn inject_children(&mut self, _root: &HtmlElement) {}

    fn constructor(&mut self, this: &HtmlElement) {
        let host = Host::new(this);
        for name in TEXTS.iter().chain(OBJECTS).chain(OPAQUE) {
            accessor(this, name, &host);
        }
        method(this, "openChannel", &host, |host, cid, options| host.open_channel(&cid, &options));
        method(this, "openDirect", &host, |host, users, _| host.open_direct(&users));
        method(this, "setDraft", &host, |host, cid, text| host.set_draft(&cid, &text));
        method(this, "reload", &host, |host, _, _| host.wish(Intent::Reconnect));
        answering(this, &host);
        method(this, "focusComposer", &host, |host, _, _| drawing::focus(host));
        self.host = Some(host);
    }

    fn connected_callback(&mut self, _this: &HtmlElement) {
        if let Some(host) = &self.host {
            host.changed();
        }
    }

    fn disconnected_callback(&mut self, _this: &HtmlElement) {
        if let Some(host) = &self.host {
            host.changed();
        }
    }

    fn attribute_changed_callback(&mut self, _this: &HtmlElement, name: String, _old: Option<String>, new: Option<String>) {
        if let Some(host) = &self.host {
            let has_started = host.live.borrow().is_some();
            host.given.borrow_mut().set_attribute(&name, new, has_started);
            if has_started {
                host.changed();
            }
        }
    }
}

/// Defines a property on the element; a value set before the element was defined is taken over.
fn accessor(this: &HtmlElement, name: &'static str, host: &Rc<Host>) {
    let key = JsValue::from_str(name);
    let before = Object::has_own(this, &key).then(|| Reflect::get(this, &key).unwrap_or(JsValue::UNDEFINED));
    let get = {
        let host = host.clone();
        Closure::<dyn Fn() -> JsValue>::new(move || host.get(name)).into_js_value()
    };
    let set = {
        let host = host.clone();
        Closure::<dyn Fn(JsValue)>::new(move |value| host.set(name, value)).into_js_value()
    };
    let property = Object::new();
    for (key, value) in [("get", get), ("set", set), ("configurable", true.into()), ("enumerable", true.into())] {
        let _ = Reflect::set(&property, &key.into(), &value);
    }
    Object::define_property(this, &key, &property);
    if let Some(value) = before.filter(|value| !value.is_undefined()) {
        host.set(name, value);
    }
}

/// The one method that answers something.
fn answering(this: &HtmlElement, host: &Rc<Host>) {
    let host = host.clone();
    define_method(this, "diagnostics", &Closure::<dyn Fn() -> JsValue>::new(move || drawing::report(&host)).into_js_value());
}

fn method(this: &HtmlElement, name: &str, host: &Rc<Host>, act: fn(&Host, JsValue, JsValue)) {
    let host = host.clone();
    let function = Closure::<dyn Fn(JsValue, JsValue)>::new(move |first, second| act(&host, first, second)).into_js_value();
    define_method(this, name, &function);
}

fn define_method(this: &HtmlElement, name: &str, function: &JsValue) {
    let property = Object::new();
    for (key, value) in [("value", function.clone()), ("configurable", true.into()), ("writable", true.into())] {
        let _ = Reflect::set(&property, &key.into(), &value);
    }
    Object::define_property(this, &name.into(), &property);
}
