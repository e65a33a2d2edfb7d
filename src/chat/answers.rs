//! What came back: each answer goes where its question came from; what may work later is asked again.

use std::rc::Rc;

use super::Chat;
use crate::api::{self, Answer, Call, Error, Failure, Purpose, Reply};
use crate::state::{Millis, NoticeKey, Source, Trouble};
use crate::wire::Message;

/// Questions are asked again this often before the user is told (feature F14).
const MAX_RETRIES: u32 = 3;
/// Between two attempts of a question.
const PAUSE: Millis = 1_000;

/// Questions to be asked again.
#[derive(Debug, Default)]
pub(super) struct Retries {
    waiting: Vec<Waiting>,
    /// Questions that found the token expired.
    parked: Vec<Rc<Call>>,
    /// Questions that wait for the next session.
    postponed: Vec<Rc<Call>>,
    tries: Vec<(Rc<Call>, u32)>,
}

#[derive(Debug)]
struct Waiting {
    call: Rc<Call>,
    at: Millis,
}

impl Retries {
    pub(super) fn wake_at(&self) -> Option<Millis> {
        self.waiting.iter().map(|waiting| waiting.at).min()
    }

    /// Counts an attempt of this very question.
    fn count(&mut self, call: &Rc<Call>) -> u32 {
        if let Some((_, tries)) = self.tries.iter_mut().find(|(known, _)| Rc::ptr_eq(known, call)) {
            *tries += 1;
            return *tries;
        }
        self.tries.push((call.clone(), 1));
        1
    }

    fn settle(&mut self, call: &Rc<Call>) {
        self.tries.retain(|(known, _)| !Rc::ptr_eq(known, call));
    }
}

impl Chat {
    pub(super) fn answered(&mut self, call: &Rc<Call>, outcome: Result<Reply, Failure>) {
        self.asked.retain(|asked| !Rc::ptr_eq(asked, call));
        if let Some(at) = self.orphans.iter().position(|orphan| Rc::ptr_eq(orphan, call)) {
            self.orphans.remove(at);
            return;
        }
        let outcome = outcome.map_err(Error::NoAnswer).and_then(|reply| api::answer(call, &reply, self.now));
        match outcome {
            Ok(answer) => {
                self.retries.settle(call);
                self.succeeded(call, answer);
            }
            Err(error) if error.is_expired_token() && self.retries.count(call) <= MAX_RETRIES => {
                self.retries.parked.push(call.clone());
                self.renew();
            }
            Err(error) if is_wish(call) && error.is_transient() && !self.is_live() => self.retries.postponed.push(call.clone()),
            Err(error) if self.may_retry(call, &error) => {
                let tries = self.retries.count(call);
                let pause = match error {
                    Error::Limited { retry_after: Some(wait) } => wait,
                    _ => PAUSE * Millis::from(tries),
                };
                self.retries.waiting.push(Waiting { call: call.clone(), at: self.now + pause });
            }
            Err(error) => {
                self.retries.settle(call);
                self.failed(call, &error);
            }
        }
    }

    /// Lists and wishes are asked for again by themselves; messages have their own queue; the rest is not worth it.
    fn may_retry(&self, call: &Rc<Call>, error: &Error) -> bool {
        let tries = self.retries.tries.iter().find(|(known, _)| Rc::ptr_eq(known, call)).map_or(0, |(_, tries)| *tries);
        let is_worth_it = match &**call {
            // Somebody who looks for something sees at once that it failed.
            Call::QueryChannels(query) => !matches!(query.purpose, Purpose::Found { .. }),
            _ => is_wish(call),
        };
        is_worth_it && error.is_transient() && tries < MAX_RETRIES && self.is_live()
    }

    /// A session is open again.
    pub(super) fn ask_postponed(&mut self) {
        for call in std::mem::take(&mut self.retries.postponed) {
            self.ask_again(call);
        }
    }

    pub(super) fn ask_again_when_due(&mut self) {
        let now = self.now;
        let (due, waiting) = std::mem::take(&mut self.retries.waiting).into_iter().partition(|waiting: &Waiting| waiting.at <= now);
        self.retries.waiting = waiting;
        for Waiting { call, .. } in due {
            self.ask_again(call);
        }
    }

    /// A new token is there.
    pub(super) fn ask_parked(&mut self) {
        for call in std::mem::take(&mut self.retries.parked) {
            self.ask_again(call);
        }
    }

