use reqwest::header::HeaderMap;
use serde_json::{Map, Value};

use super::members::kind;
use super::{DynamicActionRequest, Event, Problem, SessionRequest, WebhookError};

/// A call that Divar makes: a [`SessionRequest`], a [`DynamicActionRequest`] or an [`Event`]. Only this crate
/// implements it.
pub trait Call: sealed::FromMembers {
    /// Reads a body that was taken before, such as one out of a queue, or one of a test. Nothing checks whether it is
    /// from Divar; [`Webhook`](super::Webhook) does.
    ///
    /// # Errors
    /// When it is not JSON, not an object, or something in it cannot be what it should be.
    fn from_json(body: &[u8]) -> Result<Self, WebhookError> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(members)) => Ok(Self::from_members(members)?),
            Ok(other) => Err(Problem { pointer: String::new(), expected: "an object", found: kind(&other) }.into()),
            // The words of serde_json are left out: what they say may be of the body.
            Err(error) => {
                Err(WebhookError::NotJson { line: error.line(), column: error.column(), cut_off: error.is_eof() })
            }
        }
    }
}

impl Call for SessionRequest {}
impl Call for DynamicActionRequest {}
impl Call for Event {}

pub(super) mod sealed {
    use super::{HeaderMap, Map, Problem, Value};

    pub trait FromMembers: Sized + Send {
        fn from_members(raw: Map<String, Value>) -> Result<Self, Problem>;

        /// Takes what is told in the headers.
        fn see_headers(&mut self, _: &HeaderMap) {}
    }
}
