//! What a journal remembers, and what it makes of files that are broken, in use or somebody else's.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::cell::Cell;
use std::fs;

use common::town::{TempFile, Town, all, facts, results};
use common::{assert_without, printed, town};
use kenar_client::bulk::{self, Done, Item, ItemError, JournalError, Outcome, Stopped};
use kenar_client::error::TicketProblem;
use kenar_client::schemas::widgets::TitleRow;
use kenar_client::schemas::{PostSemantic, Semantic, SemanticReceipt, TicketUuid, UserAddon, UserSemantic};
use kenar_client::{Error, RetryPolicy};
use kenar_sandbox::{Config, Fault, FaultRule};
use sha2::{Digest, Sha256};

type Outcomes = Vec<Outcome<SemanticReceipt>>;

async fn run(town: &Town, journal: &TempFile, items: Vec<Item<UserSemantic>>) -> (Outcomes, Option<Stopped>) {
    all(town.client().bulk().journal(journal.path()).user_semantics(bulk::iter(items))).await
}

/// The reason why a run with this journal does not even begin.
async fn refused(town: &Town, journal: &TempFile) -> JournalError {
    let (outcomes, stopped) = run(town, journal, town.items()).await;
    assert_eq!(outcomes.len(), 0);
    let Some(Stopped::Journal(error)) = stopped else { panic!("{stopped:?}") };
    error
}

fn already(outcomes: &Outcomes) -> usize {
    outcomes.iter().filter(|outcome| matches!(outcome.result, Ok(Done::AlreadyDone(_)))).count()
}

/// A ticket of each person, and an item that spends it.
fn with_tickets(town: &Town) -> (Vec<TicketUuid>, Vec<Item<UserSemantic>>) {
    let tickets: Vec<TicketUuid> = town.people.iter().map(|person| town.ticket(person)).collect();
    let item = |(person, ticket): (&town::Person, &TicketUuid)| {
        Item::new(person.id.clone(), &person.token, facts(person).with_ticket(*ticket, 124_000))
    };
    let items = town.people.iter().zip(&tickets).map(item).collect();
    (tickets, items)
}

#[tokio::test]
async fn what_is_done_is_not_sent_again_and_keeps_its_receipt() {
    let town = Town::new(30, Config::default());
    let journal = TempFile::new("again");
    let (first, _) = run(&town, &journal, town.items()[..20].to_vec()).await;
    let (second, stopped) = run(&town, &journal, town.items()).await;
    assert!(stopped.is_none());
    assert_eq!((second.len(), already(&second)), (30, 20));
    assert_eq!(town.requests("upsert_user_semantic"), [1; 30]);
    for (first, second) in results(first).into_iter().zip(results(second)) {
        let (Ok(Done::Stored(stored)), Ok(Done::AlreadyDone(Some(known)))) = (&first, &second) else {
            panic!("{first:?} {second:?}")
        };
        assert_eq!(stored, known);
    }
}

#[tokio::test]
async fn what_failed_is_sent_again() {
    let town = Town::new(10, Config::default());
    let journal = TempFile::new("failed");
    town.control().add_fault(FaultRule::new(Fault::Status(400)).every(2).times(5)).unwrap();
    let (first, _) = run(&town, &journal, town.items()).await;
    assert_eq!(first.iter().filter(|outcome| outcome.result.is_err()).count(), 5);
    let (second, _) = run(&town, &journal, town.items()).await;
    assert_eq!((already(&second), second.iter().filter(|outcome| outcome.result.is_ok()).count()), (5, 10));
}

#[tokio::test]
async fn an_item_that_comes_twice_is_sent_once() {
    let town = Town::new(4, Config::default());
    let journal = TempFile::new("twice");
    let (_, mut items) = with_tickets(&town);
    items.extend(items.clone());
    let (outcomes, _) = run(&town, &journal, items).await;
    assert_eq!((outcomes.len(), already(&outcomes)), (8, 4));
    assert_eq!((town.spent(), town.requests("upsert_user_semantic")), (4, vec![1; 4]));
}

