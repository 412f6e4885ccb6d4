//! From v1 to v2: what the result is, and that the report accounts for every member.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use kenar_schemas::legacy::*;
use kenar_schemas::migrate::{self, BodyKind, HEADERS, Kind, Migration, Options, REQUESTS, Report};
use kenar_schemas::{
    IconName, ImageId, LinkUrl, Payload, Phone, PostAddon, TicketUuid, UserAddon, UserSemantic, Widget, WidgetColor,
};
use serde_json::{Value, json};

const MASKED: &str = "e0c01d18d946a4145892bba6a6f31d1c0bc16de04f3df3d3ccd3adfe63e838bf";

fn link(url: &str) -> LinkUrl {
    LinkUrl::new(url).unwrap()
}

fn example(component: &str, name: &str) -> String {
    let path = format!("../../openapi/examples/{component}/{name}.json");
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn valid_examples(component: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/examples").join(component);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let valid: Vec<_> = files.filter(|path| name(path).starts_with("valid-")).collect();
    assert!(!valid.is_empty(), "{component} has no valid examples");
    valid.iter().map(|path| (format!("{component}/{}", name(path)), fs::read(path).unwrap())).collect()
}

fn every_option() -> [Options; 2] {
    let all = Options::new().with_default_color(WidgetColor::WarningPrimary).with_approximate_legend();
    [Options::new(), all]
}

/// Every member of every v1 row, with values that v2 cannot take wherever there are such.
fn all_rows() -> Vec<LegacyWidget> {
    let action = || LegacyAction::web_page("https://example.com/a").unwrap();
    let other = || action().with_fallback_link(link("https://example.com/old"));
    let icon = || LegacyIcon::new(IconName::HISTORY).with_color(LegacyColor::IconHint);
    let section = |text| {
        LegacyEvaluationSection::new(text).with_text_color(LegacyColor::WhitePrimary).with_color(LegacyColor::TextHint)
    };
    let mut button = LegacyWideButtonBarData::new("دکمه", other()).with_style(LegacyButtonStyle::Primary);
    button.button.disable = Some(true);
    let indicator = LegacyIndicatorIcon::new(IconName::MONEY)
        .with_color(LegacyColor::IconPrimary)
        .with_dark_image("dark.jpg")
        .with_light_image("");
    vec![
        LegacyTitleRowData::new("عنوان").with_divider().with_text_color(LegacyColor::TextPrimary).into(),
        LegacyLegendTitleRowData::new("سرصفحه")
            .with_divider()
            .with_subtitle("زیرعنوان")
            .with_tags(vec![LegacyLegendTag::new("برچسب").with_icon(icon()).with_color(LegacyTagColor::Red)])
            .into(),
        LegacySubtitleRowData::new("زیرعنوان").with_divider().into(),
        LegacyDescriptionRowData::expandable("ا".repeat(201))
            .with_divider()
            .with_primary(true)
            .with_small(true)
            .with_padding(true)
            .with_preview_max_line(3)
            .into(),
        button.into(),
        LegacySelectorRowData::new("ردیف")
            .with_description("خط دوم")
            .with_image("57c76b48-d381-4b8a-b34f-355f6869b6ed.jpg")
            .with_icon(icon())
            .with_divider()
            .with_arrow(true)
            .with_notification(true)
            .with_notification_text("تازه")
            .with_small(true)
            .with_action(action())
            .into(),
        LegacyEventRowData::new("رویداد")
            .with_subtitle("دیروز")
            .with_label("تازه")
            .with_image(ImageId::logo())
            .with_icon(icon())
            .with_divider()
            .with_indicator(true)
            .with_padding(true)
            .with_counter(3)
            .with_action(LegacyAction::web_view("https://example.com/e").unwrap())
            .into(),
        LegacyScoreRowData::percentage("امتیاز", 72)
            .with_color(LegacyColor::BrandPrimary)
            .with_divider()
            .with_icon(icon())
            .with_action(other())
            .into(),
        LegacyScoreRowData::descriptive("امتیاز", "خوب").with_color(LegacyColor::SuccessSecondary).into(),
        LegacyEvaluationRowData::new(section("ارزان"), section("عادی"), section("گران"))
            .with_indicator_text("قیمت")
            .with_indicator_percentage(69)
            .with_indicator_icon(indicator)
            .with_indicator_color(LegacyColor::IconPrimary)
            .into(),
        LegacyGroupInfoRowData::new([LegacyGroupInfoItem::new("سال", "۱۴۰۰"), LegacyGroupInfoItem::new("رنگ", "سفید")])
            .with_divider()
            .into(),
        LegacyImageCarouselRowData::new([
            LegacyImageCarouselItem::new("logo").with_description("نشان"),
            LegacyImageCarouselItem::new("https://example.com/1.jpg"),
        ])
        .with_divider()
        .into(),
    ]
}

/// Facts of every kind: plain and sensitive, predefined and not, masked and not.
const FACTS: [(&str, &str); 7] = [
    ("a/b~c", "plain"),
    ("national_id", "0023456789"),
    ("status", "SUCCEEDED"),
    ("payment_method", "SECURE"),
    ("inspection_result", "no such value"),
    ("VIN", "IRJC95R23KJ039206"),
    ("chassis_number", MASKED),
];

fn sensitives() -> Vec<String> {
    ["national_id", "payment_method", "VIN", "not there"].map(str::to_owned).to_vec()
}

fn full_user_addon() -> LegacyUserAddon {
    LegacyUserAddon::new(Phone::new("09991234567").unwrap(), all_rows())
        .with_notes("یادداشت")
        .with_categories(vec!["light".to_owned()])
        .with_management_permalink(link("https://example.com/manage/1"))
        .with_removal_permalink(link("https://example.com/remove/1"))
        .with_ticket("812d56e6-e44d-45e7-8932-f9acbd416999".parse().unwrap(), 124_000)
        .with_semantic(FACTS.into_iter().collect::<LegacySemantic>())
        .with_sensitives(sensitives())
}

fn full_post_addon() -> LegacyPostAddon {
    let mut selector = LegacySelector::new().with_tokens(vec!["gZd7omnS".to_owned()]).with_categories(vec![]);
    selector.cities = Some(vec!["tehran".to_owned()]);
    selector.districts = Some(vec!["x".to_owned()]);
    selector.brand_models = Some(vec!["y".to_owned()]);
    LegacyPostAddon::new(all_rows())
        .with_notes("یادداشت")
        .with_semantic(FACTS.into_iter().collect::<LegacyPostSemantic>().with("year", 1398))
        .with_sensitives(sensitives())
        .with_link_in_spec(link("https://example.com/promotion"))
        .with_selector(selector)
}

fn full_user_verification() -> LegacyUserVerification {
    LegacyUserVerification::new(FACTS.into_iter().collect())
        .with_sensitives(sensitives())
        .with_phone(Phone::new("09991234567").unwrap())
        .with_notes("یادداشت")
        .with_management_permalink(link("https://example.com/manage/1"))
        .with_ticket("812d56e6-e44d-45e7-8932-f9acbd416999".parse().unwrap(), 124_000)
}

/// Whether two values are one, however they are written: `12.0` is `12`, and a UUID has no case.
fn same(a: &Value, b: &Value) -> bool {
    let uuid = |value: &Value| value.as_str().and_then(|text| text.parse::<TicketUuid>().ok());
    a == b || a.as_f64().is_some_and(|a| Some(a) == b.as_f64()) || uuid(a).is_some_and(|a| Some(a) == uuid(b))
}

/// Every v1 member that is neither in the v2 body, where the report or its own pointer says, nor given up by a note on
/// it or on a member around it.
fn unaccounted(v1: &Value, v2: &Value, report: &Report) -> Vec<String> {
    fn leaves(value: &Value, pointer: String, found: &mut Vec<(String, Value)>) {
        match value {
            Value::Object(members) if !members.is_empty() => {
                for (key, value) in members {
                    leaves(value, format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), found);
                }
            }
            Value::Array(items) if !items.is_empty() => {
                for (index, value) in items.iter().enumerate() {
                    leaves(value, format!("{pointer}/{index}"), found);
                }
            }
            leaf => found.push((pointer, leaf.clone())),
        }
    }
    let mut found = Vec::new();
    leaves(v1, String::new(), &mut found);
    let accounted = |(pointer, value): &(String, Value)| {
        let around = |note: &&migrate::Note| {
            pointer.strip_prefix(&note.pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let Some(nearest) = report.iter().filter(around).map(|note| note.pointer.as_str()).max_by_key(|at| at.len())
        else {
            return v2.pointer(pointer).is_some_and(|carried| same(carried, value));
        };
        report.at(nearest).all(|note| {
            let Some(to) = note.kind.to() else { return true };
            let carried = v2.pointer(&format!("{to}{}", &pointer[nearest.len()..]));
            carried.is_some_and(|carried| !matches!(note.kind, Kind::Moved { .. }) || same(carried, value))
        })
    };
    found.iter().filter(|leaf| !accounted(leaf)).map(|(pointer, _)| pointer.clone()).collect()
}

fn assert_complete<T: Payload>(name: &str, v1: &Value, migration: &Migration<T>) {
    let v2 = serde_json::to_value(&migration.value).unwrap();
    let valid = T::check(v2.to_string().as_bytes());
    assert!(valid.is_ok(), "{name} is not valid in v2: {}", valid.map(drop).unwrap_err());
    assert_eq!(unaccounted(v1, &v2, &migration.report), [""; 0], "{name}\n{}", migration.report);
}

/// The kinds of the notes on exactly this member.
fn kinds(report: &Report, pointer: &str) -> Vec<&'static str> {
    report.at(pointer).map(|note| note.kind.as_str()).collect()
}

#[test]
fn full_bodies_are_accounted_for() {
    for options in every_option() {
        let user_addon = full_user_addon();
        user_addon.validate().unwrap();
        assert_complete("user add-on", &json!(user_addon), &options.user_addon(&user_addon));
        let post_addon = full_post_addon();
        post_addon.validate().unwrap();
        assert_complete("post add-on", &json!(post_addon), &options.post_addon(&post_addon));
    }
    let verification = full_user_verification();
    verification.validate().unwrap();
    assert_complete("verification", &json!(verification), &migrate::user_verification(&verification));
}

#[test]
fn the_full_bodies_hold_every_member_of_the_schema() {
    fn keys(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => members.iter().for_each(|(key, value)| {
                found.insert(key.clone());
                keys(value, found);
            }),
            Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
            _ => {}
        }
    }
    fn missing<T: Payload>(body: &T) -> Vec<String> {
        let mut found = BTreeSet::new();
        keys(&serde_json::to_value(body).unwrap(), &mut found);
        // Read, never written.
        found.insert("hasDivider".to_owned());
        let schema = T::to_json_schema();
        let definitions = schema["$defs"].as_object().unwrap().values();
        let properties = definitions.filter_map(|definition| definition["properties"].as_object());
        properties.flat_map(|members| members.keys().filter(|key| !found.contains(*key)).cloned()).collect()
    }
    assert_eq!(missing(&full_user_addon()), [""; 0]);
    assert_eq!(missing(&full_post_addon()), [""; 0]);
    assert_eq!(missing(&full_user_verification()), [""; 0]);
}

