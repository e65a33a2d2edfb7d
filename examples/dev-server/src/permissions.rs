//! Who is granted what: the two documented permission files of a Chat Service Backend (`PERMISSIONS_CONFIG`), and what holds
//! without one.
//!
//! Version 2 grants names of permissions (`create-message`, `update-channel-owner`) to roles, version 1 is a list of policies
//! that are tried by priority. Both answer one question: may somebody with these roles do this, here? It knows no channel and
//! no database; `access` asks it and makes capabilities of the answers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use crate::permissions::defaults::{APP, GUEST, KINDS, MEMBER, MODERATOR, OWNER, VISITOR};

mod defaults;

/// Names of permissions that a role is granted.
type Grants = BTreeSet<String>;
/// What each role is granted.
type Roles = BTreeMap<String, Grants>;

/// Everything that is granted, by channel type and for the whole app.
#[derive(Clone, Debug)]
pub struct Permissions {
    kinds: BTreeMap<String, Rules>,
    app: Roles,
    /// The file as it was written, and its version: what Stream itself is told.
    pub(crate) file: Option<(u8, Value)>,
}

#[derive(Clone, Debug)]
enum Rules {
    Grants(Roles),
    Policies(Vec<Policy>),
}

/// One entry of a version 1 file.
#[derive(Clone, Debug)]
struct Policy {
    /// Actions in Stream's spelling, `CreateMessage`, and whether each is meant for one's own things only; none means any.
    resources: Vec<(String, bool)>,
    /// None means any.
    roles: Vec<String>,
    owner: bool,
    allows: bool,
    priority: i64,
}

/// Somebody who wants something in a channel, or nowhere in particular.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'s> {
    /// The role of the user.
    pub(crate) role: &'s str,
    /// The role of the member, of those who are one.
    pub(crate) channel_role: Option<&'s str>,
}

impl Default for Permissions {
    fn default() -> Self {
        let kinds = KINDS.iter().map(|kind| ((*kind).to_owned(), Rules::Grants(default_roles(kind)))).collect();
        let app = ["admin", "guest", "user"].iter().map(|role| ((*role).to_owned(), set(&APP))).collect();
        Self { kinds, app, file: None }
    }
}

impl Permissions {
    /// Reads the file that the environment names; without one, what holds by default.
    ///
    /// # Errors
    /// What is wrong and where, for whoever wrote the file.
    pub fn read(path: Option<&Path>, version: Option<&str>) -> Result<Self, String> {
        let version = match version {
            None | Some("2") => 2,
            Some("1") => 1,
            Some(other) => return Err(format!("PERMISSIONS_VERSION is 1 or 2, not {other}")),
        };
        let Some(path) = path else { return Ok(Self::default()) };
        let text = fs::read_to_string(path).map_err(|error| format!("PERMISSIONS_CONFIG {}: {error}", path.display()))?;
        let json = serde_json::from_str(&text).map_err(|error| format!("PERMISSIONS_CONFIG {}: {error}", path.display()))?;
        Self::of(version, json).map_err(|error| format!("PERMISSIONS_CONFIG {}: {error}", path.display()))
    }

    /// Understands a file's content.
    ///
    /// # Errors
    /// What is wrong and where.
    pub fn of(version: u8, json: Value) -> Result<Self, String> {
        let mut this = Self::default();
        let file = json.as_object().ok_or("the file must be an object by channel type")?;
        if version == 1 {
            this.take_policies(file)?
        } else {
            this.take_grants(file)?
        }
        this.file = Some((version, json));
        Ok(this)
    }

    fn take_policies(&mut self, file: &Map<String, Value>) -> Result<(), String> {
        for (kind, policies) in file {
            check_kind(kind)?;
            let policies = policies.as_array().ok_or_else(|| format!("{kind} must be a list of policies"))?;
            let read = policies.iter().enumerate().map(|(at, policy)| Policy::read(&format!("{kind}[{at}]"), policy));
            let mut policies = read.collect::<Result<Vec<_>, _>>()?;
            policies.sort_by_key(|policy| std::cmp::Reverse(policy.priority));
            self.kinds.insert(kind.clone(), Rules::Policies(policies));
        }
        Ok(())
    }

