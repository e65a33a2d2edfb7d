//! Plays the scripts of one conversation: casts the speakers, fills the words, adds the reactions and
//! quotes of an ordinary day. Each message's `created_at` holds the pause before it; `world` sets the clock.

use std::collections::BTreeMap;

use crate::gifs;

use super::cast;
use super::dice::Dice;
use super::media;
use super::plan::Plan;
use super::script::{self, Extra, Line, Speaker};
use super::words::Words;
use super::world::{Message, Pin, Reaction, SECOND};

/// Reactions of an ordinary day; the ones that matter are written in the scenes.
const REACTIONS: [&str; 6] = ["like", "like", "love", "like", "haha", "wow"];

/// All messages of `plan`, oldest first.
pub(super) fn play(plan: &Plan, dice: &mut Dice) -> Vec<Message> {
    let scenes = script::parse(plan.scenes).dialogues;
    let written: usize = scenes.iter().map(Vec::len).sum();
    let wanted = plan.messages.saturating_sub(written);
    let mut spoken = ordinary_days(plan, wanted, dice);
    let spread = spoken.len().min(scenes.len().saturating_sub(1));
    let tail = spoken.split_off(spoken.len() - spread);

    let mut acts: Vec<(Vec<Line>, bool)> = spoken.into_iter().map(|act| (act, false)).collect();
    let mut tail = tail.into_iter();
    for scene in scenes {
        acts.push((scene, true));
        acts.extend(tail.next().map(|act| (act, false)));
    }
    let pause = plan.days * 24 * 3_600 / i64::try_from(acts.len().max(1)).unwrap_or(i64::MAX);

    let mut stage = Stage { plan, messages: Vec::new(), named: BTreeMap::new() };
    for (act, written) in acts {
        let before = dice.between(pause * 3 / 10, pause * 17 / 10).max(90) * SECOND;
        stage.perform(&act, written, before, dice);
    }
    stage.messages
}

/// Dialogues drawn from the plan's shuffled decks, `wanted` lines in all; the oldest one is cut to fit.
fn ordinary_days(plan: &Plan, wanted: usize, dice: &mut Dice) -> Vec<Vec<Line>> {
    let library: Vec<Vec<Line>> = plan.dialogues.iter().flat_map(|source| script::parse(source).dialogues).collect();
    let mut days: Vec<Vec<Line>> = Vec::new();
    let mut lines = 0;
    while lines < wanted && !library.is_empty() {
        let mut deck: Vec<&Vec<Line>> = library.iter().collect();
        dice.shuffle(&mut deck);
        for dialogue in deck {
            if lines >= wanted {
                break;
            }
            lines += dialogue.len();
            days.push(dialogue.clone());
        }
    }
    if let Some(oldest) = days.first_mut() {
        oldest.drain(..(lines - wanted).min(oldest.len()));
    }
    days
}

struct Stage<'p> {
    plan: &'p Plan,
    messages: Vec<Message>,
    /// Ids of the messages that have a name, for those that quote them later.
    named: BTreeMap<&'static str, String>,
}

