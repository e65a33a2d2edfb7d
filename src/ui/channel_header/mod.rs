//! Who one is talking to (features F38 and F39).

use std::rc::Rc;

use yew::prelude::*;

use super::badges;
use super::context::{ByPtr, use_chat};
use super::kit::{Avatar, AvatarSize, Face, IconButton, glyph};
use super::names::{face_of, plain, typing_sentence};
use super::tools::HeaderActions;
use crate::chat::Intent;
use crate::i18n::Locale;
use crate::state::{Channel, Link, Millis, State};
use crate::t;
use crate::wire::{User, UserId};

/// What a [`ChannelHeader`] shows.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct ChannelHeaderProps {
    /// The open channel.
    pub(super) channel: ByPtr<Channel>,
    /// There is a list to go back to; else the host's slots are here, because there is no other header.
    pub(super) has_list: bool,
}

/// Who one is talking to.
#[component]
pub(super) fn ChannelHeader(props: &ChannelHeaderProps) -> Html {
    let chat = use_chat();
    let (locale, channel) = (&chat.locale, &props.channel);
    let name = chat.snapshot.channel_name(channel).map(|name| plain(&name).into_owned()).unwrap_or_else(|| t!(locale, "channel.unnamed"));
    let people = People::of(&chat.snapshot, &chat.me, channel);
    let (faces, more) = faces(channel, &people, &name);
    let is_online = people.is_live && people.peer.as_ref().is_some_and(|peer| peer.online);
    badges::use_minutes(&chat);
    let (subtitle, is_typing) = subtitle(channel, &people, locale, (chat.now)());
    html! {
        <div class="bar" part="header" data-cid={channel.cid().to_string()}>
            if props.has_list {
                <IconButton
                    class="bar__back"
                    glyph={glyph::ARROW_LEFT}
                    mirrors=true
                    label={t!(locale, "header.back")}
                    onclick={chat.emit.reform(|()| Intent::CloseChannel)}
                />
            } else {
                <slot name="header-start"></slot>
            }
            <Avatar {faces} {more} {is_online} size={AvatarSize::Medium} />
            <div class="bar__names" data-user={people.peer.as_ref().map(|peer| peer.id.to_string())}>
                <h2 class="bar__name" dir="auto">{ name }</h2>
                if let Some(subtitle) = subtitle {
                    <p class={classes!("bar__subtitle", is_typing.then_some("bar__subtitle--typing"))}>{ subtitle }</p>
                }
            </div>
            { badges::draw(&badges::of(&chat, channel)) }
            <HeaderActions chat={chat.clone()} channel={channel.clone()} />
            if !props.has_list {
                <slot name="header-end"></slot>
            }
        </div>
    }
}

/// The other members, with their newest profiles.
pub(super) struct People {
    /// The other one of two.
    pub(super) peer: Option<Rc<User>>,
    /// The loaded others.
    others: Vec<Rc<User>>,
    /// Those of them who type.
    typing: Vec<ByPtr<User>>,
    /// Presence is known now.
    pub(super) is_live: bool,
}

impl People {
    pub(super) fn of(state: &State, me: &UserId, channel: &Channel) -> Self {
        let others = channel.members.iter().filter(|(id, _)| *id != me);
        let others = others.filter_map(|(id, member)| state.user(id).or(member.user.as_ref())).cloned().collect();
        let typing = channel.typing_users(Some(me)).filter_map(|id| state.user(id)).map(ByPtr::from).collect();
        let is_live = matches!(state.link, Link::Online | Link::CatchingUp);
        Self { peer: state.peer(channel).cloned(), others, typing, is_live }
    }

    fn count(&self, channel: &Channel) -> u32 {
        channel.data.member_count.unwrap_or_default().max(u32::try_from(channel.members.len()).unwrap_or(u32::MAX))
    }
}

/// Typing, else presence of the other one, else how many there are; and whether it is typing.
pub(super) fn subtitle(channel: &Channel, people: &People, locale: &Locale, now: Millis) -> (Option<String>, bool) {
    if !people.typing.is_empty() {
        return (Some(typing_sentence(&people.typing, people.peer.is_none(), locale)), true);
    }
    if let Some(peer) = &people.peer {
        return (people.is_live.then(|| presence(peer, locale, now)), false);
    }
    let count = people.count(channel);
    if count < 2 {
        return (None, false);
    }
    let members = t!(locale, "header.members", count = count);
    // Only what is loaded is known to be online; a large channel loads a part of its members.
    let is_complete = usize::try_from(count).is_ok_and(|count| count <= channel.members.len());
    let online = people.others.iter().filter(|user| user.online).count();
    let online = u32::try_from(online).ok().filter(|online| people.is_live && is_complete && *online > 0);
    let text = match online {
        // The own user is here too.
        Some(online) => t!(locale, "header.group", members = members, online = t!(locale, "header.online", count = online + 1)),
        None => members,
    };
    (Some(text), false)
}

/// Whether somebody is here, or when they were.
pub(super) fn presence(peer: &User, locale: &Locale, now: Millis) -> String {
    if peer.online {
        return t!(locale, "presence.online");
    }
    match peer.last_active {
        Some(at) => locale
            .ago(at.millis(), now)
            .map_or_else(|| t!(locale, "presence.last-seen-now"), |ago| t!(locale, "presence.last-seen", ago = ago)),
        None => t!(locale, "presence.offline"),
    }
}

pub(super) fn faces(channel: &Channel, people: &People, name: &str) -> (Vec<Face>, usize) {
    let own_face = |image| vec![Face { id: AttrValue::from(channel.cid().to_string()), name: AttrValue::from(name.to_owned()), image }];
    if let Some(image) = channel.data.image.as_ref().filter(|image| !image.is_empty()) {
        return (own_face(Some(AttrValue::from(image.clone()))), 0);
    }
    if people.others.is_empty() {
        return (own_face(None), 0);
    }
    let faces: Vec<Face> = people.others.iter().take(4).map(|user| face_of(user)).collect();
    let others = usize::try_from(people.count(channel)).unwrap_or_default().saturating_sub(1);
    let more = if faces.len() > 1 { others.saturating_sub(faces.len()) } else { 0 };
    (faces, more)
}
