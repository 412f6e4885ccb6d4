//! Why a call has no answer, and what to do next.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use kenar_client::error::{Limit, TokenProblem};
use kenar_client::oauth::TokenError;
use kenar_client::{Error, Operation};
use kenar_schemas::Violations;
use kenar_validate::locate;

use super::Request;
use super::answer::plain;
use crate::counted::counted;
use crate::exit::Exit;
use crate::profile::Profile;

/// Why a call has no answer.
pub(crate) enum Failure {
    /// The body breaks the contract; nothing was sent.
    Invalid(Box<Invalid>),
    /// The same of a body whose values must not be shown; what can be said of it.
    Secret(String),
    /// The call needs a user, and there is none.
    NoUser {
        /// What was called.
        operation: &'static Operation,
        /// The command that helps.
        login: String,
    },
    /// The client says why.
    Call(Box<Refusal>),
    /// The token endpoint says why.
    Token(TokenError),
    /// It could not be done.
    Other(anyhow::Error),
}

/// A body that breaks the contract.
pub(crate) struct Invalid {
    pub(super) violations: Violations,
    /// The file that was read, and what is in it.
    pub(super) file: Option<(PathBuf, Vec<u8>)>,
    /// The members that flags gave.
    pub(super) flags: Vec<&'static str>,
}

/// An error of the client, and what is known about the call.
pub(crate) struct Refusal {
    error: Error,
    login: String,
    scopes: Vec<String>,
    lacks_scope: bool,
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}

impl Failure {
    pub(super) fn call(error: Error, request: &Request) -> Self {
        let (login, scopes, lacks_scope) = (request.login(), request.scopes(), request.lacks_scope());
        Self::Call(Box::new(Refusal { error, login, scopes, lacks_scope }))
    }

    /// Says it on stderr.
    pub(super) fn tell(self, profile: &Profile) -> anyhow::Result<Exit> {
        let (text, exit) = match self {
            Self::Other(error) => return Err(error),
            Self::Invalid(invalid) => (invalid.text(), Exit::Wrong),
            Self::Secret(text) => (text, Exit::Wrong),
            Self::NoUser { operation, login } => {
                let text = format!(
                    "error: {} needs the consent of a user, and profile {} has none\nnext: {login}{flags}\n      or set \
                     KENAR_ACCESS_TOKEN to a token that you have",
                    operation.id,
                    profile.name,
                    flags = profile.flags,
                );
                (text, Exit::Failed)
            }
            Self::Call(mut refusal) => {
                refusal.login.push_str(&profile.flags);
                refusal.told(profile)
            }
            Self::Token(error) => {
                let refused = matches!(error, TokenError::Refused { .. } | TokenError::Unexpected { .. });
                let text = format!("error: {:#}", anyhow::Error::from(error));
                (text, if refused { Exit::Wrong } else { Exit::Failed })
            }
        };
        // Without stderr there is nobody to tell.
        let _ = writeln!(anstream::stderr(), "{}", plain(&text));
        Ok(exit)
    }
}

impl Invalid {
    fn text(&self) -> String {
        let places = counted(self.violations.as_slice().len() as u64, "place");
        let mut text = format!("error: the body breaks the contract in {places}; nothing was sent\n");
        for violation in self.violations.iter() {
            text.push_str(&format!("  {}{violation}\n", self.place(&violation.pointer)));
        }
        text.push_str("next: mend the body; `kenar validate` checks a file alone");
        text
    }

    /// Where in the file a violation is, if it is in the file.
    fn place(&self, pointer: &str) -> String {
        let Some((path, text)) = &self.file else { return String::new() };
        let member = pointer.trim_start_matches('/').split('/').next().unwrap_or_default();
        if self.flags.contains(&member) {
            return "(flag) ".to_owned();
        }
        let name = if path.as_os_str() == "-" { "stdin".into() } else { path.to_string_lossy() };
        let Some(start) = locate(text, pointer).map(|range| range.start) else { return format!("{name}: ") };
        let before = String::from_utf8_lossy(text.get(..start).unwrap_or_default()).into_owned();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!("{name}:{line}:{column}: ")
    }
}

