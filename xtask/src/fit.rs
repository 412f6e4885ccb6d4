//! Where the published packages must fit besides this machine: in browsers, and with the oldest Rust that they promise.

use std::collections::BTreeSet;
use std::env;
use std::path::Path;
use std::process::Command;

use crate::cargo::{Workspace, program, run};
use crate::{Problem, public_api};

/// What became of a check that needs something that not every machine has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It ran, with this exit code.
    Ran(u8),
    /// It did not run: what is missing, and how to get it.
    Skipped(String),
}

type Check = fn(&Workspace) -> Result<Step, Problem>;

/// Everything that is checked of the published packages besides their tests.
const CHECKS: [(&str, Check); 3] = [
    ("the public interfaces are the ones that are written down", public_api::check),
    ("the client builds for browsers", browsers),
    ("the published packages build with the oldest Rust", oldest),
];

/// Runs all of it. What cannot run here is told at the end, where it is seen; with `KENAR_FIT=required` in the environment
/// it fails instead.
///
/// # Errors
/// When a program cannot be started.
pub fn all(workspace: &Workspace) -> Result<u8, Problem> {
    let mut skipped = Vec::new();
    for (name, check) in CHECKS {
        say!("── {name} ──");
        match check(workspace)? {
            Step::Ran(crate::FINE) => {}
            Step::Ran(code) => return Ok(code),
            Step::Skipped(reason) => skipped.push(format!("SKIPPED: {name}: {reason}")),
        }
    }
    skipped.iter().for_each(|line| say!("{line}"));
    Ok(if skipped.is_empty() || !required() { crate::FINE } else { crate::WRONG })
}

/// Whether a check that is skipped counts as failed.
#[must_use]
pub fn required() -> bool {
    env::var_os("KENAR_FIT").is_some_and(|value| value == "required")
}

const BROWSERS: &str = "wasm32-unknown-unknown";

/// Builds the client, and the types that it speaks, for browsers.
///
/// # Errors
/// When a program cannot be started.
pub fn browsers(workspace: &Workspace) -> Result<Step, Problem> {
    let builds: [&[&str]; 3] = [
        &["--package", "kenar-schemas", "--all-features"],
        &["--package", "kenar-client", "--no-default-features"],
        &["--package", "kenar-client"],
    ];
    if !has_target(BROWSERS) {
        return Ok(Step::Skipped(format!("the target {BROWSERS} is missing; `rustup target add {BROWSERS}`")));
    }
    for build in builds {
        let mut command = Command::new(program());
        command.current_dir(&workspace.root).args(["check", "--locked", "--target", BROWSERS]).args(build);
        let code = run(command.arg("--target-dir").arg(&workspace.target))?;
        if code != crate::FINE {
            return Ok(Step::Ran(code));
        }
    }
    Ok(Step::Ran(crate::FINE))
}

/// Whether there is a standard library for a target.
fn has_target(target: &str) -> bool {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).args(["--print", "target-libdir", "--target", target]).output();
    output.is_ok_and(|output| Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}

/// Builds every published package with the oldest Rust that it promises.
///
/// # Errors
/// When a program cannot be started.
pub fn oldest(workspace: &Workspace) -> Result<Step, Problem> {
    let list = Command::new("rustup").args(["toolchain", "list"]).output();
    let list = list.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    // What it makes must not push out what the everyday Rust has made.
    let target = workspace.target.join("oldest");
    let versions: BTreeSet<&str> = workspace.published.iter().map(|package| package.rust_version.as_str()).collect();
    for version in versions {
        let Some(toolchain) = toolchain(&list, version) else {
            let install = format!("rustup toolchain install {version} --profile minimal");
            return Ok(Step::Skipped(format!("Rust {version} is missing; `{install}`")));
        };
        let mut command = Command::new("rustup");
        command.current_dir(&workspace.root).args(["run", toolchain, "cargo", "check", "--locked", "--all-features"]);
        for package in workspace.published.iter().filter(|package| package.rust_version == version) {
            command.args(["--package", &package.name]);
        }
        // Whoever started this may have named tools of another Rust.
        for variable in ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN"] {
            command.env_remove(variable);
        }
        let code = run(command.arg("--target-dir").arg(&target))?;
        if code != crate::FINE {
            let problem = format!("the published packages do not build with Rust {version}");
            let fix = "write it differently, or raise `rust-version` in Cargo.toml and say so in the changelog";
            say!("{}", Problem::new(problem, fix));
            return Ok(Step::Ran(code));
        }
    }
    Ok(Step::Ran(crate::FINE))
}

/// The toolchain of a version in what `rustup toolchain list` says: `1.90` is `1.90-x86_64-…` or `1.90.2-x86_64-…`.
#[must_use]
pub fn toolchain<'a>(list: &'a str, version: &str) -> Option<&'a str> {
    let names = list.lines().filter_map(|line| line.split_whitespace().next());
    let rest = |name: &'a str| name.strip_prefix(version).filter(|rest| rest.starts_with(['-', '.']));
    names.into_iter().find(|name| rest(name).is_some())
}
