//! What is read, and what is said of what cannot be sent.

use kenar_sandbox::Config;
use snapbox::{assert_data_eq, str};

use crate::town::{COST, Town, names};

#[test]
fn a_dry_run_says_everything_and_sends_nothing() {
    let town = Town::new(1, Config::default());
    let lines = [
        r#"{"post_token": "gZd7omnS", "body": {"semantic": {"status": "SUCCEEDED", "VIN": "IRJC95R23KJ039206"}}}"#,
        r#"{"post_token": "gZd7omnS", "body": {"semantic": {"status": "DONE", "n": 3}, "cost": -1}}"#,
        r#"{"post_token": "gZd7omnS"}"#,
        r#"{"divar_user_id": "u", "body": {"semantic": {}}}"#,
        r#"{"divar_user_id": "u", "post_token": "gZd7omnS", "body": {"semantic": {}}}"#,
        r#"{"post_token": "x", "body": {"semantic": {}}}"#,
        "",
        r#"{"post_token": "gZd7omnS", "bdy": {}}"#,
        r#"{"post_token": "gZd7omnS", "body": {"semantic": {"کلید": "می‌خواهم 🚗", "a": "1", "a": "2"}}}"#,
        "[1, 2",
        "{\"post_token\": \"\u{1b}[31mgZd7omnS\", \"body\": {\"semantic\": {}}}",
        r#"{"post_token": "gZd7omnS", "body": {"semantic": {"post_verifcation_result": "x"}}, "error": {"line": 3}}"#,
    ];
    let mut text = lines.join("\r\n").into_bytes();
    text.extend(b"\n{\"post_token\": \"\xff\"}");
    town.write("cases.ndjson", text);
    let ran = town.run(&["push", "semantics", "cases.ndjson", "--dry-run"]).ends_with(1);
    assert_data_eq!(ran.out, str![""]);
    assert_eq!((ran.err.as_str(), town.control().requests(0).len()), ("", 0));
    assert_eq!(names(town.folder.path()), ["cases.ndjson"]);

    let json = town.run(&["push", "semantics", "cases.ndjson", "--check-only", "--json"]).ends_with(1).summary();
    assert_eq!((json["items"].clone(), json["invalid"].clone()), (12.into(), 10.into()));
    assert_eq!(json["remarks"][1]["violations"][0]["pointer"], "/body/semantic/status");
    assert_eq!(json["remarks"][0]["warning"].as_str().unwrap().split(':').next(), Some("/body/semantic/VIN"));
}

#[test]
fn a_table_of_excel_is_read() {
    let town = Town::new(3, Config::default());
    let [a, b, c] = &town.people[..] else { panic!() };
    let ticket = town.ticket(b);
    let table = format!(
        "\u{feff}divar_user_id;access_token; ticket_uuid ;cost;کلید;note\r\n\
         {};{};;;می‌خواهم 🚗;\"دو; \"\"خط\"\"\r\nاست\"\r\n\
         {};{};{ticket}; {COST} ;x;\r\n\
         {};{};;;;\r\n",
        a.id,
        a.token.expose(),
        b.id,
        b.token.expose(),
        c.id,
        c.token.expose()
    );
    town.write("cases.csv", table);
    let dry = town.run(&["push", "semantics", "cases.csv", "--dry-run"]).ends_with(0);
    assert_eq!(dry.out, "3 items about users, 0 invalid; nothing was sent\n");
    let summary = town.run(&["push", "semantics", "cases.csv", "--json"]).ends_with(0).summary();
    assert_eq!(summary["stored"], 3);
    assert!(town.knows_that(a, "کلید", "می‌خواهم 🚗") && town.knows_that(a, "note", "دو; \"خط\"\r\nاست"));
    assert!(town.knows_that(b, "کلید", "x") && !town.knows_that(b, "note", ""));
    assert_eq!(town.spent(), 1);
}

#[test]
fn what_is_wrong_in_a_table_has_its_line() {
    let town = Town::new(1, Config::default());
    let table = "post_token,status,cost\ngZd7omnS,SUCCEEDED,12\n\"gZd7omnS\",\"two\nlines\",1\ngZd7omnS,FAILED\n,FAILED,1\ngZd7omnS,FAILED,12.5\n";
    town.write("cases.csv", table);
    let ran = town.run(&["push", "semantics", "cases.csv", "--dry-run"]).ends_with(1);
    assert_data_eq!(ran.out, str![""]);
}

#[test]
fn inputs_that_cannot_be_read_are_refused_with_what_to_do() {
    let town = Town::new(1, Config::default());
    let refused = |arguments: &[&str]| town.run(&[&["push"], arguments].concat()).ends_with(2).err;
    std::fs::create_dir(town.path("folder")).unwrap();
    town.write("a.csv", "phone,status\n1,2\n");
    town.write("b.csv", "post_token,a,a\n");
    town.write("c.csv", "post_token,divar_user_id\n");
    town.write("d.csv", "post_token,,a\n");
    town.write("open.csv", format!("post_token,a\ngZd7omnS,\"{}", "x".repeat(17 << 20)));
    let said = [
        &["semantics", "missing.ndjson"][..],
        &["semantics", "folder"],
        &["semantics", "-"],
        &["semantics", "a.csv"],
        &["semantics", "b.csv"],
        &["semantics", "c.csv"],
        &["semantics", "d.csv"],
        &["semantics", "open.csv"],
        &["addons", "a.csv"],
    ];
    let said: String = said.iter().map(|arguments| refused(arguments)).collect();
    assert_data_eq!(said, str![""]);
}

#[test]
fn a_line_may_be_as_long_as_the_limit_and_no_longer() {
    let town = Town::new(1, Config::default());
    let line = |length: usize| {
        let frame = r#"{"post_token":"gZd7omnS","body":{"semantic":{"a":""}}}"#;
        frame.replace("\"\"", &format!("\"{}\"", "x".repeat(length - frame.len())))
    };
    let most = (16 << 20) - 1;
    town.write("long.ndjson", line(most) + "\n" + &line(most + 1) + "\n" + &line(most + 2) + "\n" + &line(100));
    let ran = town.run(&["push", "semantics", "long.ndjson", "--dry-run"]).ends_with(1);
    assert_data_eq!(ran.out, str![""]);
}

#[test]
fn an_empty_file_is_done() {
    let town = Town::new(1, Config::default());
    town.write("empty.ndjson", "\n\n");
    let ran = town.run(&["push", "semantics", "empty.ndjson"]).ends_with(0);
    assert_data_eq!(
        ran.out,
        str![
            "
0 of 0 done: 0 stored; 0 calls in 0 s

"
        ]
    );
}