#[test]
fn a_missing_note_would_be_noticed() {
    let addon = full_user_addon();
    let Migration { value, report, .. } = migrate::user_addon(&addon);
    let (v1, v2) = (json!(addon), json!(value));
    let silent = unaccounted(&v1, &v2, &Report::default());
    for pointer in
        ["/notes", "/phone", "/verification_cost", "/widgets/widget_list/0/data/text", "/semantic_sensitives/0"]
    {
        assert!(silent.contains(&pointer.to_owned()), "{pointer}");
    }
    // A note that sends a value to the wrong place is no better than none.
    let mut wrong = v2.clone();
    wrong["cost"] = json!(1);
    wrong["widgets"][0]["title_row"]["text"] = json!("other");
    let noticed: BTreeSet<String> = unaccounted(&v1, &wrong, &report).into_iter().collect();
    assert_eq!(noticed.iter().collect::<Vec<_>>(), ["/verification_cost", "/widgets/widget_list/0/data/text"]);
}

#[test]
fn valid_examples_stay_valid_and_are_accounted_for() {
    for options in every_option() {
        for (name, text) in valid_examples("LegacyUserAddon") {
            let Migration { value, report, .. } = options.json(BodyKind::UserAddon, &text).unwrap();
            UserAddon::check(value.to_string().as_bytes()).unwrap_or_else(|violations| panic!("{name}: {violations}"));
            assert_eq!(unaccounted(&serde_json::from_slice(&text).unwrap(), &value, &report), [""; 0], "{name}");
        }
        for (name, text) in valid_examples("LegacyPostAddon") {
            let Migration { value, report, .. } = options.json(BodyKind::PostAddon, &text).unwrap();
            PostAddon::check(value.to_string().as_bytes()).unwrap_or_else(|violations| panic!("{name}: {violations}"));
            assert_eq!(unaccounted(&serde_json::from_slice(&text).unwrap(), &value, &report), [""; 0], "{name}");
        }
        for (name, text) in valid_examples("LegacyUserVerification") {
            let Migration { value, report, .. } = options.json(BodyKind::UserVerification, &text).unwrap();
            UserSemantic::check(value.to_string().as_bytes())
                .unwrap_or_else(|violations| panic!("{name}: {violations}"));
            assert_eq!(unaccounted(&serde_json::from_slice(&text).unwrap(), &value, &report), [""; 0], "{name}");
        }
        for (name, text) in valid_examples("LegacyWidget") {
            let widget = LegacyWidget::check(&text).unwrap();
            let Migration { value, report, .. } = options.widget(&widget);
            value.iter().for_each(|row| row.validate().unwrap_or_else(|violations| panic!("{name}: {violations}")));
            assert_eq!(unaccounted(&json!(widget), &json!(value), &report), [""; 0], "{name}");
        }
    }
}

