//! A request that passed every general check, and what comes of it.

use std::pin::Pin;
use std::str::FromStr;

use axum::http::StatusCode;
use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::answer::{Answer, AnswerBody};
use crate::contract::{Breach, Location, Parameters};
use crate::errors::{Kind, Refusal};
use crate::{Control, ControlError};

pub(super) type Outcome = Result<Reply, Refusal>;

/// A handler and the operation that it is for.
#[derive(Clone, Copy)]
pub(super) struct Registration {
    pub(super) id: &'static str,
    pub(super) handler: Handler,
    /// Whether its body holds a whole sandbox.
    pub(super) takes_dump: bool,
}

#[derive(Clone, Copy)]
pub(super) enum Handler {
    AtOnce(fn(&Call) -> Outcome),
    Waiting(fn(Call) -> Pin<Box<dyn Future<Output = Outcome> + Send>>),
}

impl Registration {
    pub(super) const fn new(id: &'static str, handler: fn(&Call) -> Outcome) -> Self {
        Self { id, handler: Handler::AtOnce(handler), takes_dump: false }
    }

    /// For a handler that waits for something.
    pub(super) const fn waiting(
        id: &'static str,
        handler: fn(Call) -> Pin<Box<dyn Future<Output = Outcome> + Send>>,
    ) -> Self {
        Self { id, handler: Handler::Waiting(handler), takes_dump: false }
    }
}

/// What a handler answers.
#[derive(Debug)]
pub(super) enum Reply {
    /// 200
    Found(Value),
    /// 201
    Created(Value),
    /// 204
    Done,
}

impl Reply {
    /// 200 with a list under a name.
    pub(super) fn list<T: Serialize>(name: &str, items: &[T]) -> Outcome {
        Ok(Self::Found(json!({ name: written(&items)? })))
    }

    /// 200
    pub(super) fn found<T: Serialize>(value: &T) -> Outcome {
        written(value).map(Self::Found)
    }

    /// 201
    pub(super) fn created<T: Serialize>(value: &T) -> Outcome {
        written(value).map(Self::Created)
    }

    pub(super) fn answer(self) -> Answer {
        match self {
            Self::Found(body) => Answer::new(StatusCode::OK, AnswerBody::Json(body)),
            Self::Created(body) => Answer::new(StatusCode::CREATED, AnswerBody::Json(body)),
            Self::Done => Answer::new(StatusCode::NO_CONTENT, AnswerBody::Empty),
        }
    }
}

fn written<T: Serialize>(value: &T) -> Result<Value, Refusal> {
    serde_json::to_value(value).map_err(|_| Refusal::internal("the answer cannot be written as JSON"))
}

/// A request that fits the document.
pub(super) struct Call {
    pub(super) control: Control,
    /// The document of the control API.
    pub(super) document: &'static Value,
    pub(super) parameters: Parameters,
    pub(super) body: Bytes,
}

impl Call {
    /// The body as a type. A body that may be left out and was is an empty object.
    pub(super) fn body<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        let text: &[u8] = if self.body.is_empty() { b"{}" } else { &self.body };
        // The error may repeat what was sent.
        let wrong = |_| Refusal::internal("the document let a body pass that its type does not take");
        serde_json::from_slice(text).map_err(wrong)
    }

    /// The body as a type that knows more than the document does.
    pub(super) fn understood<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        serde_json::from_slice(&self.body).map_err(|error| Refusal::invalid(error.to_string()))
    }

    /// A query parameter, where it was given.
    pub(super) fn query<T: FromStr>(&self, name: &str) -> Result<Option<T>, Refusal> {
        self.parameters.get(Location::Query, name).map(|value| parse(name, value)).transpose()
    }

    /// A path parameter.
    pub(super) fn path<T: FromStr>(&self, name: &str) -> Result<T, Refusal> {
        parse(name, self.parameters.path(name).unwrap_or_default())
    }

    /// The slug that was given, or that of the default app.
    pub(super) fn app(&self, slug: Option<String>) -> Result<String, Refusal> {
        let known = self.control.slugs();
        match slug {
            None => known.into_iter().next().ok_or_else(|| Refusal::internal("there is no app")),
            Some(slug) if known.contains(&slug) => Ok(slug),
            Some(slug) => Err(unknown("/app", slug, &known, "app")),
        }
    }
}

fn parse<T: FromStr>(name: &str, value: &str) -> Result<T, Refusal> {
    value.parse().map_err(|_| Refusal::internal(format!("the document let a wrong parameter {name:?} pass")))
}

/// A name that nothing has. It is told like a value that is not among those of an `enum`.
pub(super) fn unknown<T: Serialize + std::fmt::Debug>(
    pointer: &str,
    found: String,
    known: &[T],
    what: &str,
) -> Refusal {
    let message = format!("there is no {what} {found:?}");
    Refusal::breaches(&[Breach {
        parameter: None,
        pointer: pointer.to_owned(),
        rule: "enum",
        limit: json!(known),
        found: Value::from(found),
        message,
    }])
}

impl From<ControlError> for Refusal {
    fn from(error: ControlError) -> Self {
        let message = error.to_string();
        match error {
            ControlError::UnknownApp(_) | ControlError::UnknownUser(_) => Self::not_found(message),
            ControlError::PostExists(_) | ControlError::BusinessExists(_) => Self::new(Kind::Conflict, message),
            ControlError::Scope(_) | ControlError::Restore(_) | ControlError::NotAnEvent(_) => Self::invalid(message),
            ControlError::Dump(_) => Self::internal(message),
            ControlError::Storage(error) => error.into(),
            ControlError::UnknownDelivery(_) => Self::not_found(message),
            ControlError::NotConfigured { .. } => Self::new(Kind::FailedPrecondition, message),
        }
    }
}
