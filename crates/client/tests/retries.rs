//! What is sent again, how often, and what is not.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::{KEY, Server, json, nobody, phone, sandbox, token};
use kenar_client::{
    Client, ClientBuilder, Error, Idempotency, Operation, Retry, RetryBudget, RetryPolicy, RetryReason, operations,
};
use kenar_sandbox::{Config, Fault, FaultRule, Sandbox, ServiceType, TicketSpec};
use kenar_schemas::widgets::TitleRow;
use kenar_schemas::{BusinessAddon, BusinessToken, DivarUserId, TicketUuid, UserAddon};

/// Retries without long pauses.
fn quick() -> RetryPolicy {
    RetryPolicy::default().with_attempts(4).with_pauses(Duration::from_millis(1), Duration::from_millis(4))
}

fn builder(sandbox: &Sandbox) -> ClientBuilder {
    Client::builder().api_key(sandbox.default_app().api_key.clone()).sandbox(sandbox.url()).retry(quick())
}

/// One call of each kind of idempotency.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Call {
    Read,
    Upsert,
    UpsertWithTicket,
    Delete,
    Never,
}

const CALLS: [Call; 5] = [Call::Read, Call::Upsert, Call::UpsertWithTicket, Call::Delete, Call::Never];

struct World {
    sandbox: Sandbox,
    user: DivarUserId,
    business: BusinessToken,
}

impl World {
    async fn new() -> Self {
        let (sandbox, _) = sandbox(Config::default()).await;
        let user = sandbox.control().user_id("sample-app", &phone()).unwrap();
        let business: BusinessToken = "59e6301a-8ebd-4638-968a-b58fc20414ff".parse().unwrap();
        sandbox.control().add_business(&phone(), business.clone()).unwrap();
        Self { sandbox, user, business }
    }

    fn ticket(&self) -> TicketUuid {
        let spec = TicketSpec::new(phone(), ServiceType::ReportVerification, 1_000);
        self.sandbox.control().issue_ticket(spec).unwrap()
    }

    async fn make(&self, client: &Client, call: Call) -> Result<(), Error> {
        let scope = format!("BUSINESS_ADDON_CREATE.{}", self.business);
        let scopes = ["USER_ID".to_owned(), "USER_ADDON_CREATE".to_owned(), scope];
        let token = self.sandbox.control().issue_token(&phone(), scopes).unwrap();
        let as_user = client.as_user(&token).unwrap();
        let addon = UserAddon::new([TitleRow::new("گزارش").into()]);
        match call {
            Call::Read => as_user.get_user().await.map(drop),
            Call::Upsert => as_user.upsert_user_addon(&self.user, &addon).await.map(drop),
            Call::UpsertWithTicket => {
                as_user.upsert_user_addon(&self.user, &addon.with_ticket(self.ticket(), 1_000)).await.map(drop)
            }
            Call::Delete => {
                let faults = self.sandbox.control().faults();
                self.sandbox.control().clear_faults();
                let receipt = as_user.upsert_user_addon(&self.user, &addon).await.unwrap();
                self.sandbox.control().clear_requests();
                for fault in faults {
                    self.sandbox.control().add_fault(fault.rule).unwrap();
                }
                client.app().delete_user_addon(&receipt.id).await.map(drop)
            }
            Call::Never => {
                let addon = BusinessAddon::new([TitleRow::new("گزارش").into()]);
                as_user.create_business_addon(&self.business, &addon).await.map(drop)
            }
        }
    }
}

/// What becomes of a call whose first request meets a fault: how many requests there are, and whether it succeeds.
async fn outcome(call: Call, fault: Fault) -> (usize, Result<(), Error>) {
    let world = World::new().await;
    let rule = FaultRule::new(fault).times(1);
    world.sandbox.control().add_fault(rule).unwrap();
    let client = builder(&world.sandbox).build().unwrap();
    let result = world.make(&client, call).await;
    (world.sandbox.control().requests(0).len(), result)
}

