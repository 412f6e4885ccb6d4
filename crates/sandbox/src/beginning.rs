//! What is there at the start: what the configuration says, or what a file has kept.

use std::path::Path;

use jiff::Timestamp;
use kenar_schemas::Phone;

use crate::calls::Deliveries;
use crate::contract::Contract;
use crate::state::{AppCredentials, Apps, Credentials, Dump, Generator, RestoreError, State};
use crate::storage::{Storage, StorageError, TaskReceipt};
use crate::{BusinessSpec, Config, ControlError, PostSpec, StartError, TicketSpec};

/// What is there at the start.
#[derive(Debug, Clone)]
pub(crate) struct Beginning {
    pub(crate) users: Vec<Phone>,
    pub(crate) posts: Vec<PostSpec>,
    pub(crate) businesses: Vec<BusinessSpec>,
    pub(crate) tickets: Vec<TicketSpec>,
    pub(crate) seed: Option<u64>,
}

impl Beginning {
    pub(crate) fn of(config: &Config) -> Self {
        let owners = config.posts.iter().map(|post| &post.owner);
        let owners = owners.chain(config.businesses.iter().map(|business| &business.owner));
        let named = owners.chain(config.tickets.iter().map(|ticket| &ticket.user)).chain(&config.auto_approve);
        Self {
            users: config.users.iter().chain(named).cloned().collect(),
            posts: config.posts.clone(),
            businesses: config.businesses.clone(),
            tickets: config.tickets.clone(),
            seed: config.seed,
        }
    }

    /// Puts it into an empty state.
    pub(crate) fn fill(&self, state: &mut State, now: Timestamp) -> Result<(), ControlError> {
        for user in &self.users {
            state.add_user(user.clone());
        }
        for post in &self.posts {
            state.add_post(post.clone(), now).map_err(ControlError::PostExists)?;
        }
        for BusinessSpec { owner, token } in self.businesses.iter().cloned() {
            state.businesses.add(owner, token).map_err(ControlError::BusinessExists)?;
        }
        for ticket in self.tickets.iter().cloned() {
            state.issue_ticket(ticket);
        }
        Ok(())
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
        for BusinessSpec { owner, token } in self.businesses.iter().cloned() {
            let _ = state.businesses.add(owner, token);
        }
        // One without an id of its own was issued when the file was new.
        let named = self.tickets.iter().filter(|ticket| ticket.uuid.is_some_and(|uuid| !state.tickets.contains(uuid)));
        for ticket in named.cloned().collect::<Vec<_>>() {
            state.issue_ticket(ticket);
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
