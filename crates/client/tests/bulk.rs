//! Runs of many items: one outcome each, bounded memory, order, and what ends a run early.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::cell::Cell;
use std::error::Error as _;
use std::io;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use common::town::{Town, all, results};
use common::world::{HOUR, World};
use common::{assert_without, debugged, printed, town};
use kenar_client::bulk::{self, Done, Item, ItemError, Stopped};
use kenar_client::oauth::{MemoryStore, Scope};
use kenar_client::schemas::widgets::TitleRow;
use kenar_client::schemas::{PostAddon, PostSemantic, PostToken, Semantic, UserAddon, UserSemantic};
use kenar_client::{Client, Error, RetryPolicy, RetryReason, Secret};
use kenar_sandbox::{Config, Fault, FaultRule};

/// A client with a key that nobody knows.
fn stranger(town: &Town) -> Client {
    Client::builder().api_key("not-the-key-of-anybody").sandbox(town.sandbox.url()).build().unwrap()
}

#[tokio::test]
async fn every_item_has_one_outcome_with_its_receipt() {
    let town = Town::new(50, Config::default());
    let run = town.client().bulk().user_semantics(bulk::iter(town.items()));
    let progress = run.progress();
    let (outcomes, stopped) = all(run).await;
    assert!(stopped.is_none());
    let mut indexes: Vec<u64> = outcomes.iter().map(|outcome| outcome.index).collect();
    indexes.sort_unstable();
    assert_eq!(indexes, (0..50).collect::<Vec<_>>());
    assert!(outcomes.iter().all(|outcome| outcome.attempts == 1));
    let stored = town.control().snapshot().semantics;
    let results = results(outcomes);
    for (person, result) in town.people.iter().zip(results) {
        let Ok(Done::Stored(receipt)) = result else { panic!("{result:?}") };
        let record = stored.iter().find(|record| record.user.as_ref() == Some(&person.phone)).unwrap();
        assert_eq!(record.id, receipt.id);
    }
    let counts = progress.counts();
    assert_eq!((counts.read, counts.stored, counts.calls, counts.done()), (50, 50, 50, 50));
    assert_eq!((counts.in_flight, counts.waiting, counts.unwritten, counts.failed), (0, 0, 0, 0));
}

#[tokio::test]
async fn all_four_kinds_can_be_sent() {
    let town = Town::new(2, Config::default());
    let (control, client) = (town.control(), town.client());
    let owner = "09991234567".parse().unwrap();
    control.add_user(owner).unwrap();
    let owner = "09991234567".parse().unwrap();
    let posts: Vec<PostToken> = ["AZbq72mk", "gXt5mF2k"].map(|token| token.parse().unwrap()).into();
    let token = control.issue_token(&owner, ["*"]).unwrap();

    let addons = town.people.iter().map(|person| {
        Item::new(person.id.clone(), &person.token, UserAddon::new([TitleRow::new("کارشناسی شد").into()]))
    });
    let (outcomes, _) = all(client.bulk().user_addons(bulk::iter(addons))).await;
    let results = results(outcomes);
    let snapshot = control.snapshot();
    for (person, result) in town.people.iter().zip(&results) {
        let addon = snapshot.user_addons.iter().find(|addon| addon.user == person.phone).unwrap();
        let Ok(Done::Stored(receipt)) = result else { panic!("{result:?}") };
        assert_eq!(receipt.id, addon.id);
    }

    let addons =
        posts.iter().map(|post| Item::new(post.clone(), &token, PostAddon::new([TitleRow::new("گزارش").into()])));
    let (outcomes, _) = all(client.bulk().post_addons(bulk::iter(addons))).await;
    assert!(outcomes.iter().all(|outcome| outcome.result.is_ok()), "{outcomes:?}");
    let facts =
        posts.iter().map(|post| Item::new(post.clone(), &token, PostSemantic::new(Semantic::new().with("a", "b"))));
    let (outcomes, _) = all(client.bulk().post_semantics(bulk::iter(facts))).await;
    assert!(outcomes.iter().all(|outcome| outcome.result.is_ok()), "{outcomes:?}");
    control.settle().await;
    let snapshot = control.snapshot();
    for post in &posts {
        let view = snapshot.posts.iter().find(|view| view.token == *post).unwrap();
        assert!(view.addons.iter().any(|addon| addon.from_user_addon.is_none()));
        assert!(snapshot.semantics.iter().any(|record| record.post.as_ref() == Some(post)));
    }
}

