//! Photos in a bucket of S3's kind, reached with the client that fetches tiles, too: one of them is enough for a hub.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::body::{Body, to_bytes};
use axum::http::request::Parts;
use axum::http::{Request, Response};
use object_store::ObjectStore;
use object_store::aws::AmazonS3Builder;
use object_store::client::{
    ClientOptions, HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse,
    HttpService,
};
use object_store::{BackoffConfig, RetryConfig};

use crate::config::BucketConfig;

/// How long one request may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// How long it is tried again before whoever sends a photo is told to come back.
const TRIED_FOR: Duration = Duration::from_secs(30);

/// The largest answer: a photo written anew may be larger than the file that was sent.
const LARGEST_ANSWER: u64 = 512 * 1024 * 1024;

/// The bucket, not yet asked for anything.
///
/// # Errors
/// When it cannot be as it is configured.
pub(super) fn open(config: &BucketConfig) -> object_store::Result<Arc<dyn ObjectStore>> {
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&config.bucket)
        .with_region(&config.region)
        .with_access_key_id(&config.access_key_id)
        .with_secret_access_key(config.secret_access_key.reveal())
        .with_retry(RetryConfig {
            backoff: BackoffConfig::default(),
            max_retries: 3,
            retry_timeout: TRIED_FOR,
        })
        .with_http_connector(Connector);
    if let Some(endpoint) = &config.endpoint {
        // In a network of one's own there may be no TLS.
        builder = builder.with_endpoint(endpoint).with_allow_http(true);
    }
    Ok(Arc::new(builder.build()?))
}

#[derive(Debug)]
struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, _options: &ClientOptions) -> object_store::Result<HttpClient> {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(ANSWER_WITHIN))
            .http_status_as_error(false)
            .build()
            .new_agent();
        Ok(HttpClient::new(Client(agent)))
    }
}

#[derive(Debug)]
struct Client(ureq::Agent);

#[async_trait]
impl HttpService for Client {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let agent = self.0.clone();
        let (parts, body) = request.into_parts();
        let body = to_bytes(Body::new(body), usize::MAX)
            .await
            .map_err(|error| HttpError::new(HttpErrorKind::Request, error))?;
        let asked = tokio::task::spawn_blocking(move || ask(&agent, parts, &body));
        asked
            .await
            .map_err(|error| HttpError::new(HttpErrorKind::Interrupted, error))?
    }
}

fn ask(agent: &ureq::Agent, head: Parts, body: &[u8]) -> Result<HttpResponse, HttpError> {
    let failed = |error: ureq::Error| {
        let kind = match &error {
            ureq::Error::Timeout(_) => HttpErrorKind::Timeout,
            ureq::Error::ConnectionFailed | ureq::Error::HostNotFound => HttpErrorKind::Connect,
            ureq::Error::Io(_) => HttpErrorKind::Interrupted,
            _ => HttpErrorKind::Unknown,
        };
        HttpError::new(kind, error)
    };
    // An empty body is none: some services answer 400 to a GET that has one.
    let answered = if body.is_empty() {
        agent.run(Request::from_parts(head, ()))
    } else {
        agent.run(Request::from_parts(head, body))
    };
    let mut response = answered.map_err(failed)?;
    let bytes = response
        .body_mut()
        .with_config()
        .limit(LARGEST_ANSWER)
        .read_to_vec()
        .map_err(failed)?;
    let (parts, _) = response.into_parts();
    Ok(Response::from_parts(parts, bytes.into()))
}
