//! Semantic data: the twelve predefined keys, what is linted, and what Divar takes out of widgets.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::str::FromStr;

use kenar_schemas::masking::{MaskedKey, mask};
use kenar_schemas::semantics::*;
use kenar_schemas::widgets::*;
use kenar_schemas::{Action, Payload, PostSemantic, PostToken, Rule, UserSemantic, Widget};
use serde_json::{Value, json};

/// Every value of one key through its setter, its accessor and its texts. Gives back the key with its values.
fn typed<T: Copy + PartialEq + Debug + Display + FromStr>(
    key: &'static str,
    values: &[(T, &'static str)],
    set: fn(Semantic, T) -> Semantic,
    get: fn(&Semantic) -> Option<T>,
) -> (&'static str, Vec<&'static str>) {
    for (value, text) in values {
        let semantic = set(Semantic::new(), *value);
        assert_eq!(serde_json::to_value(&semantic).unwrap(), json!({key: text}));
        assert_eq!((semantic.get(key), get(&semantic)), (Some(*text), Some(*value)));
        assert_eq!(value.to_string(), *text);
        assert_eq!(text.parse::<T>().ok(), Some(*value));
        assert_eq!(get(&set(Semantic::new().with(key, "something else"), *value)), Some(*value));
        semantic.validate().unwrap();
        let written = json!({key: text}).to_string();
        assert_eq!(Semantic::check(written.as_bytes()).unwrap(), semantic);
        for other in [text.to_lowercase(), format!("{text} "), text.replace('_', "-") + "x", String::new()] {
            let semantic = Semantic::new().with(key, other.as_str());
            assert_eq!(get(&semantic), None);
            let violations = semantic.validate().unwrap_err();
            let [one] = violations.as_slice() else { panic!("{violations}") };
            assert_eq!((one.pointer.as_str(), one.rule), (&*format!("/{key}"), Rule::Enum));
            assert_eq!(one.limit, json!(values.iter().map(|(_, text)| *text).collect::<Vec<_>>()));
            assert_eq!(one.found, other);
        }
    }
    assert_eq!(get(&Semantic::new()), None);
    (key, values.iter().map(|(_, text)| *text).collect())
}

macro_rules! typed {
    ($($key:ident, $setter:ident: $type:ident [$($variant:ident = $text:literal),* $(,)?];)*) => {
        [$(typed(
            stringify!($key),
            &[$(($type::$variant, $text)),*],
            Semantic::$setter,
            Semantic::$key,
        )),*]
    };
}

#[test]
fn the_twelve_predefined_keys_are_typed() {
    let keys = typed! {
        payment_method, with_payment_method: PaymentMethod [Secure = "SECURE"];
        identity_verification_result, with_identity_verification_result: IdentityVerificationResult [
            FaceAndIdMatched = "FACE_AND_ID_MATCHED",
        ];
        post_verification_result, with_post_verification_result: PostVerificationResult [
            PostInformationMatched = "POST_INFORMATION_MATCHED",
        ];
        ownership_result, with_ownership_result: OwnershipResult [
            OwnershipConfirmed = "OWNERSHIP_CONFIRMED",
            OwnershipDelegationConfirmed = "OWNERSHIP_DELEGATION_CONFIRMED",
        ];
        inspection_result, with_inspection_result: InspectionResult [InspectionApproved = "INSPECTION_APPROVED"];
        status, with_status: VerificationStatus [
            Succeeded = "SUCCEEDED", Failed = "FAILED", Expired = "EXPIRED", Pending = "PENDING",
        ];
        identity_verification_last_successful_stage, with_identity_verification_last_successful_stage:
            IdentityVerificationStage [
                NotStarted = "IDENTITYVERIFICATIONSTAGE_NOT_STARTED",
                NationalInfoVerification = "NATIONAL_INFO_VERIFICATION",
                ImageVerification = "IMAGE_VERIFICATION",
                VideoVerification = "VIDEO_VERIFICATION",
            ];
        identity_verification_failure_reason, with_identity_verification_failure_reason: IdentityVerificationStage [
            NotStarted = "IDENTITYVERIFICATIONSTAGE_NOT_STARTED",
            NationalInfoVerification = "NATIONAL_INFO_VERIFICATION",
            ImageVerification = "IMAGE_VERIFICATION",
            VideoVerification = "VIDEO_VERIFICATION",
        ];
        car_verification_last_successful_stage, with_car_verification_last_successful_stage: CarVerificationStage [
            NotStarted = "CARVERIFICATIONSTAGE_NOT_STARTED",
            Shahkar = "CARVERIFICATIONSTAGE_SHAHKAR",
            CarCardVerification = "CAR_CARD_VERIFICATION",
            CarModelVerification = "CAR_MODEL_VERIFICATION",
        ];
        car_verification_failure_reason, with_car_verification_failure_reason: CarVerificationStage [
            NotStarted = "CARVERIFICATIONSTAGE_NOT_STARTED",
            Shahkar = "CARVERIFICATIONSTAGE_SHAHKAR",
            CarCardVerification = "CAR_CARD_VERIFICATION",
            CarModelVerification = "CAR_MODEL_VERIFICATION",
        ];
        new_face_verification_result, with_new_face_verification_result: NewFaceVerificationResult [
            NewFaceVerificationFailed = "NEW_FACE_VERIFICATION_FAILED",
        ];
        online_reservation_capability, with_online_reservation_capability: OnlineReservationCapability [
            OnlineReservationAvailable = "ONLINE_RESERVATION_AVAILABLE",
        ];
    };
    // The schema lists the same keys with the same values, and no other.
    let schema = Semantic::to_json_schema();
    let properties = schema["$defs"]["Semantic"]["properties"].as_object().unwrap();
    assert_eq!(
        properties.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        keys.iter().map(|(key, _)| *key).collect()
    );
    for (key, values) in keys {
        let reference = properties[key]["$ref"].as_str().unwrap();
        let values_of_schema = &schema.pointer(reference.trim_start_matches('#')).unwrap()["enum"];
        assert_eq!(*values_of_schema, json!(values), "{key}");
        assert_eq!(key_kind(key), KeyKind::Predefined, "{key}");
    }
}

#[test]
fn a_key_is_predefined_masked_or_hashed() {
    for key in ["VIN", "chassis_number", "engine_number", "real_estate_id", "old_real_estate_id"] {
        assert_eq!(key_kind(key), KeyKind::Masked, "{key}");
        assert_eq!(MaskedKey::from_key(key).unwrap().as_str(), key);
    }
    for key in ["", "vin", "VIN ", "Status", "report_id", "post_verifcation_result"] {
        assert_eq!(key_kind(key), KeyKind::Hashed, "{key}");
        assert_eq!(MaskedKey::from_key(key), None);
    }
    assert_eq!(MaskedKey::ALL.map(MaskedKey::as_str).len(), 5);
}

#[test]
fn a_map_takes_any_other_key_with_any_text() {
    let semantic = Semantic::new().with("کلید", "").with("b", "1").with("", "2").with("b", "3");
    assert_eq!(semantic.iter().collect::<Vec<_>>(), [("", "2"), ("b", "3"), ("کلید", "")]);
    assert_eq!((semantic.len(), semantic.is_empty()), (3, false));
    assert!(Semantic::new().is_empty());
    assert_eq!([("b", "3"), ("کلید", ""), ("", "2")].into_iter().collect::<Semantic>(), semantic);
    semantic.validate().unwrap();
    for text in [r#"{"a": 1}"#, r#"{"a": null}"#, r#"{"a": {"b": "c"}}"#, r#"[["a", "b"]]"#, r#"{"a": "", "a": ""}"#] {
        assert!(Semantic::check(text.as_bytes()).is_err(), "{text}");
        assert!(serde_json::from_str::<Semantic>(text).is_err(), "{text}");
    }
}

/// Kind and key of each lint, and the messages.
fn linted(semantic: &Semantic) -> Vec<(LintKind, String, String)> {
    lint(semantic).into_iter().map(|lint| (lint.kind, lint.key, lint.message)).collect()
}

#[test]
fn misspelt_keys_are_linted_with_what_was_meant() {
    for (key, meant) in [
        ("identity_verifcation_result", "identity_verification_result"),
        ("post_verifcation_result", "post_verification_result"),
        ("Identity_Verification_Result", "identity_verification_result"),
        ("identity-verification-result", "identity_verification_result"),
        ("identity verification result", "identity_verification_result"),
        ("payment_methods", "payment_method"),
        ("paymentmethod", "payment_method"),
        ("ownership_reslut", "ownership_result"),
        ("online_reservations_capability", "online_reservation_capability"),
        ("car_verification_failure_reasons", "car_verification_failure_reason"),
        ("Status", "status"),
        ("STATUS", "status"),
        ("vin", "VIN"),
        ("Vin", "VIN"),
        ("chasis_number", "chassis_number"),
        ("engine_no_number", ""),
        ("real_estate_ids", "real_estate_id"),
        ("old-real-estate-id", "old_real_estate_id"),
    ] {
        let found = linted(&Semantic::new().with(key, "a value nobody may see"));
        if meant.is_empty() {
            assert_eq!(found, [], "{key}");
        } else {
            let message = format!("did you mean `{meant}`? spelt like this the value is hashed and loses its meaning");
            assert_eq!(found, [(LintKind::MisspeltKey, key.to_owned(), message)]);
        }
    }
}

#[test]
fn keys_that_mean_something_else_are_not_linted() {
    let unrelated = [
        "",
        "a",
        "id",
        "van",
        "vinyl",
        "VIM",
        "win",
        "bin",
        "states",
        "statue",
        "stats",
        "stature",
        "state",
        "year",
        "brand_model",
        "color",
        "map",
        "phone",
        "report_id",
        "external_reference",
        "inspection_report",
        "estate_id",
        "payment_id",
        "engine_volume",
        "شناسه",
    ];
    for key in unrelated {
        assert_eq!(linted(&Semantic::new().with(key, "x")), [], "{key}");
    }
    let predefined = Semantic::new().with_status(VerificationStatus::Failed).with_payment_method(PaymentMethod::Secure);
    assert_eq!(linted(&predefined), []);
}

#[test]
fn unmasked_values_of_the_five_keys_are_linted() {
    let raw = "IRJC95R23KJ039206";
    let masked = mask(raw).unwrap();
    for key in MaskedKey::ALL {
        let half = &masked.as_str()[..63];
        for value in [raw, "", half, &masked.as_str().to_uppercase(), &format!(" {masked}"), &format!("{half}g")] {
            let message = format!("mask this value before it is sent: `MaskedKey::{key:?}.mask(…)`");
            let found = linted(&Semantic::new().with(key.as_str(), value));
            assert_eq!(found, [(LintKind::UnmaskedValue, key.as_str().to_owned(), message)]);
        }
        assert_eq!(linted(&Semantic::new().with_masked(key, masked.clone())), []);
    }
    let all: Semantic = MaskedKey::ALL.iter().map(|key| (key.as_str(), raw)).collect();
    assert_eq!(lint(&all.with("post_verifcation_result", raw)).len(), 6);
}

#[test]
fn nothing_that_is_told_about_semantic_data_repeats_a_value_of_a_free_or_masked_key() {
    let raw = "IRJC95R23KJ039206";
    let keys = ["VIN", "chassis_number", "vin", "post_verifcation_result", "Status", "note"];
    let semantic: Semantic = keys.iter().map(|key| (*key, raw)).collect();
    let lints = lint(&semantic);
    assert_eq!(lints.len(), 5);
    assert!(!format!("{lints:?}").contains(raw));
    let violations = UserSemantic::new(semantic.with("status", "DONE")).validate().unwrap_err();
    assert_eq!(violations.iter().count(), 1);
    assert!(!format!("{violations} {violations:?}").contains(raw));
    let text =
        r#"{"semantic": {"VIN": 395112039206, "VIN": ["395112039206"], "note": {"395112039206": 1}, "status": 1}}"#;
    let violations = PostSemantic::check(text.as_bytes()).unwrap_err();
    assert_eq!(violations.iter().count(), 5);
    assert!(!format!("{violations} {violations:?}").contains("395112039206"), "{violations}");
}

/// What is taken, and the keys that are not with whether their field is merely unset.
fn taken(widget: &Widget) -> (Value, Vec<(String, bool)>) {
    let (values, errors) = extract(widget);
    (Value::Object(values), errors.into_iter().map(|error| (error.key.clone(), error.is_unset())).collect())
}

/// The widget with one path for each of its fields; the key is the path.
fn with_all_paths(widget: impl Into<Widget>) -> Widget {
    let widget = widget.into();
    widget.row.paths().iter().fold(widget.clone(), |widget, path| widget.with_semantic_path(*path, *path))
}

#[test]
fn values_are_taken_out_of_the_fields_that_paths_name() {
    let image = "57c76b48-d381-4b8a-b34f-355f6869b6ed.jpg";
    let map = Action::open_direct_link("https://example.com/map/7").unwrap();
    let widget = Widget::from(SelectorRow::new("نقشه ملک").with_image(image).with_action(map))
        .with_semantic_path("cover", "image_id")
        .with_semantic_path("map_link", "action.open_direct_link");
    assert_eq!(taken(&widget), (json!({"cover": image, "map_link": "https://example.com/map/7"}), vec![]));
    let engine = Action::open_direct_link("https://example.com/engine").unwrap();
    let score = ScoreRow::descriptive("موتور", "سالم").with_action(engine);
    let score = Widget::from(score)
        .with_semantic_path("engine_state", "descriptive_score")
        .with_semantic_path("engine_report", "action.open_direct_link");
    assert_eq!(taken(&score).0, json!({"engine_state": "سالم", "engine_report": "https://example.com/engine"}));
    assert_eq!(taken(&TitleRow::new("a").into()), (json!({}), vec![]));
}

#[test]
fn every_path_of_every_row_leads_to_its_field() {
    let data = json!({"report": "15"});
    let server = Action::open_server_link(data.as_object().unwrap().clone());
    let dynamic = Action::get_dynamic_action(data.as_object().unwrap().clone());
    let page = Action::open_post_page(PostToken::new("gZd7omnS").unwrap());
    let manage = Action::open_post_manage_page(PostToken::new("gZd7omnS").unwrap());
    let section = |text| EvaluationSection::new(text);
    let cases: Vec<(Widget, Value)> = vec![
        (TitleRow::new("a").with_divider().into(), json!({"text": "a", "has_divider": true})),
        (SubtitleRow::new("a").into(), json!({"text": "a", "has_divider": false})),
        (DescriptionRow::expandable("a").into(), json!({"text": "a", "has_divider": false, "expandable": true})),
        (
            ButtonBar::new("a", server).into(),
            json!({
                "title": "a",
                "action": {"open_server_link": {"data": data}},
                "action.open_server_link": {"data": data},
                "action.open_server_link.data": data,
            }),
        ),
        (
            ButtonBar::new("a", dynamic).into(),
            json!({
                "title": "a",
                "action": {"get_dynamic_action": {"data": data}},
                "action.get_dynamic_action": {"data": data},
                "action.get_dynamic_action.data": data,
            }),
        ),
        (
            SelectorRow::new("a").with_action(page).into(),
            json!({
                "title": "a",
                "has_divider": false,
                "action": {"open_post_page": {"post_token": "gZd7omnS"}},
                "action.open_post_page": {"post_token": "gZd7omnS"},
                "action.open_post_page.post_token": "gZd7omnS",
            }),
        ),
        (
            EventRow::new("a").with_image("logo").with_label("b").into(),
            json!({"title": "a", "label": "b", "image_id": "logo", "has_divider": false}),
        ),
        (
            ScoreRow::percentage("a", 0).with_action(manage).into(),
            json!({
                "title": "a",
                "percentage_score": 0,
                "has_divider": false,
                "action": {"open_post_manage_page": {"post_token": "gZd7omnS"}},
                "action.open_post_manage_page": {"post_token": "gZd7omnS"},
                "action.open_post_manage_page.post_token": "gZd7omnS",
            }),
        ),
        (
            EvaluationRow::new(section("l"), section("m"), section("r")).with_indicator_percentage(45).into(),
            json!({
                "left": {"text": "l"},
                "left.text": "l",
                "middle": {"text": "m"},
                "middle.text": "m",
                "right": {"text": "r"},
                "right.text": "r",
                "indicator_percentage": 45,
            }),
        ),
        (
            GroupInfoRow::new([GroupInfoItem::new("a", "b"), GroupInfoItem::new("c", "d")]).into(),
            json!({"items": [{"title": "a", "value": "b"}, {"title": "c", "value": "d"}], "has_divider": false}),
        ),
        (
            ImageCarouselRow::new([ImageCarouselItem::new("logo")]).into(),
            json!({"items": [{"image_id": "logo"}], "has_divider": false}),
        ),
    ];
    let rows: BTreeSet<&str> = cases.iter().map(|(widget, _)| widget.row.key()).collect();
    assert_eq!(rows.len(), Row::KEYS.len());
    for (widget, expected) in cases {
        let (values, errors) = taken(&with_all_paths(widget.clone()));
        assert_eq!(values, expected);
        let unset = widget.row.paths().iter().filter(|path| expected.get(path).is_none());
        let unset: BTreeSet<(String, bool)> = unset.map(|path| ((*path).to_owned(), true)).collect();
        assert_eq!(errors.into_iter().collect::<BTreeSet<_>>(), unset);
    }
}

#[test]
fn a_path_that_leads_nowhere_says_why() {
    let widget = Widget::from(EventRow::new("a"))
        .with_semantic_path("k1", "subtitle")
        .with_semantic_path("k2", "action.open_direct_link")
        .with_semantic_path("k3", "title")
        .with_semantic_path("k4", "");
    let (values, errors) = extract(&widget);
    assert_eq!(Value::Object(values), json!({"k3": "a"}));
    let told: Vec<(String, bool)> = errors.iter().map(|error| (error.to_string(), error.is_unset())).collect();
    let unknown =
        |path: &str, key: &str| format!("semantic path {path:?} of key {key:?} does not name a field of the row");
    assert_eq!(
        told,
        [
            (r#"semantic path "subtitle" of key "k1" names a field that is not set"#.to_owned(), true),
            (unknown("action.open_direct_link", "k2"), false),
            (unknown("", "k4"), false),
        ]
    );
    let inside = Widget::from(GroupInfoRow::new([GroupInfoItem::new("a", "b"), GroupInfoItem::new("c", "d")]))
        .with_semantic_path("k", "items.0");
    assert_eq!(taken(&inside), (json!({}), vec![("k".to_owned(), false)]));
}

#[test]
fn a_key_that_is_equally_near_to_two_known_ones_names_both() {
    // Two letters too many for the one, two too few for the other.
    assert_eq!(near_keys("o_real_estate_id"), ["real_estate_id", "old_real_estate_id"]);
    assert_eq!(near_keys("post_verifcation_result"), ["post_verification_result"]);
    assert_eq!(near_keys("vin"), ["VIN"]);
    for key in [" VIN", "VIN\u{200c}", "\u{feff}VIN", "VIN\u{200f} ", "\u{2067}VIN\u{2069}"] {
        assert_eq!(near_keys(key), ["VIN"], "{key:?}");
    }
    assert_eq!(near_keys("\u{200c}"), [""; 0]);
    for known in ["status", "VIN", "old_real_estate_id"] {
        assert_eq!(near_keys(known), [""; 0], "{known}");
    }
}

#[test]
fn the_values_of_predefined_keys_can_be_listed() {
    assert_eq!(allowed_values("payment_method"), Some(&["SECURE"][..]));
    assert_eq!(allowed_values("status"), Some(&["SUCCEEDED", "FAILED", "EXPIRED", "PENDING"][..]));
    assert_eq!(allowed_values("VIN"), None);
    assert_eq!(allowed_values("Status"), None);
}
