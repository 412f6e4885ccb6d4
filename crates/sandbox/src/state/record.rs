//! Writing the state down and reading it back.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Value, to_value};

use super::app_id::AppId;
use super::dump::{Dump, RestoreError, Rows, VERSION};
use super::table::AnyTable;
use super::{Concealer, Credentials, Generator, State};
use crate::storage::{Change, Changes};

/// The table of single values.
const META: &str = "meta";
const SALT: &str = "user_salt";
const CONCEALER: &str = "concealer";
const IDS: &str = "ids";
const POST_ADDONS: &str = "post_addons_made";

/// The table that is in data files only.
const CREDENTIALS: &str = "credentials";

const TABLES: usize = 18;

/// Every table of the state. One that is not listed here is neither written nor dumped nor reset.
macro_rules! tables {
    ($state:ident $(, $mutable:tt)?) => {
        [
            &$($mutable)? $state.users.people,
            &$($mutable)? $state.posts.table,
            &$($mutable)? $state.businesses.0,
            &$($mutable)? $state.addons.users,
            &$($mutable)? $state.addons.posts,
            &$($mutable)? $state.addons.businesses,
            &$($mutable)? $state.semantics.0,
            &$($mutable)? $state.tickets.tickets,
            &$($mutable)? $state.tickets.invoices,
            &$($mutable)? $state.images.table,
            &$($mutable)? $state.tokens.consents,
            &$($mutable)? $state.tokens.codes,
            &$($mutable)? $state.tokens.access,
            &$($mutable)? $state.tokens.refresh,
            &$($mutable)? $state.jobs.0,
            &$($mutable)? $state.notices.table,
            &$($mutable)? $state.deliveries.log,
            &$($mutable)? $state.credentials.table,
        ]
    };
}

/// Whether somebody writes, and which single values are written.
#[derive(Default)]
pub(super) struct Writing(Option<Rows>);

impl State {
    /// From now on [`take_changes`](Self::take_changes) has something to say, at first everything.
    pub(crate) fn track(&mut self) {
        self.writing = Writing(Some(Rows::new()));
        for table in self.tables_mut() {
            table.track();
        }
    }

    /// Like [`track`](Self::track), for a state that was just read from where the changes go.
    pub(crate) fn track_from_here(&mut self) {
        // The single values are few; they are written again with the first change.
        self.writing = Writing(Some(Rows::new()));
        for table in self.tables_mut().into_iter().filter(|table| table.name() != CREDENTIALS) {
            table.track();
            table.forget_changes();
        }
    }

    /// Everything that changed since the last time.
    pub(crate) fn take_changes(&mut self) -> Result<Changes, serde_json::Error> {
        let mut changes = Changes::new();
        if self.writing.0.is_none() {
            return Ok(changes);
        }
        for table in self.tables_mut() {
            table.take_changes(&mut changes)?;
        }
        let meta = self.meta()?;
        let written = self.writing.0.get_or_insert_default();
        for (key, value) in &meta {
            if written.get(key) != Some(value) {
                let value = Some(value.to_string().into_bytes());
                changes.push(Change { table: META, key: key.clone(), value });
            }
        }
        *written = meta;
        Ok(changes)
    }

    /// Everything but the secrets of apps.
    pub(crate) fn dump(&self) -> Result<Dump, serde_json::Error> {
        let mut tables = BTreeMap::from([(META.to_owned(), self.meta()?)]);
        for table in self.tables().into_iter().filter(|table| table.name() != CREDENTIALS) {
            tables.insert(table.name().to_owned(), table.dump()?);
        }
        Ok(Dump::new(tables))
    }

