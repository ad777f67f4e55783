//! A command over HTTP.

use protocol::CommandRequest;

use super::answer::{Answer, understood};
use super::exchange::{Inquiry, exchange};
use crate::store::Rejection;

/// A post without an answer after this long is given up and counts as unanswered, in milliseconds.
const PATIENCE_MS: u32 = 15_000;

/// Posts a command once.
pub(super) async fn post(address: &str, key: &str, asked: &CommandRequest) -> Answer {
    match serde_json::to_string(asked) {
        Ok(body) => post_text(address, key, &body).await,
        Err(_) => Answer::Rejected(Rejection::Unreadable(0)),
    }
}

/// Posts a command once, as it was written down before.
pub(super) async fn post_text(address: &str, key: &str, body: &str) -> Answer {
    match exchange(
        Inquiry::post(address, key, "application/json", body.into()),
        PATIENCE_MS,
    )
    .await
    {
        Some(reply) => understood(reply.status, reply.retry_after_secs, &reply.body),
        None => Answer::ComeBack { after: None },
    }
}
