//! What arrives.

use kenar_client::schemas::PostToken;
use kenar_sandbox::{Config, Subject};
use snapbox::{assert_data_eq, str};

use crate::town::{SCOPES, Town, names};

#[test]
fn facts_about_users_arrive_once_and_every_ticket_is_spent_once() {
    let town = Town::new(30, Config::default());
    town.write("cases.ndjson", town.lines(3));
    let ran = town.run(&["push", "semantics", "cases.ndjson"]).ends_with(0);
    assert_data_eq!(
        ran.out,
        str![
            "
30 of 30 done: 30 stored; 30 calls in [..] s

"
        ]
    );
    assert_eq!(ran.err, "");
    assert!(town.people.iter().all(|person| town.knows(person)));
    assert_eq!((town.spent(), town.requests("upsert_user_semantic")), (10, vec![1; 30]));

    let again = town.run(&["push", "semantics", "cases.ndjson"]).ends_with(0);
    assert_data_eq!(
        again.out,
        str![
            "
30 of 30 done: 0 stored, 30 by an earlier push; 0 calls in [..] s

"
        ]
    );
    assert_eq!(town.requests("upsert_user_semantic"), vec![1; 30]);
    let files = ["cases.ndjson", "cases.ndjson.kenar-journal", "cases.ndjson.kenar-journal.json"];
    assert_eq!(names(town.folder.path()), files);
}

#[test]
fn one_consent_may_stand_for_all_lines() {
    let town = Town::new(1, Config::default());
    let person = &town.people[0];
    let line = |text: &str| format!(r#"{{"divar_user_id":"{}","body":{{"semantic":{{"a":"{text}"}}}}}}"#, person.id);
    town.write("one.jsonl", line("یک") + "\n\n" + &line("دو"));
    let without = town.run(&["push", "semantics", "one.jsonl"]).ends_with(2);
    assert_data_eq!(without.err, str!["
error: no `access_token` in 2 of 2 items, and there is none for all. Set KENAR_ACCESS_TOKEN, or name a consent with --as. Nothing was sent

"]);
    assert_eq!(names(town.folder.path()), ["one.jsonl"]);
    let mut command = town.kenar(&["push", "semantics", "one.jsonl", "--json"]);
    let ran = crate::town::Ran::of(command.env("KENAR_ACCESS_TOKEN", person.token.expose()).output().unwrap());
    let summary = ran.ends_with(0).summary();
    assert_eq!((summary["stored"].clone(), summary["items"].clone()), (2.into(), 2.into()));
    assert!(town.knows_that(person, "a", "دو"), "the last line about somebody stays");
}

#[test]
fn posts_and_add_ons_arrive_too() {
    let town = Town::new(1, Config::default());
    let owner = "09991234567".parse().unwrap();
    let token = town.control().issue_token(&owner, ["*"]).unwrap();
    let post: PostToken = "gZd7omnS".parse().unwrap();
    let run = |content: &str, name: &str, line: &str| {
        town.write(name, line);
        let mut command = town.kenar(&["push", content, name, "--json", "--concurrency", "1", "--per-minute", "6000"]);
        let ran = crate::town::Ran::of(command.env("KENAR_ACCESS_TOKEN", token.expose()).output().unwrap());
        assert_eq!(ran.ends_with(0).summary()["stored"], 1);
    };
    run("semantics", "facts.ndjson", r#"{"post_token":"gZd7omnS","body":{"semantic":{"status":"SUCCEEDED"}}}"#);
    let subject = Subject::Post(post);
    assert!(town.control().has_semantic(town.slug(), &subject, "status", "SUCCEEDED").unwrap());
    let rows = r#"{"widgets":[{"title_row":{"text":"کارشناسی‌شده ✅"}}],"semantic":{}}"#;
    run("addons", "posts.ndjson", &format!(r#"{{"post_token":"gZd7omnS","body":{rows}}}"#));
    let addons = |token: &str| {
        town.settle();
        let posts = town.control().snapshot().posts;
        posts.into_iter().find(|post| post.token.as_str() == token).unwrap().addons
    };
    assert_eq!(addons("gZd7omnS")[0].content.widgets[0]["title_row"]["text"], "کارشناسی‌شده ✅");
    let user = town.control().user_id(town.slug(), &owner).unwrap();
    let body = r#"{"widgets":[{"title_row":{"text":"هویت"}}],"categories":[],"semantic":{}}"#;
    run("addons", "users.ndjson", &format!(r#"{{"divar_user_id":"{user}","body":{body}}}"#));
    assert_eq!(town.control().snapshot().user_addons.len(), 1);
}

#[test]
fn no_secret_is_written_but_into_the_failures_file() {
    let town = Town::new(3, Config::default());
    let weak = town.control().issue_token(&town.people[1].phone, [SCOPES[1]]).unwrap();
    let refused = town.line(&town.people[1], false).replace(town.people[1].token.expose(), weak.expose());
    town.write("a.ndjson", town.line(&town.people[0], true) + &refused + "{\"access_token\": 123456789}\n");
    let ran = town.run(&["push", "semantics", "a.ndjson"]).ends_with(1);
    let kept = [ran.out, ran.err, town.read("a.ndjson.kenar-journal"), town.read("a.ndjson.kenar-journal.json")];
    let key = kenar_sandbox::ExposeSecret::expose_secret(&town.sandbox.default_app().api_key);
    for secret in [key, weak.expose(), town.people[0].token.expose(), "123456789"] {
        assert!(kept.iter().all(|text| !text.contains(secret)), "{kept:#?}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(town.path("a.failed.ndjson")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
