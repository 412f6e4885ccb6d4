//! Programs that are started through cargo: what the xtask itself must not depend on.

use std::path::Path;
use std::process::Command;

use crate::Problem;

fn cargo(root: &Path, arguments: &[&str]) -> Result<u8, Problem> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo).current_dir(root).args(arguments).status();
    let status = status.map_err(|error| Problem::new(format!("cargo cannot be started: {error}"), "install Rust"))?;
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
    cargo(root, &["run", "--quiet", "--locked", "--package", "kenar-tests", "--bin", "kenar-demo"])
}

/// Runs every test and check, and the linters of the code. What `check` does is in the tests of this package.
///
/// # Errors
/// When cargo cannot be started.
pub fn test(root: &Path) -> Result<u8, Problem> {
    let steps: [&[&str]; 3] = [
        &["fmt", "--all", "--check"],
        &["clippy", "--workspace", "--all-targets", "--all-features", "--locked", "--", "--deny", "warnings"],
        &["test", "--workspace", "--all-features", "--locked"],
    ];
    for step in steps {
        say!("── cargo {} ──", step.join(" "));
        let code = cargo(root, step)?;
        if code != crate::FINE {
            return Ok(code);
        }
    }
    Ok(crate::FINE)
}
