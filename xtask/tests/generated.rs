//! What is generated is what is committed; a stale file is found.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{assert_told, bundle, folder};
use serde_json::Value;
use std::fs;
use xtask::artefact::{Artefact, Mode, reconcile};
use xtask::{copies, readme, root, schemas};

#[test]
fn what_is_generated_is_what_is_committed() {
    let (_, artefacts) = xtask::artefacts(&root()).unwrap();
    let stale = reconcile(&root(), &artefacts, Mode::Check).unwrap();
    assert_eq!(stale, Vec::<String>::new(), "run `cargo xtask generate` and commit the result");
}

#[test]
fn a_stale_file_is_found_and_written_only_when_asked() {
    let root = folder("stale");
    let artefact = Artefact { path: "a/b.txt".to_owned(), content: "new\n".to_owned() };
    let artefacts = [artefact];
    assert_eq!(reconcile(&root, &artefacts, Mode::Check).unwrap(), ["a/b.txt"]);
    assert!(!root.join("a/b.txt").exists());
    assert_eq!(reconcile(&root, &artefacts, Mode::Write).unwrap(), ["a/b.txt"]);
    assert_eq!(reconcile(&root, &artefacts, Mode::Check).unwrap(), Vec::<String>::new());
    fs::write(root.join("a/b.txt"), "edited by hand\n").unwrap();
    assert_eq!(reconcile(&root, &artefacts, Mode::Check).unwrap(), ["a/b.txt"]);
}

#[test]
fn a_readme_without_its_markers_is_told() {
    let root = folder("readme");
    fs::write(root.join("README.md"), "# Kenar\n").unwrap();
    assert_told(&[readme::artefacts(&bundle(), &root).unwrap_err()], "lost the markers", "<!-- /operations -->");
}

#[test]
fn a_payload_without_an_example_is_told() {
    let problem = schemas::artefacts(&bundle(), &folder("no-examples")).unwrap_err();
    assert_told(&[problem], "openapi/examples/UserAddon has no valid-minimal.json", "add one");
}

#[test]
fn exported_schemas_are_self_contained_and_described() {
    for artefact in schemas::artefacts(&bundle(), &root().join("openapi")).unwrap() {
        let schema: Value = serde_json::from_str(&artefact.content).unwrap();
        if artefact.path.ends_with("index.json") {
            assert_eq!(schema["schemas"].as_array().unwrap().len(), kenar_schemas::EXPORTS.len());
            continue;
        }
        assert!(jsonschema::meta::is_valid(&schema), "{}", artefact.path);
        assert!(schema["$id"].as_str().unwrap().starts_with("urn:kenar-divar:schema:"));
        for member in ["title", "description", "examples"] {
            assert!(schema.get(member).is_some(), "{} has no {member}", artefact.path);
        }
        let validator = jsonschema::validator_for(&schema).unwrap();
        for example in schema["examples"].as_array().unwrap() {
            assert!(validator.is_valid(example), "{}: {example}", artefact.path);
        }
        assert!(
            !artefact.content.contains("\"format\":"),
            "{}: a strict validator refuses unknown formats",
            artefact.path
        );
        assert!(!artefact.content.contains("#/components/"), "{}: not self-contained", artefact.path);
    }
}

#[test]
fn a_copy_without_its_original_is_told() {
    let bundle = Artefact { path: "openapi/dist/kenar.openapi.json".to_owned(), content: "{}\n".to_owned() };
    let problem = copies::artefacts(&bundle, &folder("no-originals")).unwrap_err();
    assert_told(
        &[problem],
        "openapi/examples/LegacyUserAddon/valid-all-widgets.json, which crates/sandbox/samples",
        "restore it",
    );
}
