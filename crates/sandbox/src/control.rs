//! The hand behind the scenes: what Divar and its users do, and a look at what came of it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use kenar_schemas::oauth::Secret;
use kenar_schemas::{BusinessToken, DivarUserId, Phone, PostToken, TicketUuid};

use crate::calls::{CallKind, DeliveryId};
use crate::grants::granted;
use crate::shared::Shared;
use crate::state::{Agreement, AppId, Dump, Generator, Issued, RestoreError, State, Subject, TicketSpec};
use crate::storage::StorageError;
use crate::{Clock, FaultRule, FaultView, InvalidFault, NoticeView, PostSpec, RequestView, Snapshot};

/// Why something cannot be put into the sandbox.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ControlError {
    /// No app has this slug.
    #[error("there is no app {0:?}")]
    UnknownApp(String),
    /// Nobody has this phone number.
    #[error("there is no user {0}")]
    UnknownUser(Phone),
    /// A post has this token already.
    #[error("there is a post {0} already")]
    PostExists(PostToken),
    /// A business has this token already.
    #[error("there is a business {0} already")]
    BusinessExists(BusinessToken),
    /// A scope does not exist or lacks its resource.
    #[error("{0}")]
    Scope(String),
    /// A dump cannot be restored.
    #[error(transparent)]
    Restore(#[from] RestoreError),
    /// The state cannot be written as JSON.
    #[error("the state cannot be dumped: {0}")]
    Dump(String),
    /// A change cannot be kept in the data file.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The app has no URL for a call.
    #[error("the app {app:?} has no {setting}: configure `webhooks.{setting}`", setting = kind.setting())]
    NotConfigured {
        /// The slug of the app.
        app: String,
        /// The call.
        kind: CallKind,
    },
    /// The log holds no call of this number.
    #[error("there is no call {0} in the log")]
    UnknownDelivery(DeliveryId),
    /// Only events can be sent again.
    #[error("call {0} is not an event: only events are sent again, a click is played again")]
    NotAnEvent(DeliveryId),
}

/// What a person's consent is worth to an app. `Debug` shows no token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IssuedTokens {
    /// What the app sends in the name of the person.
    pub access_token: Secret,
    /// What it refreshes with, when `offline_access` is among the scopes.
    pub refresh_token: Option<Secret>,
    /// How long the access token works.
    pub expires_in: Duration,
    /// The scopes, separated by spaces.
    pub scope: String,
    /// The person as the app knows them.
    pub user_id: DivarUserId,
}

/// A handle to what is in a sandbox. Clones act on the same sandbox.
///
/// What changes something returns when it is kept. Where there is a data file, the calling thread stands still until it
/// is written, usually for some milliseconds.
#[derive(Clone)]
pub struct Control(pub(crate) Arc<Shared>);

impl std::fmt::Debug for Control {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Control").finish_non_exhaustive()
    }
}

