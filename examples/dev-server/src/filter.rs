//! Stream's query language: filters and sorts over named fields (protocol 4.2). Filters are evaluated here, not in SQL:
//! a filter can never become a query of its own. It knows no noun; callers say what a field is.

use std::cmp::Ordering;

use serde_json::Value;

use crate::clock;
use crate::error::Error;

/// A condition, parsed and complete.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Filter {
    All(Vec<Self>),
    Any(Vec<Self>),
    Nor(Vec<Self>),
    Field(String, Test),
}

/// What is asked of one field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    Eq(Value),
    Ne(Value),
    Gt(Value),
    Gte(Value),
    Lt(Value),
    Lte(Value),
    In(Vec<Value>),
    NotIn(Vec<Value>),
    Exists(bool),
    Autocomplete(String),
    Contains(Value),
}

impl Filter {
    /// Reads a filter; nothing, null and `{}` let everything pass.
    ///
    /// # Errors
    /// Code 4 for unknown operators and operands of the wrong form.
    pub(crate) fn parse(json: &Value) -> Result<Self, Error> {
        let fields = match json {
            Value::Null => return Ok(Self::All(Vec::new())),
            Value::Object(fields) => fields,
            _ => return Err(Error::input("a filter must be an object")),
        };
        let mut all = Vec::new();
        for (name, value) in fields {
            match name.as_str() {
                "$and" => all.push(Self::All(Self::parse_all(value)?)),
                "$or" => all.push(Self::Any(Self::parse_all(value)?)),
                "$nor" => all.push(Self::Nor(Self::parse_all(value)?)),
                unknown if unknown.starts_with('$') => return Err(unknown_operator(unknown)),
                field => all.extend(tests(value)?.into_iter().map(|test| Self::Field(field.to_owned(), test))),
            }
        }
        Ok(Self::All(all))
    }

    fn parse_all(json: &Value) -> Result<Vec<Self>, Error> {
        let filters = json.as_array().ok_or_else(|| Error::input("a logical operator needs an array of filters"))?;
        filters.iter().map(Self::parse).collect()
    }

    /// Whether the thing whose fields `field` tells passes.
    pub(crate) fn matches(&self, field: &dyn Fn(&str) -> Value) -> bool {
        match self {
            Self::All(filters) => filters.iter().all(|filter| filter.matches(field)),
            Self::Any(filters) => filters.iter().any(|filter| filter.matches(field)),
            Self::Nor(filters) => !filters.iter().any(|filter| filter.matches(field)),
            // A name is anybody's (protocol 4.2: `member.user.name` with `$eq`).
            Self::Field(name, Test::Eq(wanted)) if name == "member.user.name" && !wanted.is_array() => {
                within(&field(name), std::slice::from_ref(wanted))
            }
            Self::Field(name, Test::Ne(wanted)) if name == "member.user.name" && !wanted.is_array() => {
                !within(&field(name), std::slice::from_ref(wanted))
            }
            Self::Field(name, test) => test.passes(&field(name)),
        }
    }

    /// Whether a field is asked about anywhere.
    pub(crate) fn mentions(&self, field: &str) -> bool {
        match self {
            Self::All(filters) | Self::Any(filters) | Self::Nor(filters) => filters.iter().any(|filter| filter.mentions(field)),
            Self::Field(name, _) => name == field,
        }
    }
}

fn unknown_operator(name: &str) -> Error {
    Error::input(format!("unknown filter operator {name}"))
}

fn tests(value: &Value) -> Result<Vec<Test>, Error> {
    match value {
        Value::Object(operators) if operators.keys().any(|key| key.starts_with('$')) => {
            operators.iter().map(|(name, operand)| test(name, operand)).collect()
        }
        _ => Ok(vec![Test::Eq(value.clone())]),
    }
}

