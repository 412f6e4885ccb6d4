//! Which app, which servers and which user a command acts for.
//!
//! A flag wins over the environment, the environment over the profile of the config file, and the profile over the platform.
//! Everything of one config file lies beside it:
//!
//! ```text
//! config.toml                 profiles; holds no secret and may be shared
//! private/<profile>/api-key   secrets, where the system keyring does not have them (mode 0600)
//! private/<profile>/consents  tokens of users, kept by the client's `FileStore`
//! ```
//!
//! Two libraries find the folder of the platform: `etcetera` takes `~/.config` on macOS too, where people of the command line look;
//! `directories` takes `~/Library/Application Support`. The keyring is the crate `keyring`, which chooses the store of each system; on
//! Linux it speaks to the Secret Service by zbus, so that building needs no libdbus. (`linux-keyutils` forgets at a restart.)

mod config;
mod environment;
mod name;
mod options;
mod place;
mod resolved;
pub(crate) mod secrets;
mod servers;
mod user;

pub(crate) use config::{Config, Settings};
pub(crate) use environment::variable;
pub(crate) use name::Name;
pub(crate) use options::Options;
pub(crate) use place::Place;
pub(crate) use resolved::Profile;
pub(crate) use secrets::{SecretName, Vault, replace_file};
pub(crate) use servers::Servers;
pub(crate) use user::User;
