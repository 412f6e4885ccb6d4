use std::fs;

use serde_json::Value;

use crate::{examples, run};

const PAYLOADS: [(&str, &str); 12] = [
    ("UserAddon", "user-addon"),
    ("PostAddon", "post-addon"),
    ("BusinessAddon", "business-addon"),
    ("Widget", "widget"),
    ("Action", "action"),
    ("Semantic", "semantic"),
    ("UserSemantic", "user-semantic"),
    ("PostSemantic", "post-semantic"),
    ("PaymentTicketValidation", "payment-ticket-validation"),
    ("LegacyUserAddon", "legacy-user-addon"),
    ("LegacyPostAddon", "legacy-post-addon"),
    ("LegacyUserVerification", "legacy-user-verification"),
];

/// Files of a payload. Two that are no documents are files of documents, and left out: a list in place of an object, and an
/// object behind the document.
fn files(payload: &str, prefix: &str) -> Vec<String> {
    let names =
        fs::read_dir(examples().join(payload)).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let wanted = |name: &String| {
        let of_documents = name.contains("list-for-object") || name.contains("syntax-trailing-text");
        name.starts_with(prefix) && !name.ends_with(".violation.json") && !of_documents
    };
    let mut files: Vec<String> = names.filter(wanted).map(|name| format!("{payload}/{name}")).collect();
    files.sort();
    files
}

#[test]
fn every_example_has_the_verdict_that_its_name_says() {
    for (payload, schema) in PAYLOADS {
        let valid = [vec!["--schema".to_owned(), schema.to_owned()], files(payload, "valid-")].concat();
        let ended = run(&examples(), &valid);
        assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);

        let invalid = files(payload, "invalid-");
        let arguments: Vec<String> = ["--format", "json", "--schema", schema].map(str::to_owned).into();
        let ended = run(&examples(), &[arguments, invalid.clone()].concat());
        assert_eq!((ended.code, ended.err.as_str()), (Some(1), ""));
        let report: Value = serde_json::from_str(&ended.out).unwrap();
        assert_eq!(report["summary"]["invalid"], invalid.len());
        for (finding, file) in report["findings"].as_array().unwrap().iter().zip(&invalid) {
            let beside = examples().join(file.replace(".json", ".violation.json"));
            let expected: Value = serde_json::from_slice(&fs::read(beside).unwrap()).unwrap();
            let found = finding["violations"].as_array().unwrap();
            let same = |violation: &Value| {
                violation["pointer"] == expected["pointer"] && violation["rule"] == expected["rule"]
            };
            assert!(finding["file"] == **file && found.iter().any(same), "{file}: {finding}");
        }
    }
}

#[test]
fn the_kind_of_a_full_example_is_detected() {
    // What a business add-on may have, a post add-on may have, and semantic data of a post is that of a user.
    let detected = |schema| match schema {
        "business-addon" => "post-addon",
        "post-semantic" => "user-semantic",
        other => other,
    };
    for (payload, schema) in PAYLOADS {
        let Some(file) = files(payload, "valid-full").into_iter().next() else { continue };
        let ended = run(&examples(), &[&file]);
        let (code, out) = (ended.code, ended.out);
        let kind = format!("checked as {} (detected; --schema says it)\n", detected(schema));
        assert!(code == Some(0) && out.ends_with(&kind), "{file}: {out}{}", ended.err);
    }
}

#[test]
fn what_nobody_can_tell_is_said_and_not_guessed() {
    let ended = run(&examples(), &["Semantic/valid-free-keys.json", "UserAddon/valid-minimal.json"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.starts_with("error: Semantic/valid-free-keys.json: nobody can tell what this payload is"));
    assert!(ended.out.contains("1 document in 2 files: all valid"), "{}", ended.out);
}
