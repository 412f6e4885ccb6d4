//! How somebody wants to see the pages.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use form_urlencoded::Serializer;

use super::text::{Language, Texts};

/// Which colours a page has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Theme {
    /// As the system says.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The name in addresses and cookies.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == name)
    }
}

/// One look at a page: what was asked for, and how the person wants to see it. `?language=` and `?theme=` choose, and
/// a cookie remembers.
pub(crate) struct Visit {
    pub(crate) language: Language,
    pub(crate) theme: Theme,
    path: String,
    query: Vec<(String, String)>,
    chosen: Vec<String>,
}

const LANGUAGE: &str = "language";
const THEME: &str = "theme";

impl Visit {
    fn of(parts: &Parts) -> Self {
        let query: Vec<(String, String)> = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
            .map(|(key, value)| (key.into_owned(), value.into_owned()))
            .collect();
        let asked = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let (language, theme) = (asked(LANGUAGE).and_then(Language::of), asked(THEME).and_then(Theme::of));
        let chosen = [language.map(|language| (LANGUAGE, language.code())), theme.map(|theme| (THEME, theme.as_str()))];
        let cookie = |(name, value): (&str, &str)| {
            format!("kenar_{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly")
        };
        let remembered = |name: &str| remembered(&parts.headers, name);
        Self {
            language: language.or_else(|| Language::of(remembered(LANGUAGE)?)).unwrap_or_default(),
            theme: theme.or_else(|| Theme::of(remembered(THEME)?)).unwrap_or_default(),
            path: parts.uri.path().to_owned(),
            chosen: chosen.into_iter().flatten().map(cookie).collect(),
            query,
        }
    }

    /// A look that nobody asked for by a request.
    pub(super) fn without_request(language: Language) -> Self {
        Self { language, theme: Theme::Auto, path: String::new(), query: Vec::new(), chosen: Vec::new() }
    }

    pub(crate) fn texts(&self) -> &'static Texts {
        self.language.texts()
    }

    /// The value of a parameter.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// This page with another value of one parameter.
    pub(crate) fn with(&self, name: &str, value: &str) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(self.query.iter().filter(|(key, _)| key != name));
        query.append_pair(name, value);
        format!("{}?{}", self.path, query.finish())
    }

    /// This page, as it is seen now.
    pub(crate) fn here(&self) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(&self.query);
        let query = query.finish();
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }

    /// The page in another language.
    pub(crate) fn in_language(&self, language: Language) -> String {
        self.with(LANGUAGE, language.code())
    }

    /// The page in another theme.
    pub(crate) fn in_theme(&self, theme: Theme) -> String {
        self.with(THEME, theme.as_str())
    }

    /// What the browser should remember.
    pub(super) fn cookies(&self) -> &[String] {
        &self.chosen
    }
}

fn remembered<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = pairs.flat_map(|pairs| pairs.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| key.strip_prefix("kenar_") == Some(name)).map(|(_, value)| value)
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}
