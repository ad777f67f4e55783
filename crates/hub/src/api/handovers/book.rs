//! What the trail tells of a network's watch: who has it, who gave it to whom, and what waits for a signature.

use std::ops::Range;
use std::sync::Arc;

use domain::{Network, PersonId, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;
use world::OpenIncidents;

use super::super::moment;
use super::open::{OpenJson, read as read_open};
use crate::audit::{Noted, Order, Query, What};
use crate::hub::Hub;
use crate::problem::Problem;

/// How many entries are read at a time.
const READ_AT_A_TIME: usize = 1_000;

/// The most handovers that are told: the latest.
const MOST_TOLD: usize = 200;

/// What stands as the outcome of a watch that was taken without anybody giving it.
pub(crate) const ALONE: &str = "alone";

/// A watch that was given, or taken over.
#[derive(Clone, Debug)]
pub(super) struct Given {
    /// By whom; `None` when nobody was on watch.
    pub from: Option<PersonId>,
    /// To whom.
    pub to: PersonId,
    /// When, by the machine's clock; `None` when it was taken over, or given before what is told.
    pub given_at: Option<Timestamp>,
    /// When it was signed for or taken over.
    pub taken_at: Option<Timestamp>,
    /// Waits for its signature: whatever came after it undoes it.
    pub waits: bool,
    open: OpenIncidents,
    entry: i64,
}

/// The watch of a network, as the trail tells it.
#[derive(Clone, Debug, Default)]
pub(crate) struct WatchBook {
    given: Vec<Given>,
}

impl WatchBook {
    /// What the trail tells of a span of time.
    pub(crate) fn read(
        hub: &Hub,
        network: Network,
        span: Range<Timestamp>,
    ) -> Result<Self, Problem> {
        let mut noted = Vec::new();
        for what in [What::WatchGiven, What::WatchTaken] {
            let mut query = Query {
                from: span.start,
                to: span.end,
                person: None,
                network: Some(network),
                incident: None,
                what: Some(what),
                after: None,
                order: Order::OldestFirst,
                limit: READ_AT_A_TIME,
            };
            loop {
                let page = tokio::task::block_in_place(|| hub.people.audit(&query))?;
                let is_last = page.len() < READ_AT_A_TIME;
                query.after = page.last().map(|last| (last.entry.at, last.id));
                noted.extend(page);
                if is_last {
                    break;
                }
            }
        }
        noted.sort_by_key(|noted| noted.id);
        let mut book = Self::default();
        for noted in noted {
            book.note(noted);
        }
        Ok(book)
    }

    fn note(&mut self, Noted { id, entry }: Noted) {
        let Some(person) = entry.person else {
            return;
        };
        let other = (entry.about.as_deref()).and_then(|id| PersonId::try_from(id).ok());
        if entry.what == What::WatchGiven {
            let Some(to) = other else {
                return;
            };
            self.undo_waiting();
            self.given.push(Given {
                from: Some(person),
                to,
                given_at: Some(entry.at),
                taken_at: None,
                waits: true,
                open: read_open(entry.outcome.as_deref().unwrap_or_default()),
                entry: id,
            });
            return;
        }
        let is_alone = entry.outcome.as_deref() == Some(ALONE);
        if is_alone {
            self.undo_waiting();
        }
        let given = self.given.last_mut().filter(|_| !is_alone);
        if let Some(given) = given {
            let is_signed = given.waits && given.from == other && given.to == person;
            if is_signed {
                given.taken_at = Some(entry.at);
                given.waits = false;
            }
        } else {
            // Nobody gave it, or it was given before the span began and signed for within it.
            self.given.push(Given {
                from: other,
                to: person,
                given_at: None,
                taken_at: Some(entry.at),
                waits: false,
                open: OpenIncidents::default(),
                entry: id,
            });
        }
    }

    /// The watch is one thing: whoever gives or takes it anew undoes what nobody has signed for.
    fn undo_waiting(&mut self) {
        for given in &mut self.given {
            given.waits = false;
        }
    }

    /// Who has the watch, and since when.
    pub(crate) fn on_watch(&self) -> Option<(&PersonId, Timestamp)> {
        let mut latest = self.given.iter().rev();
        latest.find_map(|given| Some((&given.to, given.taken_at?)))
    }

    /// Everybody who has had it, in order, and since when.
    pub(crate) fn takings(&self) -> impl Iterator<Item = (&PersonId, Timestamp)> {
        let taken = self.given.iter();
        taken.filter_map(|given| Some((&given.to, given.taken_at?)))
    }

    /// What waits for its signature.
    pub(super) fn waiting(&self) -> Option<&Given> {
        self.given.last().filter(|given| given.waits)
    }

    /// For screens, with names and remarks.
    pub(super) fn json(
        &self,
        hub: &Hub,
        network: Network,
        officers: Vec<Officer>,
    ) -> Result<Handovers, Problem> {
        let told = &self.given[self.given.len().saturating_sub(MOST_TOLD)..];
        let entries = told.iter().map(|given| given.entry);
        let entries: Vec<i64> = entries.collect();
        let mut remarks = tokio::task::block_in_place(|| hub.people.remarks(&entries))?;
        let handovers = told.iter().map(|given| Handover {
            from: given.from.as_ref().map(|from| Officer::of(hub, from)),
            to: Officer::of(hub, &given.to),
            given_at: given.given_at.map(moment::written),
            open: OpenJson::of(&given.open, network),
            remark: remarks.remove(&given.entry),
            taken_at: given.taken_at.map(moment::written),
            waits: given.waits,
        });
        let handovers = handovers.collect();
        let on_watch = self.on_watch().map(|(person, since)| OnWatch {
            officer: Officer::of(hub, person),
            since: moment::written(since),
        });
        Ok(Handovers {
            on_watch,
            handovers,
            officers,
        })
    }
}

/// Somebody who may have the watch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Officer {
    /// The account.
    id: String,
    /// What the person is called; the account where it is gone.
    #[schema(value_type = String)]
    name: Arc<str>,
}