impl Refusal {
    fn told(&self, profile: &Profile) -> (String, Exit) {
        let exit = match &self.error {
            Error::Unsendable(_) | Error::Transport(_) | Error::Timeout(_) => Exit::Failed,
            Error::MissingToken(missing) if !missing.source.needs_consent() => Exit::Failed,
            _ => Exit::Wrong,
        };
        let mut text = format!("error: {}", self.error);
        if let Some(body) = self.error.body() {
            for detail in &body.details {
                if let Ok(detail) = serde_json::to_string(detail) {
                    text.push_str(&format!("\n       {detail}"));
                }
            }
        }
        if self.error.may_have_happened() {
            text.push_str("\nnote: it may have been carried out; look before you call again");
        }
        if let Some(next) = self.next(profile) {
            text.push_str(&format!("\nnext: {next}"));
        }
        (text, exit)
    }

    /// What to do.
    fn next(&self, profile: &Profile) -> Option<String> {
        match &self.error {
            Error::Invalid(_) => Some("mend the body; `kenar validate` checks a file alone".to_owned()),
            Error::MissingToken(missing) if missing.source.needs_consent() => Some(self.login.clone()),
            Error::RateLimited(limited) => Some(match (limited.retry_after, limited.limit) {
                (Some(pause), _) => format!("call again in {}", seconds(pause)),
                (None, Limit::PerMinute) => "call again in a minute".to_owned(),
                (None, Limit::PerDay) => {
                    "call again tomorrow, or ask the platform for a larger quota by ticket".to_owned()
                }
                (None, _) => "call again in a minute; if that is refused too, it is the quota of the day".to_owned(),
            }),
            Error::Refused(refused) => self.after_refusal(refused.status.as_u16(), refused.token_problem(), profile),
            Error::Ticket(ticket) if ticket.problem.is_for_the_user() => {
                Some("tell the user, and do not serve them for this ticket".to_owned())
            }
            Error::Transport(_) | Error::Timeout(_) => Some(format!("kenar doctor --profile {}", profile.name)),
            Error::Unexpected(unexpected) => Some(match unexpected.retry_after {
                Some(pause) => format!("call again in {}", seconds(pause)),
                None => {
                    "this is no answer of the platform's own, such as the page of a proxy; call again later".to_owned()
                }
            }),
            _ => None,
        }
    }

    fn after_refusal(&self, status: u16, token: Option<TokenProblem>, profile: &Profile) -> Option<String> {
        let operation = self.error.operation();
        let one_of = |scopes: &[String]| scopes.join(" or ");
        if self.lacks_scope {
            return Some(format!("the user has not granted {}: {}", one_of(&self.scopes), self.login));
        }
        match (status, token) {
            (401, Some(TokenProblem::Revoked | TokenProblem::Expired)) => {
                Some(format!("ask the user again: {}", self.login))
            }
            (401, Some(_)) if !self.scopes.is_empty() => Some(format!(
                "look at the token: `kenar auth status --profile {}`, or ask the user again: {}",
                profile.name, self.login
            )),
            (401 | 412, _) => Some(format!("look at the API key: kenar doctor --profile {}", profile.name)),
            (403, _) => {
                let permission = operation.permission.map(|name| format!("the key needs the permission {name}"));
                let scope = (!self.scopes.is_empty())
                    .then(|| format!("the user must have granted {}: {}", one_of(&self.scopes), self.login));
                let both = [permission, scope].into_iter().flatten().collect::<Vec<_>>();
                (!both.is_empty()).then(|| both.join("; "))
            }
            _ => None,
        }
    }
}

fn seconds(pause: Duration) -> String {
    counted(pause.as_secs() + u64::from(pause.subsec_nanos() > 0), "second")
}
