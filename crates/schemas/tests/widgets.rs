//! The ten rows: how they are built and written, what their limits are, and what is refused.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use kenar_schemas::widgets::*;
use kenar_schemas::{
    Action, BusinessAddon, IconName, ImageId, Payload, PostToken, Rule, Violations, Widget, WidgetColor,
};
use serde_json::{Map, Value, json};

const IMAGE: &str = "57c76b48-d381-4b8a-b34f-355f6869b6ed.jpg";

fn open_link() -> Action {
    Action::open_direct_link("https://example.com/report/15").unwrap()
}

fn data() -> Map<String, Value> {
    json!({"report": "۱۵", "nested": {"list": [1, null, 2.5]}}).as_object().unwrap().clone()
}

fn sections() -> [EvaluationSection; 3] {
    ["ارزان", "منصفانه", "گران"].map(EvaluationSection::new)
}

/// Pointer, rule, limit and found of each violation.
fn told(result: Result<(), Violations>) -> Vec<(String, Rule, Value, Value)> {
    let violations = result.expect_err("something is wrong with it");
    violations.into_iter().map(|one| (one.pointer, one.rule, one.limit, one.found)).collect()
}

/// A value that was built is told the same as its written form.
fn validate(widget: &Widget) -> Result<(), Violations> {
    let written = serde_json::to_vec(widget).unwrap();
    let validated = widget.validate();
    assert_eq!(Widget::check(&written).map(drop), validated, "{widget:?}");
    validated
}

/// Each row as small as it can be and with everything in it, and how both are written.
fn forms() -> Vec<(Widget, Value)> {
    let [left, middle, right] = sections();
    vec![
        (TitleRow::new("عنوان").into(), json!({"title_row": {"text": "عنوان", "has_divider": false}})),
        (TitleRow::new("عنوان").with_divider().into(), json!({"title_row": {"text": "عنوان", "has_divider": true}})),
        (SubtitleRow::new("").into(), json!({"subtitle_row": {"text": "", "has_divider": false}})),
        (SubtitleRow::new("الف").with_divider().into(), json!({"subtitle_row": {"text": "الف", "has_divider": true}})),
        (
            DescriptionRow::new("متن").into(),
            json!({"description_row": {"text": "متن", "has_divider": false, "expandable": false}}),
        ),
        (
            DescriptionRow::expandable("متن").with_divider().into(),
            json!({"description_row": {"text": "متن", "has_divider": true, "expandable": true}}),
        ),
        (
            ButtonBar::new("دیدن", open_link()).into(),
            json!({"button_bar": {"title": "دیدن", "action": {"open_direct_link": "https://example.com/report/15"}}}),
        ),
        (SelectorRow::new("ردیف").into(), json!({"selector_row": {"title": "ردیف", "has_divider": false}})),
        (
            SelectorRow::new("ردیف")
                .with_image(IMAGE)
                .with_icon(IconName::ADD)
                .with_action(open_link())
                .with_divider()
                .into(),
            json!({"selector_row": {
                "title": "ردیف",
                "image_id": IMAGE,
                "has_divider": true,
                "icon_name": "ADD",
                "action": {"open_direct_link": "https://example.com/report/15"},
            }}),
        ),
        (EventRow::new("رویداد").into(), json!({"event_row": {"title": "رویداد", "has_divider": false}})),
        (
            EventRow::new("رویداد")
                .with_subtitle("زیرعنوان")
                .with_label("تضمینی")
                .with_image(ImageId::logo())
                .with_icon(IconName::CAR_INSPECTED)
                .with_divider()
                .into(),
            json!({"event_row": {
                "title": "رویداد",
                "subtitle": "زیرعنوان",
                "label": "تضمینی",
                "image_id": "logo",
                "has_divider": true,
                "icon_name": "CAR_INSPECTED",
            }}),
        ),
        (
            ScoreRow::percentage("فنی", 0).into(),
            json!({"score_row": {"title": "فنی", "percentage_score": 0, "has_divider": false}}),
        ),
        (
            ScoreRow::descriptive("بدنه", "سالم")
                .with_color(WidgetColor::WarningSecondary)
                .with_icon(IconName::HISTORY)
                .with_action(open_link())
                .with_divider()
                .into(),
            json!({"score_row": {
                "title": "بدنه",
                "descriptive_score": "سالم",
                "score_color": "WARNING_SECONDARY",
                "has_divider": true,
                "icon_name": "HISTORY",
                "action": {"open_direct_link": "https://example.com/report/15"},
            }}),
        ),
        (
            EvaluationRow::new(left.clone(), middle.clone(), right.clone()).into(),
            json!({"evaluation_row": {
                "left": {"text": "ارزان"},
                "middle": {"text": "منصفانه"},
                "right": {"text": "گران"},
            }}),
        ),
        (
            EvaluationRow::new(
                left.with_color(WidgetColor::SuccessPrimary),
                middle.with_color(WidgetColor::SuccessSecondary),
                right.with_color(WidgetColor::ErrorPrimary),
            )
            .with_indicator_text("این آگهی")
            .with_indicator_percentage(45)
            .with_icon(IconName::MONEY)
            .into(),
            json!({"evaluation_row": {
                "left": {"text": "ارزان", "section_color": "SUCCESS_PRIMARY"},
                "middle": {"text": "منصفانه", "section_color": "SUCCESS_SECONDARY"},
                "right": {"text": "گران", "section_color": "ERROR_PRIMARY"},
                "indicator_text": "این آگهی",
                "indicator_percentage": 45,
                "icon_name": "MONEY",
            }}),
        ),
        (
            GroupInfoRow::new([GroupInfoItem::new("سال", "۱۴۰۱"), GroupInfoItem::new("رنگ", "سفید")]).into(),
            json!({"group_info_row": {
                "items": [{"title": "سال", "value": "۱۴۰۱"}, {"title": "رنگ", "value": "سفید"}],
                "has_divider": false,
            }}),
        ),
        (
            GroupInfoRow::new([("سال", "۱"), ("رنگ", "۲"), ("شهر", "۳")].map(|(a, b)| GroupInfoItem::new(a, b)))
                .with_divider()
                .into(),
            json!({"group_info_row": {
                "items": [
                    {"title": "سال", "value": "۱"}, {"title": "رنگ", "value": "۲"}, {"title": "شهر", "value": "۳"},
                ],
                "has_divider": true,
            }}),
        ),
        (
            ImageCarouselRow::new([ImageCarouselItem::new("logo")]).into(),
            json!({"image_carousel_row": {"items": [{"image_id": "logo"}], "has_divider": false}}),
        ),
        (
            ImageCarouselRow::new([
                ImageCarouselItem::new(IMAGE).with_description("نمای جلو"),
                ImageCarouselItem::new("b"),
            ])
            .with_divider()
            .into(),
            json!({"image_carousel_row": {
                "items": [{"image_id": IMAGE, "description": "نمای جلو"}, {"image_id": "b"}],
                "has_divider": true,
            }}),
        ),
    ]
}

