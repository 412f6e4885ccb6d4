//! A home folder of its own for each test, and the command in it.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests; each file uses a part of it"
)]

pub(crate) mod login;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use kenar_sandbox::{AppConfig, Config, ExposeSecret as _, Sandbox};
use tempfile::TempDir;

/// The user that every sandbox begins with.
pub(crate) const PHONE: &str = "09991234567";

pub(crate) struct Home(TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A home whose only profile is an app of a sandbox, with its secrets in files.
    pub(crate) fn of(sandbox: &Sandbox) -> Self {
        let (home, app) = (Self::new(), sandbox.default_app());
        home.config(&format!(
            "[profiles.sandbox]\nsandbox = {:?}\napp = {:?}\nredirect_uri = {:?}\nsecrets = \"file\"\n",
            sandbox.url(),
            app.slug,
            app.redirect_uri
        ));
        for (name, secret) in [("api-key", &app.api_key), ("client-secret", &app.client_secret)] {
            let output = home.run_with(&["auth", "key", "set", name], secret.expose_secret());
            assert!(output.status.success(), "{}", err(&output));
        }
        home
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn config(&self, text: &str) -> PathBuf {
        self.write("config/kenar/config.toml", text)
    }

    /// The command, which knows nothing of the machine that it runs on: no keyring, no browser, no variables.
    pub(crate) fn kenar(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kenar"));
        command.args(arguments).current_dir(self.0.path()).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("KENAR_") || name.to_string_lossy().to_lowercase().ends_with("_proxy")
            {
                command.env_remove(name);
            }
        }
        command
            .env("HOME", self.0.path())
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
            .env("BROWSER", "true");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.kenar(arguments).output().unwrap()
    }

    pub(crate) fn run_with(&self, arguments: &[&str], stdin: &str) -> Output {
        feed(&mut self.kenar(arguments), stdin)
    }
}

/// Runs a command with a text on stdin.
pub(crate) fn feed(command: &mut Command, stdin: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that reads nothing is gone already.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    child.wait_with_output().unwrap()
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Asserts how a command ended, and shows what it said otherwise.
#[track_caller]
pub(crate) fn ends(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "stdout:\n{}\nstderr:\n{}", out(output), err(output));
}

/// A sandbox whose consent page answers at once, and whose app is sent back to this address.
pub(crate) async fn sandbox(redirect_uri: &str) -> Sandbox {
    let app = AppConfig::new("sample-app", redirect_uri.parse().unwrap());
    let config = Config::default().with_apps([app]).with_auto_approve(PHONE.parse().unwrap());
    Sandbox::start(config).await.unwrap()
}

/// An example of the document.
pub(crate) fn example(component: &str, name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/examples");
    fs::read_to_string(folder.join(component).join(name)).unwrap()
}
