//! Says where the sandbox is and how to call it. The secrets are of this sandbox and of no use elsewhere; they go to
//! whoever started it and nowhere else.

use secrecy::ExposeSecret;
use serde_json::json;

use crate::Sandbox;

/// One line of JSON.
pub(super) fn json(sandbox: &Sandbox) -> String {
    let (app, url) = (sandbox.default_app(), sandbox.url());
    let announcement = json!({
        "url": url,
        "api_key": app.api_key.expose_secret(),
        "client_id": app.slug,
        "client_secret": app.client_secret.expose_secret(),
        "redirect_uri": app.redirect_uri,
        "redirect_uris": app.redirect_uris,
        "identification_key": app.identification_key.expose_secret(),
        "console": format!("{url}/"),
        "reference": format!("{url}/_sandbox/reference"),
        "control": format!("{url}/_sandbox/control.openapi.json"),
        "pid": std::process::id(),
    });
    format!("{announcement}\n")
}

/// A few lines for people. What a name has more than one of is below it.
pub(super) fn text(sandbox: &Sandbox) -> String {
    let (app, url) = (sandbox.default_app(), sandbox.url());
    let mut lines = vec![
        ("url", url.to_owned()),
        ("app", app.slug.clone()),
        ("api_key", app.api_key.expose_secret().to_owned()),
        ("client_secret", app.client_secret.expose_secret().to_owned()),
    ];
    let names = std::iter::once("redirect_uri").chain(std::iter::repeat(""));
    lines.extend(names.zip(app.redirect_uris.iter().cloned()));
    lines.extend([
        ("identification_key", app.identification_key.expose_secret().to_owned()),
        ("console", format!("{url}/")),
        ("reference", format!("{url}/_sandbox/reference")),
        ("control", format!("{url}/_sandbox/control.openapi.json")),
    ]);
    lines.iter().map(|(name, value)| format!("{name:<20}{value}\n")).collect()
}
