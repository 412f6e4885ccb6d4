//! Every example of the document gets the verdict that its name says, and the list that the checker of the schemas gives.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

use kenar_schemas::{Checker, EXPORTS};
use kenar_validate::{Schema, check, is_valid};

fn files(schema: Schema) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/examples").join(schema.component());
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.filter(|file| !file.to_string_lossy().ends_with(".violation.json")).collect()
}

#[test]
fn every_example_gets_its_verdict_and_the_same_list() {
    for schema in Schema::ALL {
        let export = EXPORTS.iter().find(|export| export.name == schema.name()).unwrap();
        let checker = Checker::compile(&export.make(), "").unwrap();
        let files = files(*schema);
        assert!(files.len() > 2, "{schema}");
        for file in files {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            let text = fs::read(&file).unwrap();
            assert_eq!(is_valid(*schema, &text), name.starts_with("valid-"), "{schema} {name}");
            assert_eq!(check(*schema, &text), checker.check(&text), "{schema} {name}");
        }
    }
}

#[test]
fn the_schemas_are_the_exported_ones() {
    let names: Vec<_> = Schema::ALL.iter().map(|schema| (schema.name(), schema.component())).collect();
    let exported: Vec<_> = EXPORTS.iter().map(|export| (export.name, export.component)).collect();
    assert_eq!(names, exported);
    for schema in Schema::ALL {
        assert_eq!(schema.name().parse::<Schema>().unwrap(), *schema);
    }
    let error = "user-adon".parse::<Schema>().unwrap_err().to_string();
    assert!(error.contains("user-adon") && error.contains("user-addon"), "{error}");
}
