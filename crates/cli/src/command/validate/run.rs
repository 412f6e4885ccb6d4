use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use anyhow::Context;
use kenar_validate::Schema;
use serde::de::IgnoredAny;

use super::Arguments;
use super::checker::{Checker, Known};
use super::order::Order;
use super::progress::Progress;
use crate::exit::Exit;
use crate::input::{Block, Blocks, Cursor, InputError, Source};
use crate::kind;
use crate::members::members;
use crate::report::{Format, Summary, harmless};

/// How many blocks are worked on before other threads are asked to help: about a megabyte.
const ALONE: usize = 4;
/// How many documents are looked at to find out what a file holds.
const LOOKED_AT: usize = 64;

/// All files, one after the other.
pub(super) struct Run {
    order: Order,
    summary: Summary,
    schema: Option<Schema>,
    lint: bool,
    deny_warnings: bool,
    quiet: bool,
    format: Format,
    threads: Option<NonZeroUsize>,
}

impl Run {
    pub(super) fn new(arguments: &Arguments) -> Self {
        let Arguments { schema, format, quiet, max_errors, lint, deny_warnings, threads, .. } = *arguments;
        let sink: Box<dyn Write + Send> = match format {
            _ if quiet => Box::new(io::sink()),
            Format::Human => Box::new(anstream::stdout()),
            // No colours are in it, and none have to be looked for.
            _ => Box::new(io::stdout()),
        };
        let shown = max_errors.or(format.shown()).unwrap_or(u64::MAX).min(format.most());
        let order = Order::new(format.report(), sink, if quiet { 0 } else { shown });
        order.with_report(|report, out, _| report.begin(out));
        let summary = Summary { told: schema.is_some(), ..Summary::default() };
        let lint = lint || deny_warnings;
        Self { order, summary, schema, lint, deny_warnings, quiet, format, threads }
    }

    /// Checks one file. `false` when nobody reads the report any more.
    pub(super) fn file(&mut self, source: &Source) -> bool {
        self.summary.files += 1;
        self.order.begin(&source.to_string(), Progress::default());
        let outcome = Blocks::open(source).map_err(Stop::from).and_then(|blocks| self.blocks(source, blocks));
        let problem = outcome.err().map(|stop| stop.after(self.order.lines()));
        self.summary.tally.take(&mut self.order.end(problem.as_deref()));
        if let Some(problem) = problem {
            self.summary.unreadable += 1;
            // Without stderr there is nobody to tell.
            let _ = writeln!(anstream::stderr(), "error: {}", harmless(&problem));
        }
        !self.order.stopped()
    }

    fn blocks(&self, source: &Source, mut blocks: Blocks) -> Result<(), Stop> {
        self.order.begin(blocks.name(), Progress::new(source.len(), blocks.taken()));
        let mut block = Block::new();
        blocks.next(&mut block)?;
        let (schema, known) = match self.schema {
            Some(schema) => (schema, Known::Told),
            None => match detect(&block, source)? {
                Some(schema) => (schema, Known::Detected),
                // Nothing is JSON, which can be said whatever it was meant to be.
                None => (Schema::PostAddon, Known::Not),
            },
        };
        let checker = Checker {
            schema,
            known,
            lint: self.lint,
            deny_warnings: self.deny_warnings,
            explain: !self.quiet,
            detail: self.format.detail(),
        };
        let shared = Shared { order: &self.order, checker, blocks: Mutex::new(Reading::Blocks(blocks)) };
        shared.check(&block);
        shared.work(&mut block, ALONE - 1);
        std::thread::scope(|scope| {
            let helpers = if shared.goes_on() { self.threads() - 1 } else { 0 };
            for _ in 0..helpers {
                // Fewer threads than were asked for do the same work.
                let _ = std::thread::Builder::new().spawn_scoped(scope, || shared.work(&mut Block::new(), usize::MAX));
            }
            shared.work(&mut block, usize::MAX);
        });
        match shared.blocks.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Reading::Failed(error) => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// How many threads work on a long file. The system is not asked before there is one.
    fn threads(&self) -> usize {
        self.threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
    }

    /// Writes what there is to say at the end.
    pub(super) fn end(self) -> anyhow::Result<Exit> {
        let Self { order, mut summary, quiet, format, .. } = self;
        order.with_report(|report, out, not_shown| {
            summary.not_shown = not_shown;
            report.end(out, &summary);
        });
        if !quiet && format != Format::Human && !order.stopped() {
            let names: Vec<String> =
                summary.tally.schemas.iter().map(|(schema, count)| format!("{schema} ({count})")).collect();
            let detected = (!summary.told && !names.is_empty())
                .then(|| format!("detected {}; --schema says it", names.join(", ")));
            for note in detected.into_iter().chain(summary.tally.notes()) {
                // Without stderr there is nobody to tell.
                let _ = writeln!(anstream::stderr(), "note: {note}");
            }
        }
        order.into_written().context("the report cannot be written")?;
        Ok(match (summary.unreadable, summary.tally.invalid) {
            (0, 0) => Exit::Fine,
            (0, _) => Exit::Wrong,
            _ => Exit::Failed,
        })
    }
}

/// What the threads that work on a file share.
struct Shared<'a> {
    order: &'a Order,
    checker: Checker,
    blocks: Mutex<Reading>,
}

