//! Takes the redirect of the browser on this machine.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, PoisonError};

use axum::Router;
use axum::extract::{Request, State as Extension};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use kenar_client::oauth::{Code, RedirectError, State};
use kenar_client::reqwest::Url;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// Where the browser comes back to, if that is this machine and in the clear.
pub(super) fn address(redirect_uri: &str) -> Option<SocketAddr> {
    let url = Url::parse(redirect_uri).ok().filter(|url| url.scheme() == "http")?;
    let host = url.host_str()?.trim_start_matches('[').trim_end_matches(']');
    let ip = if host == "localhost" { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { host.parse().ok()? };
    Some(SocketAddr::new(ip, url.port_or_known_default()?)).filter(|address| address.ip().is_loopback())
}

/// Takes requests at an address until one of them answers a state.
pub(super) struct Listener(TcpListener);

struct Shared {
    path: String,
    state: State,
    result: std::sync::Mutex<Option<oneshot::Sender<Result<Code, RedirectError>>>>,
}

impl Listener {
    pub(super) async fn bind(address: SocketAddr) -> std::io::Result<Self> {
        TcpListener::bind(address).await.map(Self)
    }

    /// Waits for the browser. Requests that are not its answer are told so and change nothing: any page that the user has open
    /// can send some.
    pub(super) async fn answer(self, redirect_uri: &str, state: &State) -> anyhow::Result<Result<Code, RedirectError>> {
        let (sender, receiver) = oneshot::channel();
        let path = Url::parse(redirect_uri)?.path().to_owned();
        let shared = Shared { path, state: state.clone(), result: std::sync::Mutex::new(Some(sender)) };
        let router = Router::new().fallback(take).with_state(Arc::new(shared));
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(async move {
            axum::serve(self.0, router).with_graceful_shutdown(async { drop(stopped.await) }).await
        });
        let result = receiver.await;
        // The page is sent before the program goes on, and perhaps ends.
        drop(stop);
        let _ = tokio::time::timeout(LAST_PAGE, server).await;
        Ok(result?)
    }
}

/// How long the browser may take to read the last page.
const LAST_PAGE: std::time::Duration = std::time::Duration::from_secs(2);

async fn take(Extension(shared): Extension<Arc<Shared>>, request: Request) -> Response {
    let uri = request.uri();
    if uri.path() != shared.path {
        return page(StatusCode::NOT_FOUND, "Nothing is here.", "اینجا چیزی نیست.");
    }
    let result = shared.state.check(uri.query().map(|query| format!("?{query}")).as_deref().unwrap_or_default());
    let (status, english, persian) = match &result {
        Ok(_) => (
            StatusCode::OK,
            "kenar has your answer. You can close this window.",
            "پاسخ شما به کنار رسید. می‌توانید این پنجره را ببندید.",
        ),
        Err(RedirectError::Refused) => (
            StatusCode::OK,
            "You did not consent. You can close this window.",
            "رضایت ندادید. می‌توانید این پنجره را ببندید.",
        ),
        Err(RedirectError::Failed { .. }) => (
            StatusCode::OK,
            "You were not asked; the terminal says why.",
            "از شما پرسیده نشد؛ دلیل آن در ترمینال آمده است.",
        ),
        Err(_) => {
            return page(
                StatusCode::BAD_REQUEST,
                "This is not the answer that kenar waits for.",
                "این پاسخی نیست که کنار منتظر آن است.",
            );
        }
    };
    let sender = shared.result.lock().unwrap_or_else(PoisonError::into_inner).take();
    // Only the first answer counts, and nobody may be waiting any more.
    let _ = sender.map(|sender| sender.send(result));
    page(status, english, persian)
}

fn page(status: StatusCode, english: &str, persian: &str) -> Response {
    let html = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>kenar</title><p lang=\"en\">{english}</p><p lang=\"fa\" dir=\"rtl\">{persian}</p>\n"
    );
    let mut response = (status, html).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    // The address of the page has the code in it.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
