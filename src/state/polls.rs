//! Polls: what is drawn of them, and what votes change (features F163 to F170; protocol section 6.2).

use std::rc::Rc;

use super::{Channel, Message, State, threads};
use crate::wire::{Cid, MessageId, Payload, Poll, PollOption, PollVote, User, UserId, Value, Wire};

/// Most options of a poll (protocol section 6.2).
pub const MOST_OPTIONS: usize = 100;

/// What somebody does to a poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PollDeed {
    /// Vote for an option, or take the vote back.
    Toggle(Rc<str>),
    /// Comment, or change the own comment.
    Comment(Rc<str>),
    /// Add an option.
    Suggest(Rc<str>),
    /// No more votes.
    End,
}

/// A poll to be made (feature F171).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPoll {
    /// The question.
    pub question: Rc<str>,
    /// What can be chosen, at least one.
    pub options: Vec<Rc<str>>,
    /// Votes per person; one when absent.
    pub limit: Option<u32>,
    /// Nobody sees who voted for what.
    pub is_anonymous: bool,
    /// Others may add options.
    pub may_suggest: bool,
    /// Others may comment.
    pub may_comment: bool,
}

/// What has become of a poll.
#[derive(Clone, Debug, PartialEq)]
pub enum Polled {
    /// The own user chose an option, or no more: shown before the server answers.
    Chosen(Rc<str>, bool),
    /// The server has an own vote or comment.
    Cast(Box<PollVote>),
    /// The server told how the poll is.
    Told(Box<Poll>),
    /// What the own user chose was refused: as it was before.
    Refused(Box<Poll>),
}

impl Poll {
    fn flag(&self, key: &str) -> bool {
        self.extra.get(key) == Some(&Value::Bool(true))
    }

    /// Others may comment.
    #[must_use]
    pub fn takes_comments(&self) -> bool {
        self.flag("allow_answers") && !self.is_closed
    }

    /// Others may add options.
    #[must_use]
    pub fn takes_options(&self) -> bool {
        self.flag("allow_user_suggested_options") && !self.is_closed && self.options.len() < MOST_OPTIONS
    }

    /// Nobody sees who voted.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        self.voting_visibility == "anonymous"
    }

    /// Who made it.
    #[must_use]
    pub fn is_by(&self, user: &UserId) -> bool {
        self.extra.get("created_by_id").and_then(Value::as_str) == Some(user.as_str())
    }

    /// Votes of an option.
    #[must_use]
    pub fn votes(&self, option: &str) -> u32 {
        self.vote_counts_by_option.get(option).copied().unwrap_or(0)
    }

    /// The own user chose it.
    #[must_use]
    pub fn is_chosen(&self, option: &str) -> bool {
        self.own_votes.iter().any(|vote| vote.option_id == option)
    }

    /// One more option may be chosen: another one, or in place of the one that is.
    #[must_use]
    pub fn takes_more(&self) -> bool {
        let chosen = self.own_votes.iter().filter(|vote| !vote.option_id.is_empty()).count();
        self.enforce_unique_vote || self.max_votes_allowed.is_none_or(|most| chosen < usize::try_from(most).unwrap_or(usize::MAX))
    }

    /// The own comment.
    #[must_use]
    pub fn own_comment(&self) -> Option<&str> {
        self.own_votes.iter().find_map(|vote| vote.answer_text.as_deref())
    }

    /// Who voted last for an option, newest first; nobody where votes are anonymous.
    #[must_use]
    pub fn voters(&self, option: &str) -> Vec<Rc<User>> {
        let votes = self.extra.get("latest_votes_by_option").and_then(Value::as_object).and_then(|all| all.get(option));
        read_votes(votes).into_iter().filter_map(|vote| vote.user).collect()
    }

    /// Comments that are not among the newest.
    #[must_use]
    pub fn more_comments(&self) -> u32 {
        let all = self.extra.get("answers_count").and_then(Value::as_u64).and_then(|count| u32::try_from(count).ok()).unwrap_or(0);
        all.saturating_sub(u32::try_from(self.comments().len()).unwrap_or(u32::MAX))
    }

    /// What can be chosen, each once.
    #[must_use]
    pub fn choices(&self) -> Vec<&PollOption> {
        let mut choices: Vec<&PollOption> = Vec::new();
        for option in self.options.iter().take(MOST_OPTIONS) {
            if !option.id.is_empty() && !choices.iter().any(|known| known.id == option.id) {
                choices.push(option);
            }
        }
        choices
    }

    /// The newest comments with their authors, if these are told.
    #[must_use]
    pub fn comments(&self) -> Vec<(String, Option<Rc<User>>)> {
        let votes = read_votes(self.extra.get("latest_answers")).into_iter();
        votes.filter_map(|vote| Some((vote.answer_text?, vote.user))).filter(|(text, _)| !text.trim().is_empty()).collect()
    }

    /// Takes an own vote, or takes it back, with what that does to the counts until the server says them.
    fn choose(&mut self, option: &str, on: bool) {
        if on == self.is_chosen(option) {
            return;
        }
        let replaced = |vote: &PollVote| vote.option_id == option || (on && self.enforce_unique_vote && !vote.option_id.is_empty());
        let (gone, kept): (Vec<PollVote>, Vec<PollVote>) = std::mem::take(&mut self.own_votes).into_iter().partition(replaced);
        self.own_votes = kept;
        for vote in gone {
            let count = self.votes(&vote.option_id).saturating_sub(1);
            self.vote_counts_by_option.insert(vote.option_id, count);
            self.vote_count = self.vote_count.saturating_sub(1);
        }
        if on {
            self.own_votes.push(PollVote { option_id: option.to_owned(), ..PollVote::default() });
            self.vote_counts_by_option.insert(option.to_owned(), self.votes(option).saturating_add(1));
            self.vote_count = self.vote_count.saturating_add(1);
        }
    }

    /// Takes an own vote as the server has it, in place of what was shown before.
    fn cast(&mut self, vote: PollVote) {
        let is_comment = vote.option_id.is_empty();
        let unique = self.enforce_unique_vote;
        self.own_votes.retain(|own| {
            if is_comment || own.option_id.is_empty() {
                is_comment != own.option_id.is_empty()
            } else {
                own.option_id != vote.option_id && !unique
            }
        });
        self.own_votes.push(vote);
    }

    fn change(&mut self, polled: &Polled) {
        match polled {
            Polled::Chosen(option, on) => self.choose(option, *on),
            Polled::Cast(vote) => self.cast((**vote).clone()),
            Polled::Told(poll) if self.updated_at <= poll.updated_at => {
                // What everybody is told has no own votes; an answer to the own user may have them.
                let own = if poll.own_votes.is_empty() { std::mem::take(&mut self.own_votes) } else { poll.own_votes.clone() };
                *self = (**poll).clone();
                self.own_votes = own;
            }
            Polled::Told(_) => {}
            // What others did meanwhile stays.
            Polled::Refused(before) if self.updated_at == before.updated_at => *self = (**before).clone(),
            Polled::Refused(before) => self.own_votes.clone_from(&before.own_votes),
        }
    }

    /// It came with another copy of its message: what is newer here stays, and what events do not carry.
    pub(super) fn follow(&mut self, known: Self, is_event: bool) {
        if known.id == self.id && known.updated_at > self.updated_at {
            *self = known;
        } else if known.id == self.id && is_event {
            self.own_votes = known.own_votes;
        }
    }
}

