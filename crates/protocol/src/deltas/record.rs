//! One change as numbers: what they mean is a table in docs/protocol.md.

use domain::{Assignee, IncidentId, Millis, Priority};
use world::Body;

/// The numbers of a change, beside its kind.
pub(super) const NUMBERS: usize = 7;

/// So many of them, the first ones, cannot be just any: [`Bounds`] look at no others.
pub(super) const BOUNDED: usize = 3;

/// Stands for "no limit" where a change may carry one.
const NO_LIMIT: u32 = u32::MAX;

/// The kind has the bits below this one and the next.
const OUT_OF_ORDER: u8 = 0x20;
const PROVEN: u8 = 0x40;

/// One change, its numbers relative to those that a batch begins with.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Record {
    pub kind: Kind,
    pub out_of_order: bool,
    /// Whether its note, photos and position stand among the batch's proofs.
    pub proven: bool,
    /// Among the batch's actors, from 0.
    pub actor: u32,
    /// Among the batch's assignees, from 1; 0 is nobody.
    pub assignee: u32,
    pub incident: u32,
    /// After the event before it in the batch.
    pub step: u32,
    /// After the batch's first event, in milliseconds.
    pub recorded: i32,
    /// After it was recorded, in milliseconds: seldom above 0.
    pub occurred: i32,
    /// The one number that most bodies have: a limit in milliseconds, a rating, an incident, a word.
    pub number: u32,
}

/// What kind of change it is, and with it what its other fields mean: a body that fits, or else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// The batch's next one that does not fit a record.
    #[default]
    Other,
    Left,
    Acknowledged,
    Accepted,
    Rejected,
    Merged,
    Unmerged,
    Assigned,
    Received,
    Declined,
    Withdrawn,
    StartedOut,
    Arrived,
    HandlingBegan,
    Cleared,
    FedBack,
    Resolved,
    Verified,
    Reworked,
    ClosedUnverified,
    Suspended,
    Resumed,
    Supervised,
    Escalated,
    PrioritySet,
    Reopened,
    NobodyFree,
    Replied,
    Rated,
    Archived,
}

/// A body as a record holds it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fitted<'a> {
    pub kind: Kind,
    pub assignee: Option<&'a Assignee>,
    pub number: u32,
}

impl Record {
    /// A record of a kind of which no moment and no place in the log counts: those of this one.
    pub(super) fn beside(&self, kind: Kind) -> Self {
        Self {
            kind,
            incident: self.incident,
            step: self.step,
            recorded: self.recorded,
            occurred: self.occurred,
            ..Self::default()
        }
    }

    /// Its kind, and what is said of it beside, in a byte.
    pub(super) fn head(&self) -> u8 {
        let flags = u8::from(self.out_of_order) * OUT_OF_ORDER + u8::from(self.proven) * PROVEN;
        self.kind as u8 + flags
    }

    /// Its numbers, so that those near 0 are small.
    pub(super) const fn numbers(&self) -> [u32; NUMBERS] {
        [
            self.actor,
            self.assignee,
            self.number,
            self.incident,
            self.step,
            zigzag(self.recorded),
            zigzag(self.occurred),
        ]
    }

    /// Reads it; `None` when it is of no known kind. Whether the rest is sound, [`Bounds`] say.
    #[inline]
    pub(super) fn read(head: u8, numbers: &[u32; NUMBERS + 1]) -> Option<Self> {
        let [
            actor,
            assignee,
            number,
            incident,
            step,
            recorded,
            occurred,
            _,
        ] = *numbers;
        Some(Self {
            kind: *Kind::ALL.get(usize::from(head & !(OUT_OF_ORDER | PROVEN)))?,
            out_of_order: head & OUT_OF_ORDER != 0,
            proven: head & PROVEN != 0,
            actor,
            assignee,
            incident,
            step,
            recorded: unzigzag(recorded),
            occurred: unzigzag(occurred),
            number,
        })
    }

