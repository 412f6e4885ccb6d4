//! The file as it is written. Every table is closed: an unknown key is a mistake.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use kenar_schemas::{BusinessToken, LinkUrl, Phone, PostToken, TicketUuid};
use serde::Deserialize;
use serde_json::{Map, Value};
use toml::Spanned;

use super::error::Wrong;
use super::names::{all_known, distinct, one_known};
use super::values::{ClockForm, Hidden, Length, Service};
use crate::contract::Contract;
use crate::{
    ApiKeyConfig, AppConfig, Backoff, BusinessSpec, Config, Fault, FaultRule, Grant, Limits, PostSpec, Spelling,
    TicketSpec, Webhooks, WidgetKind,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default)]
    server: Server,
    app: Option<Vec<App>>,
    user: Option<Vec<User>>,
    post: Option<Vec<Post>>,
    business: Option<Vec<Business>>,
    ticket: Option<Vec<Ticket>>,
    fault: Option<Vec<FaultForm>>,
    #[serde(default)]
    calls: Calls,
    #[serde(default)]
    lifetimes: Lifetimes,
    auto_approve: Option<Phone>,
    strict_responses: Option<bool>,
    lenient: Option<bool>,
    seed: Option<u64>,
    clock: Option<ClockForm>,
    request_timeout: Option<Length>,
    data: Option<PathBuf>,
    log_entries: Option<usize>,
    pub(super) document: Option<Spanned<PathBuf>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Server {
    address: Option<IpAddr>,
    port: Option<u16>,
    hosts: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct App {
    slug: Spanned<String>,
    title: Option<String>,
    redirect_uris: Spanned<Vec<LinkUrl>>,
    client_secret: Option<Hidden>,
    key: Option<Vec<Key>>,
    widgets: Option<Vec<Spanned<String>>>,
    scopes: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    categories: Vec<String>,
    service_type: Option<Service>,
    #[serde(default)]
    development: bool,
    #[serde(default)]
    webhooks: WebhooksForm,
    #[serde(default)]
    limits: LimitsForm,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    key: Option<Hidden>,
    permissions: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    revoked: bool,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WebhooksForm {
    session_url: Option<LinkUrl>,
    dynamic_action_url: Option<LinkUrl>,
    event_url: Option<LinkUrl>,
    identification_key: Option<Hidden>,
    #[serde(default)]
    spelling: Spelling,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitsForm {
    per_minute: Option<NonZeroU32>,
    per_day: Option<NonZeroU32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct User {
    phone: Phone,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Post {
    owner: Phone,
    token: Spanned<PostToken>,
    category: String,
    #[serde(default)]
    development: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Business {
    owner: Phone,
    token: Spanned<BusinessToken>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ticket {
    uuid: Option<TicketUuid>,
    user: Phone,
    service_type: Service,
    max_amount: u64,
    issuer_payload: Option<Map<String, Value>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lifetimes {
    access_token: Option<Spanned<Length>>,
    refresh_token: Option<Length>,
    code: Option<Length>,
    grace: Option<Length>,
    temporary_image: Option<Length>,
    removal_lag: Option<Length>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultForm {
    fault: FaultKind,
    status: Option<Spanned<u16>>,
    delay: Option<Length>,
    operation: Option<Spanned<String>>,
    app: Option<Spanned<String>>,
    #[serde(default)]
    skip: u32,
    every: Option<NonZeroU32>,
    times: Option<u32>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Calls {
    timeout: Option<Length>,
    backoff: Option<Vec<Length>>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum FaultKind {
    Delay,
    Status,
    HtmlPage,
    Reset,
    CutBody,
    LostResponse,
}

impl File {
    pub(super) fn into_config(self, folder: &Path, contract: &Contract) -> Result<Config, Wrong> {
        let mut config = Config::default();
        let address = self.server.address.unwrap_or(config.address.ip());
        config.address = SocketAddr::from((address, self.server.port.unwrap_or(config.address.port())));
        config.hosts = self.server.hosts.unwrap_or_default();
        if let Some(apps) = self.app {
            distinct("an app", apps.iter().map(|app| &app.slug))?;
            config.apps = apps.into_iter().map(|app| app.into_config(contract)).collect::<Result<_, _>>()?;
        }
        if let Some(users) = self.user {
            config.users = users.into_iter().map(|user| user.phone).collect();
        }
        if let Some(posts) = self.post {
            distinct("a post", posts.iter().map(|post| &post.token))?;
            config.posts = posts.into_iter().map(PostSpec::from).collect();
        }
        let businesses = self.business.unwrap_or_default();
        distinct("a business", businesses.iter().map(|business| &business.token))?;
        let spec = |business: Business| BusinessSpec::new(business.owner, business.token.into_inner());
        config.businesses = businesses.into_iter().map(spec).collect();
        config.tickets = self.ticket.into_iter().flatten().map(TicketSpec::from).collect();
        let slugs: Vec<String> = config.apps.iter().map(|app| app.slug.clone()).collect();
        let faults = self.fault.into_iter().flatten();
        config.faults = faults.map(|fault| fault.into_rule(contract, &slugs)).collect::<Result<_, _>>()?;
        config.calls.timeout = self.calls.timeout.map_or(config.calls.timeout, |length| length.0);
        if let Some(pauses) = self.calls.backoff {
            config.calls.backoff = Backoff::new(pauses.into_iter().map(|length| length.0));
        }
        self.lifetimes.apply(&mut config.lifetimes)?;
        config.auto_approve = self.auto_approve;
        config.strict_responses = self.strict_responses.unwrap_or(config.strict_responses);
        config.lenient = self.lenient.unwrap_or(config.lenient);
        config.seed = self.seed;
        config.clock = self.clock.map_or(config.clock, |clock| clock.0);
        config.request_timeout = self.request_timeout.map_or(config.request_timeout, |length| length.0);
        for (name, timeout) in
            [("request_timeout", config.request_timeout), ("timeout of [calls]", config.calls.timeout)]
        {
            if timeout.is_zero() {
                return Err(Wrong::new(None, format!("the {name} is longer than nothing")));
            }
        }
        config.data = self.data.map(|data| folder.join(data));
        config.log_entries = self.log_entries.unwrap_or(config.log_entries);
        if let Some(path) = self.document {
            let read = super::document(&folder.join(path.get_ref()));
            config.document = Some(read.map_err(|problem| Wrong::new(Some(path.span()), problem))?);
        }
        Ok(config)
    }
}

impl App {
    fn into_config(self, contract: &Contract) -> Result<AppConfig, Wrong> {
        let span = self.redirect_uris.span();
        let redirect_uris = self.redirect_uris.into_inner();
        let Some(first) = redirect_uris.first() else {
            return Err(Wrong::new(Some(span), "an app has at least one redirect URI"));
        };
        let mut app = AppConfig::new(self.slug.into_inner(), first.clone());
        app.redirect_uris = redirect_uris;
        app.title = self.title;
        app.client_secret = self.client_secret.map(|secret| secret.0);
        if let Some(keys) = self.key {
            app.api_keys = keys.into_iter().map(|key| key.into_config(contract)).collect::<Result<_, _>>()?;
        }
        if let Some(names) = self.widgets {
            let keys: Vec<&str> = WidgetKind::ALL.iter().map(|kind| kind.key()).collect();
            let granted = all_known("kind of row", names, &keys)?;
            let kinds = WidgetKind::ALL.iter().copied();
            app.widgets = Grant::only(kinds.filter(|kind| granted.iter().any(|name| name == kind.key())));
        }
        if let Some(names) = self.scopes {
            let known: Vec<&str> = contract.scopes().iter().map(|(name, _)| name).collect();
            app.scopes = Grant::only(all_known("scope", names, &known)?);
        }
        app.categories = self.categories;
        app.service_type = self.service_type.map_or(app.service_type, |kind| kind.0);
        app.development = self.development;
        let WebhooksForm { session_url, dynamic_action_url, event_url, identification_key, spelling } = self.webhooks;
        let identification_key = identification_key.map(|key| key.0);
        app.webhooks = Webhooks { session_url, dynamic_action_url, event_url, identification_key, spelling };
        app.limits = Limits { per_minute: self.limits.per_minute, per_day: self.limits.per_day };
        Ok(app)
    }
}

impl Key {
    fn into_config(self, contract: &Contract) -> Result<ApiKeyConfig, Wrong> {
        let permissions = match self.permissions {
            None => Grant::All,
            Some(names) => {
                let known: BTreeSet<&str> =
                    contract.operations().iter().filter_map(|operation| operation.permission.as_deref()).collect();
                Grant::only(all_known("permission", names, &Vec::from_iter(known))?)
            }
        };
        Ok(ApiKeyConfig { key: self.key.map(|key| key.0), permissions, revoked: self.revoked })
    }
}

impl From<Post> for PostSpec {
    fn from(post: Post) -> Self {
        let Post { owner, token, category, development } = post;
        Self { owner, token: token.into_inner(), category, development }
    }
}

impl From<Ticket> for TicketSpec {
    fn from(ticket: Ticket) -> Self {
        let Ticket { uuid, user, service_type, max_amount, issuer_payload } = ticket;
        Self { uuid, user, service_type: service_type.0, max_amount, issuer_payload }
    }
}

impl Lifetimes {
    fn apply(self, lifetimes: &mut crate::Lifetimes) -> Result<(), Wrong> {
        if let Some(length) = self.access_token {
            let span = length.span();
            lifetimes.access_token = length.into_inner().0;
            if lifetimes.access_token.subsec_nanos() != 0 || lifetimes.access_token.is_zero() {
                return Err(Wrong::new(Some(span), "access tokens live for whole seconds, at least one"));
            }
        }
        let set = |own: &mut std::time::Duration, given: Option<Length>| *own = given.map_or(*own, |length| length.0);
        set(&mut lifetimes.refresh_token, self.refresh_token);
        set(&mut lifetimes.code, self.code);
        set(&mut lifetimes.grace, self.grace);
        set(&mut lifetimes.temporary_image, self.temporary_image);
        set(&mut lifetimes.removal_lag, self.removal_lag);
        Ok(())
    }
}

impl FaultForm {
    fn into_rule(self, contract: &Contract, slugs: &[String]) -> Result<FaultRule, Wrong> {
        let span = self.status.as_ref().map(Spanned::span);
        let status = match self.status.map(Spanned::into_inner) {
            Some(status) if (400..=599).contains(&status) => Some(status),
            Some(_) => return Err(Wrong::new(span, "the status of a fault is from 400 to 599")),
            None => None,
        };
        let fault = match (self.fault, status) {
            (FaultKind::Status, status) => Fault::Status(status.unwrap_or(503)),
            (FaultKind::HtmlPage, status) => Fault::HtmlPage(status.unwrap_or(502)),
            (_, Some(_)) => return Err(Wrong::new(span, "only the faults \"status\" and \"html_page\" have a status")),
            (FaultKind::Delay, None) => Fault::Delay,
            (FaultKind::Reset, None) => Fault::Reset,
            (FaultKind::CutBody, None) => Fault::CutBody,
            (FaultKind::LostResponse, None) => Fault::LostResponse,
        };
        let operations: Vec<&str> = contract.operations().iter().map(|operation| &*operation.id).collect();
        let slugs: Vec<&str> = slugs.iter().map(String::as_str).collect();
        let mut rule = FaultRule::new(fault);
        rule.delay = self.delay.map_or(rule.delay, |delay| delay.0);
        rule.operation = self.operation.map(|id| one_known("operation", id, &operations)).transpose()?;
        rule.app = self.app.map(|slug| one_known("app", slug, &slugs)).transpose()?;
        rule.skip = self.skip;
        rule.every = self.every.map_or(rule.every, NonZeroU32::get);
        rule.times = self.times;
        Ok(rule)
    }
}
