//! JSON Schemas made from the Rust types, and the catalogue of the exported ones.

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use crate::check::Checker;

/// One exported JSON Schema.
#[derive(Debug, Clone, Copy)]
pub struct Export {
    /// The file name without `.schema.json`.
    pub name: &'static str,
    /// The component of the document, which is also the name of the Rust type.
    pub component: &'static str,
    make: fn() -> Value,
}

impl Export {
    /// The schema as the types give it: self-contained, draft 2020-12, without examples.
    #[must_use]
    pub fn make(&self) -> Value {
        (self.make)()
    }
}

macro_rules! exports {
    ($($name:literal => $type:ident),* $(,)?) => {
        /// Every exported JSON Schema, in the order of the index.
        pub const EXPORTS: &[Export] = &[$(
            Export { name: $name, component: stringify!($type), make: of::<crate::$type> },
        )*];

        #[cfg(feature = "embed")]
        const EMBEDDED: &[(&str, &str)] = &[$(
            ($name, include_str!(concat!("../json-schema/", $name, ".schema.json"))),
        )*];
    };
}

exports! {
    "user-addon" => UserAddon,
    "post-addon" => PostAddon,
    "business-addon" => BusinessAddon,
    "widget" => Widget,
    "action" => Action,
    "semantic" => Semantic,
    "user-semantic" => UserSemantic,
    "post-semantic" => PostSemantic,
    "payment-ticket-validation" => PaymentTicketValidation,
    "legacy-user-addon" => LegacyUserAddon,
    "legacy-post-addon" => LegacyPostAddon,
    "legacy-user-verification" => LegacyUserVerification,
}

/// The exported JSON Schema of that name (`user-addon`, `widget` …), as it lies in `json-schema/`.
#[cfg(feature = "embed")]
#[must_use]
pub fn schema(name: &str) -> Option<&'static str> {
    EMBEDDED.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The schema of one type. Rooted at `$defs`, so that it reads the same wherever it is put.
pub(crate) fn of<T: JsonSchema + ?Sized>() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let root = generator.subschema_for::<T>();
    let mut definitions: Map<String, Value> = generator.take_definitions(true);
    for (name, definition) in &mut definitions {
        if let Ok(schema) = <&mut Schema>::try_from(definition) {
            RecursiveTransform(never_null).transform(schema);
            RecursiveTransform(no_links).transform(schema);
            schema.insert("title".to_owned(), json!(name));
        }
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": root.get("$ref"),
        "$defs": definitions,
    })
}

/// Compiles the schema of a type of this crate.
#[allow(clippy::expect_used, reason = "the tests compile every type of the crate")]
pub(crate) fn checker_of<T: JsonSchema + ?Sized>() -> Checker {
    Checker::compile(&of::<T>(), "").expect("schemas made from this crate's types are in its own dialect")
}

/// An optional member may be left out, but it is never `null`: schemars describes `Option` as both.
fn never_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(arms)) = schema.get_mut("anyOf") {
        arms.retain(|arm| *arm != json!({"type": "null"}));
        if let [Value::Object(only)] = arms.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            for (keyword, value) in only {
                schema.insert(keyword, value);
            }
        }
    }
}

/// Descriptions are the comments of the types. Their links lead into the documentation of this crate, and nowhere from a schema.
fn no_links(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = without_links(text);
    }
}

/// `` [`Name`](place) `` and `` [`Name`] `` become `` `Name` ``.
fn without_links(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("[`") {
        plain.push_str(before);
        let Some((name, after)) = link.split_once("`]") else {
            plain.push_str("[`");
            rest = link;
            continue;
        };
        plain.extend(["`", name, "`"]);
        rest = match after.strip_prefix('(').and_then(|place| place.split_once(')')) {
            Some((_, after)) => after,
            None => after,
        };
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_into_the_documentation_of_the_crate_become_names() {
        for (text, plain) in [
            ("Becomes [`UserAddon`](crate::UserAddon).", "Becomes `UserAddon`."),
            ("a [`A`](super::A) or\n[`B`] (both)", "a `A` or\n`B` (both)"),
            ("no link: [\"a\"], `x[0]`, [`open", "no link: [\"a\"], `x[0]`, [`open"),
        ] {
            assert_eq!(without_links(text), plain);
        }
        for export in EXPORTS {
            let schema = export.make().to_string();
            assert!(!schema.contains("[`") && !schema.contains("::"), "{}", export.name);
        }
    }
}
