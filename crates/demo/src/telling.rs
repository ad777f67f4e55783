//! From what the script tells to what the world is asked.

use std::sync::Arc;

use district::{Scripted, Told};
use domain::{Actor, Network, Place, TextKey, UnitId};
use world::{Act, Register, Report, Request, Territory};

/// Texts by their keys, which count from 1.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts(Vec<Arc<str>>);

impl Texts {
    fn keep(&mut self, text: Option<&Arc<str>>) -> Option<TextKey> {
        self.0.push(Arc::clone(text?));
        Some(TextKey::new(self.0.len() as u64))
    }

    /// The text of a key.
    pub(crate) fn text(&self, key: TextKey) -> Option<&Arc<str>> {
        let index = usize::try_from(key.number()).ok()?.checked_sub(1)?;
        self.0.get(index)
    }
}

/// The network that tells where a unit is: the 110 platform tells of police and patrols, the grid cloud of all others.
pub(crate) fn network_of(unit: &UnitId) -> Network {
    match unit.as_str().split('-').next() {
        Some("PT" | "PO") => Network::Police,
        _ => Network::Government,
    }
}

/// What a scripted fact asks of its network's world, as a hub would read it from its platform; `None` when it is about an
/// incident that this world never heard of.
pub(crate) fn request(
    register: &Register,
    territory: &Territory,
    fact: &Scripted,
    texts: &mut Texts,
) -> Option<Request> {
    let incident = register.find(&fact.platform, &fact.external_id);
    let act = match &fact.told {
        Told::Act(Act::Report(report)) => Act::Report(Box::new(Report {
            place: located(territory, &report.place),
            details: texts.keep(fact.details.as_ref()),
            ..Report::clone(report)
        })),
        Told::Act(act) => {
            incident?;
            act.clone()
        }
        Told::SameAs {
            platform,
            external_id,
        } => {
            incident?;
            Act::MergeInto(register.find(platform, external_id)?)
        }
    };
    Some(Request {
        incident,
        act,
        by: Actor::Platform {
            platform: fact.platform.clone(),
            desk: fact.desk.clone(),
        },
        occurred_at: fact.at,
        decided_on: None,
        note: texts.keep(fact.note.as_ref()),
        photos: Vec::new(),
        from: None,
    })
}

/// The place with the grid and area that contain it.
fn located(territory: &Territory, place: &Place) -> Place {
    let located = place
        .position
        .map(|position| territory.locate(position))
        .unwrap_or_default();
    Place {
        grid: located.grid,
        area: located.area,
        ..place.clone()
    }
}
