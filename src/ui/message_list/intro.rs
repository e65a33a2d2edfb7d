//! What stands at the very beginning of a conversation (feature F63): with whom it is, or what the host puts there.

use yew::prelude::*;

use crate::i18n::Locale;
use crate::state::Channel;
use crate::t;
use crate::ui::channel_header::{People, faces};
use crate::ui::context::{ByPtr, ChatContext};
use crate::ui::kit::{Avatar, AvatarSize};
use crate::ui::names::plain;

/// What begins here.
pub(in crate::ui) fn begins(people: &People, name: &str, locale: &Locale) -> String {
    if people.peer.is_some() { t!(locale, "intro.direct", name = name) } else { t!(locale, "intro.group", name = name) }
}

/// The picture and the name of the channel, and that nothing was said before.
pub(super) fn intro(key: String, chat: &ChatContext, channel: &ByPtr<Channel>) -> Html {
    let locale = &chat.locale;
    let known = chat.snapshot.channel_name(channel).map(|name| plain(&name).into_owned());
    let name = known.unwrap_or_else(|| t!(locale, "channel.unnamed"));
    let people = People::of(&chat.snapshot, &chat.me, channel);
    let (faces, more) = faces(channel, &people, &name);
    let text = begins(&people, &name, locale);
    html! {
        <div {key} class="line line--intro" role="listitem">
            <slot name="intro">
                <div class="intro">
                    <Avatar {faces} {more} size={AvatarSize::Large} />
                    <span class="intro__name" dir="auto">{ name }</span>
                    <span class="intro__text">{ text }</span>
                </div>
            </slot>
        </div>
    }
}
