//! Consents, codes and tokens. Only digests of them are kept.

use std::time::Duration;

use jiff::Timestamp;
use kenar_schemas::Phone;
use serde::{Deserialize, Serialize};

use super::app_id::AppId;
use super::digest::SecretDigest;
use super::random::Generator;
use super::table::Table;
use crate::Lifetimes;
use crate::clock::after;
use crate::contract::Scopes;

/// How long something expired is remembered, so that its user is told that it expired and not that it never was.
const MEMORY: Duration = Duration::from_secs(30 * 24 * 3600);

/// The scope that asks for a refresh token.
const OFFLINE: &str = "offline_access";

/// What a person is asked to agree to.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Consent {
    pub(crate) app: AppId,
    pub(crate) scopes: Scopes,
    pub(crate) redirect_uri: String,
    pub(crate) state: String,
}

/// What a person agreed to.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Agreement {
    pub(crate) app: AppId,
    pub(crate) user: Phone,
    pub(crate) scopes: Scopes,
    pub(crate) redirect_uri: String,
}

/// Something that was given out for an agreement.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Given<T> {
    pub(crate) agreement: Agreement,
    pub(crate) issued_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    /// Whether the person has withdrawn the agreement since.
    pub(crate) revoked: bool,
    /// Whether a refresh has put an end to it.
    #[serde(default)]
    pub(crate) replaced: bool,
    pub(crate) detail: T,
}

impl<T> Given<T> {
    fn new(agreement: Agreement, detail: T, now: Timestamp, lifetime: Duration) -> Self {
        Self { agreement, issued_at: now, expires_at: after(now, lifetime), revoked: false, replaced: false, detail }
    }

    fn is_of(&self, app: AppId, user: &Phone) -> bool {
        self.agreement.app == app && self.agreement.user == *user
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Code {
    used: bool,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Access {}

#[derive(Serialize, Deserialize)]
pub(crate) struct Refresh {
    /// The access token that it was issued with.
    access: SecretDigest,
}

/// A consent page that nobody has answered yet.
#[derive(Serialize, Deserialize)]
pub(crate) struct Question {
    consent: Consent,
    expires_at: Timestamp,
}

/// New tokens.
pub(crate) struct Issued {
    pub(crate) access_token: String,
    pub(crate) refresh_token: Option<String>,
    pub(crate) scopes: Scopes,
    /// For how long the access token works.
    pub(crate) lifetime: Duration,
}

/// Why a grant is not good for tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum GrantError {
    #[error("the code is not known")]
    UnknownCode,
    #[error("the code was used before")]
    UsedCode,
    #[error("the code has expired")]
    ExpiredCode,
    #[error("the refresh token is not known")]
    UnknownRefresh,
    #[error("the refresh token has expired")]
    ExpiredRefresh,
    #[error("the refresh token was replaced by a refresh")]
    ReplacedRefresh,
    #[error("the person has withdrawn consent")]
    Withdrawn,
    #[error("this was issued to another app")]
    OtherApp,
    #[error("redirect_uri is not the one that the code was sent to")]
    OtherRedirect,
}

/// What is wrong with an access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenFault {
    Unknown,
    Expired,
    Replaced,
    Revoked,
    OtherApp,
}

pub(crate) struct Tokens {
    pub(super) consents: Table<SecretDigest, Question>,
    pub(super) codes: Table<SecretDigest, Given<Code>>,
    pub(super) access: Table<SecretDigest, Given<Access>>,
    pub(super) refresh: Table<SecretDigest, Given<Refresh>>,
    lifetimes: Lifetimes,
}

impl Tokens {
    pub(super) fn new(lifetimes: Lifetimes) -> Self {
        Self {
            consents: Table::new("consents"),
            codes: Table::new("codes"),
            access: Table::new("access_tokens"),
            refresh: Table::new("refresh_tokens"),
            lifetimes,
        }
    }

    /// Keeps a request until the person has decided. The answer is the handle of the consent page.
    pub(crate) fn ask(&mut self, consent: Consent, secrets: &mut Generator, now: Timestamp) -> String {
        let handle = secrets.secret("");
        let question = Question { consent, expires_at: after(now, self.lifetimes.code) };
        self.consents.insert(SecretDigest::of(&handle), question);
        handle
    }

    pub(crate) fn consent(&self, handle: &str, now: Timestamp) -> Option<&Consent> {
        let question = self.consents.get(&SecretDigest::of(handle))?;
        (now < question.expires_at).then_some(&question.consent)
    }

    /// Takes the request away: a person decides once.
    pub(crate) fn decide(&mut self, handle: &str, now: Timestamp) -> Option<Consent> {
        let question = self.consents.remove(&SecretDigest::of(handle))?;
        (now < question.expires_at).then_some(question.consent)
    }

    /// The code that the app trades for tokens.
    pub(crate) fn issue_code(&mut self, agreement: Agreement, secrets: &mut Generator, now: Timestamp) -> String {
        let code = secrets.secret("ory_ac_");
        let given = Given::new(agreement, Code { used: false }, now, self.lifetimes.code);
        self.codes.insert(SecretDigest::of(&code), given);
        code
    }

