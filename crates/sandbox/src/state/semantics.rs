//! Semantic data: what apps state about people and posts.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kenar_schemas::semantics::{KeyKind, extract, key_kind};
use kenar_schemas::{Phone, PostToken, Semantic, SemanticId, Widget};
use serde_json::{Map, Value};

use super::apps::AppId;
use super::digest::{Concealed, Concealer};
use super::random::Generator;

/// Who or what facts are about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A person.
    User(Phone),
    /// A post.
    Post(PostToken),
}

/// One stated value.
#[derive(Clone)]
pub(crate) enum Entry {
    Plain(Value),
    Hashed(Concealed),
}

/// Facts as they are kept.
#[derive(Clone, Default)]
pub(crate) struct Facts {
    /// From `semantic`.
    pub(crate) stated: BTreeMap<String, Entry>,
    /// From widgets, by `semantic_paths`; always readable.
    pub(crate) extracted: BTreeMap<String, Value>,
}

impl Facts {
    /// Facts of the current API: predefined keys stay readable, nobody can read the others again.
    pub(crate) fn of(semantic: &Semantic, concealer: &Concealer) -> Self {
        let entry = |key: &str, value: &str| match key_kind(key) {
            KeyKind::Predefined => Entry::Plain(value.into()),
            KeyKind::Masked | KeyKind::Hashed => Entry::Hashed(concealer.conceal(key, value)),
        };
        let stated = semantic.iter().map(|(key, value)| (key.to_owned(), entry(key, value))).collect();
        Self { stated, extracted: BTreeMap::new() }
    }

    /// Facts of v1, the other way round: everything stays readable but what is listed as sensitive.
    pub(crate) fn of_legacy(semantic: Map<String, Value>, sensitive: &[String], concealer: &Concealer) -> Self {
        let stated = semantic.into_iter().map(|(key, value)| {
            let entry = if sensitive.contains(&key) {
                Entry::Hashed(concealer.conceal(&key, &text(&value)))
            } else {
                Entry::Plain(value)
            };
            (key, entry)
        });
        Self { stated: stated.collect(), extracted: BTreeMap::new() }
    }

    /// Adds what the widgets say by `semantic_paths`. A path without a value adds nothing.
    pub(crate) fn take_from(&mut self, widgets: &[Widget]) {
        self.extracted = widgets.iter().flat_map(|widget| extract(widget).0).collect();
    }

    /// Whether a key has this value.
    pub(crate) fn states(&self, key: &str, value: &str, concealer: &Concealer) -> bool {
        match self.stated.get(key) {
            Some(Entry::Plain(own)) => text(own) == value,
            Some(Entry::Hashed(own)) => own.matches(&concealer.conceal(key, value)),
            None => self.extracted.get(key).is_some_and(|own| text(own) == value),
        }
    }
}

/// A number and the text of it are hashed alike.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What one app stated about one subject.
pub(crate) struct Record {
    pub(crate) id: SemanticId,
    pub(crate) facts: Facts,
    pub(crate) created_at: Timestamp,
    pub(crate) modified_at: Timestamp,
}

#[derive(Default)]
pub(crate) struct Semantics(BTreeMap<(AppId, Subject), Record>);

impl Semantics {
    /// Replaces everything that the app stated about the subject. The id stays.
    pub(crate) fn put(
        &mut self,
        app: AppId,
        subject: Subject,
        facts: Facts,
        ids: &mut Generator,
        now: Timestamp,
    ) -> SemanticId {
        let record = self.0.entry((app, subject)).or_insert_with(|| Record {
            id: SemanticId::new(ids.uuid()),
            facts: Facts::default(),
            created_at: now,
            modified_at: now,
        });
        record.facts = facts;
        record.modified_at = now;
        record.id
    }

    pub(crate) fn delete(&mut self, app: AppId, subject: Subject) {
        self.0.remove(&(app, subject));
    }

    pub(crate) fn get(&self, app: AppId, subject: &Subject) -> Option<&Record> {
        self.0.get(&(app, subject.clone()))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (AppId, &Subject, &Record)> {
        self.0.iter().map(|((app, subject), record)| (*app, subject, record))
    }
}
