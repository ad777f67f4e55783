//! An incident as the interface writes it.

use std::collections::BTreeMap;

use domain::{
    Actor, Assignee, Assignment, AssignmentEnd, AssignmentStep, Clock, ClockKind, ClockState,
    Incident, IncidentRef, Network, PersonId, Stage, TextKey, Timestamp,
};
use serde::Serialize;
use utoipa::ToSchema;
use world::{Body, Event, Order};

use super::moment;

/// An incident: one dot on the map.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IncidentJson {
    /// Network and number.
    #[schema(example = "police/12")]
    id: String,
    /// The network.
    network: &'static str,
    /// The platform that reported it.
    platform: String,
    /// The platform's own number.
    external_id: String,
    /// What it is about.
    subject: String,
    /// Its category.
    category: Option<String>,
    /// "routine", "urgent" or "emergency".
    priority: &'static str,
    /// Where it stands: "reported", "accepted", "dispatched", "on_scene", "handling", "resolved", "closed", "void".
    stage: &'static str,
    /// Something is still to be done.
    open: bool,
    /// Urgent or higher, and nobody has accepted or acknowledged it.
    unattended: bool,
    /// Where it is.
    place: PlaceJson,
    /// When it was reported.
    reported_at: String,
    /// When each stage was first reached, by its source's own time.
    reached: BTreeMap<&'static str, String>,
    /// Everybody it was given to, in order.
    assignments: Vec<AssignmentJson>,
    /// What stands beside the stage.
    flags: FlagsJson,
    /// The clocks that wait for something.
    clocks: Vec<ClockJson>,
    /// The incident it was merged into; "withheld" for those who may not see that one.
    merged_into: Option<String>,
    /// Its counterpart on another network; "withheld" for those who may not read that network.
    linked: Option<String>,
    /// The citizen's rating, 1 to 5.
    rating: Option<u8>,
    /// The last event that changed it.
    version: u64,
}

/// Where something is.
#[derive(Debug, Serialize, ToSchema)]
struct PlaceJson {
    /// Degrees east of Greenwich, WGS 84.
    lon: Option<f64>,
    /// Degrees north of the equator, WGS 84.
    lat: Option<f64>,
    /// The place in words.
    address: Option<String>,
    /// The grid that contains it.
    grid: Option<String>,
    /// The patrol area that contains it.
    area: Option<String>,
}

/// To whom it was given, and how far they are.
#[derive(Debug, Serialize, ToSchema)]
struct AssignmentJson {
    /// "station", "unit" or "department".
    kind: &'static str,
    /// Its code.
    assignee: String,
    /// "offered", "received", "under_way" or "on_scene".
    step: &'static str,
    /// "cleared", "declined", "withdrawn" or "handed_over", when it ended.
    ended: Option<&'static str>,
    /// When it was offered.
    offered_at: Option<String>,
    /// When it was received or claimed.
    received_at: Option<String>,
    /// When they started out.
    under_way_at: Option<String>,
    /// When they were on scene.
    on_scene_at: Option<String>,
    /// When it ended.
    ended_at: Option<String>,
}

/// What stands beside the stage.
#[derive(Debug, Serialize, ToSchema)]
struct FlagsJson {
    acknowledged: bool,
    escalated: bool,
    supervised: bool,
    suspended: bool,
    nobody_free: bool,
    exercise: bool,
    reworked: u16,
    returned: u16,
}

/// A clock that waits for something.
#[derive(Debug, Serialize, ToSchema)]
struct ClockJson {
    /// "dispatch", "receipt", "arrival", "feedback", "handling" or "verification".
    kind: &'static str,
    /// When it started.
    started_at: String,
    /// How long it may run, in milliseconds.
    limit_ms: i64,
    /// How long it has run, in milliseconds.
    elapsed_ms: i64,
    /// "running", "overdue" or "standing".
    state: &'static str,
}

/// An incident with its history and the texts the token may see.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IncidentDetail {
    #[serde(flatten)]
    incident: IncidentJson,
    /// Everything that happened to it, in the order of the log.
    history: Vec<HistoryEntry>,
    /// The report's free text, when the token may see texts about people and it has not been erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<String>,
    /// Who reported it, as above.
    #[serde(skip_serializing_if = "Option::is_none")]
    caller: Option<String>,
    /// There are texts about people that this token may not see.
    texts_withheld: bool,
}

