//! `kenar push`: the real command against a sandbox in this process.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod failures;
mod inputs;
mod journal;
mod kill;
mod sending;
mod town;
