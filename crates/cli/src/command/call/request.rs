//! A request as it would be sent, for whoever wants to see it first.
//!
//! The client writes the real one. A test holds the two against each other for every operation.

use std::cell::Cell;
use std::fmt::Display;

use anyhow::bail;
use kenar_client::oauth::Scope;
use kenar_client::{Operation, Secret};
use kenar_schemas::Payload;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::body::{Body, Checked, Member};
use super::{Api, Failure};

/// For whom a call is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// For the app alone.
    App,
    /// For a user who has consented.
    User,
}

/// What a header holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// This text.
    Text(String),
    /// A secret: what stands before it, and the variable that a shell finds it in.
    Secret { before: &'static str, variable: String },
}

/// What is sent after the headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    /// Nothing.
    Nothing,
    /// This JSON.
    Json(String),
    /// A form. A secret is the name of the variable that a shell finds it in.
    Form(Vec<(&'static str, Value)>),
    /// The bytes of a file.
    File { path: String, length: u64 },
}

/// A request.
pub(crate) struct Request {
    pub(super) operation: &'static Operation,
    pub(super) needs: Needs,
    /// What the user has granted, once that is known.
    pub(super) granted: Cell<Option<Vec<Scope>>>,
    base: String,
    path: String,
    query: Vec<(&'static str, String)>,
    pub(super) headers: Vec<(&'static str, Value)>,
    pub(super) content: Content,
    /// What the call is about, for scopes that belong to one resource.
    resource: Option<String>,
}

/// Everything but the unreserved characters of RFC 3986, as the client does it.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Request {
    pub(super) fn new(operation: &'static Operation, base: &str, api: Api, needs: Needs) -> Self {
        let mut request = Self::without_key(operation, base);
        request.needs = needs;
        request.secret("X-API-Key", "", "KENAR_API_KEY");
        match (needs, api) {
            (Needs::App, _) => {}
            (Needs::User, Api::OpenApi) => request.secret("Authorization", "Bearer ", "KENAR_ACCESS_TOKEN"),
            (Needs::User, Api::Legacy) => request.secret("x-access-token", "", "KENAR_ACCESS_TOKEN"),
        }
        request
    }

    /// A request that no app is named in.
    pub(super) fn without_key(operation: &'static Operation, base: &str) -> Self {
        Self {
            operation,
            needs: Needs::App,
            granted: Cell::new(None),
            base: base.to_owned(),
            path: operation.path.to_owned(),
            query: Vec::new(),
            headers: vec![("Accept", Value::Text("application/json".to_owned()))],
            content: Content::Nothing,
            resource: None,
        }
    }

    pub(super) fn secret(&mut self, name: &'static str, before: &'static str, variable: &str) {
        self.headers.push((name, Value::Secret { before, variable: variable.to_owned() }));
    }

    /// Fills in a parameter of the path.
    pub(crate) fn path(&mut self, name: &str, value: &impl Display) -> anyhow::Result<()> {
        let value = value.to_string();
        if value == "." || value == ".." {
            bail!("`.` and `..` cannot be sent in a path; look at --{}", name.replace('_', "-"));
        }
        let encoded = utf8_percent_encode(&value, RESERVED).to_string();
        self.path = self.path.replace(&format!("{{{name}}}"), &encoded);
        self.resource.get_or_insert(value);
        Ok(())
    }

    /// Adds a parameter of the query.
    pub(crate) fn query(&mut self, name: &'static str, value: Option<&impl Display>) {
        self.query.extend(value.map(|value| (name, value.to_string())));
    }

    /// Adds a header.
    #[allow(dead_code, reason = "for a header that is no secret; the document has none today")]
    pub(crate) fn header(&mut self, name: &'static str, value: Option<&impl Display>) {
        self.headers.extend(value.map(|value| (name, Value::Text(value.to_string()))));
    }

    /// Adds a header that holds a secret.
    pub(crate) fn secret_header(&mut self, name: &'static str, value: Option<&Secret>) {
        if value.is_some() {
            self.secret(name, "", &format!("KENAR_{}", name.trim_start_matches("X-").replace('-', "_").to_uppercase()));
        }
    }

    /// Reads and checks the body.
    pub(crate) fn body<T: Payload>(&mut self, body: &Body, members: Vec<Member>) -> Result<T, Failure> {
        let Checked { value, text } = body.checked::<T>(members)?;
        self.headers.push(("Content-Type", Value::Text("application/json".to_owned())));
        self.content = Content::Json(text);
        Ok(value)
    }

    /// The whole address.
    pub(super) fn url(&self) -> String {
        let mut url = format!("{}{}", self.base, self.path);
        if !self.query.is_empty() {
            let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.query).finish();
            url.push('?');
            url.push_str(&query);
        }
        url
    }

    /// The scopes of which one is enough, each with the resource that this call is about.
    pub(super) fn scopes(&self) -> Vec<String> {
        let scopes = self.operation.scopes.iter();
        let resource = self.resource.as_deref();
        scopes
            .map(|scope| match (scope.split_once('.'), resource) {
                (Some((name, _)), Some(resource)) => format!("{name}.{resource}"),
                _ => (*scope).to_owned(),
            })
            .collect()
    }

    /// The command that asks a user for what this call needs.
    pub(super) fn login(&self) -> String {
        let scope = self.scopes().into_iter().next().unwrap_or_else(|| "USER_ID".to_owned());
        format!("kenar auth login --scope {scope}")
    }

    /// Whether what the user has granted is known and is not enough.
    pub(super) fn lacks_scope(&self) -> bool {
        let granted = self.granted.take();
        let lacks =
            granted.as_ref().is_some_and(|granted| !self.operation.is_granted_by(granted, self.resource.as_deref()));
        self.granted.set(granted);
        lacks
    }
}
