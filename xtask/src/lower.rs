//! The bundle as progenitor needs it: one document a server, without what is excluded, replaced components opaque.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::bundle::Bundle;
use crate::convert::{reachable, references};
use crate::replacements::{EXCLUDED, SERVERS, Server, replacement};

/// The document of each server that has operations for progenitor.
pub fn lower(bundle: &Bundle) -> impl Iterator<Item = (&'static Server, Value)> {
    modules(bundle, |name| replacement(name).is_some())
}

/// The same with every schema in full, as somebody gives it to progenitor who has no types of their own.
pub fn lower_in_full(bundle: &Bundle) -> impl Iterator<Item = (&'static Server, Value)> {
    modules(bundle, |_| false)
}

fn modules(bundle: &Bundle, opaque: fn(&str) -> bool) -> impl Iterator<Item = (&'static Server, Value)> {
    let documents = SERVERS.iter().map(move |server| (server, lower_with(bundle, server, opaque)));
    documents.filter(|(_, document)| document["paths"].as_object().is_some_and(|paths| !paths.is_empty()))
}

fn lower_with(bundle: &Bundle, server: &Server, opaque: impl Fn(&str) -> bool) -> Value {
    let mut paths = Map::new();
    for operation in bundle.operations() {
        let here = operation.servers().any(|url| url == server.url);
        if !here || EXCLUDED.iter().any(|excluded| excluded.operation == operation.id()) {
            continue;
        }
        let item = paths.entry(operation.path).or_insert_with(|| json!({}));
        let mut object = operation.object.clone();
        object.retain(|key, _| !key.starts_with("x-") && key != "security" && key != "servers");
        item[operation.method] = Value::Object(object);
    }
    let components = &bundle.document["components"];
    let mut paths = Value::Object(paths);
    strip(&mut paths);
    let mut shared = json!({ "parameters": components["parameters"], "responses": components["responses"] });
    strip(&mut shared);

    // What a replaced component refers to is only wanted if something else refers to it too: progenitor never reads it.
    let used: BTreeSet<String> = references(&paths).into_iter().chain(references(&shared)).collect();
    let open = reachable(bundle, used.iter().map(String::as_str).filter(|name| !opaque(name)));
    let schemas: Map<String, Value> = bundle
        .schemas()
        .iter()
        .filter(|(name, _)| used.contains(*name) || open.contains(*name))
        .map(|(name, schema)| (name.clone(), if opaque(name) { json!({ "type": "object" }) } else { schema.clone() }))
        .collect();
    shared["schemas"] = Value::Object(schemas);

    json!({
        "openapi": "3.0.3",
        "info": {
            "title": server.title,
            "version": bundle.document["info"]["version"],
            "description": format!("The default base URL is `{}`.", server.url),
        },
        "paths": paths,
        "components": shared,
    })
}

/// Drops the examples, which are data that a generator has no use for.
fn strip(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(strip),
        Value::Object(members) => {
            members.retain(|key, _| key != "examples" && key != "example");
            members.values_mut().for_each(strip);
        }
        _ => {}
    }
}
