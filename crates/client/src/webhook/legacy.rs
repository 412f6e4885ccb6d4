use serde_json::{Map, Value};

/// A call that Divar made once and has stopped to make. One that still comes is from a test or an old panel, and what
/// it asks is not described here any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LegacyCall {
    /// Session initialization, version 1, until 2025-03-04. It asked with a `callback_url` and ids of both people.
    SessionV1,
    /// The notification of a message, until 2024-11: an event of the type `CHAT_MESSAGE` with a `payload`.
    Notification,
}

impl LegacyCall {
    /// Recognises one by the members of its body, which [`SessionRequest`](super::SessionRequest) and
    /// [`Event`](super::Event) have as `raw`.
    #[must_use]
    pub fn recognise(raw: &Map<String, Value>) -> Option<Self> {
        let has = |name| raw.get(name).is_some_and(|value| !value.is_null());
        if raw.get("type").is_some_and(|kind| kind == "CHAT_MESSAGE") && has("payload") {
            Some(Self::Notification)
        } else if !has("source") && ["callback_url", "peer_id", "supplier", "demand"].into_iter().any(has) {
            Some(Self::SessionV1)
        } else {
            None
        }
    }
}
