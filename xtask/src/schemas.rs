//! `crates/schemas/json-schema`: one self-contained JSON Schema a payload, and their index.

use std::fs;
use std::path::Path;

use kenar_schemas::{EXPORTS, Export};
use serde_json::{Map, Value, json};

use crate::Problem;
use crate::artefact::Artefact;
use crate::bundle::Bundle;

const FOLDER: &str = "crates/schemas/json-schema";

/// The exported schemas and `index.json`.
///
/// # Errors
/// When a payload has no example.
pub fn artefacts(bundle: &Bundle, openapi: &Path) -> Result<Vec<Artefact>, Problem> {
    let mut artefacts = Vec::new();
    let mut index = Vec::new();
    for export in EXPORTS {
        let schema = schema(bundle, export, &openapi.join("examples"))?;
        let file = format!("{}.schema.json", export.name);
        index.push(json!({
            "name": export.name,
            "file": file,
            "$id": schema["$id"],
            "title": schema["title"],
            "description": schema["description"],
            "operations": operations(bundle, export.component),
        }));
        artefacts.push(Artefact { path: format!("{FOLDER}/{file}"), content: format!("{schema:#}\n") });
    }
    let index = json!({ "draft": "https://json-schema.org/draft/2020-12/schema", "schemas": index });
    artefacts.push(Artefact { path: format!("{FOLDER}/index.json"), content: format!("{index:#}\n") });
    Ok(artefacts)
}

/// One exported schema: what the types give, at the root instead of behind a reference, with the examples of the
/// document.
///
/// # Errors
/// When the payload has no example.
pub fn schema(bundle: &Bundle, export: &Export, examples: &Path) -> Result<Value, Problem> {
    let mut made = export.make();
    let mut definitions = made["$defs"].as_object_mut().map(std::mem::take).unwrap_or_default();
    for (name, definition) in &mut definitions {
        annotate(bundle, name, definition);
        portable(definition);
    }
    let root = definitions.shift_remove(export.component).unwrap_or_default();
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), made["$schema"].take());
    schema.insert("$id".to_owned(), json!(format!("urn:kenar-divar:schema:{}", export.name)));
    for (keyword, value) in root.as_object().cloned().unwrap_or_default() {
        schema.insert(keyword, value);
    }
    let mut valid = Vec::new();
    for name in ["minimal", "full", "seed"] {
        let file = examples.join(export.component).join(format!("valid-{name}.json"));
        if let Some(example) = fs::read(&file).ok().and_then(|text| serde_json::from_slice::<Value>(&text).ok()) {
            valid.push(example);
        }
    }
    if valid.is_empty() {
        let problem = format!("openapi/examples/{} has no valid-minimal.json", export.component);
        return Err(Problem::new(problem, "add one; the exported schema shows it"));
    }
    schema.insert("examples".to_owned(), Value::Array(valid));
    definitions.sort_keys();
    schema.insert("$defs".to_owned(), Value::Object(definitions));
    Ok(Value::Object(schema))
}

/// The exported schema of a component as validators see it: without annotations and formats. `None` when the component is
/// not exported.
#[must_use]
pub fn exported(component: &str) -> Option<Value> {
    let export = EXPORTS.iter().find(|export| export.component == component)?;
    let mut made = export.make();
    made.get_mut("$defs").and_then(Value::as_object_mut).into_iter().flatten().for_each(|(_, schema)| portable(schema));
    Some(made)
}

/// The operations that a component is the request body of.
fn operations(bundle: &Bundle, component: &str) -> Vec<String> {
    let wanted = format!("#/components/schemas/{component}");
    let takes = |operation: &crate::bundle::Operation<'_>| {
        let content = operation.object.get("requestBody").and_then(|body| body["content"].as_object());
        content.into_iter().flatten().any(|(_, body)| body["schema"]["$ref"] == wanted)
    };
    bundle.operations().filter(takes).map(|operation| operation.id().to_owned()).collect()
}

/// Adds the examples of the document, so that they are written once.
fn annotate(bundle: &Bundle, component: &str, definition: &mut Value) {
    let Some(source) = bundle.schemas().get(component) else { return };
    if let Some(members) = definition.as_object_mut()
        && let Some(example) = source.get("example")
    {
        members.insert("examples".to_owned(), json!([example]));
    }
    let Some(properties) = definition.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for (name, property) in properties {
        let source = &source["properties"][name];
        let Some(members) = property.as_object_mut() else { continue };
        if let Some(example) = source.get("example") {
            members.insert("examples".to_owned(), json!([example]));
        }
        if let Some(description) = source.get("description")
            && !members.contains_key("description")
        {
            members.insert("description".to_owned(), description.clone());
        }
    }
}

/// Leaves out `format`: every format here stands beside a pattern or a range that says the same, and a strict validator
/// refuses to load a format that it does not know.
fn portable(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(portable),
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                match key.as_str() {
                    "examples" | "enum" | "default" => {}
                    "properties" => {
                        member.as_object_mut().into_iter().flatten().for_each(|(_, schema)| portable(schema))
                    }
                    _ => portable(member),
                }
            }
            if members.get("format").is_some_and(Value::is_string) {
                members.shift_remove("format");
            }
        }
        _ => {}
    }
}