    fn take_grants(&mut self, file: &Map<String, Value>) -> Result<(), String> {
        for kind in file.keys().filter(|kind| *kind != "app") {
            check_kind(kind)?;
            self.kinds.entry(kind.clone()).or_insert_with(|| Rules::Grants(default_roles(kind)));
        }
        if let Some(app) = file.get("app") {
            for (role, names) in each_role("app", app)? {
                change(self.app.entry(role.clone()).or_default(), &names);
                // What is granted, or taken away, in the whole app is so in every channel type that does not say otherwise.
                for rules in self.kinds.values_mut() {
                    let Rules::Grants(roles) = rules else { continue };
                    let granted = roles.entry(role.clone()).or_default();
                    for name in &names {
                        match name.strip_prefix('!') {
                            Some(name) => drop(granted.remove(name)),
                            None => drop(granted.insert(name.clone())),
                        }
                    }
                }
            }
        }
        for (kind, roles) in file.iter().filter(|(kind, _)| *kind != "app") {
            let Some(Rules::Grants(known)) = self.kinds.get_mut(kind) else { continue };
            for (role, names) in each_role(kind, roles)? {
                change(known.entry(role).or_default(), &names);
            }
        }
        Ok(())
    }

    /// Whether this server has such a channel type: the built-in ones and those of the file.
    pub(crate) fn has_kind(&self, kind: &str) -> bool {
        self.kinds.contains_key(kind)
    }

    /// Types of channels that somebody with this role may read without being a member.
    pub(crate) fn open_kinds(&self, role: &str) -> Vec<&str> {
        let who = Subject { role, channel_role: None };
        self.kinds.keys().map(String::as_str).filter(|kind| self.allows(kind, who, "read-channel", false)).collect()
    }

    /// Whether `who` may do something in a channel of this type; `owns` when it is theirs.
    pub(crate) fn allows(&self, kind: &str, who: Subject<'_>, action: &str, owns: bool) -> bool {
        match self.kinds.get(kind).or_else(|| self.kinds.get("messaging")) {
            None => false,
            Some(Rules::Grants(roles)) => who.roles(roles).any(|granted| has(granted, action, owns)),
            Some(Rules::Policies(policies)) => {
                let names = [camel(action), camel(stand_in(action))];
                policies.iter().find(|policy| policy.matches(who, &names, owns)).is_some_and(|policy| policy.allows)
            }
        }
    }

    /// Whether somebody with this role may do something that belongs to no channel.
    pub(crate) fn allows_in_app(&self, role: &str, action: &str) -> bool {
        self.app.get(role).or_else(|| self.app.get("user")).is_some_and(|granted| has(granted, action, true))
    }
}

impl<'s> Subject<'s> {
    /// What the roles of this subject are granted. A channel role that nobody described is that of a member.
    fn roles(self, roles: &Roles) -> impl Iterator<Item = &Grants> {
        let member = self.channel_role.and_then(|role| roles.get(role).or_else(|| roles.get("channel_member")));
        roles.get(self.role).or_else(|| roles.get("user")).into_iter().chain(member)
    }

    fn has_role(self, role: &str) -> bool {
        role == self.role || self.channel_role.is_some_and(|own| own == role)
    }
}

impl Policy {
    fn read(path: &str, json: &Value) -> Result<Self, String> {
        let policy = json.as_object().ok_or_else(|| format!("{path} must be an object"))?;
        let texts = |key: &str| match policy.get(key) {
            None => Ok(Vec::new()),
            Some(value) => list(&format!("{path}.{key}"), value),
        };
        let action = policy.get("action").map_or(Some("allow"), Value::as_str).unwrap_or_default();
        let allows = match action.to_ascii_lowercase().as_str() {
            "allow" => true,
            "deny" => false,
            _ => return Err(format!("{path}.action must be allow or deny")),
        };
        let priority =
            policy.get("priority").map_or(Some(0), Value::as_i64).ok_or_else(|| format!("{path}.priority must be a whole number"))?;
        let owner = policy.get("owner").map_or(Some(false), Value::as_bool).ok_or_else(|| format!("{path}.owner must be true or false"))?;
        let any = |name: &String| matches!(name.as_str(), "*" | "AnyResource" | "AnyRole");
        let (resources, roles) = (texts("resources")?, texts("roles")?);
        let resources = if resources.iter().any(any) { Vec::new() } else { resources.iter().map(|name| resource(name)).collect() };
        Ok(Self { resources, roles: if roles.iter().any(any) { Vec::new() } else { roles }, owner, allows, priority })
    }

