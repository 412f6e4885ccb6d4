//! The apps, their keys and what they were granted. They do not change while the sandbox runs.

use std::collections::BTreeSet;

use kenar_schemas::LinkUrl;
use secrecy::{ExposeSecret, SecretString};

use super::digest::SecretDigest;
use super::random::Generator;
use crate::calls::check_key;
use crate::contract::Contract;
use crate::{AppConfig, Grant, ServiceType, Spelling, StartError, Webhooks, WidgetKind};

/// An app by its place in the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct AppId(usize);

pub(crate) struct App {
    pub(crate) slug: String,
    pub(crate) redirect_uris: Vec<LinkUrl>,
    pub(crate) service_type: ServiceType,
    pub(crate) development: bool,
    pub(crate) webhooks: AppWebhooks,
    client_secret: SecretDigest,
    keys: Vec<ApiKey>,
    widgets: Grant<WidgetKind>,
    scopes: Grant<String>,
    categories: Vec<String>,
}

pub(crate) struct ApiKey {
    digest: SecretDigest,
    pub(crate) permissions: Grant<String>,
    pub(crate) revoked: bool,
}

/// Where an app is called. Unlike the other secrets the identification key is kept as it is, because it is sent.
pub(crate) struct AppWebhooks {
    pub(crate) session_url: Option<LinkUrl>,
    pub(crate) dynamic_action_url: Option<LinkUrl>,
    pub(crate) event_url: Option<LinkUrl>,
    pub(crate) identification_key: SecretString,
    pub(crate) spelling: Spelling,
}

/// What an app needs to call the sandbox and to recognise its calls. `Debug` shows no secret.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AppCredentials {
    /// The slug, which is also the OAuth `client_id`.
    pub slug: String,
    /// The first API key, for `X-API-Key`.
    pub api_key: SecretString,
    /// The OAuth secret.
    pub client_secret: SecretString,
    /// The first redirect URI.
    pub redirect_uri: String,
    /// What the sandbox sends in the header `Authorization`, bare, when it calls the app.
    pub identification_key: SecretString,
}

pub(crate) struct Apps(Vec<App>);

impl Apps {
    /// Checks the configured apps and draws the secrets that are not given.
    pub(crate) fn new(
        configs: Vec<AppConfig>,
        contract: &Contract,
        secrets: &mut Generator,
    ) -> Result<(Self, Vec<AppCredentials>), StartError> {
        let mut apps = Vec::new();
        let mut credentials: Vec<AppCredentials> = Vec::new();
        for config in configs {
            let fault = |problem: String| StartError::App { slug: config.slug.clone(), problem };
            if config.slug.is_empty() || credentials.iter().any(|other| other.slug == config.slug) {
                return Err(fault("a slug is a text of its own for each app".to_owned()));
            }
            check_grants(&config, contract).map_err(fault)?;
            for uri in &config.redirect_uris {
                check_redirect_uri(uri.as_str()).map_err(fault)?;
            }
            let mut keys = Vec::new();
            let mut first_key = None;
            for key in &config.api_keys {
                let secret = key.key.clone().unwrap_or_else(|| SecretString::from(secrets.secret("kenar-key-")));
                let digest = SecretDigest::of(secret.expose_secret());
                let taken = |key: &ApiKey| key.digest == digest;
                if keys.iter().any(taken) || apps.iter().any(|app: &App| app.keys.iter().any(taken)) {
                    return Err(fault("one of its API keys exists already".to_owned()));
                }
                keys.push(ApiKey { digest, permissions: key.permissions.clone(), revoked: key.revoked });
                first_key.get_or_insert(secret);
            }
            let (Some(api_key), Some(redirect_uri)) = (first_key, config.redirect_uris.first()) else {
                return Err(fault("an app needs an API key and a redirect URI".to_owned()));
            };
            let client_secret =
                config.client_secret.clone().unwrap_or_else(|| SecretString::from(secrets.secret("kenar-secret-")));
            let digest = SecretDigest::of(client_secret.expose_secret());
            let webhooks = AppWebhooks::new(config.webhooks, secrets).map_err(fault)?;
            credentials.push(AppCredentials {
                slug: config.slug.clone(),
                api_key,
                client_secret,
                redirect_uri: redirect_uri.to_string(),
                identification_key: webhooks.identification_key.clone(),
            });
            apps.push(App {
                slug: config.slug,
                redirect_uris: config.redirect_uris,
                service_type: config.service_type,
                development: config.development,
                webhooks,
                client_secret: digest,
                keys,
                widgets: config.widgets,
                scopes: config.scopes,
                categories: config.categories,
            });
        }
        if apps.is_empty() { Err(StartError::NoApp) } else { Ok((Self(apps), credentials)) }
    }

