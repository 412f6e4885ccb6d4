//! `crates/*/public-api.txt`: what a published package shows, one item a line. A commit that changes it shows so, before
//! anybody's code breaks.
//!
//! rustdoc writes what it knows as JSON, and `public-api` reads it. The JSON is unstable: each of the two knows one format
//! of it, so the check runs with the Rust that this version of `public-api` was made for and is skipped with another.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::process::{Command, ExitCode};

use serde_json::Value;

use crate::Problem;
use crate::artefact::{Artefact, Mode, reconcile_by, verdict};
use crate::cargo::{Package, Workspace, program, run};
use crate::fit::Step;

/// The format of rustdoc's JSON that `public-api` 0.52.1 reads. Rust 1.95 writes it.
const FORMAT: u64 = 57;
/// What writes the files.
const COMMAND: &str = "cargo xtask public-api";
/// Names the rustdoc that [`rustdoc`] stands in front of.
const RUSTDOC: &str = "KENAR_RUSTDOC";

/// Whether the files are what the packages show.
///
/// # Errors
/// When a program cannot be started or a file cannot be read.
pub fn check(workspace: &Workspace) -> Result<Step, Problem> {
    compare(workspace, Mode::Check)
}

/// Brings the files and what the packages show together.
///
/// # Errors
/// When a program cannot be started, or a file cannot be read or written.
pub fn compare(workspace: &Workspace, mode: Mode) -> Result<Step, Problem> {
    let code = document(workspace)?;
    if code != crate::FINE {
        return Ok(Step::Ran(code));
    }
    let mut artefacts = Vec::new();
    for package in libraries(workspace) {
        let path = workspace.target.join(format!("doc/{}.json", package.name.replace('-', "_")));
        let problem = |reason: String| {
            let problem = format!("{} cannot be read: {reason}", path.display());
            Problem::new(problem, "adapt xtask/src/public_api.rs to the Rust in use")
        };
        let text = fs::read(&path).map_err(|error| problem(error.to_string()))?;
        let json: Value = serde_json::from_slice(&text).map_err(|error| problem(error.to_string()))?;
        if json["format_version"] != FORMAT {
            let found = &json["format_version"];
            let reason =
                format!("this Rust writes rustdoc's JSON in format {found}; Rust 1.95 writes {FORMAT}, which is read");
            return Ok(Step::Skipped(reason));
        }
        let api = public_api::Builder::from_rustdoc_json(&path)
            .omit_blanket_impls(true)
            .omit_auto_trait_impls(true)
            .build()
            .map_err(|error| problem(error.to_string()))?;
        let items: Vec<String> = api.items().map(ToString::to_string).collect();
        let content = shorten(&items).map(|item| format!("{item}\n")).collect();
        artefacts.push(Artefact { path: snapshot(workspace, package), content });
    }
    let stale = reconcile_by(COMMAND, &workspace.root, &artefacts, mode)?;
    if mode != Mode::Print {
        say!("public interfaces: {}", verdict(artefacts.len(), &stale, mode));
    }
    Ok(Step::Ran(if mode == Mode::Check && !stale.is_empty() { crate::STALE } else { crate::FINE }))
}

/// Leaves out the functions of an implementation of a trait: the trait says what they are.
pub fn shorten(items: &[String]) -> impl Iterator<Item = &str> {
    let mut implementor: Option<&str> = None;
    items.iter().map(String::as_str).filter(move |item| {
        if item.starts_with("impl") {
            let name = item.rsplit_once(" for ").map(|(_, name)| name);
            implementor = name.map(|name| name.split(['<', ' ']).next().unwrap_or(name));
            return true;
        }
        let function = item.split_once("fn ").filter(|(before, _)| before.starts_with("pub"));
        let member = |name: &str| {
            function.is_some_and(|(_, path)| {
                path.strip_prefix(name).is_some_and(|rest| rest.starts_with('<') || rest.starts_with("::"))
            })
        };
        !implementor.is_some_and(member)
    })
}

/// The packages that show an interface.
fn libraries(workspace: &Workspace) -> impl Iterator<Item = &Package> {
    workspace.published.iter().filter(|package| package.library)
}

fn snapshot(workspace: &Workspace, package: &Package) -> String {
    let folder = package.folder.strip_prefix(&workspace.root).unwrap_or(&package.folder);
    folder.join("public-api.txt").to_string_lossy().replace('\\', "/")
}

/// Lets rustdoc write its JSON about the published packages, with all features.
fn document(workspace: &Workspace) -> Result<u8, Problem> {
    let myself = env::current_exe().map_err(|error| Problem::new(format!("this program is not found: {error}"), ""))?;
    let mut command = Command::new(program());
    command.current_dir(&workspace.root).args(["doc", "--quiet", "--locked", "--no-deps", "--lib", "--all-features"]);
    for package in libraries(workspace) {
        command.args(["--package", &package.name]);
    }
    command
        .env(RUSTDOC, env::var_os("RUSTDOC").unwrap_or_else(|| "rustdoc".into()))
        .env("RUSTDOC", myself)
        .env("RUSTDOCFLAGS", "-Zunstable-options --output-format=json --cap-lints=allow");
    run(&mut command)
}

/// Stands in front of rustdoc, which only writes JSON where unstable options are allowed. To allow them for all of cargo
/// would build most dependencies again: their build scripts look for it.
///
/// Does nothing and answers `None` unless [`document`] is what started this program.
#[must_use]
pub fn rustdoc(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Option<ExitCode> {
    let program = env::var_os(RUSTDOC)?;
    let code = run(Command::new(program).args(arguments).env("RUSTC_BOOTSTRAP", "1").env_remove(RUSTDOC));
    Some(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
