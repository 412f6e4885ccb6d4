use serde_json::{Value, json};
use snapbox::{IntoData, assert_data_eq, str};

use crate::{ADDON, Ended, LINES, folder_with, run, run_with};

fn report(format: &str) -> Ended {
    let folder = folder_with("گزارش, 1.ndjson", LINES.as_bytes());
    let ended = run(folder.path(), &["--format", format, "گزارش, 1.ndjson"]);
    assert_eq!(ended.code, Some(1));
    assert_eq!(ended.err, "note: detected user-addon (4), legacy-user-addon (1); --schema says it\n");
    ended
}

#[test]
fn ndjson_has_an_object_for_each_invalid_document() {
    assert_data_eq!(report("ndjson").out, str![[r#"
{"file":"گزارش, 1.ndjson","line":2,"document":2,"violations":[{"pointer":"/widgets/0/title_row/text","rule":"maxLength","limit":49,"found":50,"message":"50 characters are more than the 49 that are allowed"}]}
{"file":"گزارش, 1.ndjson","line":4,"document":3,"violations":[{"pointer":"/semantic/سال","rule":"type","limit":"string","found":"integer","message":"expected a string but found an integer"},{"pointer":"","rule":"additionalProperties","limit":["widgets","categories","semantic","ticket_uuid","cost"],"found":"phone","message":"\"phone\" is not known here; known are widgets, categories, semantic, ticket_uuid, cost"}]}
{"file":"گزارش, 1.ndjson","line":6,"document":5,"violations":[{"pointer":"","rule":"syntax","limit":"a JSON text in UTF-8","found":"line 6 column 60","message":"this is not valid JSON: expected value","line":6,"column":60}]}

"#]].raw());
}

#[test]
fn the_place_of_a_syntax_error_counts_from_the_beginning_of_the_file() {
    let text = format!("[\n  {ADDON},\n\n  {{\"متن\": \"😀\", x}},\n  {ADDON}]");
    let ended = run_with(text.as_bytes(), &["--format", "ndjson", "-"]);
    assert_eq!(ended.code, Some(1));
    let object: Value = serde_json::from_str(&ended.out).unwrap();
    let violation = &object["violations"][0];
    assert_eq!((&object["line"], &object["document"]), (&json!(4), &json!(2)));
    assert_eq!((&violation["line"], &violation["column"]), (&json!(4), &json!(16)), "{violation}");
}

#[test]
fn json_is_one_object() {
    let out = report("json").out;
    assert!(serde_json::from_str::<Value>(&out).is_ok());
    assert_data_eq!(out, str![[r#"
{"findings":[
{"file":"گزارش, 1.ndjson","line":2,"document":2,"violations":[{"pointer":"/widgets/0/title_row/text","rule":"maxLength","limit":49,"found":50,"message":"50 characters are more than the 49 that are allowed","line":2,"column":34}]},
{"file":"گزارش, 1.ndjson","line":4,"document":3,"violations":[{"pointer":"/semantic/سال","rule":"type","limit":"string","found":"integer","message":"expected a string but found an integer","line":4,"column":49},{"pointer":"","rule":"additionalProperties","limit":["widgets","categories","semantic","ticket_uuid","cost"],"found":"phone","message":"\"phone\" is not known here; known are widgets, categories, semantic, ticket_uuid, cost","line":4,"column":55}]},
{"file":"گزارش, 1.ndjson","line":6,"document":5,"violations":[{"pointer":"","rule":"syntax","limit":"a JSON text in UTF-8","found":"line 6 column 60","message":"this is not valid JSON: expected value","line":6,"column":60}]}
],
"files":[{"file":"گزارش, 1.ndjson","schemas":{"legacy-user-addon":1,"user-addon":4},"documents":5,"invalid":3}],
"unreadable":[],
"summary":{"files":1,"unreadable":0,"documents":5,"valid":2,"invalid":3,"schemas_detected":true,"rules":{"additionalProperties":1,"maxLength":1,"syntax":1,"type":1},"lints":{},"not_shown":0}}

"#]].raw());
}

#[test]
fn github_has_an_annotation_for_each_violation() {
    assert_data_eq!(report("github").out, str![[r#"
::error file=گزارش%2C 1.ndjson,line=2,endLine=2,col=34,endColumn=86,title=kenar maxLength::/widgets/0/title_row/text: 50 characters are more than the 49 that are allowed%0Ashorten it by 1 character; characters are counted as Unicode scalar values, a zero-width non-joiner is one
::error file=گزارش%2C 1.ndjson,line=4,endLine=4,col=49,endColumn=53,title=kenar type::/semantic/سال: expected a string but found an integer%0Awrite it in quotation marks
::error file=گزارش%2C 1.ndjson,line=4,endLine=4,col=55,endColumn=62,title=kenar additionalProperties::"phone" is not known here; known are widgets, categories, semantic, ticket_uuid, cost%0Aremove it, or correct its spelling
::error file=گزارش%2C 1.ndjson,line=6,endLine=6,col=60,endColumn=61,title=kenar syntax::this is not valid JSON: expected value%0Anothing else was checked in this document

"#]].raw());
}

#[test]
fn sarif_has_a_result_for_each_violation() {
    let out = report("sarif").out;
    assert!(serde_json::from_str::<Value>(&out).is_ok());
    assert_data_eq!(out, str![[r#"
{"$schema":"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json","version":"2.1.0","runs":[{"columnKind":"unicodeCodePoints","results":[
{"ruleId":"maxLength","level":"error","message":{"text":"50 characters are more than the 49 that are allowed (shorten it by 1 character; characters are counted as Unicode scalar values, a zero-width non-joiner is one)"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"%DA%AF%D8%B2%D8%A7%D8%B1%D8%B4%2C%201.ndjson"},"region":{"startLine":2,"startColumn":34,"endLine":2,"endColumn":86}},"logicalLocations":[{"fullyQualifiedName":"/widgets/0/title_row/text","kind":"value"}]}],"properties":{"document":2,"pointer":"/widgets/0/title_row/text","schema":"user-addon","limit":49,"found":50}},
{"ruleId":"type","level":"error","message":{"text":"expected a string but found an integer (write it in quotation marks)"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"%DA%AF%D8%B2%D8%A7%D8%B1%D8%B4%2C%201.ndjson"},"region":{"startLine":4,"startColumn":49,"endLine":4,"endColumn":53}},"logicalLocations":[{"fullyQualifiedName":"/semantic/سال","kind":"value"}]}],"properties":{"document":3,"pointer":"/semantic/سال","schema":"user-addon","limit":"string","found":"integer"}},
{"ruleId":"additionalProperties","level":"error","message":{"text":"\"phone\" is not known here; known are widgets, categories, semantic, ticket_uuid, cost (remove it, or correct its spelling)"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"%DA%AF%D8%B2%D8%A7%D8%B1%D8%B4%2C%201.ndjson"},"region":{"startLine":4,"startColumn":55,"endLine":4,"endColumn":62}},"logicalLocations":[{"fullyQualifiedName":"","kind":"value"}]}],"properties":{"document":3,"pointer":"","schema":"user-addon","limit":["widgets","categories","semantic","ticket_uuid","cost"],"found":"phone"}},
{"ruleId":"syntax","level":"error","message":{"text":"this is not valid JSON: expected value (nothing else was checked in this document)"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"%DA%AF%D8%B2%D8%A7%D8%B1%D8%B4%2C%201.ndjson"},"region":{"startLine":6,"startColumn":60,"endLine":6,"endColumn":61}},"logicalLocations":[{"fullyQualifiedName":"","kind":"value"}]}],"properties":{"document":5,"pointer":"","schema":"user-addon","limit":"a JSON text in UTF-8","found":"line 6 column 60"}}
],"invocations":[{"executionSuccessful":true,"toolExecutionNotifications":[]}],
"tool":{"driver":{"name":"kenar","semanticVersion":"0.1.0","rules":[{"id":"additionalProperties"},{"id":"maxLength"},{"id":"syntax"},{"id":"type"}]}}}]}

"#]].raw());
}

