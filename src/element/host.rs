//! The element in the page: callbacks, properties, and the mounted views.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use custom_elements::CustomElement;
use js_sys::{Array, Function, Object, Reflect, WeakRef};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{CssStyleSheet, CustomEvent, CustomEventInit, HtmlElement, ShadowRoot};
use yew::prelude::*;

use super::attributes::{ATTRIBUTES, Given, OBJECTS, OPAQUE, TEXTS, Wanted};
use super::events::{Detail, outline};
use crate::browser::formats::IntlFormats;
use crate::browser::{Runner, Screen, clock, files, http, ids, join};
use crate::chat::{HostEvent, Input, Intent, ScreenId, ScreenSettings};
use crate::i18n::Locale;
use crate::state::State;
use crate::ui::context::{ByPtr, Keep};
use crate::ui::{App, AppProps};
use crate::wire::{Cid, Value};

const TAG: &str = "chat-service";
/// Wide enough for list and conversation, in pixels.
const WIDE: i32 = 640;

#[wasm_bindgen(inline_js = "export function crashed(message) { console.error(message) }")]
extern "C" {
    /// The loader puts its own function in this place; see `loader.js`.
    fn crashed(message: &str);
}

#[wasm_bindgen(inline_js = "export function beside(name) { return new URL(name, import.meta.url).href }")]
extern "C" {
    /// The address of a file beside the script.
    fn beside(name: &str) -> String;
}

thread_local! {
    static SHEET: Option<CssStyleSheet> = CssStyleSheet::new().ok().inspect(|sheet| { let _ = sheet.replace_sync(&crate::theme::style_sheet()); });
    // Yew does not free the listeners of an app's root: idle apps are used again (850 cycles then leak nothing).
    static IDLE: RefCell<Vec<Mounted>> = const { RefCell::new(Vec::new()) };
}

/// Defines the element and sees to it that a panic is seen.
pub fn define() {
    yew::set_custom_panic_hook(Box::new(|info| crashed(&info.to_string())));
    ChatService::define(TAG);
}

#[derive(Clone, PartialEq, Properties)]
struct ShellProps {
    live: Option<AppProps>,
}

/// Draws the chat, or nothing while its app is idle.
#[component]
fn Shell(props: &ShellProps) -> Html {
    #[cfg(feature = "gallery")]
    if let Some(only) =
        web_sys::window().and_then(|window| window.location().hash().ok()).as_deref().and_then(|hash| hash.strip_prefix("#gallery"))
    {
        let only = only.trim_start_matches('=').to_owned();
        return html! { <crate::ui::gallery::Gallery {only} /> };
    }
    props.live.as_ref().map_or_else(Html::default, |live| html! { <App ..live.clone() /> })
}

struct Mounted {
    app: AppHandle<Shell>,
    root: HtmlElement,
}

