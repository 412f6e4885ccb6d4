//! Raw JSON: everything that is wrong is told at once, at its place, in words that help.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::{Duration, Instant};

use kenar_schemas::widgets::ScoreRow;
use kenar_schemas::{
    Action, AddonReceipt, BusinessAddon, Checker, Payload, PaymentTicketValidation, Rule, Semantic, UserAddon,
    Violations, Widget,
};
use serde_json::{Value, json};

fn refused<T: Payload>(text: impl AsRef<[u8]>) -> Violations {
    match T::check(text.as_ref()) {
        Err(violations) => violations,
        Ok(value) => panic!("taken as {}", serde_json::to_string(&value).unwrap()),
    }
}

/// Every violation as it is printed.
fn lines<T: Payload>(text: impl AsRef<[u8]>) -> Vec<String> {
    refused::<T>(text).iter().map(ToString::to_string).collect()
}

/// Limit and found of the one violation.
fn values<T: Payload>(text: &str) -> (Value, Value) {
    let violations = refused::<T>(text);
    let [one] = violations.as_slice() else { panic!("{violations}") };
    (one.limit.clone(), one.found.clone())
}

#[test]
fn mistakes_of_every_kind_are_told_at_once_in_document_order() {
    let text = r#"{
        "widgets": [
            {"title_row": {"txt": "a", "has_divider": 1}},
            {"event_row": {"title": "a", "title": "b", "action": {}, "icon_name": "CAR_INSPECTD"}},
            5
        ],
        "catgories": [],
        "semantic": {"status": "DONE", "VIN": 1},
        "cost": 1.5,
        "ticket_uuid": "6ca5ba03"
    }"#;
    let expected = [
        r#"(document): "categories" is missing [required]"#,
        r#"/widgets/0/title_row: "text" is missing [required]"#,
        r#"/widgets/0/title_row: "txt" is not known here; did you mean "text"? [additionalProperties]"#,
        "/widgets/0/title_row/has_divider: expected a boolean but found an integer [type]",
        r#"/widgets/1/event_row: "title" is written twice in this object; keep one [duplicateKey]"#,
        concat!(
            r#"/widgets/1/event_row: "action" is not known here; known are title, subtitle, label, image_id, "#,
            "has_divider, icon_name [additionalProperties]",
        ),
        concat!(
            r#"/widgets/1/event_row/icon_name: "CAR_INSPECTD" is not one of the allowed values (822 in all); "#,
            r#"did you mean "CAR_INSPECTED"? [enum]"#,
        ),
        "/widgets/2: expected an object but found an integer [type]",
        r#"(document): "catgories" is not known here; did you mean "categories"? [additionalProperties]"#,
        concat!(
            r#"/semantic/status: "DONE" is not one of the allowed values: "SUCCEEDED", "FAILED", "EXPIRED", "#,
            r#""PENDING" [enum]"#,
        ),
        "/semantic/VIN: expected a string but found an integer [type]",
        "/cost: expected an integer but found a number [type]",
        concat!(
            r#"/ticket_uuid: "6ca5ba03" does not have the form "#,
            "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$ [pattern]",
        ),
    ];
    assert_eq!(lines::<UserAddon>(text), expected);
    assert_eq!(refused::<UserAddon>(text).to_string(), expected.join("\n"));
}

#[test]
fn violations_have_a_json_form() {
    let text =
        r#"{"score_row": {"title": "این عنوان از بیست و پنج حرف بلندتر است", "percentage_score": 101, "colour": 1}}"#;
    let expected = json!([
        {
            "pointer": "/score_row/title",
            "rule": "maxLength",
            "limit": 25,
            "found": 38,
            "message": "38 characters are more than the 25 that are allowed",
        },
        {
            "pointer": "/score_row/percentage_score",
            "rule": "maximum",
            "limit": 100,
            "found": 101,
            "message": "101 is more than 100",
        },
        {
            "pointer": "/score_row",
            "rule": "additionalProperties",
            "limit": [
                "title", "percentage_score", "score_color", "has_divider", "icon_name", "action",
            ],
            "found": "colour",
            "message": "\"colour\" is not known here; known are title, percentage_score, score_color, has_divider, \
                        icon_name, action",
        },
    ]);
    assert_eq!(serde_json::to_value(refused::<Widget>(text)).unwrap(), expected);
}

