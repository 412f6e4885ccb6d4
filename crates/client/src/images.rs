//! The upload of images for widgets. By hand, because progenitor refuses a body of type `image/jpeg`.

use kenar_schemas::ImageUpload;
use progenitor_client::ResponseValue;
use reqwest::Body;
use reqwest::header::{ACCEPT, CONTENT_TYPE};

use crate::operations::UPLOAD_IMAGE;
use crate::send::Sender;
use crate::servers::base;
use crate::{Error, Servers};

/// The image service.
///
/// The answered name goes into an `image_id`. It is temporary until an add-on uses it, and every upload gives a new one. JPEG
/// is preferred by the platform; which other formats it takes, and the largest size, are not published.
#[derive(Debug, Clone)]
pub struct Client {
    url: String,
    http: reqwest::Client,
    sender: Sender,
}

impl Client {
    pub(crate) fn new(servers: &Servers, http: reqwest::Client, sender: Sender) -> Self {
        let url = format!("{}/v2/image-service/open-platform/image.jpg", base(&servers.images));
        Self { url, http, sender }
    }

    /// Uploads the bytes of an image (operation `upload_image`).
    ///
    /// # Errors
    /// When the service cannot be reached or refuses the image. An upload whose answer is lost is not repeated.
    pub async fn upload(&self, jpeg: impl Into<bytes::Bytes>) -> Result<ResponseValue<ImageUpload>, Error> {
        let jpeg = jpeg.into();
        let mut again = || Some(self.request(Body::from(jpeg.clone())));
        self.sender.send(&mut again, &UPLOAD_IMAGE, false).await
    }

    /// Uploads a file, piece by piece.
    ///
    /// # Errors
    /// When the file cannot be opened, and those of [`upload`](Self::upload). A file that cannot be read to its end breaks
    /// the connection.
    #[cfg(not(target_arch = "wasm32"))]
    pub async fn upload_file(&self, path: impl AsRef<std::path::Path>) -> Result<ResponseValue<ImageUpload>, Error> {
        let path = path.as_ref();
        let unreadable = |error: std::io::Error| crate::error::Unsendable {
            operation: &UPLOAD_IMAGE,
            problem: format!("{} cannot be read: {error}", path.display()),
        };
        let length = tokio::fs::metadata(path).await.map_err(unreadable)?.len();
        let mut opened = Some(tokio::fs::File::open(path).await.map_err(unreadable)?);
        // Opened again where nothing was sent.
        let mut again = || {
            let file = opened.take().or_else(|| std::fs::File::open(path).ok().map(tokio::fs::File::from_std))?;
            Some(self.request(Body::from(file)).header(reqwest::header::CONTENT_LENGTH, length))
        };
        self.sender.send(&mut again, &UPLOAD_IMAGE, false).await
    }

    /// Uploads a stream of pieces, of any length. It is sent once: a stream cannot be wound back.
    ///
    /// # Errors
    /// Those of [`upload`](Self::upload). An error of the stream breaks the connection and is the source of
    /// [`Error::Transport`].
    #[cfg(not(target_arch = "wasm32"))]
    pub async fn upload_stream<S, B, E>(&self, pieces: S) -> Result<ResponseValue<ImageUpload>, Error>
    where
        S: futures_core::Stream<Item = Result<B, E>> + Send + 'static,
        B: 'static,
        bytes::Bytes: From<B>,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        self.sender.send(&mut once(self.request(Body::wrap_stream(pieces))), &UPLOAD_IMAGE, false).await
    }

    fn request(&self, body: Body) -> reqwest::RequestBuilder {
        self.http.put(&self.url).header(CONTENT_TYPE, "image/jpeg").header(ACCEPT, "application/json").body(body)
    }
}

/// A request that can be made only once.
#[cfg(not(target_arch = "wasm32"))]
fn once(request: reqwest::RequestBuilder) -> impl FnMut() -> Option<reqwest::RequestBuilder> + Send {
    let mut request = Some(request);
    move || request.take()
}