    fn succeeded(&mut self, call: &Call, answer: Answer) {
        match (call, answer) {
            (Call::Act { target, id, .. }, answer) => self.acted(target, id, message(answer)),
            (Call::Block { user, on }, _) => self.blocked(user, *on),
            (Call::DeleteMessage { cid, id, wish } | Call::Pin { cid, id, wish, .. }, answer) => {
                self.granted(cid, id, wish, message(answer))
            }
            (Call::EditMessage { message: edited, wish }, answer) => self.granted(&edited.cid, &edited.id, wish, message(answer)),
            (Call::Flag { .. }, _) => self.notice(NoticeKey::Flagged, ""),
            (Call::GetApp, Answer::App(app)) => self.app_answered(Some(app)),
            (Call::GetMessage { .. }, Answer::Message(message)) => self.head_answered(message),
            (Call::MarkDelivered(page), _) => self.told_delivered(page, None),
            (Call::MarkRead { target }, _) => self.marked_read(target),
            (Call::MarkUnread { cid, id }, _) => self.marked_unread(cid, id),
            (Call::Mute { user, on }, _) => self.muted(user, *on),
            (Call::OpenDirect { screen, is_users, .. }, Answer::Channel(state)) => self.direct_answered(*screen, *is_users, *state),
            (Call::CreatePoll { target, id, .. }, Answer::Poll(_, Some(poll))) => self.poll_made(target, id, poll),
            (Call::Poll { .. }, Answer::Poll(vote, poll)) => self.polled(call, vote, poll),
            (Call::Preview { target, url }, Answer::Card(card)) => self.card_answered(target, url, Some(card)),
            (Call::QueryChannels(query), Answer::Channels(states)) => self.channels_answered(query, states),
            (Call::QueryChannel { page, jump, .. }, Answer::Channel(state)) => self.history_answered(page, jump.as_ref(), *state),
            (Call::SearchCircles { target, query, .. }, Answer::Circles(circles)) => self.circles_answered(target, query, circles),
            (Call::QueryMembers { target, query, .. }, Answer::Members(members)) => self.members_answered(target, query, &members),
            (Call::QueryUsers { .. }, Answer::Users(users, returned)) => self.people_found(call, users, returned),
            (Call::SearchMessages { .. }, Answer::Hits(hits, next)) => self.messages_found(call, hits, next),
            (Call::QueryReactions { .. }, Answer::Reactions(page, next)) => self.reactions_answered(call, Ok((page, next))),
            (Call::QueryReplies { .. }, Answer::Messages(messages, returned)) => self.replies_answered(call, messages, returned),
            (Call::React { cid, id, wish, .. }, answer) => self.reacted(cid, id, wish, Ok(message(answer))),
            (Call::SaveDraft { target, message }, _) => self.draft_saved(target, message),
            (Call::SendMessage { message, .. }, Answer::Message(answer)) => self.sent(message, &answer),
            (Call::UpdateChannel { number, .. }, _) => self.ran(*number, true),
            (Call::Upload { file, .. }, Answer::Uploaded(url, thumb)) => self.uploaded(*file, url, thumb),
            // Nothing follows, or the answer is of another question: `api::answer` never gives that.
            _ => {}
        }
    }

    fn failed(&mut self, call: &Call, error: &Error) {
        match call {
            Call::Act { .. } | Call::Block { .. } | Call::Flag { .. } | Call::Mute { .. } => self.act_failed(call),
            Call::DeleteMessage { cid, id, wish } | Call::Pin { cid, id, wish, .. } => self.refused(cid, id, wish, error),
            Call::EditMessage { message, wish } => self.refused(&message.cid, &message.id, wish, error),
            Call::GetApp => self.app_answered(None),
            Call::GetMessage { id } => self.head_failed(id, error),
            Call::MarkDelivered(page) => self.told_delivered(page, Some(error)),
            Call::MarkRead { target } => self.marked_read(target),
            Call::MarkUnread { cid, .. } => self.not_marked_unread(cid),
            Call::OpenDirect { screen, is_users, .. } => self.direct_failed(*screen, *is_users, error),
            Call::CreatePoll { target, poll, .. } => self.poll_not_made(target, poll.clone()),
            Call::Poll { .. } => self.not_polled(call, error),
            Call::Preview { target, url } => self.card_answered(target, url, None),
            Call::QueryChannels(query) => self.channels_failed(query, error),
            Call::QueryChannel { cid, page, jump, .. } => self.history_failed(cid, page, jump.as_ref(), error),
            Call::QueryMembers { target, query, .. } => self.members_answered(target, query, &[]),
            Call::QueryUsers { screen, round, .. } => self.not_found(*screen, *round, Source::People, trouble(error)),
            Call::SearchMessages { screen, round, .. } => self.not_found(*screen, *round, Source::Messages, trouble(error)),
            Call::QueryReactions { .. } => self.reactions_answered(call, Err(error)),
            Call::QueryReplies { .. } => self.replies_failed(call, error),
            Call::React { cid, id, wish, .. } => self.reacted(cid, id, wish, Err(error)),
            Call::SearchCircles { target, query, .. } => self.circles_answered(target, query, Vec::new()),
            Call::SendMessage { message, .. } => self.not_sent(message, error),
            Call::UpdateChannel { number, .. } => self.ran(*number, false),
            Call::Upload { file, .. } => self.not_uploaded(*file, error),
            // Nobody misses these.
            Call::DeleteDraft(_) | Call::SaveDraft { .. } | Call::Type { .. } | Call::StopWatching { .. } => {}
        }
    }
}

/// Shown at once and settled later: worth another try.
const fn is_wish(call: &Call) -> bool {
    matches!(call, Call::DeleteMessage { .. } | Call::EditMessage { .. } | Call::OpenDirect { .. } | Call::Pin { .. } | Call::React { .. })
}

fn message(answer: Answer) -> Option<Rc<Message>> {
    if let Answer::Message(message) = answer { Some(message) } else { None }
}

/// What the user is told of an error.
pub(super) fn trouble(error: &Error) -> Trouble {
    let (status, message) = match error {
        Error::Refused { status, message, .. } => (Some(*status), message.clone()),
        Error::NoAnswer(_) | Error::Limited { .. } | Error::Unauthorized { .. } | Error::Undecodable => (None, String::new()),
    };
    Trouble { key: error.key(), title: String::new(), message, status, can_retry: error.is_transient() }
}