impl Control {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self(shared)
    }

    /// Adds a person. Nothing happens when they are there already.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn add_user(&self, phone: Phone) -> Result<(), ControlError> {
        Ok(self.0.change_now(|state| state.add_user(phone))?)
    }

    /// Adds a post. It carries the current user add-ons of its owner from the start, as new posts do.
    ///
    /// # Errors
    /// When the owner is unknown or the token taken, or it cannot be kept.
    pub fn add_post(&self, post: PostSpec) -> Result<(), ControlError> {
        let now = self.0.clock.now();
        self.0.change_now(|state| {
            known(state, &post.owner)?;
            state.add_post(post, now).map_err(ControlError::PostExists)
        })?
    }

    /// Adds a business of a person.
    ///
    /// # Errors
    /// When the owner is unknown or the token taken, or it cannot be kept.
    pub fn add_business(&self, owner: &Phone, token: BusinessToken) -> Result<(), ControlError> {
        self.0.change_now(|state| {
            known(state, owner)?;
            state.businesses.add(owner.clone(), token).map_err(ControlError::BusinessExists)
        })?
    }

    /// Issues a payment ticket, as Divar does when it sponsors a service. A `uuid` that was issued before gets a
    /// fresh ticket.
    ///
    /// # Errors
    /// When the user is unknown, or it cannot be kept.
    pub fn issue_ticket(&self, ticket: TicketSpec) -> Result<TicketUuid, ControlError> {
        self.0.change_now(|state| {
            known(state, &ticket.user)?;
            Ok(state.issue_ticket(ticket))
        })?
    }

    /// Issues an access token of the default app, as if the person had agreed to these scopes. `"*"` stands for every
    /// scope that the app was granted, for all posts and businesses that the person has now.
    ///
    /// # Errors
    /// When the user or a scope is unknown, or the app was not granted the scope, or it cannot be kept.
    pub fn issue_token<S: Into<String>>(
        &self,
        user: &Phone,
        scopes: impl IntoIterator<Item = S>,
    ) -> Result<Secret, ControlError> {
        let scopes = scopes.into_iter().map(Into::into).collect();
        self.0.change_now(|state| {
            let first = state.apps.iter().next().map(|(app, _)| app);
            let app = first.ok_or_else(|| ControlError::UnknownApp(String::new()))?;
            self.issue(state, app, user, scopes).map(|issued| Secret::new(issued.access_token))
        })?
    }

    /// Like [`issue_token`](Self::issue_token), for the app of this slug.
    ///
    /// # Errors
    /// When the app, the user or a scope is unknown, or the app was not granted the scope, or it cannot be kept.
    pub fn issue_token_for<S: Into<String>>(
        &self,
        slug: &str,
        user: &Phone,
        scopes: impl IntoIterator<Item = S>,
    ) -> Result<Secret, ControlError> {
        let scopes = scopes.into_iter().map(Into::into).collect();
        self.0.change_now(|state| {
            let app = app(state, slug)?;
            self.issue(state, app, user, scopes).map(|issued| Secret::new(issued.access_token))
        })?
    }

    /// Issues everything that the token endpoint would: with a refresh token when `offline_access` is among the scopes.
    ///
    /// # Errors
    /// As [`issue_token_for`](Self::issue_token_for).
    pub fn issue_tokens<S: Into<String>>(
        &self,
        slug: &str,
        user: &Phone,
        scopes: impl IntoIterator<Item = S>,
    ) -> Result<IssuedTokens, ControlError> {
        let scopes = scopes.into_iter().map(Into::into).collect();
        self.0.change_now(|state| {
            let app = app(state, slug)?;
            let user_id = state.users.id(app, user).cloned().ok_or_else(|| ControlError::UnknownUser(user.clone()))?;
            let Issued { access_token, refresh_token, scopes, lifetime } = self.issue(state, app, user, scopes)?;
            Ok(IssuedTokens {
                access_token: Secret::new(access_token),
                refresh_token: refresh_token.map(Secret::new),
                expires_in: lifetime,
                scope: scopes.to_string(),
                user_id,
            })
        })?
    }

    fn issue(&self, state: &mut State, app: AppId, user: &Phone, scopes: Vec<String>) -> Result<Issued, ControlError> {
        known(state, user)?;
        let scopes = granted(self.0.contract.scopes(), state, app, user, scopes)?;
        // What a consent page would have led back to, so that a refresh can name it.
        let redirect_uri = state.apps.get(app).redirect_uris.first().map(ToString::to_string).unwrap_or_default();
        let agreement = Agreement { app, user: user.clone(), scopes, redirect_uri };
        Ok(state.tokens.issue(agreement, &mut state.secrets, self.0.clock.now()))
    }

    /// An uploaded picture, by its temporary or its permanent name.
    #[must_use]
    pub fn image(&self, name: &str) -> Option<Bytes> {
        self.0.state().images.get(name).map(|image| image.bytes.clone())
    }

    /// Everything that the sandbox remembers, to be [restored](Self::restore) later, here or in another sandbox. Unlike
    /// a [`Snapshot`] it is complete; see [`Dump`] for what it does not hold.
    ///
    /// # Errors
    /// When something cannot be written as JSON, which is a mistake of the sandbox.
    pub fn dump(&self) -> Result<Dump, ControlError> {
        self.0.state().dump().map_err(|error| ControlError::Dump(error.to_string()))
    }

    /// Puts a dump in the place of everything that is there. The apps and their secrets stay, and so does the clock.
    ///
    /// # Errors
    /// When the dump is not one, or names an app that is not configured, or it cannot be kept. Nothing is changed then.
    pub fn restore(&self, dump: Dump) -> Result<(), ControlError> {
        self.0.change_now(|state| state.restore(dump))??;
        self.0.calls.wake();
        Ok(())
    }

    /// Goes back to the configuration: its users, posts and faults and nothing else. API keys and client secrets stay,
    /// the clock too; tokens and the logs are gone. Identifiers are drawn from the seed, or from the configured one, or at random.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn reset(&self, seed: Option<u64>) -> Result<(), ControlError> {
        let now = self.0.clock.now();
        let beginning = &self.0.beginning;
        self.0.change_now(|state| {
            let seed = seed.or(beginning.seed);
            let ids = seed.map_or_else(|| state.secrets.split(), Generator::seeded);
            state.clear(ids);
            beginning.fill(state, now)
        })??;
        self.0.limiter.clear();
        self.0.faults.reset();
        self.0.requests.clear();
        self.0.calls.wake();
        Ok(())
    }

    /// The id under which an app knows a person.
    ///
    /// # Errors
    /// When the app or the person is unknown.
    pub fn user_id(&self, slug: &str, user: &Phone) -> Result<DivarUserId, ControlError> {
        let state = self.0.state();
        let app = app(&state, slug)?;
        state.users.id(app, user).cloned().ok_or_else(|| ControlError::UnknownUser(user.clone()))
    }

    /// Whether an app stated this value about a subject: bare, or with its add-on on the subject. This is the only
    /// way to look at a value of which the sandbox keeps nothing but a hash.
    ///
    /// # Errors
    /// When the app is unknown.
    pub fn has_semantic(&self, slug: &str, subject: &Subject, key: &str, value: &str) -> Result<bool, ControlError> {
        let state = self.0.state();
        let app = app(&state, slug)?;
        let bare = state.semantics.get(app, subject).map(|record| &record.facts);
        let mut facts: Vec<_> = bare.into_iter().collect();
        match subject {
            Subject::User(user) => facts.extend(state.addons.user(app, user).map(|addon| &addon.content.facts)),
            Subject::Post(post) => {
                let own = state.addons.on_post(post).into_iter().filter(|((_, owner, _), _)| *owner == app);
                facts.extend(own.map(|(_, addon)| &addon.content.facts));
            }
        }
        Ok(facts.into_iter().any(|facts| facts.states(key, value, &state.concealer)))
    }

    /// Mistakes that were accepted in silence, as the platform does. The oldest are forgotten.
    #[must_use]
    pub fn notices(&self) -> Vec<NoticeView> {
        crate::snapshot::notices(&self.0.state())
    }

    /// Everything that is in the sandbox right now, but no secret and no value that is kept hashed. What was
    /// accepted and not attached yet is not in it; see [`settle`](Self::settle).
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(&self.0.state())
    }

    /// Waits until everything that was accepted is attached.
    pub async fn settle(&self) {
        self.0.settle().await;
    }

    /// Makes something go wrong on purpose from now on. The answer is the number that ends it.
    ///
    /// # Errors
    /// When the status is no error or the delay too long.
    pub fn add_fault(&self, rule: FaultRule) -> Result<u64, InvalidFault> {
        self.0.faults.add(rule)
    }

    /// Ends a fault. `false` when there is none of that number.
    pub fn remove_fault(&self, id: u64) -> bool {
        self.0.faults.remove(id)
    }

    /// Ends every fault.
    pub fn clear_faults(&self) {
        self.0.faults.clear();
    }

    /// The faults, and how often each was met.
    #[must_use]
    pub fn faults(&self) -> Vec<FaultView> {
        self.0.faults.list()
    }

    /// The last requests to the platform, latest first; only those after the one with the number `after`.
    #[must_use]
    pub fn requests(&self, after: u64) -> Vec<RequestView> {
        self.0.requests.after(after)
    }

    /// Forgets the last requests.
    pub fn clear_requests(&self) {
        self.0.requests.clear();
    }

    /// The slugs of the apps, that of the default app first.
    #[must_use]
    pub fn slugs(&self) -> Vec<String> {
        self.0.state().apps.iter().map(|(_, app)| app.slug.to_string()).collect()
    }

    /// The ids of the operations of the platform.
    pub(crate) fn operations(&self) -> Vec<&str> {
        self.0.contract.operations().iter().map(|operation| &*operation.id).collect()
    }

    pub(crate) fn request_timeout(&self) -> Duration {
        self.0.request_timeout
    }

    /// The clock of the sandbox.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }
}

fn known(state: &State, user: &Phone) -> Result<(), ControlError> {
    if state.users.contains(user) { Ok(()) } else { Err(ControlError::UnknownUser(user.clone())) }
}

pub(crate) fn app(state: &State, slug: &str) -> Result<AppId, ControlError> {
    state.apps.by_slug(slug).ok_or_else(|| ControlError::UnknownApp(slug.to_owned()))
}