#[test]
fn the_published_body_becomes_the_v2_body() {
    let text = example("LegacyUserAddon", "valid-seed");
    let body: Value = serde_json::from_str(&text).unwrap();
    let Migration { value, report, .. } = migrate::json(BodyKind::UserAddon, text.as_bytes()).unwrap();
    let data = &body["widgets"]["widget_list"][0]["data"];
    assert_eq!(
        value,
        json!({
            "widgets": [{
                "score_row": {
                    "title": data["title"],
                    "percentage_score": data["percentage_score"],
                    "score_color": "SUCCESS_PRIMARY",
                    "has_divider": true,
                    "icon_name": "HISTORY",
                    "action": { "open_direct_link": data["action"]["payload"]["url"] },
                },
            }],
            "categories": ["light"],
            "semantic": body["semantic"],
            "ticket_uuid": body["ticket_uuid"],
            "cost": body["verification_cost"],
        })
    );
    let divider = report.at("/widgets/widget_list/0/data/hasDivider").next().unwrap();
    assert_eq!(divider.kind, Kind::Moved { to: "/widgets/0/score_row/has_divider".to_owned() });
    assert_eq!(kinds(&report, "/notes"), ["lost"]);
    assert_eq!(kinds(&report, "/management_permalink"), ["lost"]);
    assert_eq!(report.at("/phone").next().unwrap().kind, Kind::MovedToPath { parameter: "divar_user_id" });
    assert_eq!(kinds(&report, "/semantic/full_name"), ["nowHashed"]);
}

