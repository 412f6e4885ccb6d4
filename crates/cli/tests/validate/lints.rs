//! `--lint` and `--deny-warnings`: what is allowed and probably a mistake.

use serde_json::Value;
use snapbox::str;

use crate::human::visible;
use crate::run_with;

/// A valid user add-on for each lint, with the lint and what it is about.
const MISTAKES: [(&str, &str, &str); 6] = [
    (
        r#"{"widgets":[],"categories":[],"semantic":{"identity_verifcation_result":"FACE_AND_ID_MATCHED"}}"#,
        "misspelt-semantic-key",
        "/semantic/identity_verifcation_result",
    ),
    (
        r#"{"widgets":[{"title_row":{"text":"تأیید‌شده"},"semantic_paths":{"status":"text"}}],"categories":[],"semantic":{}}"#,
        "foreign-predefined-value",
        "/widgets/0/semantic_paths/status",
    ),
    (
        r#"{"widgets":[{"title_row":{"text":"سفید صدفی"}}],"categories":[],"semantic":{"رنگ":"سفید صدفی"}}"#,
        "public-value-hashed",
        "/semantic/رنگ",
    ),
    (
        r#"{"widgets":[],"categories":[],"semantic":{"VIN":"IRJC95R23KJ039206"}}"#,
        "sensitive-value-raw",
        "/semantic/VIN",
    ),
    (
        r#"{"widgets":[{"event_row":{"title":"کارشناسی‌شده ✅"},"semantic_paths":{"عکس":"image_id"}}],"categories":[],"semantic":{}}"#,
        "semantic-path-empty",
        "/widgets/0/semantic_paths/عکس",
    ),
    (
        r#"{"widgets":[{"score_row":{"title":"موتور","percentage_score":80,"hasDivider":true}}],"categories":[],"semantic":{}}"#,
        "deprecated-v1-form",
        "/widgets/0/score_row/hasDivider",
    ),
];

const FORMATS: [&str; 6] = ["human", "json", "ndjson", "github", "sarif", "junit"];

#[test]
fn every_lint_warns_and_is_denied_in_every_format() {
    for (document, lint, pointer) in MISTAKES {
        for format in FORMATS {
            let run = |flags: &[&str]| run_with(document.as_bytes(), &[&["--format", format, "-"], flags].concat());
            let plain = run(&[]);
            assert_eq!(plain.code, Some(0), "{lint}, {format}: {}", plain.out);
            assert!(!plain.out.contains(lint), "{lint}, {format}: {}", plain.out);
            let warned = run(&["--lint"]);
            assert_eq!(warned.code, Some(0), "{lint}, {format}: {}", warned.out);
            let denied = run(&["--deny-warnings"]);
            assert_eq!(denied.code, Some(1), "{lint}, {format}: {}", denied.out);
            for (ended, level) in [(&warned, "warning"), (&denied, "error")] {
                // A line and a column in one way or the other, and the pointer with its Persian as it is.
                let out = ended.out.replace(['\u{2068}', '\u{2069}'], "");
                assert!(out.contains(lint) && out.contains(pointer) && out.contains(level), "{lint}, {format}: {out}");
                assert!(!out.contains("IRJC"), "{format}: {out}");
                let others = MISTAKES.iter().filter(|(_, other, _)| *other != lint);
                assert_eq!(others.filter(|(_, other, _)| out.contains(other)).count(), 0, "{lint}, {format}: {out}");
            }
        }
    }
}

#[test]
fn the_exit_code_is_all_that_is_said_quietly() {
    for (document, lint, _) in MISTAKES {
        for (flags, code) in [(&["--lint"][..], 0), (&["--deny-warnings"], 1), (&["--deny-warnings", "--lint"], 1)] {
            let ended = run_with(document.as_bytes(), &[flags, &["--quiet", "-"]].concat());
            assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(code), "", ""), "{lint} {flags:?}");
        }
    }
}

fn all() -> String {
    MISTAKES.iter().map(|(document, ..)| format!("{document}\n")).collect()
}

