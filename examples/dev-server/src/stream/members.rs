//! Members: add, remove, invite, roles, pin and archive, query (protocol 4.6).

use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::app::App;
use crate::clock;
use crate::error::Error;
use crate::filter::{Filter, Sort};
use crate::request::{Actor, Body, cid, limit};
use crate::store::channels::{self, Channel};
use crate::store::members::{self, Member};
use crate::store::{Object, custom_of, texts, users};
use crate::stream::place::{Place, watching};
use crate::stream::telling;
use crate::work::Work;

/// Keys of a member that are not custom data.
const RESERVED: [&str; 18] = [
    "user",
    "user_id",
    "status",
    "role",
    "channel_role",
    "is_moderator",
    "invited",
    "invite_accepted_at",
    "invite_rejected_at",
    "banned",
    "shadow_banned",
    "notifications_muted",
    "pinned",
    "pinned_at",
    "archived",
    "archived_at",
    "created_at",
    "updated_at",
];

/// Ids in a list of ids and objects mixed.
pub(crate) fn member_ids(list: &Value) -> Vec<String> {
    let id = |item: &Value| item.as_str().or(item["user_id"].as_str()).or(item["user"]["id"].as_str()).map(str::to_owned);
    list.as_array().into_iter().flatten().filter_map(id).collect()
}

/// Carries out the member parts of an update; answers whether there were any.
pub(crate) fn update_members(work: &Work<'_>, place: &mut Place, asked: &Value) -> Result<bool, Error> {
    let keys = ["add_members", "remove_members", "invites", "add_moderators", "demote_moderators", "assign_roles"];
    if keys.iter().any(|key| asked[*key].as_array().is_some_and(|list| list.len() > 100)) {
        return Err(Error::input("at most 100 members at once"));
    }
    let mut changed = update_tags(place, asked)?;
    for (key, invite) in [("add_members", ""), ("invites", "pending")] {
        for (id, item) in member_ids(&asked[key]).into_iter().zip(asked[key].as_array().into_iter().flatten()) {
            changed = true;
            add(work, place, &id, item, invite, asked)?;
        }
    }
    for id in member_ids(&asked["remove_members"]) {
        changed = true;
        remove(work, place, &id)?;
    }
    let roles = [("add_moderators", "channel_moderator"), ("demote_moderators", "channel_member")];
    let mut assigned: Vec<(String, String)> = Vec::new();
    for (key, role) in roles {
        assigned.extend(member_ids(&asked[key]).into_iter().map(|id| (id, role.to_owned())));
    }
    for item in asked["assign_roles"].as_array().into_iter().flatten() {
        let (id, role) = (item["user_id"].as_str(), item["channel_role"].as_str());
        assigned.extend(id.zip(role).map(|(id, role)| (id.to_owned(), role.to_owned())));
    }
    for (id, role) in assigned {
        changed = true;
        place.need("update-channel-members")?;
        let mut member = load(work, &place.channel.cid, &id)?;
        member.channel_role = role;
        save(work, &place.channel, member)?;
    }
    for (key, answer) in [("accept_invite", "accepted"), ("reject_invite", "rejected")] {
        if asked[key] == true {
            changed = true;
            answer_invite(work, place, answer)?;
        }
    }
    *place = Place::of(work, place.channel.clone()).unwrap_or_else(|_| place.clone());
    Ok(changed)
}

/// `add_filter_tags` and `remove_filter_tags`; answers whether there were any.
fn update_tags(place: &mut Place, asked: &Value) -> Result<bool, Error> {
    let (added, removed) = (texts(&asked["add_filter_tags"]), texts(&asked["remove_filter_tags"]));
    if added.is_empty() && removed.is_empty() {
        return Ok(false);
    }
    place.need("update-channel")?;
    let mut tags = texts(place.channel.custom.get("filter_tags").unwrap_or(&Value::Null));
    tags.retain(|tag| !removed.contains(tag) && !added.contains(tag));
    tags.extend(added);
    place.channel.custom.insert("filter_tags".into(), json!(tags));
    Ok(true)
}

