#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use kenar_validate::Schema;

use super::lint;

/// Pointer and lint of each warning.
fn found(schema: Schema, text: &str) -> Vec<(String, &'static str)> {
    lint(schema, text).into_iter().map(|warning| (warning.pointer, warning.lint)).collect()
}

fn hints(schema: Schema, text: &str) -> Vec<String> {
    lint(schema, text).into_iter().filter_map(|warning| warning.hint).collect()
}

#[test]
fn misspelt_keys_are_found_in_facts_and_in_paths() {
    let text = r#"{"widgets": [{"title_row": {"text": "سفید صدفی"}, "semantic_paths": {"Status ": "text"}},
        {"title_row": {"text": "سفید صدفی"}, "semantic_paths": {"vin": "text"}}],
        "semantic": {"identity_verifcation_result": "FACE_AND_ID_MATCHED", "o_real_estate_id": "1", "شناسه": "2"}}"#;
    let expected = [
        "/semantic/identity_verifcation_result",
        "/semantic/o_real_estate_id",
        "/widgets/0/semantic_paths/Status ",
        "/widgets/1/semantic_paths/vin",
    ];
    assert_eq!(found(Schema::PostAddon, text), expected.map(|at| (at.to_owned(), "misspelt-semantic-key")));
    assert_eq!(
        hints(Schema::PostAddon, text)[..2],
        ["did you mean `identity_verification_result`?", "did you mean one of `real_estate_id`, `old_real_estate_id`?",]
    );
}

#[test]
fn a_predefined_key_takes_its_own_values_only() {
    let text = r#"{"status": " succeeded", "payment_method": "CASH", "ownership_result": "OWNERSHIP_CONFIRMED"}"#;
    let lint = "foreign-predefined-value";
    assert_eq!(found(Schema::Semantic, text), [("/status".to_owned(), lint), ("/payment_method".to_owned(), lint)]);
    assert_eq!(
        hints(Schema::Semantic, text),
        ["did you mean `SUCCEEDED`?", "`payment_method` takes `SECURE`; for anything else choose another key",]
    );
    let number = r#"{"score_row": {"title": "فنی", "percentage_score": 80},
        "semantic_paths": {"inspection_result": "percentage_score"}}"#;
    assert_eq!(found(Schema::Widget, number), [("/semantic_paths/inspection_result".to_owned(), lint)]);
}