    fn matches(&self, who: Subject<'_>, names: &[String], owns: bool) -> bool {
        (self.roles.is_empty() || self.roles.iter().any(|role| who.has_role(role)))
            && (!self.owner || owns)
            && (self.resources.is_empty() || self.resources.iter().any(|(name, own)| names.contains(name) && (!own || owns)))
    }
}

/// A resource of a policy in one spelling: `UpdateOwnMessage` is `UpdateMessage` of one's own.
fn resource(name: &str) -> (String, bool) {
    let plain = name.replacen("Any", "", 1).replacen("Own", "", 1);
    let plain = if plain == "UpdateMembersChannel" { "UpdateChannelMembers".to_owned() } else { plain };
    (plain, name.contains("Own"))
}

/// The resource that version 1 has in place of a newer permission.
fn stand_in(action: &str) -> &str {
    match action {
        "add-links"
        | "cast-vote"
        | "create-mention"
        | "create-poll"
        | "create-reply"
        | "create-restricted-visibility-message"
        | "notify-channel"
        | "notify-group"
        | "notify-here"
        | "notify-role"
        | "query-votes"
        | "quote-message"
        | "send-custom-event"
        | "share-location" => "create-message",
        "ban-channel-member" | "skip-channel-cooldown" => "ban-user",
        "create-attachment" => "upload-attachment",
        "flag-message" | "join-channel" | "leave-channel" | "mute-channel" => "read-channel",
        "update-channel-cooldown" | "update-channel-frozen" => "update-channel",
        "update-thread" => "update-message",
        other => other,
    }
}

/// `create-message` is `CreateMessage`.
fn camel(action: &str) -> String {
    let word = |word: &str| word.get(..1).map(str::to_ascii_uppercase).unwrap_or_default() + word.get(1..).unwrap_or_default();
    action.split('-').map(word).collect()
}

fn has(granted: &Grants, action: &str, owns: bool) -> bool {
    granted.contains(action) || (owns && granted.contains(&format!("{action}-owner")))
}

/// A list with a `!` in it changes what was granted; one without is all that is granted.
fn change(granted: &mut Grants, names: &[String]) {
    if names.iter().any(|name| name.starts_with('!')) {
        for name in names {
            match name.strip_prefix('!') {
                Some(name) => drop(granted.remove(name)),
                None => drop(granted.insert(name.clone())),
            }
        }
    } else {
        *granted = names.iter().cloned().collect();
    }
}

fn each_role(path: &str, roles: &Value) -> Result<Vec<(String, Vec<String>)>, String> {
    let roles = roles.as_object().ok_or_else(|| format!("{path} must be an object by role"))?;
    let read = |(role, names): (&String, &Value)| Ok((role.clone(), list(&format!("{path}.{role}"), names)?));
    roles.iter().map(read).collect()
}

fn list(path: &str, value: &Value) -> Result<Vec<String>, String> {
    let items = value.as_array().ok_or_else(|| format!("{path} must be a list of texts"))?;
    let read = |(at, item): (usize, &Value)| item.as_str().map(str::to_owned).ok_or_else(|| format!("{path}[{at}] must be a text"));
    items.iter().enumerate().map(read).collect()
}

fn check_kind(kind: &str) -> Result<(), String> {
    let is_plain = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-';
    if !kind.is_empty() && kind.len() <= 64 && kind.chars().all(is_plain) { Ok(()) } else { Err(format!("{kind:?} is no channel type")) }
}

fn set(names: &[&str]) -> Grants {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// What each role is granted in a channel type without a file.
fn default_roles(kind: &str) -> Roles {
    let all = |parts: &[&[&str]]| set(&parts.concat());
    let owned: Vec<String> = OWNER.iter().map(|name| format!("{name}-owner")).collect();
    let mut user: Grants = owned.into_iter().chain(["create-channel".to_owned()]).collect();
    let mut guest = Grants::new();
    if kind == "livestream" {
        user.extend(set(&VISITOR));
        guest = set(&GUEST);
    }
    [
        ("admin", all(&[&MEMBER, &MODERATOR, &OWNER, &["create-channel"]])),
        ("channel_member", set(&MEMBER)),
        ("channel_moderator", all(&[&MEMBER, &MODERATOR])),
        ("guest", guest),
        ("user", user),
    ]
    .map(|(role, granted)| (role.to_owned(), granted))
    .into()
}

#[cfg(test)]
mod tests;
