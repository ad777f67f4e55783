//! What may happen.
//!
//! A **command** is a person's wish. It is refused when the incident's stage does not allow it ([`command`]), when a
//! reason is missing, or when something that matters to it has changed since the version it was decided on
//! ([`outdated`]). A **statement** is a platform's word on what has happened. It is never refused for its order: it is
//! recorded, marked when it is late or contradicts the order, or it is already known ([`statement`]).

mod bodies;
mod command;
mod outdated;
mod statement;

use domain::{Actor, Incident, IncidentId, Rules, Stage};

use crate::{Act, Fact, Manner, Order, Refusal, Register, Request, World};

/// What follows from a request that was not refused.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// These facts, at least one, to be made durable together and in this order.
    Record(Vec<Fact>),
    /// It is already known: a duplicate, to be counted and not stored twice.
    Known,
}

/// Decides what follows from a request. Reads no clock: when it happened is in the request.
///
/// # Errors
/// When the request is refused; the [`Refusal`] says why, and so what its sender can do.
pub fn decide(
    register: &Register,
    rules: &Rules,
    request: &Request,
    manner: Manner,
) -> Result<Decision, Refusal> {
    if let Act::Report(report) = &request.act {
        return Ok(match register.find(&report.platform, &report.external_id) {
            Some(_) => Decision::Known,
            None => Decision::Record(vec![bodies::report(
                register.next_incident(),
                rules,
                request,
                report,
            )]),
        });
    }
    let id = request.incident.ok_or(Refusal::UnknownIncident)?;
    let (incident, remembered) = register.entry(id).ok_or(if register.has_given(id) {
        Refusal::Archived { incident: id }
    } else {
        Refusal::UnknownIncident
    })?;
    if matches!(request.act, Act::Archive) && request.by != Actor::Hub {
        return Err(Refusal::OnlyTheHub);
    }
    refuse_nonsense(register.world(), incident, &request.act)?;
    let order = match manner {
        Manner::Command => {
            outdated::check(incident, remembered, request)?;
            command::check(incident, request)?;
            Order::InOrder
        }
        Manner::Statement => match statement::order(incident, request) {
            Some(order) => order,
            None => return Ok(Decision::Known),
        },
    };
    let mut facts = bodies::facts(incident, rules, request, order);
    for fact in facts.iter_mut().filter(|_| manner == Manner::Statement) {
        if remembered.newest.is_newer_than(fact) {
            fact.order = Order::OutOfOrder;
        }
    }
    let told = facts.last().is_some_and(|fact| remembered.told.knows(fact));
    Ok(if told && manner == Manner::Statement {
        Decision::Known
    } else {
        Decision::Record(facts)
    })
}

/// Whether what a picture shows of an incident permits a command: for menus, which offer what is possible. That is no
/// decision: whoever decides knows what has happened since, wants the reason that an act needs, and remembers more.
///
/// # Errors
/// When it would be refused; the [`Refusal`] says why.
pub fn permits(world: &World, incident: IncidentId, act: &Act) -> Result<(), Refusal> {
    let incident = world.incident(incident).ok_or(Refusal::UnknownIncident)?;
    refuse_nonsense(world, incident, act)?;
    command::permits(incident, act)
}

/// What makes no sense, whoever says it and whenever.
fn refuse_nonsense(world: &World, incident: &Incident, act: &Act) -> Result<(), Refusal> {
    match act {
        Act::Rate(rating) if !(1..=5).contains(rating) => Err(Refusal::RatingOutOfRange),
        Act::HandOver { from, to } if from == to => Err(Refusal::NothingToChange),
        Act::MergeInto(into) => {
            let target = world
                .incident(*into)
                .filter(|target| target.id != incident.id);
            // Told again after the other was merged on, it is still known and not wrong.
            let stands = target.is_some_and(|target| target.stage != Stage::Void)
                || incident.merged_into == Some(*into);
            if stands {
                Ok(())
            } else {
                Err(Refusal::CannotMergeInto { into: *into })
            }
        }
        Act::Archive if incident.stage.is_open() => Err(Refusal::NotInThisStage {
            stage: incident.stage,
        }),
        _ => Ok(()),
    }
}
