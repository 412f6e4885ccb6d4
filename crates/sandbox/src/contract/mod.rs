//! The contract as the sandbox uses it: a table of operations, each of which can check what it is sent and what it
//! answers.

mod bundle;
mod lenient;
mod operation;
mod place;
mod request;
mod response;
mod route;
mod security;

pub use bundle::ContractError;

pub(crate) use bundle::{Contract, EMBEDDED};
pub(crate) use operation::Operation;
pub(crate) use request::{Body, Breach, Location, Parameters, PathParameters, RawParameters};
pub(crate) use response::ErrorForm;
pub(crate) use route::Route;
pub(crate) use security::{Carrier, Catalogue, Scopes};
