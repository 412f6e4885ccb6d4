use snapbox::{IntoData, assert_data_eq, str};

use crate::{LINES, examples, run, run_with};

/// The marks around what is isolated, so that a reader of the test sees them.
pub(crate) fn visible(out: &str) -> String {
    out.replace('\u{2068}', "<isolate>").replace('\u{2069}', "</isolate>")
}

#[test]
fn a_violation_shows_the_source_the_rule_and_what_to_do() {
    let ended = run(&examples(), &["UserAddon/invalid-second-widget-title-50-chars.json"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(1), ""));
    assert_data_eq!(
        visible(&ended.out),
        str![[r#"
error[maxLength]: 50 characters are more than the 49 that are allowed
  --> UserAddon/invalid-second-widget-title-50-chars.json:11:17 at /widgets/1/title_row/text
   |
11 |         "text": "<isolate>کارشناسی‌شده خودرو سالم بی‌رنگ تمیز دست‌نخورده رنگ</isolate>"
   |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   = limit: 49
   = found: 50
   = hint: shorten it by 1 character; characters are counted as Unicode scalar values, a zero-width non-joiner is one

1 document in 1 file: 0 valid, 1 invalid
checked as user-addon (detected; --schema says it)
        1 maxLength

"#]]
        .raw()
    );
}

#[test]
fn lines_are_cut_around_the_place() {
    let ended = run_with(LINES.as_bytes(), &["-"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(1), ""));
    assert_data_eq!(visible(&ended.out), str![[r#"
error[maxLength]: 50 characters are more than the 49 that are allowed
 --> -:2:34 (document 2) at /widgets/0/title_row/text
  |
2 | {"widgets":[{"title_row":{"text":"<isolate>کارشناسی‌شده خودرو سالم بی‌رنگ تمیز دست‌نخورده رنگ</isolate>"}}],"categories":[],"…
  |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = limit: 49
  = found: 50
  = hint: shorten it by 1 character; characters are counted as Unicode scalar values, a zero-width non-joiner is one

error[type]: expected a string but found an integer
 --> -:4:49 (document 3) at <isolate>/semantic/سال</isolate>
  |
4 | …,"categories":[],"semantic":{"<isolate>سال</isolate>":1401},"phone":"09991234567"}
  |                                     ^^^^
  = limit: "string"
  = found: "integer"
  = hint: write it in quotation marks

error[additionalProperties]: "phone" is not known here; known are widgets, categories, semantic, ticket_uuid, cost
 --> -:4:55 (document 3)
  |
4 | …gories":[],"semantic":{"<isolate>سال</isolate>":1401},"phone":"09991234567"}
  |                                     ^^^^^^^
  = limit: "widgets", "categories", "semantic", "ticket_uuid", "cost"
  = found: "phone"
  = hint: remove it, or correct its spelling

error[syntax]: this is not valid JSON: expected value
 --> -:6:60 (document 5)
  |
6 | …{"text":"<isolate>سلام 😀</isolate>"}}],"categories":[,"semantic":{}}
  |                                     ^
  = limit: "a JSON text in UTF-8"
  = found: "line 6 column 60"
  = hint: nothing else was checked in this document

5 documents in 1 file: 2 valid, 3 invalid
checked as user-addon 4, legacy-user-addon 1 (detected; --schema says it)
        1 additionalProperties
        1 maxLength
        1 syntax
        1 type

"#]].raw());
}

#[test]
fn a_syntax_error_is_shown_where_it_is() {
    for (file, expected) in [
        (
            "UserAddon/invalid-syntax-missing-comma.json",
            str![[r#"
error[syntax]: this is not valid JSON: expected `,` or `}`
 --> UserAddon/invalid-syntax-missing-comma.json:4:3
  |
4 |   "semantic": {}
  |   ^
  = limit: "a JSON text in UTF-8"
  = found: "line 4 column 3"
  = hint: nothing else was checked in this document

1 document in 1 file: 0 valid, 1 invalid
checked as user-addon (as told)
        1 syntax

"#]],
        ),
        (
            "UserAddon/invalid-syntax-truncated.json",
            str![[r#"
error[syntax]: this is not valid JSON: EOF while parsing an object
 --> UserAddon/invalid-syntax-truncated.json:5:1
  |
5 |
  | ^
  = limit: "a JSON text in UTF-8"
  = found: "line 5 column 1"
  = hint: nothing else was checked in this document

1 document in 1 file: 0 valid, 1 invalid
checked as user-addon (as told)
        1 syntax

"#]],
        ),
        (
            "UserAddon/invalid-syntax-empty.json",
            str![[r#"
error[syntax]: a value is missing here
 --> UserAddon/invalid-syntax-empty.json:1:1
  |
1 |
  | ^
  = limit: "a JSON text in UTF-8"
  = found: "line 1 column 1"
  = hint: nothing else was checked in this document

1 document in 1 file: 0 valid, 1 invalid
checked as user-addon (as told)
        1 syntax

"#]],
        ),
    ] {
        let ended = run(&examples(), &["--schema", "user-addon", file]);
        assert_eq!((ended.code, ended.err.as_str()), (Some(1), ""));
        assert_data_eq!(visible(&ended.out), expected.raw());
    }
}

#[test]
fn nothing_in_a_document_acts_on_the_terminal() {
    let text = "{\"widgets\":[],\"\u{202e}x\u{1b}[31m\\u001b\":\"\u{9b}\u{7f}\"}";
    let ended = run_with(text.as_bytes(), &["-"]);
    assert_eq!(ended.code, Some(1));
    let acts = |character: &char| {
        (character.is_control() && *character != '\n') || matches!(character, '\u{202a}'..='\u{202e}')
    };
    assert_eq!(ended.out.chars().find(acts), None, "{:?}", ended.out);
    assert!(ended.out.contains("<U+202E>x"), "{}", ended.out);
}

#[test]
fn a_valid_file_is_told_in_two_lines() {
    let ended = run(&examples(), &["UserAddon/valid-full.json"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    assert_data_eq!(
        visible(&ended.out),
        str![[r#"
1 document in 1 file: all valid
checked as user-addon (detected; --schema says it)

"#]]
        .raw()
    );
}

#[test]
fn the_rest_is_counted_when_enough_was_shown() {
    let lines = LINES.repeat(40);
    let ended = run_with(lines.as_bytes(), &["--max-errors", "1", "-"]);
    assert_eq!(ended.code, Some(1));
    assert_eq!(ended.out.matches("error[").count(), 1);
    assert_data_eq!(
        visible(&ended.out).split_once("\n\n").unwrap().1,
        str![[r#"
119 more documents with findings not shown; --max-errors shows more
200 documents in 1 file: 80 valid, 120 invalid
checked as user-addon 160, legacy-user-addon 40 (detected; --schema says it)
       40 additionalProperties
       40 maxLength
       40 syntax
       40 type

"#]]
        .raw()
    );
    // Without a number, people see a hundred documents.
    let ended = run_with(lines.as_bytes(), &["-"]);
    assert!(ended.out.contains("\n20 more documents with findings not shown"), "{}", ended.out);
}

#[test]
fn quiet_says_it_with_the_exit_code_only() {
    for (lines, code) in [(LINES, 1), (crate::ADDON, 0)] {
        let ended = run_with(lines.as_bytes(), &["--quiet", "-"]);
        assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(code), "", ""));
    }
}

/// A pattern is for programs; people are told in words.
#[test]
fn a_pattern_is_said_in_words() {
    for (schema, document, hint) in [
        (
            "action",
            r#"{"open_direct_link":"divar.ir/پست"}"#,
            "write an address that begins with https:// or http:// and has no spaces",
        ),
        (
            "user-semantic",
            r#"{"semantic":{},"ticket_uuid":"۵۷c76b48"}"#,
            "write a UUID, as in 57c76b48-d381-4b8a-b34f-355f6869b6ed",
        ),
        ("action", r#"{"open_post_page":{"post_token":"نشانه"}}"#, "write 8 to 16 letters, digits, `_` or `-`"),
    ] {
        let ended = crate::run_with(document.as_bytes(), &["--schema", schema, "-"]);
        assert!(ended.code == Some(1) && ended.out.contains(&format!("= hint: {hint}\n")), "{document}: {}", ended.out);
    }
}