#[tokio::test]
async fn an_input_runs_at_most_the_items_in_flight_and_one_ahead() {
    for concurrency in [1, 2, 7, 32] {
        let town = Town::new(100, Config::default());
        let (read, handed, most) = (Rc::new(Cell::new(0_u64)), Cell::new(0), Rc::new(Cell::new(0)));
        let items = town.items().into_iter().inspect({
            let read = read.clone();
            move |_| read.set(read.get() + 1)
        });
        let mut run = town.client().bulk().concurrency(concurrency).user_semantics(bulk::iter(items));
        while let Some(outcome) = run.next().await {
            outcome.unwrap().result.unwrap();
            handed.set(handed.get() + 1);
            most.set(most.get().max(read.get() - handed.get()));
        }
        assert_eq!(handed.get(), 100);
        assert!(most.get() < concurrency as u64 + 1, "{} of {concurrency}", most.get());
        assert!(most.get() + 1 >= concurrency as u64, "{} of {concurrency}", most.get());
    }
}

#[tokio::test]
async fn with_a_journal_some_finished_items_may_wait_to_be_written() {
    let town = Town::new(600, Config::default());
    let journal = town::TempFile::new("memory");
    let read = Rc::new(Cell::new(0_u64));
    let items = town.items().into_iter().inspect({
        let read = read.clone();
        move |_| read.set(read.get() + 1)
    });
    let mut run = town.client().bulk().journal(journal.path()).user_semantics(bulk::iter(items));
    let (mut handed, mut most) = (0, 0);
    while let Some(outcome) = run.next().await {
        outcome.unwrap().result.unwrap();
        handed += 1;
        most = most.max(read.get() - handed);
    }
    assert_eq!(handed, 600);
    assert!(most <= 8 + 1 + 256, "{most}");
}

#[tokio::test]
async fn nothing_is_read_or_sent_before_somebody_asks() {
    let town = Town::new(3, Config::default());
    let read = Rc::new(Cell::new(0));
    let items = town.items().into_iter().inspect({
        let read = read.clone();
        move |_| read.set(read.get() + 1)
    });
    let mut run = town.client().bulk().concurrency(1).user_semantics(bulk::iter(items));
    tokio::task::yield_now().await;
    assert_eq!((read.get(), town.control().requests(0).len()), (0, 0));
    run.next().await.unwrap().unwrap().result.unwrap();
    tokio::task::yield_now().await;
    assert_eq!((read.get(), town.control().requests(0).len()), (1, 1));
}

