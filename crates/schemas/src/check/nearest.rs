//! Which of many values was meant by a text that is none of them.

use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use strsim::{levenshtein, normalized_levenshtein};

use super::compile::Id;

/// What was found lately: a job repeats its mistakes, and a list of eight hundred icons is long to measure.
#[derive(Debug, Default)]
pub(super) struct Recent(Mutex<Vec<(Id, String, String)>>);

/// How many are remembered.
const REMEMBERED: usize = 32;

impl Recent {
    /// The value of a list that is nearest to a text. What is found in the list of no node is not remembered.
    pub(super) fn nearest(&self, list: Option<Id>, values: &[Value], text: &str) -> String {
        let Some(list) = list else { return nearest(values, text).unwrap_or_default().to_owned() };
        // Whatever befell another thread, what is remembered is right.
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((.., near)) = recent.iter().find(|(of, said, _)| *of == list && said == text) {
            return near.clone();
        }
        let near = nearest(values, text).unwrap_or_default().to_owned();
        if recent.len() == REMEMBERED {
            recent.remove(0);
        }
        recent.push((list, text.to_owned(), near.clone()));
        near
    }
}

/// A bit for the ASCII characters of a text; some share one.
fn letters(text: &str) -> u64 {
    text.bytes().filter(u8::is_ascii).fold(0, |letters, byte| letters | 1 << (byte & 0x3F))
}

/// The value that is nearest to a text; of several the last one.
///
/// Measuring takes time in proportion to both lengths, and a document may need it thousands of times: a value is measured only
/// when its length and letters leave it a chance.
fn nearest<'v>(values: &'v [Value], text: &str) -> Option<&'v str> {
    let (length, own) = (text.chars().count(), letters(text));
    let mut candidates: Vec<(usize, usize, &str)> = Vec::with_capacity(values.len());
    for value in values.iter().filter_map(Value::as_str) {
        let other = letters(value);
        let missing = (own & !other).count_ones().max((other & !own).count_ones()) as usize;
        candidates.push((missing.max(length.abs_diff(value.len())), candidates.len(), value));
    }
    candidates.sort_unstable_by_key(|(least, place, _)| (*least, *place));
    let mut best: Option<(f64, usize, &str)> = None;
    for (least, place, value) in candidates {
        let longest = length.max(value.len()).max(1);
        let chance = 1.0 - least as f64 / longest as f64;
        if best.is_some_and(|(likeness, ..)| chance < likeness) {
            continue;
        }
        let likeness = if value.is_ascii() {
            1.0 - levenshtein(value, text) as f64 / longest as f64
        } else {
            normalized_levenshtein(value, text)
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
            let all =
                words.iter().max_by(|a, b| normalized_levenshtein(a, text).total_cmp(&normalized_levenshtein(b, text)));
            assert_eq!(nearest(&values, text), all.copied(), "{text}");
        }
    }
}
