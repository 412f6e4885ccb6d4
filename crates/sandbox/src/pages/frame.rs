//! What is around every page: its head, the navigation, and the headers that keep it to itself.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::assets::Asset;
use super::text::{Language, Texts};
use super::visit::{Theme, Visit};

/// A part of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// Everything at a glance, and what it leads to.
    Overview,
    /// What apps asked, and why they were refused.
    Requests,
    /// What Divar asked of apps and told them.
    Calls,
    /// The apps, and what was granted to them.
    Apps,
    /// People, posts and businesses.
    People,
    /// Facts, by what is kept of them.
    Semantics,
    /// Tickets and invoices.
    Tickets,
    /// Uploaded pictures.
    Images,
    /// What time it is.
    Clock,
    /// What goes wrong on purpose.
    Faults,
    /// Payloads to try out.
    Playground,
    /// The documents of the APIs.
    Reference,
}

impl Section {
    /// What the navigation shows, in its order. A new section needs a variant, an address and a name.
    const ALL: [Self; 12] = [
        Self::Overview,
        Self::Requests,
        Self::Calls,
        Self::Apps,
        Self::People,
        Self::Semantics,
        Self::Tickets,
        Self::Images,
        Self::Clock,
        Self::Faults,
        Self::Playground,
        Self::Reference,
    ];

    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Overview => super::overview::PATH,
            Self::Requests => super::requests::PATH,
            Self::Calls => super::calls::PATH,
            Self::Apps => super::apps::PATH,
            Self::People => super::people::PATH,
            Self::Semantics => super::semantics::PATH,
            Self::Tickets => super::tickets::PATH,
            Self::Images => super::images::PATH,
            Self::Clock => super::clock::PATH,
            Self::Faults => super::faults::PATH,
            Self::Playground => super::playground::PATH,
            Self::Reference => super::reference::PATH,
        }
    }

    pub(super) fn name(self, text: &Texts) -> &'static str {
        match self {
            Self::Overview => text.nav_overview,
            Self::Requests => text.nav_requests,
            Self::Calls => text.nav_calls,
            Self::Apps => text.nav_apps,
            Self::People => text.nav_people,
            Self::Semantics => text.nav_semantics,
            Self::Tickets => text.nav_tickets,
            Self::Images => text.nav_images,
            Self::Clock => text.nav_clock,
            Self::Faults => text.nav_faults,
            Self::Playground => text.nav_playground,
            Self::Reference => text.nav_reference,
        }
    }
}

/// The policy forbids the style sheet that the library would add, this machine has no history, and what somebody has
/// unfolded stays so when a list is renewed.
const HTMX: &str = r#"{"includeIndicatorCSS":false,"history":false,"morphIgnore":["data-htmx-powered","open"]}"#;

/// A page on its way out.
pub(crate) struct Page<'a> {
    visit: &'a Visit,
    section: Option<Section>,
    title: &'a str,
    status: StatusCode,
    frames: bool,
    form_target: Option<String>,
}

impl<'a> Page<'a> {
    /// A page of a section; `None` for one that stands alone.
    pub(crate) fn new(visit: &'a Visit, section: impl Into<Option<Section>>, title: &'a str) -> Self {
        Self { visit, section: section.into(), title, status: StatusCode::OK, frames: false, form_target: None }
    }

    /// Answers with another status than 200.
    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Lets forms lead to another origin, too. Browsers hold the redirect that answers a form against the policy.
    pub(crate) fn with_form_target(mut self, origin: String) -> Self {
        self.form_target = Some(origin);
        self
    }

    /// Lets the page hold others of this sandbox.
    pub(super) fn with_frames(mut self) -> Self {
        self.frames = true;
        self
    }

    /// The page with this content.
    pub(crate) fn render(self, content: &Markup) -> Response {
        let policy = self.policy();
        let document = self.document(content);
        respond(self.visit, self.status, &policy, document)
    }

