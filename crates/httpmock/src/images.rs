//! Doubles of the image service at `divar.ir`. By hand, because progenitor refuses a body of type `image/jpeg`.

use httpmock::{Mock, MockServer};

/// Doubles of the image service, a method an operation, for a [`MockServer`].
pub trait MockServerExt {
    /// Upload a picture for a widget: `PUT /v2/image-service/open-platform/image.jpg`.
    fn upload_image<F>(&self, config_fn: F) -> Mock<'_>
    where
        F: FnOnce(operations::UploadImageWhen, operations::UploadImageThen);
}

impl MockServerExt for MockServer {
    fn upload_image<F>(&self, config_fn: F) -> Mock<'_>
    where
        F: FnOnce(operations::UploadImageWhen, operations::UploadImageThen),
    {
        self.mock(|when, then| {
            config_fn(operations::UploadImageWhen::new(when), operations::UploadImageThen::new(then));
        })
    }
}

/// [`When`](httpmock::When) and [`Then`](httpmock::Then) of each operation.
pub mod operations {
    use httpmock::{Method, Then, When};
    use kenar_schemas::{ErrorBody, ImageUpload};

    /// Which calls of `upload_image` a double answers: `PUT /v2/image-service/open-platform/image.jpg`.
    pub struct UploadImageWhen(When);

    impl UploadImageWhen {
        /// Any call of the operation.
        pub fn new(inner: When) -> Self {
            Self(inner.method(Method::PUT).path("/v2/image-service/open-platform/image.jpg"))
        }

        /// The [`When`] inside, for what has no method here, such as headers.
        pub fn into_inner(self) -> When {
            self.0
        }

        /// Those with exactly these bytes.
        pub fn body(self, value: impl Into<Vec<u8>>) -> Self {
            let bytes = value.into();
            Self(self.0.is_true(move |request| request.body_ref() == bytes))
        }
    }

    /// What a double answers to a call of `upload_image`.
    pub struct UploadImageThen(Then);

    impl UploadImageThen {
        /// An answer that is not told yet.
        pub fn new(inner: Then) -> Self {
            Self(inner)
        }

        /// The [`Then`] inside, for what has no method here, such as headers and delays.
        pub fn into_inner(self) -> Then {
            self.0
        }

        /// Status 200: stored.
        pub fn ok(self, value: &ImageUpload) -> Self {
            Self(self.0.status(200).header("content-type", "application/json").json_body_obj(value))
        }

        /// A refusal, with a status from 400 to 499.
        ///
        /// # Panics
        /// With another status.
        pub fn client_error(self, status: u16, value: &ErrorBody) -> Self {
            assert!((400..=499).contains(&status), "`client_error` takes a status from 400 to 499, not {status}");
            self.error(status, value)
        }

        /// A failure of the platform, with a status from 500 to 599.
        ///
        /// # Panics
        /// With another status.
        pub fn server_error(self, status: u16, value: &ErrorBody) -> Self {
            assert!((500..=599).contains(&status), "`server_error` takes a status from 500 to 599, not {status}");
            self.error(status, value)
        }

        fn error(self, status: u16, value: &ErrorBody) -> Self {
            Self(self.0.status(status).header("content-type", "application/json").json_body_obj(value))
        }
    }
}
