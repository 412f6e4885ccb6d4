//! What a published package must have inside it and the repository has elsewhere. A package holds nothing but its own
//! folder.

use std::fs;
use std::path::Path;

use crate::Problem;
use crate::artefact::Artefact;

/// The folders of the published packages.
const PACKAGES: [&str; 6] = ["cli", "client", "httpmock", "sandbox", "schemas", "validate"];
const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// The examples with which the sandbox's playground begins.
const SAMPLES: [&str; 8] = [
    "LegacyUserAddon/valid-all-widgets",
    "LegacyUserVerification/valid-full",
    "PostAddon/valid-full",
    "Semantic/valid-misspelt-keys",
    "UserAddon/invalid-second-widget-title-50-chars",
    "UserAddon/valid-all-widgets",
    "UserSemantic/valid-full",
    "Widget/invalid-score-row-both-scores",
];

/// The copies: licences everywhere, document and samples in the sandbox.
///
/// # Errors
/// When an original cannot be read.
pub fn artefacts(bundle: &Artefact, root: &Path) -> Result<Vec<Artefact>, Problem> {
    let mut copies = vec![Artefact { path: "crates/sandbox/kenar.openapi.json".to_owned(), ..bundle.clone() }];
    for sample in SAMPLES {
        let original = format!("openapi/examples/{sample}.json");
        copies.push(copy(root, &original, format!("crates/sandbox/samples/{sample}.json"))?);
    }
    for package in PACKAGES {
        for licence in LICENCES {
            copies.push(copy(root, licence, format!("crates/{package}/{licence}"))?);
        }
    }
    Ok(copies)
}

fn copy(root: &Path, original: &str, path: String) -> Result<Artefact, Problem> {
    let content = fs::read_to_string(root.join(original)).map_err(|error| {
        let fix = "restore it, or name another one in xtask/src/copies.rs";
        Problem::new(format!("{original}, which {path} is a copy of, cannot be read: {error}"), fix)
    })?;
    Ok(Artefact { path, content })
}