#[test]
fn public_values_that_will_be_hashed() {
    let text = r#"{"widgets": [{"title_row": {"text": "سفید صدفی"}}], "semantic": {
        "body": " سفید صدفی ", "year": "1401", "report": "https://example.com/1", "state": "ACCIDENT_FREE",
        "reference": "ref-1", "plate": "AB", "status": "FAILED", "vin_": "ACCIDENT_FREE", "empty": ""}}"#;
    let public: Vec<String> = found(Schema::PostAddon, text)
        .into_iter()
        .filter(|(_, lint)| *lint == "public-value-hashed")
        .map(|(at, _)| at)
        .collect();
    assert_eq!(public, ["/semantic/body", "/semantic/year", "/semantic/report", "/semantic/state", "/semantic/vin_"]);
    assert_eq!(found(Schema::LegacyUserVerification, r#"{"semantic": {"year": "1401"}}"#).len(), 1);
}

#[test]
fn sensitive_values_are_masked_and_never_taken_from_widgets() {
    let hash = "e0c01d18d946a4145892bba6a6f31d1c0bc16de04f3df3d3ccd3adfe63e838bf";
    let text = format!(r#"{{"VIN": "IRJC95R23KJ039206", "engine_number": "{hash}", "chassis_number": 12}}"#);
    let lint_name = "sensitive-value-raw";
    let expected = [("/VIN".to_owned(), lint_name), ("/chassis_number".to_owned(), lint_name)];
    assert_eq!(found(Schema::Semantic, &text), expected);
    let widget = r#"{"title_row": {"text": "IRJC95R23KJ039206"}, "semantic_paths": {"VIN": "text"}}"#;
    assert_eq!(found(Schema::Widget, widget), [("/semantic_paths/VIN".to_owned(), lint_name)]);
    for warning in lint(Schema::Semantic, &text).into_iter().chain(lint(Schema::Widget, widget)) {
        assert!(!format!("{warning:?}").contains("IRJC"), "{warning:?}");
    }
}

#[test]
fn paths_that_take_nothing() {
    let lint = "semantic-path-empty";
    for (row, path, empty) in [
        (r#""event_row": {"title": "a"}"#, "image_id", true),
        (r#""event_row": {"title": " "}"#, "title", true),
        (r#""selector_row": {"title": "a", "action": {"open_server_link": {}}}"#, "action.open_server_link.data", true),
        (r#""selector_row": {"title": "a", "action": {"open_direct_link": "https://a.ir"}}"#, "action", false),
        (r#""image_carousel_row": {"items": []}"#, "items", true),
        (r#""score_row": {"title": "a", "percentage_score": 0}"#, "percentage_score", false),
        (r#""score_row": {"title": "a", "percentage_score": 0, "has_divider": false}"#, "has_divider", false),
    ] {
        let text = format!(r#"{{{row}, "semantic_paths": {{"a/b": "{path}"}}}}"#);
        let expected = if empty { vec![("/semantic_paths/a~1b".to_owned(), lint)] } else { Vec::new() };
        assert_eq!(found(Schema::Widget, &text), expected, "{text}");
    }
}

#[test]
fn forms_of_v1() {
    let text = r#"{"widgets": [
        {"score_row": {"title": "فنی", "percentage_score": 8, "hasDivider": true, "icon": {"icon_name": "ADD"},
            "action": {"type": "OPEN_WEB_PAGE", "fallback_link": "https://a.ir", "payload": {}}}},
        {"image_carousel_row": {"items": [{"image_url": "logo"}]}},
        {"widget_type": "TITLE_ROW", "data": {"text": "a"}}],
        "semantic": {}, "categories": [], "phone": "09991234567", "verification_cost": 1}"#;
    let at: Vec<String> = found(Schema::UserAddon, text).into_iter().map(|(pointer, _)| pointer).collect();
    assert_eq!(
        at,
        [
            "/verification_cost",
            "/phone",
            "/widgets/0/score_row/hasDivider",
            "/widgets/0/score_row/icon",
            "/widgets/0/score_row/action",
            "/widgets/1/image_carousel_row/items/0/image_url",
            "/widgets/2",
        ]
    );
}

/// A row of another kind is refused with that spelling, so nobody is told that it is read.
#[test]
fn the_older_spelling_of_the_divider_is_read_in_one_row() {
    for (row, said) in [
        (r#""score_row": {"title": "فنی", "percentage_score": 8"#, "which v2 reads and does not write"),
        (r#""title_row": {"text": "فنی""#, "which v2 reads in a `score_row` only"),
    ] {
        let text = format!("{{{row}, \"hasDivider\": true}}}}");
        let warnings = lint(Schema::Widget, &text);
        assert!(warnings.len() == 1 && warnings[0].message.ends_with(said), "{warnings:?}");
        assert_eq!(kenar_validate::is_valid(Schema::Widget, text.as_bytes()), row.contains("score_row"));
    }
}

/// Every example file: nothing panics, and a valid v2 body has few warnings, a valid v1 body the one of its version.
#[test]
fn the_examples_of_the_contract() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/examples");
    for schema in Schema::ALL {
        for file in std::fs::read_dir(examples.join(schema.component())).unwrap() {
            let file = file.unwrap().path();
            let Ok(text) = std::fs::read_to_string(&file) else { continue };
            let warnings = lint(*schema, &text);
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            if schema.name().starts_with("legacy") && name.starts_with("valid") {
                let deprecated = warnings.iter().filter(|warning| warning.lint == "deprecated-v1-form").count();
                assert_eq!(deprecated, 1, "{}: {warnings:?}", file.display());
            }
        }
    }
}
