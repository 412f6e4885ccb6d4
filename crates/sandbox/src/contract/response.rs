//! What an operation answers, held against the contract.

use std::sync::Arc;

use kenar_schemas::Checker;
use serde_json::Value;

use super::ContractError;
use super::bundle::Checkers;
use super::place::Place;
use super::request::Breach;
use crate::answer::{Answer, AnswerBody};

/// The shape of an operation's errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ErrorForm {
    /// `{code, message, details}`
    #[default]
    Status,
    /// `{error, error_description}`
    OAuth,
}

#[derive(Debug, PartialEq, Eq)]
enum Statuses {
    Exact(u16),
    /// `4XX` is 4.
    Class(u16),
}

struct Response {
    statuses: Statuses,
    headers: Vec<String>,
    body: Option<Arc<Checker>>,
}

/// The answers that an operation may give.
pub(crate) struct Responses {
    list: Vec<Response>,
    pub(crate) errors: ErrorForm,
}

impl Responses {
    pub(super) fn read(place: &Place<'_>, checkers: &mut Checkers) -> Result<Self, ContractError> {
        let mut list = Vec::new();
        let mut errors = ErrorForm::Status;
        for (status, response) in place.entries()? {
            let statuses = match (status.parse(), status.strip_suffix("XX").and_then(|class| class.parse().ok())) {
                (Ok(exact), _) => Statuses::Exact(exact),
                (_, Some(class)) => Statuses::Class(class),
                _ => return Err(response.fault("expected a status code or a class such as 4XX")),
            };
            let mut headers = Vec::new();
            if let Some(place) = response.get("headers")? {
                for (name, header) in place.entries()? {
                    if header.is_true("required") {
                        headers.push(name.to_owned());
                    }
                }
            }
            let body = match response.get("content")? {
                None => None,
                Some(content) => {
                    let schema = content.need("application/json")?.need("schema")?;
                    if schema.pointer().ends_with("/OAuthError") {
                        errors = ErrorForm::OAuth;
                    }
                    Some(checkers.compile(&schema)?)
                }
            };
            list.push(Response { statuses, headers, body });
        }
        // An exact status speaks before the class that it belongs to.
        list.sort_by_key(|response| matches!(response.statuses, Statuses::Class(_)));
        Ok(Self { list, errors })
    }

    /// Everything that is wrong with an answer.
    pub(crate) fn breaches(&self, answer: &Answer) -> Vec<Breach> {
        let status = answer.status.as_u16();
        let breach = |rule, limit: Value, found: Value, message: String| Breach {
            parameter: None,
            pointer: String::new(),
            rule,
            limit,
            found,
            message,
        };
        let Some(response) = self.list.iter().find(|response| match response.statuses {
            Statuses::Exact(exact) => exact == status,
            Statuses::Class(class) => class == status / 100,
        }) else {
            return vec![breach("enum", Value::Null, status.into(), format!("status {status} is not documented"))];
        };
        let mut breaches: Vec<Breach> = response
            .headers
            .iter()
            .filter(|name| !answer.headers.contains_key(name.as_str()))
            .map(|name| breach("required", name.as_str().into(), Value::Null, format!("the header {name} is missing")))
            .collect();
        match (&response.body, &answer.body) {
            // What a proxy writes in place of the platform is in no contract.
            (_, AnswerBody::Html(_)) => {}
            (Some(checker), AnswerBody::Json(body)) => {
                if let Err(violations) = checker.check_value(body) {
                    breaches.extend(violations.iter().map(Breach::from));
                }
            }
            (Some(_), AnswerBody::Empty) => {
                breaches.push(breach("required", Value::Null, Value::Null, "the body is missing".to_owned()));
            }
            (None, AnswerBody::Json(_)) => {
                breaches.push(breach("not", Value::Null, Value::Null, "a body is not documented".to_owned()));
            }
            (None, AnswerBody::Empty) => {}
        }
        breaches
    }
}
