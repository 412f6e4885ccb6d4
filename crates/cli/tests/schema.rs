//! `kenar schema`: the list, and that every draft says the same of every example of the contract.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jsonschema::{Draft, Validator};
use kenar_validate::Schema;
use serde_json::{Value, json};

fn kenar(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kenar")).args(arguments).output().unwrap()
}

fn stdout(arguments: &[&str]) -> String {
    let output = kenar(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/examples")
}

/// The example documents of a component that are JSON, with whether they are valid.
fn documents(component: &str) -> Vec<(String, bool, Value)> {
    let mut documents = Vec::new();
    for file in std::fs::read_dir(examples().join(component)).unwrap() {
        let file = file.unwrap().path();
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        if name.ends_with(".violation.json") {
            continue;
        }
        // What is no JSON, or writes a key twice, no schema can judge.
        if let Ok(value) = serde_json::from_slice(&std::fs::read(&file).unwrap())
            && !name.contains("duplicate")
        {
            documents.push((format!("{component}/{name}"), name.starts_with("valid"), value));
        }
    }
    assert!(documents.len() > 3, "{component} has examples");
    documents
}

fn compiled(draft: Draft, schema: &Value) -> Validator {
    jsonschema::options().with_draft(draft).build(schema).unwrap_or_else(|error| panic!("{error}: {schema:#}"))
}

/// Holds a schema against the original and against the names of the files.
fn same_verdicts(schema: Schema, draft: Draft, converted: &Value) {
    let original: Value = serde_json::from_str(kenar_schemas::schema(schema.name()).unwrap()).unwrap();
    let original = compiled(Draft::Draft202012, &original);
    let converted = compiled(draft, converted);
    let mut verdicts = [0, 0];
    for (name, valid, document) in documents(schema.component()) {
        assert_eq!(original.is_valid(&document), valid, "{name}, original");
        assert_eq!(converted.is_valid(&document), valid, "{name}, {draft:?}");
        verdicts[usize::from(valid)] += 1;
    }
    assert!(verdicts.iter().all(|count| *count > 0), "{schema} {verdicts:?}");
}

#[test]
fn each_draft_gives_the_verdicts_of_the_original_on_every_example() {
    let folder = tempfile::tempdir().unwrap();
    for (name, draft, uri) in [
        ("2020-12", Draft::Draft202012, "https://json-schema.org/draft/2020-12/schema"),
        ("2019-09", Draft::Draft201909, "https://json-schema.org/draft/2019-09/schema"),
        ("07", Draft::Draft7, "http://json-schema.org/draft-07/schema#"),
    ] {
        let output = folder.path().join(name);
        stdout(&["schema", "export", "--draft", name, "--output", output.to_str().unwrap()]);
        let index: Value = serde_json::from_slice(&std::fs::read(output.join("index.json")).unwrap()).unwrap();
        assert_eq!(index["draft"], uri);
        assert_eq!(index["schemas"].as_array().unwrap().len(), Schema::ALL.len());
        for (schema, entry) in Schema::ALL.iter().zip(index["schemas"].as_array().unwrap()) {
            assert_eq!(entry["name"], schema.name());
            let text = std::fs::read_to_string(output.join(entry["file"].as_str().unwrap())).unwrap();
            let converted: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(converted["$schema"], uri);
            assert_eq!(converted["$id"], entry["$id"]);
            assert!(jsonschema::meta::is_valid(&converted), "{name} {schema}");
            if name == "07" {
                assert!(!text.contains("$defs"), "{schema}");
                no_neighbours_of_references(&converted, "");
            }
            same_verdicts(*schema, draft, &converted);
            assert_eq!(stdout(&["schema", "show", schema.name(), "--draft", name]), text, "{schema}");
        }
    }
}

/// In draft 7 and OpenAPI 3.0, what is beside a reference is ignored.
fn no_neighbours_of_references(schema: &Value, pointer: &str) {
    match schema {
        Value::Object(members) => {
            if members.get("$ref").is_some_and(Value::is_string) {
                assert_eq!(members.len(), 1, "{pointer}");
            }
            for (name, member) in members.iter().filter(|(name, _)| *name != "examples" && *name != "example") {
                no_neighbours_of_references(member, &format!("{pointer}/{name}"));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| no_neighbours_of_references(item, pointer)),
        _ => {}
    }
}

#[test]
fn the_bundle_of_a_draft_gives_the_same_verdicts() {
    let bundle: Value = serde_json::from_str(&stdout(&["schema", "export", "--draft", "07"])).unwrap();
    for schema in Schema::ALL {
        let mut one = bundle.clone();
        one["allOf"] = json!([{ "$ref": format!("#/definitions/{}", schema.component()) }]);
        same_verdicts(*schema, Draft::Draft7, &one);
    }
}

#[test]
fn the_openapi_components_are_read_by_others_and_give_the_same_verdicts() {
    let text = stdout(&["schema", "export", "--draft", "openapi-3.0"]);
    let read: openapiv3::OpenAPI = serde_json::from_str(&text).unwrap();
    let schemas = &read.components.as_ref().unwrap().schemas;
    let value: Value = serde_json::from_str(&text).unwrap();
    no_neighbours_of_references(&value, "");
    // What is written in the same way in OpenAPI 3.0 and in draft 7 can be judged by the rules of draft 7.
    for keyword in ["nullable", "exclusiveMinimum", "exclusiveMaximum"] {
        assert!(!text.contains(keyword), "{keyword}");
    }
    for keyword in ["$defs", "$schema", "$id", "\"const\"", "\"examples\"", "\"null\""] {
        assert!(!text.contains(keyword), "{keyword}");
    }
    for schema in Schema::ALL {
        assert!(schemas.contains_key(schema.component()), "{schema}");
        let mut one = json!({ "allOf": [{ "$ref": format!("#/components/schemas/{}", schema.component()) }] });
        one["components"] = value["components"].clone();
        same_verdicts(*schema, Draft::Draft7, &one);
    }
    // Nothing was lost on the way into the typed document: it writes the same components.
    let written = serde_json::to_value(&read).unwrap();
    for (name, schema) in value["components"]["schemas"].as_object().unwrap() {
        let again = &written["components"]["schemas"][name];
        assert_eq!(again["required"], schema["required"], "{name}");
        assert_eq!(again["oneOf"], schema["oneOf"], "{name}");
    }
}

#[test]
fn one_component_brings_all_that_it_needs() {
    let text = stdout(&["schema", "show", "widget", "--draft", "openapi-3.0"]);
    let read: openapiv3::OpenAPI = serde_json::from_str(&text).unwrap();
    let schemas = read.components.unwrap().schemas;
    assert!(schemas.contains_key("Widget") && schemas.contains_key("IconName") && !schemas.contains_key("UserAddon"));
}

#[test]
fn the_list_names_every_schema() {
    let list = stdout(&["schema", "list"]);
    let names: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let all: Vec<&str> = Schema::ALL.iter().map(|schema| schema.name()).collect();
    assert_eq!(names, all);
    assert!(list.starts_with(
        "user-addon                 UserAddon                An add-on of a user: the rows that Divar shows"
    ));
}

/// Descriptions are read in editors, where the documentation of a crate is not.
#[test]
fn no_description_has_a_link_of_a_crate() {
    for draft in ["2020-12", "2019-09", "07", "openapi-3.0"] {
        for arguments in
            [&["schema", "export"][..], &["schema", "show", "widget"], &["schema", "show", "legacy-user-addon"]]
        {
            let text = stdout(&[arguments, &["--draft", draft]].concat());
            for link in ["[`", "`](", "crate::", "super::"] {
                assert!(!text.contains(link), "{arguments:?} {draft}: {link}");
            }
        }
    }
    assert!(stdout(&["schema", "show", "legacy-user-addon"]).contains("A v1 add-on of a user. Becomes `UserAddon`."));
}

#[test]
fn an_unknown_schema_is_refused_with_the_known_ones() {
    let output = kenar(&["schema", "show", "user-adon"]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("there is no schema \"user-adon\"; there are user-addon, post-addon"), "{told}");
}

#[test]
fn a_folder_that_cannot_be_made_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let output = kenar(&["schema", "export", "--output", file.join("below").to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("this folder cannot be made"), "{told}");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kenar"))
        .args(["schema", "export"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(0), String::new()));
}
