//! The v1 types: what they take, what they refuse, and what they write.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use kenar_schemas::legacy::*;
use kenar_schemas::{EXPORTS, IconName, LinkUrl, Payload, Phone, Rule, Violations};
use serde_json::{Value, json};

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/examples")
}

/// Holds one text against a type in every way that there is, and fails where they disagree.
fn verdict<T: Payload>(text: &[u8], name: &str) -> Result<(), Violations> {
    let checked = T::check(text);
    let read = serde_json::from_slice::<T>(text).map_err(|error| error.to_string());
    match (&checked, read) {
        (Ok(_), Ok(value)) => {
            Payload::validate(&value)
                .unwrap_or_else(|violations| panic!("{name} is taken but not valid: {violations}"));
            let written = serde_json::to_value(&value).unwrap();
            let again = T::check(&serde_json::to_vec(&written).unwrap())
                .unwrap_or_else(|violations| panic!("{name} cannot be read again: {violations}"));
            assert_eq!(serde_json::to_value(again).unwrap(), written, "{name}");
        }
        (Ok(_), Err(error)) => panic!("{name} is taken, but only by the schema: {error}"),
        (Err(_), Ok(value)) => assert!(Payload::validate(&value).is_err(), "{name} is refused, but only by the schema"),
        (Err(_), Err(_)) => {}
    }
    checked.map(drop)
}

macro_rules! components {
    ($($name:ident),* $(,)?) => {
        fn check(component: &str, text: &[u8], name: &str) -> Option<Result<(), Violations>> {
            match component {
                $(stringify!($name) => Some(verdict::<$name>(text, name)),)*
                _ => None,
            }
        }
    };
}

components! {
    LegacyAction, LegacyAddonMetaData, LegacyAppInfo, LegacyButton, LegacyButtonStyle, LegacyColor,
    LegacyDescriptionRowData, LegacyEvaluationRowData, LegacyEvaluationSection, LegacyEventRowData,
    LegacyGroupInfoItem, LegacyGroupInfoRowData, LegacyIcon, LegacyImageCarouselItem, LegacyImageCarouselRowData,
    LegacyIndicatorIcon, LegacyLegendTag, LegacyLegendTitleRowData, LegacyPostAddon, LegacyPostAddonItem,
    LegacyPostAddonList, LegacyPostSemantic, LegacyScoreRowData, LegacySelector, LegacySelectorRowData,
    LegacySemantic, LegacySemanticValue, LegacySubtitleRowData, LegacyTagColor, LegacyTitleRowData, LegacyUserAddon,
    LegacyUserVerification, LegacyWebPageAction, LegacyWebPagePayload, LegacyWebViewAction, LegacyWebViewPayload,
    LegacyWideButtonBarData, LegacyWidget, LegacyWidgetList, LegacyWidgetListView, LegacyWidgetView,
}

#[test]
fn examples_get_the_verdict_in_their_name() {
    let mut seen = [0, 0];
    for folder in fs::read_dir(examples()).unwrap().map(|entry| entry.unwrap().path()) {
        let component = folder.file_name().unwrap().to_str().unwrap().to_owned();
        if !component.starts_with("Legacy") {
            continue;
        }
        for file in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let stem = file.file_stem().unwrap().to_str().unwrap();
            let name = format!("{component}/{stem}");
            if stem.ends_with(".violation") {
                continue;
            }
            let text = fs::read(&file).unwrap();
            let verdict = check(&component, &text, &name).unwrap_or_else(|| panic!("no type for {component}"));
            if stem.starts_with("valid-") {
                seen[0] += 1;
                verdict.unwrap_or_else(|violations| panic!("{name} is refused: {violations}"));
            } else {
                seen[1] += 1;
                let expected = fs::read(file.with_extension("violation.json")).unwrap();
                let expected: Value = serde_json::from_slice(&expected).unwrap();
                let violations = verdict.expect_err(&name);
                let found = |violation: &kenar_schemas::Violation| {
                    expected["pointer"] == violation.pointer && expected["rule"] == violation.rule.as_str()
                };
                assert!(violations.iter().any(found), "{name}: expected {expected}, found {violations}");
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 100), "{seen:?}");
}

