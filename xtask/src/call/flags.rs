//! The flags of an operation: its parameters, and the members of its body that fit into a flag.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Map, Value};

use crate::bundle::{Bundle, Operation};
use crate::replacements::{EXCLUDED, replacement};

/// Flags that every command has.
const TAKEN: &[&str] =
    &["as", "api", "body", "curl", "dry-run", "help", "list", "output", "profile", "sandbox", "version"];
/// Members and headers that are secret: never the value of a flag, since every user of a machine can read those.
const SECRET: &[&str] = &["X-Debug-Token", "client_secret", "code", "refresh_token"];
/// What the document advises whoever writes requests, and what is so here.
const ADVICE: &[(&str, &str)] = &[("Percent-encode it: known ids", "It is percent-encoded for you: known ids")];
/// What the heading of the flags for members is.
const HEADING: &str = "Members of the body";

/// The arguments of the operations that take from the profile what no flag says.
const EXAMPLES: &[(&str, &str)] = &[
    ("authorize", "--scope 'USER_ID offline_access'"),
    ("create_token", "--grant-type authorization_code --body code.json"),
];

/// All flags of an operation.
pub(super) struct Flags {
    /// Of its parameters, in the order of the document.
    pub(super) parameters: Vec<Flag>,
    /// What it is sent, if anything.
    pub(super) body: Option<BodyFlags>,
}

/// The body of an operation.
pub(super) struct BodyFlags {
    /// The Rust type; for bytes there is none.
    pub(super) payload: TokenStream,
    /// Its members that a flag can hold.
    pub(super) members: Vec<Flag>,
    /// Its members that no flag may hold.
    pub(super) secrets: Vec<String>,
    /// Whether it must be given as a whole, because something that it needs fits into no flag.
    needs_file: bool,
    bytes: bool,
}

/// One flag.
pub(super) struct Flag {
    /// The name in the document.
    pub(super) name: String,
    /// The name of the flag.
    flag: String,
    /// Where it goes: `path`, `query`, `header` or `body`.
    place: Place,
    kind: Kind,
    required: bool,
    help: String,
    example: Option<String>,
    /// Whether the flag names a file that holds the value.
    pub(super) secret: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Path,
    Query,
    Header,
    Body,
}

enum Kind {
    /// A hand-written type that reads itself from a text.
    Typed(syn::Path),
    Text,
    OneOf(Vec<String>),
    Texts,
    Integer(i64, i64),
}

impl Flags {
    pub(super) fn of(operation: &Operation<'_>, bundle: &Bundle) -> Result<Self, String> {
        // Whoever calls these by hand knows what to take where a flag is not given.
        let by_hand = EXCLUDED.iter().any(|excluded| excluded.operation == operation.id());
        let mut parameters = Vec::new();
        for parameter in operation.object.get("parameters").and_then(Value::as_array).into_iter().flatten() {
            let parameter = resolve(parameter, bundle);
            parameters.push(parameter_flag(parameter, bundle, by_hand)?);
        }
        let taken: Vec<String> = parameters.iter().map(|flag: &Flag| flag.flag.clone()).collect();
        let body = body(operation, bundle, &taken)?;
        let flags = Self { parameters, body };
        let mut seen = TAKEN.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        for flag in flags.all() {
            if seen.contains(&flag.flag) {
                return Err(format!("it would have two flags --{}", flag.flag));
            }
            seen.push(flag.flag.clone());
        }
        Ok(flags)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Flag> {
        self.parameters.iter().chain(self.body.iter().flat_map(|body| &body.members))
    }

    /// The arguments of a call that has everything it needs.
    pub(super) fn example(&self, operation: &Operation<'_>) -> String {
        if let Some((_, arguments)) = EXAMPLES.iter().find(|(id, _)| *id == operation.id()) {
            return format!(" {arguments}");
        }
        let mut text = String::new();
        let needs_file = self.body.as_ref().is_some_and(|body| body.needs_file);
        for flag in self.all().filter(|flag| flag.required && !(needs_file && flag.place == Place::Body)) {
            let value = flag.example.as_deref().unwrap_or("…");
            text.push_str(&format!(" --{} {value}", flag.flag));
        }
        match &self.body {
            Some(body) if body.bytes => text.push_str(" --body picture.jpg"),
            Some(body) if body.needs_file => text.push_str(" --body body.json"),
            _ => {}
        }
        text
    }
}

impl Flag {
    /// The name of its field.
    pub(super) fn field_name(&self) -> Ident {
        format_ident!("{}", self.flag.replace('-', "_"))
    }

