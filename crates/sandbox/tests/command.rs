//! The `kenar-sandbox` command.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(all(unix, feature = "cli"))]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

#[tokio::test]
async fn it_says_how_to_call_it_and_stops_on_a_signal() {
    for signal in ["TERM", "INT"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_kenar-sandbox"))
            .args(["--port", "0", "--auto-approve", "09120000000"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().take(5);
        let said: BTreeMap<String, String> = lines
            .map(|line| line.unwrap().split_once(char::is_whitespace).map(|(a, b)| (a.to_owned(), b.trim().to_owned())))
            .map(Option::unwrap)
            .collect();
        assert_eq!(
            (said["app"].as_str(), said["redirect_uri"].as_str()),
            ("sample-app", "https://app.example.com/callback")
        );
        let answer: Value = reqwest::Client::new()
            .post(format!("{}/v1/open-platform/get-user-id-by-phone", said["url"]))
            .header("X-API-Key", &said["api_key"])
            .json(&json!({ "phone": "09120000000" }))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert!(answer["user_id"].is_string(), "{answer}");
        let killed = Command::new("kill").args([format!("-{signal}"), child.id().to_string()]).status().unwrap();
        assert!(killed.success() && child.wait().unwrap().success());
    }
}

#[test]
fn a_taken_port_is_a_failure() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let output = Command::new(env!("CARGO_BIN_EXE_kenar-sandbox")).args(["--port", &port]).output().unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(String::from_utf8(output.stderr).unwrap().contains(&port));
}
