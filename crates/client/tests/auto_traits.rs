//! What a multi-threaded server needs of the client: its types and futures go from thread to thread, and errors stay small.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use kenar_client::oauth::{
    App, Consent, ConsentError, Consents, FileStore, MemoryStore, Scope, State, TokenError, Tokens,
};
use kenar_client::webhook::{Event, IdentificationKey, Webhook, WebhookError};
use kenar_client::{BuildError, Client, ClientBuilder, Error, Operation, Retry, RetryPolicy, bulk, legacy, open_api};
use kenar_schemas::UserSemantic;

fn shared<T: Send + Sync + 'static>() {}

fn sent<F: Future + Send + 'static>(_: F) {}

#[test]
fn everything_is_shared_between_threads() {
    shared::<(Client, ClientBuilder, open_api::Client, legacy::Client)>();
    shared::<(Error, BuildError, TokenError, ConsentError, bulk::Stopped, bulk::ItemError, WebhookError)>();
    shared::<(App, Consent, Consents, FileStore, MemoryStore, Scope, State, Tokens)>();
    shared::<(Webhook, IdentificationKey, Event)>();
    shared::<(&Operation, Retry, RetryPolicy, bulk::Bulk, bulk::Item<UserSemantic>)>();
}

#[tokio::test]
async fn every_future_can_be_spawned() {
    let client = common::client("http://127.0.0.1:1");
    sent({
        let client = client.clone();
        async move { client.app().delete_post_addon(&"gZd7omnS".parse().unwrap()).await.map(drop) }
    });
    sent({
        let client = client.clone();
        async move { client.images().upload_file("a.jpg").await.map(drop) }
    });
    sent(async move {
        let items = bulk::iter(Vec::<bulk::Item<UserSemantic>>::new());
        client.bulk().user_semantics(items).next().await.is_none()
    });
}

#[test]
fn an_error_is_as_small_as_a_pointer_and_a_word() {
    assert!(size_of::<Error>() <= 2 * size_of::<usize>(), "{}", size_of::<Error>());
}
