//! A JSON value.
//!
//! Ours instead of `serde_json`'s because of size: an object is a list of its entries, which needs neither hashing nor a
//! tree and is searched faster than either at the few dozen keys that Stream's objects have. Knows nothing of chat.

use std::fmt;
use std::ops::{Index, IndexMut};

/// Any JSON value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text.
    String(String),
    /// `[…]`
    Array(Vec<Self>),
    /// `{…}`
    Object(Map),
}

/// A JSON number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// Written without fraction and exponent, and in range.
    Whole(i64),
    /// Any other; always finite.
    Real(f64),
}

/// A JSON object: its entries in their order. Of keys that a text repeats the last one counts.
#[derive(Clone, Debug, Default)]
pub struct Map(Vec<(String, Value)>);

static NULL: Value = Value::Null;

impl Value {
    /// True for `null`.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// True for arrays.
    #[must_use]
    pub const fn is_array(&self) -> bool {
        matches!(self, Self::Array(_))
    }

    /// True for objects.
    #[must_use]
    pub const fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The truth value, if it is one.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(flag) = self { Some(*flag) } else { None }
    }

    /// The number, if it is a whole one.
    #[must_use]
    pub const fn as_i64(&self) -> Option<i64> {
        if let Self::Number(Number::Whole(number)) = self { Some(*number) } else { None }
    }

    /// The number, if it is a whole one that is not negative.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_i64().and_then(|number| u64::try_from(number).ok())
    }

    /// The number, if it is one.
    #[must_use]
    pub const fn as_f64(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(number.as_f64()) } else { None }
    }

    /// The items, if it is an array, to be changed.
    pub const fn as_array_mut(&mut self) -> Option<&mut Vec<Self>> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    /// The items, if it is an array.
    #[must_use]
    pub const fn as_array(&self) -> Option<&Vec<Self>> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    /// The object, if it is one.
    #[must_use]
    pub const fn as_object(&self) -> Option<&Map> {
        if let Self::Object(map) = self { Some(map) } else { None }
    }

    /// The object, if it is one, to be changed.
    pub const fn as_object_mut(&mut self) -> Option<&mut Map> {
        if let Self::Object(map) = self { Some(map) } else { None }
    }

    /// What an object has under a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_object()?.get(key)
    }

    /// What an object has under a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        self.as_object_mut()?.get_mut(key)
    }
}

impl Number {
    /// The number, of whatever kind.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "JSON numbers are no more precise elsewhere")]
    pub const fn as_f64(self) -> f64 {
        match self {
            Self::Whole(number) => number as f64,
            Self::Real(number) => number,
        }
    }
}

impl Map {
    /// `{}`
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// True without entries.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many entries there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// What is under a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().rfind(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// What is under a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.0.iter_mut().rfind(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// True when there is something under the key.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Puts a value under a key, at the place of the one before or at the end; answers the one before.
    pub fn insert(&mut self, key: String, value: Value) -> Option<Value> {
        match self.get_mut(&key) {
            Some(known) => Some(std::mem::replace(known, value)),
            None => {
                self.0.push((key, value));
                None
            }
        }
    }

    /// Takes out what is under a key.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let at = self.0.iter().rposition(|(known, _)| known == key)?;
        Some(self.0.remove(at).1)
    }

    /// Drops every entry that is not to be kept.
    pub fn retain(&mut self, mut is_kept: impl FnMut(&String, &mut Value) -> bool) {
        self.0.retain_mut(|(key, value)| is_kept(key, value));
    }

    /// Entries in their order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&String, &Value)> + ExactSizeIterator + Clone {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// Keys in their order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &String> + ExactSizeIterator + Clone {
        self.0.iter().map(|(key, _)| key)
    }

    /// Values in their order.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Value> + ExactSizeIterator + Clone {
        self.0.iter().map(|(_, value)| value)
    }

    /// From entries as they were read.
    pub(super) const fn of(entries: Vec<(String, Value)>) -> Self {
        Self(entries)
    }
}

/// The order of entries means nothing.
impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || (self.len() == other.len() && self.0.iter().all(|(key, value)| other.get(key) == Some(value)))
    }
}

impl IntoIterator for Map {
    type Item = (String, Value);
    type IntoIter = std::vec::IntoIter<(String, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// An entry as it is lent.
type Lent<'a> = (&'a String, &'a Value);

impl<'a> IntoIterator for &'a Map {
    type Item = Lent<'a>;
    type IntoIter = std::iter::Map<std::slice::Iter<'a, (String, Value)>, fn(&'a (String, Value)) -> Lent<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(key, value)| (key, value))
    }
}

impl<K: Into<String>> FromIterator<(K, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, Value)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl<K: Into<String>> Extend<(K, Value)> for Map {
    fn extend<I: IntoIterator<Item = (K, Value)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key.into(), value);
        }
    }
}

/// An item is made where there is none, and an array of what is none.
impl IndexMut<usize> for Value {
    #[expect(clippy::unwrap_used, reason = "it was put there")]
    fn index_mut(&mut self, at: usize) -> &mut Self {
        let mut items = if let Self::Array(items) = std::mem::take(self) { items } else { Vec::new() };
        if items.len() <= at {
            items.resize(at + 1, Self::Null);
        }
        *self = Self::Array(items);
        self.as_array_mut().and_then(|items| items.get_mut(at)).unwrap()
    }
}

/// `null` where there is nothing.
impl<K: AsRef<str> + ?Sized> Index<&K> for Value {
    type Output = Self;

    fn index(&self, key: &K) -> &Self {
        self.get(key.as_ref()).unwrap_or(&NULL)
    }
}

/// `null` where there is nothing.
impl Index<usize> for Value {
    type Output = Self;

    fn index(&self, at: usize) -> &Self {
        self.as_array().and_then(|items| items.get(at)).unwrap_or(&NULL)
    }
}

/// An entry is made where there is none, and an object of what is none.
impl<K: AsRef<str> + ?Sized> IndexMut<&K> for Value {
    #[expect(clippy::unwrap_used, reason = "it was put there")]
    fn index_mut(&mut self, key: &K) -> &mut Self {
        let key = key.as_ref();
        if self.get(key).is_none() {
            let mut map = if let Self::Object(map) = std::mem::take(self) { map } else { Map::new() };
            map.insert(key.to_owned(), Self::Null);
            *self = Self::Object(map);
        }
        self.as_object_mut().and_then(|map| map.get_mut(key)).unwrap()
    }
}

/// `null` where there is nothing.
impl Index<&str> for Map {
    type Output = Value;

    fn index(&self, key: &str) -> &Value {
        self.get(key).unwrap_or(&NULL)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn the_last_of_equal_keys_counts_and_order_means_nothing() {
        let map = Map::of(vec![("a".into(), 1.into()), ("b".into(), 2.into()), ("a".into(), 3.into())]);
        assert_eq!((map["a"].clone(), map["c"].clone()), (Value::from(3), Value::Null));
        assert_eq!(json!({"a": 1, "b": [2, null]}), json!({"b": [2, null], "a": 1}));
        assert_ne!(json!({"a": 1}), json!({"b": 1}));
    }

    #[test]
    fn a_map_keeps_its_order_through_changes() {
        let mut map = Map::from_iter([("a", Value::from(1)), ("b", Value::from(2)), ("c", Value::from(3))]);
        assert_eq!(
            (map.insert("b".into(), 4.into()), map.remove("a"), map.insert("d".into(), 5.into())),
            (Some(2.into()), Some(1.into()), None)
        );
        assert_eq!(Value::Object(map).text(), r#"{"b":4,"c":3,"d":5}"#);
    }
}
