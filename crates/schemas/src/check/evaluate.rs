//! Holds a document against a compiled schema and lists everything that is wrong with it.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::hash::{Hash, Hasher};

use serde_json::{Value, json};

use super::compile::{Additional, Choice, Id, Meant, Node, Union, resolve};
use super::document::Document;
use super::nearest::{Recent, nearest};
use super::pointer::Pointer;
use super::values::Values;
use crate::violation::{Rule, Violation, article, cut};

/// The longest list of allowed values that a violation repeats; of a longer one it says the number. A document can break
/// the rule thousands of times.
const LISTED: usize = 32;

pub(super) struct Evaluation<'a> {
    pub(super) nodes: &'a [Node],
    pub(super) recent: &'a Recent,
    pub(super) violations: Vec<Violation>,
    /// Nobody wants to know of more violations than so many.
    pub(super) most: usize,
}

impl Evaluation<'_> {
    fn is_full(&self) -> bool {
        self.violations.len() >= self.most
    }

    pub(super) fn check(&mut self, id: Id, document: &Document<'_>, pointer: &Pointer<'_>) {
        if self.is_full() {
            return;
        }
        let node = &self.nodes[id];
        for target in &node.all_of {
            self.check(*target, document, pointer);
        }
        if !node.allows_type(document) {
            let types = node.types.iter().flatten().map(|one| one.name());
            let expected = types.collect::<Vec<_>>().join(" or ");
            self.violations.push(Violation::wrong_type(pointer.to_string(), &expected, document.type_name()));
            return;
        }
        if let Some(values) = &node.values {
            self.values(values, true, document, pointer);
        }
        match document {
            Document::Object(members) => self.object(node, members, pointer),
            Document::Array(items) => self.array(node, items, pointer),
            Document::String(text) => self.string(node, text, pointer),
            Document::Number(number) => self.number(node, number.as_f64().unwrap_or_default(), document, pointer),
            Document::Null | Document::Bool(_) => {}
        }
        if let Some(union) = &node.one_of {
            self.union(union, Rule::OneOf, document, pointer);
        }
        if let Some(union) = &node.any_of {
            self.union(union, Rule::AnyOf, document, pointer);
        }
        if let Some(forbidden) = node.not {
            self.not(forbidden, document, pointer);
        }
    }

    /// What is `kept` stays where it is in memory.
    fn values(&mut self, values: &Values, kept: bool, document: &Document<'_>, pointer: &Pointer<'_>) {
        if values.contain(document) {
            return;
        }
        let values = values.as_slice();
        let mut message = format!("{} is not one of the allowed values", show(&document.brief()));
        if values.len() <= 16 {
            message = format!("{message}: {}", list(values));
        } else if let Document::String(text) = document {
            // Measuring takes time in proportion to the text, which may be as long as its sender likes.
            let text = &cut(text);
            let near = || nearest(values, text).unwrap_or_default().to_owned();
            let near = if kept { self.recent.of(values, text, near) } else { near() };
            message = format!("{message} ({} in all); did you mean {near:?}?", values.len());
        }
        let limit = if values.len() <= LISTED { json!(values) } else { json!(values.len()) };
        self.push(pointer, Rule::Enum, limit, document.brief(), message);
    }

    fn object(&mut self, node: &Node, members: &[(Cow<'_, str>, Document<'_>)], pointer: &Pointer<'_>) {
        if !node.is_free() {
            for key in doubled(members).into_iter().take(self.most) {
                let message = format!("{key:?} is written twice in this object; keep one");
                self.push(pointer, Rule::DuplicateKey, "each key once", key, message);
            }
        }
        for key in node.required.iter().filter(|key| !members.iter().any(|(name, _)| name == *key)) {
            self.violations.push(Violation::missing(pointer.to_string(), key));
        }
        for (key, value) in members {
            if self.is_full() {
                return;
            }
            let place = Pointer::Member(pointer, key);
            match (node.properties.iter().find(|(name, _)| name == key), node.additional) {
                (Some((_, id)), _) => self.check(*id, value, &place),
                (None, Additional::Each(id)) => self.check(id, value, &place),
                (None, Additional::Forbidden) => {
                    let known: Vec<&str> = node.properties.iter().map(|(name, _)| name.as_str()).collect();
                    let message = self.unknown(&node.properties, &known, key);
                    self.push(pointer, Rule::AdditionalProperties, json!(known), &**key, message);
                }
                (None, Additional::Allowed) => {}
            }
        }
    }

    fn array(&mut self, node: &Node, items: &[Document<'_>], pointer: &Pointer<'_>) {
        let count = items.len();
        if let Some(limit) = node.min_items.filter(|limit| count < *limit) {
            self.violations.push(Violation::too_few(pointer.to_string(), limit, count));
        }
        if let Some(limit) = node.max_items.filter(|limit| count > *limit) {
            self.violations.push(Violation::too_many(pointer.to_string(), limit, count));
        }
        if let Some(id) = node.items {
            for (index, item) in items.iter().enumerate() {
                self.check(id, item, &Pointer::Item(pointer, index));
            }
        }
    }

    fn string(&mut self, node: &Node, text: &str, pointer: &Pointer<'_>) {
        let count = text.chars().count();
        if let Some(limit) = node.min_length.filter(|limit| count < *limit) {
            self.violations.push(Violation::too_short(pointer.to_string(), limit, count));
        }
        if let Some(limit) = node.max_length.filter(|limit| count > *limit) {
            self.violations.push(Violation::too_long(pointer.to_string(), limit, count));
        }
        if let Some((pattern, regex)) = &node.pattern
            && !regex.is_match(text)
        {
            self.violations.push(Violation::misformed(pointer.to_string(), pattern, text));
        }
    }

    fn number(&mut self, node: &Node, value: f64, document: &Document<'_>, pointer: &Pointer<'_>) {
        if let Some(limit) = node.minimum.filter(|limit| value < *limit) {
            self.violations.push(Violation::too_small(pointer.to_string(), whole(limit), document.brief()));
        }
        if let Some(limit) = node.maximum.filter(|limit| value > *limit) {
            self.violations.push(Violation::too_large(pointer.to_string(), whole(limit), document.brief()));
        }
    }

    fn union(&mut self, union: &Union, rule: Rule, document: &Document<'_>, pointer: &Pointer<'_>) {
        match (&union.choice, document) {
            (Choice::Key(forms), Document::Object(members)) => {
                let has = |key: &str| members.iter().any(|(name, _)| name == key);
                let present: Vec<(&str, usize)> = forms
                    .iter()
                    .filter(|(key, _)| has(key))
                    .map(|(key, meant)| {
                        let further = meant.unless.iter().find(|(key, _)| has(key));
                        (key.as_str(), further.map_or(meant.arm, |(_, arm)| *arm))
                    })
                    .collect();
                match (present.as_slice(), rule) {
                    ([], _) => {
                        self.no_key(union, forms, members, rule, pointer);
                        self.undecided(union, document, pointer);
                    }
                    ([(_, arm)], _) => self.check(union.arms[*arm], document, pointer),
                    (many, Rule::OneOf) => {
                        let keys: Vec<&str> = forms.iter().map(|(key, _)| key.as_str()).collect();
                        let found: Vec<&str> = many.iter().map(|(key, _)| *key).collect();
                        let message = format!("{} exclude each other; keep one", found.join(" and "));
                        self.push(pointer, rule, json!(keys), json!(found), message);
                        self.undecided(union, document, pointer);
                    }
                    (many, _) => {
                        let arms: Vec<usize> = many.iter().map(|(_, arm)| *arm).collect();
                        self.best(union, &arms, rule, document, pointer);
                    }
                }
            }
            (Choice::Tag { property, values, absent }, Document::Object(_)) => {
                self.tagged(union, property, values, *absent, document, pointer);
            }
            _ => {
                let all: Vec<usize> = (0..union.arms.len()).collect();
                self.best(union, &all, rule, document, pointer);
            }
        }
    }

    /// No arm's own key is there: says which keys would do, and which of the present ones is unknown to every arm.
    fn no_key(
        &mut self,
        union: &Union,
        forms: &[(String, Meant)],
        members: &[(Cow<'_, str>, Document<'_>)],
        rule: Rule,
        pointer: &Pointer<'_>,
    ) {
        let keys: Vec<&str> = forms.iter().map(|(key, _)| key.as_str()).collect();
        let shared = |key: &str| {
            union.arms.iter().any(|arm| {
                let node = resolve(self.nodes, *arm);
                node.properties.iter().any(|(name, _)| name == key) || !matches!(node.additional, Additional::Forbidden)
            })
        };
        let unknown = members.iter().map(|(key, _)| &**key).find(|key| !shared(key));
        let (found, hint) = match unknown {
            Some(key) => (Value::from(cut(key)), format!("; {}", self.unknown(forms, &keys, key))),
            None => (Value::Null, String::new()),
        };
        let count = if rule == Rule::OneOf { "exactly one" } else { "at least one" };
        let message = format!("{count} of {} is needed{hint}", keys.join(", "));
        self.push(pointer, rule, json!(keys), found, message);
    }

    /// A key that is not in a list of known ones.
    fn unknown<T>(&self, list: &[T], known: &[&str], key: &str) -> String {
        let key = &cut(key);
        self.recent.of(list, key, || format!("{key:?} is not known here{}", suggestion(key, known)))
    }

    fn tagged(
        &mut self,
        union: &Union,
        property: &str,
        values: &[Vec<Value>],
        absent: Option<usize>,
        document: &Document<'_>,
        pointer: &Pointer<'_>,
    ) {
        let meant = match document.get(property) {
            None => absent,
            Some(value) => {
                let arm = values.iter().position(|own| own.iter().any(|allowed| value.equals(allowed)));
                if arm.is_none() {
                    let place = Pointer::Member(pointer, property);
                    let all: Vec<Value> = values.concat();
                    let expected = all.first().map_or("null", |first| Document::from(first).type_name());
                    if value.type_name() == expected {
                        self.values(&Values::new(all), false, value, &place);
                    } else {
                        let found = value.type_name();
                        let message = format!("expected {} but found {}", article(expected), article(found));
                        self.push(&place, Rule::Type, expected, found, message);
                    }
                    self.undecided(union, document, pointer);
                    return;
                }
                arm
            }
        };
        match meant {
            Some(arm) => self.check(union.arms[arm], document, pointer),
            None => {
                let message =
                    format!("{property:?} is missing; it says which form this is: {}", list(&values.concat()));
                self.push(pointer, Rule::Required, property, Value::Null, message);
                self.undecided(union, document, pointer);
            }
        }
    }

    /// Nobody can tell which arm is meant: adds what every one of them says, such as a text that is too long in any form.
    fn undecided(&mut self, union: &Union, document: &Document<'_>, pointer: &Pointer<'_>) {
        let mut arms = union.arms.iter().map(|arm| self.probe(*arm, document, pointer));
        let mut common = arms.next().unwrap_or_default();
        while !common.is_empty()
            && let Some(arm) = arms.next()
        {
            let said: HashSet<Said<'_>> = arm.iter().map(Said).collect();
            common.retain(|violation| said.contains(&Said(violation)));
        }
        // What was just said of the union itself may be one of them.
        if let Some(said) = self.violations.last() {
            let same = |other: &Violation| {
                (&other.pointer, other.rule, &other.limit) == (&said.pointer, said.rule, &said.limit)
            };
            common.retain(|violation| !same(violation));
        }
        self.violations.extend(common);
    }

    /// Tries the given arms and, when the count of accepting ones is wrong, reports the one that came closest.
    fn best(&mut self, union: &Union, arms: &[usize], rule: Rule, document: &Document<'_>, pointer: &Pointer<'_>) {
        let mut accepted = 0;
        let mut closest: Option<Vec<Violation>> = None;
        for arm in arms {
            let found = self.probe(union.arms[*arm], document, pointer);
            if found.is_empty() {
                accepted += 1;
            } else if closest.as_ref().is_none_or(|best| found.len() < best.len()) {
                closest = Some(found);
            }
        }
        match (accepted, rule) {
            (0, _) if union.arms.iter().all(|arm| !resolve(self.nodes, *arm).allows_type(document)) => {
                let mut expected: Vec<&str> = Vec::new();
                for one in union.arms.iter().flat_map(|arm| resolve(self.nodes, *arm).types.iter().flatten()) {
                    if !expected.contains(&one.name()) {
                        expected.push(one.name());
                    }
                }
                let found = document.type_name();
                let message = format!("expected {} but found {}", article(&expected.join(" or ")), article(found));
                self.push(pointer, Rule::Type, expected.join(" or "), found, message);
            }
            (0, _) => self.violations.extend(closest.unwrap_or_default()),
            (1, _) | (_, Rule::AnyOf) => {}
            (count, _) => {
                let message = format!("{count} forms fit this value; exactly one must");
                self.push(pointer, rule, 1, count, message);
            }
        }
    }

    fn not(&mut self, forbidden: Id, document: &Document<'_>, pointer: &Pointer<'_>) {
        if !self.probe(forbidden, document, pointer).is_empty() {
            return;
        }
        let keys = &self.nodes[forbidden].required;
        let message = match keys.as_slice() {
            [] => "this combination is not allowed".to_owned(),
            keys => format!("{} are two spellings of one member; keep one", keys.join(" and ")),
        };
        self.push(pointer, Rule::Not, json!(keys), json!(keys), message);
    }

    fn probe(&self, id: Id, document: &Document<'_>, pointer: &Pointer<'_>) -> Vec<Violation> {
        let mut probe = Evaluation { nodes: self.nodes, recent: self.recent, violations: Vec::new(), most: self.most };
        probe.check(id, document, pointer);
        probe.violations
    }

    fn push(
        &mut self,
        pointer: &Pointer<'_>,
        rule: Rule,
        limit: impl Into<Value>,
        found: impl Into<Value>,
        message: impl Into<String>,
    ) {
        self.violations.push(Violation::new(pointer.to_string(), rule, limit, found, message));
    }
}

