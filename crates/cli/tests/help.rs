//! `kenar`, `kenar --help`, `kenar docs` and `kenar completions`.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::process::{Command, Output, Stdio};

use snapbox::{assert_data_eq, str};

fn kenar(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kenar")).args(arguments).env("COLUMNS", "100").output().unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_help_teaches() {
    let help = kenar(&["--help"]);
    assert!(help.status.success() && help.stderr.is_empty());
    assert_data_eq!(
        text(help.stdout),
        str![[r#"
Validate, migrate and send payloads of the Kenar Divar open platform.

For teams that build on Divar: it says what is wrong with a payload and where before the platform
does, brings payloads of v1 to v2, and makes calls, one or a hundred thousand. A sandbox stands in
for the platform meanwhile.

Usage: kenar <COMMAND>

Payloads:
  validate     Check payloads: every violation, with its place and what to do
  fix          Repair what can be repaired without losing anything
  migrate      Turn payloads of version 1 into version 2
  mask         Hide the sensitive values of semantic data as Divar does
  schema       List, show and export the JSON Schemas
  preview      Show a payload as Divar would draw it

Calls:
  call         Call an operation of the platform, or of a sandbox
  auth         Keep the key of an app, ask users for consent, and keep their tokens
  push         Send many semantics or add-ons, and go on after a stop

Trying out:
  sandbox      Run a sandbox on this machine: the platform's behaviour without the platform
  doctor       Check whether calls can be made from here: config, key, servers, tokens

This command:
  completions  Write completions for a shell
  docs         Write the help of every sub-command as one page, or as man pages

Options:
  -h, --help
          Print help (see a summary with '-h')

  -V, --version
          Print version

Examples:
  kenar sandbox
      The platform's behaviour on this machine, with a console in the browser.
  kenar preview addon.json
      See an add-on as Divar would draw it, and what is wrong with it.
  kenar push addons reports.ndjson --dry-run
      Check ten thousand add-ons before one is sent.

Each sub-command has examples of its own: kenar push --help. All of it on one page: kenar docs.
Exit codes: 0 fine, 1 something is wrong with the input or the answers, 2 it could not be done.

"#]]
    );
}

#[test]
fn the_name_alone_shows_what_there_is() {
    let alone = kenar(&[]);
    assert_eq!((alone.status.code(), alone.stdout.as_slice()), (Some(2), &b""[..]));
    let (said, short) = (text(alone.stderr), text(kenar(&["-h"]).stdout));
    assert_eq!(said, short);
}

#[test]
fn a_misspelt_sub_command_is_known_again() {
    let wrong = kenar(&["pusj"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert_data_eq!(
        text(wrong.stderr),
        str![[r#"
error: unrecognized subcommand 'pusj'

  tip: a similar subcommand exists: 'push'

Usage: kenar <COMMAND>

For more information, try '--help'.

"#]]
    );
}

#[test]
fn there_is_no_colour_where_nobody_sees_it() {
    for arguments in [&["--help"][..], &["docs"], &["push", "--help"], &[]] {
        let output = kenar(arguments);
        assert!(![output.stdout, output.stderr].concat().contains(&0x1b), "{arguments:?}");
    }
}

#[test]
fn the_page_has_every_sub_command() {
    let page = text(kenar(&["docs"]).stdout);
    let titles: Vec<&str> = page.lines().filter(|line| line.starts_with('#')).collect();
    for name in ["# kenar", "## kenar validate", "## kenar push", "## kenar push semantics", "## kenar sandbox"] {
        assert!(titles.contains(&name), "{titles:#?}");
    }
    assert!(!titles.iter().any(|title| title.ends_with(" help")), "{titles:#?}");
    assert!(page.lines().all(|line| line.chars().count() <= 100 && line.trim_end() == line));
}

#[test]
fn man_pages_are_written_for_every_sub_command() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("a/new folder");
    let docs = kenar(&["docs", "--output", output.to_str().unwrap()]);
    assert!(docs.status.success() && docs.stdout.is_empty(), "{docs:?}");
    for name in ["kenar.1", "kenar-push.1", "kenar-push-semantics.1", "kenar-sandbox.1", "kenar-validate.1"] {
        let page = fs::read_to_string(output.join(name)).unwrap();
        assert!(page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"), "{name}: {page}");
    }
    assert_eq!(fs::read_to_string(output.join("kenar.md")).unwrap(), text(kenar(&["docs"]).stdout));

    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    assert_eq!(kenar(&["docs", "--output", file.to_str().unwrap()]).status.code(), Some(2));
}

#[test]
fn every_shell_gets_its_completions() {
    let mark = [
        ("bash", "complete -F _kenar"),
        ("zsh", "#compdef kenar"),
        ("fish", "complete -c kenar"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "set edit:completion:arg-completer[kenar]"),
    ];
    for (shell, mark) in mark {
        let script = text(kenar(&["completions", shell]).stdout);
        assert!(script.contains(mark) && script.contains("allow-changed"), "{shell}");
    }
    assert_eq!(kenar(&["completions", "tcsh"]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn bash_completes_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("kenar.bash");
    fs::write(&script, kenar(&["completions", "bash"]).stdout).unwrap();
    let ask =
        r#"source "$0"; COMP_WORDS=(kenar push sem); COMP_CWORD=2; _kenar kenar sem push; echo "${COMPREPLY[@]}""#;
    let Ok(bash) = Command::new("bash").args(["--norc", "-c", ask]).arg(&script).output() else { return };
    assert_eq!(text(bash.stdout), "semantics\n", "{}", text(bash.stderr));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    for arguments in [&["docs"][..], &["completions", "zsh"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kenar"));
        let mut child = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), text(output.stderr)), (Some(0), String::new()));
    }
}
