use std::ops::Range;

use super::Repair;

/// A piece of text that takes the place of another one.
#[derive(Debug)]
pub(super) struct Edit {
    /// What is replaced, in bytes.
    pub(super) range: Range<usize>,
    pub(super) with: String,
    pub(super) repair: Repair,
}

/// Applies edits. Of two that overlap, the first is made now and the other one found again in the next round.
pub(super) fn apply(text: &str, mut edits: Vec<Edit>) -> (String, Vec<Repair>) {
    edits.sort_by_key(|edit| edit.range.start);
    let mut edited = String::with_capacity(text.len());
    let mut repairs = Vec::with_capacity(edits.len());
    let mut done = 0;
    for edit in edits {
        let Some(kept) = text.get(done..edit.range.start) else { continue };
        edited.push_str(kept);
        edited.push_str(&edit.with);
        done = edit.range.end;
        if repairs.last() != Some(&edit.repair) {
            repairs.push(edit.repair);
        }
    }
    edited.push_str(text.get(done..).unwrap_or_default());
    (edited, repairs)
}
