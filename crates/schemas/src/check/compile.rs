//! Compiles the JSON Schemas of the contract into a form that explains what it refuses.
//!
//! This is not a general JSON Schema validator: it takes the keywords that the contract is written in, refuses any
//! other at compile time, and in return knows which branch of a union was meant.

use std::collections::{BTreeSet, HashMap};

use regex_lite::Regex;
use serde_json::{Map, Value};

use super::document::Document;

/// Why a schema could not be compiled into a [`Checker`](super::Checker).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{pointer}: {problem}")]
pub struct SchemaError {
    /// JSON Pointer into the schema document.
    pub pointer: String,
    /// What is wrong there.
    pub problem: String,
}

pub(super) type Id = usize;

/// One compiled schema object. The default accepts everything.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// `$ref`, and each member of `allOf`.
    pub(super) all_of: Vec<Id>,
    pub(super) types: Option<Vec<&'static str>>,
    pub(super) values: Option<Vec<Value>>,
    pub(super) properties: Vec<(String, Id)>,
    pub(super) required: Vec<String>,
    pub(super) additional: Additional,
    pub(super) items: Option<Id>,
    pub(super) min_items: Option<u64>,
    pub(super) max_items: Option<u64>,
    pub(super) min_length: Option<u64>,
    pub(super) max_length: Option<u64>,
    pub(super) minimum: Option<f64>,
    pub(super) maximum: Option<f64>,
    pub(super) pattern: Option<(String, Regex)>,
    pub(super) one_of: Option<Union>,
    pub(super) any_of: Option<Union>,
    pub(super) not: Option<Id>,
}

#[derive(Debug, Default, Clone, Copy)]
pub(super) enum Additional {
    #[default]
    Allowed,
    Forbidden,
    Each(Id),
}

/// The arms of a `oneOf` or `anyOf`, and how to tell which one a value means.
#[derive(Debug)]
pub(super) struct Union {
    pub(super) arms: Vec<Id>,
    pub(super) choice: Choice,
}

#[derive(Debug)]
pub(super) enum Choice {
    /// Each arm requires one key that belongs to it alone: `{"title_row": …}`.
    Key(Vec<String>),
    /// One property has other values in each arm: `{"widget_type": "TITLE_ROW", …}`. `absent` is the arm for a value
    /// that leaves the property out.
    Tag { property: String, values: Vec<Vec<Value>>, absent: Option<usize> },
    /// Neither: every arm is tried.
    None,
}

/// Keywords that say nothing about what is accepted.
const ANNOTATIONS: [&str; 13] = [
    "$schema",
    "$id",
    "$defs",
    "$comment",
    "title",
    "description",
    "example",
    "examples",
    "default",
    "deprecated",
    "format",
    "readOnly",
    "writeOnly",
];

