use std::collections::BTreeMap;

use kenar_validate::Schema;

use crate::counted::{counted, grouped};

/// How many violations of one document are looked for. Each takes half a kilobyte, and three bytes can be enough to make one.
pub(crate) const LISTED: usize = 10_000;

/// What was counted.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) documents: u64,
    /// How many of them are refused.
    pub(crate) invalid: u64,
    /// Violations by rule.
    pub(crate) rules: BTreeMap<&'static str, u64>,
    /// Warnings by lint.
    pub(crate) lints: BTreeMap<&'static str, u64>,
    /// Documents by payload.
    pub(crate) schemas: BTreeMap<Schema, u64>,
    /// Documents that were held to the first payload and would be valid as the second one.
    pub(crate) others: BTreeMap<(Schema, Schema), u64>,
    /// Documents with more violations than are looked for.
    pub(crate) cut_off: u64,
}

impl Tally {
    /// Takes over what somebody else has counted.
    pub(crate) fn take(&mut self, other: &mut Self) {
        self.documents += std::mem::take(&mut other.documents);
        self.invalid += std::mem::take(&mut other.invalid);
        add(&mut self.rules, &mut other.rules);
        add(&mut self.lints, &mut other.lints);
        add(&mut self.schemas, &mut other.schemas);
        add(&mut self.others, &mut other.others);
        self.cut_off += std::mem::take(&mut other.cut_off);
    }

    /// What there is to say about documents that may have been meant as something else, or have more violations than were
    /// looked for.
    pub(crate) fn notes(&self) -> impl Iterator<Item = String> {
        let cut_off = (self.cut_off > 0).then(|| {
            let documents = counted(self.cut_off, "document");
            let listed = grouped(LISTED as u64);
            format!("{documents} with more than {listed} violations; no more of them were looked for or counted")
        });
        let mistaken = self.others.iter().map(|((held, valid), count)| {
            format!(
                "{}, refused as {held} like the first of the file, would be valid as {valid}; give each kind a file of its own, \
                 or say --schema",
                counted(*count, "document")
            )
        });
        mistaken.chain(cut_off)
    }
}

fn add<K: Ord + Copy>(all: &mut BTreeMap<K, u64>, more: &mut BTreeMap<K, u64>) {
    for (key, count) in std::mem::take(more) {
        *all.entry(key).or_default() += count;
    }
}

/// What was counted in all files, when everything has been read.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    pub(crate) files: u64,
    pub(crate) unreadable: u64,
    pub(crate) tally: Tally,
    /// Whether somebody has said what the payloads are.
    pub(crate) told: bool,
    /// How many documents with something to say were not shown.
    pub(crate) not_shown: u64,
}
