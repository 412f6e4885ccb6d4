//! What the tests that break edges share.

#![allow(clippy::unwrap_used, clippy::panic, dead_code, reason = "helpers of tests; not every test needs all of them")]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use xtask::bundle::Bundle;
use xtask::{Problem, root};

pub(crate) fn bundle() -> Bundle {
    Bundle::load(&root().join("openapi")).unwrap()
}

/// The document with one place changed.
pub(crate) fn broken(pointer: &str, change: impl FnOnce(&mut Value)) -> Bundle {
    let mut bundle = bundle();
    change(bundle.document.pointer_mut(pointer).unwrap_or_else(|| panic!("there is nothing at {pointer}")));
    bundle
}

pub(crate) const UPSERT: &str = "/paths/~1v2~1open-platform~1addons~1users~1{divar_user_id}/post";
pub(crate) const POST_ADDON: &str = "/paths/~1v2~1open-platform~1addons~1post~1{token}/post";

#[track_caller]
pub(crate) fn assert_told(problems: &[Problem], problem: &str, fix: &str) {
    let told = problems.iter().any(|found| found.problem.contains(problem) && found.fix.contains(fix));
    assert!(told, "nobody said {problem:?} with the fix {fix:?}, only:\n{problems:#?}");
}

/// An empty folder for one test.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// A copy of the document's folder.
pub(crate) fn openapi(name: &str) -> PathBuf {
    let folder = folder(name);
    copy(&root().join("openapi"), &folder);
    folder
}
