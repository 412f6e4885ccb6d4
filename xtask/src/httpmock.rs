//! `crates/httpmock/src/generated`: one module a server, a test double an operation, written by progenitor.
//!
//! What progenitor cannot know is put in here: how a parameter looks in a path, what a form is, which paths belong to
//! another operation, and what the document says about all of it.

use progenitor::Generator;
use quote::format_ident;
use serde_json::Value;
use syn::{Attribute, Ident, ImplItem, ImplItemFn, Item, ItemImpl, ItemTrait, TraitItem, Type, parse_quote};

use crate::Problem;
use crate::artefact::Artefact;
use crate::bundle::Bundle;
use crate::generator::{HEADER, generate, settings};
use crate::lower::lower;
use crate::replacements::Server;

/// The modules of the doubles.
///
/// # Errors
/// When progenitor refuses the document, or writes something else than this step expects.
pub fn artefacts(bundle: &Bundle) -> Result<Vec<Artefact>, Problem> {
    let mut artefacts = Vec::new();
    let mut index = HEADER.to_owned();
    index.push_str("//! One module a server of the document.\n\n");
    for (server, document) in lower(bundle) {
        let content = module(bundle, &document, server)?;
        artefacts.push(Artefact { path: format!("crates/httpmock/src/generated/{}.rs", server.module), content });
        index.push_str(&format!("#[rustfmt::skip]\npub(crate) mod {};\n", server.module));
    }
    artefacts.push(Artefact { path: "crates/httpmock/src/generated/mod.rs".to_owned(), content: index });
    Ok(artefacts)
}

fn module(bundle: &Bundle, document: &Value, server: &Server) -> Result<String, Problem> {
    let mut file = generate(document, server, &settings(), |generator: &mut Generator, document| {
        // The path of a module of types, which stays empty: all of them are hand-written.
        generator.httpmock(document, "crate")
    })?;
    let operations = operations(bundle, document);
    for item in &mut file.items {
        match item {
            Item::Mod(module) if module.ident == "operations" => {
                let items = module.content.as_mut().map(|(_, items)| items).into_iter();
                items.for_each(|items| wrappers(items, &operations));
            }
            Item::Trait(item) => describe(item, server, &operations),
            _ => {}
        }
    }
    let code = prettyplease::unparse(&file);
    for theirs in ["regex", "json_body(", "types::"] {
        if code.contains(theirs) {
            let problem = format!(
                "progenitor wrote `{theirs}` into the doubles of {}, which this step does not expect",
                server.url
            );
            return Err(Problem::new(problem, "adapt xtask/src/httpmock.rs"));
        }
    }
    Ok(format!("{HEADER}{code}"))
}

/// An operation as its double needs it.
struct Operation<'a> {
    id: &'a str,
    method: &'a str,
    path: &'a str,
    object: &'a Value,
    document: &'a Value,
    /// The paths of other operations that its template also matches. A concrete path goes before a template.
    others: Vec<&'a str>,
}

fn operations<'a>(bundle: &'a Bundle, document: &'a Value) -> Vec<Operation<'a>> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, object) in item.as_object().into_iter().flatten() {
            let id = object["operationId"].as_str().unwrap_or_default();
            // One double server stands for every host, so the operations of all of them count.
            let all =
                bundle.operations().filter(|other| other.method == method.as_str() && other.path != path.as_str());
            let others = all.map(|other| other.path).filter(|other| covers(path, other)).collect();
            operations.push(Operation { id, method, path, object, document, others });
        }
    }
    operations
}

/// Whether a template matches a path that has no parameters.
fn covers(template: &str, path: &str) -> bool {
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    let same = |(part, other): (&&str, &&str)| part == other || part.starts_with('{');
    template.len() == path.len()
        && !path.iter().any(|part| part.starts_with('{'))
        && template.iter().zip(&path).all(same)
}

impl Operation<'_> {
    /// `UpsertUserAddon` for `upsert_user_addon`, as progenitor names its types.
    fn pascal(&self) -> String {
        let capital = |word: &str| {
            word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect::<String>()
        };
        self.id.split('_').map(capital).collect()
    }

    fn call(&self) -> String {
        format!("`{} {}`", self.method.to_uppercase(), self.path)
    }

    /// What a reference leads to, or the value itself.
    fn resolve<'v>(&'v self, value: &'v Value) -> &'v Value {
        let target = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
        target.and_then(|pointer| self.document.pointer(pointer)).unwrap_or(value)
    }

    /// The parameter that a method of progenitor is about.
    fn parameter(&self, method: &Ident) -> Option<&Value> {
        let all = self.object["parameters"].as_array().into_iter().flatten().map(|parameter| self.resolve(parameter));
        let snake =
            |parameter: &&Value| parameter["name"].as_str().unwrap_or_default().to_lowercase().replace('-', "_");
        all.into_iter().find(|parameter| method == &snake(parameter))
    }

    fn sends_a_form(&self) -> bool {
        self.object["requestBody"]["content"].get("application/x-www-form-urlencoded").is_some()
    }

    /// What the document says about its success, in one sentence.
    fn success(&self) -> &str {
        first_sentence(self.resolve(&self.object["responses"]["200"]))
    }
}

