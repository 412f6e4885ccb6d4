use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{StoredTokens, TokenStore};

/// Keeps consents as long as the process runs. For tests, and for programs that people start anew and consent to each time.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<HashMap<String, StoredTokens>>);

impl MemoryStore {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, StoredTokens>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenStore for MemoryStore {
    type Error = Infallible;

    async fn load(&self, key: &str) -> Result<Option<StoredTokens>, Infallible> {
        Ok(self.all().get(key).cloned())
    }

    async fn save(&self, key: &str, tokens: &StoredTokens) -> Result<(), Infallible> {
        self.all().insert(key.to_owned(), tokens.clone());
        Ok(())
    }

    async fn remove(&self, key: &str) -> Result<(), Infallible> {
        self.all().remove(key);
        Ok(())
    }

    async fn refreshing(&self) -> Result<Vec<String>, Infallible> {
        let all = self.all();
        Ok(all.iter().filter(|(_, tokens)| tokens.is_refreshing()).map(|(key, _)| key.clone()).collect())
    }
}
