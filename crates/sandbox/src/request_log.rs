//! What was asked and what was answered, for people to look at.
//!
//! Deliberately absent: the bodies of requests that were carried out. They hold semantic values of which the sandbox
//! promises to keep nothing but a hash.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::{Method, StatusCode, Uri};
use jiff::Timestamp;
use kenar_schemas::ErrorDetail;
use serde::Serialize;

use crate::faults::Fault;

/// A request in the log.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RequestView {
    /// Its number; they go up.
    pub id: u64,
    /// When it came, by the clock of the sandbox.
    pub at: Timestamp,
    /// `POST`
    pub method: String,
    /// The path and the query. Codes, tokens and secrets in it are replaced by `[secret]`.
    pub path: String,
    /// The operation that it meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The slug of the app whose key was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    /// The status of the answer.
    pub status: u16,
    /// How long it took, in microseconds, delays on purpose included.
    pub micros: u64,
    /// Why it was not carried out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<RefusalView>,
    /// What befell it on purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// JSON Pointers of the members that were dropped, because nobody knows them and the sandbox is lenient.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<String>,
}

/// Why a request was not carried out, as its sender was told.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RefusalView {
    /// The gRPC code, or the error of the OAuth operations.
    pub code: String,
    /// The message.
    pub message: String,
    /// Where and why, when the request broke the document.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<ErrorDetail>,
}

/// A request as it is remembered: nothing is copied or written out before somebody looks.
pub(crate) struct Entry {
    pub(crate) at: Timestamp,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) operation: Option<Arc<str>>,
    pub(crate) app: Option<&'static str>,
    pub(crate) status: StatusCode,
    pub(crate) took: Duration,
    pub(crate) refusal: Option<RefusalView>,
    pub(crate) fault: Option<Fault>,
    pub(crate) dropped: Vec<String>,
}

/// The last requests.
pub(crate) struct RequestLog {
    entries: Mutex<Entries>,
    capacity: usize,
}

#[derive(Default)]
struct Entries {
    list: VecDeque<Entry>,
    /// How many there were, with those that are forgotten.
    count: u64,
}

impl RequestLog {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { entries: Mutex::default(), capacity }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(&self, entry: Entry) {
        let mut entries = self.entries();
        entries.count += 1;
        if self.capacity == 0 {
            return;
        }
        let oldest = if entries.list.len() == self.capacity { entries.list.pop_front() } else { None };
        entries.list.push_back(entry);
        // What is forgotten is taken apart when others can use the log again.
        drop(entries);
        drop(oldest);
    }

    /// The requests after the one of that number, latest first.
    pub(crate) fn after(&self, id: u64) -> Vec<RequestView> {
        let entries = self.entries();
        let latest = (1..=entries.count).rev().zip(entries.list.iter().rev());
        latest.take_while(|(number, _)| *number > id).map(|(number, entry)| entry.view(number)).collect()
    }

    pub(crate) fn clear(&self) {
        self.entries().list.clear();
    }
}

impl Entry {
    fn view(&self, id: u64) -> RequestView {
        RequestView {
            id,
            at: self.at,
            method: self.method.to_string(),
            path: without_secrets(&self.uri),
            operation: self.operation.as_deref().map(str::to_owned),
            app: self.app.map(str::to_owned),
            status: self.status.as_u16(),
            micros: u64::try_from(self.took.as_micros()).unwrap_or(u64::MAX),
            refusal: self.refusal.clone(),
            fault: self.fault.map(|fault| fault.to_string()),
            dropped: self.dropped.clone(),
        }
    }
}

/// Parameters that nobody should send in a query and somebody will.
const SECRET: &[&str] = &["code", "access_token", "refresh_token", "client_secret", "api_key", "x-api-key"];

fn without_secrets(uri: &Uri) -> String {
    let Some(query) = uri.query() else { return uri.path().to_owned() };
    let parameters = query.split('&').map(|parameter| {
        let name = parameter.split('=').next().unwrap_or_default();
        let secret = SECRET.iter().any(|secret| name.eq_ignore_ascii_case(secret));
        if secret { format!("{name}=[secret]") } else { parameter.to_owned() }
    });
    format!("{}?{}", uri.path(), parameters.collect::<Vec<_>>().join("&"))
}
