use kenar_validate::Schema;
use serde_json::{Map, Value};

use crate::json_pointer::child;

/// One document as the lints look at it. It may break the contract: what has an unexpected form is passed over.
pub(super) struct Document<'a> {
    pub(super) schema: Schema,
    pub(super) root: &'a Value,
    /// The semantic data with the pointer of the object.
    pub(super) semantic: Option<(&'static str, &'a Map<String, Value>)>,
    /// The rows, each with its pointer.
    pub(super) rows: Vec<Row<'a>>,
}

/// One element of `widgets`.
pub(super) struct Row<'a> {
    pub(super) pointer: String,
    pub(super) value: &'a Map<String, Value>,
}

impl<'a> Document<'a> {
    pub(super) fn new(schema: Schema, root: &'a Value) -> Self {
        let semantic = match schema {
            Schema::Semantic => root.as_object().map(|facts| ("", facts)),
            _ => root.get("semantic").and_then(Value::as_object).map(|facts| ("/semantic", facts)),
        };
        let rows = match schema {
            Schema::Widget => row(String::new(), root).into_iter().collect(),
            _ => rows(root),
        };
        Self { schema, root, semantic, rows }
    }

    /// Whether the document is a body of v1.
    pub(super) fn is_legacy(&self) -> bool {
        matches!(self.schema, Schema::LegacyUserAddon | Schema::LegacyPostAddon | Schema::LegacyUserVerification)
    }

    /// The facts that are texts: pointer, key and value.
    pub(super) fn facts(&self) -> impl Iterator<Item = (String, &'a str, &'a str)> {
        self.semantic.into_iter().flat_map(|(pointer, facts)| {
            facts.iter().filter_map(move |(key, value)| Some((child(pointer, key), key.as_str(), value.as_str()?)))
        })
    }
}

impl<'a> Row<'a> {
    /// The content of the row with its pointer: all of its members but `semantic_paths`.
    pub(super) fn contents(&self) -> impl Iterator<Item = (String, &'a str, &'a Map<String, Value>)> {
        let pointer = &self.pointer;
        let members = self.value.iter().filter(|(key, _)| *key != "semantic_paths");
        members.filter_map(move |(key, value)| Some((child(pointer, key), key.as_str(), value.as_object()?)))
    }

    /// The semantic paths: pointer, key and path.
    pub(super) fn paths(&self) -> impl Iterator<Item = (String, &'a str, &'a str)> {
        let paths = child(&self.pointer, "semantic_paths");
        let members = self.value.get("semantic_paths").and_then(Value::as_object);
        members
            .into_iter()
            .flatten()
            .filter_map(move |(key, path)| Some((child(&paths, key), key.as_str(), path.as_str()?)))
    }

    /// What a path leads to.
    pub(super) fn at(&self, path: &str) -> Option<&'a Value> {
        let content = self.value.iter().find(|(key, _)| *key != "semantic_paths").map(|(_, content)| content)?;
        path.split('.').try_fold(content, |value, name| match value.get(name) {
            // The older spelling of the one member that has two.
            None if name == "has_divider" => value.get("hasDivider"),
            found => found,
        })
    }
}

fn rows(root: &Value) -> Vec<Row<'_>> {
    let (pointer, list) = match root.get("widgets") {
        Some(Value::Array(list)) => ("/widgets", list),
        Some(Value::Object(wrapper)) => match wrapper.get("widget_list").and_then(Value::as_array) {
            Some(list) => ("/widgets/widget_list", list),
            None => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    list.iter().enumerate().filter_map(|(index, value)| row(format!("{pointer}/{index}"), value)).collect()
}

fn row(pointer: String, value: &Value) -> Option<Row<'_>> {
    value.as_object().map(|value| Row { pointer, value })
}
