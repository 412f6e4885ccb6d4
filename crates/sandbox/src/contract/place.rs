//! Walking through the document with the pointer at hand, so that a fault can be named and a schema compiled in place.

use serde_json::{Map, Value};

use super::ContractError;

/// The JSON Pointer of a member.
pub(super) fn member(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// A value of the document and the JSON Pointer that leads to it. References are followed on the way.
#[derive(Clone)]
pub(super) struct Place<'d> {
    root: &'d Value,
    value: &'d Value,
    pointer: String,
}

impl<'d> Place<'d> {
    pub(super) fn root(document: &'d Value) -> Self {
        Self { root: document, value: document, pointer: String::new() }
    }

    pub(super) fn root_document(&self) -> &'d Value {
        self.root
    }

    pub(super) fn pointer(&self) -> &str {
        &self.pointer
    }

    pub(super) fn fault(&self, problem: impl Into<String>) -> ContractError {
        ContractError::new(&self.pointer, problem)
    }

    /// The member of that name, behind its reference when it is one.
    pub(super) fn get(&self, key: &str) -> Result<Option<Self>, ContractError> {
        self.value.get(key).map(|value| self.child(value, key)).transpose()
    }

    pub(super) fn need(&self, key: &str) -> Result<Self, ContractError> {
        self.get(key)?.ok_or_else(|| self.fault(format!("`{key}` is missing")))
    }

    pub(super) fn text(&self) -> Result<&'d str, ContractError> {
        self.value.as_str().ok_or_else(|| self.fault("expected a text"))
    }

    /// The text of a member, where there is one.
    pub(super) fn text_of(&self, key: &str) -> Result<Option<&'d str>, ContractError> {
        self.get(key)?.map(|place| place.text()).transpose()
    }

    pub(super) fn is_true(&self, key: &str) -> bool {
        self.value.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    pub(super) fn entries(&self) -> Result<Vec<(&'d str, Self)>, ContractError> {
        let members: &Map<String, Value> = self.value.as_object().ok_or_else(|| self.fault("expected an object"))?;
        members.iter().map(|(key, value)| Ok((key.as_str(), self.child(value, key)?))).collect()
    }

    pub(super) fn items(&self) -> Result<Vec<Self>, ContractError> {
        let items = self.value.as_array().ok_or_else(|| self.fault("expected a list"))?;
        items.iter().enumerate().map(|(index, value)| self.child(value, &index.to_string())).collect()
    }

    /// The texts of a list.
    pub(super) fn texts(&self) -> Result<Vec<&'d str>, ContractError> {
        self.items()?.iter().map(Self::text).collect()
    }

    fn child(&self, value: &'d Value, key: &str) -> Result<Self, ContractError> {
        let mut place = Self { root: self.root, value, pointer: member(&self.pointer, key) };
        // No document chains this many references; it can only be a circle.
        for _ in 0..16 {
            let Some(reference) = place.value.get("$ref").and_then(Value::as_str) else { return Ok(place) };
            let target = reference.strip_prefix('#').and_then(|pointer| Some((pointer, self.root.pointer(pointer)?)));
            let Some((pointer, value)) = target else {
                return Err(place.fault(format!("{reference:?} leads nowhere in this document")));
            };
            place = Self { root: self.root, value, pointer: pointer.to_owned() };
        }
        Err(place.fault("references lead in a circle"))
    }
}
