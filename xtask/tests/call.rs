//! The commands of `kenar call`: what no flag can be made of is told, and every operation has its command.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{assert_told, broken, bundle};
use serde_json::json;
use xtask::client;

const PATH: &str = "crates/cli/src/generated/call.rs";

#[test]
fn every_operation_has_a_command_and_no_secret_has_a_flag() {
    let bundle = bundle();
    let artefacts = client::artefacts(&bundle).unwrap();
    let commands = &artefacts.iter().find(|artefact| artefact.path == PATH).unwrap().content;
    for operation in bundle.operations() {
        let name = operation.id().replace('_', "-");
        assert!(commands.contains(&format!("name = \"{name}\"")), "{name} has no command");
    }
    for secret in ["client-secret", "refresh-token", "code"] {
        assert!(!commands.contains(&format!("long = \"{secret}\"")), "--{secret} is a flag");
    }
}

#[test]
fn a_flag_that_is_there_already_is_told() {
    let bundle = broken("/components/schemas/UserIdByPhoneRequest/properties", |members| {
        members["profile"] = json!({ "type": "string", "description": "A profile." });
    });
    let problem = client::artefacts(&bundle).unwrap_err();
    assert_told(
        &[problem],
        "`kenar call get-user-id-by-phone` cannot be made: it would have two flags --profile",
        "flags.rs",
    );
}
