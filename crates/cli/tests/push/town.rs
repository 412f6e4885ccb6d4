//! A sandbox full of people and posts in this process, and the command as a process beside it.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use kenar_client::Secret;
use kenar_client::schemas::{DivarUserId, Phone, TicketUuid};
use kenar_sandbox::{Config, Control, ExposeSecret, Sandbox, ServiceType, Subject, TicketSpec, TicketState};
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub(crate) const SCOPES: [&str; 2] = ["USER_VERIFICATION_CREATE", "USER_ADDON_CREATE"];
pub(crate) const COST: u32 = 124_000;

pub(crate) struct Town {
    pub(crate) sandbox: Sandbox,
    pub(crate) people: Vec<Person>,
    pub(crate) folder: TempDir,
    runtime: Background,
}

/// A person who has consented.
pub(crate) struct Person {
    pub(crate) phone: Phone,
    pub(crate) id: DivarUserId,
    pub(crate) token: Secret,
}

struct Background(Option<Runtime>);

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Town {
    pub(crate) fn new(people: usize, config: Config) -> Self {
        let phones: Vec<Phone> = (0..people).map(|number| format!("0912{number:07}").parse().unwrap()).collect();
        let config = config.with_users(phones.clone()).with_log_entries(100_000);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let sandbox = runtime.block_on(Sandbox::start(config)).unwrap();
        let slug = sandbox.default_app().slug.clone();
        let person = |phone: Phone| {
            let issued = sandbox.control().issue_tokens(&slug, &phone, SCOPES).unwrap();
            Person { id: issued.user_id, token: issued.access_token, phone }
        };
        let people = phones.into_iter().map(person).collect();
        Self { sandbox, people, folder: tempfile::tempdir().unwrap(), runtime: Background(Some(runtime)) }
    }

    pub(crate) fn control(&self) -> &Control {
        self.sandbox.control()
    }

    /// Waits until the sandbox has done what it does later, such as putting add-ons on posts.
    pub(crate) fn settle(&self) {
        self.runtime.0.as_ref().unwrap().block_on(self.control().settle());
    }

    pub(crate) fn slug(&self) -> &str {
        &self.sandbox.default_app().slug
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn ticket(&self, person: &Person) -> TicketUuid {
        let ticket = TicketSpec::new(person.phone.clone(), ServiceType::ReportVerification, 200_000);
        self.control().issue_ticket(ticket).unwrap()
    }

    /// The command in the folder of the town, with the credentials of its app in the environment and nothing else.
    pub(crate) fn kenar(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kenar"));
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        command.env("KENAR_CONFIG", self.path("none.toml")).env("HOME", self.folder.path());
        command.env("KENAR_API_KEY", self.sandbox.default_app().api_key.expose_secret());
        command.env("KENAR_SANDBOX_URL", self.sandbox.url());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.kenar(arguments).output().unwrap())
    }

    /// How often each person was written about, by the log of requests.
    pub(crate) fn requests(&self, operation: &str) -> Vec<usize> {
        let mut counts = HashMap::<String, usize>::new();
        for request in self.control().requests(0) {
            if request.operation.as_deref() == Some(operation) {
                *counts.entry(request.path.rsplit('/').next().unwrap().to_owned()).or_default() += 1;
            }
        }
        self.people.iter().map(|person| counts.get(&encode(person.id.as_str())).copied().unwrap_or_default()).collect()
    }

    /// How many tickets are spent. Fails when one was spent twice.
    pub(crate) fn spent(&self) -> usize {
        let snapshot = self.control().snapshot();
        let spent = snapshot.tickets.iter().filter(|ticket| ticket.state != TicketState::Fresh).count();
        let paid: HashSet<TicketUuid> = snapshot.invoices.iter().map(|invoice| invoice.ticket_uuid).collect();
        assert_eq!((snapshot.invoices.len(), paid.len()), (spent, spent), "one invoice for each ticket");
        spent
    }

    /// Whether what [`Town::line`] says about a person is stored.
    pub(crate) fn knows(&self, person: &Person) -> bool {
        self.knows_that(person, "external_reference", &reference(person))
    }

    pub(crate) fn knows_that(&self, person: &Person, key: &str, value: &str) -> bool {
        let subject = Subject::User(person.phone.clone());
        self.control().has_semantic(self.slug(), &subject, key, value).unwrap()
    }

    /// A line about a person, with a token of its own.
    pub(crate) fn line(&self, person: &Person, ticket: bool) -> String {
        let ticket = if ticket {
            format!(r#", "ticket_uuid": "{}", "cost": {COST}"#, self.ticket(person))
        } else {
            String::new()
        };
        format!(
            r#"{{"divar_user_id": "{}", "access_token": "{}", "body": {{"semantic": {{"external_reference": "{}"}}{ticket}}}}}"#,
            person.id,
            person.token.expose(),
            reference(person)
        ) + "\n"
    }

    /// A line about each person; every `tickets`-th spends a ticket.
    pub(crate) fn lines(&self, tickets: usize) -> String {
        let line = |(index, person): (usize, &Person)| self.line(person, index % tickets == 0);
        self.people.iter().enumerate().map(line).collect()
    }
}

/// With a zero-width non-joiner and an emoji.
pub(crate) fn reference(person: &Person) -> String {
    format!("پرونده\u{200c}ی {} ✅", person.phone)
}

fn encode(id: &str) -> String {
    id.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// A command that has ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    #[track_caller]
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    /// The summary of `--json`.
    pub(crate) fn summary(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }
}

/// The names of the files of a folder.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
