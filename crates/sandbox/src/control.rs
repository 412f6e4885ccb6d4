//! The hand behind the scenes: what Divar and its users do, and a look at what came of it.

use std::sync::Arc;

use jiff::Timestamp;
use kenar_schemas::oauth::Secret;
use kenar_schemas::{BusinessToken, DivarUserId, Phone, PostToken, TicketUuid};

use crate::calls::{CallKind, DeliveryId};
use crate::contract::Scopes;
use crate::shared::Shared;
use crate::state::{Agreement, AppId, State, Subject, TicketSpec};
use crate::{Clock, FaultRule, FaultView, InvalidFault, PostSpec, RequestView, Snapshot};

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

/// A handle to what is in a sandbox. Clones act on the same sandbox.
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
    pub fn add_user(&self, phone: Phone) {
        self.0.state().add_user(phone);
    }

    /// Adds a post. It carries the current user add-ons of its owner from the start, as new posts do.
    ///
    /// # Errors
    /// When the owner is unknown or the token taken.
    pub fn add_post(&self, post: PostSpec) -> Result<(), ControlError> {
        add_post(&mut self.0.state(), post, self.0.clock.now())
    }

    /// Adds a business of a person.
    ///
    /// # Errors
    /// When the owner is unknown or the token taken.
    pub fn add_business(&self, owner: &Phone, token: BusinessToken) -> Result<(), ControlError> {
        let mut state = self.0.state();
        known(&state, owner)?;
        state.businesses.add(owner.clone(), token).map_err(ControlError::BusinessExists)
    }

    /// Issues a payment ticket, as Divar does when it sponsors a service. A `uuid` that was issued before gets a
    /// fresh ticket.
    ///
    /// # Errors
    /// When the user is unknown.
    pub fn issue_ticket(&self, ticket: TicketSpec) -> Result<TicketUuid, ControlError> {
        let mut state = self.0.state();
        known(&state, &ticket.user)?;
        let uuid = ticket.uuid.unwrap_or_else(|| TicketUuid::new(state.ids.uuid()));
        state.tickets.issue(uuid, ticket);
        Ok(uuid)
    }

    /// Issues an access token of the default app, as if the person had agreed to these scopes. It works for an hour.
    ///
    /// # Errors
    /// When the user or a scope is unknown, or the app was not granted the scope.
    pub fn issue_token<S: Into<String>>(
        &self,
        user: &Phone,
        scopes: impl IntoIterator<Item = S>,
    ) -> Result<Secret, ControlError> {
        let mut state = self.0.state();
        let first = state.apps.iter().next().map(|(app, _)| app);
        let app = first.ok_or_else(|| ControlError::UnknownApp(String::new()))?;
        self.issue(&mut state, app, user, scopes.into_iter().collect())
    }

    /// Like [`issue_token`](Self::issue_token), for the app of this slug.
    ///
    /// # Errors
    /// When the app, the user or a scope is unknown, or the app was not granted the scope.
    pub fn issue_token_for<S: Into<String>>(
        &self,
        slug: &str,
        user: &Phone,
        scopes: impl IntoIterator<Item = S>,
    ) -> Result<Secret, ControlError> {
        let mut state = self.0.state();
        let app = app(&state, slug)?;
        self.issue(&mut state, app, user, scopes.into_iter().collect())
    }

    fn issue(&self, state: &mut State, app: AppId, user: &Phone, scopes: Scopes) -> Result<Secret, ControlError> {
        known(state, user)?;
        for scope in scopes.iter() {
            let name = self.0.contract.scopes().name(scope).map_err(ControlError::Scope)?;
            if !state.apps.get(app).may_ask_for(name) {
                return Err(ControlError::Scope(format!("the app was not granted {name}")));
            }
        }
        let agreement = Agreement { app, user: user.clone(), scopes, redirect_uri: String::new() };
        let issued = state.tokens.issue(agreement, &mut state.secrets, self.0.clock.now());
        Ok(Secret::new(issued.access_token))
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
                let own = state.addons.on_post(post).filter(|addon| addon.app == app);
                facts.extend(own.map(|addon| &addon.content.facts));
            }
        }
        Ok(facts.into_iter().any(|facts| facts.states(key, value, &state.concealer)))
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

    /// The clock of the sandbox.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }
}

pub(crate) fn add_post(state: &mut State, post: PostSpec, now: Timestamp) -> Result<(), ControlError> {
    known(state, &post.owner)?;
    state.add_post(post, now).map_err(ControlError::PostExists)
}

fn known(state: &State, user: &Phone) -> Result<(), ControlError> {
    if state.users.contains(user) { Ok(()) } else { Err(ControlError::UnknownUser(user.clone())) }
}

pub(crate) fn app(state: &State, slug: &str) -> Result<AppId, ControlError> {
    state.apps.by_slug(slug).ok_or_else(|| ControlError::UnknownApp(slug.to_owned()))
}
