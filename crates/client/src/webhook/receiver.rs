use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};

use super::{Call, DynamicActionRequest, Event, IdentificationKey, SessionRequest, WebhookError};

/// Takes the calls of Divar: checks the key first, then the type and the size of the body, and reads it. Cloning it is
/// cheap.
#[derive(Debug, Clone)]
pub struct Webhook {
    key: IdentificationKey,
    body_limit: usize,
}

impl Webhook {
    /// How large a body may be unless [`with_body_limit`](Self::with_body_limit) says something else: 1 MiB. Divar
    /// documents no limit; the largest call is a post with everything that is told of it, a few kilobytes.
    pub const BODY_LIMIT: usize = 1024 * 1024;

    /// For the app with this key.
    #[must_use]
    pub fn new(key: IdentificationKey) -> Self {
        Self { key, body_limit: Self::BODY_LIMIT }
    }

    /// Takes bodies of at most so many bytes. Make your server stop reading there as well.
    #[must_use]
    pub fn with_body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// How large a body may be, in bytes.
    #[must_use]
    pub fn body_limit(&self) -> usize {
        self.body_limit
    }

    /// Session initialization: where does this person go?
    ///
    /// # Errors
    /// When the key is missing or wrong, or the body is too large, of another type, or not that of such a call.
    pub fn session(&self, headers: &HeaderMap, body: &[u8]) -> Result<SessionRequest, WebhookError> {
        self.receive(headers, body)
    }

    /// A dynamic action: what happens after this click?
    ///
    /// # Errors
    /// As [`session`](Self::session).
    pub fn dynamic_action(&self, headers: &HeaderMap, body: &[u8]) -> Result<DynamicActionRequest, WebhookError> {
        self.receive(headers, body)
    }

    /// An event: this has happened.
    ///
    /// # Errors
    /// As [`session`](Self::session). An event whose content is unexpected is not an error; see
    /// [`EventPayload`](super::EventPayload).
    pub fn event(&self, headers: &HeaderMap, body: &[u8]) -> Result<Event, WebhookError> {
        self.receive(headers, body)
    }

    /// Any of the three, from the value of the header `Authorization` and the body, for a server without a
    /// [`HeaderMap`]. The headers `Content-Type` and `API-Version` are not looked at.
    ///
    /// # Errors
    /// As [`session`](Self::session).
    pub fn read<C: Call>(&self, authorization: Option<&str>, body: &[u8]) -> Result<C, WebhookError> {
        self.check_key(authorization.map(str::as_bytes))?;
        self.check_size(body)?;
        C::from_json(body)
    }

    fn receive<C: Call>(&self, headers: &HeaderMap, body: &[u8]) -> Result<C, WebhookError> {
        self.check_headers(headers)?;
        self.read_body(headers, body)
    }

    /// All that can be refused before the body is there.
    pub(super) fn check_headers(&self, headers: &HeaderMap) -> Result<(), WebhookError> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let first = values.next();
        // Which of several counts is not for this crate to say.
        if values.next().is_some() {
            return Err(WebhookError::WrongKey);
        }
        self.check_key(first.map(|value| value.as_bytes()))?;
        check_type(headers)
    }

    /// Reads the body of a call whose headers are fine.
    pub(super) fn read_body<C: Call>(&self, headers: &HeaderMap, body: &[u8]) -> Result<C, WebhookError> {
        self.check_size(body)?;
        let mut call = C::from_json(body)?;
        call.see_headers(headers);
        Ok(call)
    }

    fn check_key(&self, authorization: Option<&[u8]>) -> Result<(), WebhookError> {
        match authorization {
            None => Err(WebhookError::NoKey),
            Some(given) if self.key.matches(given) => Ok(()),
            Some(_) => Err(WebhookError::WrongKey),
        }
    }

    fn check_size(&self, body: &[u8]) -> Result<(), WebhookError> {
        if body.len() > self.body_limit { Err(WebhookError::TooLarge { limit: self.body_limit }) } else { Ok(()) }
    }
}

/// Refuses what says that it is something else than JSON. A body that says nothing is tried.
fn check_type(headers: &HeaderMap) -> Result<(), WebhookError> {
    let Some(value) = headers.get(CONTENT_TYPE) else { return Ok(()) };
    let kind = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_json = kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"));
    if is_json { Ok(()) } else { Err(WebhookError::ContentType) }
}
