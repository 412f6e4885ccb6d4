//! What validation costs beside its peers, on the same bytes in the same run.
//!
//! Run with: `cargo xtask bench`, which fetches what the peers need and builds the command, or without them with
//! `cargo bench -p kenar-validate --bench mix`.
//!
//! Method: 200,000 lines of `mix/`, one in ten invalid, in memory. Each contender reads all of them once a round, the peers
//! in other languages fewer; the order turns by round. A number is the median over the rounds, a ratio the median of the
//! ratios of each round. Lines are split and UTF-8 is checked inside the clock. `typed` is `serde_json` into
//! `kenar_schemas::UserAddon` without its checks. Whole processes are timed from spawn to exit; that of one document is an
//! installed command, a copy of what was linked. Other work on the machine shows: run it alone.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark stops when its input is wrong, and measures real time"
)]

#[path = "mix/mod.rs"]
mod mix;

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use kenar_schemas::{EXPORTS, UserAddon};
use kenar_validate::{Schema, each_line};
use serde::de::IgnoredAny;

const LINES: usize = 200_000;
const ROUNDS: usize = 21;
/// How many lines the peers in other languages read: enough for a second or more.
const AJV_LINES: usize = 100_000;
const PYTHON_LINES: usize = 1_500;
/// A piece of the text for one of several threads, in bytes.
const PIECE: usize = 256 * 1024;

/// Reads the lines once, and says how many MB/s that were and how many lines it took for valid.
type Contender<'a> = (&'static str, Box<dyn Fn() -> Option<(f64, usize)> + 'a>);

fn main() {
    // `cargo test --benches` only wants to know that it still compiles.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let text = text();
    let mix = std::env::temp_dir().join(format!("kenar-mix-{}.ndjson", std::process::id()));
    std::fs::write(&mix, &text).unwrap();
    compare(text.as_bytes(), &mix);
    one_document();
    std::fs::remove_file(&mix).unwrap();
}

fn text() -> String {
    let mut text = String::new();
    let mut broken = 0;
    for line in mix::lines(LINES, 1) {
        writeln!(text, "{}", line.text).unwrap();
        broken += usize::from(line.broken.is_some());
    }
    assert_eq!((broken, mix::KINDS.len()), (LINES / 10, 95));
    text
}

fn compare(text: &[u8], mix: &Path) {
    let schema = EXPORTS.iter().find(|export| export.name == "user-addon").unwrap().make();
    let validator = jsonschema::options().build(&schema).unwrap();
    let schema_file = mix.with_extension("schema.json");
    std::fs::write(&schema_file, schema.to_string()).unwrap();
    let contenders: Vec<Contender<'_>> = vec![
        ("typed, no checks", timed(text, || each(text, |line| serde_json::from_slice::<UserAddon>(line).is_ok()))),
        ("kenar-validate", timed(text, || judge(text))),
        ("kenar-validate, every violation", timed(text, || judge_and_explain(text))),
        ("kenar-validate, two threads", timed(text, || two_threads(text))),
        ("serde_json, skipping", timed(text, || each(text, |line| serde_json::from_slice::<IgnoredAny>(line).is_ok()))),
        (
            "jsonschema (Rust)",
            timed(text, || {
                each(text, |line| serde_json::from_slice(line).is_ok_and(|value| validator.is_valid(&value)))
            }),
        ),
        ("ajv (Node)", peer("node", "ajv.mjs", &schema_file, mix, AJV_LINES)),
        ("jsonschema (Python)", peer("python/bin/python", "jsonschema.py", &schema_file, mix, PYTHON_LINES)),
        ("kenar validate, process", process(text, mix, "1")),
        ("kenar validate, process, two threads", process(text, mix, "2")),
    ];
    let mut rounds: Vec<Vec<Option<f64>>> = vec![Vec::new(); contenders.len()];
    let mut valid = vec![0; contenders.len()];
    for round in 0..ROUNDS {
        for turn in 0..contenders.len() {
            let index = (round + turn) % contenders.len();
            // What is slow is steady too.
            let measured =
                if round >= 3 && contenders[index].0.contains("Python") { None } else { (contenders[index].1)() };
            valid[index] = measured.map_or(valid[index], |(_, valid)| valid);
            rounds[index].push(measured.map(|(speed, _)| speed));
        }
    }
    println!("{} lines, {} bytes, one in ten invalid, {ROUNDS} rounds, medians", LINES, text.len());
    println!("| | MB/s | x typed | valid lines |\n|---|--:|--:|--:|");
    let ratio = |one: usize, other: usize| {
        median(rounds[one].iter().zip(&rounds[other]).filter_map(|(one, other)| Some((*one)? / (*other)?)).collect())
    };
    for (index, (name, _)) in contenders.iter().enumerate() {
        match median(rounds[index].iter().copied().flatten().collect()) {
            Some(speed) => {
                println!("| {name} | {speed:.1} | {:.3} | {} |", ratio(index, 0).unwrap_or_default(), valid[index]);
            }
            None => println!("| {name} | SKIPPED: not found, see `cargo xtask bench` | | |"),
        }
    }
    println!("| goal | reached | wanted |\n|---|--:|--:|");
    for (name, one, other, wanted) in [
        ("to the typed parse", 1, 0, 3.0),
        ("to ajv", 1, 6, 15.0),
        ("to jsonschema (Rust)", 1, 5, 5.0),
        ("two threads to one", 3, 1, 1.9),
        ("every violation to the verdict", 2, 1, 0.8),
        ("process to library", 8, 1, 0.75),
    ] {
        let reached = ratio(one, other).map_or("SKIPPED".to_owned(), |ratio| format!("{ratio:.2}"));
        println!("| {name} | {reached} | {wanted} |");
    }
    drop(contenders);
    std::fs::remove_file(schema_file).unwrap();
}

