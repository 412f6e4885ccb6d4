//! The members of a body, read in each of their names.
//!
//! By hand and not by serde, which could not read a member under two names that are both there, would refuse `null`,
//! and says no place; and an event must be read as a whole anyway before its type is known.

use std::str::FromStr;

use serde_json::{Map, Value};

use super::{Problem, Timestamp, Unchecked};

/// An object, and where it stands in the body. A member that is `null` is not there.
pub(super) struct Members<'a> {
    members: &'a Map<String, Value>,
    parent: Option<(&'a Members<'a>, &'static str)>,
}

impl<'a> Members<'a> {
    pub(super) fn of_body(members: &'a Map<String, Value>) -> Self {
        Self { members, parent: None }
    }

    /// All of them, as they came.
    pub(super) fn to_map(&self) -> Map<String, Value> {
        self.members.clone()
    }

    fn get(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    fn first(&self, names: &[&'static str]) -> Option<(&'static str, &'a Value)> {
        names.iter().find_map(|name| Some((*name, self.get(name)?)))
    }

    /// A text. A number is taken for its digits, because identifiers may be made of digits.
    pub(super) fn text(&self, names: &[&'static str]) -> Result<Option<String>, Problem> {
        match self.first(names) {
            None => Ok(None),
            Some((_, Value::String(text))) => Ok(Some(text.clone())),
            Some((_, Value::Number(number))) => Ok(Some(number.to_string())),
            Some((name, other)) => Err(self.problem(name, "a text", Some(other))),
        }
    }

    /// A text that names something. One that is empty names nothing.
    pub(super) fn name(&self, names: &[&'static str]) -> Result<Option<String>, Problem> {
        Ok(self.text(names)?.filter(|text| !text.is_empty()))
    }

    /// A text that names something and must be there.
    pub(super) fn required(&self, name: &'static str) -> Result<String, Problem> {
        self.name(&[name])?.ok_or_else(|| self.problem(name, "a text that is not empty", self.get(name)))
    }

    /// An identifier or an address.
    pub(super) fn unchecked<T>(&self, name: &'static str) -> Result<Option<Unchecked<T>>, Problem> {
        Ok(self.name(&[name])?.map(Unchecked::new))
    }

    /// A value of an open enumeration.
    pub(super) fn one_of<T>(&self, names: &[&'static str]) -> Result<Option<T>, Problem>
    where
        T: for<'t> From<&'t str>,
    {
        Ok(self.name(names)?.map(|name| T::from(&name)))
    }

    /// An object of which the app knows what it means; empty when it is not there. Where several are there, the first
    /// one with something in it counts.
    pub(super) fn data(&self, names: &[&'static str]) -> Result<Map<String, Value>, Problem> {
        let mut data = None;
        for name in names {
            match self.get(name) {
                Some(Value::Object(members)) if data.is_none_or(Map::is_empty) => data = Some(members),
                None | Some(Value::Object(_)) => {}
                Some(other) => return Err(self.problem(name, "an object", Some(other))),
            }
        }
        Ok(data.cloned().unwrap_or_default())
    }

    /// An object with members that are known.
    pub(super) fn object(&'a self, names: &[&'static str]) -> Result<Option<Self>, Problem> {
        match self.first(names) {
            None => Ok(None),
            Some((name, Value::Object(members))) => Ok(Some(Self { members, parent: Some((self, name)) })),
            Some((name, other)) => Err(self.problem(name, "an object", Some(other))),
        }
    }

    /// An object with members that are known, which must be there.
    pub(super) fn required_object(&'a self, names: &[&'static str]) -> Result<Self, Problem> {
        let name = names.first().copied().unwrap_or_default();
        self.object(names)?.ok_or_else(|| self.problem(name, "an object", None))
    }

    /// A whole number, also as a text. Nothing else is one.
    pub(super) fn whole<N: FromStr>(&self, name: &str) -> Option<N> {
        let text = digits(self.get(name)?)?;
        match text.split_once('.') {
            // `250000.0` is whole too.
            Some((whole, rest)) if rest.bytes().all(|digit| digit == b'0') => whole.parse().ok(),
            _ => text.parse().ok(),
        }
    }

    /// A whole number, also as a text, that must be there.
    pub(super) fn required_whole<N: FromStr>(&self, name: &'static str) -> Result<N, Problem> {
        self.whole(name)
            .ok_or_else(|| self.problem(name, "a whole number of 64 bits, or the text of one", self.get(name)))
    }

    /// A number, also as a text, within both limits.
    pub(super) fn real(&self, name: &str, limits: std::ops::RangeInclusive<f64>) -> Option<f64> {
        digits(self.get(name)?)?.parse().ok().filter(|number| limits.contains(number))
    }

    /// A moment, as microseconds since 1970 or in RFC 3339.
    pub(super) fn moment(&self, name: &str) -> Option<Timestamp> {
        match self.get(name)? {
            Value::String(text) => text.parse().ok(),
            _ => Timestamp::from_microseconds(self.whole(name)?).ok(),
        }
    }

    /// Yes or no.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.get(name)?.as_bool()
    }

    /// What is wrong with a member.
    pub(super) fn problem(&self, name: &str, expected: &'static str, found: Option<&Value>) -> Problem {
        let mut pointer = format!("/{name}");
        let mut parent = self.parent;
        while let Some((members, name)) = parent {
            pointer.insert_str(0, &format!("/{name}"));
            parent = members.parent;
        }
        Problem { pointer, expected, found: found.map_or("nothing", kind) }
    }
}

fn digits(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What kind of JSON a value is.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(text) if text.is_empty() => "an empty text",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