    /// Puts everything in the place of what is there, or nothing when something is wrong. The secrets of apps stay.
    pub(crate) fn restore(&mut self, dump: Dump) -> Result<(), RestoreError> {
        if dump.version != VERSION {
            return Err(RestoreError::Version { found: dump.version });
        }
        let mut dumped = dump.tables;
        let meta = Meta::read(dumped.remove(META).unwrap_or_default())?;
        let known: Vec<AppId> = self.apps.iter().map(|(app, _)| app).collect();
        let mut tables: Vec<&mut dyn AnyTable> =
            self.tables_mut().into_iter().filter(|table| table.name() != CREDENTIALS).collect();
        let staged = AppId::reading(known, || {
            for table in &mut tables {
                table.stage(dumped.remove(table.name()).unwrap_or_default())?;
            }
            match dumped.keys().next() {
                Some(unknown) => Err(RestoreError::Table(unknown.clone())),
                None => Ok(()),
            }
        });
        for table in tables {
            table.unstage(staged.is_ok());
        }
        staged?;
        self.addons.post_addons_made = meta.post_addons_made.unwrap_or(self.addons.post_addons_made);
        self.concealer = meta.concealer.unwrap_or_else(|| self.concealer.clone());
        self.ids = meta.ids.unwrap_or_else(|| self.ids.clone());
        self.index(meta.salt.map_or(self.users.salt(), |Salt(salt)| salt));
        Ok(())
    }

    /// Forgets everything but the secrets of apps. Identifiers are drawn anew from `ids`.
    pub(crate) fn clear(&mut self, mut ids: Generator) {
        for table in self.tables_mut().into_iter().filter(|table| table.name() != CREDENTIALS) {
            table.clear();
        }
        self.addons.post_addons_made = 0;
        let salt = ids.bytes();
        self.ids = ids;
        self.index(salt);
    }

    /// Finds again what is not written down.
    fn index(&mut self, salt: [u8; 32]) {
        self.users.rename(salt, &self.apps);
        self.posts.index();
        self.addons.index();
        self.images.index();
        self.deliveries.index();
        self.next_sweep = jiff::Timestamp::MIN;
    }

    fn meta(&self) -> Result<Rows, serde_json::Error> {
        Ok(BTreeMap::from([
            (SALT.to_owned(), to_value(Salt(self.users.salt()))?),
            (CONCEALER.to_owned(), to_value(&self.concealer)?),
            (IDS.to_owned(), to_value(&self.ids)?),
            (POST_ADDONS.to_owned(), to_value(self.addons.post_addons_made)?),
        ]))
    }

    fn tables(&self) -> [&dyn AnyTable; TABLES] {
        tables!(self)
    }

    fn tables_mut(&mut self) -> [&mut dyn AnyTable; TABLES] {
        tables!(self, mut)
    }
}

/// Takes the secrets of apps out of what a data file holds, before there is a state.
pub(crate) fn take_credentials<'s>(
    dump: &mut Dump,
    slugs: impl Iterator<Item = &'s str>,
    credentials: &mut Credentials,
) -> Result<(), RestoreError> {
    let rows = dump.tables.remove(CREDENTIALS).unwrap_or_default();
    let staged = AppId::reading(slugs.map(AppId::new).collect(), || credentials.table.stage(rows));
    credentials.table.unstage(staged.is_ok());
    // Those that are drawn from here on are new.
    credentials.table.track();
    credentials.table.forget_changes();
    staged
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
struct Salt(#[serde(with = "super::text")] [u8; 32]);

/// The single values. One that is missing stays what it is.
struct Meta {
    salt: Option<Salt>,
    concealer: Option<Concealer>,
    ids: Option<Generator>,
    post_addons_made: Option<u64>,
}

impl Meta {
    fn read(mut rows: Rows) -> Result<Self, RestoreError> {
        let meta = Self {
            salt: take(&mut rows, SALT)?,
            concealer: take(&mut rows, CONCEALER)?,
            ids: take(&mut rows, IDS)?,
            post_addons_made: take(&mut rows, POST_ADDONS)?,
        };
        match rows.into_iter().next() {
            Some((key, _)) => Err(row(key, "there is no such value")),
            None => Ok(meta),
        }
    }
}

fn take<T: DeserializeOwned>(rows: &mut Rows, key: &str) -> Result<Option<T>, RestoreError> {
    let read = |value: Value| serde_json::from_value(value).map_err(|error| row(key.to_owned(), error.to_string()));
    rows.remove(key).map(read).transpose()
}

fn row(key: String, problem: impl Into<String>) -> RestoreError {
    RestoreError::Row { table: META.to_owned(), key, problem: problem.into() }
}
