//! Tag `oauth`.

use kenar_schemas::Phone;
use kenar_schemas::oauth::TokenRequest;
use serde_json::{Map, json};

use super::{Call, Registration, Reply};
use crate::contract::{Breach, Scopes};
use crate::errors::Refusal;
use crate::state::{Agreement, AppId, Consent, GrantError, Issued, State};

pub(super) const HANDLERS: &[Registration] = &[
    Registration::new("authorize", authorize),
    Registration { breaches: Some(unknown_grant), ..Registration::new("create_token", create_token) },
];

fn authorize(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let query = |name| call.query(name).ok_or_else(|| Refusal::internal(format!("the contract has no {name}")));
    let (slug, redirect_uri, echo) = (query("client_id")?, query("redirect_uri")?, query("state")?);
    let unknown = || Refusal::oauth("invalid_client", "client_id is not the slug of an app");
    let app = state.apps.by_slug(slug).ok_or_else(unknown)?;
    if !state.apps.get(app).redirect_uris.iter().any(|own| own.as_str() == redirect_uri) {
        // Whoever asked is not shown to be the app, so nobody is redirected.
        return Err(Refusal::oauth("invalid_request", "redirect_uri is not registered for this app"));
    }
    let scopes = match check_scopes(call, state, app, query("scope")?) {
        Ok(scopes) => scopes,
        Err(problem) => return Ok(Reply::Redirect(refusal(redirect_uri, "invalid_scope", &problem, echo))),
    };
    let consent = Consent { app, scopes, redirect_uri: redirect_uri.to_owned(), state: echo.to_owned() };
    Ok(Reply::Redirect(match call.auto_approve {
        Some(user) => agreed(consent, user.clone(), state, call.now),
        None => {
            let handle = state.tokens.ask(consent, &mut state.secrets, call.now);
            format!("{}?request={handle}", crate::pages::CONSENT_PATH)
        }
    }))
}

fn check_scopes(call: &Call<'_>, state: &State, app: AppId, text: &str) -> Result<Scopes, String> {
    let scopes: Scopes = text.split(' ').filter(|scope| !scope.is_empty()).collect();
    if scopes.iter().next().is_none() {
        return Err("no scope was asked for".to_owned());
    }
    for scope in scopes.iter() {
        let name = call.contract.scopes().name(scope)?;
        if !state.apps.get(app).may_ask_for(name) {
            return Err(format!("the app was not granted {name}"));
        }
    }
    Ok(scopes)
}

/// Where the browser goes when the person agreed.
pub(crate) fn agreed(consent: Consent, user: Phone, state: &mut State, now: jiff::Timestamp) -> String {
    let Consent { app, scopes, redirect_uri, state: echo } = consent;
    let agreement = Agreement { app, user, scopes, redirect_uri: redirect_uri.clone() };
    let code = state.tokens.issue_code(agreement, &mut state.secrets, now);
    redirect(&redirect_uri, &[("state", &echo), ("code", &code)])
}

/// Where the browser goes when the person refused.
pub(crate) fn refused(consent: &Consent) -> String {
    refusal(&consent.redirect_uri, "access_denied", "the person refused", &consent.state)
}

fn refusal(uri: &str, error: &str, description: &str, state: &str) -> String {
    redirect(uri, &[("state", state), ("error", error), ("error_description", description)])
}

fn redirect(uri: &str, parameters: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    format!("{uri}?{query}")
}

fn create_token(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let request: TokenRequest = call.body()?;
    let issued = match request {
        TokenRequest::AuthorizationCode(grant) => {
            let app = client(state, &grant.client_id, grant.client_secret.expose())?;
            let (code, uri) = (grant.code.expose(), grant.redirect_uri.as_str());
            state.tokens.redeem_code(app, code, uri, &mut state.secrets, call.now)?
        }
        TokenRequest::RefreshToken(grant) => {
            let app = client(state, &grant.client_id, grant.client_secret.expose())?;
            let (token, uri) = (grant.refresh_token.expose(), grant.redirect_uri.as_deref());
            state.tokens.redeem_refresh(app, token, uri, &mut state.secrets, call.now)?
        }
        _ => return Err(Refusal::internal("the contract has a grant that the sandbox does not know")),
    };
    let Issued { access_token, refresh_token, scopes, lifetime } = issued;
    let mut answer = Map::new();
    answer.insert("access_token".to_owned(), json!(access_token));
    answer.insert("token_type".to_owned(), json!("bearer"));
    answer.insert("expires_in".to_owned(), json!(lifetime.as_secs().min(i32::MAX as u64)));
    answer.insert("scope".to_owned(), json!(scopes.to_string()));
    if let Some(token) = refresh_token {
        answer.insert("refresh_token".to_owned(), json!(token));
    }
    Ok(Reply::Json(answer.into()))
}

fn client(state: &State, slug: &str, secret: &str) -> Result<AppId, Refusal> {
    let wrong = || Refusal::oauth("invalid_client", "client_id and client_secret do not belong together");
    state.apps.by_secret(slug, secret).ok_or_else(wrong)
}

impl From<GrantError> for Refusal {
    fn from(error: GrantError) -> Self {
        Self::oauth("invalid_grant", error.to_string())
    }
}

/// OAuth 2.0 has an error of its own for a `grant_type` that the server does not know.
fn unknown_grant(breaches: &[Breach]) -> Option<Refusal> {
    let unknown = breaches.iter().any(|breach| breach.pointer == "/grant_type" && breach.rule == "enum");
    let doubled = breaches.iter().any(|breach| breach.rule == "duplicateKey");
    (unknown && !doubled).then(|| Refusal::breaches(breaches).with_oauth("unsupported_grant_type"))
}