#[test]
fn type_urls_are_written_and_no_other_is_read() {
    let button = LegacyAction::web_view("https://example.com/").unwrap();
    let section = || LegacyEvaluationSection::new("a");
    let rows: [(LegacyWidget, &str); 11] = [
        (LegacyTitleRowData::new("a").into(), "TitleRowData"),
        (LegacySubtitleRowData::new("a").into(), "SubtitleRowData"),
        (LegacyDescriptionRowData::new("a").into(), "DescriptionRowData"),
        (LegacyWideButtonBarData::new("a", button).into(), "WideButtonBarWidgetData"),
        (LegacySelectorRowData::new("a").into(), "SelectorRowData"),
        (LegacyEventRowData::new("a").into(), "EventRowData"),
        (LegacyScoreRowData::percentage("a", 1).into(), "ScoreRowData"),
        (LegacyEvaluationRowData::new(section(), section(), section()).into(), "EvaluationRowData"),
        (
            LegacyGroupInfoRowData::new([LegacyGroupInfoItem::new("a", "b"), LegacyGroupInfoItem::new("c", "d")])
                .into(),
            "GroupInfoRow",
        ),
        (LegacyImageCarouselRowData::new([LegacyImageCarouselItem::new("logo")]).into(), "ImageCarouselRowData"),
        (LegacyLegendTitleRowData::new("a").into(), "LegendTitleRowData"),
    ];
    assert_eq!(rows.each_ref().map(|(row, _)| row.widget_type()), LegacyWidget::TYPES);
    for (row, name) in rows {
        row.validate().unwrap();
        let mut written = serde_json::to_value(&row).unwrap();
        assert_eq!(written["widget_type"], row.widget_type());
        assert_eq!(written["data"]["@type"], format!("type.googleapis.com/widgets.{name}"));
        assert_eq!(serde_json::from_value::<LegacyWidget>(written.clone()).unwrap(), row);
        written["data"]["@type"] = json!(name);
        assert!(serde_json::from_value::<LegacyWidget>(written.clone()).is_err());
        let violations = LegacyWidget::check(written.to_string().as_bytes()).unwrap_err();
        assert_eq!(violations.as_slice()[0].pointer, "/data/@type");
        assert_eq!(violations.as_slice()[0].rule, Rule::Enum);
    }
}

