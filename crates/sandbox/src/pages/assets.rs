//! Style sheets, scripts and the picture in the tab, built in and served under names that change with their content.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use sha2::{Digest, Sha256};

/// Where assets are.
pub(super) const ROUTE: &str = "/_sandbox/assets/{name}";

/// Something that pages load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asset {
    /// The rows, as Divar draws them.
    Preview,
    /// Everything around them.
    Console,
    /// Leafing through pictures.
    Script,
    /// The library by which pages are changed in place.
    Htmx,
    /// What starts the viewer of the reference.
    Reference,
    /// The viewer itself.
    Scalar,
    /// The picture in the tab.
    Icon,
}

struct File {
    asset: Asset,
    name: String,
    media_type: &'static str,
    content: Bytes,
}

static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    let text = |text: &'static str| Bytes::from_static(text.as_bytes());
    let (style, script) = ("text/css; charset=utf-8", "text/javascript; charset=utf-8");
    let files = [
        (Asset::Preview, "preview", "css", style, Bytes::from(preview())),
        (Asset::Console, "console", "css", style, text(include_str!("../../assets/console.css"))),
        (Asset::Script, "console", "js", script, text(include_str!("../../assets/console.js"))),
        (Asset::Htmx, "htmx", "js", script, text(include_str!("../../assets/vendor/htmx-4.0.1.min.js"))),
        (Asset::Reference, "reference", "js", script, text(include_str!("../../assets/reference.js"))),
        (Asset::Scalar, "scalar", "js", script, scalar()),
        (Asset::Icon, "icon", "svg", "image/svg+xml", text(include_str!("../../assets/icon.svg"))),
    ];
    let file = |(asset, name, extension, media_type, content): (Asset, &str, &str, &'static str, Bytes)| File {
        asset,
        name: format!("{name}-{}.{extension}", digest(&content)),
        media_type,
        content,
    };
    files.into_iter().map(file).collect()
});

/// Where the pointer of an evaluation can stand. Style attributes are not allowed by the policy of the pages, so each
/// place is a class.
fn preview() -> String {
    let mut style = include_str!("../../assets/preview.css").to_owned();
    for percent in 0..=100 {
        // Writing to a text cannot fail.
        let _ = writeln!(style, ".at-{percent}{{--at:{percent}}}");
    }
    style
}

fn scalar() -> Bytes {
    scalar_api_reference::get_asset("scalar.js").map(Bytes::from).unwrap_or_default()
}

fn digest(content: &[u8]) -> String {
    Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

impl Asset {
    /// What is in the asset, if it is a text.
    pub(super) fn text(self) -> &'static str {
        let file = FILES.iter().find(|file| file.asset == self);
        file.and_then(|file| std::str::from_utf8(&file.content).ok()).unwrap_or_default()
    }

    /// The address of the asset.
    pub(crate) fn path(self) -> String {
        let name = FILES.iter().find(|file| file.asset == self).map(|file| file.name.as_str()).unwrap_or_default();
        ROUTE.replace("{name}", name)
    }
}

/// Serves an asset. What has another name is another content, so it may be kept for ever.
pub(super) async fn serve(Path(name): Path<String>) -> Response {
    match FILES.iter().find(|file| file.name == name) {
        Some(file) => {
            let headers = [
                (header::CONTENT_TYPE, file.media_type),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'"),
            ];
            (headers, file.content.clone()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
