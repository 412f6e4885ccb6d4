//! `kill -9` in the middle of a run, many times: nothing is lost, nothing that was acknowledged is repeated, and no ticket is
//! spent twice.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::HashMap;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Write as _, stdout};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use common::town::{Person, TempFile, Town, all, facts};
use kenar_client::bulk::{self, Done, Item, JournalError, Stopped};
use kenar_client::schemas::{TicketUuid, UserSemantic};
use kenar_client::{Client, Secret};
use kenar_sandbox::{Config, ExposeSecret, Fault, FaultRule};
use serde::{Deserialize, Serialize};

const PEOPLE: usize = 1_200;
/// Every so many items one spends a ticket.
const TICKETS: usize = 3;
/// Names the file that tells a child what to do.
const ORDER: &str = "KENAR_BULK_TEST_ORDER";

/// What a child is told.
#[derive(Serialize, Deserialize)]
struct Order {
    url: String,
    key: String,
    journal: PathBuf,
    /// Phone, id, token and perhaps a ticket.
    people: Vec<(String, String, String, Option<TicketUuid>)>,
}

impl Order {
    fn new(town: &Town, journal: &Path) -> Self {
        let person = |(index, person): (usize, &Person)| {
            let ticket = (index % TICKETS == 0).then(|| town.ticket(person));
            (person.phone.to_string(), person.id.to_string(), person.token.expose().to_owned(), ticket)
        };
        Self {
            url: town.sandbox.url().to_owned(),
            key: town.sandbox.default_app().api_key.expose_secret().to_owned(),
            journal: journal.to_owned(),
            people: town.people.iter().enumerate().map(person).collect(),
        }
    }

    fn write(&self, name: &str) -> TempFile {
        let file = TempFile::new(name);
        fs::write(file.path(), serde_json::to_vec(self).unwrap()).unwrap();
        file
    }
}

/// What the tests below start as a process of its own: one run, and a line for each outcome.
#[tokio::test]
#[ignore = "the other tests start it"]
#[allow(clippy::print_stdout, reason = "its output is what the others read")]
async fn the_child() {
    let order: Order = serde_json::from_slice(&fs::read(env::var_os(ORDER).unwrap()).unwrap()).unwrap();
    let client = Client::builder().api_key(order.key).sandbox(order.url).build().unwrap();
    let items = order.people.into_iter().map(|(phone, id, token, ticket)| {
        let person = Person { phone: phone.parse().unwrap(), id: id.parse().unwrap(), token: Secret::new(token) };
        let facts = facts(&person);
        let facts = match ticket {
            Some(ticket) => facts.with_ticket(ticket, 124_000),
            None => facts,
        };
        Item::new(person.id.clone(), person.token, facts)
    });
    let mut run = client.bulk().journal(order.journal).user_semantics(bulk::iter(items));
    // The first line of the output is not the end of a line of the test harness.
    println!();
    while let Some(outcome) = run.next().await {
        let line = match outcome {
            Ok(outcome) => match outcome.result {
                Ok(Done::Stored(_)) => format!("outcome {} stored", outcome.index),
                Ok(Done::ConsumedEarlier) => format!("outcome {} consumed", outcome.index),
                Ok(Done::AlreadyDone(_)) => format!("outcome {} already", outcome.index),
                Ok(other) => panic!("{other:?}"),
                Err(error) => format!("failed {}: {error}", outcome.index),
            },
            Err(stopped) => format!("stopped {stopped}"),
        };
        println!("{line}");
        stdout().flush().unwrap();
    }
    println!("ended");
}

struct Process {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Process {
    fn start(order: &TempFile) -> Self {
        Self::spawn(Command::new(env::current_exe().unwrap()), order)
    }

