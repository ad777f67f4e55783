//! Changes of what a session may see, as they travel and wait: packed.
//!
//! A record of some numbers holds most changes whole. Names stand once in a batch's lists; what does not fit a record stands
//! beside. So reading a batch allocates nothing per change, and neither does waiting for the tick.

mod bytes;
mod record;
mod rows;

use domain::{Actor, Assignee, Incident, IncidentId, PhotoKey, Seq, TextKey, Timestamp, Wgs84};
use serde::{Deserialize, Serialize};
use world::{Body, Event, Fact, Order};

use crate::Delta;
pub use bytes::InvalidDeltas;
use record::{Fitted, Kind, Record};
use rows::{Reading, Rows};

/// How far back a list is searched for a name that stands in it already: more than a shift has seats or crews at once.
/// Names may stand in a list twice, so a longer search would cost more than the bytes it saves.
const SEARCHED: usize = 64;

/// The most names in a list. There are never so many in what a hub sends at once; what names another one stands beside.
const MOST_NAMES: usize = 1_024;

/// Changes of what a session may see, in order, and how far they go. Iterating gives each [`Delta`] as it was packed.
#[derive(Clone, Debug, PartialEq)]
pub struct Deltas {
    through: Seq,
    base: Base,
    rows: Rows,
    lists: Lists,
}

/// What the numbers of a batch's records are relative to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Base {
    /// Just before the first event: where one follows the other, every step is 1 and none takes a byte.
    seq: u64,
    at: i64,
}

/// How far the records of a batch have come.
#[derive(Clone, Copy)]
struct Run {
    base: Base,
    /// The last event's.
    seq: u64,
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
        let mut records = Vec::with_capacity(deltas.size_hint().0);
        let mut lists = Lists::default();
        let mut run = None;
        let mut before = Record {
            step: 1,
            ..Record::default()
        };
        for delta in deltas {
            let record = match lists.record(&delta, &mut run) {
                // What nobody looks at is as in the record before, so that no number gets wider for it.
                Some(Record {
                    kind: Kind::Left,
                    incident,
                    ..
                }) => Record {
                    incident,
                    ..before.beside(Kind::Left)
                },
                Some(record) => record,
                None => {
                    lists.others.push(delta);
                    before.beside(Kind::Other)
                }
            };
            records.push(record);
            before = record;
        }
        Self {
            through,
            base: run.map(|run: Run| run.base).unwrap_or_default(),
            rows: Rows::of(&records),
            lists,
        }
    }

    /// Everything the session may see up to this event has been sent.
    #[must_use]
    pub const fn through(&self) -> Seq {
        self.through
    }

    /// How many changes.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.len() == 0
    }
}

impl Lists {
    /// A change as a record, with what it refers to in the lists; `None` when it does not fit.
    fn record(&mut self, delta: &Delta, run: &mut Option<Run>) -> Option<Record> {
        match delta {
            Delta::Event(event) => self.event_record(event, run),
            Delta::Entered(_) => None,
            Delta::Left(incident) => Some(Record {
                kind: Kind::Left,
                incident: u32::try_from(incident.0).ok()?,
                ..Record::default()
            }),
        }
    }

