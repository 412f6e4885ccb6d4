use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::bail;
use clap::{Args, Subcommand};
use kenar_client::bulk::{Actor, Counts};
use kenar_client::schemas::{PostAddon, PostSemantic, UserAddon, UserSemantic};
use serde_json::json;

use crate::closed_pipe;
use crate::counted::counted;
use crate::exit::Exit;
use crate::profile::{Options, User};
use crate::push::{
    Answer, Checked, Content, End, Failures, Format, Ledger, Progress, Remark, Sending, Source, Subject, Summary,
    check, places, send,
};

/// Send many semantics or add-ons, and go on after a stop.
///
/// A file has one item a line. Each is checked, sent at the pace of the quota, and remembered beside the file, so a push
/// that was stopped, killed or cut off goes on where it ended when the same command is run again. A payment ticket is
/// spent once, even where an answer was lost.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

const EXAMPLES: &str = "\
Examples:
  kenar push semantics cases.ndjson --dry-run
  kenar push semantics cases.csv --per-minute 600
  kenar push addons reports.ndjson";

#[derive(Debug, Subcommand)]
enum What {
    Semantics(Semantics),
    Addons(Addons),
}

/// Send semantic data of users or posts: facts that nobody sees.
///
/// NDJSON has one object a line, all about users or all about posts:
///
///   {"divar_user_id": "…", "body": {"semantic": {"status": "FAILED"}, "cost": 12000}}
///   {"post_token": "gZd7omnS", "body": {"semantic": {"VIN": "…"}}, "access_token": "…"}
///
/// `access_token` is the consent for one line, where it is not that of all.
/// `ticket_holder` beside a `post_token` names the user whom a ticket was issued for.
///
/// CSV has a header, and these columns mean the same: `divar_user_id` or `post_token`,
/// `ticket_uuid`, `cost`, `access_token`, `ticket_holder`. Every other column is a key of the
/// semantic data. An empty cell says nothing. Cells are parted by commas, semicolons or tabs.
///
/// Name a target once in a file: what fails is sent after the others when it is pushed again.
#[derive(Debug, Args)]
#[command(after_help = SEMANTICS, verbatim_doc_comment)]
struct Semantics {
    #[command(flatten)]
    push: Push,
}

const SEMANTICS: &str = "\
Examples:
  kenar push semantics cases.ndjson --dry-run
      Say what is wrong with which line, and send nothing.
  kenar push semantics cases.csv --per-minute 600
      Send a table at a pace of 600 calls a minute. After Ctrl-C or a crash the same command goes on.
  kenar push semantics cases.failed.ndjson
      Send what had failed, mended.
  kenar push semantics cases.ndjson --sandbox http://127.0.0.1:8743 --json
      Try it against a sandbox, with a summary for programs.";

/// Send add-ons of users or posts: rows that are shown.
///
/// NDJSON has one object a line, all about users or all about posts:
///
///   {"post_token": "gZd7omnS", "body": {"widgets": [{"title_row": {"text": "کارشناسی شد"}}]}}
///   {"divar_user_id": "…", "body": {"widgets": […], …}, "access_token": "…"}
///
/// `access_token` is the consent for one line, where it is not that of all.
///
/// Name a target once in a file: what fails is sent after the others when it is pushed again.
#[derive(Debug, Args)]
#[command(after_help = ADDONS, verbatim_doc_comment)]
struct Addons {
    #[command(flatten)]
    push: Push,
}

const ADDONS: &str = "\
Examples:
  kenar push addons reports.ndjson --dry-run
      Say what is wrong with which line, and send nothing.
  kenar push addons reports.ndjson
      Send them. After Ctrl-C or a crash the same command goes on.
  kenar push addons reports.ndjson --as inspector --concurrency 2
      In the name of the consent that `kenar auth login --as inspector` has kept, two calls at once.";

