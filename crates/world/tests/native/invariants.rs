//! What no sequence of commands may break.

use domain::{AssignmentStep, Clock, Incident, Stage};

macro_rules! ensure {
    ($holds:expr, $($said:tt)+) => {
        if !$holds {
            return Err(format!($($said)+));
        }
    };
}

/// What holds of an incident after any list of requests.
pub fn always(incident: &Incident) -> Result<(), String> {
    let stage = incident.stage;
    ensure!(
        incident.reached.first(Stage::Reported) == Some(incident.reported_at()),
        "when it was reported is not noted"
    );
    ensure!(
        incident.reached.first(stage).is_some(),
        "when it became {stage:?} is not noted"
    );
    let merged = incident.merged_into.get().is_some();
    ensure!(
        merged == incident.stage_before_void.is_some(),
        "half merged"
    );
    ensure!(!merged || stage == Stage::Void, "merged and {stage:?}");
    ensure!(
        incident.merged_into != Some(incident.id),
        "merged into itself"
    );
    ensure!(
        incident
            .rating
            .is_none_or(|rating| (1..=5).contains(&rating)),
        "rated {:?}",
        incident.rating
    );
    for (index, assignment) in incident.assignments.iter().enumerate() {
        let doubled = incident
            .live_assignments()
            .filter(|other| other.assignee == assignment.assignee)
            .count();
        ensure!(
            doubled <= 1,
            "{:?} is live {doubled} times",
            assignment.assignee
        );
        let reached = [
            (AssignmentStep::Received, assignment.received_at()),
            (AssignmentStep::UnderWay, assignment.under_way_at()),
            (AssignmentStep::OnScene, assignment.on_scene_at()),
        ];
        for (step, time) in reached {
            ensure!(
                time.is_none() || assignment.step >= step,
                "assignment {index} has a time for {step:?} and is {:?}",
                assignment.step
            );
        }
        let clocks = [
            assignment.receipt_clock.as_ref(),
            assignment.arrival_clock.as_ref(),
        ]
        .into_iter()
        .flatten();
        ensure!(
            assignment.is_live() || clocks.clone().all(|clock| !clock.is_pending()),
            "assignment {index} ended and its clock runs"
        );
        ensure!(
            assignment.receipt_clock.is_none() || assignment.offered_at().is_some(),
            "receipt waited for without an offer"
        );
        ensure!(
            assignment.arrival_clock.is_none() || assignment.received_at().is_some(),
            "arrival waited for without a receipt"
        );
    }
    clocks_stand_together(incident)
}

fn own_clocks(incident: &Incident) -> impl Iterator<Item = &Clock> {
    [
        Some(&incident.dispatch_clock),
        incident.feedback_clock.as_ref(),
        incident.handling_clock.as_ref(),
        incident.verification_clock.as_ref(),
    ]
    .into_iter()
    .chain(incident.live_assignments().flat_map(|assignment| {
        [
            assignment.receipt_clock.as_ref(),
            assignment.arrival_clock.as_ref(),
        ]
    }))
    .flatten()
}

fn clocks_stand_together(incident: &Incident) -> Result<(), String> {
    let suspended = incident.flags.suspended;
    ensure!(
        incident.stage.is_open() || incident.merged_into.get().is_some() || !suspended,
        "{:?} and suspended",
        incident.stage
    );
    for clock in own_clocks(incident) {
        ensure!(
            clock.standing_since().is_some() == (suspended && clock.is_pending()),
            "suspended: {suspended}, and a clock is {clock:?}"
        );
        ensure!(clock.stood().0 >= 0, "a clock stood for {}", clock.stood());
    }
    Ok(())
}

/// What holds of an incident when only commands have spoken.
pub fn after_commands(incident: &Incident) -> Result<(), String> {
    always(incident)?;
    let stage = incident.stage;
    let live = incident.live_assignments().count();
    let on_scene = incident
        .live_assignments()
        .filter(|assignment| assignment.step == AssignmentStep::OnScene)
        .count();
    let pending = |clock: Option<&Clock>| clock.is_some_and(|clock| clock.is_pending());
    match stage {
        Stage::Reported => {
            ensure!(live == 0, "reported, and {live} were sent");
            ensure!(
                incident.dispatch_clock.is_pending(),
                "reported, and its dispatch is not waited for"
            );
            ensure!(
                incident.handling_clock.is_none(),
                "reported, and its handling is waited for"
            );
        }
        Stage::Accepted => ensure!(live == 0, "accepted, and {live} were sent"),
        Stage::Dispatched => {
            ensure!(live > 0, "dispatched, and nobody was sent");
            ensure!(on_scene == 0, "dispatched, and {on_scene} are on scene");
        }
        Stage::OnScene => ensure!(live > 0, "on scene, and nobody is left"),
        Stage::Handling => ensure!(
            pending(incident.feedback_clock.as_ref()),
            "handling, and no feedback is waited for"
        ),
        Stage::Resolved => {
            ensure!(
                pending(incident.verification_clock.as_ref()),
                "resolved, and its verification is not waited for"
            );
            ensure!(
                own_clocks(incident)
                    .filter(|clock| clock.is_pending())
                    .count()
                    == 1,
                "resolved, and more than its verification is waited for"
            );
        }
        Stage::Closed => {
            ensure!(live == 0, "closed, and {live} are not free");
            ensure!(
                own_clocks(incident).all(|clock| !clock.is_pending()),
                "closed, and something is waited for"
            );
        }
        Stage::Void => ensure!(
            live == 0 || incident.merged_into.get().is_some(),
            "rejected, and {live} are not free"
        ),
    }
    if stage >= Stage::Accepted && stage != Stage::Void {
        ensure!(
            incident.flags.acknowledged && incident.accepted_by.is_some(),
            "{stage:?}, and nobody accepted it"
        );
        ensure!(
            incident.handling_clock.is_some(),
            "{stage:?} without a handling clock"
        );
    }
    if (Stage::Accepted..=Stage::Handling).contains(&stage) {
        ensure!(
            pending(incident.handling_clock.as_ref()),
            "{stage:?}, and its handling is not waited for"
        );
    }
    if (Stage::Dispatched..=Stage::Handling).contains(&stage) {
        ensure!(
            !incident.dispatch_clock.is_pending(),
            "{stage:?}, and its dispatch is waited for"
        );
        ensure!(
            incident.reached.first(Stage::Dispatched).is_some(),
            "{stage:?}, and never dispatched"
        );
    }
    let owes_feedback = (Stage::Dispatched..=Stage::Handling).contains(&stage)
        || incident.merged_into.get().is_some();
    ensure!(
        owes_feedback || !pending(incident.feedback_clock.as_ref()),
        "{stage:?}, and feedback is waited for"
    );
    ensure!(
        pending(incident.verification_clock.as_ref()) <= (stage == Stage::Resolved),
        "{stage:?}, and verification is waited for"
    );
    for assignment in &incident.assignments {
        ensure!(
            assignment.offered_at().is_some(),
            "assigned without an offer"
        );
        let received = assignment.received_at().is_some();
        ensure!(
            received == (assignment.step >= AssignmentStep::Received),
            "{:?} and received: {received}",
            assignment.step
        );
        let arrived = assignment.on_scene_at().is_some();
        ensure!(
            arrived == (assignment.step == AssignmentStep::OnScene),
            "{:?} and on scene: {arrived}",
            assignment.step
        );
    }
    Ok(())
}
