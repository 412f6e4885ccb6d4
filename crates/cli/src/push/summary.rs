//! What became of a push.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kenar_client::bulk::Counts;
use serde::Serialize;
use serde_json::{Value, json};

use super::kind::Content;
use super::problem::plain;
use super::progress::span;
use crate::counted::counted;

/// How many different reasons are told apart.
const REASONS: usize = 200;
/// How many of them are shown.
const SHOWN: usize = 5;

/// Why items failed.
#[derive(Debug, Serialize)]
pub(crate) struct Reason {
    count: u64,
    /// What was said of the first of them.
    example: String,
}

/// What became of every item, and what to do next.
#[derive(Debug)]
pub(crate) struct Summary {
    pub(crate) content: Content,
    pub(crate) input: PathBuf,
    pub(crate) journal: PathBuf,
    pub(crate) items: u64,
    pub(crate) counts: Counts,
    /// Items that are not done and may be: only the journal can tell.
    pub(crate) unknown: u64,
    /// Items that failed and are in the failures file.
    pub(crate) failed: u64,
    pub(crate) failures: Option<PathBuf>,
    pub(crate) reasons: BTreeMap<String, Reason>,
    pub(crate) elapsed: Duration,
    /// Why the end of the input was not reached.
    pub(crate) stopped: Option<String>,
}

impl Summary {
    /// Counts a reason for a failure. Says whether it is the first of its kind.
    pub(crate) fn reason(&mut self, said: &str) -> bool {
        let kind = kind_of(said);
        let kind = if self.reasons.len() < REASONS || self.reasons.contains_key(&kind) { kind } else { String::new() };
        let first = || Reason { count: 0, example: plain(said).into_owned() };
        let reason = self.reasons.entry(kind).or_insert_with(first);
        reason.count += 1;
        reason.count == 1
    }

    /// The reasons, the most frequent first.
    fn ranked(&self) -> Vec<&Reason> {
        let mut reasons: Vec<&Reason> = self.reasons.values().collect();
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.count));
        reasons
    }

    /// Items that were not reached.
    fn open(&self) -> u64 {
        self.items.saturating_sub(self.counts.done() + self.failed + self.unknown)
    }

    pub(crate) fn to_text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text).map(|()| text).unwrap_or_default()
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        let Self { counts, .. } = self;
        write!(out, "{} of {} done: {} stored", counts.done(), self.items, counts.stored)?;
        if counts.consumed_earlier > 0 {
            write!(out, ", {} whose ticket a lost call had spent", counts.consumed_earlier)?;
        }
        if counts.already_done > 0 {
            write!(out, ", {} by an earlier push", counts.already_done)?;
        }
        writeln!(out, "; {} in {}", counted(counts.calls, "call"), span(self.elapsed))?;
        if self.unknown > 0 {
            writeln!(
                out,
                "{} may be done: the same command asks for their tickets before it sends anything",
                self.unknown
            )?;
        }
        if let Some(failures) = &self.failures {
            writeln!(out, "{} failed, and are in {}:", self.failed, failures.display())?;
            let reasons = self.ranked();
            for Reason { count, example } in reasons.iter().take(SHOWN) {
                writeln!(out, "{count:>8}  {example}")?;
            }
            if reasons.len() > SHOWN {
                let others: u64 = reasons[SHOWN..].iter().map(|reason| reason.count).sum();
                writeln!(out, "{others:>8}  for other reasons")?;
            }
        }
        let given: Vec<String> = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
        match (&self.stopped, &self.failures) {
            (Some(why), _) => {
                writeln!(out, "{} not sent: {why}", self.open())?;
                writeln!(out, "To go on, run the same command: {}", same(&given))?;
            }
            (None, Some(failures)) => writeln!(out, "Mend them and run: {}", mended(self.content, failures, &given))?,
            (None, None) => {}
        }
        Ok(())
    }

    pub(crate) fn to_json(&self) -> Value {
        let Self { counts, .. } = self;
        json!({
            "input": self.input.to_string_lossy(),
            "journal": self.journal.to_string_lossy(),
            "failures": self.failures.as_ref().map(|path| path.to_string_lossy()),
            "items": self.items,
            "done": counts.done(),
            "stored": counts.stored,
            "consumed_earlier": counts.consumed_earlier,
            "already_done": counts.already_done,
            "failed": self.failed,
            "unknown": self.unknown,
            "not_sent": self.open(),
            "calls": counts.calls,
            "seconds": self.elapsed.as_secs_f64(),
            "reasons": self.ranked(),
            "stopped": self.stopped,
        })
    }
}

/// The command as it was given. What is done is not to be forgotten once more.
fn same(given: &[String]) -> String {
    let words = given.iter().map(String::as_str).filter(|word| *word != "--restart");
    shell_words::join(std::iter::once("kenar").chain(words))
}

/// The command for the failures, for the same user of the same app. They have a journal of their own.
fn mended(content: Content, failures: &Path, given: &[String]) -> String {
    let path = failures.to_string_lossy();
    let mut words = vec!["kenar", "push", content.name(), &*path];
    let mut given = given.iter();
    while let Some(word) = given.next() {
        let flag = word.split_once('=').map_or(word.as_str(), |(flag, _)| flag);
        if ["--profile", "--sandbox", "--as"].contains(&flag) {
            words.push(word);
            if flag == word {
                words.extend(given.next().map(String::as_str));
            }
        }
    }
    shell_words::join(words)
}

/// What is the same where the same went wrong: what is said before the first colon, and no numbers. What comes after it
/// often names the item.
fn kind_of(said: &str) -> String {
    let (column, rest) = said.split_once(": ").filter(|(place, _)| place.starts_with("column ")).unwrap_or(("", said));
    let end = rest.find(": ").unwrap_or(rest.len());
    let place = if column.is_empty() { "" } else { "column: " };
    format!("{place}{}", rest[..end].replace(|character: char| character.is_ascii_digit(), ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_to_go_on_repeats_what_was_given() {
        let given =
            ["push", "semantics", "--as=seller", "my cases.csv", "--restart", "--journal", "j", "--profile", "p"];
        let given = given.map(str::to_owned);
        assert_eq!(same(&given), "kenar push semantics '--as=seller' 'my cases.csv' --journal j --profile p");
        let again = mended(Content::Semantics, Path::new("my cases.failed.ndjson"), &given);
        assert_eq!(again, "kenar push semantics 'my cases.failed.ndjson' '--as=seller' --profile p");
    }

    #[test]
    fn the_same_reason_is_counted_once_for_every_item() {
        let same = [
            [
                "upsert_x was refused (403, code 7): no scope for tok1",
                "upsert_x was refused (403, code 7): no scope for tok2",
            ],
            ["/body/widgets/1/title_row/text: 50 characters", "/body/widgets/12/title_row/text: 99 characters"],
            ["column 3: unknown field `a`, expected", "column 9: unknown field `a`, expected"],
        ];
        for [one, other] in same {
            assert_eq!(kind_of(one), kind_of(other));
        }
        assert_ne!(kind_of("column 3: this is not JSON: x"), kind_of("column 3: unknown field"));
        assert_ne!(kind_of("/body/cost: -1"), kind_of("/body/semantic: a"));
    }
}