/// The first sentence of a description.
fn first_sentence(value: &Value) -> &str {
    let text = value["description"].as_str().unwrap_or_default();
    let end = [". ", ".\n", "\n"].iter().filter_map(|end| text.find(end)).min();
    text.get(..end.unwrap_or(text.len())).unwrap_or(text).trim_end_matches('.')
}

fn wrappers(items: &mut Vec<Item>, operations: &[Operation<'_>]) {
    items.retain(|item| !matches!(item, Item::Use(_)));
    for item in items {
        for operation in operations {
            let (when, then) = (format!("{}When", operation.pascal()), format!("{}Then", operation.pascal()));
            let (id, call) = (operation.id, operation.call());
            match item {
                Item::Struct(item) if item.ident == when => {
                    item.attrs.extend(doc(&format!("Which calls of `{id}` a double answers: {call}.")));
                }
                Item::Struct(item) if item.ident == then => {
                    item.attrs.extend(doc(&format!("What a double answers to a call of `{id}`.")));
                }
                Item::Impl(item) if is_of(item, &when) => methods(item).for_each(|method| condition(method, operation)),
                Item::Impl(item) if is_of(item, &then) => methods(item).for_each(|method| answer(method, operation)),
                _ => {}
            }
        }
    }
}

fn is_of(item: &ItemImpl, name: &str) -> bool {
    matches!(&*item.self_ty, Type::Path(path) if path.path.is_ident(name))
}

fn methods(item: &mut ItemImpl) -> impl Iterator<Item = &mut ImplItemFn> {
    item.items.iter_mut().filter_map(|item| if let ImplItem::Fn(method) = item { Some(method) } else { None })
}

/// A method of a `…When`.
fn condition(method: &mut ImplItemFn, operation: &Operation<'_>) {
    let path = operation.path;
    let text = match method.sig.ident.to_string().as_str() {
        "new" => {
            let verb = format_ident!("{}", operation.method.to_uppercase());
            let others = &operation.others;
            method.block = parse_quote!({
                Self(inner.method(::httpmock::Method::#verb).path_matches(crate::path::any(#path)) #(.path_not(#others))*)
            });
            "Any call of the operation.".to_owned()
        }
        "into_inner" => {
            "The [`When`](::httpmock::When) inside, for what has no method here, such as headers.".to_owned()
        }
        "body" if operation.sends_a_form() => {
            method.block = parse_quote!({ Self(crate::form::body(self.0, value)) });
            "Those with exactly this body, as a form. The order of its fields does not matter.".to_owned()
        }
        "body" => "Those with exactly this body, as JSON. The order of its members does not matter.".to_owned(),
        _ => {
            let Some(parameter) = operation.parameter(&method.sig.ident) else { return };
            let text = |member: &str| parameter[member].as_str().unwrap_or_default();
            let (name, place) = (text("name"), text("in"));
            if place == "path" {
                method.block = parse_quote!({ Self(self.0.path_matches(crate::path::with(#path, #name, value))) });
            }
            let absent = if parameter["required"] == true { "" } else { "; `None` for those without it" };
            format!("Those with this `{name}` in the {place}{absent}. {}.", first_sentence(parameter))
        }
    };
    method.attrs.extend(doc(&text));
}

/// A method of a `…Then`.
fn answer(method: &mut ImplItemFn, operation: &Operation<'_>) {
    let text = match method.sig.ident.to_string().as_str() {
        "new" => "An answer that is not told yet.".to_owned(),
        "into_inner" => {
            "The [`Then`](::httpmock::Then) inside, for what has no method here, such as headers and delays.".to_owned()
        }
        "ok" => format!("Status 200: {}.", operation.success()),
        "client_error" => refusal(method, "A refusal", 400),
        "server_error" => refusal(method, "A failure of the platform", 500),
        _ => return,
    };
    method.attrs.extend(doc(&text));
}

/// Says what is wrong with a status, where progenitor only asserts.
fn refusal(method: &mut ImplItemFn, what: &str, from: u16) -> String {
    let (name, to) = (&method.sig.ident, from + 99);
    let complaint = format!("`{name}` takes a status from {from} to {to}, not {{status}}");
    if let Some(check) = method.block.stmts.first_mut() {
        *check = parse_quote!(assert!((#from..=#to).contains(&status), #complaint););
    }
    format!("{what}, with a status from {from} to {to}.\n\n# Panics\nWith another status.")
}

fn describe(item: &mut ItemTrait, server: &Server, operations: &[Operation<'_>]) {
    let title = server.title;
    item.attrs =
        doc(&format!("Doubles of {title}, a method an operation, for a [`MockServer`](::httpmock::MockServer)."));
    for member in &mut item.items {
        let TraitItem::Fn(method) = member else { continue };
        let Some(operation) = operations.iter().find(|operation| method.sig.ident == operation.id) else { continue };
        let summary = operation.object["summary"].as_str().unwrap_or_default();
        let deprecated = if operation.object["deprecated"] == true { " Deprecated by the platform." } else { "" };
        method.attrs.extend(doc(&format!("{summary}: {}.{deprecated}", operation.call())));
    }
}

/// A doc comment.
fn doc(text: &str) -> Vec<Attribute> {
    let line = |line: &str| format!(" {line}").trim_end().to_owned();
    text.lines().map(line).map(|line| parse_quote!(#[doc = #line])).collect()
}
