//! The packages are ready to be published: they hold what they need, say what they are, and explain their features.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use serde_json::Value;
use xtask::cargo::{Package, Workspace, program};

fn published() -> Vec<Package> {
    let packages = Workspace::load(&xtask::root()).unwrap().published;
    assert!(packages.len() >= 4, "{packages:?}");
    packages
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(program()).current_dir(xtask::root()).args(arguments).output().unwrap();
    assert!(output.status.success(), "cargo {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The files of a package, as it would be uploaded.
fn files(package: &Package) -> BTreeSet<String> {
    let list = cargo(&["package", "--package", &package.name, "--list", "--allow-dirty", "--offline", "--quiet"]);
    list.lines().map(|line| line.replace('\\', "/")).collect()
}

/// What a source builds in: the path of each `include_str!` and its siblings, or the beginning of one that is put
/// together.
fn included(source: &str) -> Vec<&str> {
    let mut paths = Vec::new();
    for name in ["include_str!(", "include_bytes!(", "include!("] {
        for rest in source.split(name).skip(1) {
            let rest = rest.trim_start();
            let rest = rest.strip_prefix("concat!(").unwrap_or(rest).trim_start();
            paths.extend(rest.strip_prefix('"').and_then(|rest| rest.split('"').next()));
        }
    }
    paths
}

/// A path that is relative to the folder of a source, from the folder of the package; `None` when it leaves it.
fn inside(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." => {}
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[test]
fn a_package_holds_what_it_needs() {
    let mut looked_at = 0;
    for package in published() {
        let (name, files) = (&package.name, files(&package));
        let root = if package.folder.join("src/lib.rs").exists() { "src/lib.rs" } else { "src/main.rs" };
        for needed in ["Cargo.toml", "LICENSE-APACHE", "LICENSE-MIT", "README.md", root] {
            assert!(files.contains(needed), "{name} is published without {needed}");
        }
        let sources: Vec<&String> =
            files.iter().filter(|file| file.starts_with("src/") && file.ends_with(".rs")).collect();
        for source in sources {
            let text = fs::read_to_string(package.folder.join(source)).unwrap();
            let folder = source.rsplit_once('/').unwrap().0;
            for path in included(&text) {
                looked_at += 1;
                let Some(path) = inside(folder, path) else {
                    panic!("{source} of {name} builds in {path}, which is outside of the package");
                };
                let held =
                    files.contains(&path) || path.ends_with('/') && files.iter().any(|file| file.starts_with(&path));
                assert!(held, "{source} of {name} builds in {path}, which is not in the package");
            }
        }
    }
    assert!(looked_at > 12, "only {looked_at} were found");
}

#[test]
fn the_exported_schemas_and_the_document_are_published() {
    let packages = published();
    let held = |name: &str| files(packages.iter().find(|package| package.name == name).unwrap());
    let schemas = held("kenar-schemas");
    assert!(schemas.contains("json-schema/index.json"));
    for export in kenar_schemas::EXPORTS {
        let file = format!("json-schema/{}.schema.json", export.name);
        assert!(schemas.contains(&file), "{file}");
    }
    assert!(held("kenar-sandbox").contains("kenar.openapi.json"));
}

#[test]
fn a_package_says_what_it_is() {
    let metadata: Value =
        serde_json::from_str(&cargo(&["metadata", "--no-deps", "--format-version", "1", "--locked"])).unwrap();
    for package in published() {
        let name = &package.name;
        let found =
            metadata["packages"].as_array().unwrap().iter().find(|found| found["name"] == name.as_str()).unwrap();
        let text = |member: &str| found[member].as_str().unwrap_or_else(|| panic!("{name} has no {member}"));
        assert_eq!(text("license"), "MIT OR Apache-2.0");
        assert_eq!(text("readme"), "README.md");
        assert!(
            text("description").len() > 20 && !text("description").ends_with('.'),
            "{name}: {}",
            text("description")
        );
        let list = |member: &str| {
            found[member].as_array().unwrap().iter().map(|value| value.as_str().unwrap()).collect::<Vec<_>>()
        };
        let keywords = list("keywords");
        // What the registry takes: https://doc.rust-lang.org/cargo/reference/manifest.html
        assert!((3..=5).contains(&keywords.len()), "{name} has {} keywords", keywords.len());
        for keyword in keywords {
            let fits = keyword.len() <= 20
                && keyword.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-+".contains(&byte));
            assert!(fits, "{name}: {keyword:?}");
        }
        assert!((1..=5).contains(&list("categories").len()), "{name}");
    }
}

#[test]
fn the_oldest_rust_is_the_same_everywhere() {
    let versions: BTreeSet<String> = published().into_iter().map(|package| package.rust_version).collect();
    assert_eq!(versions.len(), 1, "{versions:?}");
    for version in versions {
        for (file, text) in [
            ("README.md", format!("Rust {version} or newer")),
            ("README.fa.md", format!("Rust {version} یا تازه‌تر")),
            ("CONTRIBUTING.md", format!("rustup toolchain install {version} --profile minimal")),
            (".github/workflows/ci.yml", format!("rustup toolchain install {version} --profile minimal")),
        ] {
            let content = fs::read_to_string(xtask::root().join(file)).unwrap();
            assert!(content.contains(&text), "{file} does not say `{text}`");
        }
    }
}

/// Name and doc comment of each feature of a manifest.
fn features(manifest: &str) -> Vec<(&str, String)> {
    let Some((_, rest)) = manifest.split_once("\n[features]\n") else { return Vec::new() };
    let section = rest.split("\n[").next().unwrap();
    let mut features = Vec::new();
    let mut doc = String::new();
    let mut depth = 0_usize;
    for line in section.lines() {
        if let Some(text) = line.strip_prefix("##") {
            doc.push_str(text);
        } else if depth == 0
            && let Some((name, _)) = line.split_once('=')
        {
            features.push((name.trim(), std::mem::take(&mut doc)));
        }
        depth = (depth + line.matches('[').count()).saturating_sub(line.matches(']').count());
    }
    features
}

#[test]
fn every_feature_is_explained() {
    let mut count = 0;
    for Package { name, folder, .. } in published() {
        let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap();
        let (manifest, readme) = (read("Cargo.toml"), read("README.md"));
        let table = readme.split_once("\n## Features\n").map(|(_, rest)| rest.split("\n## ").next().unwrap());
        let features = features(&manifest);
        let defaults = manifest.lines().find(|line| line.starts_with("default = [")).unwrap_or_default();
        for (feature, doc) in features.iter().filter(|(feature, _)| *feature != "default") {
            count += 1;
            assert!(doc.trim().len() > 10, "the feature {feature} of {name} has no `##` comment in its Cargo.toml");
            let yes = if defaults.contains(&format!("\"{feature}\"")) { "yes" } else { "no" };
            let row = format!("| `{feature}` | {yes} | ");
            let table = table.unwrap_or_else(|| panic!("the README of {name} has no section `Features`"));
            assert!(table.contains(&row), "the features in the README of {name} lack a row `{row}…`");
        }
        let rows = table.unwrap_or_default().lines().filter(|line| line.starts_with("| `")).count();
        assert_eq!(
            rows,
            features.iter().filter(|(feature, _)| *feature != "default").count(),
            "rows in the README of {name}"
        );
    }
    assert!(count >= 5, "only {count} features were found");
}

#[test]
fn features_are_read_from_a_manifest() {
    let manifest = "[package]\nname = \"x\"\n\n[features]\ndefault = [\"a\"]\n## One\n## thing.\na = [\n    \"dep:b\",\n]\nc = []\n\n[dependencies]\nd = \"1\"\n";
    let expected = [("default", ""), ("a", " One thing."), ("c", "")].map(|(name, doc)| (name, doc.to_owned()));
    assert_eq!(features(manifest), expected);
}

#[test]
fn paths_are_followed() {
    assert_eq!(inside("src/a", "../../b.json").as_deref(), Some("b.json"));
    assert_eq!(inside("src", "../../b.json"), None);
    assert_eq!(included("x(include_str!(\n concat!(\"../a/\", $b))); include_bytes!(\"c\")"), ["../a/", "c"]);
}