fn test(name: &str, operand: &Value) -> Result<Test, Error> {
    let text = || operand.as_str().map(str::to_lowercase).ok_or_else(|| Error::input(format!("{name} needs a text")));
    let list = || operand.as_array().cloned().ok_or_else(|| Error::input(format!("{name} needs an array")));
    Ok(match name {
        "$eq" => Test::Eq(operand.clone()),
        "$ne" => Test::Ne(operand.clone()),
        "$gt" => Test::Gt(operand.clone()),
        "$gte" => Test::Gte(operand.clone()),
        "$lt" => Test::Lt(operand.clone()),
        "$lte" => Test::Lte(operand.clone()),
        "$in" => Test::In(list()?),
        "$nin" => Test::NotIn(list()?),
        "$exists" => Test::Exists(operand.as_bool().ok_or_else(|| Error::input("$exists needs true or false"))?),
        "$autocomplete" | "$q" => Test::Autocomplete(text()?),
        "$contains" => Test::Contains(operand.clone()),
        unknown => return Err(unknown_operator(unknown)),
    })
}

impl Test {
    fn passes(&self, value: &Value) -> bool {
        let ordered = |other: &Value, wanted: &[Ordering]| compare(value, other).is_some_and(|found| wanted.contains(&found));
        match self {
            Self::Eq(other) => equal(value, other),
            Self::Ne(other) => !equal(value, other),
            Self::Gt(other) => ordered(other, &[Ordering::Greater]),
            Self::Gte(other) => ordered(other, &[Ordering::Greater, Ordering::Equal]),
            Self::Lt(other) => ordered(other, &[Ordering::Less]),
            Self::Lte(other) => ordered(other, &[Ordering::Less, Ordering::Equal]),
            Self::In(others) => within(value, others),
            Self::NotIn(others) => !within(value, others),
            Self::Exists(wanted) => value.is_null() != *wanted,
            Self::Autocomplete(part) => autocompletes(value, part),
            Self::Contains(other) => value.as_array().is_some_and(|items| items.iter().any(|item| equal(item, other))),
        }
    }
}

/// Arrays are equal as sets: `members: {$eq: [..]}` asks for exactly these.
fn equal(value: &Value, other: &Value) -> bool {
    match (value, other) {
        (Value::Array(left), Value::Array(right)) => {
            let covers = |some: &[Value], all: &[Value]| some.iter().all(|item| all.iter().any(|other| equal(item, other)));
            covers(left, right) && covers(right, left)
        }
        (Value::Null, Value::Bool(false)) | (Value::Bool(false), Value::Null) => true,
        _ => value == other || compare(value, other) == Some(Ordering::Equal),
    }
}

fn within(value: &Value, others: &[Value]) -> bool {
    let is_one = |value: &Value| others.iter().any(|other| equal(value, other));
    match value {
        Value::Array(items) => items.iter().any(is_one),
        _ => is_one(value),
    }
}

/// Every word asked for begins a word of the text, or the text contains all of it.
fn autocompletes(value: &Value, part: &str) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| autocompletes(item, part)),
        Value::String(text) => text.to_lowercase().contains(part),
        _ => false,
    }
}

fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64()?.partial_cmp(&right.as_f64()?),
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        (Value::String(left), Value::String(right)) => match (clock::parse(left), clock::parse(right)) {
            (Some(left), Some(right)) => Some(left.cmp(&right)),
            _ => Some(left.cmp(right)),
        },
        _ => None,
    }
}

/// Sort keys, each with whether it descends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sort(Vec<(String, bool)>);

impl Sort {
    /// Reads `[{field, direction}]`, `[{name: -1}]` or `{name: -1}`.
    ///
    /// # Errors
    /// Code 4 for anything else, and for more than five keys.
    pub(crate) fn parse(json: &Value) -> Result<Self, Error> {
        let bad = || Error::field("sort", "must be an array of {field, direction}");
        let items = match json {
            Value::Null => return Ok(Self::default()),
            Value::Array(items) => items.iter().collect(),
            Value::Object(_) => vec![json],
            _ => return Err(bad()),
        };
        let mut keys = Vec::new();
        for item in items {
            match item["field"].as_str() {
                Some(field) => keys.push((field.to_owned(), item["direction"].as_i64() != Some(1))),
                None => keys.extend(item.as_object().ok_or_else(bad)?.iter().map(|(name, way)| (name.clone(), way.as_i64() != Some(1)))),
            }
        }
        if keys.len() > 5 { Err(Error::field("sort", "has more than five keys")) } else { Ok(Self(keys)) }
    }

