//! The README is never wrong: its links lead somewhere and its commands exist.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;

use clap::CommandFactory;

const README: &str = include_str!("../../README.md");

/// The commands in the shell blocks of a text.
fn commands(text: &str) -> Vec<&str> {
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks
        .flat_map(str::lines)
        .map(|line| line.split(" #").next().unwrap_or(line).trim())
        .filter(|line| !line.is_empty())
        .collect()
}

#[derive(clap::Parser)]
struct Xtask {
    #[command(subcommand)]
    _command: xtask::Command,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

#[test]
fn its_commands_exist() {
    let commands = commands(README);
    assert!(commands.contains(&"cargo xtask demo") && commands.contains(&"cargo xtask test"), "{commands:?}");
    let mut kinds = BTreeSet::new();
    for command in commands {
        let words: Vec<&str> = command.split_whitespace().collect();
        match words.as_slice() {
            ["cargo", "xtask", arguments @ ..] => {
                kinds.insert("xtask");
                let parsed = Xtask::command().try_get_matches_from(["xtask"].iter().chain(arguments));
                assert!(parsed.is_ok(), "{command}: {}", parsed.unwrap_err());
            }
            ["cargo", "run", "-p", package, rest @ ..] => {
                let folder = root().join("crates").join(package.trim_start_matches("kenar-"));
                assert!(folder.join("Cargo.toml").exists(), "{command}: there is no package {package}");
                if let ["--example", example, ..] = rest {
                    kinds.insert("example");
                    assert!(
                        folder.join("examples").join(format!("{example}.rs")).exists(),
                        "{command}: no such example"
                    );
                }
            }
            ["cargo", "add", ..] | ["curl", ..] => {}
            _ => panic!("nobody checks this command of the README: {command}"),
        }
    }
    assert!(kinds.contains("xtask") && kinds.contains("example"));
}

#[test]
fn its_links_lead_somewhere() {
    for text in [README, include_str!("../../ARCHITECTURE.md"), include_str!("../../CONTRIBUTING.md")] {
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap_or(link);
            if !path.is_empty() && !path.contains("://") {
                assert!(root().join(path).exists(), "{link} leads nowhere");
            }
        }
    }
}

#[test]
fn its_numbers_are_those_of_the_document() {
    let document: serde_json::Value = serde_json::from_str(kenar_tests::BUNDLE).unwrap();
    let bundle = xtask::bundle::Bundle::from_document(document);
    assert!(README.contains(&format!("{} operations", bundle.operations().count())), "{}", bundle.summary());
    assert!(README.contains(&format!("{} schemas", bundle.schemas().len())), "{}", bundle.summary());
}
