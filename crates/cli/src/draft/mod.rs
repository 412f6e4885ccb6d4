//! The JSON Schemas in the drafts that other tools read.
//!
//! The exported schemas are draft 2020-12. A converted schema gives the same verdicts; a keyword that the target cannot
//! express is an error, so that no rule is lost in silence.

mod keyword;
mod older;
mod openapi;

use clap::ValueEnum;
use serde_json::{Map, Value, json};

/// A form of JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Draft {
    /// JSON Schema draft 2020-12, as the exported files are.
    #[value(name = "2020-12")]
    Draft202012,
    /// JSON Schema draft 2019-09.
    #[value(name = "2019-09")]
    Draft201909,
    /// JSON Schema draft 7.
    #[value(name = "07")]
    Draft07,
    /// The components of an OpenAPI 3.0 document.
    #[value(name = "openapi-3.0")]
    OpenApi30,
}

/// Why a schema cannot be converted.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{pointer}: {problem}")]
pub(crate) struct ConvertError {
    /// JSON Pointer into the schema.
    pub(crate) pointer: String,
    /// What is in the way.
    pub(crate) problem: String,
}

/// One exported schema, taken apart.
struct Parts {
    id: Option<Value>,
    /// The schema without what belongs to the file.
    root: Map<String, Value>,
    definitions: Map<String, Value>,
}

impl Draft {
    /// The address that names the draft; OpenAPI has none.
    pub(crate) fn uri(self) -> Option<&'static str> {
        match self {
            Self::Draft202012 => Some("https://json-schema.org/draft/2020-12/schema"),
            Self::Draft201909 => Some("https://json-schema.org/draft/2019-09/schema"),
            Self::Draft07 => Some("http://json-schema.org/draft-07/schema#"),
            Self::OpenApi30 => None,
        }
    }

    /// One self-contained schema of a component in this form. For OpenAPI, a document with the component and all that it
    /// refers to.
    pub(crate) fn convert(self, component: &str, schema: &Value) -> Result<Value, ConvertError> {
        if self == Self::OpenApi30 {
            return self.bundle(&[(component, schema)]);
        }
        let Parts { id, root, definitions } = take_apart(schema)?;
        let mut file = Map::new();
        file.insert("$schema".to_owned(), json!(self.uri()));
        if let Some(id) = id {
            file.insert("$id".to_owned(), id);
        }
        let root = self.schema(&Value::Object(root), "", "#")?;
        file.extend(root.as_object().cloned().unwrap_or_default());
        let definitions = self.definitions(definitions, "#")?;
        if !definitions.is_empty() {
            file.insert(self.place().to_owned(), Value::Object(definitions));
        }
        Ok(Value::Object(file))
    }

    /// Several components in one document, each below its name, with all that they refer to.
    pub(crate) fn bundle(self, components: &[(&str, &Value)]) -> Result<Value, ConvertError> {
        let mut all = Map::new();
        for (component, schema) in components {
            let Parts { root, definitions, .. } = take_apart(schema)?;
            let place = format!("{}{component}", self.reference());
            for (name, definition) in self.definitions(definitions, &place)? {
                all.entry(name).or_insert(definition);
            }
            let root = self.schema(&Value::Object(root), "", &place)?;
            all.insert((*component).to_owned(), root);
        }
        all.sort_keys();
        Ok(match self.uri() {
            Some(uri) => {
                let mut file = Map::new();
                file.insert("$schema".to_owned(), json!(uri));
                file.insert(self.place().to_owned(), Value::Object(all));
                Value::Object(file)
            }
            None => json!({
                "openapi": "3.0.3",
                "info": { "title": "Payloads of the Kenar Divar open platform", "version": env!("CARGO_PKG_VERSION") },
                "paths": {},
                "components": { "schemas": all },
            }),
        })
    }

    fn definitions(self, definitions: Map<String, Value>, root: &str) -> Result<Map<String, Value>, ConvertError> {
        let convert = |(name, definition): (String, Value)| {
            let place = crate::json_pointer::child("/$defs", &name);
            let converted = self.schema(&definition, &place, root)?;
            Ok((name, converted))
        };
        definitions.into_iter().map(convert).collect()
    }

    /// Where the definitions stand.
    fn place(self) -> &'static str {
        match self {
            Self::Draft202012 | Self::Draft201909 => "$defs",
            Self::Draft07 => "definitions",
            Self::OpenApi30 => "components",
        }
    }

    /// What a reference to a definition begins with.
    fn reference(self) -> &'static str {
        match self {
            Self::Draft202012 | Self::Draft201909 => "#/$defs/",
            Self::Draft07 => "#/definitions/",
            Self::OpenApi30 => "#/components/schemas/",
        }
    }

    /// Converts one schema and all below it. `root` is what a reference to the whole schema becomes.
    fn schema(self, schema: &Value, pointer: &str, root: &str) -> Result<Value, ConvertError> {
        let Value::Object(members) = schema else {
            return match (schema, self) {
                (Value::Bool(true), Self::OpenApi30) => Ok(json!({})),
                (Value::Bool(false), Self::OpenApi30) => Ok(json!({ "not": {} })),
                (Value::Bool(_), _) => Ok(schema.clone()),
                _ => Err(error(pointer, "a schema is an object or a boolean")),
            };
        };
        let mut converted = Map::new();
        for (keyword, value) in members {
            let place = crate::json_pointer::child(pointer, keyword);
            let below = |value: &Value, place: &str| self.schema(value, place, root);
            let value = match keyword::kind(keyword) {
                Some(keyword::Kind::Schema) => match value {
                    // OpenAPI takes this one boolean too.
                    Value::Bool(_) if keyword == "additionalProperties" => value.clone(),
                    _ => below(value, &place)?,
                },
                Some(keyword::Kind::Schemas) => each(value, &place, below)?,
                Some(keyword::Kind::Named) => named(value, &place, below)?,
                Some(keyword::Kind::Plain) => value.clone(),
                Some(keyword::Kind::Reference) => json!(self.target(value, &place, root)?),
                None if keyword.starts_with("x-") => value.clone(),
                None => return Err(error(&place, "this keyword is not known here, so it cannot be converted")),
            };
            converted.insert(keyword.clone(), value);
        }
        match self {
            Self::Draft202012 => Ok(Value::Object(converted)),
            Self::Draft201909 => older::draft_2019_09(converted, pointer),
            Self::Draft07 => older::draft_07(converted, pointer),
            Self::OpenApi30 => openapi::schema(converted, pointer),
        }
    }

    fn target(self, reference: &Value, place: &str, root: &str) -> Result<String, ConvertError> {
        let problem = "expected a reference to the schema itself or to one of its `$defs`";
        let reference = reference.as_str().ok_or_else(|| error(place, problem))?;
        match reference.strip_prefix("#/$defs/") {
            Some(name) if !name.contains('/') => Ok(format!("{}{name}", self.reference())),
            None if reference == "#" => Ok(root.to_owned()),
            _ => Err(error(place, problem)),
        }
    }
}

