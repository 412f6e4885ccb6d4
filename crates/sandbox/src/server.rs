//! Listening, and one task for each connection.
//!
//! This is hyper itself and not `axum::serve`, because a sandbox does to connections what no server should: it resets
//! them on purpose, and it tells a client that sends too slowly so.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower_service::Service;

use crate::connection::{Connection, Switch, Unreadable};
use crate::contract::ErrorForm;
use crate::control_api::{self, ControlApi};
use crate::dispatch::dispatch;
use crate::guard;
use crate::pages;
use crate::shared::Shared;

/// Where everything is that is the sandbox's own and not the platform's, but the console at `/`.
const OWN: &str = "/_sandbox";

/// How long to wait when the machine has no more connections to give.
const OUT_OF_FILES: Duration = Duration::from_millis(50);

/// The pages and the control API. The operations of the contract do not go through it.
pub(crate) fn router(shared: Arc<Shared>, control: Arc<ControlApi>) -> Router {
    pages::routes().with_state(shared).merge(control_api::router(control)).fallback(unknown)
}

async fn unknown() -> Response {
    crate::dispatch::unknown_path()
}

/// Takes connections until `stop` is dropped or says so, and then returns when the open ones are done.
pub(crate) async fn serve(
    listener: TcpListener,
    shared: Arc<Shared>,
    control: Arc<ControlApi>,
    mut stop: watch::Receiver<bool>,
) {
    let router = router(shared.clone(), control);
    // Every connection holds one end; when the other sees that all are gone, all connections are.
    let (open, closed) = watch::channel(());
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "a connection cannot be taken");
                    tokio::time::sleep(OUT_OF_FILES).await;
                    continue;
                }
            },
            () = told(&mut stop) => break,
        };
        // Small answers are wanted at once; without it there is only a delay.
        let _ = stream.set_nodelay(true);
        let connection = serve_connection(stream, router.clone(), shared.clone(), stop.clone());
        let closed = closed.clone();
        tokio::spawn(async move {
            connection.await;
            drop(closed);
        });
    }
    drop(listener);
    drop(closed);
    open.closed().await;
}

/// Waits until the sandbox is told to stop, or is gone.
async fn told(stop: &mut watch::Receiver<bool>) {
    // What is seen is borrowed from the channel and must not be held while something else is awaited.
    let _ = stop.wait_for(|stop| *stop).await.map(|_| ());
}

async fn serve_connection(
    stream: tokio::net::TcpStream,
    router: Router,
    shared: Arc<Shared>,
    mut stop: watch::Receiver<bool>,
) {
    let (stream, switch) = Connection::new(stream);
    let timeout = shared.request_timeout;
    let service = service_fn(move |request| answer(request, router.clone(), shared.clone(), switch.clone()));
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(timeout)
        .serve_connection(TokioIo::new(stream), service);
    let outcome = tokio::select! {
        outcome = &mut connection => outcome,
        () = told(&mut stop) => {
            std::pin::Pin::new(&mut connection).graceful_shutdown();
            (&mut connection).await
        }
    };
    let Err(error) = outcome else { return };
    tracing::debug!(%error, "a connection ended early");
    let unreadable = if error.is_timeout() {
        Unreadable::Slow
    } else if error.is_parse() || error.is_incomplete_message() {
        Unreadable::Broken
    } else {
        return;
    };
    connection.into_parts().io.into_inner().refuse(unreadable).await;
}

async fn answer(
    request: hyper::Request<Incoming>,
    mut router: Router,
    shared: Arc<Shared>,
    switch: Switch,
) -> Result<Response, Infallible> {
    let request: Request = request.map(Body::new);
    let path = request.uri().path();
    if path == "/" || path.strip_prefix(OWN).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
        match guard::check_page(request.method(), request.headers(), &shared.hosts) {
            Ok(()) => router.call(request).await,
            Err(refusal) => Ok(refusal.answer(ErrorForm::Status).into_response()),
        }
    } else {
        Ok(dispatch(&shared, request, &switch).await)
    }
}
