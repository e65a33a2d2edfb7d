//! JSON values made from what Rust has.

use std::rc::Rc;

use super::value::{Map, Number, Value};

/// What [`json!`](crate::json) takes as a value.
pub trait ToJson {
    /// The same as JSON.
    fn to_json(&self) -> Value;
}

macro_rules! simple {
    ($($ty:ty: |$it:ident| $value:expr;)*) => {$(
        impl From<$ty> for Value {
            fn from($it: $ty) -> Self {
                $value
            }
        }

        impl ToJson for $ty {
            fn to_json(&self) -> Value {
                Value::from(self.clone())
            }
        }
    )*};
}

simple! {
    bool: |it| Self::Bool(it);
    String: |it| Self::String(it);
    Map: |it| Self::Object(it);
    i32: |it| Self::Number(Number::Whole(it.into()));
    i64: |it| Self::Number(Number::Whole(it));
    u8: |it| Self::Number(Number::Whole(it.into()));
    u16: |it| Self::Number(Number::Whole(it.into()));
    u32: |it| Self::Number(Number::Whole(it.into()));
    u64: |it| whole(it);
    usize: |it| whole(u64::try_from(it).unwrap_or(u64::MAX));
    f64: |it| if it.is_finite() { Self::Number(Number::Real(it)) } else { Self::Null };
}

#[expect(clippy::cast_precision_loss, reason = "JSON numbers are no more precise elsewhere")]
fn whole(number: u64) -> Value {
    Value::Number(i64::try_from(number).map_or(Number::Real(number as f64), Number::Whole))
}

impl From<&str> for Value {
    fn from(it: &str) -> Self {
        Self::String(it.to_owned())
    }
}

impl<T: Into<Self>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self::Array(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(it: Option<T>) -> Self {
        it.map_or(Self::Null, Into::into)
    }
}

impl<K: Into<String>> FromIterator<(K, Self)> for Value {
    fn from_iter<I: IntoIterator<Item = (K, Self)>>(entries: I) -> Self {
        Self::Object(entries.into_iter().collect())
    }
}

impl FromIterator<Self> for Value {
    fn from_iter<I: IntoIterator<Item = Self>>(items: I) -> Self {
        Self::Array(items.into_iter().collect())
    }
}

impl ToJson for Value {
    fn to_json(&self) -> Value {
        self.clone()
    }
}

impl ToJson for str {
    fn to_json(&self) -> Value {
        self.into()
    }
}

impl<T: ToJson + ?Sized> ToJson for &T {
    fn to_json(&self) -> Value {
        (**self).to_json()
    }
}

impl<T: ToJson + ?Sized> ToJson for Rc<T> {
    fn to_json(&self) -> Value {
        (**self).to_json()
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn to_json(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_json)
    }
}

impl<T: ToJson> ToJson for [T] {
    fn to_json(&self) -> Value {
        Value::Array(self.iter().map(T::to_json).collect())
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn to_json(&self) -> Value {
        (**self).to_json()
    }
}

impl<T: ToJson, const N: usize> ToJson for [T; N] {
    fn to_json(&self) -> Value {
        self.as_slice().to_json()
    }
}

macro_rules! equal {
    ($($ty:ty)*) => {$(
        impl PartialEq<$ty> for Value {
            fn eq(&self, other: &$ty) -> bool {
                *self == other.to_json()
            }
        }
    )*};
}

equal!(bool str &str String i32 i64 u32 u64 usize f64);

/// A [`Value`](crate::wire::Value) written as JSON, with Rust expressions (taken by reference) for values.
#[macro_export]
macro_rules! json {
    (@items [$($done:expr,)*]) => { vec![$($done),*] };
    (@items [$($done:expr,)*] null $(, $($rest:tt)*)?) => { $crate::json!(@items [$($done,)* $crate::json!(null),] $($($rest)*)?) };
    (@items [$($done:expr,)*] [$($inner:tt)*] $(, $($rest:tt)*)?) => { $crate::json!(@items [$($done,)* $crate::json!([$($inner)*]),] $($($rest)*)?) };
    (@items [$($done:expr,)*] {$($inner:tt)*} $(, $($rest:tt)*)?) => { $crate::json!(@items [$($done,)* $crate::json!({$($inner)*}),] $($($rest)*)?) };
    (@items [$($done:expr,)*] $next:expr $(, $($rest:tt)*)?) => { $crate::json!(@items [$($done,)* $crate::json!($next),] $($($rest)*)?) };

    (@entries [$($done:expr,)*]) => { [$($done),*] };
    (@entries [$($done:expr,)*] $key:tt: null $(, $($rest:tt)*)?) => { $crate::json!(@entries [$($done,)* ($key, $crate::json!(null)),] $($($rest)*)?) };
    (@entries [$($done:expr,)*] $key:tt: [$($inner:tt)*] $(, $($rest:tt)*)?) => { $crate::json!(@entries [$($done,)* ($key, $crate::json!([$($inner)*])),] $($($rest)*)?) };
    (@entries [$($done:expr,)*] $key:tt: {$($inner:tt)*} $(, $($rest:tt)*)?) => { $crate::json!(@entries [$($done,)* ($key, $crate::json!({$($inner)*})),] $($($rest)*)?) };
    (@entries [$($done:expr,)*] $key:tt: $next:expr $(, $($rest:tt)*)?) => { $crate::json!(@entries [$($done,)* ($key, $crate::json!($next)),] $($($rest)*)?) };

    (null) => { $crate::wire::Value::Null };
    ([$($items:tt)*]) => { $crate::wire::Value::Array($crate::json!(@items [] $($items)*)) };
    ({}) => { $crate::wire::Value::Object($crate::wire::Map::new()) };
    ({$($entries:tt)*}) => { $crate::wire::Value::Object($crate::wire::Map::from_iter($crate::json!(@entries [] $($entries)*))) };
    ($other:expr) => { $crate::wire::ToJson::to_json(&$other) };
}

#[cfg(test)]
mod tests {
    #[test]
    fn values_are_written_in_place() {
        let (name, nothing) = (String::from("Ada"), None::<u32>);
        let value =
            json!({"id": name, "tags": ["x", [true, {"deep": null}]], "none": nothing, "sum": 1 + 1, "real": 0.5, "list": vec![1, 2]});
        assert_eq!(value.text(), r#"{"id":"Ada","tags":["x",[true,{"deep":null}]],"none":null,"sum":2,"real":0.5,"list":[1,2]}"#);
        assert_eq!(name, "Ada");
    }
}
