//! An app for the sandbox to call: it answers what a test wants and remembers what it was asked.
#![allow(dead_code, reason = "each test file uses another part of it")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use kenar_schemas::LinkUrl;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// What the app was sent.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        self.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// What the app answers.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    With(StatusCode, Vec<(&'static str, String)>, String),
    /// Repeats the headers of the request.
    Echo(StatusCode),
    Never,
}

impl Reply {
    pub(crate) fn json(body: &Value) -> Self {
        Self::raw(200, &body.to_string())
    }

    pub(crate) fn raw(status: u16, body: &str) -> Self {
        Self::With(StatusCode::from_u16(status).unwrap(), Vec::new(), body.to_owned())
    }
}

#[derive(Default)]
struct Inner {
    received: Mutex<Vec<Received>>,
    /// The next answers; when there are none left, 200 with `{}`.
    replies: Mutex<VecDeque<Reply>>,
    arrived: Notify,
}

pub(crate) struct App {
    url: String,
    inner: Arc<Inner>,
}

impl App {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inner = Arc::new(Inner::default());
        let router = Router::new().fallback(answer).with_state(inner.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, inner }
    }

    pub(crate) fn url(&self, path: &str) -> LinkUrl {
        format!("{}{path}", self.url).parse().unwrap()
    }

    /// What it answers next, after what it was told before.
    pub(crate) fn reply(&self, reply: Reply) -> &Self {
        self.inner.replies.lock().unwrap().push_back(reply);
        self
    }

    /// What it was sent since it was last asked.
    pub(crate) fn take(&self) -> Vec<Received> {
        std::mem::take(&mut *self.inner.received.lock().unwrap())
    }

    /// The one thing that it was sent since it was last asked.
    pub(crate) fn one(&self) -> Received {
        let mut received = self.take();
        assert_eq!(received.len(), 1, "{received:#?}");
        received.remove(0)
    }

    /// Waits until it was sent so many things.
    pub(crate) async fn until_received(&self, count: usize) {
        loop {
            let mut arrived = std::pin::pin!(self.inner.arrived.notified());
            arrived.as_mut().enable();
            if self.inner.received.lock().unwrap().len() >= count {
                return;
            }
            arrived.await;
        }
    }
}

async fn answer(
    State(inner): State<Arc<Inner>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let echo = format!("sent: {headers:?}");
    let body = String::from_utf8(body.to_vec()).unwrap();
    let path = uri.path_and_query().unwrap().to_string();
    inner.received.lock().unwrap().push(Received { method, path, headers, body });
    inner.arrived.notify_waiters();
    let reply = inner.replies.lock().unwrap().pop_front();
    match reply.unwrap_or_else(|| Reply::raw(200, "{}")) {
        Reply::Never => std::future::pending().await,
        Reply::Echo(status) => (status, echo).into_response(),
        Reply::With(status, headers, body) => {
            let mut response = (status, [(header::CONTENT_TYPE, "application/json")], body).into_response();
            for (name, value) in headers {
                response.headers_mut().insert(name, value.parse().unwrap());
            }
            response
        }
    }
}
