use std::collections::BTreeMap;

use kenar_validate::Schema;

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
}

impl Tally {
    /// Takes over what somebody else has counted.
    pub(crate) fn take(&mut self, other: &mut Self) {
        self.documents += std::mem::take(&mut other.documents);
        self.invalid += std::mem::take(&mut other.invalid);
        add(&mut self.rules, &mut other.rules);
        add(&mut self.lints, &mut other.lints);
        add(&mut self.schemas, &mut other.schemas);
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
