//! Polls and votes.

use crate::sorted::SortedMap;
use std::rc::Rc;

use super::ids::UserId;
use super::json::wire;
use super::time::Ts;
use super::user::User;

wire! {
    /// A poll (protocol section 6.2). See Stream docs: Polls.
    Poll {
        /// Identity.
        id: String = "id",
        /// The question.
        name: String = "name",
        /// More about it.
        description: String = "description",
        /// What can be chosen.
        options: Vec<PollOption> = "options",
        /// Votes of all options.
        vote_count: u32 = "vote_count",
        /// Votes per option id.
        vote_counts_by_option: SortedMap<String, u32> = "vote_counts_by_option",
        /// The own votes.
        own_votes: Vec<PollVote> = "own_votes",
        /// No more votes.
        is_closed: bool = "is_closed",
        /// One vote per user.
        enforce_unique_vote: bool = "enforce_unique_vote",
        /// Votes per user.
        max_votes_allowed: Option<u32> = "max_votes_allowed",
        /// `public` or `anonymous`.
        voting_visibility: String = "voting_visibility",
        /// When it last changed.
        updated_at: Option<Ts> = "updated_at",
    } valid |it| !it.id.is_empty()
}

wire! {
    /// One choice of a poll. See Stream docs: Polls.
    PollOption {
        /// Identity inside the poll.
        id: String = "id",
        /// Label.
        text: String = "text",
    }
}

wire! {
    /// One vote or answer. See Stream docs: Polls.
    PollVote {
        /// Identity.
        id: String = "id",
        /// Which poll.
        poll_id: String = "poll_id",
        /// Which option; empty for answers.
        option_id: String = "option_id",
        /// Whose; absent in anonymous polls.
        user_id: Option<UserId> = "user_id",
        /// Profile; absent in anonymous polls.
        user: Option<Rc<User>> = "user",
        /// Free text.
        answer_text: Option<String> = "answer_text",
    }
}
