//! Ids as types, so that none can be taken for another; no raw strings beyond this file.

use std::fmt;
use std::rc::Rc;

use super::json::Wire;
use super::value::Value;

macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Rc<str>);

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
            /// True for the id of nothing.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self(Rc::from(""))
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(Rc::from(text))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(Rc::from(text))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }

        impl Wire for $name {
            fn read(value: Value) -> Option<Self> {
                value.as_str().map(Self::from)
            }
            fn write(&self) -> Option<Value> {
                (!self.is_empty()).then(|| Value::from(self.as_str()))
            }
        }
    };
}

id! {
    /// A user's id.
    UserId
}
id! {
    /// A message's id, made by the client that sends it (protocol section 5.3).
    MessageId
}
id! {
    /// Id of one WebSocket session; watching is bound to it (protocol section 2.2).
    ConnectionId
}
id! {
    /// A channel's id, `"<type>:<id>"`.
    Cid
}

impl Cid {
    /// Joins type and id.
    #[must_use]
    pub fn new(channel_type: &str, channel_id: &str) -> Self {
        Self::from(format!("{channel_type}:{channel_id}"))
    }

    /// The part before the colon; empty when there is none.
    #[must_use]
    pub fn channel_type(&self) -> &str {
        self.0.split_once(':').map_or("", |(channel_type, _)| channel_type)
    }

    /// The part after the colon; the whole when there is none.
    #[must_use]
    pub fn channel_id(&self) -> &str {
        self.0.split_once(':').map_or(&*self.0, |(_, id)| id)
    }
}
