//! `crates/client/src/generated/blocking.rs`: the methods of the client for programs without an async runtime.

use quote::format_ident;
use syn::{FnArg, ImplItem, ImplItemFn, Item, ItemMod, Pat, parse_quote};

use crate::artefact::Artefact;
use crate::generator::HEADER;
use crate::operations::constant;
use crate::replacements::Server;

/// The file of all modules.
pub(crate) fn artefact(modules: Vec<ItemMod>) -> Artefact {
    let items = modules.into_iter().map(Item::Mod).collect();
    let code = prettyplease::unparse(&syn::File { shebang: None, attrs: Vec::new(), items });
    Artefact { path: "crates/client/src/generated/blocking.rs".to_owned(), content: format!("{HEADER}{code}") }
}

/// The blocking module of a server, from its async one: the same signatures, each handed to the runtime.
pub(crate) fn module(file: &syn::File, server: &Server) -> ItemMod {
    let name = format_ident!("{}", server.module);
    let impls = file.items.iter().filter_map(|item| if let Item::Impl(item) = item { Some(item) } else { None });
    let functions = impls.flat_map(|item| &item.items).filter_map(|item| match item {
        ImplItem::Fn(function) if function.sig.asyncness.is_some() => Some(method(function)),
        _ => None,
    });
    let title = format!("Client for {}, for programs without an async runtime.", server.title);
    parse_quote! {
        pub mod #name {
            use crate::Error;
            use progenitor_client::ResponseValue;

            #[doc = #title]
            #[derive(Clone, Debug)]
            pub struct Client {
                pub(crate) inner: crate::generated::#name::Client,
                pub(crate) runtime: crate::blocking::Runtime,
            }

            impl Client {
                #(#functions)*
            }
        }
    }
}

fn method(function: &ImplItemFn) -> ImplItemFn {
    let (docs, mut signature) = (&function.attrs, function.sig.clone());
    signature.asyncness = None;
    let name = &signature.ident;
    let arguments = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(pattern) => Some(&pattern.ident),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    });
    let operation = format_ident!("{}", constant(&name.to_string()));
    parse_quote! {
        #(#docs)*
        pub #signature {
            self.runtime.run(&crate::operations::#operation, self.inner.#name(#(#arguments),*))
        }
    }
}
