// Of two definitions of a link the first counts: here they lead to pages, in the file to files.
//! [guide-calls]: guides::from_document_to_call
//! [guide-calls-fa]: guides::fa::from_document_to_call
//! [guide-v2]: guides::from_v1_to_v2
//! [guide-v2-fa]: guides::fa::from_v1_to_v2
#![doc = ""]
#![doc = include_str!("../README.md")]

mod builder;
mod client;
mod connections;
mod credentials;
// Written by progenitor, whose style is its own.
#[allow(
    missing_docs,
    unreachable_pub,
    clippy::all,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "generated code is changed in the document, not here"
)]
mod generated;
mod operation;
mod path;
mod send;
mod servers;
mod time;

#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
pub mod blocking;
pub mod bulk;
pub mod error;
#[cfg(any(doc, doctest))]
pub mod guides;
pub mod images;
pub mod oauth;
pub mod webhook;

pub use builder::{BuildError, ClientBuilder};
pub use client::Client;
pub use credentials::InvalidSecret;
pub use error::Error;
pub use generated::operations;
pub use kenar_schemas as schemas;
pub use kenar_schemas::oauth::Secret;
pub use operation::{Idempotency, Operation};
pub use progenitor_client::ResponseValue;
pub use reqwest;
pub use secrecy;
pub use send::{Retry, RetryBudget, RetryPolicy, RetryReason};
pub use servers::{InvalidServer, ServerName, Servers};

/// The API at `open-api.divar.ir`: one method an operation of the document.
pub mod open_api {
    pub use crate::generated::open_api::Client;
}

/// The older API at `api.divar.ir`: one method an operation of the document. All of it is deprecated by the platform.
pub mod legacy {
    pub use crate::generated::legacy::Client;
}