/// One element.
///
/// It knows its element weakly while that is out of the page. A strong reference from here is a root for the browser's
/// collector, which can therefore not see that element, callbacks and this struct only hold each other.
struct Host {
    known: WeakRef<HtmlElement>,
    held: RefCell<Option<HtmlElement>>,
    given: RefCell<Given>,
    raw: RefCell<Vec<(&'static str, JsValue)>>,
    live: RefCell<Option<Live>>,
    queued: RefCell<bool>,
    me: Weak<Self>,
}

/// What there is only while the element is in the page.
struct Live {
    runner: Rc<Runner>,
    screen: ScreenId,
    wanted: Wanted,
    mounted: Mounted,
    props: AppProps,
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
            me: me.clone(),
        })
    }

    fn element(&self) -> Option<HtmlElement> {
        self.held.borrow().clone().or_else(|| self.known.deref())
    }

    fn shadow_root(&self) -> Option<ShadowRoot> {
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
        for error in errors {
            web_sys::console::warn_1(&format!("chat-service: {error}").into());
        }
        let lang = self.element().and_then(|element| element.closest("[lang]").ok().flatten());
        wanted.language = lang.and_then(|it| it.get_attribute("lang")).filter(|lang| !lang.is_empty());
        wanted.screen.opens_first = self.element().is_some_and(|element| element.client_width() >= WIDE);
        wanted
    }

    fn show(&self) {
        // Before its size is looked at: without the sheet the element is inline and has none.
        if let Some(root) = self.shadow_root() {
            adopt(&root);
        }
        let wanted = self.wanted();
        let known = self.live.borrow().as_ref().map(|live| live.wanted.clone());
        match known {
            Some(known) if known == wanted => return,
            Some(known) if known.backend != wanted.backend => self.hide(),
            Some(_) => return self.adjust(wanted),
            None => {}
        }
        let (Some(root), Some(me)) = (self.shadow_root(), self.me.upgrade()) else { return };
        adopt(&root);
        let runner = join(&wanted.backend);
        let settings = ScreenSettings { channel: None, ..wanted.screen.clone() };
        let screen = runner.attach(Rc::new(Voice(self.me.clone())), settings);
        let emit = {
            let runner = Rc::downgrade(&runner);
            Callback::from(move |intent| {
                if let Some(runner) = runner.upgrade() {
                    runner.feed(Input::Intent(screen, intent))
                }
            })
        };
        let keep: Keep = {
            let runner = Rc::downgrade(&runner);
            Rc::new(move |blob, name| {
                let (file, runner) = (files::keep(blob, name), runner.clone());
                files::measure(&file, move |file| {
                    if let Some(runner) = runner.upgrade() {
                        runner.feed(Input::Intent(screen, Intent::Measured(file)));
                    }
                });
                file
            })
        };
        let props = AppProps {
            screen,
            snapshot: ByPtr(runner.state()),
            emit,
            look: wanted.look,
            locale: Rc::new(self.locale(&runner.state(), &wanted)),
            mint: Rc::new(ids::message_id),
            keep,
            asset: Rc::new(asset),
            now: Rc::new(clock::now),
        };
        let Some(mounted) = mount(&root, &props) else { return };
        *me.held.borrow_mut() = me.known.deref();
        *me.live.borrow_mut() = Some(Live { runner: runner.clone(), screen, wanted: wanted.clone(), mounted, props });
        if wanted.screen.channel.is_some() {
            runner.feed(Input::Changed(screen, Box::new(wanted.screen)));
        }
    }

    fn adjust(&self, wanted: Wanted) {
        let Some((runner, screen)) = self.live.borrow_mut().as_mut().map(|live| {
            live.props.look = wanted.look;
            live.props.locale = Rc::new(self.locale(&live.runner.state(), &wanted));
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
        let Some(Live { runner, screen, mut mounted, .. }) = self.live.borrow_mut().take() else { return };
        runner.detach(screen);
        mounted.app.update(ShellProps { live: None });
        mounted.root.remove();
        IDLE.with_borrow_mut(|idle| idle.push(mounted));
    }

    fn draw(&self, state: &Rc<State>) {
        if let Some(live) = self.live.borrow_mut().as_mut() {
            // The configuration may name another language, its own words, a time zone.
            if !Rc::ptr_eq(&live.props.snapshot.config, &state.config) {
                live.props.locale = Rc::new(self.locale(state, &live.wanted));
            }
            live.props.snapshot = ByPtr(state.clone());
            live.mounted.app.update(ShellProps { live: Some(live.props.clone()) });
        }
    }

    fn locale(&self, state: &State, wanted: &Wanted) -> Locale {
        let language = wanted
            .language
            .clone()
            .or_else(|| state.config.locale.clone())
            .or_else(|| web_sys::window().and_then(|window| window.navigator().language()));
        let language = language.filter(|language| !language.is_empty()).unwrap_or_else(|| "en".to_owned());
        let file = language.starts_with("it").then_some(include_str!("../../assets/locales/it.json"));
        let formats = IntlFormats::new(&language, state.config.time_zone.as_deref(), state.config.hour12);
        // The host's words go before the tenant's.
        let words: Vec<_> = state.config.messages.iter().chain(&wanted.messages).cloned().collect();
        Locale::new(&language, file, &words, Rc::new(formats))
    }

    fn tell(&self, event: &HostEvent) {
        let outline = outline(event);
        let detail = Object::new();
        for (key, value) in outline.detail {
            let value = match value {
                Detail::Flag(flag) => JsValue::from(flag),
                Detail::Number(number) => JsValue::from(number),
                Detail::Text(text) => JsValue::from(text),
            };
            let _ = Reflect::set(&detail, &key.into(), &value);
        }
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_cancelable(outline.cancelable);
        init.set_detail(&detail);
        if let Ok(event) = CustomEvent::new_with_event_init_dict(outline.name, &init) {
            let _ = self.element().map(|element| element.dispatch_event(&event));
        }
    }

    fn set(&self, name: &'static str, value: JsValue) {
        let json = js_sys::JSON::stringify(&value).ok().and_then(|text| text.as_string()).and_then(|text| crate::wire::parse(&text).ok());
        self.given.borrow_mut().set_property(name, json.unwrap_or(Value::Null));
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
        if let Some((runner, screen)) = live {
            runner.feed(Input::Host(screen, intent));
        }
    }

    fn focus_composer(&self) {
        let field = self.shadow_root().and_then(|root| root.query_selector("[data-composer]").ok().flatten());
        if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
            let _ = field.focus();
        }
    }
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
}