#[test]
fn a_selector_row_loses_its_decorations_only() {
    let v1 = json!({
        "widget_type": "SELECTOR_ROW",
        "data": {
            "@type": "type.googleapis.com/widgets.SelectorRowData",
            "title": "بیشتر",
            "image_url": "57c76b48-d381-4b8a-b34f-355f6869b6ed.jpg",
            "has_divider": true,
            "has_notification": false,
            "icon": { "icon_name": "ADD" },
            "has_arrow": true,
            "small": true,
            "action": {
                "type": "LOAD_WEB_VIEW_PAGE",
                "fallback_link": "https://example.com/more",
                "payload": {
                    "@type": "type.googleapis.com/widgets.LoadWebViewPagePayload",
                    "url": "https://example.com/more",
                },
            },
        },
    });
    let Migration { value, report, .. } = migrate::widget(&serde_json::from_value(v1).unwrap());
    assert_eq!(
        json!(value),
        json!([{
            "selector_row": {
                "title": "بیشتر",
                "image_id": "57c76b48-d381-4b8a-b34f-355f6869b6ed.jpg",
                "has_divider": true,
                "icon_name": "ADD",
                "action": { "open_direct_link": "https://example.com/more" },
            },
        }])
    );
    assert_eq!(report.attention().count(), 0, "{report}");
}

