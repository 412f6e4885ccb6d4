//! Programs that are started through cargo: what the xtask itself must not depend on.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::Problem;

/// A package that is published.
#[derive(Debug, Clone)]
pub struct Package {
    /// Its name, such as `kenar-client`.
    pub name: String,
    /// The folder of its `Cargo.toml`.
    pub folder: PathBuf,
    /// The oldest Rust that it promises to work with.
    pub rust_version: String,
    /// Whether it has a library, which others build on; else it is a program.
    pub library: bool,
}

/// What cargo knows about a workspace.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Its root.
    pub root: PathBuf,
    /// Where cargo puts what it makes.
    pub target: PathBuf,
    /// The packages that are published, by name.
    pub published: Vec<Package>,
}

impl Workspace {
    /// Asks cargo.
    ///
    /// # Errors
    /// When cargo cannot be started or cannot read a manifest.
    pub fn load(root: &Path) -> Result<Self, Problem> {
        let problem = |reason: String| Problem::new(format!("`cargo metadata` failed: {reason}"), "mend the manifests");
        let arguments = ["metadata", "--no-deps", "--format-version", "1", "--locked"];
        let output = Command::new(program()).current_dir(root).args(arguments).output();
        let output = output.map_err(|error| problem(error.to_string()))?;
        if !output.status.success() {
            return Err(problem(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        let metadata: Value = serde_json::from_slice(&output.stdout).map_err(|error| problem(error.to_string()))?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let packages = metadata["packages"].as_array().into_iter().flatten();
        // `publish = false` is an empty list of registries.
        let published = packages.filter(|package| package["publish"].as_array().is_none_or(|list| !list.is_empty()));
        let package = |package: &Value| Package {
            name: text(&package["name"]),
            folder: Path::new(&text(&package["manifest_path"])).parent().map(Path::to_owned).unwrap_or_default(),
            rust_version: text(&package["rust_version"]),
            library: package["targets"].as_array().into_iter().flatten().any(|target| target["kind"][0] == "lib"),
        };
        let mut published: Vec<Package> = published.map(package).collect();
        published.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(Self { root: root.to_owned(), target: text(&metadata["target_directory"]).into(), published })
    }

    /// Runs cargo in it; its exit code.
    ///
    /// # Errors
    /// When cargo cannot be started.
    pub fn cargo(&self, arguments: &[&str]) -> Result<u8, Problem> {
        run(Command::new(program()).current_dir(&self.root).args(arguments))
    }
}

/// The cargo that started this, or the one that is found.
#[must_use]
pub fn program() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Runs a program; its exit code.
///
/// # Errors
/// When it cannot be started.
pub fn run(command: &mut Command) -> Result<u8, Problem> {
    let status = command.status().map_err(|error| {
        Problem::new(format!("{} cannot be started: {error}", command.get_program().display()), "install Rust")
    })?;
    Ok(match status.code() {
        Some(code) => u8::try_from(code).unwrap_or(crate::WRONG),
        None => crate::WRONG,
    })
}

/// Runs the demonstration.
///
/// # Errors
/// When cargo cannot be started.
pub fn demo(root: &Path) -> Result<u8, Problem> {
    let arguments = ["run", "--quiet", "--locked", "--package", "kenar-tests", "--bin", "kenar-demo"];
    run(Command::new(program()).current_dir(root).args(arguments))
}

/// Runs every test and check, and the linters of the code. What `check` does is in the tests of this package.
///
/// # Errors
/// When cargo cannot be started.
pub fn test(root: &Path) -> Result<u8, Problem> {
    let workspace = Workspace::load(root)?;
    let steps: [&[&str]; 3] = [
        &["fmt", "--all", "--check"],
        &["clippy", "--workspace", "--all-targets", "--all-features", "--locked", "--", "--deny", "warnings"],
        &["test", "--workspace", "--all-features", "--locked"],
    ];
    for step in steps {
        say!("── cargo {} ──", step.join(" "));
        let code = workspace.cargo(step)?;
        if code != crate::FINE {
            return Ok(code);
        }
    }
    // As a program of its own: the tests have built this one anew, and rustdoc is wrapped in the file that it was started from.
    workspace.cargo(&["run", "--quiet", "--locked", "--package", "xtask", "--", "fit"])
}
