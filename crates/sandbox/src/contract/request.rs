//! What an operation is sent, held against the contract.

use std::fmt;
use std::sync::Arc;

use axum::http::HeaderMap;
use bytes::Bytes;
use kenar_schemas::{Checker, Violation};
use serde_json::Value;

use super::ContractError;
use super::bundle::Checkers;
use super::lenient::without_unknown;
use super::place::Place;

/// One rule of the contract that a request or an answer breaks.
#[derive(Debug, Clone)]
pub(crate) struct Breach {
    /// `path.divar_user_id`, for a parameter; nothing for a body.
    pub(crate) parameter: Option<String>,
    pub(crate) pointer: String,
    pub(crate) rule: &'static str,
    pub(crate) limit: Value,
    pub(crate) found: Value,
    pub(crate) message: String,
}

impl From<&Violation> for Breach {
    fn from(violation: &Violation) -> Self {
        Self {
            parameter: None,
            pointer: violation.pointer.clone(),
            rule: violation.rule.as_str(),
            limit: violation.limit.clone(),
            found: violation.found.clone(),
            message: violation.message.clone(),
        }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = match &self.parameter {
            Some(parameter) => parameter.as_str(),
            None if self.pointer.is_empty() => "(document)",
            None => &self.pointer,
        };
        write!(f, "{place}: {} [{}]", self.message, self.rule)
    }
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
}

impl Location {
    fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
        }
    }
}

/// A parameter of an operation.
pub(crate) struct Parameter {
    name: String,
    location: Location,
    required: bool,
    form: Form,
    checker: Arc<Checker>,
}

/// What the text of a parameter stands for.
#[derive(Debug, Clone, Copy)]
enum Form {
    Text,
    Integer,
    Boolean,
}

impl Form {
    /// The value that is written. What is not in the form stays a text, and the schema refuses it.
    fn read(self, text: &str) -> Value {
        let read = match self {
            Self::Text => None,
            Self::Integer => text.parse::<i64>().ok().map(Value::from),
            Self::Boolean => text.parse::<bool>().ok().map(Value::from),
        };
        read.unwrap_or_else(|| Value::from(text))
    }
}

impl Parameter {
    pub(super) fn read(place: &Place<'_>, checkers: &mut Checkers) -> Result<Self, ContractError> {
        let location = match place.need("in")?.text()? {
            "path" => Location::Path,
            "query" => Location::Query,
            "header" => Location::Header,
            other => return Err(place.fault(format!("the sandbox does not know parameters in {other:?}"))),
        };
        let schema = place.need("schema")?;
        let form = match schema.text_of("type")? {
            Some("string") => Form::Text,
            Some("integer") => Form::Integer,
            Some("boolean") => Form::Boolean,
            _ => return Err(schema.fault("the sandbox only knows parameters that are texts, integers and booleans")),
        };
        Ok(Self {
            name: place.need("name")?.text()?.to_owned(),
            location,
            required: place.is_true("required"),
            form,
            checker: checkers.compile(&schema)?,
        })
    }

    fn check(&self, found: &[&str], breaches: &mut Vec<Breach>) {
        let parameter = Some(format!("{}.{}", self.location.as_str(), self.name));
        match found {
            [] if self.required => breaches.push(Breach {
                parameter,
                pointer: String::new(),
                rule: "required",
                limit: Value::from(self.name.as_str()),
                found: Value::Null,
                message: format!("the {} parameter {:?} is missing", self.location.as_str(), self.name),
            }),
            [] => {}
            [value] => {
                if let Err(violations) = self.checker.check_value(&self.form.read(value)) {
                    breaches
                        .extend(violations.iter().map(|found| Breach { parameter: parameter.clone(), ..found.into() }));
                }
            }
            many => breaches.push(Breach {
                parameter,
                pointer: String::new(),
                rule: "duplicateKey",
                limit: Value::from("each parameter once"),
                found: Value::from(many.len()),
                message: format!("the {} parameter {:?} is given more than once", self.location.as_str(), self.name),
            }),
        }
    }
}

/// The values in a path, decoded, by name.
#[derive(Debug, Default)]
pub(crate) struct PathParameters(pub(super) Vec<(String, String)>);

impl PathParameters {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// The parameters of a request before they are checked.
pub(crate) struct RawParameters<'r> {
    pub(crate) path: PathParameters,
    pub(crate) query: &'r str,
    pub(crate) headers: &'r HeaderMap,
}

/// The parameters of a request.
#[derive(Debug, Default)]
pub(crate) struct Parameters(Vec<(Location, String, String)>);

impl Parameters {
    pub(crate) fn get(&self, location: Location, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, key, _)| *own == location && key == name).map(|(_, _, value)| value.as_str())
    }

    pub(crate) fn path(&self, name: &str) -> Option<&str> {
        self.get(Location::Path, name)
    }
}

