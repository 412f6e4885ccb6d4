//! Pictures of rows.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::html;

use crate::shared::Shared;

/// Where pictures are.
pub(super) const ROUTE: &str = "/_sandbox/images/{name}";

/// The address of an uploaded picture; `None` for a name that no upload gives, such as `logo`.
pub(crate) fn path(name: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let uploaded = name.len() <= LONGEST && name.bytes().all(plain) && name.rfind('.').is_some_and(|dot| dot > 0);
    uploaded.then(|| ROUTE.replace("{name}", name))
}

const LONGEST: usize = 100;

pub(super) async fn show(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Response {
    let uploaded = shared.state().images.get(&name).map(|image| image.bytes.clone());
    match uploaded {
        Some(bytes) => ([(header::CONTENT_TYPE, kind_of(&bytes)), NO_SNIFFING, ALONE], bytes).into_response(),
        None => placeholder(&name),
    }
}

/// The picture alone: what an app uploads as one may be something else.
const ALONE: (header::HeaderName, &str) =
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox");
const NO_SNIFFING: (header::HeaderName, &str) = (header::X_CONTENT_TYPE_OPTIONS, "nosniff");

/// The type of a picture by its first bytes. The platform prefers JPEG and takes whatever it is sent.
fn kind_of(bytes: &[u8]) -> &'static str {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [b'G', b'I', b'F', b'8', ..] => "image/gif",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        _ => "image/jpeg",
    }
}

/// What stands for a picture that is not there.
fn placeholder(name: &str) -> Response {
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "no-store"), NO_SNIFFING, ALONE];
    (headers, landscape(name)).into_response()
}

/// The same as an address that needs no server.
pub(crate) fn data(name: &str) -> String {
    format!("data:image/svg+xml;base64,{}", STANDARD.encode(landscape(name)))
}

/// A landscape whose colour depends on the name.
fn landscape(name: &str) -> String {
    let hue = name.bytes().fold(0_u32, |hue, byte| (hue * 31 + u32::from(byte)) % 360);
    let (sky, hill, sun) =
        (format!("hsl({hue} 35% 82%)"), format!("hsl({hue} 30% 62%)"), format!("hsl({hue} 45% 92%)"));
    let picture = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" {
            rect width="400" height="300" fill=(sky) {}
            circle cx="300" cy="85" r="34" fill=(sun) {}
            path d="M0 240l110-110 80 80 60-50 150 120v20H0z" fill=(hill) {}
        }
    };
    picture.into_string()
}
