//! The JSON that `POST /ingest/{platform}` takes, and how a statement is written in it.
//!
//! A body is one object, an array, or `{"statements": [ … ]}` with at most [`MOST_ELEMENTS`](crate::MOST_ELEMENTS)
//! members. Each member says one thing (`kind`, by default "report") about one of the platform's incidents (`id`):
//!
//! ```json
//! {"kind": "report", "id": "110-20261123-0042", "occurred_at": "2026-11-23T14:26:41+08:00", "subject": "夜间噪声扰民",
//!  "category": "noise", "priority": "urgent", "lon": 106.27, "lat": 29.39, "coordinates": "wgs84"}
//! ```
//!
//! Common fields: `kind`, `id` (text or whole number), `occurred_at` (RFC 3339 with offset, or whole milliseconds since
//! 1970), `desk`, `photos`, and `note`, or `reason` for the kinds that want one. `null` and blank texts are absence.
//!
//! | kind | its own fields |
//! | --- | --- |
//! | `report` | `subject`, and optionally `category`, `priority`, `lon` `lat` `coordinates`, `address`, `details`, `caller` (`name`, `phone`), `channel`, `exercise` |
//! | `accept` | optionally `category`, `priority` |
//! | `merge` | `into`: the platform's number of the other incident |
//! | `assign`, `decline`, `withdraw`, `start_out`, `arrive`, `clear` | one of `unit`, `station`, `department` |
//! | `receive` · `claim` | one of `unit`, `station` · `department` |
//! | `begin_handling` | optionally one of `unit`, `station`, `department` |
//! | `hand_over` | one of `unit`, `station`, `department`, and one of `to_unit`, `to_station`, `to_department` |
//! | `verify` | optionally `passed` (true) |
//! | `supervise` | optionally `on` (true) |
//! | `set_priority` | `priority` |
//! | `amend` | at least one of `lon` `lat` (`coordinates`), `address`, `category`, `subject` |
//! | `rate` | `rating`, 1 to 5 |
//! | `acknowledge`, `reject`, `unmerge`, `feedback`, `resolve`, `close`, `suspend`, `resume`, `escalate`, `reopen`, `nobody_free`, `reply` | none |
//!
//! A field that the kind does not have is refused by name: misspelt, it would be lost in silence.

use domain::{Assignee, Channel, ExternalId, Place, Priority};
use geodesy::CoordinateSystem;
use serde_json::{Map, Value, json};

use crate::element::{BodyError, Elements, Flaw};
use crate::fields::{Digits, Fields, Located, read_each};
use crate::limits::{
    LONGEST_ADDRESS, LONGEST_DETAILS, LONGEST_NAME, LONGEST_NOTE, LONGEST_PHONE, LONGEST_SUBJECT,
    MOST_PHOTOS,
};
use crate::moment;
use crate::statement::{Caller, Report, Said, Statement};

const PRIORITIES: [(&str, Priority); 3] = [
    (Priority::Routine.as_str(), Priority::Routine),
    (Priority::Urgent.as_str(), Priority::Urgent),
    (Priority::Emergency.as_str(), Priority::Emergency),
];

/// How a report came in, by its word on the wire.
pub(crate) const CHANNELS: [(&str, Channel); 5] = [
    ("platform", Channel::Platform),
    ("call", Channel::Call),
    ("grid_worker", Channel::GridWorker),
    ("citizen", Channel::Citizen),
    ("camera", Channel::Camera),
];

/// The statements of a body, each understood or refused for itself. Positions that name no coordinate system are in
/// `coordinates`.
///
/// # Errors
/// When nothing of the body can be used: no JSON, another shape, too many elements.
pub fn statements_from_json(
    body: &[u8],
    coordinates: CoordinateSystem,
) -> Result<Elements<Statement>, BodyError> {
    read_each(body, "statements", |fields| statement(fields, coordinates))
}

