//! `kenar fix`: the diff, the file in place, and what is left.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use snapbox::{IntoData, str};

fn kenar(folder: &Path, arguments: &[&str], stdin: &[u8]) -> Output {
    common::kenar("fix", folder, arguments, stdin)
}

/// Exit code, stdout and stderr.
fn told(folder: &Path, arguments: &[&str], stdin: &str) -> (i32, String, String) {
    common::told(kenar(folder, arguments, stdin.as_bytes()))
}

const WRONG: &str = r#"{
  "widgets": [
    { "eventRow": { "title": "کارشناسی می‌شود ", "imageId": "logo", "hasDivider": true } },
    { "score_row": { "title": "فنی", "percentage_score": 8.0e1, "hasDivider": false } }
  ],
  "semantic": {
    "post_verifcation_result": "POST_INFORMATION_MATCHED",
    "VIN": "IRJC95R23KJ039206",
    "note" : "🚗"
  }
}
"#;

#[test]
fn a_diff_shows_what_would_change() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("addon.json"), WRONG).unwrap();
    let (code, stdout, stderr) = told(folder.path(), &["addon.json"], "");
    assert_eq!(code, 1);
    snapbox::assert_data_eq!(
        stdout,
        str![[r#"
--- addon.json
+++ addon.json
@@ -1,10 +1,10 @@
 {
   "widgets": [
-    { "eventRow": { "title": "کارشناسی می‌شود ", "imageId": "logo", "hasDivider": true } },
+    { "event_row": { "title": "کارشناسی می‌شود", "image_id": "logo", "has_divider": true } },
-    { "score_row": { "title": "فنی", "percentage_score": 8.0e1, "hasDivider": false } }
+    { "score_row": { "title": "فنی", "percentage_score": 8.0e1, "has_divider": false } }
   ],
   "semantic": {
-    "post_verifcation_result": "POST_INFORMATION_MATCHED",
+    "post_verification_result": "POST_INFORMATION_MATCHED",
     "VIN": "IRJC95R23KJ039206",
     "note" : "🚗"
   }

"#]]
        .raw()
    );
    assert!(stderr.contains("/semantic/VIN: this value must be masked before it leaves the app; `--mask` does it"));
    assert!(stderr.ends_with("6 repairs would be made in 1 of 1 document, 1 problem left\n"), "{stderr}");
    assert!(!stderr.contains("IRJC"));
    assert_eq!(fs::read_to_string(folder.path().join("addon.json")).unwrap(), WRONG);
}

#[test]
fn the_diff_is_one_that_other_tools_apply() {
    let folder = tempfile::tempdir().unwrap();
    let bad = r#"{"widgets":[{"titleRow":{"text":"a"}}]}"#;
    let good = r#"{"widgets":[{"title_row":{"text":"a"}}]}"#;
    // Changes at both ends, near each other and far from each other, and no newline at the end.
    let line = |number: usize| if [0, 5, 11, 12, 29, 39].contains(&number) { bad } else { good };
    let text = (0..40).map(line).collect::<Vec<_>>().join("\n");
    fs::write(folder.path().join("all.ndjson"), &text).unwrap();
    let (code, diff, _) = told(folder.path(), &["all.ndjson"], "");
    assert_eq!(code, 1);
    assert_eq!(diff.matches("@@ -").count(), 3, "{diff}");
    fs::write(folder.path().join("all.diff"), &diff).unwrap();
    let applied = Command::new("git").args(["apply", "-p0", "all.diff"]).current_dir(folder.path()).output().unwrap();
    assert!(applied.status.success(), "{}", String::from_utf8_lossy(&applied.stderr));
    assert_eq!(fs::read_to_string(folder.path().join("all.ndjson")).unwrap(), vec![good; 40].join("\n"));
    assert_eq!(told(folder.path(), &["all.ndjson"], ""), (0, String::new(), String::new()));
}

#[test]
fn files_are_written_in_place_and_stay_what_they_were_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("addon.json");
    fs::write(&file, WRONG.replace('\n', "\r\n")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink("addon.json", folder.path().join("link.json")).unwrap();
    }
    let name = if cfg!(unix) { "link.json" } else { "addon.json" };
    let (code, stdout, stderr) = told(folder.path(), &["--write", "--mask", name], "");
    assert_eq!(
        (code, stdout.as_str(), stderr.as_str()),
        (0, "", "7 repairs made in 1 of 1 document, 0 problems left\n")
    );
    let expected = WRONG
        .replace("eventRow", "event_row")
        .replace("شود \"", "شود\"")
        .replace("imageId", "image_id")
        .replace("hasDivider", "has_divider")
        .replace("verifcation", "verification")
        .replace("IRJC95R23KJ039206", "e0c01d18d946a4145892bba6a6f31d1c0bc16de04f3df3d3ccd3adfe63e838bf")
        .replace('\n', "\r\n");
    assert_eq!(fs::read_to_string(&file).unwrap(), expected);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(folder.path().join("link.json")).unwrap().is_symlink());
    }
    // Nothing is left beside it, and a second time there is nothing to do.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), if cfg!(unix) { 2 } else { 1 });
    assert_eq!(told(folder.path(), &["--write", "--mask", name], ""), (0, String::new(), String::new()));
}