#[tokio::test]
async fn a_refusal_for_now_is_repeated_for_every_operation() {
    for call in CALLS {
        let (requests, result) = outcome(call, Fault::Status(429)).await;
        result.unwrap_or_else(|error| panic!("{call:?}: {error}"));
        assert_eq!(requests, 2, "{call:?}");
    }
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_only_where_that_is_harmless() {
    let gateway = [503, 502, 504, 408].into_iter().flat_map(|status| [Fault::Status(status), Fault::HtmlPage(status)]);
    for fault in [Fault::Reset, Fault::LostResponse, Fault::CutBody].into_iter().chain(gateway) {
        for call in CALLS {
            let (requests, result) = outcome(call, fault).await;
            if matches!(call, Call::Never | Call::UpsertWithTicket) {
                let error = result.unwrap_err();
                assert_eq!(requests, 1, "{call:?} {fault:?}");
                assert!(error.may_have_happened() && error.attempts() == 1, "{call:?} {fault:?}: {error}");
            } else {
                result.unwrap_or_else(|error| panic!("{call:?} {fault:?}: {error}"));
                assert_eq!(requests, 2, "{call:?} {fault:?}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_wrong_stays_wrong() {
    for fault in [Fault::Status(400), Fault::Status(404), Fault::Status(500), Fault::HtmlPage(403)] {
        for call in CALLS {
            let (requests, result) = outcome(call, fault).await;
            let error = result.unwrap_err();
            assert_eq!(requests, 1, "{call:?} {fault:?}: {error}");
            assert_eq!(error.may_have_happened(), fault == Fault::Status(500), "{call:?} {fault:?}: {error}");
        }
    }
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent_so_everything_is_repeated() {
    let world = World::new().await;
    let client = Client::builder().api_key(KEY).sandbox(nobody().await).retry(quick()).build().unwrap();
    for call in [Call::Read, Call::Upsert, Call::UpsertWithTicket, Call::Never] {
        let error = world.make(&client, call).await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)) && !error.may_have_happened(), "{call:?}: {error}");
        assert_eq!(error.attempts(), 4, "{call:?}");
    }
}

#[tokio::test]
async fn a_deletion_whose_answer_was_lost_has_succeeded() {
    let world = World::new().await;
    world.sandbox.control().add_fault(FaultRule::new(Fault::LostResponse).times(1)).unwrap();
    let client = builder(&world.sandbox).build().unwrap();
    world.make(&client, Call::Delete).await.unwrap();
    assert_eq!(world.sandbox.control().requests(0)[0].status, 404, "the second request finds nothing");
    assert_eq!(world.sandbox.control().snapshot().user_addons, []);
}

#[tokio::test]
async fn a_later_refusal_does_not_forget_that_an_answer_was_lost() {
    let world = World::new().await;
    let control = world.sandbox.control();
    control.add_fault(FaultRule::new(Fault::LostResponse).times(1)).unwrap();
    control.add_fault(FaultRule::new(Fault::Status(429))).unwrap();
    let client = builder(&world.sandbox).retry(quick().with_attempts(2)).build().unwrap();
    let error = world.make(&client, Call::Upsert).await.unwrap_err();
    assert!(matches!(error, Error::RateLimited(_)) && error.attempts() == 2, "{error}");
    assert!(error.may_have_happened(), "the first attempt was carried out");
    assert_eq!(control.snapshot().user_addons.len(), 1);
}

#[tokio::test]
async fn it_gives_up_after_so_many_attempts_and_tells_each_retry() {
    let world = World::new().await;
    world.sandbox.control().add_fault(FaultRule::new(Fault::Status(429))).unwrap();
    let told: Arc<Mutex<Vec<Retry>>> = Arc::default();
    let client = builder(&world.sandbox)
        .on_retry({
            let told = told.clone();
            move |retry| told.lock().unwrap().push(*retry)
        })
        .build()
        .unwrap();
    let error = world.make(&client, Call::Read).await.unwrap_err();
    assert!(matches!(error, Error::RateLimited(_)) && error.attempts() == 4, "{error}");
    let told = told.lock().unwrap().clone();
    let attempts: Vec<u32> = told.iter().map(|retry| retry.attempt).collect();
    assert_eq!(attempts, [1, 2, 3]);
    for (index, retry) in told.iter().enumerate() {
        assert_eq!((retry.operation, retry.reason), (&operations::GET_USER, RetryReason::RateLimited));
        let whole = Duration::from_millis([1, 2, 4][index]);
        assert!(whole / 2 <= retry.pause && retry.pause <= whole, "{retry:?}");
    }
}

#[tokio::test]
async fn one_call_turns_retries_off() {
    let world = World::new().await;
    world.sandbox.control().add_fault(FaultRule::new(Fault::Status(429)).times(1)).unwrap();
    let client = builder(&world.sandbox).without_retry().build().unwrap();
    let error = world.make(&client, Call::Read).await.unwrap_err();
    assert_eq!((error.attempts(), world.sandbox.control().requests(0).len()), (1, 1));
}

#[tokio::test]
async fn all_calls_together_have_a_budget() {
    let world = World::new().await;
    world.sandbox.control().add_fault(FaultRule::new(Fault::Status(503))).unwrap();
    let client = builder(&world.sandbox).retry(quick().with_budget(RetryBudget::new(10, 5))).build().unwrap();
    let mut sent = 0;
    for _ in 0..100 {
        sent += world.make(&client, Call::Read).await.unwrap_err().attempts();
    }
    // A reserve of five, and ten for a hundred calls.
    assert!((110..=115).contains(&sent), "{sent}");
    let client = builder(&world.sandbox).retry(quick().without_budget()).build().unwrap();
    assert_eq!(world.make(&client, Call::Read).await.unwrap_err().attempts(), 4);
}

#[tokio::test]
async fn a_server_that_says_when_is_obeyed_or_not_waited_for() {
    let limited = |seconds: u64| {
        let body = r#"{"code":8,"message":"minutely request limit exceeded"}"#;
        let answer = json("429 Too Many Requests", body);
        answer.replacen("content-type", &format!("retry-after: {seconds}\r\ncontent-type"), 1)
    };
    let told: Arc<Mutex<Vec<Retry>>> = Arc::default();
    let client = |url: &str, policy: RetryPolicy| {
        let told = told.clone();
        let builder = Client::builder().api_key(KEY).sandbox(url).retry(policy);
        builder.on_retry(move |retry| told.lock().unwrap().push(*retry)).build().unwrap()
    };
    let server = Server::answering(limited(0)).await;
    client(server.url(), quick()).as_user(&token()).unwrap().get_user().await.unwrap_err();
    let pauses: Vec<Duration> = told.lock().unwrap().drain(..).map(|retry| retry.pause).collect();
    // Whoever is told to come at once still backs off, each in their own time.
    assert!(pauses.len() == 3 && pauses.iter().all(|pause| !pause.is_zero()), "{pauses:?}");

    let server = Server::answering(limited(1)).await;
    client(server.url(), quick().with_attempts(2)).as_user(&token()).unwrap().get_user().await.unwrap_err();
    let pauses: Vec<Duration> = told.lock().unwrap().drain(..).map(|retry| retry.pause).collect();
    assert!(pauses.len() == 1 && pauses[0] > Duration::from_secs(1), "{pauses:?}");

    for seconds in [3600, u64::MAX] {
        let server = Server::answering(limited(seconds)).await;
        let error = client(server.url(), quick()).as_user(&token()).unwrap().get_user().await.unwrap_err();
        let Error::RateLimited(limited) = &error else { panic!("{error}") };
        assert_eq!((limited.attempts, limited.retry_after), (1, Some(Duration::from_secs(seconds))));
    }
    assert!(told.lock().unwrap().is_empty());
}

#[test]
fn the_document_decides_what_may_be_repeated() {
    let never = |operation: &&&Operation| !operation.may_repeat_blindly(false);
    let ids: Vec<&str> = operations::ALL.iter().filter(never).map(|operation| operation.id).collect();
    assert_eq!(ids, ["create_business_addon", "create_token", "upload_image"]);
    for operation in operations::ALL {
        assert!(!operation.may_repeat_blindly(true), "{operation}");
        if operation.consumes.is_some() {
            assert_eq!((operation.consumes, operation.idempotency), (Some("ticket_uuid"), Idempotency::Upsert));
        }
    }
}
