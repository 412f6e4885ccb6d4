//! What the tests share: a sandbox, a client, and short ways to ask.
#![allow(dead_code, reason = "each test file uses another part of it")]

use kenar_sandbox::{Clock, Config, ExposeSecret, PostAddonView, PostSpec, Sandbox, Snapshot, Timestamp};
use kenar_schemas::{DivarUserId, Phone, PostToken};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Client, Method, RequestBuilder, redirect};
use serde_json::{Value, json};

pub(crate) const PHONE: &str = "09991234567";
pub(crate) const OTHER_PHONE: &str = "09990000000";
pub(crate) const POST: &str = "gZd7omnS";

pub(crate) fn phone(text: &str) -> Phone {
    text.parse().unwrap()
}

pub(crate) fn post_token(text: &str) -> PostToken {
    text.parse().unwrap()
}

pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// The default configuration with a clock that stands still and a second user.
pub(crate) fn config() -> Config {
    let config = Config::default().with_clock(Clock::fixed("2025-05-01T09:00:00Z".parse::<Timestamp>().unwrap()));
    config.with_users([phone(PHONE), phone(OTHER_PHONE)])
}

pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
}

/// A status and a body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) allow: Option<String>,
    pub(crate) body: Value,
}

impl Answer {
    /// Asserts a success and gives the body.
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body
    }

    /// Asserts the status and the code of an error and gives its message.
    pub(crate) fn refused(self, status: u16, code: i32) -> String {
        assert_eq!((self.status, &self.body["code"]), (status, &json!(code)), "{}", self.body);
        self.body["message"].as_str().unwrap().to_owned()
    }

    /// Asserts the status and the error of an OAuth answer and gives its description.
    pub(crate) fn oauth_refused(self, status: u16, error: &str) -> String {
        assert_eq!((self.status, &self.body["error"]), (status, &json!(error)), "{}", self.body);
        self.body["error_description"].as_str().unwrap().to_owned()
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(config()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
        Self { sandbox: Sandbox::start(config).await.unwrap(), client }
    }

    /// A request without credentials.
    pub(crate) fn bare(&self, method: &str, path: &str) -> RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        self.client.request(method, format!("{}{path}", self.sandbox.url()))
    }

    /// A request with the key of the default app.
    pub(crate) fn keyed(&self, method: &str, path: &str) -> RequestBuilder {
        self.bare(method, path).header("X-API-Key", self.sandbox.default_app().api_key.expose_secret())
    }

    /// A request with the key of another app.
    pub(crate) fn keyed_for(&self, slug: &str, method: &str, path: &str) -> RequestBuilder {
        self.bare(method, path).header("X-API-Key", self.sandbox.app(slug).unwrap().api_key.expose_secret())
    }

    /// An access token of the default user and app.
    pub(crate) fn token(&self, scopes: &[&str]) -> String {
        self.token_of(PHONE, scopes)
    }

    pub(crate) fn token_of(&self, user: &str, scopes: &[&str]) -> String {
        let token = self.sandbox.control().issue_token(&phone(user), scopes.iter().copied()).unwrap();
        token.expose().to_owned()
    }

    /// A request with the key and a fresh token of the default user.
    pub(crate) fn consented(&self, method: &str, path: &str, scopes: &[&str]) -> RequestBuilder {
        self.keyed(method, path).bearer_auth(self.token(scopes))
    }

    /// The same for v1.
    pub(crate) fn consented_v1(&self, method: &str, path: &str, scopes: &[&str]) -> RequestBuilder {
        self.keyed(method, path).header("x-access-token", self.token(scopes))
    }

    pub(crate) fn user_id(&self, user: &str) -> DivarUserId {
        self.sandbox.control().user_id("sample-app", &phone(user)).unwrap()
    }

    /// The path of v2 user add-ons for the default user.
    pub(crate) fn user_addon_path(&self) -> String {
        format!("/v2/open-platform/addons/users/{}", encode(self.user_id(PHONE).as_str()))
    }

    /// Sends a v2 user add-on of the default user.
    pub(crate) async fn put_user_addon(&self, body: &Value) -> Answer {
        send(self.consented("POST", &self.user_addon_path(), &["USER_ADDON_CREATE"]).json(body)).await
    }

    /// Sends a v2 post add-on.
    pub(crate) async fn put_post_addon(&self, token: &str, body: &Value) -> Answer {
        let path = format!("/v2/open-platform/addons/post/{token}");
        send(self.consented("POST", &path, &["USER_POSTS_ADDON_CREATE"]).json(body)).await
    }

    pub(crate) fn add_post(&self, token: &str, category: &str) {
        self.sandbox.control().add_post(PostSpec::new(phone(PHONE), post_token(token), category)).unwrap();
    }

    /// What is in the sandbox once everything is attached.
    pub(crate) async fn settled(&self) -> Snapshot {
        self.sandbox.control().settle().await;
        self.sandbox.control().snapshot()
    }

    /// The add-ons on a post once everything is attached.
    pub(crate) async fn on_post(&self, token: &str) -> Vec<PostAddonView> {
        let snapshot = self.settled().await;
        snapshot.posts.into_iter().find(|post| post.token.as_str() == token).unwrap().addons
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.sandbox.control().clock().advance(std::time::Duration::from_secs(seconds));
    }
}

pub(crate) async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let (status, location, allow) = (response.status().as_u16(), header("location"), header("allow"));
    let text = response.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Answer { status, location, allow, body }
}

pub(crate) fn title(text: &str) -> Value {
    json!({ "title_row": { "text": text } })
}

/// A v2 user add-on with one title.
pub(crate) fn user_addon(text: &str) -> Value {
    json!({ "widgets": [title(text)], "categories": [], "semantic": {} })
}

/// The titles of an add-on, which the tests tell add-ons apart by.
pub(crate) fn titles(addon: &PostAddonView) -> Vec<String> {
    let widgets = addon.content.widgets.as_array().unwrap();
    let text = |widget: &Value| widget.pointer("/title_row/text").or(widget.pointer("/data/text")).cloned();
    widgets.iter().filter_map(text).map(|text| text.as_str().unwrap().to_owned()).collect()
}
