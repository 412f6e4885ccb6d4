//! How long things are good for.

use std::time::Duration;

/// How long things are good for. All of it follows the [`Clock`](crate::Clock).
///
/// The platform publishes 30 days for refresh tokens, two minutes of grace and three months for user add-ons, which is
/// not here because it does not change. The rest is not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lifetimes {
    /// Access tokens, in whole seconds: one hour. Published samples show one hour and one week.
    pub access_token: Duration,
    /// Refresh tokens: 30 days. Each refresh begins anew.
    pub refresh_token: Duration,
    /// Codes and open consent pages: ten minutes.
    pub code: Duration,
    /// The old tokens after a refresh: two minutes.
    pub grace: Duration,
    /// Uploaded pictures that no widget uses: one day.
    pub temporary_image: Duration,
    /// How long an expired user add-on stays on posts before it is removed: one minute.
    pub removal_lag: Duration,
}

impl Default for Lifetimes {
    fn default() -> Self {
        const HOUR: u64 = 60 * 60;
        Self {
            access_token: Duration::from_secs(HOUR),
            refresh_token: Duration::from_secs(30 * 24 * HOUR),
            code: Duration::from_secs(10 * 60),
            grace: Duration::from_secs(2 * 60),
            temporary_image: Duration::from_secs(24 * HOUR),
            removal_lag: Duration::from_secs(60),
        }
    }
}
