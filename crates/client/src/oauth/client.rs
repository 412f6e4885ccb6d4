use std::borrow::Borrow;

use kenar_schemas::oauth::{AuthorizationCodeGrant, TokenRequest, TokenResponse};
use reqwest::Url;

use super::authorization::check;
use super::sender::TokenSender;
use super::{App, Authorization, AuthorizeError, Code, Scope, State, TokenError, Tokens};
use crate::send::Pipeline;
use crate::servers::base;
use crate::{Servers, generated};

/// The OAuth endpoints.
#[derive(Debug, Clone)]
pub struct Client {
    authorize: Url,
    tokens: generated::oauth::Client,
}

impl Client {
    pub(crate) fn new(servers: &Servers, http: reqwest::Client, pipeline: Pipeline) -> Self {
        let mut authorize = servers.oauth.clone();
        authorize.set_path(&format!("{}/oauth2/auth", servers.oauth.path().trim_end_matches('/')));
        Self {
            authorize,
            tokens: generated::oauth::Client::new_with_client(base(&servers.oauth), http, TokenSender(pipeline)),
        }
    }

    /// The same endpoints, where every call is sent once.
    pub(crate) fn once(&self) -> Self {
        let tokens = &self.tokens;
        let sender = TokenSender(tokens.inner.0.once());
        let tokens = generated::oauth::Client::new_with_client(&tokens.baseurl, tokens.client.clone(), sender);
        Self { authorize: self.authorize.clone(), tokens }
    }

    /// Asks a person for their consent: the URL to send their browser to, and the [`State`] to keep meanwhile. The browser
    /// comes back to the redirect URI of the app; [`State::check`] reads what it brings.
    ///
    /// ```
    /// use kenar_client::Client;
    /// use kenar_client::oauth::{App, Scope};
    ///
    /// fn ask(client: &Client, app: &App, post: &str) -> Result<(String, String), Box<dyn std::error::Error>> {
    ///     let scopes = [Scope::PostAddonCreate(post.parse()?), Scope::UserId, Scope::OfflineAccess];
    ///     let asked = client.oauth().authorize(app, scopes)?;
    ///     Ok((asked.url.into(), asked.state.expose().to_owned()))
    /// }
    /// ```
    ///
    /// # Errors
    /// When there is no scope, one of them cannot be sent, or there is no randomness.
    pub fn authorize(
        &self,
        app: &App,
        scopes: impl IntoIterator<Item = impl Borrow<Scope>>,
    ) -> Result<Authorization, AuthorizeError> {
        self.authorize_with(app, scopes, State::random()?)
    }

    /// The same with a state that carries something back: [`State::with_payload`].
    ///
    /// # Errors
    /// When there is no scope, or one of them cannot be sent.
    pub fn authorize_with(
        &self,
        app: &App,
        scopes: impl IntoIterator<Item = impl Borrow<Scope>>,
        state: State,
    ) -> Result<Authorization, AuthorizeError> {
        let scopes: Vec<Scope> = scopes.into_iter().map(|scope| scope.borrow().clone()).collect();
        check(&scopes)?;
        let url = self.authorize_url(app.client_id(), app.redirect_uri(), &scopes, state.expose());
        Ok(Authorization { url, state })
    }

    /// Trades the code of a redirect for tokens. A code works once, so this is not repeated: when the answer is lost, so is
    /// the code, and the person has to be asked again.
    ///
    /// # Errors
    /// When the endpoint cannot be reached or refuses the code. No error repeats a secret.
    pub async fn exchange(&self, app: &App, code: Code) -> Result<Tokens, TokenError> {
        let grant = AuthorizationCodeGrant {
            code: code.into_secret(),
            client_id: app.client_id().to_owned(),
            client_secret: app.client_secret().clone(),
            redirect_uri: app.redirect_uri().to_owned(),
        };
        self.create_token(&TokenRequest::AuthorizationCode(grant)).await.map(Into::into)
    }

    /// The URL to send the user's browser to (operation `authorize`), of parts that the caller checks;
    /// [`authorize`](Self::authorize) checks them. Afterwards the browser comes back to `redirect_uri`
    /// with `state` and, if the user consented, `code`.
    ///
    /// `state` must be random for every user, at least 8 characters, and be compared when the browser comes back.
    #[must_use]
    pub fn authorize_url<'a>(
        &self,
        client_id: &str,
        redirect_uri: &str,
        scopes: impl IntoIterator<Item = &'a Scope>,
        state: &str,
    ) -> Url {
        let scopes: Vec<String> = scopes.into_iter().map(ToString::to_string).collect();
        let mut url = self.authorize.clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", client_id)
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("scope", &scopes.join(" "))
            .append_pair("state", state);
        // A form writes a space as `+`, which was another separator of scopes once; the guide shows `%20`.
        let query = url.query().map(|query| query.replace('+', "%20"));
        url.set_query(query.as_deref());
        url
    }

    /// Trades a code or a refresh token for tokens (operation `create_token`). Never repeat it blindly: a code works
    /// once, and a refresh replaces both tokens.
    ///
    /// # Errors
    /// When the endpoint cannot be reached or refuses the grant. No error repeats a token.
    pub async fn create_token(&self, request: &TokenRequest) -> Result<TokenResponse, TokenError> {
        match self.tokens.create_token(request).await {
            Ok(response) => Ok(response.into_inner()),
            Err(error) => Err(error.without(request)),
        }
    }
}
