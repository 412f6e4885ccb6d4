use std::collections::HashMap;

use super::Upsert;
use super::job::Job;
use super::key::Mark;

/// Which upserts come back after others of their target, in the order of the input.
///
/// A journal knows an upsert by what it says. Without this, the third of `a`, `b`, `a` would be taken for the first, and
/// `b` would stay.
#[derive(Debug, Default)]
pub(super) struct Returns {
    /// The last upsert of each target.
    last: HashMap<Mark, Mark>,
    /// How often each came back.
    times: HashMap<Mark, u32>,
}

impl Returns {
    /// Gives an item that comes back a key of its own. One with a ticket has only one life, and a key that was given is the
    /// caller's affair.
    pub(super) fn tell_apart<P: Upsert>(&mut self, job: &mut Job<P>) {
        let key = &job.place.key;
        if !key.is_derived() || job.item.spends_ticket() {
            return;
        }
        let mark = key.mark;
        let other_since = self.last.insert(job.place.target, mark).is_some_and(|last| last != mark);
        let times = match self.times.get_mut(&mark) {
            Some(times) => {
                *times += u32::from(other_since);
                *times
            }
            None => *self.times.entry(mark).or_insert(0),
        };
        if times > 0 {
            job.place.key = job.place.key.clone().again(times);
        }
    }
}