#[tokio::test]
async fn what_comes_back_after_another_is_sent_again() {
    let town = Town::new(1, Config::default());
    let journal = TempFile::new("back");
    let person = &town.people[0];
    let fact = |text: &str| {
        let facts = UserSemantic::new(Semantic::new().with("ref", text));
        Item::new(person.id.clone(), &person.token, facts)
    };
    let items = || vec![fact("یک"), fact("یک"), fact("دو"), fact("یک"), fact("دو"), fact("یک")];
    let (outcomes, _) = run(&town, &journal, items()).await;
    // Only the second says what was said just before.
    assert_eq!((outcomes.len(), already(&outcomes)), (6, 1));
    assert_eq!(town.requests("upsert_user_semantic"), vec![5]);
    let (again, _) = run(&town, &journal, items()).await;
    assert_eq!((already(&again), town.requests("upsert_user_semantic")), (6, vec![5]));
}

#[tokio::test]
async fn skipping_what_is_done_lets_others_have_their_turn() {
    let town = Town::new(500, Config::default());
    let journal = TempFile::new("turns");
    run(&town, &journal, town.items()).await;
    let turns = Cell::new(0);
    let others = async {
        loop {
            turns.set(turns.get() + 1);
            tokio::task::yield_now().await;
        }
    };
    let mut again = town.client().bulk().journal(journal.path()).user_semantics(bulk::iter(town.items()));
    let skipping = async {
        // Opening the journal takes its time, and others have theirs.
        let mut done = u64::from(again.next().await.is_some());
        turns.set(0);
        while again.next().await.is_some() {
            done += 1;
        }
        done
    };
    tokio::select! {
        biased;
        () = others => unreachable!("it has no end"),
        done = skipping => assert_eq!(done, 500),
    }
    assert!(turns.get() >= 500 / 64, "{}", turns.get());
}

#[tokio::test]
async fn nothing_about_people_is_in_a_journal() {
    let town = Town::new(3, Config::default());
    let journal = TempFile::new("secrets");
    let (tickets, mut items) = with_tickets(&town);
    items[0] = items[0].clone().with_key("پرونده ۱۰۴۷");
    assert!(run(&town, &journal, items).await.0.iter().all(|outcome| outcome.result.is_ok()));
    let text = fs::read_to_string(journal.path()).unwrap();
    assert_eq!(text.lines().count(), 1 + 3 + 3);
    for line in text.lines() {
        let _: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line.len() <= 140, "{line}");
    }
    assert_without(&text, &["پرونده", "external_reference", common::PHONE]);
    for (person, ticket) in town.people.iter().zip(tickets) {
        assert_without(&text, &[person.id.as_str(), person.phone.as_str(), person.token.expose(), &ticket.to_string()]);
    }
}

#[tokio::test]
async fn a_torn_end_is_cut_off_wherever_it_was_torn() {
    let town = Town::new(3, Config::default());
    let journal = TempFile::new("torn");
    let (_, items) = with_tickets(&town);
    run(&town, &journal, items.clone()).await;
    let whole = fs::read(journal.path()).unwrap();
    let last_two = whole.iter().rev().enumerate().filter(|(_, byte)| **byte == b'\n').nth(2).unwrap().0;
    for missing in 1..=last_two {
        fs::write(journal.path(), &whole[..whole.len() - missing]).unwrap();
        let (outcomes, stopped) = run(&town, &journal, items.clone()).await;
        assert!(stopped.is_none(), "{missing}: {stopped:?}");
        // Those whose line is gone have spent their ticket all the same, and are known to have.
        assert!(outcomes.iter().all(|outcome| outcome.result.is_ok()), "{missing}: {outcomes:?}");
        assert_eq!(town.spent(), 3);
        let (outcomes, _) = run(&town, &journal, items.clone()).await;
        assert_eq!(already(&outcomes), 3, "{missing}");
    }
    // A disk may have left zeros, or a part of an older file.
    for tail in [&[0_u8; 3000][..], b"{\"done\":\"0123\n", b"\n\n", "نیمه".as_bytes()] {
        fs::write(journal.path(), [&whole[..], tail].concat()).unwrap();
        let (outcomes, stopped) = run(&town, &journal, items.clone()).await;
        assert!(stopped.is_none() && already(&outcomes) == 3);
        assert_eq!(fs::read(journal.path()).unwrap(), whole);
    }
}

