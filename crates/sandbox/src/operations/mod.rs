//! What each operation does. By now the caller is known and the request fits the contract; a handler checks the rest,
//! all of it before it changes anything.

mod addons;
mod images;
mod legacy;
mod oauth;
mod semantics;
mod tickets;
mod users;

use std::any::Any;
use std::cell::Cell;
use std::str::FromStr;

use bytes::Bytes;
use jiff::Timestamp;
use kenar_schemas::{DivarUserId, Payload, Phone, TicketUuid};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::auth::{Caller, Session};
use crate::contract::{Breach, Contract, Location, Parameters};
use crate::errors::Refusal;
use crate::state::{App, AppId, Payment, Post, State, TicketError};

pub(crate) use oauth::{agreed, refused};

/// What a handler answers.
#[derive(Debug)]
pub(crate) enum Reply {
    /// 200 with this body.
    Json(Value),
    /// 302 to this address.
    Redirect(String),
}

impl Reply {
    fn empty() -> Self {
        Self::Json(json!({}))
    }
}

pub(crate) type Handler = fn(&Call<'_>, &mut State) -> Result<Reply, Refusal>;

/// Finds better words for certain broken rules.
pub(crate) type Explain = fn(&[Breach]) -> Option<Refusal>;

/// A body that was read as its type.
pub(crate) type TypedBody = Box<dyn Any + Send>;

type ReadBody = fn(&[u8]) -> Option<TypedBody>;

/// A handler and the operation that it is for.
#[derive(Clone, Copy)]
pub(crate) struct Registration {
    pub(crate) id: &'static str,
    pub(crate) handler: Handler,
    /// Reads the body as the type that the handler wants, if it fits that type. The type and the document accept the
    /// same bodies, and the type is several times faster; see [`crate::contract::Contract::is_that_of_the_types`].
    pub(crate) read: Option<ReadBody>,
    /// Whether a success fits its type, for the same reason.
    pub(crate) fits: Option<fn(&Value) -> bool>,
    /// What an unknown API key is answered here, where it is not what it is everywhere.
    pub(crate) unknown_key: Option<fn() -> Refusal>,
    /// What certain broken rules are answered here; `None` leaves it at the general answer.
    pub(crate) breaches: Option<Explain>,
}

impl Registration {
    const fn new(id: &'static str, handler: Handler) -> Self {
        Self { id, handler, read: None, fits: None, unknown_key: None, breaches: None }
    }

    /// The handler takes its body as this type.
    const fn reads<T: Payload + Send>(self) -> Self {
        Self { read: Some(|text| T::check(text).ok().map(|body| Box::new(body) as TypedBody)), ..self }
    }

    /// The handler answers with this type.
    const fn answers<T: Payload>(self) -> Self {
        Self { fits: Some(|body| T::deserialize(body).is_ok_and(|body| Payload::validate(&body).is_ok())), ..self }
    }
}

/// Every handler.
pub(crate) fn all() -> Vec<Registration> {
    [
        addons::HANDLERS,
        images::HANDLERS,
        legacy::HANDLERS,
        oauth::HANDLERS,
        semantics::HANDLERS,
        tickets::HANDLERS,
        users::HANDLERS,
    ]
    .concat()
}

/// A request that passed every general check.
pub(crate) struct Call<'c> {
    pub(crate) contract: &'c Contract,
    pub(crate) auto_approve: Option<&'c Phone>,
    /// Where the sandbox is.
    pub(crate) base_url: &'c str,
    pub(crate) caller: Caller,
    pub(crate) parameters: Parameters,
    pub(crate) body: Bytes,
    /// The body as the type of the registration; a handler takes it once.
    pub(crate) typed: Cell<Option<TypedBody>>,
    pub(crate) now: Timestamp,
}

