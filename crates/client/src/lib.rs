#![doc = include_str!("../README.md")]

mod client;
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
mod hooks;
mod path;
mod servers;

pub mod images;
pub mod oauth;

pub use client::{BuildError, Client};
pub use credentials::{Credentials, InvalidSecret};
pub use kenar_schemas as schemas;
pub use kenar_schemas::oauth::Secret;
pub use progenitor_client::{Error, ResponseValue};
pub use servers::{InvalidServer, Servers};

/// The API at `open-api.divar.ir`: one method an operation of the document.
pub mod open_api {
    pub use crate::generated::open_api::Client;
}

/// The older API at `api.divar.ir`: one method an operation of the document. All of it is deprecated by the platform.
pub mod legacy {
    pub use crate::generated::legacy::Client;
}
