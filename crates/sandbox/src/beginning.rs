//! What is there at the start: what the configuration says, or what a file has kept.

use std::path::Path;

use jiff::Timestamp;
use kenar_schemas::Phone;

use crate::calls::Deliveries;
use crate::contract::Contract;
use crate::state::{AppCredentials, Apps, Credentials, Dump, Generator, RestoreError, State};
use crate::storage::{Storage, StorageError, TaskReceipt};
use crate::{Config, ControlError, PostSpec, StartError};

/// What is there at the start.
#[derive(Debug, Clone)]
pub(crate) struct Beginning {
    pub(crate) users: Vec<Phone>,
    pub(crate) posts: Vec<PostSpec>,
    pub(crate) seed: Option<u64>,
}

impl Beginning {
    pub(crate) fn of(config: &Config) -> Self {
        let owners = config.posts.iter().map(|post| post.owner.clone());
        let users = config.users.iter().cloned().chain(owners).chain(config.auto_approve.clone()).collect();
        Self { users, posts: config.posts.clone(), seed: config.seed }
    }

    /// Puts it into an empty state.
    pub(crate) fn fill(&self, state: &mut State, now: Timestamp) -> Result<(), ControlError> {
        for user in &self.users {
            state.add_user(user.clone());
        }
        self.posts.iter().try_for_each(|post| state.add_post(post.clone(), now).map_err(ControlError::PostExists))
    }

    /// Adds what is missing in a state that was kept: the configuration may have grown since.
    pub(crate) fn complete(&self, state: &mut State, now: Timestamp) {
        for user in &self.users {
            state.add_user(user.clone());
        }
        for post in &self.posts {
            // One that is there stays as it is.
            let _ = state.add_post(post.clone(), now);
        }
    }
}

/// The state to start with, and where its changes go.
pub(crate) struct Opened {
    pub(crate) state: State,
    /// Of every app, in the order of the configuration.
    pub(crate) credentials: Vec<AppCredentials>,
    pub(crate) storage: Option<Storage>,
}

/// Makes the state, from the file where there is one and it has something in it.
pub(crate) async fn open(config: &Config, beginning: &Beginning, contract: &Contract) -> Result<Opened, StartError> {
    let mut secrets = Generator::random()?;
    let ids = config.seed.map_or_else(Generator::random, |seed| Ok(Generator::seeded(seed)))?;
    let mut drawn = Credentials::new(secrets.split());
    let (storage, kept) = match &config.data {
        None => (None, None),
        Some(path) => {
            let (storage, kept) = open_file(path, config, &mut drawn)?;
            (Some(storage), kept)
        }
    };
    let (apps, credentials) = Apps::new(config.apps.clone(), contract, &mut drawn)?;
    let mut state = State::new(apps, drawn, Deliveries::new(config.log_entries), config.lifetimes, ids, secrets);
    let now = config.clock.now();
    match (kept, &config.data) {
        (Some(kept), Some(path)) => {
            let unfit = |error: RestoreError| StorageError::Content { path: path.clone(), problem: error.to_string() };
            state.restore(kept).map_err(unfit)?;
            state.track_from_here();
            beginning.complete(&mut state, now);
        }
        _ => {
            beginning.fill(&mut state, now)?;
            if storage.is_some() {
                state.track();
            }
        }
    }
    if let Some(storage) = &storage {
        let changes = state.take_changes().map_err(|error| StorageError::Write(error.to_string()))?;
        if let Some(receipt) = storage.submit::<TaskReceipt>(changes) {
            receipt.written().await?;
        }
    }
    Ok(Opened { state, credentials, storage })
}

#[cfg(feature = "sqlite")]
fn open_file(path: &Path, config: &Config, drawn: &mut Credentials) -> Result<(Storage, Option<Dump>), StorageError> {
    let (storage, mut kept) = Storage::open(path)?;
    if let Some(kept) = &mut kept {
        let slugs = config.apps.iter().map(|app| app.slug.as_str());
        crate::state::take_credentials(kept, slugs, drawn)
            .map_err(|error| StorageError::Content { path: path.to_owned(), problem: error.to_string() })?;
    }
    Ok((storage, kept))
}

#[cfg(not(feature = "sqlite"))]
fn open_file(path: &Path, _: &Config, _: &mut Credentials) -> Result<(Storage, Option<Dump>), StorageError> {
    Err(StorageError::NotBuiltIn(path.to_owned()))
}
