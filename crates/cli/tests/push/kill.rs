//! Pushes that are killed, stopped, limited and cut off, and go on.

use std::fs;
use std::io::Read;
use std::num::NonZeroU32;
use std::process::{Child, Command, Stdio};
use std::thread::yield_now;
use std::time::Duration;

use kenar_sandbox::{AppConfig, Clock, Config, Fault, FaultRule, Lifetimes, Limits, Timestamp};
use serde_json::Value;

use crate::town::{Ran, Town};

const PUSH: [&str; 4] = ["push", "semantics", "cases.ndjson", "--json"];
/// Every so many items one spends a ticket.
const TICKETS: usize = 3;

/// A push that is ended when the test is.
struct Process(Child);

impl Process {
    fn start(town: &Town) -> Self {
        let mut command = town.kenar(&PUSH);
        Self(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    }

    fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }

    fn wait(mut self) -> Ran {
        let (mut out, mut err) = (String::new(), String::new());
        self.0.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        self.0.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        Ran { code: self.0.wait().unwrap().code(), out, err }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// How much the journal has.
fn journal(town: &Town) -> u64 {
    fs::metadata(town.path("cases.ndjson.kenar-journal")).map_or(0, |journal| journal.len())
}

#[test]
fn a_push_that_is_killed_again_and_again_comes_to_its_end() {
    const PEOPLE: usize = 600;
    let faults = [
        FaultRule::new(Fault::Delay).with_delay(Duration::from_millis(3)).every(3),
        FaultRule::new(Fault::Reset).every(43),
        FaultRule::new(Fault::LostResponse).every(47),
    ];
    let town = Town::new(PEOPLE, Config::default().with_faults(faults));
    town.write("cases.ndjson", town.lines(TICKETS));
    let (mut kills, mut consumed) = (0, false);
    let summary = loop {
        let mut process = Process::start(&town);
        // Now and then at once, while it checks; usually after some more lines of the journal.
        let until = if kills % 8 == 7 { 0 } else { journal(&town) + fastrand::u64(1..4_000) };
        while journal(&town) < until && !process.has_ended() {
            yield_now();
        }
        if process.has_ended() {
            break process.wait().ends_with(0).summary();
        }
        drop(process);
        kills += 1;
        consumed |= town.spent() > 0;
    };
    assert!(kills >= 10 && consumed, "{kills}");
    assert_eq!((summary["done"].clone(), summary["failed"].clone()), (PEOPLE.into(), 0.into()));
    assert_eq!(town.spent(), PEOPLE.div_ceil(TICKETS));
    assert!(town.people.iter().all(|person| town.knows(person)));
    // A call may come twice where its line was not on the disk, and where its answer was lost; no more than that.
    let calls: usize = town.requests("upsert_user_semantic").iter().sum();
    assert!(calls < PEOPLE + kills * 9 + PEOPLE / 10, "{calls} calls after {kills} kills");
    let again = town.run(&PUSH).ends_with(0).summary();
    assert_eq!((again["already_done"].clone(), again["calls"].clone()), (PEOPLE.into(), 0.into()));
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_it_and_says_how_to_go_on() {
    for signal in ["INT", "TERM"] {
        let delay = FaultRule::new(Fault::Delay).with_delay(Duration::from_millis(10));
        let town = Town::new(200, Config::default().with_faults([delay]));
        town.write("cases.ndjson", town.lines(TICKETS));
        let process = Process::start(&town);
        while journal(&town) < 3_000 {
            yield_now();
        }
        let killed = Command::new("kill").args([format!("-{signal}"), process.0.id().to_string()]).status();
        assert!(killed.unwrap().success());
        let ran = process.wait().ends_with(2);
        let summary = ran.summary();
        assert_eq!(summary["stopped"], "the push was asked to stop");
        assert!(ran.err.contains("stopping: what is under way comes to its end"), "{ran:#?}");
        let stored = summary["stored"].as_u64().unwrap();
        assert!(stored > 0 && stored < 200 && summary["not_sent"] == 200 - stored, "{summary}");
        // What was under way has come to its end, and was written down.
        assert_eq!(town.requests("upsert_user_semantic").iter().sum::<usize>() as u64, stored);
        town.control().clear_faults();
        let rest = town.run(&PUSH).ends_with(0).summary();
        assert_eq!((rest["already_done"].clone(), rest["stored"].clone()), (stored.into(), (200 - stored).into()));
        assert_eq!((town.spent(), town.requests("upsert_user_semantic")), (67, vec![1; 200]));
    }
}

#[test]
fn a_second_push_of_the_same_file_is_refused() {
    let delay = FaultRule::new(Fault::Delay).with_delay(Duration::from_millis(10));
    let town = Town::new(300, Config::default().with_faults([delay]));
    town.write("cases.ndjson", town.lines(TICKETS));
    let first = Process::start(&town);
    while journal(&town) < 1_000 {
        yield_now();
    }
    let second = town.run(&PUSH).ends_with(2);
    assert!(second.err.contains("another push with the journal cases.ndjson.kenar-journal is running"), "{second:#?}");
    town.control().clear_faults();
    assert_eq!(first.wait().ends_with(0).summary()["stored"], 300);
    assert_eq!(town.requests("upsert_user_semantic"), vec![1; 300]);
}

#[test]
fn a_storm_of_limits_fails_no_item() {
    let storm = FaultRule::new(Fault::Status(429)).every(40).times(3);
    let town = Town::new(150, Config::default().with_faults([storm]));
    town.write("cases.ndjson", town.lines(TICKETS));
    let summary = town.run(&PUSH).ends_with(0).summary();
    assert_eq!((summary["stored"].clone(), summary["calls"].clone()), (150.into(), 153.into()));
    assert_eq!(town.spent(), 50);
}

#[test]
fn lost_answers_spend_no_ticket_twice() {
    let faults =
        [FaultRule::new(Fault::LostResponse).every(7).times(10), FaultRule::new(Fault::CutBody).every(11).times(5)];
    let town = Town::new(90, Config::default().with_faults(faults));
    town.write("cases.ndjson", town.lines(1));
    let summary = town.run(&PUSH).ends_with(0).summary();
    assert_eq!((summary["done"].clone(), summary["failed"].clone()), (90.into(), 0.into()));
    assert!(summary["consumed_earlier"].as_u64().unwrap() > 0, "{summary}");
    assert_eq!(town.spent(), 90);
}

#[test]
fn a_daily_limit_ends_it_and_the_next_day_goes_on() {
    let start: Timestamp = "2025-05-01T09:00:00Z".parse().unwrap();
    let limits = Limits::default().per_day(NonZeroU32::new(40).unwrap());
    let app = AppConfig::new("sample-app", "https://app.example.com/callback".parse().unwrap()).with_limits(limits);
    let mut lifetimes = Lifetimes::default();
    lifetimes.access_token = Duration::from_secs(7 * 24 * 60 * 60);
    let town =
        Town::new(100, Config::default().with_apps([app]).with_clock(Clock::fixed(start)).with_lifetimes(lifetimes));
    town.write("cases.ndjson", town.lines(TICKETS));
    let mut days = Vec::new();
    loop {
        let ran = town.run(&PUSH);
        let summary = ran.summary();
        days.push(summary["stored"].as_u64().unwrap());
        if ran.code == Some(0) {
            break;
        }
        let ran = ran.ends_with(2);
        assert!(summary["stopped"].as_str().unwrap().contains("tomorrow"), "{ran:#?}");
        assert_eq!((summary["failed"].clone(), summary["failures"].clone()), (0.into(), Value::Null));
        town.control().clock().advance(Duration::from_secs(24 * 60 * 60));
    }
    assert_eq!(days, [40, 40, 20]);
    assert_eq!(town.spent(), 34);
    assert!(town.people.iter().all(|person| town.knows(person)));
}