/// One event of an incident.
#[derive(Debug, Serialize, ToSchema)]
struct HistoryEntry {
    /// Its place in the network's log.
    seq: u64,
    /// When it happened, by its source's own time.
    occurred_at: String,
    /// When the hub made it durable.
    recorded_at: String,
    /// What happened ("arrived").
    kind: String,
    /// Who did it or said so: a platform's id with its desk, a person's account (its role for those who may not see
    /// accounts), or "hub".
    by: String,
    /// It came late or contradicted the order.
    out_of_order: bool,
    /// The reason or note, when the token may see texts about people and it has not been erased; what was replied also for
    /// whoever reported the incident.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// Photos that prove it.
    photos: Vec<String>,
    /// What else there is to know about it, by its kind.
    what: serde_json::Value,
}

pub(super) fn incident(network: Network, incident: &Incident, now: Timestamp) -> IncidentJson {
    let named = |id| IncidentRef { network, id }.to_string();
    let place = &incident.place;
    let flags = &incident.flags;
    let clocks = incident.pending_clocks();
    IncidentJson {
        id: named(incident.id),
        network: network.as_str(),
        platform: incident.platform.to_string(),
        external_id: incident.external_id.to_string(),
        subject: incident.subject.to_string(),
        category: incident.category.as_ref().map(ToString::to_string),
        priority: incident.priority.as_str(),
        stage: incident.stage.as_str(),
        open: incident.stage.is_open(),
        unattended: incident.is_unattended(),
        place: PlaceJson {
            lon: place.position.map(|position| position.lon()),
            lat: place.position.map(|position| position.lat()),
            address: place.address.as_ref().map(ToString::to_string),
            grid: place.grid.as_ref().map(ToString::to_string),
            area: place.area.as_ref().map(ToString::to_string),
        },
        reported_at: moment::written(incident.reported_at()),
        reached: Stage::ALL
            .into_iter()
            .filter_map(|stage| {
                Some((
                    stage.as_str(),
                    moment::written(incident.reached.first(stage)?),
                ))
            })
            .collect(),
        assignments: incident.assignments.iter().map(assignment).collect(),
        flags: FlagsJson {
            acknowledged: flags.acknowledged,
            escalated: flags.escalated,
            supervised: flags.supervised,
            suspended: flags.suspended,
            nobody_free: flags.nobody_free,
            exercise: flags.exercise,
            reworked: flags.reworked,
            returned: flags.returned,
        },
        clocks: clocks
            .map(|(kind, running)| clock(kind, running, now))
            .collect(),
        merged_into: incident
            .merged_into
            .get()
            .map(|id| reference(IncidentRef { network, id })),
        linked: incident.linked.get().map(reference),
        rating: incident.rating,
        version: incident.version.0,
    }
}

fn reference(to: IncidentRef) -> String {
    if to.is_withheld() {
        "withheld".to_owned()
    } else {
        to.to_string()
    }
}

fn assignment(assignment: &Assignment) -> AssignmentJson {
    let (kind, assignee) = match &assignment.assignee {
        Assignee::Station(id) => ("station", id.to_string()),
        Assignee::Unit(id) => ("unit", id.to_string()),
        Assignee::Department(id) => ("department", id.to_string()),
    };
    let written = |at: Option<Timestamp>| at.map(moment::written);
    AssignmentJson {
        kind,
        assignee,
        step: match assignment.step {
            AssignmentStep::Offered => "offered",
            AssignmentStep::Received => "received",
            AssignmentStep::UnderWay => "under_way",
            AssignmentStep::OnScene => "on_scene",
        },
        ended: assignment.ended().map(|(end, _)| match end {
            AssignmentEnd::Cleared => "cleared",
            AssignmentEnd::Declined => "declined",
            AssignmentEnd::Withdrawn => "withdrawn",
            AssignmentEnd::HandedOver => "handed_over",
        }),
        offered_at: written(assignment.offered_at()),
        received_at: written(assignment.received_at()),
        under_way_at: written(assignment.under_way_at()),
        on_scene_at: written(assignment.on_scene_at()),
        ended_at: written(assignment.ended().map(|(_, at)| at)),
    }
}

