#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use kenar_validate::Schema;

use super::{Options, repair};

/// The repaired text and what is left, as `pointer: message`.
fn fixed(schema: Schema, text: &str, mask: bool) -> (String, Vec<String>) {
    let outcome = repair(schema, text, Options { mask });
    (outcome.text, outcome.left.into_iter().map(|left| format!("{}: {}", left.pointer, left.message)).collect())
}

/// Repairs completely.
fn fine(schema: Schema, text: &str) -> String {
    let (text, left) = fixed(schema, text, false);
    assert_eq!(left, [""; 0], "{text}");
    text
}

#[test]
fn names_get_their_spelling_and_all_else_stays() {
    let text = "{ \"scoreRow\" : {\"Title\":\"فنی\\u200cها\", \"percentageScore\": 8.0e1 ,\n\t\"hasDivider\":true, \"iconName\":\"ADD\"},\"semantic-paths\":{\"a b\": \"percentageScore\"} }";
    let expected = "{ \"score_row\" : {\"title\":\"فنی\\u200cها\", \"percentage_score\": 8.0e1 ,\n\t\"has_divider\":true, \"icon_name\":\"ADD\"},\"semantic_paths\":{\"a b\": \"percentage_score\"} }";
    assert_eq!(fine(Schema::Widget, text), expected);
}

#[test]
fn nothing_is_written_over_and_nothing_is_guessed() {
    for (schema, text, mask, left) in [
        // Two spellings of one member: the value of neither is chosen.
        (
            Schema::Widget,
            r#"{"title_row": {"text": "a", "hasDivider": true, "has_divider": false}}"#,
            false,
            "/title_row/hasDivider: this means \"has_divider\", which is there already; keep one",
        ),
        (
            Schema::Widget,
            r#"{"title_row": {"text": "a", "hasDivider": true, "hasDivider": false}}"#,
            false,
            "/title_row/hasDivider: this means \"has_divider\", but is written twice; keep one",
        ),
        (
            Schema::Widget,
            r#"{"event_row": {"title": "a", "image_url": "https://example.com/a.jpg"}}"#,
            false,
            "/event_row/image_url: this means \"image_id\", which takes the id of an upload or `logo`, no address",
        ),
        (
            Schema::Semantic,
            r#"{"post_verifcation_result": "OK"}"#,
            true,
            "/post_verifcation_result: this means `post_verification_result`, which takes `POST_INFORMATION_MATCHED` only, and this value is another one",
        ),
        (
            Schema::Semantic,
            r#"{"o_real_estate_id": "1"}"#,
            true,
            "/o_real_estate_id: this is equally near to `real_estate_id` and `old_real_estate_id`; choose one",
        ),
        (
            Schema::Semantic,
            r#"{"vin": "IRJC95R23KJ039206"}"#,
            false,
            "/vin: this means `VIN`, whose value must be masked, and this one is not; `--mask` repairs both",
        ),
        (
            Schema::Semantic,
            r#"{"VIN": "IRJCé"}"#,
            true,
            "/VIN: this value must be masked and cannot be: character 5 (U+00E9) is not ASCII; write the value as on the card or deed",
        ),
        (
            Schema::LegacyUserVerification,
            r#"{"semantic": {"post_verifcation_result": "POST_INFORMATION_MATCHED"}, "semantic_sensitives": ["post_verifcation_result"]}"#,
            false,
            "/semantic/post_verifcation_result: this means `post_verification_result`, and `semantic_sensitives` names it; change both",
        ),
    ] {
        let (same, told) = fixed(schema, text, mask);
        assert_eq!(same, text);
        assert_eq!(told.first().map(String::as_str), Some(left), "{told:?}");
        assert!(!told.iter().any(|line| line.contains("IRJC9")), "{told:?}");
    }
}

