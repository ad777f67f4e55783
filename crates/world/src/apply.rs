//! What a fact changes.

mod assignments;
mod clocks;
mod course;
mod stages;

use domain::{
    AssignmentEnd, AssignmentStep, Clock, Flags, Incident, IncidentId, Place, Priority, Rare, Seq,
    Stage, StageTimes, Timestamp,
};

use crate::names::Named;
use crate::{Body, Change, Event, Fact, Order, Reported, World};
use assignments::Step;

impl World {
    /// Folds one event of the log, which cannot fail. An event that was seen before changes nothing, so a stream may be
    /// resumed a little too early. `None` when it changes nothing here: seen before, or about an incident that is not held.
    pub fn apply(&mut self, event: &Event) -> Option<Change> {
        if event.seq <= self.through {
            return None;
        }
        self.through = event.seq;
        let id = event.fact.incident;
        let change = match &event.fact.body {
            Body::Reported(reported) => self.appear(event, reported),
            Body::Archived => self.leave(id),
            _ => self.change(event),
        }?;
        if event.fact.order == Order::OutOfOrder {
            self.out_of_order += 1;
        }
        Some(change)
    }

    fn appear(&mut self, event: &Event, reported: &Reported) -> Option<Change> {
        let id = event.fact.incident;
        if self.held.get(id).is_some() {
            return None;
        }
        Some(self.enter(incident_of(id, event.seq, event.fact.occurred_at, reported)))
    }

    fn change(&mut self, event: &Event) -> Option<Change> {
        let incident = self.held.get_mut(event.fact.incident)?;
        if event.seq <= incident.version {
            return None;
        }
        let (stage, position) = (incident.stage, incident.place.position);
        let named = Named::of(incident);
        fold(incident, &event.fact);
        incident.version = event.seq;
        self.names.share_changed(incident, &event.fact.body, named);
        let place_changed = incident.place.position != position;
        if place_changed {
            self.spatial
                .moved(incident.id, position, incident.place.position);
        }
        Some(Change {
            incident: incident.id,
            appeared: false,
            disappeared: false,
            stage_changed: incident.stage != stage,
            place_changed,
        })
    }
}

fn incident_of(
    id: IncidentId,
    version: Seq,
    reported_at: Timestamp,
    reported: &Reported,
) -> Incident {
    let mut reached = StageTimes::default();
    reached.note(Stage::Reported, reported_at);
    Incident {
        id,
        version,
        platform: reported.platform.clone(),
        external_id: reported.external_id.clone(),
        subject: reported.subject.clone(),
        details: reported.details,
        caller: reported.caller,
        category: reported.category.clone(),
        priority: reported.priority,
        channel: reported.channel,
        place: reported.place.clone(),
        stage: Stage::Reported,
        stage_before_void: None,
        merged_into: Rare::NONE,
        linked: Rare::NONE,
        flags: Flags {
            exercise: reported.exercise,
            ..Flags::default()
        },
        reached,
        accepted_by: None,
        assignments: Box::default(),
        dispatch_clock: Clock::start(reported_at, reported.dispatch_within),
        feedback_clock: None,
        handling_clock: None,
        verification_clock: None,
        last_feedback: Rare::NONE,
        rating: None,
    }
}

/// First the assignments, then the stage that follows from them, then what hangs on the stage.
fn fold(incident: &mut Incident, fact: &Fact) {
    let at = fact.occurred_at;
    fold_assignments(incident, fact);
    let before = incident.stage;
    incident.stage = stages::stage_after(incident, &fact.body, fact.order);
    // A late fact tells when a stage was reached that the incident has already left.
    if let Some(told) = stage_told(&fact.body)
        && told <= incident.stage
        && incident.stage != Stage::Void
    {
        incident.reached.note(told, at);
    }
    incident.reached.note(incident.stage, at);
    fold_what_follows(incident, fact, before);
}

/// The stage whose time a fact tells, whether or not the incident moves.
const fn stage_told(body: &Body) -> Option<Stage> {
    Some(match body {
        Body::Accepted { .. } => Stage::Accepted,
        Body::Assigned { .. } => Stage::Dispatched,
        Body::Arrived { .. } => Stage::OnScene,
        Body::HandlingBegan { .. } => Stage::Handling,
        Body::Resolved { .. } => Stage::Resolved,
        _ => return None,
    })
}

