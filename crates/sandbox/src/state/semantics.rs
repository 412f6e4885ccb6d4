//! Semantic data: what apps state about people and posts.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use kenar_schemas::semantics::{ExtractError, KeyKind, Lint, extract, key_kind};
use kenar_schemas::{Phone, PostToken, Semantic, SemanticId, Widget};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::app_id::AppId;
use super::digest::{Concealed, Concealer};
use super::random::Generator;
use super::table::Table;

/// Who or what facts are about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A person.
    User(Phone),
    /// A post.
    Post(PostToken),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(phone) => write!(f, "user {phone}"),
            Self::Post(token) => write!(f, "post {token}"),
        }
    }
}

/// One stated value.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Entry {
    Plain(Value),
    Hashed(Concealed),
}

/// Facts as they are kept.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Facts {
    /// From `semantic`.
    pub(crate) stated: BTreeMap<String, Entry>,
    /// From widgets, by `semantic_paths`; always readable.
    pub(crate) extracted: BTreeMap<String, Value>,
    /// Probable mistakes, until they are noted.
    #[serde(skip)]
    pub(super) lints: Vec<Lint>,
}

impl Facts {
    /// Facts of the current API: predefined keys stay readable, nobody can read the others again.
    pub(super) fn of(semantic: &Semantic, lints: Vec<Lint>, concealer: &Concealer) -> Self {
        let entry = |key: &str, value: &str| match key_kind(key) {
            KeyKind::Predefined => Entry::Plain(value.into()),
            KeyKind::Masked | KeyKind::Hashed => Entry::Hashed(concealer.conceal(key, value)),
        };
        let stated = semantic.iter().map(|(key, value)| (key.to_owned(), entry(key, value))).collect();
        Self { stated, extracted: BTreeMap::new(), lints }
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
        Self { stated: stated.collect(), ..Self::default() }
    }

    /// Adds what the widgets say by `semantic_paths`. A path without a value adds nothing and is answered.
    pub(super) fn take_from(&mut self, widgets: &[Widget]) -> Vec<ExtractError> {
        let mut empty = Vec::new();
        // Extraction writes the whole widget, which is a waste where there is nothing to extract.
        for widget in widgets.iter().filter(|widget| !widget.semantic_paths.is_empty()) {
            let (values, errors) = extract(widget);
            self.extracted.extend(values);
            empty.extend(errors);
        }
        empty
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
#[derive(Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) id: SemanticId,
    pub(crate) facts: Facts,
    pub(crate) created_at: Timestamp,
    pub(crate) modified_at: Timestamp,
}

pub(crate) struct Semantics(pub(super) Table<(AppId, Subject), Record>);

impl Semantics {
    pub(super) fn new() -> Self {
        Self(Table::new("semantics"))
    }

    /// Replaces everything that the app stated about the subject. The id stays.
    pub(super) fn put(
        &mut self,
        app: AppId,
        subject: Subject,
        facts: Facts,
        ids: &mut Generator,
        now: Timestamp,
    ) -> SemanticId {
        let key = (app, subject);
        if let Some(record) = self.0.get_mut(&key) {
            record.facts = facts;
            record.modified_at = now;
            return record.id;
        }
        let id = SemanticId::new(ids.uuid());
        self.0.insert(key, Record { id, facts, created_at: now, modified_at: now });
        id
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
