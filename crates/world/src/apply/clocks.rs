//! Starting, stopping and holding an incident's clocks.

use domain::{Assignment, Clock, Incident, Millis, Timestamp};

/// A clock that runs from `at`, or stands from the start while the incident is suspended.
pub(super) fn started(incident: &Incident, at: Timestamp, limit: Millis) -> Clock {
    let mut clock = Clock::start(at, limit);
    if incident.flags.suspended {
        clock.stand(at);
    }
    clock
}

/// Does something to every clock of the incident and of its live assignments.
pub(super) fn each(incident: &mut Incident, mut act: impl FnMut(&mut Clock)) {
    act(&mut incident.dispatch_clock);
    [
        &mut incident.feedback_clock,
        &mut incident.handling_clock,
        &mut incident.verification_clock,
    ]
    .into_iter()
    .flatten()
    .for_each(&mut act);
    for assignment in incident
        .assignments
        .iter_mut()
        .filter(|assignment| assignment.is_live())
    {
        each_of(assignment, &mut act);
    }
}

/// Does something to every clock of an assignment.
pub(super) fn each_of(assignment: &mut Assignment, act: impl FnMut(&mut Clock)) {
    [&mut assignment.receipt_clock, &mut assignment.arrival_clock]
        .into_iter()
        .flatten()
        .for_each(act);
}

/// Stops a clock if there is one.
pub(super) fn stop(clock: &mut Option<Clock>, at: Timestamp) {
    if let Some(clock) = clock {
        clock.stop(at);
    }
}