    /// Nothing is loaded from elsewhere and nothing is sent elsewhere. Pictures of rows may be on other servers.
    fn policy(&self) -> String {
        let target = self.form_target.as_deref().unwrap_or_default();
        let frames = if self.frames { "'self'" } else { "'none'" };
        format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; \
             form-action 'self' {target}; frame-src {frames}; base-uri 'none'; frame-ancestors 'none'"
        )
    }

    fn document(&self, content: &Markup) -> Markup {
        let Self { visit, title, .. } = self;
        let text = visit.texts();
        html! {
            (DOCTYPE)
            html lang=(visit.language.code()) dir=(visit.language.direction()) data-theme=(visit.theme.as_str()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="htmx-config" content=(HTMX);
                    title { (title) " · " (text.product) " " (text.sandbox) }
                    link rel="icon" href=(Asset::Icon.path());
                    link rel="stylesheet" href=(Asset::Preview.path());
                    link rel="stylesheet" href=(Asset::Console.path());
                    @for script in [Asset::Htmx, Asset::Script] { script src=(script.path()) defer {} }
                }
                body {
                    a.skip href="#content" { (text.skip) }
                    (self.header(text))
                    main #content { (content) }
                    footer.foot { (text.local_only) }
                }
            }
        }
    }

    fn header(&self, text: &Texts) -> Markup {
        let Self { visit, .. } = self;
        html! {
            header.top {
                a.brand href=(super::overview::PATH) {
                    span.brand-mark aria-hidden="true" {}
                    strong { (text.product) }
                    span.brand-tail { (text.sandbox) }
                }
                nav aria-label=(text.navigation) {
                    @for section in Section::ALL {
                        a href=(section.path()) aria-current=[(self.section == Some(section)).then_some("page")] {
                            (section.name(text))
                        }
                    }
                }
                div.switches {
                    div.switch role="group" aria-label=(text.theme) {
                        @for (theme, name) in themes(text) {
                            a href=(visit.in_theme(theme)) aria-current=[(visit.theme == theme).then_some("true")] {
                                (name)
                            }
                        }
                    }
                    div.switch role="group" aria-label=(text.language) {
                        @for language in Language::ALL {
                            a href=(visit.in_language(language)) lang=(language.code()) hreflang=(language.code())
                                aria-current=[(visit.language == language).then_some("true")] { (language.name()) }
                        }
                    }
                }
            }
        }
    }
}

fn themes(text: &Texts) -> [(Theme, &'static str); 3] {
    Theme::ALL.map(|theme| match theme {
        Theme::Auto => (theme, text.theme_auto),
        Theme::Light => (theme, text.theme_light),
        Theme::Dark => (theme, text.theme_dark),
    })
}

/// A part of a page, to be put into one that is shown already.
pub(crate) fn fragment(visit: &Visit, content: Markup) -> Response {
    respond(visit, StatusCode::OK, "default-src 'none'; frame-ancestors 'none'", content)
}

/// Answers with a document or a part of one.
pub(super) fn respond(visit: &Visit, status: StatusCode, policy: &str, content: Markup) -> Response {
    let mut response = (status, content.into_string()).into_response();
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.append(name, value);
        }
    };
    set(header::CONTENT_SECURITY_POLICY, policy);
    set(header::CACHE_CONTROL, "no-store");
    // With `no-referrer` browsers send a form without the origin by which it is told from those of other pages.
    set(header::REFERRER_POLICY, "same-origin");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    for cookie in visit.cookies() {
        set(header::SET_COOKIE, cookie);
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// The page that says that something is not there.
pub(crate) fn not_found(visit: &Visit, what: &str, hint: &str) -> Response {
    let text = visit.texts();
    let content = html! {
        section.card.lonely {
            h1 { (what) }
            p { (hint) }
            p { a.button href=(super::overview::PATH) { (text.back_to_overview) } }
        }
    };
    Page::new(visit, None, text.not_found).with_status(StatusCode::NOT_FOUND).render(&content)
}