fn clock(kind: ClockKind, clock: &Clock, now: Timestamp) -> ClockJson {
    let reading = clock.reading(now);
    ClockJson {
        kind: match kind {
            ClockKind::Dispatch => "dispatch",
            ClockKind::Receipt => "receipt",
            ClockKind::Arrival => "arrival",
            ClockKind::Feedback => "feedback",
            ClockKind::Handling => "handling",
            ClockKind::Verification => "verification",
        },
        started_at: moment::written(clock.started_at()),
        limit_ms: reading.limit.0,
        elapsed_ms: reading.elapsed.0,
        state: match reading.state {
            ClockState::Running => "running",
            ClockState::Overdue => "overdue",
            ClockState::Standing => "standing",
            ClockState::Kept => "kept",
            ClockState::Missed => "missed",
        },
    }
}

/// The keys of an incident's texts: the report's, and the notes of its events.
pub(super) fn text_keys(incident: &Incident, events: &[Event]) -> Vec<TextKey> {
    let notes = events.iter().filter_map(|event| event.fact.note);
    incident
        .details
        .into_iter()
        .chain(incident.caller)
        .chain(notes)
        .collect()
}

/// The keys of what was said to whoever reported it: theirs to read, whatever else they may not.
pub(super) fn reply_keys(events: &[Event], reader: &PersonId) -> Vec<TextKey> {
    let is_reporter = events.iter().any(|event| {
        let fact = &event.fact;
        let reported = matches!(fact.body, Body::Reported(_));
        reported && matches!(&fact.by, Actor::Person { person, .. } if person == reader)
    });
    let replies = events
        .iter()
        .filter(|event| is_reporter && event.fact.body == Body::Replied);
    replies.filter_map(|event| event.fact.note).collect()
}

/// The incident with its history; `texts` are those the token may see.
pub(super) fn detail(
    network: Network,
    known: &Incident,
    events: Vec<Event>,
    texts: &BTreeMap<TextKey, String>,
    texts_withheld: bool,
    now: Timestamp,
) -> IncidentDetail {
    let text = |key: Option<TextKey>| key.and_then(|key| texts.get(&key).cloned());
    IncidentDetail {
        details: text(known.details),
        caller: text(known.caller),
        texts_withheld,
        history: events
            .into_iter()
            .map(|event| entry(event, &text))
            .collect(),
        incident: incident(network, known, now),
    }
}

fn hides_its_reference(body: &Body) -> bool {
    match body {
        Body::Linked(to) => to.is_withheld(),
        Body::Merged { into } => into.is_withheld(),
        _ => false,
    }
}

fn entry(event: Event, text: &impl Fn(Option<TextKey>) -> Option<String>) -> HistoryEntry {
    let fact = event.fact;
    // A body is a word, or an object with the word as its only key.
    let (kind, what) = match serde_json::to_value(&fact.body) {
        Ok(serde_json::Value::String(kind)) => (kind, serde_json::Value::Null),
        Ok(serde_json::Value::Object(object)) => {
            let (kind, what) = object.into_iter().next().unwrap_or_default();
            let hidden = hides_its_reference(&fact.body);
            (kind, if hidden { "withheld".into() } else { what })
        }
        _ => Default::default(),
    };
    HistoryEntry {
        seq: event.seq.0,
        occurred_at: moment::written(fact.occurred_at),
        recorded_at: moment::written(event.recorded_at),
        kind,
        by: match fact.by {
            Actor::Platform {
                platform,
                desk: Some(desk),
            } => format!("{platform} {desk}"),
            Actor::Platform {
                platform,
                desk: None,
            } => platform.to_string(),
            Actor::Person { person, .. } => person.to_string(),
            Actor::Hub => "hub".to_owned(),
        },
        out_of_order: fact.order == Order::OutOfOrder,
        note: text(fact.note),
        photos: fact.photos.iter().map(ToString::to_string).collect(),
        what,
    }
}
