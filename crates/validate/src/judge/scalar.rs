use kenar_schemas::Violation;
use serde_json::Value;

use super::Mode;
use crate::pattern::{self, Part};
use crate::read::{Number, Reader, Step, Stop, Text};
use crate::values::Values;

/// Reads a string, or tells that there is none.
#[inline(always)]
fn string<'a, M: Mode<'a>>(reader: &mut Reader<'a>, mode: &mut M) -> Step<Option<Text<'a>>> {
    if reader.peek()? == b'"' {
        return reader.string().map(Some);
    }
    mode.wrong_type(reader, "string").map(|()| None)
}

/// Any text.
#[inline(always)]
pub(crate) fn texts<'a, M: Mode<'a>>(reader: &mut Reader<'a>, mode: &mut M) -> Step {
    string(reader, mode).map(|_| ())
}

/// A text of a length in Unicode scalar values.
#[inline(always)]
pub(crate) fn text<'a, M: Mode<'a>>(reader: &mut Reader<'a>, mode: &mut M, min: usize, max: usize) -> Step {
    if reader.peek()? != b'"' {
        return mode.wrong_type(reader, "string");
    }
    let (_, count) = reader.counted()?;
    if count < min {
        mode.broken(|pointer| Violation::too_short(pointer, min, count))?;
    }
    if count > max {
        mode.broken(|pointer| Violation::too_long(pointer, max, count))?;
    }
    Ok(())
}

/// A text of a form.
#[inline]
pub(crate) fn fits<'a, M: Mode<'a>>(
    reader: &mut Reader<'a>,
    mode: &mut M,
    pattern: &'static str,
    parts: &'static [Part],
) -> Step {
    let Some(text) = string(reader, mode)? else { return Ok(()) };
    if pattern::fits(parts, &text.bytes()) {
        return Ok(());
    }
    mode.broken(|pointer| Violation::misformed(pointer, pattern, &text.decoded()))
}

/// One of a few texts.
#[inline]
pub(crate) fn one_of<'a, M: Mode<'a>>(reader: &mut Reader<'a>, mode: &mut M, values: &'static [&'static str]) -> Step {
    let Some(text) = string(reader, mode)? else { return Ok(()) };
    let found = text.bytes();
    if values.iter().any(|value| value.as_bytes() == &*found) {
        return Ok(());
    }
    mode.broken(|pointer| Violation::not_listed(pointer, values, &text.decoded()))
}

/// One of many texts. Which one was meant only the checker can tell.
#[inline]
pub(crate) fn one_of_many<'a, M: Mode<'a>>(reader: &mut Reader<'a>, mode: &mut M, values: &'static Values) -> Step {
    let Some(text) = string(reader, mode)? else { return Ok(()) };
    if values.contain(&text.bytes()) { Ok(()) } else { Err(Stop) }
}

/// `true` or `false`.
#[inline]
pub(crate) fn boolean<'a, M: Mode<'a>>(reader: &mut Reader<'a>, mode: &mut M) -> Step {
    match reader.peek()? {
        b't' | b'f' => reader.boolean().map(|_| ()),
        _ => mode.wrong_type(reader, "boolean"),
    }
}

/// The one of the two that tells a form.
#[inline]
pub(crate) fn constant<'a, M: Mode<'a>>(reader: &mut Reader<'a>, mode: &mut M, expected: bool) -> Step {
    match reader.peek()? {
        b't' | b'f' if reader.boolean()? == expected => Ok(()),
        b't' | b'f' => Err(Stop),
        _ => mode.wrong_type(reader, "boolean"),
    }
}

/// A whole number in a range.
#[inline]
pub(crate) fn integer<'a, M: Mode<'a>>(reader: &mut Reader<'a>, mode: &mut M, min: i64, max: i64) -> Step {
    if !matches!(reader.peek()?, b'-' | b'0'..=b'9') {
        return mode.wrong_type(reader, "integer");
    }
    let before = reader.clone();
    let Number::Integer(value) = reader.number()? else {
        *reader = before;
        return mode.wrong_type(reader, "integer");
    };
    let found = |reader: &Reader<'a>| serde_json::from_str::<Value>(reader.since(before.at())).unwrap_or_default();
    if value < min as f64 {
        mode.broken(|pointer| Violation::too_small(pointer, min, found(reader)))?;
    }
    if value > max as f64 {
        mode.broken(|pointer| Violation::too_large(pointer, max, found(reader)))?;
    }
    Ok(())
}

/// An object with any members, of any kind.
#[inline]
pub(crate) fn free<'a, M: Mode<'a>>(reader: &mut Reader<'a>, mode: &mut M) -> Step {
    if reader.peek()? == b'{' { reader.skip() } else { mode.wrong_type(reader, "object") }
}

/// A text or a number.
#[inline]
pub(crate) fn text_or_number<'a, M: Mode<'a>>(reader: &mut Reader<'a>, mode: &mut M) -> Step {
    match reader.peek()? {
        b'"' => reader.string().map(|_| ()),
        b'-' | b'0'..=b'9' => reader.number().map(|_| ()),
        _ => mode.wrong_type(reader, "string or number"),
    }
}