fn read_votes(votes: Option<&Value>) -> Vec<PollVote> {
    votes.cloned().and_then(Vec::<PollVote>::read).unwrap_or_default()
}

/// Something has become of the poll of a message.
pub(super) fn polled(state: &mut State, cid: &Cid, id: &MessageId, polled: &Polled) -> bool {
    threads::on_message(state, cid, id, &|message| {
        message.revise(|server| {
            if let Some(poll) = &mut server.poll {
                poll.change(polled);
            }
        });
    })
}

/// Where a poll is shown.
fn place(state: &State, cid: &Cid, poll: &str) -> Option<MessageId> {
    let in_channel = || state.channels.get(cid)?.timeline.with_poll(poll);
    let head = || {
        let shows = |message: &&Rc<Message>| message.poll.as_ref().is_some_and(|it| it.id == poll);
        state
            .threads
            .values()
            .filter(|thread| thread.cid == *cid)
            .find_map(|thread| thread.parent.as_ref().filter(shows))
            .map(|it| it.id.clone())
    };
    in_channel().or_else(head)
}

/// The server told something of a poll (protocol section 7.7): the counts as it says, the own votes by whose the vote is.
pub(super) fn told(state: &mut State, cid: Option<&Cid>, payload: &Payload, is_removed: bool) -> bool {
    let (Some(cid), Some(poll)) = (cid, &payload.poll) else { return false };
    let Some(id) = place(state, cid, &poll.id) else { return false };
    let own = payload.poll_vote.as_deref().filter(|vote| vote.user_id.is_some() && vote.user_id.as_ref() == state.my_id()).cloned();
    threads::on_message(state, cid, &id, &|message| {
        message.revise(|server| {
            let Some(known) = &mut server.poll else { return };
            if known.updated_at > poll.updated_at {
                return;
            }
            known.change(&Polled::Told(Box::new(Poll { own_votes: Vec::new(), ..(**poll).clone() })));
            match &own {
                Some(vote) if is_removed => {
                    known.own_votes.retain(|own| own.id != vote.id && (vote.option_id.is_empty() || own.option_id != vote.option_id))
                }
                Some(vote) => known.cast(vote.clone()),
                None => {}
            }
        });
    })
}

/// A poll is gone: its message stays.
pub(super) fn deleted(state: &mut State, cid: Option<&Cid>, payload: &Payload) -> bool {
    let (Some(cid), Some(poll)) = (cid, &payload.poll) else { return false };
    let Some(id) = place(state, cid, &poll.id) else { return false };
    threads::on_message(state, cid, &id, &|message| message.revise(|server| server.poll = None))
}

impl State {
    /// The own user may end the poll of a message (feature F170).
    #[must_use]
    pub fn may_end(&self, channel: &Channel, poll: &Poll) -> bool {
        !poll.is_closed && self.my_id().is_some_and(|me| poll.is_by(me)) && self.may(channel, super::Control::Vote)
    }
}