#[test]
fn junit_has_a_failed_case_for_each_invalid_document() {
    assert_data_eq!(report("junit").out, str![[r#"
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="kenar validate">
  <testsuite name="گزارش, 1.ndjson" tests="4" failures="3" errors="0">
    <testcase classname="گزارش, 1.ndjson" name="document 2" file="گزارش, 1.ndjson" line="2"><failure type="maxLength" message="50 characters are more than the 49 that are allowed">گزارش, 1.ndjson:2:34: error[maxLength] at /widgets/0/title_row/text: 50 characters are more than the 49 that are allowed (shorten it by 1 character; characters are counted as Unicode scalar values, a zero-width non-joiner is one)
</failure></testcase>
    <testcase classname="گزارش, 1.ndjson" name="document 3" file="گزارش, 1.ndjson" line="4"><failure type="type" message="expected a string but found an integer">گزارش, 1.ndjson:4:49: error[type] at /semantic/سال: expected a string but found an integer (write it in quotation marks)
گزارش, 1.ndjson:4:55: error[additionalProperties]: &quot;phone&quot; is not known here; known are widgets, categories, semantic, ticket_uuid, cost (remove it, or correct its spelling)
</failure></testcase>
    <testcase classname="گزارش, 1.ndjson" name="document 5" file="گزارش, 1.ndjson" line="6"><failure type="syntax" message="this is not valid JSON: expected value">گزارش, 1.ndjson:6:60: error[syntax]: this is not valid JSON: expected value (nothing else was checked in this document)
</failure></testcase>
    <testcase classname="گزارش, 1.ndjson" name="2 valid documents"/>
  </testsuite>
</testsuites>

"#]].raw());
}

#[test]
fn a_valid_file_makes_a_whole_report_in_every_format() {
    let folder = folder_with("a.ndjson", ADDON.as_bytes());
    for format in ["json", "sarif"] {
        let ended = run(folder.path(), &["--format", format, "--schema", "user-addon", "a.ndjson"]);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
        assert!(serde_json::from_str::<Value>(&ended.out).is_ok(), "{}", ended.out);
    }
    for format in ["ndjson", "github"] {
        let ended = run(folder.path(), &["--format", format, "--schema", "user-addon", "a.ndjson"]);
        assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(0), "", ""));
    }
    let ended = run(folder.path(), &["--format", "junit", "a.ndjson"]);
    assert!(ended.out.contains("tests=\"1\" failures=\"0\""), "{}", ended.out);
}

#[test]
fn a_file_that_cannot_be_read_is_in_the_report() {
    let folder = folder_with("a.ndjson", ADDON.as_bytes());
    for (format, said) in [
        ("json", "\"unreadable\":[{\"file\":\"b.json\",\"message\":\"b.json: cannot be opened"),
        ("sarif", "\"executionSuccessful\":false,\"toolExecutionNotifications\":[{\"level\":\"error\""),
        ("junit", "<testcase classname=\"b.json\" name=\"can be read\"><error message=\"b.json: cannot be opened"),
    ] {
        let ended = run(folder.path(), &["--format", format, "b.json", "a.ndjson"]);
        assert_eq!(ended.code, Some(2));
        assert!(ended.out.contains(said), "{}", ended.out);
        assert!(ended.err.starts_with("error: b.json: cannot be opened"), "{}", ended.err);
    }
}

#[test]
fn a_report_with_a_limit_says_what_is_missing() {
    for (format, note) in [
        ("json", "\"not_shown\":2,\"note\":\"2 more documents with findings not shown"),
        ("sarif", "{\"level\":\"note\",\"message\":{\"text\":\"2 more documents with findings not shown"),
        ("junit", "<!-- 2 more documents with findings not shown"),
        ("github", "::notice::2 more documents with findings not shown"),
    ] {
        let ended = run_with(LINES.as_bytes(), &["--format", format, "--max-errors", "1", "-"]);
        assert_eq!(ended.code, Some(1));
        assert!(ended.out.contains(note), "{}", ended.out);
    }
}