#[tokio::test]
async fn a_torn_first_line_is_a_new_journal() {
    let town = Town::new(1, Config::default());
    let journal = TempFile::new("header");
    run(&town, &journal, Vec::new()).await;
    let header = fs::read(journal.path()).unwrap();
    for length in 0..header.len() {
        fs::write(journal.path(), &header[..length]).unwrap();
        let (_, stopped) = run(&town, &journal, Vec::new()).await;
        assert!(stopped.is_none());
        assert_eq!(fs::read(journal.path()).unwrap(), header);
    }
}

#[tokio::test]
async fn damage_is_not_taken_for_a_torn_end() {
    let town = Town::new(5, Config::default());
    let journal = TempFile::new("damaged");
    run(&town, &journal, town.items()).await;
    let whole = fs::read_to_string(journal.path()).unwrap();
    for line in 2..5 {
        let mut lines: Vec<String> = whole.lines().map(str::to_owned).collect();
        lines[line - 1] = lines[line - 1].replace("\"done\":\"", "\"done\":\"0");
        fs::write(journal.path(), lines.join("\n") + "\n").unwrap();
        let error = refused(&town, &journal).await;
        assert!(matches!(error, JournalError::Damaged { line: found, .. } if found == line as u64), "{error}");
    }
    assert_eq!(town.requests("upsert_user_semantic"), [1; 5]);
}

#[tokio::test]
async fn a_file_of_somebody_else_is_not_touched() {
    let town = Town::new(1, Config::default());
    let journal = TempFile::new("other");
    for text in ["my,data\n1,2\n", "{}\n", "no line break", "{\"journal\":\"kenar-bulk\"}", "\n", "پرونده\n", "\0\0\0"]
    {
        fs::write(journal.path(), text).unwrap();
        let error = refused(&town, &journal).await;
        assert!(matches!(error, JournalError::NotAJournal { .. }), "{text:?}: {error}");
        assert_eq!(fs::read_to_string(journal.path()).unwrap(), text);
    }
    let folder = TempFile::new("folder/that/is/not/there");
    assert!(matches!(refused(&town, &folder).await, JournalError::Io { .. }));
    assert_eq!(town.control().requests(0).len(), 0);
}

#[tokio::test]
async fn a_journal_belongs_to_one_kind() {
    let town = Town::new(1, Config::default());
    let journal = TempFile::new("kind");
    let person = &town.people[0];
    let addon = UserAddon::new([TitleRow::new("کارشناسی شد").into()]);
    let addons = [Item::new(person.id.clone(), &person.token, addon)];
    all(town.client().bulk().journal(journal.path()).user_addons(bulk::iter(addons))).await;
    let error = refused(&town, &journal).await;
    assert!(printed(&error).contains("a run of upsert_user_addon at http://127.0.0.1"), "{error}");
}

#[tokio::test]
async fn what_a_sandbox_has_is_not_taken_for_done_elsewhere() {
    let (here, there) = (Town::new(1, Config::default()), Town::new(1, Config::default()));
    let journal = TempFile::new("elsewhere");
    run(&here, &journal, here.items()).await;
    assert!(matches!(refused(&there, &journal).await, JournalError::OtherRun { .. }));
}

