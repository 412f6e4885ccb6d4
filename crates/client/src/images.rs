//! The upload of images for widgets. By hand, because progenitor refuses a body of type `image/jpeg`.

use kenar_schemas::{ErrorBody, ImageUpload};
use progenitor_client::{Error, ResponseValue};
use reqwest::header::{ACCEPT, CONTENT_TYPE};

use crate::hooks::keep_status;
use crate::servers::base;
use crate::{Credentials, Servers};

/// The image service.
#[derive(Debug, Clone)]
pub struct Client {
    url: String,
    http: reqwest::Client,
    credentials: Credentials,
}

impl Client {
    pub(crate) fn new(servers: &Servers, http: reqwest::Client, credentials: Credentials) -> Self {
        let url = format!("{}/v2/image-service/open-platform/image.jpg", base(&servers.images));
        Self { url, http, credentials }
    }

    /// Uploads a JPEG image (operation `upload_image`). The answered name goes into an `image_id`; it is temporary until
    /// an add-on uses it.
    ///
    /// # Errors
    /// When the service cannot be reached or refuses the image.
    pub async fn upload(&self, jpeg: impl Into<reqwest::Body>) -> Result<ResponseValue<ImageUpload>, Error<ErrorBody>> {
        let request = self.http.put(&self.url).header(CONTENT_TYPE, "image/jpeg").header(ACCEPT, "application/json");
        let mut request = request.body(jpeg).build()?;
        self.credentials.apply(&mut request);
        let response = keep_status(self.http.execute(request).await?)?;
        match response.status().as_u16() {
            200 => ResponseValue::from_response(response).await,
            400..=599 => Err(Error::ErrorResponse(ResponseValue::from_response(response).await?)),
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}
