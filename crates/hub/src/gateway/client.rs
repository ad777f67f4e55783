//! The one way to a gateway: bounded in time, in size, and in how much is asked at a time. It follows no redirection.

use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::{Answered, GatewayError, Socket};

/// How much is asked of one gateway at a time.
const AT_ONCE: usize = 512;
/// How long a question may wait for its turn.
const TURN_WITHIN: Duration = Duration::from_secs(5);
/// How long a connection may take to be made.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);
/// How long an answer may take. HLS with low latency holds a question back until there is a new part.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// How long a connection that nobody uses is kept.
const KEPT_FOR: Duration = Duration::from_secs(30);
/// The largest session description, in bytes.
pub(super) const LARGEST_SDP: usize = 64 * 1024;

type Connector = HttpsConnector<HttpConnector>;

/// The connections to a gateway.
#[derive(Clone, Debug)]
pub struct Client {
    pool: Pool<Connector, Full<Bytes>>,
    turns: Arc<Semaphore>,
    authorisation: Option<HeaderValue>,
    within: Duration,
}

/// What a gateway gives, its body still to come.
#[derive(Debug)]
pub struct Passed {
    /// What it is said to be.
    pub media_type: Option<HeaderValue>,
    /// The body.
    pub body: Incoming,
    /// One of the turns, for as long as it comes.
    pub turn: OwnedSemaphorePermit,
}

impl Default for Client {
    fn default() -> Self {
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_connect_timeout(Some(CONNECT_WITHIN));
        connector.set_nodelay(true);
        let provider = rustls::crypto::ring::default_provider();
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(provider)
            .unwrap_or_else(|_| HttpsConnectorBuilder::new().with_webpki_roots())
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        let pool = Pool::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(KEPT_FOR)
            .pool_max_idle_per_host(32)
            .http1_max_buf_size(256 * 1024)
            .build(connector);
        Self {
            pool,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            authorisation: None,
            within: ANSWER_WITHIN,
        }
    }
}

impl Client {
    /// The same connections, with an account.
    #[must_use]
    pub fn with(self, authorisation: Option<HeaderValue>) -> Self {
        Self {
            authorisation,
            ..self
        }
    }