#[derive(Debug, Args)]
struct Push {
    /// The lines to send; gzip and Zstandard are known by what they begin with
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How the file is written [default: by its name, or its first character]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Check every line, say what is wrong, and send nothing
    #[arg(long, visible_alias = "check-only")]
    dry_run: bool,
    /// How many calls are under way at once
    #[arg(long, value_name = "NUMBER", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=256))]
    concurrency: u16,
    /// The quota of the app per minute; without it the push waits whenever the platform says so
    #[arg(long, value_name = "CALLS", value_parser = clap::value_parser!(u32).range(1..))]
    per_minute: Option<u32>,
    /// Stop when so many items fail one after the other: then something is wrong with all of them
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    stop_after: u32,
    /// Where what is done is remembered [default: FILE.kenar-journal]
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// Where items that failed are kept, as lines that can be mended and pushed [default: NAME.failed.ndjson beside FILE]
    #[arg(long, value_name = "FILE")]
    failures: Option<PathBuf>,
    /// Go on although the file was changed since its push began; what is done is known by what it says
    #[arg(long, conflicts_with = "restart")]
    allow_changed: bool,
    /// Forget what is done and send everything again; a spent ticket is refused by the platform
    #[arg(long)]
    restart: bool,
    /// Show no progress and no summary
    #[arg(long, short)]
    quiet: bool,
    /// Print the summary as one line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    profile: Options,
}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let (content, push) = match arguments.what {
        What::Semantics(Semantics { push }) => (Content::Semantics, push),
        What::Addons(Addons { push }) => (Content::Addons, push),
    };
    if push.dry_run { push.check_only(content) } else { push.send(content) }
}

/// How many broken lines are shown before the others are sent.
const SHOWN: u64 = 5;
/// How many remarks a program is told.
const MOST_REMARKS: usize = 1000;

impl Push {
    /// Says everything that is wrong.
    fn check_only(&self, content: Content) -> anyhow::Result<Exit> {
        let mut progress = Progress::new(self.quiet || self.json);
        let mut remarks = Vec::new();
        let checked = check(&self.file, self.format, content, &mut progress, &mut |line, remark| {
            if self.json {
                if remarks.len() < MOST_REMARKS {
                    remarks.push(remark.to_json(line));
                }
                return Ok(());
            }
            let complaints = remark.complaints().into_iter();
            let text: String = complaints.map(|said| format!("{}:{line}: {said}\n", self.file.display())).collect();
            closed_pipe::write(text)
        });
        progress.end();
        let Checked { subject, items, invalid, without_token, .. } = checked?;
        if self.json {
            let summary = json!({
                "input": self.file.to_string_lossy(),
                "about": subject.map(|subject| subject.to_string()),
                "items": items,
                "invalid": invalid,
                "without_token": without_token,
                "remarks": remarks,
            });
            closed_pipe::write(format!("{summary}\n"))?;
        } else if !self.quiet {
            let about = subject.map(|subject| format!(" about {subject}")).unwrap_or_default();
            let items = counted(items, "item");
            closed_pipe::write(format!("{items}{about}, {invalid} invalid; nothing was sent\n"))?;
            if without_token > 0 {
                closed_pipe::write(format!(
                    "without an access token of their own: {without_token}; these take that of the profile\n"
                ))?;
            }
        }
        Ok(if invalid == 0 { Exit::Fine } else { Exit::Wrong })
    }

