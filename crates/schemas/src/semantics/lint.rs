//! What is allowed and probably wrong.

use super::Semantic;
use super::predefined::KEYS;
use crate::masking::{MaskedKey, is_masked};

/// Something that the contract allows and that is probably a mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lint {
    /// What kind of mistake.
    pub kind: LintKind,
    /// The key that it is about.
    pub key: String,
    /// What to do, in one sentence. It never repeats a value.
    pub message: String,
}

/// The kinds of probable mistakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LintKind {
    /// The key looks like a predefined or masked one. Spelt like this it is an unknown key, and its value is hashed.
    MisspeltKey,
    /// The value of one of the five sensitive keys is not masked.
    UnmaskedValue,
}

/// How far a key may be from a known one, in edits, to be taken for a misspelling.
const NEAR: usize = 2;

/// Up to this length a known key is near to many words, so that only its case and separators may differ.
const SHORT: usize = 6;

/// Lists probable mistakes: misspelt keys (`identity_verifcation_result` is in one of the platform's own samples) and
/// sensitive values that are not masked.
#[must_use]
pub fn lint(semantic: &Semantic) -> Vec<Lint> {
    let mut lints = Vec::new();
    for (key, value) in semantic.iter() {
        if let Some(masked) = MaskedKey::from_key(key) {
            if !is_masked(value) {
                let message = format!("mask this value before it is sent: `MaskedKey::{masked:?}.mask(…)`");
                lints.push(Lint { kind: LintKind::UnmaskedValue, key: key.to_owned(), message });
            }
        } else if let Some(meant) = misspelt(key) {
            let message = format!("did you mean `{meant}`? spelt like this the value is hashed and loses its meaning");
            lints.push(Lint { kind: LintKind::MisspeltKey, key: key.to_owned(), message });
        }
    }
    lints
}

/// The predefined or masked key that an unknown one probably means.
fn misspelt(key: &str) -> Option<&'static str> {
    near_keys(key).into_iter().min()
}

/// The predefined and masked keys that an unknown key is nearest to: none when it is a known key itself or is near to
/// nothing, several when it is equally near to them, so that only a person can tell which was meant.
///
/// ```
/// use kenar_schemas::semantics::near_keys;
///
/// assert_eq!(near_keys("post_verifcation_result"), ["post_verification_result"]);
/// assert!(near_keys("status").is_empty());
/// assert!(near_keys("external_reference").is_empty());
/// // What cannot be seen makes another key of it.
/// assert_eq!(near_keys("status\u{200C}"), ["status"]);
/// ```
#[must_use]
pub fn near_keys(key: &str) -> Vec<&'static str> {
    let known = || KEYS.iter().copied().chain(MaskedKey::ALL.iter().map(|key| key.as_str()));
    if known().any(|name| name == key) {
        return Vec::new();
    }
    let seen: String = key.chars().filter(|character| !is_invisible(*character)).collect();
    let folded = seen.trim().to_lowercase().replace(['-', ' ', '.'], "_");
    let near: Vec<(usize, &'static str)> = known()
        .map(|name| (strsim::damerau_levenshtein(&folded, &name.to_lowercase()), name))
        // `states` is not a misspelt `status`.
        .filter(|(distance, name)| *distance <= if name.len() <= SHORT { 0 } else { NEAR })
        .collect();
    let least = near.iter().map(|(distance, _)| *distance).min();
    near.into_iter().filter(|(distance, _)| Some(*distance) == least).map(|(_, name)| name).collect()
}

/// Joiners, marks of direction and the like: they come along when a text is copied, and nobody sees them.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