    fn spawn(mut command: Command, order: &TempFile) -> Self {
        command.args(["--exact", "the_child", "--ignored", "--nocapture"]).env(ORDER, order.path());
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    /// The next line that the child itself wrote. A line that was cut off was not acknowledged.
    fn line(&mut self) -> Option<String> {
        loop {
            let mut line = String::new();
            self.lines.read_line(&mut line).unwrap();
            let line = line.strip_suffix('\n')?;
            if ["outcome ", "failed ", "stopped ", "ended"].iter().any(|begin| line.starts_with(begin)) {
                return Some(line.to_owned());
            }
        }
    }

    /// SIGKILL: nothing in the process hears of it.
    fn kill(&mut self) {
        let _ = self.child.kill();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        let _ = self.child.wait();
    }
}

/// What was acknowledged so far.
#[derive(Default)]
struct Acknowledged(HashMap<usize, String>);

impl Acknowledged {
    /// Takes in what a child wrote, and answers whether it came to the end of the input.
    fn take(&mut self, line: &str) -> bool {
        let mut words = line.split(' ');
        match words.next().unwrap() {
            "outcome" => {
                let index: usize = words.next().unwrap().parse().unwrap();
                let how = words.next().unwrap();
                match self.0.get(&index) {
                    // A process may be killed between the disk and its outcome: then the next one tells.
                    None => drop(self.0.insert(index, how.to_owned())),
                    Some(_) => assert_eq!(how, "already", "{index} was acknowledged before"),
                }
                false
            }
            "ended" => true,
            _ => panic!("{line}"),
        }
    }
}

#[test]
fn a_run_that_is_killed_again_and_again_comes_to_its_end() {
    let faults = [
        FaultRule::new(Fault::Delay).with_delay(Duration::from_millis(4)).every(3),
        FaultRule::new(Fault::Reset).every(43),
    ];
    let town = Town::new(PEOPLE, Config::default().with_faults(faults));
    let journal = TempFile::new("killed");
    let order = Order::new(&town, journal.path()).write("killed.json");
    let mut acknowledged = Acknowledged::default();
    let mut settled = vec![None; PEOPLE];
    let (mut kills, mut ended) = (0, false);
    while !ended {
        let mut process = Process::start(&order);
        // Now and then at once, while it opens its journal; usually after some new outcomes.
        let known = acknowledged.0.len();
        let until = if kills % 10 == 9 { known } else { known + fastrand::usize(1..60) };
        while acknowledged.0.len() < until && !ended {
            let line = process.line().expect("the child does not end by itself");
            ended = acknowledged.take(&line);
        }
        if !ended {
            process.kill();
            kills += 1;
            // What it had written before is acknowledged too.
            while let Some(line) = process.line() {
                ended |= acknowledged.take(&line);
            }
        }
        drop(process);
        for (person, requests) in town.requests("upsert_user_semantic").into_iter().enumerate() {
            if acknowledged.0.contains_key(&person) {
                assert_eq!(*settled[person].get_or_insert(requests), requests, "{person} was sent again");
            }
        }
    }
    assert!(kills >= 20, "{kills}");
    assert_eq!(acknowledged.0.len(), PEOPLE);
    assert_eq!(town.spent(), PEOPLE / TICKETS);
    assert!(town.people.iter().all(|person| town.knows(person)));
    // Kills happened between a call and its line: tickets whose call was lost were found out about.
    assert!(acknowledged.0.values().any(|how| how == "consumed"));
}

#[tokio::test]
async fn a_second_process_is_refused() {
    let delay = FaultRule::new(Fault::Delay).with_delay(Duration::from_millis(20));
    let town = Town::new(PEOPLE, Config::default().with_faults([delay]));
    let journal = TempFile::new("second");
    let order = Order::new(&town, journal.path()).write("second.json");
    let mut process = Process::start(&order);
    assert!(process.line().unwrap().starts_with("outcome "));
    let again = || {
        all(town.client().bulk().journal(journal.path()).user_semantics(bulk::iter(Vec::<Item<UserSemantic>>::new())))
    };
    let (_, stopped) = again().await;
    assert!(matches!(stopped, Some(Stopped::Journal(JournalError::InUse { .. }))), "{stopped:?}");
    drop(process);
    assert!(again().await.1.is_none(), "the lock of a process dies with it");
}

/// Files of the child may not grow beyond some kilobytes, as on a disk that is full.
#[cfg(unix)]
#[test]
fn a_full_disk_ends_a_run_and_loses_nothing() {
    let town = Town::new(300, Config::default());
    let journal = TempFile::new("full");
    let order = Order::new(&town, journal.path()).write("full.json");
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$0\" \"$@\""]).arg(env::current_exe().unwrap());
    let mut process = Process::spawn(shell, &order);
    let mut acknowledged = Acknowledged::default();
    let (mut unwritten, mut stopped) = (0, None);
    while let Some(line) = process.line() {
        match line.split(' ').next() {
            Some("failed") => {
                assert!(line.contains("not written down") || line.contains("not sent"), "{line}");
                unwritten += 1;
            }
            Some("stopped") => stopped = Some(line),
            Some("ended") => break,
            _ => drop(acknowledged.take(&line)),
        }
    }
    assert!(stopped.unwrap().contains("cannot be written"));
    assert!(unwritten > 0 && !acknowledged.0.is_empty() && acknowledged.0.len() < 300);

    let mut process = Process::start(&order);
    while !acknowledged.take(&process.line().unwrap()) {}
    assert_eq!((acknowledged.0.len(), town.spent()), (300, 300 / TICKETS));
}
