//! What hangs on the stage: clocks, flags and assignments as an incident is taken, done, closed and taken up again.

use std::sync::Arc;

use domain::{Incident, Millis, Stage, Timestamp};

use super::{assignments, clocks};
use crate::Fact;

/// The centre has taken it: its handling is waited for, be it that it was done before this was told.
pub(super) fn accept(incident: &mut Incident, fact: &Fact, handle_within: Millis) {
    incident.flags.acknowledged = true;
    incident
        .accepted_by
        .get_or_insert_with(|| Arc::new(fact.by.clone()));
    if incident.handling_clock.is_none() {
        let mut clock = clocks::started(incident, fact.occurred_at, handle_within);
        if incident.stage.is_handled() {
            let done_at = incident
                .reached
                .first(Stage::Resolved)
                .or(incident.reached.first(Stage::Closed));
            clock.stop(done_at.unwrap_or(fact.occurred_at));
        }
        incident.handling_clock = Some(clock);
    }
}

/// It is being dealt with: feedback is due within a limit of the beginning, or of the last feedback if that came later.
pub(super) fn begin_handling(incident: &mut Incident, at: Timestamp, feedback_within: Millis) {
    let since = incident
        .last_feedback
        .get()
        .map_or(at, |(last, _)| last.max(at));
    await_feedback(incident, since, feedback_within);
}

fn await_feedback(incident: &mut Incident, at: Timestamp, within: Millis) {
    incident.feedback_clock = Some(clocks::started(incident, at, within));
}

/// Feedback came: the newest is kept, and the next is waited for.
pub(super) fn feed_back(incident: &mut Incident, fact: &Fact, within: Millis) {
    let at = fact.occurred_at;
    if incident
        .last_feedback
        .get()
        .is_none_or(|(last, _)| last <= at)
    {
        incident.last_feedback.set(Some((at, fact.note)));
        // Feedback is owed by those who were sent.
        if (Stage::Dispatched..=Stage::Handling).contains(&incident.stage) {
            await_feedback(incident, at, within);
        }
    }
}

/// It is done: only its verification is waited for. Told after it was closed, it tells when the handling ended.
pub(super) fn resolve(incident: &mut Incident, at: Timestamp, moved: bool, verify_within: Millis) {
    if moved {
        incident.flags.nobody_free = false;
        clocks::each(incident, |clock| clock.stop(at));
        incident.verification_clock = Some(clocks::started(incident, at, verify_within));
    } else if let Some(clock) = incident
        .handling_clock
        .as_mut()
        .filter(|_| incident.stage == Stage::Closed)
    {
        clock.stop_no_later_than(at);
    }
}

/// Nothing is left to do or to wait for, and nobody is left to do it.
pub(super) fn close(incident: &mut Incident, at: Timestamp) {
    clocks::each(incident, |clock| clock.stop(at));
    resume(incident, at);
    incident.flags.nobody_free = false;
    assignments::end_all(incident, at);
}

/// It is to be done again: handling goes on where it stopped.
pub(super) fn rework(incident: &mut Incident, at: Timestamp, feedback_within: Millis) {
    incident.flags.reworked = incident.flags.reworked.saturating_add(1);
    clocks::stop(&mut incident.verification_clock, at);
    if let Some(clock) = &mut incident.handling_clock {
        clock.go_on(at);
    }
    if let Some(clock) = incident
        .handling_clock
        .as_mut()
        .filter(|_| incident.flags.suspended)
    {
        clock.stand(at);
    }
    await_feedback(incident, at, feedback_within);
}

/// It stands where it stood when it was accepted, with nobody on it and a handling clock of its own. If nobody was sent
/// yet, that is waited for again, where it was left off.
pub(super) fn reopen(incident: &mut Incident, fact: &Fact, handle_within: Millis) {
    let at = fact.occurred_at;
    close(incident, at);
    incident.stage_before_void = None;
    incident.merged_into.set(None);
    incident.flags.acknowledged = true;
    incident
        .accepted_by
        .get_or_insert_with(|| Arc::new(fact.by.clone()));
    if incident.assignments.is_empty() {
        incident.dispatch_clock.go_on(at);
    }
    incident.handling_clock = Some(clocks::started(incident, at, handle_within));
}

/// A suspension, if there was one, is over.
pub(super) fn resume(incident: &mut Incident, at: Timestamp) {
    if incident.flags.suspended {
        incident.flags.suspended = false;
        clocks::each(incident, |clock| clock.resume(at));
    }
}
