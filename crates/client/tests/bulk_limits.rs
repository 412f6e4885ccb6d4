//! Limits: everybody waits together, nobody fails, and a limit per day ends a run.
//!
//! The time of these tests stands still, except when a run has nothing to do but to wait.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::num::NonZeroU32;
use std::time::Duration;

use common::town::{StoppedTime, Town, all, facts};
use common::{Server, answer, json, town};
use kenar_client::bulk::{self, Bulk, Done, Item, ItemError, Outcome, Stopped};
use kenar_client::error::Limit;
use kenar_client::schemas::{SemanticReceipt, UserSemantic};
use kenar_client::{Error, Secret};
use kenar_sandbox::{AppConfig, Clock, Config, Limits, Timestamp};
use tokio::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);

type Outcomes = Vec<Outcome<SemanticReceipt>>;

/// A town whose app has limits, at the beginning of a minute that does not end by itself.
fn town(people: usize, limits: Limits) -> Town {
    let start: Timestamp = "2025-05-01T09:00:00Z".parse().unwrap();
    let app = AppConfig::new("sample-app", "https://app.example.com/callback".parse().unwrap()).with_limits(limits);
    Town::new(people, Config::default().with_apps([app]).with_clock(Clock::fixed(start)))
}

fn per_minute(calls: u32) -> Limits {
    Limits::default().per_minute(NonZeroU32::new(calls).unwrap())
}

/// Runs all items of a town in stopped time. The answer has how long that took.
async fn run(town: &Town, bulk: Bulk, items: Vec<Item<UserSemantic>>) -> (Outcomes, Option<Stopped>, Duration) {
    run_in_steps(town, bulk, items, Duration::from_millis(40)).await
}

async fn run_in_steps(
    town: &Town,
    bulk: Bulk,
    items: Vec<Item<UserSemantic>>,
    step: Duration,
) -> (Outcomes, Option<Stopped>, Duration) {
    let time = StoppedTime::new();
    let begun = Instant::now();
    let run = bulk.user_semantics(bulk::iter(items));
    let driven = time.drive(run.progress(), town.control().clock(), step);
    let (outcomes, stopped) = tokio::select! {
        ended = all(run) => ended,
        () = driven => unreachable!("it drives until the run has ended"),
    };
    (outcomes, stopped, begun.elapsed())
}

fn refusals(town: &Town) -> usize {
    town.control().requests(0).iter().filter(|request| request.status == 429).count()
}

#[tokio::test]
async fn a_known_quota_is_never_exceeded() {
    let town = town(250, per_minute(100));
    let (outcomes, stopped, took) = run(&town, town.client().bulk().per_minute(100), town.items()).await;
    assert!(stopped.is_none());
    assert!(outcomes.iter().all(|outcome| outcome.result.is_ok() && outcome.attempts == 1));
    assert_eq!(refusals(&town), 0);
    // 249 intervals of 0.612 seconds: one call in fifty stays free. That the time here moves in coarser steps does not add up.
    let expected = Duration::from_millis(612) * 249;
    assert!(took >= expected && took < expected + Duration::from_secs(2), "{took:?}");
}

#[tokio::test]
async fn a_quota_that_is_told_becomes_the_pace() {
    let town = town(300, per_minute(100));
    let (outcomes, stopped, took) = run(&town, town.client().bulk(), town.items()).await;
    assert!(stopped.is_none());
    assert_eq!(outcomes.iter().filter(|outcome| outcome.result.is_ok()).count(), 300);
    // Those in flight when the limit is met, up to 8, and one that looks after 1, 3, 7, 15 and 31 seconds. The next one, after
    // 63 seconds, finds another minute.
    assert!((6..=13).contains(&refusals(&town)), "{}", refusals(&town));
    assert!(took < Duration::from_secs(63) + Duration::from_millis(612) * 201, "{took:?}");
}

#[tokio::test]
async fn no_item_fails_at_a_limit_however_long_it_lasts() {
    let town = town(20, per_minute(10));
    // Others use up the quota of the app for an hour: the clock of the sandbox stands still.
    let time = StoppedTime::new();
    let run = town.client().bulk().user_semantics(bulk::iter(town.items()));
    let progress = run.progress();
    let waiting = async {
        let begun = Instant::now();
        let another = Clock::system();
        tokio::select! {
            () = time.drive(progress.clone(), &another, Duration::from_secs(1)) => {}
            () = async { while begun.elapsed() < 60 * MINUTE { tokio::task::yield_now().await } } => {}
        }
        let counts = progress.counts();
        assert_eq!((counts.stored, counts.failed, counts.waiting, counts.limited), (10, 0, 8, true));
        // 8 at once; then one at a time, at first every few seconds and then once a minute.
        assert!((60..=75).contains(&refusals(&town)), "{}", refusals(&town));
        time.drive(progress, town.control().clock(), Duration::from_secs(1)).await;
    };
    let (outcomes, stopped) = tokio::select! {
        ended = all(run) => ended,
        () = waiting => unreachable!("it drives until the run has ended"),
    };
    assert!(stopped.is_none());
    assert_eq!(outcomes.iter().filter(|outcome| outcome.result.is_ok()).count(), 20);
}

