//! The examples of the document against the sandbox over HTTP: what the contract refuses the sandbox refuses, at the same
//! place and for the same reason.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use kenar_sandbox::{Config, Sandbox};
use secrecy::ExposeSecret;
use serde_json::Value;

/// Where a body of each type is sent, and the scope that it needs.
const CALLS: &[(&str, &str, Option<&str>)] = &[
    ("UserAddon", "/v2/open-platform/addons/users/{user}", Some("USER_ADDON_CREATE")),
    ("PostAddon", "/v2/open-platform/addons/post/gZd7omnS", Some("USER_POSTS_ADDON_CREATE")),
    ("UserSemantic", "/v1/open-platform/semantic/users/{user}", Some("USER_VERIFICATION_CREATE")),
    ("PostSemantic", "/experimental/open-platform/semantic/post/gZd7omnS", Some("POST_SEMANTIC_CREATE.gZd7omnS")),
    ("PaymentTicketValidation", "/v1/open-platform/payment-ticket/validate", None),
    ("UserIdByPhoneRequest", "/v1/open-platform/get-user-id-by-phone", None),
    ("LegacyUserAddon", "/v1/open-platform/addons/user/verification", Some("USER_ADDON_CREATE")),
];

#[tokio::test]
async fn the_sandbox_refuses_what_the_contract_refuses() {
    let sandbox = Sandbox::start(Config::default()).await.unwrap();
    let phone = "09991234567".parse().unwrap();
    let user = sandbox.control().user_id(&sandbox.default_app().slug, &phone).unwrap();
    let user = user.as_str().replace('/', "%2F").replace('+', "%2B");
    let http = reqwest::Client::new();
    let mut refused = 0;
    for (component, path, scope) in CALLS {
        let token = scope.map(|scope| sandbox.control().issue_token(&phone, [scope]).unwrap());
        let folder = format!("{}/../openapi/examples/{component}", env!("CARGO_MANIFEST_DIR"));
        for file in xtask::bundle::files(folder.as_ref()) {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            // Over HTTP an empty text is no body at all, and is told as such.
            let empty = name == "invalid-syntax-empty.json";
            if !name.starts_with("invalid-") || name.ends_with(".violation.json") || empty {
                continue;
            }
            let sidecar: Value =
                serde_json::from_slice(&std::fs::read(file.with_extension("violation.json")).unwrap()).unwrap();
            let mut request = http
                .post(format!("{}{}", sandbox.url(), path.replace("{user}", &user)))
                .header("content-type", "application/json")
                .header("x-api-key", sandbox.default_app().api_key.expose_secret())
                .body(std::fs::read(&file).unwrap());
            if let Some(token) = &token {
                let (name, value) = match component.starts_with("Legacy") {
                    true => ("x-access-token", token.expose().to_owned()),
                    false => ("authorization", format!("Bearer {}", token.expose())),
                };
                request = request.header(name, value);
            }
            let answer = request.send().await.unwrap();
            let status = answer.status();
            let body: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
            assert_eq!(status, 400, "{component}/{name}: {body}");
            // The platform documents its own answer to a validation without any identifier.
            if body["message"] == "user_identifier is required" {
                continue;
            }
            let [detail] = body["details"].as_array().unwrap().as_slice() else { panic!("{component}/{name}: {body}") };
            assert_eq!(
                (&detail["pointer"], &detail["rule"]),
                (&sidecar["pointer"], &sidecar["rule"]),
                "{component}/{name}"
            );
            refused += 1;
        }
    }
    assert!(refused > 100, "only {refused} documents were tried");
    sandbox.shutdown().await;
}
