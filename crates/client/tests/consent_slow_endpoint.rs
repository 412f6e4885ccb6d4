//! A consent when the token endpoint takes its time.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(unix)]

mod common;

use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use common::folder::Folder;
use common::world::{Events, GRACE, HOUR, KEY_OF_PERSON, MARGIN, World, until};
use common::{client, http, phone};
use kenar_client::Secret;
use kenar_client::oauth::{
    Consent, ConsentError, Consents, FileStore, MemoryStore, RefreshTokenGrant, Scope, StoredTokens, TokenRequest,
    TokenStore,
};
use kenar_sandbox::{Config, ExposeSecret};
use kenar_schemas::Phone;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{self, Instant, timeout};

/// A token endpoint in front of that of the sandbox, which holds back what it is asked.
struct Holding {
    url: String,
    asked: watch::Sender<usize>,
    /// How many had asked when the first one was answered.
    before_an_answer: Arc<OnceLock<usize>>,
    task: JoinHandle<()>,
}

impl Holding {
    /// Answers when so many have asked, or one of them has waited for that long.
    async fn start(world: &World, enough: usize, longest: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let behind = format!("{}/oauth2/token", world.sandbox.url());
        let (asked, before_an_answer) = (watch::Sender::new(0), Arc::<OnceLock<usize>>::default());
        let router = Router::new().fallback({
            let (asked, before_an_answer) = (asked.clone(), before_an_answer.clone());
            move |headers: HeaderMap, body: Bytes| async move {
                asked.send_modify(|count| *count += 1);
                let _ = timeout(longest, asked.subscribe().wait_for(|count| *count >= enough)).await;
                before_an_answer.get_or_init(|| *asked.borrow());
                let request = http().post(behind).header(header::CONTENT_TYPE, &headers[header::CONTENT_TYPE]);
                let answer = request.body(body).send().await.unwrap();
                (answer.status(), [(header::CONTENT_TYPE, "application/json")], answer.bytes().await.unwrap())
            }
        });
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, asked, before_an_answer, task }
    }

    /// Says nothing until it is told to.
    async fn silent(world: &World) -> Self {
        Self::start(world, usize::MAX, Duration::MAX).await
    }

    fn answer(&self) {
        self.asked.send_replace(usize::MAX);
    }
}

