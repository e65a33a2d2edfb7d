//! What a measuring harness asks of any server: a known world, messages from others, and a flood of them.
//! The routes exist only with `--faults`.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use rusqlite::params;
use serde_json::{Value, json};
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::answer::Answer;
use crate::app::App;
use crate::clock;
use crate::error::Error;
use crate::request::Body;
use crate::seed::crowd::{self, Size};
use crate::seed::dice::Dice;
use crate::store::{Object, channels};
use crate::stream::place::Place;
use crate::stream::{reactions, sending, telling};
use crate::work::Work;

/// Reactions of a flood, in turn.
const KINDS: [&str; 5] = ["like", "love", "haha", "wow", "sad"];

/// The routes under `/__control`.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/__control/reset", post(reset))
        .route("/__control/message", post(message))
        .route("/__control/flood", post(flood))
        .route("/__control/state", get(state).post(state))
}

/// A whole number of the body.
fn number(body: &Value, key: &str, default: usize, max: usize) -> usize {
    crate::request::limit(&body[key], default, max)
}

/// `{"channels": 30, "messages": 1200, "first": 5000}`: ends every socket and replaces everything by a world of that size.
async fn reset(State(app): State<App>, Body(body): Body) -> Result<Answer, Error> {
    app.hub.close(None, 1000);
    let first = body["first"].is_u64().then(|| number(&body, "first", 0, 100_000));
    let size = Size { channels: number(&body, "channels", 30, 1_000), messages: number(&body, "messages", 1_200, 100_000), first };
    app.raw(move |connection| Ok(crowd::replace(connection, size)?)).await?;
    // Their rows are gone.
    let _ = tokio::fs::remove_dir_all(&app.settings.uploads).await;
    Ok(Answer::ok(json!({ "ok": true, "channels": size.channels })))
}

/// `{"channel": "c000", "text": "…", "user": "u0"}`: somebody says something.
async fn message(State(app): State<App>, Body(body): Body) -> Result<Answer, Error> {
    let user = body["user"].as_str().unwrap_or("u0").to_owned();
    let cid = cid(&body);
    let sent = app.work(user, move |work| say(work, &cid, body["text"].as_str().unwrap_or_default())).await?;
    Ok(Answer::ok(json!({ "id": sent["id"] })))
}

fn cid(body: &Value) -> String {
    format!("messaging:{}", body["channel"].as_str().unwrap_or("c000"))
}

fn say(work: &Work<'_>, cid: &str, text: &str) -> Result<Value, Error> {
    sending::send(work, &Place::enter(work, cid)?, &json!({ "message": { "text": text } }))
}

/// How many channels, sockets, and messages in each channel.
async fn state(State(app): State<App>) -> Result<Answer, Error> {
    let sockets = app.hub.count();
    let counts = app.raw(|connection| {
        let query = "SELECT id, (SELECT COUNT(*) FROM messages m WHERE m.cid = c.cid AND parent_id IS NULL) FROM channels c ORDER BY id";
        let mut query = connection.prepare(query)?;
        let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, Value::from(row.get::<_, i64>(1)?))))?;
        Ok(rows.collect::<Result<Object, _>>()?)
    });
    let messages = counts.await?;
    Ok(Answer::ok(json!({ "channels": messages.len(), "sockets": sockets, "messages": messages })))
}

/// What one step of a flood is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Message,
    Reaction,
    Typing,
}

impl Step {
    /// Step `i` of `total`: kinds spread evenly by the golden ratio, a message at the end.
    fn of(i: usize, total: usize, mix: &Value) -> Self {
        let share = |kind: &str, default: f64| mix[kind].as_f64().unwrap_or(default);
        let at = (i as f64 * 0.618_033_988_749_895).fract();
        let messages = share("message", 0.6);
        match at {
            _ if i + 1 == total || at < messages => Self::Message,
            _ if at < messages + share("reaction", 0.25) => Self::Reaction,
            _ => Self::Typing,
        }
    }
}

