//! What a poll may be: how its definition is read from a request and what is refused (protocol 1.8 and 6.2).
//! It knows values only, no database. Called by `polls` and `poll_options`.

use serde_json::Value;

use crate::error::Error;
use crate::store::polls::{Choice, Poll, RESERVED};
use crate::store::{Object, custom_of};

/// Options of one poll, at most (protocol 1.8).
const MOST_OPTIONS: usize = 100;
/// Votes that a poll may allow one person, at most (protocol 1.8).
const MOST_VOTES: i64 = 10;
/// Characters of a question and of an option, at most. Stream names no limit; this one fits what can be shown.
const LONGEST: usize = 500;
/// Characters of a description, at most; as above.
const LONGEST_DESCRIPTION: usize = 2_000;
/// Characters of an id, at most (protocol 1.8).
const LONGEST_ID: usize = 255;

/// Keys of an option that are not custom data.
const OF_OPTION: [&str; 10] =
    ["id", "text", "poll_id", "position", "created_at", "updated_at", "vote_count", "votes", "user_id", "duration"];

/// Takes over what `asked` says of a poll; what it does not mention stays.
///
/// # Errors
/// Code 4 with the field that is wrong.
pub(crate) fn fill(poll: &mut Poll, asked: &Value) -> Result<(), Error> {
    if let Some(name) = text(asked, "name")? {
        poll.name = required(&name, "name")?;
    }
    if let Some(description) = text(asked, "description")? {
        poll.description = short(description, "description", LONGEST_DESCRIPTION)?;
    }
    match asked["voting_visibility"].as_str() {
        None if asked["voting_visibility"].is_null() => {}
        Some("public" | "") => poll.is_anonymous = false,
        Some("anonymous") => poll.is_anonymous = true,
        _ => return Err(Error::field("voting_visibility", "must be public or anonymous")),
    }
    let flags = [
        ("enforce_unique_vote", &mut poll.is_unique),
        ("allow_user_suggested_options", &mut poll.takes_options),
        ("allow_answers", &mut poll.takes_answers),
        ("is_closed", &mut poll.is_closed),
    ];
    for (key, flag) in flags {
        match &asked[key] {
            Value::Null => {}
            Value::Bool(on) => *flag = *on,
            _ => return Err(Error::field(key, "must be true or false")),
        }
    }
    match &asked["max_votes_allowed"] {
        Value::Null => {}
        most => {
            let most = most.as_i64().filter(|most| (1..=MOST_VOTES).contains(most));
            poll.max_votes = Some(most.ok_or_else(|| Error::field("max_votes_allowed", "must be 1 to 10"))?);
        }
    }
    match &asked["options"] {
        Value::Null => {}
        Value::Array(sent) => poll.options = options(sent, &poll.options)?,
        _ => return Err(Error::field("options", "must be a list")),
    }
    poll.custom.extend(custom_of(asked, &RESERVED));
    if poll.name.is_empty() { Err(Error::field("name", "is needed")) } else { Ok(()) }
}

/// Takes away what `keys` name: a poll has its defaults then.
///
/// # Errors
/// Code 4 for what a poll cannot be without.
pub(crate) fn clear(poll: &mut Poll, keys: &[String]) -> Result<(), Error> {
    for key in keys {
        match key.as_str() {
            "description" => poll.description.clear(),
            "voting_visibility" => poll.is_anonymous = false,
            "enforce_unique_vote" => poll.is_unique = false,
            "max_votes_allowed" => poll.max_votes = None,
            "allow_user_suggested_options" => poll.takes_options = false,
            "allow_answers" => poll.takes_answers = false,
            "is_closed" => poll.is_closed = false,
            reserved if RESERVED.contains(&reserved) => return Err(Error::field("unset", &format!("cannot name {reserved}"))),
            custom => drop(poll.custom.remove(custom)),
        }
    }
    Ok(())
}

