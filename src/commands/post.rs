//! A command over HTTP.

use gloo_net::http::Request;
use protocol::CommandRequest;
use web_sys::AbortController;

use super::answer::{Answer, understood};
use crate::platform::Timeout;
use crate::store::Rejection;

/// A post without an answer after this long is given up and counts as unanswered, in milliseconds.
const PATIENCE_MS: u32 = 15_000;

/// Posts a command once.
pub(super) async fn post(address: &str, key: &str, asked: &CommandRequest) -> Answer {
    let no_answer = Answer::ComeBack { after: None };
    let abort = AbortController::new().ok();
    let signal = abort.as_ref().map(AbortController::signal);
    let request = Request::post(address)
        .header("Idempotency-Key", key)
        .abort_signal(signal.as_ref())
        .json(asked);
    let Ok(request) = request else {
        return Answer::Rejected(Rejection::Unreadable(0));
    };
    let _patience = abort.map(|abort| Timeout::new(PATIENCE_MS, move || abort.abort()));
    let Ok(response) = request.send().await else {
        return no_answer;
    };
    let retry_after = response.headers().get("Retry-After");
    let retry_after = retry_after.and_then(|text| text.parse().ok());
    let status = response.status();
    match response.text().await {
        Ok(body) => understood(status, retry_after, &body),
        Err(_) => no_answer,
    }
}