#[test]
fn a_key_that_is_written_twice_is_told_once() {
    let doubled =
        |place: &str, key: &str| format!("{place}: {key:?} is written twice in this object; keep one [duplicateKey]");
    let ticket = "6ca5ba03-f3a1-4761-9c60-8760f442a352";
    let text = format!(r#"{{"ticket_uuid": "{ticket}", "service_cost": 1, "user_id": "a", "user_id": "a"}}"#);
    assert_eq!(lines::<PaymentTicketValidation>(text), [doubled("(document)", "user_id")]);
    let text = r#"{"title_row": {"text": "a"}, "title_row": {"text": "a"}}"#;
    assert_eq!(lines::<Widget>(text), [doubled("(document)", "title_row")]);
    let text = r#"{"score_row": {"title": "a", "percentage_score": 1, "percentage_score": 1, "percentage_score": 1}}"#;
    assert_eq!(lines::<Widget>(text), [doubled("/score_row", "percentage_score")]);
    let text = r#"{"b": "", "a": "", "a": "", "b": ""}"#;
    assert_eq!(lines::<Semantic>(text), [doubled("(document)", "a"), doubled("(document)", "b")]);
    let text = r#"{"title_row": {"text": "a"}, "semantic_paths": {"a/b": "text", "a/b": "text"}}"#;
    assert_eq!(lines::<Widget>(text), [doubled("/semantic_paths", "a/b")]);
}

#[test]
fn keys_of_free_data_are_the_business_of_the_app() {
    let text = br#"{"open_server_link": {"data": {"a": 1, "a": 2, "": null, "open_direct_link": []}}}"#;
    Action::check(text).unwrap();
    let text = br#"{"open_server_link": {"data": {}, "data": {}}}"#;
    assert_eq!(refused::<Action>(text).as_slice()[0].rule, Rule::DuplicateKey);
}

#[test]
fn keys_are_escaped_in_pointers() {
    let violations = refused::<Semantic>(r#"{"a/b": 1, "m~n": 1, "": 1, "~1": 1, "کلید": 1}"#);
    let pointers: Vec<&str> = violations.iter().map(|one| one.pointer.as_str()).collect();
    assert_eq!(pointers, ["/a~1b", "/m~0n", "/", "/~01", "/کلید"]);
}

#[test]
fn a_close_key_is_suggested_and_a_far_one_is_told_the_known_ones() {
    let message = |key: &str| {
        let violations = refused::<PaymentTicketValidation>(format!(
            r#"{{"ticket_uuid": "6ca5ba03-f3a1-4761-9c60-8760f442a352", "service_cost": 1, "user_id": "a", "{key}": 1}}"#
        ));
        violations.as_slice()[0].message.clone()
    };
    for (key, meant) in [
        ("userid", "user_id"),
        ("phone", "known are ticket_uuid, service_cost, user_id, phone_number"),
        ("Phone_Number", "phone_number"),
        ("PHONE_NUMBER", "phone_number"),
        ("service_cots", "service_cost"),
        ("cost", "known are ticket_uuid, service_cost, user_id, phone_number"),
    ] {
        let hint = if meant.contains(' ') { meant.to_owned() } else { format!("did you mean {meant:?}?") };
        assert_eq!(message(key), format!("{key:?} is not known here; {hint}"));
    }
    let long = "x".repeat(200);
    assert!(message(&long).starts_with(&format!("\"{}…\" is not known here", "x".repeat(80))));
}

#[test]
fn a_suggestion_for_a_long_text_takes_no_longer() {
    let long = "A".repeat(1_000_000);
    let started = Instant::now();
    let icon = refused::<Widget>(format!(r#"{{"event_row": {{"title": "a", "icon_name": "{long}"}}}}"#));
    let key = refused::<Widget>(format!(r#"{{"event_row": {{"title": "a", "{long}": 1}}}}"#));
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    for violations in [icon, key] {
        let [one] = violations.as_slice() else { panic!("{violations}") };
        assert_eq!(one.found, format!("{}…", "A".repeat(80)));
        assert!(one.message.len() < 1_000, "{}", one.message);
    }
}

#[test]
fn a_union_speaks_of_the_branch_that_was_meant() {
    let rows = "title_row, subtitle_row, description_row, button_bar, selector_row, event_row, score_row, \
                evaluation_row, group_info_row, image_carousel_row";
    let cases: [(&str, &[&str]); 15] = [
        ("{}", &[&format!("(document): exactly one of {rows} is needed [oneOf]")]),
        (
            r#"{"titel_row": {"text": "a"}}"#,
            &[&format!(
                "(document): exactly one of {rows} is needed; \"titel_row\" is not known here; did you mean \
                 \"title_row\"? [oneOf]"
            )],
        ),
        (
            r#"{"title_row": {"text": "a"}, "event_row": {"title": "a"}}"#,
            &["(document): title_row and event_row exclude each other; keep one [oneOf]"],
        ),
        (r#"{"event_row": {}}"#, &[r#"/event_row: "title" is missing [required]"#]),
        (
            r#"{"score_row": {"title": "a"}}"#,
            &["/score_row: exactly one of percentage_score, descriptive_score is needed [oneOf]"],
        ),
        (
            r#"{"score_row": {"title": "a", "percentage_score": 1, "descriptive_score": "b"}}"#,
            &["/score_row: percentage_score and descriptive_score exclude each other; keep one [oneOf]"],
        ),
        (
            r#"{"score_row": {"percentage_score": "1"}}"#,
            &[
                r#"/score_row: "title" is missing [required]"#,
                "/score_row/percentage_score: expected an integer but found a string [type]",
            ],
        ),
        (
            r#"{"score_row": {"title": "a", "percentage_score": 1, "has_divider": true, "hasDivider": true}}"#,
            &[r#"/score_row: "has_divider" is not known here; did you mean "hasDivider"? [additionalProperties]"#],
        ),
        (
            r#"{"score_row": {"title": "a", "percentage_score": 1, "score_color": "ERROR_SECONDARY"}}"#,
            &[concat!(
                r#"/score_row/score_color: "ERROR_SECONDARY" is not one of the allowed values: "SUCCESS_PRIMARY", "#,
                r#""SUCCESS_SECONDARY", "WARNING_PRIMARY", "WARNING_SECONDARY", "ERROR_PRIMARY" [enum]"#
            )],
        ),
        (
            r#"{"description_row": {"expandable": true, "preview_max_line": 1}}"#,
            &[
                r#"/description_row: "text" is missing [required]"#,
                concat!(
                    r#"/description_row: "preview_max_line" is not known here; known are text, has_divider, "#,
                    "expandable [additionalProperties]",
                ),
            ],
        ),
        (
            r#"{"description_row": {"text": "a", "expandable": "yes"}}"#,
            &["/description_row/expandable: expected a boolean but found a string [type]"],
        ),
        (
            r#"{"button_bar": {"title": "a", "action": {"open_post_page": {"token": "gZd7omnS"}}}}"#,
            &[
                r#"/button_bar/action/open_post_page: "post_token" is missing [required]"#,
                concat!(
                    r#"/button_bar/action/open_post_page: "token" is not known here; known are post_token "#,
                    "[additionalProperties]",
                ),
            ],
        ),
        (
            r#"{"button_bar": {"title": "a", "action": {"open_link": "https://example.com"}}}"#,
            &[concat!(
                "/button_bar/action: exactly one of open_direct_link, open_server_link, get_dynamic_action, ",
                "open_post_page, open_post_manage_page is needed; \"open_link\" is not known here; known are ",
                "open_direct_link, open_server_link, get_dynamic_action, open_post_page, open_post_manage_page [oneOf]"
            )],
        ),
        (r#""title_row""#, &["(document): expected an object but found a string [type]"]),
        (r#"{"title_row": null}"#, &["/title_row: expected an object but found null [type]"]),
    ];
    for (text, expected) in cases {
        assert_eq!(lines::<Widget>(text), *expected, "{text}");
    }
    let ticket = r#"{"ticket_uuid": "6ca5ba03-f3a1-4761-9c60-8760f442a352", "service_cost": 1}"#;
    let expected = ["(document): at least one of user_id, phone_number is needed [anyOf]"];
    assert_eq!(lines::<PaymentTicketValidation>(ticket), expected);
}

#[test]
fn limit_and_found_are_values_and_not_prose() {
    let row = |row: &str| format!(r#"{{"score_row": {{"title": "a", {row}}}}}"#);
    assert_eq!(values::<Widget>(&row(r#""percentage_score": 101"#)), (json!(100), json!(101)));
    assert_eq!(values::<Widget>(&row(r#""percentage_score": -1.0"#)), (json!(0), json!(-1.0)));
    assert_eq!(values::<Widget>(&row(r#""percentage_score": 12.5"#)), (json!("integer"), json!("number")));
    assert_eq!(values::<Widget>(&row(r#""percentage_score": null"#)), (json!("integer"), json!("null")));
    assert_eq!(values::<Widget>(&row(r#""descriptive_score": "123456789012345678""#)), (json!(17), json!(18)));
    let both = json!(["percentage_score", "descriptive_score"]);
    assert_eq!(values::<ScoreRow>(r#"{"title": "a"}"#), (both.clone(), Value::Null));
    let text = r#"{"title": "a", "percentage_score": 1, "descriptive_score": ""}"#;
    assert_eq!(values::<ScoreRow>(text), (both.clone(), both));
    assert_eq!(values::<ScoreRow>(r#"{"percentage_score": 1}"#), (json!("title"), Value::Null));
    assert_eq!(values::<Semantic>(r#"{"payment_method": "CASH"}"#), (json!(["SECURE"]), json!("CASH")));
    assert_eq!(values::<Semantic>(r#"{"payment_method": []}"#), (json!("string"), json!("array")));
    assert_eq!(values::<Semantic>(r#"{"a": "", "a": ""}"#), (json!("each key once"), json!("a")));
    let unknown = r#"{"open_post_page": {"post_token": "gZd7omnS", "page": 1}}"#;
    assert_eq!(values::<Action>(unknown), (json!(["post_token"]), json!("page")));
    let long = format!(r#"{{"open_post_page": {{"post_token": "{}"}}}}"#, "ا".repeat(81));
    let (limit, found) = values::<Action>(&long);
    assert_eq!((limit, found), (json!("^[A-Za-z0-9_-]{8,16}$"), json!(format!("{}…", "ا".repeat(80)))));
}

#[test]
fn what_is_not_json_is_one_violation_of_the_document() {
    let cases: [(&[u8], &str); 18] = [
        (b"", "EOF while parsing a value at line 1 column 0"),
        (b" \n\t", "EOF while parsing a value at line 2 column 1"),
        (b"{\"title_row\": {\"text\": \"a\",}}", "trailing comma at line 1 column 28"),
        (b"[1,]", "trailing comma at line 1 column 4"),
        (b"{\"a\" 1}", "expected `:` at line 1 column 6"),
        (b"{'a': 1}", "key must be a string at line 1 column 2"),
        (b"{} {}", "trailing characters at line 1 column 4"),
        (b"{\n  // no comments\n}", "key must be a string at line 2 column 3"),
        (b"nul", "EOF while parsing a value at line 1 column 3"),
        (b"NaN", "expected value at line 1 column 1"),
        (b"01", "invalid number at line 1 column 2"),
        (b"1e999", "number out of range at line 1 column 5"),
        (b"{\"score_row\": {\"percentage_score\": 1e999}}", "number out of range at line 1 column 40"),
        (b"{\"title_row\": {\"text\": \"\xff\"}}", "invalid unicode code point at line 1 column 25"),
        (b"\xef\xbb\xbf{}", "expected value at line 1 column 1"),
        (b"{\"title_row\": {\"text\": \"\\ud83d\"}}", "unexpected end of hex escape at line 1 column 31"),
        (b"{\"title_row\": {\"text\": \"\\udc00\"}}", "lone leading surrogate in hex escape at line 1 column 30"),
        (b"\"a\nb\"", "control character (\\u0000-\\u001F) found while parsing a string at line 2 column 0"),
    ];
    for (text, expected) in cases {
        let shown = String::from_utf8_lossy(text);
        let violations = refused::<Widget>(text);
        let [one] = violations.as_slice() else { panic!("{shown}: {violations}") };
        assert_eq!((one.pointer.as_str(), one.rule), ("", Rule::Syntax), "{shown}");
        assert_eq!(one.message, format!("this is not valid JSON: {expected}"), "{shown}");
        let (_, place) = expected.rsplit_once(" at ").unwrap();
        assert_eq!(one.found, place, "{shown}");
    }
}

#[test]
fn deep_nesting_is_an_error_and_not_a_crash() {
    for depth in [200, 10_000] {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        let objects = format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
        for text in [
            open.clone(),
            format!("{open}{close}"),
            objects.clone(),
            format!(r#"{{"button_bar": {{"title": "a", "action": {{"open_server_link": {{"data": {objects}}}}}}}}}"#),
        ] {
            let violations = refused::<Widget>(&text);
            assert_eq!(violations.as_slice()[0].rule, Rule::Syntax);
            assert!(violations.to_string().contains("recursion limit exceeded"), "{violations}");
        }
    }
    let data = format!("{}1{}", r#"{"a":"#.repeat(100), "}".repeat(100));
    Action::check(format!(r#"{{"open_server_link": {{"data": {data}}}}}"#).as_bytes()).unwrap();
}

#[test]
fn a_whole_number_may_be_written_in_any_way() {
    let row = |score: &str| format!(r#"{{"score_row": {{"title": "a", "percentage_score": {score}}}}}"#);
    for (score, value) in [
        ("12", 12),
        ("12.0", 12),
        ("1.2e1", 12),
        ("1.2E+1", 12),
        ("120e-1", 12),
        ("12.000000", 12),
        ("-0", 0),
        ("-0.0", 0),
        ("0e999", 0),
        ("1e2", 100),
    ] {
        assert_eq!(Widget::check(row(score).as_bytes()).unwrap(), ScoreRow::percentage("a", value).into(), "{score}");
    }
    for (score, rule) in [
        ("12.5", Rule::Type),
        ("1.25e1", Rule::Type),
        ("\"12\"", Rule::Type),
        ("[12]", Rule::Type),
        ("1e3", Rule::Maximum),
        ("2147483648", Rule::Maximum),
        ("18446744073709551616", Rule::Maximum),
        ("1e300", Rule::Maximum),
        ("-1e0", Rule::Minimum),
        ("-99999999999999999999", Rule::Minimum),
    ] {
        let violations = refused::<Widget>(row(score));
        let told: Vec<(&str, Rule)> = violations.iter().map(|one| (one.pointer.as_str(), one.rule)).collect();
        assert_eq!(told, [("/score_row/percentage_score", rule)], "{score}");
    }
}

#[test]
fn an_answer_may_have_more_members_than_are_known() {
    let text = br#"{"id": "6ca5ba03-f3a1-4761-9c60-8760f442a352", "later": {"a": [1]}, "": null}"#;
    AddonReceipt::check(text).unwrap();
    assert_eq!(lines::<AddonReceipt>(r#"{"later": 1}"#), [r#"(document): "id" is missing [required]"#]);
    BusinessAddon::check(br#"{"widgets": []}"#).unwrap();
}

#[test]
fn a_checker_refuses_schemas_that_it_would_not_fully_apply() {
    let dialect = "this keyword is not part of the dialect of the contract";
    let itself = "this schema leads back to itself without a member or an item in between";
    let cases = [
        (json!({"type": "integer", "multipleOf": 3}), "/multipleOf", dialect),
        (
            json!({"properties": {"a/b": {"items": {"uniqueItems": true}}}}),
            "/properties/a~1b/items/uniqueItems",
            dialect,
        ),
        (json!({"if~/": {}}), "/if~0~1", dialect),
        (json!({"allOf": [{}, {"nullable": true}]}), "/allOf/1/nullable", dialect),
        (json!({"properties": {"a": {"$ref": "#/$defs/No"}}}), "/$defs/No", "there is no schema here"),
        (json!({"$ref": "a.json#/b"}), "/$ref", "expected a reference into this document: `#/…`"),
        (json!({"type": "text"}), "/type", "unknown type"),
        (json!({"type": ["string", 1]}), "/type", "unknown type"),
        (json!({"maxLength": -1}), "/maxLength", "expected a non-negative integer"),
        (json!({"minItems": 1.5}), "/minItems", "expected a non-negative integer"),
        (json!({"minimum": "1"}), "/minimum", "expected a number"),
        (json!({"enum": "a"}), "/enum", "expected a list"),
        (json!({"properties": []}), "/properties", "expected an object"),
        (json!({"required": "a"}), "/required", "expected a list of names"),
        (json!({"required": ["a", 1]}), "/required", "expected a list of names"),
        (json!({"items": 1}), "/items", "a schema is an object or a boolean"),
        (json!({"additionalProperties": "no"}), "/additionalProperties", "a schema is an object or a boolean"),
        (json!({"allOf": {"type": "string"}}), "/allOf", "expected a list of schemas"),
        (json!({"oneOf": {}}), "/oneOf", "expected a list of schemas"),
        (json!({"anyOf": []}), "/anyOf", "expected a list of schemas"),
        (json!({"$ref": "#"}), "", itself),
        (json!({"$defs": {"A": {"allOf": [{"$ref": "#"}]}}, "not": {"$ref": "#/$defs/A"}}), "", itself),
    ];
    for (schema, pointer, problem) in cases {
        let error = Checker::compile(&schema, "").expect_err(&schema.to_string());
        assert_eq!((error.pointer.as_str(), error.problem.as_str()), (pointer, problem), "{schema}");
        assert_eq!(error.to_string(), format!("{pointer}: {problem}"));
    }
    let error = Checker::compile(&json!({"pattern": "("}), "").unwrap_err();
    assert_eq!(error.pointer, "/pattern");
    let error = Checker::compile(&json!({"a": {}}), "/b").unwrap_err();
    assert_eq!((error.pointer.as_str(), error.problem.as_str()), ("/b", "there is no schema here"));
}

#[test]
fn references_in_a_circle_are_refused_wherever_it_is_entered() {
    let circle = json!({"A": {"$ref": "#/$defs/B"}, "B": {"items": {"$ref": "#/$defs/A"}, "$ref": "#/$defs/A"}});
    for start in [json!({"$ref": "#/$defs/A"}), json!({"oneOf": [{"$ref": "#/$defs/B"}, {"$ref": "#/$defs/A"}]})] {
        let mut schema = start.clone();
        schema["$defs"] = circle.clone();
        let error = Checker::compile(&schema, "").expect_err(&schema.to_string());
        assert!(error.pointer.starts_with("/$defs/"), "{error}");
    }
}

#[test]
fn a_schema_may_contain_itself() {
    let tree = json!({
        "type": "object",
        "properties": {"left": {"$ref": "#"}, "right": {"$ref": "#"}},
        "additionalProperties": false,
    });
    let checker = Checker::compile(&tree, "").unwrap();
    checker.check(br#"{"left": {"left": {}, "right": {}}}"#).unwrap();
    let violations = checker.check(br#"{"left": {"right": {"rigth": {}}}}"#).unwrap_err();
    let expected = r#"/left/right: "rigth" is not known here; did you mean "right"? [additionalProperties]"#;
    assert_eq!(violations.to_string(), expected);
    let violations = checker.check_value(&json!({"left": 1, "right": []})).unwrap_err();
    let expected = "/left: expected an object but found an integer [type]\n\
                    /right: expected an object but found an array [type]";
    assert_eq!(violations.to_string(), expected);
}

#[test]
fn rules_are_named_like_the_keywords() {
    for (rule, name) in [
        (Rule::Syntax, "syntax"),
        (Rule::DuplicateKey, "duplicateKey"),
        (Rule::AdditionalProperties, "additionalProperties"),
        (Rule::MinLength, "minLength"),
        (Rule::OneOf, "oneOf"),
    ] {
        assert_eq!((rule.as_str(), rule.to_string(), json!(rule)), (name, name.to_owned(), json!(name)));
    }
}

#[test]
fn what_an_answer_holds_beside_the_contract_is_json_too() {
    let answer = |member: &[u8]| {
        let id = br#"{"id": "812d56e6-e44d-45e7-8932-f9acbd416999", "more": "#;
        AddonReceipt::check(&[id.as_slice(), member, b"}"].concat())
    };
    assert!(answer(br#"{"any": ["thing", null, 1.5]}"#).is_ok());
    let deep = "[".repeat(10_000);
    for broken in [b"\"\xFF\"".as_slice(), br#""\ud800""#, b"1e999", deep.as_bytes()] {
        assert_eq!(answer(broken).unwrap_err().as_slice()[0].rule, Rule::Syntax);
    }
}

#[test]
fn an_undecided_union_still_tells_what_every_form_refuses() {
    let told = |text: &str| -> Vec<(String, Rule)> {
        let violations = Widget::check(text.as_bytes()).unwrap_err();
        violations.iter().map(|violation| (violation.pointer.clone(), violation.rule)).collect()
    };
    let title = "ی".repeat(26);
    assert_eq!(
        told(&format!(r#"{{"score_row": {{"title": "{title}", "icon_name": "NO_SUCH_ICON"}}}}"#)),
        [
            ("/score_row".to_owned(), Rule::OneOf),
            ("/score_row/title".to_owned(), Rule::MaxLength),
            ("/score_row/icon_name".to_owned(), Rule::Enum),
        ]
    );
    assert_eq!(
        told(r#"{"description_row": {"text": 5, "expandable": "yes"}}"#),
        [("/description_row/expandable".to_owned(), Rule::Type), ("/description_row/text".to_owned(), Rule::Type)]
    );
}
