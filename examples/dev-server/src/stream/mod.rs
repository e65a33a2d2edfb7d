//! The Stream-compatible face, a file per noun: who may, what changes, who is told.

pub(crate) mod ballots;
pub(crate) mod channels;
pub(crate) mod circles;
pub(crate) mod commands;
pub(crate) mod drafts;
pub(crate) mod history;
pub(crate) mod listing;
pub(crate) mod members;
pub(crate) mod messages;
pub(crate) mod moderation;
pub(crate) mod og;
pub(crate) mod place;
pub(crate) mod poll_options;
pub(crate) mod polls;
pub(crate) mod presence;
pub(crate) mod reactions;
pub(crate) mod reads;
pub(crate) mod search;
pub(crate) mod sending;
pub(crate) mod telling;
pub(crate) mod threads;
pub(crate) mod uploads;
pub(crate) mod users;
pub(crate) mod votes;
