//! The channel of some people, and what only hosts ask for: a text to begin with.

use std::rc::Rc;

use super::{By, Change, Chat, Effect, HostEvent, ScreenId};
use crate::api::{Call, Error};
use crate::connection::Phase;
use crate::state::{Editing, NoticeKey, Search, Target, Window, units};
use crate::wire::{ChannelState, Cid, UserId};

/// Wanted: the channel of some people.
#[derive(Debug)]
pub(super) struct Direct {
    screen: ScreenId,
    users: Vec<UserId>,
    /// Another one in any case, with this id and this name.
    named: Option<(Rc<str>, Rc<str>)>,
    by: By,
}

impl Direct {
    /// The user of this element wants it.
    pub(super) fn is_users_on(&self, screen: ScreenId) -> bool {
        self.screen == screen && self.by == By::User
    }
}

impl Chat {
    /// Opens the channel of exactly these people and the own user, which is made if there is none (feature F39).
    pub(super) fn open_direct(&mut self, screen: ScreenId, users: Vec<UserId>, named: Option<(Rc<str>, Rc<str>)>, by: By) {
        self.directs.push(Direct { screen, users, named, by });
    }

    /// The user begins a conversation; where people are chosen they stay until it is there.
    pub(super) fn begin_direct(&mut self, screen: ScreenId, users: Vec<UserId>, named: Option<(Rc<str>, Rc<str>)>, by: By) {
        if by == By::User && !self.state.config.features.allows("newConversation") {
            return;
        }
        self.is_beginning(screen, true);
        self.open_direct(screen, users, named, by);
    }

    fn is_beginning(&mut self, screen: ScreenId, is_beginning: bool) {
        let search = self.state.screens.get(&screen).and_then(|screen| screen.search.as_deref());
        if let Some(search) = search.filter(|search| search.is_for_people && search.is_beginning != is_beginning) {
            let search = Search { is_beginning, ..search.clone() };
            self.apply(&Change::Searched(screen, Some(Rc::new(search))));
        }
    }

    /// Asks once a session is open: before, it is not known as whom, and in which type of channel.
    pub(super) fn ask_directs(&mut self) {
        if self.directs.is_empty() || self.connection.phase() != Phase::Live {
            return;
        }
        let kind: Rc<str> = Rc::from(self.state.config.channels.direct_type.as_deref().unwrap_or("messaging"));
        for Direct { screen, mut users, named, by } in std::mem::take(&mut self.directs) {
            users.retain(|user| !user.is_empty() && *user != self.session.user_id);
            let mut others: Vec<UserId> = Vec::new();
            for user in users {
                if !others.contains(&user) {
                    others.push(user);
                }
            }
            if others.is_empty() {
                self.tell_direct(screen, "openDirect needs the id of somebody else".to_owned());
            } else {
                self.ask(Call::OpenDirect { screen, kind: kind.clone(), users: others, named, is_users: by == By::User });
            }
        }
    }

    pub(super) fn direct_answered(&mut self, screen: ScreenId, is_users: bool, state: ChannelState) {
        let cid = state.channel.cid.clone();
        if self.state.screens.get(&screen).and_then(|screen| screen.search.as_ref()).is_some_and(|search| search.is_beginning) {
            self.end_search(screen);
        }
        self.apply(&Change::ChannelQueried { state: Box::new(state), window: Window::Latest, limit: 25 });
        self.open(screen, Some(cid.clone()), if is_users { By::User } else { By::Host });
        self.judge(&cid, true);
    }

    pub(super) fn direct_failed(&mut self, screen: ScreenId, is_users: bool, error: &Error) {
        self.notice(NoticeKey::DirectFailed, "");
        self.is_beginning(screen, false);
        let what = if is_users { "a conversation could not be begun: " } else { "openDirect failed: " };
        self.tell_direct(screen, [what, error.key()].concat());
    }

    fn tell_direct(&mut self, screen: ScreenId, message: String) {
        self.effects.push(Effect::Tell(Some(screen), HostEvent::Error { kind: "direct", message }));
    }

    /// Puts a text in the place of what is written in a channel; a message that is being edited stays, and the text comes after it.
    pub(super) fn set_draft(&mut self, cid: &Cid, text: Rc<str>) {
        let target = Target::from(cid);
        let mut composer = self.composer(&target);
        match &composer.editing {
            Some(editing) => {
                let mut editing = Editing::clone(editing);
                editing.before.caret = units(&text);
                editing.before.text = text;
                composer.editing = Some(Rc::new(editing));
            }
            None => {
                composer.caret = units(&text);
                composer.text = text;
                composer.suggestions = None;
                self.unfurl(&target, &mut composer);
            }
        }
        self.compose(&target, composer);
    }
}