impl Stage<'_> {
    /// Plays one dialogue. `written` ones carry what their author gave them, others what chance gives.
    fn perform(&mut self, act: &[Line], written: bool, before: i64, dice: &mut Dice) {
        let cast = cast_letters(self.plan.members, act, dice);
        let texts = fill_all(act, dice);
        let opening = self.messages.len();
        for (line, text) in act.iter().zip(texts) {
            let pause = if self.messages.len() == opening { before } else { thinking_time(&text, dice) };
            let Some(author) = self.author_of(line, &cast) else {
                continue;
            };
            let mut message = self.message(author, &text, pause);
            message.system = line.speaker == Speaker::System;
            let mut replies = Vec::new();
            for extra in &line.extras {
                match extra {
                    Extra::Name(name) => {
                        self.named.insert(name, message.id.clone());
                    }
                    Extra::Quote(name) => message.quoted = self.named.get(name).cloned(),
                    Extra::Reply(who, text) => replies.push((*who, *text)),
                    own => carry(&mut message, own),
                }
            }
            if !written {
                self.by_chance(&mut message, opening, dice);
            }
            let parent = message.id.clone();
            self.messages.push(message);
            for (who, text) in replies {
                let pause = thinking_time(text, dice);
                let mut reply = self.message(who, text, pause);
                reply.parent = Some(parent.clone());
                self.messages.push(reply);
            }
        }
    }

    fn author_of(&self, line: &Line, cast: &[&'static str]) -> Option<&'static str> {
        match line.speaker {
            Speaker::Letter(n) => cast.get(n).or(cast.first()).copied(),
            Speaker::Person(id) => Some(id),
            Speaker::System => self.plan.members.first().copied(),
        }
    }

    fn message(&self, author: &'static str, text: &str, pause: i64) -> Message {
        let (text, mentions) = with_mentions(text, self.plan.members);
        Message {
            id: format!("{}-{:04}", self.plan.id, self.messages.len()),
            author,
            system: false,
            text,
            created_at: pause,
            edited_at: None,
            deleted_at: None,
            parent: None,
            quoted: None,
            mentions,
            attachments: Vec::new(),
            reactions: Vec::new(),
            pinned: None,
            english: None,
            gif: None,
            poll: None,
        }
    }

    /// A reaction here, a quote there.
    fn by_chance(&self, message: &mut Message, opening: usize, dice: &mut Dice) {
        if message.reactions.is_empty() && dice.one_in(9) {
            let mut others: Vec<&'static str> = self.plan.members.to_vec();
            others.retain(|id| *id != message.author);
            dice.shuffle(&mut others);
            let kind = dice.pick(&REACTIONS).copied().unwrap_or("like");
            let many = usize::try_from(dice.between(1, 3)).unwrap_or(1);
            for by in others.into_iter().take(many) {
                message.reactions.push(reaction(by, kind));
            }
        }
        if dice.one_in(30) {
            message.quoted =
                self.messages.iter().skip(opening).find(|earlier| earlier.author != message.author).map(|earlier| earlier.id.clone());
        }
    }
}

/// Gives `message` what the script says it carries.
fn carry(message: &mut Message, extra: &Extra) {
    match extra {
        Extra::Image(file) => message.attachments.extend(media::picture(file)),
        Extra::File(file) => message.attachments.extend(media::document(file)),
        Extra::Video(file) => message.attachments.extend(media::film(file)),
        Extra::Audio(file) => message.attachments.extend(media::sound(file)),
        Extra::Voice(file) => message.attachments.extend(media::voice(file)),
        Extra::Gif(words) => {
            message.attachments.push(gifs::find(words, 0));
            message.gif = Some(words);
        }
        Extra::Link(name) => message.attachments.extend(media::link(name)),
        Extra::React(kind, who) => message.reactions.extend(who.iter().map(|by| reaction(by, kind))),
        Extra::Poll(poll) => message.poll = Some(poll.clone()),
        Extra::Answer(by, text) => message.poll.iter_mut().for_each(|poll| poll.answers.push((by, text))),
        Extra::Pin(by) => message.pinned = Some(Pin { by, at: 0 }),
        Extra::English(text) => message.english = Some(text),
        Extra::Edited => message.edited_at = Some(0),
        Extra::Deleted => message.deleted_at = Some(0),
        Extra::Name(_) | Extra::Quote(_) | Extra::Reply(..) => {}
    }
}

fn reaction(by: &'static str, kind: &'static str) -> Reaction {
    Reaction { by, kind, created_at: 0 }
}

/// The people behind the letters A, B and C: members whom the act does not name, in a random order.
fn cast_letters(members: &[&'static str], act: &[Line], dice: &mut Dice) -> Vec<&'static str> {
    let mut free = members.to_vec();
    free.retain(|id| !act.iter().any(|line| line.speaker == Speaker::Person(id)));
    dice.shuffle(&mut free);
    if let ([only], true) = (free.as_slice(), free.len() < members.len()) {
        // Beside somebody with a name, every letter is the other one.
        return vec![only; 3];
    }
    free
}

fn fill_all(act: &[Line], dice: &mut Dice) -> Vec<String> {
    let mut words = Words::new(dice);
    act.iter().map(|line| words.fill(&line.text)).collect()
}

/// Microseconds between a message and the one before it: reading, thinking, typing.
fn thinking_time(text: &str, dice: &mut Dice) -> i64 {
    let letters = i64::try_from(text.chars().count()).unwrap_or(i64::MAX).min(400);
    let idle = if dice.one_in(7) { dice.between(120, 900) } else { dice.between(6, 70) };
    (idle + letters / 4) * SECOND + dice.between(0, SECOND - 1)
}

/// `@marco` becomes `@Marco Bellini`, and Marco is mentioned.
fn with_mentions(text: &str, members: &[&'static str]) -> (String, Vec<&'static str>) {
    let mut text = text.to_owned();
    let mut mentions = Vec::new();
    for person in members.iter().filter_map(|id| cast::person(id)) {
        let handle = format!("@{}", person.id);
        if text.contains(&handle) {
            text = text.replace(&handle, &format!("@{}", person.name));
            mentions.push(person.id);
        }
    }
    (text, mentions)
}
