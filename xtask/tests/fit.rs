//! What a published package must fit, broken on purpose in small workspaces of their own.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests, and what they skip must be seen")]

mod common;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use common::folder;
use xtask::cargo::Workspace;
use xtask::fit::{Step, browsers, oldest, toolchain};
use xtask::public_api::shorten;
use xtask::{FINE, root};

/// A workspace with a `kenar-schemas` and a `kenar-client` that hold nothing but these lines.
fn workspace(name: &str, rust_version: &str, code: &str) -> PathBuf {
    let root = folder(name);
    let write = |path: &str, content: &str| {
        fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        fs::write(root.join(path), content).unwrap();
    };
    write("Cargo.toml", "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"3\"\n");
    for (package, code) in [("kenar-schemas", ""), ("kenar-client", code)] {
        let manifest = format!(
            "[package]\nname = \"{package}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nrust-version = \"{rust_version}\"\n"
        );
        write(&format!("crates/{package}/Cargo.toml"), &manifest);
        write(&format!("crates/{package}/src/lib.rs"), code);
    }
    let made =
        Command::new(xtask::cargo::program()).current_dir(&root).args(["generate-lockfile", "--offline"]).status();
    assert!(made.unwrap().success());
    root
}

/// A workspace with a target folder of its own: whoever runs the tests holds the lock of the usual one.
fn load(root: &std::path::Path) -> Workspace {
    let mut workspace = Workspace::load(root).unwrap();
    workspace.target = root.join("target");
    workspace
}

fn here() -> String {
    let output = Command::new("rustup").args(["toolchain", "list"]).output();
    output.map(|output| String::from_utf8(output.stdout).unwrap()).unwrap_or_default()
}

#[test]
fn the_published_packages_are_known() {
    let workspace = Workspace::load(&root()).unwrap();
    let names: Vec<&str> = workspace.published.iter().map(|package| package.name.as_str()).collect();
    let known = ["kenar-cli", "kenar-client", "kenar-httpmock", "kenar-sandbox", "kenar-schemas", "kenar-validate"];
    assert_eq!(names, known);
    let libraries = workspace.published.iter().filter(|package| package.library).count();
    assert_eq!(libraries, 5);
    for package in &workspace.published {
        assert!(package.folder.join("Cargo.toml").exists());
        assert!(!package.rust_version.is_empty(), "{} promises no Rust", package.name);
    }
}

#[test]
fn what_does_not_build_for_browsers_is_found() {
    let fine = browsers(&load(&workspace("browsers-fine", "1.90", ""))).unwrap();
    if let Step::Skipped(reason) = fine {
        assert!(reason.contains("rustup target add wasm32-unknown-unknown"), "{reason}");
        eprintln!("SKIPPED: {reason}");
        return;
    }
    assert_eq!(fine, Step::Ran(FINE));
    let code = "#[cfg(target_arch = \"wasm32\")]\ncompile_error!(\"on purpose\");\n";
    let broken = browsers(&load(&workspace("browsers-broken", "1.90", code))).unwrap();
    assert!(matches!(broken, Step::Ran(code) if code != FINE), "{broken:?}");
}

#[test]
fn a_rust_that_is_missing_is_told_and_how_to_get_it() {
    let step = oldest(&load(&workspace("oldest-missing", "1.999", ""))).unwrap();
    let Step::Skipped(reason) = step else { panic!("{step:?}") };
    assert_eq!(reason, "Rust 1.999 is missing; `rustup toolchain install 1.999 --profile minimal`");
}

#[test]
fn what_does_not_build_with_the_oldest_rust_is_found() {
    let list = here();
    let versions = list.lines().filter_map(|line| line.split_once('-').map(|(version, _)| version));
    let Some(version) = versions.into_iter().find(|version| version.starts_with(|c: char| c.is_ascii_digit())) else {
        eprintln!("SKIPPED: no Rust is installed by its version");
        return;
    };
    let fine = oldest(&load(&workspace("oldest-fine", version, ""))).unwrap();
    assert_eq!(fine, Step::Ran(FINE));
    let broken = oldest(&load(&workspace("oldest-broken", version, "compile_error!(\"on purpose\");\n"))).unwrap();
    assert!(matches!(broken, Step::Ran(code) if code != FINE), "{broken:?}");
}

#[test]
fn a_toolchain_is_found_by_its_version() {
    let list = "stable-x86_64-unknown-linux-gnu (active, default)\n1.9.0-x86_64-unknown-linux-gnu\n\
                1.900.0-x86_64-unknown-linux-gnu\n1.90.1-x86_64-unknown-linux-gnu\n1.95-aarch64-apple-darwin\n";
    assert_eq!(toolchain(list, "1.90"), Some("1.90.1-x86_64-unknown-linux-gnu"));
    assert_eq!(toolchain(list, "1.95"), Some("1.95-aarch64-apple-darwin"));
    assert_eq!(toolchain(list, "1.90.1"), Some("1.90.1-x86_64-unknown-linux-gnu"));
    assert_eq!(toolchain(list, "1.90.0"), None);
    assert_eq!(toolchain("", "1.90"), None);
}

#[test]
fn a_public_interface_is_written_without_what_follows_from_traits() {
    let items = [
        "pub struct a::Text<'a>",
        "impl<'a> a::Text<'a>",
        "pub fn a::Text<'a>::new(&'a str) -> Self",
        "impl<'a> core::str::traits::FromStr for a::Text<'a>",
        "pub type a::Text<'a>::Err = a::Error",
        "pub fn a::Text<'a>::from_str(&str) -> core::result::Result<Self, a::Error>",
        "impl core::fmt::Display for a::Error",
        "pub fn a::Error::fmt(&self, &mut core::fmt::Formatter<'_>) -> core::fmt::Result",
        "pub fn a::Errors::new() -> Self",
        "pub const fn a::free()",
    ];
    let kept: Vec<&str> =
        items.into_iter().filter(|item| !item.contains("from_str") && !item.contains("::fmt(")).collect();
    assert_eq!(shorten(&items.map(str::to_owned)).collect::<Vec<_>>(), kept);
}