#[tokio::test]
async fn items_of_one_target_follow_each_other() {
    let town = Town::new(3, Config::default());
    // The first call about each person takes longer than the later ones.
    town.control()
        .add_fault(FaultRule::new(Fault::Delay).with_delay(std::time::Duration::from_millis(150)).times(3))
        .unwrap();
    let versions = (0..5).flat_map(|version| {
        let item = move |person: &town::Person| {
            let facts = Semantic::new().with("version", version.to_string());
            Item::new(person.id.clone(), &person.token, UserSemantic::new(facts))
        };
        town.people.iter().map(item).collect::<Vec<_>>()
    });
    let (outcomes, _) = all(town.client().bulk().user_semantics(bulk::iter(versions))).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.result.is_ok()).count(), 15);
    for person in &town.people {
        let subject = kenar_sandbox::Subject::User(person.phone.clone());
        assert!(town.control().has_semantic("sample-app", &subject, "version", "4").unwrap());
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_an_outcome_and_the_others_go_on() {
    let town = Town::new(6, Config::default());
    let mut items: Vec<Result<Item<UserSemantic>, io::Error>> = town.items().into_iter().map(Ok).collect();
    let person = |index: usize| &town.people[index];
    items[1] = Err(io::Error::new(io::ErrorKind::InvalidData, "line 2 is not JSON"));
    let too_dear = UserSemantic::new(Semantic::new()).with_ticket(town.ticket(person(2)), -1);
    items[2] = Ok(Item::new(person(2).id.clone(), &person(2).token, too_dear));
    items[3] = Ok(Item::new(person(3).id.clone(), Secret::new("two\nlines"), town::facts(person(3))));
    items[4] = Ok(Item::new("..".parse().unwrap(), &person(4).token, town::facts(person(4))));
    let run = town.client().bulk().user_semantics(bulk::iter(items));
    let progress = run.progress();
    let (outcomes, stopped) = all(run).await;
    assert!(stopped.is_none());
    assert!(outcomes.iter().all(|outcome| (outcome.key.is_none()) == (outcome.index == 1)));
    assert!(
        outcomes
            .iter()
            .filter(|outcome| outcome.result.is_err() && outcome.index != 4)
            .all(|outcome| outcome.attempts == 0)
    );
    let results = results(outcomes);
    assert!(results[0].is_ok() && results[5].is_ok());
    let Err(error @ ItemError::Unreadable(_)) = &results[1] else { panic!("{:?}", results[1]) };
    assert_eq!(error.source().unwrap().to_string(), "line 2 is not JSON");
    assert!(matches!(&results[2], Err(ItemError::Call(Error::Invalid(_)))), "{:?}", results[2]);
    assert!(matches!(&results[3], Err(ItemError::Token(_))), "{:?}", results[3]);
    assert!(matches!(&results[4], Err(ItemError::Call(Error::Unsendable(_)))), "{:?}", results[4]);
    for result in &results[1..5] {
        let error = result.as_ref().unwrap_err();
        assert!(!error.is_retryable() && !error.may_have_happened(), "{error}");
    }
    let counts = progress.counts();
    assert_eq!((counts.read, counts.stored, counts.failed), (6, 2, 4));
    assert_eq!(town.control().requests(0).len(), 2);
}

#[tokio::test]
async fn a_wrong_key_ends_the_run_early_and_says_so() {
    let town = Town::new(300, Config::default());
    let (outcomes, stopped) = all(stranger(&town).bulk().user_semantics(bulk::iter(town.items()))).await;
    let Some(Stopped::Failures { in_a_row, last }) = &stopped else { panic!("{stopped:?}") };
    assert_eq!(*in_a_row, 100);
    assert!(last.contains("401") && last.contains("the API key is not known"), "{last}");
    let text = printed(&stopped.unwrap());
    assert!(text.contains("check the API key"), "{text}");
    assert_without(&text, &["not-the-key-of-anybody", town.people[0].token.expose()]);
    // What was in flight was answered, and nothing after it was taken.
    assert!((100..=108).contains(&outcomes.len()), "{}", outcomes.len());
    assert_eq!(town.control().requests(0).len(), outcomes.iter().filter(|outcome| outcome.attempts > 0).count());

    let bulk = stranger(&town).bulk().concurrency(1).stop_after_failures(3);
    let (outcomes, stopped) = all(bulk.user_semantics(bulk::iter(town.items()))).await;
    assert!(matches!(stopped, Some(Stopped::Failures { in_a_row: 3, .. })));
    assert_eq!(outcomes.len(), 3);
}

#[tokio::test]
async fn failures_between_successes_do_not_end_a_run() {
    let town = Town::new(60, Config::default());
    let items = town.items().into_iter().enumerate().map(|(index, item)| {
        let person = &town.people[index];
        if index % 3 == 2 {
            item
        } else {
            Item::new(person.id.clone(), Secret::new("ory_at_unknown"), town::facts(person))
        }
    });
    let bulk = town.client().bulk().concurrency(1).stop_after_failures(3);
    let (outcomes, stopped) = all(bulk.user_semantics(bulk::iter(items))).await;
    assert!(stopped.is_none());
    assert_eq!(outcomes.iter().filter(|outcome| outcome.result.is_err()).count(), 40);
}

#[tokio::test]
async fn what_may_pass_is_sent_again_and_told() {
    let town = Town::new(4, Config::default());
    let told = Arc::<Mutex<Vec<RetryReason>>>::default();
    let client = Client::builder()
        .api_key(town.sandbox.default_app().api_key.clone())
        .sandbox(town.sandbox.url())
        .on_retry({
            let told = told.clone();
            move |retry| told.lock().unwrap().push(retry.reason)
        })
        .build()
        .unwrap();
    for fault in [Fault::Status(503), Fault::Reset, Fault::LostResponse, Fault::HtmlPage(502)] {
        town.control().add_fault(FaultRule::new(fault).times(1)).unwrap();
    }
    let (outcomes, _) = all(client.bulk().concurrency(1).user_semantics(bulk::iter(town.items()))).await;
    assert_eq!(outcomes.iter().map(|outcome| outcome.attempts).collect::<Vec<_>>(), [5, 1, 1, 1]);
    assert!(outcomes.iter().all(|outcome| outcome.result.is_ok()));
    let expected =
        [RetryReason::Unavailable, RetryReason::LostAnswer, RetryReason::LostAnswer, RetryReason::Unavailable];
    assert_eq!(*told.lock().unwrap(), expected);

    town.control().add_fault(FaultRule::new(Fault::Status(503))).unwrap();
    let bulk = town.client().bulk().retry(RetryPolicy::none());
    let (outcomes, _) = all(bulk.user_semantics(bulk::iter(town.items()))).await;
    for outcome in outcomes {
        let error = outcome.result.unwrap_err();
        assert!(matches!(&error, ItemError::Call(Error::Refused(_))) && error.is_retryable(), "{error}");
        assert_eq!(outcome.attempts, 1);
    }
}

#[tokio::test]
async fn a_key_follows_from_what_is_sent_where_unless_it_is_given() {
    let town = Town::new(2, Config::default());
    let [one, two] = [&town.people[0], &town.people[1]];
    let item = |to: &town::Person, token: &str, value: &str| {
        Item::new(to.id.clone(), Secret::new(token), UserSemantic::new(Semantic::new().with("a", value)))
    };
    let items = vec![
        item(one, one.token.expose(), "x"),
        item(one, "ory_at_another", "x"),
        item(one, one.token.expose(), "y"),
        item(two, two.token.expose(), "x"),
        item(two, two.token.expose(), "x").with_key("پرونده ۱۰۴۷"),
    ];
    let run = town.client().bulk().concurrency(1).user_semantics(bulk::iter(items));
    let (outcomes, _) = all(run).await;
    let keys: Vec<String> = outcomes.iter().map(|outcome| outcome.key.as_ref().unwrap().to_string()).collect();
    assert_eq!(keys[0], keys[1], "the token has no part in it");
    assert!(keys[0] != keys[2] && keys[0] != keys[3] && keys[2] != keys[3]);
    assert_eq!(keys[4], "پرونده ۱۰۴۷");
    assert!(keys[..4].iter().all(|key| key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit())));
}

