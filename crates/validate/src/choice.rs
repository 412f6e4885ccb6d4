//! Which of several forms an object has: told by a key that only one form knows, or by a member that names the form.

use crate::read::{Reader, Step, Stop};

/// How the forms of a union are told apart. A form is its number.
pub(crate) enum Choice {
    /// By a key; where forms share it, by a further key.
    Key(&'static [Key]),
    /// By the value of one member.
    Tag {
        member: &'static str,
        values: &'static [(Tag, usize)],
        /// The form without that member.
        absent: Option<usize>,
    },
}

/// A key that tells a form.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) form: usize,
    pub(crate) unless: &'static [(&'static str, usize)],
}

/// A value that tells a form.
#[derive(PartialEq)]
pub(crate) enum Tag {
    Text(&'static str),
    Flag(bool),
}

/// The form of the object that comes next, without reading it. What it has of other forms is found when it is read as that one.
pub(crate) fn choose(reader: &Reader<'_>, choice: &'static Choice) -> Step<usize> {
    let mut reader = reader.clone();
    reader.peek()?;
    reader.begin()?;
    match choice {
        Choice::Key(keys) => by_key(&mut reader, keys),
        Choice::Tag { member, values, absent } => by_tag(&mut reader, member, values)?.or(*absent).ok_or(Stop),
    }
}

fn by_key(reader: &mut Reader<'_>, keys: &'static [Key]) -> Step<usize> {
    let mut told: Option<&Key> = None;
    let mut further = None;
    let mut first = true;
    while let Some(key) = reader.key(first)? {
        let name = key.bytes();
        if told.is_none() {
            told = keys.iter().find(|key| key.name.as_bytes() == &*name);
        }
        // The further key may come before the one that it belongs to.
        further = further.or_else(|| {
            keys.iter().flat_map(|key| key.unless).map(|(key, _)| *key).find(|key| key.as_bytes() == &*name)
        });
        if let Some(key) = told {
            if key.unless.is_empty() {
                return Ok(key.form);
            }
            if let Some((_, form)) = key.unless.iter().find(|(name, _)| further == Some(name)) {
                return Ok(*form);
            }
        }
        reader.skip()?;
        first = false;
    }
    told.map(|key| key.form).ok_or(Stop)
}

fn by_tag(reader: &mut Reader<'_>, member: &str, values: &'static [(Tag, usize)]) -> Step<Option<usize>> {
    let mut first = true;
    while let Some(key) = reader.key(first)? {
        if key.bytes() == member.as_bytes() {
            let text;
            let found = match reader.peek()? {
                b'"' => {
                    text = reader.string()?.bytes();
                    values.iter().find(|(tag, _)| matches!(tag, Tag::Text(own) if own.as_bytes() == &*text))
                }
                b't' | b'f' => {
                    let flag = reader.boolean()?;
                    values.iter().find(|(tag, _)| *tag == Tag::Flag(flag))
                }
                _ => None,
            };
            return found.map(|(_, form)| Some(*form)).ok_or(Stop);
        }
        reader.skip()?;
        first = false;
    }
    Ok(None)
}
