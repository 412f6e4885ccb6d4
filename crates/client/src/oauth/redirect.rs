use kenar_schemas::oauth::Secret;
use reqwest::Url;

use super::State;

/// What the person's consent gave: good for one [`exchange`](super::Client::exchange). How long it is good for is not
/// published, so exchange it at once.
#[derive(Debug, Clone)]
pub struct Code(Secret);

impl Code {
    /// Takes a code that something else has read and checked. [`State::check`] does both.
    pub fn new(code: impl Into<Secret>) -> Self {
        Self(code.into())
    }

    /// The code itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    pub(super) fn into_secret(self) -> Secret {
        self.0
    }
}

/// Why a redirect gives no code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RedirectError {
    /// There are no parameters.
    #[error("the redirect has no parameters; hand over its whole URL, or the query of it")]
    NoQuery,
    /// A parameter is there twice, so nobody can say which one counts.
    #[error("the redirect has the parameter `{0}` twice")]
    Doubled(&'static str),
    /// There is no state. Whoever made this request did not come from the consent page.
    #[error("the redirect has no state: it does not come from the consent page")]
    NoState,
    /// The state is another one: from another browser, of an older round, or made up. Begin anew, and never use its code.
    #[error("the state is not the one that this person was sent away with; begin anew")]
    WrongState,
    /// The person did not consent. Not a fault: the app goes on without.
    #[error("the person did not consent")]
    Refused,
    /// The platform did not even ask the person.
    #[error("the platform refused to ask the person: {error:?}{}", .description.as_ref().map(|text| format!(", {text:?}")).unwrap_or_default())]
    Failed {
        /// The code of RFC 6749, such as `invalid_scope`.
        error: String,
        /// What went wrong, in words.
        description: Option<String>,
    },
}

impl State {
    /// Reads what the browser came back with: the URL of the request, its path with the query, or the query alone.
    ///
    /// # Errors
    /// When the request is not the answer to this state, the person refused, or the platform did not ask them.
    pub fn check(&self, redirect: &str) -> Result<Code, RedirectError> {
        let answer = Answer::read(query(redirect).unwrap_or_default())?;
        let state = answer.state.ok_or(RedirectError::NoState)?;
        if !self.is(&state) {
            return Err(RedirectError::WrongState);
        }
        match (answer.error, answer.code) {
            (Some(error), _) if error == "access_denied" => Err(RedirectError::Refused),
            (Some(error), _) => Err(RedirectError::Failed { error, description: answer.description }),
            (None, Some(code)) if !code.is_empty() => Ok(Code::new(code)),
            // The published guide: there is a code only if the person consented.
            (None, _) => Err(RedirectError::Refused),
        }
    }
}

#[derive(Default)]
struct Answer {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    description: Option<String>,
}

impl Answer {
    fn read(query: &str) -> Result<Self, RedirectError> {
        let mut answer = Self::default();
        let mut any = false;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            any = true;
            let (name, place) = match &*name {
                "state" => ("state", &mut answer.state),
                "code" => ("code", &mut answer.code),
                "error" => ("error", &mut answer.error),
                "error_description" => ("error_description", &mut answer.description),
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some() {
                return Err(RedirectError::Doubled(name));
            }
        }
        if any { Ok(answer) } else { Err(RedirectError::NoQuery) }
    }
}

fn query(text: &str) -> Option<&str> {
    let text = text.split('#').next().unwrap_or_default();
    // A query alone is no URL: what stands before its first colon would be a scheme, and a scheme has no `=`.
    if text.starts_with(['/', '?']) || Url::parse(text).is_ok() {
        text.split_once('?').map(|(_, query)| query)
    } else {
        Some(text)
    }
}