impl Officer {
    /// By account.
    pub(crate) fn of(hub: &Hub, id: &PersonId) -> Self {
        Self {
            id: id.to_string(),
            name: hub.people.name(id),
        }
    }
}

/// Who is on watch.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OnWatch {
    /// Who.
    officer: Officer,
    /// When it was signed for, by the machine's clock.
    since: String,
}

/// A watch that was given, or taken over.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Handover {
    /// By whom; `null` when nobody was on watch.
    from: Option<Officer>,
    /// To whom.
    to: Officer,
    /// When, by the machine's clock; `null` when it was taken over without being given, or given more than a week ago.
    given_at: Option<String>,
    /// What was open then.
    open: OpenJson,
    /// What the next officer is to know besides, until it is erased.
    remark: Option<String>,
    /// When it was signed for or taken over; `null` until then.
    taken_at: Option<String>,
    /// Waits for its signature. What is given or taken after it undoes it.
    waits: bool,
}

/// The handovers of a week.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Handovers {
    /// Who has the watch.
    on_watch: Option<OnWatch>,
    /// In order; at most 200, the latest.
    handovers: Vec<Handover>,
    /// To whom the reader could give it.
    officers: Vec<Officer>,
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;
    use crate::audit::Entry;

    fn id(text: &str) -> PersonId {
        PersonId::try_from(text).expect("an id")
    }

    fn book(entries: &[(What, &str, &str)]) -> WatchBook {
        let mut book = WatchBook::default();
        for (number, (what, person, about)) in (1..).zip(entries) {
            let (by, at) = (Some(id(person)), Timestamp(number));
            let entry = Entry::of(*what, by, Ipv4Addr::LOCALHOST.into(), at).about(*about);
            book.note(Noted { id: number, entry });
        }
        book
    }

    #[test]
    fn whoever_signed_for_a_watch_that_was_given_before_the_span_has_it() {
        let signed = (What::WatchTaken, "other", "officer");
        let signed_only = book(&[signed]);
        let on_watch = Some((&id("other"), Timestamp(1)));
        assert_eq!(signed_only.on_watch(), on_watch);
        assert_eq!(signed_only.takings().next(), on_watch);
        assert!(signed_only.waiting().is_none());
        let given = (What::WatchGiven, "officer", "other");
        let whole = book(&[given, signed]);
        assert_eq!(whole.on_watch(), Some((&id("other"), Timestamp(2))));
        assert_eq!(whole.takings().count(), 1);
    }

    #[test]
    fn who_signs_for_a_watch_that_was_given_to_another_does_not_have_it() {
        let given = (What::WatchGiven, "officer", "other");
        let wrong = book(&[given, (What::WatchTaken, "third", "officer")]);
        assert_eq!(wrong.on_watch(), None);
        assert!(wrong.waiting().is_some());
    }
}
