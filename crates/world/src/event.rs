//! Facts of the log.

use domain::{
    Actor, ArcStr, Assignee, CategoryId, Channel, ExternalId, IncidentId, IncidentRef, Millis,
    PhotoKey, Place, PlatformId, Priority, Seq, TextKey, Timestamp, Wgs84,
};
use serde::{Deserialize, Serialize};

/// A fact in one network's log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its place in the log.
    pub seq: Seq,
    /// When the hub made it durable.
    pub recorded_at: Timestamp,
    /// What happened.
    pub fact: Fact,
}

/// What happened to one incident: decided, and once it is in the log, part of an [`Event`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Which incident it is about.
    pub incident: IncidentId,
    /// When it happened, by the source's own time.
    pub occurred_at: Timestamp,
    /// Who did it or said so.
    pub by: Actor,
    /// Whether it came in the order of the lifecycle.
    #[serde(default)]
    pub order: Order,
    /// The reason or note, in the erasable store.
    #[serde(default)]
    pub note: Option<TextKey>,
    /// Photos that prove it.
    #[serde(default)]
    pub photos: Vec<PhotoKey>,
    /// From where.
    #[serde(default)]
    pub from: Option<Wgs84>,
    /// What happened.
    pub body: Body,
}

/// Whether a fact came in the order of the lifecycle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// It did.
    #[default]
    InOrder,
    /// It came late or contradicts the order: recorded and counted, without moving a stage backwards.
    OutOfOrder,
}

/// What happened. Limits that the decision used stand beside it, so that a later change of rules changes nothing before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// A new incident.
    Reported(Box<Reported>),
    /// Seen, not yet taken.
    Acknowledged,
    /// The centre took it in.
    Accepted {
        /// Its category, when it changed.
        category: Option<CategoryId>,
        /// Its priority, when it changed.
        priority: Option<Priority>,
        /// Its place, when it changed.
        place: Option<Place>,
        /// How long handling may take.
        handle_within: Millis,
    },
    /// Not for the centre.
    Rejected,
    /// The same matter as another incident.
    Merged {
        /// Which one.
        into: IncidentId,
    },
    /// Not the same matter after all.
    Unmerged,
    /// Given to somebody.
    Assigned {
        /// To whom.
        to: Assignee,
        /// How long the receipt or claim may take.
        receive_within: Millis,
    },
    /// Received by a station or unit, or claimed by a department.
    Received {
        /// By whom.
        assignee: Assignee,
        /// How long the arrival may take; departments have no such limit.
        arrive_within: Option<Millis>,
    },
    /// Sent back by its holder.
    Declined {
        /// By whom.
        assignee: Assignee,
    },
    /// Taken back by the centre.
    Withdrawn {
        /// From whom.
        assignee: Assignee,
    },
    /// On the way.
    StartedOut {
        /// Who.
        assignee: Assignee,
    },
    /// On scene.
    Arrived {
        /// Who.
        assignee: Assignee,
    },
    /// Handling has begun.
    HandlingBegan {
        /// By whom.
        assignee: Option<Assignee>,
        /// How soon feedback is due.
        feedback_within: Millis,
    },
    /// A crew is free again.
    Cleared {
        /// Which.
        assignee: Assignee,
    },
    /// From one to another.
    HandedOver {
        /// Who had it.
        from: Assignee,
        /// Who got it.
        to: Assignee,
        /// How long the receipt or claim may take.
        receive_within: Millis,
    },
    /// How far it is.
    FedBack {
        /// How soon the next is due.
        feedback_within: Millis,
    },
    /// Done.
    Resolved {
        /// How soon verification is due.
        verify_within: Millis,
    },
    /// Checked and found well: closed.
    Verified,
    /// Checked and to be done again (返工).
    Reworked {
        /// How soon feedback is due.
        feedback_within: Millis,
    },
    /// Closed without verification.
    ClosedUnverified,
    /// Put aside: its clocks stand.
    Suspended,
    /// Taken up again.
    Resumed,
    /// Under a supervisor's eye, or no longer.
    Supervised(bool),
    /// Passed upwards.
    Escalated,
    /// More or less pressing.
    PrioritySet {
        /// What it was.
        from: Priority,
        /// What it is.
        to: Priority,
    },
    /// Place, category or subject put right; the old values stand beside.
    Amended(Box<Amended>),
    /// Not done after all.
    Reopened {
        /// How long handling may take.
        handle_within: Millis,
    },
    /// Nobody is free to be sent.
    NobodyFree,
    /// The citizen was answered.
    Replied,
    /// The citizen's rating.
    Rated(u8),
    /// It has a counterpart on another network.
    Linked(IncidentRef),
    /// It left the picture.
    Archived,
}

/// A new incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reported {
    /// Who reported.
    pub platform: PlatformId,
    /// The platform's own number.
    pub external_id: ExternalId,
    /// What it is about.
    pub subject: ArcStr,
    /// Its category.
    pub category: Option<CategoryId>,
    /// How pressing.
    pub priority: Priority,
    /// How the report came in.
    pub channel: Channel,
    /// Where.
    pub place: Place,
    /// The report's free text.
    pub details: Option<TextKey>,
    /// Who called.
    pub caller: Option<TextKey>,
    /// Not real: belongs to an exercise.
    pub exercise: bool,
    /// How soon it is to be dispatched.
    pub dispatch_within: Millis,
}

/// What was put right, from the old value to the new one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Amended {
    /// Place: old, new.
    pub place: Option<(Place, Place)>,
    /// Category: old, new.
    pub category: Option<(Option<CategoryId>, CategoryId)>,
    /// Subject: old, new.
    pub subject: Option<(ArcStr, ArcStr)>,
}
