//! The compiled validators give every generated document the verdict of the exported JSON Schema.
//!
//! They are asked as a program, `crates/validate/examples/verdicts.rs`: this package never depends on what it generates.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use kenar_schemas::{EXPORTS, Export};

use crate::bundle::Bundle;
use crate::cargo::{self, Workspace};
use crate::convert::json_schema;
use crate::instances::Source;
use crate::verdicts::validator;
use crate::{FINE, Problem};

/// How many disagreements are shown of one payload.
const SHOWN: usize = 3;

/// Judges `count` generated documents of every payload. The same seed gives the same documents.
#[must_use]
pub fn check(bundle: &Bundle, root: &Path, count: usize, seed: u64) -> Vec<Problem> {
    EXPORTS.iter().flat_map(|export| payload(bundle, root, export, count, seed)).collect()
}

/// Judges every line of the mix that speed is measured with.
///
/// # Errors
/// When cargo cannot be started.
pub fn mix(root: &Path) -> Result<Vec<Problem>, Problem> {
    let arguments = ["test", "--quiet", "--locked", "--package", "kenar-validate", "--test", "mix", "--", "--ignored"];
    Ok(match Workspace::load(root)?.cargo(&arguments)? {
        FINE => Vec::new(),
        _ => vec![Problem::new("a line of the mix gets two verdicts", "see what the test above says")],
    })
}

fn payload(bundle: &Bundle, root: &Path, export: &Export, count: usize, seed: u64) -> Vec<Problem> {
    let exported = match validator(export.component, &export.make()) {
        Ok(exported) => exported,
        Err(problem) => return vec![problem],
    };
    let mut source = Source::new(json_schema(bundle, export.component), seed);
    let documents: Vec<_> = (0..count).map(|_| source.document()).collect();
    let text = documents.iter().fold(String::new(), with_line);
    let verdicts = match ask(root, export.name, text) {
        Ok(verdicts) => verdicts,
        Err(problem) => return vec![problem],
    };
    let verdicts = verdicts.lines().map(|verdict| verdict == "1");
    let apart = documents.iter().zip(verdicts).filter(|(document, verdict)| exported.is_valid(document) != *verdict);
    let told = |(document, verdict): (_, bool)| {
        let verdict = if verdict { "accepts" } else { "refuses" };
        let problem = format!("{}: the compiled validator alone {verdict} {document}", export.component);
        Problem::new(
            problem,
            "correct xtask/src/validators or crates/validate/src/judge, then add the case to openapi/examples",
        )
    };
    apart.map(told).take(SHOWN).collect()
}

fn with_line(mut text: String, document: &serde_json::Value) -> String {
    text.push_str(&document.to_string());
    text.push('\n');
    text
}

/// The verdict on each line.
fn ask(root: &Path, name: &str, text: String) -> Result<String, Problem> {
    let problem = |reason: String| {
        let fix = "run `cargo run -p kenar-validate --example verdicts` to see why";
        Problem::new(format!("the compiled validator of {name} does not answer: {reason}"), fix)
    };
    let lines = text.lines().count();
    let mut command = Command::new(cargo::program());
    command.current_dir(root).args([
        "run",
        "--quiet",
        "--locked",
        "--package",
        "kenar-validate",
        "--example",
        "verdicts",
    ]);
    command.args(["--", name]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|error| problem(error.to_string()))?;
    let mut stdin = child.stdin.take();
    // Beside the reading: both ends would wait for each other once their pipes are full.
    let writer = std::thread::spawn(move || stdin.as_mut().map(|stdin| stdin.write_all(text.as_bytes())));
    let output = child.wait_with_output().map_err(|error| problem(error.to_string()))?;
    let _ = writer.join();
    let verdicts = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() || verdicts.lines().count() != lines {
        return Err(problem(format!("{} verdicts on {lines} documents, {}", verdicts.lines().count(), output.status)));
    }
    Ok(verdicts)
}
