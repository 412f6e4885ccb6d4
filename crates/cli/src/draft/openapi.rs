//! The schemas of OpenAPI 3.0: a dialect of its own, near to JSON Schema draft 5.

use serde_json::{Map, Value, json};

use super::{ConvertError, add, error, lone_reference, refuse};

pub(super) fn schema(mut members: Map<String, Value>, pointer: &str) -> Result<Value, ConvertError> {
    let unknown = [
        "contains",
        "contentSchema",
        "dependentRequired",
        "dependentSchemas",
        "maxContains",
        "minContains",
        "patternProperties",
        "prefixItems",
        "propertyNames",
        "unevaluatedItems",
        "unevaluatedProperties",
    ];
    refuse(&members, pointer, &unknown, "OpenAPI 3.0")?;
    for keyword in ["$comment", "contentEncoding", "contentMediaType"] {
        members.shift_remove(keyword);
    }
    condition(&mut members);
    types(&mut members, pointer)?;
    if let Some(value) = members.shift_remove("const") {
        match members.get("enum").and_then(Value::as_array) {
            // Both rules hold: nothing is left when the list does not have the value.
            Some(_) => add(&mut members, "allOf", json!({ "enum": [value] })),
            None => {
                members.insert("enum".to_owned(), json!([value]));
            }
        }
    }
    limit(&mut members, "minimum", "exclusiveMinimum", |limit, exclusive| exclusive >= limit);
    limit(&mut members, "maximum", "exclusiveMaximum", |limit, exclusive| exclusive <= limit);
    if let Some(Value::Array(examples)) = members.shift_remove("examples")
        && let Some(first) = examples.into_iter().next()
    {
        members.insert("example".to_owned(), first);
    }
    if members.get("type") == Some(&json!("array")) && !members.contains_key("items") {
        members.insert("items".to_owned(), json!({}));
    }
    lone_reference(&mut members);
    Ok(Value::Object(members))
}

/// `if a then b else c` is `(not a or b) and (a or c)`.
fn condition(members: &mut Map<String, Value>) {
    let (then, otherwise) = (members.shift_remove("then"), members.shift_remove("else"));
    let Some(condition) = members.shift_remove("if") else { return };
    if let Some(then) = then {
        add(members, "allOf", json!({ "anyOf": [{ "not": condition }, then] }));
    }
    if let Some(otherwise) = otherwise {
        add(members, "allOf", json!({ "anyOf": [condition, otherwise] }));
    }
}

/// There is one type, and `null` is not a type but a permission beside one.
fn types(members: &mut Map<String, Value>, pointer: &str) -> Result<(), ConvertError> {
    let names = match members.get("type") {
        None => return Ok(()),
        Some(Value::String(name)) if name != "null" => return Ok(()),
        Some(Value::String(_)) => vec![json!("null")],
        Some(Value::Array(names)) => names.clone(),
        Some(_) => return Err(error(pointer, "expected a type or a list of types")),
    };
    let nullable = names.contains(&json!("null"));
    let one = |name: &Value| {
        let mut schema = json!({ "type": name });
        if name == &json!("array") {
            schema["items"] = json!({});
        }
        if nullable {
            schema["nullable"] = json!(true);
        }
        schema
    };
    let others: Vec<&Value> = names.iter().filter(|name| **name != json!("null")).collect();
    match others.as_slice() {
        [] => {
            members.shift_remove("type");
            add(members, "allOf", json!({ "type": "string", "nullable": true, "enum": [null] }));
        }
        [only] => {
            members.insert("type".to_owned(), (*only).clone());
            if nullable {
                members.insert("nullable".to_owned(), json!(true));
            }
        }
        several => {
            let arms: Vec<Value> = several.iter().map(|name| one(name)).collect();
            members.shift_remove("type");
            add(members, "allOf", json!({ "anyOf": arms }));
        }
    }
    Ok(())
}

/// An exclusive limit is a flag beside the limit. Of two limits, the stricter one is the rule.
fn limit(members: &mut Map<String, Value>, inclusive: &str, exclusive: &str, stricter: impl Fn(f64, f64) -> bool) {
    let Some(value) = members.get(exclusive).filter(|value| value.is_number()).cloned() else { return };
    members.shift_remove(exclusive);
    let both = members.get(inclusive).and_then(Value::as_f64).zip(value.as_f64());
    if both.is_none_or(|(limit, excluded)| stricter(limit, excluded)) {
        members.insert(inclusive.to_owned(), value);
        members.insert(exclusive.to_owned(), json!(true));
    }
}
