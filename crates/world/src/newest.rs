//! Up to when is known what a later word replaces: what is older and told late does not undo what is newer.

use domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Body, Fact, Order};

/// What a later word replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Part {
    Priority,
    Place,
    Category,
    Subject,
    Supervision,
    Suspension,
    Rating,
}

/// When the newest word on each part was said to have happened, in the order of the parts. What no word came on stands as it
/// was reported.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Newest(Vec<(Part, Timestamp)>);

impl Newest {
    /// Notes what a fact says. One out of order replaces nothing.
    pub fn note(&mut self, fact: &Fact) {
        if fact.order == Order::OutOfOrder {
            return;
        }
        let at = fact.occurred_at;
        for part in parts(&fact.body) {
            match self.0.binary_search_by_key(&part, |(known, _)| *known) {
                Ok(place) => self.0[place].1 = at.max(self.0[place].1),
                Err(place) => {
                    self.0.reserve_exact(1);
                    self.0.insert(place, (part, at));
                }
            }
        }
    }

    /// Whether a part that a fact would replace has a newer word on it. An acceptance does not count: its stage does.
    pub fn is_newer_than(&self, fact: &Fact) -> bool {
        let replaces = !matches!(fact.body, Body::Accepted { .. });
        replaces
            && parts(&fact.body).any(|part| {
                self.0
                    .iter()
                    .any(|(known, newest)| *known == part && *newest > fact.occurred_at)
            })
    }
}

/// The parts that a fact says something about.
fn parts(body: &Body) -> impl Iterator<Item = Part> {
    let said = match body {
        Body::PrioritySet { .. } => [Some(Part::Priority), None, None],
        Body::Supervised(_) => [Some(Part::Supervision), None, None],
        Body::Suspended | Body::Resumed => [Some(Part::Suspension), None, None],
        Body::Rated(_) => [Some(Part::Rating), None, None],
        Body::Amended(amended) => [
            amended.place.as_ref().map(|_| Part::Place),
            amended.category.as_ref().map(|_| Part::Category),
            amended.subject.as_ref().map(|_| Part::Subject),
        ],
        Body::Accepted {
            category,
            priority,
            place,
            ..
        } => [
            place.as_ref().map(|_| Part::Place),
            category.as_ref().map(|_| Part::Category),
            priority.map(|_| Part::Priority),
        ],
        _ => [None; 3],
    };
    said.into_iter().flatten()
}
