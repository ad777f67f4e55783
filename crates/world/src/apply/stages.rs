//! Which stage each fact leads to.

use domain::{AssignmentStep, Incident, Stage};

use crate::{Body, Order};

/// Where a fact leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lead {
    /// The stage stays.
    Stay,
    /// On to a stage, unless the incident is already there or further.
    On(Stage),
    /// Back to a stage.
    Back(Stage),
    /// Back to `Accepted`, if nobody is left on it and handling has not begun.
    BackIfNobodyIsLeft,
    /// Back to what it was before it was merged.
    AsBefore,
}

/// The table of the lifecycle, a line a fact.
fn lead(body: &Body) -> Lead {
    match body {
        Body::Reported(_) => Lead::On(Stage::Reported),
        Body::Accepted { .. } => Lead::On(Stage::Accepted),
        Body::Assigned { .. } | Body::Received { .. } | Body::StartedOut { .. } => {
            Lead::On(Stage::Dispatched)
        }
        Body::Arrived { .. } => Lead::On(Stage::OnScene),
        Body::HandlingBegan { .. } => Lead::On(Stage::Handling),
        Body::Resolved { .. } => Lead::On(Stage::Resolved),
        Body::Verified | Body::ClosedUnverified => Lead::On(Stage::Closed),
        Body::Rejected | Body::Merged { .. } => Lead::On(Stage::Void),
        Body::Declined { .. }
        | Body::Withdrawn { .. }
        | Body::Cleared { .. }
        | Body::HandedOver { .. } => Lead::BackIfNobodyIsLeft,
        Body::Reworked { .. } => Lead::Back(Stage::Handling),
        Body::Reopened { .. } => Lead::Back(Stage::Accepted),
        Body::Unmerged => Lead::AsBefore,
        Body::Acknowledged
        | Body::FedBack { .. }
        | Body::Suspended
        | Body::Resumed
        | Body::Supervised(_)
        | Body::Escalated
        | Body::PrioritySet { .. }
        | Body::Amended(_)
        | Body::NobodyFree
        | Body::Replied
        | Body::Rated(_)
        | Body::Linked(_)
        | Body::Archived => Lead::Stay,
    }
}

/// The stage after a fact, once the fact has changed the assignments. What is out of order leads on, never back.
pub(super) fn stage_after(incident: &Incident, body: &Body, order: Order) -> Stage {
    let now = incident.stage;
    match (lead(body), order) {
        (Lead::On(to), _) => on(incident, body, to),
        (Lead::Stay, _) | (_, Order::OutOfOrder) => now,
        (Lead::Back(to), Order::InOrder) => to,
        (Lead::BackIfNobodyIsLeft, Order::InOrder) => with_somebody(incident, now),
        (Lead::AsBefore, Order::InOrder) => as_before(incident),
    }
}

fn on(incident: &Incident, body: &Body, to: Stage) -> Stage {
    let now = incident.stage;
    let over = matches!(now, Stage::Closed | Stage::Void);
    // Done is done: it is reopened, not rejected or merged.
    let done = now == Stage::Resolved && to == Stage::Void;
    // A late word about a crew that is free again tells a time, not where the incident stands.
    let about_nobody = matches!(to, Stage::Dispatched | Stage::OnScene)
        && incident.live_assignments().next().is_none();
    let of_a_former_crew = matches!(body, Body::Arrived { .. }) && nobody_on_scene(incident);
    if over || done || about_nobody || of_a_former_crew {
        now
    } else {
        now.max(to)
    }
}

fn nobody_on_scene(incident: &Incident) -> bool {
    incident
        .live_assignments()
        .all(|assignment| assignment.step != AssignmentStep::OnScene)
}

/// The stage, or `Accepted` when it needs somebody and nobody is left.
fn with_somebody(incident: &Incident, stage: Stage) -> Stage {
    let needs_somebody = matches!(stage, Stage::Dispatched | Stage::OnScene);
    if needs_somebody && incident.live_assignments().next().is_none() {
        Stage::Accepted
    } else {
        stage
    }
}

/// What it was before the merge, put right for what has happened to its assignments since.
fn as_before(incident: &Incident) -> Stage {
    let Some(before) = incident.stage_before_void else {
        return incident.stage;
    };
    if incident.live_assignments().next().is_none() {
        return with_somebody(incident, before);
    }
    before.max(if nobody_on_scene(incident) {
        Stage::Dispatched
    } else {
        Stage::OnScene
    })
}
