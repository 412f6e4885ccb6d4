use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Stdio};

use crate::{ADDON, examples, folder_with, run, run_with, validate};

/// A command that is ended with its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    fn start(arguments: &[&str], out: Stdio) -> (Self, ChildStdin) {
        let mut command = validate(&examples(), arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(out).stderr(Stdio::piped()).spawn().unwrap();
        let stdin = child.stdin.take().unwrap();
        (Self(child), stdin)
    }
}

/// Some megabytes of lines, a third of them invalid, and one that is longer than a block.
fn many() -> String {
    let invalid = ADDON.replace("\"light\"", "1");
    let mut text = String::new();
    for number in 0..20_000 {
        text.push_str(match number % 3 {
            0 => &invalid,
            1 => ADDON,
            _ => "",
        });
        text.push('\n');
        if number == 9_000 {
            text.push_str(&ADDON.replace("light", &"x".repeat(1_000_000)));
            text.push('\n');
        }
    }
    text
}

#[test]
fn any_number_of_threads_writes_the_same_report() {
    let folder = folder_with("many.ndjson", many().as_bytes());
    let report = |threads| {
        let ended = run(folder.path(), &["--format", "ndjson", "--threads", threads, "many.ndjson"]);
        assert_eq!(ended.code, Some(1));
        ended.out
    };
    let alone = report("1");
    assert_eq!(alone.lines().count(), 6_667);
    assert!(
        alone.ends_with(&format!(
            "\"line\":20000,\"document\":13334,{}",
            &alone[alone.rfind("\"violations\"").unwrap()..]
        ))
    );
    for threads in ["2", "7"] {
        assert!(report(threads) == alone, "{threads} threads");
    }
}

#[test]
fn what_has_come_through_a_pipe_is_checked_before_the_rest_comes() {
    let (mut running, mut stdin) = Running::start(&["--format", "ndjson", "-"], Stdio::piped());
    stdin.write_all(format!("{ADDON}\n[]\n{ADDON}\n").as_bytes()).unwrap();
    let mut first = [0; 30];
    running.0.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
    assert_eq!(&first, b"{\"file\":\"-\",\"line\":2,\"document");
    drop(stdin);
    assert_eq!(running.0.wait().unwrap().code(), Some(1));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    for format in ["ndjson", "human", "sarif"] {
        let (mut running, mut stdin) =
            Running::start(&["--format", format, "--max-errors", "all", "-"], Stdio::piped());
        let mut out = running.0.stdout.take().unwrap();
        let text = many();
        let writer = std::thread::spawn(move || {
            // Ends when the command does.
            while stdin.write_all(text.as_bytes()).is_ok() {}
        });
        out.read_exact(&mut [0; 100]).unwrap();
        drop(out);
        assert_eq!(running.0.wait().unwrap().code(), Some(1));
        writer.join().unwrap();
        let mut err = String::new();
        running.0.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!(err, "", "{format}");
    }
}

#[test]
fn a_document_without_end_is_refused() {
    let ended =
        run_with(&[b"{\"widgets\":\"".as_slice(), &vec![b'x'; 70 << 20]].concat(), &["--schema", "user-addon", "-"]);
    assert_eq!(ended.code, Some(2));
    let error = "error: -: the document that begins in line 1 is longer than 64 MiB; is a bracket or a quotation mark missing?\n";
    assert_eq!(ended.err, error);
}

/// The most memory that a process has had, in bytes.
#[cfg(target_os = "linux")]
fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

/// Four times as much input takes no more memory, in no format and no layout.
#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_input() {
    let invalid = format!("{}\n", ADDON.replace("\"light\"", "1")).repeat(5_000);
    let list = invalid.replace('\n', ",");
    let tiny = "1\n".repeat(20_000);
    let all = [
        ("human", &invalid),
        ("json", &list),
        ("ndjson", &tiny),
        ("github", &tiny),
        ("sarif", &invalid),
        ("junit", &list),
    ];
    std::thread::scope(|scope| {
        for (format, text) in all {
            scope.spawn(move || {
                let arguments = ["--format", format, "--schema", "user-addon", "-"];
                let (running, mut stdin) = Running::start(&arguments, Stdio::null());
                if text.ends_with(',') {
                    stdin.write_all(b"[").unwrap();
                }
                let mut peaks = Vec::new();
                for times in [4, 12] {
                    stdin.write_all(text.repeat(times).as_bytes()).unwrap();
                    peaks.push(peak(running.0.id()));
                }
                // The other threads and their blocks come with the second megabyte; what is kept would be more.
                assert!(peaks[1].saturating_sub(peaks[0]) < 10 << 20, "{format}: {peaks:?}");
            });
        }
    });
}

#[test]
fn of_a_document_with_too_many_violations_the_first_are_told() {
    let document = |mistakes: usize| {
        let widgets = vec!["{}"; mistakes].join(",");
        format!("{{\"widgets\":[{widgets}],\"semantic\":{{}},\"categories\":[\"light\"]}}")
    };
    for (mistakes, told, noted) in [(10_000, 10_000, false), (10_001, 10_000, true), (200_000, 10_000, true)] {
        let ended = run_with(document(mistakes).as_bytes(), &["--schema", "user-addon", "--format", "ndjson", "-"]);
        let line: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
        assert_eq!(line["violations"].as_array().unwrap().len(), told, "{mistakes}");
        let note = "1 document with more than 10,000 violations; no more of them were looked for or counted";
        assert_eq!(ended.err.contains(note), noted, "{mistakes}: {}", ended.err);
    }
}
