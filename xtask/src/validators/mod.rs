//! `crates/validate/src/generated`: a validator a component, compiled from the document. Each reads its value once and keeps
//! nothing of it; `crates/validate/src/judge` is what it is made of.

mod buckets;
mod choice;
mod pattern;
mod shape;

use std::collections::{BTreeMap, BTreeSet};

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
    let components = reachable(bundle, EXPORTS.iter().map(|export| export.component));
    let mut compiler = Compiler::new(bundle);
    compiler.find_forms(&components)?;
    let mut functions = TokenStream::new();
    for component in &components {
        functions.extend(compiler.function(component)?);
    }
    let arms = EXPORTS.iter().map(|export| {
        let (variant, call) = (format_ident!("{}", export.component), compiler.call(export.component));
        quote! { Schema::#variant => #call, }
    });
    let arms: TokenStream = arms.collect();
    let schemas: Vec<Value> = EXPORTS.iter().map(|export| export.make()).collect();
    let unknown = |component: &&String| !schemas.iter().any(|schema| schema["$defs"].get(component.as_str()).is_some());
    if let Some(component) = compiler.called.iter().find(unknown) {
        let fix = "give the component a type in crates/schemas that the exported schemas name";
        return Err(Problem::new(format!("{component}: no exported schema has it under $defs"), fix));
    }
    let roots = EXPORTS.iter().map(|export| {
        let (variant, constant) = (format_ident!("{}", export.component), constant_name(export.component));
        quote! { Schema::#variant => &#constant, }
    });
    let statics = compiler.called.iter().map(|component| {
        let name = constant_name(component);
        quote! { static #name: Component = Component::new(#component); }
    });
    let components = quote! {
        use super::values;
        use crate::Schema;
        use crate::choice::{Choice, Key, Tag, choose};
        use crate::judge::{
            Component, Mode, Names, Object, Required, boolean, constant, fits, free, integer, list, one_of, one_of_many, text, texts,
            text_or_number,
        };
        use crate::pattern::{Class, Part};
        use crate::read::{Reader, Step, Stop};

        /// Reads a payload.
        pub(crate) fn root<'a, M: Mode<'a>>(schema: Schema, reader: &mut Reader<'a>, mode: &mut M) -> Step {
            match schema { #arms }
        }

        /// What a payload is.
        pub(crate) fn component(schema: Schema) -> &'static Component {
            match schema { #(#roots)* }
        }

        #(#statics)*

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
         #[rustfmt::skip]\nmod values;\n\npub(crate) use components::{{component, root}};\n"
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

fn members_name(component: &str) -> Ident {
    format_ident!("{}_members", snake_case(component))
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
    /// The components that are told by the first key of an object. They read on after it.
    forms: BTreeSet<String>,
    /// The components that are more than a form of a union.
    called: BTreeSet<String>,
}

impl<'b> Compiler<'b> {
    fn new(bundle: &'b Bundle) -> Self {
        Self { bundle, values: BTreeMap::new(), forms: BTreeSet::new(), called: BTreeSet::new() }
    }

    fn find_forms(&mut self, components: &BTreeSet<String>) -> Result<(), Problem> {
        for component in components {
            if let Shape::Union(union) = self.shape(component)? {
                let choice = self.choice(&union, component)?;
                self.forms.extend(choice.direct().map(|(_, form)| union.forms[form].clone()));
            }
        }
        Ok(())
    }

    fn shape(&self, component: &str) -> Result<Shape, Problem> {
        let schema = self.bundle.schemas().get(component).unwrap_or(&Value::Null);
        Shape::of(schema).map_err(|reason| {
            let place = self.bundle.source(&format!("schemas/{component}"));
            let fix = "write it in the dialect of openapi/README.md, or teach xtask/src/validators/shape.rs the form";
            Problem::new(format!("{place}: no validator can be made: {reason}"), fix)
        })
    }

    fn function(&mut self, component: &str) -> Result<TokenStream, Problem> {
        let (name, doc) = (function_name(component), format!("`{component}`"));
        let shape = self.shape(component)?;
        let mut body = self.value(&shape, component)?;
        let mut members = None;
        if let (Shape::Object(object), true) = (&shape, self.forms.contains(component)) {
            let (name, doc) = (members_name(component), format!("The members of `{component}`"));
            let read = self.members(object, component)?;
            members = Some(quote! {
                #[doc = #doc]
                fn #name<'a, M: Mode<'a>>(
                    reader: &mut Reader<'a>,
                    mode: &mut M,
                    mut object: Object<'a, M::Mark>,
                ) -> Step {
                    #read
                }
            });
            body = quote! {
                let Some(object) = Object::begin(reader, mode)? else { return Ok(()) };
                #name(reader, mode, object)
            };
        }
        Ok(quote! {
            #[doc = #doc]
            fn #name<'a, M: Mode<'a>>(reader: &mut Reader<'a>, mode: &mut M) -> Step {
                #body
            }
            #members
        })
    }

    /// Reads a value of a component. Not for the forms of a union: what one of them cannot say, the union has to.
    fn call(&mut self, component: &str) -> TokenStream {
        self.called.insert(component.to_owned());
        let (constant, function) = (constant_name(component), function_name(component));
        quote! { mode.component(reader, &#constant, #function, #function) }
    }

    /// An expression that reads a value.
    fn value(&mut self, shape: &Shape, component: &str) -> Result<TokenStream, Problem> {
        Ok(match shape {
            Shape::Component(name) => self.call(name),
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
            Shape::Object(object) => {
                let members = self.members(object, component)?;
                quote! {
                    let Some(mut object) = Object::begin(reader, mode)? else { return Ok(()) };
                    #members
                }
            }
            Shape::Map { properties, others } => self.map(properties, others, component)?,
            Shape::Union(union) => self.union(union, component)?,
        })
    }

    /// Reads the members of an object that was begun.
    fn members(&mut self, object: &shape::Object, component: &str) -> Result<TokenStream, Problem> {
        let shape::Object { properties, required, one_of } = object;
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
        let choice = self.choice(union, component)?;
        let functions: Vec<Ident> = union.forms.iter().map(|form| function_name(form)).collect();
        let arms = functions.iter().enumerate().map(|(form, function)| quote! { #form => #function(reader, mode), });
        let direct = choice.direct().map(|(key, form)| {
            let members = members_name(&union.forms[form]);
            let key = proc_macro2::Literal::byte_string(key.as_bytes());
            quote! { #key => return #members(reader, mode, object.with(key)), }
        });
        let direct: Vec<TokenStream> = direct.collect();
        let begin = if direct.is_empty() {
            quote! {
                if reader.peek()? != b'{' {
                    return mode.wrong_type(reader, "object");
                }
            }
        } else {
            quote! {
                let before = reader.clone();
                let Some(mut object) = Object::begin(reader, mode)? else { return Ok(()) };
                if let Some(key) = object.next(reader)? {
                    match key.raw {
                        #(#direct)*
                        _ => {}
                    }
                }
                *reader = before;
            }
        };
        let choice = choice.tokens();
        Ok(quote! {
            static CHOICE: Choice = #choice;
            #begin
            match choose(reader, &CHOICE)? {
                #(#arms)*
                _ => Err(Stop),
            }
        })
    }

    fn choice(&self, union: &Union, component: &str) -> Result<Choice, Problem> {
        let forms: Vec<&Value> =
            union.forms.iter().map(|form| self.bundle.schemas().get(form).unwrap_or(&Value::Null)).collect();
        Choice::of(&forms).ok_or_else(|| {
            let problem = format!("{component}: nothing tells its forms apart");
            Problem::new(problem, "give each form a key of its own, or a member that names it")
        })
    }
}
