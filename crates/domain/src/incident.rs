//! What the centre handles: one dot on the map.

use std::sync::Arc;

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use crate::moment::Moments;
use crate::rare::Rare;
use crate::{
    Actor, Assignment, CategoryId, Channel, Clock, ClockKind, ClockState, ExternalId, IncidentId,
    IncidentRef, Place, PlatformId, Priority, Seq, Stage, TextKey, Timestamp,
};

/// When each stage was first reached, by its source's own time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct StageTimes(Moments<{ Stage::ALL.len() }>);

/// The times as they are written, in the order of the stages.
type Written = [Option<Timestamp>; Stage::ALL.len()];

impl StageTimes {
    /// When the stage was first reached, if it was.
    #[must_use]
    pub fn first(&self, stage: Stage) -> Option<Timestamp> {
        self.0.at(stage as usize)
    }

    /// Notes the time of a stage, unless one is known.
    pub fn note(&mut self, stage: Stage, at: Timestamp) {
        self.0.note(stage as usize, at);
    }
}

impl From<Written> for StageTimes {
    fn from(written: Written) -> Self {
        Self(Moments::from(written))
    }
}

impl From<StageTimes> for Written {
    fn from(times: StageTimes) -> Self {
        times.0.all()
    }
}

/// What stands beside the stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flags {
    /// Somebody pressed "seen", or took it.
    pub acknowledged: bool,
    /// Passed upwards.
    pub escalated: bool,
    /// Under a supervisor's eye (督办).
    pub supervised: bool,
    /// Put aside (挂账): its clocks stand.
    pub suspended: bool,
    /// Nobody is free to be sent.
    pub nobody_free: bool,
    /// Not real: belongs to an exercise.
    pub exercise: bool,
    /// How often verification sent it back to be done again (返工).
    pub reworked: u16,
    /// How often it came back because nobody was left on it.
    pub returned: u16,
}

/// What the centre handles (事件). Written only by the fold in `world`.
///
/// Holds no personal data: `details` and `caller` refer to the erasable store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Its number within the network.
    pub id: IncidentId,
    /// The last event that changed it: a command says which one it was decided on.
    pub version: Seq,
    /// The platform that reported it.
    pub platform: PlatformId,
    /// The platform's own number for it.
    pub external_id: ExternalId,
    /// What it is about, as a class of thing ("井盖边缘翘起"), never about a named person.
    pub subject: ArcStr,
    /// The report's free text.
    pub details: Option<TextKey>,
    /// Who reported it.
    pub caller: Option<TextKey>,
    /// Its category.
    pub category: Option<CategoryId>,
    /// How pressing it is.
    pub priority: Priority,
    /// How the report came in.
    pub channel: Channel,
    /// Where it is.
    pub place: Place,
    /// Where it stands.
    pub stage: Stage,
    /// What it was before it became void by a merge, to come back to.
    pub stage_before_void: Option<Stage>,
    /// The incident it was merged into.
    pub merged_into: Rare<IncidentId>,
    /// Its counterpart on another network (政警联动).
    pub linked: Rare<IncidentRef>,
    /// What stands beside the stage.
    pub flags: Flags,
    /// When each stage was first reached.
    pub reached: StageTimes,
    /// Who accepted it.
    pub accepted_by: Option<Arc<Actor>>,
    /// Everybody it was given to, in order.
    pub assignments: Box<[Assignment]>,
    /// Report to first assignment.
    pub dispatch_clock: Clock,
    /// Handling begun, or last feedback, to the next.
    pub feedback_clock: Option<Clock>,
    /// Acceptance to resolution.
    pub handling_clock: Option<Clock>,
    /// Resolution to verification.
    pub verification_clock: Option<Clock>,
    /// The last feedback: when, and its note.
    pub last_feedback: Rare<(Timestamp, Option<TextKey>)>,
    /// The citizen's rating after the call back (回访), 1 to 5.
    pub rating: Option<u8>,
}

impl Incident {
    /// When it was reported.
    #[must_use]
    pub fn reported_at(&self) -> Timestamp {
        self.dispatch_clock.started_at()
    }

    /// Calls for somebody: urgent or higher, and nobody has accepted it or pressed "seen".
    #[must_use]
    pub fn is_unattended(&self) -> bool {
        self.priority >= Priority::Urgent
            && self.stage == Stage::Reported
            && !self.flags.acknowledged
    }

    /// The assignments nobody ended yet.
    pub fn live_assignments(&self) -> impl Iterator<Item = &Assignment> {
        self.assignments
            .iter()
            .filter(|assignment| assignment.is_live())
    }

    /// The clocks that wait for something, each with what it measures.
    pub fn pending_clocks(&self) -> impl Iterator<Item = (ClockKind, &Clock)> {
        let own = [
            (ClockKind::Dispatch, Some(&self.dispatch_clock)),
            (ClockKind::Feedback, self.feedback_clock.as_ref()),
            (ClockKind::Handling, self.handling_clock.as_ref()),
            (ClockKind::Verification, self.verification_clock.as_ref()),
        ];
        let assigned = self.live_assignments().flat_map(|assignment| {
            [
                (ClockKind::Receipt, assignment.receipt_clock.as_ref()),
                (ClockKind::Arrival, assignment.arrival_clock.as_ref()),
            ]
        });
        own.into_iter()
            .chain(assigned)
            .filter_map(|(kind, clock)| clock.map(|clock| (kind, clock)))
            .filter(|(_, clock)| self.stage.is_open() && clock.is_pending())
    }

    /// Something that is awaited has not come within its limit.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.pending_clocks()
            .any(|(_, clock)| clock.reading(now).state == ClockState::Overdue)
    }
}
