//! The bundler is broken on purpose: it must tell a stranger what to do.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{assert_told, openapi};
use std::fs;
use xtask::bundle::Bundle;

#[test]
fn a_reference_to_a_missing_file_is_told_with_both_files() {
    let folder = openapi("missing-file");
    fs::remove_file(folder.join("schemas/widgets/TitleRow.yaml")).unwrap();
    let problem = Bundle::load(&folder).unwrap_err();
    assert_told(
        std::slice::from_ref(&problem),
        "openapi/schemas/widgets/TitleRow.yaml cannot be read",
        "correct the `$ref`",
    );
    assert!(problem.problem.contains("TitleRowWidget.yaml"), "{problem}");
}

#[test]
fn a_file_that_nothing_uses_is_refused() {
    let folder = openapi("unused-file");
    fs::write(folder.join("schemas/widgets/Forgotten.yaml"), "type: string\n").unwrap();
    assert_told(
        &[Bundle::load(&folder).unwrap_err()],
        "openapi/schemas/widgets/Forgotten.yaml is used by nothing",
        "delete it",
    );
}

#[test]
fn an_operation_is_named_like_its_file() {
    let folder = openapi("misnamed-operation");
    let file = folder.join("paths/users/get_user.yaml");
    let text = fs::read_to_string(&file).unwrap().replace("operationId: get_user", "operationId: fetch_user");
    fs::write(file, text).unwrap();
    assert_told(
        &[Bundle::load(&folder).unwrap_err()],
        "get_user.yaml holds the operation \"fetch_user\"",
        "operationId: get_user",
    );
}

#[test]
fn a_reference_has_nothing_beside_it() {
    let folder = openapi("sibling-of-ref");
    let file = folder.join("schemas/widgets/Widget.yaml");
    let text = fs::read_to_string(&file)
        .unwrap()
        .replace("- $ref: TitleRowWidget.yaml", "- $ref: TitleRowWidget.yaml\n    description: x");
    fs::write(file, text).unwrap();
    assert_told(&[Bundle::load(&folder).unwrap_err()], "has members beside it", "allOf: [{$ref: …}]");
}

#[test]
fn broken_yaml_is_told_with_its_place() {
    let folder = openapi("broken-yaml");
    fs::write(folder.join("schemas/widgets/TitleRow.yaml"), "type: [object\n").unwrap();
    let problem = Bundle::load(&folder).unwrap_err();
    assert_told(&[problem], "TitleRow.yaml is not YAML", "correct the file");
}