    fn event_record(&mut self, event: &Event, run: &mut Option<Run>) -> Option<Record> {
        let Event {
            seq,
            recorded_at,
            fact,
        } = event;
        let fitted = Fitted::of(&fact.body)?;
        let occurred = fact.occurred_at.0.checked_sub(recorded_at.0)?;
        let before = seq.0.wrapping_sub(1);
        let run = run.get_or_insert(Run {
            base: Base {
                seq: before,
                at: recorded_at.0,
            },
            seq: before,
        });
        let proven = fact.note.is_some() || !fact.photos.is_empty() || fact.from.is_some();
        let record = Record {
            kind: fitted.kind,
            out_of_order: fact.order == Order::OutOfOrder,
            proven,
            incident: u32::try_from(fact.incident.0).ok()?,
            step: u32::try_from(seq.0.wrapping_sub(run.seq)).ok()?,
            recorded: i32::try_from(recorded_at.0.checked_sub(run.base.at)?).ok()?,
            occurred: i32::try_from(occurred).ok()?,
            number: fitted.number,
            assignee: match fitted.assignee {
                Some(assignee) => number_in(&mut self.assignees, assignee)? + 1,
                None => 0,
            },
            actor: number_in(&mut self.actors, &fact.by)?,
        };
        run.seq = seq.0;
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
fn number_in<T: Clone + PartialEq>(list: &mut Vec<T>, name: &T) -> Option<u32> {
    let first = list.len().saturating_sub(SEARCHED);
    let known = list[first..].iter().rposition(|known| known == name);
    let number = match known {
        Some(known) => first + known,
        None if list.len() == MOST_NAMES => return None,
        None => {
            list.push(name.clone());
            list.len() - 1
        }
    };
    u32::try_from(number).ok()
}

/// A batch that is unpacked, one change after the other.
///
/// Each actor's events are written one over the other, in place: no change is moved, none that fits a record is allocated,
/// and no name is counted up and down again.
#[derive(Debug)]
pub struct Unpacking {
    base: Base,
    rows: Rows,
    /// How many rows have been unpacked.
    unpacked: usize,
    reading: Reading,
    /// The last event's, of those in rows.
    seq: u64,
    /// The last event of each actor.
    events: Vec<Event>,
    assignees: Vec<Assignee>,
    proofs: std::vec::IntoIter<Proof>,
    others: std::vec::IntoIter<Delta>,
    /// The last event that stood among the others.
    other: Option<Event>,
}

/// One change, as it stands in a batch.
#[derive(Debug)]
pub enum Unpacked<'a> {
    /// Something happened to an incident the session sees.
    Event(&'a Event),
    /// An incident came into view.
    Entered(Box<Incident>),
    /// An incident left the view.
    Left(IncidentId),
}

impl Deltas {
    /// Begins to unpack it.
    #[must_use]
    pub fn unpack(self) -> Unpacking {
        Unpacking {
            base: self.base,
            unpacked: 0,
            reading: self.rows.reading(),
            rows: self.rows,
            seq: self.base.seq,
            events: self.lists.actors.into_iter().map(nothing_yet).collect(),
            assignees: self.lists.assignees,
            proofs: self.lists.proofs.into_iter(),
            others: self.lists.others.into_iter(),
            other: None,
        }
    }
}

/// Where an actor's events are written.
const fn nothing_yet(by: Actor) -> Event {
    Event {
        seq: Seq::START,
        recorded_at: Timestamp(0),
        fact: Fact {
            incident: IncidentId::WITHHELD,
            occurred_at: Timestamp(0),
            by,
            order: Order::InOrder,
            note: None,
            photos: Vec::new(),
            from: None,
            body: Body::Acknowledged,
        },
    }
}

impl Unpacking {
    /// The next change, in order. Not an [`Iterator`]'s: it lends an event which a later one overwrites.
    #[expect(clippy::should_implement_trait, reason = "an iterator cannot lend")]
    pub fn next(&mut self) -> Option<Unpacked<'_>> {
        let record = self.rows.get(self.unpacked, &mut self.reading)?;
        self.unpacked += 1;
        Some(match record.kind {
            Kind::Other => match self.others.next()? {
                Delta::Event(event) => Unpacked::Event(self.other.insert(event)),
                Delta::Entered(incident) => Unpacked::Entered(incident),
                Delta::Left(incident) => Unpacked::Left(incident),
            },
            Kind::Left => Unpacked::Left(IncidentId(record.incident.into())),
            _ => Unpacked::Event(self.write(&record)),
        })
    }

    fn write(&mut self, record: &Record) -> &Event {
        // Whatever was packed comes out as it went in; bytes from elsewhere may turn over, which harms nobody.
        let recorded_at = self.base.at.wrapping_add(record.recorded.into());
        let occurred_at = recorded_at.wrapping_add(record.occurred.into());
        self.seq = self.seq.wrapping_add(record.step.into());
        let event = &mut self.events[record.actor as usize];
        event.seq = Seq(self.seq);
        event.recorded_at = Timestamp(recorded_at);
        let fact = &mut event.fact;
        fact.incident = IncidentId(record.incident.into());
        fact.occurred_at = Timestamp(occurred_at);
        fact.order = if record.out_of_order {
            Order::OutOfOrder
        } else {
            Order::InOrder
        };
        fact.note = None;
        fact.photos.clear();
        fact.from = None;
        if record.proven
            && let Some(proof) = self.proofs.next()
        {
            (fact.note, fact.photos, fact.from) = (proof.note, proof.photos, proof.from);
        }
        record.write_body(&self.assignees, &mut fact.body);
        event
    }
}

/// The changes of a batch, each for itself.
#[derive(Debug)]
pub struct IntoIter(Unpacking);

impl Iterator for IntoIter {
    type Item = Delta;

    fn next(&mut self) -> Option<Delta> {
        Some(match self.0.next()? {
            Unpacked::Event(event) => Delta::Event(event.clone()),
            Unpacked::Entered(incident) => Delta::Entered(incident),
            Unpacked::Left(incident) => Delta::Left(incident),
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.0.rows.len() - self.0.unpacked;
        (left, Some(left))
    }
}

impl ExactSizeIterator for IntoIter {}

impl IntoIterator for Deltas {
    type Item = Delta;
    type IntoIter = IntoIter;

    fn into_iter(self) -> IntoIter {
        IntoIter(self.unpack())
    }
}
