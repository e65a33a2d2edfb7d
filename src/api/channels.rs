//! Questions about channels.

use crate::json;

use super::Map;
use crate::chat::ScreenId;
use crate::wire::{Cid, MessageId, Ts, Value};

/// What one page of a search holds (feature F173).
pub const PAGE_OF_FOUND: u32 = 10;

/// Which messages of a channel (protocol section 4.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// The newest.
    Latest {
        /// How many.
        limit: u32,
    },
    /// Just older than this one.
    Before {
        /// This one.
        id: MessageId,
        /// How many.
        limit: u32,
    },
    /// Just newer than this one.
    After {
        /// This one.
        id: MessageId,
        /// How many.
        limit: u32,
    },
    /// On both sides of this one.
    Around {
        /// This one.
        id: MessageId,
        /// How many.
        limit: u32,
    },
    /// On both sides of a moment.
    AroundTime {
        /// The moment.
        at: Ts,
        /// How many.
        limit: u32,
    },
}

impl Page {
    /// How many messages are asked for.
    #[must_use]
    pub const fn limit(&self) -> u32 {
        match self {
            Self::Latest { limit }
            | Self::Before { limit, .. }
            | Self::After { limit, .. }
            | Self::Around { limit, .. }
            | Self::AroundTime { limit, .. } => *limit,
        }
    }

    fn body(&self) -> Value {
        let mut body = Map::new();
        body.insert("limit".into(), self.limit().into());
        let cursor = match self {
            Self::Latest { .. } | Self::AroundTime { .. } => None,
            Self::Before { id, .. } => Some(("id_lt", id)),
            Self::After { id, .. } => Some(("id_gt", id)),
            Self::Around { id, .. } => Some(("id_around", id)),
        };
        if let Some((key, id)) = cursor {
            body.insert(key.into(), id.as_str().into());
        }
        if let Self::AroundTime { at, .. } = self {
            body.insert("created_at_around".into(), at.to_string().into());
        }
        body.into()
    }
}

/// Who jumps, and to what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jump {
    /// Which element.
    pub screen: ScreenId,
    /// The message; absent means the first one that was not read.
    pub id: Option<MessageId>,
}

/// A question about channels.
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelsQuery {
    /// What the answer is for.
    pub purpose: Purpose,
    /// Filter in Stream's query syntax.
    pub filter: Value,
    /// Sort keys, `true` descending.
    pub sort: Vec<(String, bool)>,
    /// Channels of a page, at most 30.
    pub limit: u32,
    /// Channels to skip.
    pub offset: u32,
    /// Messages of each channel.
    pub message_limit: u32,
}

/// What the answer to a question about channels is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A page of an element's list.
    Inbox {
        /// Which element.
        screen: ScreenId,
        /// A further page, not the first.
        more: bool,
        /// Counts questions of the element: an answer to an older one is out of date.
        round: u32,
    },
    /// Which of these channels belong to a list.
    Candidates {
        /// Which element.
        screen: ScreenId,
        /// Which of its lists.
        list: u32,
        /// Asked about.
        cids: Vec<Cid>,
    },
    /// What the own user may do in these channels now (protocol section 10).
    Gates,
    /// One channel that an element wants to show. Asked as a list, because asking for a channel by its id would make one.
    Open {
        /// Which.
        cid: Cid,
    },
    /// Fresh state of known channels after a gap.
    Recovery {
        /// Asked about.
        cids: Vec<Cid>,
    },
    /// Channels that were looked for by name, or that messages were found in.
    Found {
        /// Which element.
        screen: ScreenId,
        /// Counts words: an answer to older ones is out of date.
        round: u32,
        /// Those that messages were found in: only their names are wanted.
        of_messages: bool,
    },
    /// Channels with unread messages, for the counters of an element's views.
    Unread {
        /// Which element.
        screen: ScreenId,
        /// Counts questions of the element: an answer to an older one is out of date.
        round: u32,
    },
}

/// Body of `POST /channels` (protocol section 4.2).
pub(super) fn query_channels(query: &ChannelsQuery, watch: bool) -> Value {
    let sort: Vec<Value> =
        query.sort.iter().map(|(field, descending)| json!({"field": field, "direction": if *descending { -1 } else { 1 }})).collect();
    json!({
        "filter_conditions": query.filter, "sort": sort, "state": true, "watch": watch, "presence": watch,
        "limit": query.limit, "offset": query.offset, "message_limit": query.message_limit, "member_limit": 30,
    })
}

/// Body of `POST /channels/{type}/{id}/query` (protocol section 4.3).
pub(super) fn query_channel(page: &Page, watch: bool) -> Value {
    let mut body = json!({"data": {}, "state": true, "watch": watch, "presence": watch, "messages": page.body()});
    if let (Page::Latest { .. }, Some(body)) = (page, body.as_object_mut()) {
        body.insert("members".into(), json!({"limit": 100}));
    }
    body
}

/// A question that goes in the address (protocol section 0.4).
fn in_query(payload: &Value) -> String {
    ["&payload=", &super::segment(&payload.text())].concat()
}

/// Query of `GET /members` (protocol section 4.6): members whose name begins so.
pub(super) fn query_members(cid: &Cid, query: &str, offset: u32) -> String {
    let payload = json!({
        "type": cid.channel_type(), "id": cid.channel_id(), "filter_conditions": {"name": {"$autocomplete": query}},
        "sort": [{"field": "name", "direction": 1}], "limit": 10, "offset": offset,
    });
    in_query(&payload)
}

/// Query of `GET /users` (protocol section 6.7): people whose name or id begins so; everybody for no words.
pub(super) fn query_users(query: &str, offset: u32) -> String {
    let begins = json!({"$autocomplete": query});
    let filter = if query.is_empty() { json!({}) } else { json!({"$or": [{"id": begins}, {"name": begins}]}) };
    let payload = json!({"filter_conditions": filter, "sort": [{"field": "name", "direction": 1}], "limit": PAGE_OF_FOUND, "offset": offset, "presence": false});
    in_query(&payload)
}

/// Query of `GET /search` (protocol section 5.8): messages of these channels with these words, newest first.
pub(super) fn search_messages(query: &str, filter: &Value, next: Option<&str>) -> String {
    let mut payload = json!({
        "filter_conditions": filter, "message_filter_conditions": {"text": {"$autocomplete": query}},
        "sort": [{"field": "created_at", "direction": -1}], "limit": PAGE_OF_FOUND,
    });
    if let (Some(next), Some(payload)) = (next, payload.as_object_mut()) {
        payload.insert("next".into(), next.into());
    }
    in_query(&payload)
}