#[test]
fn two_members_that_mean_the_same_one() {
    let text = r#"{"title_row": {"Text": "a", "TEXT": "b"}}"#;
    let (fixed, left) = fixed(Schema::Widget, text, false);
    assert_eq!(fixed, r#"{"title_row": {"text": "a", "TEXT": "b"}}"#);
    assert_eq!(left, ["/title_row/TEXT: this means \"text\", which is there already; keep one"]);
}

#[test]
fn spaces_around_texts_go_and_escapes_stay() {
    let text = r#"{"subtitle_row": {"text": "\u0020\n سفید\u200c صدفی \u00e9\\ \t\u3000"}, "semantic_paths": {" color ": " text"}}"#;
    let expected = r#"{"subtitle_row": {"text": "سفید\u200c صدفی \u00e9\\"}, "semantic_paths": {" color ": "text"}}"#;
    assert_eq!(fine(Schema::Widget, text), expected);
    // An emoji that is written as a pair of escapes, and a zero-width non-joiner, are no spaces.
    for kept in [r#"{"title_row": {"text": "\ud83d\ude97 a"}}"#, "{\"title_row\": {\"text\": \"\u{200c}a\u{200c}\"}}"] {
        assert_eq!(fine(Schema::Widget, kept), kept);
    }
}

#[test]
fn what_belongs_to_the_app_is_left_alone() {
    for text in [
        r#"{"open_server_link": {"data": {"hasDivider": " a ", "imageUrl": 1}}}"#,
        r#"{"get_dynamic_action": {"data": {"VIN": " a "}}}"#,
    ] {
        assert_eq!(fine(Schema::Action, text), text);
    }
    // The hash of a fact is that of the text as it is; a key may be any text.
    let facts = r#"{"plate": " 12 ", "hasDivider": " x", "status": " FAILED "}"#;
    assert_eq!(fine(Schema::Semantic, facts), facts.replace(" FAILED ", "FAILED"));
    let blank = r#"{"title_row": {"text": "  "}}"#;
    assert_eq!(fine(Schema::Widget, blank), blank);
}

#[test]
fn masking_is_what_the_platform_asks_for() {
    let hash = "e0c01d18d946a4145892bba6a6f31d1c0bc16de04f3df3d3ccd3adfe63e838bf";
    let text = r#"{"semantic":{"VIN":" irjc95r\u06f2\u06f3kj039206 ","engine_number":"IRJC95R23KJ039206","vim":"1"}}"#;
    let expected = format!(r#"{{"semantic":{{"VIN":"{hash}","engine_number":"{hash}","vim":"1"}}}}"#);
    let (once, left) = fixed(Schema::PostSemantic, text, true);
    assert_eq!((once.as_str(), left.len()), (expected.as_str(), 0));
    let again = repair(Schema::PostSemantic, &once, Options { mask: true });
    assert_eq!((again.text, again.repairs), (once, Vec::new()));
    let (unmasked, left) = fixed(Schema::PostSemantic, text, false);
    assert_eq!((unmasked.as_str(), left.len()), (text, 2));
    let renamed = fixed(Schema::Semantic, r#"{"vin": "IRJC95R23KJ039206"}"#, true);
    assert_eq!(renamed, (format!(r#"{{"VIN": "{hash}"}}"#), Vec::new()));
}

#[test]
fn bodies_of_v1() {
    let text = r#"{"widgets": {"widgetList": [{"widgetType": "SCORE_ROW", "data": {"@type": "type.googleapis.com/widgets.ScoreRowData",
        "title": " فنی ", "percentage_score": 80, "hasDivider": true}}]}, "phone": "09991234567"}"#;
    let expected = r#"{"widgets": {"widget_list": [{"widget_type": "SCORE_ROW", "data": {"@type": "type.googleapis.com/widgets.ScoreRowData",
        "title": "فنی", "percentage_score": 80, "has_divider": true}}]}, "phone": "09991234567"}"#;
    assert_eq!(fine(Schema::LegacyUserAddon, text), expected);
}

/// Every example of the contract: what is valid stays valid, what is repaired once needs no second repair, and neither the
/// number of lines nor anything in a valid document changes, save the older spelling and sensitive values.
#[test]
fn the_examples_of_the_contract() {
    let examples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/examples");
    let mut repaired = 0;
    for schema in Schema::ALL {
        for file in std::fs::read_dir(examples.join(schema.component())).unwrap() {
            let file = file.unwrap().path();
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            let Ok(text) = std::fs::read_to_string(&file) else { continue };
            if name.ends_with(".violation.json") {
                continue;
            }
            let once = repair(*schema, &text, Options { mask: false });
            let valid = kenar_validate::is_valid(*schema, text.as_bytes());
            assert!(!valid || kenar_validate::is_valid(*schema, once.text.as_bytes()), "{}", file.display());
            assert_eq!(once.text.lines().count(), text.lines().count(), "{}", file.display());
            let twice = repair(*schema, &once.text, Options { mask: false });
            assert_eq!(twice.text, once.text, "{}", file.display());
            assert!(once.repairs.is_empty() == (once.text == text), "{}", file.display());
            repaired += usize::from(!once.repairs.is_empty());
        }
    }
    assert!(repaired > 3, "{repaired}");
}

/// All members and elements of a document, however deep.
fn count(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Object(members) => members.len() + members.values().map(count).sum::<usize>(),
        serde_json::Value::Array(items) => items.len() + items.iter().map(count).sum::<usize>(),
        _ => 0,
    }
}

/// Examples that have most rows and members.
fn texts() -> Vec<(Schema, String)> {
    let examples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/examples");
    let mut texts = Vec::new();
    for schema in
        [Schema::UserAddon, Schema::PostAddon, Schema::LegacyUserAddon, Schema::UserSemantic, Schema::Semantic]
    {
        for name in ["valid-all-widgets.json", "valid-full.json"] {
            if let Ok(text) = std::fs::read_to_string(examples.join(schema.component()).join(name)) {
                texts.push((schema, text));
            }
        }
    }
    assert!(texts.len() > 5);
    texts
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 64, failure_persistence: None, ..Default::default() })]

    /// However a document is garbled: no panic, no member lost, no line more or less, and a second time nothing to do.
    #[test]
    fn a_garbled_document_loses_nothing(
        which in 0_usize..1000,
        garbles in proptest::collection::vec((0_usize..10_000, 0_usize..8), 0..12),
        mask in proptest::bool::ANY,
    ) {
        let texts = texts();
        let (schema, text) = &texts[which % texts.len()];
        let mut characters: Vec<char> = text.chars().collect();
        for (at, how) in garbles {
            let at = at % characters.len();
            match how {
                0 => { characters.remove(at); }
                1 => characters.insert(at, ' '),
                2 => characters[at] = characters[at].to_ascii_uppercase(),
                3 => characters[at] = '-',
                4 => characters.insert(at, '"'),
                5 => characters.splice(at..at, "\\u0020".chars()).for_each(drop),
                6 => characters.swap(at, at.saturating_sub(1)),
                _ => characters.insert(at, 'و'),
            }
        }
        let text: String = characters.into_iter().collect();
        let once = repair(*schema, &text, Options { mask });
        proptest::prop_assert_eq!(once.text.lines().count(), text.lines().count());
        let values = |text: &str| serde_json::from_str(text).ok().map(|value| count(&value));
        proptest::prop_assert_eq!(values(&once.text), values(&text));
        let twice = repair(*schema, &once.text, Options { mask });
        proptest::prop_assert_eq!(&twice.text, &once.text);
        if text == once.text {
            proptest::prop_assert!(once.repairs.is_empty());
        }
    }
}
