//! Users: the one place where a profile is looked up, so that a change shows everywhere at once.

use std::rc::Rc;

use super::{Millis, State};
use crate::wire::{Cid, OwnUser, Ts, User, UserId, UserMute};

/// A user and how fresh we know the presence.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The newest known profile.
    pub user: Rc<User>,
    /// Time of the event that last told the presence; profiles embedded in messages do not move it.
    pub presence_as_of: Option<Ts>,
    /// The profile with what the host told of it; the profile itself where it told nothing.
    pub shown: Rc<User>,
    looks: Option<Rc<Looks>>,
}

/// What a host shows of a user in place of what Stream knows, e.g. from its own address book (feature F46).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    /// The name; absent: as Stream says.
    pub name: Option<String>,
    /// The picture's address; absent: as Stream says.
    pub image: Option<String>,
}

impl Person {
    fn new(user: Rc<User>) -> Self {
        Self { shown: user.clone(), user, presence_as_of: None, looks: None }
    }

    /// Works out what is shown, after the profile or what was told of it changed.
    fn show(&mut self) {
        self.shown = match &self.looks {
            None => self.user.clone(),
            Some(looks) => {
                let (name, image) = (looks.name.clone(), looks.image.clone());
                let user = (*self.user).clone();
                Rc::new(User { name: name.or_else(|| user.name.clone()), image: image.or_else(|| user.image.clone()), ..user })
            }
        };
    }
}

impl State {
    /// A user as the newest known profile says, whatever the host shows: what other people see, too.
    #[must_use]
    pub fn profile(&self, id: &UserId) -> Option<&Rc<User>> {
        self.users.get(id).map(|person| &person.user)
    }

    /// A user as this element shows them (feature F46).
    #[must_use]
    pub fn user(&self, id: &UserId) -> Option<&Rc<User>> {
        self.users.get(id).map(|person| &person.shown)
    }

    /// A user that came with something else, as this element shows them.
    #[must_use]
    pub fn met<'a>(&'a self, user: &'a Rc<User>) -> &'a Rc<User> {
        self.user(&user.id).unwrap_or(user)
    }
}

/// The host told what to show of somebody, or nothing more of them.
pub(super) fn introduce(state: &mut State, id: &UserId, looks: Option<&Looks>) -> bool {
    let Some(person) = state.users.get_mut(id).filter(|person| person.looks.as_deref() != looks) else { return false };
    let person = Rc::make_mut(person);
    person.looks = looks.cloned().map(Rc::new);
    person.show();
    state.introduced = state.introduced.wrapping_add(1);
    true
}

/// The own user with what only it carries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Me {
    /// Identity.
    pub id: UserId,
    /// Profile, mutes and privacy.
    pub own: Rc<OwnUser>,
}

impl Me {
    /// True when the user muted the author and the mute has not run out.
    #[must_use]
    pub fn mutes_user(&self, user: &UserId, now: Millis) -> bool {
        self.own.mutes.iter().any(|mute| mute.target.as_ref().is_some_and(|target| &target.id == user) && is_running(mute.expires, now))
    }

    /// True when the user muted the channel and the mute has not run out.
    #[must_use]
    pub fn mutes_channel(&self, cid: &Cid, now: Millis) -> bool {
        self.own
            .channel_mutes
            .iter()
            .any(|mute| mute.channel.as_ref().is_some_and(|channel| &channel.cid == cid) && is_running(mute.expires, now))
    }

    /// The user blocked the author.
    #[must_use]
    pub fn blocks(&self, user: &UserId) -> bool {
        self.own.blocked_user_ids.contains(user)
    }

    /// The user lets others see what reached this device.
    #[must_use]
    pub fn shows_delivery(&self) -> bool {
        self.own.privacy_settings.delivery_receipts.as_ref().and_then(|switch| switch.enabled).unwrap_or(true)
    }

    /// The user lets others see typing.
    #[must_use]
    pub fn shows_typing(&self) -> bool {
        self.own.privacy_settings.typing_indicators.as_ref().and_then(|switch| switch.enabled).unwrap_or(true)
    }
}

fn is_running(expires: Option<Ts>, now: Millis) -> bool {
    expires.is_none_or(|expires| expires.millis() > now)
}

