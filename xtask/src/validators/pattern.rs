//! Regular expressions as parts one after the other, which a validator goes through without ever going back.

use proc_macro2::TokenStream;
use quote::quote;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look};

use crate::Problem;

struct Part {
    class: ClassUnicode,
    min: u32,
    max: Option<u32>,
}

/// The parts of a pattern, as `Part` of the validators.
///
/// # Errors
/// When the pattern is not anchored, has anything but classes and repetitions of them, or has a part of variable length that
/// takes what the next one needs.
pub(super) fn parts(pattern: &str) -> Result<Vec<TokenStream>, Problem> {
    let refuse = |reason: &str| {
        let fix = "write it as classes and repetitions between ^ and $, each apart from the next";
        Problem::new(format!("no validator can be made for the pattern {pattern}: {reason}"), fix)
    };
    let hir = regex_syntax::Parser::new().parse(pattern).map_err(|error| refuse(&error.to_string()))?;
    let HirKind::Concat(pieces) = hir.kind() else { return Err(refuse("it is not anchored at both ends")) };
    let [first, middle @ .., last] = pieces.as_slice() else { return Err(refuse("it is too short")) };
    if !matches!((first.kind(), last.kind()), (HirKind::Look(Look::Start), HirKind::Look(Look::End))) {
        return Err(refuse("it is not anchored at both ends"));
    }
    let mut parts = Vec::new();
    for piece in middle {
        take(piece, &mut parts).ok_or_else(|| refuse("it has a part that is no class"))?;
    }
    for (place, part) in parts.iter().enumerate() {
        let mut common = part.class.clone();
        let follows = parts.get(place + 1);
        if let Some(next) = follows.filter(|_| Some(part.min) != part.max) {
            common.intersect(&next.class);
            if !common.ranges().is_empty() || next.min == 0 {
                return Err(refuse("a part of variable length takes what the next one needs"));
            }
        }
    }
    Ok(parts.iter().map(tokens).collect())
}

fn take(piece: &Hir, parts: &mut Vec<Part>) -> Option<()> {
    match piece.kind() {
        HirKind::Literal(literal) => {
            for character in std::str::from_utf8(&literal.0).ok()?.chars() {
                let class = ClassUnicode::new([ClassUnicodeRange::new(character, character)]);
                parts.push(Part { class, min: 1, max: Some(1) });
            }
        }
        HirKind::Class(Class::Unicode(class)) => parts.push(Part { class: class.clone(), min: 1, max: Some(1) }),
        HirKind::Repetition(repetition) => {
            let mut inner = Vec::new();
            take(&repetition.sub, &mut inner)?;
            let [part] = inner.as_slice() else { return None };
            parts.push(Part { class: part.class.clone(), min: repetition.min, max: repetition.max });
        }
        _ => return None,
    }
    Some(())
}

fn tokens(part: &Part) -> TokenStream {
    let mut ascii = 0_u128;
    let mut others = Vec::new();
    for range in part.class.ranges() {
        for code in range.start() as u32..=(range.end() as u32).min(0x7F) {
            ascii |= 1 << code;
        }
        if range.end() > '\u{7F}' {
            let (first, last) = (range.start().max('\u{80}'), range.end());
            others.push(quote! { (#first, #last) });
        }
    }
    let min = part.min as usize;
    let max = part.max.map_or_else(
        || quote! { usize::MAX },
        |max| {
            let max = max as usize;
            quote! { #max }
        },
    );
    quote! { Part { class: Class::new(#ascii, &[#(#others),*]), min: #min, max: #max } }
}
