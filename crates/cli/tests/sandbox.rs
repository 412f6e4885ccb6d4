//! `kenar sandbox`: the command of the sandbox, as a sub-command.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use kenar_client::Client;
use serde_json::Value;

fn kenar(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kenar"));
    command.arg("sandbox").args(arguments);
    command
}

/// A sandbox that is ended when the test is.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn it_is_ready_when_it_says_so_and_ends_with_the_one_who_started_it() {
    let mut command = kenar(&["--json", "--port", "0", "--stop-with-stdin"]);
    let mut running = Running(command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap());
    let mut out = BufReader::new(running.0.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let said: Value = serde_json::from_str(&line).unwrap();
    let of = |name: &str| said[name].as_str().unwrap();
    let client = Client::builder().api_key(of("api_key")).sandbox(of("url")).build().unwrap();
    client.app().delete_post_addon(&"gZd7omnS".parse().unwrap()).await.unwrap();
    let console = kenar_client::reqwest::Client::builder().no_proxy().build().unwrap().get(of("console")).send().await;
    assert_eq!(console.unwrap().status(), 200);

    drop(running.0.stdin.take());
    assert!(running.0.wait().unwrap().success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}

#[test]
fn a_sandbox_that_cannot_start_could_not_do_what_it_was_asked_to() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = kenar(&["--port", &port]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{said}");
    assert!(said.contains("--port 0"), "{said}");
}

#[test]
fn its_examples_are_of_this_command() {
    let help = String::from_utf8(kenar(&["--help"]).output().unwrap().stdout).unwrap();
    assert!(help.contains("  kenar sandbox --json --port 0 --stop-with-stdin\n"), "{help}");
    assert!(!help.contains("  kenar-sandbox --"), "{help}");
}