/// Learns a profile that came along with something else; the newer copy by `updated_at` wins and presence stays.
pub(super) fn meet(state: &mut State, user: &Rc<User>) -> bool {
    match state.users.get_mut(&user.id) {
        None => {
            state.users.insert(user.id.clone(), Rc::new(Person::new(user.clone())));
            true
        }
        Some(person) if user.updated_at > person.user.updated_at => {
            let known = &person.user;
            let merged = User { online: known.online, last_active: known.last_active.max(user.last_active), ..(**user).clone() };
            let person = Rc::make_mut(person);
            person.user = Rc::new(merged);
            person.show();
            true
        }
        Some(_) => false,
    }
}

/// Takes a user from an answer whose presence is current, e.g. a member of a queried channel.
pub(super) fn meet_present(state: &mut State, user: &Rc<User>) -> bool {
    let met = meet(state, user);
    let Some(person) = state.users.get_mut(&user.id) else { return met };
    // An event tells the presence more recently than an answer whose time is unknown.
    if person.presence_as_of.is_some() || person.user.online == user.online {
        return met;
    }
    set_presence(person, user);
    true
}

/// Takes the presence from an event, unless a later one is known.
pub(super) fn present(state: &mut State, user: &Rc<User>, as_of: Option<Ts>) -> bool {
    let met = meet(state, user);
    let Some(person) = state.users.get_mut(&user.id) else { return met };
    if person.presence_as_of >= as_of {
        return met;
    }
    set_presence(person, user);
    Rc::make_mut(person).presence_as_of = as_of;
    true
}

fn set_presence(person: &mut Rc<Person>, user: &User) {
    let person = Rc::make_mut(person);
    let known = Rc::make_mut(&mut person.user);
    known.online = user.online;
    known.last_active = known.last_active.max(user.last_active);
    person.show();
}

/// The connection was lost: presence is unknown until the next answer.
pub(super) fn forget_presence(state: &mut State) {
    for person in state.users.values_mut().filter(|person| person.presence_as_of.is_some()) {
        Rc::make_mut(person).presence_as_of = None;
    }
}

/// Replaces the own user wholesale, as `health.check` and the mute notifications carry it (protocol section 2.3).
pub(super) fn become_me(state: &mut State, own: &Rc<OwnUser>) -> bool {
    meet(state, &Rc::new(own.profile()));
    let me = Me { id: own.id.clone(), own: own.clone() };
    if state.me.as_deref() == Some(&me) {
        return false;
    }
    state.me = Some(Rc::new(me));
    true
}

/// Merges an own `user.updated`: what only the own user carries is kept (protocol section 7.6).
pub(super) fn update_me(state: &mut State, user: &User) -> bool {
    let Some(me) = state.me.as_mut().filter(|me| me.id == user.id && user.updated_at > me.own.updated_at) else { return false };
    let own = Rc::make_mut(&mut Rc::make_mut(me).own);
    own.name.clone_from(&user.name);
    own.image.clone_from(&user.image);
    own.role.clone_from(&user.role);
    own.language.clone_from(&user.language);
    own.updated_at = user.updated_at;
    true
}

/// The own user muted somebody, or no more.
pub(super) fn mute(state: &mut State, user: &UserId, on: bool) -> bool {
    let target = state.profile(user).cloned().unwrap_or_else(|| Rc::new(User { id: user.clone(), ..User::default() }));
    let now = state.now;
    let Some(me) = state.me.as_mut().filter(|me| me.mutes_user(user, now) != on) else { return false };
    let mutes = &mut Rc::make_mut(&mut Rc::make_mut(me).own).mutes;
    mutes.retain(|mute| mute.target.as_ref().is_none_or(|target| target.id != *user));
    if on {
        mutes.push(UserMute { target: Some(target), ..UserMute::default() });
    }
    true
}

/// The own user blocked somebody, or no more.
pub(super) fn block(state: &mut State, user: &UserId, on: bool) -> bool {
    let Some(me) = state.me.as_mut().filter(|me| me.blocks(user) != on) else { return false };
    let blocked = &mut Rc::make_mut(&mut Rc::make_mut(me).own).blocked_user_ids;
    blocked.retain(|id| id != user);
    if on {
        blocked.push(user.clone());
    }
    true
}