    pub(super) fn field(&self) -> TokenStream {
        let (name, flag, help) = (self.field_name(), &self.flag, &self.help);
        let value = self.name.replace('-', "_").to_uppercase();
        let heading = (self.place == Place::Body).then(|| quote! { help_heading = #HEADING, });
        let required = self.required && self.place != Place::Body;
        if self.secret {
            let help = format!("{help} Named by a file that holds it, `-` for stdin, since arguments are no secret");
            return quote! { #[arg(long = #flag, value_name = "FILE", #heading help = #help)] pub(crate) #name: Option<SecretFile>, };
        }
        let (kind, parser) = match &self.kind {
            Kind::Typed(path) => (quote! { #path }, None),
            Kind::Text | Kind::Texts => (quote! { String }, None),
            Kind::OneOf(values) => (quote! { String }, Some(quote! { value_parser = [#(#values),*], })),
            Kind::Integer(low, high) => {
                (quote! { i64 }, Some(quote! { value_parser = clap::value_parser!(i64).range(#low..=#high), }))
            }
        };
        let kind = match (&self.kind, required) {
            (Kind::Texts, _) => quote! { Option<Vec<#kind>> },
            (_, true) => quote! { #kind },
            (_, false) => quote! { Option<#kind> },
        };
        quote! { #[arg(long = #flag, value_name = #value, #parser #heading help = #help)] pub(crate) #name: #kind, }
    }

    /// Puts the value into the description of the request.
    pub(super) fn describe(&self) -> TokenStream {
        let (name, field) = (&self.name, self.field_name());
        match self.place {
            Place::Path => quote! { request.path(#name, &self.#field)?; },
            Place::Query => quote! { request.query(#name, self.#field.as_ref()); },
            Place::Header if self.secret => quote! {
                let #field = self.#field.as_ref().map(SecretFile::read).transpose()?;
                request.secret_header(#name, #field.as_ref());
            },
            Place::Header => quote! { request.header(#name, self.#field.as_ref()); },
            Place::Body => TokenStream::new(),
        }
    }
}

fn parameter_flag(parameter: &Value, bundle: &Bundle, by_hand: bool) -> Result<Flag, String> {
    let name = parameter["name"].as_str().ok_or("a parameter has no name")?;
    let place = match parameter["in"].as_str() {
        Some("path") => Place::Path,
        Some("query") => Place::Query,
        Some("header") => Place::Header,
        place => return Err(format!("the parameter {name} is in {place:?}")),
    };
    let kind = kind(&parameter["schema"], bundle).ok_or_else(|| format!("the parameter {name} fits into no flag"))?;
    let required = parameter["required"].as_bool().unwrap_or_default() && !by_hand;
    Ok(flag(name, place, kind, required, parameter))
}

fn flag(name: &str, place: Place, kind: Kind, required: bool, described: &Value) -> Flag {
    let mut help = described["description"].as_str().unwrap_or_default().trim().to_owned();
    for (advice, instead) in ADVICE {
        help = help.replace(advice, instead);
    }
    if described["deprecated"].as_bool() == Some(true) {
        help.push_str(" (deprecated)");
    }
    Flag {
        name: name.to_owned(),
        flag: name.replace('_', "-").to_lowercase(),
        place,
        kind,
        required,
        help,
        example: match &described["example"] {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        },
        secret: SECRET.contains(&name),
    }
}

fn body(operation: &Operation<'_>, bundle: &Bundle, taken: &[String]) -> Result<Option<BodyFlags>, String> {
    let Some(content) = operation.object.get("requestBody").map(|body| &resolve(body, bundle)["content"]) else {
        return Ok(None);
    };
    let Some((media, content)) = content.as_object().and_then(|content| content.iter().next()) else {
        return Err("its body has no media type".to_owned());
    };
    if !media.contains("json") && !media.contains("form") {
        return Ok(Some(BodyFlags {
            payload: TokenStream::new(),
            members: Vec::new(),
            secrets: Vec::new(),
            needs_file: true,
            bytes: true,
        }));
    }
    let component = component(&content["schema"]).ok_or("its body has no component")?;
    let schema = &bundle.schemas()[component];
    let payload = path(component).ok_or_else(|| format!("{component} has no type"))?;
    let arms = schema["oneOf"].as_array().into_iter().flatten();
    let arms: Vec<&Value> = arms.map(|arm| resolve(arm, bundle)).collect();
    let forms = if arms.is_empty() { vec![schema] } else { arms };
    let mut members: Vec<Flag> = Vec::new();
    let mut secrets: Vec<String> = Vec::new();
    let mut needs_file = false;
    for form in &forms {
        let none = Map::new();
        for (name, member) in form["properties"].as_object().unwrap_or(&none) {
            let is_required =
                |form: &&Value| form["required"].as_array().is_some_and(|list| list.iter().any(|item| item == name));
            let required = forms.iter().all(is_required);
            if SECRET.contains(&name.as_str()) {
                needs_file = true;
                if !secrets.contains(name) {
                    secrets.push(name.clone());
                }
                continue;
            }
            let Some(kind) = kind(member, bundle) else {
                needs_file |= required;
                continue;
            };
            if let Some(known) = members.iter_mut().find(|flag| flag.name == *name) {
                if let (Kind::OneOf(known), Kind::OneOf(more)) = (&mut known.kind, kind) {
                    known.extend(more);
                }
                continue;
            }
            let mut flag = flag(name, Place::Body, kind, required, member);
            if taken.contains(&flag.flag) {
                flag.flag = format!("body-{}", flag.flag);
            }
            members.push(flag);
        }
    }
    // Of several ways to be complete, the example shows the first.
    let first = schema["anyOf"][0]["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    for name in first {
        members.iter_mut().filter(|flag| flag.name == name).for_each(|flag| flag.required = true);
    }
    Ok(Some(BodyFlags { payload: quote! { #payload }, members, secrets, needs_file, bytes: false }))
}

/// What kind of flag holds a value of a schema, if any does.
fn kind(schema: &Value, bundle: &Bundle) -> Option<Kind> {
    if let Some(name) = component(schema) {
        let schema = bundle.schemas().get(name)?;
        return match schema["type"].as_str() {
            Some("string") => path(name).map(Kind::Typed),
            _ => None,
        };
    }
    match schema["type"].as_str()? {
        "string" => Some(match schema["enum"].as_array() {
            Some(values) => Kind::OneOf(values.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
            None => Kind::Text,
        }),
        "array" if schema["items"]["type"] == "string" => Some(Kind::Texts),
        "integer" => {
            let bound = |member: &str, otherwise| schema[member].as_i64().unwrap_or(otherwise);
            Some(Kind::Integer(bound("minimum", i64::MIN), bound("maximum", i64::MAX)))
        }
        _ => None,
    }
}

/// The component that a schema is: a reference, alone or with a description around it.
fn component(schema: &Value) -> Option<&str> {
    let alone = schema["$ref"].as_str();
    let wrapped = schema["allOf"].as_array().filter(|list| list.len() == 1).and_then(|list| list[0]["$ref"].as_str());
    alone.or(wrapped)?.strip_prefix("#/components/schemas/")
}

fn resolve<'a>(value: &'a Value, bundle: &'a Bundle) -> &'a Value {
    let pointer = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.and_then(|pointer| bundle.document.pointer(pointer)).unwrap_or(value)
}

fn path(component: &str) -> Option<syn::Path> {
    syn::parse_str(&crate::generator::absolute(replacement(component)?.path)).ok()
}
