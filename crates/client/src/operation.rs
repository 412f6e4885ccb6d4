use std::fmt;

use crate::oauth::Scope;

/// One operation of the document: what it is called, and what a caller must know before repeating it.
///
/// Every operation is a constant of [`operations`](crate::operations), generated from the document; errors and spans name
/// the one they speak of.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The operation id, which is also the name of the method.
    pub id: &'static str,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path template.
    pub path: &'static str,
    /// What happens when the call is repeated (`x-kenar-idempotency`).
    pub idempotency: Idempotency,
    /// The member of the body that spends something once (`x-kenar-consumes`). A call with it is repeated only when it
    /// cannot have arrived, or was refused.
    pub consumes: Option<&'static str>,
    /// The permission that the API key needs (`x-kenar-permission`).
    pub permission: Option<&'static str>,
    /// The scopes that a user may have consented to, any one of which is enough. A resource is written as its kind:
    /// `POST_ADDON_CREATE.post_token`. Empty when no user is needed.
    pub scopes: &'static [&'static str],
    /// Whether the platform has deprecated it.
    pub deprecated: bool,
}

impl Operation {
    /// Whether a user who granted these scopes has allowed it, so that a call would not be refused for want of one.
    ///
    /// `resource` is what the call is about where a scope belongs to one resource: the token of the post or the business.
    ///
    /// ```
    /// use kenar_client::oauth::Scope;
    /// use kenar_client::operations::UPSERT_POST_ADDON;
    ///
    /// let granted = [Scope::PostAddonCreate("gZd7omnS".parse().unwrap())];
    /// assert!(UPSERT_POST_ADDON.is_granted_by(&granted, Some("gZd7omnS")));
    /// assert!(!UPSERT_POST_ADDON.is_granted_by(&granted, Some("wZC44q5D")));
    /// assert!(UPSERT_POST_ADDON.is_granted_by(&[Scope::UserPostsAddonCreate], Some("wZC44q5D")));
    /// ```
    #[must_use]
    pub fn is_granted_by(&self, scopes: &[Scope], resource: Option<&str>) -> bool {
        let granted = |wanted: &str| scopes.iter().any(|scope| scope.to_string() == wanted);
        let enough = |scope: &&str| match (scope.split_once('.'), resource) {
            (None, _) => granted(scope),
            (Some((name, _)), Some(resource)) => granted(&format!("{name}.{resource}")),
            (Some(_), None) => false,
        };
        self.scopes.is_empty() || self.scopes.iter().any(enough)
    }

    /// Whether a call whose fate is unknown may be sent again: it broke after it was sent, or no answer came.
    ///
    /// `consuming` says whether the body holds what [`consumes`](Self::consumes) names.
    #[must_use]
    pub const fn may_repeat_blindly(&self, consuming: bool) -> bool {
        !matches!(self.idempotency, Idempotency::Never) && !consuming
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// What happens when a call is repeated, as the document says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Idempotency {
    /// It changes nothing.
    Read,
    /// It leaves the same state behind, unless the body holds what [`Operation::consumes`] names.
    Upsert,
    /// It leaves the resource absent.
    Delete,
    /// It is safe with the same key, chosen by the caller.
    Keyed,
    /// It may have a second effect.
    Never,
}