fn add(work: &Work<'_>, place: &Place, id: &str, item: &Value, invite: &str, asked: &Value) -> Result<(), Error> {
    let joins_openly = id == work.me && place.membership.is_none() && place.can("join-channel");
    if !joins_openly {
        place.need("update-channel-members")?;
    }
    users::existing(work, id)?;
    let role = item["channel_role"].as_str().unwrap_or("channel_member");
    if !members::add(work, &place.channel.cid, id, role, invite)? {
        return Ok(());
    }
    let mut member = load(work, &place.channel.cid, id)?;
    member.custom = custom_of(item, &RESERVED);
    let from = asked["hide_history_before"].as_str().and_then(clock::parse);
    member.history_from = from.or((asked["hide_history"] == true).then_some(work.now));
    members::save(work, &place.channel.cid, &member)?;
    tell(work, &place.channel, &member, "member.added")?;
    tell_added(work, &place.channel, id, if invite.is_empty() { "notification.added_to_channel" } else { "notification.invited" })
}

/// Tells a user that they are in a channel now, or asked to be.
pub(crate) fn tell_added(work: &Work<'_>, channel: &Channel, id: &str, kind: &str) -> Result<(), Error> {
    let member = load(work, &channel.cid, id)?.shown(work, channel)?;
    let more = json!({ "channel": channel.with_members(work)?, "member": member });
    telling::to_user_with_totals(work, id, telling::with(telling::event(work, channel, kind)?, more))
}

fn remove(work: &Work<'_>, place: &Place, id: &str) -> Result<(), Error> {
    let leaves = id == work.me && place.can("leave-channel");
    if !leaves {
        place.need("update-channel-members")?;
    }
    let channel = &place.channel;
    let Some(member) = members::find(work, &channel.cid, id)? else {
        return Ok(());
    };
    let shown = member.shown(work, channel)?;
    members::remove(work, &channel.cid, id)?;
    let user = users::shown(work, id)?;
    let more = json!({ "member": shown, "user": user });
    telling::to_watchers(work, channel, telling::with(telling::event(work, channel, "member.removed")?, more.clone()))?;
    let gone = telling::with(telling::event(work, channel, "notification.removed_from_channel")?, more);
    telling::to_user_with_totals(work, id, telling::with(gone, json!({ "channel": channel.shown(work)? })))?;
    if channel.kind != "livestream" {
        work.hub().unwatch_user(id, &channel.cid);
        watching(work, channel, "user.watching.stop")?;
    }
    Ok(())
}

fn answer_invite(work: &Work<'_>, place: &Place, answer: &str) -> Result<(), Error> {
    let Some(mut member) = place.membership.clone().filter(|member| member.invite == "pending") else {
        return Err(Error::input("there is no pending invite"));
    };
    member.invite = answer.to_owned();
    member.invite_at = Some(work.now);
    let member = save(work, &place.channel, member)?;
    let event = telling::event(work, &place.channel, &format!("notification.invite_{answer}"))?;
    let more = json!({ "member": member.shown(work, &place.channel)?, "channel": place.channel.shown(work)? });
    telling::to_user(work, &work.me, telling::with(event, more))?;
    Ok(())
}

fn load(work: &Work<'_>, cid: &str, id: &str) -> Result<Member, Error> {
    members::find(work, cid, id)?.ok_or_else(|| Error::missing(format!("user {id} is not a member of {cid}")))
}

/// Stores a changed member and tells.
fn save(work: &Work<'_>, channel: &Channel, mut member: Member) -> Result<Member, Error> {
    member.updated_at = work.now;
    members::save(work, &channel.cid, &member)?;
    tell(work, channel, &member, "member.updated")?;
    Ok(member)
}

fn tell(work: &Work<'_>, channel: &Channel, member: &Member, kind: &str) -> Result<(), Error> {
    let more = json!({ "member": member.shown(work, channel)?, "user": users::shown(work, &member.user_id)? });
    telling::to_watchers(work, channel, telling::with(telling::event(work, channel, kind)?, more))
}

