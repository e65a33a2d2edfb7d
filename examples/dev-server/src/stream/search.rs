//! Finding messages again: search (protocol 5.8) and what was missed (3.3).

use axum::extract::State;
use rusqlite::params;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::app::App;
use crate::clock;
use crate::error::Error;
use crate::filter::{Filter, Sort};
use crate::request::{Actor, Body, limit};
use crate::store::messages::{COLUMNS, Message};
use crate::store::texts;
use crate::stream::listing;
use crate::stream::place::Place;
use crate::work::Work;

/// How many events `/sync` replays at most.
const MAX_EVENTS: usize = 1_000;
/// How far back `/sync` reaches: 30 days.
const MAX_AGE: i64 = 30 * 24 * 3_600 * 1_000_000;

/// GET `/search?payload=`. `next` is an offset.
pub(crate) async fn messages(State(app): State<App>, actor: Actor) -> Result<Answer, Error> {
    let asked = actor.params.payload()?;
    app.ask("Search", actor, move |work| {
        let filter = match (asked["query"].as_str(), &asked["message_filter_conditions"]) {
            (Some(words), Value::Null) => Filter::parse(&json!({ "text": { "$q": words } }))?,
            (None, conditions @ Value::Object(_)) => Filter::parse(&text_as_words(conditions))?,
            _ => return Err(Error::input("exactly one of query and message_filter_conditions is needed")),
        };
        let sort = Sort::parse(&asked["sort"])?;
        let offset = limit(&asked["offset"], 0, 1_000);
        if offset > 0 && (asked["next"].is_string() || !sort.is_empty()) {
            return Err(Error::field("offset", "goes without next and sort"));
        }
        let places = listing::all(work, &json!({ "filter_conditions": asked["filter_conditions"] }))?;
        let mut found = Vec::new();
        for place in places.iter().filter(|place| place.channel.has("search") && place.can("search-messages")) {
            for message in all_of(work, place)? {
                let shown = message.personal(work)?;
                if message.deleted_at.is_none() && filter.matches(&|name| field(&shown, name)) {
                    found.push((message.created_at, shown, place));
                }
            }
        }
        found.sort_by_key(|(at, _, _)| std::cmp::Reverse(*at));
        found.sort_by(|(_, left, _), (_, right, _)| sort.order(&|name| field(left, name), &|name| field(right, name)));
        let offset = asked["next"].as_str().and_then(|next| next.parse().ok()).unwrap_or(offset);
        let limit = limit(&asked["limit"], 10, 300);
        let next = (found.len() > offset + limit).then(|| (offset + limit).to_string());
        let mut results = Vec::new();
        for (_, mut message, place) in found.into_iter().skip(offset).take(limit) {
            message.insert("channel".into(), place.channel.shown(work)?.into());
            results.push(json!({ "message": message }));
        }
        Ok(Answer::ok(json!({ "results": results, "next": next })))
    })
    .await
}

/// A bare `text` searches words; it does not ask for exactly this text.
fn text_as_words(conditions: &Value) -> Value {
    let mut conditions = conditions.clone();
    if let Some(text) = conditions.get_mut("text").filter(|text| text.is_string()) {
        *text = json!({ "$q": text.clone() });
    }
    conditions
}

fn all_of(work: &Work<'_>, place: &Place) -> Result<Vec<Message>, Error> {
    let query = format!(
        "SELECT {COLUMNS} FROM messages m WHERE cid = ?1 AND created_at > ?2 AND deleted_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM message_removals WHERE message_id = m.id AND user_id = ?3)"
    );
    let from = place.history_from().unwrap_or(i64::MIN);
    let all = work.all(&query, params![place.channel.cid, from, work.me], Message::read)?;
    Ok(all.into_iter().filter(|message| message.is_for(&work.me)).collect())
}

fn field(message: &crate::store::Object, name: &str) -> Value {
    match name {
        "user.id" => message.get("user").map(|user| user["id"].clone()).unwrap_or_default(),
        "mentioned_users.id" => list(message, "mentioned_users", "id"),
        "attachments.type" => list(message, "attachments", "type"),
        "attachments" => message.get(name).filter(|list| list.as_array().is_some_and(|list| !list.is_empty())).cloned().unwrap_or_default(),
        "relevance" => Value::Null,
        _ => message.get(name).cloned().unwrap_or_default(),
    }
}

fn list(message: &crate::store::Object, name: &str, key: &str) -> Value {
    let items = message.get(name).and_then(Value::as_array).into_iter().flatten();
    items.map(|item| item[key].clone()).collect()
}

/// POST `/sync` (protocol 3.3).
pub(crate) async fn sync(State(app): State<App>, actor: Actor, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("Sync", actor, move |work| {
        let cids = texts(&asked["channel_cids"]);
        if cids.is_empty() || cids.len() > 255 {
            return Err(Error::field("channel_cids", "must have 1 to 255 entries"));
        }
        let since = asked["last_sync_at"].as_str().and_then(clock::parse).ok_or_else(|| Error::field("last_sync_at", "is not a time"))?;
        if work.now - since > MAX_AGE {
            return Err(Error::field("last_sync_at", "is older than 30 days"));
        }
        let (mut events, mut inaccessible) = (Vec::new(), Vec::new());
        for cid in cids {
            let Ok(place) = Place::enter(work, &cid) else {
                inaccessible.push(cid);
                continue;
            };
            let since = since.max(place.history_from().unwrap_or(since));
            let query = "SELECT seq, event FROM events WHERE cid = ?1 AND created_at > ?2
                AND (visible_to = '[]' OR EXISTS (SELECT 1 FROM json_each(visible_to) WHERE value = ?3)) ORDER BY seq LIMIT ?4";
            let rows = work.all(query, params![cid, since, work.me, MAX_EVENTS + 1], |row| {
                Ok((row.get::<_, i64>(0)?, crate::store::json_column(row, "event")?))
            })?;
            events.extend(rows);
        }
        if events.len() > MAX_EVENTS {
            return Err(Error::input("too many events"));
        }
        events.sort_by_key(|(seq, _)| *seq);
        let events: Vec<Value> = events.into_iter().map(|(_, event)| event).collect();
        Ok(Answer::created(json!({ "events": events, "inaccessible_cids": inaccessible })))
    })
    .await
}
