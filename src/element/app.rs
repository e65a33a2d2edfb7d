//! The views in an element; everything here comes with the later part of the program.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::drawing::{Sketched, root_of};
use super::events::emit;
use super::host::{Host, Live, mark, tell_panic, uncover};
use super::pressed;
use crate::browser::keyboard::Keyboard;
use crate::browser::{address, clock, files, http, ids};
use crate::chat::{HostEvent, Input, Intent, ScreenId};
use crate::state::{InboxPhase, Link, State};
use crate::ui::context::{ByPtr, Keep};
use crate::ui::{App, AppProps};

#[wasm_bindgen(inline_js = "export function beside(name) {}")]
extern "C" {
    /// The address of a file beside the script; the loader knows it.
    fn beside(name: &str) -> String;
}

thread_local! {
    // Yew does not free the listeners of an app's root: idle apps are used again (850 cycles then leak nothing).
    static IDLE: RefCell<Vec<Mounted>> = const { RefCell::new(Vec::new()) };
}

#[derive(Clone, PartialEq, Properties)]
struct ShellProps {
    live: Option<AppProps>,
}

/// Draws the chat, or nothing while its app is idle.
#[component]
fn Shell(props: &ShellProps) -> Html {
    #[cfg(feature = "gallery")]
    if web_sys::window().and_then(|window| window.location().hash().ok()).is_some_and(|hash| hash.starts_with("#gallery")) {
        return html! { <Catalogue /> };
    }
    props.live.as_ref().map_or_else(Html::default, |live| html! { <App ..live.clone() /> })
}

/// The catalogue of states, or the entry that the address names.
#[cfg(feature = "gallery")]
#[component]
fn Catalogue() -> Html {
    let hash = yew_hooks::use_hash();
    let only = hash.strip_prefix("#gallery=").unwrap_or_default().to_owned();
    html! { <crate::ui::gallery::Gallery {only} /> }
}

struct Mounted {
    app: AppHandle<Shell>,
    root: HtmlElement,
}

