//! Tokens without a browser.

use kenar_schemas::Phone;
use serde::Deserialize;
use serde_json::{Map, json};

use super::call::{Call, Outcome, Registration, Reply};
use crate::IssuedTokens;

pub(super) const HANDLERS: &[Registration] =
    &[Registration::new("issue_token", issue_token), Registration::new("revoke", revoke)];

/// The scope that asks for a refresh token.
const OFFLINE: &str = "offline_access";

#[derive(Deserialize)]
struct NewToken {
    phone: Phone,
    scopes: Vec<String>,
    app: Option<String>,
    #[serde(default)]
    offline: bool,
}

#[derive(Deserialize)]
struct Revocation {
    phone: Phone,
    app: Option<String>,
}

fn revoke(call: &Call) -> Outcome {
    let Revocation { phone, app } = call.body()?;
    let delivery = call.control.revoke_access(&call.app(app)?, &phone)?;
    let told = delivery.map(|id| ("delivery".to_owned(), json!(id)));
    Ok(Reply::Found(told.into_iter().collect::<Map<_, _>>().into()))
}

fn issue_token(call: &Call) -> Outcome {
    let NewToken { phone, mut scopes, app, offline } = call.body()?;
    let app = call.app(app)?;
    if offline && !scopes.iter().any(|scope| scope == OFFLINE) {
        scopes.push(OFFLINE.to_owned());
    }
    call.control.add_user(phone.clone())?;
    let issued = call.control.issue_tokens(&app, &phone, scopes)?;
    let IssuedTokens { access_token, refresh_token, expires_in, scope, user_id } = issued;
    let mut answer = Map::new();
    answer.insert("access_token".to_owned(), json!(access_token.expose()));
    answer.insert("token_type".to_owned(), json!("bearer"));
    answer.insert("expires_in".to_owned(), json!(expires_in.as_secs()));
    answer.insert("scope".to_owned(), json!(scope));
    answer.insert("user_id".to_owned(), json!(user_id));
    if let Some(token) = refresh_token {
        answer.insert("refresh_token".to_owned(), json!(token.expose()));
    }
    Ok(Reply::Created(answer.into()))
}
