//! The keyring of the system, behind the feature `keyring`.

use kenar_client::Secret;

/// Why the keyring does not help. Never with a secret: its errors may hold the bytes that it could not read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct KeyringError(String);

#[cfg(feature = "keyring")]
mod system {
    use keyring::{Entry, Error};

    use super::{KeyringError, Secret};

    const SERVICE: &str = "kenar";

    fn failed(error: &Error) -> KeyringError {
        KeyringError(match error {
            // What the transport says of it helps nobody: mostly that a socket is not there.
            Error::NoDefaultStore | Error::PlatformFailure(_) => {
                "no keyring answers on this machine, as on a server or where nobody is logged in".to_owned()
            }
            Error::NoStorageAccess(_) => "the keyring cannot be opened; it may be locked".to_owned(),
            Error::TooLong(what, limit) => format!("the keyring takes at most {limit} characters for the {what}"),
            _ => "the keyring has something else under this name".to_owned(),
        })
    }

    fn entry(account: &str) -> Result<Entry, KeyringError> {
        Entry::new(SERVICE, account).map_err(|error| failed(&error))
    }

    /// The keyring of Linux waits for its bus, which a thread of an async runtime must not.
    fn apart<T: Send>(work: impl FnOnce() -> Result<T, KeyringError> + Send) -> Result<T, KeyringError> {
        std::thread::scope(|scope| scope.spawn(work).join())
            .unwrap_or_else(|_| Err(KeyringError("the keyring fails on this machine".to_owned())))
    }

    pub(crate) fn read(account: &str) -> Result<Option<Secret>, KeyringError> {
        apart(|| match entry(account)?.get_password() {
            Ok(text) => Ok((!text.is_empty()).then(|| Secret::new(text))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(failed(&error)),
        })
    }

    pub(crate) fn write(account: &str, secret: &Secret) -> Result<(), KeyringError> {
        apart(|| entry(account)?.set_password(secret.expose()).map_err(|error| failed(&error)))
    }

    pub(crate) fn remove(account: &str) -> Result<bool, KeyringError> {
        apart(|| match entry(account)?.delete_credential() {
            Ok(()) => Ok(true),
            Err(Error::NoEntry) => Ok(false),
            Err(error) => Err(failed(&error)),
        })
    }

    /// Asks for something that is not there: a keyring that answers so is reachable.
    pub(crate) fn reachable() -> Result<(), KeyringError> {
        apart(|| match Entry::store_status() {
            Ok(()) => Ok(()),
            Err(error) => Err(failed(error)),
        })?;
        read("reachable").map(drop)
    }
}

#[cfg(not(feature = "keyring"))]
mod system {
    use super::{KeyringError, Secret};

    fn without() -> KeyringError {
        KeyringError("this build of kenar has no keyring (cargo feature `keyring`)".to_owned())
    }

    pub(crate) fn read(_: &str) -> Result<Option<Secret>, KeyringError> {
        Err(without())
    }

    pub(crate) fn write(_: &str, _: &Secret) -> Result<(), KeyringError> {
        Err(without())
    }

    pub(crate) fn remove(_: &str) -> Result<bool, KeyringError> {
        Err(without())
    }

    pub(crate) fn reachable() -> Result<(), KeyringError> {
        Err(without())
    }
}

pub(crate) use system::reachable;
pub(super) use system::{read, remove, write};
