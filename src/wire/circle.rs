//! Roles and groups of people that are named together (protocol section 6.6).

use std::rc::Rc;

use super::value::{Map, Value};
use crate::json;

/// People that are named together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Circle {
    /// A group that the app keeps.
    Group {
        /// Its identity.
        id: String,
        /// What it is called.
        name: String,
    },
    /// Everybody of a role.
    Role(String),
}

impl Circle {
    /// What stands behind the `@` in a text.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Group { name, .. } | Self::Role(name) => name,
        }
    }

    /// Whom a message names: its `mentioned_roles` and `mentioned_groups`.
    #[must_use]
    pub fn named_by(message: &Map) -> Vec<Rc<Self>> {
        let list = |key: &str| message.get(key).and_then(Value::as_array).map_or(&[][..], |all| all);
        let roles = list("mentioned_roles").iter().filter_map(|role| Some(Self::Role(role.as_str()?.to_owned())));
        roles
            .chain(list("mentioned_groups").iter().filter_map(Self::read_group))
            .filter(|circle| !circle.name().is_empty())
            .map(Rc::new)
            .collect()
    }

    /// Writes whom a message names: ids for the server, names for whoever draws it.
    pub fn name_in<'a>(circles: impl Iterator<Item = &'a Rc<Self>>, message: &mut Map) {
        let (mut roles, mut ids, mut groups) = (Vec::new(), Vec::new(), Vec::new());
        for circle in circles {
            match &**circle {
                Self::Group { id, name } => {
                    ids.push(Value::from(id.as_str()));
                    groups.push(json!({"id": id, "name": name}));
                }
                Self::Role(name) => roles.push(Value::from(name.as_str())),
            }
        }
        for (key, all) in [("mentioned_roles", roles), ("mentioned_group_ids", ids), ("mentioned_groups", groups)] {
            message.remove(key);
            if !all.is_empty() {
                message.insert(key.into(), Value::Array(all));
            }
        }
    }

    /// A group as the server writes it.
    pub(crate) fn read_group(value: &Value) -> Option<Self> {
        let part = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(Self::Group { id: part("id")?, name: part("name")? })
    }

    /// A role as the server writes it.
    pub(crate) fn read_role(value: &Value) -> Option<Self> {
        value.get("name").and_then(Value::as_str).map(|name| Self::Role(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_named_comes_back_and_what_is_malformed_is_left_out() {
        let named = [Circle::Role("doctor".into()), Circle::Group { id: "g1".into(), name: "Night shift".into() }].map(Rc::new);
        let mut message = Map::new();
        Circle::name_in(named.iter(), &mut message);
        assert_eq!(message.get("mentioned_group_ids"), Some(&json!(["g1"])));
        assert_eq!(Circle::named_by(&message), named);
        Circle::name_in([].iter(), &mut message);
        assert!(message.is_empty());
        let Value::Object(odd) =
            json!({"mentioned_roles": [1, "", null], "mentioned_groups": ["x", {"id": "a"}, {"id": "b", "name": "B"}]})
        else {
            panic!("an object")
        };
        assert_eq!(Circle::named_by(&odd), [Rc::new(Circle::Group { id: "b".into(), name: "B".into() })]);
    }
}
