//! One question to a hub and its answer, over HTTP.

use gloo_net::http::{Headers, Method, RequestBuilder};
use wasm_bindgen::JsValue;
use web_sys::{AbortController, RequestCredentials};

use crate::config::Token;
use crate::platform::Timeout;

/// What is asked.
pub(super) struct Inquiry<'a> {
    method: Method,
    address: &'a str,
    /// Under which key, so that asked again it happens once.
    key: Option<&'a str>,
    /// With which token, where no session is to be asked for.
    token: Option<&'a Token>,
    /// What is sent along, and of which type that is.
    content: Option<(&'a str, JsValue)>,
}

/// What came back.
pub(super) struct Reply {
    /// The HTTP status.
    pub(super) status: u16,
    /// After how many seconds to come back, when the hub says so.
    pub(super) retry_after_secs: Option<u32>,
    /// The body.
    pub(super) body: String,
}

impl<'a> Inquiry<'a> {
    /// Without a key, and with JSON if anything is sent along.
    pub(super) fn new(method: Method, address: &'a str, json: Option<&str>) -> Self {
        Self {
            method,
            address,
            key: None,
            token: None,
            content: json.map(|json| ("application/json", json.into())),
        }
    }

    /// The same, asked with a token.
    pub(super) fn with_token(self, token: Option<&'a Token>) -> Self {
        Self { token, ..self }
    }

    /// A post under a key.
    pub(super) const fn post(
        address: &'a str,
        key: &'a str,
        content_type: &'a str,
        body: JsValue,
    ) -> Self {
        Self {
            method: Method::POST,
            address,
            key: Some(key),
            token: None,
            content: Some((content_type, body)),
        }
    }
}

/// Asks once and waits for `patience_ms`; `None` when there was no answer.
pub(super) async fn exchange(inquiry: Inquiry<'_>, patience_ms: u32) -> Option<Reply> {
    let abort = AbortController::new().ok();
    let signal = abort.as_ref().map(AbortController::signal);
    let headers = Headers::new();
    headers.set("Accept", "application/json");
    if let Some(key) = inquiry.key {
        headers.set("Idempotency-Key", key);
    }
    if let Some(token) = inquiry.token {
        headers.set("Authorization", &token.bearer());
    }
    if let Some((content_type, _)) = &inquiry.content {
        headers.set("Content-Type", content_type);
    }
    let request = RequestBuilder::new(inquiry.address)
        .method(inquiry.method)
        // Another network's hub is of another origin: without this it knows nobody.
        .credentials(RequestCredentials::Include)
        .headers(headers)
        .abort_signal(signal.as_ref());
    let request = match inquiry.content {
        Some((_, body)) => request.body(body),
        None => request.build(),
    };
    let request = request.ok()?;
    let _patience = abort.map(|abort| Timeout::new(patience_ms, move || abort.abort()));
    let response = request.send().await.ok()?;
    let retry_after = response.headers().get("Retry-After");
    Some(Reply {
        status: response.status(),
        retry_after_secs: retry_after.and_then(|text| text.parse().ok()),
        body: response.text().await.ok()?,
    })
}