impl Drop for Holding {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The store of a process that was stopped while it refreshed for a person: the endpoint has replaced the tokens, and the
/// answer has reached nobody.
async fn interrupted(world: &World, store: &FileStore, key: &str, phone: &Phone) {
    let (app, control) = (world.sandbox.default_app(), world.sandbox.control());
    let scopes = [Scope::UserPhone, Scope::OfflineAccess].map(|scope| scope.to_string());
    let issued = control.issue_tokens(&app.slug, phone, scopes).unwrap();
    let now = SystemTime::from(control.clock().now()).duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let refresh_token = issued.refresh_token.unwrap();
    let text = format!(
        r#"{{"version":1,"access_token":"{}","refresh_token":"{}","scope":"{}",
            "obtained_at":{now},"expires_at":{},"refresh_sent_at":{now}}}"#,
        issued.access_token.expose(),
        refresh_token.expose(),
        issued.scope,
        now + HOUR,
    );
    store.save(key, &StoredTokens::from_json(&text).unwrap()).await.unwrap();
    let grant = RefreshTokenGrant {
        refresh_token,
        client_id: app.slug.clone(),
        client_secret: Secret::new(app.client_secret.expose_secret()),
        redirect_uri: Some(app.redirect_uri.clone()),
        code: Some(issued.access_token),
    };
    world.client.oauth().create_token(&TokenRequest::RefreshToken(grant)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_who_were_interrupted_are_refreshed_at_once() {
    const PEOPLE: usize = 40;
    let phones: Vec<Phone> = (0..PEOPLE).map(|number| format!("0912{number:07}").parse().unwrap()).collect();
    let world = World::with(Config::default().with_users(phones.iter().cloned().chain([phone()]))).await;
    let folder = Folder::new();
    let store = FileStore::open(folder.path()).unwrap();
    for (number, phone) in phones.iter().enumerate() {
        interrupted(&world, &store, &format!("شخص {number}"), phone).await;
    }
    world.advance(GRACE - 1);

    // Whoever asked only after another was answered would be asked for too late by a slower endpoint.
    let endpoint = Holding::start(&world, PEOPLE, Duration::from_secs(20)).await;
    let clock = world.sandbox.control().clock().clone();
    let events = Events::default();
    let consents = Consents::new(client(&endpoint.url).oauth().clone(), world.app.clone(), store)
        .with_clock(move || clock.now().into())
        .on_event(events.hook());
    let resumed = consents.resume().await.unwrap();
    assert_eq!(endpoint.before_an_answer.get(), Some(&PEOPLE));
    assert_eq!((resumed.len(), events.take()), (PEOPLE, vec!["Refreshed".to_owned(); PEOPLE]));
    world.advance(GRACE);
    for consent in resumed {
        assert!(world.takes(&consent.access_token().await.unwrap()).await, "{}", consent.key());
    }
    assert_eq!(*endpoint.asked.borrow(), PEOPLE);
}

/// A consent whose access token is good for an hour, by the time of tokio, which stands still afterwards: it moves on by itself
/// when everything waits.
async fn consent_in_stopped_time(world: &World, endpoint: &Holding, events: &Events) -> Consent {
    let (start, begin) = (SystemTime::from(world.sandbox.control().clock().now()), Instant::now());
    let consents = Consents::new(client(&endpoint.url).oauth().clone(), world.app.clone(), MemoryStore::new())
        .with_clock(move || start + begin.elapsed())
        .on_event(events.hook());
    let tokens = world.tokens(&[Scope::UserPhone, Scope::OfflineAccess]).await;
    let consent = consents.keep(KEY_OF_PERSON, tokens).await.unwrap();
    time::pause();
    consent
}

#[tokio::test]
async fn a_token_that_is_good_is_used_while_the_endpoint_is_silent() {
    let (world, events) = (World::new().await, Events::default());
    let endpoint = Holding::silent(&world).await;
    let consent = consent_in_stopped_time(&world, &endpoint, &events).await;
    let old = consent.access_token().await.unwrap();
    time::advance(Duration::from_secs(HOUR - MARGIN)).await;
    assert_eq!(consent.access_token().await.unwrap(), old);
    // The next one does not wait as long again.
    let next = timeout(Duration::from_secs(1), consent.access_token()).await.unwrap();
    assert_eq!(next.unwrap(), old);

    // The refresh goes on by itself.
    time::resume();
    assert_eq!(events.take().len(), 0);
    endpoint.answer();
    let mut told = Vec::new();
    until(|| {
        told.extend(events.take());
        !told.is_empty()
    })
    .await;
    assert_eq!(told, ["Refreshed"]);
    let new = consent.access_token().await.unwrap();
    assert!(new != old && world.takes(&new).await);
}

#[tokio::test]
async fn whoever_has_no_good_token_waits_for_the_endpoint() {
    // One has ended, and the other one ends while it is waited for.
    for left in [0, 2] {
        let (world, events) = (World::new().await, Events::default());
        let endpoint = Holding::silent(&world).await;
        let consent = consent_in_stopped_time(&world, &endpoint, &events).await;
        let old = consent.access_token().await.unwrap();
        time::advance(Duration::from_secs(HOUR - left)).await;
        timeout(Duration::from_secs(20), consent.access_token()).await.unwrap_err();
        time::resume();
        endpoint.answer();
        let new = consent.access_token().await.unwrap();
        assert!(new != old && world.takes(&new).await);
    }
}

#[tokio::test]
async fn a_good_token_is_not_used_after_its_consent_was_withdrawn() {
    let (world, events) = (World::new().await, Events::default());
    let endpoint = Holding::silent(&world).await;
    let consent = consent_in_stopped_time(&world, &endpoint, &events).await;
    time::advance(Duration::from_secs(HOUR - MARGIN)).await;
    let waiting = tokio::spawn({
        let consent = consent.clone();
        async move { consent.access_token().await }
    });
    time::sleep(Duration::from_secs(1)).await;
    consent.revoked().await.unwrap();
    assert!(matches!(waiting.await.unwrap(), Err(ConsentError::Revoked)));
}
