use std::fmt;

use reqwest::Url;

use super::{InvalidScope, NoRandomness, Scope, State};

/// A person can be sent away to be asked.
#[derive(Clone)]
#[non_exhaustive]
pub struct Authorization {
    /// Send the browser here, with a redirect (303).
    pub url: Url,
    /// Keep it for this browser, and [`check`](State::check) with it what the browser comes back with.
    pub state: State,
}

impl fmt::Debug for Authorization {
    /// Without the query of the URL, which has the state in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut url = self.url.clone();
        url.set_query(None);
        f.debug_struct("Authorization").field("url", &url.as_str()).field("state", &self.state).finish()
    }
}

/// Why a person cannot be asked.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorizeError {
    /// There is nothing to ask for.
    #[error("no scope was given; the platform asks for one at least")]
    NoScope,
    /// A scope cannot be sent: its resource is missing, or would make another scope of it.
    #[error(transparent)]
    Scope(#[from] InvalidScope),
    /// The state would not be random.
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

/// Checks what the types of resources let through, such as a business with a space in its token.
pub(super) fn check(scopes: &[Scope]) -> Result<(), AuthorizeError> {
    if scopes.is_empty() {
        return Err(AuthorizeError::NoScope);
    }
    scopes.iter().try_for_each(|scope| scope.to_string().parse::<Scope>().map(|_| ()))?;
    Ok(())
}
