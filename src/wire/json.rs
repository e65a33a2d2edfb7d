//! Reading and writing JSON values leniently, and the macro that gives a struct its wire form.
//!
//! Types are read from a parsed [`Value`], field by field, instead of through derived visitors: a wrong field cannot take
//! its neighbours with it, custom data stays beside the known keys, and the generated code is a fraction of the size.

use std::rc::Rc;

use super::value::{Map, Value};
use crate::sorted::SortedMap;

/// A type with a wire form.
pub trait Wire: Sized {
    /// Reads a present, non-null value; `None` when the value is of another type.
    fn read(value: Value) -> Option<Self>;
    /// Writes the value; `None` leaves the key out.
    fn write(&self) -> Option<Value>;
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
    fn counts_are_clamped() {
        let read = |value| u32::read(value).unwrap();
        assert_eq!((read(Value::from(-3)), read(Value::from(2.9)), read(Value::from(1e20))), (0, 2, u32::MAX));
    }
}