/// Lists the parameters of a query that are not among the known ones.
pub(super) fn unknown_query(known: &[Parameter], query: &str) -> Vec<Breach> {
    let own = known.iter().filter(|parameter| parameter.location == Location::Query);
    let names: Vec<&str> = own.map(|parameter| parameter.name.as_str()).collect();
    let found = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| !names.contains(&name.as_ref()));
    found
        .map(|(name, _)| Breach {
            parameter: Some(format!("query.{name}")),
            pointer: String::new(),
            rule: "additionalProperties",
            limit: Value::from(names.clone()),
            found: Value::from(name.as_ref()),
            message: format!("{name:?} is no parameter of this operation; its own are {}", names.join(", ")),
        })
        .collect()
}

/// Reads the parameters that the operation has, and lists what is wrong with them. Others are ignored: clients and
/// proxies add their own.
pub(super) fn read_parameters(known: &[Parameter], raw: RawParameters<'_>) -> (Parameters, Vec<Breach>) {
    let query: Vec<(String, String)> = form_urlencoded::parse(raw.query.as_bytes()).into_owned().collect();
    let mut parameters = Parameters::default();
    let mut breaches = Vec::new();
    for parameter in known {
        let name = parameter.name.as_str();
        let found: Vec<&str> = match parameter.location {
            Location::Path => raw.path.get(name).into_iter().collect(),
            Location::Query => query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect(),
            Location::Header => raw.headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect(),
        };
        parameter.check(&found, &mut breaches);
        if let Some(value) = found.first() {
            parameters.0.push((parameter.location, name.to_owned(), (*value).to_owned()));
        }
    }
    (parameters, breaches)
}

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Media {
    Json,
    Form,
    /// Bytes that the contract does not look into.
    Binary,
}

/// The body of an operation.
pub(crate) struct RequestBody {
    /// The one media type that it may have.
    pub(crate) media_type: String,
    pub(crate) media: Media,
    pub(crate) required: bool,
    checker: Arc<Checker>,
}

impl RequestBody {
    pub(super) fn read(place: &Place<'_>, checkers: &mut Checkers) -> Result<Self, ContractError> {
        let content = place.need("content")?;
        let entries = content.entries()?;
        let [(media_type, entry)] = entries.as_slice() else {
            return Err(content.fault("a body has exactly one media type"));
        };
        let schema = entry.need("schema")?;
        let media = match *media_type {
            "application/json" => Media::Json,
            "application/x-www-form-urlencoded" => Media::Form,
            _ if schema.text_of("format")? == Some("binary") => Media::Binary,
            _ => return Err(entry.fault("the sandbox cannot read this media type")),
        };
        let media_type = (*media_type).to_owned();
        Ok(Self { media_type, media, required: place.is_true("required"), checker: checkers.compile(&schema)? })
    }

    /// Whether a request of that content type may be read.
    pub(crate) fn takes(&self, content_type: Option<&str>) -> bool {
        let essence = content_type.and_then(|text| text.split(';').next()).unwrap_or_default();
        essence.trim().eq_ignore_ascii_case(&self.media_type)
    }

    /// The body as handlers read it (a form becomes a JSON object of texts), or everything that is wrong with it.
    /// `lenient` drops what the contract does not know.
    pub(crate) fn check(&self, body: Bytes, lenient: bool) -> Result<Body, Vec<Breach>> {
        let whole = |text| Body { text, dropped: Vec::new() };
        if body.is_empty() {
            return if self.required {
                Err(vec![Breach {
                    parameter: None,
                    pointer: String::new(),
                    rule: "required",
                    limit: Value::from(self.media_type.as_str()),
                    found: Value::Null,
                    message: format!("the body is missing; {} is expected", self.media_type),
                }])
            } else {
                Ok(whole(body))
            };
        }
        let text = match self.media {
            Media::Binary => return Ok(whole(body)),
            Media::Json => body,
            Media::Form => form_to_json(&body),
        };
        match self.checker.check(&text) {
            Ok(()) => Ok(whole(text)),
            Err(violations) if lenient => match without_unknown(&self.checker, &text, violations) {
                Ok((text, dropped)) => Ok(Body { text: text.into(), dropped }),
                Err(violations) => Err(violations.iter().map(Breach::from).collect()),
            },
            Err(violations) => Err(violations.iter().map(Breach::from).collect()),
        }
    }
}

/// A body that fits the contract.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub(crate) text: Bytes,
    /// JSON Pointers of the members that were dropped.
    pub(crate) dropped: Vec<String>,
}

/// A doubled key stays doubled, so that the checker sees it.
fn form_to_json(body: &[u8]) -> Bytes {
    let members: Vec<String> = form_urlencoded::parse(body)
        .map(|(key, value)| format!("{}:{}", Value::from(key.into_owned()), Value::from(value.into_owned())))
        .collect();
    Bytes::from(format!("{{{}}}", members.join(",")))
}