#[tokio::test]
async fn one_run_at_a_time_may_use_a_journal() {
    let town = Town::new(20, Config::default());
    let journal = TempFile::new("in-use");
    let mut first = town.client().bulk().journal(journal.path()).user_semantics(bulk::iter(town.items()));
    first.next().await.unwrap().unwrap();
    let error = refused(&town, &journal).await;
    assert!(matches!(error, JournalError::InUse { .. }), "{error}");
    // It is free again when the run is dropped in the middle …
    drop(first);
    let mut second = town.client().bulk().journal(journal.path()).user_semantics(bulk::iter(town.items()));
    while second.next().await.is_some() {}
    // … and when it has ended.
    assert_eq!(already(&run(&town, &journal, town.items()).await.0), 20);
}

#[tokio::test]
async fn a_lost_answer_spends_a_ticket_once() {
    for journal in [None, Some(TempFile::new("lost"))] {
        let town = Town::new(6, Config::default());
        let (_, items) = with_tickets(&town);
        // Two are carried out and not answered, two are not carried out.
        for fault in [Fault::LostResponse, Fault::Reset, Fault::CutBody, Fault::Status(500)] {
            town.control().add_fault(FaultRule::new(fault).for_operation("upsert_user_semantic").times(1)).unwrap();
        }
        let mut bulk = town.client().bulk().concurrency(1);
        if let Some(journal) = &journal {
            bulk = bulk.journal(journal.path());
        }
        let (outcomes, _) = all(bulk.user_semantics(bulk::iter(items))).await;
        let results = results(outcomes);
        assert!(matches!(results[0], Ok(Done::ConsumedEarlier)), "{results:?}");
        // Reset, asked, sent again, cut off, asked.
        assert!(matches!(results[1], Ok(Done::ConsumedEarlier)), "{results:?}");
        // A plain 500 is not sent again, but it is known now that nothing happened.
        assert!(matches!(&results[2], Err(ItemError::Call(Error::Refused(_)))), "{results:?}");
        assert!(results[3..].iter().all(|result| matches!(result, Ok(Done::Stored(_)))), "{results:?}");
        assert_eq!((town.spent(), town.requests("upsert_user_semantic")), (5, vec![1, 2, 1, 1, 1, 1]));
        assert_eq!(town.requests("validate_payment_ticket").len(), 6);
        let asked = town.control().requests(0);
        assert_eq!(asked.iter().filter(|ask| ask.operation.as_deref() == Some("validate_payment_ticket")).count(), 4);
    }
}

#[tokio::test]
async fn a_ticket_of_which_nothing_is_known_is_asked_for_by_the_next_run() {
    let town = Town::new(3, Config::default());
    let journal = TempFile::new("begun");
    let (_, items) = with_tickets(&town);
    let lost = FaultRule::new(Fault::LostResponse).for_operation("upsert_user_semantic").times(1);
    let reset = FaultRule::new(Fault::Reset).for_operation("upsert_user_semantic").times(1);
    town.control().add_fault(lost).unwrap();
    town.control().add_fault(reset).unwrap();
    let mute = FaultRule::new(Fault::Reset).for_operation("validate_payment_ticket");
    let mute = town.control().add_fault(mute).unwrap();
    let bulk = town.client().bulk().concurrency(1).journal(journal.path()).retry(RetryPolicy::none());
    let (outcomes, stopped) = all(bulk.user_semantics(bulk::iter(items.clone()))).await;
    assert!(stopped.is_none());
    let found = results(outcomes);
    for result in &found[..2] {
        let Err(error @ ItemError::Unresolved(Some(_))) = result else { panic!("{result:?}") };
        assert!(error.may_have_happened() && error.is_retryable());
    }
    assert!(found[2].is_ok());
    assert_eq!(town.spent(), 2);

    town.control().remove_fault(mute);
    let (outcomes, _) = run(&town, &journal, items.clone()).await;
    let found = results(outcomes);
    assert!(matches!(found[0], Ok(Done::ConsumedEarlier)), "{found:?}");
    assert!(matches!(found[1], Ok(Done::Stored(_))), "{found:?}");
    assert!(matches!(found[2], Ok(Done::AlreadyDone(Some(_)))), "{found:?}");
    assert_eq!((town.spent(), town.requests("upsert_user_semantic")), (3, vec![1, 2, 1]));
    // From then on it is simply done, although its receipt is lost.
    let found = results(run(&town, &journal, items).await.0);
    assert!(matches!(found[0], Ok(Done::AlreadyDone(None))), "{found:?}");
}

