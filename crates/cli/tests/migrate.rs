//! `kenar migrate`: v1 bodies of every layout, the report, and what cannot be migrated.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use kenar_validate::Schema;
use serde_json::Value;
use snapbox::{IntoData, str};

fn kenar(folder: &Path, arguments: &[&str], stdin: &[u8]) -> Output {
    common::kenar("migrate", folder, arguments, stdin)
}

/// Exit code, stdout and stderr.
fn told(folder: &Path, arguments: &[&str], stdin: &str) -> (i32, String, String) {
    common::told(kenar(folder, arguments, stdin.as_bytes()))
}

fn examples(component: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/examples").join(component)
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn one_document_becomes_one_and_people_are_told_what_needs_them() {
    let body = r#"{
  "semantic": { "status": "SUCCEEDED", "year": "۱۴۰۱", "VIN": "IRJC95R23KJ039206" },
  "semantic_sensitives": ["VIN"],
  "phone": "09991234567",
  "verification_cost": 124000
}"#;
    let (code, stdout, stderr) = told(here(), &["-"], body);
    assert_eq!(code, 0);
    snapbox::assert_data_eq!(
        stdout,
        str![[r#"
{
  "semantic": {
    "VIN": "IRJC95R23KJ039206",
    "status": "SUCCEEDED",
    "year": "۱۴۰۱"
  },
  "cost": 124000
}

"#]]
        .raw()
    );
    assert!(stderr.contains("/semantic/year: nowHashed -> /semantic/year: v2 hashes"), "{stderr}");
    assert!(stderr.contains("/semantic/VIN: mustMask -> /semantic/VIN: the app has to mask"), "{stderr}");
    assert!(stderr.ends_with("1 document migrated, 0 not; 3 notes need attention\n"), "{stderr}");
    assert!(!stderr.contains("IRJC") && !stderr.contains("0999"), "{stderr}");
}

/// Every valid v1 example, found out by its members, becomes a valid v2 body; every invalid one is named.
#[test]
fn the_examples_of_the_contract() {
    for (component, schema, from) in [
        ("LegacyUserAddon", Schema::UserAddon, "user-addon"),
        ("LegacyPostAddon", Schema::PostAddon, "post-addon"),
        ("LegacyUserVerification", Schema::UserSemantic, "user-verification"),
    ] {
        for file in fs::read_dir(examples(component)).unwrap() {
            let file = file.unwrap().path();
            let name = file.file_name().unwrap().to_str().unwrap().to_owned();
            // A list is no body, but an input with no body in it.
            if name.ends_with(".violation.json") || name == "invalid-list-for-object.json" {
                continue;
            }
            let path = file.to_str().unwrap();
            let (code, stdout, stderr) = told(here(), &[path, "--from", from], "");
            if name.starts_with("valid") {
                assert_eq!(code, 0, "{path}: {stderr}");
                assert_eq!(kenar_validate::check(schema, stdout.as_bytes()), Ok(()), "{path}: {stdout}");
                assert_eq!(told(here(), &[path], "").1, stdout, "{path}, without `--from`");
            } else {
                assert_eq!((code, stdout.as_str()), (1, ""), "{path}");
                assert!(stderr.contains(": not migrated: "), "{path}: {stderr}");
            }
        }
    }
}

const GOOD: &str = r#"{"semantic":{"status":"FAILED"},"verification_cost":1}"#;
const MIGRATED: &str = r#"{"semantic":{"status":"FAILED"},"cost":1}"#;

#[test]
fn every_layout_is_kept() {
    for (input, expected) in [
        (format!("{GOOD}\n{GOOD}\n"), format!("{MIGRATED}\n{MIGRATED}\n")),
        (format!("[{GOOD},\n {GOOD}]"), format!("[\n{MIGRATED},\n{MIGRATED}\n]\n")),
        ("[]".to_owned(), "[]\n".to_owned()),
        (format!("{GOOD} {GOOD}"), format!("{MIGRATED}\n{MIGRATED}\n")),
    ] {
        let (code, stdout, _) = told(here(), &["-"], &input);
        assert_eq!((code, stdout), (0, expected), "{input}");
    }
    let (code, stdout, stderr) = told(here(), &["-"], "");
    assert_eq!((code, stdout.as_str()), (1, ""));
    assert!(stderr.starts_with("-:1: not migrated: this is not valid JSON: "), "{stderr}");
}

#[test]
fn nothing_is_dropped_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let lines = [
        GOOD,
        r#"{"semantic":{"status":1}}"#,
        "",
        r#"{"widgets":[],"semantic":{},"categories":[]}"#,
        r#"{"semantic": "#,
        r#"{"a":1}"#,
        r#"{"semantic":{},"cost":1}"#,
        GOOD,
    ];
    fs::write(folder.path().join("v1.ndjson"), lines.join("\n")).unwrap();
    let arguments = ["v1.ndjson", "--output", "v2.ndjson", "--report", "report.ndjson"];
    let (code, stdout, stderr) = told(folder.path(), &arguments, "");
    assert_eq!((code, stdout.as_str()), (1, ""));
    let told: Vec<&str> = stderr.lines().collect();
    assert_eq!(told[0], "v1.ndjson:2: not migrated: /semantic/status: expected a string but found an integer [type]");
    assert_eq!(told[1], "v1.ndjson:4: not migrated: this is a v2 body already; `kenar validate` checks it");
    assert!(told[2].starts_with("v1.ndjson:5: not migrated: this is not valid JSON: "), "{}", told[2]);
    assert_eq!(told[3], "v1.ndjson:6: not migrated: nothing shows which v1 body this is; name it with `--from`");
    assert_eq!(told[4], "v1.ndjson:7: not migrated: this is a v2 body already; `kenar validate` checks it");
    assert_eq!(told[5], "2 documents migrated, 5 not; 0 notes need attention");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("v2.ndjson"), format!("{MIGRATED}\n{MIGRATED}\n"));
    let report: Vec<Value> = read("report.ndjson").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let outcomes: Vec<(u64, u64, &str)> = report
        .iter()
        .map(|entry| {
            let number = |name: &str| entry[name].as_u64().unwrap();
            (number("line"), number("number"), entry["outcome"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        outcomes,
        [
            (1, 1, "migrated"),
            (2, 2, "invalid"),
            (4, 3, "unknown"),
            (5, 4, "invalid"),
            (6, 5, "unknown"),
            (7, 6, "unknown"),
            (8, 7, "migrated"),
        ]
    );
    assert_eq!(report[0]["notes"][0]["pointer"], "/verification_cost");
    assert_eq!(report[0]["notes"][0]["to"], "/cost");
    assert_eq!(report[1]["violations"][0]["rule"], "type");
    assert_eq!(report[1]["from"], "user-verification");
}

#[test]
fn several_inputs_give_one_document_a_line() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("1.json"), GOOD).unwrap();
    fs::write(folder.path().join("2.json"), format!("[{GOOD}]")).unwrap();
    let (code, stdout, _) = told(folder.path(), &["*.json"], "");
    assert_eq!((code, stdout), (0, format!("{MIGRATED}\n{MIGRATED}\n")));
}

#[test]
fn a_failed_run_leaves_the_output_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("v2.json"), "before").unwrap();
    assert_eq!(told(folder.path(), &["-", "--output", "v2.json"], "{").0, 1);
    assert_eq!(told(folder.path(), &["missing.json", "--output", "v2.json"], "").0, 2);
    assert_eq!(fs::read_to_string(folder.path().join("v2.json")).unwrap(), "before");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn decisions_are_taken_from_the_command_line() {
    let body = r#"{"widgets": {"widget_list": [
        {"widget_type": "LEGEND_TITLE_ROW", "data": {"@type": "type.googleapis.com/widgets.LegendTitleRowData",
            "title": "کارشناسی ملک", "image_url": "logo", "has_divider": true}},
        {"widget_type": "SCORE_ROW", "data": {"@type": "type.googleapis.com/widgets.ScoreRowData",
            "title": "فنی", "percentage_score": 80, "score_color": "TEXT_PRIMARY"}}]}}"#;
    let rows = |arguments: &[&str]| {
        let (code, stdout, stderr) = told(here(), arguments, body);
        assert_eq!(code, 0, "{stderr}");
        serde_json::from_str::<Value>(&stdout).unwrap()["widgets"].as_array().unwrap().clone()
    };
    let plain = rows(&["-"]);
    assert_eq!((plain.len(), plain[0]["score_row"].get("score_color")), (1, None));
    let decided = rows(&["-", "--approximate-legend", "--default-color", "WARNING_PRIMARY"]);
    assert_eq!(decided[0]["title_row"]["text"], "کارشناسی ملک");
    assert_eq!(decided[1]["score_row"]["score_color"], "WARNING_PRIMARY");
}

