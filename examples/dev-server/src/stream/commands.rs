//! Slash commands and the actions of what they make (protocol 5.3 and 5.11). What they answer is for their author
//! alone: no event tells of it.

use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::app::App;
use crate::error::Error;
use crate::gifs;
use crate::request::{Actor, Body};
use crate::store::messages::Message;
use crate::store::previews::{self, Preview};
use crate::store::{attachments, users};
use crate::stream::place::Place;
use crate::stream::{moderation, sending};
use crate::work::Work;

/// (value, text, style) of what can be done with a preview.
const ACTIONS: [(&str, &str, &str); 3] = [("send", "Send", "primary"), ("shuffle", "Shuffle", "default"), ("cancel", "Cancel", "default")];

/// The name and the arguments of a text that is a command: `/giphy good morning`.
pub(crate) fn of(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix('/')?;
    let (name, args) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let is_name = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter));
    is_name.then_some((name, args.trim()))
}

/// Carries out a command; answers the message that its author is shown.
pub(crate) fn run(work: &Work<'_>, place: &Place, message: Message, sent: &Value, (name, args): (&str, &str)) -> Result<Value, Error> {
    let commands = place.channel.config().remove("commands").unwrap_or_default();
    let is_known = commands.as_array().into_iter().flatten().any(|command| command["name"] == name);
    match name {
        "giphy" if is_known => {
            // What it becomes keeps the id that it has now, also one that we chose.
            let mut sent = sent.clone();
            sent["id"] = message.id.clone().into();
            let preview = Preview { id: message.id.clone(), cid: place.channel.cid.clone(), sent, words: args.to_owned(), pick: 0 };
            previews::put(work, &preview)?;
            show(work, message, &preview)
        }
        "mute" | "unmute" if is_known => mute(work, message, name == "mute"),
        _ => said(work, message, "error", format!("There is no command /{name} here.")),
    }
}

/// A message that is not stored: what a command answers.
fn said(work: &Work<'_>, mut message: Message, kind: &str, text: String) -> Result<Value, Error> {
    message.kind = kind.to_owned();
    message.text = text;
    Ok(message.personal(work)?.into())
}

fn mute(work: &Work<'_>, message: Message, mutes: bool) -> Result<Value, Error> {
    let others: Vec<String> = message.mentioned.iter().filter(|id| **id != work.me).cloned().collect();
    if others.is_empty() {
        return said(work, message, "error", "Mention who is meant: /mute @name".to_owned());
    }
    moderation::set_muted(work, &others, mutes, None)?;
    let names: Vec<String> =
        others.iter().map(|id| Ok(users::shown(work, id)?["name"].as_str().unwrap_or(id).to_owned())).collect::<Result<_, Error>>()?;
    said(work, message, "ephemeral", format!("{} {} muted", names.join(", "), if mutes { "is" } else { "is no longer" }))
}

/// The preview as its author is shown it, with what can be done.
fn show(work: &Work<'_>, mut message: Message, preview: &Preview) -> Result<Value, Error> {
    let mut gif = gifs::find(&preview.words, preview.pick);
    let action = |(value, text, style): (&str, &str, &str)| json!({ "name": "image_action", "text": text, "style": style, "type": "button", "value": value });
    gif["actions"] = ACTIONS.map(action).to_vec().into();
    message.kind = "ephemeral".into();
    message.text = String::new();
    message.attachments = json!([gif]);
    message.command = Some(("giphy".into(), preview.words.clone()));
    Ok(message.personal(work)?.into())
}

/// POST `/messages/{id}/action`: send, shuffle or cancel a preview.
pub(crate) async fn act(State(app): State<App>, actor: Actor, Path(id): Path<String>, Body(asked): Body) -> Result<Answer, Error> {
    app.ask("RunMessageAction", actor, move |work| {
        let found = previews::find(work, &id)?;
        let mut preview = found.ok_or_else(|| Error::missing(format!("message {id} has no actions")))?;
        let place = Place::enter(work, &preview.cid)?;
        match asked["form_data"]["image_action"].as_str().unwrap_or_default() {
            "cancel" => {
                previews::remove(work, &id)?;
                Ok(Answer::created(json!({})))
            }
            "shuffle" => {
                preview.pick += 1;
                previews::put(work, &preview)?;
                let message = sending::unsent(work, &place, &preview.sent)?;
                Ok(Answer::created(json!({ "message": show(work, message, &preview)? })))
            }
            "send" => {
                previews::remove(work, &id)?;
                let mut message = sending::unsent(work, &place, &preview.sent)?;
                message.text = String::new();
                message.attachments = attachments::stored(work, &json!([gifs::find(&preview.words, preview.pick)]))?;
                message.command = Some(("giphy".into(), preview.words));
                Ok(Answer::created(json!({ "message": sending::post(work, &place, &message, false)? })))
            }
            _ => Err(Error::field("form_data.image_action", "must be send, shuffle or cancel")),
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_command_is_a_slash_and_a_word() {
        assert_eq!(of("/giphy good  morning "), Some(("giphy", "good  morning")));
        assert_eq!(of("/giphy"), Some(("giphy", "")));
        for text in ["/usr/bin is a folder", "/ no", "//", "a /giphy", "/käse", ""] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
