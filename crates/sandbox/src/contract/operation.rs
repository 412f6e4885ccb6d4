//! One operation of the contract.

use std::sync::Arc;

use super::ContractError;
use super::bundle::Checkers;
use super::place::Place;
use super::request::{Breach, Parameter, Parameters, RawParameters, RequestBody, read_parameters, unknown_query};
use super::response::Responses;
use super::security::Security;
use crate::answer::Answer;
use crate::errors::Refusal;

/// An operation: what it asks of the caller, of the request and of the answer.
pub(crate) struct Operation {
    pub(crate) id: Arc<str>,
    /// The path as the document writes it, which unlike a real path names nobody and may be logged.
    pub(crate) template: String,
    /// The permission that the API key needs.
    pub(crate) permission: Option<String>,
    pub(crate) security: Security,
    pub(crate) body: Option<RequestBody>,
    pub(crate) responses: Responses,
    parameters: Vec<Parameter>,
}

impl Operation {
    pub(super) fn read(place: &Place<'_>, template: &str, checkers: &mut Checkers) -> Result<Self, ContractError> {
        let parameters = match place.get("parameters")? {
            None => Vec::new(),
            Some(list) => list.items()?.iter().map(|item| Parameter::read(item, checkers)).collect::<Result<_, _>>()?,
        };
        Ok(Self {
            id: place.need("operationId")?.text()?.into(),
            template: template.to_owned(),
            permission: place.text_of("x-kenar-permission")?.map(str::to_owned),
            security: Security::read(place)?,
            body: place.get("requestBody")?.map(|body| RequestBody::read(&body, checkers)).transpose()?,
            responses: Responses::read(&place.need("responses")?, checkers)?,
            parameters,
        })
    }

    /// Parameters of a query that the operation does not have. Clients and proxies add their own to calls of the
    /// platform; to one of the control API they are misspellings.
    pub(crate) fn unknown_query(&self, query: &str) -> Vec<Breach> {
        unknown_query(&self.parameters, query)
    }

    /// Reads the parameters and lists what is wrong with them.
    pub(crate) fn parameters(&self, raw: RawParameters<'_>) -> (Parameters, Vec<Breach>) {
        read_parameters(&self.parameters, raw)
    }

    /// The answer, if it fits the document; otherwise it is not sent, and its place is logged.
    pub(crate) fn held_to(&self, answer: Answer) -> Answer {
        let breaches = self.responses.breaches(&answer);
        let Some(first) = breaches.first() else { return answer };
        // Only the place and the rule: what was found there may be nobody's business.
        tracing::error!(
            operation = %self.id,
            path = %self.template,
            status = answer.status.as_u16(),
            pointer = %first.pointer,
            rule = first.rule,
            "an answer breaks the contract and is not sent"
        );
        Refusal::broken_answer(&breaches).answer(self.responses.errors)
    }
}
