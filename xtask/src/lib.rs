//! The steps behind `cargo xtask`: one file an artefact, one file a check. `main.rs` only dispatches.
//!
//! Data flows one way: `openapi/*.yaml` → [`bundle`] → [`lower`] → [`client`] and [`httpmock`], [`bundle`] →
//! [`validators`], and Rust types →
//! [`schemas`]. The checks ([`lint`], [`parity`], [`verdicts`], [`instances`], [`agreement`]) hold the two hand-written sources against
//! each other.

/// Prints a line. Unlike `println!` it does not panic when nobody reads on, as in `cargo xtask check | head`.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($text)*);
    }};
}

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Subcommand;

pub mod agreement;
pub mod artefact;
pub mod bench;
mod blocking;
pub mod bundle;
mod call;
pub mod cargo;
pub mod client;
pub mod convert;
pub mod copies;
pub mod fit;
pub mod generator;
pub mod httpmock;
pub mod instances;
pub mod lint;
pub mod lower;
pub mod operations;
pub mod parity;
pub mod public_api;
pub mod readme;
pub mod replacements;
mod reshape;
pub mod schemas;
pub mod validators;
pub mod verdicts;
pub mod wire_types;

use artefact::{Artefact, Mode};
use bundle::Bundle;
use cargo::Workspace;
use fit::Step;

/// What can be asked of `cargo xtask`.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Write the bundle, the client, the commands, the test doubles, the JSON Schemas and the tables of the README.
    Generate {
        /// Write nothing; fail with exit code 4 when something is stale.
        #[arg(long, conflicts_with = "print")]
        check: bool,
        /// Write nothing; print what would be written.
        #[arg(long)]
        print: bool,
    },
    /// Run every check of the document, the types and what is generated from them. Writes nothing.
    Check {
        /// Also hold a million generated documents against every validator.
        #[arg(long)]
        deep: bool,
    },
    /// The main job: generate, start a sandbox, make every call of the published documents, show what is refused.
    Demo,
    /// Write down what the published packages show: `crates/*/public-api.txt`.
    PublicApi {
        /// Write nothing; fail with exit code 4 when something has changed.
        #[arg(long)]
        check: bool,
    },
    /// Whether the published packages fit: public interface, browsers, the oldest Rust. `test` does it too.
    Fit,
    /// How fast validation is, beside its peers.
    Bench,
    /// Every test and every check.
    Test,
}

/// What is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, and where.
    pub problem: String,
    /// What to do.
    pub fix: String,
}

impl Problem {
    /// A problem and its fix.
    pub fn new(problem: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { problem: problem.into(), fix: fix.into() }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "problem: {}\n    fix: {}", self.problem, self.fix)
    }
}

impl std::error::Error for Problem {}

/// Everything was as it should be.
pub const FINE: u8 = 0;
/// Something is stale: run `cargo xtask generate` and commit.
pub const STALE: u8 = 4;
/// Something needs a decision.
pub const WRONG: u8 = 100;

/// The root of the repository.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

/// Runs a command; the exit code tells "fine" (0), "run generate" (4) and "think" (100) apart.
#[must_use]
pub fn run(command: Command) -> ExitCode {
    let outcome = match command {
        Command::Generate { check, print } => {
            let mode = match (check, print) {
                (true, _) => Mode::Check,
                (_, true) => Mode::Print,
                _ => Mode::Write,
            };
            generate(&root(), mode)
        }
        Command::Check { deep } => check(&root(), deep),
        Command::Demo => demo(&root()),
        Command::PublicApi { check } => public_api(&root(), if check { Mode::Check } else { Mode::Write }),
        Command::Fit => Workspace::load(&root()).and_then(|workspace| fit::all(&workspace)),
        Command::Bench => bench::run(&root()),
        Command::Test => cargo::test(&root()),
    };
    ExitCode::from(outcome.unwrap_or_else(|error| {
        say!("{error}");
        WRONG
    }))
}

