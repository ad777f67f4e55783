//! Where a replay goes.

use domain::PlatformId;

use super::error::ReplayError;

/// The addresses of a hub that a replay needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// `POST` what the platform says.
    pub ingest: String,
    /// `GET` and `PUT` the deployment's clock.
    pub clock: String,
}

impl Target {
    /// The addresses behind `--to`: a hub's own address, or its `/ingest/{platform}`. Without a platform in the address it
    /// is the mapping's.
    ///
    /// # Errors
    /// When the text is no HTTP address, or goes on after the platform.
    pub fn of(to: &str, platform: &PlatformId) -> Result<Self, ReplayError> {
        let wrong = || ReplayError::Address(to.to_owned());
        let rest = ["http://", "https://"]
            .iter()
            .find_map(|scheme| to.strip_prefix(scheme))
            .ok_or_else(wrong)?;
        if rest.is_empty() || rest.starts_with('/') || rest.contains(['?', '#', ' ']) {
            return Err(wrong());
        }
        let address = to.trim_end_matches('/');
        let (hub, platform) = match address.split_once("/ingest/") {
            Some((_, named)) if named.is_empty() || named.contains('/') => return Err(wrong()),
            Some((hub, named)) => (hub, named),
            None if address.ends_with("/ingest") => return Err(wrong()),
            None => (address, platform.as_str()),
        };
        Ok(Self {
            ingest: format!("{hub}/ingest/{platform}"),
            clock: format!("{hub}/api/v1/clock"),
        })
    }
}
