//! Polls: made, voted in, commented on, ended (features F164 to F171; protocol section 6.2).

use std::rc::Rc;

use super::{Change, Chat, Place};
use crate::api::{Call, Error};
use crate::state::{Control, Delivery, NewPoll, NoticeKey, PollDeed, Polled, Target};
use crate::wire::{Cid, MessageId, Poll, PollVote};

/// Votes on their way: one of a poll at a time, so that the last wish is the one that holds.
#[derive(Debug, Default)]
pub(super) struct Voting(Vec<Ballot>);

/// A vote on its way.
#[derive(Debug)]
struct Ballot {
    place: Place,
    /// The poll before it.
    before: Box<Poll>,
    /// What was pressed meanwhile.
    next: Option<Rc<str>>,
}

impl Chat {
    /// The poll of a message that the server has.
    fn the_poll(&self, cid: &Cid, id: &MessageId) -> Option<&Poll> {
        let message = self.state.find(cid, id).filter(|message| message.delivery == Delivery::Sent)?;
        message.poll.as_deref()
    }

    /// Does something to the poll of a message, if that may be done now.
    pub(super) fn poll(&mut self, cid: Cid, id: MessageId, deed: PollDeed) {
        let Some(channel) = self.state.channels.get(&cid) else { return };
        let may_vote = self.state.may(channel, Control::Vote);
        let Some(poll) = self.the_poll(&cid, &id).filter(|_| may_vote) else { return self.notice(NoticeKey::ActFailed, "") };
        let is_possible = match &deed {
            PollDeed::Toggle(_) => !poll.is_closed,
            PollDeed::Comment(text) => !text.trim().is_empty() && poll.takes_comments(),
            PollDeed::Suggest(text) => !text.trim().is_empty() && poll.takes_options(),
            PollDeed::End => self.state.may_end(channel, poll),
        };
        let poll = poll.clone();
        match deed {
            // Somebody ended it while somebody else wrote.
            _ if !is_possible => self.notice(NoticeKey::ActFailed, ""),
            PollDeed::Toggle(option) => self.vote((cid, id), poll, option),
            deed => self.ask(Call::Poll { cid, id, poll: Rc::from(&*poll.id), deed, vote: None }),
        }
    }

    /// Votes for an option, or takes the vote back; after the vote that is on its way.
    fn vote(&mut self, place: Place, poll: Poll, option: Rc<str>) {
        if let Some(ballot) = self.voting.0.iter_mut().find(|ballot| ballot.place == place) {
            ballot.next = if ballot.next.as_ref() == Some(&option) { None } else { Some(option) };
            return;
        }
        let own = poll.own_votes.iter().find(|vote| vote.option_id == *option).map(|vote| Rc::<str>::from(&*vote.id));
        let is_known = poll.options.iter().any(|known| known.id == *option);
        if !is_known || (own.is_none() && !poll.takes_more()) {
            return;
        }
        let (cid, id) = place.clone();
        self.apply(&Change::Polled(cid.clone(), id.clone(), Polled::Chosen(option.clone(), own.is_none())));
        self.ask(Call::Poll { cid, id, poll: Rc::from(&*poll.id), deed: PollDeed::Toggle(option), vote: own });
        self.voting.0.push(Ballot { place, before: Box::new(poll), next: None });
    }

    /// The server did it.
    pub(super) fn polled(&mut self, call: &Call, cast: Option<PollVote>, poll: Option<Box<Poll>>) {
        let Call::Poll { cid, id, vote, .. } = call else { return };
        let ballot = self.voted(call);
        let says_own = poll.as_ref().is_some_and(|poll| !poll.own_votes.is_empty());
        let told = poll.map(Polled::Told);
        // The vote that was taken back comes back, too.
        let cast = cast.filter(|_| vote.is_none() && !says_own).map(|vote| Polled::Cast(Box::new(vote)));
        for polled in told.into_iter().chain(cast) {
            self.apply(&Change::Polled(cid.clone(), id.clone(), polled));
        }
        self.vote_next(ballot);
    }

    /// It was not done: what was shown is taken back. A vote that is gone already is what was wanted.
    pub(super) fn not_polled(&mut self, call: &Call, error: &Error) {
        let Call::Poll { cid, id, vote, .. } = call else { return };
        let ballot = self.voted(call);
        if vote.is_some() && error.key() == "not-found" {
            return self.vote_next(ballot);
        }
        if let Some(ballot) = ballot {
            self.apply(&Change::Polled(cid.clone(), id.clone(), Polled::Refused(ballot.before)));
        }
        self.notice(NoticeKey::ActFailed, "");
    }

    fn voted(&mut self, call: &Call) -> Option<Ballot> {
        let Call::Poll { cid, id, deed: PollDeed::Toggle(_), .. } = call else { return None };
        let at = self.voting.0.iter().position(|Ballot { place: (of, message), .. }| of == cid && message == id)?;
        Some(self.voting.0.swap_remove(at))
    }

    fn vote_next(&mut self, ballot: Option<Ballot>) {
        if let Some(Ballot { place: (cid, id), next: Some(option), .. }) = ballot {
            self.poll(cid, id, PollDeed::Toggle(option));
        }
    }

    /// Makes a poll; its message follows when the server has it.
    pub(super) fn begin_poll(&mut self, target: Target, id: MessageId, poll: NewPoll) {
        let may = self.state.channels.get(&target.cid).is_some_and(|channel| self.state.may(channel, Control::Poll));
        if !may || poll.question.trim().is_empty() || poll.options.is_empty() {
            return self.poll_not_made(&target, Rc::new(poll));
        }
        self.apply(&Change::PollUnmade(target.clone(), None));
        self.ask(Call::CreatePoll { target, id, poll: Rc::new(poll) });
    }

    /// The poll is there: the message that shows it goes out like any other.
    pub(super) fn poll_made(&mut self, target: &Target, id: &MessageId, poll: Box<Poll>) {
        let Some(mut message) = self.message_of(target, &crate::state::Composer::default(), id.clone()) else { return };
        message.extra.insert("poll_id".into(), poll.id.as_str().into());
        message.poll = Some(poll);
        self.apply(&Change::Queued(Rc::new(message)));
        self.keep_outbox(target);
    }

    /// What was written is there when somebody tries again.
    pub(super) fn poll_not_made(&mut self, target: &Target, poll: Rc<NewPoll>) {
        self.apply(&Change::PollUnmade(target.clone(), Some(poll)));
        self.notice(NoticeKey::ActFailed, "");
    }
}
