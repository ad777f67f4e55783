//! When which part of an incident changed last: what a command's version is compared with.

use domain::Seq;
use serde::{Deserialize, Serialize};

use crate::{Body, Event};

/// A part of an incident that a decision may rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Where it stands, also when it came back to the same stage.
    Stage,
    /// Who was sent, and how far they are.
    Assignments,
    /// What and where it is, and how pressing: place, category, subject, priority.
    Description,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 3] = [Self::Stage, Self::Assignments, Self::Description];
}

/// The last event that changed each topic of one incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Touched([Seq; Topic::ALL.len()]);

impl Touched {
    /// Everything changed with this event.
    pub const fn all(seq: Seq) -> Self {
        Self([seq; Topic::ALL.len()])
    }

    /// Notes what an event changed.
    pub fn note_event(&mut self, event: &Event, stage_changed: bool) {
        if stage_changed {
            self.note(Topic::Stage, event.seq);
        }
        match &event.fact.body {
            Body::Assigned { .. }
            | Body::Received { .. }
            | Body::Declined { .. }
            | Body::Withdrawn { .. }
            | Body::StartedOut { .. }
            | Body::Arrived { .. }
            | Body::HandlingBegan {
                assignee: Some(_), ..
            }
            | Body::Cleared { .. }
            | Body::HandedOver { .. } => self.note(Topic::Assignments, event.seq),
            Body::PrioritySet { .. } | Body::Amended(_) => self.note(Topic::Description, event.seq),
            Body::Accepted {
                category,
                priority,
                place,
                ..
            } if category.is_some() || priority.is_some() || place.is_some() => {
                self.note(Topic::Description, event.seq);
            }
            _ => {}
        }
    }

    fn note(&mut self, topic: Topic, seq: Seq) {
        self.0[topic as usize] = seq;
    }

    /// The event that changed the topic last.
    pub const fn last(&self, topic: Topic) -> Seq {
        self.0[topic as usize]
    }
}
