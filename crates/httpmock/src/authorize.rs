//! The double of `authorize`. By hand, because progenitor knows no success without a body but a redirect.

use httpmock::{Method, Mock, MockServer, Then, When};
use kenar_schemas::oauth::OAuthError;

/// The double of the consent page, for a [`MockServer`]. A person's browser goes there, not a server; a double of it is
/// for tests that follow a person through the whole flow.
pub trait AuthorizeExt {
    /// Ask a person for consent: `GET /oauth2/auth`.
    fn authorize<F>(&self, config_fn: F) -> Mock<'_>
    where
        F: FnOnce(AuthorizeWhen, AuthorizeThen);
}

impl AuthorizeExt for MockServer {
    fn authorize<F>(&self, config_fn: F) -> Mock<'_>
    where
        F: FnOnce(AuthorizeWhen, AuthorizeThen),
    {
        self.mock(|when, then| config_fn(AuthorizeWhen::new(when), AuthorizeThen::new(then)))
    }
}

/// Which calls of `authorize` a double answers: `GET /oauth2/auth`.
pub struct AuthorizeWhen(When);

impl AuthorizeWhen {
    /// Any call of the operation.
    pub fn new(inner: When) -> Self {
        Self(inner.method(Method::GET).path("/oauth2/auth"))
    }

    /// The [`When`] inside, for what has no method here, such as headers.
    pub fn into_inner(self) -> When {
        self.0
    }

    /// Those with this `response_type` in the query. `code` is the only documented one.
    pub fn response_type(self, value: &str) -> Self {
        self.query("response_type", value)
    }

    /// Those with this `client_id` in the query: the slug of the app.
    pub fn client_id(self, value: &str) -> Self {
        self.query("client_id", value)
    }

    /// Those with this `redirect_uri` in the query.
    pub fn redirect_uri(self, value: &str) -> Self {
        self.query("redirect_uri", value)
    }

    /// Those with these scopes in the query, separated by spaces, in this order.
    pub fn scope(self, value: &str) -> Self {
        self.query("scope", value)
    }

    /// Those with this `state` in the query.
    pub fn state(self, value: &str) -> Self {
        self.query("state", value)
    }

    fn query(self, name: &str, value: &str) -> Self {
        Self(self.0.query_param(name, value))
    }
}

/// What a double answers to a call of `authorize`.
pub struct AuthorizeThen(Then);

impl AuthorizeThen {
    /// An answer that is not told yet.
    pub fn new(inner: Then) -> Self {
        Self(inner)
    }

    /// The [`Then`] inside, for what has no method here, such as headers and delays.
    pub fn into_inner(self) -> Then {
        self.0
    }

    /// Status 302: the browser goes on to `location`. That is the app's `redirect_uri` with `state` and, when the person
    /// agreed, `code`.
    pub fn found(self, location: &str) -> Self {
        Self(self.0.status(302).header("location", location))
    }

    /// A refusal, with a status from 400 to 499.
    ///
    /// # Panics
    /// With another status.
    pub fn client_error(self, status: u16, value: &OAuthError) -> Self {
        assert!((400..=499).contains(&status), "`client_error` takes a status from 400 to 499, not {status}");
        self.error(status, value)
    }

    /// A failure of the platform, with a status from 500 to 599.
    ///
    /// # Panics
    /// With another status.
    pub fn server_error(self, status: u16, value: &OAuthError) -> Self {
        assert!((500..=599).contains(&status), "`server_error` takes a status from 500 to 599, not {status}");
        self.error(status, value)
    }

    fn error(self, status: u16, value: &OAuthError) -> Self {
        Self(self.0.status(status).header("content-type", "application/json").json_body_obj(value))
    }
}
