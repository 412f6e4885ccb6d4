use std::future::Future;
use std::pin::Pin;

use super::{StoreError, StoreLock, StoredTokens, TokenStore};

#[cfg(not(target_arch = "wasm32"))]
pub(crate) type Boxed<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;
#[cfg(target_arch = "wasm32")]
pub(crate) type Boxed<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + 'a>>;

/// A store of any type, so that a consent has none in its own.
pub(crate) trait AnyStore: Send + Sync {
    fn load<'a>(&'a self, key: &'a str) -> Boxed<'a, Option<StoredTokens>>;
    fn save<'a>(&'a self, key: &'a str, tokens: &'a StoredTokens) -> Boxed<'a, ()>;
    fn remove<'a>(&'a self, key: &'a str) -> Boxed<'a, ()>;
    fn refreshing(&self) -> Boxed<'_, Vec<String>>;
    fn lock<'a>(&'a self, key: &'a str) -> Boxed<'a, StoreLock>;
}

impl<S: TokenStore> AnyStore for S {
    fn load<'a>(&'a self, key: &'a str) -> Boxed<'a, Option<StoredTokens>> {
        Box::pin(async move { TokenStore::load(self, key).await.map_err(StoreError::new) })
    }

    fn save<'a>(&'a self, key: &'a str, tokens: &'a StoredTokens) -> Boxed<'a, ()> {
        Box::pin(async move { TokenStore::save(self, key, tokens).await.map_err(StoreError::new) })
    }

    fn remove<'a>(&'a self, key: &'a str) -> Boxed<'a, ()> {
        Box::pin(async move { TokenStore::remove(self, key).await.map_err(StoreError::new) })
    }

    fn refreshing(&self) -> Boxed<'_, Vec<String>> {
        Box::pin(async move { TokenStore::refreshing(self).await.map_err(StoreError::new) })
    }

    fn lock<'a>(&'a self, key: &'a str) -> Boxed<'a, StoreLock> {
        Box::pin(async move { TokenStore::lock(self, key).await.map_err(StoreError::new) })
    }
}
