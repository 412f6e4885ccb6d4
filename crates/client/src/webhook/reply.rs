use reqwest::StatusCode;
use serde_json::Value;

/// An answer that every web framework can send.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpReply {
    /// The status.
    pub status: StatusCode,
    /// The header `Content-Type`.
    pub content_type: &'static str,
    /// The body.
    pub body: Vec<u8>,
}

impl HttpReply {
    pub(super) fn json(status: StatusCode, body: &Value) -> Self {
        Self { status, content_type: "application/json", body: body.to_string().into_bytes() }
    }
}

/// Something that Divar cannot be answered with. What was given is not repeated: a link may hold a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidReply {
    /// It is no URL.
    #[error("the link is not an absolute URL")]
    NotAUrl,
    /// The page would come unencrypted, or with no page at all.
    #[error("the scheme of the link is not https; plain http is for this machine only")]
    NotHttps,
    /// Nobody says that one dynamic action may lead to the next.
    #[error("a dynamic action cannot lead to another dynamic action: documented are a direct link and a server link")]
    DynamicActionAgain,
}
