//! Which of many values was meant by a text that is none of them.

use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use strsim::{levenshtein, normalized_levenshtein};

/// What was said lately of texts that are none of a list: a job repeats its mistakes, and a list of eight hundred icons is
/// long to measure. A list is known by its place in memory, which it keeps as long as the checker lives.
#[derive(Debug, Default)]
pub(super) struct Recent(Mutex<Vec<(usize, String, String)>>);

/// How many are remembered.
const REMEMBERED: usize = 32;

impl Recent {
    /// What was said of a text that is not in a list, or else is to be said.
    pub(super) fn of<T>(&self, list: &[T], text: &str, say: impl FnOnce() -> String) -> String {
        let list = list.as_ptr().addr();
        // Whatever befell another thread, what is remembered is right.
        let recent = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((.., said)) = recent().iter().find(|(of, to, _)| *of == list && to == text) {
            return said.clone();
        }
        let said = say();
        let mut recent = recent();
        if recent.len() == REMEMBERED {
            recent.remove(0);
        }
        recent.push((list, text.to_owned(), said.clone()));
        said
    }
}

/// What tells at a glance that two texts are far apart.
struct Sketch {
    /// In characters.
    length: usize,
    /// A bit for the ASCII characters; some share one.
    letters: u64,
}

impl Sketch {
    fn of(text: &str) -> Self {
        let letters = text.bytes().filter(u8::is_ascii).fold(0, |letters, byte| letters | 1 << (byte & 0x3F));
        Self { length: text.chars().count(), letters }
    }

    /// No fewer characters have to be changed to make one text of the other.
    fn least(&self, other: &Self) -> usize {
        let missing = |one: &Self, other: &Self| (one.letters & !other.letters).count_ones();
        let missing = missing(self, other).max(missing(other, self)) as usize;
        missing.max(self.length.abs_diff(other.length))
    }
}

/// The value that is nearest to a text, whatever the case of its ASCII letters; of several the last one.
///
/// Measuring takes time in proportion to both lengths, and a document may need it thousands of times: a value is measured only
/// when its length and letters leave it a chance.
pub(super) fn nearest<'v>(values: &'v [Value], text: &str) -> Option<&'v str> {
    let text = &text.to_ascii_lowercase();
    let own = Sketch::of(text);
    let mut candidates: Vec<(usize, usize, &str, String)> = Vec::with_capacity(values.len());
    for value in values.iter().filter_map(Value::as_str) {
        let folded = value.to_ascii_lowercase();
        candidates.push((own.least(&Sketch::of(&folded)), candidates.len(), value, folded));
    }
    candidates.sort_unstable_by_key(|(least, place, ..)| (*least, *place));
    let mut best: Option<(f64, usize, &str)> = None;
    for (least, place, value, folded) in candidates {
        let longest = own.length.max(value.len()).max(1);
        let chance = 1.0 - least as f64 / longest as f64;
        if best.is_some_and(|(likeness, ..)| chance < likeness) {
            continue;
        }
        let likeness = if value.is_ascii() {
            1.0 - levenshtein(&folded, text) as f64 / longest as f64
        } else {
            normalized_levenshtein(&folded, text)
        };
        if best.is_none_or(|(most, at, _)| likeness > most || likeness == most && place > at) {
            best = Some((likeness, place, value));
        }
    }
    best.map(|(_, _, value)| value)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::*;

    #[test]
    fn the_nearest_value_is_the_one_that_measuring_all_of_them_finds() {
        let words = ["CAR", "CARS", "ARROW_FORWARD", "ARROW_BACK", "KEYBOARD_ARROW_LEFT", "REFRESH", "HOME", "SCAR"];
        let values: Vec<Value> = words.iter().map(|word| Value::from(*word)).collect();
        for text in ["", "CAR", "car", "CARZ", "ARROW_FOREWARD", "خودرو", "KEYBOARD", "ARROW", "🚗🚗🚗", "RACS"]
        {
            let likeness = |word: &str| normalized_levenshtein(&word.to_lowercase(), &text.to_lowercase());
            let all = words.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
            assert_eq!(nearest(&values, text), all.copied(), "{text}");
        }
        assert_eq!(nearest(&values, "car"), Some("CAR"));
    }
}
