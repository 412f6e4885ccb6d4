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
        r#"{"post_token": "gZd7omnS", "body": {"semantic": {}, "ticket_uuid": "812d56e6-e44d-45e7-8932-f9acbd416999", "cost": 1}}"#,
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
    assert_data_eq!(
        ran.out,
        str![[r#"
cases.ndjson:1: warning: /body/semantic/VIN: this value must be masked before it is sent; `kenar mask` does it
cases.ndjson:2: /body/semantic/status: "DONE" is not one of the allowed values: "SUCCEEDED", "FAILED", "EXPIRED", "PENDING" [enum]
cases.ndjson:2: /body/semantic/n: expected a string but found an integer [type]
cases.ndjson:2: /body/cost: -1 is less than 0 [minimum]
cases.ndjson:3: warning: add `ticket_holder`, the user whom the ticket was issued for: without it nobody can be asked whether a call whose answer was lost has spent the ticket
cases.ndjson:4: `body` is missing: what is to be sent
cases.ndjson:5: the line is about one of the users, and the first line of the file about one of the posts: a file is about one kind, put the others in a file of their own
cases.ndjson:6: the line has both `post_token` and `divar_user_id`: leave one of them out
cases.ndjson:7: /post_token: "x" is not a valid PostToken: expected 8 to 16 ASCII letters, digits, `_` or `-`
cases.ndjson:9: column 32: unknown field `bdy`, expected one of `post_token`, `divar_user_id`, `access_token`, `ticket_holder`, `body`, `error`
cases.ndjson:10: /body/semantic: "a" is written twice in this object; keep one [duplicateKey]
cases.ndjson:11: a line is a JSON object such as {"post_token": "gZd7omnS", "body": {…}}
cases.ndjson:12: column 17: this is not JSON: control character (/u0000-/u001F) found while parsing a string
cases.ndjson:13: warning: /body/semantic/post_verifcation_result: did you mean `post_verification_result`? spelt like this the value is hashed and loses its meaning
cases.ndjson:14: column 17: the text is not UTF-8; save the file as UTF-8
13 items about posts, 10 invalid; nothing was sent
without an access token of their own: 3; these take that of the profile

"#]]
    );
    assert_eq!((ran.err.as_str(), town.control().requests(0).len()), ("", 0));
    assert_eq!(names(town.folder.path()), ["cases.ndjson"]);

    let json = town.run(&["push", "semantics", "cases.ndjson", "--check-only", "--json"]).ends_with(1).summary();
    assert_eq!((json["items"].clone(), json["invalid"].clone()), (13.into(), 10.into()));
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
    assert_data_eq!(
        ran.out,
        str![[r#"
cases.csv:3: /body/semantic/status: "two/nlines" is not one of the allowed values: "SUCCEEDED", "FAILED", "EXPIRED", "PENDING" [enum]
cases.csv:5: the row has 2 cells and the header 3; quote cells that hold the separator
cases.csv:6: the line does not say what it is about: add `post_token` or `divar_user_id`
cases.csv:7: /body/cost: expected an integer but found a string [type]
5 items about posts, 4 invalid; nothing was sent
without an access token of their own: 1; these take that of the profile

"#]]
    );
}

/// Line ends of two characters, cells over several lines and empty lines move nothing.
#[test]
fn the_line_of_a_row_is_that_of_the_file() {
    let town = Town::new(1, Config::default());
    let rows = [
        "\u{feff}post_token,status",
        "gZd7omnS,a",
        "gZd7omnS,\"b",
        "c\"",
        "gZd7omnS,SUCCEEDED",
        "",
        "",
        "gZd7omnS,d",
        ",e",
    ];
    for end in ["\n", "\r\n"] {
        town.write("cases.csv", rows.join(end));
        let ran = town.run(&["push", "semantics", "cases.csv", "--dry-run"]).ends_with(1);
        let lines = ran.out.lines().filter_map(|line| line.strip_prefix("cases.csv:")?.split(':').next());
        assert_eq!(lines.collect::<Vec<_>>(), ["2", "3", "8", "9"], "{end:?}: {}", ran.out);
    }
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
    assert_data_eq!(
        said,
        str![[r#"
error: missing.ndjson: cannot be opened: No such file or directory (os error 2)
error: folder: is a folder; name files, or a pattern such as 'folder/**/*.json'
error: push needs a file, because what is done is remembered beside it; write the lines to a file and name that
error: a.csv:1: no column says what the rows are about; name one `post_token` or `divar_user_id` (found: phone, status)
error: b.csv:1: the column `a` comes twice
error: c.csv:1: a table is about posts or about users; leave out `post_token` or `divar_user_id`
error: d.csv:1: column 2 has no name
error: open.csv:2: the row has more than 16 MiB; perhaps a quote is not closed
error: a.csv is a table, and the rows of an add-on do not fit into one; write one JSON object a line

"#]]
    );
}

/// A cell that took in the rest of the file would be sent as one value.
#[test]
fn a_quote_that_is_not_closed_sends_nothing() {
    let town = Town::new(1, Config::default());
    let person = &town.people[0];
    for end in ["", "\n", "\r\n"] {
        let row = |note: &str| format!("{},{},{note}", person.id, person.token.expose());
        let rows = ["divar_user_id,access_token,external_reference", &row("a"), &row("\"b"), &row("c")];
        town.write("cases.csv", rows.join("\r\n") + end);
        let ran = town.run(&["push", "semantics", "cases.csv"]).ends_with(2);
        assert!(ran.err.starts_with("error: cases.csv:3: a quote is not closed"), "{}", ran.err);
        assert_eq!(
            (town.requests("upsert_user_semantic"), names(town.folder.path())),
            (vec![0], vec!["cases.csv".into()])
        );
    }
}

/// A header is as long as a row may be, and an error is not.
#[test]
fn a_header_of_very_many_columns_is_told_shortly() {
    let town = Town::new(1, Config::default());
    let many: Vec<String> = (0..300_000).map(|number| number.to_string()).collect();
    town.write("many.csv", many.join(",") + "\n");
    let ran = town.run(&["push", "semantics", "many.csv"]).ends_with(2);
    assert!(ran.err.ends_with("(found: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 299990 more)\n"), "{}", ran.err.len());
    let long = "x".repeat(1 << 20);
    town.write("long.csv", format!("{long},{long}\n"));
    let ran = town.run(&["push", "semantics", "long.csv"]).ends_with(2);
    assert!(ran.err.ends_with("xx…` comes twice\n") && ran.err.len() < 200, "{}", ran.err.len());
}

/// As where a program has added rows to what a spreadsheet has written.
#[test]
fn line_ends_may_be_mixed() {
    let town = Town::new(1, Config::default());
    town.write("cases.csv", "post_token,status\r\ngZd7omnS,\"a\r\nb\"\r\n\ngZd7omnS,c\n\ngZd7omnS,d\r\n");
    let ran = town.run(&["push", "semantics", "cases.csv", "--dry-run"]).ends_with(1);
    let lines = ran.out.lines().filter_map(|line| line.strip_prefix("cases.csv:")?.split(':').next());
    assert_eq!(lines.collect::<Vec<_>>(), ["2", "5", "7"], "{}", ran.out);
}

/// They cannot be read twice, and nothing can be remembered beside them.
#[cfg(target_os = "linux")]
#[test]
fn an_input_that_does_not_stay_is_refused() {
    let town = Town::new(1, Config::default());
    let lines = town.write("cases.ndjson", town.lines(1));
    for input in ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0", "/dev/null"] {
        let mut command = town.kenar(&["push", "semantics", input]);
        command.stdin(std::fs::File::open(&lines).unwrap());
        let ran = crate::town::Ran::of(command.output().unwrap()).ends_with(2);
        assert!(ran.err.starts_with("error: push needs a file, because"), "{input}: {}", ran.err);
    }
    let mut child = town.kenar(&["push", "semantics", "/dev/stdin"]);
    child.stdin(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let ran = crate::town::Ran::of(child.spawn().unwrap().wait_with_output().unwrap()).ends_with(2);
    assert!(ran.err.starts_with("error: push needs a file, because"), "{}", ran.err);
    assert_eq!(names(town.folder.path()), ["cases.ndjson"]);
    assert!(!std::path::Path::new("/dev/stdin.kenar-journal").exists());
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
    assert_data_eq!(
        ran.out,
        str![[r#"
long.ndjson:2: the line has more than 16 MiB
long.ndjson:3: the line has more than 16 MiB
4 items about posts, 2 invalid; nothing was sent
without an access token of their own: 2; these take that of the profile

"#]]
    );
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
0 of 0 done: 0 stored; 0 calls in [..] s

"
        ]
    );
}

#[test]
fn a_compressed_file_is_read_and_its_files_have_plain_names() {
    let town = Town::new(12, Config::default());
    let text = town.lines(4) + "{}\n";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut gzip, text.as_bytes()).unwrap();
    let whole = gzip.finish().unwrap();
    town.write("cases.ndjson.gz", &whole[..whole.len() - 20]);
    let torn = town.run(&["push", "semantics", "cases.ndjson.gz"]).ends_with(2);
    assert!(torn.err.contains("cases.ndjson.gz") && town.control().requests(0).is_empty(), "{torn:#?}");
    town.write("cases.ndjson.gz", whole);
    town.run(&["push", "semantics", "cases.ndjson.gz"]).ends_with(1);
    town.write("other.zst", zstd::encode_all(text.as_bytes(), 1).unwrap());
    town.run(&["push", "semantics", "other.zst", "--dry-run"]).ends_with(1);
    assert_eq!((town.spent(), town.requests("upsert_user_semantic")), (3, vec![1; 12]));
    assert_eq!(
        names(town.folder.path()),
        [
            "cases.failed.ndjson",
            "cases.ndjson.gz",
            "cases.ndjson.gz.kenar-journal",
            "cases.ndjson.gz.kenar-journal.json",
            "other.zst"
        ]
    );
}