#[test]
fn colours_outside_the_five_need_a_decision() {
    let score = LegacyScoreRowData::percentage("a", 1).with_color(LegacyColor::TextHint).into();
    let color = |widgets: &[Widget]| json!(widgets[0])["score_row"].get("score_color").cloned();
    let left_out = migrate::widget(&score);
    assert_eq!(color(&left_out.value), None);
    assert_eq!(kinds(&left_out.report, "/data/score_color"), ["unmappable"]);
    let chosen = Options::new().with_default_color(WidgetColor::ErrorPrimary).widget(&score);
    assert_eq!(color(&chosen.value), Some(json!("ERROR_PRIMARY")));
    assert_eq!(kinds(&chosen.report, "/data/score_color"), ["changed"]);
    let kept = Options::new()
        .with_default_color(WidgetColor::ErrorPrimary)
        .widget(&LegacyScoreRowData::percentage("a", 1).with_color(LegacyColor::WarningSecondary).into());
    assert_eq!(color(&kept.value), Some(json!("WARNING_SECONDARY")));
    assert_eq!(kinds(&kept.report, "/data/score_color"), [""; 0]);
}

#[test]
fn a_legend_is_approximated_when_asked_and_never_cut() {
    let legend = |chars: usize| LegacyLegendTitleRowData::new("ا".repeat(chars)).with_subtitle("زیر").with_divider();
    let approximate = Options::new().with_approximate_legend();
    for (options, chars, rows) in [(Options::new(), 49, 0), (approximate, 49, 2), (approximate, 50, 0)] {
        let Migration { value, report, .. } = options.widget(&legend(chars).into());
        assert_eq!(value.len(), rows);
        assert_eq!(kinds(&report, ""), [if rows == 0 { "unmappable" } else { "changed" }]);
    }
    let value = approximate.widget(&legend(3).into()).value;
    assert_eq!(
        json!(value),
        json!([
            { "title_row": { "text": "ااا", "has_divider": false } },
            { "subtitle_row": { "text": "زیر", "has_divider": true } },
        ])
    );
    let alone = approximate.widget(&LegacyLegendTitleRowData::new("ا").with_divider().into()).value;
    assert_eq!(json!(alone), json!([{ "title_row": { "text": "ا", "has_divider": true } }]));
}

#[test]
fn rows_behind_a_row_without_a_v2_form_move_up() {
    let rows = [LegacyLegendTitleRowData::new("a").into(), LegacyTitleRowData::new("b").into()];
    let Migration { value, report, .. } = migrate::post_addon(&LegacyPostAddon::new(rows));
    assert_eq!(json!(value), json!({ "widgets": [{ "title_row": { "text": "b", "has_divider": false } }] }));
    let moved = report.at("/widgets/widget_list/1/data").next().unwrap();
    assert_eq!(moved.kind.to(), Some("/widgets/0/title_row"));
}

#[test]
fn lost_behaviour_is_told_from_dropped_looks() {
    let report = migrate::user_addon(&full_user_addon()).report;
    let row = |index: usize, member: &str| kinds(&report, &format!("/widgets/widget_list/{index}/data/{member}"));
    assert_eq!(row(4, "button/action/type"), ["lost"]);
    assert_eq!(row(4, "button/action/fallback_link"), ["lost"]);
    assert_eq!(row(4, "button/disable"), ["lost"]);
    assert_eq!(row(4, "style"), ["dropped"]);
    assert_eq!(row(5, "action/fallback_link"), ["dropped"]);
    assert_eq!(row(5, "description"), ["lost"]);
    assert_eq!(row(6, "action"), ["unmappable"]);
    assert_eq!(row(6, "counter"), ["lost"]);
    assert_eq!(row(9, "indicator_icon/image_url_dark"), ["lost"]);
    assert_eq!(row(9, "indicator_icon/image_url_light"), ["dropped"]);
    assert_eq!(row(9, "left/text_color"), ["dropped"]);
    assert_eq!(row(11, "items/0/image_url"), ["moved"]);
    assert_eq!(row(11, "items/1/image_url"), ["changed"]);
}

#[test]
fn secrecy_is_reversed_and_said() {
    let Migration { value, report, .. } = migrate::user_verification(&full_user_verification());
    let kinds = |key: &str| kinds(&report, &format!("/semantic/{key}"));
    assert_eq!(kinds("a~1b~0c"), ["nowHashed"]);
    assert_eq!(kinds("national_id"), [""; 0]);
    assert_eq!(kinds("status"), [""; 0]);
    assert_eq!(kinds("payment_method"), ["nowReadable"]);
    assert_eq!(kinds("inspection_result"), ["unmappable"]);
    assert_eq!(kinds("VIN"), ["mustMask"]);
    assert_eq!(kinds("chassis_number"), ["nowHashed"]);
    assert_eq!(value.semantic.get("inspection_result"), None);
    assert_eq!(value.semantic.len(), FACTS.len() - 1);
    // A report is shown and stored; it must not carry what the body keeps secret.
    let shown = format!("{report}{}", serde_json::to_string(&report).unwrap());
    assert!(!shown.contains("0023456789") && !shown.contains("IRJC95R23KJ039206"));
}

