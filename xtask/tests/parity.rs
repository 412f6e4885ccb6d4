//! Document and types are made to differ on purpose.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{assert_told, broken, bundle, copy, folder};
use serde_json::{Value, json};
use std::fs;
use xtask::{Problem, parity, root, wire_types};

#[test]
fn document_and_types_accept_the_same_values() {
    assert_eq!(parity::check(&bundle()), []);
}

fn parity_of(pointer: &str, change: impl FnOnce(&mut Value)) -> Vec<Problem> {
    parity::check(&broken(pointer, change))
}

#[test]
fn a_limit_that_only_the_document_has_is_found() {
    let problems = parity_of("/components/schemas/TitleRow/properties/text/maxLength", |limit| *limit = json!(48));
    assert_told(
        &problems,
        "TitleRow (openapi/schemas/widgets/TitleRow.yaml): Rust accepts what the document refuses",
        "document wins",
    );
    assert_told(&problems, "\"minLength\":49", "");
}

#[test]
fn a_limit_that_only_the_types_have_is_found() {
    let problems = parity_of("/components/schemas/TitleRow/properties/text", |text| {
        text.as_object_mut().unwrap().shift_remove("maxLength");
    });
    assert_told(
        &problems,
        "TitleRow (openapi/schemas/widgets/TitleRow.yaml): the document accepts what Rust refuses",
        "change the type",
    );
}

#[test]
fn an_enum_value_that_only_the_document_has_is_found() {
    let problems = parity_of("/components/schemas/WidgetColor/enum", |values| {
        values.as_array_mut().unwrap().push(json!("ERROR_SECONDARY"))
    });
    assert_told(&problems, "the document accepts what Rust refuses: {\"const\":\"ERROR_SECONDARY\"", "");
}

#[test]
fn a_member_that_only_one_side_requires_is_found() {
    let problems = parity_of("/components/schemas/UserAddon/required", |required| {
        required.as_array_mut().unwrap().retain(|name| name != "semantic")
    });
    assert_told(&problems, "UserAddon (openapi/schemas/addons/UserAddon.yaml): the document", "");
}

#[test]
fn another_integer_width_is_found() {
    let problems = parity_of("/components/schemas/UserAddon/properties/cost/format", |format| *format = json!("int64"));
    assert_told(
        &problems,
        "the format of UserAddon.cost is Some(String(\"int64\")) in the document",
        "same integer width",
    );
}

#[test]
fn another_string_format_is_found() {
    let problems = parity_of("/components/schemas/TicketUuid/format", |format| *format = json!("date"));
    assert_told(&problems, "the format of TicketUuid", "same format");
}

#[test]
fn a_name_in_the_table_that_is_no_component_is_found() {
    let problems = parity_of("/components/schemas", |schemas| {
        let row = schemas.as_object_mut().unwrap().shift_remove("GroupInfoItem").unwrap();
        schemas["GroupInfoItm"] = row;
    });
    assert_told(&problems, "replacements.rs names GroupInfoItem, which is no component", "did you mean GroupInfoItm?");
    assert_told(&problems, "no hand-written type stands for GroupInfoItm", "add `GroupInfoItm => …`");
}

#[test]
fn a_type_without_a_place_in_the_document_is_found() {
    let root = folder("homeless-type");
    copy(&xtask::root().join("crates/schemas/src"), &root.join("crates/schemas/src"));
    let homeless = "/// x\n#[derive(Debug, JsonSchema)]\npub struct Homeless { pub text: String }\n";
    fs::write(root.join("crates/schemas/src/homeless.rs"), homeless).unwrap();
    assert_told(
        &wire_types::check(&bundle(), &root),
        "the type Homeless has a JSON Schema and no place",
        "REPLACEMENTS",
    );
}

#[test]
fn every_wire_type_has_its_place() {
    assert_eq!(wire_types::check(&bundle(), &root()), []);
    let found = wire_types::declared(&root().join("crates/schemas/src")).unwrap();
    for name in ["UserAddon", "Phone", "AddonId", "PaymentMethod", "ScoreRow", "Widget", "LegacyWidget"] {
        assert!(found.contains(name), "{name} is not seen, so it could be forgotten");
    }
}
