//! How the forms of a union are told apart.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

/// As `Choice` of the validators.
pub(super) enum Choice {
    Key(Vec<Key>),
    Tag { member: String, values: Vec<(Value, usize)>, absent: Option<usize> },
}

/// A key that tells a form; forms that share it are told apart by a further one.
pub(super) struct Key {
    name: String,
    form: usize,
    unless: Vec<(String, usize)>,
}

impl Choice {
    /// What tells these closed objects apart; nothing when nothing does.
    pub(super) fn of(forms: &[&Value]) -> Option<Self> {
        let closed = |form: &&Value| form["type"] == "object" && form["additionalProperties"] == false;
        if !forms.iter().all(closed) {
            return None;
        }
        tag(forms).or_else(|| key(forms))
    }

    /// Keys that need not be looked for further when an object begins with them.
    pub(super) fn direct(&self) -> impl Iterator<Item = (&str, usize)> {
        let keys = if let Self::Key(keys) = self { keys.as_slice() } else { &[] };
        keys.iter().filter(|key| key.unless.is_empty()).map(|key| (key.name.as_str(), key.form))
    }

    pub(super) fn tokens(&self) -> TokenStream {
        match self {
            Self::Key(keys) => {
                let keys = keys.iter().map(|Key { name, form, unless }| {
                    let unless = unless.iter().map(|(name, form)| quote! { (#name, #form) });
                    quote! { Key { name: #name, form: #form, unless: &[#(#unless),*] } }
                });
                quote! { Choice::Key(&[#(#keys),*]) }
            }
            Self::Tag { member, values, absent } => {
                let values = values.iter().map(|(value, form)| match value {
                    Value::Bool(flag) => quote! { (Tag::Flag(#flag), #form) },
                    value => {
                        let text = value.as_str();
                        quote! { (Tag::Text(#text), #form) }
                    }
                });
                let absent = absent.map_or_else(|| quote! { None }, |form| quote! { Some(#form) });
                quote! { Choice::Tag { member: #member, values: &[#(#values),*], absent: #absent } }
            }
        }
    }
}

fn requires(form: &Value, key: &str) -> bool {
    form["required"].as_array().into_iter().flatten().any(|name| name == key)
}

fn knows(form: &Value, key: &str) -> bool {
    form["properties"].get(key).is_some()
}

/// A member that each form knows, with values of its own. One form at most may be without it.
fn tag(forms: &[&Value]) -> Option<Choice> {
    for member in forms.first()?["properties"].as_object()?.keys() {
        let mut values: Vec<(Value, usize)> = Vec::new();
        let mut absent = Vec::new();
        for (index, form) in forms.iter().enumerate() {
            for value in form["properties"][member]["enum"].as_array().into_iter().flatten() {
                values.push((value.clone(), index));
            }
            if !requires(form, member) {
                absent.push(index);
            }
        }
        let plain = values.iter().all(|(value, _)| value.is_string() || value.is_boolean());
        let each = (0..forms.len()).all(|form| values.iter().any(|(_, own)| *own == form));
        let apart =
            values.iter().enumerate().all(|(place, (value, _))| !values[..place].iter().any(|(v, _)| v == value));
        if plain && each && apart && absent.len() <= 1 {
            return Some(Choice::Tag { member: member.clone(), values, absent: absent.first().copied() });
        }
    }
    None
}

/// Keys that a form requires and no form knows without requiring it, nor all forms.
fn key(forms: &[&Value]) -> Option<Choice> {
    let mut keys: Vec<Key> = Vec::new();
    for (index, form) in forms.iter().enumerate() {
        let tells = |key: &&str| {
            let knowing: Vec<&&Value> = forms.iter().filter(|other| knows(other, key)).collect();
            knowing.len() < forms.len() && knowing.iter().all(|other| requires(other, key))
        };
        let required: Vec<&str> = form["required"].as_array()?.iter().filter_map(Value::as_str).collect();
        let telling: Vec<&str> = required.iter().copied().filter(tells).collect();
        let known = telling.iter().find_map(|name| keys.iter().position(|key| key.name == **name));
        match known {
            Some(place) => {
                let other = forms[keys[place].form];
                let further = required.iter().find(|key| !knows(other, key))?;
                keys[place].unless.push(((*further).to_owned(), index));
            }
            None => {
                let name = (*telling.first()?).to_owned();
                keys.push(Key { name, form: index, unless: Vec::new() });
            }
        }
    }
    Some(Choice::Key(keys))
}
