//! Reading and writing JSON values leniently, and the macro that gives a struct its wire form.
//!
//! Types are read from a parsed [`Value`], field by field, instead of through derived visitors: a wrong field cannot take
//! its neighbours with it, custom data stays beside the known keys, and the generated code is a fraction of the size.

use crate::sorted::SortedMap;
use std::rc::Rc;

pub use serde_json::Value;

use super::error::DecodeError;

/// A JSON object.
pub type Map = serde_json::Map<String, Value>;

/// A type with a wire form.
pub trait Wire: Sized {
    /// Reads a present, non-null value; `None` when the value is of another type.
    fn read(value: Value) -> Option<Self>;
    /// Writes the value; `None` leaves the key out.
    fn write(&self) -> Option<Value>;
}

/// Parses a text as JSON.
///
/// Lone surrogate escapes (`"\ud800"`), which other clients can send and this parser would refuse, become U+FFFD.
///
/// # Errors
/// [`DecodeError::Syntax`] when the text is not JSON or nests deeper than 128.
pub fn parse(text: &str) -> Result<Value, DecodeError> {
    serde_json::from_str(text)
        .or_else(|first| if text.contains("\\u") { serde_json::from_str(&repair_surrogates(text)) } else { Err(first) })
        .map_err(|error| DecodeError::Syntax { line: error.line(), column: error.column() })
}

/// Replaces each `\uD800`–`\uDFFF` escape that has no partner by `\uFFFD`.
fn repair_surrogates(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let taken = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                out.push_str("\\ufffd");
                rest = escape.get(6..).unwrap_or_default();
                continue;
            }
            (Some(_), _) => 6,
            // A two-character escape; its second character may be of any width.
            (None, _) => 1 + escape.chars().nth(1).map_or(0, char::len_utf8),
        };
        let (kept, after) = escape.split_at(taken);
        out.push_str(kept);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The code unit of a `\uXXXX` escape at the start of `text`.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

/// Takes `key` out of `map` and reads it; absent, null and wrong type are all `None`.
pub(super) fn take<T: Wire>(map: &mut Map, key: &str) -> Option<T> {
    match map.remove(key)? {
        Value::Null => None,
        value => T::read(value),
    }
}

/// [`take`] into a field that holds its default.
#[inline(never)]
pub(super) fn take_into<T: Wire>(map: &mut Map, key: &str, field: &mut T) {
    if let Some(value) = take(map, key) {
        *field = value;
    }
}

/// Copies a field.
#[inline(never)]
pub(super) fn copy_into<T: Clone>(from: &T, to: &mut T) {
    to.clone_from(from);
}

/// Compares a field.
#[inline(never)]
pub(super) fn is_same<T: PartialEq>(a: &T, b: &T) -> bool {
    a == b
}

/// Writes `value` under `key` unless it is to be left out.
pub(super) fn put<T: Wire>(map: &mut Map, key: &str, value: &T) {
    if let Some(value) = value.write() {
        map.insert(key.to_owned(), value);
    }
}

impl Wire for Value {
    fn read(value: Value) -> Option<Self> {
        Some(value)
    }
    fn write(&self) -> Option<Value> {
        (!self.is_null()).then(|| self.clone())
    }
}

impl Wire for Map {
    fn read(value: Value) -> Option<Self> {
        if let Value::Object(map) = value { Some(map) } else { None }
    }
    fn write(&self) -> Option<Value> {
        Some(Value::Object(self.clone()))
    }
}

impl Wire for String {
    fn read(value: Value) -> Option<Self> {
        if let Value::String(text) = value { Some(text) } else { None }
    }
    fn write(&self) -> Option<Value> {
        Some(Value::String(self.clone()))
    }
}

impl Wire for bool {
    fn read(value: Value) -> Option<Self> {
        value.as_bool()
    }
    fn write(&self) -> Option<Value> {
        Some(Value::Bool(*self))
    }
}

/// Counts are clamped to what a count can be: negative is 0, a fraction is cut, too large is the maximum (fault F29).
impl Wire for u32 {
    fn read(value: Value) -> Option<Self> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "float casts saturate")]
        value.as_f64().map(|number| number as Self)
    }
    fn write(&self) -> Option<Value> {
        Some(Value::from(*self))
    }
}

impl Wire for f64 {
    fn read(value: Value) -> Option<Self> {
        value.as_f64()
    }
    fn write(&self) -> Option<Value> {
        Some(Value::from(*self))
    }
}