#[test]
fn numbers_become_texts() {
    let body = |number: &str| format!(r#"{{"widgets": {{"widget_list": []}}, "semantic": {{"n": {number}}}}}"#);
    for (number, text) in [("1398", "1398"), ("1398.0", "1398"), ("1.398e3", "1398"), ("-0.5", "-0.5"), ("0", "0")] {
        let Migration { value, report, .. } = migrate::json(BodyKind::PostAddon, body(number).as_bytes()).unwrap();
        assert_eq!(value["semantic"]["n"], text, "{number}");
        assert_eq!(kinds(&report, "/semantic/n"), ["changed", "nowHashed"]);
    }
    let large = migrate::json(BodyKind::PostAddon, body("123456789012345678901234567890").as_bytes()).unwrap();
    assert!(large.report.at("/semantic/n").any(|note| note.message.contains("by hand")));
}

#[test]
fn empty_lists_change_their_meaning() {
    let phone = Phone::new("09991234567").unwrap();
    let Migration { value, report, .. } = migrate::user_addon(&LegacyUserAddon::new(phone, []));
    assert_eq!(json!(value), json!({ "widgets": [], "categories": [], "semantic": {} }));
    assert_eq!(kinds(&report, "/categories"), ["changed"]);
    assert_eq!(kinds(&report, "/widgets/widget_list"), ["moved", "changed"]);
}

#[test]
fn an_invalid_body_is_explained_not_converted() {
    let text = r#"{"widgets": {"widget_list": []}, "phone": "", "cost": 1}"#;
    let violations = migrate::json(BodyKind::UserAddon, text.as_bytes()).unwrap_err();
    assert_eq!(violations.iter().count(), 2);
}

#[test]
fn notes_are_readable_by_people_and_programs() {
    let report = migrate::user_verification(&full_user_verification()).report;
    let note = report.at("/verification_cost").next().unwrap();
    assert_eq!(note.to_string(), "/verification_cost: moved -> /cost: the member is called `cost` in v2");
    assert_eq!(
        serde_json::to_value(note).unwrap(),
        json!({
            "pointer": "/verification_cost",
            "kind": "moved",
            "to": "/cost",
            "message": "the member is called `cost` in v2",
        })
    );
    let phone = report.at("/phone").next().unwrap();
    assert!(phone.to_string().starts_with("/phone: movedToPath {divar_user_id}: "));
}

#[test]
fn requests_move_between_operations_of_the_contract() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi");
    let contents = fs::read_to_string(root.join("kenar.yaml")).unwrap();
    let operation = |name: &str| {
        let folders = fs::read_dir(root.join("paths")).unwrap().map(|entry| entry.unwrap().path());
        let files: Vec<_> =
            folders.map(|folder| folder.join(format!("{name}.yaml"))).filter(|file| file.exists()).collect();
        fs::read_to_string(files.first().unwrap_or_else(|| panic!("no operation {name}"))).unwrap()
    };
    for moved in REQUESTS {
        for endpoint in moved.from.iter().chain(moved.to) {
            let text = operation(endpoint.operation);
            let (_, path) = endpoint.url.strip_prefix("https://").unwrap().split_once('/').unwrap();
            // One template of the contract serves two operations under the name `id`.
            let shared = path.replace("v1/open-platform/addons/user/{phone}", "v1/open-platform/addons/user/{id}");
            assert!(contents.contains(&format!("/{shared}:\n")), "{}: {path}", endpoint.operation);
            let permission = text.lines().find_map(|line| line.strip_prefix("x-kenar-permission: "));
            assert_eq!(permission, endpoint.permission, "{}", endpoint.operation);
            for scope in endpoint.scopes {
                assert!(text.contains(scope), "{}: {scope}", endpoint.operation);
            }
        }
    }
    assert_eq!(HEADERS.iter().map(|header| header.from).collect::<Vec<_>>(), ["x-access-token", "X-Debug-Token"]);
}
