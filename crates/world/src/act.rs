//! What somebody wants to happen, or says has happened.

use domain::{
    Actor, ArcStr, Assignee, CategoryId, Channel, ExternalId, IncidentId, IncidentRef, PhotoKey,
    Place, PlatformId, Priority, Seq, TextKey, Timestamp, Wgs84,
};
use serde::{Deserialize, Serialize};

/// How a request is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// A person asks: refused when the incident's stage does not allow it.
    Command,
    /// A platform tells what happened: recorded even when it contradicts the order (marked so), and never moves a stage
    /// backwards. What is already known is a duplicate.
    Statement,
}

/// What somebody wants to happen to an incident, or says has happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Which incident; `None` only for [`Act::Report`].
    pub incident: Option<IncidentId>,
    /// What.
    pub act: Act,
    /// Who.
    pub by: Actor,
    /// When, by the source's own time.
    pub occurred_at: Timestamp,
    /// The incident's version the decision was made on, for a command.
    pub decided_on: Option<Seq>,
    /// The reason or note, in the erasable store.
    pub note: Option<TextKey>,
    /// Photos that prove it.
    pub photos: Vec<PhotoKey>,
    /// From where.
    pub from: Option<Wgs84>,
}

/// The verbs of the lifecycle; `design/lifecycle.md`, "Commands". Reasons and notes travel in [`Request::note`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Something happened.
    Report(Box<Report>),
    /// Seen, not yet taken.
    Acknowledge,
    /// The centre takes it in.
    Accept {
        /// Its category, when it changes.
        category: Option<CategoryId>,
        /// Its priority, when it changes.
        priority: Option<Priority>,
        /// Its place, when it changes.
        place: Option<Place>,
    },
    /// Not for the centre. Wants a reason.
    Reject,
    /// The same matter as another incident.
    MergeInto(IncidentId),
    /// Not the same matter after all.
    Unmerge,
    /// Give it to somebody; a reported incident is accepted at once.
    Assign(Assignee),
    /// A station or unit has the order, or a department claims it.
    Receive(Assignee),
    /// Its holder sends it back. Wants a reason.
    Decline(Assignee),
    /// The centre takes it back. Wants a reason.
    Withdraw(Assignee),
    /// On the way.
    StartOut(Assignee),
    /// On scene.
    Arrive(Assignee),
    /// First response has begun, or a department deals with it.
    BeginHandling(Option<Assignee>),
    /// Its crew is free again.
    Clear(Assignee),
    /// From one to another. Wants a reason.
    HandOver {
        /// Who has it.
        from: Assignee,
        /// Who gets it.
        to: Assignee,
    },
    /// How far it is (定时反馈).
    Feedback,
    /// Done.
    Resolve,
    /// Checked by the centre: closed, or to be done again.
    Verify {
        /// Whether it was done well.
        passed: bool,
    },
    /// Closed without verification. Wants a reason.
    Close,
    /// Put aside (挂账): its clocks stand. Wants a reason.
    Suspend,
    /// Taken up again.
    Resume,
    /// Under a supervisor's eye (督办), or no longer.
    Supervise(bool),
    /// Passed upwards.
    Escalate,
    /// More or less pressing.
    SetPriority(Priority),
    /// Place, category or subject were wrong. `None` leaves a field as it is.
    Amend {
        /// The right place.
        place: Option<Place>,
        /// The right category.
        category: Option<CategoryId>,
        /// The right subject.
        subject: Option<ArcStr>,
    },
    /// Not done after all. Wants a reason.
    Reopen,
    /// Nobody is free to be sent.
    NobodyFree,
    /// The citizen was answered.
    Reply,
    /// The citizen's rating after the call back (回访), 1 to 5.
    Rate(u8),
    /// It has a counterpart on another network (政警联动).
    Link(IncidentRef),
    /// Leaves the picture; the log keeps it. Only the hub, only what is closed.
    Archive,
}

/// What a platform or person says happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Who reports.
    pub platform: PlatformId,
    /// Its own number for it: a second report with the same number is the same incident.
    pub external_id: ExternalId,
    /// What it is about, as a class of thing, never about a named person.
    pub subject: ArcStr,
    /// Its category.
    pub category: Option<CategoryId>,
    /// How pressing; the category's own when absent.
    pub priority: Option<Priority>,
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
}