#[tokio::test]
async fn a_refused_ticket_is_not_asked_for() {
    let town = Town::new(2, Config::default());
    let journal = TempFile::new("refused");
    let (tickets, mut items) = with_tickets(&town);
    let person = &town.people[1];
    items[1] = Item::new(person.id.clone(), &person.token, facts(person).with_ticket(tickets[1], 200_001));
    for _ in 0..2 {
        let found = results(run(&town, &journal, items.clone()).await.0);
        let Err(ItemError::Call(Error::Ticket(refusal))) = &found[1] else { panic!("{found:?}") };
        assert_eq!(refusal.problem, TicketProblem::CostTooHigh);
    }
    assert_eq!((town.spent(), town.requests("upsert_user_semantic")), (1, vec![1, 2]));
    let asked = town.control().requests(0);
    assert!(asked.iter().all(|ask| ask.operation.as_deref() != Some("validate_payment_ticket")));
}

#[tokio::test]
async fn the_ticket_of_a_post_needs_its_holder_to_be_asked_for() {
    let town = Town::new(1, Config::default());
    let owner: kenar_schemas::Phone = "09991234567".parse().unwrap();
    town.control().add_user(owner.clone()).unwrap();
    let slug = &town.sandbox.default_app().slug;
    let token = town.control().issue_token(&owner, ["*"]).unwrap();
    let holder = town.control().user_id(slug, &owner).unwrap();
    let person = town::Person { phone: owner, id: holder.clone(), token };
    let item = || {
        let mut facts = PostSemantic::new(Semantic::new().with("a", "b"));
        (facts.ticket_uuid, facts.cost) = (Some(town.ticket(&person)), Some(100_000));
        Item::new("AZbq72mk".parse().unwrap(), &person.token, facts)
    };
    let items = [item(), item().with_ticket_holder(holder)];
    let lost = FaultRule::new(Fault::LostResponse).for_operation("upsert_post_semantic");
    town.control().add_fault(lost).unwrap();
    let (outcomes, _) = all(town.client().bulk().concurrency(1).post_semantics(bulk::iter(items))).await;
    let found = results(outcomes);
    assert!(matches!(found[0], Err(ItemError::Unresolved(Some(_)))), "{found:?}");
    assert!(matches!(found[1], Ok(Done::ConsumedEarlier)), "{found:?}");
    assert_eq!(town.spent(), 2);
}

#[tokio::test]
async fn a_journal_of_a_later_version_is_left_alone() {
    let town = Town::new(1, Config::default());
    let journal = TempFile::new("version");
    run(&town, &journal, Vec::new()).await;
    let header = fs::read_to_string(journal.path()).unwrap();
    let (said, _) = header.split_once(",\"sum\"").unwrap();
    let said = said.replace("\"version\":1", "\"version\":2");
    let sum: String = Sha256::digest(&said)[..4].iter().map(|byte| format!("{byte:02x}")).collect();
    let newer = format!("{said},\"sum\":\"{sum}\"}}\nwhatever follows\n");
    fs::write(journal.path(), &newer).unwrap();
    let error = refused(&town, &journal).await;
    assert!(matches!(error, JournalError::Version { found: 2, expected: 1, .. }), "{error}");
    assert_eq!(fs::read_to_string(journal.path()).unwrap(), newer);
}
