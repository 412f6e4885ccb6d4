#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::io::{self, Read, Write};

use proptest::prelude::*;

use super::blocks::Blocks;
use super::source::Opened;
use super::{Coding, Documents, Framing, InputError, MAX_DOCUMENT};

/// A reader that gives at most so many bytes at once.
struct Slow {
    bytes: io::Cursor<Vec<u8>>,
    at_once: usize,
}

impl Read for Slow {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = into.len().min(self.at_once);
        self.bytes.read(&mut into[..length])
    }
}

type Found = (String, u64, u64, u64);

fn read(bytes: &[u8], at_once: usize) -> Result<(Framing, Vec<Found>), InputError> {
    let slow = Slow { bytes: io::Cursor::new(bytes.to_vec()), at_once };
    let mut documents = Documents::new(Blocks::begin(Opened::new("test".to_owned(), Box::new(slow))?, false)?);
    let framing = documents.framing();
    let mut found = Vec::new();
    while let Some(document) = documents.next()? {
        let text = String::from_utf8_lossy(document.text).into_owned();
        found.push((text, document.line, document.column, document.number));
    }
    Ok((framing, found))
}

#[track_caller]
fn assert_reads(text: &str, framing: Framing, expected: &[(&str, u64, u64)]) {
    let expected: Vec<Found> = (1..)
        .zip(expected)
        .map(|(number, (text, line, column))| ((*text).to_owned(), *line, *column, number))
        .collect();
    for at_once in [1, 2, 3, 7, 1 << 20] {
        assert_eq!(read(text.as_bytes(), at_once).unwrap(), (framing, expected.clone()), "{at_once} bytes at once");
    }
}

#[test]
fn lines_are_documents_and_blank_lines_are_not() {
    let text = "{\"a\":1}\n\n  \t\r\n{\"ب\":\"}\"}\r\n[3]\n\"x\"";
    let expected = [("{\"a\":1}", 1, 1), ("{\"ب\":\"}\"}\r", 4, 1), ("[3]", 5, 1), ("\"x\"", 6, 1)];
    assert_reads(text, Framing::Lines, &expected);
}

#[test]
fn a_list_is_opened() {
    let text = "[\n  {\"متن\": \"[{\\\"\"}, 2,[3 ,{}]\n]\n";
    let expected = [("{\"متن\": \"[{\\\"\"}", 2, 3), ("2", 2, 20), ("[3 ,{}]\n", 2, 22)];
    assert_reads(text, Framing::Array, &expected);
    assert_reads("[]", Framing::Array, &[]);
    assert_reads(" [ ] ", Framing::Array, &[]);
}

#[test]
fn what_is_missing_in_a_list_is_a_document_that_is_empty() {
    assert_reads("[1,,2]", Framing::Array, &[("1", 1, 2), ("", 1, 4), ("2", 1, 5)]);
    assert_reads("[1,\n]", Framing::Array, &[("1", 1, 2), ("", 2, 1)]);
    assert_reads("[{}", Framing::Array, &[("{}", 1, 2), ("", 1, 4)]);
    assert_reads("[{},\n", Framing::Array, &[("{}", 1, 2), ("", 2, 1)]);
    assert_reads("[{\"a\":", Framing::Array, &[("{\"a\":", 1, 2)]);
    assert_reads("[", Framing::Array, &[("", 1, 2)]);
}

#[test]
fn what_follows_a_list_is_read_too() {
    assert_reads("[1] {} x [\n2]", Framing::Array, &[("1", 1, 2), ("{}", 1, 5), ("x", 1, 8), ("2", 2, 1)]);
}

#[test]
fn one_document_may_take_many_lines() {
    assert_reads("{\n  \"a\": [\n    {}\n  ]\n}\n", Framing::Single, &[("{\n  \"a\": [\n    {}\n  ]\n}\n", 1, 1)]);
    assert_reads("{\"widgets\":[\n{\"a\":1}\n]}", Framing::Single, &[("{\"widgets\":[\n{\"a\":1}\n]}", 1, 1)]);
    assert_reads("12", Framing::Single, &[("12", 1, 1)]);
}

#[test]
fn documents_may_follow_each_other() {
    assert_reads("{\"a\":\n1}{}\n{\n}", Framing::Values, &[("{\"a\":\n1}", 1, 1), ("{}", 2, 3), ("{\n}", 3, 1)]);
    assert_reads("{\"a\": 1}{\"b\": 2}", Framing::Values, &[("{\"a\": 1}", 1, 1), ("{\"b\": 2}", 1, 9)]);
}

#[test]
fn a_broken_document_is_one_document() {
    let comma_is_missing = "{\n  \"a\": 1\n  \"b\": 2\n}\n";
    assert_reads(comma_is_missing, Framing::Single, &[(comma_is_missing, 1, 1)]);
    let closed_too_early = "{\n  \"a\": {}},\n  \"b\": 2\n}\n";
    assert_reads(closed_too_early, Framing::Single, &[(closed_too_early, 1, 1)]);
    assert_reads("{\n  \"a\": 1\n", Framing::Single, &[("{\n  \"a\": 1\n", 1, 1)]);
    assert_reads("// note\n{\n}", Framing::Single, &[("// note\n{\n}", 1, 1)]);
}