/// The id that a client chose for a poll or an option, if it did.
///
/// # Errors
/// Code 4 for one that is too long.
pub(crate) fn id(asked: &Value) -> Result<Option<String>, Error> {
    let id = text(asked, "id")?.filter(|id| !id.is_empty());
    id.map(|id| short(id, "id", LONGEST_ID)).transpose()
}

/// A further option of a poll.
///
/// # Errors
/// Code 4 when it is none, is there already, or is one too many.
pub(crate) fn option(poll: &Poll, sent: &Value) -> Result<Choice, Error> {
    let option = choice(sent, &[])?;
    check([&poll.options, std::slice::from_ref(&option)].concat())?;
    Ok(option)
}

/// The options of a list. One without an id is the known one of the same text, or new.
fn options(sent: &[Value], known: &[Choice]) -> Result<Vec<Choice>, Error> {
    check(sent.iter().map(|option| choice(option, known)).collect::<Result<_, _>>()?)
}

/// Options that can be told apart, and not too many.
pub(crate) fn check(options: Vec<Choice>) -> Result<Vec<Choice>, Error> {
    if options.len() > MOST_OPTIONS {
        return Err(Error::field("options", &format!("has more than {MOST_OPTIONS} entries")));
    }
    for (at, option) in options.iter().enumerate() {
        if options.iter().skip(at + 1).any(|other| other.id == option.id || other.text == option.text) {
            return Err(Error::field("options", &format!("has an option twice: {}", option.text)));
        }
    }
    Ok(options)
}

/// One option as it is sent.
pub(crate) fn choice(sent: &Value, known: &[Choice]) -> Result<Choice, Error> {
    let text = required(&text(sent, "text")?.unwrap_or_default(), "text")?;
    let same = known.iter().find(|option| option.text == text).map(|option| option.id.clone());
    let id = id(sent)?.or(same).unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
    Ok(Choice { id, text, custom: custom(sent) })
}

fn custom(option: &Value) -> Object {
    custom_of(option, &OF_OPTION)
}

/// The text of a key that is there.
fn text(asked: &Value, key: &str) -> Result<Option<String>, Error> {
    match &asked[key] {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        _ => Err(Error::field(key, "must be a text")),
    }
}

/// A text that says something, without the space around it.
fn required(text: &str, field: &str) -> Result<String, Error> {
    let text = text.trim();
    if text.is_empty() { Err(Error::field(field, "is needed")) } else { short(text.to_owned(), field, LONGEST) }
}

