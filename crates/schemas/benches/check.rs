//! What checking costs beside reading, side by side in one run.
//!
//! Run with: cargo bench -p kenar-schemas
//!
//! Method: divan, one thread, the user add-on of `openapi/examples` with all ten widgets, already in memory. `read` is the
//! typed parse, which already refuses what is structurally wrong; `check` also lists every violation of a bad document.

#![allow(clippy::unwrap_used, reason = "a benchmark stops when its input is wrong")]

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use kenar_schemas::{Payload, UserAddon};

const VALID: &[u8] = include_bytes!("../../../openapi/examples/UserAddon/valid-all-widgets.json");

fn main() {
    divan::main();
}

/// The same document with the last widget broken.
fn invalid() -> Vec<u8> {
    let mut value: serde_json::Value = serde_json::from_slice(VALID).unwrap();
    value["widgets"].as_array_mut().unwrap().push(serde_json::json!({ "title_row": { "txt": "" } }));
    value.to_string().into_bytes()
}

#[divan::bench]
fn untyped(bencher: Bencher<'_, '_>) {
    let bencher = bencher.counter(BytesCount::of_slice(VALID));
    bencher.bench(|| serde_json::from_slice::<serde_json::Value>(black_box(VALID)).unwrap());
}

#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    let bencher = bencher.counter(BytesCount::of_slice(VALID));
    bencher.bench(|| serde_json::from_slice::<UserAddon>(black_box(VALID)).unwrap());
}

#[divan::bench]
fn read_and_validate(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::of_slice(VALID)).bench(|| {
        let addon: UserAddon = serde_json::from_slice(black_box(VALID)).unwrap();
        addon.validate().is_ok()
    });
}

#[divan::bench]
fn check(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::of_slice(VALID)).bench(|| UserAddon::check(black_box(VALID)).is_ok());
}

#[divan::bench]
fn check_invalid(bencher: Bencher<'_, '_>) {
    let text = invalid();
    bencher.counter(BytesCount::of_slice(&text)).bench(|| UserAddon::check(black_box(&text)).is_err());
}

#[divan::bench]
fn jsonschema_crate(bencher: Bencher<'_, '_>) {
    let validator = jsonschema::validator_for(&UserAddon::to_json_schema()).unwrap();
    bencher.counter(BytesCount::of_slice(VALID)).bench(|| {
        let value: serde_json::Value = serde_json::from_slice(black_box(VALID)).unwrap();
        validator.is_valid(&value)
    });
}
