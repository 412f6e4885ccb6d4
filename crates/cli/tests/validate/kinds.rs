//! Payloads of several kinds in one input.

use std::fs;

use serde_json::Value;
use snapbox::str;

use crate::human::visible;
use crate::{examples, folder_with, run_with};

/// An add-on of each kind, in one line. `TITLE` is what is wrong or right with them.
const USER: &str = r#"{"widgets":[{"title_row":{"text":"TITLE"}}],"categories":["light"],"semantic":{}}"#;
const POST: &str = r#"{"widgets":[{"title_row":{"text":"TITLE"}}],"semantic":{"سال":"۱۴۰۱"},"notes":"پروندهٔ ۱۲"}"#;
const BUSINESS: &str = r#"{"widgets":[{"title_row":{"text":"TITLE"}}],"notes":"کسب‌وکار"}"#;
/// As a business has it, and also what is left of a user add-on when its other members are forgotten.
const BARE: &str = r#"{"widgets":[{"title_row":{"text":"TITLE"}}]}"#;

fn right(line: &str) -> String {
    line.replace("TITLE", "کارشناسی‌شده ✅")
}

fn wrong(line: &str) -> String {
    line.replace("TITLE", &"گ".repeat(50))
}

/// Lines with an end each.
fn lines(all: &[String]) -> String {
    all.iter().map(|line| format!("{line}\n")).collect()
}

#[test]
fn what_can_be_told_is_held_to_its_own_kind_in_any_order() {
    let read = |file: &str| fs::read_to_string(examples().join(file)).unwrap();
    let files = ["UserAddon/valid-full.json", "PostAddon/valid-full.json", "BusinessAddon/valid-full.json"].map(read);
    for order in [[0, 1, 2], [1, 0, 2], [2, 1, 0], [2, 0, 1]] {
        let ended = run_with(order.map(|file| files[file].as_str()).concat().as_bytes(), &["-"]);
        assert_eq!(
            (ended.code, ended.out.as_str()),
            (
                Some(0),
                "3 documents in 1 file: all valid\n\
                 checked as user-addon 1, post-addon 2 (detected; --schema says it)\n"
            ),
            "{order:?}"
        );
    }
}

#[test]
fn what_is_wrong_is_told_of_the_kind_that_it_is() {
    for order in [[USER, POST, BUSINESS], [POST, USER, BUSINESS], [BUSINESS, POST, USER]] {
        let text = lines(&order.map(wrong));
        let ended = run_with(text.as_bytes(), &["--format", "ndjson", "-"]);
        assert_eq!(
            (ended.code, ended.err.as_str()),
            (Some(1), "note: detected user-addon (1), post-addon (2); --schema says it\n"),
            "{order:?}"
        );
        for (index, line) in ended.out.lines().enumerate() {
            let finding: Value = serde_json::from_str(line).unwrap();
            let violations = finding["violations"].as_array().unwrap();
            assert_eq!((finding["line"].as_u64(), violations.len()), (Some(index as u64 + 1), 1), "{line}");
            assert_eq!(violations[0]["pointer"], "/widgets/0/title_row/text");
        }
        assert_eq!(ended.out.lines().count(), 3);
    }
}

