use std::fs;
use std::io::Write;

use serde_json::Value;

use crate::{ADDON, examples, folder_with, run, run_with};

/// Documents, the second of which is invalid, in every layout.
fn layouts() -> Vec<(&'static str, String)> {
    let invalid = ADDON.replace("[\"light\"]", "[\"سلام\",1]");
    let pretty = |text: &str| format!("{:#}", serde_json::from_str::<Value>(text).unwrap());
    vec![
        ("lines", format!("{ADDON}\n{invalid}\n{ADDON}")),
        ("list", format!("[{ADDON},{invalid}, {ADDON}]\n")),
        ("pretty list", format!("[\n{},\n{},\n{}\n]", pretty(ADDON), pretty(&invalid), pretty(ADDON))),
        ("one after the other", format!("{ADDON}{invalid} {ADDON}")),
        ("pretty", format!("{}\n{}\n{}\n", pretty(ADDON), pretty(&invalid), pretty(ADDON))),
        ("with a byte order mark", format!("\u{feff}{ADDON}\r\n{invalid}\r\n{ADDON}\r\n")),
    ]
}

fn assert_second_is_invalid(layout: &str, input: &[u8]) {
    let ended = run_with(input, &["--format", "json", "-"]);
    assert_eq!(ended.code, Some(1), "{layout}: {}{}", ended.out, ended.err);
    let report: Value = serde_json::from_str(&ended.out).unwrap();
    let finding = &report["findings"][0];
    assert_eq!(report["summary"]["documents"], 3, "{layout}");
    assert_eq!((&finding["document"], &finding["violations"][0]["pointer"]), (&2.into(), &"/categories/1".into()));
    // The place that is told is where the number stands.
    let (line, column) = (finding["violations"][0]["line"].as_u64(), finding["violations"][0]["column"].as_u64());
    if let Ok(text) = std::str::from_utf8(input) {
        let text = text.trim_start_matches('\u{feff}');
        let line = text.lines().nth(usize::try_from(line.unwrap()).unwrap() - 1).unwrap();
        assert_eq!(line.chars().nth(usize::try_from(column.unwrap()).unwrap() - 1), Some('1'), "{layout}: {line}");
    }
}

#[test]
fn every_layout_is_read() {
    for (layout, text) in layouts() {
        assert_second_is_invalid(layout, text.as_bytes());
    }
}

#[test]
fn compressed_layouts_are_read() {
    for (layout, text) in layouts() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(text.as_bytes()).unwrap();
        assert_second_is_invalid(layout, &gzip.finish().unwrap());
        assert_second_is_invalid(layout, &zstd::encode_all(text.as_bytes(), 3).unwrap());
    }
}

#[test]
fn a_compressed_file_that_breaks_off_is_an_error_with_its_line() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    gzip.write_all(format!("{ADDON}\n").repeat(10_000).as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let ended = run_with(&gzip[..gzip.len() / 2], &["-"]);
    assert_eq!(ended.code, Some(2));
    let line = ended.err.strip_prefix("error: -: is gzip and does not go on as such after line ");
    let line: u64 =
        line.and_then(|rest| rest.split_once(':')?.0.parse().ok()).unwrap_or_else(|| panic!("{}", ended.err));
    assert!((3_000..=5_000).contains(&line), "{line}");
}

#[test]
fn patterns_name_files_at_any_depth() {
    let folder = folder_with("a.json", ADDON.as_bytes());
    fs::create_dir_all(folder.path().join("b/c")).unwrap();
    fs::write(folder.path().join("b/c/d.json"), ADDON).unwrap();
    fs::write(folder.path().join("b/[x].json"), "{\"widgets\":1}").unwrap();
    let ended = run(folder.path(), &["**/*.json"]);
    assert!(ended.code == Some(1) && ended.out.contains("3 documents in 3 files: 2 valid"), "{}", ended.out);
    // A file that exists is no pattern.
    let ended = run(folder.path(), &["b/[x].json"]);
    assert!(ended.out.contains("1 document in 1 file: 0 valid"), "{}", ended.out);
    let ended = run(folder.path(), &["*.ndjson"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(2), "error: *.ndjson: no file has such a name\n"));
    let ended = run(folder.path(), &["b", "a.json"]);
    assert_eq!(ended.code, Some(2));
    assert_eq!(ended.err, "error: b: is a folder; name files, or a pattern such as 'b/**/*.json'\n");
    assert!(ended.out.contains("1 document in 2 files: all valid"), "{}", ended.out);
}

#[test]
fn version_1_among_version_2_is_held_to_version_1() {
    let legacy = fs::read_to_string(examples().join("LegacyUserAddon/valid-full.json")).unwrap();
    let legacy: Value = serde_json::from_str(&legacy).unwrap();
    let broken = legacy.to_string().replace("\"phone\"", "\"fone\"");
    let lines = format!("{ADDON}\n{legacy}\n{broken}\n");
    let ended = run_with(lines.as_bytes(), &["--format", "ndjson", "-"]);
    assert_eq!(ended.code, Some(1));
    assert_eq!(ended.err, "note: detected user-addon (1), legacy-user-addon (2); --schema says it\n");
    let object: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(object["document"], 3);
    // Who says what it is gets what he says.
    let ended = run_with(lines.as_bytes(), &["--format", "ndjson", "--schema", "user-addon", "-"]);
    assert_eq!((ended.out.lines().count(), ended.err.as_str()), (2, ""));
    // A member that is missing makes no post add-on of a user add-on.
    let missing = format!("{ADDON}\n{}\n", ADDON.replace(r#""categories":["light"],"#, ""));
    let ended = run_with(missing.as_bytes(), &["--format", "ndjson", "-"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.err.starts_with("note: detected user-addon (2); --schema says it\n"), "{}", ended.err);
}

#[test]
fn a_file_of_lines_may_have_none_and_nothing_else_may() {
    let folder = folder_with("a.ndjson", b"\n\n");
    let ended = run(folder.path(), &["--schema", "user-addon", "a.ndjson"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), "no documents in 1 file\n"));
    let ended = run_with(b"[]", &["--schema", "user-addon", "-"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), "no documents in 1 file\n"));
    let ended = run_with(b"", &["--format", "ndjson", "-"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.out.contains("\"rule\":\"syntax\""), "{}", ended.out);
}

#[test]
fn a_wrong_argument_is_told_with_the_right_ones() {
    for arguments in [&["--schema", "addon", "-"][..], &["--max-errors", "many", "-"], &["--threads", "0", "-"], &[]] {
        let ended = run_with(b"", arguments);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ended.err.starts_with("error: "), "{}", ended.err);
    }
}