fn timed<'a>(text: &'a [u8], contender: impl Fn() -> usize + 'a) -> Box<dyn Fn() -> Option<(f64, usize)> + 'a> {
    Box::new(move || {
        let begun = Instant::now();
        let valid = black_box(contender());
        Some((text.len() as f64 / 1e6 / begun.elapsed().as_secs_f64(), valid))
    })
}

fn each(text: &[u8], valid: impl Fn(&[u8]) -> bool) -> usize {
    let mut start = 0;
    memchr::memchr_iter(b'\n', text).filter(|end| valid(&text[std::mem::replace(&mut start, end + 1)..*end])).count()
}

fn judge(text: &[u8]) -> usize {
    let mut count = 0;
    each_line(Schema::UserAddon, text, |_, verdict| count += usize::from(verdict.is_ok()));
    count
}

fn judge_and_explain(text: &[u8]) -> usize {
    let mut count = 0;
    each_line(Schema::UserAddon, text, |_, verdict| match verdict {
        Ok(()) => count += 1,
        Err(refusal) => {
            black_box(refusal.explain().unwrap_err());
        }
    });
    count
}

fn two_threads(text: &[u8]) -> usize {
    let next = AtomicUsize::new(0);
    let line_end = |place: usize| match text.get(place..) {
        Some(rest) if place > 0 => memchr::memchr(b'\n', rest).map_or(text.len(), |end| place + end + 1),
        Some(_) => 0,
        None => text.len(),
    };
    let work = || {
        let mut count = 0;
        loop {
            let start = next.fetch_add(PIECE, Ordering::Relaxed);
            if start >= text.len() {
                return count;
            }
            count += judge(&text[line_end(start)..line_end(start + PIECE)]);
        }
    };
    thread::scope(|scope| [scope.spawn(work), scope.spawn(work)].map(|thread| thread.join().unwrap()).iter().sum())
}

/// A peer in another language: a program that prints seconds, bytes and valid lines.
fn peer<'a>(
    program: &'a str,
    script: &'a str,
    schema: &'a Path,
    mix: &'a Path,
    lines: usize,
) -> Box<dyn Fn() -> Option<(f64, usize)> + 'a> {
    Box::new(move || {
        let peers = PathBuf::from(std::env::var_os("KENAR_PEERS")?);
        let own = peers.join(program);
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers").join(script);
        let mut command = Command::new(if own.exists() && own.is_file() { own } else { program.into() });
        let output =
            command.arg(script).arg(schema).arg(mix).arg(lines.to_string()).stderr(Stdio::null()).output().ok()?;
        let printed = String::from_utf8(output.stdout).ok()?;
        let mut numbers = printed.split_whitespace();
        let (seconds, bytes): (f64, f64) = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
        Some((bytes / 1e6 / seconds, numbers.next()?.parse().ok()?))
    })
}

/// The command, from its start to its end.
fn process<'a>(text: &'a [u8], mix: &'a Path, threads: &'a str) -> Box<dyn Fn() -> Option<(f64, usize)> + 'a> {
    Box::new(move || {
        let kenar = std::env::var_os("KENAR_BIN")?;
        let mut command = Command::new(kenar);
        command.args(["validate", "--quiet", "--schema", "user-addon", "--threads", threads]).arg(mix);
        let begun = Instant::now();
        let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
        let seconds = begun.elapsed().as_secs_f64();
        (status.code() == Some(1)).then_some((text.len() as f64 / 1e6 / seconds, 0))
    })
}

/// One document from the command line, beside a process that does nothing.
fn one_document() {
    let Some(kenar) = std::env::var_os("KENAR_BIN") else {
        println!("one document from the command line: SKIPPED, see `cargo xtask bench`");
        return;
    };
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/examples/UserAddon/valid-full.json");
    // Copied, as it is when it is installed: what a linker wrote lies in small pieces in the page cache, which takes each start
    // some 0.3 ms until the file is read from the disk again.
    let copy = std::env::temp_dir().join(format!("kenar-{}", std::process::id()));
    std::fs::copy(kenar, &copy).unwrap();
    let time = |command: &mut Command| {
        let begun = Instant::now();
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
        assert!(status.success());
        begun.elapsed().as_secs_f64() * 1e3
    };
    let (mut ours, mut empty) = (Vec::new(), Vec::new());
    for _ in 0..101 {
        ours.push(time(Command::new(&copy).arg("validate").arg(&file)));
        empty.push(time(&mut Command::new("true")));
    }
    std::fs::remove_file(&copy).unwrap();
    let (ours, empty) = (median(ours).unwrap_or_default(), median(empty).unwrap_or_default());
    println!("| one document over an empty process, ms | {:.2} ({ours:.2} and {empty:.2}) | 1 |", ours - empty);
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