#[tokio::test]
async fn a_limit_per_day_ends_the_run_and_the_next_one_goes_on() {
    let limits = Limits::default().per_day(NonZeroU32::new(60).unwrap());
    let town = town(100, limits);
    let journal = town::TempFile::new("per-day");
    let bulk = || town.client().bulk().journal(journal.path());
    let (outcomes, stopped, took) = run(&town, bulk(), town.items()).await;
    let Some(Stopped::Limit(limited)) = stopped else { panic!("{stopped:?}") };
    assert_eq!((limited.limit, limited.quota), (Limit::PerDay, Some(60)));
    assert_eq!(took, Duration::ZERO, "nobody waits for tomorrow");
    let done = outcomes.iter().filter(|outcome| outcome.result.is_ok()).count();
    assert_eq!(done, 60);
    for outcome in outcomes {
        match outcome.result {
            Ok(done) => assert!(matches!(done, Done::Stored(_))),
            Err(ItemError::Call(Error::RateLimited(limited))) => assert_eq!(limited.limit, Limit::PerDay),
            Err(ItemError::NotSent) => assert_eq!(outcome.attempts, 0),
            Err(error) => panic!("{error}"),
        }
    }
    town.control().clock().advance(24 * 60 * MINUTE);
    let (outcomes, stopped, _) = run(&town, bulk(), town.items_of_another_day()).await;
    assert!(stopped.is_none());
    let already = outcomes.iter().filter(|outcome| matches!(outcome.result, Ok(Done::AlreadyDone(Some(_))))).count();
    assert_eq!((already, outcomes.len()), (60, 100));
    assert_eq!(town.control().snapshot().semantics.len(), 100);
    assert!(town.requests("upsert_user_semantic").iter().all(|requests| *requests <= 2));
}

/// A run against a server that gives the same answer to everything, and how long it lasts. It is given up after an hour.
async fn refused_with(answer: String) -> (Outcomes, Option<Stopped>, Duration, usize) {
    refused_at_once(2, answer).await
}

async fn refused_at_once(concurrency: usize, answer: String) -> (Outcomes, Option<Stopped>, Duration, usize) {
    let server = Server::answering(answer).await;
    let town = town(0, Limits::default());
    let items = (0..3).map(|number| {
        let person = town::Person {
            phone: "09991234567".parse().unwrap(),
            id: format!("user-{number}").parse().unwrap(),
            token: Secret::new("ory_at_1234"),
        };
        Item::new(person.id.clone(), &person.token, facts(&person))
    });
    let bulk = server.client().bulk().concurrency(concurrency);
    let ran = async {
        tokio::time::timeout(60 * MINUTE, run_in_steps(&town, bulk, items.collect(), Duration::from_secs(1))).await
    };
    match ran.await {
        Ok((outcomes, stopped, took)) => (outcomes, stopped, took, server.received().len()),
        Err(_) => (Vec::new(), None, 60 * MINUTE, server.received().len()),
    }
}

fn limited(headers: &str, message: &str) -> String {
    let body = format!(r#"{{"code":8,"message":"{message}"}}"#);
    json("429 Too Many Requests", &body).replacen("\r\n", &format!("\r\n{headers}"), 1)
}

#[tokio::test]
async fn a_limit_that_nobody_names_is_waited_for_and_then_taken_for_a_daily_one() {
    let (outcomes, stopped, took, calls) = refused_with(limited("", "slow down")).await;
    let Some(Stopped::Limit(reached)) = stopped else { panic!("{stopped:?}") };
    assert_eq!(reached.limit, Limit::Unknown);
    assert!(took >= 5 * MINUTE && took < 7 * MINUTE, "{took:?}");
    assert_eq!(outcomes.len(), 2);
    assert!(calls < 20, "{calls}");

    let page = answer("429 Too Many Requests", "text/html", "<html>slow down</html>");
    assert!(matches!(refused_with(page).await.1, Some(Stopped::Limit(_))));
    // Whoever says that it takes hours is believed.
    let (_, stopped, took, calls) = refused_with(limited("retry-after: 7200\r\n", "slow down")).await;
    assert!(matches!(stopped, Some(Stopped::Limit(_))) && took.is_zero() && calls <= 2, "{took:?} {calls}");
}

#[tokio::test]
async fn whoever_says_when_to_come_back_is_obeyed() {
    let (_, stopped, took, calls) = refused_at_once(1, limited("retry-after: 700\r\n", "per minute limit")).await;
    assert!(stopped.is_none() && took == 60 * MINUTE);
    // One at first, and one every 700 seconds.
    assert_eq!(calls, 6);
    // Now, again and again, does not make it a busy loop.
    let (_, _, _, calls) = refused_with(limited("retry-after: 0\r\n", "per minute limit")).await;
    assert!(calls < 3_700, "{calls}");
    // Nor is a number beyond all time anything to fall over.
    let (_, stopped, _, calls) = refused_with(limited("retry-after: 18446744073709551615\r\n", "minutely")).await;
    assert!(stopped.is_none() && calls <= 2, "{calls}");
    let unavailable = json("503 Service Unavailable", r#"{"code":14,"message":"later"}"#).replacen(
        "\r\n",
        "\r\nretry-after: 18446744073709551615\r\n",
        1,
    );
    let (outcomes, stopped, took, _) = refused_with(unavailable.clone()).await;
    assert!(stopped.is_none() && took.is_zero() && outcomes.iter().all(|outcome| outcome.attempts == 1));
    let server = Server::answering(unavailable).await;
    let client = kenar_client::Client::builder().api_key(common::KEY).sandbox(server.url()).build().unwrap();
    let error = client.as_user(&common::token()).unwrap().get_user().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(u64::MAX)));
}
