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

use domain::{Actor, IncidentId, Rules, Stage};

use crate::world_state::{Held, World};
use crate::{Act, Fact, Manner, Order, Refusal, Request};

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
    world: &World,
    rules: &Rules,
    request: &Request,
    manner: Manner,
) -> Result<Decision, Refusal> {
    if let Act::Report(report) = &request.act {
        return Ok(match world.find(&report.platform, &report.external_id) {
            Some(_) => Decision::Known,
            None => Decision::Record(vec![bodies::report(
                world.next_incident(),
                rules,
                request,
                report,
            )]),
        });
    }
    let held = held(world, request.incident)?;
    refuse_nonsense(world, held, request)?;
    let order = match manner {
        Manner::Command => {
            outdated::check(held, request)?;
            command::check(&held.incident, request)?;
            Order::InOrder
        }
        Manner::Statement => match statement::order(&held.incident, request) {
            Some(order) => order,
            None => return Ok(Decision::Known),
        },
    };
    let mut facts = bodies::facts(&held.incident, rules, request, order);
    for fact in facts.iter_mut().filter(|_| manner == Manner::Statement) {
        if held.newest.is_newer_than(fact) {
            fact.order = Order::OutOfOrder;
        }
    }
    let told = facts.last().is_some_and(|fact| held.told.knows(fact));
    Ok(if told && manner == Manner::Statement {
        Decision::Known
    } else {
        Decision::Record(facts)
    })
}

fn held(world: &World, id: Option<IncidentId>) -> Result<&Held, Refusal> {
    let id = id.ok_or(Refusal::UnknownIncident)?;
    let was_given = (1..=world.highest).contains(&id.0);
    world.held.get(&id).ok_or(if was_given {
        Refusal::Archived { incident: id }
    } else {
        Refusal::UnknownIncident
    })
}

/// What makes no sense, whoever says it and whenever.
fn refuse_nonsense(world: &World, held: &Held, request: &Request) -> Result<(), Refusal> {
    let incident = &held.incident;
    match &request.act {
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
        Act::Archive if request.by != Actor::Hub => Err(Refusal::OnlyTheHub),
        Act::Archive if incident.stage.is_open() => Err(Refusal::NotInThisStage {
            stage: incident.stage,
        }),
        _ => Ok(()),
    }
}
