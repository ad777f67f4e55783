//! Changes of what a session may see, as they travel and wait: packed.
//!
//! A record of fixed width holds most changes whole. Names stand once in a batch's lists; what does not fit a record stands
//! beside. So reading a batch allocates nothing per change, and neither does waiting for the tick.

mod bytes;
mod record;

use domain::{Actor, Assignee, IncidentId, PhotoKey, Seq, TextKey, Timestamp, Wgs84};
use serde::{Deserialize, Serialize};
use world::{Event, Fact, Order};

use crate::Delta;
pub use bytes::InvalidDeltas;
use record::{Fitted, Kind, NOBODY, Record};

/// How far back a list is searched for a name that stands in it already: more than a shift has seats or crews at once.
/// Names may stand in a list twice, so a longer search would cost more than the bytes it saves.
const SEARCHED: usize = 64;

/// Changes of what a session may see, in order, and how far they go. Iterating gives each [`Delta`] as it was packed.
#[derive(Clone, Debug, PartialEq)]
pub struct Deltas {
    through: Seq,
    base: Base,
    records: Vec<Record>,
    lists: Lists,
}

/// What the numbers of a batch's records are relative to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Base {
    seq: u64,
    at: i64,
}

/// What the records refer to: actors and assignees by number, the others each to the next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Lists {
    actors: Vec<Actor>,
    assignees: Vec<Assignee>,
    proofs: Vec<Proof>,
    others: Vec<Delta>,
}

/// What few facts have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Proof {
    note: Option<TextKey>,
    photos: Vec<PhotoKey>,
    from: Option<Wgs84>,
}

impl Deltas {
    /// Packs changes, given in order; everything the session may see up to `through` has been told with them.
    #[must_use]
    pub fn pack(through: Seq, deltas: impl IntoIterator<Item = Delta>) -> Self {
        let deltas = deltas.into_iter();
        let mut packed = Self {
            through,
            base: Base::default(),
            records: Vec::with_capacity(deltas.size_hint().0),
            lists: Lists::default(),
        };
        let mut base = None;
        for delta in deltas {
            let record = packed.lists.record(&delta, &mut base);
            packed.records.push(record.unwrap_or_else(|| {
                packed.lists.others.push(delta);
                Record::OTHER
            }));
        }
        packed.base = base.unwrap_or_default();
        packed
    }

    /// Everything the session may see up to this event has been sent.
    #[must_use]
    pub const fn through(&self) -> Seq {
        self.through
    }

    /// How many changes.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.records.is_empty()
    }
}

impl Lists {
    /// A change as a record, with what it refers to in the lists; `None` when it does not fit.
    fn record(&mut self, delta: &Delta, base: &mut Option<Base>) -> Option<Record> {
        match delta {
            Delta::Event(event) => self.event_record(event, base),
            Delta::Entered(_) => None,
            Delta::Left(incident) => Some(Record {
                kind: Kind::Left,
                incident: u32::try_from(incident.0).ok()?,
                ..Record::OTHER
            }),
        }
    }

    fn event_record(&mut self, event: &Event, base: &mut Option<Base>) -> Option<Record> {
        let Event {
            seq,
            recorded_at,
            fact,
        } = event;
        let fitted = Fitted::of(&fact.body)?;
        let occurred = fact.occurred_at.0.checked_sub(recorded_at.0)?;
        let base = base.get_or_insert(Base {
            seq: seq.0,
            at: recorded_at.0,
        });
        let proven = fact.note.is_some() || !fact.photos.is_empty() || fact.from.is_some();
        let record = Record {
            kind: Kind::Event(fitted.kind),
            out_of_order: fact.order == Order::OutOfOrder,
            proven,
            incident: u32::try_from(fact.incident.0).ok()?,
            seq: u32::try_from(seq.0.checked_sub(base.seq)?).ok()?,
            recorded: i32::try_from(recorded_at.0.checked_sub(base.at)?).ok()?,
            occurred: i32::try_from(occurred).ok()?,
            number: fitted.number,
            assignee: match fitted.assignee {
                Some(assignee) => number_in(&mut self.assignees, assignee)?,
                None => NOBODY,
            },
            actor: number_in(&mut self.actors, &fact.by)?,
        };
        if proven {
            self.proofs.push(Proof {
                note: fact.note,
                photos: fact.photos.clone(),
                from: fact.from,
            });
        }
        Some(record)
    }
}

/// Where a name stands in its list, at the end if it did not yet; `None` when the list is full.
fn number_in<T: Clone + PartialEq>(list: &mut Vec<T>, name: &T) -> Option<u16> {
    let first = list.len().saturating_sub(SEARCHED);
    let known = list[first..].iter().rposition(|known| known == name);
    let number = u16::try_from(known.map_or(list.len(), |known| first + known)).ok()?;
    if number == NOBODY {
        return None;
    }
    if known.is_none() {
        list.push(name.clone());
    }
    Some(number)
}

/// The changes of a batch, in order.
#[derive(Debug)]
pub struct Unpacked {
    base: Base,
    records: std::vec::IntoIter<Record>,
    actors: Vec<Actor>,
    assignees: Vec<Assignee>,
    proofs: std::vec::IntoIter<Proof>,
    others: std::vec::IntoIter<Delta>,
}

impl Unpacked {
    #[inline]
    fn event(&mut self, record: &Record, kind: record::BodyKind) -> Event {
        let Base { seq, at } = self.base;
        // Whatever was packed comes out as it went in; bytes from elsewhere may turn over, which harms nobody.
        let recorded_at = at.wrapping_add(record.recorded.into());
        let occurred_at = recorded_at.wrapping_add(record.occurred.into());
        let proof = record.proven.then(|| self.proofs.next()).flatten();
        let (note, photos, from) = proof.map_or((None, Vec::new(), None), |proof| {
            (proof.note, proof.photos, proof.from)
        });
        Event {
            seq: Seq(seq.wrapping_add(record.seq.into())),
            recorded_at: Timestamp(recorded_at),
            fact: Fact {
                incident: IncidentId(record.incident.into()),
                occurred_at: Timestamp(occurred_at),
                by: self.actors[usize::from(record.actor)].clone(),
                order: if record.out_of_order {
                    Order::OutOfOrder
                } else {
                    Order::InOrder
                },
                note,
                photos,
                from,
                body: record.body(kind, &self.assignees),
            },
        }
    }
}

impl Iterator for Unpacked {
    type Item = Delta;

    fn next(&mut self) -> Option<Delta> {
        let record = self.records.next()?;
        match record.kind {
            Kind::Other => self.others.next(),
            Kind::Left => Some(Delta::Left(IncidentId(record.incident.into()))),
            Kind::Event(kind) => Some(Delta::Event(self.event(&record, kind))),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.records.size_hint()
    }
}

impl ExactSizeIterator for Unpacked {}

impl IntoIterator for Deltas {
    type Item = Delta;
    type IntoIter = Unpacked;

    fn into_iter(self) -> Unpacked {
        let Lists {
            actors,
            assignees,
            proofs,
            others,
        } = self.lists;
        Unpacked {
            base: self.base,
            records: self.records.into_iter(),
            actors,
            assignees,
            proofs: proofs.into_iter(),
            others: others.into_iter(),
        }
    }
}
