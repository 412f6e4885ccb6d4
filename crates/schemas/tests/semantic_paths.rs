//! Which paths can stand beside which row.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use kenar_schemas::widgets::*;
use kenar_schemas::{Action, Payload, Rule, Violations, Widget};
use serde_json::json;

/// One widget of each row.
fn rows() -> [Widget; 10] {
    let section = || EvaluationSection::new("a");
    let fact = || GroupInfoItem::new("a", "b");
    [
        TitleRow::new("a").into(),
        SubtitleRow::new("a").into(),
        DescriptionRow::new("a").into(),
        ButtonBar::new("a", Action::open_direct_link("https://example.com/").unwrap()).into(),
        SelectorRow::new("a").into(),
        EventRow::new("a").into(),
        ScoreRow::percentage("a", 1).into(),
        EvaluationRow::new(section(), section(), section()).into(),
        GroupInfoRow::new([fact(), fact()]).into(),
        ImageCarouselRow::new([ImageCarouselItem::new("logo")]).into(),
    ]
}

/// A value that was built is told the same as its written form.
fn validate(widget: &Widget) -> Result<(), Violations> {
    let validated = widget.validate();
    assert_eq!(Widget::check(&serde_json::to_vec(widget).unwrap()).map(drop), validated);
    validated
}

#[test]
fn semantic_paths_stand_beside_the_row() {
    let widget = Widget::from(SubtitleRow::new("سفید صدفی")).with_semantic_path("color", "text");
    let written = r#"{"subtitle_row":{"text":"سفید صدفی","has_divider":false},"semantic_paths":{"color":"text"}}"#;
    assert_eq!(serde_json::to_string(&widget).unwrap(), written);
    let before = r#"{"semantic_paths":{"color":"text"},"subtitle_row":{"text":"سفید صدفی"}}"#;
    assert_eq!(serde_json::from_str::<Widget>(before).unwrap(), widget);
}

const ACTION: [&str; 10] = [
    "action",
    "action.open_direct_link",
    "action.open_server_link",
    "action.open_server_link.data",
    "action.get_dynamic_action",
    "action.get_dynamic_action.data",
    "action.open_post_page",
    "action.open_post_page.post_token",
    "action.open_post_manage_page",
    "action.open_post_manage_page.post_token",
];

/// The paths that each row has; [`ACTION`] comes on top where the flag says so.
const PATHS: [(&str, &[&str], bool); 10] = [
    ("title_row", &["text", "has_divider"], false),
    ("subtitle_row", &["text", "has_divider"], false),
    ("description_row", &["text", "has_divider", "expandable"], false),
    ("button_bar", &["title"], true),
    ("selector_row", &["title", "image_id", "has_divider", "icon_name"], true),
    ("event_row", &["title", "subtitle", "label", "image_id", "has_divider", "icon_name"], false),
    ("score_row", &["title", "percentage_score", "descriptive_score", "score_color", "has_divider", "icon_name"], true),
    (
        "evaluation_row",
        &[
            "left",
            "left.text",
            "left.section_color",
            "middle",
            "middle.text",
            "middle.section_color",
            "right",
            "right.text",
            "right.section_color",
            "indicator_text",
            "indicator_percentage",
            "icon_name",
        ],
        false,
    ),
    ("group_info_row", &["items", "has_divider"], false),
    ("image_carousel_row", &["items", "has_divider"], false),
];

/// Not a path of any row.
const NO_PATH: [&str; 12] = [
    "",
    "Text",
    "hasDivider",
    "has_divider.",
    ".text",
    "text ",
    "title_row.text",
    "link",
    "image_url",
    "items.title",
    "items.0",
    "action.open_direct_link.url",
];

#[test]
fn a_path_is_taken_beside_the_rows_that_have_it_and_refused_beside_all_others() {
    let every: BTreeSet<&str> =
        PATHS.iter().flat_map(|(_, paths, _)| paths.iter()).chain(&ACTION).chain(&NO_PATH).copied().collect();
    for widget in rows() {
        let key = widget.row.key();
        let (_, own, action) = PATHS.iter().find(|(name, ..)| *name == key).unwrap();
        let own: BTreeSet<&str> = own.iter().copied().chain(ACTION.into_iter().filter(|_| *action)).collect();
        assert_eq!(widget.row.paths().iter().copied().collect::<BTreeSet<_>>(), own);
        for path in &every {
            let verdict = validate(&widget.clone().with_semantic_path("fact", *path));
            if own.contains(path) {
                verdict.unwrap_or_else(|violations| panic!("{violations}"));
            } else {
                let violations = verdict.expect_err(path);
                let [one] = violations.as_slice() else { panic!("{key}, {path}: {violations}") };
                assert_eq!((one.pointer.as_str(), one.rule), ("/semantic_paths/fact", Rule::Enum));
                assert_eq!((&one.limit, &one.found), (&json!(widget.row.paths()), &json!(path)));
            }
        }
    }
}
