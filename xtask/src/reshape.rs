//! What progenitor writes around each request is exchanged for the client's own pipeline.
//!
//! progenitor's part of a method stays: its signature, its documentation, its path and its request. Its ending (hooks, and
//! a match over the statuses) becomes one call of `Sender::send`, which checks, repeats and reports in one place instead of
//! once a method; and a check of the payload is put in front. Everything that is taken away is compared with what this
//! step expects first: after a release of progenitor that writes something else, generation fails and says where.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::visit_mut::VisitMut;
use syn::{Expr, ExprMethodCall, ExprTry, FnArg, ImplItem, ImplItemFn, Item, Pat, Stmt, parse_quote};

use crate::bundle::Bundle;
use crate::operations::constant;
use crate::replacements::Server;

/// The statuses that progenitor tells apart, as it writes them. `Sender::send` treats them the same way.
const ARMS: [&str; 4] = ["200u16", "400u16 ..= 499u16", "500u16 ..= 599u16", "_"];

/// Rewrites every method of a module.
///
/// # Errors
/// When a method is not what this step expects.
pub(crate) fn reshape(file: &mut syn::File, bundle: &Bundle, server: &Server) -> Result<(), String> {
    file.items.retain(|item| match item {
        // Hooks and their look into the client: there are none.
        Item::Impl(item) => item.trait_.as_ref().is_none_or(|(_, path, _)| !text(path).starts_with("ClientInfo")),
        Item::Const(item) => item.ident != "_",
        Item::Use(_) => false,
        _ => true,
    });
    file.items.insert(0, parse_quote! { use progenitor_client::ResponseValue; });
    let error: Item = if server.tokens {
        parse_quote! { use crate::oauth::TokenError as Error; }
    } else {
        parse_quote! { use crate::{Error, path::encode_path}; }
    };
    file.items.insert(1, error);
    for item in &mut file.items {
        let Item::Impl(item) = item else { continue };
        for member in &mut item.items {
            let ImplItem::Fn(function) = member else { continue };
            if function.sig.ident == "new_with_client" {
                function.vis = parse_quote! { pub(crate) };
            } else {
                let name = function.sig.ident.to_string();
                method(function, bundle)
                    .map_err(|problem| format!("the method `{name}` is not what this step expects ({problem})"))?;
            }
        }
    }
    Ok(())
}

