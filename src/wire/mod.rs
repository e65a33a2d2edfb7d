//! Stream's JSON and nothing else: types that read and write the wire, without behaviour.
//!
//! Decoding policy (protocol section 0.4): unknown never fails, `null` is absent, a field of the wrong type loses only
//! itself, a malformed item of a list loses only itself, and keys nobody names here survive a round trip in `extra`.
//! Knows no HTTP, no socket and no state. Called from [`crate::api`], [`crate::connection`] and [`crate::state`].

mod attachment;
mod channel;
mod circle;
mod error;
mod event;
mod ids;
mod json;
mod made;
mod member;
mod message;
mod poll;
mod reaction;
mod read;
mod serde;
mod text;
mod thread;
mod time;
mod user;
mod value;

pub use attachment::{Action, Attachment, Field, Rendition};
pub use channel::{Channel, ChannelConfig, ChannelMute, ChannelState, Command, Draft, Reminder, SharedLocation};
pub use circle::Circle;
pub use error::{DecodeError, ErrorBody};
pub use event::{Event, Frame, KINDS, Payload, Totals, decode, greeting};
pub use ids::{Cid, ConnectionId, MessageId, UserId};
pub use json::Wire;
pub use made::ToJson;
pub use member::Member;
pub use message::{Message, MessageType, Moderation, page};
pub use poll::{Poll, PollOption, PollVote};
pub use reaction::{Reaction, ReactionGroup, emoji};
pub use read::Read;
pub use text::parse;
pub use thread::{Thread, ThreadParticipant};
pub use time::Ts;
pub use user::{AppSettings, OwnUser, PrivacySettings, Switch, UploadConfig, User, UserMute};
pub use value::{Map, Number, Value};