#[tokio::test]
async fn no_error_shows_a_token_or_what_was_sent() {
    const VALUE: &str = "کد ملی ۰۰۱۲۳۴۵۶۷۸";
    let town = Town::new(3, Config::default());
    town.control().add_fault(FaultRule::new(Fault::Reset)).unwrap();
    let items = town.people.iter().map(|person| {
        Item::new(person.id.clone(), &person.token, UserSemantic::new(Semantic::new().with("note", VALUE)))
    });
    let bulk = town.client().bulk().retry(RetryPolicy::none()).stop_after_failures(2);
    let (outcomes, stopped) = all(bulk.user_semantics(bulk::iter(items))).await;
    let mut text = printed(&stopped.unwrap());
    for outcome in outcomes {
        text += &debugged(&outcome);
        text += &printed(&outcome.result.unwrap_err());
    }
    let secrets = [VALUE, town.people[0].token.expose(), town.people[0].id.as_str(), town.people[0].phone.as_str()];
    assert_without(&text, &secrets);
    assert_without(&debugged(&town.items()[0]), &[town.people[0].token.expose()]);
}

#[tokio::test]
async fn a_run_can_be_moved_to_another_thread() {
    let town = Town::new(20, Config::default());
    let run = town.client().bulk().user_semantics(bulk::iter(town.items()));
    let (outcomes, stopped) = tokio::spawn(all(run)).await.unwrap();
    assert!(stopped.is_none() && outcomes.len() == 20);
}

#[tokio::test]
async fn items_of_a_consent_take_the_token_that_is_good_then() {
    let world = World::new().await;
    let tokens = world.tokens(&[Scope::UserVerificationCreate, Scope::OfflineAccess]).await;
    let consent = world.consents(MemoryStore::default()).keep("a person", tokens).await.unwrap();
    let user = world.sandbox.control().user_id("sample-app", &common::phone()).unwrap();
    let items = |values: std::ops::Range<u32>| {
        let item = |value: u32| {
            Item::new(user.clone(), &consent, UserSemantic::new(Semantic::new().with("version", value.to_string())))
        };
        bulk::iter(values.map(item).collect::<Vec<_>>())
    };
    world.advance(HOUR + 1);
    world.sandbox.control().clear_requests();
    let (outcomes, _) = all(world.client.bulk().user_semantics(items(0..5))).await;
    assert!(outcomes.iter().all(|outcome| outcome.result.is_ok()), "{outcomes:?}");
    assert_eq!((outcomes.len(), world.refreshes()), (5, 1));

    world.withdraw();
    let (outcomes, _) = all(world.client.bulk().user_semantics(items(5..7))).await;
    for outcome in outcomes {
        let Err(ItemError::Call(Error::MissingToken(missing))) = outcome.result else { panic!("{:?}", outcome.result) };
        assert!(missing.source.needs_consent());
    }
}
