//! Refusals, and the two forms in which they are written.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use kenar_schemas::oauth::OAuthError;
use kenar_schemas::{ErrorBody, ErrorDetail};
use serde_json::Value;

use crate::answer::{Answer, AnswerBody};
use crate::contract::{Breach, ErrorForm};
use crate::limits::LimitReached;
use crate::request_log::RefusalView;
use crate::storage::StorageError;

/// Why a request was refused, as far as the status depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    InvalidArgument,
    TooLarge,
    MediaType,
    Unauthenticated,
    PermissionDenied,
    NotFound,
    Method,
    FailedPrecondition,
    Conflict,
    Timeout,
    TooMany,
    Internal,
    Unavailable,
    /// A status that was asked for; see [`crate::Fault`].
    Provoked(StatusCode),
}

impl Kind {
    fn status(self) -> StatusCode {
        match self {
            Self::InvalidArgument => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::PermissionDenied => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::FailedPrecondition => StatusCode::PRECONDITION_FAILED,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Timeout => StatusCode::REQUEST_TIMEOUT,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Provoked(status) => status,
        }
    }

    /// The gRPC code.
    fn code(self) -> i32 {
        match self {
            Self::InvalidArgument | Self::TooLarge | Self::MediaType => 3,
            Self::NotFound => 5,
            Self::PermissionDenied => 7,
            Self::Conflict => 6,
            Self::FailedPrecondition => 9,
            Self::Method => 12,
            Self::Timeout => 4,
            Self::TooMany => 8,
            Self::Internal => 13,
            Self::Unavailable => 14,
            Self::Unauthenticated => 16,
            Self::Provoked(status) => code_of(status),
        }
    }

    /// The OAuth 2.0 error, where nothing more exact is known.
    fn oauth(self) -> &'static str {
        match self {
            Self::Unauthenticated => "invalid_client",
            Self::Internal | Self::Provoked(StatusCode::INTERNAL_SERVER_ERROR) => "server_error",
            Self::Unavailable => "temporarily_unavailable",
            Self::Provoked(StatusCode::UNAUTHORIZED) => "invalid_client",
            Self::Provoked(status) if status.is_server_error() => "temporarily_unavailable",
            _ => "invalid_request",
        }
    }
}

/// The gRPC code that goes with a status. Only 412 with code 9 is documented; the others are the usual pairs.
fn code_of(status: StatusCode) -> i32 {
    match status.as_u16() {
        400 | 411 | 413..=417 | 422 | 431 => 3,
        401 => 16,
        403 => 7,
        404 | 410 => 5,
        405 | 501 => 12,
        408 | 504 => 4,
        409 => 6,
        412 => 9,
        429 => 8,
        500 => 13,
        502 | 503 => 14,
        _ => 2,
    }
}

/// A request that is not carried out. Nothing was changed.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    kind: Kind,
    message: String,
    details: Vec<ErrorDetail>,
    oauth: Option<&'static str>,
    allow: Option<String>,
}

/// The most violations that an answer lists: a body of the allowed size can hold hundreds of thousands.
const DETAILS: usize = 1_000;

