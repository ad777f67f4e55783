//! From what a person asks to what is decided on.
//!
//! The person's words about people become keys of the erasable store, positions grids and patrol areas. What is refused
//! leaves no text behind.

use std::sync::Arc;

use domain::{
    Actor, Channel, ExternalId, IncidentId, PhotoKey, Place, PlatformId, Role, Seq, Timestamp,
};
use feeds::Caller;
use protocol::{Command, CommandRequest, NewReport, Spot};
use serde::{Deserialize, Serialize};
use world::{Act, Refusal, Register, Request, Territory};

use super::requests::{Texts, located, written};
use crate::auth::Person;
use crate::auth::rights::MissingRight;
use crate::config::OWN_PLATFORM;

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Commanded {
    /// It is done, and durable.
    Done {
        /// On which incident.
        incident: IncidentId,
        /// The incident's version now.
        version: Seq,
        /// The last event it made.
        seq: Seq,
    },
    /// The incident does not allow it.
    Refused {
        /// Why.
        refusal: Refusal,
        /// The incident's version now.
        version: Option<Seq>,
    },
    /// The person may not.
    Forbidden(MissingRight),
    /// There is no such photo, or not for this person.
    UnknownPhoto(PhotoKey),
}

/// A refusal in a word, as it is on the wire ("outdated").
#[must_use]
pub fn word(refusal: &Refusal) -> String {
    // Each is written as an object with its word in one field.
    let written = serde_json::to_value(refusal).ok();
    let word = written.and_then(|value| Some(value.get("refusal")?.as_str()?.to_owned()));
    word.unwrap_or_default()
}

/// Who asks, looked at when the writer decides: a command may have waited, and its person may have been signed out or
/// disabled meanwhile. `None` when the session has ended.
pub type StillIs = Box<dyn FnOnce() -> Option<Arc<Person>> + Send>;

/// What a person asks of the world.
///
/// # Errors
/// When a report cannot be numbered, which a network does not live to see.
pub(super) fn request(
    register: &Register,
    territory: &Territory,
    person: &Person,
    asked: CommandRequest,
    now: Timestamp,
    texts: &mut Texts,
) -> Result<Request, Refusal> {
    let known = |incident: Option<IncidentId>| {
        let incident = incident.and_then(|id| register.world().incident(id));
        incident.map(|incident| incident.place.clone())
    };
    // Half a place completes the one that is known: an address that is put right does not lose the position.
    let place = |spot: Option<Spot>| {
        spot.filter(|spot| *spot != Spot::default()).map(|spot| {
            let known = known(asked.incident).unwrap_or_default();
            let place = Place {
                position: spot.position.or(known.position),
                address: spot.address.or(known.address),
                ..Place::default()
            };
            located(territory, place)
        })
    };
    let act = match asked.command {
        Command::Report(new) => {
            let number = register.next_incident().to_string();
            let external_id = ExternalId::try_from(number.as_str());
            let platform = PlatformId::try_from(OWN_PLATFORM);
            let (Ok(platform), Ok(external_id)) = (platform, external_id) else {
                return Err(Refusal::UnknownIncident);
            };
            Act::Report(Box::new(report(
                territory,
                person,
                platform,
                external_id,
                *new,
                texts,
            )))
        }
        Command::Acknowledge => Act::Acknowledge,
        Command::Accept {
            category,
            priority,
            place: spot,
        } => Act::Accept {
            category,
            priority,
            place: place(spot),
        },
        Command::Reject => Act::Reject,
        Command::MergeInto(other) => Act::MergeInto(other),
        Command::Unmerge => Act::Unmerge,
        Command::Assign(assignee) => Act::Assign(assignee),
        Command::NobodyFree => Act::NobodyFree,
        Command::Receive(assignee) => Act::Receive(assignee),
        Command::Decline(assignee) => Act::Decline(assignee),
        Command::Withdraw(assignee) => Act::Withdraw(assignee),
        Command::StartOut(assignee) => Act::StartOut(assignee),
        Command::Arrive(assignee) => Act::Arrive(assignee),
        Command::BeginHandling(assignee) => Act::BeginHandling(assignee),
        Command::Clear(assignee) => Act::Clear(assignee),
        Command::HandOver { from, to } => Act::HandOver { from, to },
        Command::Feedback => Act::Feedback,
        Command::Resolve => Act::Resolve,
        Command::Verify { passed } => Act::Verify { passed },
        Command::Close => Act::Close,
        Command::Suspend => Act::Suspend,
        Command::Resume => Act::Resume,
        Command::Supervise(supervised) => Act::Supervise(supervised),
        Command::Escalate => Act::Escalate,
        Command::SetPriority(priority) => Act::SetPriority(priority),
        Command::Amend {
            place: spot,
            category,
            subject,
        } => Act::Amend {
            place: place(spot),
            category,
            subject,
        },
        Command::Reopen => Act::Reopen,
        Command::Reply => Act::Reply,
        Command::Rate(rating) => Act::Rate(rating),
        Command::Link(counterpart) => Act::Link(counterpart),
    };
    let note = asked.note.filter(|note| !note.trim().is_empty());
    Ok(Request {
        incident: asked.incident,
        act,
        by: Actor::Person {
            person: person.id.clone(),
            role: person.role,
        },
        occurred_at: now,
        decided_on: asked.version,
        note: texts.keep(note),
        photos: asked.photos,
        from: asked.from,
    })
}

fn report(
    territory: &Territory,
    person: &Person,
    platform: PlatformId,
    external_id: ExternalId,
    new: NewReport,
    texts: &mut Texts,
) -> world::Report {
    let usual = match person.role {
        Role::GridWorker => Channel::GridWorker,
        _ => Channel::Call,
    };
    let place = Place {
        position: new.place.position,
        address: new.place.address,
        ..Place::default()
    };
    let caller = Caller {
        name: new.caller_name,
        phone: new.caller_phone,
    };
    let is_named = caller.name.is_some() || caller.phone.is_some();
    world::Report {
        platform,
        external_id,
        subject: new.subject.clone(),
        category: new.category,
        priority: new.priority,
        channel: new.channel.unwrap_or(usual),
        place: located(territory, place),
        details: texts.keep(new.details),
        caller: texts.keep(is_named.then(|| written(caller))),
        exercise: new.exercise,
    }
}
