//! The dialect of the document is broken on purpose, and what progenitor refuses is told with its operation.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{POST_ADDON, UPSERT, assert_told, broken, bundle};
use serde_json::json;
use xtask::{client, lint};

#[test]
fn the_document_is_in_its_dialect() {
    assert_eq!(lint::lint(&bundle()), []);
}

#[test]
fn a_default_response_is_refused() {
    let broken = broken(&format!("{UPSERT}/responses"), |responses| responses["default"] = json!({"description": "x"}));
    assert_told(&lint::lint(&broken), "there is a `default` response", "write `4XX` and `5XX`");
}

#[test]
fn a_second_success_is_refused() {
    let broken = broken(&format!("{UPSERT}/responses"), |responses| responses["202"] = json!({"description": "x"}));
    assert_told(&lint::lint(&broken), "the success codes are [\"200\", \"202\"]", "exactly one");
}

#[test]
fn another_error_schema_is_refused() {
    let other = json!({"description": "x", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Empty"}, "example": {}}}});
    let broken = broken(&format!("{UPSERT}/responses"), |responses| responses["404"] = other);
    assert_told(&lint::lint(&broken), "the error response 404 has the schema", "use ErrorBody");
}

#[test]
fn several_scopes_in_one_requirement_are_refused() {
    let both = json!([{"ApiKey": [], "OAuth": ["POST_ADDON_CREATE.post_token", "USER_POSTS_ADDON_CREATE"]}]);
    let broken = broken(POST_ADDON, |operation| operation["security"] = both);
    assert_told(&lint::lint(&broken), "one requirement asks for 2 scopes", "separate requirement objects");
}

#[test]
fn an_undeclared_scope_is_refused() {
    let broken = broken(&format!("{UPSERT}/security/0/OAuth/0"), |scope| *scope = json!("USER_ADON_CREATE"));
    assert_told(&lint::lint(&broken), "the scope USER_ADON_CREATE is not declared", "kenar.yaml");
}

#[test]
fn a_scope_of_a_resource_names_its_parameter() {
    let broken =
        broken(POST_ADDON, |operation| drop(operation.as_object_mut().unwrap().shift_remove("x-kenar-resource")));
    assert_told(&lint::lint(&broken), "does not say which parameter carries its resource", "x-kenar-resource");
}

#[test]
fn two_templates_of_one_shape_are_refused() {
    let broken = broken("/paths", |paths| {
        paths["/v1/open-platform/addons/user/{phone}"] = paths["/v1/open-platform/addons/user/{id}"].clone();
    });
    assert_told(&lint::lint(&broken), "are one template", "one path with all methods");
}

#[test]
fn a_property_without_an_example_is_refused() {
    let property = "/components/schemas/TitleRow/properties/text";
    let broken = broken(property, |text| drop(text.as_object_mut().unwrap().shift_remove("example")));
    assert_told(&lint::lint(&broken), "TitleRow.yaml /properties/text: the property has no `example`", "add `example");
}

#[test]
fn an_object_says_whether_it_is_open() {
    let broken = broken("/components/schemas/TitleRow", |row| {
        row.as_object_mut().unwrap().shift_remove("additionalProperties");
    });
    assert_told(
        &lint::lint(&broken),
        "TitleRow.yaml: the object does not say `additionalProperties`",
        "requests are closed",
    );
}

#[test]
fn an_integer_has_a_width_and_a_range() {
    let broken = broken("/components/schemas/UserAddon/properties/cost", |cost| {
        cost.as_object_mut().unwrap().shift_remove("maximum");
    });
    assert_told(&lint::lint(&broken), "the integer has no format or no range", "format: int32");
}

#[test]
fn an_inline_arm_of_a_union_is_refused() {
    let broken = broken("/components/schemas/Action/oneOf/0", |arm| {
        *arm = json!({"type": "object", "additionalProperties": false})
    });
    assert_told(&lint::lint(&broken), "an arm of the union has no name", "component schema");
}

#[test]
fn an_unknown_server_is_refused() {
    let broken = broken(&format!("{UPSERT}/servers/0/url"), |url| *url = json!("https://open-api.divar.example"));
    assert_told(&lint::lint(&broken), "the server https://open-api.divar.example is unknown", "SERVERS");
}

#[test]
fn a_body_that_progenitor_cannot_send_is_excluded_by_name() {
    let broken = broken(&format!("{UPSERT}/requestBody/content"), |content| {
        let body = content.as_object_mut().unwrap().shift_remove("application/json").unwrap();
        content["multipart/form-data"] = body;
    });
    assert_told(&lint::lint(&broken), "progenitor cannot send multipart/form-data", "EXCLUDED");
}

#[test]
fn a_dangling_reference_is_refused() {
    let broken = broken("/components/schemas/UserAddon/properties/widgets/items/$ref", |target| {
        *target = json!("#/components/schemas/Wiget");
    });
    assert_told(&lint::lint(&broken), "`#/components/schemas/Wiget` leads nowhere", "correct the reference");
}

#[test]
fn a_refusal_of_progenitor_names_the_operation() {
    let broken = broken(&format!("{UPSERT}/responses"), |responses| {
        responses["202"] = json!({"description": "x", "content": {"application/json": {"schema": {"type": "string"}}}});
    });
    let problem = client::artefacts(&broken).unwrap_err();
    assert_told(&[problem], "operation `upsert_user_addon`", "EXCLUDED");
}
