//! Examples and generated documents are judged, and the judges are made to disagree on purpose.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{assert_told, broken, bundle, folder};
use serde_json::json;
use std::fs;
use xtask::{Problem, agreement, instances, root, verdicts};

#[test]
fn every_example_gets_its_verdict() {
    assert_eq!(verdicts::check(&bundle(), &root().join("openapi/examples")), []);
}

fn judged(name: &str, files: &[(&str, &str)]) -> Vec<Problem> {
    let folder = folder(name);
    for (file, text) in files {
        let file = folder.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    verdicts::check(&bundle(), &folder)
}

#[test]
fn an_example_with_the_wrong_verdict_is_found_by_every_judge() {
    let text = format!("{{\"text\": \"{}\"}}", "ا".repeat(50));
    let problems = judged("wrong-verdict", &[("TitleRow/valid-long.json", &text)]);
    for judge in ["the document's schema", "the exported JSON Schema", "serde and garde", "`check`"] {
        let told = format!("openapi/examples/TitleRow/valid-long.json: {judge} refuses it and must accept it (/text:");
        assert_told(&problems, &told, "or the file if its name is wrong");
    }
}

#[test]
fn an_invalid_example_names_its_one_violation() {
    let unnamed = judged("unnamed-violation", &[("TitleRow/invalid-empty.json", "{}")]);
    assert_told(&unnamed, "does not say what it violates", "violation.json");
    let sidecar = "{\"pointer\": \"/text\", \"rule\": \"maxLength\"}";
    let files = [("TitleRow/invalid-empty.json", "{}"), ("TitleRow/invalid-empty.violation.json", sidecar)];
    assert_told(
        &judged("misnamed-violation", &files),
        "it names the violation [/text maxLength], `check` finds [\" required\"]",
        "",
    );
}

#[test]
fn a_folder_and_a_file_without_meaning_are_found() {
    assert_told(
        &judged("unknown-folder", &[("TitelRow/valid-a.json", "{}")]),
        "named after no component",
        "rename the folder",
    );
    assert_told(&judged("no-verdict", &[("TitleRow/a.json", "{}")]), "the name has no verdict", "valid-….json");
}

#[test]
fn generated_documents_get_one_verdict() {
    assert_eq!(instances::check(&bundle(), xtask::QUICK, 1), []);
}

#[test]
fn compiled_validators_give_the_verdict_of_the_exported_schema() {
    assert_eq!(agreement::check(&bundle(), &xtask::root(), xtask::QUICK, 1), []);
}

#[test]
fn a_rule_that_one_side_lacks_is_found_by_generated_documents() {
    let broken = broken("/components/schemas/GroupInfoRow/properties/items/maxItems", |limit| *limit = json!(4));
    let problems = instances::component(&broken, "Widget", 20_000, 1);
    assert_told(
        &problems,
        "the document's schema accepts, the exported JSON Schema refuses, serde and garde refuses",
        "find the rule",
    );
}

#[test]
fn the_same_seed_gives_the_same_documents() {
    let documents = |seed| {
        let mut source = instances::Source::new(xtask::convert::json_schema(&bundle(), "Widget"), seed);
        (0..50).map(|_| source.document()).collect::<Vec<_>>()
    };
    assert_eq!(documents(7), documents(7));
    assert_ne!(documents(7), documents(8));
}