#[test]
fn one_thing_is_singular() {
    let year = |number| format!("{{\"semantic\": {{\"سال\": \"{number}\"}}, \"semantic_sensitives\": []}}\n");
    let last = |stderr: &str| stderr.lines().last().unwrap().to_owned();
    assert_eq!(last(&told(here(), &["-"], &year(1)).2), "1 document migrated, 0 not; 1 note needs attention");
    let two = format!("{}{}", year(1), year(2));
    assert_eq!(last(&told(here(), &["-"], &two).2), "2 documents migrated, 0 not; 2 notes need attention");
    assert_eq!(last(&told(here(), &["-"], "{\"a\": 1}").2), "0 documents migrated, 1 not; 0 notes need attention");
}

#[test]
fn where_a_text_stops_being_json_is_told_in_the_file() {
    let body = r#"{"semantic": {"status": "SUCCEEDED"}, "phone": "09991234567"}"#;
    let said = |input: &str| {
        let (code, _, stderr) = told(here(), &["-"], input);
        assert_eq!(code, 1, "{stderr}");
        stderr.lines().find(|line| line.contains("not migrated")).unwrap().to_owned()
    };
    let broken = format!("{body}\n\n{{\"semantic\": {{\"وضعیت\": ]\n");
    assert_eq!(said(&broken), "-:3: not migrated: this is not valid JSON: expected value (column 24)");
    let pretty = "{\n  \"semantic\": {\n    \"status\": \"SUCCEEDED\"\n  \"phone\"\n}\n";
    assert_eq!(said(pretty), "-:4: not migrated: this is not valid JSON: expected `,` or `}` (column 3)");
    assert_eq!(said(""), "-:1: not migrated: this is not valid JSON: EOF while parsing a value (column 1)");
}

