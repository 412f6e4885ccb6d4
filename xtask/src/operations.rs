//! `crates/client/src/generated/operations.rs`: what the document says of each operation, as constants.

use std::fmt::Write as _;

use serde_json::Value;

use crate::artefact::Artefact;
use crate::bundle::{Bundle, Operation};
use crate::generator::HEADER;

/// The constants.
#[must_use]
pub fn artefact(bundle: &Bundle) -> Artefact {
    let mut content = format!("{HEADER}use crate::{{Idempotency, Operation}};\n\n");
    let mut all = String::new();
    for operation in bundle.operations() {
        let name = constant(operation.id());
        let _ = writeln!(all, "    &{name},");
        let summary = operation.text("summary").unwrap_or_default().trim();
        let _ = write!(
            content,
            "/// {summary}.\npub const {name}: Operation = Operation {{\n    id: {:?},\n    method: {:?},\n    path: {:?},\n    \
             idempotency: Idempotency::{},\n    consumes: {:?},\n    permission: {:?},\n    scopes: &{:?},\n    \
             deprecated: {},\n}};\n",
            operation.id(),
            operation.method.to_uppercase(),
            operation.path,
            idempotency(&operation),
            operation.text("x-kenar-consumes"),
            operation.text("x-kenar-permission"),
            scopes(&operation),
            operation.object.get("deprecated").and_then(Value::as_bool).unwrap_or_default(),
        );
    }
    let _ = write!(
        content,
        "/// Every operation of the document, in its order.\npub const ALL: &[&Operation] = &[\n{all}];\n"
    );
    Artefact { path: "crates/client/src/generated/operations.rs".to_owned(), content }
}

/// The name of the constant of an operation.
#[must_use]
pub fn constant(id: &str) -> String {
    id.to_uppercase()
}

/// The lint refuses every other value.
fn idempotency(operation: &Operation<'_>) -> &'static str {
    match operation.text("x-kenar-idempotency") {
        Some("read") => "Read",
        Some("idempotent-upsert") => "Upsert",
        Some("delete") => "Delete",
        Some("keyed") => "Keyed",
        _ => "Never",
    }
}

/// The scopes of all alternatives; the lint allows one in each.
pub(crate) fn scopes<'a>(operation: &Operation<'a>) -> Vec<&'a str> {
    let object = operation.object;
    let requirements = object.get("security").and_then(Value::as_array).into_iter().flatten();
    let current = requirements.filter_map(|requirement| requirement["OAuth"].as_array()).flatten();
    let legacy = object.get("x-kenar-legacy-scopes").and_then(Value::as_array).into_iter().flatten();
    let mut scopes: Vec<&str> = Vec::new();
    for scope in current.chain(legacy).filter_map(Value::as_str) {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    scopes
}
