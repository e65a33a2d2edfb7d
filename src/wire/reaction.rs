//! Reactions to messages.

use std::rc::Rc;

use super::ids::{MessageId, UserId};
use super::json::wire;
use super::time::Ts;
use super::user::User;

wire! {
    /// One user's reaction of one kind (protocol section 5.7). See Stream docs: Reactions.
    Reaction {
        /// Kind, e.g. `like`.
        kind: String = "type",
        /// Which message.
        message_id: MessageId = "message_id",
        /// Whose; taken from `user` when absent.
        user_id: UserId = "user_id",
        /// Profile.
        user: Option<Rc<User>> = "user",
        /// How often, for clapping.
        score: Option<u32> = "score",
        /// When first given.
        created_at: Option<Ts> = "created_at",
        /// When last changed.
        updated_at: Option<Ts> = "updated_at",
    } valid |it| {
        if it.user_id.is_empty() && let Some(user) = &it.user {
            it.user_id = user.id.clone();
        }
        !it.kind.is_empty()
    }
}

wire! {
    /// All reactions of one kind to a message. See Stream docs: Reactions.
    ReactionGroup {
        /// How many users.
        count: u32 = "count",
        /// Sum of their scores.
        sum_scores: u32 = "sum_scores",
        /// Order of kinds on screen.
        first_reaction_at: Option<Ts> = "first_reaction_at",
        /// Newest of the kind.
        last_reaction_at: Option<Ts> = "last_reaction_at",
    }
}

/// What a usual kind of reaction looks like (feature F105); an emoji is a kind by itself, anything else is only a word.
#[must_use]
pub fn emoji(kind: &str) -> Option<&str> {
    Some(match kind {
        "angry" => "😠",
        "fire" => "🔥",
        "haha" => "😂",
        "like" => "👍",
        "love" => "❤️",
        "sad" => "😢",
        "wow" => "😮",
        other if !other.is_ascii() => other,
        _ => return None,
    })
}
