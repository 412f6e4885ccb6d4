//! The API key, its permission, the user token and its scope: four checks, each with an answer of its own.

use axum::http::{HeaderMap, header};
use jiff::Timestamp;
use kenar_schemas::Phone;

use crate::contract::{Carrier, Operation, Parameters, Scopes};
use crate::errors::{Kind, Refusal};
use crate::state::{ApiKey, AppId, State, TokenFault};

const API_KEY: &str = "x-api-key";
const ACCESS_TOKEN: &str = "x-access-token";

/// Who calls.
#[derive(Debug, Clone, Default)]
pub(crate) struct Caller {
    /// The owner of the API key; nobody where the operation takes none.
    pub(crate) app: Option<AppId>,
    /// The person behind the user token.
    pub(crate) session: Option<Session>,
}

/// A person who consented, and to what.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) user: Phone,
    pub(crate) scopes: Scopes,
}

/// What is looked at to find out who calls.
pub(crate) struct Presented<'r> {
    pub(crate) state: &'r State,
    pub(crate) operation: &'r Operation,
    pub(crate) headers: &'r HeaderMap,
    pub(crate) parameters: &'r Parameters,
    /// Reads either header everywhere: a published client sends that of v1 to v2.
    pub(crate) lenient: bool,
    pub(crate) now: Timestamp,
}

/// Checks the key, then its permission, then the token, then its scopes.
pub(crate) fn authenticate(
    presented: &Presented<'_>,
    key: &SentKey<'_>,
    unknown_key: Option<fn() -> Refusal>,
) -> Result<Caller, Refusal> {
    let app = api_key(presented.operation, unknown_key, key)?;
    let session = match app {
        Some(app) if !presented.operation.security.tokens.is_empty() => Some(user_token(presented, app)?),
        _ => None,
    };
    Ok(Caller { app, session })
}

/// The API key of a request, whatever it is good for.
pub(crate) enum SentKey<'s> {
    None,
    Unknown,
    Of(AppId, &'s ApiKey),
}

impl<'s> SentKey<'s> {
    pub(crate) fn of(headers: &HeaderMap, state: &'s State) -> Self {
        let Some(key) = headers.get(API_KEY) else { return Self::None };
        let found = key.to_str().ok().and_then(|key| state.apps.by_key(key));
        found.map_or(Self::Unknown, |(app, key)| Self::Of(app, key))
    }

    /// The app whose key it is.
    pub(crate) fn app(&self) -> Option<AppId> {
        match self {
            Self::Of(app, _) => Some(*app),
            Self::None | Self::Unknown => None,
        }
    }

    /// The app whose key it is, when the key was not revoked.
    pub(crate) fn working(&self) -> Option<AppId> {
        match self {
            Self::Of(app, key) if !key.revoked => Some(*app),
            _ => None,
        }
    }
}

fn api_key(
    operation: &Operation,
    unknown_key: Option<fn() -> Refusal>,
    key: &SentKey<'_>,
) -> Result<Option<AppId>, Refusal> {
    if !operation.security.takes_key {
        return Ok(None);
    }
    let unauthenticated = |message: &str| Refusal::new(Kind::Unauthenticated, message);
    let (app, key) = match key {
        SentKey::None if operation.security.key_is_optional => return Ok(None),
        SentKey::None => {
            return Err(unauthenticated("the request has no API key: send it in the header X-API-Key"));
        }
        SentKey::Unknown => {
            return Err(unknown_key.map_or_else(|| unauthenticated("the API key is not known"), |refusal| refusal()));
        }
        SentKey::Of(app, key) => (*app, key),
    };
    if key.revoked {
        return Err(unauthenticated("the API key was revoked"));
    }
    match &operation.permission {
        Some(permission) if !key.permissions.allows(permission.as_str()) => {
            Err(Refusal::denied(format!("the API key does not have the permission {permission}")))
        }
        _ => Ok(Some(app)),
    }
}

