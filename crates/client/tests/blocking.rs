//! The client without an async runtime.
#![cfg(feature = "blocking")]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::io::Write;
use std::time::Duration;

use common::{phone, sandbox};
use kenar_client::blocking::WouldBlock;
use kenar_client::{Client, Error, RetryPolicy, blocking};
use kenar_sandbox::{Config, Fault, FaultRule, Sandbox};
use kenar_schemas::widgets::TitleRow;
use kenar_schemas::{LegacyUserVerification, Payload, UserAddon};

const VERIFICATION: &[u8] = include_bytes!("../../../openapi/examples/LegacyUserVerification/valid-minimal.json");

/// Runs a sandbox on a runtime of its own, and a test on a thread without one.
fn with_sandbox(test: impl FnOnce(&Sandbox, blocking::Client)) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (sandbox, _) = runtime.block_on(sandbox(Config::default()));
    let policy = RetryPolicy::default().with_pauses(Duration::from_millis(1), Duration::from_millis(1));
    let builder = Client::builder().api_key(sandbox.default_app().api_key.clone()).sandbox(sandbox.url());
    test(&sandbox, builder.retry(policy).build().unwrap().blocking().unwrap());
}

#[test]
fn a_script_needs_no_runtime() {
    with_sandbox(|sandbox, client| {
        let scopes = ["USER_ID", "USER_ADDON_CREATE", "USER_VERIFICATION_CREATE"];
        let token = sandbox.control().issue_token(&phone(), scopes).unwrap();
        let as_user = client.as_user(&token).unwrap();
        let user = as_user.get_user().unwrap().into_inner().user_id.unwrap().parse().unwrap();
        sandbox.control().add_fault(FaultRule::new(Fault::LostResponse).times(1)).unwrap();
        let receipt = as_user.upsert_user_addon(&user, &UserAddon::new([TitleRow::new("گزارش").into()])).unwrap();
        assert_eq!(sandbox.control().snapshot().user_addons[0].id, receipt.id);
        client.app().delete_user_addon(&receipt.id).unwrap();
        assert!(matches!(client.app().delete_user_addon(&receipt.id), Err(Error::Refused(_))));

        let too_long = UserAddon::new([TitleRow::new("ی".repeat(50)).into()]);
        assert!(matches!(as_user.upsert_user_addon(&user, &too_long), Err(Error::Invalid(_))));

        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&[0xFF, 0xD8, 0xFF, 0xD9]).unwrap();
        client.upload_image_file(file.path()).unwrap();
        client.upload_image(vec![0xFF, 0xD8, 0xFF, 0xD9]).unwrap();
        assert_eq!(sandbox.control().snapshot().images.len(), 2);

        let legacy = client.legacy_as_user(&token).unwrap();
        let verification = LegacyUserVerification::check(VERIFICATION).unwrap();
        legacy.create_legacy_user_verification(&phone(), &verification).unwrap();
        client.legacy().delete_legacy_user_verification(&phone()).unwrap();
    });
}

#[test]
fn threads_share_a_client() {
    with_sandbox(|sandbox, client| {
        let token = sandbox.control().issue_token(&phone(), ["USER_ID"]).unwrap();
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let as_user = client.as_user(&token).unwrap();
                std::thread::spawn(move || (0..20).all(|_| as_user.get_user().is_ok()))
            })
            .collect();
        assert!(threads.into_iter().all(|thread| thread.join().unwrap()));
    });
}

#[test]
fn inside_a_runtime_it_says_no_instead_of_panicking() {
    with_sandbox(|_, client| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async move {
            let error = client.app().delete_post_addon(&"gZd7omnS".parse().unwrap()).unwrap_err();
            assert!(matches!(&error, Error::Unsendable(_)) && error.to_string().contains("async client"), "{error}");
            assert_eq!(client.wait(async { 1 }), Err(WouldBlock));
            drop(client);
        });
    });
}