fn method(function: &mut ImplItemFn, bundle: &Bundle) -> Result<(), String> {
    let id = function.sig.ident.to_string();
    let operation = bundle.operations().find(|operation| operation.id() == id).ok_or("it is no operation")?;
    let constant = format_ident!("{}", constant(&id));
    let constant = quote! { &crate::operations::#constant };

    let mut kept: Vec<Stmt> = Vec::new();
    let mut headers: Vec<Stmt> = Vec::new();
    let mut request = None;
    let mut rest = std::mem::take(&mut function.block.stmts).into_iter();
    for statement in rest.by_ref() {
        match (local(&statement), &statement) {
            (Some("header_map"), _) => headers.push(statement),
            // progenitor's own, which the platform does not know.
            (None, Stmt::Expr(Expr::MethodCall(call), _)) if text(call).contains("\"api-version\"") => {}
            (None, Stmt::Expr(..)) if text(&statement).contains("header_map . append") => headers.push(statement),
            (Some("request"), Stmt::Local(found)) => {
                request = found.init.as_ref().map(|init| (*init.expr).clone());
                break;
            }
            (Some("url"), _) => kept.push(statement),
            _ => return Err(format!("unknown statement `{}`", text(&statement))),
        }
    }
    ending(rest.collect())?;
    let has_headers = headers.len() > 1;
    let request = builder(request.ok_or("it builds no request")?, has_headers)?;
    if has_headers {
        headers.iter_mut().for_each(|statement| Tries(&constant).visit_stmt_mut(statement));
        kept.extend(headers);
    }

    let body =
        function.sig.inputs.iter().any(|input| matches!(input, FnArg::Typed(typed) if is_named(&typed.pat, "body")));
    if body {
        kept.insert(0, parse_quote! { self.inner.check(#constant, body)?; });
    }
    let consuming = match operation.text("x-kenar-consumes") {
        Some(member) if body => {
            let member = format_ident!("{member}");
            quote! { body.#member.is_some() }
        }
        _ => quote! { false },
    };
    kept.push(parse_quote! { let mut request = || Some(#request); });
    kept.push(Stmt::Expr(parse_quote! { self.inner.send(&mut request, #constant, #consuming).await }, None));
    function.block.stmts = kept;
    function.sig.output = output(&function.sig.output)?;
    Ok(())
}

/// The ending of a method that is exchanged.
fn ending(statements: Vec<Stmt>) -> Result<(), String> {
    let [info, pre, exec, post, response, last] = statements.as_slice() else {
        return Err(format!("{} statements after the request", statements.len()));
    };
    let names = [local(info), local(exec), local(response)];
    let hooks = [pre, post].map(text);
    if names != [Some("info"), Some("result"), Some("response")]
        || !hooks[0].contains("self . pre")
        || !hooks[1].contains("self . post")
    {
        return Err("other statements after the request".to_owned());
    }
    let Stmt::Expr(Expr::Match(last), None) = last else { return Err("it does not end with a match".to_owned()) };
    let arms: Vec<String> = last.arms.iter().map(|arm| text(&arm.pat)).collect();
    if arms == ARMS { Ok(()) } else { Err(format!("it tells the statuses {arms:?} apart, not {ARMS:?}")) }
}

/// A request before it is built, without its headers where it has none of its own, in a form that can be built again.
fn builder(request: Expr, has_headers: bool) -> Result<Expr, String> {
    let unbuilt = match request {
        Expr::Try(tried) => match *tried.expr {
            Expr::MethodCall(call) if call.method == "build" => *call.receiver,
            other => return Err(format!("the request is `{}`", text(&other))),
        },
        other => return Err(format!("the request is `{}`", text(&other))),
    };
    let mut request = match unbuilt {
        Expr::MethodCall(call) if call.method == "headers" && has_headers => Expr::MethodCall(call),
        Expr::MethodCall(call) if call.method == "headers" => *call.receiver,
        other => return Err(format!("the request does not end with its headers: `{}`", text(&other))),
    };
    // progenitor's own way to send a form is a trait of its own with an error of its own.
    Form.visit_expr_mut(&mut request);
    // It is made anew for each attempt, so that nothing is copied for a repetition that hardly ever comes.
    Again.visit_expr_mut(&mut request);
    Ok(request)
}

/// Gives the operation to the error of a header that cannot be sent.
struct Tries<'a>(&'a TokenStream);

impl VisitMut for Tries<'_> {
    fn visit_expr_try_mut(&mut self, tried: &mut ExprTry) {
        let (value, operation) = (&tried.expr, self.0);
        *tried.expr = parse_quote! { crate::send::header(#value, #operation) };
    }
}

/// Lets a request be built more than once: it takes its URL and its headers by reference.
struct Again;

impl VisitMut for Again {
    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        for argument in &mut call.args {
            match text(argument).as_str() {
                "url" => *argument = parse_quote! { &url },
                "header_map" => *argument = parse_quote! { header_map.clone() },
                _ => {}
            }
        }
        syn::visit_mut::visit_expr_method_call_mut(self, call);
    }
}

/// Sends a form by reqwest itself.
struct Form;

impl VisitMut for Form {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        if let Expr::Try(tried) = expression
            && let Expr::MethodCall(call) = &mut *tried.expr
            && call.method == "form_urlencoded"
        {
            call.method = format_ident!("form");
            *expression = Expr::MethodCall(call.clone());
        }
        syn::visit_mut::visit_expr_mut(self, expression);
    }
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}

/// The name that a `let` gives.
fn local(statement: &Stmt) -> Option<&'static str> {
    const NAMES: [&str; 6] = ["url", "header_map", "request", "info", "result", "response"];
    let Stmt::Local(local) = statement else { return None };
    NAMES.into_iter().find(|name| is_named(&local.pat, name))
}

fn is_named(pattern: &Pat, name: &str) -> bool {
    matches!(pattern, Pat::Ident(pattern) if pattern.ident == name)
}

/// `Result<ResponseValue<T>, Error<E>>` becomes `Result<ResponseValue<T>, Error>`: there is one error.
fn output(output: &syn::ReturnType) -> Result<syn::ReturnType, String> {
    let shown = text(output);
    let syn::ReturnType::Type(_, kind) = output else { return Err("it returns nothing".to_owned()) };
    let syn::Type::Path(path) = &**kind else { return Err(format!("it returns `{shown}`")) };
    let arguments = path.path.segments.last().map(|segment| &segment.arguments);
    let Some(syn::PathArguments::AngleBracketed(arguments)) = arguments else {
        return Err(format!("it returns `{shown}`"));
    };
    let success = arguments.args.first().ok_or("it has no success")?;
    Ok(parse_quote! { -> Result<#success, Error> })
}
