//! What was asked and may have been done or not: no answer has settled it.
//!
//! It is kept for this tab and outlives the page. Whoever asks the same again, be it from another form or after a reload, asks
//! it under its own key, and it is done once however often it is asked.

use std::sync::Arc;

use domain::{Millis, Network, PersonId, Timestamp};
use protocol::{Command, CommandRequest};
use serde::{Deserialize, Serialize};

use crate::platform::{Storage, keep, kept};

/// So long the same words are the same question. Whoever says them a day later means something new.
const SAME_FOR: Millis = Millis::from_hours(24);

/// The most that is kept: of more than that nobody remembers what was asked.
const MOST_KEPT: usize = 50;

/// Under which name it is kept.
const KEPT_AS: &str = "furun.unsettled";

/// Something that was asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Question {
    /// Under which key.
    pub key: Arc<str>,
    /// By whom: the hub knows keys by their sender.
    pub by: PersonId,
    /// On which network.
    pub network: Network,
    /// As it was posted: the same key never goes with another body.
    pub request: Arc<CommandRequest>,
    /// When, by the device's clock.
    pub asked_at: Timestamp,
}

/// Everything that no answer has settled.
#[derive(Debug, Default)]
pub(super) struct Unsettled(Vec<Question>);

impl Unsettled {
    /// What this tab has kept.
    pub fn read() -> Self {
        let kept = kept(Storage::Session, KEPT_AS);
        Self(
            kept.and_then(|text| serde_json::from_str(&text).ok())
                .unwrap_or_default(),
        )
    }

    /// Forgets what this tab has kept: whoever sits here next must not read it.
    pub fn forget() {
        keep(Storage::Session, KEPT_AS, None);
    }

    /// The same question as it was asked before. What would be done twice is the same question whatever has happened since;
    /// anything else is decided on the version that was seen, and asked anew once the incident has moved: then it is refused if
    /// it is so already, and given again if it is not.
    pub fn same(
        &self,
        by: &PersonId,
        network: Network,
        request: &CommandRequest,
        now: Timestamp,
    ) -> Option<&Question> {
        let is_done_twice = matches!(
            request.command,
            Command::Report(_) | Command::Feedback | Command::Reply
        );
        self.0.iter().find(|before| {
            let mut asked = (*before.request).clone();
            if is_done_twice {
                asked.version = request.version;
            }
            (&before.by, before.network) == (by, network)
                && now - before.asked_at < SAME_FOR
                && asked == *request
        })
    }

    /// It is about to be posted.
    pub fn ask(&mut self, question: Question) {
        self.0.retain(|before| before.key != question.key);
        self.0.push(question);
        let excess = self.0.len().saturating_sub(MOST_KEPT);
        self.0.drain(..excess);
        self.write();
    }

    /// There is an answer to live with.
    pub fn settle(&mut self, key: &str) {
        self.0.retain(|question| *question.key != *key);
        self.write();
    }

    /// A browser that keeps nothing still holds it as long as the page.
    fn write(&self) {
        let text = serde_json::to_string(&self.0).ok();
        let text = text.filter(|_| !self.0.is_empty());
        keep(Storage::Session, KEPT_AS, text.as_deref());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Assignee, IncidentId, Seq, UnitId};

    fn person(id: &str) -> PersonId {
        PersonId::try_from(id).expect("an id")
    }

    fn request(command: Command, note: &str, version: u64) -> CommandRequest {
        CommandRequest {
            incident: Some(IncidentId(1)),
            version: Some(Seq(version)),
            command,
            note: Some(note.to_owned()),
            photos: Vec::new(),
            from: None,
        }
    }

    #[test]
    fn the_same_words_of_the_same_person_are_the_same_question_for_a_day() {
        let asked = request(Command::Feedback, "已到现场", 3);
        let question = Question {
            key: "first".into(),
            by: person("desk-1"),
            network: Network::Police,
            request: Arc::new(asked.clone()),
            asked_at: Timestamp(0),
        };
        let unsettled = Unsettled(vec![question]);
        let key = |by: &str, network, request: &CommandRequest, hours| {
            let now = Timestamp(0) + Millis::from_hours(hours);
            let same = unsettled.same(&person(by), network, request, now);
            same.map(|question| &*question.key)
        };
        let police = Network::Police;
        assert_eq!(key("desk-1", police, &asked, 23), Some("first"));
        let moved = request(Command::Feedback, "已到现场", 4);
        assert_eq!(key("desk-1", police, &moved, 1), Some("first"));
        for other in [
            request(Command::Feedback, "已处置", 3),
            request(Command::Reply, "已到现场", 3),
        ] {
            assert_eq!(key("desk-1", police, &other, 1), None);
        }
        assert_eq!(key("desk-2", police, &asked, 1), None);
        assert_eq!(key("desk-1", Network::Government, &asked, 1), None);
        assert_eq!(key("desk-1", police, &asked, 24), None);
    }

    #[test]
    fn an_order_that_was_declined_since_is_given_again_and_not_answered_as_the_first_time() {
        let crew = UnitId::try_from("crew-3").expect("an id");
        let order = |version| request(Command::Assign(Assignee::Unit(crew.clone())), "", version);
        let unsettled = Unsettled(vec![Question {
            key: "first".into(),
            by: person("desk-1"),
            network: Network::Police,
            request: Arc::new(order(3)),
            asked_at: Timestamp(0),
        }]);
        let key = |version| {
            let asked = order(version);
            let same = unsettled.same(&person("desk-1"), Network::Police, &asked, Timestamp(0));
            same.map(|question| &*question.key)
        };
        assert_eq!(key(3), Some("first"));
        assert_eq!(key(5), None);
    }
}
