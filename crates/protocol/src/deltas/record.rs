//! One change in a fixed width: the bytes are a table in docs/protocol.md.

use domain::{Assignee, IncidentId, Millis, Priority};
use world::Body;

/// Bytes of a change.
pub(super) const WIDTH: usize = 26;

/// Stands for "to nobody" where a change may be to somebody. No list is so long that it has an entry of this number.
pub(super) const NOBODY: u16 = u16::MAX;

/// Stands for "no limit" where a change may carry one.
const NO_LIMIT: u32 = u32::MAX;

const OUT_OF_ORDER: u8 = 1;
const PROVEN: u8 = 2;

/// One change, its numbers relative to those that a batch begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub kind: Kind,
    pub out_of_order: bool,
    /// Whether its note, photos and position stand among the batch's proofs.
    pub proven: bool,
    /// Among the batch's actors.
    pub actor: u16,
    /// Among the batch's assignees, or [`NOBODY`].
    pub assignee: u16,
    pub incident: u32,
    /// After the batch's first event.
    pub seq: u32,
    /// After the batch's first event, in milliseconds.
    pub recorded: i32,
    /// After it was recorded, in milliseconds: seldom above 0.
    pub occurred: i32,
    /// The one number that most bodies have: a limit in milliseconds, a rating, an incident, a word.
    pub number: u32,
}

/// What kind of change it is, and with it what its other fields mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The batch's next one that does not fit a record.
    Other,
    Left,
    Event(BodyKind),
}

/// The bodies that fit a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyKind {
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

/// How many lists' entries the changes of a batch can refer to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entries {
    pub actors: u16,
    pub assignees: u16,
}

/// A body as a record holds it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fitted<'a> {
    pub kind: BodyKind,
    pub assignee: Option<&'a Assignee>,
    pub number: u32,
}

impl Record {
    /// Stands where a change does not fit.
    pub(super) const OTHER: Self = Self {
        kind: Kind::Other,
        out_of_order: false,
        proven: false,
        actor: 0,
        assignee: 0,
        incident: 0,
        seq: 0,
        recorded: 0,
        occurred: 0,
        number: 0,
    };

    /// Writes it.
    pub(super) fn bytes(&self) -> [u8; WIDTH] {
        let mut bytes = [0; WIDTH];
        bytes[0] = self.kind.number();
        bytes[1] = u8::from(self.out_of_order) * OUT_OF_ORDER + u8::from(self.proven) * PROVEN;
        bytes[2..4].copy_from_slice(&self.actor.to_le_bytes());
        bytes[4..6].copy_from_slice(&self.assignee.to_le_bytes());
        bytes[6..10].copy_from_slice(&self.incident.to_le_bytes());
        bytes[10..14].copy_from_slice(&self.seq.to_le_bytes());
        bytes[14..18].copy_from_slice(&self.recorded.to_le_bytes());
        bytes[18..22].copy_from_slice(&self.occurred.to_le_bytes());
        bytes[22..26].copy_from_slice(&self.number.to_le_bytes());
        bytes
    }

    /// Reads it; `None` when it is of no known kind, refers to an entry that is not there, or holds what its kind cannot.
    #[inline]
    pub(super) fn read(bytes: &[u8; WIDTH], entries: Entries) -> Option<Self> {
        let half = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
        let word = |at: usize| {
            u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        let record = Self {
            kind: Kind::from_number(bytes[0])?,
            out_of_order: bytes[1] & OUT_OF_ORDER != 0,
            proven: bytes[1] & PROVEN != 0,
            actor: half(2),
            assignee: half(4),
            incident: word(6),
            seq: word(10),
            recorded: word(14).cast_signed(),
            occurred: word(18).cast_signed(),
            number: word(22),
        };
        (bytes[1] <= OUT_OF_ORDER + PROVEN && record.is_sound(entries)).then_some(record)
    }

    /// Whether it holds only what its kind can, and refers only to what is there.
    #[inline]
    fn is_sound(&self, entries: Entries) -> bool {
        let Kind::Event(kind) = self.kind else {
            return !self.proven;
        };
        self.actor < entries.actors
            && self.number <= kind.largest_number()
            && (self.assignee < entries.assignees || kind.does_without(self.assignee))
    }

    /// What happened, by a record of an event. A batch holds only records that were read or packed, whose entries are there.
    #[inline]
    pub(super) fn body(&self, kind: BodyKind, assignees: &[Assignee]) -> Body {
        let limit = Millis(self.number.into());
        let assignee = || assignees[usize::from(self.assignee)].clone();
        match kind {
            BodyKind::Acknowledged => Body::Acknowledged,
            BodyKind::Accepted => Body::Accepted {
                category: None,
                priority: None,
                place: None,
                handle_within: limit,
            },
            BodyKind::Rejected => Body::Rejected,
            BodyKind::Merged => Body::Merged {
                into: IncidentId(self.number.into()),
            },
            BodyKind::Unmerged => Body::Unmerged,
            BodyKind::Assigned => Body::Assigned {
                to: assignee(),
                receive_within: limit,
            },
            BodyKind::Received => Body::Received {
                assignee: assignee(),
                arrive_within: (self.number != NO_LIMIT).then_some(limit),
            },
            BodyKind::Declined => Body::Declined {
                assignee: assignee(),
            },
            BodyKind::Withdrawn => Body::Withdrawn {
                assignee: assignee(),
            },
            BodyKind::StartedOut => Body::StartedOut {
                assignee: assignee(),
            },
            BodyKind::Arrived => Body::Arrived {
                assignee: assignee(),
            },
            BodyKind::HandlingBegan => Body::HandlingBegan {
                assignee: assignees.get(usize::from(self.assignee)).cloned(),
                feedback_within: limit,
            },
            BodyKind::Cleared => Body::Cleared {
                assignee: assignee(),
            },
            BodyKind::FedBack => Body::FedBack {
                feedback_within: limit,
            },
            BodyKind::Resolved => Body::Resolved {
                verify_within: limit,
            },
            BodyKind::Verified => Body::Verified,
            BodyKind::Reworked => Body::Reworked {
                feedback_within: limit,
            },
            BodyKind::ClosedUnverified => Body::ClosedUnverified,
            BodyKind::Suspended => Body::Suspended,
            BodyKind::Resumed => Body::Resumed,
            BodyKind::Supervised => Body::Supervised(self.number != 0),
            BodyKind::Escalated => Body::Escalated,
            BodyKind::PrioritySet => Body::PrioritySet {
                from: priority(self.number / 3),
                to: priority(self.number % 3),
            },
            BodyKind::Reopened => Body::Reopened {
                handle_within: limit,
            },
            BodyKind::NobodyFree => Body::NobodyFree,
            BodyKind::Replied => Body::Replied,
            BodyKind::Rated => Body::Rated(self.number as u8),
            BodyKind::Archived => Body::Archived,
        }
    }
}

impl Kind {
    /// Its number on the wire.
    const fn number(self) -> u8 {
        match self {
            Self::Other => 0,
            Self::Left => 1,
            Self::Event(body) => body as u8 + 2,
        }
    }