pub(super) struct Compiler<'a> {
    root: &'a Value,
    seen: HashMap<String, Id>,
    pub(super) nodes: Vec<Node>,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(root: &'a Value) -> Self {
        Self { root, seen: HashMap::new(), nodes: Vec::new() }
    }

    /// Compiles the schema at a pointer of the root document.
    pub(super) fn compile(&mut self, pointer: &str) -> Result<Id, SchemaError> {
        if let Some(id) = self.seen.get(pointer) {
            return Ok(*id);
        }
        let error = |problem: &str| SchemaError { pointer: pointer.to_owned(), problem: problem.to_owned() };
        let schema = self.root.pointer(pointer).ok_or_else(|| error("there is no schema here"))?;
        // The place is taken first, so that a schema may refer to itself.
        let id = self.nodes.len();
        self.nodes.push(Node::default());
        self.seen.insert(pointer.to_owned(), id);
        let node = match schema {
            Value::Bool(true) => Node::default(),
            Value::Bool(false) => Node { types: Some(Vec::new()), ..Node::default() },
            Value::Object(object) => self.object(pointer, object)?,
            _ => return Err(error("a schema is an object or a boolean")),
        };
        self.nodes[id] = node;
        Ok(id)
    }

    fn object(&mut self, pointer: &str, schema: &Map<String, Value>) -> Result<Node, SchemaError> {
        let mut node = Node::default();
        for (keyword, value) in schema {
            let place = format!("{pointer}/{keyword}");
            let error = |problem: &str| SchemaError { pointer: place.clone(), problem: problem.to_owned() };
            let count = || value.as_u64().ok_or_else(|| error("expected a non-negative integer"));
            let number = || value.as_f64().ok_or_else(|| error("expected a number"));
            match keyword.as_str() {
                "$ref" => {
                    let target = value.as_str().and_then(|target| target.strip_prefix('#'));
                    let target = target.ok_or_else(|| error("expected a reference into this document: `#/…`"))?;
                    node.all_of.push(self.compile(target)?);
                }
                "type" => node.types = Some(types(value).ok_or_else(|| error("unknown type"))?),
                "enum" => node.values = Some(value.as_array().ok_or_else(|| error("expected a list"))?.clone()),
                "const" => node.values = Some(vec![value.clone()]),
                "properties" => {
                    let properties = value.as_object().ok_or_else(|| error("expected an object"))?;
                    for name in properties.keys() {
                        let id = self.compile(&format!("{place}/{}", super::escape(name)))?;
                        node.properties.push((name.clone(), id));
                    }
                }
                "required" => {
                    let names = value.as_array().ok_or_else(|| error("expected a list"))?;
                    node.required = names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
                }
                "additionalProperties" => {
                    node.additional = match value {
                        Value::Bool(true) => Additional::Allowed,
                        Value::Bool(false) => Additional::Forbidden,
                        _ => Additional::Each(self.compile(&place)?),
                    };
                }
                "items" => node.items = Some(self.compile(&place)?),
                "minItems" => node.min_items = Some(count()?),
                "maxItems" => node.max_items = Some(count()?),
                "minLength" => node.min_length = Some(count()?),
                "maxLength" => node.max_length = Some(count()?),
                "minimum" => node.minimum = Some(number()?),
                "maximum" => node.maximum = Some(number()?),
                "pattern" => {
                    let pattern = value.as_str().ok_or_else(|| error("expected a regular expression"))?;
                    let regex = Regex::new(pattern).map_err(|problem| error(&problem.to_string()))?;
                    node.pattern = Some((pattern.to_owned(), regex));
                }
                "allOf" => node.all_of.extend(self.each(&place, value)?),
                "oneOf" => node.one_of = Some(self.union(&place, value)?),
                "anyOf" => node.any_of = Some(self.union(&place, value)?),
                "not" => node.not = Some(self.compile(&place)?),
                other if ANNOTATIONS.contains(&other) || other.starts_with("x-") => {}
                _ => return Err(error("this keyword is not part of the dialect of the contract")),
            }
        }
        Ok(node)
    }

    fn each(&mut self, place: &str, value: &Value) -> Result<Vec<Id>, SchemaError> {
        let count = value.as_array().map_or(0, Vec::len);
        (0..count).map(|index| self.compile(&format!("{place}/{index}"))).collect()
    }

    fn union(&mut self, place: &str, value: &Value) -> Result<Union, SchemaError> {
        let arms = self.each(place, value)?;
        let choice = self.tag(&arms).or_else(|| self.key(&arms)).unwrap_or(Choice::None);
        Ok(Union { arms, choice })
    }

    /// The node that a chain of bare references ends at.
    fn resolve(&self, id: Id) -> &Node {
        let node = &self.nodes[id];
        match node.all_of.as_slice() {
            [target] if node.types.is_none() && node.properties.is_empty() && node.one_of.is_none() => {
                self.resolve(*target)
            }
            _ => node,
        }
    }

    fn key(&self, arms: &[Id]) -> Option<Choice> {
        let nodes: Vec<&Node> = arms.iter().map(|arm| self.resolve(*arm)).collect();
        let mut keys = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            let mut own = node.required.iter().filter(|key| {
                let elsewhere = |other: &Node| other.properties.iter().any(|(name, _)| name == *key);
                !nodes.iter().enumerate().any(|(other, node)| other != index && elsewhere(node))
            });
            keys.push(own.next()?.clone());
        }
        Some(Choice::Key(keys))
    }

    fn tag(&self, arms: &[Id]) -> Option<Choice> {
        let nodes: Vec<&Node> = arms.iter().map(|arm| self.resolve(*arm)).collect();
        'property: for (property, _) in &nodes.first()?.properties {
            let mut values: Vec<Vec<Value>> = Vec::new();
            let mut absent = Vec::new();
            for (index, node) in nodes.iter().enumerate() {
                let Some((_, id)) = node.properties.iter().find(|(name, _)| name == property) else {
                    continue 'property;
                };
                let Some(own) = self.resolve(*id).values.clone() else { continue 'property };
                if own.iter().any(|value| values.iter().flatten().any(|other| other == value)) {
                    continue 'property;
                }
                values.push(own);
                if !node.required.contains(property) {
                    absent.push(index);
                }
            }
            let absent = match absent.as_slice() {
                [] => None,
                [one] => Some(*one),
                _ => continue 'property,
            };
            return Some(Choice::Tag { property: property.clone(), values, absent });
        }
        None
    }
}

fn types(value: &Value) -> Option<Vec<&'static str>> {
    let known = ["null", "boolean", "integer", "number", "string", "array", "object"];
    let one = |value: &Value| known.into_iter().find(|name| value.as_str() == Some(name));
    match value {
        Value::Array(names) => names.iter().map(one).collect(),
        name => Some(vec![one(name)?]),
    }
}

impl Node {
    /// An object whose members the contract does not describe; doubled keys in it are not the contract's business.
    pub(super) fn is_free(&self) -> bool {
        self.properties.is_empty() && matches!(self.additional, Additional::Allowed)
    }

    pub(super) fn allows_type(&self, document: &Document) -> bool {
        let found = document.type_name();
        self.types
            .as_ref()
            .is_none_or(|types| types.iter().any(|name| *name == found || (*name == "number" && found == "integer")))
    }

    pub(super) fn missing<'n>(&'n self, keys: &BTreeSet<&str>) -> Vec<&'n str> {
        self.required.iter().map(String::as_str).filter(|key| !keys.contains(key)).collect()
    }
}
