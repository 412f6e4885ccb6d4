//! Who may call an operation: the key, the token, the scopes.

use std::collections::BTreeMap;
use std::fmt;

use kenar_schemas::PostToken;

use super::ContractError;
use super::place::Place;
use super::request::Parameters;

/// The credentials that an operation asks for.
#[derive(Debug, Default)]
pub(crate) struct Security {
    /// Whether it knows API keys at all.
    pub(crate) takes_key: bool,
    /// Whether it can do without one.
    pub(crate) key_is_optional: bool,
    /// The ways to present a user token; empty when none is needed. Any of them is enough.
    pub(crate) tokens: Vec<TokenRule>,
}

/// One way to present a user token, and what the token must be good for.
#[derive(Debug)]
pub(crate) struct TokenRule {
    pub(crate) carrier: Carrier,
    /// All of them are needed.
    scopes: Vec<ScopePattern>,
}

/// The header that carries a user token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carrier {
    /// `Authorization: Bearer <token>`
    Bearer,
    /// `x-access-token: <token>`
    AccessToken,
}

/// A scope as the document writes it: with the path parameter whose value follows the dot on the wire.
#[derive(Debug, Clone)]
struct ScopePattern {
    name: String,
    resource: Option<String>,
}

impl Security {
    pub(super) fn read(operation: &Place<'_>) -> Result<Self, ContractError> {
        let requirements = operation.need("security")?;
        let mut resources = BTreeMap::new();
        if let Some(place) = operation.get("x-kenar-resource")? {
            for (kind, parameter) in place.entries()? {
                resources.insert(kind, parameter.text()?);
            }
        }
        let pattern = |place: &Place<'_>, scope: &str| match scope.split_once('.') {
            None => Ok(ScopePattern { name: scope.to_owned(), resource: None }),
            Some((name, kind)) => match resources.get(kind) {
                Some(parameter) => Ok(ScopePattern { name: name.to_owned(), resource: Some((*parameter).to_owned()) }),
                None => Err(place.fault(format!("x-kenar-resource does not say where the {kind} of {scope} is"))),
            },
        };
        let mut security = Self::default();
        let (mut keyed, mut keyless, mut tokenless) = (false, false, false);
        for requirement in requirements.items()? {
            let (mut key, mut token) = (false, false);
            for (scheme, scopes) in requirement.entries()? {
                match scheme {
                    "ApiKey" => key = true,
                    "OAuth" => {
                        token = true;
                        let patterns = scopes.texts()?.into_iter().map(|scope| pattern(&scopes, scope));
                        let rule = TokenRule { carrier: Carrier::Bearer, scopes: patterns.collect::<Result<_, _>>()? };
                        security.tokens.push(rule);
                    }
                    "LegacyAccessToken" => {
                        token = true;
                        let scopes = operation.need("x-kenar-legacy-scopes")?;
                        for scope in scopes.texts()? {
                            let rule =
                                TokenRule { carrier: Carrier::AccessToken, scopes: vec![pattern(&scopes, scope)?] };
                            security.tokens.push(rule);
                        }
                    }
                    _ => return Err(scopes.fault("the sandbox does not know this security scheme")),
                }
            }
            keyed |= key;
            keyless |= !key;
            tokenless |= !token;
        }
        if tokenless && !security.tokens.is_empty() {
            return Err(requirements.fault("the sandbox does not know user tokens that are optional"));
        }
        security.takes_key = keyed;
        security.key_is_optional = keyed && keyless;
        Ok(security)
    }

    pub(crate) fn takes(&self, carrier: Carrier) -> bool {
        self.tokens.iter().any(|rule| rule.carrier == carrier)
    }
}

impl TokenRule {
    /// The scopes as they are written on the wire of this request.
    pub(crate) fn wanted(&self, parameters: &Parameters) -> Vec<String> {
        let written = |pattern: &ScopePattern| match &pattern.resource {
            None => pattern.name.clone(),
            Some(parameter) => format!("{}.{}", pattern.name, parameters.path(parameter).unwrap_or_default()),
        };
        self.scopes.iter().map(written).collect()
    }
}

/// Scopes that a person granted, in the order in which they were asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Scopes(Vec<String>);

impl Scopes {
    pub(crate) fn contains(&self, scope: &str) -> bool {
        self.0.iter().any(|own| own == scope)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl<S: Into<String>> FromIterator<S> for Scopes {
    fn from_iter<I: IntoIterator<Item = S>>(scopes: I) -> Self {
        let mut list: Vec<String> = Vec::new();
        for scope in scopes {
            let scope = scope.into();
            if !list.contains(&scope) {
                list.push(scope);
            }
        }
        Self(list)
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

/// The scopes that exist, with the kind of resource that each belongs to.
pub(crate) struct Catalogue(BTreeMap<String, Option<String>>);

impl Catalogue {
    /// The scopes of a document. One without people who consent has none.
    pub(super) fn read(root: &Place<'_>) -> Result<Self, ContractError> {
        let schemes = root.get("components")?.map(|components| components.get("securitySchemes")).transpose()?;
        let Some(scheme) = schemes.flatten().map(|schemes| schemes.get("OAuth")).transpose()?.flatten() else {
            return Ok(Self(BTreeMap::new()));
        };
        let scopes = scheme.need("flows")?.need("authorizationCode")?.need("scopes")?;
        Ok(Self::new(scopes.entries()?.into_iter().map(|(name, _)| name)))
    }

    fn new<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        Self(
            names
                .map(|name| match name.split_once('.') {
                    Some((name, kind)) => (name.to_owned(), Some(kind.to_owned())),
                    None => (name.to_owned(), None),
                })
                .collect(),
        )
    }

    /// Every name, with the kind of resource that it belongs to.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0.iter().map(|(name, kind)| (name.as_str(), kind.as_deref()))
    }

    pub(crate) fn knows_name(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The name of a scope as it stands on the wire, or what is wrong with it.
    pub(crate) fn name<'s>(&self, scope: &'s str) -> Result<&'s str, String> {
        let (name, resource) = match scope.split_once('.') {
            Some((name, resource)) => (name, Some(resource)),
            None => (scope, None),
        };
        match (self.0.get(name), resource) {
            (None, _) => Err(format!("there is no scope {name}")),
            (Some(None), None) => Ok(name),
            (Some(None), Some(_)) => Err(format!("{name} belongs to no resource, so nothing follows it")),
            (Some(Some(kind)), None | Some("")) => Err(format!("{name} needs a {kind}: {name}.<{kind}>")),
            (Some(Some(kind)), Some(id)) if kind == "post_token" && PostToken::new(id).is_err() => {
                Err(format!("what follows {name} is not a post token"))
            }
            (Some(Some(_)), Some(_)) => Ok(name),
        }
    }
}
