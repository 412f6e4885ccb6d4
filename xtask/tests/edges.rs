//! Every check is broken on purpose: it must fail, and its message must tell a stranger what to do.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use xtask::artefact::{Artefact, Mode, reconcile};
use xtask::bundle::Bundle;
use xtask::{Problem, client, instances, lint, parity, readme, root, schemas, verdicts, wire_types};

fn bundle() -> Bundle {
    Bundle::load(&root().join("openapi")).unwrap()
}

/// The document with one place changed.
fn broken(pointer: &str, change: impl FnOnce(&mut Value)) -> Bundle {
    let mut bundle = bundle();
    change(bundle.document.pointer_mut(pointer).unwrap_or_else(|| panic!("there is nothing at {pointer}")));
    bundle
}

const UPSERT: &str = "/paths/~1v2~1open-platform~1addons~1users~1{divar_user_id}/post";
const POST_ADDON: &str = "/paths/~1v2~1open-platform~1addons~1post~1{token}/post";

#[track_caller]
fn assert_told(problems: &[Problem], problem: &str, fix: &str) {
    let told = problems.iter().any(|found| found.problem.contains(problem) && found.fix.contains(fix));
    assert!(told, "nobody said {problem:?} with the fix {fix:?}, only:\n{problems:#?}");
}

/// An empty folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// A copy of the document's folder.
fn openapi(name: &str) -> PathBuf {
    let folder = folder(name);
    copy(&root().join("openapi"), &folder);
    folder
}

// ── YAML → bundle ──

#[test]
fn a_reference_to_a_missing_file_is_told_with_both_files() {
    let folder = openapi("missing-file");
    fs::remove_file(folder.join("schemas/widgets/TitleRow.yaml")).unwrap();
    let problem = Bundle::load(&folder).unwrap_err();
    assert_told(&[problem.clone()], "openapi/schemas/widgets/TitleRow.yaml cannot be read", "correct the `$ref`");
    assert!(problem.problem.contains("TitleRowWidget.yaml"), "{problem}");
}

#[test]
fn a_file_that_nothing_uses_is_refused() {
    let folder = openapi("unused-file");
    fs::write(folder.join("schemas/widgets/Forgotten.yaml"), "type: string\n").unwrap();
    assert_told(
        &[Bundle::load(&folder).unwrap_err()],
        "openapi/schemas/widgets/Forgotten.yaml is used by nothing",
        "delete it",
    );
}

#[test]
fn an_operation_is_named_like_its_file() {
    let folder = openapi("misnamed-operation");
    let file = folder.join("paths/users/get_user.yaml");
    let text = fs::read_to_string(&file).unwrap().replace("operationId: get_user", "operationId: fetch_user");
    fs::write(file, text).unwrap();
    assert_told(
        &[Bundle::load(&folder).unwrap_err()],
        "get_user.yaml holds the operation \"fetch_user\"",
        "operationId: get_user",
    );
}

#[test]
fn a_reference_has_nothing_beside_it() {
    let folder = openapi("sibling-of-ref");
    let file = folder.join("schemas/widgets/Widget.yaml");
    let text = fs::read_to_string(&file)
        .unwrap()
        .replace("- $ref: TitleRowWidget.yaml", "- $ref: TitleRowWidget.yaml\n    description: x");
    fs::write(file, text).unwrap();
    assert_told(&[Bundle::load(&folder).unwrap_err()], "has members beside it", "allOf: [{$ref: …}]");
}

#[test]
fn broken_yaml_is_told_with_its_place() {
    let folder = openapi("broken-yaml");
    fs::write(folder.join("schemas/widgets/TitleRow.yaml"), "type: [object\n").unwrap();
    let problem = Bundle::load(&folder).unwrap_err();
    assert_told(&[problem], "TitleRow.yaml is not YAML", "correct the file");
}

// ── bundle → dialect ──

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

// ── bundle → client ──

#[test]
fn a_refusal_of_progenitor_names_the_operation() {
    let broken = broken(&format!("{UPSERT}/responses"), |responses| {
        responses["202"] = json!({"description": "x", "content": {"application/json": {"schema": {"type": "string"}}}});
    });
    let problem = client::artefacts(&broken).unwrap_err();
    assert_told(&[problem], "operation `upsert_user_addon`", "EXCLUDED");
}

// ── types ↔ bundle ──

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

// ── examples ──

#[test]
fn every_example_gets_its_verdict() {
    assert_eq!(verdicts::check(&bundle(), &root().join("openapi/examples")), []);
}