#[test]
fn what_lacks_something_is_refused_and_both_kinds_are_named() {
    let text = lines(&[right(USER), right(BARE), wrong(BARE)]);
    let ended = run_with(text.as_bytes(), &["-"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(1), ""));
    snapbox::assert_data_eq!(
        visible(&ended.out),
        str![[r#"
error[required]: "categories" is missing
 --> -:2:1 (document 2)
  |
2 | {"widgets":[{"title_row":{"text":"<isolate>کارشناسی‌شده ✅</isolate>"}}]}
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = limit: "categories"
  = hint: add the member "categories", if it is no post-addon, as which it is valid

error[required]: "semantic" is missing
 --> -:2:1 (document 2)
  |
2 | {"widgets":[{"title_row":{"text":"<isolate>کارشناسی‌شده ✅</isolate>"}}]}
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = limit: "semantic"
  = hint: add the member "semantic"

error[required]: "categories" is missing
 --> -:3:1 (document 3)
  |
3 | {"widgets":[{"title_row":{"text":"<isolate>گگگگگگگگگگگگگگگگگگگگگ…</isolate>
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = limit: "categories"
  = hint: add the member "categories"

error[required]: "semantic" is missing
 --> -:3:1 (document 3)
  |
3 | {"widgets":[{"title_row":{"text":"<isolate>گگگگگگگگگگگگگگگگگگگگگ…</isolate>
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = limit: "semantic"
  = hint: add the member "semantic"

error[maxLength]: 50 characters are more than the 49 that are allowed
 --> -:3:34 (document 3) at /widgets/0/title_row/text
  |
3 | {"widgets":[{"title_row":{"text":"<isolate>گگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگگ</isolate>"}}]}
  |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = limit: 49
  = found: 50
  = hint: shorten it by 1 character; characters are counted as Unicode scalar values, a zero-width non-joiner is one

3 documents in 1 file: 1 valid, 2 invalid
checked as user-addon (detected; --schema says it)
note: 1 document, refused as user-addon like the first of the file, would be valid as post-addon; give each kind a file of its own, or say --schema
        4 required
        1 maxLength

"#]]
    );

    // To programs it is told on stderr, and not where nothing is to be written.
    let ended = run_with(text.as_bytes(), &["--format", "ndjson", "-"]);
    assert_eq!(ended.code, Some(1));
    snapbox::assert_data_eq!(
        ended.err,
        str![[r#"
note: detected user-addon (3); --schema says it
note: 1 document, refused as user-addon like the first of the file, would be valid as post-addon; give each kind a file of its own, or say --schema

"#]]
    );
    let ended = run_with(text.as_bytes(), &["--quiet", "-"]);
    assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(1), "", ""));

    // Who says what the documents are is not asked whether he means it.
    let ended = run_with(text.as_bytes(), &["--schema", "user-addon", "-"]);
    assert!(ended.code == Some(1) && !ended.out.contains("post-addon"), "{}", ended.out);
    let ended = run_with(lines(&[right(POST), right(BARE)]).as_bytes(), &["--schema", "post-addon", "-"]);
    assert_eq!(ended.code, Some(0), "{}", ended.out);
}

/// Members that the others cannot have, on a document that is none of both, make no other kind of it.
#[test]
fn a_stray_member_is_a_stray_member() {
    let refused = |neighbour: &str, line: &str| {
        let text = lines(&[right(neighbour), right(line)]);
        let ended = run_with(text.as_bytes(), &["--format", "ndjson", "-"]);
        assert_eq!(ended.code, Some(1));
        let finding: Value = serde_json::from_str(&ended.out).unwrap();
        let rules = finding["violations"].as_array().unwrap().iter();
        let rules: Vec<String> = rules.map(|violation| violation["rule"].as_str().unwrap().to_owned()).collect();
        (rules.join(" "), ended.err)
    };
    let posts = "note: detected post-addon (2); --schema says it\n";
    let users = "note: detected user-addon (2); --schema says it\n";
    let cost = POST.replace("\"notes\":\"پروندهٔ ۱۲\"", "\"cost\":12000");
    assert_eq!(refused(POST, &cost), ("additionalProperties".to_owned(), posts.to_owned()));
    let notes = USER.replace("\"semantic\":{}", "\"semantic\":{},\"notes\":\"a\"");
    assert_eq!(refused(USER, &notes), ("additionalProperties".to_owned(), users.to_owned()));
    let both = POST.replace("\"notes\"", "\"categories\":[],\"notes\"");
    assert_eq!(refused(POST, &both), ("additionalProperties".to_owned(), posts.to_owned()));
}

#[test]
fn version_1_of_users_and_posts_are_told_apart_too() {
    let user = r#"{"widgets":{"widget_list":[]},"phone":"09991234567"}"#;
    let post = r#"{"widgets":{"widget_list":[]},"link_in_spec":"https://a.example.com"}"#;
    for order in [[user, post], [post, user]] {
        let ended = run_with(lines(&order.map(str::to_owned)).as_bytes(), &["--format", "ndjson", "-"]);
        let note = "note: detected legacy-user-addon (1), legacy-post-addon (1); --schema says it\n";
        assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(0), "", note), "{order:?}");
    }
}

/// Blocks that several threads look at are counted together.
#[test]
fn the_kinds_of_a_long_file_are_counted() {
    let text: String = (0..30_000).map(|number| right([USER, POST, BARE][number % 3]) + "\n").collect();
    let folder = folder_with("a.ndjson", text.as_bytes());
    let ended = crate::run(folder.path(), &["--max-errors", "0", "--threads", "3", "a.ndjson"]);
    assert_eq!(ended.code, Some(1));
    snapbox::assert_data_eq!(
        ended.out,
        str![[r#"
10,000 more documents with findings not shown; --max-errors shows more
30,000 documents in 1 file: 20,000 valid, 10,000 invalid
checked as user-addon 20,000, post-addon 10,000 (detected; --schema says it)
note: 10,000 documents, refused as user-addon like the first of the file, would be valid as post-addon; give each kind a file of its own, or say --schema
   20,000 required

"#]]
    );
}

#[test]
fn an_add_on_without_widgets_is_no_semantic_data() {
    let semantic = r#"{"semantic":{"سال":"۱۴۰۱"}}"#;
    let legacy = r#"{"semantic":{"سال":"۱۴۰۱"},"semantic_sensitives":[]}"#;
    for (text, valid) in [
        (format!("{}\n{semantic}\n", right(USER)), false),
        (format!("{}\n{semantic}\n", right(POST)), false),
        (format!("{}\n{}\n", right(POST), r#"{"semantic":{},"notes":"پروندهٔ ۱۲"}"#), false),
        (format!("{semantic}\n{}\n", right(USER)), true),
        (format!("{}\n{legacy}\n", right(USER)), true),
    ] {
        let ended = run_with(text.as_bytes(), &["-"]);
        assert_eq!(ended.code, Some(i32::from(!valid)), "{text}{}", ended.out);
        assert_eq!(ended.out.contains("would be valid as"), !valid, "{text}{}", ended.out);
    }
}