    #[inline]
    fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Other),
            1 => Some(Self::Left),
            _ => BodyKind::ALL
                .get(usize::from(number) - 2)
                .map(|body| Self::Event(*body)),
        }
    }
}

impl BodyKind {
    /// Every kind, by its number.
    const ALL: [Self; 28] = [
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

    /// The largest number that it can carry.
    #[inline]
    const fn largest_number(self) -> u32 {
        match self {
            Self::Supervised => 1,
            // Two of three words.
            Self::PrioritySet => 8,
            Self::Rated => u8::MAX as u32,
            _ => u32::MAX,
        }
    }

    /// Whether it can stand without the assignee that is named.
    #[inline]
    const fn does_without(self, assignee: u16) -> bool {
        match self {
            Self::Assigned
            | Self::Received
            | Self::Declined
            | Self::Withdrawn
            | Self::StartedOut
            | Self::Arrived
            | Self::Cleared => false,
            Self::HandlingBegan => assignee == NOBODY,
            _ => true,
        }
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
                return with_limit(BodyKind::Accepted, handle_within);
            }
            Body::Acknowledged => plain(BodyKind::Acknowledged),
            Body::Rejected => plain(BodyKind::Rejected),
            Body::Merged { into } => with_number(BodyKind::Merged, u32::try_from(into.0).ok()?),
            Body::Unmerged => plain(BodyKind::Unmerged),
            Body::Assigned {
                to: assignee,
                receive_within,
            } => to(BodyKind::Assigned, assignee, fitting(*receive_within)?),
            Body::Received {
                assignee,
                arrive_within,
            } => {
                let limit = arrive_within.map_or(Some(NO_LIMIT), fitting)?;
                to(BodyKind::Received, assignee, limit)
            }
            Body::Declined { assignee } => to(BodyKind::Declined, assignee, 0),
            Body::Withdrawn { assignee } => to(BodyKind::Withdrawn, assignee, 0),
            Body::StartedOut { assignee } => to(BodyKind::StartedOut, assignee, 0),
            Body::Arrived { assignee } => to(BodyKind::Arrived, assignee, 0),
            Body::HandlingBegan {
                assignee,
                feedback_within,
            } => Self {
                kind: BodyKind::HandlingBegan,
                assignee: assignee.as_ref(),
                number: fitting(*feedback_within)?,
            },
            Body::Cleared { assignee } => to(BodyKind::Cleared, assignee, 0),
            Body::FedBack { feedback_within } => {
                return with_limit(BodyKind::FedBack, feedback_within);
            }
            Body::Resolved { verify_within } => {
                return with_limit(BodyKind::Resolved, verify_within);
            }
            Body::Verified => plain(BodyKind::Verified),
            Body::Reworked { feedback_within } => {
                return with_limit(BodyKind::Reworked, feedback_within);
            }
            Body::ClosedUnverified => plain(BodyKind::ClosedUnverified),
            Body::Suspended => plain(BodyKind::Suspended),
            Body::Resumed => plain(BodyKind::Resumed),
            Body::Supervised(supervised) => {
                with_number(BodyKind::Supervised, u32::from(*supervised))
            }
            Body::Escalated => plain(BodyKind::Escalated),
            Body::PrioritySet { from, to } => with_number(
                BodyKind::PrioritySet,
                priority_number(*from) * 3 + priority_number(*to),
            ),
            Body::Reopened { handle_within } => {
                return with_limit(BodyKind::Reopened, handle_within);
            }
            Body::NobodyFree => plain(BodyKind::NobodyFree),
            Body::Replied => plain(BodyKind::Replied),
            Body::Rated(rating) => with_number(BodyKind::Rated, u32::from(*rating)),
            Body::Archived => plain(BodyKind::Archived),
        })
    }
}

const fn with_number<'a>(kind: BodyKind, number: u32) -> Fitted<'a> {
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
    fn every_kind_is_found_by_its_number_and_no_other_number_is_one() {
        for number in 0..=u8::MAX {
            match Kind::from_number(number) {
                Some(kind) => assert_eq!(kind.number(), number),
                None => assert!(usize::from(number) >= BodyKind::ALL.len() + 2),
            }
        }
    }
}
