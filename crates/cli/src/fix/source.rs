//! A JSON text with the places of its values.

use std::ops::Range;

use jsonc_parser::ast::{ObjectProp, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions};

use crate::json_pointer;

/// A parsed text.
#[derive(Debug)]
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    pub(super) root: Value<'a>,
}

impl<'a> Source<'a> {
    /// The text must be JSON; `None` when it is not, or is nested too deep.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let collect = CollectOptions { comments: CommentCollectionStrategy::Off, tokens: false };
        let strict = ParseOptions {
            allow_comments: false,
            allow_loose_object_property_names: false,
            allow_trailing_commas: false,
            allow_missing_commas: false,
            allow_single_quoted_strings: false,
            allow_hexadecimal_numbers: false,
            allow_unary_plus_numbers: false,
            allow_bare_decimal_point_numbers: false,
            allow_non_finite_numbers: false,
            allow_extended_string_escapes: false,
        };
        let root = jsonc_parser::parse_to_ast(text, &collect, &strict).ok()?.value?;
        Some(Self { text, root })
    }

    /// The value at a pointer; the last one of members that are written twice.
    pub(super) fn at(&self, pointer: &str) -> Option<&Value<'a>> {
        json_pointer::names(pointer).try_fold(&self.root, |value, name| match value {
            Value::Object(object) => {
                object.properties.iter().rfind(|member| name_of(member) == name).map(|member| &member.value)
            }
            Value::Array(array) => array.elements.get(name.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The members of the object at a pointer; none when it is no object.
    pub(super) fn members(&self, pointer: &str) -> &[ObjectProp<'a>] {
        match self.at(pointer) {
            Some(Value::Object(object)) => &object.properties,
            _ => &[],
        }
    }
}

/// The name of a member.
pub(super) fn name_of<'a>(member: &'a ObjectProp<'_>) -> &'a str {
    member.name.as_str()
}

/// Where the name of a member stands, with its quotation marks.
pub(super) fn name_range(member: &ObjectProp<'_>) -> Range<usize> {
    let range = member.name.range();
    range.start..range.end
}

/// Where a value stands.
pub(super) fn range_of(value: &Value<'_>) -> Range<usize> {
    let range = value.range();
    range.start..range.end
}