    /// Trades a code for tokens. Only a success uses the code up.
    pub(crate) fn redeem_code(
        &mut self,
        app: AppId,
        code: &str,
        redirect_uri: &str,
        secrets: &mut Generator,
        now: Timestamp,
    ) -> Result<Issued, GrantError> {
        let digest = SecretDigest::of(code);
        let code = self.codes.get(&digest).ok_or(GrantError::UnknownCode)?;
        if code.agreement.app != app {
            return Err(GrantError::OtherApp);
        }
        if code.revoked {
            return Err(GrantError::Withdrawn);
        }
        if code.detail.used {
            return Err(GrantError::UsedCode);
        }
        if now >= code.expires_at {
            return Err(GrantError::ExpiredCode);
        }
        if code.agreement.redirect_uri != redirect_uri {
            return Err(GrantError::OtherRedirect);
        }
        let agreement = code.agreement.clone();
        if let Some(code) = self.codes.get_mut(&digest) {
            code.detail.used = true;
        }
        Ok(self.issue(agreement, secrets, now))
    }

    /// Replaces both tokens. The old ones work a little longer, so that a refresh whose answer was lost can be
    /// repeated.
    pub(crate) fn redeem_refresh(
        &mut self,
        app: AppId,
        token: &str,
        redirect_uri: Option<&str>,
        secrets: &mut Generator,
        now: Timestamp,
    ) -> Result<Issued, GrantError> {
        let digest = SecretDigest::of(token);
        let refresh = self.refresh.get(&digest).ok_or(GrantError::UnknownRefresh)?;
        if refresh.agreement.app != app {
            return Err(GrantError::OtherApp);
        }
        if refresh.revoked {
            return Err(GrantError::Withdrawn);
        }
        if now >= refresh.expires_at {
            return Err(if refresh.replaced { GrantError::ReplacedRefresh } else { GrantError::ExpiredRefresh });
        }
        if redirect_uri.is_some_and(|uri| uri != refresh.agreement.redirect_uri) {
            return Err(GrantError::OtherRedirect);
        }
        let (agreement, access) = (refresh.agreement.clone(), refresh.detail.access);
        let end = after(now, self.lifetimes.grace);
        if let Some(refresh) = self.refresh.get_mut(&digest) {
            refresh.replaced |= end < refresh.expires_at;
            refresh.expires_at = refresh.expires_at.min(end);
        }
        if let Some(access) = self.access.get_mut(&access) {
            access.replaced |= end < access.expires_at;
            access.expires_at = access.expires_at.min(end);
        }
        Ok(self.issue(agreement, secrets, now))
    }

    /// Tokens for what a person agreed to.
    pub(crate) fn issue(&mut self, agreement: Agreement, secrets: &mut Generator, now: Timestamp) -> Issued {
        let access_token = secrets.secret("ory_at_");
        let access = SecretDigest::of(&access_token);
        let scopes = agreement.scopes.clone();
        let refresh_token = scopes.contains(OFFLINE).then(|| secrets.secret("ory_rt_"));
        let Lifetimes { access_token: lifetime, refresh_token: refresh_lifetime, .. } = self.lifetimes;
        if let Some(token) = &refresh_token {
            let given = Given::new(agreement.clone(), Refresh { access }, now, refresh_lifetime);
            self.refresh.insert(SecretDigest::of(token), given);
        }
        self.access.insert(access, Given::new(agreement, Access {}, now, lifetime));
        Issued { access_token, refresh_token, scopes, lifetime }
    }

    /// What an access token of that app is good for.
    pub(crate) fn session(&self, app: AppId, token: &str, now: Timestamp) -> Result<&Agreement, TokenFault> {
        let access = self.access.get(&SecretDigest::of(token)).ok_or(TokenFault::Unknown)?;
        if access.agreement.app != app {
            Err(TokenFault::OtherApp)
        } else if access.revoked {
            Err(TokenFault::Revoked)
        } else if now >= access.expires_at {
            Err(if access.replaced { TokenFault::Replaced } else { TokenFault::Expired })
        } else {
            Ok(&access.agreement)
        }
    }

    /// The person withdraws everything that they agreed to with an app: codes and tokens end. The answer is what each
    /// token covered that still worked.
    pub(crate) fn revoke(&mut self, app: AppId, user: &Phone, now: Timestamp) -> Vec<Scopes> {
        end(&mut self.codes, app, user, now);
        let mut ended = end(&mut self.refresh, app, user, now);
        ended.extend(end(&mut self.access, app, user, now));
        ended
    }

    pub(crate) fn access_tokens(&self) -> impl Iterator<Item = &Given<Access>> {
        self.access.iter().map(|(_, given)| given)
    }

    pub(crate) fn refresh_tokens(&self) -> impl Iterator<Item = &Given<Refresh>> {
        self.refresh.iter().map(|(_, given)| given)
    }

    /// Forgets what expired long ago.
    pub(super) fn sweep(&mut self, now: Timestamp) {
        let remembered = |expires_at: Timestamp| now < after(expires_at, MEMORY);
        self.consents.retain(|_, question| now < question.expires_at);
        self.codes.retain(|_, given| remembered(given.expires_at));
        self.access.retain(|_, given| remembered(given.expires_at));
        self.refresh.retain(|_, given| remembered(given.expires_at));
    }
}

/// Ends what still works; the answer is what each covered.
fn end<T: Serialize + for<'de> Deserialize<'de>>(
    table: &mut Table<SecretDigest, Given<T>>,
    app: AppId,
    user: &Phone,
    now: Timestamp,
) -> Vec<Scopes> {
    let live = table.iter().filter(|(_, given)| given.is_of(app, user) && !given.revoked && now < given.expires_at);
    let live: Vec<SecretDigest> = live.map(|(digest, _)| *digest).collect();
    let mut ended = Vec::new();
    for digest in live {
        if let Some(given) = table.get_mut(&digest) {
            given.revoked = true;
            ended.push(given.agreement.scopes.clone());
        }
    }
    ended
}
