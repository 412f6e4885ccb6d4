//! `cargo xtask bench`: the benchmark of validation with all its peers, each fetched from its own registry.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::cargo::{self, Workspace};
use crate::{FINE, Problem};

/// What the peers in other languages are, as their registries name them.
const NODE: &str = "ajv@8";
const PYTHON: &str = "jsonschema==4.*";

/// Fetches the peers, builds the command, and prints the table.
///
/// # Errors
/// When cargo cannot be started.
pub fn run(root: &Path) -> Result<u8, Problem> {
    let workspace = Workspace::load(root)?;
    let peers = workspace.target.join("peers");
    for (peer, fetched) in [("ajv", node(&peers)), ("jsonschema of Python", python(&peers))] {
        if !fetched {
            say!("SKIPPED: {peer} is not measured, its runtime or its registry is not there");
        }
    }
    let code = workspace.cargo(&["build", "--release", "--locked", "--package", "kenar-cli", "--bin", "kenar"])?;
    if code != FINE {
        return Ok(code);
    }
    let kenar = workspace.target.join("release").join(format!("kenar{}", std::env::consts::EXE_SUFFIX));
    cargo::run(
        Command::new(cargo::program())
            .current_dir(root)
            .args(["bench", "--locked", "--package", "kenar-validate", "--bench", "mix"])
            .env("KENAR_PEERS", peers)
            .env("KENAR_BIN", kenar),
    )
}

fn node(peers: &Path) -> bool {
    let folder = peers.join("node");
    let made = std::fs::create_dir_all(&folder).is_ok();
    made && works(
        Command::new("npm").args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"]).arg(&folder).arg(NODE),
    )
}

fn python(peers: &Path) -> bool {
    let folder = peers.join("python");
    let pip: PathBuf = folder.join("bin/pip");
    let made = pip.exists() || works(Command::new("python3").args(["-m", "venv"]).arg(&folder));
    made && works(Command::new(pip).args(["install", "--quiet", PYTHON]))
}

fn works(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}
