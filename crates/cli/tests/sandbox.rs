//! `kenar sandbox`: the command of the sandbox, as a sub-command.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod home;

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{ChildStdout, Command, Stdio};

use home::login::{Login, Running, agree};
use home::{Home, PHONE, ends, err, out};
use kenar_client::Client;
use serde_json::Value;

fn kenar(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kenar"));
    command.arg("sandbox").args(arguments);
    command
}

/// A sandbox that runs, and the line in which it has said so.
fn start(arguments: &[&str]) -> (Running, BufReader<ChildStdout>, String) {
    let mut command = kenar(&["--json", "--port", "0", "--stop-with-stdin"]);
    let mut running = Running(command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap());
    let mut stdout = BufReader::new(running.0.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    (running, stdout, line)
}

/// A command that has no secrets of a keyring and asks for one scope.
fn add_profile(home: &Home, name: &str, announcement: &str, more: &[&str]) -> std::process::Output {
    let add = ["auth", "profile", "add", name, "--from", "-", "--store", "file", "--scope", "USER_ID"];
    home.run_with(&[&add[..], more].concat(), announcement)
}

#[tokio::test]
async fn it_is_ready_when_it_says_so_and_ends_with_the_one_who_started_it() {
    let (mut running, mut stdout, line) = start(&[]);
    let said: Value = serde_json::from_str(&line).unwrap();
    let of = |name: &str| said[name].as_str().unwrap();
    let client = Client::builder().api_key(of("api_key")).sandbox(of("url")).build().unwrap();
    client.app().delete_post_addon(&"gZd7omnS".parse().unwrap()).await.unwrap();
    let console = kenar_client::reqwest::Client::builder().no_proxy().build().unwrap().get(of("console")).send().await;
    assert_eq!(console.unwrap().status(), 200);

    drop(running.0.stdin.take());
    assert!(running.0.wait().unwrap().success());
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
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

/// The address on this machine that the app of a default sandbox has. One port of the machine, which another run of this test
/// may have for a moment.
const LOOPBACK: &str = "http://127.0.0.1:8754/callback";

#[tokio::test]
async fn a_browser_comes_back_from_the_sandbox_that_everybody_starts() {
    let (_running, _stdout, line) = start(&[]);
    let home = Home::new();
    ends(&add_profile(&home, "sandbox", &line, &["--default"]), 0);
    let config = std::fs::read_to_string(home.path("config/kenar/config.toml")).unwrap();
    assert!(config.contains(&format!("redirect_uri = \"{LOOPBACK}\"\n")), "{config}");

    let login = (0..200).find_map(|_| match Login::begin(&mut home.kenar(&["auth", "login"])) {
        Ok(login) => Some(login),
        Err(output) => {
            assert!(err(&output).contains("where nobody can listen now"), "{}", err(&output));
            None
        }
    });
    let login = login.unwrap();
    let page = agree(&login.address, PHONE).await;
    assert!(page.contains("kenar has your answer. You can close this window."), "{page}");
    let output = login.end();
    ends(&output, 0);
    assert!(out(&output).contains("the consent of default is kept: USER_ID offline_access"), "{}", out(&output));
    assert!(!err(&output).contains("Paste"), "{}", err(&output));
    let user = home.run(&["call", "get-user"]);
    ends(&user, 0);
    assert!(out(&user).contains("\"user_id\""), "{}", out(&user));
}

#[test]
fn a_profile_takes_the_redirect_uri_that_is_wanted() {
    let home = Home::new();
    let config = home.write(
        "sandbox.toml",
        "[[app]]\nslug = \"two\"\nredirect_uris = [\"https://a.example.com/b\", \"https://c.example.com/d\"]\n[[app.key]]\n",
    );
    let (_running, _stdout, line) = start(&["--config", config.to_str().unwrap()]);
    let profile = |name: &str| {
        let text = std::fs::read_to_string(home.path("config/kenar/config.toml")).unwrap();
        let own = text.split_once(&format!("[profiles.{name}]\n")).unwrap().1;
        own.lines().find(|line| line.starts_with("redirect_uri")).unwrap().to_owned()
    };
    // Without an address on this machine it is the first one.
    ends(&add_profile(&home, "first", &line, &[]), 0);
    assert_eq!(profile("first"), r#"redirect_uri = "https://a.example.com/b""#);
    ends(&add_profile(&home, "second", &line, &["--redirect-uri", "https://c.example.com/d"]), 0);
    assert_eq!(profile("second"), r#"redirect_uri = "https://c.example.com/d""#);

    let other = add_profile(&home, "third", &line, &["--redirect-uri", LOOPBACK]);
    ends(&other, 2);
    assert!(err(&other).contains("https://a.example.com/b and https://c.example.com/d"), "{}", err(&other));
    assert!(!home.path("config/kenar/private/third").exists());

    // What a sandbox of an earlier version said has one redirect URI, and others may be registered.
    let mut said: Value = serde_json::from_str(&line).unwrap();
    said.as_object_mut().unwrap().remove("redirect_uris");
    ends(&add_profile(&home, "fourth", &said.to_string(), &["--redirect-uri", LOOPBACK]), 0);
    assert_eq!(profile("fourth"), format!("redirect_uri = {LOOPBACK:?}"));
}