#[test]
fn every_layout_stays_byte_for_byte_between_the_repairs() {
    let folder = tempfile::tempdir().unwrap();
    let bad = r#"{"title_row" : {"text":"a","hasDivider":true}}"#;
    for text in [
        format!("[ {bad} ,\n\t{bad}\n]\n"),
        format!("\u{feff}{bad}"),
        format!("{bad}\r\n\r\n  {bad}  \r\n{{\"broken\": \r\n{bad}"),
        format!("{{\n\"title_row\": {{\"text\": \"b\"}} }} \n\n{}\n", bad.replace(':', ":\n")),
        "[]".to_owned(),
        "\n".to_owned(),
        String::new(),
    ] {
        let (_, stdout, stderr) = told(folder.path(), &["--schema", "widget", "--output", "-", "-"], &text);
        assert_eq!(stdout, text.replace("hasDivider", "has_divider"), "{stderr}");
    }
}

#[test]
fn what_is_left_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let text = [
        r#"{"title_row": {"text": "a"}}"#,
        r#"{"title_row": "#,
        "",
        r#"{"title_row": {"txet": "a", "unheard_of": 1}}"#,
        r#"{"nothing": 1}"#,
        r#"{"title_row": {"text": "a", "text": "b"}}"#,
    ];
    let (code, stdout, stderr) = told(folder.path(), &["--output", "-", "-"], &text.join("\n"));
    assert_eq!(code, 1);
    assert_eq!(stdout, text.join("\n").replace("txet", "text"));
    let lines: Vec<&str> = stderr.lines().collect();
    assert_eq!(
        lines,
        [
            "-:2: not JSON, so nothing is repaired: EOF while parsing a value (column 14)",
            "-:4: /title_row: \"unheard_of\" is not known here; known are text, has_divider [additionalProperties]",
            "-:5: nothing shows which payload this is; name it with `--schema`",
            "-:6: /title_row: \"text\" is written twice in this object; keep one [duplicateKey]",
            "1 repair made in 1 of 5 documents, 4 problems left",
        ]
    );
}

#[test]
fn bytes_that_are_no_text_stay() {
    let folder = tempfile::tempdir().unwrap();
    let line = b"{\"title_row\": {\"text\": \"\xff\"}}\n{\"title_row\": {\"text\": \" a\"}}\n";
    let output = kenar(folder.path(), &["--output", "-", "-"], line);
    assert_eq!(output.stdout, b"{\"title_row\": {\"text\": \"\xff\"}}\n{\"title_row\": {\"text\": \"a\"}}\n");
    assert_eq!(output.status.code(), Some(1));
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let widget = format!(r#"{{"open_server_link": {{"data": {{"a": {deep}}}}}}}"#);
    let output = kenar(folder.path(), &["--schema", "action", "--output", "-", "-"], widget.as_bytes());
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), widget.len()));
}