/// Makes every generated file from the sources.
///
/// # Errors
/// When the document cannot be bundled or is not in the dialect, or a generator refuses it.
pub fn artefacts(root: &Path) -> Result<(Bundle, Vec<Artefact>), Problem> {
    let bundle = Bundle::load(&root.join("openapi"))?;
    let problems = lint::lint(&bundle);
    if let Some(first) = problems.first() {
        let rest = problems.len() - 1;
        let more = if rest == 0 { String::new() } else { format!(" (and {rest} more: `cargo xtask check`)") };
        return Err(Problem::new(format!("{}{more}", first.problem), first.fix.clone()));
    }
    let document = bundle.artefact();
    let mut artefacts = copies::artefacts(&document, root)?;
    artefacts.insert(0, document);
    artefacts.extend(client::artefacts(&bundle)?);
    artefacts.extend(httpmock::artefacts(&bundle)?);
    artefacts.extend(schemas::artefacts(&bundle, &root.join("openapi"))?);
    artefacts.extend(validators::artefacts(&bundle)?);
    artefacts.extend(readme::artefacts(&bundle, root)?);
    Ok((bundle, artefacts))
}

fn generate(root: &Path, mode: Mode) -> Result<u8, Problem> {
    let (bundle, artefacts) = artefacts(root)?;
    let stale = artefact::reconcile(root, &artefacts, mode)?;
    if mode != Mode::Print {
        say!("{}: {}", bundle.summary(), artefact::verdict(artefacts.len(), &stale, mode));
    }
    Ok(if mode == Mode::Check && !stale.is_empty() { STALE } else { FINE })
}

/// How many documents of each payload the quick check generates.
pub const QUICK: usize = 10_000;
/// How many documents `check --deep` generates, all payloads together.
pub const DEEP: usize = 1_000_000;

fn check(root: &Path, deep: bool) -> Result<u8, Problem> {
    let bundle = Bundle::load(&root.join("openapi"))?;
    let mut exit = FINE;
    let mut report = |name: &str, started: Instant, problems: Vec<Problem>| {
        let verdict = if problems.is_empty() { "ok" } else { "FAILED" };
        say!("{name:<44} {verdict:>6} {:>7.1} s", started.elapsed().as_secs_f32());
        for problem in &problems {
            say!("{problem}");
        }
        if !problems.is_empty() {
            exit = WRONG;
        }
    };
    let now = Instant::now;

    let started = now();
    report("the document is in its dialect", started, lint::lint(&bundle));
    let started = now();
    report("every wire type has its place", started, wire_types::check(&bundle, root));
    let started = now();
    report("document and types accept the same values", started, parity::check(&bundle));
    let started = now();
    report("every example gets its verdict", started, verdicts::check(&bundle, &root.join("openapi/examples")));
    let count = if deep { DEEP / replacements::payloads().count() } else { QUICK };
    let started = now();
    report("generated documents get one verdict", started, instances::check(&bundle, count, 1));
    let started = now();
    report("the compiled validators give the same", started, agreement::check(&bundle, root, count, 1));
    if deep {
        let started = now();
        report("the whole mix gets one verdict", started, agreement::mix(root)?);
    }

    let started = now();
    match artefacts(root) {
        Ok((_, artefacts)) => {
            let stale = artefact::reconcile(root, &artefacts, Mode::Check)?;
            say!(
                "{:<44} {:>6} {:>7.1} s",
                "what is generated is what is committed",
                if stale.is_empty() { "ok" } else { "STALE" },
                started.elapsed().as_secs_f32()
            );
            if exit == FINE && !stale.is_empty() {
                exit = STALE;
            }
        }
        Err(problem) => report("what is generated is what is committed", started, vec![problem]),
    }
    Ok(exit)
}

fn public_api(root: &Path, mode: Mode) -> Result<u8, Problem> {
    match public_api::compare(&Workspace::load(root)?, mode)? {
        Step::Ran(code) => Ok(code),
        Step::Skipped(reason) => {
            say!("SKIPPED: {reason}");
            Ok(if mode == Mode::Check && !fit::required() { FINE } else { WRONG })
        }
    }
}

fn demo(root: &Path) -> Result<u8, Problem> {
    say!("── the contract ──");
    let (bundle, artefacts) = artefacts(root)?;
    let stale = artefact::reconcile(root, &artefacts, Mode::Write)?;
    say!("{}: {}", bundle.summary(), artefact::verdict(artefacts.len(), &stale, Mode::Write));
    cargo::demo(root)
}
