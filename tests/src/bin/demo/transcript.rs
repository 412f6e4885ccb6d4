use std::collections::HashMap;

use anyhow::{Context, bail};
use kenar_client::{Error, ResponseValue};
use kenar_schemas::ErrorBody;
use kenar_tests::BUNDLE;
use reqwest::Url;
use serde::Serialize;
use serde_json::Value;

/// Prints each call as it was made: method, path, status and the interesting part of the answer.
pub(crate) struct Transcript {
    /// From operation id to method and path template.
    operations: HashMap<String, (String, String)>,
    count: usize,
}

/// How much of an answer is shown, in characters.
const SHOWN: usize = 110;

impl Transcript {
    pub(crate) fn new() -> anyhow::Result<Self> {
        let document: Value = serde_json::from_str(BUNDLE)?;
        let mut operations = HashMap::new();
        for (path, item) in document["paths"].as_object().context("the document has no paths")? {
            for (method, operation) in item.as_object().into_iter().flatten() {
                if let Some(id) = operation["operationId"].as_str() {
                    operations.insert(id.to_owned(), (method.to_uppercase(), path.clone()));
                }
            }
        }
        Ok(Self { operations, count: 0 })
    }

    /// How many calls were made.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// A call that must succeed.
    pub(crate) fn call<T: Serialize>(
        &mut self,
        operation: &str,
        parameters: &[&str],
        answer: Result<ResponseValue<T>, Error>,
    ) -> anyhow::Result<T> {
        match answer {
            Ok(response) => {
                let status = response.status().as_u16();
                let body = response.into_inner();
                self.print(operation, parameters, status, &serde_json::to_string(&body)?)?;
                Ok(body)
            }
            Err(error) => bail!("{operation} was refused: {error}"),
        }
    }

    /// A call that must be refused with this status and message.
    pub(crate) fn refused<T: Serialize>(
        &mut self,
        operation: &str,
        parameters: &[&str],
        answer: Result<ResponseValue<T>, Error>,
        (status, message): (u16, &str),
    ) -> anyhow::Result<ErrorBody> {
        match answer {
            Err(error) => {
                let (Some(found), Some(body)) = (error.status(), error.body()) else {
                    bail!("{operation} failed in another way than expected: {error}");
                };
                self.print(operation, parameters, found.as_u16(), &serde_json::to_string(body)?)?;
                if found != status || !body.message.contains(message) {
                    bail!("{operation} should have been refused with {status} {message:?}");
                }
                Ok(body.clone())
            }
            Ok(_) => bail!("{operation} should have been refused with {status} {message:?}, and was accepted"),
        }
    }

    /// A call that was made without a generated method.
    pub(crate) fn print(
        &mut self,
        operation: &str,
        parameters: &[&str],
        status: u16,
        body: &str,
    ) -> anyhow::Result<()> {
        let (method, template) = self.operations.get(operation).with_context(|| format!("no operation {operation}"))?;
        let mut values = parameters.iter();
        let mut url = Url::parse("http://sandbox")?;
        if let Ok(mut path) = url.path_segments_mut() {
            for part in template.split('/').skip(1) {
                path.push(if part.starts_with('{') { values.next().copied().unwrap_or(part) } else { part });
            }
        }
        let shown: String = body.chars().take(SHOWN).collect();
        let cut = if body.chars().count() > SHOWN { "…" } else { "" };
        say!("{method:<6} {}\n       {status} {shown}{cut}", url.path());
        self.count += 1;
        Ok(())
    }

    /// A remark between calls.
    pub(crate) fn note(text: &str) {
        say!("       · {text}");
    }
}