#[test]
fn every_row_has_its_exact_wire_form() {
    let forms = forms();
    let seen: BTreeSet<&str> = forms.iter().map(|(widget, _)| widget.row.key()).collect();
    assert_eq!(seen, Row::KEYS.iter().copied().collect());
    for (widget, written) in forms {
        assert_eq!(serde_json::to_value(&widget).unwrap(), written);
        assert_eq!(serde_json::from_value::<Widget>(written).unwrap(), widget);
        validate(&widget).unwrap();
    }
}

#[test]
fn the_keys_stand_in_the_order_of_the_contract() {
    let keys = [
        "title_row",
        "subtitle_row",
        "description_row",
        "button_bar",
        "selector_row",
        "event_row",
        "score_row",
        "evaluation_row",
        "group_info_row",
        "image_carousel_row",
    ];
    assert_eq!(Row::KEYS, keys);
}

#[test]
fn every_action_has_its_exact_wire_form() {
    let token = || PostToken::new("gZd7omnS").unwrap();
    let actions = [
        (open_link(), json!({"open_direct_link": "https://example.com/report/15"})),
        (Action::open_server_link(data()), json!({"open_server_link": {"data": data()}})),
        (Action::open_server_link(Map::new()), json!({"open_server_link": {"data": {}}})),
        (Action::get_dynamic_action(data()), json!({"get_dynamic_action": {"data": data()}})),
        (Action::open_post_page(token()), json!({"open_post_page": {"post_token": "gZd7omnS"}})),
        (Action::open_post_manage_page(token()), json!({"open_post_manage_page": {"post_token": "gZd7omnS"}})),
    ];
    for (action, written) in actions {
        assert_eq!(serde_json::to_value(&action).unwrap(), written);
        assert_eq!(Action::check(written.to_string().as_bytes()).unwrap(), action);
    }
    assert_eq!(Action::check(br#"{"open_server_link": {}}"#).unwrap(), Action::open_server_link(Map::new()));
}

type Build = fn(String) -> Widget;

/// Every limit on a text: where it is, how long it may be, and a widget that has it there.
const TEXTS: &[(&str, u64, Build)] = &[
    ("/title_row/text", 49, |text| TitleRow::new(text).into()),
    ("/subtitle_row/text", 200, |text| SubtitleRow::new(text).into()),
    ("/description_row/text", 200, |text| DescriptionRow::new(text).into()),
    ("/button_bar/title", 49, |text| ButtonBar::new(text, open_link()).into()),
    ("/selector_row/title", 200, |text| SelectorRow::new(text).into()),
    ("/event_row/title", 24, |text| EventRow::new(text).into()),
    ("/event_row/subtitle", 59, |text| EventRow::new("a").with_subtitle(text).into()),
    ("/event_row/label", 15, |text| EventRow::new("a").with_label(text).into()),
    ("/score_row/title", 25, |text| ScoreRow::percentage(text, 1).into()),
    ("/score_row/title", 25, |text| ScoreRow::descriptive(text, "a").into()),
    ("/score_row/descriptive_score", 17, |text| ScoreRow::descriptive("a", text).into()),
    ("/evaluation_row/left/text", 18, |text| evaluation([&text, "b", "c"])),
    ("/evaluation_row/middle/text", 18, |text| evaluation(["a", &text, "c"])),
    ("/evaluation_row/right/text", 18, |text| evaluation(["a", "b", &text])),
    ("/group_info_row/items/0/title", 50, |text| facts([(&text, "b"), ("c", "d")])),
    ("/group_info_row/items/1/value", 100, |text| facts([("a", "b"), ("c", &text)])),
];

/// Texts without a limit.
const UNLIMITED: &[Build] = &[
    |text| DescriptionRow::expandable(text).into(),
    |text| SelectorRow::new("a").with_image(text).into(),
    |text| {
        let [left, middle, right] = sections();
        EvaluationRow::new(left, middle, right).with_indicator_text(text).into()
    },
    |text| ImageCarouselRow::new([ImageCarouselItem::new("a").with_description(text)]).into(),
];

fn evaluation(texts: [&str; 3]) -> Widget {
    let [left, middle, right] = texts.map(EvaluationSection::new);
    EvaluationRow::new(left, middle, right).into()
}

fn facts<'a, const N: usize>(facts: [(&'a str, &'a str); N]) -> Widget {
    GroupInfoRow::new(facts.map(|(title, value)| GroupInfoItem::new(title, value))).into()
}

/// `count` Unicode scalar values of a sample, over and over.
fn text(sample: &str, count: u64) -> String {
    sample.chars().cycle().take(usize::try_from(count).unwrap()).collect()
}

/// One character on the screen, several scalar values: letters joined by ZWNJ, a family joined by ZWJ, a combining
/// mark, and one that is two UTF-16 units.
const SAMPLES: [&str; 5] = ["ا", "می\u{200c}خواهم ", "🚗", "👨\u{200d}👩\u{200d}👧", "e\u{301}"];

#[test]
fn texts_are_counted_in_scalar_values_up_to_and_including_the_limit() {
    for (pointer, limit, build) in TEXTS {
        for sample in SAMPLES {
            for count in [0, 1, *limit] {
                validate(&build(text(sample, count))).unwrap_or_else(|violations| panic!("{count}: {violations}"));
            }
            for count in [limit + 1, limit * 3] {
                let expected = ((*pointer).to_owned(), Rule::MaxLength, json!(limit), json!(count));
                assert_eq!(told(validate(&build(text(sample, count)))), [expected], "{sample:?}");
            }
        }
    }
    let rows: BTreeSet<&str> = TEXTS.iter().filter_map(|(pointer, ..)| pointer.split('/').nth(1)).collect();
    assert_eq!(rows.len(), Row::KEYS.len() - 1, "only the image carousel has no limit on a text");
}

#[test]
fn texts_without_a_documented_limit_take_any_length() {
    for build in UNLIMITED {
        for sample in SAMPLES {
            validate(&build(text(sample, 10_000))).unwrap();
        }
    }
}

#[test]
fn percentages_go_from_0_to_100() {
    type Build = fn(i32) -> Widget;
    let rows: [(&str, Build); 2] = [
        ("/score_row/percentage_score", |value| ScoreRow::percentage("a", value).into()),
        ("/evaluation_row/indicator_percentage", |value| {
            let [left, middle, right] = sections();
            EvaluationRow::new(left, middle, right).with_indicator_percentage(value).into()
        }),
    ];
    for (pointer, build) in rows {
        for value in [0, 1, 99, 100] {
            validate(&build(value)).unwrap();
        }
        for (value, rule, limit) in [
            (-1, Rule::Minimum, 0),
            (i32::MIN, Rule::Minimum, 0),
            (101, Rule::Maximum, 100),
            (i32::MAX, Rule::Maximum, 100),
        ] {
            let expected = (pointer.to_owned(), rule, json!(limit), json!(value));
            assert_eq!(told(validate(&build(value))), [expected]);
        }
    }
}

#[test]
fn facts_come_in_twos_and_threes() {
    let row = |count| Widget::from(GroupInfoRow::new(vec![GroupInfoItem::new("a", "b"); count]));
    for count in [2, 3] {
        validate(&row(count)).unwrap();
    }
    for (count, rule, limit) in
        [(0, Rule::MinItems, 2), (1, Rule::MinItems, 2), (4, Rule::MaxItems, 3), (100, Rule::MaxItems, 3)]
    {
        let expected = ("/group_info_row/items".to_owned(), rule, json!(limit), json!(count));
        assert_eq!(told(validate(&row(count))), [expected]);
    }
    for count in [0, 1, 1_000] {
        validate(&ImageCarouselRow::new(vec![ImageCarouselItem::new("a"); count]).into()).unwrap();
    }
}

#[test]
fn an_unknown_icon_is_read_and_refused_on_validation() {
    let unknown = || IconName::new("CAR_INSPECTD");
    let [left, middle, right] = sections();
    let rows: [Widget; 4] = [
        SelectorRow::new("a").with_icon(unknown()).into(),
        EventRow::new("a").with_icon(unknown()).into(),
        ScoreRow::percentage("a", 1).with_icon(unknown()).into(),
        EvaluationRow::new(left, middle, right).with_icon(unknown()).into(),
    ];
    for row in rows {
        let read: Widget = serde_json::from_str(&serde_json::to_string(&row).unwrap()).unwrap();
        assert_eq!(read, row);
        let violations = validate(&row).unwrap_err();
        let [one] = violations.as_slice() else { panic!("{violations}") };
        assert_eq!((one.pointer.as_str(), one.rule), (&*format!("/{}/icon_name", row.row.key()), Rule::Enum));
        assert!(one.message.ends_with(r#"(822 in all); did you mean "CAR_INSPECTED"?"#), "{}", one.message);
    }
    assert_eq!(IconName::KNOWN.len(), 822);
    assert!(IconName::KNOWN.iter().all(|name| IconName::new(*name).is_known()));
    for name in ["", "add", "ADD ", "REAL_STATE", "UNKNOWN", "INDICATOR"] {
        assert!(!IconName::new(name).is_known(), "{name}");
    }
}

#[test]
fn all_violations_are_told_at_once_in_document_order() {
    let [left, middle, right] = ["ا", "ب", "پ"].map(|text| EvaluationSection::new(text.repeat(19)));
    let evaluation =
        EvaluationRow::new(left, middle, right).with_indicator_percentage(-5).with_icon(IconName::new("NO_SUCH_ICON"));
    let event = EventRow::new("ا".repeat(25)).with_subtitle("ا".repeat(60)).with_label("ا".repeat(16));
    let event = Widget::from(event).with_semantic_path("a/b~c", "action").with_semantic_path("fine", "title");
    let facts = GroupInfoRow::new(vec![GroupInfoItem::new("ا".repeat(51), "ا".repeat(101)); 4]);
    let score = ScoreRow::descriptive("ا".repeat(26), "ا".repeat(18));
    let addon = BusinessAddon::new([evaluation.into(), event, facts.into(), TitleRow::new("ا").into(), score.into()]);
    let told: Vec<String> =
        told(addon.validate()).into_iter().map(|(pointer, rule, ..)| format!("{pointer} {rule}")).collect();
    let expected = [
        "/widgets/0/evaluation_row/left/text maxLength",
        "/widgets/0/evaluation_row/middle/text maxLength",
        "/widgets/0/evaluation_row/right/text maxLength",
        "/widgets/0/evaluation_row/indicator_percentage minimum",
        "/widgets/0/evaluation_row/icon_name enum",
        "/widgets/1/event_row/title maxLength",
        "/widgets/1/event_row/subtitle maxLength",
        "/widgets/1/event_row/label maxLength",
        "/widgets/1/semantic_paths/a~1b~0c enum",
        "/widgets/2/group_info_row/items maxItems",
        "/widgets/2/group_info_row/items/0/title maxLength",
        "/widgets/2/group_info_row/items/0/value maxLength",
        "/widgets/2/group_info_row/items/1/title maxLength",
        "/widgets/2/group_info_row/items/1/value maxLength",
        "/widgets/2/group_info_row/items/2/title maxLength",
        "/widgets/2/group_info_row/items/2/value maxLength",
        "/widgets/2/group_info_row/items/3/title maxLength",
        "/widgets/2/group_info_row/items/3/value maxLength",
        "/widgets/4/score_row/title maxLength",
        "/widgets/4/score_row/descriptive_score maxLength",
    ];
    assert_eq!(told, expected);
}

#[test]
fn reading_a_widget_says_what_is_wrong_with_it() {
    let refused = [
        (r#"{"titel_row": {"text": "a"}}"#, "unknown field `titel_row`, expected one of `title_row`"),
        (r#"{"TITLE_ROW": {"text": "a"}}"#, "unknown field `TITLE_ROW`"),
        (r#"{"widget_type": "TITLE_ROW", "data": {}}"#, "unknown field `widget_type`"),
        (
            r#"{"title_row": {"text": "a"}, "event_row": {"title": "b"}}"#,
            "a widget has one row, but this one has `event_row` beside `title_row`",
        ),
        (
            r#"{"title_row": {"text": "a"}, "title_row": {"text": "a"}}"#,
            "a widget has one row, but this one has `title_row` beside `title_row`",
        ),
        ("{}", "a widget needs one of title_row, subtitle_row, description_row, button_bar"),
        (r#"{"semantic_paths": {}}"#, "a widget needs one of title_row"),
        (
            r#"{"title_row": {"text": "a"}, "semantic_paths": {}, "semantic_paths": {}}"#,
            "duplicate field `semantic_paths`",
        ),
        (r#"{"title_row": {"text": "a"}, "semantic_paths": {"k": "text", "k": "text"}}"#, "duplicate key `k`"),
        (r#"{"title_row": {"text": "a"}, "semantic_paths": ["text"]}"#, "expected an object whose values are texts"),
        (r#"{"title_row": {"text": "a"}, "semantic_paths": null}"#, "expected an object whose values are texts"),
        (r#"["title_row"]"#, "expected a widget: an object with one row key"),
        (r#""title_row""#, "expected a widget: an object with one row key"),
        (r#"{"title_row": {"text": "a", "text_color": "b"}}"#, "unknown field `text_color`"),
        (r#"{"title_row": {"text": "a", "text": "b"}}"#, "duplicate field `text`"),
        (r#"{"title_row": {"has_divider": true}}"#, "missing field `text`"),
        (r#"{"title_row": {"text": "a", "has_divider": null}}"#, "invalid type: null, expected a boolean"),
        (r#"{"title_row": {"text": "a", "hasDivider": true}}"#, "unknown field `hasDivider`"),
        (r#"{"title_row": ["a", true]}"#, "invalid type: sequence"),
        (r#"{"score_row": ["a", 1]}"#, "invalid type: sequence"),
        (r#"{"score_row": {"title": "a"}}"#, "one of `percentage_score` and `descriptive_score` is needed"),
        (
            r#"{"score_row": {"title": "a", "percentage_score": 1, "descriptive_score": "b"}}"#,
            "`percentage_score` and `descriptive_score` exclude each other",
        ),
        (
            r#"{"score_row": {"title": "a", "percentage_score": 1, "score_color": "ERROR_SECONDARY"}}"#,
            "unknown variant `ERROR_SECONDARY`",
        ),
        (r#"{"event_row": {"title": "a", "action": {}}}"#, "unknown field `action`"),
        (r#"{"button_bar": {"title": "a"}}"#, "missing field `action`"),
        (r#"{"button_bar": {"title": "a", "action": {}}}"#, "expected value"),
        (r#"{"button_bar": {"title": "a", "action": {"open_link": 1}}}"#, "unknown variant `open_link`"),
        (
            r#"{"button_bar": {"title": "a", "action": {"open_direct_link": "example.com"}}}"#,
            r#""example.com" is not a valid LinkUrl: expected an absolute http or https URL without whitespace"#,
        ),
    ];
    for (text, expected) in refused {
        let error = serde_json::from_str::<Widget>(text).expect_err(text).to_string();
        assert!(error.contains(expected), "{text}: {error}");
        assert!(Widget::check(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn only_a_score_row_reads_the_older_spelling_of_its_divider() {
    let text = br#"{"score_row": {"title": "a", "percentage_score": 1, "hasDivider": true}}"#;
    let widget = Widget::check(text).unwrap();
    assert_eq!(widget, ScoreRow::percentage("a", 1).with_divider().into());
    let written = serde_json::to_value(&widget).unwrap();
    assert_eq!(written["score_row"], json!({"title": "a", "percentage_score": 1, "has_divider": true}));
}
