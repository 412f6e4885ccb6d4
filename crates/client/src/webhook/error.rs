use reqwest::StatusCode;

use super::HttpReply;

/// A call that is not taken. Neither a key nor anything of the body is in it, so it can be logged and answered as it
/// is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// 401: there is no key. Calls that do not come from Divar look like this.
    #[error(
        "the header `Authorization` is missing: Divar sends the identification key of the app in it, without a scheme"
    )]
    NoKey,
    /// 401: the key is another one, or there are several.
    #[error(
        "the header `Authorization` does not hold the identification key: expected the key of the developer panel alone, \
         without a scheme before it"
    )]
    WrongKey,
    /// 413: the body is too large.
    #[error("the body is larger than {limit} bytes")]
    TooLarge {
        /// How large it may be, in bytes.
        limit: usize,
    },
    /// 415: the body says that it is something else than JSON.
    #[error("the header `Content-Type` does not name JSON: expected `application/json`")]
    ContentType,
    /// 400: the connection ended before the body did.
    #[error("the body could not be read to its end")]
    Interrupted,
    /// 400: the body is not JSON.
    #[error("the body is not JSON: {} at line {line}, column {column}", if *.cut_off { "it ends" } else { "unexpected text" })]
    NotJson {
        /// The line, counted from 1.
        line: usize,
        /// The column in bytes, counted from 1; 0 is before the first.
        column: usize,
        /// Whether it is the beginning of a JSON text.
        cut_off: bool,
    },
    /// 400: the body is JSON, and not that of such a call.
    #[error("the body is not that of this call: {0}")]
    Unreadable(#[from] Problem),
}

impl WebhookError {
    /// The status to answer with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NoKey | Self::WrongKey => StatusCode::UNAUTHORIZED,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Interrupted | Self::NotJson { .. } | Self::Unreadable(_) => StatusCode::BAD_REQUEST,
        }
    }

    /// The answer: [`status`](Self::status), and `{"message": …}` with what is wrong.
    #[must_use]
    pub fn to_http(&self) -> HttpReply {
        HttpReply::json(self.status(), &serde_json::json!({ "message": self.to_string() }))
    }
}

/// A value of a body that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: expected {expected}, found {found}", if .pointer.is_empty() { "(document)" } else { .pointer })]
#[non_exhaustive]
pub struct Problem {
    /// The JSON Pointer (RFC 6901) of the value; empty is the whole body.
    pub pointer: String,
    /// What should be there.
    pub expected: &'static str,
    /// What kind of value is there instead, or `nothing`.
    pub found: &'static str,
}
