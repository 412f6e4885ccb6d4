//! What is JSON, and what a rule sees of it, is what `serde_json` and the checker of the schemas see.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../benches/mix/mod.rs"]
mod mix;

use fastrand::Rng;
use kenar_schemas::{Checker, EXPORTS};
use kenar_validate::{Schema, check, is_valid, locate};
use serde_json::Value;

fn checker(schema: Schema) -> Checker {
    let export = EXPORTS.iter().find(|export| export.name == schema.name()).unwrap();
    Checker::compile(&export.make(), "").unwrap()
}

/// Holds verdict and list against the checker.
fn same(checker: &Checker, schema: Schema, text: &[u8]) {
    let expected = checker.check(text);
    assert_eq!(is_valid(schema, text), expected.is_ok(), "{}", String::from_utf8_lossy(text));
    assert_eq!(check(schema, text), expected, "{}", String::from_utf8_lossy(text));
}

#[test]
fn edited_lines_get_the_same_list() {
    let checker = checker(Schema::UserAddon);
    let mut rng = Rng::with_seed(7);
    let bytes = b"\"\\{}[]:,0123456789.eE+-tfnu \n\t\x00\x1f\x7f\x80\xc3\xd8\xed\xf0ab/";
    for line in mix::lines(3_000, 5) {
        let mut text = line.text.into_bytes();
        for _ in 0..rng.usize(1..=3) {
            let place = rng.usize(..text.len());
            match rng.u8(..4) {
                0 => text[place] = bytes[rng.usize(..bytes.len())],
                1 => text.insert(place, bytes[rng.usize(..bytes.len())]),
                2 => drop(text.remove(place)),
                _ => text[place] ^= 1 << rng.u8(..8),
            }
        }
        same(&checker, Schema::UserAddon, &text);
    }
}

#[test]
fn unusual_spellings_get_the_same_list() {
    let semantic = checker(Schema::Semantic);
    let deep = |count: usize| format!("{}{}", "[".repeat(count), "]".repeat(count));
    let semantics = [
        r#"{}"#,
        r#" { } "#,
        r#"{"a":"b"}"#,
        "\u{feff}{}",
        r#"{"a":"\ud83d\ude97"}"#,
        r#"{"a":"\ud83d"}"#,
        r#"{"a":"\ude97\ud83d"}"#,
        r#"{"a":"\ud83d\u0041"}"#,
        r#"{"a":"\u00"}"#,
        r#"{"a":"\u00zz"}"#,
        r#"{"a":"\x41"}"#,
        r#"{"a":"b","a":"c"}"#,
        r#"{"a":"b","\u0061":"c"}"#,
        r#"{"\u0061":"b","a":"c"}"#,
        r#"{"a":"b",}"#,
        r#"{,}"#,
        r#"{"a"}"#,
        r#"{"payment_method":"SECURE"}"#,
        r#"{"payment\u005fmethod":"SECURE"}"#,
        r#"{"payment_method":"SEC\u0055RE"}"#,
        r#"{"payment\u005fmethod":"CASH"}"#,
        r#"[]"#,
        r#"null"#,
        r#""#,
        r#"{"a":"b"} x"#,
        r#"{"a":tru}"#,
        r#"{"~/":1}"#,
        "{\"a\":\"b\u{b}\"}",
        "{\"a\":\"\u{7f}\"}",
        r#"{"a":01}"#,
        r#"{"a":-}"#,
        r#"{"a":1.}"#,
        r#"{"a":1e}"#,
        r#"{"a":1e400}"#,
    ];
    for text in semantics {
        same(&semantic, Schema::Semantic, text.as_bytes());
    }
    let many: Vec<String> = (0..40).map(|number| format!("\"key{number}\":\"x\"")).collect();
    same(&semantic, Schema::Semantic, format!("{{{}}}", many.join(",")).as_bytes());
    same(&semantic, Schema::Semantic, format!("{{{},\"key3\":\"y\"}}", many.join(",")).as_bytes());
    let action = checker(Schema::Action);
    for count in [1, 100, 123, 124, 125, 126, 127, 128, 200] {
        same(
            &action,
            Schema::Action,
            format!("{{\"open_server_link\":{{\"data\":{{\"a\":{}}}}}}}", deep(count)).as_bytes(),
        );
    }
    let links = [
        "https://a.ir",
        "HTTP://A",
        "https://",
        "https:///a",
        "https://a b",
        "https://a\\u0020b",
        "https://سایت.ایران/راه",
        "ftp://a",
        "https://a\\nb",
    ];
    for link in links {
        same(&action, Schema::Action, format!("{{\"open_direct_link\":\"{link}\"}}").as_bytes());
    }
    for token in ["1234567", "12345678", "1234567890123456", "12345678901234567", "1234567ی", "1234567\\u0041"] {
        same(&action, Schema::Action, format!("{{\"open_post_page\":{{\"post_token\":\"{token}\"}}}}").as_bytes());
    }
}

