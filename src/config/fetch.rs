//! Reading settings over HTTP.

use gloo_net::http::{Request, Response};
use protocol::{Deployment, Divisions};
use serde::de::DeserializeOwned;
use web_sys::RequestCredentials;

use super::{Addresses, Me, Token};

/// Why the settings could not be read. Trying again later is sound unless the token is refused.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The hub did not answer.
    #[error("{address} does not answer")]
    Unreachable {
        /// What was asked for.
        address: String,
        /// What the browser says.
        #[source]
        source: gloo_net::Error,
    },
    /// The hub wants another token, or one at all.
    #[error("{address} refuses the token")]
    Refused {
        /// What was asked for.
        address: String,
    },
    /// The hub answered with an error.
    #[error("{address} answers with status {status}")]
    Status {
        /// What was asked for.
        address: String,
        /// The HTTP status.
        status: u16,
    },
    /// The answer is not what this version of the screen reads: load the page again, or update the hub.
    #[error("the answer of {address} cannot be read")]
    Unreadable {
        /// What was asked for.
        address: String,
        /// Where reading stopped.
        #[source]
        source: gloo_net::Error,
    },
}

impl FetchError {
    /// Whether asking again with the same token can succeed.
    #[must_use]
    pub const fn worth_retrying(&self) -> bool {
        !matches!(self, Self::Refused { .. })
    }
}

/// The deployment's settings.
///
/// # Errors
/// When the hub cannot be reached, refuses, or says something unreadable.
pub async fn fetch_deployment(
    addresses: &Addresses,
    token: Option<&Token>,
) -> Result<Deployment, FetchError> {
    fetch(addresses.of("api/v1/deployment"), token).await
}

/// The deployment's divisions and places.
///
/// # Errors
/// When the hub cannot be reached, refuses, or says something unreadable.
pub async fn fetch_divisions(
    addresses: &Addresses,
    token: Option<&Token>,
) -> Result<Divisions, FetchError> {
    fetch(addresses.of("api/v1/divisions"), token).await
}

/// Who is signed in, by the session of the page's cookie.
///
/// # Errors
/// [`FetchError::Refused`] when nobody is; else when the hub cannot be reached or says something unreadable.
pub async fn fetch_me(addresses: &Addresses) -> Result<Me, FetchError> {
    fetch(addresses.of("api/v1/me"), None).await
}

pub(super) async fn fetch<T: DeserializeOwned>(
    address: String,
    token: Option<&Token>,
) -> Result<T, FetchError> {
    let response = ask(&address, "application/json", token).await?;
    match response.json().await {
        Ok(value) => Ok(value),
        Err(source) => Err(FetchError::Unreadable { address, source }),
    }
}

/// The bytes of a JPEG.
pub(super) async fn fetch_jpeg(
    address: String,
    token: Option<&Token>,
) -> Result<Vec<u8>, FetchError> {
    bytes_of(address, "image/jpeg", token).await
}

/// The bytes of a JSON document, for who reads it straight into what it needs.
pub(super) async fn fetch_bytes(
    address: String,
    token: Option<&Token>,
) -> Result<Vec<u8>, FetchError> {
    bytes_of(address, "application/json", token).await
}

async fn bytes_of(
    address: String,
    accept: &str,
    token: Option<&Token>,
) -> Result<Vec<u8>, FetchError> {
    let response = ask(&address, accept, token).await?;
    match response.binary().await {
        Ok(bytes) => Ok(bytes),
        Err(source) => Err(FetchError::Unreadable { address, source }),
    }
}

async fn ask(address: &str, accept: &str, token: Option<&Token>) -> Result<Response, FetchError> {
    let mut request = Request::get(address)
        // Another network's hub is of another origin: without this it knows nobody.
        .credentials(RequestCredentials::Include)
        .header("Accept", accept);
    if let Some(token) = token {
        request = request.header("Authorization", &token.bearer());
    }
    let address = || address.to_owned();
    let response = match request.send().await {
        Ok(response) => response,
        Err(source) => {
            return Err(FetchError::Unreachable {
                address: address(),
                source,
            });
        }
    };
    match response.status() {
        200 => Ok(response),
        401 | 403 => Err(FetchError::Refused { address: address() }),
        status => Err(FetchError::Status {
            address: address(),
            status,
        }),
    }
}
