//! How long the client takes to compile, beside what progenitor writes for the same document.
//!
//! Run with: `cargo bench -p xtask --bench compile --profile dev` (what is timed are compilers, not this program)
//!
//! Method: `bare` is a crate of nothing but progenitor's own output: default settings, one module a server, every schema of
//! the document as a type that progenitor writes. `kenar-client` is the client with default features. Both are compiled by
//! `cargo` in a target folder of their own, with every dependency built before (that of the client on `kenar-schemas`
//! too), without incremental compilation, in turns; a number is the median of the rounds, a ratio the median of the ratios of
//! each round. What is timed is the whole command, its start included.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark stops when its input is wrong, and measures real time"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use progenitor::{GenerationSettings, Generator};
use xtask::bundle::Bundle;
use xtask::generator::generate;
use xtask::lower::lower_in_full;

const ROUNDS: usize = 7;
const COMMANDS: [&str; 2] = ["check", "build"];
/// The most that the client may take, in times of `bare`.
const LIMIT: f64 = 1.2;

fn main() {
    // `cargo test --benches` only wants to know that it still compiles.
    if !std::env::args().any(|argument| argument == "--test") {
        compare(&xtask::root());
    }
}

fn compare(root: &Path) {
    let target = root.join("target/compile");
    let bare = write_bare(root, &target);
    println!("| command | crate | seconds | x bare |");
    println!("|---|---|--:|--:|");
    for command in COMMANDS {
        let crates = [("bare", bare.as_path(), "bare"), ("kenar-client", root, "kenar-client")];
        for (_, folder, package) in crates {
            let _ = compile(command, folder, package, &target);
        }
        let mut rounds = vec![Vec::new(); crates.len()];
        for round in 0..ROUNDS {
            for turn in 0..crates.len() {
                let index = (round + turn) % crates.len();
                let (_, folder, package) = crates[index];
                rounds[index].push(compile(command, folder, package, &target));
            }
        }
        for (index, (name, ..)) in crates.into_iter().enumerate() {
            let ratio = median(rounds[index].iter().zip(&rounds[0]).map(|(own, bare)| own / bare).collect());
            println!("| cargo {command} | {name} | {:.2} | {ratio:.2} |", median(rounds[index].clone()));
            assert!(ratio <= LIMIT, "the client takes more than {LIMIT} times what progenitor's bare output takes");
        }
    }
}

/// Compiles a package anew and nothing else.
fn compile(command: &str, folder: &Path, package: &str, target: &Path) -> f64 {
    let cargo = |arguments: &[&str]| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(folder).args(arguments).env("CARGO_TARGET_DIR", target).env("CARGO_INCREMENTAL", "0");
        let output = cargo.stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    cargo(&["clean", "--package", package]);
    let begun = Instant::now();
    cargo(&[command, "--package", package]);
    begun.elapsed().as_secs_f64()
}

/// The crate with progenitor's own output.
fn write_bare(root: &Path, target: &Path) -> PathBuf {
    let folder = target.join("bare");
    fs::create_dir_all(folder.join("src")).unwrap();
    let bundle = Bundle::load(&root.join("openapi")).unwrap();
    let settings = GenerationSettings::default();
    let mut index = String::new();
    for (server, document) in lower_in_full(&bundle) {
        let file = generate(&document, server, &settings, Generator::generate_tokens).unwrap();
        fs::write(folder.join(format!("src/{}.rs", server.module)), prettyplease::unparse(&file)).unwrap();
        index += &format!("pub mod {};\n", server.module);
    }
    fs::write(folder.join("src/lib.rs"), index).unwrap();
    fs::write(folder.join("Cargo.toml"), MANIFEST).unwrap();
    // The same versions of everything.
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    folder
}

const MANIFEST: &str = r#"
[package]
name = "bare"
version = "0.1.0"
edition = "2024"

[workspace]

[dependencies]
bytes = "1"
futures-core = "0.3"
progenitor-client = "0.15"
regress = "0.11"
reqwest = { version = "0.13", default-features = false, features = ["json", "query", "rustls", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
serde_urlencoded = "0.7"
uuid = { version = "1", features = ["serde"] }
"#;

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
