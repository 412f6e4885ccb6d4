//! The result of the playground as a file.

use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kenar_schemas::Violation;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::super::assets::Asset;
use super::super::text::Language;
use super::super::visit::Visit;
use super::examined::{Examined, examine};
use super::kind::Kind;
use super::place::place;

/// A payload drawn as the Divar app would draw it, checked and explained, as one HTML document that loads nothing.
///
/// It is what the playground of the console shows: the rows, every violation at its place in the text, what Divar takes
/// as semantic data, and for a payload of v1 what v2 makes of it and what becomes of each member. What can be drawn of
/// an invalid payload is drawn.
///
/// ```
/// use kenar_sandbox::{PreviewOptions, PreviewPage};
///
/// let options = PreviewOptions::default().with_title("addon.json");
/// let page = PreviewPage::new(r#"{"title_row": {"text": "کارشناسی شد"}}"#, &options);
/// assert_eq!((page.kind, page.violations.len()), ("widget", 0));
/// assert!(page.html.contains("کارشناسی شد"));
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PreviewPage {
    /// The document.
    pub html: String,
    /// What the payload was taken for, one of [`KINDS`](Self::KINDS).
    pub kind: &'static str,
    /// Whether it belongs to v1, so that what is drawn is what v2 makes of it.
    pub is_legacy: bool,
    /// What is wrong, each with the bytes of the text that it is about, in the order of the text.
    pub violations: Vec<(Range<usize>, Violation)>,
}

impl PreviewPage {
    /// What a payload can be taken for.
    pub const KINDS: [&str; 11] = {
        let mut names = [""; 11];
        let mut index = 0;
        while index < names.len() {
            names[index] = Kind::ALL[index].as_str();
            index += 1;
        }
        names
    };

    /// Draws a payload.
    #[must_use]
    pub fn new(payload: &str, options: &PreviewOptions) -> Self {
        let visit = Visit::without_request(options.language);
        let Examined { kind, violations, markup } = examine(payload, options.kind, &visit, true);
        let placed = place(payload, violations).into_iter().map(|placed| (placed.span, placed.violation));
        Self {
            html: document(&options.title, &visit, &markup).into_string(),
            kind: kind.as_str(),
            is_legacy: kind.is_legacy(),
            violations: placed.collect(),
        }
    }
}

/// How a payload is drawn: with words in English around it, and as what its members say that it is, without more.
#[derive(Debug, Clone)]
pub struct PreviewOptions {
    title: String,
    kind: Option<Kind>,
    language: Language,
}

impl Default for PreviewOptions {
    fn default() -> Self {
        Self { title: String::new(), kind: None, language: Language::English }
    }
}

impl PreviewOptions {
    /// What the page is called, such as the name of a file.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Takes the payload for this kind, one of [`KINDS`](PreviewPage::KINDS). `None` when there is no kind of that name.
    #[must_use]
    pub fn with_kind(mut self, kind: &str) -> Option<Self> {
        self.kind = Some(Kind::of(kind)?);
        Some(self)
    }

    /// Writes the words around the rows in Persian.
    #[must_use]
    pub fn in_persian(mut self) -> Self {
        self.language = Language::Persian;
        self
    }
}

fn document(title: &str, visit: &Visit, content: &Markup) -> Markup {
    let text = visit.texts();
    let style = [Asset::Preview.text(), Asset::Console.text()].concat();
    let script = Asset::Script.text();
    // The only script and the only style are those of the page; a payload cannot bring its own.
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        digest(script),
        digest(&style)
    );
    html! {
        (DOCTYPE)
        html lang=(visit.language.code()) dir=(visit.language.direction()) data-theme=(visit.theme.as_str()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="referrer" content="no-referrer";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · " (text.product) }
                style { (PreEscaped(&style)) }
            }
            body {
                main #content {
                    div.heading { h1 { bdi { (title) } } }
                    (content)
                }
                script { (PreEscaped(script)) }
            }
        }
    }
}

fn digest(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text))
}
