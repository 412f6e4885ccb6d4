//! The lock between the document and the types: for every replaced component both must accept exactly the same values.
//!
//! progenitor takes a replacement on trust; a wrong shape or a misspelt name generates without a word. Here the two
//! schemas are brought into a normal form and each is asked whether it covers the other, formats included. "Cannot tell"
//! counts as a failure. Integer widths are annotations that the normal form drops, so they are compared on their own.

use jsonschema::canonical::{self, CanonicalSchema, Containment};
use serde_json::{Map, Value};

use crate::Problem;
use crate::bundle::Bundle;
use crate::convert::{json_schema, reachable};
use crate::replacements::{ARMS, REPLACEMENTS, Replacement, replacement};

/// Holds every replaced component against its type, and the tables against the document.
#[must_use]
pub fn check(bundle: &Bundle) -> Vec<Problem> {
    let mut problems = tables(bundle);
    let known = REPLACEMENTS.iter().filter(|known| bundle.schemas().contains_key(known.component));
    let differing: Vec<(&str, Vec<Problem>)> = known
        .map(|replacement| (replacement.component, component(bundle, replacement)))
        .filter(|(_, found)| !found.is_empty())
        .collect();
    for (name, found) in &differing {
        // A difference shows again in everything that contains it; the innermost component tells it best.
        let mut within = reachable(bundle, [*name]);
        within.remove(*name);
        if !differing.iter().any(|(inner, _)| within.contains(*inner)) {
            problems.extend(found.iter().cloned());
        }
    }
    problems
}

/// Every component is replaced or an arm, and every name in the tables is a component.
fn tables(bundle: &Bundle) -> Vec<Problem> {
    let table = "xtask/src/replacements.rs";
    let mut problems = Vec::new();
    let named = REPLACEMENTS.iter().map(|replacement| replacement.component).chain(ARMS.iter().copied());
    for name in named {
        if !bundle.schemas().contains_key(name) {
            let near = bundle.schemas().keys().max_by(|a, b| closeness(a, name).total_cmp(&closeness(b, name)));
            let fix =
                format!("correct the name (did you mean {}?) or remove the line", near.map_or("…", String::as_str));
            problems.push(Problem::new(format!("{table} names {name}, which is no component of the document"), fix));
        }
    }
    for name in bundle.schemas().keys() {
        if replacement(name).is_none() && !ARMS.contains(&name.as_str()) {
            let problem =
                format!("{}: no hand-written type stands for {name}", bundle.source(&format!("schemas/{name}")));
            let fix = format!("write the type in crates/schemas and add `{name} => …` to {table}");
            problems.push(Problem::new(problem, fix));
        }
    }
    problems
}

fn closeness(a: &str, b: &str) -> f64 {
    let shared = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    shared as f64 / a.len().max(b.len()).max(1) as f64
}

/// Holds one component against its type.
#[must_use]
pub fn component(bundle: &Bundle, replacement: &Replacement) -> Vec<Problem> {
    let name = replacement.component;
    let source = bundle.source(&format!("schemas/{name}"));
    let document = json_schema(bundle, name);
    let types = (replacement.schema)();
    let mut problems = compare(name, source, &document, &types);
    problems.extend(formats(name, source, &document, &types));
    problems
}

/// Compares two JSON Schemas in both directions.
#[must_use]
pub fn compare(name: &str, source: &str, document: &Value, types: &Value) -> Vec<Problem> {
    let (document, types) = match (normal(document), normal(types)) {
        (Ok(document), Ok(types)) => (document, types),
        (Err(error), _) => return vec![Problem::new(format!("{source}: {error}"), "write the schema in the dialect")],
        (_, Err(error)) => {
            return vec![Problem::new(format!("the schema of {name} in Rust: {error}"), "correct its JsonSchema")];
        }
    };
    // One normal form: the same values, even where `covers` cannot tell (it gives up on `not`).
    if document.to_json_schema() == types.to_json_schema() {
        return Vec::new();
    }
    let mut problems = Vec::new();
    let fix = "the document wins on wire shape: change the type, or the document if it is wrong";
    let ways = [("the document", "Rust", &document, &types), ("Rust", "the document", &types, &document)];
    for (wider, narrower, accepts, refuses) in ways {
        // `refuses` must cover everything that `accepts` takes.
        match refuses.covers(accepts) {
            Ok(Containment::Yes) => {}
            Ok(verdict) => {
                let witness = match accepts.subtract(refuses) {
                    Ok(difference) => shown(&difference),
                    Err(_) => {
                        let forms = [accepts, refuses].map(|schema| format!("{:#}\n", schema.to_json_schema()));
                        format!(
                            "the normal forms differ\n{}",
                            crate::artefact::diff((narrower, &forms[1]), (wider, &forms[0]))
                        )
                    }
                };
                let sure = if matches!(verdict, Containment::No) { "accepts" } else { "may accept" };
                let problem = format!("{name} ({source}): {wider} {sure} what {narrower} refuses: {witness}");
                problems.push(Problem::new(problem, fix));
            }
            Err(error) => problems.push(Problem::new(format!("{name} ({source}) cannot be compared: {error}"), fix)),
        }
    }
    problems
}

fn normal(schema: &Value) -> Result<CanonicalSchema, String> {
    let schema = bare(schema);
    canonical::options()
        .should_validate_formats(true)
        .offline()
        .canonicalize(&schema)
        .map_err(|error| error.to_string())
}

/// Without what says nothing about values: the normal form keeps a part that it cannot model word for word.
fn bare(schema: &Value) -> Value {
    match schema {
        Value::Array(items) => Value::Array(items.iter().map(bare).collect()),
        Value::Object(members) => {
            let mut left = Map::new();
            for (key, member) in members {
                match key.as_str() {
                    "title" | "description" | "default" | "deprecated" | "example" | "examples" => {}
                    "enum" | "const" | "required" => {
                        left.insert(key.clone(), member.clone());
                    }
                    "properties" | "$defs" => {
                        let named = member.as_object().into_iter().flatten();
                        left.insert(
                            key.clone(),
                            Value::Object(named.map(|(name, inner)| (name.clone(), bare(inner))).collect()),
                        );
                    }
                    _ => {
                        left.insert(key.clone(), bare(member));
                    }
                }
            }
            left.sort_keys();
            Value::Object(left)
        }
        other => other.clone(),
    }
}

fn shown(difference: &CanonicalSchema) -> String {
    let text = difference.to_json_schema().to_string();
    match text.char_indices().nth(600) {
        None => text,
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// Integer widths and other formats, component by component and property by property.
fn formats(name: &str, source: &str, document: &Value, types: &Value) -> Vec<Problem> {
    let (document, types) = (collect(document), collect(types));
    let places = document.keys().chain(types.keys());
    let mut problems: Vec<Problem> = places
        .filter(|place| document.get(*place) != types.get(*place))
        .map(|place| {
            let (document, types) = (document.get(place), types.get(place));
            let problem =
                format!("{name} ({source}): the format of {place} is {document:?} in the document, {types:?} in Rust");
            Problem::new(problem, "use the same integer width and the same format on both sides")
        })
        .collect();
    problems.dedup();
    problems
}

fn collect(schema: &Value) -> Map<String, Value> {
    let mut found = Map::new();
    for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
        if let Some(format) = definition.get("format") {
            found.insert(name.clone(), format.clone());
        }
        for (property, schema) in definition["properties"].as_object().into_iter().flatten() {
            if let Some(format) = schema.get("format") {
                found.insert(format!("{name}.{property}"), format.clone());
            }
        }
    }
    found
}
