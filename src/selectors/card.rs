//! One incident's card: who took it, what is being done, how far, every stage with its time.

use std::sync::Arc;

use domain::{
    Actor, Assignee, Assignment, AssignmentEnd, AssignmentStep, Clock, ClockKind, DeskId,
    ExternalId, Incident, IncidentRef, Millis, Name, Network, PersonId, Role, Stage, Timestamp,
    Wgs84,
};

use super::deadline::{Deadline, Pressure};
use super::row::IncidentRow;
use super::since::entered_at;
use crate::config::Directory;
use crate::connection::Freshness;

/// One incident's card.
#[derive(Clone, Debug, PartialEq)]
pub struct IncidentCard {
    /// What its line in the list says too.
    pub row: IncidentRow,
    /// The platform's own number for it.
    pub external_id: ExternalId,
    /// Its category; its code where the deployment has no name for it.
    pub category: Option<Name>,
    /// The major class of that category, where the deployment knows it.
    pub major: Option<u8>,
    /// Where it is, when that is known.
    pub position: Option<Wgs84>,
    /// The steps of its life in order, those ahead too.
    pub steps: Vec<Step>,
    /// Everybody it was given to, in order.
    pub assignments: Vec<AssignmentLine>,
    /// Its clocks: those that wait first, then those that stopped.
    pub clocks: Vec<Deadline>,
    /// Its counterpart on another network.
    pub counterpart: Option<IncidentRef>,
    /// The incident it was merged into.
    pub merged_into: Option<IncidentRef>,
    /// The citizen's rating, 1 to 5.
    pub rating: Option<u8>,
    /// When feedback came last.
    pub last_feedback: Option<Timestamp>,
}

/// A step of an incident's life.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Which stage.
    pub stage: Stage,
    /// Whether it is past, present or to come.
    pub state: StepState,
    /// When it was first reached; when it was last entered, where the incident stands; never of what is ahead, be it again.
    pub at: Option<Timestamp>,
    /// How long after the step before it that has a time; not where the incident has come back to.
    pub after: Option<Millis>,
    /// Who did it, as far as it is known.
    pub by: Vec<Who>,
}

/// Whether a step is past, present or to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Done.
    Past,
    /// Passed over: a later one was reached without it.
    Skipped,
    /// The incident stands here.
    Present,
    /// Not reached yet.
    Ahead,
}

impl StepState {
    /// The word for `data-step` attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Past => "past",
            Self::Skipped => "skipped",
            Self::Present => "present",
            Self::Ahead => "ahead",
        }
    }
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A platform.
    Platform(Name),
    /// A seat at a platform or in the centre.
    Desk(DeskId),
    /// A signed-in person, in a role.
    Person(PersonId, Role),
    /// A station, crew or department.
    Assignee(Name),
    /// The hub itself.
    Hub,
}

/// One assignment on the card.
#[derive(Clone, Debug, PartialEq)]
pub struct AssignmentLine {
    /// To whom.
    pub assignee: Name,
    /// Whether that is a station, crew or department.
    pub kind: AssigneeKind,
    /// How far it is.
    pub step: AssignmentStep,
    /// Since when, when that is known.
    pub since: Option<Timestamp>,
    /// How and when it ended.
    pub ended: Option<(AssignmentEnd, Timestamp)>,
    /// Its clock that waits, or else the last that stopped.
    pub clock: Option<Deadline>,
}

/// What kind of assignee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssigneeKind {
    /// A patrol station.
    Station,
    /// A crew.
    Crew,
    /// A department.
    Department,
}

impl IncidentCard {
    /// The card of an incident as it is at `now`.
    #[must_use]
    pub fn of(
        network: Network,
        incident: &Incident,
        directory: &Directory,
        now: Timestamp,
        freshness: Freshness,
    ) -> Self {
        let reference = |id| IncidentRef { network, id };
        Self {
            row: IncidentRow::of(network, incident, directory, now, freshness),
            external_id: incident.external_id.clone(),
            category: incident.category.as_ref().map(|id| {
                let known = directory.category(id).cloned();
                known.unwrap_or_else(|| Name::same(id.as_str()))
            }),
            major: (directory.rules)
                .category(incident.category.as_ref())
                .map(|category| category.major),
            position: incident.place.position,
            steps: steps(incident, directory),
            assignments: incident
                .assignments
                .iter()
                .map(|assignment| assignment_line(assignment, directory, now))
                .collect(),
            clocks: clocks(incident, now),
            // Number 0 stands for a counterpart that is not for this screen: there is one, and nothing to open.
            counterpart: incident.linked.get().filter(|other| !other.is_withheld()),
            merged_into: (incident.merged_into.get())
                .filter(|other| !other.is_withheld())
                .map(reference),
            rating: incident.rating,
            last_feedback: incident.last_feedback.get().map(|(at, _)| at),
        }
    }

    /// Its number as it is spoken: the platform's own.
    #[must_use]
    pub fn number(&self) -> Arc<str> {
        self.external_id.as_str().into()
    }
}

