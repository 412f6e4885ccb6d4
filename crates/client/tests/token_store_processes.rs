//! Consents that several processes keep in one folder, and processes that are killed.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(unix)]

mod common;

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use common::folder::Folder;
use common::phone;
use common::world::{GRACE, HOUR, KEY_OF_PERSON, World};
use kenar_client::oauth::{App, Consents, FileStore, TokenStore};

use kenar_sandbox::{Clock, Config, ExposeSecret, Fault, FaultRule};

const KILLS: usize = 60;

/// Another process that works on the same folder: this test binary, with the test [`child`].
struct Process(Child);

impl Process {
    fn start(world: &World, folder: &Path, work: &str) -> Self {
        let app = world.sandbox.default_app();
        let child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "child", "--ignored", "--nocapture"])
            .env("CHILD_WORK", work)
            .env("CHILD_FOLDER", folder)
            .env("CHILD_URL", world.sandbox.url())
            .env("CHILD_SLUG", &app.slug)
            .env("CHILD_SECRET", app.client_secret.expose_secret())
            .env("CHILD_REDIRECT", &app.redirect_uri)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }

    /// SIGKILL: nothing in the process hears of it.
    fn kill(self) {
        drop(self);
    }

    fn succeeds(&mut self) -> bool {
        self.0.wait().unwrap().success()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a process of its own does. Not a test: it needs the variables that [`Process`] sets.
#[tokio::test]
#[ignore = "run by the other tests, as a process of its own"]
async fn child() {
    let variable = |name: &str| env::var(name).unwrap();
    let Ok(work) = env::var("CHILD_WORK") else { return };
    let client = common::client(&variable("CHILD_URL"));
    let app = App::new(variable("CHILD_SLUG"), variable("CHILD_SECRET"), variable("CHILD_REDIRECT")).unwrap();
    let store = FileStore::open(variable("CHILD_FOLDER")).unwrap();
    let consents = Consents::new(client.oauth().clone(), app, store);
    let consent = consents.of(KEY_OF_PERSON).await.unwrap();
    match work.as_str() {
        "refresh without end" => loop {
            consent.refresh().await.unwrap();
        },
        "write down a token" => {
            let token = consent.access_token().await.unwrap();
            let file = format!("token.{}", std::process::id());
            fs::write(Path::new(&variable("CHILD_FOLDER")).join(file), token.expose()).unwrap();
        }
        other => panic!("{other}"),
    }
}

/// A sandbox whose clock runs with that of the processes, until it is put forward.
async fn world() -> World {
    let mut world = World::with(Config::default()).await;
    let config = Config::default().with_clock(Clock::system()).with_auto_approve(phone()).with_log_entries(100_000);
    (world.sandbox, world.client) = common::sandbox(config).await;
    let app = world.sandbox.default_app();
    world.app = App::new(app.slug.clone(), app.client_secret.expose_secret(), app.redirect_uri.clone()).unwrap();
    world
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consent_outlives_sixty_kills_in_the_middle_of_refreshes() {
    let folder = Folder::new();
    let world = world().await;
    let store = || FileStore::open(folder.path()).unwrap();
    // The clock of the machine, as in the other processes.
    let consents = || Consents::new(world.client.oauth().clone(), world.app.clone(), store());
    drop(world.consent(&consents()).await);
    let control = world.sandbox.control();
    let operation = |fault: FaultRule| control.add_fault(fault.for_operation("create_token")).unwrap();
    let mut random = fastrand::Rng::with_seed(7);
    let (mut interrupted, mut refreshed) = (0, 0);
    for round in 0..KILLS {
        control.clear_faults();
        match round % 3 {
            0 => operation(FaultRule::new(Fault::LostResponse).after(random.u32(0..4))),
            1 => operation(FaultRule::new(Fault::Delay).with_delay(Duration::from_millis(15))),
            _ => operation(FaultRule::new(Fault::Delay).with_delay(Duration::from_millis(1))),
        };
        control.clear_requests();
        let process = Process::start(&world, folder.path(), "refresh without end");
        world.until_refreshes(1).await;
        // Any moment will do.
        tokio::time::sleep(Duration::from_micros(random.u64(0..40_000))).await;
        process.kill();
        refreshed += world.refreshes();
        interrupted += store().refreshing().await.unwrap().len();

        // Another process comes up.
        control.clear_faults();
        let consents = consents();
        consents.resume().await.unwrap();
        world.advance(GRACE);
        let consent = consents.of(KEY_OF_PERSON).await.unwrap();
        assert!(world.takes(&consent.access_token().await.unwrap()).await, "round {round}");
        assert!(world.takes(&consent.refresh().await.unwrap()).await, "round {round}");
    }
    assert!(interrupted >= KILLS / 6, "only {interrupted} kills came in the middle of a refresh");
    assert!(refreshed > KILLS, "only {refreshed} refreshes");
    assert_eq!(folder.files("json").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_want_a_token_at_once_send_one_refresh() {
    let folder = Folder::new();
    let world = world().await;
    // Kept two hours ago, by the clock of this process.
    let clock = world.sandbox.control().clock().clone();
    let two_hours = Duration::from_secs(2 * HOUR);
    let consents =
        Consents::new(world.client.oauth().clone(), world.app.clone(), FileStore::open(folder.path()).unwrap())
            .with_clock(move || std::time::SystemTime::from(clock.now()) - two_hours);
    world.consent(&consents).await;
    world.slow(Duration::from_millis(300));

    let start = |_| Process::start(&world, folder.path(), "write down a token");
    let mut processes: Vec<Process> = (0..5).map(start).collect();
    for process in &mut processes {
        assert!(tokio::task::block_in_place(|| process.succeeds()));
    }
    assert_eq!(world.refreshes(), 1);
    let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let written = names.filter(|path| path.file_stem().is_some_and(|stem| stem == "token"));
    let mut tokens: Vec<String> = written.map(|path| fs::read_to_string(path).unwrap()).collect();
    assert_eq!(tokens.len(), 5);
    tokens.dedup();
    assert_eq!(tokens.len(), 1, "all have the same token");
    assert!(world.takes(&tokens.remove(0).into()).await);
}
