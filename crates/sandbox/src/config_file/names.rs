//! Names of which there are only a few.

use std::fmt::Display;
use std::ops::Range;

use toml::Spanned;

use super::error::Wrong;

/// The name that was probably meant, as the end of a sentence.
pub(super) fn did_you_mean(found: &str, known: &[&str]) -> String {
    let distance = |name: &&str| strsim::damerau_levenshtein(&found.to_lowercase(), &name.to_lowercase());
    let closest = known.iter().copied().min_by_key(distance).filter(|name| distance(name) <= name.len() / 3);
    closest.map(|name| format!("; did you mean {name:?}?")).unwrap_or_else(|| ";".to_owned())
}

/// Everything that is allowed.
pub(super) fn list(known: &[&str]) -> String {
    match known {
        [] => "none is known".to_owned(),
        [one] => format!("only {one:?} is known"),
        many => format!("known are {}", many.join(", ")),
    }
}

/// What is said of a name that nothing has.
pub(super) fn unknown(what: &str, found: &str, known: &[&str]) -> String {
    format!("there is no {what} {found:?}{} {}", did_you_mean(found, known), list(known))
}

/// Takes names of which all must be known.
pub(super) fn all_known(what: &str, names: Vec<Spanned<String>>, known: &[&str]) -> Result<Vec<String>, Wrong> {
    names.into_iter().map(|name| one_known(what, name, known)).collect()
}

/// Takes a name that must be known.
pub(super) fn one_known(what: &str, name: Spanned<String>, known: &[&str]) -> Result<String, Wrong> {
    let span: Range<usize> = name.span();
    let name = name.into_inner();
    if known.contains(&name.as_str()) { Ok(name) } else { Err(Wrong::new(Some(span), unknown(what, &name, known))) }
}

/// Refuses a name that stands there twice, at its second place.
pub(super) fn distinct<'n, T: PartialEq + Display + 'n>(
    what: &str,
    names: impl IntoIterator<Item = &'n Spanned<T>>,
) -> Result<(), Wrong> {
    let mut seen: Vec<&T> = Vec::new();
    for name in names {
        if seen.contains(&name.get_ref()) {
            return Err(Wrong::new(Some(name.span()), format!("there is {what} {} already", name.get_ref())));
        }
        seen.push(name.get_ref());
    }
    Ok(())
}
