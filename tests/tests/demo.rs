//! The demonstration holds, as a real process, and the README shows what it prints.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::process::Command;

fn demo() -> (String, bool) {
    let output = Command::new(env!("CARGO_BIN_EXE_kenar-demo")).output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.success())
}

#[test]
fn all_of_it_holds() {
    let (printed, success) = demo();
    assert!(success, "{printed}");
    assert!(printed.ends_with("13 calls, and all of it held.\n"), "{printed}");
    for line in [
        "       plain     identity_verification_result = \"FACE_AND_ID_MATCHED\"",
        "       hashed    some-key = (nobody can read it again)",
        "       extracted user_face = \"someuuid.jpg\"",
        "  the types            /widgets/1/event_row/title [maxLength]",
        "  the exported schema  /widgets/1/event_row/title",
        "  the client           /widgets/1/event_row/title, and sends nothing",
        "  the sandbox          /widgets/1/event_row/title",
    ] {
        assert!(printed.lines().any(|printed| printed == line), "{line:?} is not in\n{printed}");
    }
}

#[test]
fn no_secret_is_printed() {
    let (printed, _) = demo();
    assert!(printed.contains("code=[secret]"));
    for word in ["access_token", "refresh_token", "client_secret", "Bearer ", "some value to be hashed"] {
        assert!(!printed.contains(word), "{word:?} is in\n{printed}");
    }
}

#[test]
fn the_readme_shows_what_is_printed() {
    let readme = include_str!("../../README.md");
    let (_, rest) = readme.split_once("<!-- transcript -->\n\n```text\n").unwrap();
    let (transcript, _) = rest.split_once("```").unwrap();
    let (printed, _) = demo();
    let mut printed_lines = printed.lines();
    for line in transcript.lines().filter(|line| *line != "…" && !line.starts_with("listening on")) {
        assert!(
            printed_lines.any(|printed| printed == line),
            "the README shows, and the demonstration does not print:\n{line}"
        );
    }
}