/// The stages an incident goes through in order; a void one ends there.
fn steps(incident: &Incident, directory: &Directory) -> Vec<Step> {
    let is_shown = |stage: &Stage| match incident.stage {
        Stage::Void => *stage == Stage::Void || incident.reached.first(*stage).is_some(),
        _ => *stage != Stage::Void,
    };
    let mut before: Option<Timestamp> = None;
    Stage::ALL
        .into_iter()
        .filter(is_shown)
        .map(|stage| {
            let first = incident.reached.first(stage);
            let state = if stage == incident.stage {
                StepState::Present
            } else if stage > incident.stage {
                StepState::Ahead
            } else if first.is_some() {
                StepState::Past
            } else {
                StepState::Skipped
            };
            let at = match state {
                StepState::Present => entered_at(incident),
                StepState::Ahead => None,
                StepState::Past | StepState::Skipped => first,
            };
            let after = at
                .zip(before)
                .filter(|_| at == first)
                .map(|(at, before)| at - before);
            before = at.or(before);
            Step {
                stage,
                state,
                at,
                after,
                by: match state {
                    StepState::Ahead => Vec::new(),
                    _ => by(incident, stage, directory),
                },
            }
        })
        .collect()
}

fn by(incident: &Incident, stage: Stage, directory: &Directory) -> Vec<Who> {
    let assignees = |took_part: fn(&Assignment) -> bool| {
        incident
            .assignments
            .iter()
            .filter(|assignment| took_part(assignment))
            .map(|assignment| Who::Assignee(directory.assignee(&assignment.assignee)))
            .collect()
    };
    match stage {
        Stage::Reported => vec![Who::Platform(directory.platform(&incident.platform))],
        Stage::Accepted => incident
            .accepted_by
            .iter()
            .map(|actor| who(actor, directory))
            .collect(),
        Stage::Dispatched => assignees(|_| true),
        Stage::OnScene => assignees(|assignment| assignment.on_scene_at().is_some()),
        Stage::Handling => assignees(|assignment| {
            assignment.step == AssignmentStep::OnScene
                && assignment
                    .ended()
                    .is_none_or(|(end, _)| end == AssignmentEnd::Cleared)
        }),
        Stage::Resolved | Stage::Closed | Stage::Void => Vec::new(),
    }
}

fn who(actor: &Actor, directory: &Directory) -> Who {
    match actor {
        Actor::Platform {
            desk: Some(desk), ..
        } => Who::Desk(desk.clone()),
        Actor::Platform { platform, .. } => Who::Platform(directory.platform(platform)),
        Actor::Person { person, role } => Who::Person(person.clone(), *role),
        Actor::Hub => Who::Hub,
    }
}

fn read(kind: ClockKind, clock: &Clock, now: Timestamp) -> Deadline {
    let reading = clock.reading(now);
    Deadline {
        kind,
        reading,
        pressure: Pressure::of(&reading),
    }
}

fn clocks(incident: &Incident, now: Timestamp) -> Vec<Deadline> {
    let arrival = incident
        .assignments
        .iter()
        .rev()
        .find_map(|assignment| assignment.arrival_clock.as_ref());
    let receipt = incident
        .assignments
        .iter()
        .rev()
        .find_map(|assignment| assignment.receipt_clock.as_ref());
    let mut all: Vec<(bool, Deadline)> = [
        (ClockKind::Dispatch, Some(&incident.dispatch_clock)),
        (ClockKind::Receipt, receipt),
        (ClockKind::Arrival, arrival),
        (ClockKind::Feedback, incident.feedback_clock.as_ref()),
        (ClockKind::Handling, incident.handling_clock.as_ref()),
        (
            ClockKind::Verification,
            incident.verification_clock.as_ref(),
        ),
    ]
    .into_iter()
    .filter_map(|(kind, clock)| Some((kind, clock?)))
    .filter(|(_, clock)| incident.stage.is_open() || !clock.is_pending())
    .map(|(kind, clock)| (clock.is_pending(), read(kind, clock, now)))
    .collect();
    all.sort_by_key(|(pending, _)| !pending);
    all.into_iter().map(|(_, deadline)| deadline).collect()
}

fn assignment_line(
    assignment: &Assignment,
    directory: &Directory,
    now: Timestamp,
) -> AssignmentLine {
    let since = assignment.at(assignment.step);
    let receipt = assignment
        .receipt_clock
        .as_ref()
        .map(|clock| (ClockKind::Receipt, clock));
    let arrival = assignment
        .arrival_clock
        .as_ref()
        .map(|clock| (ClockKind::Arrival, clock));
    let waiting = [receipt, arrival]
        .into_iter()
        .flatten()
        .find(|(_, clock)| assignment.is_live() && clock.is_pending());
    AssignmentLine {
        assignee: directory.assignee(&assignment.assignee),
        kind: match assignment.assignee {
            Assignee::Station(_) => AssigneeKind::Station,
            Assignee::Unit(_) => AssigneeKind::Crew,
            Assignee::Department(_) => AssigneeKind::Department,
        },
        step: assignment.step,
        since,
        ended: assignment.ended(),
        clock: waiting
            .or(arrival)
            .or(receipt)
            .map(|(kind, clock)| read(kind, clock, now)),
    }
}