#[test]
fn people_read_what_is_probably_wrong_and_what_to_do() {
    let ended = run_with(all().as_bytes(), &["--lint", "-"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    snapbox::assert_data_eq!(
        visible(&ended.out),
        str![[r#"
warning[misspelt-semantic-key]: `identity_verifcation_result` is not a key that Divar knows; spelt like this the value is hashed and loses its meaning
 --> -:1:73 at /semantic/identity_verifcation_result
  = hint: did you mean `identity_verification_result`?

warning[foreign-predefined-value]: what the path takes out of the row for the predefined key `status` is not one that Divar knows, so Divar does not use it
 --> -:2:74 (document 2) at /widgets/0/semantic_paths/status
  = hint: `status` takes `SUCCEEDED`, `FAILED`, `EXPIRED`, `PENDING`; for anything else choose another key

warning[public-value-hashed]: `<isolate>رنگ</isolate>` is not predefined, so Divar keeps only a hash of the value, and a widget shows the same text
 --> -:3:83 (document 3) at <isolate>/semantic/رنگ</isolate>
  = hint: show it in a widget and name its place in `semantic_paths`, which keeps it readable; or drop it

warning[sensitive-value-raw]: the value of `VIN` must be masked before it leaves the app, and is not
 --> -:4:49 (document 4) at /semantic/VIN
  = hint: `kenar fix --mask`, or `kenar mask VIN -` for one value

warning[semantic-path-empty]: `image_id` is not set in this row, so Divar gets nothing for `<isolate>عکس</isolate>`
 --> -:5:77 (document 5) at <isolate>/widgets/0/semantic_paths/عکس</isolate>
  = hint: set it, or take `<isolate>عکس</isolate>` out of `semantic_paths`

warning[deprecated-v1-form]: an older spelling, which v2 reads and does not write
 --> -:6:78 (document 6) at /widgets/0/score_row/hasDivider
  = hint: write `has_divider`: `kenar fix` does

6 documents in 1 file: all valid
checked as user-addon (detected; --schema says it)
        1 deprecated-v1-form
        1 foreign-predefined-value
        1 misspelt-semantic-key
        1 public-value-hashed
        1 semantic-path-empty
        1 sensitive-value-raw

"#]]
    );
}

#[test]
fn what_is_denied_is_counted_as_invalid() {
    let ended = run_with(all().as_bytes(), &["--deny-warnings", "--max-errors", "1", "-"]);
    assert_eq!(ended.code, Some(1));
    snapbox::assert_data_eq!(
        ended.out,
        str![[r#"
error[misspelt-semantic-key]: `identity_verifcation_result` is not a key that Divar knows; spelt like this the value is hashed and loses its meaning
 --> -:1:73 at /semantic/identity_verifcation_result
  = hint: did you mean `identity_verification_result`?

5 more documents with findings not shown; --max-errors shows more
6 documents in 1 file: 0 valid, 6 invalid
checked as user-addon (detected; --schema says it)
        1 deprecated-v1-form
        1 foreign-predefined-value
        1 misspelt-semantic-key
        1 public-value-hashed
        1 semantic-path-empty
        1 sensitive-value-raw

"#]]
    );
}

#[test]
fn programs_tell_a_warning_from_what_is_denied() {
    for (flag, level, invalid) in [("--lint", "warning", 0), ("--deny-warnings", "error", 6)] {
        let ended = run_with(all().as_bytes(), &[flag, "--format", "json", "-"]);
        let report: Value = serde_json::from_str(&ended.out).unwrap();
        let findings = report["findings"].as_array().unwrap();
        for (finding, (_, lint, pointer)) in findings.iter().zip(MISTAKES) {
            let warnings = finding["warnings"].as_array().unwrap();
            assert_eq!((warnings.len(), finding["violations"].as_array().unwrap().len()), (1, 0), "{finding:#}");
            assert_eq!((&warnings[0]["lint"], &warnings[0]["level"]), (&lint.into(), &level.into()));
            assert_eq!((&warnings[0]["pointer"], &warnings[0]["line"]), (&pointer.into(), &finding["line"]));
            assert!(warnings[0]["hint"].is_string() && warnings[0]["column"].as_u64() > Some(1), "{finding:#}");
        }
        assert_eq!((findings.len(), &report["summary"]["invalid"]), (6, &invalid.into()));
        let lints = report["summary"]["lints"].as_object().unwrap();
        assert!(lints.len() == 6 && lints.values().all(|count| *count == 1), "{lints:?}");
    }
}

/// A violation and a warning about one document are one finding, and the violation alone makes it invalid.
#[test]
fn a_warning_does_not_hide_a_violation() {
    let document = r#"{"widgets":[],"semantic":{"VIN":"IRJC95R23KJ039206"},"categories":"وسایل"}"#;
    for (flags, code) in [(&[][..], 1), (&["--lint"], 1), (&["--deny-warnings"], 1)] {
        let ended =
            run_with(document.as_bytes(), &[flags, &["--format", "ndjson", "--schema", "user-addon", "-"]].concat());
        assert_eq!((ended.code, ended.out.lines().count()), (Some(code), 1), "{}", ended.out);
        assert!(ended.out.contains("\"rule\":\"type\""), "{}", ended.out);
        assert_eq!(ended.out.contains("sensitive-value-raw"), !flags.is_empty(), "{}", ended.out);
    }
}
