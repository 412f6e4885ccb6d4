//! OpenAPI 3.0 schemas as JSON Schemas. The dialect leaves little to convert: no `nullable`, no `discriminator`.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::bundle::Bundle;

/// The self-contained JSON Schema (draft 2020-12) of one component of the document.
#[must_use]
pub fn json_schema(bundle: &Bundle, component: &str) -> Value {
    let mut definitions = Map::new();
    for name in reachable(bundle, [component]) {
        if let Some(schema) = bundle.schemas().get(&name) {
            definitions.insert(name, convert(schema));
        }
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": format!("#/$defs/{component}"),
        "$defs": definitions,
    })
}

/// The names of the components that can be reached from some of them, these included.
pub fn reachable<'a>(bundle: &Bundle, from: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<String> = from.into_iter().map(str::to_owned).collect();
    while let Some(name) = waiting.pop() {
        if let Some(schema) = bundle.schemas().get(&name)
            && reached.insert(name)
        {
            waiting.extend(references(schema));
        }
    }
    reached
}

/// The names of the component schemas that a value refers to.
#[must_use]
pub fn references(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    match value {
        Value::Array(items) => items.iter().for_each(|item| found.extend(references(item))),
        Value::Object(members) => {
            for (key, member) in members {
                match member.as_str().and_then(|target| target.strip_prefix("#/components/schemas/")) {
                    Some(name) if key == "$ref" => {
                        found.insert(name.to_owned());
                    }
                    _ => found.extend(references(member)),
                }
            }
        }
        _ => {}
    }
    found
}

/// Rewrites references and drops what JSON Schema does not know.
fn convert(schema: &Value) -> Value {
    match schema {
        Value::Array(items) => Value::Array(items.iter().map(convert).collect()),
        Value::Object(members) => {
            let mut converted = Map::new();
            for (key, member) in members {
                match key.as_str() {
                    // Data, not schemas: an example may well have a member called `$ref` or `example`.
                    "example" | "default" => {}
                    "enum" => {
                        converted.insert(key.clone(), member.clone());
                    }
                    "$ref" => {
                        let target = member.as_str().unwrap_or_default();
                        converted.insert(key.clone(), target.replace("#/components/schemas/", "#/$defs/").into());
                    }
                    // The keys of `properties` are names, and a property may be called like a keyword.
                    "properties" => {
                        let properties = member.as_object().into_iter().flatten();
                        let properties = properties.map(|(name, schema)| (name.clone(), convert(schema)));
                        converted.insert(key.clone(), Value::Object(properties.collect()));
                    }
                    key if key.starts_with("x-") => {}
                    // Only there to put a description beside a reference, which JSON Schema allows as it is.
                    "allOf" if member.as_array().is_some_and(|inner| inner.len() == 1) => {
                        let inner = convert(&member[0]);
                        converted.extend(inner.as_object().cloned().unwrap_or_default());
                    }
                    _ => {
                        converted.insert(key.clone(), convert(member));
                    }
                }
            }
            Value::Object(converted)
        }
        other => other.clone(),
    }
}