    /// Writes over what happened. A batch holds only records that were read or packed, so whatever they refer to is there.
    pub(super) fn write_body(&self, assignees: &[Assignee], body: &mut Body) {
        let limit = Millis(self.number.into());
        let assignee = || assignees[self.assignee as usize - 1].clone();
        // Each is written where it stays: a body is large, and moving it would cost more than all the rest.
        match self.kind {
            Kind::Other | Kind::Left => {}
            Kind::Acknowledged => *body = Body::Acknowledged,
            Kind::Accepted => {
                *body = Body::Accepted {
                    category: None,
                    priority: None,
                    place: None,
                    handle_within: limit,
                }
            }
            Kind::Rejected => *body = Body::Rejected,
            Kind::Merged => {
                *body = Body::Merged {
                    into: IncidentId(self.number.into()),
                }
            }
            Kind::Unmerged => *body = Body::Unmerged,
            Kind::Assigned => {
                *body = Body::Assigned {
                    to: assignee(),
                    receive_within: limit,
                }
            }
            Kind::Received => {
                *body = Body::Received {
                    assignee: assignee(),
                    arrive_within: (self.number != NO_LIMIT).then_some(limit),
                }
            }
            Kind::Declined => {
                *body = Body::Declined {
                    assignee: assignee(),
                }
            }
            Kind::Withdrawn => {
                *body = Body::Withdrawn {
                    assignee: assignee(),
                }
            }
            Kind::StartedOut => {
                *body = Body::StartedOut {
                    assignee: assignee(),
                }
            }
            Kind::Arrived => {
                *body = Body::Arrived {
                    assignee: assignee(),
                }
            }
            Kind::HandlingBegan => {
                *body = Body::HandlingBegan {
                    assignee: (self.assignee != 0).then(assignee),
                    feedback_within: limit,
                }
            }
            Kind::Cleared => {
                *body = Body::Cleared {
                    assignee: assignee(),
                }
            }
            Kind::FedBack => {
                *body = Body::FedBack {
                    feedback_within: limit,
                }
            }
            Kind::Resolved => {
                *body = Body::Resolved {
                    verify_within: limit,
                }
            }
            Kind::Verified => *body = Body::Verified,
            Kind::Reworked => {
                *body = Body::Reworked {
                    feedback_within: limit,
                }
            }
            Kind::ClosedUnverified => *body = Body::ClosedUnverified,
            Kind::Suspended => *body = Body::Suspended,
            Kind::Resumed => *body = Body::Resumed,
            Kind::Supervised => *body = Body::Supervised(self.number != 0),
            Kind::Escalated => *body = Body::Escalated,
            Kind::PrioritySet => {
                *body = Body::PrioritySet {
                    from: priority(self.number / 3),
                    to: priority(self.number % 3),
                }
            }
            Kind::Reopened => {
                *body = Body::Reopened {
                    handle_within: limit,
                }
            }
            Kind::NobodyFree => *body = Body::NobodyFree,
            Kind::Replied => *body = Body::Replied,
            Kind::Rated => *body = Body::Rated(self.number as u8),
            Kind::Archived => *body = Body::Archived,
        }
    }
}

impl Kind {
    /// Every kind, by its number on the wire.
    const ALL: [Self; 30] = [
        Self::Other,
        Self::Left,
        Self::Acknowledged,
        Self::Accepted,
        Self::Rejected,
        Self::Merged,
        Self::Unmerged,
        Self::Assigned,
        Self::Received,
        Self::Declined,
        Self::Withdrawn,
        Self::StartedOut,
        Self::Arrived,
        Self::HandlingBegan,
        Self::Cleared,
        Self::FedBack,
        Self::Resolved,
        Self::Verified,
        Self::Reworked,
        Self::ClosedUnverified,
        Self::Suspended,
        Self::Resumed,
        Self::Supervised,
        Self::Escalated,
        Self::PrioritySet,
        Self::Reopened,
        Self::NobodyFree,
        Self::Replied,
        Self::Rated,
        Self::Archived,
    ];

    /// The largest number that it carries.
    const fn largest_number(self) -> u32 {
        match self {
            Self::Accepted
            | Self::Merged
            | Self::Assigned
            | Self::Received
            | Self::HandlingBegan
            | Self::FedBack
            | Self::Resolved
            | Self::Reworked
            | Self::Reopened => u32::MAX,
            Self::Supervised => 1,
            // Two of three words.
            Self::PrioritySet => 8,
            Self::Rated => u8::MAX as u32,
            _ => 0,
        }
    }

    /// The least and the most assignees that it names.
    const fn assignees(self) -> (bool, bool) {
        match self {
            Self::Assigned
            | Self::Received
            | Self::Declined
            | Self::Withdrawn
            | Self::StartedOut
            | Self::Arrived
            | Self::Cleared => (true, true),
            Self::HandlingBegan => (false, true),
            _ => (false, false),
        }
    }
}

/// A number with a sign as one without, the small ones first: 0, −1, 1, −2 and so on.
const fn zigzag(number: i32) -> u32 {
    ((number << 1) ^ (number >> 31)).cast_unsigned()
}

