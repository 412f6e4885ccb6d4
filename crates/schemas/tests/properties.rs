//! What holds for every input: nothing crashes, the two ways to take a text agree, and masking sees through spelling.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use kenar_schemas::legacy::LegacyWidget;
use kenar_schemas::masking::{MaskError, is_masked, mask, mask_old_deed};
use kenar_schemas::oauth::TokenRequest;
use kenar_schemas::widgets::{Row, ScoreRow};
use kenar_schemas::{
    Action, Checker, ErrorBody, IconName, LegacyPostAddon, LegacyUserAddon, LegacyUserVerification, Payload,
    PaymentTicketValidation, PostAddon, Semantic, UserAddon, Widget,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

/// JSON that can hold what a parsed value cannot: a key twice, a number in any spelling.
#[derive(Debug, Clone)]
enum Json {
    /// Anything without members, as it is written.
    Plain(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    fn text(text: &str) -> Self {
        Self::Plain(serde_json::to_string(text).unwrap())
    }

    fn write(&self, to: &mut String) {
        match self {
            Self::Plain(text) => to.push_str(text),
            Self::Array(items) => {
                to.push('[');
                for (index, item) in items.iter().enumerate() {
                    to.push_str(if index > 0 { ", " } else { "" });
                    item.write(to);
                }
                to.push(']');
            }
            Self::Object(members) => {
                to.push('{');
                for (index, (key, value)) in members.iter().enumerate() {
                    let comma = if index > 0 { ", " } else { "" };
                    write!(to, "{comma}{}: ", serde_json::to_string(key).unwrap()).unwrap();
                    value.write(to);
                }
                to.push('}');
            }
        }
    }

    fn to_text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    /// This value and everything in it.
    fn count(&self) -> usize {
        1 + match self {
            Self::Plain(_) => 0,
            Self::Array(items) => items.iter().map(Self::count).sum(),
            Self::Object(members) => members.iter().map(|(_, value)| value.count()).sum(),
        }
    }

    /// The value of that number, counted from 0 in document order.
    fn nth(&mut self, mut number: usize) -> &mut Self {
        if number == 0 {
            return self;
        }
        number -= 1;
        let children: Vec<&mut Self> = match self {
            Self::Plain(_) => Vec::new(),
            Self::Array(items) => items.iter_mut().collect(),
            Self::Object(members) => members.iter_mut().map(|(_, value)| value).collect(),
        };
        for child in children {
            let count = child.count();
            if number < count {
                return child.nth(number);
            }
            number -= count;
        }
        panic!("there are not that many values");
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        match value {
            Value::Array(items) => Self::Array(items.iter().map(Self::from).collect()),
            Value::Object(members) => {
                Self::Object(members.iter().map(|(key, value)| (key.clone(), Self::from(value))).collect())
            }
            plain => Self::Plain(plain.to_string()),
        }
    }
}

/// Values at, around and beyond everything that the contract asks for.
fn plain() -> impl Strategy<Value = Json> {
    let numbers = select(vec![
        "0",
        "-0",
        "1",
        "12.0",
        "1.2e1",
        "12.5",
        "100",
        "100.0",
        "101",
        "-1",
        "1e2",
        "1e-1",
        "2147483647",
        "2147483648",
        "1e300",
        "18446744073709551616",
        "-9223372036854775809",
        "null",
        "true",
        "false",
        "1e999",
    ]);
    let texts = select(vec![
        "",
        "text",
        "items",
        "title",
        "has_divider",
        "action.open_direct_link",
        "logo",
        "SUCCESS_PRIMARY",
        "ERROR_SECONDARY",
        "ADD",
        "UNKNOWN",
        "https://example.com/a",
        "example.com",
        "https://example.com/a b",
        "gZd7omnS",
        "gZd7",
        "SECURE",
        "6ca5ba03-f3a1-4761-9c60-8760f442a352",
        "می\u{200c}خواهم",
    ]);
    let long = ("[ا🚗a]", select(vec![15_usize, 16, 17, 18, 19, 24, 25, 26, 49, 50, 51, 59, 60, 100, 101, 200, 201]));
    prop_oneof![
        3 => numbers.prop_map(|text| Json::Plain(text.to_owned())),
        3 => texts.prop_map(Json::text),
        2 => long.prop_map(|(unit, count)| Json::text(&unit.repeat(count))),
        1 => any::<String>().prop_map(|text| Json::text(&text)),
        1 => any::<f64>().prop_filter("JSON has no such number", |number| number.is_finite())
            .prop_map(|number| Json::Plain(format!("{number:e}"))),
    ]
}

fn key() -> impl Strategy<Value = String> {
    let members = select(vec![
        "text",
        "title",
        "subtitle",
        "label",
        "has_divider",
        "hasDivider",
        "expandable",
        "action",
        "icon_name",
        "image_id",
        "image_url",
        "score_color",
        "percentage_score",
        "descriptive_score",
        "left",
        "items",
        "value",
        "description",
        "indicator_percentage",
        "data",
        "post_token",
        "open_direct_link",
        "open_server_link",
        "open_post_page",
        "status",
        "VIN",
        "widget_type",
        "@type",
        "grant_type",
        "code",
    ]);
    let rows = select(Row::KEYS);
    prop_oneof![
        6 => members.prop_map(str::to_owned),
        2 => rows.prop_map(str::to_owned),
        2 => Just("semantic_paths".to_owned()),
        1 => any::<String>(),
    ]
}

fn json() -> impl Strategy<Value = Json> {
    plain().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            1 => vec(inner.clone(), 0..4).prop_map(Json::Array),
            3 => vec((key(), inner), 0..4).prop_map(Json::Object),
        ]
    })
}

