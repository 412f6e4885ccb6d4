//! `crates/validate/src/generated`: a validator a component, compiled from the document. Each reads its value once and keeps
//! nothing of it; `crates/validate/src/judge` is what it is made of.

mod buckets;
mod choice;
mod pattern;
mod shape;

use std::collections::BTreeMap;

use kenar_schemas::EXPORTS;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use crate::Problem;
use crate::artefact::Artefact;
use crate::bundle::Bundle;
use crate::convert::reachable;
use crate::generator::HEADER;

use choice::Choice;
use shape::{Shape, Union};

const FOLDER: &str = "crates/validate/src/generated";
/// The longest list of values that is looked through from its beginning.
const FEW: usize = 32;

/// The validators of every payload, and the long lists of values that they look things up in.
///
/// # Errors
/// When a schema has a form that validators cannot be made for.
pub fn artefacts(bundle: &Bundle) -> Result<Vec<Artefact>, Problem> {
    let mut compiler = Compiler { bundle, values: BTreeMap::new() };
    let components = reachable(bundle, EXPORTS.iter().map(|export| export.component));
    let mut functions = TokenStream::new();
    for component in &components {
        functions.extend(compiler.function(component)?);
    }
    let arms = EXPORTS.iter().map(|export| {
        let (variant, function) = (format_ident!("{}", export.component), function_name(export.component));
        quote! { Schema::#variant => #function(reader, mode), }
    });
    let components = quote! {
        use super::values;
        use crate::Schema;
        use crate::choice::{Choice, Key, Tag, choose};
        use crate::judge::{
            Mode, Names, Object, Required, boolean, constant, fits, free, integer, list, one_of, one_of_many, text, texts,
            text_or_number,
        };
        use crate::pattern::{Class, Part};
        use crate::read::{Reader, Step, Stop};

        /// Reads a payload.
        pub(crate) fn root<'a, M: Mode<'a>>(schema: Schema, reader: &mut Reader<'a>, mode: &mut M) -> Step {
            match schema { #(#arms)* }
        }

        #functions
    };
    let tables = compiler.values.iter().map(|(component, values)| {
        let buckets = buckets::buckets(values).into_iter().map(|bucket| quote! { &[#(#bucket),*] });
        let name = constant_name(component);
        quote! { pub(crate) static #name: Values = Values { buckets: &[#(#buckets),*] }; }
    });
    let values = quote! {
        use crate::values::Values;
        #(#tables)*
    };
    let index = format!(
        "{HEADER}//! The validators that are compiled from the document.\n\n#[rustfmt::skip]\nmod components;\n\
         #[rustfmt::skip]\nmod values;\n\npub(crate) use components::root;\n"
    );
    Ok(vec![
        Artefact { path: format!("{FOLDER}/components.rs"), content: format!("{HEADER}{}", pretty(components)?) },
        Artefact { path: format!("{FOLDER}/mod.rs"), content: index },
        Artefact { path: format!("{FOLDER}/values.rs"), content: format!("{HEADER}{}", pretty(values)?) },
    ])
}

fn pretty(tokens: TokenStream) -> Result<String, Problem> {
    let file = syn::parse2(tokens).map_err(|error| {
        Problem::new(format!("the generated validators are not Rust: {error}"), "correct xtask/src/validators")
    })?;
    Ok(prettyplease::unparse(&file))
}

fn function_name(component: &str) -> Ident {
    format_ident!("{}", snake_case(component))
}

fn constant_name(component: &str) -> Ident {
    format_ident!("{}", snake_case(component).to_uppercase())
}

fn snake_case(component: &str) -> String {
    let mut name = String::new();
    for character in component.chars() {
        if character.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(character.to_lowercase());
    }
    name
}

struct Compiler<'b> {
    bundle: &'b Bundle,
    /// The long lists of values, by the component that has them.
    values: BTreeMap<String, Vec<String>>,
}

impl Compiler<'_> {
    fn shape(&self, component: &str) -> Result<Shape, Problem> {
        let schema = self.bundle.schemas().get(component).unwrap_or(&Value::Null);
        Shape::of(schema).map_err(|reason| {
            let place = self.bundle.source(&format!("schemas/{component}"));
            let fix = "write it in the dialect of openapi/README.md, or teach xtask/src/validators/shape.rs the form";
            Problem::new(format!("{place}: no validator can be made: {reason}"), fix)
        })
    }

    fn function(&mut self, component: &str) -> Result<TokenStream, Problem> {
        let name = function_name(component);
        let body = self.value(&self.shape(component)?, component)?;
        let doc = format!("`{component}`");
        Ok(quote! {
            #[doc = #doc]
            fn #name<'a, M: Mode<'a>>(reader: &mut Reader<'a>, mode: &mut M) -> Step {
                #body
            }
        })
    }

    /// An expression that reads a value.
    fn value(&mut self, shape: &Shape, component: &str) -> Result<TokenStream, Problem> {
        Ok(match shape {
            Shape::Component(name) => {
                let function = function_name(name);
                quote! { #function(reader, mode) }
            }
            Shape::Any => quote! { reader.skip() },
            Shape::Free => quote! { free(reader, mode) },
            Shape::Boolean(None) => quote! { boolean(reader, mode) },
            Shape::Boolean(Some(only)) => quote! { constant(reader, mode, #only) },
            Shape::Integer { min, max } => quote! { integer(reader, mode, #min, #max) },
            Shape::Text { min: 0, max: None } => quote! { texts(reader, mode) },
            Shape::Text { min, max } => {
                let max = max.map_or_else(|| quote! { usize::MAX }, |max| quote! { #max });
                quote! { text(reader, mode, #min, #max) }
            }
            Shape::Pattern(pattern) => {
                let parts = pattern::parts(pattern)?;
                quote! {{
                    static PARTS: &[Part] = &[#(#parts),*];
                    fits(reader, mode, #pattern, PARTS)
                }}
            }
            Shape::OneOf(values) if values.len() <= FEW => quote! { one_of(reader, mode, &[#(#values),*]) },
            Shape::OneOf(values) => {
                self.values.insert(component.to_owned(), values.clone());
                let name = constant_name(component);
                quote! { one_of_many(reader, mode, &values::#name) }
            }
            Shape::TextOrNumber => quote! { text_or_number(reader, mode) },
            Shape::List { items, min, max } => {
                let item = self.value(items, component)?;
                let max = max.map_or_else(|| quote! { usize::MAX }, |max| quote! { #max });
                quote! { list(reader, mode, #min, #max, |reader, mode| #item) }
            }
            Shape::Object { properties, required, one_of } => self.object(properties, required, one_of, component)?,
            Shape::Map { properties, others } => self.map(properties, others, component)?,
            Shape::Union(union) => self.union(union, component)?,
        })
    }

    fn object(
        &mut self,
        properties: &[(String, Shape)],
        required: &[String],
        one_of: &[String],
        component: &str,
    ) -> Result<TokenStream, Problem> {
        let bit = |name: &String| properties.iter().position(|(known, _)| known == name).map(|place| 1_u32 << place);
        if properties.len() > 32 {
            return Err(Problem::new(format!("{component} has more than 32 members"), "widen `Object::seen`"));
        }
        let names = required.iter().filter_map(|name| bit(name).map(|bit| quote! { (#bit, #name) }));
        let all: u32 = required.iter().filter_map(bit).sum();
        let mut arms = TokenStream::new();
        for (place, (name, shape)) in properties.iter().enumerate() {
            let (bit, value) = (1_u32 << place, self.value(shape, component)?);
            let name = proc_macro2::Literal::byte_string(name.as_bytes());
            arms.extend(quote! {
                #name => {
                    object.once(#bit)?;
                    mode.enter(key);
                    #value?;
                    mode.leave();
                }
            });
        }
        let further = (!one_of.is_empty()).then(|| {
            let bits: u32 = one_of.iter().filter_map(bit).sum();
            quote! {
                if !object.has(#bits) {
                    return Err(Stop);
                }
            }
        });
        Ok(quote! {
            const REQUIRED: Required = Required { all: #all, names: &[#(#names),*] };
            let Some(mut object) = Object::begin(reader, mode)? else { return Ok(()) };
            while let Some(key) = object.next(reader)? {
                match &*key.bytes() {
                    #arms
                    _ => return Err(Stop),
                }
            }
            #further
            object.end(mode, &REQUIRED)
        })
    }

    fn map(&mut self, properties: &[(String, Shape)], others: &Shape, component: &str) -> Result<TokenStream, Problem> {
        let mut arms = TokenStream::new();
        for (name, shape) in properties {
            let value = self.value(shape, component)?;
            let name = proc_macro2::Literal::byte_string(name.as_bytes());
            arms.extend(quote! { #name => #value?, });
        }
        let other = self.value(others, component)?;
        let value = if properties.is_empty() {
            quote! { #other?; }
        } else {
            quote! {
                match &*key.bytes() {
                    #arms
                    _ => #other?,
                }
            }
        };
        Ok(quote! {
            let Some(mut object) = Object::begin(reader, mode)? else { return Ok(()) };
            let mut names = Names::new();
            while let Some(key) = object.next(reader)? {
                names.once(key)?;
                mode.enter(key);
                #value
                mode.leave();
            }
            Ok(())
        })
    }

    fn union(&mut self, union: &Union, component: &str) -> Result<TokenStream, Problem> {
        let mut forms = Vec::new();
        for form in &union.forms {
            let schema = self.bundle.schemas().get(form).unwrap_or(&Value::Null);
            forms.push(schema);
        }
        let choice = Choice::of(&forms).ok_or_else(|| {
            let problem = format!("{component}: nothing tells its forms apart");
            Problem::new(problem, "give each form a key of its own, or a member that names it")
        })?;
        let functions: Vec<Ident> = union.forms.iter().map(|form| function_name(form)).collect();
        let arms = functions.iter().enumerate().map(|(form, function)| quote! { #form => #function(reader, mode), });
        let direct = choice.direct().map(|(key, form)| {
            let function = &functions[form];
            let key = proc_macro2::Literal::byte_string(key.as_bytes());
            quote! { #key => return #function(reader, mode), }
        });
        let direct: Vec<TokenStream> = direct.collect();
        let direct = (!direct.is_empty()).then(|| {
            quote! {
                match reader.first_key() {
                    #(#direct)*
                    _ => {}
                }
            }
        });
        let choice = choice.tokens();
        Ok(quote! {
            static CHOICE: Choice = #choice;
            if reader.peek()? != b'{' {
                return mode.wrong_type(reader, "object");
            }
            #direct
            match choose(reader, &CHOICE)? {
                #(#arms)*
                _ => Err(Stop),
            }
        })
    }
}
