//! One calm line about the connection (feature F6): it floats, so that nothing moves, and goes only when data is fresh.

use std::rc::Rc;

use yew::prelude::*;

use super::kit::{Button, ButtonKind, Icon, Spinner, glyph};
use crate::chat::Intent;
use crate::i18n::{Day, Locale};
use crate::state::Link;
use crate::t;

/// What a [`Banner`] shows.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct BannerProps {
    /// The connection as the user sees it.
    pub(super) link: Link,
    /// The calendar day.
    pub(super) today: Day,
    /// The user's language.
    pub(super) locale: Rc<Locale>,
    /// The one way out.
    pub(super) emit: Callback<Intent>,
}

/// A line about the connection; its place is always there, so that its words are read out when they come.
#[component]
pub(super) fn Banner(props: &BannerProps) -> Html {
    let locale = &props.locale;
    let line = match &props.link {
        Link::Loading | Link::ConfigError(_) | Link::SignedOut | Link::Online | Link::TokenRefused(_) => None,
        Link::Connecting => Some((t!(locale, "link.connecting"), false)),
        Link::Offline { retry_at: None, .. } => Some((t!(locale, "link.connecting"), false)),
        Link::Offline { since, retry_at: Some(_) } => {
            let time = if locale.day(*since) == props.today { locale.time(*since) } else { locale.full(*since) };
            Some((t!(locale, "link.offline", time = time), true))
        }
        Link::CatchingUp => Some((t!(locale, "link.catching-up"), false)),
    };
    html! {
        <div class="banner" data-connection={props.link.name()}>
            <div class="banner__line" role="status">
                if let Some((text, is_waiting)) = &line {
                    <span class="banner__words">
                        if *is_waiting {
                            <Icon glyph={glyph::WIFI_OFF} />
                        } else {
                            <Spinner />
                        }
                        { text }
                    </span>
                }
            </div>
            if line.is_some_and(|(_, is_waiting)| is_waiting) {
                <Button class="banner__button" kind={ButtonKind::Quiet} label={t!(locale, "link.try-now")} onclick={props.emit.reform(|()| Intent::Reconnect)} />
            }
        </div>
    }
}
