//! Rows by key that remember which of them changed, for whoever writes them down.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet, btree_map};
use std::ops::RangeBounds;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::dump::{RestoreError, Rows};
use crate::storage::{Change, Changes};

/// One collection of the state. Until it is told to track, remembering changes costs nothing.
pub(crate) struct Table<K, V> {
    name: &'static str,
    rows: BTreeMap<K, V>,
    /// The keys whose rows are not what they were when changes were last taken; `None` when nobody takes them.
    changed: Option<BTreeSet<K>>,
    /// Rows that were read from a dump, until all tables of it are known to be good.
    staged: Option<BTreeMap<K, V>>,
}

/// What can be the key of a table.
pub(crate) trait Key: Ord + Clone + Serialize + DeserializeOwned {}

impl<K: Ord + Clone + Serialize + DeserializeOwned> Key for K {}

impl<K: Key, V> Table<K, V> {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, rows: BTreeMap::new(), changed: None, staged: None }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.rows.get(key)
    }

    pub(crate) fn contains<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.rows.contains_key(key)
    }

    /// The row, to be changed.
    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let row = self.rows.get_mut(key)?;
        note(&mut self.changed, key);
        Some(row)
    }

    pub(crate) fn insert(&mut self, key: K, row: V) -> Option<V> {
        note(&mut self.changed, &key);
        self.rows.insert(key, row)
    }

    pub(crate) fn remove(&mut self, key: &K) -> Option<V> {
        let row = self.rows.remove(key)?;
        note(&mut self.changed, key);
        Some(row)
    }

    /// Keeps only the rows that are wanted. Rows that stay must not be changed here.
    pub(crate) fn retain(&mut self, mut wanted: impl FnMut(&K, &V) -> bool) {
        let changed = &mut self.changed;
        self.rows.retain(|key, row| {
            let stays = wanted(key, row);
            if !stays {
                note(changed, key);
            }
            stays
        });
    }

    pub(crate) fn iter(&self) -> btree_map::Iter<'_, K, V> {
        self.rows.iter()
    }

    pub(crate) fn range(&self, range: impl RangeBounds<K>) -> btree_map::Range<'_, K, V> {
        self.rows.range(range)
    }

    pub(crate) fn first_key(&self) -> Option<&K> {
        self.rows.keys().next()
    }

    pub(crate) fn last_key(&self) -> Option<&K> {
        self.rows.keys().next_back()
    }
}

impl<V> Table<u64, V> {
    /// Adds a row behind all others.
    pub(crate) fn push(&mut self, row: V) {
        let key = self.last_key().map_or(0, |last| last.saturating_add(1));
        self.insert(key, row);
    }
}

/// A table whatever is in it.
pub(crate) trait AnyTable {
    fn name(&self) -> &'static str;

    /// Begins to remember changes. Everything that is there already counts as one.
    fn track(&mut self);

    /// Adds what changed since the last time.
    fn take_changes(&mut self, changes: &mut Changes) -> Result<(), serde_json::Error>;

    fn clear(&mut self);

    fn dump(&self) -> Result<Rows, serde_json::Error>;

    /// Reads rows without showing them yet.
    fn stage(&mut self, rows: Rows) -> Result<(), RestoreError>;

    /// Shows what was staged, or forgets it.
    fn unstage(&mut self, show: bool);

    /// Takes what is there for written.
    fn forget_changes(&mut self);
}

impl<K: Key, V: Serialize + DeserializeOwned> AnyTable for Table<K, V> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn track(&mut self) {
        self.changed = Some(self.rows.keys().cloned().collect());
    }

    fn take_changes(&mut self, changes: &mut Changes) -> Result<(), serde_json::Error> {
        let Some(changed) = &mut self.changed else { return Ok(()) };
        for key in std::mem::take(changed) {
            let value = self.rows.get(&key).map(serde_json::to_vec).transpose()?;
            changes.push(Change { table: self.name, key: write_key(&key)?, value });
        }
        Ok(())
    }

    fn clear(&mut self) {
        self.retain(|_, _| false);
    }

    fn dump(&self) -> Result<Rows, serde_json::Error> {
        self.rows.iter().map(|(key, row)| Ok((write_key(key)?, serde_json::to_value(row)?))).collect()
    }

    fn stage(&mut self, rows: Rows) -> Result<(), RestoreError> {
        let mut staged = BTreeMap::new();
        for (text, value) in rows {
            let wrong = |problem: serde_json::Error| RestoreError::Row {
                table: self.name.to_owned(),
                key: text.clone(),
                problem: problem.to_string(),
            };
            let key = read_key(&text).map_err(wrong)?;
            let row = serde_json::from_value(value).map_err(wrong)?;
            staged.insert(key, row);
        }
        self.staged = Some(staged);
        Ok(())
    }

    fn unstage(&mut self, show: bool) {
        let Some(staged) = self.staged.take() else { return };
        if show {
            if let Some(changed) = &mut self.changed {
                changed.extend(self.rows.keys().chain(staged.keys()).cloned());
            }
            self.rows = staged;
        }
    }

    fn forget_changes(&mut self) {
        if let Some(changed) = &mut self.changed {
            changed.clear();
        }
    }
}

fn note<K: Ord + Clone>(changed: &mut Option<BTreeSet<K>>, key: &K) {
    if let Some(changed) = changed
        && !changed.contains(key)
    {
        changed.insert(key.clone());
    }
}

/// A key that is a text is written as it is, any other one as JSON.
fn write_key<K: Key>(key: &K) -> Result<String, serde_json::Error> {
    Ok(match serde_json::to_value(key)? {
        Value::String(text) => text,
        other => other.to_string(),
    })
}

/// Whether a key is a text is a matter of its type, so only one of the two ways can succeed.
fn read_key<K: Key>(text: &str) -> Result<K, serde_json::Error> {
    let of_text = |text: &str| serde_json::from_value(Value::from(text));
    match serde_json::from_str::<Value>(text) {
        Ok(value) if !value.is_string() => of_text(text).or_else(|_| serde_json::from_value(value)),
        _ => of_text(text),
    }
}