impl<T: Wire> Wire for Option<T> {
    fn read(value: Value) -> Option<Self> {
        Some(T::read(value))
    }
    fn write(&self) -> Option<Value> {
        self.as_ref().and_then(T::write)
    }
}

impl<T: Wire> Wire for Rc<T> {
    fn read(value: Value) -> Option<Self> {
        T::read(value).map(Self::new)
    }
    fn write(&self) -> Option<Value> {
        T::write(self)
    }
}

impl<T: Wire> Wire for Box<T> {
    fn read(value: Value) -> Option<Self> {
        T::read(value).map(Self::new)
    }
    fn write(&self) -> Option<Value> {
        T::write(self)
    }
}

/// Malformed items are dropped, their neighbours kept.
impl<T: Wire> Wire for Vec<T> {
    fn read(value: Value) -> Option<Self> {
        if let Value::Array(items) = value { Some(items.into_iter().filter_map(T::read).collect()) } else { None }
    }
    fn write(&self) -> Option<Value> {
        Some(Value::Array(self.iter().filter_map(T::write).collect()))
    }
}

impl<T: Wire> Wire for SortedMap<String, T> {
    fn read(value: Value) -> Option<Self> {
        let Value::Object(map) = value else {
            return None;
        };
        Some(map.into_iter().filter_map(|(key, value)| Some((key, T::read(value)?))).collect())
    }
    fn write(&self) -> Option<Value> {
        Some(Value::Object(self.iter().filter_map(|(key, value)| Some((key.clone(), value.write()?))).collect()))
    }
}

/// Declares a struct with its wire keys, `extra` for every key not named, and [`Wire`] for it.
///
/// An object whose `valid` condition does not hold is malformed and read as `None`; the condition may tidy the object first.
macro_rules! wire {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident : $ty:ty = $key:literal,)* } $(valid |$it:ident| $valid:expr)?) => {
        $(#[$meta])*
        #[derive(Debug, Default)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $ty,)*
            /// Every other key of the object: custom data, and what this version does not know.
            pub extra: $crate::wire::Map,
        }

        impl $name {
            /// Takes the known keys out of `map`; what is left becomes `extra`.
            pub(crate) fn from_map(mut map: $crate::wire::Map) -> Self {
                let mut read = Self::default();
                $($crate::wire::json::take_into(&mut map, $key, &mut read.$field);)*
                read.extra = map;
                read
            }
        }

        // Not derived: each type of field has one function that all structs share, which is a fifth of the size.
        impl Clone for $name {
            fn clone(&self) -> Self {
                let mut copy = Self::default();
                $($crate::wire::json::copy_into(&self.$field, &mut copy.$field);)*
                copy.extra = self.extra.clone();
                copy
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $($crate::wire::json::is_same(&self.$field, &other.$field) &&)* self.extra == other.extra
            }
        }

        impl $crate::wire::Wire for $name {
            fn read(value: $crate::wire::Value) -> Option<Self> {
                #[allow(unused_mut, reason = "only types with a condition touch it")]
                let mut read = Self::from_map(<$crate::wire::Map as $crate::wire::Wire>::read(value)?);
                $({ let $it = &mut read; if !$valid { return None; } })?
                Some(read)
            }
            fn write(&self) -> Option<$crate::wire::Value> {
                let mut map = self.extra.clone();
                $($crate::wire::json::put(&mut map, $key, &self.$field);)*
                Some($crate::wire::Value::Object(map))
            }
        }
    };
}
pub(super) use wire;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lone_surrogates_become_the_replacement_character() {
        assert_eq!(
            parse(r#"["\ud800","\udc00x","a\ud800\\u0041"]"#).unwrap(),
            serde_json::json!(["\u{fffd}", "\u{fffd}x", "a\u{fffd}\\u0041"])
        );
    }

    #[test]
    fn surrogate_pairs_survive_beside_a_lone_one() {
        assert_eq!(parse(r#"["\ud83d\ude00","\ud83d","\u00e8\n\"é"]"#).unwrap(), serde_json::json!(["😀", "\u{fffd}", "è\n\"é"]));
    }

    #[test]
    fn a_truncated_escape_is_a_syntax_error_not_a_panic() {
        for text in ["\"\\ud8", "\"\\", "\"\\u", "\"\\ud800\\", "\"\\é\\ud800\""] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn counts_are_clamped() {
        let read = |value| u32::read(value).unwrap();
        assert_eq!((read(Value::from(-3)), read(Value::from(2.9)), read(Value::from(1e20))), (0, 2, u32::MAX));
    }
}