fn judged(name: &str, files: &[(&str, &str)]) -> Vec<Problem> {
    let folder = folder(name);
    for (file, text) in files {
        let file = folder.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    verdicts::check(&bundle(), &folder)
}

#[test]
fn an_example_with_the_wrong_verdict_is_found_by_every_judge() {
    let text = format!("{{\"text\": \"{}\"}}", "ا".repeat(50));
    let problems = judged("wrong-verdict", &[("TitleRow/valid-long.json", &text)]);
    for judge in ["the document's schema", "the exported JSON Schema", "serde and garde", "`check`"] {
        let told = format!("openapi/examples/TitleRow/valid-long.json: {judge} refuses it and must accept it (/text:");
        assert_told(&problems, &told, "or the file if its name is wrong");
    }
}

#[test]
fn an_invalid_example_names_its_one_violation() {
    let unnamed = judged("unnamed-violation", &[("TitleRow/invalid-empty.json", "{}")]);
    assert_told(&unnamed, "does not say what it violates", "violation.json");
    let sidecar = "{\"pointer\": \"/text\", \"rule\": \"maxLength\"}";
    let files = [("TitleRow/invalid-empty.json", "{}"), ("TitleRow/invalid-empty.violation.json", sidecar)];
    assert_told(
        &judged("misnamed-violation", &files),
        "it names the violation [/text maxLength], `check` finds [\" required\"]",
        "",
    );
}

#[test]
fn a_folder_and_a_file_without_meaning_are_found() {
    assert_told(
        &judged("unknown-folder", &[("TitelRow/valid-a.json", "{}")]),
        "named after no component",
        "rename the folder",
    );
    assert_told(&judged("no-verdict", &[("TitleRow/a.json", "{}")]), "the name has no verdict", "valid-….json");
}

// ── generated documents ──

#[test]
fn generated_documents_get_one_verdict() {
    assert_eq!(instances::check(&bundle(), xtask::QUICK, 1), []);
}

#[test]
fn a_rule_that_one_side_lacks_is_found_by_generated_documents() {
    let broken = broken("/components/schemas/GroupInfoRow/properties/items/maxItems", |limit| *limit = json!(4));
    let problems = instances::component(&broken, "Widget", 20_000, 1);
    assert_told(
        &problems,
        "the document's schema accepts, the exported JSON Schema refuses, serde and garde refuses",
        "find the rule",
    );
}

#[test]
fn the_same_seed_gives_the_same_documents() {
    let documents = |seed| {
        let mut source = instances::Source::new(xtask::convert::json_schema(&bundle(), "Widget"), seed);
        (0..50).map(|_| source.document()).collect::<Vec<_>>()
    };
    assert_eq!(documents(7), documents(7));
    assert_ne!(documents(7), documents(8));
}

// ── everything generated ──

#[test]
fn what_is_generated_is_what_is_committed() {
    let (_, artefacts) = xtask::artefacts(&root()).unwrap();
    let stale = reconcile(&root(), &artefacts, Mode::Check).unwrap();
    assert_eq!(stale, Vec::<String>::new(), "run `cargo xtask generate` and commit the result");
}

#[test]
fn a_stale_file_is_found_and_written_only_when_asked() {
    let root = folder("stale");
    let artefact = Artefact { path: "a/b.txt".to_owned(), content: "new\n".to_owned() };
    let artefacts = [artefact];
    assert_eq!(reconcile(&root, &artefacts, Mode::Check).unwrap(), ["a/b.txt"]);
    assert!(!root.join("a/b.txt").exists());
    assert_eq!(reconcile(&root, &artefacts, Mode::Write).unwrap(), ["a/b.txt"]);
    assert_eq!(reconcile(&root, &artefacts, Mode::Check).unwrap(), Vec::<String>::new());
    fs::write(root.join("a/b.txt"), "edited by hand\n").unwrap();
    assert_eq!(reconcile(&root, &artefacts, Mode::Check).unwrap(), ["a/b.txt"]);
}

#[test]
fn a_readme_without_its_markers_is_told() {
    let root = folder("readme");
    fs::write(root.join("README.md"), "# Kenar\n").unwrap();
    assert_told(&[readme::artefacts(&bundle(), &root).unwrap_err()], "lost the markers", "<!-- /operations -->");
}

#[test]
fn a_payload_without_an_example_is_told() {
    let problem = schemas::artefacts(&bundle(), &folder("no-examples")).unwrap_err();
    assert_told(&[problem], "openapi/examples/UserAddon has no valid-minimal.json", "add one");
}

#[test]
fn exported_schemas_are_self_contained_and_described() {
    for artefact in schemas::artefacts(&bundle(), &root().join("openapi")).unwrap() {
        let schema: Value = serde_json::from_str(&artefact.content).unwrap();
        if artefact.path.ends_with("index.json") {
            assert_eq!(schema["schemas"].as_array().unwrap().len(), kenar_schemas::EXPORTS.len());
            continue;
        }
        assert!(jsonschema::meta::is_valid(&schema), "{}", artefact.path);
        assert!(schema["$id"].as_str().unwrap().starts_with("urn:kenar-divar:schema:"));
        for member in ["title", "description", "examples"] {
            assert!(schema.get(member).is_some(), "{} has no {member}", artefact.path);
        }
        let validator = jsonschema::validator_for(&schema).unwrap();
        for example in schema["examples"].as_array().unwrap() {
            assert!(validator.is_valid(example), "{}: {example}", artefact.path);
        }
        assert!(
            !artefact.content.contains("\"format\":"),
            "{}: a strict validator refuses unknown formats",
            artefact.path
        );
        assert!(!artefact.content.contains("#/components/"), "{}: not self-contained", artefact.path);
    }
}
