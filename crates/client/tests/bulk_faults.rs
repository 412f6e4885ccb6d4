//! Ten thousand items while everything goes wrong that can, under a limit, and exactly the state that they should leave.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::num::NonZeroU32;
use std::time::Duration;

use common::town::{self, StoppedTime, TempFile, Town, all, facts};
use kenar_client::RetryPolicy;
use kenar_client::bulk::{self, Done, Item};
use kenar_client::schemas::UserSemantic;
use kenar_sandbox::{AppConfig, Clock, Config, Fault, FaultRule, Limits, Timestamp};

const ITEMS: usize = 10_000;
/// Every so many items one spends a ticket.
const TICKETS: usize = 4;

fn everything_that_goes_wrong() -> [FaultRule; 6] {
    [
        FaultRule::new(Fault::Reset).every(29),
        FaultRule::new(Fault::LostResponse).every(31),
        FaultRule::new(Fault::CutBody).every(37),
        FaultRule::new(Fault::Status(503)).every(41),
        FaultRule::new(Fault::HtmlPage(502)).every(43),
        FaultRule::new(Fault::Delay).with_delay(Duration::from_millis(3)).every(47),
    ]
}

fn items(town: &Town) -> Vec<Item<UserSemantic>> {
    let item = |(index, person): (usize, &town::Person)| {
        let facts = facts(person);
        let facts = if index % TICKETS == 0 { facts.with_ticket(town.ticket(person), 124_000) } else { facts };
        Item::new(person.id.clone(), &person.token, facts)
    };
    town.people.iter().enumerate().map(item).collect()
}

#[tokio::test]
async fn ten_thousand_items_arrive_through_every_fault_and_every_ticket_is_spent_once() {
    let start: Timestamp = "2025-05-01T09:00:00Z".parse().unwrap();
    let limits = Limits::default().per_minute(NonZeroU32::new(8_000).unwrap());
    let app = AppConfig::new("sample-app", "https://app.example.com/callback".parse().unwrap()).with_limits(limits);
    let config = Config::default().with_apps([app]).with_clock(Clock::fixed(start));
    let town = Town::new(ITEMS, config.with_faults(everything_that_goes_wrong()));
    let journal = TempFile::new("faults");
    let items = items(&town);

    let time = StoppedTime::new();
    // With one call in seven going wrong the usual 8 attempts are not enough for one item in a million.
    let retry = RetryPolicy::default().with_attempts(20).within(Duration::from_secs(600)).without_budget();
    let bulk = town.client().bulk().retry(retry).journal(journal.path());
    let run = bulk.user_semantics(bulk::iter(items.clone()));
    let progress = run.progress();
    let driven = time.drive(progress.clone(), town.control().clock(), Duration::from_millis(41));
    let (outcomes, stopped) = tokio::select! {
        ended = all(run) => ended,
        () = driven => unreachable!("it drives until the run has ended"),
    };
    drop(time);

    assert!(stopped.is_none(), "{stopped:?}");
    let mut seen = vec![false; ITEMS];
    for outcome in &outcomes {
        let index = usize::try_from(outcome.index).unwrap();
        assert!(!std::mem::replace(&mut seen[index], true), "one outcome for each item");
        match &outcome.result {
            Ok(Done::Stored(_)) => {}
            Ok(Done::ConsumedEarlier) => assert_eq!(index % TICKETS, 0),
            other => panic!("{index} after {}: {other:?}", outcome.attempts),
        }
    }
    assert!(seen.into_iter().all(|seen| seen));
    assert_eq!(town.spent(), ITEMS / TICKETS);
    assert_eq!(town.control().snapshot().semantics.len(), ITEMS);
    assert!(town.people.iter().all(|person| town.knows(person)));

    // It was as hard as it should be.
    let counts = progress.counts();
    assert!(counts.consumed_earlier > 100 && counts.calls > 11_500, "{counts:?}");
    assert!(town.control().faults().iter().all(|fault| fault.hit > 150));
    let log = town.control().requests(0);
    assert_eq!(log.len(), usize::try_from(counts.calls).unwrap(), "every call is counted");
    assert!(log.iter().any(|request| request.status == 429));

    // And all of it is remembered.
    let (outcomes, _) = all(town.client().bulk().journal(journal.path()).user_semantics(bulk::iter(items))).await;
    assert_eq!(outcomes.len(), ITEMS);
    assert!(outcomes.iter().all(|outcome| matches!(outcome.result, Ok(Done::AlreadyDone(_)))));
    assert_eq!(town.control().requests(0).len(), log.len());
}
