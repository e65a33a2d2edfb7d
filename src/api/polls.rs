//! Questions about polls (protocol section 6.2).

use super::{Outline, get, message, post, segment};
use crate::chat::{NewPoll, PollDeed};
use crate::json;
use crate::wire::{MessageId, Value};

/// Body of `POST /polls`.
pub(super) fn create(poll: &NewPoll) -> Value {
    let options: Vec<Value> = poll.options.iter().map(|text| json!({ "text": text.trim() })).collect();
    let mut body = json!({
        "name": poll.question.trim(), "options": options, "enforce_unique_vote": poll.limit.is_none(),
        "voting_visibility": if poll.is_anonymous { "anonymous" } else { "public" },
        "allow_user_suggested_options": poll.may_suggest, "allow_answers": poll.may_comment,
    });
    if let (Some(limit), Some(body)) = (poll.limit, body.as_object_mut()) {
        body.insert("max_votes_allowed".into(), limit.into());
    }
    body
}

/// What is done to the poll of a message.
pub(super) fn deed(id: &MessageId, poll: &str, deed: &PollDeed, vote: Option<&str>) -> Outline {
    let poll = segment(poll);
    let votes = || message(id, &["/polls/", &poll, "/vote"].concat());
    match (deed, vote) {
        (PollDeed::Toggle(_), Some(vote)) => Outline { method: "DELETE", ..get([&*votes(), "/", &segment(vote)].concat(), String::new()) },
        (PollDeed::Toggle(option), None) => post(votes(), json!({"vote": {"option_id": &**option}})),
        (PollDeed::Comment(text), _) => post(votes(), json!({"vote": {"answer_text": text.trim()}})),
        (PollDeed::Suggest(text), _) => post(["/polls/", &poll, "/options"].concat(), json!({ "text": text.trim() })),
        (PollDeed::End, _) => Outline { method: "PATCH", ..post(["/polls/", &*poll].concat(), json!({"set": {"is_closed": true}})) },
    }
}
