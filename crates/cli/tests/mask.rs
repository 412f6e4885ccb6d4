//! `kenar mask`: one value, and the columns of a table.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write;
use std::process::{Command, Output, Stdio};

const HASH: &str = "e0c01d18d946a4145892bba6a6f31d1c0bc16de04f3df3d3ccd3adfe63e838bf";

fn kenar(arguments: &[&str], stdin: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kenar"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its arguments does not read.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    child.wait_with_output().unwrap()
}

/// Exit code, stdout and stderr.
fn told(arguments: &[&str], stdin: &[u8]) -> (i32, String, String) {
    let output = kenar(arguments, stdin);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn every_spelling_of_a_value_has_one_hash() {
    for value in ["IRJC95R23KJ039206", "IRJC95r۲۳kj039206", " irjc95r٢٣kj039206 \n", "IRJC95R23KJ039206\r\n"] {
        assert_eq!(told(&["mask", "VIN", "-"], value.as_bytes()), (0, format!("{HASH}\n"), String::new()), "{value:?}");
        if !value.starts_with('-') {
            assert_eq!(told(&["mask", "engine_number", value], b"").1, format!("{HASH}\n"), "{value:?}");
        }
    }
    let deed = "af3424e8571a95cca7f2fda7faceaef0c2857149a97a308fab45304d5970f52e\n";
    assert_eq!(told(&["mask", "old_real_estate_id", "-"], " ۱۲۳۴ | ۵۶ ".as_bytes()).1, deed);
}

#[test]
fn a_masked_value_is_not_masked_again() {
    let note = "note: the value is masked already and stays as it is\n";
    assert_eq!(told(&["mask", "VIN", "-"], HASH.as_bytes()), (0, format!("{HASH}\n"), note.to_owned()));
}

#[test]
fn what_cannot_be_masked_is_told_and_never_repeated() {
    for (key, value, message) in [
        ("VIN", "", "error: this value of VIN cannot be masked: the value is empty\n"),
        (
            "VIN",
            "IRJCé",
            "error: this value of VIN cannot be masked: character 5 (U+00E9) is not ASCII; write the value as on the card or deed\n",
        ),
        (
            "old_real_estate_id",
            "1234",
            "error: this value of old_real_estate_id cannot be masked: an old deed is written `book|page`, the register book number first\n",
        ),
    ] {
        assert_eq!(told(&["mask", key, "-"], value.as_bytes()), (1, String::new(), message.to_owned()));
    }
    for (input, part) in [
        (&b"IRJC95R23\nIRJC95R24\n"[..], "stdin has several lines"),
        (b"IRJC\xff", "stdin is not UTF-8"),
        (&[b'7'; 4097], "stdin has more than 4096 bytes"),
    ] {
        let (code, stdout, stderr) = told(&["mask", "VIN", "-"], input);
        assert_eq!((code, stdout.as_str()), (2, ""));
        assert!(stderr.contains(part) && !stderr.contains("IRJC") && !stderr.contains("777"), "{stderr}");
    }
    assert_eq!(told(&["mask", "VIN", "-"], &[b'7'; 4096]).0, 0);
    assert_eq!(told(&["mask", "VIM", "-"], b"").0, 2);
    assert_eq!(told(&["mask"], b"").0, 2);
}

#[test]
fn columns_are_masked_and_all_else_stays() {
    let table = "نام,VIN,شماره شاسی,یادداشت\r\nسارا,irjc95r23kj039206,,\"الف, \"\"ب\"\"\nپ\"\r\nرضا,,IRJC95R۲۳KJ039206,🚗 می‌رود\r\n";
    let expected = table.replace("irjc95r23kj039206", HASH).replace("IRJC95R۲۳KJ039206", HASH);
    let arguments = ["mask", "--csv", "-", "--column", "VIN", "--column", "شماره شاسی=chassis_number"];
    assert_eq!(told(&arguments, table.as_bytes()), (0, expected.clone(), String::new()));
    // A second time nothing changes, and a byte order mark stays.
    let marked = format!("\u{feff}{expected}");
    assert_eq!(told(&arguments, marked.as_bytes()), (0, marked.clone(), String::new()));
}

#[test]
fn the_output_of_a_spreadsheet_with_semicolons() {
    let table = "id;VIN=a\n1;IRJC95R23KJ039206\n";
    let arguments = ["mask", "--csv", "-", "--column", "VIN=a=VIN", "--delimiter", ";"];
    assert_eq!(told(&arguments, table.as_bytes()).1, format!("id;VIN=a\n1;{HASH}\n"));
    assert_eq!(told(&["mask", "--csv", "-", "--column", "VIN", "--delimiter", "\\t"], b"id\tVIN\n1\tA\n").0, 0);
    assert_eq!(told(&["mask", "--csv", "-", "--column", "VIN", "--delimiter", "؛"], b"VIN\n").0, 2);
}

#[test]
fn a_bad_row_is_left_out_and_named_with_its_line() {
    for end in ["\n", "\r\n"] {
        let rows = ["id,VIN", "1,IRJC95R23KJ039206", "2,IRJCé", "3", "4,\"a", "b\"", "", "5,IRJC95R23KJ039206,x", "6,"];
        let table = rows.join(end);
        let (code, stdout, stderr) = told(&["mask", "--csv", "-", "--column", "VIN"], table.as_bytes());
        assert_eq!(code, 1);
        assert!(
            stdout.starts_with(&format!("id,VIN{end}1,{HASH}{end}4,")) && stdout.ends_with(&format!("{end}6,{end}")),
            "{stdout}"
        );
        let lines: Vec<&str> = stderr.lines().collect();
        assert_eq!(
            lines,
            [
                "(stdin):3: column \"VIN\": character 5 (U+00E9) is not ASCII; write the value as on the card or deed; the row is left out",
                "(stdin):4: the header has 2 cells and this row has 1; the row is left out",
                "(stdin):8: the header has 2 cells and this row has 3; the row is left out",
                "3 rows masked, 3 left out",
            ]
        );
    }
    let (code, stdout, stderr) = told(&["mask", "--csv", "-", "--column", "VIN"], b"VIN\n\xff\xfe\n");
    assert_eq!((code, stdout.as_str()), (1, "VIN\n"));
    assert!(stderr.starts_with("(stdin):2: column \"VIN\": the value is not UTF-8"), "{stderr}");
}

#[test]
fn columns_that_are_not_there() {
    let (code, _, stderr) = told(&["mask", "--csv", "-", "--column", "VIN"], "شناسه,vin\n".as_bytes());
    assert_eq!((code, stderr.as_str()), (2, "error: (stdin): there is no column \"VIN\"; there are شناسه, vin\n"));
    let (code, _, stderr) = told(&["mask", "--csv", "-", "--column", "VIN"], b"VIN,VIN\n");
    assert_eq!(
        (code, stderr.as_str()),
        (2, "error: (stdin): there are two columns \"VIN\"; give them different names\n")
    );
    let (code, _, stderr) = told(&["mask", "--csv", "-", "--column", "plate"], b"plate\n");
    assert_eq!(code, 2);
    assert!(
        stderr.contains("\"plate\" is not a sensitive key; write NAME=KEY with one of VIN, chassis_number"),
        "{stderr}"
    );
}

/// What follows such a quote is one cell to a reader, with the values of other rows in it.
#[test]
fn a_quote_that_is_not_closed_lets_nothing_out() {
    let folder = tempfile::tempdir().unwrap();
    let (table, output) = (folder.path().join("t.csv"), folder.path().join("o.csv"));
    for end in ["\n", "\r\n"] {
        let rows = ["VIN,note", "NAAM11VE5BK123456,ok", "NAAM11VE5BK123457,\"open quote", "NAAM11VE5BK123458,x", ""];
        let rows = rows.join(end);
        let (code, stdout, stderr) = told(&["mask", "--csv", "-", "--column", "VIN"], rows.as_bytes());
        assert_eq!((code, stdout.contains("NAAM")), (2, false), "{stdout}");
        assert!(stderr.starts_with("error: (stdin):3: a quote is not closed"), "{stderr}");
        assert!(!stderr.contains("NAAM"), "{stderr}");
        std::fs::write(&table, rows).unwrap();
        let (table, output) = (table.to_str().unwrap(), output.to_str().unwrap());
        assert_eq!(told(&["mask", "--csv", table, "--column", "VIN", "--output", output], b"").0, 2);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
    // Closed at the very end, with a line end and without.
    for table in
        ["id,VIN\n1,\"IRJC95R23KJ039206\"", "id,VIN\r\n1,\"IRJC95R23KJ039206\"\r\n", "id,VIN\n1,IRJC95R23KJ039206"]
    {
        let (code, stdout, _) = told(&["mask", "--csv", "-", "--column", "VIN"], table.as_bytes());
        assert_eq!((code, stdout.contains(HASH)), (0, true), "{table:?}: {stdout}");
    }
    let (_, _, stderr) = told(&["mask", "--csv", "-", "--column", "VIN"], b"VIN,\"a\nIRJC95R23KJ039206,b\n");
    assert!(stderr.starts_with("error: (stdin):1: a quote is not closed"), "{stderr}");
}

/// A small file may hold a row of any length.
#[test]
fn a_row_without_end_is_refused() {
    let run = |row: usize| {
        let table = [b"VIN,note\n,".as_slice(), &vec![b'0'; row - 1], b"\n,x\n"].concat();
        told(&["mask", "--csv", "-", "--column", "VIN"], &zstd::encode_all(table.as_slice(), 1).unwrap())
    };
    assert_eq!(run(16 << 20).0, 0);
    let (code, _, stderr) = run(17 << 20);
    assert_eq!(
        (code, stderr.as_str()),
        (2, "error: (stdin):2: the row has more than 16 MiB; perhaps a quote is not closed\n")
    );
    let header = ["0".repeat(100), "1".repeat(80)].join(",") + &",a".repeat(100);
    let (code, _, stderr) = told(&["mask", "--csv", "-", "--column", "VIN"], header.as_bytes());
    assert_eq!((code, stderr.len() < 400, stderr.ends_with(" and 92 more\n")), (2, true, true), "{stderr}");
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let (table, output) = (folder.path().join("t.csv"), folder.path().join("خروجی.csv"));
    let run = |csv: &str| told(&["mask", "--csv", csv, "--column", "VIN", "--output", output.to_str().unwrap()], b"");
    std::fs::write(&table, "VIN\nIRJC95R23KJ039206\n").unwrap();
    assert_eq!(run(table.to_str().unwrap()), (0, String::new(), String::new()));
    assert_eq!(std::fs::read_to_string(&output).unwrap(), format!("VIN\n{HASH}\n"));
    std::fs::write(&table, "no such column\n1\n").unwrap();
    assert_eq!(run(table.to_str().unwrap()).0, 2);
    assert_eq!(std::fs::read_to_string(&output).unwrap(), format!("VIN\n{HASH}\n"));
    assert_eq!(run("missing.csv"), (2, String::new(), told_missing()));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

fn told_missing() -> String {
    "error: missing.csv: cannot be opened: No such file or directory (os error 2)\n".to_owned()
}

#[test]
fn a_compressed_table_is_read_and_written_out_plainly() {
    let table = "\u{feff}نام,VIN\r\nسارا,irjc95r23kj039206\r\n";
    let expected = table.replace("irjc95r23kj039206", HASH);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(table.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let arguments = ["mask", "--csv", "-", "--column", "VIN"];
    for bytes in [&gzip, &zstd::encode_all(table.as_bytes(), 1).unwrap()] {
        assert_eq!(told(&arguments, bytes), (0, expected.clone(), String::new()));
    }
    let (code, stdout, stderr) = told(&arguments, &gzip[..gzip.len() - 10]);
    assert_eq!((code, stdout.contains("IRJC")), (2, false));
    assert!(stderr.starts_with("error: -: is gzip and does not go on as such after line "), "{stderr}");
    assert_eq!(stderr.matches("line").count(), 1, "{stderr}");
    // As spreadsheets save it under the name of Unicode.
    let utf16: Vec<u8> = "\u{feff}VIN\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let message = "error: -: is text in UTF-16; convert it to UTF-8 first\n".to_owned();
    assert_eq!(told(&arguments, &utf16), (2, String::new(), message));
}

#[test]
fn a_table_is_replaced_only_when_no_row_of_it_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let path = path.to_str().unwrap();
    let table = "id,VIN\n1,IRJC95R23KJ039206\n2,IRJCé\n";
    std::fs::write(path, table).unwrap();
    let arguments = ["mask", "--csv", path, "--column", "VIN", "--output", path];
    let (code, stdout, stderr) = told(&arguments, b"");
    assert_eq!((code, stdout.as_str()), (1, ""));
    let said =
        "stays as it was: it is the input, and rows would be lost; name another --output, or mend these rows first\n";
    assert!(stderr.ends_with(said), "{stderr}");
    assert_eq!(std::fs::read_to_string(path).unwrap(), table);
    std::fs::write(path, table.replace("IRJCé", "")).unwrap();
    assert_eq!(told(&arguments, b"").0, 0);
    assert_eq!(std::fs::read_to_string(path).unwrap(), format!("id,VIN\n1,{HASH}\n2,\n"));
}

/// A device that takes nothing.
#[cfg(target_os = "linux")]
#[test]
fn an_output_that_is_full_is_said_to_be_the_output() {
    let full = || std::fs::File::options().write(true).open("/dev/full").unwrap();
    for arguments in [&["mask", "--csv", "-", "--column", "VIN"][..], &["fix", "--output", "-", "-"], &["fix", "-"]] {
        let input =
            if arguments[0] == "fix" { "{\"titleRow\": {\"text\": \"a\"}}\n" } else { "VIN\nIRJC95R23KJ039206\n" };
        let mut command = Command::new(env!("CARGO_BIN_EXE_kenar"));
        command.args(arguments).stdin(Stdio::piped()).stdout(full()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("the output cannot be written: No space left on device"), "{arguments:?}: {said}");
    }
}
