//! Items that fail, and what becomes of them.

use kenar_sandbox::{Config, Fault, FaultRule};
use serde_json::Value;
use snapbox::{assert_data_eq, str};

use crate::town::{SCOPES, Town, names};

/// Three good lines, one that is not JSON, one that breaks a limit and one that the platform refuses.
fn mixed(town: &Town) {
    let weak = town.control().issue_token(&town.people[5].phone, [SCOPES[1]]).unwrap();
    let lines = [
        town.line(&town.people[0], true),
        town.line(&town.people[1], false),
        "{\"not JSON\n".to_owned(),
        town.line(&town.people[3], false)
            .replace("\"external_reference\": ", "\"status\": \"DONE\", \"external_reference\": "),
        town.line(&town.people[4], true),
        town.line(&town.people[5], false).replace(town.people[5].token.expose(), weak.expose()),
    ];
    town.write("cases.ndjson", lines.concat());
}

#[test]
fn what_failed_is_mended_and_pushed() {
    let town = Town::new(6, Config::default());
    mixed(&town);
    let ran = town.run(&["push", "semantics", "cases.ndjson"]).ends_with(1);
    assert_data_eq!(
        ran.err,
        str![[r#"
cases.ndjson:3: column 10: this is not JSON: EOF while parsing a string
cases.ndjson:4: /body/semantic/status: "DONE" is not one of the allowed values: "SUCCEEDED", "FAILED", "EXPIRED", "PENDING" [enum]
invalid and not sent: 2 of 6 items
line [..]: upsert_user_semantic was refused (403, code 7): the user token does not have the scope USER_VERIFICATION_CREATE

"#]]
    );
    assert_data_eq!(
        ran.out,
        str![[r#"
3 of 6 done: 3 stored; 4 calls in [..] s
3 failed, and are in cases.failed.ndjson:
       1  /body/semantic/status: "DONE" is not one of the allowed values: "SUCCEEDED", "FAILED", "EXPIRED", "PENDING" [enum]
       1  column 10: this is not JSON: EOF while parsing a string
       1  upsert_user_semantic was refused (403, code 7): the user token does not have the scope USER_VERIFICATION_CREATE
Mend them and run: kenar push semantics cases.failed.ndjson

"#]]
    );
    let failed = town.read("cases.failed.ndjson");
    let lines: Vec<Value> = failed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut numbers: Vec<u64> = lines.iter().map(|line| line["error"]["line"].as_u64().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [3, 4, 6]);

    // As they are they fail again, and the errors are not doubled.
    let again = town.run(&["push", "semantics", "cases.failed.ndjson", "--json"]).ends_with(1).summary();
    assert_eq!((again["failed"].clone(), again["stored"].clone()), (3.into(), 0.into()));
    assert_eq!(again["failures"], "cases.failed-2.ndjson");
    let second = town.read("cases.failed-2.ndjson");
    let lines: Vec<Value> = second.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);

    // Mended they arrive, and no failures file is left.
    let weak = lines.iter().find(|line| line["error"]["violations"].is_null() && line["text"].is_null()).unwrap();
    let mended = second.lines().filter(|line| !line.contains("\"text\"")).map(|line| {
        let line = line.replace(weak["access_token"].as_str().unwrap(), town.people[5].token.expose());
        line.replace("\"status\": \"DONE\"", "\"status\": \"FAILED\"") + "\n"
    });
    town.write("cases.failed-2.ndjson", mended.collect::<String>());
    let last = town.run(&["push", "semantics", "cases.failed-2.ndjson", "--json"]).ends_with(0).summary();
    assert_eq!((last["stored"].clone(), last["failures"].clone()), (2.into(), Value::Null));
    assert!([0, 1, 3, 4, 5].iter().all(|&index| town.knows(&town.people[index])));
    assert_eq!((town.spent(), town.requests("upsert_user_semantic")), (2, vec![1, 1, 0, 1, 1, 3]));
    assert!(!names(town.folder.path()).contains(&"cases.failed-3.ndjson".to_owned()));
}

#[test]
fn the_same_command_tries_failed_items_again() {
    let town = Town::new(4, Config::default());
    let fault = FaultRule::new(Fault::Status(403)).for_operation("upsert_user_semantic").after(1).times(2);
    town.control().add_fault(fault).unwrap();
    town.write("cases.ndjson", town.lines(2));
    let first = town.run(&["push", "semantics", "cases.ndjson", "--json", "--concurrency", "1"]).ends_with(1).summary();
    assert_eq!((first["stored"].clone(), first["failed"].clone()), (2.into(), 2.into()));
    assert!(town.path("cases.failed.ndjson").exists());
    let second = town.run(&["push", "semantics", "cases.ndjson", "--json"]).ends_with(0).summary();
    assert_eq!((second["stored"].clone(), second["already_done"].clone()), (2.into(), 2.into()));
    assert!(!town.path("cases.failed.ndjson").exists(), "nothing fails any more");
    assert_eq!(town.spent(), 2);
}

#[test]
fn a_failures_file_that_somebody_changed_is_not_replaced() {
    let town = Town::new(6, Config::default());
    mixed(&town);
    town.write("cases.failed.ndjson", "somebody's own\n");
    let refused = town.run(&["push", "semantics", "cases.ndjson"]).ends_with(2);
    assert!(refused.err.contains("cases.failed.ndjson would be replaced"), "{refused:#?}");
    assert_eq!(
        (town.read("cases.failed.ndjson").as_str(), town.requests("upsert_user_semantic")),
        ("somebody's own\n", vec![0; 6])
    );
    let url = town.sandbox.url();
    let push = ["push", "semantics", "cases.ndjson", "--failures", "bad.ndjson", "--sandbox", url];
    let ran = town.run(&push).ends_with(1);
    let next = format!("Mend them and run: kenar push semantics bad.ndjson --sandbox {url}\n");
    assert!(ran.out.ends_with(&next), "{ran:#?}");
    town.run(&["push", "semantics", "cases.ndjson", "--failures", "bad.ndjson"]).ends_with(1);
    let mended = town.read("bad.ndjson").replace("DONE", "FAILED");
    town.write("bad.ndjson", &mended);
    town.run(&["push", "semantics", "cases.ndjson", "--failures", "bad.ndjson"]).ends_with(2);
    assert_eq!(town.read("bad.ndjson"), mended);
}

/// It would be noticed in the middle of the run, or never.
#[test]
fn a_failures_file_that_cannot_be_written_is_told_before_anything_is_sent() {
    let town = Town::new(1, Config::default());
    town.write("cases.ndjson", town.lines(1));
    std::fs::create_dir(town.path("folder")).unwrap();
    std::fs::create_dir(town.path("f.part")).unwrap();
    let places = [
        "missing/f",
        "folder",
        "f",
        #[cfg(target_os = "linux")]
        "/dev/full",
        #[cfg(target_os = "linux")]
        "/proc/f",
    ];
    for place in places {
        let ran = town.run(&["push", "semantics", "cases.ndjson", "--failures", place]).ends_with(2);
        assert!(ran.err.contains(place) && ran.err.contains("name another place with --failures"), "{}", ran.err);
    }
    assert_eq!((town.spent(), town.requests("upsert_user_semantic")), (0, vec![0]));
    assert_eq!(names(town.folder.path()), ["cases.ndjson", "f.part", "folder"]);
}

#[test]
fn files_of_a_push_are_different_files() {
    let town = Town::new(1, Config::default());
    town.write("cases.ndjson", town.lines(1));
    std::fs::create_dir(town.path("folder")).unwrap();
    for more in [
        &["--journal", "x", "--failures", "x"][..],
        &["--journal", "x", "--failures", "folder/../x.json"],
        &["--journal", "x.part", "--failures", "x"],
        &["--failures", "./cases.ndjson"],
        &["--failures", "cases.ndjson.kenar-journal"],
        &["--journal", "cases.ndjson"],
    ] {
        let ran = town.run(&[&["push", "semantics", "cases.ndjson"], more].concat()).ends_with(2);
        assert!(ran.err.contains(" would be the ") && ran.err.contains("; name another place with --"), "{}", ran.err);
    }
    assert_eq!(
        (town.requests("upsert_user_semantic"), names(town.folder.path())),
        (vec![0], vec!["cases.ndjson".into(), "folder".into()])
    );
    // What is found in the place of a file that is not needed stays.
    town.write("y.part", "of somebody");
    town.run(&["push", "semantics", "cases.ndjson", "--journal", "x", "--failures", "y"]).ends_with(0);
    assert_eq!(names(town.folder.path()), ["cases.ndjson", "folder", "x", "x.json", "y.part"]);
    assert_eq!(town.read("y.part"), "of somebody");
}

#[test]
fn a_wrong_key_stops_the_push() {
    let town = Town::new(10, Config::default());
    town.write("cases.ndjson", town.lines(100));
    let mut command = town.kenar(&["push", "semantics", "cases.ndjson", "--stop-after", "3", "--concurrency", "1"]);
    let ran = crate::town::Ran::of(command.env("KENAR_API_KEY", "a-wrong-key").output().unwrap()).ends_with(2);
    assert_data_eq!(
        ran.out,
        str![[r#"
0 of 10 done: 0 stored; [..] calls in [..] s
[..] failed, and are in cases.failed.ndjson:
       [..]  upsert_user_semantic was refused (401, code 16): the API key is not known
[..] not sent: the run stopped after 3 failures in a row, the last one: upsert_user_semantic was refused (401, code 16): the API key is not known; check the API key, its permissions and the server
To go on, run the same command: kenar push semantics cases.ndjson --stop-after 3 --concurrency 1

"#]]
    );
    assert!(town.control().requests(0).len() <= 4);
    town.run(&["push", "semantics", "cases.ndjson", "--quiet"]).ends_with(0);
    assert!(town.people.iter().all(|person| town.knows(person)));
}