#[test]
fn a_score_row_has_one_divider_in_either_spelling() {
    let row = |divider: &str| {
        format!(
            r#"{{"@type": "type.googleapis.com/widgets.ScoreRowData", "title": "a", "descriptive_score": "b"{divider}}}"#
        )
    };
    let read = |divider: &str| verdict::<LegacyScoreRowData>(row(divider).as_bytes(), divider);
    for divider in [r#", "has_divider": true"#, r#", "hasDivider": true"#] {
        read(divider).unwrap();
        let value = LegacyScoreRowData::check(row(divider).as_bytes()).unwrap();
        assert!(value.has_divider);
        let written = serde_json::to_value(value).unwrap();
        assert_eq!((&written["has_divider"], written.get("hasDivider")), (&json!(true), None));
    }
    let both = read(r#", "has_divider": true, "hasDivider": true"#).unwrap_err();
    assert_eq!(both.as_slice()[0].rule, Rule::AdditionalProperties);
    assert!(read(r#", "percentage_score": 1"#).is_err());
}

#[test]
fn no_key_of_a_map_stands_twice() {
    let doubled = br#"{"semantic": {"a": "1", "a": "2"}}"#;
    let violations = verdict::<LegacyUserVerification>(doubled, "user verification").unwrap_err();
    assert_eq!(
        (violations.as_slice()[0].pointer.as_str(), violations.as_slice()[0].rule),
        ("/semantic", Rule::DuplicateKey)
    );
    let doubled = br#"{"widgets": {"widget_list": []}, "semantic": {"a": 1, "a": "1"}}"#;
    assert!(verdict::<LegacyPostAddon>(doubled, "post add-on").is_err());
}

#[test]
fn facts_about_posts_keep_their_numbers() {
    let facts = LegacyPostSemantic::new().with("year", 1398).with("plate", "12الف345");
    let text = r#"{"plate":"12الف345","year":1398}"#;
    assert_eq!(serde_json::to_string(&facts).unwrap(), text);
    assert_eq!(LegacyPostSemantic::check(text.as_bytes()).unwrap(), facts);
    assert_eq!(facts.get("year"), Some(&LegacySemanticValue::from(1398)));
    for other in ["true", "null", "[]", "{}"] {
        let text = format!(r#"{{"a": {other}}}"#);
        let violations = verdict::<LegacyPostSemantic>(text.as_bytes(), other).unwrap_err();
        assert_eq!((violations.as_slice()[0].pointer.as_str(), violations.as_slice()[0].rule), ("/a", Rule::Type));
    }
}

#[test]
fn an_action_may_say_late_what_it_is() {
    let text = r#"{
        "payload": {"link": "https://example.com/b", "@type": "type.googleapis.com/widgets.OpenWebPagePayload"},
        "fallback_link": "https://example.com/old",
        "type": "OPEN_WEB_PAGE"
    }"#;
    verdict::<LegacyAction>(text.as_bytes(), "late type").unwrap();
    let fallback = LinkUrl::new("https://example.com/old").unwrap();
    let built = LegacyAction::web_page("https://example.com/b").unwrap().with_fallback_link(fallback.clone());
    assert_eq!(LegacyAction::check(text.as_bytes()).unwrap(), built);
    assert_eq!((built.url().as_str(), built.fallback_link()), ("https://example.com/b", &fallback));
}

#[test]
fn limits_hold_for_values_built_in_code() {
    let phone = Phone::new("09991234567").unwrap();
    let pointers = |addon: &LegacyUserAddon| -> Vec<String> {
        let violations = addon.validate().unwrap_err();
        violations.iter().map(|violation| violation.pointer.clone()).collect()
    };
    let long = LegacyUserAddon::new(phone.clone(), [LegacyTitleRowData::new("ا".repeat(50)).into()]);
    assert_eq!(pointers(&long), ["/widgets/widget_list/0/data/text"]);
    let unknown = LegacySelectorRowData::new("a").with_icon(LegacyIcon::new(IconName::new("NO_SUCH_ICON")));
    let unknown = LegacyUserAddon::new(phone.clone(), [unknown.into()]);
    assert_eq!(pointers(&unknown), ["/widgets/widget_list/0/data/icon/icon_name"]);
    let preview = LegacyDescriptionRowData::new("a").with_preview_max_line(1);
    let preview = LegacyUserAddon::new(phone.clone(), [preview.into()]);
    assert_eq!(pointers(&preview), ["/widgets/widget_list/0/data/preview_max_line"]);
    let preview = LegacyDescriptionRowData::expandable("ا".repeat(201)).with_preview_max_line(1);
    LegacyUserAddon::new(phone, [preview.into()]).with_notes("ا".repeat(1024)).validate().unwrap();
}

#[test]
fn the_three_bodies_are_exported() {
    let names: BTreeSet<(&str, &str)> = EXPORTS.iter().map(|export| (export.name, export.component)).collect();
    for pair in [
        ("legacy-user-addon", "LegacyUserAddon"),
        ("legacy-post-addon", "LegacyPostAddon"),
        ("legacy-user-verification", "LegacyUserVerification"),
    ] {
        assert!(names.contains(&pair), "{pair:?}");
    }
}
