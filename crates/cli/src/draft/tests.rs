#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};

use super::Draft;

fn converted(draft: Draft, schema: Value) -> Value {
    match draft {
        Draft::OpenApi30 => draft.convert("A", &schema).unwrap()["components"]["schemas"]["A"].take(),
        _ => {
            let mut file = draft.convert("A", &schema).unwrap();
            file.as_object_mut().unwrap().shift_remove("$schema");
            file
        }
    }
}

#[test]
fn references_and_what_is_beside_them() {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:a",
        "properties": { "b": { "$ref": "#/$defs/B" }, "c": { "$ref": "#/$defs/B", "description": "c" },
            "d": { "$ref": "#" } },
        "$defs": { "B": { "type": "string" } },
    });
    let draft_07 = json!({
        "$id": "urn:a",
        "properties": { "b": { "$ref": "#/definitions/B" },
            "c": { "description": "c", "allOf": [{ "$ref": "#/definitions/B" }] }, "d": { "$ref": "#" } },
        "definitions": { "B": { "type": "string" } },
    });
    assert_eq!(converted(Draft::Draft07, schema.clone()), draft_07);
    let openapi = json!({
        "properties": { "b": { "$ref": "#/components/schemas/B" },
            "c": { "description": "c", "allOf": [{ "$ref": "#/components/schemas/B" }] },
            "d": { "$ref": "#/components/schemas/A" } },
    });
    assert_eq!(converted(Draft::OpenApi30, schema.clone()), openapi);
    let same = Draft::Draft202012.convert("A", &schema).unwrap();
    assert_eq!(same, schema);
    let bundle = Draft::Draft07.bundle(&[("A", &schema)]).unwrap();
    assert_eq!(bundle["definitions"]["A"]["properties"]["d"]["$ref"], "#/definitions/A");
    assert_eq!(bundle["$schema"], "http://json-schema.org/draft-07/schema#");
}

#[test]
fn what_openapi_writes_in_another_way() {
    for (schema, expected) in [
        (json!({"type": ["string", "null"]}), json!({"type": "string", "nullable": true})),
        (json!({"type": "null"}), json!({"allOf": [{"type": "string", "nullable": true, "enum": [null]}]})),
        (
            json!({"type": ["string", "array"]}),
            json!({"allOf": [{"anyOf": [{"type": "string"}, {"type": "array", "items": {}}]}]}),
        ),
        (json!({"const": "a"}), json!({"enum": ["a"]})),
        (json!({"const": "a", "enum": ["a", "b"]}), json!({"enum": ["a", "b"], "allOf": [{"enum": ["a"]}]})),
        (json!({"exclusiveMinimum": 0}), json!({"minimum": 0, "exclusiveMinimum": true})),
        (json!({"minimum": 1, "exclusiveMinimum": 0}), json!({"minimum": 1})),
        (json!({"minimum": 0, "exclusiveMinimum": 0}), json!({"minimum": 0, "exclusiveMinimum": true})),
        (json!({"maximum": 5, "exclusiveMaximum": 4}), json!({"maximum": 4, "exclusiveMaximum": true})),
        (json!({"examples": ["a", "b"]}), json!({"example": "a"})),
        (json!({"type": "array"}), json!({"type": "array", "items": {}})),
        (json!({"items": true}), json!({"items": {}})),
        (json!({"not": false}), json!({"not": {"not": {}}})),
        (json!({"additionalProperties": false}), json!({"additionalProperties": false})),
        (
            json!({"if": {"type": "string"}, "then": {"minLength": 1}, "else": {"minimum": 1}}),
            json!({"allOf": [
                {"anyOf": [{"not": {"type": "string"}}, {"minLength": 1}]},
                {"anyOf": [{"type": "string"}, {"minimum": 1}]},
            ]}),
        ),
    ] {
        assert_eq!(converted(Draft::OpenApi30, schema.clone()), expected, "{schema}");
    }
}

#[test]
fn what_older_drafts_write_in_another_way() {
    let tuple = json!({"prefixItems": [{"type": "string"}], "items": false});
    let older = json!({"items": [{"type": "string"}], "additionalItems": false});
    assert_eq!(converted(Draft::Draft201909, tuple.clone()), older);
    assert_eq!(converted(Draft::Draft07, tuple), older);
    let dependent = json!({"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": {"required": ["d"]}}});
    assert_eq!(converted(Draft::Draft07, dependent), json!({"dependencies": {"a": ["b"], "c": {"required": ["d"]}}}));
    let exclusive = json!({"type": ["number", "null"], "exclusiveMaximum": 4});
    assert_eq!(converted(Draft::Draft07, exclusive.clone()), exclusive);
}

#[test]
fn what_cannot_be_expressed_is_refused() {
    for (draft, schema, told) in [
        (
            Draft::Draft07,
            json!({"not": {"unevaluatedProperties": false}}),
            "/not/unevaluatedProperties: draft 7 cannot express this keyword",
        ),
        (
            Draft::OpenApi30,
            json!({"patternProperties": {}}),
            "/patternProperties: OpenAPI 3.0 cannot express this keyword",
        ),
        (
            Draft::Draft07,
            json!({"$dynamicRef": "#a"}),
            "/$dynamicRef: this keyword is not known here, so it cannot be converted",
        ),
        (
            Draft::Draft07,
            json!({"$ref": "other.json"}),
            "/$ref: expected a reference to the schema itself or to one of its `$defs`",
        ),
        (
            Draft::Draft07,
            json!({"dependentRequired": {"a": []}, "dependentSchemas": {"a": {}}}),
            "/dependentSchemas: draft 7 takes one dependency a name, and this name has two",
        ),
        (Draft::Draft201909, json!({"anyOf": [1]}), "/anyOf/0: a schema is an object or a boolean"),
        (Draft::Draft201909, json!([]), "(document): an exported schema is an object"),
    ] {
        assert_eq!(draft.convert("A", &schema).unwrap_err().to_string(), told);
    }
}
