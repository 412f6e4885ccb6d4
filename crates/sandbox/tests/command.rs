//! The `kenar-sandbox` command.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(all(unix, feature = "cli"))]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use serde_json::{Value, json};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kenar-sandbox"));
    command.args(arguments);
    command
}

fn output(arguments: &[&str]) -> Output {
    command(arguments).stdin(Stdio::null()).output().unwrap()
}

/// What it says on stderr when it cannot start. It ends with 1 and says nothing on stdout.
fn failure(arguments: &[&str]) -> String {
    let output = output(arguments);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// A sandbox that was started with `--json`.
struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
    said: Value,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut child = command(&["--json", "--port", "0"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let said = serde_json::from_str(&line).unwrap();
        Self { child, out, said }
    }

    fn said(&self, name: &str) -> &str {
        self.said[name].as_str().unwrap_or_else(|| panic!("no {name} in {}", self.said))
    }

    /// Asks for a user's id, which needs the key and a contract.
    async fn answers(&self) -> u16 {
        let request = reqwest::Client::new()
            .post(format!("{}/v1/open-platform/get-user-id-by-phone", self.said("url")))
            .header("X-API-Key", self.said("api_key"))
            .json(&json!({ "phone": "09991234567" }));
        request.send().await.unwrap().status().as_u16()
    }

    fn signal(&self, name: &str) {
        let killed = Command::new("kill").args([format!("-{name}"), self.child.id().to_string()]).status();
        assert!(killed.unwrap().success());
    }

    /// Asserts that it ends well and has said nothing more.
    fn ends(mut self) {
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        assert_eq!((rest.as_str(), self.child.wait().unwrap().code()), ("", Some(0)));
    }
}

#[tokio::test]
async fn it_says_how_to_call_it_and_stops_on_a_signal() {
    for signal in ["TERM", "INT"] {
        let mut child =
            command(&["--port", "0", "--auto-approve", "09120000000"]).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().take(6);
        let said: BTreeMap<String, String> = lines
            .map(|line| line.unwrap().split_once(char::is_whitespace).map(|(a, b)| (a.to_owned(), b.trim().to_owned())))
            .map(Option::unwrap)
            .collect();
        assert_eq!(
            (said["app"].as_str(), said["redirect_uri"].as_str()),
            ("sample-app", "https://app.example.com/callback")
        );
        assert_eq!(said[""], "http://127.0.0.1:8754/callback");
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

#[tokio::test]
async fn json_is_one_line_and_nothing_else() {
    let sandbox = Running::start(&["--log", "trace"]);
    assert_eq!(sandbox.said["pid"], sandbox.child.id());
    for name in
        ["url", "api_key", "client_id", "client_secret", "redirect_uri", "identification_key", "console", "control"]
    {
        assert!(!sandbox.said(name).is_empty(), "{name}");
    }
    let redirect_uris = json!([sandbox.said("redirect_uri"), "http://127.0.0.1:8754/callback"]);
    assert_eq!(sandbox.said["redirect_uris"], redirect_uris);
    assert_eq!(sandbox.answers().await, 200);
    sandbox.signal("TERM");
    sandbox.ends();
}

#[tokio::test]
async fn it_stops_with_stdin_only_when_asked_to() {
    let mut asked = Running::start(&["--stop-with-stdin"]);
    assert_eq!(asked.answers().await, 200);
    drop(asked.child.stdin.take());
    asked.ends();

    let mut unasked = Running::start(&[]);
    drop(unasked.child.stdin.take());
    assert_eq!(unasked.answers().await, 200);
    unasked.signal("INT");
    unasked.ends();
}

#[test]
fn a_taken_port_is_a_failure() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let said = failure(&["--port", &port]);
    assert!(said.contains(&port) && said.contains("--port 0"), "{said}");
}

#[cfg(feature = "sqlite")]
#[tokio::test]
async fn a_data_file_is_kept_and_belongs_to_one_sandbox() {
    let file = File::new(b"");
    std::fs::remove_file(file.path()).unwrap();
    let first = Running::start(&["--data", file.path()]);
    let said = failure(&["--port", "0", "--data", file.path()]);
    assert!(said.contains(file.path()), "{said}");
    let key = first.said("api_key").to_owned();
    first.signal("TERM");
    first.ends();
    let second = Running::start(&["--data", file.path()]);
    assert_eq!(second.said("api_key"), key);
    second.signal("TERM");
    second.ends();
}

#[test]
fn a_usage_error_ends_with_2() {
    for arguments in
        [&["--prot", "1"][..], &["--port", "70000"], &["--time", "yesterday"], &["--session-url", "nowhere"]]
    {
        let output = output(arguments);
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{output:?}");
    }
}

#[test]
fn help_teaches_with_examples() {
    let output = output(&["--help"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    for part in ["Examples:", "--json --port 0 --stop-with-stdin", "--print-config", "control.openapi.json"] {
        assert!(text.contains(part), "{part} is missing in:\n{text}");
    }
}

#[tokio::test]
async fn the_printed_configuration_is_valid_and_flags_win_over_it() {
    let printed = output(&["--print-config"]);
    assert!(printed.status.success());
    let file = File::new(&printed.stdout);
    let sandbox = Running::start(&["--config", file.path()]);
    assert_eq!(sandbox.said("api_key"), "an-api-key-for-tests");
    assert_eq!(sandbox.said("client_secret"), "a-client-secret-for-tests");
    // The file says 8743.
    assert!(!sandbox.said("url").ends_with(":8743"));
    sandbox.signal("TERM");
    sandbox.ends();
}

/// A file that is gone after the test.
struct File(std::path::PathBuf);

impl File {
    fn new(content: &[u8]) -> Self {
        use std::sync::atomic::{AtomicU32, Ordering};

        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let name = format!("command-{}-{number}.toml", std::process::id());
        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&path, content).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn a_mistake_in_the_configuration_is_shown_with_its_line() {
    let file = File::new("# Persian: پیکربندی\n[server]\nprot = 1\n".as_bytes());
    let said = failure(&["--config", file.path()]);
    assert!(said.contains(&format!("{}:3:1", file.path())), "{said}");
    for part in ["3 | prot = 1", "^^^^", "did you mean \"port\"?", "address"] {
        assert!(said.contains(part), "{part} is missing in:\n{said}");
    }
    let said = failure(&["--config", "/nowhere/kenar.toml"]);
    assert!(said.contains("/nowhere/kenar.toml"), "{said}");
}

const README: &str = include_str!("../README.md");

#[test]
fn the_python_of_the_readme_works() {
    let python = README.split_once("```python\n").unwrap().1.split_once("\n```").unwrap().0;
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_kenar-sandbox")).parent().unwrap().to_owned();
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&paths))).unwrap();
    let output = match Command::new("python3").args(["-c", python]).env("PATH", paths).output() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("SKIPPED the_python_of_the_readme_works: there is no python3 on this machine");
            return;
        }
        outcome => outcome.unwrap(),
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
