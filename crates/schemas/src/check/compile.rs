//! Compiles the JSON Schemas of the contract into a form that explains what it refuses.
//!
//! This is not a general JSON Schema validator: it takes the keywords that the contract is written in, refuses any
//! other at compile time, and in return knows which branch of a union was meant.

use std::collections::HashMap;

use regex_lite::Regex;
use serde_json::{Map, Value};

use super::document::Document;
use super::json_type::JsonType;
use super::values::Values;

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
    pub(super) types: Option<Vec<JsonType>>,
    pub(super) values: Option<Values>,
    pub(super) properties: Vec<(String, Id)>,
    pub(super) required: Vec<String>,
    pub(super) additional: Additional,
    pub(super) items: Option<Id>,
    pub(super) min_items: Option<usize>,
    pub(super) max_items: Option<usize>,
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,
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
    /// Each form has a key that no other form knows: `{"title_row": …}`.
    Key(Vec<(String, Meant)>),
    /// One property has other values in each arm: `{"widget_type": "TITLE_ROW", …}`. `absent` is the arm for a value
    /// that leaves the property out.
    Tag { property: String, values: Vec<Vec<Value>>, absent: Option<usize> },
    /// Neither: every arm is tried.
    None,
}

/// The arm that a key means, unless a further key is there too.
#[derive(Debug)]
pub(super) struct Meant {
    pub(super) arm: usize,
    pub(super) unless: Vec<(String, usize)>,
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
            let place = format!("{pointer}/{}", super::escape(keyword));
            let error = |problem: &str| SchemaError { pointer: place.clone(), problem: problem.to_owned() };
            let count = || {
                let count = value.as_u64().ok_or_else(|| error("expected a non-negative integer"))?;
                // No text and no list is longer.
                Ok(usize::try_from(count).unwrap_or(usize::MAX))
            };
            let number = || value.as_f64().ok_or_else(|| error("expected a number"));
            match keyword.as_str() {
                "$ref" => {
                    let target = value.as_str().and_then(|target| target.strip_prefix('#'));
                    let target = target.ok_or_else(|| error("expected a reference into this document: `#/…`"))?;
                    node.all_of.push(self.compile(target)?);
                }
                "type" => node.types = Some(types(value).ok_or_else(|| error("unknown type"))?),
                "enum" => {
                    let values = value.as_array().ok_or_else(|| error("expected a list"))?;
                    node.values = Some(Values::new(values.clone()));
                }
                "const" => node.values = Some(Values::new(vec![value.clone()])),
                "properties" => {
                    let properties = value.as_object().ok_or_else(|| error("expected an object"))?;
                    for name in properties.keys() {
                        let id = self.compile(&format!("{place}/{}", super::escape(name)))?;
                        node.properties.push((name.clone(), id));
                    }
                }
                "required" => {
                    node.required = names(value).ok_or_else(|| error("expected a list of names"))?;
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
        let schemas = value.as_array().filter(|schemas| !schemas.is_empty()).ok_or_else(|| SchemaError {
            pointer: place.to_owned(),
            problem: "expected a list of schemas".to_owned(),
        })?;
        (0..schemas.len()).map(|index| self.compile(&format!("{place}/{index}"))).collect()
    }

    fn union(&mut self, place: &str, value: &Value) -> Result<Union, SchemaError> {
        let arms = self.each(place, value)?;
        let choice = self.tag(&arms).or_else(|| self.key(&arms)).unwrap_or(Choice::None);
        Ok(Union { arms, choice })
    }

    /// Refuses a schema that applies itself to the very value that it is applied to: it would never come to an end.
    pub(super) fn refuse_circles(&self) -> Result<(), SchemaError> {
        let mut settled = vec![false; self.nodes.len()];
        let mut circle = (0..self.nodes.len()).filter_map(|id| self.circle(id, &mut Vec::new(), &mut settled));
        let Some(id) = circle.next() else { return Ok(()) };
        let pointer = self.seen.iter().find(|(_, seen)| **seen == id).map(|(pointer, _)| pointer.clone());
        let problem = "this schema leads back to itself without a member or an item in between".to_owned();
        Err(SchemaError { pointer: pointer.unwrap_or_default(), problem })
    }

    fn circle(&self, id: Id, way: &mut Vec<Id>, settled: &mut [bool]) -> Option<Id> {
        if settled[id] {
            return None;
        }
        if way.contains(&id) {
            return Some(id);
        }
        way.push(id);
        let node = &self.nodes[id];
        let arms = node.one_of.iter().chain(&node.any_of).flat_map(|union| &union.arms);
        let found = node.all_of.iter().chain(arms).chain(&node.not).find_map(|next| self.circle(*next, way, settled));
        way.pop();
        settled[id] = found.is_none();
        found
    }

    /// Tells arms apart by a key that they require and other arms do not know. Arms that share it (two spellings of one
    /// form) are told apart by a further key that only one of them requires.
    fn key(&self, arms: &[Id]) -> Option<Choice> {
        let nodes: Vec<&Node> = arms.iter().map(|arm| resolve(&self.nodes, *arm)).collect();
        let knows = |arm: usize, key: &str| nodes[arm].properties.iter().any(|(name, _)| name == key);
        let requires = |arm: usize, key: &str| nodes[arm].required.iter().any(|name| name == key);
        let all = 0..nodes.len();
        let mut forms: Vec<(String, Meant)> = Vec::new();
        for arm in all.clone() {
            // Known to no arm that does not require it, and not to all.
            let tells = |key: &&String| {
                let known: Vec<usize> =
                    all.clone().filter(|other| requires(*other, key) || knows(*other, key)).collect();
                known.len() < nodes.len().max(2) && known.iter().all(|other| requires(*other, key))
            };
            let shared = |key: &str| all.clone().filter(|other| requires(*other, key)).count();
            let keys: Vec<&String> = nodes[arm].required.iter().filter(tells).collect();
            let key = keys.iter().rev().max_by_key(|key| shared(key))?;
            match forms.iter_mut().find(|(known, _)| known == *key) {
                None => forms.push(((*key).clone(), Meant { arm, unless: Vec::new() })),
                Some((_, meant)) => {
                    let further = nodes[arm].required.iter().find(|key| !knows(meant.arm, key))?;
                    meant.unless.push((further.clone(), arm));
                }
            }
        }
        Some(Choice::Key(forms))
    }

    fn tag(&self, arms: &[Id]) -> Option<Choice> {
        let nodes: Vec<&Node> = arms.iter().map(|arm| resolve(&self.nodes, *arm)).collect();
        'property: for (property, _) in &nodes.first()?.properties {
            let mut values: Vec<Vec<Value>> = Vec::new();
            let mut absent = Vec::new();
            for (index, node) in nodes.iter().enumerate() {
                let Some((_, id)) = node.properties.iter().find(|(name, _)| name == property) else {
                    continue 'property;
                };
                let Some(own) = &resolve(&self.nodes, *id).values else { continue 'property };
                let own = own.as_slice().to_vec();
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

fn names(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|name| name.as_str().map(str::to_owned)).collect()
}

/// The node that a chain of bare references ends at.
pub(super) fn resolve(nodes: &[Node], mut id: Id) -> &Node {
    // Circles are refused only when everything is compiled; until then one must not hold this up.
    for _ in nodes {
        let node = &nodes[id];
        match node.all_of.as_slice() {
            [target] if node.types.is_none() && node.properties.is_empty() && node.one_of.is_none() => id = *target,
            _ => break,
        }
    }
    &nodes[id]
}

fn types(value: &Value) -> Option<Vec<JsonType>> {
    let one = |value: &Value| JsonType::named(value.as_str()?);
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

    pub(super) fn is_object(&self) -> bool {
        self.types.as_deref() == Some(&[JsonType::Object])
    }

    pub(super) fn allows_type(&self, document: &Document<'_>) -> bool {
        let found = JsonType::of(document);
        self.types.as_ref().is_none_or(|types| types.iter().any(|one| one.takes(found)))
    }
}
