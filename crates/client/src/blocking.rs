//! The client for programs without an async runtime: scripts, command-line tools, tests.
//!
//! The same calls with the same checks, retries and errors; each waits on the calling thread. One more thread keeps the
//! connections.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use kenar_client::Client;
//!
//! let client = Client::from_env()?.blocking()?;
//! client.app().delete_post_addon(&"gZd7omnS".parse()?)?;
//! # Ok(())
//! # }
//! ```

use std::fmt;
use std::future::Future;
use std::path::Path;
use std::sync::Arc;

use kenar_schemas::ImageUpload;
use kenar_schemas::oauth::Secret;
use progenitor_client::ResponseValue;
use tokio::runtime::{Builder, Handle};

use crate::error::Unsendable;
use crate::oauth::Consent;
use crate::operations::UPLOAD_IMAGE;
use crate::{Error, InvalidSecret, Operation};

/// The API at `open-api.divar.ir`: one method an operation of the document.
pub mod open_api {
    pub use crate::generated::blocking::open_api::Client;
}

/// The older API at `api.divar.ir`: one method an operation of the document. All of it is deprecated by the platform.
pub mod legacy {
    pub use crate::generated::blocking::legacy::Client;
}

/// The way into every server of the platform, for one app, without an async runtime. Cloning it is cheap and shares the
/// connections. Made by [`Client::blocking`](crate::Client::blocking).
///
/// On a thread of an async runtime its calls fail with [`Error::Unsendable`]: they would stop the thread. That goes for
/// `spawn_blocking` as well, since nothing tells the two apart. Take the async [`Client`](crate::Client) there.
#[derive(Debug, Clone)]
pub struct Client {
    client: crate::Client,
    runtime: Runtime,
    open_api: open_api::Client,
    legacy: legacy::Client,
}

impl Client {
    pub(crate) fn new(client: crate::Client) -> std::io::Result<Self> {
        let runtime = Runtime::start()?;
        Ok(Self {
            open_api: open_api::Client { inner: client.app().clone(), runtime: runtime.clone() },
            legacy: legacy::Client { inner: client.legacy().clone(), runtime: runtime.clone() },
            client,
            runtime,
        })
    }

    /// The API for what needs no user: deletion, ticket validation, looking up a user id.
    #[must_use]
    pub fn app(&self) -> &open_api::Client {
        &self.open_api
    }

    /// The API for one user, as `Authorization: Bearer …`. Cheap: one for each call is fine.
    ///
    /// # Errors
    /// When the token cannot be sent.
    pub fn as_user(&self, token: &Secret) -> Result<open_api::Client, InvalidSecret> {
        Ok(open_api::Client { inner: self.client.as_user(token)?, runtime: self.runtime.clone() })
    }

    /// The API for one user whose consent is kept, see [`Client::on_behalf_of`](crate::Client::on_behalf_of).
    #[must_use]
    pub fn on_behalf_of(&self, consent: &Consent) -> open_api::Client {
        open_api::Client { inner: self.client.on_behalf_of(consent), runtime: self.runtime.clone() }
    }

    /// The older API for one user whose consent is kept.
    #[must_use]
    pub fn legacy_on_behalf_of(&self, consent: &Consent) -> legacy::Client {
        legacy::Client { inner: self.client.legacy_on_behalf_of(consent), runtime: self.runtime.clone() }
    }

    /// The older API for what needs no user.
    #[must_use]
    pub fn legacy(&self) -> &legacy::Client {
        &self.legacy
    }

    /// The older API for one user, as `x-access-token: …`.
    ///
    /// # Errors
    /// When the token cannot be sent.
    pub fn legacy_as_user(&self, token: &Secret) -> Result<legacy::Client, InvalidSecret> {
        Ok(legacy::Client { inner: self.client.legacy_as_user(token)?, runtime: self.runtime.clone() })
    }

    /// Uploads the bytes of an image, see [`images::Client::upload`](crate::images::Client::upload).
    ///
    /// # Errors
    /// When the service cannot be reached or refuses the image.
    pub fn upload_image(&self, jpeg: impl Into<bytes::Bytes>) -> Result<ResponseValue<ImageUpload>, Error> {
        self.runtime.run(&UPLOAD_IMAGE, self.client.images().upload(jpeg))
    }

    /// Uploads a file, piece by piece, see [`images::Client::upload_file`](crate::images::Client::upload_file).
    ///
    /// # Errors
    /// When the file cannot be read, the service cannot be reached, or it refuses the image.
    pub fn upload_image_file(&self, path: impl AsRef<Path>) -> Result<ResponseValue<ImageUpload>, Error> {
        self.runtime.run(&UPLOAD_IMAGE, self.client.images().upload_file(path))
    }

    /// The async client, for what has no blocking form, together with [`wait`](Self::wait).
    #[must_use]
    pub fn client(&self) -> &crate::Client {
        &self.client
    }

    /// Waits for a future of the async client, such as trading a code for tokens.
    ///
    /// # Errors
    /// When this thread runs an async runtime, which would stop.
    pub fn wait<T>(&self, future: impl Future<Output = T>) -> Result<T, WouldBlock> {
        self.runtime.wait(future)
    }
}

/// A blocking call on a thread that runs an async runtime. It was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this thread belongs to an async runtime, which a blocking call would stop; call the async client there")]
pub struct WouldBlock;

/// What runs the futures of blocking clients.
#[derive(Clone)]
pub(crate) struct Runtime(Arc<Owned>);

/// Taken out once, when the last client is dropped.
struct Owned(Option<tokio::runtime::Runtime>, Handle);

impl Runtime {
    fn start() -> std::io::Result<Self> {
        // One worker, so that idle connections are looked after between calls.
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("kenar-client").enable_all().build()?;
        let handle = runtime.handle().clone();
        Ok(Self(Arc::new(Owned(Some(runtime), handle))))
    }

    fn wait<T>(&self, future: impl Future<Output = T>) -> Result<T, WouldBlock> {
        match Handle::try_current() {
            Ok(_) => Err(WouldBlock),
            Err(_) => Ok(self.0.1.block_on(future)),
        }
    }

    /// Makes a call.
    pub(crate) fn run<T>(
        &self,
        operation: &'static Operation,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let unsendable = |problem: WouldBlock| Unsendable { operation, problem: problem.to_string() };
        self.wait(call).map_err(unsendable)?
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // Dropping it in place waits for its thread, which panics on a thread that runs another runtime.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Runtime")
    }
}
