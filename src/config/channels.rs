//! Which channels are listed: filters, order, paging, and the views between which the user switches (feature C7).
//!
//! Filters and sorts stay as they came: Stream reads them, and `state::belongs` does.

use super::Label;
use super::parse::Reader;
use crate::wire::{Map, Value};

/// Which channels are listed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Channels {
    /// Filter in Stream's query syntax; the own membership is added to it.
    pub filters: Option<Value>,
    /// Sort in Stream's query syntax.
    pub sort: Option<Value>,
    /// Paging options: `limit`, `message_limit`.
    pub options: Option<Value>,
    /// Type of the channels that `openDirect` makes; `messaging` when absent.
    pub direct_type: Option<String>,
    /// Lists between which the user switches, in this order; without any there is one list.
    pub views: Vec<View>,
}

/// One list of channels beside others.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// Names it in the element's attribute `view`; no two are the same.
    pub id: String,
    /// What the user reads.
    pub label: Label,
    /// Filter in Stream's query syntax, AND-ed with that of all channels.
    pub filters: Option<Value>,
    /// Sort in Stream's query syntax, instead of that of all channels.
    pub sort: Option<Value>,
}

impl Channels {
    /// The view of this id, else the first; `None` where there are none.
    #[must_use]
    pub fn view(&self, id: Option<&str>) -> Option<&View> {
        self.views.iter().find(|view| Some(&*view.id) == id).or_else(|| self.views.first())
    }
}

impl Reader {
    pub(super) fn channels(&mut self, map: &Map) -> Channels {
        Channels {
            filters: self.query(map, "filters", "channels.filters"),
            sort: self.sort(map, "channels.sort"),
            options: self.query(map, "options", "channels.options"),
            direct_type: self.text(map, "directType", "channels.directType").filter(|kind| !kind.is_empty()),
            views: self.views(map),
        }
    }

    /// A view that cannot be used loses only itself.
    fn views(&mut self, map: &Map) -> Vec<View> {
        let given = self.typed(map, "views", "channels.views", "a list", Value::as_array);
        let mut views: Vec<View> = Vec::new();
        for (at, view) in given.into_iter().flatten().enumerate() {
            let path = ["channels.views.", &at.to_string()].concat();
            match view.as_object() {
                Some(view) => {
                    let view = self.view(view, &path, &views);
                    views.extend(view);
                }
                None => self.fault(&path, "an object"),
            }
        }
        views
    }

    fn view(&mut self, map: &Map, path: &str, known: &[View]) -> Option<View> {
        let within = |key: &str| [path, ".", key].concat();
        let id = map.get("id").and_then(Value::as_str).map(str::trim).filter(|id| !id.is_empty());
        let id = id.filter(|id| known.iter().all(|view| view.id != *id));
        if id.is_none() {
            self.fault(&within("id"), "a text that no other view has");
        }
        let filters = map.get("filters").filter(|filters| !filters.is_null());
        let is_asked = filters.is_none_or(Value::is_object);
        if !is_asked {
            self.fault(&within("filters"), "an object");
        }
        let label = map.get("label").and_then(Label::read);
        if label.is_none() {
            self.fault(&within("label"), "a text, or texts by language");
        }
        let sort = self.sort(map, &within("sort"));
        let id = id.filter(|_| is_asked)?.to_owned();
        Some(View { label: label.unwrap_or_else(|| Label::Plain(id.clone())), id, filters: filters.cloned(), sort })
    }

    fn query(&mut self, map: &Map, key: &str, path: &str) -> Option<Value> {
        self.object(map, key, path).map(|map| Value::Object(map.clone()))
    }

    fn sort(&mut self, map: &Map, path: &str) -> Option<Value> {
        self.typed(map, "sort", path, "a list or an object", |sort| (sort.is_array() || sort.is_object()).then(|| sort.clone()))
    }
}

#[cfg(test)]
mod tests {
    use crate::json;

    use super::super::{Outcome, parse};
    use super::*;

    #[track_caller]
    fn read(channels: &Value) -> (Channels, Vec<String>) {
        let json = json!({"authentication": {"userId": "giulia", "userToken": "jwt", "apiKey": "k"}, "channels": channels});
        match parse(&json) {
            Outcome::Configured(config, faults) => (config.channels, faults.into_iter().map(|fault| fault.path).collect()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn views_are_read_in_their_order_with_labels_filters_and_sort() {
        let (channels, faults) = read(&json!({"directType": "team", "views": [
            {"id": "open", "label": {"it": "Chat aperte", "en": "Open chats"}, "filters": {"frozen": false}},
            {"id": "all", "label": "All", "sort": {"name": 1}},
        ]}));
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(channels.direct_type.as_deref(), Some("team"));
        let [open, all] = &*channels.views else { panic!("{:?}", channels.views) };
        assert_eq!((open.label.text("it"), &open.filters, &open.sort), ("Chat aperte", &Some(json!({"frozen": false})), &None));
        assert_eq!((all.label.text("it"), &all.filters, &all.sort), ("All", &None, &Some(json!({"name": 1}))));
        assert_eq!(channels.view(Some("all")).map(|view| &*view.id), Some("all"));
        assert_eq!((channels.view(Some("none")), channels.view(None)), (Some(open), Some(open)));
    }

    #[test]
    fn a_view_that_cannot_be_used_loses_only_itself_and_its_path_is_named() {
        let (channels, faults) = read(&json!({"views": [
            {"id": "a", "label": "A"}, {"label": "no id"}, {"id": "a", "label": "twice"}, {"id": "b", "label": "B", "filters": []}, 7,
            {"id": "c", "label": 7, "sort": "name"}, {"id": "d", "label": "D", "filters": null},
        ]}));
        assert_eq!(channels.views.iter().map(|view| &*view.id).collect::<Vec<_>>(), ["a", "c", "d"]);
        assert_eq!(
            faults,
            [
                "channels.views.1.id",
                "channels.views.2.id",
                "channels.views.3.filters",
                "channels.views.4",
                "channels.views.5.label",
                "channels.views.5.sort"
            ]
        );
        assert_eq!(channels.views[1].label.text("en"), "c");
    }

    #[test]
    fn keys_of_the_wrong_type_lose_only_themselves() {
        let (channels, faults) = read(&json!({"filters": [], "sort": "x", "options": {"limit": 5}, "directType": {}, "views": {}}));
        assert_eq!(faults, ["channels.filters", "channels.sort", "channels.directType", "channels.views"]);
        assert_eq!(channels, Channels { options: Some(json!({"limit": 5})), ..Channels::default() });
    }
}
