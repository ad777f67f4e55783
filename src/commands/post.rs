//! A command over HTTP.

use gloo_net::http::Request;
use protocol::CommandRequest;
use wasm_bindgen::JsValue;
use web_sys::{AbortController, RequestCredentials};

use super::answer::{Answer, understood};
use crate::platform::Timeout;
use crate::store::Rejection;

/// A post without an answer after this long is given up and counts as unanswered, in milliseconds.
const PATIENCE_MS: u32 = 15_000;

/// What came back.
pub(super) struct Reply {
    /// The HTTP status.
    pub(super) status: u16,
    /// After how many seconds to come back, when the hub says so.
    pub(super) retry_after_secs: Option<u32>,
    /// The body.
    pub(super) body: String,
}

/// Posts a command once.
pub(super) async fn post(address: &str, key: &str, asked: &CommandRequest) -> Answer {
    match serde_json::to_string(asked) {
        Ok(body) => post_text(address, key, &body).await,
        Err(_) => Answer::Rejected(Rejection::Unreadable(0)),
    }
}

/// Posts a command once, as it was written down before.
pub(super) async fn post_text(address: &str, key: &str, body: &str) -> Answer {
    match exchange(address, key, "application/json", body.into(), PATIENCE_MS).await {
        Some(reply) => understood(reply.status, reply.retry_after_secs, &reply.body),
        None => Answer::ComeBack { after: None },
    }
}

/// Posts something once and waits for `patience_ms`; `None` when there was no answer.
pub(super) async fn exchange(
    address: &str,
    key: &str,
    content_type: &str,
    body: JsValue,
    patience_ms: u32,
) -> Option<Reply> {
    let abort = AbortController::new().ok();
    let signal = abort.as_ref().map(AbortController::signal);
    let request = Request::post(address)
        // Another network's hub is of another origin: without this it knows nobody.
        .credentials(RequestCredentials::Include)
        .header("Idempotency-Key", key)
        .header("Content-Type", content_type)
        .abort_signal(signal.as_ref())
        .body(body)
        .ok()?;
    let _patience = abort.map(|abort| Timeout::new(patience_ms, move || abort.abort()));
    let response = request.send().await.ok()?;
    let retry_after = response.headers().get("Retry-After");
    Some(Reply {
        status: response.status(),
        retry_after_secs: retry_after.and_then(|text| text.parse().ok()),
        body: response.text().await.ok()?,
    })
}
