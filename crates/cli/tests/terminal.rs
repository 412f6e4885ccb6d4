//! What others have written never acts on the terminal of whoever reads what the command says.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod home;

use home::{Home, err, out};

/// Turns what follows red.
const RED: &str = "\u{1b}[31m";

#[test]
fn no_message_has_the_escapes_of_a_file() {
    let home = Home::new();
    let member = format!("{}x", RED.escape_default().to_string().replace("\\u{1b}", "\\u001b"));
    home.write("a.json", format!(r#"{{"title_row": {{"text": "a"}}, "semantic_paths": {{"{member}": "{member}"}}}}"#));
    home.write(
        "v1.json",
        format!(r#"{{"widgets": {{"widget_list": []}}, "phone": "0", "semantic": {{"{member}": 1}}}}"#),
    );
    home.write("a.csv", format!("id,{RED}x\n1,2\n"));
    home.write(
        "line.ndjson",
        format!("{{\"post_token\": \"gZd7omnS\", \"body\": {{\"semantic\": {{\"{member}\": 1}}}}}}\n"),
    );
    let name = format!("{RED}no.json");
    for arguments in [
        &["validate", "--schema", "widget", "a.json"][..],
        &["validate", "--lint", "--schema", "widget", "a.json"],
        &["fix", "--schema", "widget", "a.json"],
        &["migrate", "v1.json"],
        &["preview", "a.json", "--output", "a.html"],
        &["mask", "--csv", "a.csv", "--column", "VIN"],
        &["push", "semantics", "a.csv", "--dry-run"],
        &["push", "semantics", "line.ndjson", "--dry-run"],
        &["validate", &name],
        &["fix", &name],
        &["migrate", &name],
        &["call", "upsert-post-addon", "--token", "gZd7omnS", "--body", &name],
    ] {
        let mut command = home.kenar(arguments);
        // As on a terminal, where escapes are not taken out on their way.
        let output = command.env("CLICOLOR_FORCE", "1").env_remove("NO_COLOR").output().unwrap();
        let text = out(&output) + &err(&output);
        assert!(!output.status.success() && !text.is_empty(), "{arguments:?}");
        // Colours of the command itself are bold or end at once.
        let foreign = text.replace("\u{1b}[1m\u{1b}[31m", "").replace("\u{1b}[31merror", "");
        assert!(!foreign.contains(RED), "{arguments:?}: {foreign:?}");
    }
}
