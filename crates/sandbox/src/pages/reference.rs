//! The documents of the APIs, in a viewer that is built in and calls nobody but this sandbox.

use std::sync::{Arc, LazyLock};

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, html};
use serde_json::{Value, json};

use super::assets::Asset;
use super::frame::{Page, Section, respond};
use super::visit::Visit;
use crate::contract::EMBEDDED;
use crate::shared::Shared;

/// Where the page is.
pub(super) const PATH: &str = "/_sandbox/reference";

/// Where the viewer's own document is.
pub(super) const VIEWER_PATH: &str = "/_sandbox/reference/viewer";

/// Where the document of the platform is, aimed at this sandbox.
pub(super) const DOCUMENT_PATH: &str = "/_sandbox/openapi.json";

/// Where the document of the control API is.
const CONTROL_DOCUMENT_PATH: &str = "/_sandbox/control.openapi.json";

pub(super) async fn show(visit: Visit) -> Response {
    let text = visit.texts();
    let control = visit.query("document") == Some("control");
    let documents = [
        ("platform", text.reference_platform, DOCUMENT_PATH, !control),
        ("control", text.reference_control, CONTROL_DOCUMENT_PATH, control),
    ];
    let shown = if control { "control" } else { "platform" };
    let content = html! {
        div.toolbar {
            h1 { (text.reference_title) }
            div.switch role="group" aria-label=(text.reference_title) {
                @for (name, title, _, shown) in documents {
                    a href=(visit.with("document", name)) aria-current=[shown.then_some("true")] { (title) }
                }
            }
            @for (_, _, path, shown) in documents { @if shown { a.hint href=(path) dir="ltr" { (path) } } }
        }
        p.hint { (text.reference_hint) }
        iframe.viewer title=(text.reference_title) src={ (VIEWER_PATH) "?document=" (shown) "&theme=" (visit.theme.as_str()) } {}
    };
    Page::new(&visit, Section::Reference, text.reference_title).with_frames().render(&content)
}

/// The viewer has a document of its own: it takes the whole of one, reads from left to right only, and writes its
/// styles into it.
pub(super) async fn viewer(visit: Visit) -> Response {
    let control = visit.query("document") == Some("control");
    let document = if control { CONTROL_DOCUMENT_PATH } else { DOCUMENT_PATH };
    let content = html! {
        (DOCTYPE)
        html lang="en" dir="ltr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (visit.texts().reference_title) }
                link rel="icon" href=(Asset::Icon.path());
                @for script in [Asset::Scalar, Asset::Reference] { script src=(script.path()) defer {} }
            }
            body {
                noscript { p { (visit.texts().reference_script) } }
                div #viewer data-document=(document) data-theme=(visit.theme.as_str()) {}
            }
        }
    };
    let policy = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; \
                  font-src data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";
    respond(&visit, StatusCode::OK, policy, content)
}

pub(super) async fn document(State(_): State<Arc<Shared>>) -> Response {
    static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
        let mut document: Value = serde_json::from_str(EMBEDDED).unwrap_or_default();
        aim_here(&mut document);
        document.to_string()
    });
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, DOCUMENT.as_str()).into_response()
}

/// Replaces every address that the document names by the origin from which the document comes.
fn aim_here(document: &mut Value) {
    document["servers"] = json!([{ "url": "/", "description": "This sandbox." }]);
    if let Some(Value::Object(paths)) = document.get_mut("paths") {
        for item in paths.values_mut().filter_map(Value::as_object_mut) {
            item.remove("servers");
            for operation in item.values_mut().filter_map(Value::as_object_mut) {
                operation.remove("servers");
            }
        }
    }
    let Some(Value::Object(schemes)) = document.pointer_mut("/components/securitySchemes") else { return };
    let flows = schemes.values_mut().filter_map(|scheme| scheme.get_mut("flows")?.as_object_mut());
    for flow in flows.flat_map(|flows| flows.values_mut()).filter_map(Value::as_object_mut) {
        for (name, url) in flow.iter_mut().filter(|(name, _)| name.ends_with("Url")) {
            *url = json!(if name == "authorizationUrl" { "/oauth2/auth" } else { "/oauth2/token" });
        }
    }
}
