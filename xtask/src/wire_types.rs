//! Every hand-written type that stands in a document is in the replacement table, an arm of a union, or listed as
//! internal with its reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Item, Type, Visibility};

use crate::Problem;
use crate::bundle::{Bundle, files};
use crate::replacements::{ARMS, INTERNAL, REPLACEMENTS};

const SOURCES: &str = "crates/schemas/src";

/// The macros of the schemas crate that declare wire types; the names are the top-level identifiers of their input.
const DECLARING: [&str; 3] = ["checked_text", "uuid_id", "choice"];

/// Holds the sources of the schemas crate against the tables.
#[must_use]
pub fn check(bundle: &Bundle, root: &Path) -> Vec<Problem> {
    let found = match declared(&root.join(SOURCES)) {
        Ok(found) => found,
        Err(problem) => return vec![problem],
    };
    let mut problems = Vec::new();
    for name in &found {
        let known = REPLACEMENTS.iter().any(|replacement| replacement.component == name)
            || ARMS.contains(&name.as_str())
            || INTERNAL.iter().any(|(internal, _)| internal == name);
        if !known {
            let problem = format!("{SOURCES}: the type {name} has a JSON Schema and no place in the document");
            let fix = "describe it in openapi/schemas and add it to `REPLACEMENTS` in xtask/src/replacements.rs, or list it \
                       there as `INTERNAL` with the reason";
            problems.push(Problem::new(problem, fix));
        }
    }
    for (name, _) in INTERNAL {
        if !found.contains(*name) {
            let problem = format!("xtask/src/replacements.rs lists {name} as internal, and there is no such type");
            problems.push(Problem::new(problem, "remove the line"));
        }
        if bundle.schemas().contains_key(*name) {
            let problem = format!("xtask/src/replacements.rs lists {name} as internal, and the document has it");
            problems.push(Problem::new(problem, "move it to `REPLACEMENTS` or `ARMS`"));
        }
    }
    problems
}

/// The names of all types that have a JSON Schema.
///
/// # Errors
/// When a source file is not Rust.
pub fn declared(folder: &Path) -> Result<BTreeSet<String>, Problem> {
    let mut found = BTreeSet::new();
    for file in files(folder) {
        let text = fs::read_to_string(&file).unwrap_or_default();
        let parsed = syn::parse_file(&text)
            .map_err(|error| Problem::new(format!("{} is not Rust: {error}", file.display()), "correct the file"))?;
        items(&parsed.items, &mut found);
    }
    Ok(found)
}

fn items(items_: &[Item], found: &mut BTreeSet<String>) {
    for item in items_ {
        match item {
            Item::Struct(item) if public(&item.vis) && derives(&item.attrs) => {
                found.insert(item.ident.to_string());
            }
            Item::Enum(item) if public(&item.vis) && derives(&item.attrs) => {
                found.insert(item.ident.to_string());
            }
            Item::Impl(item) if item.trait_.as_ref().is_some_and(|(_, path, _)| ends(path, "JsonSchema")) => {
                if let Type::Path(path) = &*item.self_ty {
                    found.extend(path.path.get_ident().map(ToString::to_string));
                }
            }
            Item::Macro(item) => {
                let name = item.mac.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
                if DECLARING.contains(&name.as_str()) {
                    names(item.mac.tokens.clone(), name == "checked_text", found);
                }
                implemented(item.mac.tokens.clone(), found);
            }
            Item::Mod(item) => items(item.content.as_ref().map_or(&[], |(_, items)| items), found),
            _ => {}
        }
    }
}

/// The identifiers in type position of a declaring macro: capitalised, at the top level.
fn names(tokens: TokenStream, first: bool, found: &mut BTreeSet<String>) {
    for token in tokens {
        if let TokenTree::Ident(name) = token {
            let name = name.to_string();
            if name.starts_with(|first: char| first.is_ascii_uppercase()) {
                found.insert(name);
                if first {
                    return;
                }
            }
        }
    }
}

/// `impl JsonSchema for Name` in the body of a macro.
fn implemented(tokens: TokenStream, found: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            implemented(group.stream(), found);
        }
        let words: Vec<String> = tokens[index..].iter().take(3).map(ToString::to_string).collect();
        if let [implemented, joint, name] = words.as_slice()
            && implemented == "JsonSchema"
            && joint == "for"
            && name != "$"
        {
            found.insert(name.clone());
        }
    }
}

fn public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn derives(attributes: &[syn::Attribute]) -> bool {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"))
        .any(|attribute| attribute.meta.to_token_stream().to_string().contains("JsonSchema"))
}

fn ends(path: &syn::Path, name: &str) -> bool {
    path.segments.last().is_some_and(|segment| segment.ident == name)
}
