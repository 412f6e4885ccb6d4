//! Run with: cargo run -p kenar-schemas --example check_raw_json [TYPE FILE]
//!
//! Checks a JSON text that somebody else wrote: a file as `user-addon`, `widget` … (any name of the exported schemas),
//! or, without arguments, a widget with many mistakes. Prints the violations for people and for machines.

#![allow(clippy::print_stdout, reason = "a program that people run in a terminal")]

use std::env;
use std::error::Error;
use std::fs;

use kenar_schemas::{Checker, EXPORTS, Violations};
use serde_json::json;

const SAMPLE: &str = r#"{
    "event_row": {
        "tilte": "کارشناسی موفق",
        "label": "ضمانت یک‌ساله قیمت",
        "icon_name": "CAR_INSPECTD",
        "has_divider": "yes",
        "action": { "open_direct_link": "https://example.com" }
    },
    "semantic_paths": { "user_face": "image_url" }
}"#;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (name, text) = match arguments.as_slice() {
        [] => ("widget", SAMPLE.as_bytes().to_vec()),
        [name, file] => (name.as_str(), fs::read(file)?),
        _ => return Err("give a type and a file, or nothing".into()),
    };
    match check(name, &text)? {
        Ok(()) => println!("This is a valid {name}."),
        Err(violations) => {
            println!("{violations}\n");
            for violation in &violations {
                println!("{}", json!({"at": violation.pointer, "rule": violation.rule, "found": violation.found}));
            }
        }
    }
    Ok(())
}

/// Checks by the name of an exported schema. A program that knows the type at compile time writes `Widget::check(text)`
/// and gets the value, too.
fn check(name: &str, text: &[u8]) -> Result<Result<(), Violations>, Box<dyn Error>> {
    let known: Vec<&str> = EXPORTS.iter().map(|export| export.name).collect();
    let export = EXPORTS.iter().find(|export| export.name == name);
    let export = export.ok_or_else(|| format!("there is no type {name:?}; known are {}", known.join(", ")))?;
    Ok(Checker::compile(&export.make(), "")?.check(text))
}