fn statement(fields: &mut Fields, coordinates: CoordinateSystem) -> Result<Statement, Located> {
    let kind = fields
        .text("kind", 40)?
        .unwrap_or_else(|| "report".to_owned());
    let external_id = fields.id("id", Digits::Taken)?;
    let external_id: ExternalId = fields.needed("id", external_id)?;
    let occurred_at = fields.time("occurred_at")?;
    let desk = fields.id("desk", Digits::Refused)?;
    let photos = fields.ids("photos", MOST_PHOTOS)?;
    let said = said(&kind, fields, coordinates)?;
    let note = fields.text(
        if said.wants_a_reason() {
            "reason"
        } else {
            "note"
        },
        LONGEST_NOTE,
    )?;
    fields.nothing_else(&format!("'{kind}'"))?;
    Ok(Statement {
        external_id,
        occurred_at,
        desk,
        note,
        photos,
        said,
    })
}

fn said(kind: &str, fields: &mut Fields, coordinates: CoordinateSystem) -> Result<Said, Located> {
    const ANYBODY: [&str; 3] = ["unit", "station", "department"];
    let said = match kind {
        "report" => Said::Report(Box::new(report(fields, coordinates)?)),
        "acknowledge" => Said::Acknowledge,
        "accept" => Said::Accept {
            category: fields.id("category", Digits::Refused)?,
            priority: fields.word("priority", &PRIORITIES)?,
        },
        "reject" => Said::Reject,
        "merge" => {
            let into = fields.id("into", Digits::Taken)?;
            Said::MergeInto(fields.needed("into", into)?)
        }
        "unmerge" => Said::Unmerge,
        "assign" => Said::Assign(party(fields, &ANYBODY)?),
        "receive" => Said::Receive(party(fields, &["unit", "station"])?),
        "claim" => Said::Receive(party(fields, &["department"])?),
        "decline" => Said::Decline(party(fields, &ANYBODY)?),
        "withdraw" => Said::Withdraw(party(fields, &ANYBODY)?),
        "start_out" => Said::StartOut(party(fields, &ANYBODY)?),
        "arrive" => Said::Arrive(party(fields, &ANYBODY)?),
        "begin_handling" => Said::BeginHandling(party_if_any(fields, &ANYBODY)?),
        "clear" => Said::Clear(party(fields, &ANYBODY)?),
        "hand_over" => Said::HandOver {
            from: party(fields, &ANYBODY)?,
            to: party(fields, &["to_unit", "to_station", "to_department"])?,
        },
        "feedback" => Said::Feedback,
        "resolve" => Said::Resolve,
        "verify" => Said::Verify {
            passed: fields.boolean("passed")?.unwrap_or(true),
        },
        "close" => Said::Close,
        "suspend" => Said::Suspend,
        "resume" => Said::Resume,
        "escalate" => Said::Escalate,
        "supervise" => Said::Supervise(fields.boolean("on")?.unwrap_or(true)),
        "set_priority" => {
            let priority = fields.word("priority", &PRIORITIES)?;
            Said::SetPriority(fields.needed("priority", priority)?)
        }
        "amend" => amend(fields, coordinates)?,
        "reopen" => Said::Reopen,
        "nobody_free" => Said::NobodyFree,
        "reply" => Said::Reply,
        "rate" => {
            let rating = fields.number("rating")?;
            let rating = fields.needed("rating", rating)?;
            match [1_u8, 2, 3, 4, 5]
                .into_iter()
                .find(|known| f64::from(*known) == rating)
            {
                Some(rating) => Said::Rate(rating),
                None => {
                    return Err(
                        fields.flaw("rating", Flaw::OutOfRange("a whole number from 1 to 5"))
                    );
                }
            }
        }
        _ => {
            return Err(fields.flaw(
                "kind",
                Flaw::UnknownWord {
                    allowed: KINDS.join(", "),
                },
            ));
        }
    };
    Ok(said)
}