const fn unzigzag(number: u32) -> i32 {
    (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
}

/// Between what a record of some kind must lie in some batch: looked up, so that a check does not depend on the kind.
#[derive(Clone, Copy, Debug)]
struct Bound {
    says_more: bool,
    actors: u32,
    least_assignee: u32,
    most_assignee: u32,
    most_number: u32,
}

/// What every record of a batch must keep to: it says nothing that its kind cannot, and refers to nothing that is not there.
#[derive(Debug)]
pub(super) struct Bounds([Bound; Kind::ALL.len()]);

impl Bounds {
    /// The bounds of a batch with so many actors and assignees.
    pub(super) fn of(actors: u32, assignees: u32) -> Self {
        Self(Kind::ALL.map(|kind| {
            let (least, most) = kind.assignees();
            let bound = Bound {
                says_more: false,
                actors: 1,
                least_assignee: u32::from(least),
                most_assignee: u32::from(most) * assignees,
                most_number: kind.largest_number(),
            };
            match kind {
                Kind::Other | Kind::Left => bound,
                _ => Bound {
                    says_more: true,
                    actors,
                    ..bound
                },
            }
        }))
    }

    /// Whether a record keeps to them.
    #[inline]
    pub(super) const fn hold(&self, record: &Record) -> bool {
        let bound = &self.0[record.kind as usize];
        // Not one after the other: what is nearly always sound needs no five jumps.
        (bound.says_more | !(record.out_of_order | record.proven))
            & (record.actor < bound.actors)
            & (record.assignee >= bound.least_assignee)
            & (record.assignee <= bound.most_assignee)
            & (record.number <= bound.most_number)
    }
}

impl<'a> Fitted<'a> {
    /// What a record holds of a body; `None` when it does not fit.
    pub(super) fn of(body: &'a Body) -> Option<Self> {
        let plain = |kind| with_number(kind, 0);
        let with_number = |kind, number| with_number(kind, number);
        let with_limit = |kind, limit: &Millis| Some(with_number(kind, fitting(*limit)?));
        let to = |kind, assignee: &'a Assignee, number| Self {
            kind,
            assignee: Some(assignee),
            number,
        };
        Some(match body {
            Body::Reported(_)
            | Body::Amended(_)
            | Body::HandedOver { .. }
            | Body::Linked(_)
            | Body::Accepted {
                category: Some(_), ..
            }
            | Body::Accepted {
                priority: Some(_), ..
            }
            | Body::Accepted { place: Some(_), .. } => return None,
            Body::Accepted { handle_within, .. } => {
                return with_limit(Kind::Accepted, handle_within);
            }
            Body::Acknowledged => plain(Kind::Acknowledged),
            Body::Rejected => plain(Kind::Rejected),
            Body::Merged { into } => with_number(Kind::Merged, u32::try_from(into.0).ok()?),
            Body::Unmerged => plain(Kind::Unmerged),
            Body::Assigned {
                to: assignee,
                receive_within,
            } => to(Kind::Assigned, assignee, fitting(*receive_within)?),
            Body::Received {
                assignee,
                arrive_within,
            } => {
                let limit = arrive_within.map_or(Some(NO_LIMIT), fitting)?;
                to(Kind::Received, assignee, limit)
            }
            Body::Declined { assignee } => to(Kind::Declined, assignee, 0),
            Body::Withdrawn { assignee } => to(Kind::Withdrawn, assignee, 0),
            Body::StartedOut { assignee } => to(Kind::StartedOut, assignee, 0),
            Body::Arrived { assignee } => to(Kind::Arrived, assignee, 0),
            Body::HandlingBegan {
                assignee,
                feedback_within,
            } => Self {
                kind: Kind::HandlingBegan,
                assignee: assignee.as_ref(),
                number: fitting(*feedback_within)?,
            },
            Body::Cleared { assignee } => to(Kind::Cleared, assignee, 0),
            Body::FedBack { feedback_within } => {
                return with_limit(Kind::FedBack, feedback_within);
            }
            Body::Resolved { verify_within } => {
                return with_limit(Kind::Resolved, verify_within);
            }
            Body::Verified => plain(Kind::Verified),
            Body::Reworked { feedback_within } => {
                return with_limit(Kind::Reworked, feedback_within);
            }
            Body::ClosedUnverified => plain(Kind::ClosedUnverified),
            Body::Suspended => plain(Kind::Suspended),
            Body::Resumed => plain(Kind::Resumed),
            Body::Supervised(supervised) => with_number(Kind::Supervised, u32::from(*supervised)),
            Body::Escalated => plain(Kind::Escalated),
            Body::PrioritySet { from, to } => with_number(
                Kind::PrioritySet,
                priority_number(*from) * 3 + priority_number(*to),
            ),
            Body::Reopened { handle_within } => {
                return with_limit(Kind::Reopened, handle_within);
            }
            Body::NobodyFree => plain(Kind::NobodyFree),
            Body::Replied => plain(Kind::Replied),
            Body::Rated(rating) => with_number(Kind::Rated, u32::from(*rating)),
            Body::Archived => plain(Kind::Archived),
        })
    }
}

const fn with_number<'a>(kind: Kind, number: u32) -> Fitted<'a> {
    Fitted {
        kind,
        assignee: None,
        number,
    }
}

/// A limit as a number, when it is none that stands for something else.
fn fitting(limit: Millis) -> Option<u32> {
    u32::try_from(limit.0)
        .ok()
        .filter(|limit| *limit != NO_LIMIT)
}

const fn priority_number(priority: Priority) -> u32 {
    match priority {
        Priority::Routine => 0,
        Priority::Urgent => 1,
        Priority::Emergency => 2,
    }
}

const fn priority(number: u32) -> Priority {
    match number {
        0 => Priority::Routine,
        1 => Priority::Urgent,
        _ => Priority::Emergency,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_stands_at_its_number() {
        for (number, kind) in Kind::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(kind as u8), number);
        }
    }

    #[test]
    fn small_numbers_stay_small_whatever_their_sign() {
        assert_eq!([0, -1, 1, -2, 2].map(zigzag), [0, 1, 2, 3, 4]);
        for number in [0, 1, -1, 80, -258, i32::MAX, i32::MIN] {
            assert_eq!(unzigzag(zigzag(number)), number);
        }
    }
}
