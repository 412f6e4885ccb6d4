//! What a person does with the console: looks at its pages and sends their forms.
#![allow(dead_code, reason = "each test file uses another part of it")]

use reqwest::{RequestBuilder, StatusCode};

use crate::common::World;

pub(crate) const REQUESTS: &str = "requests";
pub(crate) const CALLS: &str = "calls";
pub(crate) const CLOCK: &str = "clock";
pub(crate) const FAULTS: &str = "faults";
pub(crate) const TICKETS: &str = "tickets";
pub(crate) const PEOPLE: &str = "people";
pub(crate) const APPS: &str = "apps";

pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) location: Option<String>,
    pub(crate) html: String,
}

pub(crate) async fn seen(request: RequestBuilder) -> Seen {
    let response = request.send().await.unwrap();
    let location = response.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
    Seen { status: response.status(), location, html: response.text().await.unwrap() }
}

pub(crate) async fn see(world: &World, page: &str, query: &str) -> String {
    let seen = seen(world.bare("GET", &format!("/_sandbox/ui/{page}?language=en&{query}"))).await;
    assert_eq!(seen.status, 200, "{page}: {}", seen.html);
    seen.html
}

pub(crate) async fn submit(world: &World, page: &str, action: &str, fields: &[(&str, &str)]) -> Seen {
    let fields: Vec<(&str, &str)> = [("action", action)].into_iter().chain(fields.iter().copied()).collect();
    seen(world.bare("POST", &format!("/_sandbox/ui/{page}?language=en")).form(&fields)).await
}

/// A form that is carried out leads back to its page, which says so.
pub(crate) async fn done(world: &World, page: &str, action: &str, fields: &[(&str, &str)]) {
    let seen = submit(world, page, action, fields).await;
    let location = seen.location.unwrap_or_else(|| panic!("{page} {action}: {} {}", seen.status, seen.html));
    assert_eq!(
        (seen.status, location.as_str()),
        (StatusCode::SEE_OTHER, &*format!("/_sandbox/ui/{page}?language=en&done={action}#content"))
    );
    assert!(see(world, page, &format!("done={action}")).await.contains("role=\"status\">Done."));
}

/// A form that is not carried out stands on the page as it was sent, with what is wrong and what to do.
pub(crate) async fn refused(world: &World, page: &str, action: &str, fields: &[(&str, &str)], why: &str) -> Seen {
    let seen = submit(world, page, action, fields).await;
    assert!(seen.status.is_client_error(), "{page} {action}: {}", seen.status);
    let (_, said) = seen.html.split_once("role=\"alert\">").unwrap_or_else(|| panic!("{page} {action} says nothing"));
    let said = said.split_once("</div>").unwrap().0;
    assert!(said.contains(why) && said.contains("What to do: "), "{page} {action}: {said}");
    seen
}
