//! The apps, their keys and what they were granted. They do not change while the sandbox runs.

use std::collections::{BTreeSet, HashMap};

use kenar_schemas::LinkUrl;
use secrecy::{ExposeSecret, SecretString};

use super::app_id::AppId;
use super::credentials::{Credential, Credentials};
use super::digest::SecretDigest;
use crate::calls::{check_key, is_sendable};
use crate::contract::Contract;
use crate::{AppConfig, Grant, Limits, ServiceType, Spelling, StartError, Webhooks, WidgetKind};

pub(crate) struct App {
    pub(crate) id: AppId,
    pub(crate) slug: String,
    /// The name that people see.
    pub(crate) title: String,
    pub(crate) redirect_uris: Vec<LinkUrl>,
    pub(crate) service_type: ServiceType,
    pub(crate) development: bool,
    pub(crate) webhooks: AppWebhooks,
    pub(crate) limits: Limits,
    client_secret: SecretDigest,
    pub(crate) keys: Vec<ApiKey>,
    pub(crate) widgets: Grant<WidgetKind>,
    scopes: Grant<String>,
    categories: Vec<String>,
}

pub(crate) struct ApiKey {
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
    /// All redirect URIs, the first one first.
    pub redirect_uris: Vec<String>,
    /// What the sandbox sends in the header `Authorization`, bare, when it calls the app.
    pub identification_key: SecretString,
}

pub(crate) struct Apps {
    /// In the order of the configuration.
    list: Vec<App>,
    /// The place in the list.
    places: HashMap<AppId, usize>,
    /// The app and the place of the key in it. Looking a digest up tells nothing about a key.
    keys: HashMap<SecretDigest, (AppId, usize)>,
}

impl Apps {
    /// Checks the configured apps and draws the secrets that are not given.
    pub(crate) fn new(
        configs: Vec<AppConfig>,
        contract: &Contract,
        drawn: &mut Credentials,
    ) -> Result<(Self, Vec<AppCredentials>), StartError> {
        let mut apps = Self { list: Vec::new(), places: HashMap::new(), keys: HashMap::new() };
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
            let id = AppId::new(&config.slug);
            let mut keys = Vec::new();
            let mut first_key = None;
            for (place, key) in config.api_keys.iter().enumerate() {
                let secret = key.key.clone().unwrap_or_else(|| drawn.get_or_draw(id, Credential::ApiKey(place)));
                if !is_sendable(&secret) {
                    return Err(fault("an API key must be visible ASCII characters without spaces".to_owned()));
                }
                if apps.keys.insert(SecretDigest::of(secret.expose_secret()), (id, place)).is_some() {
                    return Err(fault("one of its API keys exists already".to_owned()));
                }
                keys.push(ApiKey { permissions: key.permissions.clone(), revoked: key.revoked });
                first_key.get_or_insert(secret);
            }
            let (Some(api_key), Some(redirect_uri)) = (first_key, config.redirect_uris.first()) else {
                return Err(fault("an app needs an API key and a redirect URI".to_owned()));
            };
            let client_secret =
                config.client_secret.clone().unwrap_or_else(|| drawn.get_or_draw(id, Credential::ClientSecret));
            let digest = SecretDigest::of(client_secret.expose_secret());
            let webhooks = AppWebhooks::new(config.webhooks, || drawn.get_or_draw(id, Credential::IdentificationKey))
                .map_err(fault)?;
            credentials.push(AppCredentials {
                slug: config.slug.clone(),
                api_key,
                client_secret,
                redirect_uri: redirect_uri.to_string(),
                redirect_uris: config.redirect_uris.iter().map(ToString::to_string).collect(),
                identification_key: webhooks.identification_key.clone(),
            });
            apps.places.insert(id, apps.list.len());
            apps.list.push(App {
                id,
                title: config.title.unwrap_or_else(|| config.slug.clone()),
                slug: config.slug,
                redirect_uris: config.redirect_uris,
                service_type: config.service_type,
                development: config.development,
                webhooks,
                limits: config.limits,
                client_secret: digest,
                keys,
                widgets: config.widgets,
                scopes: config.scopes,
                categories: config.categories,
            });
        }
        if apps.list.is_empty() { Err(StartError::NoApp) } else { Ok((apps, credentials)) }
    }

    /// Ids are only made for apps that are configured, and read only where they name one.
    pub(crate) fn get(&self, id: AppId) -> &App {
        &self.list[self.places[&id]]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (AppId, &App)> {
        self.list.iter().map(|app| (app.id, app))
    }

    pub(crate) fn by_slug(&self, slug: &str) -> Option<AppId> {
        self.iter().find(|(_, app)| app.slug == slug).map(|(id, _)| id)
    }

    /// The app whose slug and OAuth secret these are.
    pub(crate) fn by_secret(&self, slug: &str, secret: &str) -> Option<AppId> {
        self.by_slug(slug).filter(|id| self.get(*id).client_secret.matches(secret))
    }

    /// The owner of an API key.
    pub(crate) fn by_key(&self, key: &str) -> Option<(AppId, &ApiKey)> {
        let (id, place) = *self.keys.get(&SecretDigest::of(key))?;
        Some((id, self.get(id).keys.get(place)?))
    }
}

impl AppWebhooks {
    fn new(config: Webhooks, draw: impl FnOnce() -> SecretString) -> Result<Self, String> {
        let Webhooks { session_url, dynamic_action_url, event_url, identification_key, spelling } = config;
        for url in [&session_url, &dynamic_action_url, &event_url].into_iter().flatten() {
            check_webhook(url)?;
        }
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