#[test]
fn numbers_are_whole_as_json_schema_has_it() {
    let ticket = checker(Schema::PaymentTicketValidation);
    let numbers = [
        "0",
        "-0",
        "-0.0",
        "-1",
        "00",
        "12",
        "12.0",
        "12e0",
        "1.2e1",
        "12.5",
        "2147483647",
        "2147483648",
        "2147483647.0",
        "1e10",
        "123456789012345678901234567890",
        "1e-400",
        "1E+2",
        "99.99999999999999",
        "100.00000000000001",
        "989411931.00000000008",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "0.0000",
        "1e309",
        "-",
        "+1",
        "1.",
        ".5",
        "0x10",
        "999999999999999",
        "9999999999999999",
        "18446744073709551615",
        "18446744073709551616",
        "true",
        "null",
        "\"1\"",
    ];
    for number in numbers {
        let text = format!(
            r#"{{"ticket_uuid":"812d56e6-e44d-45e7-8932-f9acbd416999","service_cost":{number},"user_id":"awoDdf1ecd2wac"}}"#
        );
        same(&ticket, Schema::PaymentTicketValidation, text.as_bytes());
    }
}

/// The limit counts Unicode scalar values, however they are written and wherever the string lies in a block of the reader.
#[test]
fn lengths_are_the_same_at_every_place() {
    let widget = checker(Schema::Widget);
    for character in ["a", "ب", "\u{200c}", "🚗", "\\u0628", "\\ud83d\\ude97", "\\n", "€"] {
        for count in [0, 1, 47, 48, 49, 50, 51] {
            for spaces in 0..40 {
                let text =
                    format!("{{{}\"title_row\":{{\"text\":\"{}\"}}}}", " ".repeat(spaces), character.repeat(count));
                assert_eq!(is_valid(Schema::Widget, text.as_bytes()), count <= 49, "{character} {count} {spaces}");
            }
            let text = format!("{{\"title_row\":{{\"text\":\"{}\"}}}}", character.repeat(count));
            same(&widget, Schema::Widget, text.as_bytes());
        }
    }
}

#[test]
fn every_value_is_found_by_its_pointer() {
    fn walk(text: &[u8], value: &Value, pointer: &str) {
        let place = locate(text, pointer).unwrap();
        let found: Value = serde_json::from_slice(&text[place]).unwrap();
        assert_eq!(&found, value, "{pointer}");
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    walk(text, item, &format!("{pointer}/{index}"));
                }
            }
            Value::Object(members) => {
                for (key, member) in members {
                    walk(text, member, &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")));
                }
            }
            _ => {}
        }
    }
    for line in mix::lines(200, 6).filter(|line| line.broken.is_none()) {
        let value: Value = serde_json::from_str(&line.text).unwrap();
        walk(line.text.as_bytes(), &value, "");
    }
    assert_eq!(locate(br#"{"a":1,"a":2}"#, "/a"), Some(11..12));
    assert_eq!(locate(br#"{"a/b":{"~":[1,2]}}"#, "/a~1b/~0/1"), Some(15..16));
    assert_eq!(locate(br#" {"a":1}"#, ""), Some(1..8));
    assert_eq!(locate(br#"{"a":[1]}"#, "/a/1"), None);
    assert_eq!(locate(br#"{"a":[1]}"#, "/b"), None);
    assert_eq!(locate(br#"{"a":1"#, "/a"), Some(5..6));
    assert_eq!(locate(b"{\"a\":1,\"b\":\"\xff", "/a"), Some(5..6));
    assert_eq!(locate(b"", "/a"), None);
}