/// Every kind's word, in the order of the lifecycle.
const KINDS: [&str; 30] = [
    "report",
    "acknowledge",
    "accept",
    "reject",
    "merge",
    "unmerge",
    "assign",
    "receive",
    "claim",
    "decline",
    "withdraw",
    "start_out",
    "arrive",
    "begin_handling",
    "clear",
    "hand_over",
    "feedback",
    "resolve",
    "verify",
    "close",
    "suspend",
    "resume",
    "escalate",
    "supervise",
    "set_priority",
    "amend",
    "reopen",
    "nobody_free",
    "reply",
    "rate",
];

fn report(fields: &mut Fields, coordinates: CoordinateSystem) -> Result<Report, Located> {
    let subject = fields.text("subject", LONGEST_SUBJECT)?;
    let subject = fields.needed("subject", subject)?.into();
    let caller = match fields.object("caller")? {
        None => None,
        Some(mut caller) => {
            let (name, phone) = (
                caller.text("name", LONGEST_NAME)?,
                caller.text("phone", LONGEST_PHONE)?,
            );
            caller.nothing_else("'caller'")?;
            (name.is_some() || phone.is_some()).then_some(Caller { name, phone })
        }
    };
    Ok(Report {
        subject,
        category: fields.id("category", Digits::Refused)?,
        priority: fields.word("priority", &PRIORITIES)?,
        channel: fields.word("channel", &CHANNELS)?.unwrap_or_default(),
        place: Place {
            position: fields.position(coordinates)?,
            address: fields.text("address", LONGEST_ADDRESS)?.map(Into::into),
            grid: None,
            area: None,
        },
        details: fields.text("details", LONGEST_DETAILS)?,
        caller,
        exercise: fields.boolean("exercise")?.unwrap_or(false),
    })
}

fn amend(fields: &mut Fields, coordinates: CoordinateSystem) -> Result<Said, Located> {
    let position = fields.position(coordinates)?;
    let address = fields.text("address", LONGEST_ADDRESS)?.map(Into::into);
    let category = fields.id("category", Digits::Refused)?;
    let subject = fields.text("subject", LONGEST_SUBJECT)?.map(Into::into);
    if position.is_none() && address.is_none() && category.is_none() && subject.is_none() {
        return Err(fields.flaw("lon", Flaw::NothingToAmend));
    }
    Ok(Said::Amend {
        position,
        address,
        category,
        subject,
    })
}

