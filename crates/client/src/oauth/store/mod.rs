//! Where consents are kept.

mod erased;
#[cfg(not(target_arch = "wasm32"))]
mod file;
#[cfg(not(target_arch = "wasm32"))]
mod file_error;
mod memory;
mod stored;

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::sync::Arc;

#[cfg(not(target_arch = "wasm32"))]
pub use file::FileStore;
#[cfg(not(target_arch = "wasm32"))]
pub use file_error::FileStoreError;
pub use memory::MemoryStore;
pub use stored::{InvalidTokens, StoredTokens};

pub(super) use erased::AnyStore;

/// `Send`, except on `wasm32`: there is one thread, and futures of a browser are not.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSend: Send {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Send + ?Sized> MaybeSend for T {}

/// `Send`, except on `wasm32`: there is one thread, and futures of a browser are not.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSend {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSend for T {}

/// Where consents are kept, by a key of the app's choice: the id of the person, in most apps. [`MemoryStore`] forgets,
/// [`FileStore`] is for one machine; for a database implement it over yours. The methods can be `async fn`.
///
/// ```
/// use std::collections::HashMap;
/// use std::sync::Mutex;
/// use kenar_client::oauth::{InvalidTokens, StoredTokens, TokenStore};
///
/// /// Stands for a table with a column of text: `consents(key, tokens, refreshing)`.
/// #[derive(Default)]
/// struct Table(Mutex<HashMap<String, (String, bool)>>);
///
/// impl TokenStore for Table {
///     type Error = InvalidTokens;
///
///     async fn load(&self, key: &str) -> Result<Option<StoredTokens>, InvalidTokens> {
///         let text = self.0.lock().unwrap().get(key).map(|(text, _)| text.clone());
///         text.map(|text| StoredTokens::from_json(&text)).transpose()
///     }
///
///     async fn save(&self, key: &str, tokens: &StoredTokens) -> Result<(), InvalidTokens> {
///         let row = (tokens.to_json().expose().to_owned(), tokens.is_refreshing());
///         self.0.lock().unwrap().insert(key.to_owned(), row);
///         Ok(())
///     }
///
///     async fn remove(&self, key: &str) -> Result<(), InvalidTokens> {
///         self.0.lock().unwrap().remove(key);
///         Ok(())
///     }
///
///     async fn refreshing(&self) -> Result<Vec<String>, InvalidTokens> {
///         let rows = self.0.lock().unwrap();
///         Ok(rows.iter().filter(|(_, (_, refreshing))| *refreshing).map(|(key, _)| key.clone()).collect())
///     }
/// }
/// ```
pub trait TokenStore: Send + Sync + 'static {
    /// Why the store cannot do what it is asked for. It must print no token.
    type Error: Error + Send + Sync + 'static;

    /// What is kept under a key; `None` when nothing is.
    fn load(&self, key: &str) -> impl Future<Output = Result<Option<StoredTokens>, Self::Error>> + MaybeSend;

    /// Keeps tokens in the place of what is there. When it says that it is done, they must outlive a crash of the machine: a
    /// refresh that follows makes every older token worthless.
    fn save(&self, key: &str, tokens: &StoredTokens) -> impl Future<Output = Result<(), Self::Error>> + MaybeSend;

    /// Forgets what is kept under a key. Nothing to forget is a success.
    fn remove(&self, key: &str) -> impl Future<Output = Result<(), Self::Error>> + MaybeSend;

    /// The keys of the consents that are [refreshing](StoredTokens::is_refreshing), for
    /// [`Consents::resume`](super::Consents::resume).
    ///
    /// Without an implementation it names none. A refresh that a crash interrupted is then repeated when the consent is used
    /// next, and that may be later than the two minutes in which it can be.
    fn refreshing(&self) -> impl Future<Output = Result<Vec<String>, Self::Error>> + MaybeSend {
        async { Ok(Vec::new()) }
    }

    /// Waits until no other process refreshes the consent of this key, and keeps others from it until the lock is dropped.
    ///
    /// Implement it when more than one process uses the store; an advisory lock of the database does. Without an
    /// implementation it keeps nobody out. Two processes may then refresh at once, which the platform takes for two minutes;
    /// what the last one saved counts, and that may be the older one.
    fn lock(&self, key: &str) -> impl Future<Output = Result<StoreLock, Self::Error>> + MaybeSend {
        let _ = key;
        async { Ok(StoreLock::none()) }
    }
}

impl<S: TokenStore> TokenStore for Arc<S> {
    type Error = S::Error;

    fn load(&self, key: &str) -> impl Future<Output = Result<Option<StoredTokens>, Self::Error>> + MaybeSend {
        S::load(self, key)
    }

    fn save(&self, key: &str, tokens: &StoredTokens) -> impl Future<Output = Result<(), Self::Error>> + MaybeSend {
        S::save(self, key, tokens)
    }

    fn remove(&self, key: &str) -> impl Future<Output = Result<(), Self::Error>> + MaybeSend {
        S::remove(self, key)
    }

    fn refreshing(&self) -> impl Future<Output = Result<Vec<String>, Self::Error>> + MaybeSend {
        S::refreshing(self)
    }

    fn lock(&self, key: &str) -> impl Future<Output = Result<StoreLock, Self::Error>> + MaybeSend {
        S::lock(self, key)
    }
}

/// The right to refresh one consent, until it is dropped.
pub struct StoreLock(#[allow(dead_code, reason = "dropping it is all it is for")] Option<Box<dyn Any + Send>>);

impl StoreLock {
    /// A lock that keeps nobody out.
    #[must_use]
    pub fn none() -> Self {
        Self(None)
    }

    /// A lock that is given back when `guard` is dropped.
    pub fn holding(guard: impl Any + Send) -> Self {
        Self(Some(Box::new(guard)))
    }
}

impl fmt::Debug for StoreLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreLock")
    }
}

/// Why a [`TokenStore`] cannot do what it was asked for: its own error, shared by everybody who waited.
#[derive(Debug, Clone, thiserror::Error)]
#[error(transparent)]
pub struct StoreError(Arc<dyn Error + Send + Sync>);

impl StoreError {
    pub(super) fn new(error: impl Error + Send + Sync + 'static) -> Self {
        Self(Arc::new(error))
    }

    /// The error of the store, when it is of this type.
    #[must_use]
    pub fn downcast_ref<E: Error + 'static>(&self) -> Option<&E> {
        self.0.downcast_ref()
    }
}
