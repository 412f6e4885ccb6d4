//! A sandbox full of people, for runs of many items.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use kenar_client::bulk::{Counts, Done, Item, ItemError, Outcome, Progress, Run, Stopped, Upsert};
use kenar_client::schemas::{DivarUserId, Semantic, TicketUuid, UserSemantic};
use kenar_client::{Client, Secret};
use kenar_sandbox::{Clock, Config, Control, Sandbox, ServiceType, Subject, TicketSpec, TicketState};
use kenar_schemas::Phone;
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub(crate) const SCOPES: [&str; 2] = ["USER_VERIFICATION_CREATE", "USER_ADDON_CREATE"];

/// A sandbox with a runtime of its own, so that a test may stop the time of its own one.
pub(crate) struct Town {
    pub(crate) sandbox: Sandbox,
    pub(crate) people: Vec<Person>,
    client: Client,
    // Dropped last: the sandbox lives in it.
    _runtime: Background,
}

struct Background(Option<Runtime>);

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// A person who has consented.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) phone: Phone,
    pub(crate) id: DivarUserId,
    pub(crate) token: Secret,
}

impl Town {
    pub(crate) fn new(people: usize, config: Config) -> Self {
        let phones: Vec<Phone> = (0..people).map(|number| format!("0912{number:07}").parse().unwrap()).collect();
        let config = config.with_users(phones.clone()).with_log_entries(200_000);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        // In a thread of its own: a test that has a runtime already cannot wait for another one.
        let sandbox = std::thread::scope(|scope| {
            scope.spawn(|| runtime.block_on(Sandbox::start(config))).join().unwrap().unwrap()
        });
        let slug = sandbox.default_app().slug.clone();
        let person = |phone: Phone| {
            let issued = sandbox.control().issue_tokens(&slug, &phone, SCOPES).unwrap();
            Person { id: issued.user_id, token: issued.access_token, phone }
        };
        let people = phones.into_iter().map(person).collect();
        let key = sandbox.default_app().api_key.clone();
        let client = Client::builder().api_key(key).sandbox(sandbox.url()).build().unwrap();
        Self { sandbox, people, client, _runtime: Background(Some(runtime)) }
    }

    pub(crate) fn control(&self) -> &Control {
        self.sandbox.control()
    }

    pub(crate) fn client(&self) -> Client {
        self.client.clone()
    }

    pub(crate) fn ticket(&self, person: &Person) -> TicketUuid {
        let ticket = TicketSpec::new(person.phone.clone(), ServiceType::ReportVerification, 200_000);
        self.control().issue_ticket(ticket).unwrap()
    }

    /// An item for each person.
    pub(crate) fn items(&self) -> Vec<Item<UserSemantic>> {
        self.people.iter().map(|person| Item::new(person.id.clone(), &person.token, facts(person))).collect()
    }

    /// The same items with fresh tokens.
    pub(crate) fn items_of_another_day(&self) -> Vec<Item<UserSemantic>> {
        let token = |person: &Person| self.control().issue_token(&person.phone, SCOPES).unwrap();
        self.people.iter().map(|person| Item::new(person.id.clone(), token(person), facts(person))).collect()
    }

    /// How often each person was written about, by the log of requests: one number a person.
    pub(crate) fn requests(&self, operation: &str) -> Vec<usize> {
        let mut counts = HashMap::<String, usize>::new();
        for request in self.control().requests(0) {
            if request.operation.as_deref() == Some(operation) {
                let id = request.path.rsplit('/').next().unwrap_or_default();
                *counts.entry(id.to_owned()).or_default() += 1;
            }
        }
        let about = |person: &Person| counts.get(&encode(person.id.as_str())).copied().unwrap_or_default();
        self.people.iter().map(about).collect()
    }

    /// How many tickets are spent. Fails when one was spent twice.
    pub(crate) fn spent(&self) -> usize {
        let snapshot = self.control().snapshot();
        let spent = snapshot.tickets.iter().filter(|ticket| ticket.state != TicketState::Fresh).count();
        let paid: HashSet<TicketUuid> = snapshot.invoices.iter().map(|invoice| invoice.ticket_uuid).collect();
        assert_eq!((snapshot.invoices.len(), paid.len()), (spent, spent), "one invoice for each ticket");
        spent
    }

    /// Whether everything that is to be stored about a person is.
    pub(crate) fn knows(&self, person: &Person) -> bool {
        let subject = Subject::User(person.phone.clone());
        let slug = &self.sandbox.default_app().slug;
        self.control().has_semantic(slug, &subject, "external_reference", &reference(person)).unwrap()
    }
}

/// What is stored about a person: with Persian, a zero-width non-joiner and an emoji in it.
pub(crate) fn facts(person: &Person) -> UserSemantic {
    UserSemantic::new(Semantic::new().with("external_reference", reference(person)))
}

fn reference(person: &Person) -> String {
    format!("پرونده\u{200c}ی {} ✅", person.phone)
}

pub(crate) fn encode(id: &str) -> String {
    id.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// Every outcome of a run, and why it stopped.
pub(crate) async fn all<S, P>(mut run: Run<S, P>) -> (Vec<Outcome<P::Receipt>>, Option<Stopped>)
where
    P: Upsert,
    S: futures_core::Stream<Item: Into<kenar_client::bulk::Input<P>>>,
{
    let mut outcomes = Vec::new();
    while let Some(outcome) = run.next().await {
        match outcome {
            Ok(outcome) => outcomes.push(outcome),
            Err(stopped) => {
                assert!(run.next().await.is_none(), "nothing follows the reason");
                return (outcomes, Some(stopped));
            }
        }
    }
    (outcomes, None)
}

/// The results in the order of the input.
pub(crate) fn results<R>(mut outcomes: Vec<Outcome<R>>) -> Vec<Result<Done<R>, ItemError>> {
    outcomes.sort_by_key(|outcome| outcome.index);
    outcomes.into_iter().map(|outcome| outcome.result).collect()
}

/// A file of its own for a test, not there yet and gone afterwards.
pub(crate) struct TempFile(TempDir, PathBuf);

impl TempFile {
    pub(crate) fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        Self(folder, path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.1
    }
}

/// Time that moves only when a run has nothing to do but to wait. Needs a runtime with one thread.
pub(crate) struct StoppedTime {
    // While somebody blocks, tokio does not move a stopped clock by itself.
    _blocks: mpsc::Sender<()>,
}

impl StoppedTime {
    pub(crate) fn new() -> Self {
        let (blocks, blocked) = mpsc::channel::<()>();
        tokio::task::spawn_blocking(move || blocked.recv());
        tokio::time::pause();
        Self { _blocks: blocks }
    }

    /// Moves the time of the client and that of a sandbox by `step` whenever everything waits. Never ends.
    pub(crate) async fn drive(&self, progress: Progress, sandbox: &Clock, step: Duration) {
        loop {
            breathe().await;
            let counts = progress.counts();
            if is_waiting(&counts) {
                sandbox.advance(step);
                tokio::time::advance(step).await;
            }
        }
    }
}

impl Drop for StoppedTime {
    fn drop(&mut self) {
        tokio::time::resume();
    }
}

fn is_waiting(counts: &Counts) -> bool {
    counts.in_flight == 0 && counts.unwritten == 0 && counts.waiting > 0
}

/// Lets sockets and disks move on while the time stands still.
async fn breathe() {
    let (_never, nothing) = mpsc::channel::<()>();
    let _ = tokio::task::spawn_blocking(move || nothing.recv_timeout(Duration::from_micros(200))).await;
    drop(_never);
}
