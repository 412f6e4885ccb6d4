//! Ten thousand logical calls through a storm of faults end with exactly the state that they should have.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use common::sandbox;
use kenar_client::error::TicketProblem;
use kenar_client::{Client, Error, RetryPolicy, Secret};
use kenar_sandbox::{Config, Fault, FaultRule, Sandbox, ServiceType, TicketSpec, TicketState};
use kenar_schemas::widgets::TitleRow;
use kenar_schemas::{
    AddonId, DivarUserId, PaymentTicketValidation, Phone, Semantic, TicketUuid, UserAddon, UserSemantic,
};

const USERS: usize = 50;
const CALLS: usize = 10_000;
const PRICE: i32 = 1_000;

/// What a user should have in the end.
#[derive(Debug, Default, PartialEq)]
struct Expected {
    title: Option<String>,
    fact: Option<String>,
}

struct User {
    number: usize,
    phone: Phone,
    id: DivarUserId,
    token: Secret,
    tickets: Vec<TicketUuid>,
    addon: Option<AddonId>,
    expected: Expected,
}

/// Sends an add-on with a ticket until the ticket is spent. A lost answer is not repeated by the client; whether the ticket
/// was spent by it is asked first, as an app would.
async fn consume(client: &Client, user: &User, addon: &UserAddon, ticket: TicketUuid, unknown: &AtomicU32) -> AddonId {
    let as_user = client.as_user(&user.token).unwrap();
    let validation = PaymentTicketValidation::for_user(ticket, user.id.clone(), PRICE);
    loop {
        match as_user.upsert_user_addon(&user.id, &addon.clone().with_ticket(ticket, PRICE)).await {
            Ok(receipt) => return receipt.id,
            Err(error) if error.may_have_happened() => {
                unknown.fetch_add(1, Ordering::Relaxed);
                match client.app().validate_payment_ticket(&validation).await {
                    Ok(_) => {}
                    Err(Error::Ticket(ticket)) if ticket.problem == TicketProblem::NotFound => {
                        // It arrived. Sent again without the ticket it answers with the id.
                        return as_user.upsert_user_addon(&user.id, addon).await.unwrap().id;
                    }
                    Err(error) => panic!("{error}"),
                }
            }
            Err(error) => panic!("{error}"),
        }
    }
}

/// A user's calls, one after the other.
async fn live(client: Client, mut user: User, unknown: Arc<AtomicU32>) -> User {
    let mut random = fastrand::Rng::with_seed(user.number as u64);
    let as_user = client.as_user(&user.token).unwrap();
    for call in 0..CALLS / USERS {
        let text = format!("کاربر {} بار {call}", user.number);
        let addon = UserAddon::new([TitleRow::new(&text).into()]);
        match random.u32(..10) {
            0 | 1 if !user.tickets.is_empty() => {
                let ticket = user.tickets.pop().unwrap();
                user.addon = Some(consume(&client, &user, &addon, ticket, &unknown).await);
                user.expected.title = Some(text);
            }
            0..=3 => {
                user.addon = Some(as_user.upsert_user_addon(&user.id, &addon).await.unwrap().id);
                user.expected.title = Some(text);
            }
            4 if user.addon.is_some() => {
                client.app().delete_user_addon(&user.addon.take().unwrap()).await.unwrap();
                user.expected.title = None;
            }
            4..=6 => {
                let semantic = UserSemantic::new(Semantic::new().with("external_reference", &text));
                as_user.upsert_user_semantic(&user.id, &semantic).await.unwrap();
                user.expected.fact = Some(text);
            }
            7 if user.expected.fact.is_some() => {
                client.app().delete_user_semantic(&user.id, None).await.unwrap();
                user.expected.fact = None;
            }
            _ => {
                assert_eq!(as_user.get_user().await.unwrap().user_id.as_deref(), Some(user.id.as_str()));
            }
        }
    }
    user
}

