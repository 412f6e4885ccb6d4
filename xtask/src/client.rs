//! `crates/client/src/generated`: one module a server, written by progenitor; and what is made of its methods.

use proc_macro2::TokenStream;
use progenitor::{Generator, HooksMode};
use quote::quote;
use serde_json::Value;
use syn::{ImplItem, Item};

use crate::Problem;
use crate::artefact::Artefact;
use crate::blocking;
use crate::bundle::Bundle;
use crate::call;
use crate::generator::{HEADER, generate, settings};
use crate::lower::lower;
use crate::operations;
use crate::replacements::Server;
use crate::reshape::reshape;

/// The modules of the client, and the commands that call them.
///
/// # Errors
/// When progenitor refuses the document.
pub fn artefacts(bundle: &Bundle) -> Result<Vec<Artefact>, Problem> {
    let mut artefacts = Vec::new();
    let mut blocking = Vec::new();
    let mut methods = call::Methods::default();
    let mut index = HEADER.to_owned();
    index.push_str("//! One module a server of the document.\n\n");
    for (server, document) in lower(bundle) {
        let file = module(&document, server, bundle)?;
        methods.add(&file, server);
        if !server.tokens {
            blocking.push(blocking::module(&file, server));
        }
        let content = format!("{HEADER}{}", prettyplease::unparse(&file));
        artefacts.push(Artefact { path: format!("crates/client/src/generated/{}.rs", server.module), content });
        index.push_str(&format!("#[rustfmt::skip]\npub(crate) mod {};\n", server.module));
    }
    index.push_str("#[rustfmt::skip]\npub mod operations;\n");
    artefacts.push(operations::artefact(bundle));
    index.push_str("#[rustfmt::skip]\n#[cfg(all(feature = \"blocking\", not(target_arch = \"wasm32\")))]\n");
    index.push_str("pub(crate) mod blocking;\n");
    artefacts.push(blocking::artefact(blocking));
    artefacts.push(call::artefact(bundle, &methods)?);
    artefacts.push(Artefact { path: "crates/client/src/generated/mod.rs".to_owned(), content: index });
    Ok(artefacts)
}

fn module(document: &Value, server: &Server, bundle: &Bundle) -> Result<syn::File, Problem> {
    let mut settings = settings();
    settings.with_inner_type(inner(server)).with_hooks(HooksMode::Expected);
    let mut file = generate(document, server, &settings, Generator::generate_tokens)?;
    trim(&mut file);
    reshape(&mut file, bundle, server).map_err(|reason| {
        let problem = format!("progenitor wrote the client of {} differently than expected: {reason}", server.url);
        Problem::new(problem, "adapt xtask/src/reshape.rs")
    })?;
    Ok(file)
}

/// What a module sends with.
fn inner(server: &Server) -> TokenStream {
    if server.tokens {
        quote! { crate::oauth::TokenSender }
    } else {
        quote! { crate::send::Sender }
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