    fn send(&self, content: Content) -> anyhow::Result<Exit> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(self.send_all(content))
    }

    async fn send_all(&self, content: Content) -> anyhow::Result<Exit> {
        let began = Instant::now();
        let mut progress = Progress::new(self.quiet);
        let checked = self.check_first(content, &mut progress)?;
        let (client, user) = self.profile.client_and_user().await?;
        let everyone = user.clone().map(|user| match user {
            User::Token(token) => Actor::Token(token),
            User::Consent(consent) => Actor::Consent(consent),
        });
        if everyone.is_none() && checked.without_token > 0 {
            bail!(
                "no `access_token` in {} of {}, and there is none for all. Set KENAR_ACCESS_TOKEN, or name a consent with \
                 --as. Nothing was sent",
                checked.without_token,
                counted(checked.items, "item")
            );
        }
        let journal = self.journal.clone().unwrap_or_else(|| crate::push::beside(&self.file, ".kenar-journal"));
        let mut failures = Failures::new(self.failures.clone().unwrap_or_else(|| Failures::beside(&self.file)));
        places::check(&self.file, &journal, failures.path())?;
        let mut ledger = Ledger::open(&journal)?;
        failures.check()?;
        ledger.check_failures(failures.path())?;
        ledger.settle(&self.file, &checked.input, self.answer())?;

        let mut summary = Summary {
            content,
            input: self.file.clone(),
            journal: journal.clone(),
            items: checked.items,
            counts: Counts::default(),
            unknown: 0,
            failed: 0,
            failures: None,
            reasons: BTreeMap::new(),
            elapsed: Duration::ZERO,
            stopped: None,
        };
        let sending = Sending {
            client: client.clone(),
            everyone,
            journal,
            concurrency: self.concurrency.into(),
            per_minute: self.per_minute,
            stop_after: self.stop_after,
        };
        progress.begin(checked.items);
        let source = Source::open(&self.file, self.format, content)?;
        let (failures_, progress_, summary_) = (&mut failures, &mut progress, &mut summary);
        let input = &checked.input;
        let end = match (content, checked.subject.unwrap_or(Subject::Users)) {
            (Content::Semantics, Subject::Users) => {
                send::<UserSemantic>(sending, source, input, failures_, progress_, summary_).await
            }
            (Content::Semantics, Subject::Posts) => {
                send::<PostSemantic>(sending, source, input, failures_, progress_, summary_).await
            }
            (Content::Addons, Subject::Users) => {
                send::<UserAddon>(sending, source, input, failures_, progress_, summary_).await
            }
            (Content::Addons, Subject::Posts) => {
                send::<PostAddon>(sending, source, input, failures_, progress_, summary_).await
            }
        };
        progress.end();
        if let Some(user) = &user {
            self.profile.finish(&client, user).await?;
        }
        let end = end?;
        summary.failures = failures.finish(&mut ledger, matches!(end, End::Complete))?;
        summary.stopped = match &end {
            End::Complete => None,
            End::Interrupted => Some("the push was asked to stop".to_owned()),
            End::Stopped(stopped) => Some(stopped.to_string()),
            End::Input(error) => Some(format!("{error:#}")),
        };
        summary.elapsed = began.elapsed();
        self.print(&summary)?;
        Ok(match end {
            End::Complete if summary.failed + summary.unknown == 0 => Exit::Fine,
            End::Complete => Exit::Wrong,
            _ => Exit::Failed,
        })
    }

    /// Reads the file once, and tells of broken lines before the others are sent.
    fn check_first(&self, content: Content, progress: &mut Progress) -> anyhow::Result<Checked> {
        let mut first = Vec::new();
        let checked = check(&self.file, self.format, content, progress, &mut |line, remark| {
            if let (Remark::Wrong(problem), true) = (&remark, (first.len() as u64) < SHOWN) {
                first.push(format!("{}:{line}: {problem}", self.file.display()));
            }
            Ok(())
        })?;
        for complaint in &first {
            progress.say(complaint);
        }
        if checked.invalid > 0 {
            progress.say(&format!("invalid and not sent: {} of {}", checked.invalid, counted(checked.items, "item")));
        }
        Ok(checked)
    }

    fn answer(&self) -> Answer {
        match (self.restart, self.allow_changed) {
            (true, _) => Answer::Restart,
            (false, true) => Answer::GoOn,
            (false, false) => Answer::Refuse,
        }
    }

    fn print(&self, summary: &Summary) -> anyhow::Result<()> {
        let text = match (self.json, self.quiet) {
            (true, _) => format!("{}\n", summary.to_json()),
            (false, false) => summary.to_text(),
            (false, true) => return Ok(()),
        };
        closed_pipe::write(text)
    }
}
