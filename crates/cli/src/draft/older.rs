//! The older drafts of JSON Schema.

use serde_json::{Map, Value};

use super::{ConvertError, error, lone_reference, refuse};

pub(super) fn draft_2019_09(mut members: Map<String, Value>, _: &str) -> Result<Value, ConvertError> {
    list_of_items(&mut members);
    Ok(Value::Object(members))
}

pub(super) fn draft_07(mut members: Map<String, Value>, pointer: &str) -> Result<Value, ConvertError> {
    // What is beside a reference is ignored, so it would be lost without a word.
    let unknown = ["contentSchema", "maxContains", "minContains", "unevaluatedItems", "unevaluatedProperties"];
    refuse(&members, pointer, &unknown, "draft 7")?;
    list_of_items(&mut members);
    dependencies(&mut members, pointer)?;
    lone_reference(&mut members);
    Ok(Value::Object(members))
}

/// Before 2020-12, `items` was the list and `additionalItems` the rest.
fn list_of_items(members: &mut Map<String, Value>) {
    if let Some(list) = members.shift_remove("prefixItems") {
        if let Some(rest) = members.shift_remove("items") {
            members.insert("additionalItems".to_owned(), rest);
        }
        members.insert("items".to_owned(), list);
    }
}

/// Draft 7 has one keyword for what later ones have two.
fn dependencies(members: &mut Map<String, Value>, pointer: &str) -> Result<(), ConvertError> {
    let mut all = Map::new();
    for keyword in ["dependentRequired", "dependentSchemas"] {
        let Some(Value::Object(dependencies)) = members.shift_remove(keyword) else { continue };
        for (name, dependency) in dependencies {
            if all.insert(name, dependency).is_some() {
                let problem = "draft 7 takes one dependency a name, and this name has two";
                return Err(error(&crate::json_pointer::child(pointer, keyword), problem));
            }
        }
    }
    if !all.is_empty() {
        members.insert("dependencies".to_owned(), Value::Object(all));
    }
    Ok(())
}
