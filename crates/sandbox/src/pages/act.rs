//! Forms that change something: what they ask for, what becomes of it, and what is said when it cannot be done.

use std::str::FromStr;
use std::sync::Arc;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::form::Form;
use super::text::Texts;
use super::visit::Visit;
use crate::shared::Shared;
use crate::{Control, ControlError};

/// The field that says which form was sent.
pub(super) const ACTION: &str = "action";

const DONE: &str = "done";

/// A form of a page, by its name.
pub(super) trait Action: Copy + Send + 'static {
    /// Every form of the page.
    const ALL: &'static [Self];

    /// The name.
    fn as_str(self) -> &'static str;
}

/// The forms of a page and their names.
macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(in $crate::pages) enum Asked {
            $($(#[$doc])* $variant),*
        }

        impl $crate::pages::act::Action for Asked {
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),*
                }
            }
        }
    };
}

pub(super) use actions;

/// Why a form was not carried out, and what its sender can do.
pub(super) struct Problem {
    status: StatusCode,
    what: String,
    hint: &'static str,
}

impl Problem {
    pub(super) fn new(status: StatusCode, what: impl ToString, hint: &'static str) -> Self {
        Self { status, what: what.to_string(), hint }
    }

    /// A field whose value cannot be taken. `name` is what the page calls it.
    pub(super) fn field(name: &str, why: impl std::fmt::Display, text: &Texts) -> Self {
        Self::new(StatusCode::BAD_REQUEST, format_args!("{name}: {why}"), text.form_field_hint)
    }

    fn incomplete(text: &Texts) -> Self {
        Self::new(StatusCode::BAD_REQUEST, text.form_incomplete, text.form_incomplete_hint)
    }

    pub(super) fn of(error: &ControlError, text: &Texts) -> Self {
        let (status, hint) = match error {
            ControlError::UnknownApp(_) => (StatusCode::NOT_FOUND, text.form_app_hint),
            ControlError::UnknownUser(_) => (StatusCode::NOT_FOUND, text.form_user_hint),
            ControlError::PostExists(_) | ControlError::BusinessExists(_) => {
                (StatusCode::CONFLICT, text.form_taken_hint)
            }
            ControlError::NotConfigured { .. } => (StatusCode::PRECONDITION_FAILED, text.form_not_configured_hint),
            ControlError::UnknownDelivery(_) | ControlError::NotAnEvent(_) => {
                (StatusCode::NOT_FOUND, text.form_forgotten_hint)
            }
            ControlError::Storage(_) => (StatusCode::SERVICE_UNAVAILABLE, text.form_storage_hint),
            _ => (StatusCode::BAD_REQUEST, text.form_field_hint),
        };
        Self::new(status, error, hint)
    }

    fn show(&self, text: &Texts) -> Markup {
        html! {
            div.outcome.outcome-bad role="alert" {
                p { bdi { (self.what) } }
                p { (text.what_to_do) " " (self.hint) }
            }
        }
    }
}

/// A form that was sent and not carried out.
pub(super) struct Refused {
    action: &'static str,
    form: Form,
    problem: Problem,
}

impl Refused {
    pub(super) fn status(&self) -> StatusCode {
        self.problem.status
    }

    /// What was sent in a field of this form.
    pub(super) fn field(&self, action: &str, name: &str) -> Option<String> {
        (self.action == action).then(|| self.form.field(name).unwrap_or_default())
    }

    /// What is to be said of this form.
    pub(super) fn said_of(&self, action: &str, text: &Texts) -> Option<Markup> {
        (self.action == action).then(|| self.problem.show(text))
    }
}

/// What a form asks for, ready to be done. It may wait for a file and is given a thread of its own.
pub(super) type Command = Box<dyn FnOnce(&Control) -> Result<(), ControlError> + Send>;

/// A command.
pub(super) fn command(
    act: impl FnOnce(&Control) -> Result<(), ControlError> + Send + 'static,
) -> Result<Command, Problem> {
    Ok(Box::new(act))
}

/// Reads a form, does what it asks for, and leads back to the page; or shows the page with the form as it was sent and
/// what is wrong with it.
pub(super) async fn answer<A: Action>(
    shared: &Arc<Shared>,
    visit: &Visit,
    form: Form,
    read: fn(A, &Form, &Visit, &Shared) -> Result<Command, Problem>,
    page: fn(&Arc<Shared>, &Visit, Option<&Refused>) -> Response,
) -> Response {
    let text = visit.texts();
    let name = form.field(ACTION).unwrap_or_default();
    let Some(action) = A::ALL.iter().copied().find(|action| action.as_str() == name) else {
        let problem = Problem::incomplete(text);
        return page(shared, visit, Some(&Refused { action: "", form, problem }));
    };
    let outcome = match read(action, &form, visit, shared) {
        Ok(command) => perform(shared, command, text).await,
        Err(problem) => Err(problem),
    };
    match outcome {
        Ok(()) => {
            // What is said of it stands at the top.
            let location = format!("{}#content", visit.with(DONE, action.as_str()));
            let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, "no-store".to_owned())];
            (StatusCode::SEE_OTHER, headers).into_response()
        }
        Err(problem) => page(shared, visit, Some(&Refused { action: action.as_str(), form, problem })),
    }
}

async fn perform(shared: &Arc<Shared>, command: Command, text: &Texts) -> Result<(), Problem> {
    let control = Control::new(shared.clone());
    match tokio::task::spawn_blocking(move || command(&control)).await {
        Ok(outcome) => outcome.map_err(|error| Problem::of(&error, text)),
        Err(_) => {
            Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, text.form_interrupted, text.form_interrupted_hint))
        }
    }
}

/// Says that the form that led here was carried out, or why one that is not on the page was not.
pub(super) fn outcome(visit: &Visit, refused: Option<&Refused>) -> Markup {
    let text = visit.texts();
    let homeless = refused.and_then(|refused| refused.said_of("", text));
    html! {
        @if let Some(problem) = homeless { (problem) }
        @if refused.is_none() && visit.query(DONE).is_some() { p.outcome role="status" { (text.done) } }
    }
}

/// A field as a type.
pub(super) fn parsed<T: FromStr<Err: std::fmt::Display>>(
    form: &Form,
    field: &str,
    name: &str,
    text: &Texts,
) -> Result<T, Problem> {
    let value = form.field(field).unwrap_or_default();
    value.trim().parse().map_err(|error| Problem::field(name, error, text))
}

/// A field that may be left empty, as a type.
pub(super) fn optional<T: FromStr<Err: std::fmt::Display>>(
    form: &Form,
    field: &str,
    name: &str,
    text: &Texts,
) -> Result<Option<T>, Problem> {
    let filled = form.field(field).is_some_and(|value| !value.trim().is_empty());
    filled.then(|| parsed(form, field, name, text)).transpose()
}
