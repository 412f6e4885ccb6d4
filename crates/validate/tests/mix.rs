//! The mix that speed is measured with: each line gets the verdict that it was made for, from every judge.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

#[path = "../benches/mix/mod.rs"]
mod mix;

use std::collections::BTreeSet;

use kenar_schemas::{Checker, EXPORTS, Rule};
use kenar_validate::{Schema, check, each_line, is_valid, judge};

const LINES: usize = 4_000;

#[test]
fn each_line_has_the_verdict_that_it_was_made_for() {
    hold(LINES);
}

#[test]
#[ignore = "takes a minute; `cargo xtask check --deep` runs it"]
fn every_line_that_is_measured_has_its_verdict() {
    hold(200_000);
}

fn hold(lines: usize) {
    let export = EXPORTS.iter().find(|export| export.name == "user-addon").unwrap().make();
    let schema = jsonschema::validator_for(&export).unwrap();
    let checker = Checker::compile(&export, "").unwrap();
    let mut kinds = BTreeSet::new();
    for line in mix::lines(lines, 1) {
        let valid = line.broken.is_none();
        let text = line.text.as_bytes();
        assert_eq!(is_valid(Schema::UserAddon, text), valid, "{:?}: {}", line.broken, line.text);
        assert_eq!(check(Schema::UserAddon, text), checker.check(text), "{:?}: {}", line.broken, line.text);
        let value = serde_json::from_slice(text).ok();
        assert_eq!(value.is_some_and(|value| schema.is_valid(&value)), valid, "{:?}: {}", line.broken, line.text);
        kinds.extend(line.broken);
    }
    assert_eq!(kinds.len(), mix::KINDS.len());
}

/// Nobody has to measure with other bytes than the ones that the numbers are of.
#[test]
fn the_mix_is_the_same_everywhere() {
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    let mut length = 0;
    for line in mix::lines(LINES, 1) {
        for byte in line.text.bytes() {
            sum = (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        length += line.text.len();
    }
    assert_eq!((length / LINES, sum), (1166, 5_726_804_500_517_872_519));
}

#[test]
fn one_mistake_a_line_is_one_violation_where_forms_are_not_mixed_up() {
    for line in mix::lines(LINES, 2).filter(|line| line.broken.is_some_and(|broken| broken.ends_with("too long"))) {
        let violations = check(Schema::UserAddon, line.text.as_bytes()).unwrap_err();
        let [violation] = violations.as_slice() else { panic!("{violations}") };
        assert_eq!(violation.rule, Rule::MaxLength);
    }
}

#[test]
fn lines_are_judged_whatever_ends_them() {
    let lines: Vec<mix::Line> = mix::lines(300, 3).collect();
    for (end, after) in [("\n", "\n"), ("\n", ""), ("\r\n", "\r\n"), ("\n\n \n", "")] {
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        let text = texts.join(end) + after;
        let mut judged = Vec::new();
        each_line(Schema::UserAddon, text.as_bytes(), |line, verdict| {
            judged.push((line.trim_ascii_end().to_vec(), verdict.is_ok()))
        });
        let expected: Vec<_> =
            lines.iter().map(|line| (line.text.clone().into_bytes(), line.broken.is_none())).collect();
        assert!(judged == expected, "{end:?} {after:?}");
    }
}

#[test]
fn a_line_that_is_not_utf_8_is_refused_alone() {
    let line = mix::lines(1, 4).next().unwrap().text;
    let long = format!("{{\"a\": \"{}\"}}", "ب".repeat(40_000));
    let mut text = Vec::new();
    for part in [line.as_bytes(), b"{\"a\": \"\xff\"}", line.as_bytes(), b"\xd8", line.as_bytes()] {
        text.extend_from_slice(part);
        text.push(b'\n');
    }
    let mut verdicts = Vec::new();
    each_line(Schema::UserAddon, &text, |_, verdict| verdicts.push(verdict.is_ok()));
    assert_eq!(verdicts, [true, false, true, false, true]);
    let mut verdicts = Vec::new();
    each_line(Schema::Semantic, format!("{long}\n{long}x\n{long}").as_bytes(), |_, verdict| {
        verdicts.push(verdict.is_ok())
    });
    assert_eq!(verdicts, [true, false, true]);
}

#[test]
fn the_first_violations_are_those_of_all_of_them() {
    let widgets =
        [r#"{}"#, r#"{"title_row": {"text": 1}}"#, r#"{"titel_row": {}}"#, r#"{"score_row": {}}"#].repeat(3).join(",");
    for text in [
        format!(r#"{{"widgets": [{widgets}], "semantic": {{"a": 1}}, "categories": ["b"]}}"#),
        // The whole document goes to the checker.
        format!(r#"{{"notes": "c", "widgets": [{widgets}], "semantic": {{}}, "categories": ["b"]}}"#),
    ] {
        let refusal = judge(Schema::UserAddon, text.as_bytes()).unwrap_err();
        let all = refusal.explain().unwrap_err();
        assert_eq!(check(Schema::UserAddon, text.as_bytes()).unwrap_err(), all);
        for most in 1..=all.as_slice().len() + 1 {
            let some = refusal.explain_some(most).unwrap_err();
            assert_eq!(some.as_slice(), &all.as_slice()[..most.min(all.as_slice().len())], "{most}: {text}");
        }
        assert_eq!(refusal.explain_some(0).unwrap_err().as_slice().len(), 1);
    }
}