    /// These keys unless some were given.
    pub(crate) fn or(self, field: &str, descends: bool) -> Self {
        if self.0.is_empty() { Self(vec![(field.to_owned(), descends)]) } else { self }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the first key is `field`, ascending.
    pub(crate) fn ascends(&self, field: &str) -> bool {
        self.0.first().is_some_and(|(name, descends)| name == field && !descends)
    }

    /// Orders two things by their fields. What is missing comes last.
    pub(crate) fn order(&self, left: &dyn Fn(&str) -> Value, right: &dyn Fn(&str) -> Value) -> Ordering {
        let by = |(field, descends): &(String, bool)| match (left(field), right(field)) {
            (Value::Null, Value::Null) => Ordering::Equal,
            (Value::Null, _) => Ordering::Greater,
            (_, Value::Null) => Ordering::Less,
            (left, right) => {
                let order = compare(&left, &right).unwrap_or(Ordering::Equal);
                if *descends { order.reverse() } else { order }
            }
        };
        self.0.iter().map(by).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn field(name: &str) -> Value {
        match name {
            "type" => json!("messaging"),
            "members" => json!(["alice", "bob"]),
            "member_count" => json!(2),
            "created_at" => json!("2026-01-05T09:00:00.5Z"),
            "name" => json!("Design Team"),
            "member.user.name" => json!(["Alice", "Bob"]),
            "frozen" => json!(false),
            _ => Value::Null,
        }
    }

    #[test]
    fn each_operator_answers_as_documented() {
        let table = [
            (json!({}), true),
            (json!({ "type": "messaging" }), true),
            (json!({ "type": "support" }), false),
            (json!({ "type": { "$in": ["support", "messaging"] } }), true),
            (json!({ "members": { "$in": ["alice"] } }), true),
            (json!({ "members": { "$in": ["carol"] } }), false),
            (json!({ "members": ["bob", "alice"] }), true),
            (json!({ "members": { "$eq": ["bob"] } }), false),
            (json!({ "members": { "$eq": ["bob", "bob"] } }), false),
            (json!({ "members": ["bob", "alice", "bob"] }), true),
            (json!({ "members": { "$contains": "bob" } }), true),
            (json!({ "member.user.name": "Bob" }), true),
            (json!({ "member.user.name": { "$ne": "Bob" } }), false),
            (json!({ "member.user.name": { "$eq": "Carol" } }), false),
            (json!({ "member_count": { "$gt": 1, "$lte": 2 } }), true),
            (json!({ "member_count": { "$gt": 2 } }), false),
            (json!({ "created_at": { "$gt": "2026-01-05T09:00:00Z" } }), true),
            (json!({ "created_at": { "$eq": "2026-01-05T09:00:00.500Z" } }), true),
            (json!({ "name": { "$autocomplete": "desi" } }), true),
            (json!({ "name": { "$autocomplete": "x" } }), false),
            (json!({ "topic": { "$exists": false } }), true),
            (json!({ "frozen": true }), false),
            (json!({ "hidden": false }), true),
            (json!({ "type": { "$ne": "support" } }), true),
            (json!({ "$or": [{ "type": "support" }, { "member_count": 2 }] }), true),
            (json!({ "$nor": [{ "type": "support" }, { "member_count": 2 }] }), false),
            (json!({ "$and": [{ "type": "messaging" }, { "member_count": 3 }] }), false),
        ];
        for (filter, expected) in table {
            assert_eq!(Filter::parse(&filter).unwrap().matches(&field), expected, "{filter}");
        }
    }

    #[test]
    fn unknown_operators_and_wrong_operands_are_refused() {
        for filter in [
            json!({ "type": { "$regex": "x" } }),
            json!({ "$not": [] }),
            json!([]),
            json!({ "$or": {} }),
            json!({ "type": { "$in": "x" } }),
            json!({ "name": { "$autocomplete": 1 } }),
            json!({ "name": { "$exists": "yes" } }),
        ] {
            assert_eq!(Filter::parse(&filter).unwrap_err().code(), 4, "{filter}");
        }
    }

    #[test]
    fn sorts_are_read_in_all_three_spellings() {
        let expected = Sort(vec![("last_message_at".into(), true)]);
        for sort in
            [json!([{ "field": "last_message_at", "direction": -1 }]), json!([{ "last_message_at": -1 }]), json!({ "last_message_at": -1 })]
        {
            assert_eq!(Sort::parse(&sort).unwrap(), expected, "{sort}");
        }
        assert!(Sort::parse(&json!("name")).is_err());
    }
}
