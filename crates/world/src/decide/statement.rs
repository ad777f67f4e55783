//! How a platform's word fits what is known: in order, out of order, or known already.
//!
//! In order is what the lifecycle allows next, stages left out: nobody says that a crew that was sent was received too.
//! Out of order is what comes late (a later stage or step is known already), contradicts the order, or happened before
//! what it should follow. Known is what would change nothing.

use domain::{Assignee, AssignmentStep, CategoryId, Incident, Place, Stage, Timestamp};

use crate::decide::bodies;
use crate::holders::{self, Addressed};
use crate::{Act, Order, Request};

/// The order of a statement; `None` when it says what is already known.
pub(super) fn order(incident: &Incident, request: &Request) -> Option<Order> {
    let at = request.occurred_at;
    let stage = incident.stage;
    let flags = &incident.flags;
    match &request.act {
        // A report's order is its own: there is nothing before it.
        Act::Report(_) => None,
        Act::Assign(assignee) => step(incident, assignee, AssignmentStep::Offered, at),
        Act::Receive(assignee) => step(incident, assignee, AssignmentStep::Received, at),
        Act::StartOut(assignee) => step(incident, assignee, AssignmentStep::UnderWay, at),
        Act::Arrive(assignee) => step(incident, assignee, AssignmentStep::OnScene, at),
        Act::Clear(assignee) | Act::Decline(assignee) | Act::Withdraw(assignee) => {
            end(incident, assignee, at)
        }
        Act::HandOver { from, to } => hand_over(incident, from, to, at),

        Act::Accept {
            category, place, ..
        } => match stage {
            Stage::Reported => moving(incident, true, at),
            _ => fills(incident, category.as_ref(), place.as_ref()).then_some(Order::OutOfOrder),
        },
        Act::Reject if stage == Stage::Void => None,
        Act::Reject => moving(incident, stage <= Stage::Accepted, at),
        Act::MergeInto(into) if incident.merged_into == Some(*into) => None,
        Act::MergeInto(_) => moving(incident, stage <= Stage::Handling, at),
        Act::Unmerge if incident.merged_into.get().is_none() => None,
        Act::Unmerge => moving(incident, true, at),
        Act::BeginHandling(_) => reaching(incident, Stage::Handling, at),
        Act::Resolve => reaching(incident, Stage::Resolved, at),
        Act::Verify { passed: true } | Act::Close => reaching(incident, Stage::Closed, at),
        Act::Verify { passed: false } if stage == Stage::Handling && flags.reworked > 0 => None,
        Act::Verify { passed: false } => moving(incident, stage == Stage::Resolved, at),
        Act::Reopen if stage < Stage::Resolved => None,
        Act::Reopen => moving(incident, true, at),

        Act::Acknowledge if flags.acknowledged => None,
        Act::Acknowledge => beside(incident, stage == Stage::Reported, at),
        Act::Feedback => feedback(incident, request),
        Act::Suspend if flags.suspended => None,
        Act::Resume if !flags.suspended => None,
        Act::Supervise(supervised) if flags.supervised == *supervised => None,
        Act::Escalate if flags.escalated => None,
        Act::SetPriority(priority) if incident.priority == *priority => None,
        Act::Amend { .. } if bodies::amended(incident, &request.act).is_none() => None,
        Act::Suspend
        | Act::Resume
        | Act::Supervise(_)
        | Act::Escalate
        | Act::SetPriority(_)
        | Act::Amend { .. } => beside(incident, stage.is_open(), at),
        Act::NobodyFree if flags.nobody_free => None,
        Act::NobodyFree => beside(incident, stage <= Stage::Handling, at),
        Act::Rate(rating) if incident.rating == Some(*rating) => None,
        Act::Reply | Act::Rate(_) => beside(incident, stage.is_handled(), at),
        Act::Link(counterpart) if incident.linked == Some(*counterpart) => None,
        Act::Link(_) | Act::Archive => beside(incident, true, at),
    }
}

