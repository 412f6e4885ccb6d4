//! Consents, codes and tokens. Only digests of them are kept.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;
use kenar_schemas::Phone;

use super::apps::AppId;
use super::digest::SecretDigest;
use super::random::Generator;
use crate::clock::after;
use crate::contract::Scopes;

/// How long an access token works.
pub(crate) const ACCESS_SECONDS: u32 = 3600;
const ACCESS: Duration = Duration::from_secs(ACCESS_SECONDS as u64);
const REFRESH: Duration = Duration::from_secs(30 * 24 * 3600);
const CODE: Duration = Duration::from_secs(10 * 60);
/// How long the old tokens work after a refresh.
const GRACE: Duration = Duration::from_secs(2 * 60);
/// How long something expired is remembered, so that its user is told that it expired and not that it never was.
const MEMORY: Duration = Duration::from_secs(30 * 24 * 3600);

/// The scope that asks for a refresh token.
const OFFLINE: &str = "offline_access";

/// What a person is asked to agree to.
#[derive(Clone)]
pub(crate) struct Consent {
    pub(crate) app: AppId,
    pub(crate) scopes: Scopes,
    pub(crate) redirect_uri: String,
    pub(crate) state: String,
}

/// What a person agreed to.
#[derive(Clone)]
pub(crate) struct Agreement {
    pub(crate) app: AppId,
    pub(crate) user: Phone,
    pub(crate) scopes: Scopes,
    pub(crate) redirect_uri: String,
}

struct Code {
    agreement: Agreement,
    used: bool,
}

struct Refresh {
    agreement: Agreement,
    /// The access token that it was issued with.
    access: SecretDigest,
}

struct Expiring<T> {
    value: T,
    expires_at: Timestamp,
}

/// New tokens.
pub(crate) struct Issued {
    pub(crate) access_token: String,
    pub(crate) refresh_token: Option<String>,
    pub(crate) scopes: Scopes,
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
    #[error("the refresh token has expired or was replaced")]
    ExpiredRefresh,
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
    OtherApp,
}

#[derive(Default)]
pub(crate) struct Tokens {
    consents: HashMap<SecretDigest, Expiring<Consent>>,
    codes: HashMap<SecretDigest, Expiring<Code>>,
    access: HashMap<SecretDigest, Expiring<Agreement>>,
    refresh: HashMap<SecretDigest, Expiring<Refresh>>,
}

impl Tokens {
    /// Keeps a request until the person has decided. The answer is the handle of the consent page.
    pub(crate) fn ask(&mut self, consent: Consent, secrets: &mut Generator, now: Timestamp) -> String {
        let handle = secrets.secret("");
        self.consents.insert(SecretDigest::of(&handle), Expiring { value: consent, expires_at: after(now, CODE) });
        handle
    }

    pub(crate) fn consent(&self, handle: &str, now: Timestamp) -> Option<&Consent> {
        let consent = self.consents.get(&SecretDigest::of(handle))?;
        (now < consent.expires_at).then_some(&consent.value)
    }

    /// Takes the request away: a person decides once.
    pub(crate) fn decide(&mut self, handle: &str, now: Timestamp) -> Option<Consent> {
        let consent = self.consents.remove(&SecretDigest::of(handle))?;
        (now < consent.expires_at).then_some(consent.value)
    }

    /// The code that the app trades for tokens.
    pub(crate) fn issue_code(&mut self, agreement: Agreement, secrets: &mut Generator, now: Timestamp) -> String {
        let code = secrets.secret("ory_ac_");
        let value = Code { agreement, used: false };
        self.codes.insert(SecretDigest::of(&code), Expiring { value, expires_at: after(now, CODE) });
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
        let code = self.codes.get_mut(&SecretDigest::of(code)).ok_or(GrantError::UnknownCode)?;
        let agreement = &code.value.agreement;
        if agreement.app != app {
            return Err(GrantError::OtherApp);
        }
        if code.value.used {
            return Err(GrantError::UsedCode);
        }
        if now >= code.expires_at {
            return Err(GrantError::ExpiredCode);
        }
        if agreement.redirect_uri != redirect_uri {
            return Err(GrantError::OtherRedirect);
        }
        code.value.used = true;
        let agreement = agreement.clone();
        Ok(self.issue(agreement, secrets, now))
    }

    /// Replaces both tokens. The old ones work for two more minutes, so that a refresh whose answer was lost can be
    /// repeated.
    pub(crate) fn redeem_refresh(
        &mut self,
        app: AppId,
        token: &str,
        redirect_uri: Option<&str>,
        secrets: &mut Generator,
        now: Timestamp,
    ) -> Result<Issued, GrantError> {
        let refresh = self.refresh.get_mut(&SecretDigest::of(token)).ok_or(GrantError::UnknownRefresh)?;
        let agreement = refresh.value.agreement.clone();
        if agreement.app != app {
            return Err(GrantError::OtherApp);
        }
        if now >= refresh.expires_at {
            return Err(GrantError::ExpiredRefresh);
        }
        if redirect_uri.is_some_and(|uri| uri != agreement.redirect_uri) {
            return Err(GrantError::OtherRedirect);
        }
        let end = after(now, GRACE);
        refresh.expires_at = refresh.expires_at.min(end);
        if let Some(access) = self.access.get_mut(&refresh.value.access) {
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
        if let Some(token) = &refresh_token {
            let value = Refresh { agreement: agreement.clone(), access };
            self.refresh.insert(SecretDigest::of(token), Expiring { value, expires_at: after(now, REFRESH) });
        }
        self.access.insert(access, Expiring { value: agreement, expires_at: after(now, ACCESS) });
        Issued { access_token, refresh_token, scopes }
    }

    /// What an access token of that app is good for.
    pub(crate) fn session(&self, app: AppId, token: &str, now: Timestamp) -> Result<&Agreement, TokenFault> {
        let access = self.access.get(&SecretDigest::of(token)).ok_or(TokenFault::Unknown)?;
        if access.value.app != app {
            Err(TokenFault::OtherApp)
        } else if now >= access.expires_at {
            Err(TokenFault::Expired)
        } else {
            Ok(&access.value)
        }
    }

    /// Ends everything that a person granted to an app. The answer is what each token covered that still worked.
    pub(crate) fn revoke(&mut self, app: AppId, user: &Phone, now: Timestamp) -> Vec<Scopes> {
        let theirs = |agreement: &Agreement| agreement.app == app && agreement.user == *user;
        let mut ended = Vec::new();
        let mut end = |agreement: &Agreement, expires_at: &mut Timestamp| {
            if theirs(agreement) && now < *expires_at {
                *expires_at = now;
                ended.push(agreement.scopes.clone());
            }
        };
        for access in self.access.values_mut() {
            end(&access.value, &mut access.expires_at);
        }
        for refresh in self.refresh.values_mut() {
            end(&refresh.value.agreement, &mut refresh.expires_at);
        }
        for code in self.codes.values_mut().filter(|code| theirs(&code.value.agreement)) {
            code.expires_at = code.expires_at.min(now);
        }
        ended
    }

    /// Forgets what expired long ago.
    pub(crate) fn sweep(&mut self, now: Timestamp) {
        let remembered = |expires_at: Timestamp| now < after(expires_at, MEMORY);
        self.consents.retain(|_, item| now < item.expires_at);
        self.codes.retain(|_, item| remembered(item.expires_at));
        self.access.retain(|_, item| remembered(item.expires_at));
        self.refresh.retain(|_, item| remembered(item.expires_at));
    }
}
