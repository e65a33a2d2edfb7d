//! Polls: made, voted in, commented on, ended (features F164 to F171; protocol section 6.2).

use std::rc::Rc;

use super::{Change, Chat, Place};
use crate::api::Call;
use crate::json;
use crate::state::{Control, NewPoll, NoticeKey, PollDeed, Polled, Target};
use crate::wire::{Cid, MessageId, Poll, PollVote, Value};

/// Votes on their way: one of an option at a time, so that the last answer is the one that holds.
#[derive(Debug, Default)]
pub(super) struct Voting(Vec<(Place, Rc<str>)>);

impl Chat {
    fn the_poll(&self, cid: &Cid, id: &MessageId) -> Option<&Poll> {
        self.state.find(cid, id)?.poll.as_deref()
    }

    /// Does something to the poll of a message, if that may be done now.
    pub(super) fn poll(&mut self, cid: Cid, id: MessageId, deed: PollDeed) {
        let Some(channel) = self.state.channels.get(&cid) else { return };
        let may_vote = self.state.may(channel, Control::Vote);
        let Some(poll) = self.the_poll(&cid, &id).filter(|_| may_vote) else { return };
        let (poll_id, mut vote) = (Rc::from(&*poll.id), None);
        match &deed {
            PollDeed::Toggle(option) => {
                let own = poll.own_votes.iter().find(|vote| vote.option_id == **option);
                let on = own.is_none();
                // A vote that has no id yet is on its way.
                if poll.is_closed || (on && !poll.takes_more()) || own.is_some_and(|own| own.id.is_empty()) {
                    return;
                }
                let key = ((cid.clone(), id.clone()), option.clone());
                if self.voting.0.contains(&key) {
                    return;
                }
                vote = own.map(|own| Rc::from(&*own.id));
                self.voting.0.push(key);
                self.apply(&Change::Polled(cid.clone(), id.clone(), Polled::Chosen(option.clone(), on)));
            }
            PollDeed::Comment(text) if text.trim().is_empty() || !poll.takes_comments() => return,
            PollDeed::Suggest(text) if text.trim().is_empty() || !poll.takes_options() => return,
            PollDeed::End if !self.state.may_end(channel, poll) => return,
            PollDeed::Comment(_) | PollDeed::Suggest(_) | PollDeed::End => {}
        }
        self.ask(Call::Poll { cid, id, poll: poll_id, deed, vote });
    }

    /// The server did it.
    pub(super) fn polled(&mut self, call: &Call, cast: Option<PollVote>, poll: Option<Box<Poll>>) {
        let Call::Poll { cid, id, deed, vote, .. } = call else { return };
        self.voted(cid, id, deed);
        let told = poll.map(Polled::Told);
        // The vote that was taken back comes back, too.
        let cast = cast.filter(|_| vote.is_none()).map(|vote| Polled::Cast(Box::new(vote)));
        for polled in told.into_iter().chain(cast) {
            self.apply(&Change::Polled(cid.clone(), id.clone(), polled));
        }
    }

    /// It was not done: what was shown is taken back.
    pub(super) fn not_polled(&mut self, call: &Call) {
        let Call::Poll { cid, id, deed, vote, .. } = call else { return };
        self.voted(cid, id, deed);
        if let PollDeed::Toggle(option) = deed {
            self.apply(&Change::Polled(cid.clone(), id.clone(), Polled::Chosen(option.clone(), vote.is_some())));
            // What it was is known by its id only.
            if let Some(vote) = vote {
                let vote = PollVote { id: vote.to_string(), option_id: option.to_string(), ..PollVote::default() };
                self.apply(&Change::Polled(cid.clone(), id.clone(), Polled::Cast(Box::new(vote))));
            }
        }
        self.notice(NoticeKey::ActFailed, "");
    }

    fn voted(&mut self, cid: &Cid, id: &MessageId, deed: &PollDeed) {
        if let PollDeed::Toggle(option) = deed {
            self.voting.0.retain(|((of, message), known)| of != cid || message != id || known != option);
        }
    }

    /// Makes a poll; its message follows when the server has it.
    pub(super) fn begin_poll(&mut self, target: Target, id: MessageId, poll: &NewPoll) {
        let may = self.state.channels.get(&target.cid).is_some_and(|channel| self.state.may(channel, Control::Poll));
        if !may || poll.question.trim().is_empty() || poll.options.is_empty() {
            return;
        }
        let options: Vec<Value> = poll.options.iter().map(|text| json!({ "text": text.trim() })).collect();
        let mut body = json!({
            "name": poll.question.trim(), "options": options, "enforce_unique_vote": poll.limit.is_none(),
            "voting_visibility": if poll.is_anonymous { "anonymous" } else { "public" },
            "allow_user_suggested_options": poll.may_suggest, "allow_answers": poll.may_comment,
        });
        if let (Some(limit), Some(body)) = (poll.limit, body.as_object_mut()) {
            body.insert("max_votes_allowed".into(), limit.into());
        }
        self.ask(Call::CreatePoll { target, id, poll: body });
    }

    /// The poll is there: the message that shows it goes out like any other.
    pub(super) fn poll_made(&mut self, target: &Target, id: &MessageId, poll: Box<Poll>) {
        let Some(mut message) = self.message_of(target, &crate::state::Composer::default(), id.clone()) else { return };
        message.extra.insert("poll_id".into(), poll.id.as_str().into());
        message.poll = Some(poll);
        self.apply(&Change::Queued(Rc::new(message)));
        self.keep_outbox(target);
    }

    pub(super) fn poll_not_made(&mut self) {
        self.notice(NoticeKey::ActFailed, "");
    }
}