/// `{"channel": "c000", "rate": 200, "seconds": 5, "tag": "flood200", "mix": {…}}`: so many events per second by the
/// others; answers when all are committed and delivered.
async fn flood(State(app): State<App>, Body(body): Body) -> Result<Answer, Error> {
    let (rate, seconds) = (number(&body, "rate", 50, 5_000), number(&body, "seconds", 5, 600));
    let (total, cid, tag) = (rate * seconds, cid(&body), body["tag"].as_str().unwrap_or("flood").to_owned());
    let (mut sent, mut messages, mut last_at) = (0_usize, 0_usize, 0);
    let mut counts = [0_usize; 3];
    let start = Instant::now();
    let mut ticks = interval(Duration::from_millis(5));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    while sent < total {
        ticks.tick().await;
        let due = (start.elapsed().as_secs_f64() * rate as f64) as usize + 1;
        let mut steps = Vec::new();
        for number in sent..due.min(total) {
            let step = Step::of(number, total, &body["mix"]);
            if let Some(count) = counts.get_mut(step as usize) {
                *count += 1;
            }
            let text = (step == Step::Message).then(|| format!("[{tag}#{messages}] {}", words(number)));
            messages += usize::from(text.is_some());
            let cid = cid.clone();
            steps.push((format!("u{}", number % 8), move |work: &Work<'_>| carry_out(work, &cid, step, number, text.as_deref())));
        }
        sent += steps.len();
        // What is due together is stored together, as several writers would be by a group commit.
        app.works(steps).await?;
        last_at = clock::wall() / 1_000;
    }
    let took = start.elapsed();
    let [of_messages, of_reactions, of_typing] = counts;
    Ok(Answer::ok(json!({
        "requested": { "rate": rate, "seconds": seconds }, "sent": sent,
        "counts": { "message": of_messages, "reaction": of_reactions, "typing": of_typing },
        "messages": messages, "lastText": format!("[{tag}#{}]", messages.saturating_sub(1)), "lastSentAt": last_at,
        "wallMs": u64::try_from(took.as_millis()).unwrap_or(u64::MAX), "actualRate": (sent as f64 / took.as_secs_f64()).round(),
    })))
}

fn words(i: usize) -> String {
    crowd::text(i, &mut Dice::new(u64::try_from(i).unwrap_or_default()))
}

fn carry_out(work: &Work<'_>, cid: &str, step: Step, number: usize, text: Option<&str>) -> Result<(), Error> {
    match step {
        Step::Message => say(work, cid, text.unwrap_or_default()).map(|_| ()),
        Step::Reaction => {
            let recent = "SELECT id FROM messages WHERE cid = ?1 AND deleted_at IS NULL ORDER BY created_at DESC LIMIT 1 OFFSET ?2";
            let Some(id) = work.one(recent, params![cid, number % 20], |row| row.get::<_, String>(0))? else { return Ok(()) };
            let kind = KINDS.get(number % KINDS.len()).copied().unwrap_or("like");
            reactions::react(work, &id, &json!({ "type": kind }), false).map(|_| ())
        }
        Step::Typing => {
            let channel = channels::load(work, cid)?;
            let event = telling::event(work, &channel, if number.is_multiple_of(2) { "typing.stop" } else { "typing.start" })?;
            telling::to_watchers(work, &channel, event)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_keeps_its_mix_and_ends_with_a_message() {
        let steps: Vec<Step> = (0..1_000).map(|i| Step::of(i, 1_000, &Value::Null)).collect();
        let count = |kind| steps.iter().filter(|step| **step == kind).count();
        assert!((595..=605).contains(&count(Step::Message)), "{}", count(Step::Message));
        assert!((245..=255).contains(&count(Step::Reaction)), "{}", count(Step::Reaction));
        assert!((1..100).all(|total| Step::of(total - 1, total, &Value::Null) == Step::Message));
        assert_eq!(Step::of(0, 10, &json!({ "message": 0.0, "reaction": 1.0 })), Step::Reaction);
    }
}
