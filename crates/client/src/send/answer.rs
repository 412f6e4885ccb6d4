use std::time::{Duration, SystemTime};

use bytes::Bytes;
use kenar_schemas::ErrorBody;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use web_time::UNIX_EPOCH;

use crate::credentials::Credentials;
use crate::error::Unexpected;
use crate::time::now;

/// The longest body that is read, in bytes. The longest answer that the document describes is far below it.
const LONGEST: u64 = 16 * 1024 * 1024;

/// A whole answer, in memory.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) attempts: u32,
    /// With which credentials it was asked for; left out of a success that was asked for with those of the view.
    pub(crate) acting: Option<Credentials>,
}

/// Why a body was not read to its end.
#[derive(Debug)]
pub(crate) enum Unread {
    Broken(reqwest::Error),
    TooLong,
}

impl Answer {
    /// Reads an answer to its end.
    pub(crate) async fn read(mut response: Response, attempts: u32) -> Result<Self, (StatusCode, Unread)> {
        let status = response.status();
        if response.content_length().is_some_and(|length| length > LONGEST) {
            return Err((status, Unread::TooLong));
        }
        let headers = std::mem::take(response.headers_mut());
        let body = read_body(response).await.map_err(|unread| (status, unread))?;
        Ok(Self { status, headers, body, attempts, acting: None })
    }

    /// The same answer without what it quotes of the credentials: errors end up in logs.
    pub(crate) fn without(mut self, credentials: &Credentials) -> Self {
        let text = String::from_utf8_lossy(&self.body);
        if credentials.are_quoted_in(&text) {
            self.body = credentials.redact(text.into_owned()).into();
        }
        if self.content_type().is_some_and(|text| credentials.are_quoted_in(text)) {
            self.headers.remove(CONTENT_TYPE);
        }
        self
    }

    pub(crate) fn content_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// When the server wants to be asked again: `Retry-After` as seconds or a date, or a `google.rpc.RetryInfo`.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        let header = self.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        header.and_then(delay).or_else(|| {
            let body: ErrorBody = serde_json::from_slice(&self.body).ok()?;
            body.details.iter().find_map(|detail| {
                let text = detail.other.get("retryDelay")?.as_str()?.strip_suffix('s')?;
                Duration::try_from_secs_f64(text.parse().ok()?).ok()
            })
        })
    }

    /// What a reader is told of a body that does not fit.
    pub(crate) fn why_not(&self, error: &serde_json::Error) -> String {
        let json = self.content_type().is_some_and(|text| text.to_ascii_lowercase().starts_with("application/json"));
        if json {
            return cut(format!("the body does not fit: {error}"));
        }
        match self.content_type() {
            Some(content_type) => format!("{content_type} instead of JSON: {}", self.beginning()),
            None => format!("no JSON: {}", self.beginning()),
        }
    }

    /// The beginning of the body in one line.
    pub(crate) fn beginning(&self) -> String {
        let bytes = &self.body[..self.body.len().min(8 * Unexpected::SHOWN_CHARS)];
        let text = String::from_utf8_lossy(bytes);
        let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
        let line = words.collect::<Vec<_>>().join(" ");
        if line.is_empty() { "(empty)".to_owned() } else { cut(line) }
    }
}

fn cut(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(Unexpected::SHOWN_CHARS) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// Reads `Retry-After`. A date that has passed means now.
fn delay(text: &str) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let since = |date: SystemTime| date.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let date = httpdate::parse_http_date(text.trim()).ok()?;
    Some(since(date).saturating_sub(now().duration_since(UNIX_EPOCH).unwrap_or_default()))
}

#[cfg(not(target_arch = "wasm32"))]
async fn read_body(mut response: Response) -> Result<Bytes, Unread> {
    if response.content_length().is_some() {
        return response.bytes().await.map_err(Unread::Broken);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(Unread::Broken)? {
        if (body.len() + chunk.len()) as u64 > LONGEST {
            return Err(Unread::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.into())
}

#[cfg(target_arch = "wasm32")]
async fn read_body(response: Response) -> Result<Bytes, Unread> {
    response.bytes().await.map_err(Unread::Broken)
}