/// Who is meant, by the one of `names` that is there; the first of them is what is missing when none is.
fn party(fields: &mut Fields, names: &[&'static str]) -> Result<Assignee, Located> {
    match party_if_any(fields, names)? {
        Some(assignee) => Ok(assignee),
        None => {
            let flaw = match names {
                [_] => Flaw::Missing,
                several => Flaw::NoParty(several.join(", ")),
            };
            Err(fields.flaw(names.first().copied().unwrap_or_default(), flaw))
        }
    }
}

fn party_if_any(fields: &mut Fields, names: &[&'static str]) -> Result<Option<Assignee>, Located> {
    let mut meant = None;
    for name in names {
        let named = match name.trim_start_matches("to_") {
            "unit" => fields.id(name, Digits::Taken)?.map(Assignee::Unit),
            "station" => fields.id(name, Digits::Taken)?.map(Assignee::Station),
            _ => fields.id(name, Digits::Taken)?.map(Assignee::Department),
        };
        if named.is_some() && meant.is_some() {
            return Err(fields.flaw(name, Flaw::SeveralParties(names.join(", "))));
        }
        meant = meant.or(named);
    }
    Ok(meant)
}

/// The statement as [`statements_from_json`] reads it: times in UTC, positions in WGS 84 and saying so.
#[must_use]
pub fn json_from_statement(statement: &Statement) -> Value {
    let Statement {
        external_id,
        occurred_at,
        desk,
        note,
        photos,
        said,
    } = statement;
    let mut fields = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            fields.insert(name.to_owned(), value);
        }
    };
    put("kind", Some(json!(said.kind())));
    put("id", Some(json!(external_id)));
    put(
        "occurred_at",
        Some(moment::written(*occurred_at).map_or(json!(occurred_at), Value::String)),
    );
    put("desk", desk.as_ref().map(|desk| json!(desk)));
    put(
        if said.wants_a_reason() {
            "reason"
        } else {
            "note"
        },
        note.as_ref().map(|note| json!(note)),
    );
    put("photos", (!photos.is_empty()).then(|| json!(photos)));
    match said {
        Said::Report(report) => put_report(&mut put, report),
        Said::Accept { category, priority } => {
            put(
                "category",
                category.as_ref().map(|category| json!(category)),
            );
            put("priority", priority.map(|priority| json!(priority)));
        }
        Said::MergeInto(into) => put("into", Some(json!(into))),
        Said::Assign(who)
        | Said::Receive(who)
        | Said::Decline(who)
        | Said::Withdraw(who)
        | Said::StartOut(who)
        | Said::Arrive(who)
        | Said::Clear(who)
        | Said::BeginHandling(Some(who)) => put_party(&mut put, "", who),
        Said::HandOver { from, to } => {
            put_party(&mut put, "", from);
            put_party(&mut put, "to_", to);
        }
        Said::Verify { passed } => put("passed", Some(json!(passed))),
        Said::Supervise(on) => put("on", Some(json!(on))),
        Said::SetPriority(priority) => put("priority", Some(json!(priority))),
        Said::Amend {
            position,
            address,
            category,
            subject,
        } => {
            put_place(
                &mut put,
                &Place {
                    position: *position,
                    address: address.clone(),
                    grid: None,
                    area: None,
                },
            );
            put(
                "category",
                category.as_ref().map(|category| json!(category)),
            );
            put("subject", subject.as_ref().map(|subject| json!(subject)));
        }
        Said::Rate(rating) => put("rating", Some(json!(rating))),
        Said::Acknowledge
        | Said::Reject
        | Said::Unmerge
        | Said::BeginHandling(None)
        | Said::Feedback
        | Said::Resolve
        | Said::Close
        | Said::Suspend
        | Said::Resume
        | Said::Escalate
        | Said::Reopen
        | Said::NobodyFree
        | Said::Reply => {}
    }
    Value::Object(fields)
}

fn put_report(put: &mut impl FnMut(&str, Option<Value>), report: &Report) {
    let Report {
        subject,
        category,
        priority,
        channel,
        place,
        details,
        caller,
        exercise,
    } = report;
    put("subject", Some(json!(subject)));
    put(
        "category",
        category.as_ref().map(|category| json!(category)),
    );
    put("priority", priority.map(|priority| json!(priority)));
    put("channel", Some(json!(channel)));
    put_place(put, place);
    put("details", details.as_ref().map(|details| json!(details)));
    put(
        "caller",
        caller
            .as_ref()
            .map(|Caller { name, phone }| json!({ "name": name, "phone": phone })),
    );
    put("exercise", exercise.then_some(Value::Bool(true)));
}

fn put_place(put: &mut impl FnMut(&str, Option<Value>), place: &Place) {
    if let Some(position) = place.position {
        put("lon", Some(json!(position.lon())));
        put("lat", Some(json!(position.lat())));
        put("coordinates", Some(json!(CoordinateSystem::Wgs84)));
    }
    put(
        "address",
        place.address.as_ref().map(|address| json!(address)),
    );
}

fn put_party(put: &mut impl FnMut(&str, Option<Value>), prefix: &str, who: &Assignee) {
    let (word, id) = match who {
        Assignee::Unit(id) => ("unit", json!(id)),
        Assignee::Station(id) => ("station", json!(id)),
        Assignee::Department(id) => ("department", json!(id)),
    };
    put(&format!("{prefix}{word}"), Some(id));
}
