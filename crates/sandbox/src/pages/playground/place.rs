//! From the JSON Pointer of a violation to a place in the text.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use kenar_schemas::{Rule, Violation};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A violation and the bytes of the text that it is about.
pub(super) struct Placed {
    pub(super) violation: Violation,
    pub(super) span: Range<usize>,
}

/// Finds the place of each violation. The text is read once along the pointers, however many there are.
pub(super) fn place(text: &str, violations: Vec<Violation>) -> Vec<Placed> {
    let routes: Vec<Vec<String>> = violations.iter().map(route).collect();
    let wanted: Vec<(usize, &[String])> =
        routes.iter().enumerate().map(|(index, route)| (index, route.as_slice())).collect();
    let start = text.len() - text.trim_start().len();
    let whole = start..text.trim_end().len().max(start);
    let mut spans = vec![whole.clone(); violations.len()];
    visit(text, whole, &wanted, &mut spans);
    let placed = violations.into_iter().zip(spans).map(|(violation, span)| {
        let span = match violation.rule {
            Rule::Syntax => broken(text).unwrap_or(span),
            Rule::AdditionalProperties | Rule::DuplicateKey => member(text, &violation, span),
            _ => head(text, span),
        };
        Placed { violation, span }
    });
    let mut placed: Vec<Placed> = placed.collect();
    placed.sort_by_key(|placed| placed.span.start);
    placed
}

/// The names and numbers on the way to a value. A member that should not be there is one step further than the
/// pointer, which names the object.
fn route(violation: &Violation) -> Vec<String> {
    let mut route: Vec<String> =
        violation.pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~")).collect();
    if let (Rule::AdditionalProperties | Rule::DuplicateKey, Some(key)) = (violation.rule, violation.found.as_str()) {
        route.push(key.to_owned());
    }
    route
}

fn visit(text: &str, span: Range<usize>, wanted: &[(usize, &[String])], spans: &mut [Range<usize>]) {
    let mut deeper: BTreeMap<&str, Vec<(usize, &[String])>> = BTreeMap::new();
    for (index, route) in wanted {
        if let Some(place) = spans.get_mut(*index) {
            *place = span.clone();
        }
        if let [first, rest @ ..] = route {
            deeper.entry(first).or_default().push((*index, rest));
        }
    }
    if deeper.is_empty() {
        return;
    }
    let Some(Children(children)) = text.get(span).and_then(|value| serde_json::from_str(value).ok()) else { return };
    for (key, value) in children {
        if let Some(wanted) = deeper.get(key.as_ref()) {
            // Both are slices of one text, so their distance is the place.
            let start = (value.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
            visit(text, start..start + value.get().len(), wanted, spans);
        }
    }
}

/// The members of an object or the items of a list, unread.
struct Children<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Children<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ChildrenVisitor;

        impl<'de> Visitor<'de> for ChildrenVisitor {
            type Value = Children<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object or a list")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
                let mut children = Vec::new();
                while let Some((key, value)) = members.next_entry::<String, &RawValue>()? {
                    children.push((Cow::Owned(key), value));
                }
                Ok(Children(children))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut children = Vec::new();
                while let Some(value) = items.next_element::<&RawValue>()? {
                    children.push((Cow::Owned(children.len().to_string()), value));
                }
                Ok(Children(children))
            }
        }

        deserializer.deserialize_any(ChildrenVisitor)
    }
}

/// The place at which the text stops being JSON.
fn broken(text: &str) -> Option<Range<usize>> {
    let error = serde_json::from_str::<serde_json::Value>(text).err()?;
    let line_start = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    // The column counts bytes up to the one that was read last, which may be in the middle of a letter.
    let mut start = (line_start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let end = text[start..].chars().next().map_or(start, |character| start + character.len_utf8());
    Some(start..end)
}

/// The name of a member that should not be there, in front of its value.
fn member(text: &str, violation: &Violation, value: Range<usize>) -> Range<usize> {
    let written = violation.found.as_str().and_then(|key| serde_json::to_string(key).ok());
    let before = text.get(..value.start).unwrap_or_default();
    let start = written.as_ref().and_then(|key| before.rfind(key.as_str()));
    match (start, written) {
        (Some(start), Some(key)) if before[start + key.len()..].trim() == ":" => start..start + key.len(),
        _ => head(text, value),
    }
}

/// The value itself, or the bracket that opens it: a mark on a whole object would say little.
fn head(text: &str, span: Range<usize>) -> Range<usize> {
    match text.get(span.clone()) {
        Some(value) if value.starts_with(['{', '[']) => span.start..span.start + 1,
        _ => span,
    }
}