#[test]
fn what_cannot_be_done() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), "{}").unwrap();
    for (arguments, part) in [
        (&["--write", "-"][..], "stdin cannot be written in place; use `--output -`"),
        (&["--output", "c.json", "a.json", "a.json"], "`--output` takes one input"),
        (&["--output", "c.json", "--write", "a.json"], "cannot be used with"),
        (
            &["--output", "no/b.json", "a.json"],
            "error: no/b.json: this file cannot be written: No such file or directory (os error 2)\n",
        ),
        (&["missing.json"], "missing.json: cannot be opened"),
        (&[], "required"),
    ] {
        let (code, stdout, stderr) = told(folder.path(), arguments, "");
        assert_eq!((code, stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(stderr.contains(part), "{stderr}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let line = "{\"title_row\": {\"text\": \" a\"}}\n";
    fs::write(folder.path().join("many.ndjson"), line.repeat(3000)).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_kenar"))
        .args(["fix", "many.ndjson"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), told.contains("error")), (Some(1), false), "{told}");
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(bytes), &mut text).unwrap();
    text
}

/// Lines with a byte order mark and CRLF, of which the second one is repaired.
const LINES: &str = "\u{feff}{\"title_row\": {\"text\": \"سلام 😀\"}}\r\n{\"titleRow\": {\"text\": \"می‌شود\"}}\r\n";

#[test]
fn a_compressed_file_is_repaired_in_place_and_stays_compressed() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    // Two members, as `cat a.gz b.gz` makes them; the name says nothing of the compression.
    let (first, second) = LINES.split_at(LINES.find('\n').unwrap() + 1);
    fs::write(path("a.ndjson"), [gzip(first.as_bytes()), gzip(second.as_bytes())].concat()).unwrap();
    fs::write(path("b.ndjson.zst"), zstd::encode_all(LINES.as_bytes(), 1).unwrap()).unwrap();
    for name in ["a.ndjson", "b.ndjson.zst"] {
        let before = fs::read(path(name)).unwrap();
        let (code, stdout, _) = told(folder.path(), &[name], "");
        assert_eq!(code, 1);
        let expected = format!(
            "--- {name}\n+++ {name}\n@@ -1,2 +1,2 @@\n \u{feff}{{\"title_row\": {{\"text\": \"سلام 😀\"}}}}\r\n\
             -{{\"titleRow\": {{\"text\": \"می‌شود\"}}}}\r\n+{{\"title_row\": {{\"text\": \"می‌شود\"}}}}\r\n"
        );
        assert_eq!(stdout, expected);
        assert!(fs::read(path(name)).unwrap() == before, "a diff writes nothing");

        #[cfg(unix)]
        fs::set_permissions(path(name), std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
        let (code, stdout, stderr) = told(folder.path(), &["--write", name], "");
        assert_eq!((code, stdout.as_str()), (0, ""));
        assert_eq!(stderr, "1 repair made in 1 of 2 documents, 0 problems left\n");
        let written = fs::read(path(name)).unwrap();
        let text = if name.ends_with(".zst") { zstd::decode_all(&*written).unwrap() } else { gunzip(&written) };
        assert_eq!(String::from_utf8(text).unwrap(), LINES.replace("titleRow", "title_row"));
        #[cfg(unix)]
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path(name)).unwrap().permissions()) & 0o777,
            0o640
        );

        // What is right stays as it is, to the byte.
        assert_eq!(told(folder.path(), &["--write", name], "").0, 0);
        assert!(fs::read(path(name)).unwrap() == written);
        // Elsewhere it is written out plainly, and from stdin, too.
        assert_eq!(told(folder.path(), &["--output", "plain.ndjson", name], "").0, 0);
        assert_eq!(fs::read_to_string(path("plain.ndjson")).unwrap(), LINES.replace("titleRow", "title_row"));
        let output = kenar(folder.path(), &["--output", "-", "-"], &before);
        assert_eq!(String::from_utf8(output.stdout).unwrap(), LINES.replace("titleRow", "title_row"));
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "no temporary file is left");
}

#[test]
fn a_compressed_file_that_breaks_off_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let mut many = LINES.to_owned();
    for number in 0..20_000 {
        many.push_str(&format!("{{\"titleRow\": {{\"text\": \"{}\"}}}}\n", number * 7_919 % 100_003));
    }
    for (name, bytes) in [("a.gz", gzip(many.as_bytes())), ("a.zst", zstd::encode_all(many.as_bytes(), 1).unwrap())] {
        let half = &bytes[..bytes.len() / 2];
        fs::write(folder.path().join(name), half).unwrap();
        let (code, stdout, stderr) = told(folder.path(), &["--write", name], "");
        assert_eq!((code, stdout.as_str()), (2, ""), "{stderr}");
        assert!(stderr.contains("and does not go on as such after line "), "{stderr}");
        assert!(fs::read(folder.path().join(name)).unwrap() == half);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        fs::remove_file(folder.path().join(name)).unwrap();
    }
}

#[test]
fn one_thing_is_singular() {
    let folder = tempfile::tempdir().unwrap();
    let one = "{\"titleRow\": {\"text\": \"a\"}}";
    assert_eq!(told(folder.path(), &["-"], one).2, "1 repair would be made in 1 of 1 document, 0 problems left\n");
    let two = format!("{one}\n{{\"title_row\": {{\"text\": 1}}}}\n");
    let stderr = told(folder.path(), &["--output", "-", "-"], &two).2;
    assert!(stderr.ends_with("\n1 repair made in 1 of 2 documents, 1 problem left\n"), "{stderr}");
}