fn user_token(presented: &Presented<'_>, app: AppId) -> Result<Session, Refusal> {
    let Presented { state, operation, headers, parameters, lenient, now } = *presented;
    let unauthenticated = |message: String| Refusal::new(Kind::Unauthenticated, message);
    let takes = |carrier| operation.security.takes(carrier);
    let bearer = headers.get(header::AUTHORIZATION).filter(|_| lenient || takes(Carrier::Bearer));
    let bare = headers.get(ACCESS_TOKEN).filter(|_| lenient || takes(Carrier::AccessToken));
    let (carrier, token) = match (bearer, bare) {
        (Some(value), _) => {
            let (scheme, token) = value.to_str().ok().and_then(|text| text.split_once(' ')).unwrap_or_default();
            if !scheme.eq_ignore_ascii_case("bearer") {
                return Err(unauthenticated("the header Authorization is not `Bearer <token>`".to_owned()));
            }
            (if takes(Carrier::Bearer) { Carrier::Bearer } else { Carrier::AccessToken }, token.trim())
        }
        (None, Some(value)) => {
            let carrier = if takes(Carrier::AccessToken) { Carrier::AccessToken } else { Carrier::Bearer };
            (carrier, value.to_str().unwrap_or_default())
        }
        (None, None) => return Err(unauthenticated(missing(operation, headers))),
    };
    let agreement = state.tokens.session(app, token, now).map_err(|fault| {
        unauthenticated(match fault {
            TokenFault::Unknown => "the user token is not known".to_owned(),
            TokenFault::Expired => "the user token has expired".to_owned(),
            TokenFault::Replaced => "the user token was replaced by a refresh".to_owned(),
            TokenFault::Revoked => "the user token was revoked: the person has withdrawn consent".to_owned(),
            TokenFault::OtherApp => "the user token was issued to another app".to_owned(),
        })
    })?;
    let rules = operation.security.tokens.iter().filter(|rule| rule.carrier == carrier);
    let wanted: Vec<Vec<String>> = rules.map(|rule| rule.wanted(parameters)).collect();
    if !wanted.iter().any(|scopes| scopes.iter().all(|scope| agreement.scopes.contains(scope))) {
        return Err(Refusal::denied(not_in_scope(&wanted, &agreement.scopes)));
    }
    Ok(Session { user: agreement.user.clone(), scopes: agreement.scopes.clone() })
}

/// Says which scope is missing, and when the token has it for another resource, that.
fn not_in_scope(wanted: &[Vec<String>], granted: &Scopes) -> String {
    let alternatives: Vec<String> = wanted.iter().map(|scopes| scopes.join(" with ")).collect();
    let message = format!("the user token does not have the scope {}", alternatives.join(" or "));
    let name = |scope: &str| scope.split_once('.').map(|(name, _)| name.to_owned());
    let names: Vec<String> = wanted.iter().flatten().filter_map(|scope| name(scope)).collect();
    let elsewhere: Vec<&str> =
        granted.iter().filter(|scope| name(scope).is_some_and(|name| names.contains(&name))).collect();
    if elsewhere.is_empty() {
        message
    } else {
        format!("{message}; it was granted for another resource: {}", elsewhere.join(", "))
    }
}

/// Says which header is missing, and when the token came in the other one, that.
fn missing(operation: &Operation, headers: &HeaderMap) -> String {
    let takes = |carrier| operation.security.takes(carrier);
    let expected = match (takes(Carrier::Bearer), takes(Carrier::AccessToken)) {
        (true, true) => "`Authorization: Bearer <token>` or `x-access-token: <token>`",
        (true, false) => "`Authorization: Bearer <token>`",
        _ => "`x-access-token: <token>`",
    };
    let other = if headers.contains_key(ACCESS_TOKEN) {
        "; this operation does not read x-access-token"
    } else if headers.contains_key(header::AUTHORIZATION) {
        "; this operation does not read Authorization"
    } else {
        ""
    };
    format!("the request has no user token: send {expected}{other}")
}
