//! The root view: from a snapshot to panes.

use std::rc::Rc;

use yew::prelude::*;

use super::attachments::Players;
use super::context::{Asset, ChatContext, Clock, Keep, Mint, Published, Report};
use super::kit::Stage;
use super::{banner::Banner, notices, panes::Panes, stand_in};
use crate::chat::{Intent, ScreenId};
use crate::config::Mode;
use crate::i18n::Locale;
use crate::state::Link;
use crate::{t, theme};

/// Which panes there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// List and conversation, one of them when narrow.
    #[default]
    Auto,
    /// No list.
    Conversation,
    /// No conversation.
    List,
}

impl Layout {
    /// Reads `auto`, `conversation` or `list`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        [Self::Auto, Self::Conversation, Self::List].into_iter().find(|layout| layout.name() == text)
    }

    /// Value of the attribute.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Conversation => "conversation",
            Self::List => "list",
        }
    }
}

/// What the host decides about the looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Which panes there are.
    pub layout: Layout,
    /// Light, dark, or as the system says; absent: as the backend configured.
    pub theme: Option<Mode>,
}

/// What the [`App`] is given by the element.
#[derive(Clone, Properties)]
pub struct AppProps {
    /// Which element this is.
    pub screen: ScreenId,
    /// What is known.
    pub snapshot: Published,
    /// The one way out.
    pub emit: Callback<Intent>,
    /// What the host decides about the looks.
    #[prop_or_default]
    pub look: Look,
    /// The user's language.
    pub locale: Rc<Locale>,
    /// Makes ids of messages.
    pub mint: Mint,
    /// Keeps files.
    #[prop_or_else(|| Rc::new(|_, _| crate::state::NewFile::default()))]
    pub keep: Keep,
    /// Fetches files of our own.
    #[prop_or_else(|| Rc::new(|_, _| ()))]
    pub asset: Asset,
    /// Writes the report for whoever helps.
    #[prop_or_else(|| super::context::ByPtr(Rc::new(String::new)))]
    pub report: Report,
    /// Reads the clock.
    pub now: Clock,
}

impl AppProps {
    pub(super) fn context(&self) -> ChatContext {
        ChatContext {
            snapshot: self.snapshot.clone(),
            emit: self.emit.clone(),
            screen: self.screen,
            me: self.snapshot.my_id().cloned().unwrap_or_default(),
            locale: self.locale.clone(),
            mint: self.mint.clone(),
            keep: self.keep.clone(),
            asset: self.asset.clone(),
            now: self.now.clone(),
        }
    }
}

impl PartialEq for AppProps {
    fn eq(&self, other: &Self) -> bool {
        self.look == other.look && self.context() == other.context()
    }
}

/// The root view.
#[component]
pub fn App(props: &AppProps) -> Html {
    let AppProps { snapshot, look, locale, .. } = props;
    let root = use_node_ref();
    // Of the element, not of the rows: what plays goes on while its row is out of sight.
    let players = use_memo((), |()| Players::default());
    use_tokens(&root, snapshot);
    let open = snapshot.screens.get(&props.screen).and_then(|screen| screen.open.as_ref());
    let pane = pane(look.layout, open.is_some());
    html! {
        <ContextProvider<ChatContext> context={props.context()}>
        <ContextProvider<Players> context={(*players).clone()}>
            <div
                ref={root}
                class="chat"
                part="root"
                role="region"
                aria-label={t!(locale, "app.label")}
                data-state={snapshot.link.name()}
                data-pane={pane}
                data-layout={look.layout.name()}
                data-theme={mode_name(look.theme.unwrap_or(snapshot.config.theme.mode))}
                dir={locale.direction().name()}
                lang={locale.language().to_string()}
            >
                <Stage dismiss={t!(locale, "notice.dismiss")} toasts={notices::toasts(&snapshot.notices, locale, &props.emit)}>
                    { content(props) }
                    <Banner link={snapshot.link.clone()} today={locale.day((props.now)())} locale={locale.clone()} emit={props.emit.clone()} />
                </Stage>
            </div>
        </ContextProvider<Players>>
        </ContextProvider<ChatContext>>
    }
}

/// The panes, or what stands in for them.
fn content(props: &AppProps) -> Html {
    let locale = &props.locale;
    let ways = stand_in::Ways {
        retry: props.emit.reform(|()| Intent::Reconnect),
        sign_in: props.emit.reform(|()| Intent::SignIn),
        report: props.report.clone(),
    };
    match &props.snapshot.link {
        Link::Loading => html! { <slot name="loading">{ stand_in::loading(locale, props.look.layout) }</slot> },
        Link::ConfigError(trouble) => html! { <slot name="error">{ stand_in::config_error(locale, trouble, &ways) }</slot> },
        Link::SignedOut => html! { <slot name="error">{ stand_in::signed_out(locale, &ways) }</slot> },
        Link::TokenRefused(trouble) => html! { <slot name="error">{ stand_in::token_refused(locale, trouble, &ways) }</slot> },
        Link::Connecting | Link::Online | Link::Offline { .. } | Link::CatchingUp => html! { <Panes layout={props.look.layout} /> },
    }
}

/// The pane that a narrow element shows.
pub(super) const fn pane(layout: Layout, is_open: bool) -> &'static str {
    match layout {
        Layout::Conversation => "conversation",
        Layout::List => "list",
        Layout::Auto if is_open => "conversation",
        Layout::Auto => "list",
    }
}

pub(super) const fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Auto => "auto",
        Mode::Light => "light",
        Mode::Dark => "dark",
    }
}

/// Sets the configured tokens on the root block through CSSOM, which no content security policy forbids.
#[hook]
fn use_tokens(root: &NodeRef, snapshot: &Published) {
    let set = use_mut_ref(Vec::<theme::Declaration>::new);
    let root = root.clone();
    let config = snapshot.config.clone();
    use_effect_with(super::context::ByPtr(config), move |config| {
        if let Some(root) = root.cast::<web_sys::HtmlElement>() {
            let style = root.style();
            for (name, _) in set.borrow_mut().drain(..) {
                let _ = style.remove_property(&name);
            }
            let declarations = theme::declarations(&config.theme).declarations;
            for (name, value) in &declarations {
                let _ = style.set_property(name, value);
            }
            *set.borrow_mut() = declarations;
        }
    });
}
