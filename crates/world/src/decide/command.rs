//! What a command may do: from which stage, with which assignment, with a reason.

use std::ops::RangeInclusive;

use domain::{Assignee, Assignment, AssignmentStep, Incident, Stage};

use crate::decide::bodies;
use crate::{Act, Refusal, Request, holders};

/// Refuses what the incident does not allow, and last what wants a reason and has none.
pub(super) fn check(incident: &Incident, request: &Request) -> Result<(), Refusal> {
    permits(incident, &request.act)?;
    if wants_a_reason(&request.act) && request.note.is_none() {
        Err(Refusal::ReasonMissing)
    } else {
        Ok(())
    }
}

/// Refuses what the incident does not allow: first for its stage, then for its assignments, then for what would change
/// nothing.
pub(super) fn permits(incident: &Incident, act: &Act) -> Result<(), Refusal> {
    let stage = incident.stage;
    if !stages(act).contains(&stage) {
        return Err(Refusal::NotInThisStage { stage });
    }
    check_assignment(incident, act)?;
    check_change(incident, act)
}

/// From which stages: the table of the lifecycle, in the order of the stages.
const fn stages(act: &Act) -> RangeInclusive<Stage> {
    match act {
        Act::Acknowledge | Act::Accept { .. } => Stage::Reported..=Stage::Reported,
        Act::Reject => Stage::Reported..=Stage::Accepted,
        Act::MergeInto(_) | Act::Assign(_) | Act::NobodyFree => Stage::Reported..=Stage::Handling,
        Act::Unmerge => Stage::Void..=Stage::Void,
        Act::Receive(_) | Act::StartOut(_) | Act::Arrive(_) | Act::HandOver { .. } => {
            Stage::Dispatched..=Stage::Handling
        }
        Act::BeginHandling(_) => Stage::Dispatched..=Stage::OnScene,
        Act::Resolve => Stage::OnScene..=Stage::Handling,
        Act::Verify { .. } => Stage::Resolved..=Stage::Resolved,
        Act::Close => Stage::Accepted..=Stage::Resolved,
        Act::Feedback
        | Act::Suspend
        | Act::Resume
        | Act::Supervise(_)
        | Act::Escalate
        | Act::SetPriority(_)
        | Act::Amend { .. } => Stage::Reported..=Stage::Resolved,
        Act::Reply | Act::Rate(_) => Stage::Resolved..=Stage::Closed,
        Act::Reopen => Stage::Resolved..=Stage::Void,
        Act::Archive => Stage::Closed..=Stage::Void,
        // Wherever it stands: a live assignment can always end, and a counterpart be named.
        Act::Report(_) | Act::Decline(_) | Act::Withdraw(_) | Act::Clear(_) | Act::Link(_) => {
            Stage::Reported..=Stage::Void
        }
    }
}

const fn wants_a_reason(act: &Act) -> bool {
    matches!(
        act,
        Act::Reject
            | Act::Decline(_)
            | Act::Withdraw(_)
            | Act::HandOver { .. }
            | Act::Close
            | Act::Suspend
            | Act::Reopen
    )
}

fn check_assignment(incident: &Incident, act: &Act) -> Result<(), Refusal> {
    match act {
        Act::Assign(assignee) => free(incident, assignee),
        Act::Receive(assignee) => {
            let assignment = held_by(incident, assignee)?;
            if assignment.step == AssignmentStep::Offered {
                Ok(())
            } else {
                Err(Refusal::StepPassed {
                    assignee: assignee.clone(),
                })
            }
        }
        Act::StartOut(assignee) => before(incident, assignee, AssignmentStep::UnderWay),
        Act::Arrive(assignee) => before(incident, assignee, AssignmentStep::OnScene),
        Act::Decline(assignee) | Act::Withdraw(assignee) | Act::Clear(assignee) => {
            held_by(incident, assignee).map(drop)
        }
        Act::HandOver { from, to } => {
            held_by(incident, from)?;
            free(incident, to)
        }
        Act::BeginHandling(assignee) => check_beginner(incident, assignee.as_ref()),
        _ => Ok(()),
    }
}

/// Before anybody is on scene only a department, which need not go there, begins.
fn check_beginner(incident: &Incident, assignee: Option<&Assignee>) -> Result<(), Refusal> {
    let needs_department = incident.stage == Stage::Dispatched;
    match assignee {
        Some(assignee) => {
            if held_by(incident, assignee)?.step == AssignmentStep::Offered {
                return Err(Refusal::NotReceived {
                    assignee: assignee.clone(),
                });
            }
            if needs_department && !matches!(assignee, Assignee::Department(_)) {
                return Err(Refusal::NotInThisStage {
                    stage: incident.stage,
                });
            }
            Ok(())
        }
        None if needs_department => Err(Refusal::NotInThisStage {
            stage: incident.stage,
        }),
        None => Ok(()),
    }
}

fn held_by<'a>(incident: &'a Incident, assignee: &Assignee) -> Result<&'a Assignment, Refusal> {
    holders::live(incident, assignee)
        .and_then(|index| incident.assignments.get(index))
        .ok_or_else(|| Refusal::NotAssigned {
            assignee: assignee.clone(),
        })
}

fn free(incident: &Incident, assignee: &Assignee) -> Result<(), Refusal> {
    if holders::live(incident, assignee).is_none() {
        Ok(())
    } else {
        Err(Refusal::AlreadyAssigned {
            assignee: assignee.clone(),
        })
    }
}

/// Received, and not yet at the step.
fn before(incident: &Incident, assignee: &Assignee, step: AssignmentStep) -> Result<(), Refusal> {
    let assignment = held_by(incident, assignee)?;
    if assignment.step == AssignmentStep::Offered {
        return Err(Refusal::NotReceived {
            assignee: assignee.clone(),
        });
    }
    if assignment.step < step {
        Ok(())
    } else {
        Err(Refusal::StepPassed {
            assignee: assignee.clone(),
        })
    }
}

fn check_change(incident: &Incident, act: &Act) -> Result<(), Refusal> {
    let flags = &incident.flags;
    let nothing = match act {
        Act::Acknowledge => flags.acknowledged,
        Act::Suspend => flags.suspended,
        Act::Resume => !flags.suspended,
        Act::Supervise(supervised) => flags.supervised == *supervised,
        Act::Escalate => flags.escalated,
        Act::SetPriority(priority) => incident.priority == *priority,
        Act::Amend { .. } => bodies::amended(incident, act).is_none(),
        Act::NobodyFree => flags.nobody_free,
        Act::Rate(rating) => incident.rating == Some(*rating),
        Act::Link(counterpart) => incident.linked == Some(*counterpart),
        // Void by a merge is undone by unmerging; void by rejection is reopened.
        Act::Unmerge if incident.merged_into.get().is_none() => {
            return Err(Refusal::NotInThisStage {
                stage: incident.stage,
            });
        }
        _ => false,
    };
    if nothing {
        Err(Refusal::NothingToChange)
    } else {
        Ok(())
    }
}
