//! Reading the document, once.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use kenar_schemas::Checker;
use serde_json::Value;

use super::operation::Operation;
use super::place::Place;
use super::route::{Route, Table};
use super::security::Catalogue;

/// The document that the sandbox is built with: a copy of `openapi/dist/kenar.openapi.json`, which is not in the package.
pub(crate) const EMBEDDED: &str = include_str!("../../kenar.openapi.json");

/// The document cannot serve as the contract of a sandbox.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{pointer}: {problem}")]
pub struct ContractError {
    /// JSON Pointer into the document.
    pub pointer: String,
    /// What is wrong there.
    pub problem: String,
}

impl ContractError {
    pub(crate) fn unreadable(error: &serde_json::Error) -> Self {
        Self::new("", error.to_string())
    }

    pub(super) fn new(pointer: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), problem: problem.into() }
    }
}

/// Everything that the sandbox reads out of the document.
pub(crate) struct Contract {
    operations: Vec<Operation>,
    table: Table,
    scopes: Catalogue,
    /// Whether this is the document that the types were proven equal to.
    is_embedded: bool,
}

impl Contract {
    /// The contract that the sandbox was built with.
    pub(crate) fn embedded() -> Result<Arc<Self>, ContractError> {
        static CONTRACT: OnceLock<Result<Arc<Contract>, ContractError>> = OnceLock::new();
        CONTRACT
            .get_or_init(|| {
                let document: Value =
                    serde_json::from_str(EMBEDDED).map_err(|error| ContractError::unreadable(&error))?;
                let contract = Self { is_embedded: true, ..Self::read(&document)? };
                Ok(Arc::new(contract))
            })
            .clone()
    }

    pub(crate) fn read(document: &Value) -> Result<Self, ContractError> {
        let root = Place::root(document);
        let mut checkers = Checkers::default();
        let mut operations = Vec::new();
        let mut table = Table::default();
        for (path, item) in root.need("paths")?.entries()? {
            let mut methods = Vec::new();
            for (key, place) in item.entries()? {
                let Some(method) = method(key) else { continue };
                methods.push((method, operations.len()));
                operations.push(Operation::read(&place, path, &mut checkers)?);
            }
            table.add(path, methods)?;
        }
        let scopes = Catalogue::read(&root)?;
        Ok(Self { operations, table, scopes, is_embedded: false })
    }

    pub(crate) fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Whether the wire types accept exactly what this document accepts, which only holds for the one that they were
    /// built with.
    pub(crate) fn is_that_of_the_types(&self) -> bool {
        self.is_embedded
    }

    /// The permissions that keys can have.
    pub(crate) fn knows_permission(&self, name: &str) -> bool {
        self.operations.iter().any(|operation| operation.permission.as_deref() == Some(name))
    }

    pub(crate) fn scopes(&self) -> &Catalogue {
        &self.scopes
    }

    /// What stands at a path; see [`Route`].
    pub(crate) fn route(&self, method: &str, path: &str) -> Route {
        self.table.route(method, path)
    }
}

fn method(key: &str) -> Option<&'static str> {
    let known = [
        ("get", "GET"),
        ("put", "PUT"),
        ("post", "POST"),
        ("delete", "DELETE"),
        ("options", "OPTIONS"),
        ("head", "HEAD"),
        ("patch", "PATCH"),
        ("trace", "TRACE"),
    ];
    known.into_iter().find(|(name, _)| *name == key).map(|(_, method)| method)
}

/// Compiled schemas by pointer, so that a component which many operations name is compiled once.
#[derive(Default)]
pub(super) struct Checkers(HashMap<String, Arc<Checker>>);

impl Checkers {
    pub(super) fn compile(&mut self, schema: &Place<'_>) -> Result<Arc<Checker>, ContractError> {
        if let Some(checker) = self.0.get(schema.pointer()) {
            return Ok(checker.clone());
        }
        let checker = Checker::compile(schema.root_document(), schema.pointer())
            .map_err(|error| ContractError::new(error.pointer, error.problem))?;
        let checker = Arc::new(checker);
        self.0.insert(schema.pointer().to_owned(), checker.clone());
        Ok(checker)
    }
}