#[test]
fn an_input_is_replaced_only_when_nothing_of_it_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ndjson");
    let mixed = format!("{GOOD}\n{{\"a\": \"سال\"}}\n");
    fs::write(&path, &mixed).unwrap();
    for output in ["a.ndjson", "./a.ndjson"] {
        let (code, stdout, stderr) = told(folder.path(), &["a.ndjson", "--output", output], "");
        assert_eq!((code, stdout.as_str()), (1, ""));
        let said =
            format!("{output}: stays as it was: it is an input, and 1 document would be lost; name another --output\n");
        assert!(stderr.contains(&said), "{stderr}");
        assert_eq!(fs::read_to_string(&path).unwrap(), mixed);
    }
    assert_eq!(told(folder.path(), &["a.ndjson", "--output", "b.ndjson"], "").0, 1);
    assert_eq!(fs::read_to_string(folder.path().join("b.ndjson")).unwrap(), format!("{MIGRATED}\n"));
    fs::write(&path, format!("{GOOD}\n{GOOD}\n")).unwrap();
    assert_eq!(told(folder.path(), &["a.ndjson", "--output", "a.ndjson"], "").0, 0);
    assert_eq!(fs::read_to_string(&path).unwrap(), format!("{MIGRATED}\n{MIGRATED}\n"));
}
