//! Asks a gateway again and again which streams are live: one question at a time, less often while it is away.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::{Gateway, GatewayError, LivePaths};
use crate::meters;

/// How long is waited after the first question in vain; twice as long after each further one.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// How long is waited at most.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Asks until the hub stops.
pub(super) async fn keep_asking(
    gateway: Arc<Gateway>,
    changes: Arc<watch::Sender<u64>>,
    mut stopping: watch::Receiver<bool>,
) {
    let mut in_vain = 0;
    loop {
        let said = gateway.adapter.live(&gateway.client).await;
        meters::gateway(&gateway.id, said.as_ref().ok().map(LivePaths::len));
        in_vain = if said.is_ok() { 0 } else { in_vain + 1 };
        if gateway.note(said) {
            changes.send_modify(|version| *version += 1);
        }
        let wait = wait_after(in_vain, Duration::from_secs(gateway.poll_secs.into()));
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            // Whoever would tell us has gone: that is a stop, too.
            _ = stopping.wait_for(|stopping| *stopping) => return,
        }
    }
}

/// How long until the next question.
fn wait_after(in_vain: u32, usual: Duration) -> Duration {
    match in_vain.checked_sub(1) {
        None => usual,
        Some(doublings) => {
            let longest = LONGEST_WAIT.max(usual);
            FIRST_WAIT
                .saturating_mul(1 << doublings.min(16))
                .min(longest)
        }
    }
}

impl Gateway {
    /// Keeps what it said. Whether that is something else than before.
    fn note(&self, said: Result<LivePaths, GatewayError>) -> bool {
        let mut live = self.live.write().unwrap_or_else(PoisonError::into_inner);
        match (said, live.as_deref()) {
            (Ok(now), Some(before)) if now == *before => false,
            (Ok(now), before) => {
                if before.is_none() {
                    tracing::info!(
                        gateway = self.id,
                        streams = now.len(),
                        "A video gateway answers"
                    );
                }
                *live = Some(Arc::new(now));
                true
            }
            (Err(error), Some(_)) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(
                    gateway = self.id,
                    error,
                    "A video gateway does not answer; it is asked again"
                );
                *live = None;
                true
            }
            (Err(error), None) => {
                tracing::debug!(
                    gateway = self.id,
                    error = &error as &dyn std::error::Error,
                    "Still away"
                );
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_that_is_away_is_asked_less_and_less_often_but_twice_a_minute() {
        let secs = |in_vain| wait_after(in_vain, Duration::from_secs(5)).as_secs();
        let waits: Vec<u64> = (0..8).map(secs).collect();
        assert_eq!(waits, [5, 1, 2, 4, 8, 16, 30, 30]);
        assert_eq!(secs(1_000), 30);
        assert_eq!(wait_after(9, Duration::from_secs(60)).as_secs(), 60);
    }
}
