//! `kenar validate`: processes of the command on files, patterns and standard input.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod examples;
mod formats;
mod human;
mod inputs;
mod kinds;
mod lints;
mod streams;

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The examples of the contract.
fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/examples")
}

/// `kenar validate` in a folder.
fn validate<A: AsRef<OsStr>>(folder: &Path, arguments: &[A]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kenar"));
    command.arg("validate").args(arguments).current_dir(folder).env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// What a command has written, and how it ended.
struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Runs it in a folder.
fn run<A: AsRef<OsStr>>(folder: &Path, arguments: &[A]) -> Ended {
    validate(folder, arguments).output().unwrap().into()
}

/// Runs it with something on standard input.
fn run_with(input: &[u8], arguments: &[&str]) -> Ended {
    let mut command = validate(&examples(), arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // The command may stop reading early, and may write before it has read everything.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output.into()
}

/// A folder with one file.
fn folder_with(name: &str, content: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), content).unwrap();
    folder
}

/// A valid user add-on in one line.
const ADDON: &str = r#"{"widgets":[{"title_row":{"text":"گزارش خودرو"}}],"categories":["light"],"semantic":{}}"#;

/// Lines that have something of everything: valid, too long, unknown member and wrong type, of version 1, broken.
const LINES: &str = r#"{"widgets":[{"title_row":{"text":"گزارش خودرو"}}],"categories":["light"],"semantic":{}}
{"widgets":[{"title_row":{"text":"کارشناسی‌شده خودرو سالم بی‌رنگ تمیز دست‌نخورده رنگ"}}],"categories":[],"semantic":{}}

{"widgets":[],"categories":[],"semantic":{"سال":1401},"phone":"09991234567"}
{"widgets":{"widget_list":[]},"phone":"09991234567"}
{"widgets":[{"title_row":{"text":"سلام 😀"}}],"categories":[,"semantic":{}}
"#;
