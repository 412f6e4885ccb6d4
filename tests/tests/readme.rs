//! The README is never wrong: its links lead somewhere and its commands exist.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod markdown;

use std::collections::BTreeSet;

use clap::CommandFactory;
use markdown::{Markdown, root};

const READMES: [&str; 2] = ["README.md", "README.fa.md"];
/// Everything else that people read and that has commands in it.
const GUIDES: [&str; 7] = [
    "crates/cli/README.md",
    "crates/validate/README.md",
    "crates/client/README.md",
    "crates/client/guides/from-document-to-call.md",
    "crates/client/guides/from-document-to-call.fa.md",
    "crates/client/guides/from-v1-to-v2.md",
    "crates/client/guides/from-v1-to-v2.fa.md",
];

#[derive(clap::Parser)]
struct Xtask {
    #[command(subcommand)]
    _command: xtask::Command,
}

#[test]
fn its_commands_exist() {
    let texts: Vec<Markdown> = READMES.iter().chain(&GUIDES).map(|path| Markdown::read(path)).collect();
    for readme in &texts[..READMES.len()] {
        let commands = readme.commands();
        assert!(commands.contains(&"cargo xtask demo") && commands.contains(&"cargo xtask test"), "{commands:?}");
    }
    let mut kinds = BTreeSet::new();
    for command in texts.iter().flat_map(Markdown::commands).flat_map(|line| line.split(" | ")) {
        let words: Vec<&str> = command.split_whitespace().collect();
        for file in words.iter().map(|word| word.trim_matches('\'')).filter(|word| word.starts_with("openapi/")) {
            assert!(is_there(file), "{command}: there is no {file}");
        }
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
            ["cargo", "install", "--path", folder] => {
                kinds.insert("install");
                assert!(root().join(folder).join("Cargo.toml").exists(), "{command}: there is no {folder}");
            }
            ["kenar", sub, ..] => {
                kinds.insert("kenar");
                let commands = root().join("crates/cli/src/command");
                // The sandbox has its arguments in its own package.
                let there = sub.starts_with("--")
                    || *sub == "sandbox"
                    || commands.join(format!("{sub}.rs")).exists()
                    || commands.join(sub).is_dir();
                assert!(there, "{command}: there is no such sub-command");
            }
            ["cat" | "man", ..] => {}
            // From a project beside this repository.
            ["cargo", "add", rest @ ..] => {
                for path in rest.iter().filter_map(|word| word.strip_prefix("../kenar/")) {
                    assert!(root().join(path).join("Cargo.toml").exists(), "{command}: there is no {path}");
                    kinds.insert("path");
                }
            }
            _ => panic!("nobody checks this command of the README: {command}"),
        }
    }
    assert_eq!(kinds, BTreeSet::from(["example", "install", "kenar", "path", "xtask"]));
}

/// Whether a path or a pattern such as `folder/valid-*.json` has a file.
fn is_there(path: &str) -> bool {
    let Some((before, after)) = path.split_once('*') else { return root().join(path).exists() };
    let (folder, before) = before.rsplit_once('/').unwrap();
    let files = std::fs::read_dir(root().join(folder)).unwrap();
    let mut names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    names.any(|name| name.starts_with(before) && name.ends_with(after))
}

#[test]
fn its_links_lead_somewhere() {
    for path in READMES.iter().chain(&GUIDES).chain(&["ARCHITECTURE.md", "CONTRIBUTING.md"]) {
        assert_eq!(Markdown::read(path).broken_links(), Vec::<&str>::new(), "{path}");
    }
}

#[test]
fn its_numbers_are_those_of_the_document() {
    let document: serde_json::Value = serde_json::from_str(kenar_tests::BUNDLE).unwrap();
    let bundle = xtask::bundle::Bundle::from_document(document);
    let (operations, schemas) = (bundle.operations().count(), bundle.schemas().len());
    let [english, persian] = READMES.map(|path| Markdown::read(path).text);
    for text in [format!("{operations} operations"), format!("{schemas} schemas")] {
        assert!(english.contains(&text), "{text}");
    }
    for text in [format!("{} عملیات", in_persian(operations)), format!("{} schema", in_persian(schemas))] {
        assert!(persian.contains(&text), "{text}");
    }
}

fn in_persian(number: usize) -> String {
    let digit = |digit: char| digit.to_digit(10).and_then(|digit| char::from_u32(u32::from('۰') + digit)).unwrap();
    number.to_string().chars().map(digit).collect()
}
