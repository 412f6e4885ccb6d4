//! What a schema of the document asks of a value, in the forms that a validator can be made for.

use serde_json::{Map, Value};

/// What is asked of a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Component(String),
    Any,
    /// An object with any members, of any kind.
    Free,
    Boolean(Option<bool>),
    Integer {
        min: i64,
        max: i64,
    },
    Text {
        min: usize,
        max: Option<usize>,
    },
    Pattern(String),
    OneOf(Vec<String>),
    TextOrNumber,
    List {
        items: Box<Shape>,
        min: usize,
        max: Option<usize>,
    },
    Object(Object),
    /// Any key.
    Map {
        properties: Vec<(String, Shape)>,
        others: Box<Shape>,
    },
    Union(Union),
}

/// An object with no other members than these.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Object {
    pub(super) properties: Vec<(String, Shape)>,
    pub(super) required: Vec<String>,
    /// At least one of these as well, if there are any.
    pub(super) one_of: Vec<String>,
}

/// Forms that exclude each other, by the names of their components.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Union {
    pub(super) forms: Vec<String>,
}

/// Keywords that say nothing about a value.
const SILENT: [&str; 7] = ["default", "deprecated", "description", "example", "format", "title", "type"];

impl Shape {
    /// What a schema asks.
    ///
    /// # Errors
    /// What in it no validator can be made for.
    pub(super) fn of(schema: &Value) -> Result<Self, String> {
        let schema = schema.as_object().ok_or("a schema is an object")?;
        if let Some(target) = reference(schema) {
            return only(schema, &["$ref", "allOf"]).map(|()| Self::Component(target));
        }
        for keyword in ["oneOf", "anyOf"] {
            if let Some(forms) = schema.get(keyword).and_then(Value::as_array)
                && !schema.contains_key("properties")
            {
                only(schema, &[keyword])?;
                return union(forms);
            }
        }
        match schema.get("type").and_then(Value::as_str) {
            None => only(schema, &[]).map(|()| Self::Any),
            Some("boolean") => {
                only(schema, &["enum"])?;
                let values = schema.get("enum").and_then(Value::as_array);
                match values.map(Vec::as_slice) {
                    None => Ok(Self::Boolean(None)),
                    Some([Value::Bool(one)]) => Ok(Self::Boolean(Some(*one))),
                    Some(_) => Err("a list of booleans names one of them".to_owned()),
                }
            }
            Some("integer") => {
                only(schema, &["minimum", "maximum"])?;
                let limit = |keyword| schema.get(keyword).and_then(Value::as_i64);
                match (limit("minimum"), limit("maximum")) {
                    (Some(min), Some(max)) => Ok(Self::Integer { min, max }),
                    _ => Err("an integer has a whole minimum and maximum".to_owned()),
                }
            }
            Some("string") => text(schema),
            Some("array") => {
                only(schema, &["items", "minItems", "maxItems"])?;
                let items = Self::of(schema.get("items").unwrap_or(&Value::Null))?;
                let (min, max) = (count(schema, "minItems").unwrap_or_default(), count(schema, "maxItems"));
                Ok(Self::List { items: Box::new(items), min, max })
            }
            Some("object") => object(schema),
            Some(other) => Err(format!("nothing is known of the type {other:?}")),
        }
    }
}

fn text(schema: &Map<String, Value>) -> Result<Shape, String> {
    let has = |keyword| schema.contains_key(keyword);
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        only(schema, &["enum"])?;
        return Ok(Shape::OneOf(values.iter().filter_map(Value::as_str).map(str::to_owned).collect()));
    }
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        only(schema, &["pattern"])?;
        return Ok(Shape::Pattern(pattern.to_owned()));
    }
    if has("format") && schema["format"] != "int32" && !has("maxLength") {
        return Err("a format stands beside a pattern that says the same".to_owned());
    }
    only(schema, &["minLength", "maxLength"])?;
    Ok(Shape::Text { min: count(schema, "minLength").unwrap_or_default(), max: count(schema, "maxLength") })
}

fn object(schema: &Map<String, Value>) -> Result<Shape, String> {
    only(schema, &["properties", "required", "additionalProperties", "anyOf"])?;
    let mut properties = Vec::new();
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        properties.push((name.clone(), Shape::of(property).map_err(|reason| format!("{name}: {reason}"))?));
    }
    let required = names(schema.get("required"));
    if required.iter().any(|name| !properties.iter().any(|(known, _)| known == name)) {
        return Err("every required member is described".to_owned());
    }
    let mut one_of = Vec::new();
    for form in schema.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
        match names(form.get("required")).as_slice() {
            [name] if free_of_rules(form) => one_of.push(name.clone()),
            _ => return Err("`anyOf` beside `properties` only asks for one member a form".to_owned()),
        }
    }
    match schema.get("additionalProperties") {
        Some(Value::Bool(false)) => Ok(Shape::Object(Object { properties, required, one_of })),
        Some(others @ Value::Object(_)) if required.is_empty() && one_of.is_empty() => {
            Ok(Shape::Map { properties, others: Box::new(Shape::of(others)?) })
        }
        None | Some(Value::Bool(true)) if properties.is_empty() && required.is_empty() && one_of.is_empty() => {
            Ok(Shape::Free)
        }
        _ => Err("an object is closed, or a map without required members, or free of rules".to_owned()),
    }
}

/// Whether a form asks for nothing but the presence of members.
fn free_of_rules(form: &Value) -> bool {
    form.as_object().into_iter().flatten().all(|(keyword, value)| match keyword.as_str() {
        "required" => true,
        "properties" => value.as_object().into_iter().flatten().all(|(_, rule)| rule == &Value::Object(Map::new())),
        other => SILENT.contains(&other),
    })
}

fn union(forms: &[Value]) -> Result<Shape, String> {
    let names: Option<Vec<String>> = forms.iter().map(|form| reference(form.as_object()?)).collect();
    if let Some(forms) = names {
        return Ok(Shape::Union(Union { forms }));
    }
    let types: Vec<&str> = forms.iter().filter_map(|form| form.get("type")?.as_str()).collect();
    let bare = forms.iter().filter_map(Value::as_object).all(|form| only(form, &[]).is_ok());
    if bare && types == ["string", "number"] {
        return Ok(Shape::TextOrNumber);
    }
    Err("a union is one of named components, or of a string and a number".to_owned())
}

/// The component that a schema is nothing but a reference to.
fn reference(schema: &Map<String, Value>) -> Option<String> {
    let target = match schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
        Some([only]) => only.get("$ref"),
        _ => schema.get("$ref"),
    };
    target?.as_str()?.strip_prefix("#/components/schemas/").map(str::to_owned)
}

/// Refuses keywords that would be passed over.
fn only(schema: &Map<String, Value>, known: &[&str]) -> Result<(), String> {
    let silent = |keyword: &str| SILENT.contains(&keyword) || keyword.starts_with("x-");
    match schema.keys().find(|keyword| !known.contains(&keyword.as_str()) && !silent(keyword)) {
        Some(keyword) => Err(format!("the keyword {keyword:?} is not known here")),
        None => Ok(()),
    }
}

fn count(schema: &Map<String, Value>, keyword: &str) -> Option<usize> {
    schema.get(keyword)?.as_u64().and_then(|count| usize::try_from(count).ok())
}

fn names(value: Option<&Value>) -> Vec<String> {
    let names = value.and_then(Value::as_array).into_iter().flatten();
    names.filter_map(Value::as_str).map(str::to_owned).collect()
}
