//! Run with: cargo run -p kenar-client --example bulk_semantics
//!
//! Tells Divar facts about many users, from a file with a line for each, at the pace that the platform allows. The run is
//! broken off in the middle and goes on from its journal. It runs offline, against a sandbox in the same process; on the
//! platform leave out `sandbox`, and the tokens come from the consents of the users.

#![allow(clippy::print_stdout, reason = "a program that people run in a terminal")]

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use kenar_client::bulk::{self, AnyError, Bulk, Done, Item};
use kenar_client::schemas::{DivarUserId, Phone, UserSemantic};
use kenar_client::{Client, Secret};
use kenar_sandbox::{Config, Fault, FaultRule, Sandbox};
use serde::{Deserialize, Serialize};

/// A line of the file. A real one would name the user, and the token would come from a store.
#[derive(Serialize, Deserialize)]
struct Line {
    user_id: DivarUserId,
    token: Secret,
    body: UserSemantic,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("kenar-bulk-example-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let result = example(&folder.join("facts.jsonl"), &folder.join("facts.journal")).await;
    fs::remove_dir_all(&folder)?;
    result
}

async fn example(input: &Path, journal: &Path) -> Result<(), Box<dyn Error>> {
    let phones: Vec<Phone> = (0..200).map(|number| format!("0912{number:07}").parse()).collect::<Result<_, _>>()?;
    let sandbox = Sandbox::start(Config::default().with_users(phones.clone())).await?;
    let app = sandbox.default_app();
    write_input(input, &sandbox, &phones)?;
    // The network is as networks are.
    sandbox.control().add_fault(FaultRule::new(Fault::Reset).every(17))?;
    sandbox.control().add_fault(FaultRule::new(Fault::Status(503)).every(23))?;

    let client = Client::builder().api_key(app.api_key.clone()).sandbox(sandbox.url()).build()?;
    let bulk = || client.bulk().concurrency(16).per_minute(60_000).journal(journal);

    println!("first run, broken off:");
    run(bulk(), input, 120).await?;
    // More may be done than was handed over: those are known as done now, with their receipts.
    println!("second run, with the same journal:");
    let done = run(bulk(), input, usize::MAX).await?;

    let stored = sandbox.control().snapshot().semantics.len();
    println!("{stored} of {} users are known", phones.len());
    if done != phones.len() || stored != phones.len() {
        return Err("every user was written about".into());
    }
    sandbox.shutdown().await;
    Ok(())
}

/// Sends what is in the file, and ends after so many outcomes. The answer is how many items are done.
async fn run(bulk: Bulk, input: &Path, outcomes: usize) -> Result<usize, Box<dyn Error>> {
    // Lines are read one by one, when there is room for another item. One that is broken is an outcome like any other.
    let lines = BufReader::new(File::open(input)?).lines().map(|line| -> Result<_, AnyError> {
        let Line { user_id, token, body } = serde_json::from_str(&line?)?;
        Ok(Item::new(user_id, token, body))
    });
    let mut run = bulk.user_semantics(bulk::iter(lines));
    let progress = run.progress();
    let mut left = outcomes;
    while left > 0
        && let Some(outcome) = run.next().await
    {
        left -= 1;
        // An error here ends the run: a daily limit, a wrong key, a full disk.
        let outcome = outcome?;
        match outcome.result {
            Ok(Done::Stored(receipt)) if outcome.attempts > 1 => {
                println!("  line {}: {} at attempt {}", outcome.index + 1, receipt.id, outcome.attempts);
            }
            Ok(_) => {}
            Err(error) => println!("  line {}: {error}", outcome.index + 1),
        }
    }
    let counts = progress.counts();
    println!("  stored {}, already done {}, failed {}", counts.stored, counts.already_done, counts.failed);
    Ok(usize::try_from(counts.done())?)
}

/// A file with a line for each user, and one that nobody can read.
fn write_input(input: &Path, sandbox: &Sandbox, phones: &[Phone]) -> Result<(), Box<dyn Error>> {
    let mut file = File::create(input)?;
    for phone in phones {
        let token = sandbox.control().issue_token(phone, ["USER_VERIFICATION_CREATE"])?;
        let user_id = sandbox.control().user_id(&sandbox.default_app().slug, phone)?;
        let body: UserSemantic = serde_json::from_value(serde_json::json!({ "semantic": { "reference": phone } }))?;
        writeln!(file, "{}", serde_json::to_string(&Line { user_id, token, body })?)?;
    }
    writeln!(file, "{{")?;
    Ok(())
}

#[test]
fn it_runs() -> Result<(), Box<dyn Error>> {
    main()
}