#[derive(Debug, Clone)]
enum Change {
    Replace(Json),
    Remove(Index),
    Rename(Index, String),
    Add(Index, String, Json),
    Double(Index),
    Swap(Index, Index),
}

fn change() -> impl Strategy<Value = (Index, Change)> {
    let change = prop_oneof![
        4 => plain().prop_map(Change::Replace),
        1 => json().prop_map(Change::Replace),
        1 => any::<Index>().prop_map(Change::Remove),
        1 => (any::<Index>(), key()).prop_map(|(at, key)| Change::Rename(at, key)),
        2 => (any::<Index>(), key(), json()).prop_map(|(at, key, value)| Change::Add(at, key, value)),
        1 => any::<Index>().prop_map(Change::Double),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Change::Swap(a, b)),
    ];
    (any::<Index>(), change)
}

impl Change {
    fn apply(&self, to: &mut Json) {
        match (self, to) {
            (Self::Replace(value), to) => *to = value.clone(),
            (Self::Add(at, key, value), Json::Object(members)) => {
                members.insert(at.index(members.len() + 1), (key.clone(), value.clone()));
            }
            (Self::Add(at, _, value), Json::Array(items)) => items.insert(at.index(items.len() + 1), value.clone()),
            (Self::Remove(at), Json::Object(members)) if !members.is_empty() => {
                members.remove(at.index(members.len()));
            }
            (Self::Remove(at), Json::Array(items)) if !items.is_empty() => {
                items.remove(at.index(items.len()));
            }
            (Self::Rename(at, key), Json::Object(members)) if !members.is_empty() => {
                let count = members.len();
                members[at.index(count)].0.clone_from(key);
            }
            (Self::Double(at), Json::Object(members)) if !members.is_empty() => {
                members.push(members[at.index(members.len())].clone());
            }
            (Self::Double(at), Json::Array(items)) if !items.is_empty() => {
                items.push(items[at.index(items.len())].clone());
            }
            (Self::Swap(a, b), Json::Object(members)) if !members.is_empty() => {
                let count = members.len();
                members.swap(a.index(count), b.index(count));
            }
            _ => {}
        }
    }
}

/// The valid examples of a component.
fn valid(component: &str) -> Vec<Json> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/examples").join(component);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.file_name().unwrap().to_str().unwrap().starts_with("valid-"));
    files.sort();
    assert!(files.len() > 2, "{component}");
    let read = |path| serde_json::from_slice::<Value>(&fs::read(path).unwrap()).unwrap();
    files.iter().map(|path| Json::from(&read(path))).collect()
}

/// A valid example with up to three changes anywhere in it.
fn mutated(component: &str) -> impl Strategy<Value = String> + use<> {
    (select(valid(component)), vec(change(), 0..4)).prop_map(|(mut json, changes)| {
        for (at, change) in changes {
            let count = json.count();
            change.apply(json.nth(at.index(count)));
        }
        json.to_text()
    })
}

/// Fails unless the type and its schema give one verdict. Says whether the text is taken.
fn agree<T: Payload>(schema: &Checker, text: &[u8]) -> Result<bool, TestCaseError> {
    let built = serde_json::from_slice::<T>(text).map_err(|error| error.to_string());
    let built = built.and_then(|value| Payload::validate(&value).map_err(|violations| violations.to_string()));
    match (T::check(text), schema.check(text), built) {
        (Ok(_), Ok(()), Ok(())) => Ok(true),
        (Err(told), Err(violations), Err(_)) => {
            prop_assert_eq!(&told, &violations);
            prop_assert!(!told.as_slice().is_empty());
            prop_assert!(told.iter().all(|one| one.pointer.is_empty() || one.pointer.starts_with('/')));
            Ok(false)
        }
        (checked, schema, built) => {
            let told =
                |verdict: Result<(), String>| verdict.map_or_else(|error| format!("no: {error}"), |()| "yes".into());
            let checked = told(checked.map(drop).map_err(|error| error.to_string()));
            let schema = told(schema.map_err(|error| error.to_string()));
            Err(TestCaseError::fail(format!("check: {checked}\nthe schema: {schema}\nthe type: {}", told(built))))
        }
    }
}

macro_rules! agree {
    ($text:expr, $($type:ty),* $(,)?) => {$({
        static SCHEMA: LazyLock<Checker> =
            LazyLock::new(|| Checker::compile(&<$type as Payload>::to_json_schema(), "").unwrap());
        agree::<$type>(&SCHEMA, $text)?;
    })*};
}