fn fold_assignments(incident: &mut Incident, fact: &Fact) {
    let at = fact.occurred_at;
    let step = |to, limit| Step {
        to,
        limit,
        at,
        order: fact.order,
    };
    match &fact.body {
        Body::Assigned { to, receive_within } => {
            assignments::take(
                incident,
                to,
                step(AssignmentStep::Offered, Some(*receive_within)),
            );
        }
        Body::Received {
            assignee,
            arrive_within,
        } => {
            assignments::take(
                incident,
                assignee,
                step(AssignmentStep::Received, *arrive_within),
            );
        }
        Body::StartedOut { assignee } => {
            assignments::take(incident, assignee, step(AssignmentStep::UnderWay, None))
        }
        Body::Arrived { assignee } => {
            assignments::take(incident, assignee, step(AssignmentStep::OnScene, None))
        }
        Body::HandlingBegan {
            assignee: Some(assignee),
            ..
        } => assignments::imply(incident, assignee, at),
        Body::Cleared { assignee } => {
            assignments::end(incident, assignee, AssignmentEnd::Cleared, at)
        }
        Body::Declined { assignee } => {
            assignments::end(incident, assignee, AssignmentEnd::Declined, at)
        }
        Body::Withdrawn { assignee } => {
            assignments::end(incident, assignee, AssignmentEnd::Withdrawn, at)
        }
        Body::HandedOver {
            from,
            to,
            receive_within,
        } => {
            assignments::end(incident, from, AssignmentEnd::HandedOver, at);
            assignments::take(
                incident,
                to,
                step(AssignmentStep::Offered, Some(*receive_within)),
            );
        }
        _ => {}
    }
}

fn fold_what_follows(incident: &mut Incident, fact: &Fact, before: Stage) {
    let at = fact.occurred_at;
    let moved = incident.stage != before;
    let in_order = fact.order == Order::InOrder;
    let held_before = incident.stage_before_void.unwrap_or(before);
    match &fact.body {
        Body::Acknowledged => incident.flags.acknowledged = true,
        Body::Accepted {
            category,
            priority,
            place,
            handle_within,
        } => {
            course::accept(incident, fact, *handle_within);
            describe(
                incident,
                fact.order,
                category.as_ref(),
                *priority,
                place.as_ref(),
            );
        }
        Body::HandlingBegan {
            feedback_within, ..
        } if moved => course::begin_handling(incident, at, *feedback_within),
        Body::FedBack { feedback_within } => course::feed_back(incident, fact, *feedback_within),
        Body::Resolved { verify_within } => course::resolve(incident, at, moved, *verify_within),
        Body::Verified | Body::ClosedUnverified | Body::Rejected if moved => {
            course::close(incident, at)
        }
        Body::Merged { into } if moved => {
            incident.stage_before_void = Some(before);
            incident.merged_into.set(Some(*into));
        }
        Body::Unmerged if moved => {
            incident.stage_before_void = None;
            incident.merged_into.set(None);
        }
        Body::Reworked { feedback_within } if moved => {
            course::rework(incident, at, *feedback_within)
        }
        Body::Reopened { handle_within } if moved => course::reopen(incident, fact, *handle_within),
        Body::Suspended if in_order && incident.stage.is_open() => {
            incident.flags.suspended = true;
            clocks::each(incident, |clock| clock.stand(at));
        }
        Body::Resumed if in_order => course::resume(incident, at),
        Body::Supervised(supervised) if in_order => incident.flags.supervised = *supervised,
        Body::Escalated => incident.flags.escalated = true,
        Body::PrioritySet { to, .. } if in_order => incident.priority = *to,
        Body::Amended(amended) => {
            let place = amended.place.as_ref().map(|(_, new)| new);
            let category = amended.category.as_ref().map(|(_, new)| new);
            describe(incident, fact.order, category, None, place);
            if let Some((_, subject)) = amended.subject.as_ref().filter(|_| in_order) {
                incident.subject = subject.clone();
            }
        }
        Body::NobodyFree if incident.stage < Stage::Resolved => incident.flags.nobody_free = true,
        Body::Rated(rating) if in_order || incident.rating.is_none() => {
            incident.rating = Some(*rating);
        }
        Body::Linked(counterpart) => incident.linked.set(Some(*counterpart)),
        _ => {}
    }
    let needed_somebody = matches!(held_before, Stage::Dispatched | Stage::OnScene);
    if incident.stage == Stage::Accepted
        && needed_somebody
        && !matches!(fact.body, Body::Reopened { .. })
    {
        incident.flags.returned = incident.flags.returned.saturating_add(1);
        clocks::stop(&mut incident.feedback_clock, at);
    }
}

/// Sets what is told of the description; a fact out of order only fills in what is missing.
fn describe(
    incident: &mut Incident,
    order: Order,
    category: Option<&domain::CategoryId>,
    priority: Option<Priority>,
    place: Option<&Place>,
) {
    let in_order = order == Order::InOrder;
    if let Some(category) = category.filter(|_| in_order || incident.category.is_none()) {
        incident.category = Some(category.clone());
    }
    if let Some(priority) = priority.filter(|_| in_order) {
        incident.priority = priority;
    }
    if let Some(place) = place {
        let known = &mut incident.place;
        if in_order {
            *known = place.clone();
        } else {
            known.address = known.address.take().or_else(|| place.address.clone());
            if known.position.is_none() {
                known.position = place.position;
                known.grid = place.grid.clone().or(known.grid.take());
                known.area = place.area.clone().or(known.area.take());
            }
        }
    }
}
