//! Which scopes a token gets that nobody asked for in the browser.

use crate::ControlError;
use crate::contract::{Catalogue, Scopes};
use crate::state::{AppId, State};
use kenar_schemas::Phone;

/// Stands for every scope that the app was granted.
const EVERY: &str = "*";

/// Checks scopes and replaces `*`: by every scope that the app was granted, for every post and every business of the
/// person where a scope names one. Scopes of other resources are left out.
pub(crate) fn granted(
    catalogue: &Catalogue,
    state: &State,
    app: AppId,
    user: &Phone,
    wanted: Vec<String>,
) -> Result<Scopes, ControlError> {
    let config = state.apps.get(app);
    let mut scopes = Vec::new();
    for scope in wanted {
        if scope == EVERY {
            let own = catalogue.iter().filter(|(name, _)| config.may_ask_for(name));
            scopes.extend(own.flat_map(|(name, kind)| every(name, kind, state, user)));
            continue;
        }
        let name = catalogue.name(&scope).map_err(ControlError::Scope)?;
        if !config.may_ask_for(name) {
            return Err(ControlError::Scope(format!("the app was not granted {name}")));
        }
        scopes.push(scope);
    }
    Ok(scopes.into_iter().collect())
}

/// A scope as it is written on the wire, for each resource of the person.
fn every(name: &str, kind: Option<&str>, state: &State, user: &Phone) -> Vec<String> {
    match kind {
        None => vec![name.to_owned()],
        Some("post_token") => state.posts.latest_of(user).map(|(token, _)| format!("{name}.{token}")).collect(),
        Some("business_token") => {
            let own = state.businesses.iter().filter(|(_, owner)| *owner == user);
            own.map(|(token, _)| format!("{name}.{token}")).collect()
        }
        Some(_) => Vec::new(),
    }
}