#[test]
fn a_broken_first_line_is_one_document_among_lines() {
    for first in ["{\"a\": \"x", "{\"a\":{\"b\":1}", "{\"a\":1,", "{\"a\":1}}", "{\"a\":1},", "oops"] {
        assert_reads(
            &format!("{first}\n{{\"b\":2}}\n{{}}"),
            Framing::Lines,
            &[(first, 1, 1), ("{\"b\":2}", 2, 1), ("{}", 3, 1)],
        );
    }
}

#[test]
fn a_byte_order_mark_is_passed_over_and_utf_16_refused() {
    assert_reads("\u{feff}{}", Framing::Single, &[("{}", 1, 1)]);
    assert!(matches!(read(b"\xff\xfe{\0}\0", 100), Err(InputError::Utf16 { .. })));
}

#[test]
fn nothing_is_a_document_that_is_empty() {
    assert_reads("", Framing::Single, &[("", 1, 1)]);
    assert_reads("\n \n", Framing::Single, &[("\n \n", 1, 1)]);
}

#[test]
fn compressed_input_is_told_by_its_first_bytes() {
    let text = "{\"a\":1}\n".repeat(100_000);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let zstandard = zstd::encode_all(text.as_bytes(), 1).unwrap();
    for once in [gzip, zstandard] {
        // What was compressed in pieces and put together is one input.
        let twice = [once.clone(), once.clone()].concat();
        let (framing, found) = read(&twice, 1000).unwrap();
        assert_eq!((framing, found.len(), found[199_999].1), (Framing::Lines, 200_000, 200_000));
        let cut = read(&once[..once.len() - 9], 1000);
        assert!(matches!(cut, Err(InputError::Compressed { .. })), "{cut:?}");
    }
}

#[test]
fn a_document_of_the_greatest_length_is_read_and_a_longer_one_refused() {
    let read_framed = |length: usize| {
        let long = [b"\"".as_slice(), &vec![b'x'; length - 2], b"\""].concat();
        read(&[b"{}\n{}\n".as_slice(), &long, b"\n{}"].concat(), usize::MAX)
    };
    assert_eq!(read_framed(MAX_DOCUMENT).unwrap().1.len(), 4);
    let error = read_framed(MAX_DOCUMENT + 1).unwrap_err();
    assert!(error.to_string().starts_with("test: the document that begins in line 3 is longer than 64 MiB"), "{error}");
}

/// Any JSON value, as `serde_json` writes it, over one or many lines.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let text = r#"[a-z"\\\[\]{}, \n‌گچپژ😀]{0,6}"#;
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<i32>().prop_map(Into::into),
        text.prop_map(serde_json::Value::String),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::Array),
            prop::collection::vec((text, inner), 0..4)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

fn print(value: &serde_json::Value, pretty: bool) -> String {
    if pretty { format!("{value:#}") } else { value.to_string() }
}

proptest! {
    #[test]
    fn every_layout_gives_the_same_documents(
        values in prop::collection::vec(json().prop_map(|value| serde_json::json!({ "v": value })), 2..8),
        pretty: bool,
        layout in 0..3,
        at_once in 1..60_usize,
    ) {
        let texts: Vec<String> = values.iter().map(|value| print(value, pretty && layout > 0)).collect();
        let text = match layout {
            0 => texts.join("\n"),
            1 => format!("[{}]", texts.join(" ,\n ")),
            _ => texts.join(if pretty { "\n" } else { "" }),
        };
        let (_, found) = read(text.as_bytes(), at_once).unwrap();
        let parsed: Vec<serde_json::Value> = found.iter().map(|found| serde_json::from_str(&found.0).unwrap()).collect();
        prop_assert_eq!(parsed, values);
        for (document, line, column, _) in found {
            let begins = text.lines().nth(usize::try_from(line).unwrap() - 1).unwrap();
            let from: String = begins.chars().skip(usize::try_from(column).unwrap() - 1).collect();
            prop_assert!(from.starts_with(document.lines().next().unwrap()), "{from:?} {document:?}");
        }
    }

    #[test]
    fn any_bytes_are_read_alike_in_pieces_of_any_length(text in r#"[a{}\[\]",:\\ \n1]{0,40}"#, at_once in 1..9_usize) {
        prop_assert_eq!(read(text.as_bytes(), at_once).unwrap(), read(text.as_bytes(), usize::MAX).unwrap());
    }
}

#[test]
fn an_error_names_its_cause_once() {
    let name = || "a.json".to_owned();
    let cause = || io::Error::other("the cause");
    let pattern = glob::Pattern::new("***").unwrap_err();
    let said = pattern.to_string();
    for (error, cause) in [
        (InputError::Open { name: name(), cause: cause() }, "the cause"),
        (InputError::Read { name: name(), line: 1, cause: cause() }, "the cause"),
        (InputError::Compressed { name: name(), line: 1, coding: Coding::Zstandard, cause: cause() }, "the cause"),
        (InputError::Pattern { pattern: "***".to_owned(), cause: pattern }, &*said),
    ] {
        let text = format!("{:#}", anyhow::Error::from(error));
        assert_eq!(text.matches(cause).count(), 1, "{text}");
    }
}
