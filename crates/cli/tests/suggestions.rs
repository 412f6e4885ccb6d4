//! What is suggested is never what was typed.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod home;

use home::{Home, err, out};

/// The quoted words of the sentences that suggest something.
fn suggested(text: &str) -> Vec<String> {
    let begin = |line: &str| ["did you mean ", "similar "].iter().filter_map(|begin| line.find(begin)).min();
    let sentences = text.lines().filter_map(|line| Some(&line[begin(line)?..]));
    let quoted = sentences.flat_map(|sentence| {
        let sentence = sentence.split('?').next().unwrap();
        sentence.split(['"', '`', '\'']).skip(1).step_by(2)
    });
    quoted.map(str::to_owned).collect()
}

#[test]
fn no_suggestion_repeats_what_was_typed() {
    let home = Home::new();
    let app = "[[app]]\nslug = \"a\"\nredirect_uris = [\"https://a.example.com/b\"]\n";
    home.write("kinds.toml", format!("{app}widgets = [\"title_rows\"]\n"));
    home.write("scopes.toml", format!("{app}scopes = [\"user_id\"]\n"));
    for (arguments, stdin, typed, meant) in [
        // Of the command itself.
        ("validat a.json", "", "validat", "validate"),
        ("validate --schem a", "", "--schem", "--schema"),
        ("validate --schema user_addon a", "", "user_addon", "user-addon"),
        ("call upsert-post-addn", "", "upsert-post-addn", "upsert-post-addon"),
        ("call upsert-post-addon --token a --bdy x", "", "--bdy", "--body"),
        ("schema export --draft 2019", "", "2019", "2019-09"),
        ("mask VINN -", "", "VINN", "VIN"),
        ("completions basch", "", "basch", "bash"),
        ("migrate --from useraddon -", "", "useraddon", "user-addon"),
        ("sandbox --config kinds.toml --port 0", "", "title_rows", "title_row"),
        ("sandbox --config scopes.toml --port 0", "", "user_id", "USER_ID"),
        // Of members and values of a document, also where only what nobody sees is wrong.
        ("validate --schema widget -", r#"{"titel_row": {"text": "a"}}"#, "titel_row", "title_row"),
        ("validate --schema widget -", r#"{"title_row": {"text": "a", "Text": "b"}}"#, "Text", "text"),
        ("validate --schema widget -", r#"{"title_row": {"text": "a", "text ": "b"}}"#, "text ", "text"),
        ("validate --schema widget -", "{\"title_row\": {\"text\u{200c}\": \"a\"}}", "text\u{200c}", "text"),
        ("validate --schema widget -", r#"{"event_row": {"title": "a", "icon_name": "ADD "}}"#, "ADD ", "ADD"),
        ("validate --lint --schema semantic -", r#"{"Status": "FAILED"}"#, "Status", "status"),
        ("validate --lint --schema semantic -", "{\"status\u{200c}\": \"FAILED\"}", "status\u{200c}", "status"),
        ("validate --lint --schema semantic -", "{\"VIN\u{200f}\": \"0\"}", "VIN\u{200f}", "VIN"),
        ("validate --lint --schema semantic -", "{\"status\": \" failed\"}", " failed", "FAILED"),
    ] {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let output = home.run_with(&arguments, stdin);
        let text = out(&output) + &err(&output);
        let suggested = suggested(&text);
        assert!(suggested.iter().any(|word| word == meant), "{arguments:?} {stdin}: {suggested:?}\n{text}");
        assert!(!suggested.iter().any(|word| word == typed), "{arguments:?} {stdin}: {text}");
        // Nor does what was typed look like what is meant.
        if typed.contains(['\u{200c}', '\u{200f}']) {
            assert!(text.contains(r"\u{200c}") || text.contains(r"\u{200f}"), "{text}");
        }
    }
}

/// What is right suggests nothing.
#[test]
fn what_is_known_gets_no_suggestion() {
    let home = Home::new();
    for document in [
        r#"{"status": "SUCCEEDED", "post_verification_result": "POST_INFORMATION_MATCHED"}"#,
        r#"{"status": "OTHER", "payment_method": "CASH", "VIN": "IRJC95R23KJ039206"}"#,
        r#"{"وضعیت": "تأیید‌شده", "state": "a", "ref": "b"}"#,
    ] {
        let output = home.run_with(&["validate", "--lint", "--schema", "semantic", "-"], document);
        assert_eq!(suggested(&(out(&output) + &err(&output))), [""; 0], "{document}");
    }
}