fn short(text: String, field: &str, most: usize) -> Result<String, Error> {
    if text.chars().count() > most { Err(Error::field(field, &format!("is longer than {most} characters"))) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(asked: &Value) -> Result<Poll, Error> {
        let mut poll = Poll::default();
        fill(&mut poll, asked)?;
        Ok(poll)
    }

    fn texts(poll: &Poll) -> Vec<&str> {
        poll.options.iter().map(|option| option.text.as_str()).collect()
    }

    #[test]
    fn what_is_not_mentioned_stays_and_what_is_unset_is_as_in_the_beginning() {
        let mut poll = read(&json!({
            "name": " Lunch? ", "description": "d", "voting_visibility": "anonymous", "enforce_unique_vote": true,
            "max_votes_allowed": 3, "allow_answers": true, "options": [{ "text": "A", "colour": "red" }], "mood": "good", "vote_count": 9,
        }))
        .unwrap();
        assert_eq!((poll.name.as_str(), poll.max_votes, poll.custom.len()), ("Lunch?", Some(3), 1));
        assert_eq!(poll.options[0].custom["colour"], "red");
        let before = poll.clone();
        fill(&mut poll, &json!({})).unwrap();
        assert_eq!(poll, before);
        fill(&mut poll, &json!({ "is_closed": true, "name": "Dinner?" })).unwrap();
        assert_eq!(poll, Poll { is_closed: true, name: "Dinner?".into(), ..before });
        let all = ["description", "voting_visibility", "enforce_unique_vote", "max_votes_allowed", "allow_answers", "is_closed", "mood"];
        clear(&mut poll, &all.map(str::to_owned)).unwrap();
        assert_eq!(poll, Poll { name: "Dinner?".into(), options: poll.options.clone(), ..Poll::default() });
        for needed in ["name", "id", "options", "created_by"] {
            assert_eq!(clear(&mut poll, &[needed.to_owned()]).unwrap_err().code(), 4, "{needed}");
        }
    }

    #[test]
    fn an_option_keeps_its_id_by_id_or_by_text() {
        let mut poll = read(&json!({ "name": "?", "options": [{ "id": "1", "text": "A" }, { "id": "2", "text": "B" }] })).unwrap();
        fill(&mut poll, &json!({ "options": [{ "text": "B" }, { "id": "1", "text": "A2" }, { "text": "C" }] })).unwrap();
        assert_eq!(texts(&poll), ["B", "A2", "C"]);
        assert_eq!((poll.options[0].id.as_str(), poll.options[1].id.as_str()), ("2", "1"));
        assert!(poll.option("").is_none() && poll.options[2].id.len() == 36);
    }

    #[test]
    fn what_no_poll_can_be_is_refused() {
        let many: Vec<Value> = (0..101).map(|n| json!({ "text": n.to_string() })).collect();
        for wrong in [
            json!({}),
            json!({ "name": " " }),
            json!({ "name": 7 }),
            json!({ "name": "x".repeat(501) }),
            json!({ "name": "?", "description": "x".repeat(2_001) }),
            json!({ "name": "?", "description": [] }),
            json!({ "name": "?", "voting_visibility": "secret" }),
            json!({ "name": "?", "voting_visibility": 1 }),
            json!({ "name": "?", "is_closed": "yes" }),
            json!({ "name": "?", "enforce_unique_vote": 1 }),
            json!({ "name": "?", "max_votes_allowed": 0 }),
            json!({ "name": "?", "max_votes_allowed": 11 }),
            json!({ "name": "?", "max_votes_allowed": 1.5 }),
            json!({ "name": "?", "max_votes_allowed": "2" }),
            json!({ "name": "?", "options": "A" }),
            json!({ "name": "?", "options": ["A"] }),
            json!({ "name": "?", "options": [{}] }),
            json!({ "name": "?", "options": [{ "text": " " }] }),
            json!({ "name": "?", "options": [{ "text": "x".repeat(501) }] }),
            json!({ "name": "?", "options": [{ "text": "A", "id": "x".repeat(256) }] }),
            json!({ "name": "?", "options": [{ "text": "A" }, { "text": "A " }] }),
            json!({ "name": "?", "options": [{ "text": "A", "id": "1" }, { "text": "B", "id": "1" }] }),
            json!({ "name": "?", "options": many }),
        ] {
            assert_eq!(read(&wrong).unwrap_err().code(), 4, "{wrong}");
        }
        assert_eq!(read(&json!({ "name": "?", "options": many[..100], "max_votes_allowed": 10 })).unwrap().options.len(), 100);
    }

    #[test]
    fn the_hundred_and_first_option_is_one_too_many() {
        let many: Vec<Value> = (0..100).map(|n| json!({ "text": n.to_string() })).collect();
        let full = read(&json!({ "name": "?", "options": many })).unwrap();
        assert_eq!(option(&full, &json!({ "text": "A" })).unwrap_err().code(), 4);
        let poll = read(&json!({ "name": "?", "options": [{ "id": "1", "text": "A" }] })).unwrap();
        assert_eq!(option(&poll, &json!({ "text": "B" })).unwrap().text, "B");
        for there in [json!({ "text": "A" }), json!({ "text": "B", "id": "1" })] {
            assert_eq!(option(&poll, &there).unwrap_err().code(), 4, "{there}");
        }
    }
}