/// Fetches a file from beside the script.
fn asset(name: &str, got: Callback<Option<Rc<str>>>) {
    let url = beside(name);
    spawn_local(async move { got.emit(http::file(&url).await) });
}

/// Puts our one style sheet into the shadow root, beside what the host put there.
fn adopt(root: &ShadowRoot) {
    SHEET.with(|sheet| {
        let Some(sheet) = sheet else { return };
        let adopted = Reflect::get(root, &"adoptedStyleSheets".into()).ok().and_then(|list| list.dyn_into::<Array>().ok());
        if let Some(adopted) = adopted.filter(|adopted| !adopted.includes(sheet, 0)) {
            adopted.push(sheet);
        }
    });
}

/// Draws into the shadow root with an idle app or a new one; the loader's skeleton goes.
fn mount(root: &ShadowRoot, props: &AppProps) -> Option<Mounted> {
    root.set_text_content(None);
    let shell = ShellProps { live: Some(props.clone()) };
    if let Some(mut idle) = IDLE.with_borrow_mut(Vec::pop) {
        idle.app.update(shell);
        root.append_child(&idle.root).ok()?;
        return Some(idle);
    }
    let node: HtmlElement = root.owner_document()?.create_element("div").ok()?.unchecked_into();
    node.set_class_name("host");
    root.append_child(&node).ok()?;
    let app = yew::Renderer::<Shell>::with_root_and_props(node.clone().into(), shell).render();
    Some(Mounted { app, root: node })
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
        method(this, "openChannel", {
            let host = host.clone();
            move |cid: JsValue| {
                if let Some(cid) = cid.as_string() {
                    host.wish(Intent::OpenChannel(Cid::from(cid)))
                }
            }
        });
        method(this, "reload", {
            let host = host.clone();
            move |_| host.wish(Intent::Reconnect)
        });
        method(this, "focusComposer", {
            let host = host.clone();
            move |_| host.focus_composer()
        });
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

    fn adopted_callback(&mut self, this: &HtmlElement) {
        // Another document drops the style sheets.
        if let Some(root) = this.shadow_root() {
            adopt(&root);
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

fn method(this: &HtmlElement, name: &str, act: impl Fn(JsValue) + 'static) {
    let function = Closure::<dyn Fn(JsValue)>::new(act).into_js_value();
    let property = Object::new();
    for (key, value) in [("value", function), ("configurable", true.into()), ("writable", true.into())] {
        let _ = Reflect::set(&property, &key.into(), &value);
    }
    Object::define_property(this, &name.into(), &property);
}