/// PATCH `/channels/{type}/{id}/member/{user_id}`: pin, archive, custom (protocol 4.6).
pub(crate) async fn update_one(
    State(app): State<App>,
    actor: Actor,
    Path((kind, id, user)): Path<(String, String, String)>,
    Body(asked): Body,
) -> Result<Answer, Error> {
    app.ask("UpdateMemberPartial", actor, move |work| {
        let place = Place::enter(work, &cid(&kind, &id)?)?;
        if user != work.me {
            place.need("update-channel-members")?;
        }
        let mut member = load(work, &place.channel.cid, &user)?;
        let (set, unset) = (&asked["set"], texts(&asked["unset"]));
        let wants = |key: &str| if unset.iter().any(|unset| unset == key) { Some(false) } else { set[key].as_bool() };
        // A pinned channel is not archived, and the other way round.
        if let Some(pinned) = wants("pinned") {
            member.pinned_at = pinned.then_some(work.now);
            member.archived_at = member.archived_at.filter(|_| !pinned);
        }
        if let Some(archived) = wants("archived") {
            member.archived_at = archived.then_some(work.now);
            member.pinned_at = member.pinned_at.filter(|_| !archived);
        }
        member.custom.extend(custom_of(set, &RESERVED));
        member.custom.retain(|key, _| !unset.contains(key));
        let member = save(work, &place.channel, member)?;
        Ok(Answer::ok(json!({ "channel_member": member.shown(work, &place.channel)? })))
    })
    .await
}

/// PATCH `/channels/{type}/{id}/member`: oneself.
pub(crate) async fn update_own(
    state: State<App>,
    actor: Actor,
    Path((kind, id)): Path<(String, String)>,
    body: Body,
) -> Result<Answer, Error> {
    let me = actor.user.clone();
    update_one(state, actor, Path((kind, id, me)), body).await
}

/// GET `/members?payload=` (protocol 4.6).
pub(crate) async fn query(State(app): State<App>, actor: Actor) -> Result<Answer, Error> {
    let asked = actor.params.payload()?;
    app.ask("QueryMembers", actor, move |work| {
        let kind = asked["type"].as_str().unwrap_or_default();
        let distinct = || channels::distinct_id(&member_ids(&asked["members"]));
        let id = asked["id"].as_str().filter(|id| !id.is_empty()).map_or_else(distinct, str::to_owned);
        let place = Place::enter(work, &cid(kind, &id)?)?;
        let filter = Filter::parse(&asked["filter_conditions"])?;
        let sort = Sort::parse(&asked["sort"])?.or("created_at", false);
        let everybody = members::page(work, &place.channel.cid, 10_000, 0)?;
        let shown = everybody.iter().map(|member| member.shown(work, &place.channel)).collect::<Result<Vec<_>, _>>()?;
        let mut found: Vec<Object> = shown.into_iter().filter(|member| filter.matches(&|name| field(member, name))).collect();
        found.sort_by(|left, right| sort.order(&|name| field(left, name), &|name| field(right, name)));
        let (offset, limit) = (limit(&asked["offset"], 0, 10_000), limit(&asked["limit"], 100, 300));
        let page: Vec<Object> = found.into_iter().skip(offset).take(limit).collect();
        Ok(Answer::ok(json!({ "members": page })))
    })
    .await
}

fn field(member: &Object, name: &str) -> Value {
    let user = || member.get("user").cloned().unwrap_or_default();
    match name {
        "id" => member.get("user_id").cloned().unwrap_or_default(),
        "name" | "last_active" => user()[name].clone(),
        "user.id" | "user.name" | "user.role" | "user.email" => user()[name.trim_start_matches("user.")].clone(),
        "joined" => (member.get("status").is_some_and(|status| status == "member" || status == "accepted")).into(),
        "invite" => member.get("status").filter(|status| *status != "member").cloned().unwrap_or_default(),
        _ => member.get(name).cloned().unwrap_or_default(),
    }
}
