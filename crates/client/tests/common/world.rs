//! A person who consents, in a sandbox whose clock the test moves.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kenar_client::oauth::{App, Code, Consent, ConsentEvent, Consents, Scope, TokenStore, Tokens};
use kenar_client::{Client, Secret};
use kenar_sandbox::{Clock, Config, ExposeSecret, Fault, FaultRule, RequestView, Sandbox, Timestamp};
use reqwest::redirect;

use super::phone;

/// The key under which the tests keep the consent of the person.
pub(crate) const KEY_OF_PERSON: &str = "شناسه/with a slash";
/// How long an access token of the sandbox works.
pub(crate) const HOUR: u64 = 3600;
/// How long before its end an access token is replaced.
pub(crate) const MARGIN: u64 = 60;
pub(crate) const GRACE: u64 = 120;
pub(crate) const DAY: u64 = 24 * HOUR;

pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
    pub(crate) app: App,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(Config::default()).await
    }

    /// With a clock that stands still.
    pub(crate) async fn with(config: Config) -> Self {
        let clock = Clock::fixed("2025-05-01T09:00:00Z".parse::<Timestamp>().unwrap());
        let (sandbox, client) = super::sandbox(config.with_clock(clock).with_auto_approve(phone())).await;
        let app = sandbox.default_app();
        let app = App::new(app.slug.clone(), app.client_secret.expose_secret(), app.redirect_uri.clone()).unwrap();
        Self { sandbox, client, app }
    }

    /// Consents that go by the clock of the sandbox.
    pub(crate) fn consents(&self, store: impl TokenStore) -> Consents {
        self.consents_of(self.app.clone(), store)
    }

    pub(crate) fn consents_of(&self, app: App, store: impl TokenStore) -> Consents {
        let clock = self.sandbox.control().clock().clone();
        Consents::new(self.client.oauth().clone(), app, store).with_clock(move || clock.now().into())
    }

    /// The person goes through the consent page.
    pub(crate) async fn code(&self, scopes: &[Scope]) -> Code {
        let asked = self.client.oauth().authorize(&self.app, scopes).unwrap();
        asked.state.check(&browse(asked.url.as_str()).await).unwrap()
    }

    pub(crate) async fn tokens(&self, scopes: &[Scope]) -> Tokens {
        let code = self.code(scopes).await;
        self.client.oauth().exchange(&self.app, code).await.unwrap()
    }

    /// A consent that can be refreshed, in the store. The log of requests is empty afterwards.
    pub(crate) async fn consent(&self, consents: &Consents) -> Consent {
        let tokens = self.tokens(&[Scope::UserPhone, Scope::OfflineAccess]).await;
        let consent = consents.keep(KEY_OF_PERSON, tokens).await.unwrap();
        self.sandbox.control().clear_requests();
        consent
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.sandbox.control().clock().advance(Duration::from_secs(seconds));
    }

    pub(crate) fn withdraw(&self) {
        self.sandbox.control().revoke_access(&self.sandbox.default_app().slug, &phone()).unwrap();
    }

    /// Whether the API takes an access token.
    pub(crate) async fn takes(&self, token: &Secret) -> bool {
        let url = format!("{}/v1/open-platform/users", self.sandbox.url());
        let key = self.sandbox.default_app().api_key.expose_secret();
        let request = super::http().get(url).header("x-api-key", key).bearer_auth(token.expose());
        match request.send().await.unwrap().status().as_u16() {
            200 => true,
            401 => false,
            status => panic!("{status}"),
        }
    }

    pub(crate) fn app_secret(&self) -> String {
        self.sandbox.default_app().client_secret.expose_secret().to_owned()
    }

    /// What was sent to the token endpoint since the consent was given.
    pub(crate) fn token_requests(&self) -> Vec<RequestView> {
        let requests = self.sandbox.control().requests(0);
        requests.into_iter().filter(|request| request.operation.as_deref() == Some("create_token")).collect()
    }

    pub(crate) fn refreshes(&self) -> usize {
        self.token_requests().len()
    }

    /// Waits until so many requests have reached the token endpoint.
    pub(crate) async fn until_refreshes(&self, count: usize) {
        until(|| self.refreshes() >= count).await;
    }

    /// Something goes wrong at the token endpoint, so many times.
    pub(crate) fn fault(&self, fault: Fault, times: u32) -> u64 {
        self.add(FaultRule::new(fault).times(times))
    }

    pub(crate) fn fault_for_good(&self, fault: Fault) -> u64 {
        self.add(FaultRule::new(fault))
    }

    /// The token endpoint takes its time.
    pub(crate) fn slow(&self, delay: Duration) -> u64 {
        self.add(FaultRule::new(Fault::Delay).with_delay(delay))
    }

    fn add(&self, rule: FaultRule) -> u64 {
        self.sandbox.control().add_fault(rule.for_operation("create_token")).unwrap()
    }
}

/// Waits until something is so. Whoever waits in vain is stopped by the test runner.
pub(crate) async fn until(mut so: impl FnMut() -> bool) {
    while !so() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Begins something and stops waiting for it.
pub(crate) fn polled_once(future: impl Future) {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(std::pin::pin!(future).poll(&mut context).is_pending());
}

/// What the browser of the person does: it opens the page and is sent back to the app.
pub(crate) async fn browse(url: &str) -> String {
    let browser = reqwest::Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap();
    let answer = browser.get(url).send().await.unwrap();
    answer.headers()["location"].to_str().unwrap().to_owned()
}

/// Writes down the events of consents.
#[derive(Debug, Clone, Default)]
pub(crate) struct Events(Arc<Mutex<Vec<ConsentEvent>>>);

impl Events {
    pub(crate) fn hook(&self) -> impl Fn(ConsentEvent) + Send + Sync + 'static {
        let events = self.clone();
        move |event| events.all().push(event)
    }

    fn all(&self) -> std::sync::MutexGuard<'_, Vec<ConsentEvent>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those since the last look, as text.
    pub(crate) fn take(&self) -> Vec<String> {
        self.all().drain(..).map(|event| format!("{event:?}").split([' ', '{']).next().unwrap().to_owned()).collect()
    }
}