fn users(sandbox: &Sandbox, phones: &[Phone]) -> Vec<User> {
    let scopes = ["USER_ID", "USER_ADDON_CREATE", "USER_VERIFICATION_CREATE"];
    let control = sandbox.control();
    let ticket = |phone: &Phone| {
        control.issue_ticket(TicketSpec::new(phone.clone(), ServiceType::ReportVerification, 1_000)).unwrap()
    };
    let user = |(number, phone): (usize, &Phone)| User {
        number,
        phone: phone.clone(),
        id: control.user_id("sample-app", phone).unwrap(),
        token: control.issue_token(phone, scopes).unwrap(),
        tickets: (0..10).map(|_| ticket(phone)).collect(),
        addon: None,
        expected: Expected::default(),
    };
    phones.iter().enumerate().map(user).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_calls_end_as_they_should() {
    let phones: Vec<Phone> = (0..USERS).map(|number| format!("0999{number:07}").parse().unwrap()).collect();
    let (sandbox, _) = sandbox(Config::default().with_users(phones.clone())).await;
    let users = users(&sandbox, &phones);
    let issued: usize = users.iter().map(|user| user.tickets.len()).sum();

    for (every, fault) in [
        (11, Fault::Reset),
        (13, Fault::LostResponse),
        (17, Fault::CutBody),
        (7, Fault::Status(429)),
        (19, Fault::Status(503)),
        (23, Fault::HtmlPage(502)),
    ] {
        sandbox.control().add_fault(FaultRule::new(fault).every(every)).unwrap();
    }
    let delay = FaultRule::new(Fault::Delay).with_delay(Duration::from_millis(5)).every(29);
    sandbox.control().add_fault(delay).unwrap();

    let retries = Arc::new(AtomicU32::new(0));
    let policy = RetryPolicy::default()
        .with_attempts(50)
        .with_pauses(Duration::from_millis(1), Duration::from_millis(5))
        .within(Duration::from_secs(120))
        .without_budget();
    let client = Client::builder()
        .api_key(sandbox.default_app().api_key.clone())
        .sandbox(sandbox.url())
        .retry(policy)
        .on_retry({
            let retries = retries.clone();
            move |_| {
                retries.fetch_add(1, Ordering::Relaxed);
            }
        })
        .build()
        .unwrap();
    let unknown = Arc::new(AtomicU32::new(0));
    let tasks: Vec<_> =
        users.into_iter().map(|user| tokio::spawn(live(client.clone(), user, unknown.clone()))).collect();
    let mut ended = Vec::new();
    for task in tasks {
        ended.push(task.await.unwrap());
    }
    assert!(retries.load(Ordering::Relaxed) > CALLS as u32 / 5, "a storm: {retries:?}");
    assert!(unknown.load(Ordering::Relaxed) > 10, "tickets whose fate was unknown: {unknown:?}");

    let snapshot = sandbox.control().snapshot();
    let titles: BTreeMap<&Phone, &str> = snapshot
        .user_addons
        .iter()
        .map(|addon| (&addon.user, addon.content.widgets[0]["title_row"]["text"].as_str().unwrap()))
        .collect();
    let mut spent = 0;
    for user in &ended {
        assert_eq!(titles.get(&user.phone).copied(), user.expected.title.as_deref(), "user {}", user.number);
        let subject = kenar_sandbox::Subject::User(user.phone.clone());
        if let Some(fact) = &user.expected.fact {
            let has = sandbox.control().has_semantic("sample-app", &subject, "external_reference", fact).unwrap();
            assert!(has, "user {}", user.number);
        }
        spent += 10 - user.tickets.len();
    }
    assert_eq!(titles.len(), ended.iter().filter(|user| user.expected.title.is_some()).count());
    assert_eq!(snapshot.semantics.len(), ended.iter().filter(|user| user.expected.fact.is_some()).count());

    let consumed: BTreeSet<TicketUuid> = snapshot
        .tickets
        .iter()
        .filter(|ticket| ticket.state == TicketState::Consumed)
        .map(|ticket| ticket.uuid)
        .collect();
    let kept: BTreeSet<TicketUuid> = ended.iter().flat_map(|user| user.tickets.iter().copied()).collect();
    assert_eq!((consumed.len(), consumed.len() + kept.len()), (spent, issued));
    assert!(consumed.is_disjoint(&kept));
    let invoiced: Vec<TicketUuid> = snapshot.invoices.iter().map(|invoice| invoice.ticket_uuid).collect();
    assert_eq!(invoiced.iter().copied().collect::<BTreeSet<_>>(), consumed, "each is invoiced …");
    assert_eq!(invoiced.len(), consumed.len(), "… once");
}