    /// The same connections, for questions that take longer.
    #[must_use]
    pub fn patient(self, within: Duration) -> Self {
        Self { within, ..self }
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, GatewayError> {
        let turn = timeout(TURN_WITHIN, Arc::clone(&self.turns).acquire_owned()).await;
        turn.ok().and_then(Result::ok).ok_or(GatewayError::Busy)
    }

    /// The head of an answer; its body is still to come.
    pub(super) async fn head(
        &self,
        mut request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, GatewayError> {
        if let Some(authorisation) = &self.authorisation {
            let headers = request.headers_mut();
            headers.insert(AUTHORIZATION, authorisation.clone());
        }
        let answer = timeout(self.within, self.pool.request(request)).await;
        answer
            .map_err(|_| GatewayError::Slow)?
            .map_err(|_| GatewayError::Away)
    }

    /// A whole answer of at most so many bytes, whatever its status.
    pub(super) async fn whole(
        &self,
        request: Request<Full<Bytes>>,
        limit: usize,
    ) -> Result<(StatusCode, HeaderMap, Bytes), GatewayError> {
        let _turn = self.turn().await?;
        let answer = async {
            let (head, body) = self.head(request).await?.into_parts();
            let body = Limited::new(body, limit).collect().await;
            let body = body.map_err(|error| {
                if error.is::<http_body_util::LengthLimitError>() {
                    GatewayError::TooLarge { limit }
                } else {
                    GatewayError::Away
                }
            })?;
            Ok((head.status, head.headers, body.to_bytes()))
        };
        let answer = timeout(self.within, answer).await;
        answer.map_err(|_| GatewayError::Slow)?
    }

    /// What a JSON interface answers.
    pub(super) async fn json<T: serde::de::DeserializeOwned>(
        &self,
        request: Request<Full<Bytes>>,
        limit: usize,
    ) -> Result<T, GatewayError> {
        let (status, _, body) = self.whole(request, limit).await?;
        refused(status)?;
        serde_json::from_slice(&body).map_err(|_| GatewayError::Unusable)
    }

    /// Fetches something to be passed on.
    pub(super) async fn pass_on(&self, address: &Uri) -> Result<Passed, GatewayError> {
        let turn = self.turn().await?;
        let answer = self.head(asked(Method::GET, address.clone())?).await?;
        refused(answer.status())?;
        let (mut head, body) = answer.into_parts();
        Ok(Passed {
            media_type: head.headers.remove(CONTENT_TYPE),
            body,
            turn,
        })
    }

    /// Sends an offer as WHEP has it (IETF draft-ietf-wish-whep).
    pub(super) async fn offer(&self, address: Uri, offer: Bytes) -> Result<Answered, GatewayError> {
        let request = Request::post(address.clone())
            .header(CONTENT_TYPE, "application/sdp")
            .body(Full::new(offer))
            .map_err(|_| GatewayError::Unusable)?;
        let (status, headers, answer) = self.whole(request, LARGEST_SDP).await?;
        refused(status)?;
        let said = headers
            .get(CONTENT_TYPE)
            .and_then(|said| said.to_str().ok());
        let is_sdp = said.is_some_and(|said| said.starts_with("application/sdp"));
        if status != StatusCode::CREATED || !is_sdp || !answer.starts_with(b"v=0") {
            return Err(GatewayError::Unusable);
        }
        let location = headers.get(LOCATION).and_then(|place| place.to_str().ok());
        Ok(Answered {
            answer,
            resource: location.and_then(|location| beside(&address, location)),
        })
    }

    pub(super) async fn trickle(
        &self,
        resource: &Uri,
        fragment: Bytes,
    ) -> Result<(), GatewayError> {
        let request = Request::patch(resource.clone())
            .header(CONTENT_TYPE, "application/trickle-ice-sdpfrag")
            .body(Full::new(fragment))
            .map_err(|_| GatewayError::Unusable)?;
        let (status, _, _) = self.whole(request, LARGEST_SDP).await?;
        refused(status)
    }

    pub(super) async fn leave(&self, resource: &Uri) -> Result<(), GatewayError> {
        let request = asked(Method::DELETE, resource.clone())?;
        let (status, _, _) = self.whole(request, LARGEST_SDP).await?;
        match status {
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(()),
            status => refused(status),
        }
    }

    pub(super) async fn open(&self, address: &Uri) -> Result<Socket, GatewayError> {
        Socket::open(self, address).await
    }
}

/// A request without a body.
pub(super) fn asked(method: Method, address: Uri) -> Result<Request<Full<Bytes>>, GatewayError> {
    let request = Request::builder().method(method).uri(address);
    request
        .body(Full::new(Bytes::new()))
        .map_err(|_| GatewayError::Unusable)
}

/// Goes on only with a status of success.
pub(super) fn refused(status: StatusCode) -> Result<(), GatewayError> {
    match status {
        status if status.is_success() => Ok(()),
        StatusCode::NOT_FOUND => Err(GatewayError::NoPicture),
        status => Err(GatewayError::Refused {
            status: status.as_u16().into(),
        }),
    }
}

/// Where a `Location` leads, as seen from the address that gave it; `None` when it leads to another server.
fn beside(from: &Uri, location: &str) -> Option<Uri> {
    let to: Uri = match location.strip_prefix('/') {
        Some(_) => location.parse().ok()?,
        None if location.contains("://") => location.parse().ok()?,
        None => {
            let (folder, _) = from.path().rsplit_once('/')?;
            format!("{folder}/{location}").parse().ok()?
        }
    };
    let (scheme, authority) = (from.scheme()?, from.authority()?);
    // A gateway behind a proxy of its own may not know its name: what counts is the path.
    let path: &PathAndQuery = to.path_and_query()?;
    Uri::builder()
        .scheme(scheme.clone())
        .authority(authority.clone())
        .path_and_query(path.clone())
        .build()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_reached_at_the_server_that_began_it_wherever_it_says_it_is() {
        let from: Uri = "http://gw:8889/live/dome/whep".parse().expect("an address");
        let check = |location: &str, at: &str| {
            let found = beside(&from, location).map(|uri| uri.to_string());
            assert_eq!(found.as_deref(), Some(at), "{location}");
        };
        check("/live/dome/whep/7", "http://gw:8889/live/dome/whep/7");
        check("whep/7?a=1", "http://gw:8889/live/dome/whep/7?a=1");
        check("https://evil.example/x", "http://gw:8889/x");
    }
}