    pub(crate) fn get(&self, id: AppId) -> &App {
        &self.0[id.0]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (AppId, &App)> {
        self.0.iter().enumerate().map(|(index, app)| (AppId(index), app))
    }

    pub(crate) fn by_slug(&self, slug: &str) -> Option<AppId> {
        self.iter().find(|(_, app)| app.slug == slug).map(|(id, _)| id)
    }

    /// The app whose slug and OAuth secret these are.
    pub(crate) fn by_secret(&self, slug: &str, secret: &str) -> Option<AppId> {
        self.by_slug(slug).filter(|id| self.get(*id).client_secret.matches(secret))
    }

    /// The owner of an API key. Every key is compared, so the time tells nothing.
    pub(crate) fn by_key(&self, key: &str) -> Option<(AppId, &ApiKey)> {
        let mut found = None;
        for (id, app) in self.iter() {
            for own in &app.keys {
                if own.digest.matches(key) {
                    found = Some((id, own));
                }
            }
        }
        found
    }
}

impl AppWebhooks {
    fn new(config: Webhooks, secrets: &mut Generator) -> Result<Self, String> {
        let Webhooks { session_url, dynamic_action_url, event_url, identification_key, spelling } = config;
        for url in [&session_url, &dynamic_action_url, &event_url].into_iter().flatten() {
            check_webhook(url)?;
        }
        let draw = || SecretString::from(secrets.secret("kenar-identification-"));
        let identification_key = identification_key.unwrap_or_else(draw);
        check_key(&identification_key)?;
        Ok(Self { session_url, dynamic_action_url, event_url, identification_key, spelling })
    }
}

impl App {
    pub(crate) fn may_use(&self, kinds: impl IntoIterator<Item = Option<WidgetKind>>) -> bool {
        kinds.into_iter().all(|kind| match kind {
            Some(kind) => self.widgets.allows(&kind),
            None => self.widgets == Grant::All,
        })
    }

    pub(crate) fn may_ask_for(&self, scope_name: &str) -> bool {
        self.scopes.allows(scope_name)
    }

    /// Whether the app is shown in a category.
    pub(crate) fn is_shown_in(&self, category: &str) -> bool {
        self.categories.is_empty() || self.categories.iter().any(|own| own == category)
    }
}

fn check_grants(config: &AppConfig, contract: &Contract) -> Result<(), String> {
    let unknown =
        |granted: &BTreeSet<String>, knows: &dyn Fn(&str) -> bool| granted.iter().find(|name| !knows(name)).cloned();
    if let Grant::Only(names) = &config.scopes
        && let Some(name) = unknown(names, &|name| contract.scopes().knows_name(name))
    {
        return Err(format!("there is no scope {name:?}"));
    }
    for key in &config.api_keys {
        if let Grant::Only(names) = &key.permissions
            && let Some(name) = unknown(names, &|name| contract.knows_permission(name))
        {
            return Err(format!("no operation asks for a permission {name:?}"));
        }
    }
    Ok(())
}

/// A redirect URI goes into headers, and parameters are added to it.
fn check_redirect_uri(uri: &str) -> Result<(), String> {
    let authority = uri.split('/').nth(2).unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    if !uri.is_ascii() || uri.contains(['?', '#']) {
        Err(format!("the redirect URI {uri:?} must be plain ASCII without query and fragment"))
    } else if !authority.bytes().all(plain) {
        Err(format!("the redirect URI {uri:?} must have a plain host name"))
    } else {
        Ok(())
    }
}

/// A user name in a URL would be sent in the place of the identification key. What is wrong is not repeated, because it
/// may hold a password.
fn check_webhook(url: &LinkUrl) -> Result<(), String> {
    match reqwest::Url::parse(url.as_str()) {
        Err(error) => Err(format!("a webhook is not a URL: {error}")),
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            Err("the URL of a webhook must not hold a user name or a password".to_owned())
        }
        Ok(_) => Ok(()),
    }
}
