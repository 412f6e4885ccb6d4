use std::path::Path;

use kenar_client::schemas::semantics::{LintKind, lint};
use kenar_client::schemas::{PostAddon, PostSemantic, UserAddon, UserSemantic};

use serde_json::{Value, json};

use super::digest::Fingerprint;
use super::kind::{Content, Kind, Subject};
use super::line::Envelope;
use super::source::{Format, Source};
use super::{Problem, Progress};

/// What the first reading of an input found.
#[derive(Debug)]
pub(crate) struct Checked {
    /// What the file is about: what its first line is about. `None` where no line says so.
    pub(crate) subject: Option<Subject>,
    /// Items, broken ones included.
    pub(crate) items: u64,
    pub(crate) invalid: u64,
    /// Items that can be sent and have no access token of their own.
    pub(crate) without_token: u64,
    pub(crate) input: Fingerprint,
}

/// What is said of a line.
pub(crate) enum Remark<'a> {
    /// It cannot be sent.
    Wrong(&'a Problem),
    /// It can be sent, and is probably a mistake.
    Doubtful(String),
}

impl Remark<'_> {
    /// Each thing that it says, in one line of text.
    pub(crate) fn complaints(&self) -> Vec<String> {
        match self {
            Self::Wrong(problem) => problem.complaints().collect(),
            Self::Doubtful(doubt) => vec![format!("warning: {doubt}")],
        }
    }

    /// The same for programs.
    pub(crate) fn to_json(&self, line: u64) -> Value {
        match self {
            Self::Wrong(problem) => problem.to_json(line),
            Self::Doubtful(doubt) => json!({ "line": line, "warning": doubt }),
        }
    }
}

/// Reads an input to its end and holds every line against the contract.
pub(crate) fn check(
    path: &Path,
    format: Option<Format>,
    content: Content,
    progress: &mut Progress,
    tell: &mut dyn FnMut(u64, Remark<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<Checked> {
    let mut source = Source::open(path, format, content)?;
    let (mut subject, mut items, mut invalid, mut without_token) = (None, 0, 0, 0);
    while let Some(raw) = source.next()? {
        items += 1;
        let seen = match raw.problem {
            Some(problem) => Err(problem),
            None => Envelope::read(&raw.text).and_then(|envelope| {
                let about = *subject.get_or_insert(envelope.subject);
                match (content, about) {
                    (Content::Semantics, Subject::Users) => look::<UserSemantic>(envelope),
                    (Content::Semantics, Subject::Posts) => look::<PostSemantic>(envelope),
                    (Content::Addons, Subject::Users) => look::<UserAddon>(envelope),
                    (Content::Addons, Subject::Posts) => look::<PostAddon>(envelope),
                }
            }),
        };
        match seen {
            Ok(seen) => {
                without_token += u64::from(!seen.has_token);
                for doubt in seen.doubts {
                    tell(raw.number, Remark::Doubtful(doubt))?;
                }
            }
            Err(problem) => {
                invalid += 1;
                tell(raw.number, Remark::Wrong(&problem))?;
            }
        }
        progress.checked(source.bytes());
    }
    Ok(Checked { subject, items, invalid, without_token, input: source.fingerprint() })
}

/// What is to be said of a line that can be sent.
struct Seen {
    has_token: bool,
    doubts: Vec<String>,
}

fn look<P: Kind>(envelope: Envelope<'_>) -> Result<Seen, Problem> {
    let line = envelope.open::<P>()?;
    let lints = line.payload.semantic().map(lint).unwrap_or_default();
    let nobody_to_ask = line.payload.spends_ticket_of_somebody() && line.holder.is_none();
    let nobody_to_ask = nobody_to_ask.then(|| {
        "add `ticket_holder`, the user whom the ticket was issued for: without it nobody can be asked whether a call whose \
         answer was lost has spent the ticket"
            .to_owned()
    });
    let lints = lints.into_iter().map(|lint| {
        let message = match lint.kind {
            LintKind::UnmaskedValue => "this value must be masked before it is sent; `kenar mask` does it",
            _ => &lint.message,
        };
        format!("/body/semantic/{}: {message}", lint.key)
    });
    Ok(Seen { has_token: line.token.is_some(), doubts: nobody_to_ask.into_iter().chain(lints).collect() })
}
