//! Where in a file an issue is.

use std::ops::Range;

use kenar_validate::{Rule, Violation, locate};
use serde::de::IgnoredAny;

use super::excerpt::Excerpt;
use crate::input::Document;
use crate::members::members;

/// A stretch of a file. Lines and columns are counted from 1, columns in characters.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) line: u64,
    pub(crate) column: u64,
    pub(crate) end_line: u64,
    /// The column behind the last character.
    pub(crate) end_column: u64,
    /// The source; `None` when the format does not show it.
    pub(crate) excerpt: Option<Excerpt>,
}

impl Place {
    /// The place of a stretch of a document.
    pub(crate) fn of(document: &Document<'_>, range: Range<usize>, with_excerpt: bool) -> Self {
        let (line, column) = position(document, range.start);
        let (end_line, end_column) = position(document, range.end);
        let excerpt = with_excerpt.then(|| Excerpt::of(document.text, range));
        Self { line, column, end_line, end_column, excerpt }
    }
}

/// Which part of a document a violation is about.
pub(crate) fn range_of(violation: &Violation, text: &[u8]) -> Range<usize> {
    if violation.rule == Rule::Syntax {
        return syntax(violation, text);
    }
    let value = range_of_pointer(&violation.pointer, text);
    // The object is named, and a key in it is meant.
    let key =
        violation.found.as_str().filter(|_| matches!(violation.rule, Rule::AdditionalProperties | Rule::DuplicateKey));
    let Some(key) = key else { return value };
    let object = &text[value.clone()];
    let meant =
        members(object).map(|member| member.key).filter(|range| object[range.clone()] == *key.as_bytes()).last();
    meant.map_or(value.clone(), |key| value.start + key.start - 1..value.start + key.end + 1)
}

/// Where the value at a pointer is; all of the text when there is none.
pub(crate) fn range_of_pointer(pointer: &str, text: &[u8]) -> Range<usize> {
    let range = locate(text, pointer).unwrap_or(0..text.len());
    let value = &text[range.clone()];
    let start = range.start + value.len() - value.trim_ascii_start().len();
    start..start + value.trim_ascii().len()
}

/// The character at which a text stops being JSON.
fn syntax(violation: &Violation, text: &[u8]) -> Range<usize> {
    let told = violation.found.as_str().and_then(line_and_column);
    let (line, column) = told.unwrap_or_else(|| {
        let error = serde_json::from_slice::<IgnoredAny>(text).err();
        error.map_or((1, 1), |error| (error.line(), error.column()))
    });
    let begin = match line {
        0 | 1 => 0,
        line => memchr::memchr_iter(b'\n', text).nth(line - 2).map_or(text.len(), |end| end + 1),
    };
    let mut start = (begin + column.max(1) - 1).min(text.len());
    while start > 0 && text.get(start).is_some_and(|byte| continues_character(*byte)) {
        start -= 1;
    }
    let length = text[start..].iter().skip(1).take_while(|byte| continues_character(**byte)).count();
    start..(start + 1 + length).min(text.len())
}

/// Reads `line 3 column 14`, in bytes.
fn line_and_column(found: &str) -> Option<(usize, usize)> {
    let (line, column) = found.strip_prefix("line ")?.split_once(" column ")?;
    Some((line.parse().ok()?, column.parse().ok()?))
}

fn position(document: &Document<'_>, offset: usize) -> (u64, u64) {
    let before = &document.text[..offset];
    match memchr::memrchr(b'\n', before) {
        None => (document.line, document.column + characters(before)),
        Some(end) => {
            let lines = memchr::memchr_iter(b'\n', before).count() as u64;
            (document.line + lines, 1 + characters(&before[end + 1..]))
        }
    }
}

fn characters(text: &[u8]) -> u64 {
    text.iter().filter(|byte| !continues_character(**byte)).count() as u64
}

fn continues_character(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}