impl Refusal {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), details: Vec::new(), oauth: None, allow: None }
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(Kind::InvalidArgument, message)
    }

    pub(crate) fn denied(message: impl Into<String>) -> Self {
        Self::new(Kind::PermissionDenied, message)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(Kind::NotFound, message)
    }

    /// The sandbox and its contract do not fit together; no request can cause that alone.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(Kind::Internal, message)
    }

    /// An error of the OAuth operations.
    pub(crate) fn oauth(error: &'static str, description: impl Into<String>) -> Self {
        let kind = if error == "invalid_client" { Kind::Unauthenticated } else { Kind::InvalidArgument };
        Self { oauth: Some(error), ..Self::new(kind, description) }
    }

    pub(crate) fn method(allow: String) -> Self {
        let message = format!("this path takes {allow}");
        Self { allow: Some(allow), ..Self::new(Kind::Method, message) }
    }

    /// A request that breaks the contract. The message says how often, the details list at most [`DETAILS`] places.
    pub(crate) fn breaches(breaches: &[Breach]) -> Self {
        let first = breaches.first().map(ToString::to_string).unwrap_or_default();
        let message = format!("{} violation(s): {first}", breaches.len());
        Self { details: breaches.iter().take(DETAILS).map(detail).collect(), ..Self::invalid(message) }
    }

    /// An answer that breaks the contract. What it held is not repeated.
    pub(crate) fn broken_answer(breaches: &[Breach]) -> Self {
        let first = breaches.first();
        let (pointer, rule) = first.map_or(("", ""), |breach| (breach.pointer.as_str(), breach.rule));
        let message = format!("the sandbox was about to break its contract: {rule} at {pointer:?} of the answer");
        let located = |breach: &Breach| detail(&Breach { found: Value::Null, ..breach.clone() });
        Self { details: breaches.iter().map(located).collect(), ..Self::internal(message) }
    }

    /// A fault that was asked for.
    pub(crate) fn provoked(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let reason = status.canonical_reason().unwrap_or("Error");
        Self::new(Kind::Provoked(status), format!("{reason}: this was asked of the sandbox on purpose"))
    }

    /// Replaces the message and keeps the details.
    pub(crate) fn with_message(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    pub(crate) fn with_oauth(mut self, error: &'static str) -> Self {
        self.oauth = Some(error);
        self
    }

    /// The refusal as it is written for an operation of that error form.
    pub(crate) fn answer(self, form: ErrorForm) -> Answer {
        let mut headers = HeaderMap::new();
        if let Some(allow) = self.allow.and_then(|allow| HeaderValue::try_from(allow).ok()) {
            headers.insert(header::ALLOW, allow);
        }
        let status = self.kind.status();
        let refusal = RefusalView {
            code: match form {
                ErrorForm::Status => self.kind.code().to_string(),
                ErrorForm::OAuth => self.oauth.unwrap_or(self.kind.oauth()).to_owned(),
            },
            message: self.message.clone(),
            details: self.details.clone(),
        };
        let body = match form {
            ErrorForm::Status => {
                let mut body = ErrorBody::new(self.kind.code(), self.message);
                body.details = self.details;
                serde_json::to_value(body)
            }
            ErrorForm::OAuth => {
                let description = in_one_line(self.message, &self.details);
                serde_json::to_value(OAuthError::new(refusal.code.clone(), description))
            }
        };
        let body = body.map_or(AnswerBody::Empty, AnswerBody::Json);
        Answer { status, headers, body, refusal: Some(refusal) }
    }
}

impl From<LimitReached> for Refusal {
    fn from(reached: LimitReached) -> Self {
        let (rule, limit) = reached.rule();
        let mut detail = ErrorDetail::default();
        detail.type_url = Some("type.googleapis.com/kenar.Limit".to_owned());
        detail.rule = Some(rule.to_owned());
        detail.limit = Some(limit.into());
        Self { details: vec![detail], ..Self::new(Kind::TooMany, reached.to_string()) }
    }
}

impl From<StorageError> for Refusal {
    fn from(error: StorageError) -> Self {
        Self::new(Kind::Unavailable, error.to_string())
    }
}

/// OAuth errors have no details, so the description lists what else is wrong.
fn in_one_line(mut message: String, details: &[ErrorDetail]) -> String {
    for detail in details.iter().skip(1) {
        let parameter = detail.other.get("parameter").and_then(Value::as_str);
        let place = parameter.or(detail.pointer.as_deref()).filter(|place| !place.is_empty()).unwrap_or("(document)");
        let (text, rule) = (detail.message.as_deref().unwrap_or_default(), detail.rule.as_deref().unwrap_or_default());
        message.push_str(&format!("; {place}: {text} [{rule}]"));
    }
    message
}

fn detail(breach: &Breach) -> ErrorDetail {
    let mut detail = ErrorDetail::default();
    detail.type_url = Some("type.googleapis.com/kenar.Violation".to_owned());
    detail.pointer = Some(breach.pointer.clone());
    detail.rule = Some(breach.rule.to_owned());
    detail.limit = Some(breach.limit.clone());
    detail.found = Some(breach.found.clone());
    detail.message = Some(breach.message.clone());
    if let Some(parameter) = &breach.parameter {
        detail.other.insert("parameter".to_owned(), Value::from(parameter.as_str()));
    }
    detail
}
