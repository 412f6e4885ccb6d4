//! `crates/client/src/generated`: one module a server, written by progenitor.

use proc_macro2::TokenStream;
use progenitor::{Generator, HooksMode};
use quote::quote;
use serde_json::Value;
use syn::{ImplItem, Item};

use crate::Problem;
use crate::artefact::Artefact;
use crate::bundle::Bundle;
use crate::generator::{HEADER, generate, settings};
use crate::lower::lower;
use crate::operations;
use crate::replacements::{SERVERS, Server};
use crate::reshape::reshape;

/// The modules of the client.
///
/// # Errors
/// When progenitor refuses the document.
pub fn artefacts(bundle: &Bundle) -> Result<Vec<Artefact>, Problem> {
    let mut artefacts = Vec::new();
    let mut index = HEADER.to_owned();
    index.push_str("//! One module a server of the document.\n\n");
    for server in SERVERS {
        let document = lower(bundle, server);
        if document["paths"].as_object().is_none_or(serde_json::Map::is_empty) {
            continue;
        }
        let content = module(&document, server, bundle)?;
        artefacts.push(Artefact { path: format!("crates/client/src/generated/{}.rs", server.module), content });
        index.push_str(&format!("#[rustfmt::skip]\npub(crate) mod {};\n", server.module));
    }
    index.push_str("#[rustfmt::skip]\npub mod operations;\n");
    artefacts.push(operations::artefact(bundle));
    artefacts.push(Artefact { path: "crates/client/src/generated/mod.rs".to_owned(), content: index });
    Ok(artefacts)
}

fn module(document: &Value, server: &Server, bundle: &Bundle) -> Result<String, Problem> {
    let mut settings = settings();
    settings.with_inner_type(inner(server)).with_hooks(HooksMode::Expected);
    let mut file = generate(document, server, &settings, Generator::generate_tokens)?;
    trim(&mut file);
    let code = finish(file, server, bundle).map_err(|reason| {
        let problem = format!("progenitor wrote the client of {} differently than expected: {reason}", server.url);
        Problem::new(problem, "adapt xtask/src/client.rs and xtask/src/reshape.rs")
    })?;
    Ok(format!("{HEADER}{code}"))
}

fn finish(mut file: syn::File, server: &Server, bundle: &Bundle) -> Result<String, String> {
    if server.pipeline {
        reshape(&mut file, bundle)?;
        return Ok(prettyplease::unparse(&file));
    }
    let code = prettyplease::unparse(&file);
    // progenitor's own leaves `\`, which a URL reads as `/`.
    let (theirs, ours) = ("use progenitor_client::{encode_path, ", "use crate::path::encode_path;");
    if !code.contains(theirs) {
        return Err("it no longer imports `encode_path`".to_owned());
    }
    Ok(code.replace(theirs, &format!("{ours}\n#[allow(unused_imports)]\nuse progenitor_client::{{")))
}

/// What a module sends with.
fn inner(server: &Server) -> TokenStream {
    if server.pipeline {
        quote! { crate::send::Sender }
    } else {
        quote! { crate::Credentials }
    }
}

/// Takes away what progenitor writes for every client and this one must not have: `Client::new`, which panics when TLS
/// cannot be set up, and a module of types that is empty because all of them are hand-written.
fn trim(file: &mut syn::File) {
    file.items.retain(|item| match item {
        Item::Mod(module) if module.ident == "types" => {
            let types = module.content.iter().flat_map(|(_, items)| items);
            types.filter(|item| !matches!(item, Item::Mod(inner) if inner.ident == "error")).count() > 0
        }
        Item::Mod(module) => module.ident != "prelude",
        _ => true,
    });
    for item in &mut file.items {
        if let Item::Impl(item) = item
            && item.trait_.is_none()
        {
            item.items.retain(|member| !matches!(member, ImplItem::Fn(function) if function.sig.ident == "new"));
        }
    }
}
