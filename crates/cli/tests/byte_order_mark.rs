//! Files of editors that write a byte order mark are read like any other.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod home;

use home::{Home, ends, example, out};

/// Runs the command with a file that has a byte order mark, and with the same file without one.
fn same(home: &Home, arguments: &[&str], text: &str) -> String {
    let outs = ["", "\u{feff}"].map(|mark| {
        home.write("a.json", format!("{mark}{text}"));
        let output = home.run(arguments);
        ends(&output, 0);
        out(&output)
    });
    assert_eq!(outs[0], outs[1], "{arguments:?}");
    let [alone, _] = outs;
    alone
}

#[test]
fn a_mark_is_no_part_of_a_document() {
    let home = Home::new();
    let addon = example("PostAddon", "valid-minimal.json");
    same(&home, &["validate", "a.json"], &addon);
    same(&home, &["preview", "a.json", "--output", "-"], &addon);
    same(&home, &["migrate", "a.json"], &example("LegacyUserAddon", "valid-minimal.json"));
    same(&home, &["fix", "a.json"], &addon);
    // What is written has the mark that was there.
    home.write("a.json", format!("\u{feff}{addon}"));
    assert_eq!(out(&home.run(&["fix", "--output", "-", "a.json"])), format!("\u{feff}{addon}"));
}

#[test]
fn a_mark_is_no_part_of_a_body() {
    let home = Home::new();
    home.config("[profiles.a]\nsandbox = \"http://127.0.0.1:1\"\n");
    let call = ["call", "upsert-post-addon", "--token", "gZd7omnS", "--body", "a.json", "--dry-run"];
    let shown = same(&home, &call, &example("PostAddon", "valid-minimal.json"));
    assert!(shown.contains("این خودرو بدون رنگ است"), "{shown}");
    // With a member from a flag, too.
    let call = ["call", "upsert-user-semantic", "--divar-user-id", "a", "--cost", "5", "--body", "a.json", "--dry-run"];
    let shown = same(&home, &call, r#"{"semantic": {"وضعیت": "خوب"}}"#);
    assert!(shown.contains("\"cost\": 5") && shown.contains("وضعیت"), "{shown}");
}

#[test]
fn a_mark_is_no_part_of_what_a_sandbox_said() {
    let home = Home::new();
    let said = r#"{"url": "http://127.0.0.1:1", "api_key": "a-key", "client_id": "app", "client_secret": "a-secret",
        "redirect_uri": "https://app.example.com/callback"}"#;
    home.write("sandbox.json", format!("\u{feff}{said}"));
    let add = ["auth", "profile", "add", "sandbox", "--from", "sandbox.json", "--store", "file"];
    ends(&home.run(&add), 0);
}