/// What is on screen of one element.
struct Shown {
    mounted: Mounted,
    props: AppProps,
    /// What `:state()` matches.
    marked: (&'static str, bool),
    _keyboard: Option<Keyboard>,
}

/// Draws the state; the first time in place of the sketch, within the same frame.
pub(super) fn draw(host: &Host, live: &mut Live, state: &Rc<State>) {
    pressed::tell_faults(host, live, state);
    live.runner.introduce(state);
    if let Some(shown) = live.drawn.as_mut().and_then(|drawn| drawn.downcast_mut::<Shown>()) {
        let (snapshot, look, locale) = (ByPtr(state.clone()), live.wanted.look, live.locale.clone());
        let marked = marks(state, live.screen);
        if let Some(element) = host.element().filter(|_| shown.marked != marked) {
            mark(&element, marked.0, marked.1);
            shown.marked = marked;
        }
        shown.props = AppProps { snapshot, look, locale, ..shown.props.clone() };
        shown.mounted.app.update(ShellProps { live: Some(shown.props.clone()) });
        focus_soon(host);
        return;
    }
    let props = first_props(host, live, state);
    let Some(mounted) = mount(host, &props) else { return };
    let marked = marks(state, live.screen);
    if let Some(element) = host.element() {
        uncover(&element);
        mark(&element, marked.0, marked.1);
    }
    let _keyboard = Keyboard::watch(&mounted.root);
    let before = live.drawn.replace(Box::new(Shown { mounted, props, marked, _keyboard }));
    if let Some(sketched) = before.as_ref().and_then(|before| before.downcast_ref::<Sketched>()) {
        sketched.remove();
    }
    focus_soon(host);
}

/// The connection as `data-state` says it, and whether the list is there.
fn marks(state: &State, screen: ScreenId) -> (&'static str, bool) {
    let has_panes = matches!(state.link, Link::Connecting | Link::Online | Link::Offline { .. } | Link::CatchingUp);
    let is_ready = has_panes && state.screens.get(&screen).is_some_and(|screen| screen.inbox.phase == InboxPhase::Ready);
    (state.link.name(), is_ready)
}

/// Puts the cursor into the composer of the channel that is open, if it is drawn already.
pub(super) fn focus(host: &Host) {
    let open = host.live.borrow().as_ref().and_then(|live| live.runner.state().screens.get(&live.screen)?.open.clone());
    let Some((open, root)) = open.zip(host.shadow_root()).filter(|_| host.wants_focus.get()) else { return };
    let find = |selector: &str| root.query_selector(selector).ok().flatten();
    let drawn = find(".conversation[data-cid]").and_then(|conversation| conversation.get_attribute("data-cid"));
    let field = find("[data-composer]").and_then(|field| field.dyn_into::<HtmlElement>().ok());
    if let Some(field) = field.filter(|_| drawn.as_deref() == Some(&*open.to_string())) {
        host.wants_focus.set(false);
        let _ = field.focus();
    }
}

/// The same after what is being drawn now.
fn focus_soon(host: &Host) {
    if host.wants_focus.get() {
        let me = host.me.clone();
        spawn_local(async move {
            if let Some(host) = me.upgrade() {
                focus(&host);
            }
        });
    }
}

fn first_props(host: &Host, live: &Live, state: &Rc<State>) -> AppProps {
    let (runner, screen, me) = (Rc::downgrade(&live.runner), live.screen, host.me.clone());
    let emit = Callback::from(move |intent: Intent| {
        let Some(runner) = runner.upgrade() else { return };
        if pressed::may_go(&me, &runner.state(), &intent) {
            runner.feed(Input::Intent(screen, intent));
        } else if let Intent::Attach(_, files) = intent {
            files.iter().for_each(|file| files::forget(file.id));
        }
    });
    let runner = Rc::downgrade(&live.runner);
    let keep: Keep = Rc::new(move |blob, name| {
        let (file, runner) = (files::keep(blob, name), runner.clone());
        files::measure(&file, move |file| {
            if let Some(runner) = runner.upgrade() {
                runner.feed(Input::Intent(screen, Intent::Measured(file)));
            }
        });
        file
    });
    AppProps {
        screen,
        snapshot: ByPtr(state.clone()),
        emit,
        look: live.wanted.look,
        locale: live.locale.clone(),
        mint: Rc::new(ids::message_id),
        keep,
        asset: Rc::new(asset),
        report: ByPtr(Rc::new({
            let runner = Rc::downgrade(&live.runner);
            move || runner.upgrade().map(|runner| super::report::text(&runner)).unwrap_or_default()
        })),
        now: Rc::new(clock::now),
    }
}

/// What `diagnostics()` answers: plain data.
pub(super) fn report(host: &Host) -> JsValue {
    let text = host.live.borrow().as_ref().map(|live| super::report::text(&live.runner));
    text.and_then(|text| js_sys::JSON::parse(&text).ok()).unwrap_or(JsValue::NULL)
}

/// Dispatches a piece of news, and does what follows when nobody prevented it.
pub(super) fn tell(host: &Host, event: &HostEvent) {
    if let Some(element) = host.element() {
        let is_left_to_us = emit(&element, event);
        if is_left_to_us && matches!(event, HostEvent::AuthRequired { asked: true }) {
            sign_in(host);
        }
    }
}

/// To the sign-in page, which comes back here.
fn sign_in(host: &Host) {
    let page = host.live.borrow().as_ref().and_then(|live| live.wanted.login_url.clone());
    let Some(location) = web_sys::window().map(|window| window.location()) else { return };
    let (origin, here) = (location.origin().unwrap_or_default(), location.href().unwrap_or_default());
    let to = |page: &str| address::sign_in(page, &origin, &here);
    let url = page.as_deref().and_then(|page| {
        let url = to(page);
        if url.is_none() {
            web_sys::console::warn_1(&["chat-service: login-url should be a web address, or a path, not ", page].concat().into());
        }
        url
    });
    if let Some(url) = url.or_else(|| to("/web-login")) {
        let _ = location.assign(&url);
    }
}

/// Fetches a file from beside the script.
fn asset(name: &str, got: Callback<Option<Rc<str>>>) {
    let url = beside(name);
    spawn_local(async move { got.emit(http::file(&url).await) });
}

/// Takes what was drawn from the page and keeps it for the next element.
pub(super) fn hide(drawn: Box<dyn Any>) {
    match drawn.downcast::<Shown>() {
        Ok(shown) => {
            let mut mounted = shown.mounted;
            mounted.app.update(ShellProps { live: None });
            mounted.root.remove();
            IDLE.with_borrow_mut(|idle| idle.push(mounted));
        }
        Err(other) => {
            if let Some(sketched) = other.downcast_ref::<Sketched>() {
                sketched.remove();
            }
        }
    }
}

/// Draws into the shadow root with an idle app or a new one.
fn mount(host: &Host, props: &AppProps) -> Option<Mounted> {
    let shell = ShellProps { live: Some(props.clone()) };
    if let Some(mut idle) = IDLE.with_borrow_mut(Vec::pop) {
        idle.app.update(shell);
        host.element()?.shadow_root()?.append_child(&idle.root).ok()?;
        return Some(idle);
    }
    // Yew's own hook would stand in for ours otherwise.
    yew::set_custom_panic_hook(Box::new(tell_panic));
    let root = root_of(host)?;
    pressed::listen(&root);
    let app = yew::Renderer::<Shell>::with_root_and_props(root.clone().into(), shell).render();
    Some(Mounted { app, root })
}
