//! The front page of the client knows what there is: variables of the environment, kinds of errors, examples.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod markdown;

use std::collections::BTreeSet;

use markdown::{Markdown, root};

fn front_page() -> Markdown {
    Markdown::read("crates/client/README.md")
}

fn source(path: &str) -> String {
    std::fs::read_to_string(root().join("crates/client").join(path)).unwrap()
}

/// The code in the first cells of a table that has this in its head or body.
fn names(page: &Markdown, one_of_them: &str) -> BTreeSet<String> {
    let first = |table: &markdown::Table| table.iter().flat_map(|row| row[0].clone()).collect::<BTreeSet<_>>();
    let tables: Vec<_> = page.tables.iter().map(first).filter(|names| names.contains(one_of_them)).collect();
    assert_eq!(tables.len(), 1, "tables with {one_of_them}");
    tables.into_iter().next().unwrap()
}

#[test]
fn its_links_lead_somewhere() {
    assert_eq!(front_page().broken_links(), Vec::<&str>::new());
}

#[test]
fn it_knows_every_variable() {
    let source = source("src/builder.rs") + &source("src/servers.rs") + &source("src/oauth/app.rs");
    let texts = source.split('"').filter(|text| text.starts_with("KENAR_") && !text.contains(' '));
    let variables: BTreeSet<String> = texts.map(str::to_owned).collect();
    let mut named = names(&front_page(), "KENAR_API_KEY");
    named.retain(|name| name.starts_with("KENAR_"));
    assert_eq!(named, variables);
}

#[test]
fn it_knows_every_kind_of_error() {
    let source = source("src/error/mod.rs");
    let (_, kinds) = source.split_once("pub enum Error {\n").unwrap();
    let (kinds, _) = kinds.split_once("\n}\n").unwrap();
    let kinds: Vec<&str> =
        kinds.lines().filter_map(|line| line.trim().split_once("(Box<").map(|(name, _)| name)).collect();
    assert!(kinds.len() > 8, "{kinds:?}");
    let page = front_page();
    let shown = page.blocks_in("rust").find(|code| code.contains("fn what_to_do")).unwrap();
    let guides = ["crates/client/guides/from-document-to-call.md", "crates/client/guides/from-document-to-call.fa.md"];
    for kind in kinds {
        assert!(shown.contains(&format!("Error::{kind}(")), "nobody says what to do about {kind}");
        for guide in guides {
            let guide = Markdown::read(guide);
            assert!(guide.tables.iter().flatten().any(|row| row[0].iter().any(|code| code == kind)), "{kind}");
        }
    }
}

#[test]
fn its_table_of_retries_is_that_of_the_policy() {
    let (page, policy) = (front_page(), source("src/send/retry.rs"));
    let rows: Vec<String> = policy.lines().filter_map(|line| line.strip_prefix("/// |")).map(without_links).collect();
    assert!(rows.len() > 5, "{rows:?}");
    for row in rows {
        assert!(page.text.contains(&format!("|{row}\n")), "the front page has no row |{row}");
    }
}

/// A line of Markdown in which links are only their texts.
fn without_links(line: &str) -> String {
    let mut pieces = line.split('[');
    let mut text = pieces.next().unwrap().to_owned();
    for piece in pieces {
        let (label, rest) = piece.split_once("](").unwrap();
        text += label;
        text += rest.split_once(')').unwrap().1;
    }
    text
}

#[test]
fn it_names_every_example() {
    let examples = std::fs::read_dir(root().join("crates/client/examples")).unwrap();
    let names = examples.map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned());
    let page = front_page();
    for name in names {
        assert!(page.spans.iter().any(|span| span.code == name), "the front page does not name the example {name}");
    }
}