/// A violation, found by what most of them differ in. There can be as many as there are members.
struct Said<'v>(&'v Violation);

impl Hash for Said<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.0.pointer, self.0.rule, &self.0.message).hash(state);
    }
}

impl PartialEq for Said<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Said<'_> {}

/// The keys that are written more than once, sorted.
fn doubled<'m>(members: &'m [(Cow<'_, str>, Document<'_>)]) -> BTreeSet<&'m str> {
    // Most objects have few keys, for which a set costs more than it saves.
    if members.len() <= 16 {
        let twice = |place: usize| members[..place].iter().any(|(key, _)| *key == members[place].0);
        return (1..members.len()).filter(|place| twice(*place)).map(|place| &*members[place].0).collect();
    }
    let mut keys = BTreeSet::new();
    members.iter().map(|(key, _)| &**key).filter(|key| !keys.insert(*key)).collect()
}

fn show(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{:?}", cut(text)),
        other => other.to_string(),
    }
}

fn list(values: &[Value]) -> String {
    values.iter().map(show).collect::<Vec<_>>().join(", ")
}

fn suggestion(key: &str, known: &[&str]) -> String {
    let key = &key.to_ascii_lowercase();
    let close = known.iter().map(|name| (strsim::damerau_levenshtein(key, &name.to_ascii_lowercase()), name)).min();
    match close {
        Some((distance, name)) if distance <= 3 && distance * 3 <= name.len() => format!("; did you mean {name:?}?"),
        _ if known.is_empty() => "; remove it".to_owned(),
        _ => format!("; known are {}", known.join(", ")),
    }
}

/// A limit as it is written in the schema: `49`, not `49.0`.
fn whole(limit: f64) -> Value {
    if limit.fract() == 0.0 { json!(limit as i64) } else { json!(limit) }
}