fn in_order_if(fits: bool) -> Option<Order> {
    Some(if fits {
        Order::InOrder
    } else {
        Order::OutOfOrder
    })
}

/// What moves the stage fits when the stage allows it and it did not happen before the stage was reached.
fn moving(incident: &Incident, allowed: bool, at: Timestamp) -> Option<Order> {
    in_order_if(
        allowed
            && incident
                .reached
                .first(incident.stage)
                .is_none_or(|reached| reached <= at),
    )
}

/// What stands beside the stage fits when the stage allows it and it did not happen before the report.
fn beside(incident: &Incident, allowed: bool, at: Timestamp) -> Option<Order> {
    in_order_if(allowed && incident.reported_at() <= at)
}

/// A stage was reached. Told again it is known, told after a later one it is late, and stages between may be left out.
fn reaching(incident: &Incident, to: Stage, at: Timestamp) -> Option<Order> {
    let reached = incident.reached.first(to);
    let passed = incident.stage >= to;
    if reached == Some(at) || (passed && reached.is_some()) {
        return None;
    }
    moving(incident, !passed, at)
}

/// A word on an acceptance that is known already counts only when it fills in what is missing.
fn fills(incident: &Incident, category: Option<&CategoryId>, place: Option<&Place>) -> bool {
    let known = &incident.place;
    incident.reached.first(Stage::Accepted).is_none() && incident.stage != Stage::Void
        || (category.is_some() && incident.category.is_none())
        || place.is_some_and(|told| {
            (told.position.is_some() && known.position.is_none())
                || (told.address.is_some() && known.address.is_none())
        })
}

fn step(
    incident: &Incident,
    assignee: &Assignee,
    to: AssignmentStep,
    at: Timestamp,
) -> Option<Order> {
    let allowed = incident.stage < Stage::Resolved && incident.reported_at() <= at;
    match holders::addressed(incident, assignee, to, at) {
        Addressed::New => in_order_if(allowed),
        Addressed::Live(index) => {
            let assignment = &incident.assignments[index];
            if assignment.at(to).is_some() {
                return None;
            }
            let next = assignment.step < to
                && holders::span(assignment).is_none_or(|(_, latest)| latest <= at);
            in_order_if(allowed && next)
        }
        Addressed::Ended(index) if incident.assignments[index].at(to).is_some() => None,
        Addressed::Ended(_) => Some(Order::OutOfOrder),
    }
}

/// The end of an assignment fits at any stage: crews go on clearing up after the incident is resolved.
fn end(incident: &Incident, assignee: &Assignee, at: Timestamp) -> Option<Order> {
    let last_end = holders::last_end(incident, assignee);
    let Some(index) = holders::live(incident, assignee) else {
        return last_end.is_none().then_some(Order::OutOfOrder);
    };
    let span = holders::span(&incident.assignments[index]);
    // Before the live one began, and there was one before it: that one's end.
    let of_one_before = last_end
        .is_some_and(|ended_at| at <= ended_at || span.is_some_and(|(first, _)| at < first));
    if of_one_before {
        None
    } else {
        in_order_if(span.is_none_or(|(_, latest)| latest <= at))
    }
}

fn hand_over(incident: &Incident, from: &Assignee, to: &Assignee, at: Timestamp) -> Option<Order> {
    match (holders::live(incident, from), holders::live(incident, to)) {
        (Some(_), None) => {
            let ends = end(incident, from, at)?;
            in_order_if(incident.stage < Stage::Resolved && ends == Order::InOrder)
        }
        (None, Some(_)) => None,
        _ => Some(Order::OutOfOrder),
    }
}

fn feedback(incident: &Incident, request: &Request) -> Option<Order> {
    let at = request.occurred_at;
    match incident.last_feedback.get() {
        Some((last, note)) if last == at && (request.note.is_none() || request.note == note) => {
            None
        }
        Some((last, _)) if at < last => Some(Order::OutOfOrder),
        _ => beside(incident, incident.stage.is_open(), at),
    }
}
