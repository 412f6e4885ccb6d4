//! `crates/cli/src/generated/call.rs`: the sub-commands of `kenar call`, one an operation.
//!
//! Names, texts and examples come from the document; the arguments of each call from the signature that the client has for it,
//! so that a command goes through the typed method and everything that it checks. What progenitor does not generate, and the
//! token endpoint, whose body is secret, are called by `crates/cli/src/command/call/by_hand.rs`.

mod flags;

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{FnArg, ImplItem, Item, Pat, Signature, Type};

use crate::Problem;
use crate::artefact::Artefact;
use crate::bundle::{Bundle, Operation};
use crate::generator::HEADER;
use crate::operations::constant;
use crate::replacements::{SERVERS, Server};

use flags::{Flag, Flags};

/// The methods of the client: of each server by operation id.
#[derive(Default)]
pub(crate) struct Methods(BTreeMap<(&'static str, String), Signature>);

impl Methods {
    /// Takes the methods of a generated module.
    pub(crate) fn add(&mut self, file: &syn::File, server: &'static Server) {
        let impls = file.items.iter().filter_map(|item| if let Item::Impl(item) = item { Some(item) } else { None });
        for item in impls.flat_map(|item| &item.items) {
            if let ImplItem::Fn(function) = item
                && function.sig.asyncness.is_some()
            {
                self.0.insert((server.module, function.sig.ident.to_string()), function.sig.clone());
            }
        }
    }
}

/// The file.
///
/// # Errors
/// When an operation has something that no flag can be made of.
pub(crate) fn artefact(bundle: &Bundle, methods: &Methods) -> Result<Artefact, Problem> {
    let mut variants = Vec::new();
    let mut arms = Vec::new();
    let mut commands = Vec::new();
    for operation in bundle.operations() {
        let flags = Flags::of(&operation, bundle).map_err(|problem| {
            Problem::new(
                format!("`kenar call {}` cannot be made: {problem}", kebab(operation.id())),
                "write the operation in the dialect of openapi/README.md, or teach xtask/src/call/flags.rs",
            )
        })?;
        let (name, variant) = (kebab(operation.id()), camel(operation.id()));
        variants.push(quote! { #[command(name = #name)] #variant(#variant), });
        arms.push(quote! { Self::#variant(arguments) => arguments.run(call).await, });
        commands.push(command(&operation, &flags, methods));
    }
    let tags = tags(bundle);
    let file = syn::parse2(quote! {
        use ::kenar_client::operations;
        use crate::command::call::{Api, Body, Call, Failure, Needs, SecretFile, by_hand, member};
        use crate::exit::Exit;

        /// The operations of the document.
        #[derive(Debug, clap::Subcommand)]
        pub(crate) enum Operation {
            #(#variants)*
        }

        impl Operation {
            /// Makes the call.
            pub(crate) async fn run(self, call: &Call) -> Result<Exit, Failure> {
                match self {
                    #(#arms)*
                }
            }
        }

        #(#commands)*

        /// Every tag of the document with its operations: the name of the command and what it does.
        pub(crate) const TAGS: &[(&str, &[(&str, &str)])] = &[#(#tags)*];
    });
    let file = file.map_err(|error| {
        Problem::new(format!("the commands of `kenar call` are not Rust: {error}"), "mend xtask/src/call.rs")
    })?;
    let content = format!("{HEADER}{}", prettyplease::unparse(&file));
    Ok(Artefact { path: "crates/cli/src/generated/call.rs".to_owned(), content })
}

fn command(operation: &Operation<'_>, flags: &Flags, methods: &Methods) -> TokenStream {
    let id = operation.id();
    let (name, variant) = (format_ident!("{id}"), camel(id));
    let about = sentence(operation);
    let long_about = format!("{about}.\n\n{}", unwrapped(operation.text("description").unwrap_or_default()));
    let after_help = after_help(operation, flags);
    let fields = flags.all().map(Flag::field);
    let has_method = |server: &&Server| methods.0.contains_key(&(server.module, id.to_owned()));
    let servers: Vec<&Server> = SERVERS.iter().filter(|server| !server.tokens).filter(has_method).collect();
    let body_field = flags.body.as_ref().map(|_| quote! { #[command(flatten)] pub(crate) body: Body, });
    let api_field = (servers.len() > 1).then(|| {
        let help = "The server to call: some operations are on the older one too";
        quote! { #[arg(long, value_enum, value_name = "SERVER", default_value = "open-api", help = #help)] pub(crate) api: Api, }
    });
    let run = if servers.is_empty() {
        quote! { by_hand::#name(self, call).await }
    } else {
        generated(operation, flags, &servers, methods)
    };
    quote! {
        #[derive(Debug, clap::Args)]
        #[command(about = #about, long_about = #long_about, after_help = #after_help)]
        pub(crate) struct #variant {
            #(#fields)*
            #body_field
            #api_field
        }

        impl #variant {
            async fn run(self, call: &Call) -> Result<Exit, Failure> {
                #run
            }
        }
    }
}

/// Describes the request, stops there if it is only to be shown, and calls the method of the client otherwise.
fn generated(operation: &Operation<'_>, flags: &Flags, servers: &[&Server], methods: &Methods) -> TokenStream {
    let constant = format_ident!("{}", constant(operation.id()));
    let api = if servers.len() > 1 {
        quote! { self.api }
    } else {
        variant(servers[0])
    };
    let needs = match servers {
        [server] => needs(operation, server),
        _ => {
            let arms = servers.iter().map(|server| (variant(server), needs(operation, server)));
            let arms = arms.map(|(variant, needs)| quote! { #variant => #needs, });
            quote! { match self.api { #(#arms)* } }
        }
    };
    let parameters = flags.parameters.iter().map(Flag::describe);
    let body = flags.body.as_ref().map(|body| {
        let members = body.members.iter().map(|flag| {
            let (name, field) = (&flag.name, &flag.field_name());
            quote! { member(#name, &self.#field) }
        });
        let payload = &body.payload;
        quote! { let body: #payload = request.body(&self.body, vec![#(#members),*])?; }
    });
    let calls = servers.iter().map(|server| {
        let method = format_ident!("{}", operation.id());
        let view = format_ident!("{}", server.module);
        let signature = &methods.0[&(server.module, operation.id().to_owned())];
        let arguments = arguments(signature, flags);
        let call = quote! { call.answer(&request, call.#view(&request).await?.#method(#(#arguments),*).await) };
        (variant(server), call)
    });
    let calls: Vec<_> = calls.collect();
    let ending = match calls.as_slice() {
        [(_, call)] => quote! { #call },
        _ => {
            let arms = calls.iter().map(|(pattern, call)| quote! { #pattern => #call, });
            quote! { match #api { #(#arms)* } }
        }
    };
    // One without parameters and body is complete.
    let changes = !flags.parameters.is_empty() || flags.body.is_some();
    let mutable = changes.then(|| quote! { mut });
    quote! {
        let #mutable request = call.request(&operations::#constant, #api, #needs);
        #(#parameters)*
        #body
        if call.only_shows() {
            return call.show(&request);
        }
        #ending
    }
}

/// Whether a call is made for a user: on the older server that is a scheme of its own.
fn needs(operation: &Operation<'_>, server: &Server) -> TokenStream {
    let scheme = if server.module == "legacy" { "LegacyAccessToken" } else { "OAuth" };
    let security = operation.object.get("security").and_then(serde_json::Value::as_array).into_iter().flatten();
    let user = security.filter_map(serde_json::Value::as_object).any(|requirement| requirement.contains_key(scheme));
    if user {
        quote! { Needs::User }
    } else {
        quote! { Needs::App }
    }
}

/// The name that the command has for a server.
fn variant(server: &Server) -> TokenStream {
    let variant = camel(server.module);
    quote! { Api::#variant }
}

/// The arguments of a method, in its order: flags, and the body.
fn arguments(signature: &Signature, flags: &Flags) -> Vec<TokenStream> {
    let typed =
        signature.inputs.iter().filter_map(|input| if let FnArg::Typed(typed) = input { Some(typed) } else { None });
    let named = typed
        .filter_map(|typed| if let Pat::Ident(name) = &*typed.pat { Some((&name.ident, &*typed.ty)) } else { None });
    named
        .map(|(name, kind)| {
            if name == "body" {
                return quote! { &body };
            }
            let secret = flags.parameters.iter().any(|flag| flag.field_name() == *name && flag.secret);
            match kind {
                _ if secret => quote! { #name.as_ref().map(|secret| secret.expose()) },
                Type::Path(_) if is_text(kind) => quote! { self.#name.as_deref() },
                Type::Path(_) => quote! { self.#name.as_ref() },
                _ => quote! { &self.#name },
            }
        })
        .collect()
}

fn is_text(kind: &Type) -> bool {
    quote! { #kind }.to_string().contains("str")
}

/// What a call needs, and what one looks like.
fn after_help(operation: &Operation<'_>, flags: &Flags) -> String {
    let mut text = format!("Example:\n  kenar call {}{}\n", kebab(operation.id()), flags.example(operation));
    if let Some(permission) = operation.text("x-kenar-permission") {
        text.push_str(&format!("\nNeeds a key with the permission {permission}"));
        let scopes = crate::operations::scopes(operation);
        match scopes.as_slice() {
            [] => text.push_str(".\n"),
            [scope] => text.push_str(&format!(", and a user who has granted {scope}.\n")),
            scopes => text.push_str(&format!(", and a user who has granted one of {}.\n", scopes.join(", "))),
        }
    }
    if let Some(body) = flags.body.as_ref().filter(|body| !body.secrets.is_empty()) {
        text.push_str(&format!(
            "\nSecret members ({}) come from --body, and client_secret also from the profile; no flag takes them, since every \
             user of a machine can read arguments.\n",
            body.secrets.join(", ")
        ));
    }
    if operation.object.get("deprecated").and_then(serde_json::Value::as_bool) == Some(true) {
        text.push_str("\nThe platform has deprecated this operation.\n");
    }
    text.trim_end().to_owned()
}

fn tags(bundle: &Bundle) -> Vec<TokenStream> {
    let tags = bundle.document["tags"].as_array().into_iter().flatten();
    let names = tags.filter_map(|tag| tag["name"].as_str());
    names
        .map(|tag| {
            let own = bundle.operations().filter(|operation| operation.object["tags"][0] == tag).collect::<Vec<_>>();
            let entries = own.iter().map(|operation| {
                let (name, about) = (kebab(operation.id()), sentence(operation));
                quote! { (#name, #about), }
            });
            quote! { (#tag, &[#(#entries)*]), }
        })
        .collect()
}

/// A text of the document with one line a paragraph or item: the terminal breaks it where it is wide.
fn unwrapped(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.trim().lines() {
        let begins = line.is_empty() || line.starts_with(['|', '#', '-', '*', '`', '>']) || line.starts_with("    ");
        match lines.last_mut() {
            Some(last) if !begins && !last.is_empty() && !last.starts_with(['|', '#']) => {
                last.push(' ');
                last.push_str(line.trim_start());
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines.join("\n")
}

fn sentence(operation: &Operation<'_>) -> String {
    operation.text("summary").unwrap_or_default().trim().to_owned()
}

/// `upsert_user_addon` as a sub-command.
fn kebab(id: &str) -> String {
    id.replace('_', "-").to_lowercase()
}

/// `upsert_user_addon` as a type.
fn camel(id: &str) -> Ident {
    let words = id.split('_').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        format!("{}{rest}", first.to_uppercase())
    });
    format_ident!("{}", words.collect::<String>())
}