impl Call<'_> {
    /// The app whose key was sent.
    fn app(&self) -> Result<AppId, Refusal> {
        self.caller.app.ok_or_else(|| Refusal::internal("this operation needs an API key, but its contract does not"))
    }

    /// The person whose token was sent.
    fn session(&self) -> Result<&Session, Refusal> {
        let missing = || Refusal::internal("this operation needs a user token, but its contract does not");
        self.caller.session.as_ref().ok_or_else(missing)
    }

    /// A path parameter.
    fn path<T: FromStr>(&self, name: &str) -> Result<T, Refusal> {
        let value = self.parameters.path(name).and_then(|value| value.parse().ok());
        value.ok_or_else(|| Refusal::internal(format!("the contract let a wrong path parameter {name:?} pass")))
    }

    /// A query parameter, where it was given.
    fn query(&self, name: &str) -> Option<&str> {
        self.parameters.get(Location::Query, name)
    }

    /// The body as a type.
    fn body<T: DeserializeOwned + 'static>(&self) -> Result<T, Refusal> {
        if let Some(body) = self.typed.take().and_then(|body| body.downcast::<T>().ok()) {
            return Ok(*body);
        }
        // The error may repeat what was sent, which must not be shown.
        let wrong = |_| Refusal::internal("the contract let a body pass that its type does not take");
        serde_json::from_slice(&self.body).map_err(wrong)
    }

    /// Refuses a user who is not the one that the token stands for.
    fn must_be(&self, user: &Phone) -> Result<(), Refusal> {
        if self.session()?.user == *user {
            Ok(())
        } else {
            Err(Refusal::denied("the user token belongs to another person than the one that the request names"))
        }
    }

    /// The person of the path parameter `divar_user_id`.
    fn user_of_path_id(&self, state: &State) -> Result<Phone, Refusal> {
        let id: DivarUserId = self.path("divar_user_id")?;
        let user = state.users.by_id(self.app()?, &id).cloned();
        user.ok_or_else(|| Refusal::not_found("this app knows no person with the divar_user_id of the path"))
    }

    /// The person of a path parameter that holds a phone number.
    fn user_of_path_phone(&self, state: &State, parameter: &str) -> Result<Phone, Refusal> {
        let phone: Phone = self.path(parameter)?;
        if state.users.contains(&phone) { Ok(phone) } else { Err(no_such_phone()) }
    }
}

/// Refuses what a development app does to a real post. That a post exists is another question.
fn check_development(app: &App, post: Option<&Post>) -> Result<(), Refusal> {
    if app.development && post.is_some_and(|post| !post.development) {
        Err(Refusal::denied("a development app may only touch development posts"))
    } else {
        Ok(())
    }
}

fn no_such_phone() -> Refusal {
    Refusal::not_found("there is no person with this phone number")
}

/// Refuses a phone number that is given beside another name of the same person and does not belong to them.
fn same_phone(parameter: Option<&str>, given: Option<&Phone>, user: &Phone) -> Result<(), Refusal> {
    if given.is_none_or(|given| given == user) {
        return Ok(());
    }
    let pointer = if parameter.is_some() { "" } else { "/phone" };
    Err(Refusal::breaches(&[Breach {
        parameter: parameter.map(str::to_owned),
        pointer: pointer.to_owned(),
        rule: "enum",
        limit: json!([user]),
        found: json!(given),
        message: "this is not the phone number of the person that the path names".to_owned(),
    }]))
}

/// Finds out whether the ticket of a request, where there is one, pays for it.
fn payment(
    state: &State,
    app: AppId,
    user: &Phone,
    ticket: Option<TicketUuid>,
    cost: Option<i32>,
) -> Result<Option<Payment>, Refusal> {
    let service_type = state.apps.get(app).service_type;
    let check = |ticket| state.tickets.check(ticket, Some(user), service_type, cost.unwrap_or_default());
    Ok(ticket.map(check).transpose()?)
}

impl From<TicketError> for Refusal {
    fn from(error: TicketError) -> Self {
        match error {
            TicketError::TooExpensive => Self::invalid(error.to_string()),
            TicketError::NotFound | TicketError::OtherUser | TicketError::OtherService => {
                Self::not_found(error.to_string())
            }
        }
    }
}
