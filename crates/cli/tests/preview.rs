//! `kenar preview`: what is shown, what is said, and that nothing of a payload does more than be seen.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use snapbox::{assert_data_eq, str};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/examples");

fn kenar(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kenar"));
    command.arg("preview").args(arguments).current_dir(EXAMPLES).stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    kenar(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The page of a payload that comes by stdin, and the exit code.
fn page(payload: &str, arguments: &[&str]) -> (String, Option<i32>) {
    let mut command = kenar(&[&["-"], arguments].concat());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(payload.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (text(&output.stdout), output.status.code())
}

#[test]
fn a_valid_payload_is_drawn_and_nothing_is_said() {
    let output = run(&["UserAddon/valid-all-widgets.json"]);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
    let page = text(&output.stdout);
    for shown in ["نتیجه بررسی خودرو", "مشاهده جزئیات بیشتر در سایت ما", "Detected as", "User add-on"]
    {
        assert!(page.contains(shown), "{shown}");
    }
    let persian = text(&run(&["UserAddon/valid-all-widgets.json", "--persian"]).stdout);
    assert!(persian.contains(r#"<html lang="fa" dir="rtl""#) && persian.contains("نمایش در دیوار"));
}

#[test]
fn what_is_wrong_is_in_the_page_and_on_stderr() {
    let output = run(&["UserAddon/invalid-second-widget-title-50-chars.json"]);
    assert_eq!(output.status.code(), Some(1));
    assert_data_eq!(
        text(&output.stderr),
        str![[r#"
UserAddon/invalid-second-widget-title-50-chars.json:11:17: /widgets/1/title_row/text: 50 characters are more than the 49 that are allowed [maxLength]

"#]]
    );
    let page = text(&output.stdout);
    // The row is drawn all the same: who wrote it sees how it looks.
    assert!(page.contains("50 characters are more than the 49 that are allowed"));
    assert!(page.contains(r#"data-row="title_row""#));
    let output = run(&["UserAddon/invalid-syntax-missing-comma.json"]);
    assert_eq!(output.status.code(), Some(1));
    assert_data_eq!(
        text(&output.stderr),
        str![[r#"
UserAddon/invalid-syntax-missing-comma.json:4:3: (document): this is not valid JSON: expected `,` or `}` at line 4 column 3 [syntax]

"#]]
    );
}

#[test]
fn a_payload_of_v1_is_shown_as_v2_makes_it() {
    let output = run(&["LegacyUserAddon/valid-all-widgets.json"]);
    assert_eq!(output.status.code(), Some(0));
    assert_data_eq!(
        text(&output.stderr),
        str![[r#"
LegacyUserAddon/valid-all-widgets.json is of v1 (legacy-user-addon); what is shown is what v2 makes of it

"#]]
    );
    assert!(text(&output.stdout).contains("Migration report"), "{}", text(&output.stdout));
}

#[test]
fn the_examples_of_the_contract_have_their_verdict() {
    let kinds = [
        ("UserAddon", "user-addon"),
        ("PostAddon", "post-addon"),
        ("BusinessAddon", "business-addon"),
        ("Widget", "widget"),
        ("LegacyUserAddon", "legacy-user-addon"),
        ("LegacyPostAddon", "legacy-post-addon"),
    ];
    let mut seen = (0, 0);
    for (folder, kind) in kinds {
        let entries = fs::read_dir(Path::new(EXAMPLES).join(folder)).unwrap();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        // A process for each of them would take minutes.
        for path in paths.into_iter().filter(|path| !path.to_string_lossy().ends_with(".violation.json")).step_by(9) {
            let name = path.file_name().unwrap().to_str().unwrap();
            let output = run(&[path.to_str().unwrap(), "--kind", kind]);
            let code = i32::from(!name.starts_with("valid-"));
            assert_eq!(output.status.code(), Some(code), "{folder}/{name}: {}", text(&output.stderr));
            assert_eq!(output.stderr.is_empty(), code == 0 && !kind.starts_with("legacy"), "{folder}/{name}");
            if code == 0 { seen.0 += 1 } else { seen.1 += 1 }
        }
    }
    assert!(seen.0 >= 5 && seen.1 >= 15, "{seen:?}");
}

#[test]
fn a_page_needs_nothing_else_and_runs_nothing_of_a_payload() {
    let evil = r#"{"widgets": [
        {"title_row": {"text": "</style></script><script>alert(1)</script><img src=x onerror=alert(1)>"}},
        {"button_bar": {"title": "\"><em>", "action": {"open_direct_link": "javascript:alert(document.domain)"}}},
        {"event_row": {"title": "می‌شود 🚗", "image_id": "\"onload=\"alert(1).jpg"}},
        {"selector_row": {"title": "p", "image_id": "57c76b48-d381-4b8a-b34f-355f6869b6ed.jpg"}},
        {"image_carousel_row": {"items": [{"image_id": "57c76b48-d381-4b8a-b34f-355f6869b6ed.jpg"}]}},
        {"selector_row": {"title": "a", "action": {"open_post_page": {"post_token": "gZd7omnS"}}}},
        {"selector_row": {"title": "b", "action": {"open_server_link": {"data": {"k": "v"}}}}}
    ], "categories": [], "semantic": {"<i>": "<u>"}}"#;
    let (page, code) = page(evil, &["--kind", "user-addon"]);
    assert_eq!(code, Some(1), "{page}");
    let (style, script) = (between(&page, "<style>", "</style>"), between(&page, "<script>", "</script>"));
    let rest = page.replace(&style, "").replace(&script, "");
    for tag in ["<script>alert", "<img src=x", "<em>", "<i>", "<u>", "href=\"javascript", "<form", "<link", "<iframe"] {
        assert!(!rest.contains(tag), "{tag}: {rest}");
    }
    // Everything that is loaded is inside, and nothing leads into a sandbox that is not there.
    assert!(rest.contains("src=\"") && !rest.contains("/_sandbox/"), "{rest}");
    for address in rest.split("src=\"").skip(1) {
        assert!(address.starts_with("data:image/svg+xml;base64,"), "{address}");
    }
    assert!(!style.contains("url(") && !style.contains("@import"), "{style}");
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    let policy = policy.replace("&#39;", "'");
    assert!(policy.ends_with("; img-src data:; base-uri 'none'; form-action 'none'"), "{policy}");
    assert!(policy.contains(&format!("script-src {}", hash(&script))), "{policy}");
    assert!(
        policy.contains(&format!("style-src {}", hash(&style))) && policy.starts_with("default-src 'none'"),
        "{policy}"
    );
    assert!(page.contains("می\u{200c}شود 🚗"));
}

fn between(text: &str, start: &str, end: &str) -> String {
    let (_, after) = text.split_once(start).unwrap();
    after.split_once(end).unwrap().0.to_owned()
}

#[test]
fn what_is_no_payload_is_said_to_be_none() {
    for (payload, code) in
        [("", 1), ("   \n", 1), ("[]", 0), ("{}", 0), ("null", 1), ("\u{feff}{\"title_row\":{\"text\":\"a\"}}", 0)]
    {
        let (page, found) = page(payload, &[]);
        assert_eq!(found, Some(code), "{payload:?}");
        assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"), "{payload:?}");
    }
    let deep = "[".repeat(100_000);
    assert_eq!(page(&deep, &[]).1, Some(1));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("latin.json");
    fs::write(&file, b"{\n  \"a\": \"\xe9\"").unwrap();
    let output = run(&[file.to_str().unwrap()]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(text(&output.stderr).ends_with(":2:9: the text is not UTF-8; save the file as UTF-8\n"));
    let (_, too_long) = page(&" ".repeat((16 << 20) + 1), &[]);
    assert_eq!((too_long, run(&["missing.json"]).status.code()), (Some(2), Some(2)));
    assert_eq!(run(&["UserAddon/valid-full.json", "--kind", "nothing"]).status.code(), Some(2));
}

#[test]
fn the_page_is_written_where_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    let output = run(&["UserAddon/valid-full.json", "--output", file.to_str().unwrap()]);
    assert_eq!((output.status.code(), output.stdout.len(), output.stderr.len()), (Some(0), 0, 0));
    assert_eq!(fs::read(&file).unwrap(), run(&["UserAddon/valid-full.json", "--output", "-"]).stdout);
    let nowhere = folder.path().join("no/such/page.html");
    assert_eq!(run(&["UserAddon/valid-full.json", "--output", nowhere.to_str().unwrap()]).status.code(), Some(2));
}

/// A browser that writes down what it is to open.
#[cfg(target_os = "linux")]
#[test]
fn the_browser_opens_the_page() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let (browser, opened) = (folder.path().join("browser"), folder.path().join("opened"));
    fs::write(&browser, format!("#!/bin/sh\nprintf %s \"$1\" > {}\n", opened.display())).unwrap();
    // Nobody waits for a browser; whoever reads from a pipe waits until it has written.
    assert!(Command::new("mkfifo").arg(&opened).status().unwrap().success());
    fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).unwrap();
    let pages = [Some(folder.path().join("صفحه #1 100%.html")), None];
    for page in pages {
        let mut arguments = vec!["UserAddon/valid-full.json", "--open"];
        if let Some(page) = &page {
            arguments.extend(["--output", page.to_str().unwrap()]);
        }
        let output = kenar(&arguments).env("BROWSER", &browser).env("TMPDIR", folder.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        // What the browser is told is an address; what people are told is a path.
        let address = kenar_client::reqwest::Url::parse(&fs::read_to_string(&opened).unwrap()).unwrap();
        let path: PathBuf = address.to_file_path().unwrap();
        assert_eq!(text(&output.stderr), format!("{}\n", path.display()));
        assert!(page.is_none_or(|page| page == path) && path.starts_with(folder.path()));
        assert!(fs::read_to_string(path).unwrap().starts_with("<!DOCTYPE html>"));
    }
    let failed = kenar(&["UserAddon/valid-full.json", "--open"])
        .env("BROWSER", "/no/such/browser")
        .env("PATH", "")
        .output()
        .unwrap();
    assert_eq!(failed.status.code(), Some(2));
    assert!(text(&failed.stderr).contains("open /"), "{}", text(&failed.stderr));
}

/// `script` of util-linux gives the command a terminal.
#[cfg(target_os = "linux")]
#[test]
fn a_page_that_is_not_opened_is_told_where_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let command = format!("{} preview UserAddon/valid-minimal.json --no-open", env!("CARGO_BIN_EXE_kenar"));
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &command, "/dev/null"]).current_dir(EXAMPLES);
    let output = script.env("TMPDIR", folder.path()).stdin(Stdio::null()).output().unwrap();
    let written = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    assert!(output.status.success() && fs::read_to_string(&written).unwrap().contains("</html>"), "{output:?}");
    assert_eq!(text(&output.stdout).trim_end(), format!("the page is in {}", written.display()));
}
