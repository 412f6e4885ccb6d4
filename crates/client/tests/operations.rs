//! Every operation of the document is a method, in the module of each server that it is on.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

const BUNDLE: &str = include_str!("../../../openapi/dist/kenar.openapi.json");

/// Written by hand, and why: a browser goes to `authorize`, and the body of `upload_image` is not JSON. The tests of OAuth
/// and of images call them.
const BY_HAND: [(&str, &str); 2] = [("oauth", "authorize"), ("images", "upload_image")];

fn module(server: &str) -> &'static str {
    match server {
        "https://open-api.divar.ir" => "open_api",
        "https://api.divar.ir" => "legacy",
        "https://oauth.divar.ir" => "oauth",
        "https://divar.ir" => "images",
        other => panic!("no module for {other}"),
    }
}

/// Module and name of each operation.
fn described() -> BTreeSet<(String, String)> {
    let document: Value = serde_json::from_str(BUNDLE).unwrap();
    let mut described = BTreeSet::new();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            let Some(id) = operation["operationId"].as_str() else { continue };
            let levels = [&operation["servers"], &item["servers"], &document["servers"]];
            let servers = levels.into_iter().find_map(Value::as_array).unwrap();
            for server in servers {
                described.insert((module(server["url"].as_str().unwrap()).to_owned(), id.to_owned()));
            }
        }
    }
    described
}

/// Module and name of each generated method.
fn generated() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/generated");
    let mut generated = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        for line in fs::read_to_string(&path).unwrap().lines() {
            if let Some(rest) = line.trim_start().strip_prefix("pub async fn ") {
                let name = rest.split(['<', '(']).next().unwrap();
                generated.push((module.clone(), name.to_owned()));
            }
        }
    }
    generated
}

#[test]
fn methods_and_operations_are_the_same() {
    let by_hand = BY_HAND.map(|(module, id)| (module.to_owned(), id.to_owned()));
    let methods = generated();
    let mut known: BTreeSet<_> = methods.iter().cloned().collect();
    assert_eq!(known.len(), methods.len(), "no method is generated twice");
    for pair in by_hand {
        assert!(known.insert(pair.clone()), "{pair:?} is generated after all");
    }
    assert_eq!(known, described());
}

#[test]
fn an_operation_on_two_servers_is_in_both_modules() {
    let methods = generated();
    let modules = |id: &str| -> BTreeSet<&str> {
        methods.iter().filter(|(_, name)| name == id).map(|(module, _)| module.as_str()).collect()
    };
    assert_eq!(modules("upsert_user_semantic_by_phone"), BTreeSet::from(["legacy", "open_api"]));
    assert_eq!(modules("upsert_user_addon"), BTreeSet::from(["open_api"]));
}