fn take_apart(schema: &Value) -> Result<Parts, ConvertError> {
    let mut root = schema.as_object().cloned().ok_or_else(|| error("", "an exported schema is an object"))?;
    root.shift_remove("$schema");
    let id = root.shift_remove("$id");
    let definitions = match root.shift_remove("$defs") {
        Some(Value::Object(definitions)) => definitions,
        None => Map::new(),
        Some(_) => return Err(error("/$defs", "expected an object")),
    };
    Ok(Parts { id, root, definitions })
}

fn each(
    value: &Value,
    place: &str,
    convert: impl Fn(&Value, &str) -> Result<Value, ConvertError>,
) -> Result<Value, ConvertError> {
    let items = value.as_array().ok_or_else(|| error(place, "expected a list of schemas"))?;
    items.iter().enumerate().map(|(index, item)| convert(item, &format!("{place}/{index}"))).collect()
}

fn named(
    value: &Value,
    place: &str,
    convert: impl Fn(&Value, &str) -> Result<Value, ConvertError>,
) -> Result<Value, ConvertError> {
    let members = value.as_object().ok_or_else(|| error(place, "expected an object of schemas"))?;
    let convert = |(name, schema): (&String, &Value)| {
        Ok((name.clone(), convert(schema, &crate::json_pointer::child(place, name))?))
    };
    members.iter().map(convert).collect::<Result<Map<_, _>, _>>().map(Value::Object)
}

/// Moves a reference that has something beside it into `allOf`: draft 7 and OpenAPI 3.0 ignore what is beside it.
fn lone_reference(members: &mut Map<String, Value>) {
    if members.len() < 2 {
        return;
    }
    if let Some(reference) = members.shift_remove("$ref") {
        add(members, "allOf", json!({ "$ref": reference }));
    }
}

/// Adds a schema to a list of schemas.
fn add(members: &mut Map<String, Value>, keyword: &str, schema: Value) {
    match members.get_mut(keyword) {
        Some(Value::Array(list)) => list.push(schema),
        _ => {
            members.insert(keyword.to_owned(), json!([schema]));
        }
    }
}

/// Refuses the keywords that a form does not have.
fn refuse(members: &Map<String, Value>, pointer: &str, keywords: &[&str], form: &str) -> Result<(), ConvertError> {
    match keywords.iter().find(|keyword| members.contains_key(**keyword)) {
        Some(keyword) => {
            Err(error(&crate::json_pointer::child(pointer, keyword), format!("{form} cannot express this keyword")))
        }
        None => Ok(()),
    }
}

fn error(pointer: &str, problem: impl Into<String>) -> ConvertError {
    ConvertError { pointer: crate::json_pointer::shown(pointer).to_owned(), problem: problem.into() }
}

#[cfg(test)]
mod tests;