fn every_type(text: &[u8]) -> Result<(), TestCaseError> {
    agree! { text,
        Widget, Action, Semantic, UserAddon, PostAddon, PaymentTicketValidation, TokenRequest, IconName, LegacyWidget,
        LegacyUserAddon, LegacyPostAddon, LegacyUserVerification,
    }
    // An answer is open: how its unknown members are written is nobody's business, so only crashes count.
    let _ = ErrorBody::check(text);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_taken_or_refused(bytes in vec(any::<u8>(), 0..200)) {
        every_type(&bytes)?;
    }

    #[test]
    fn any_text_of_json_pieces_is_taken_or_refused(text in r#"([{}\[\]:,"\\ue0-9. ]|"title_row"|"text"|null){0,60}"#) {
        every_type(text.as_bytes())?;
    }

    #[test]
    fn any_json_is_taken_or_refused(json in json()) {
        every_type(json.to_text().as_bytes())?;
    }

    #[test]
    fn a_cut_document_is_a_syntax_error(text in mutated("Widget"), at in any::<Index>()) {
        let end = at.index(text.len());
        agree!(&text.as_bytes()[..end], Widget);
        prop_assert!(Widget::check(&text.as_bytes()[..end]).is_err() || text.len() < 5);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mutated_widget_gets_one_verdict(text in mutated("Widget")) {
        agree!(text.as_bytes(), Widget);
    }

    #[test]
    fn a_mutated_score_row_gets_one_verdict(text in mutated("ScoreRow")) {
        agree!(text.as_bytes(), ScoreRow);
    }

    #[test]
    fn a_mutated_action_gets_one_verdict(text in mutated("Action")) {
        agree!(text.as_bytes(), Action);
    }

    #[test]
    fn a_mutated_request_gets_one_verdict(
        addon in mutated("UserAddon"),
        ticket in mutated("PaymentTicketValidation"),
        token in mutated("TokenRequest"),
    ) {
        agree!(addon.as_bytes(), UserAddon);
        agree!(ticket.as_bytes(), PaymentTicketValidation);
        agree!(token.as_bytes(), TokenRequest);
    }

    /// Case, the script of the digits and outer spaces make no difference; everything else does.
    #[test]
    fn masking_depends_only_on_the_normal_form(
        value in "[A-Z0-9][A-Z0-9 ./-]{0,18}[A-Z0-9]",
        choices in vec(0..4_u8, 20),
        before in "[ \t\r\n\u{a0}\u{2009}]{0,3}",
        after in "[ \t\r\n\u{a0}\u{2009}]{0,3}",
        at in any::<Index>(),
    ) {
        let masked = mask(&value).unwrap();
        prop_assert!(is_masked(masked.as_str()));
        let respelt: String = value.chars().zip(&choices).map(|(character, choice)| respell(character, *choice)).collect();
        prop_assert_eq!(mask(&format!("{before}{respelt}{after}")).unwrap(), masked.clone());
        let deed = mask_old_deed(&value, &value).unwrap();
        let (book, page) = (format!("{before}{respelt}"), format!("{respelt}{after}"));
        prop_assert_eq!(mask_old_deed(&book, &page).unwrap(), deed);

        let mut other = value.clone();
        let place = at.index(value.len());
        other.replace_range(place..=place, "#");
        prop_assert_ne!(mask(&other).unwrap(), masked);
        other.replace_range(place..=place, "ب");
        prop_assert_eq!(
            mask(&format!("{before}{other}{after}")),
            Err(MaskError::NotAscii { position: place + 1, character: 'ب' })
        );
    }

    #[test]
    fn masking_takes_or_refuses_any_text(raw in any::<String>()) {
        match mask(&raw) {
            Ok(masked) => prop_assert!(is_masked(masked.as_str())),
            Err(MaskError::Empty) => prop_assert!(raw.trim().is_empty()),
            Err(MaskError::NotAscii { position, character }) => {
                prop_assert_eq!(raw.trim().chars().nth(position - 1), Some(character));
                prop_assert!(!character.is_ascii());
            }
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        }
    }
}

/// Another spelling of an ASCII character.
fn respell(character: char, choice: u8) -> char {
    let digit = |zero: char| char::from_u32(zero as u32 + (character as u32 - '0' as u32)).unwrap();
    match (character, choice) {
        ('0'..='9', 1) => digit('۰'),
        ('0'..='9', 2) => digit('٠'),
        (_, 3) => character.to_ascii_lowercase(),
        _ => character,
    }
}

/// The changes must break some widgets and leave others whole, or the properties above prove little.
#[test]
fn mutated_widgets_are_of_both_kinds() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let widgets = mutated("Widget");
    let taken = (0..2_000).filter(|_| {
        let text = widgets.new_tree(&mut runner).unwrap().current();
        Widget::check(text.as_bytes()).is_ok()
    });
    let taken = taken.count();
    assert!((400..1_600).contains(&taken), "{taken} of 2000");
}
