//! Answers: given once their group is durable, and found again by their idempotency key.

use serde::de::DeserializeOwned;
use tokio::sync::oneshot;

use super::Writer;
use crate::clock::system_now;
use crate::line::commands::Commanded;
use crate::line::outcome::{Outcome, Unanswered};
use crate::log::{Batch, LogError, RequestKey, StoredAnswer};

/// Who waits for an answer.
pub(in crate::line) type Asker<T> = oneshot::Sender<Result<T, Unanswered>>;

/// An answer that is given once its group is durable.
pub(super) enum Waiting {
    Statements(Asker<Vec<Outcome>>, Result<Vec<Outcome>, Unanswered>),
    Command(Asker<Commanded>, Result<Commanded, Unanswered>),
    Upload(Asker<()>),
}

impl Waiting {
    /// Answers. Whoever asked may have gone; what was decided stands.
    pub fn answer(self, durable: bool) {
        fn tell<T>(asker: Asker<T>, decided: Result<T, Unanswered>, durable: bool) {
            let told = if durable {
                decided
            } else {
                decided.and(Err(Unanswered::NotDurable))
            };
            let _ = asker.send(told);
        }
        match self {
            Self::Statements(asker, decided) => tell(asker, decided, durable),
            Self::Command(asker, decided) => tell(asker, decided, durable),
            Self::Upload(asker) => tell(asker, Ok(()), durable),
        }
    }
}

/// What is known of a request that carries an idempotency key.
pub(super) enum Remembered<T> {
    /// It comes for the first time.
    New,
    /// It was answered so.
    Answered(T),
    /// It was answered, and the answer is not understood: another release wrote it.
    Lost,
}

impl Writer {
    /// What is known of a request by its idempotency key.
    pub(super) fn remembered<T: DeserializeOwned>(
        &self,
        (key, fingerprint): &(RequestKey, [u8; 32]),
        batch: &Batch,
    ) -> Result<Remembered<T>, Unanswered> {
        let before = self.answered_before(key, batch).map_err(|error| {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "The log cannot be read"
            );
            Unanswered::NotDurable
        })?;
        let Some(before) = before else {
            return Ok(Remembered::New);
        };
        if before.fingerprint != *fingerprint {
            return Err(Unanswered::KeyReused);
        }
        Ok(serde_json::from_str(&before.answer).map_or_else(
            |error| {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "The answer to an idempotency key is not understood"
                );
                Remembered::Lost
            },
            Remembered::Answered,
        ))
    }

    fn answered_before(
        &self,
        key: &RequestKey,
        batch: &Batch,
    ) -> Result<Option<StoredAnswer>, LogError> {
        let in_group = batch.answers.iter().find(|(known, _)| known == key);
        match in_group {
            Some((_, answer)) => Ok(Some(answer.clone())),
            None => self.reader.answer(key),
        }
    }
}

/// Keeps an answer beside what it is about.
pub(super) fn remember(
    (key, fingerprint): (RequestKey, [u8; 32]),
    answer: &impl serde::Serialize,
    batch: &mut Batch,
) {
    if let Ok(answer) = serde_json::to_string(answer) {
        let stored = StoredAnswer {
            fingerprint,
            answered_at: system_now(),
            answer,
        };
        batch.answers.push((key, stored));
    }
}
