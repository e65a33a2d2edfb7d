//! Query channels: which channels, in which order (protocol 4.2).

use serde_json::{Value, json};

use crate::clock;
use crate::error::Error;
use crate::filter::{Filter, Sort};
use crate::request::limit;
use crate::store::channels::{self, Channel};
use crate::store::{members, reads, users};
use crate::stream::place::Place;
use crate::work::Work;

/// A candidate with everything a filter may ask about.
struct Candidate {
    place: Place,
    members: Vec<String>,
    names: Vec<Value>,
    unread: i64,
    is_muted: bool,
}

/// The places on the page that `asked` describes.
pub(crate) fn select(work: &Work<'_>, asked: &Value) -> Result<Vec<Place>, Error> {
    let (offset, limit) = (limit(&asked["offset"], 0, 100_000), limit(&asked["limit"], 10, 30));
    Ok(all(work, asked)?.into_iter().skip(offset).take(limit).collect())
}

/// Every place that passes `filter_conditions`, in the order of `sort`.
pub(crate) fn all(work: &Work<'_>, asked: &Value) -> Result<Vec<Place>, Error> {
    let filter = Filter::parse(&asked["filter_conditions"])?;
    let sort = Sort::parse(&asked["sort"])?.or("last_updated", true);
    let mut found = candidates(work)?;
    found.retain(|candidate| candidate.passes(&filter));
    found.sort_by(|left, right| {
        sort.order(&|name| left.field(name), &|name| right.field(name)).then_with(|| left.place.channel.cid.cmp(&right.place.channel.cid))
    });
    Ok(found.into_iter().map(|candidate| candidate.place).collect())
}

fn candidates(work: &Work<'_>) -> Result<Vec<Candidate>, Error> {
    channels::visible(work, &work.me)?.into_iter().map(|channel| Candidate::of(work, channel)).collect()
}

/// The cids that pass each of some filters, for tests that compare evaluators; `None` where a filter is refused.
pub(crate) fn passing(work: &Work<'_>, filters: &[Value]) -> Result<Vec<Option<Vec<String>>>, Error> {
    let candidates = candidates(work)?;
    let pass = |filter: &Value| {
        let filter = Filter::parse(filter).ok()?;
        Some(candidates.iter().filter(|it| it.passes(&filter)).map(|it| it.place.channel.cid.clone()).collect())
    };
    Ok(filters.iter().map(pass).collect())
}

impl Candidate {
    /// Hidden channels are left out, unless the filter asks for them.
    fn passes(&self, filter: &Filter) -> bool {
        let is_hidden = self.place.membership.as_ref().is_some_and(|member| member.hidden);
        (!is_hidden || filter.mentions("hidden") || filter.mentions("cid")) && filter.matches(&|name| self.field(name))
    }

    fn of(work: &Work<'_>, channel: Channel) -> Result<Self, Error> {
        let cid = channel.cid.clone();
        let members = members::ids(work, &cid)?;
        let names = members.iter().map(|id| Ok(users::shown(work, id)?.remove("name").unwrap_or_default()));
        Ok(Self {
            names: names.collect::<Result<_, Error>>()?,
            members,
            unread: reads::find(work, &cid, &work.me)?.map_or(0, |read| read.unread),
            is_muted: channels::is_muted(work, &cid)?,
            place: Place::of(work, channel)?,
        })
    }

    fn field(&self, name: &str) -> Value {
        let channel = &self.place.channel;
        let member = self.place.membership.as_ref();
        match name {
            "type" => channel.kind.clone().into(),
            "id" => channel.id.clone().into(),
            "cid" => channel.cid.clone().into(),
            "created_at" => clock::json(Some(channel.created_at)),
            "updated_at" => clock::json(Some(channel.updated_at)),
            "last_message_at" => clock::json(channel.last_message_at),
            "last_updated" => clock::json(channel.last_message_at.max(Some(channel.created_at))),
            "created_by_id" => channel.created_by.clone().into(),
            "member_count" => self.members.len().into(),
            "frozen" => channel.frozen.into(),
            "disabled" => false.into(),
            // Nobody is banned from the whole app here.
            "app_banned" => "excluded".into(),
            "hidden" => member.is_some_and(|member| member.hidden).into(),
            "muted" => self.is_muted.into(),
            "pinned" => member.is_some_and(|member| member.pinned_at.is_some()).into(),
            "archived" => member.is_some_and(|member| member.archived_at.is_some()).into(),
            "pinned_at" => clock::json(member.and_then(|member| member.pinned_at)),
            "joined" => member.is_some_and(|member| member.invite.is_empty() || member.invite == "accepted").into(),
            "invite" => member.map(|member| member.invite.clone()).filter(|invite| !invite.is_empty()).into(),
            "has_unread" => (self.unread > 0).into(),
            "unread_count" => self.unread.into(),
            "members" => json!(self.members),
            "member.user.name" => self.names.clone().into(),
            "filter_tags" => channel.custom.get(name).cloned().unwrap_or_else(|| json!([])),
            custom => channel.custom.get(custom).cloned().unwrap_or_default(),
        }
    }
}