enum Reading {
    Blocks(Blocks),
    Ended,
    Failed(InputError),
}

impl Shared<'_> {
    /// Reads and checks so many blocks, or all there are.
    ///
    /// Each thread reads what it checks: the bytes are still in the cache of its core, and no thread has to feed the others.
    fn work(&self, block: &mut Block, count: usize) {
        let _watch = Watch(self.order);
        for _ in 0..count {
            if self.order.stopped() || !self.read(block) {
                break;
            }
            self.check(block);
        }
    }

    fn read(&self, block: &mut Block) -> bool {
        let mut reading = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        let Reading::Blocks(blocks) = &mut *reading else { return false };
        match blocks.next(block) {
            Ok(true) => return true,
            Ok(false) => *reading = Reading::Ended,
            Err(error) => *reading = Reading::Failed(error),
        }
        false
    }

    fn check(&self, block: &Block) {
        let index = block.index();
        let found = self.checker.block(block, self.order.left(), |found| self.order.full(index, found));
        self.order.done(index, found);
    }

    fn goes_on(&self) -> bool {
        matches!(*self.blocks.lock().unwrap_or_else(PoisonError::into_inner), Reading::Blocks(_))
    }
}

/// Ends the run when its thread panics: the others would wait for ever for the block that it has taken.
struct Watch<'a>(&'a Order);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop();
        }
    }
}

/// What the documents of a file are, told by the first that tells. `None` when none of them is JSON.
fn detect(block: &Block, source: &Source) -> Result<Option<Schema>, Stop> {
    let mut cursor = Cursor::default();
    let mut parsed = None;
    for _ in 0..LOOKED_AT {
        let Some(piece) = cursor.next(block) else { break };
        let text = piece.of(block).text;
        if let Some(schema) = kind::detect(text) {
            return Ok(Some(schema));
        }
        if parsed.is_none() && serde_json::from_slice::<IgnoredAny>(text).is_ok() {
            parsed = Some(keys(text));
        }
    }
    match parsed {
        Some(keys) => Err(Stop::Unknown { name: source.to_string(), keys }),
        None => Ok(None),
    }
}

/// The first members of a document, for a message.
fn keys(text: &[u8]) -> String {
    let keys = members(text).take(5).map(|member| format!("{:?}", String::from_utf8_lossy(&text[member.key])));
    let keys: Vec<String> = keys.collect();
    if keys.is_empty() { "it has no members".to_owned() } else { format!("it has the members {}", keys.join(", ")) }
}

/// Why a file was not checked, or not to its end.
#[derive(Debug, thiserror::Error)]
enum Stop {
    #[error(transparent)]
    Input(InputError),
    #[error("{name}: nobody can tell what this payload is: {keys}; say it with --schema NAME, one of {}", names())]
    Unknown { name: String, keys: String },
}

impl From<InputError> for Stop {
    fn from(error: InputError) -> Self {
        Self::Input(error)
    }
}

impl Stop {
    fn after(self, lines: u64) -> String {
        match self {
            Self::Input(error) => error.after(lines).to_string(),
            other => other.to_string(),
        }
    }
}

fn names() -> String {
    Schema::ALL.iter().map(|schema| schema.name()).collect::<Vec<_>>().join(", ")
}
