//! The numbers of marks: which incident, crew or station one stands for.

use std::collections::HashMap;

use domain::{IncidentId, IncidentRef, Network, UnitId};

use crate::engine::MarkId;

/// Bits of the number that say which of its kind a mark is.
const KIND_SHIFT: u32 = 56;

const CREW: u64 = 0xf0;
const STATION: u64 = 0xf1;
const LOOKOUT: u64 = 0xf2;

/// What a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// An incident.
    Incident(IncidentRef),
    /// A lookout, by its place in the order of the surroundings.
    Lookout(usize),
    /// A crew or a station.
    Place,
}

/// The number of an incident's mark.
#[must_use]
pub const fn mark_of(incident: IncidentRef) -> MarkId {
    MarkId(((incident.network as u64) << KIND_SHIFT) | (incident.id.0 & ((1 << KIND_SHIFT) - 1)))
}

/// The number of a station's mark, by its place in the directory.
#[must_use]
pub const fn mark_of_station(index: usize) -> MarkId {
    MarkId((STATION << KIND_SHIFT) | index as u64)
}

/// The number of a lookout's mark, by its place in the order of the surroundings.
#[must_use]
pub const fn mark_of_lookout(number: usize) -> MarkId {
    MarkId((LOOKOUT << KIND_SHIFT) | number as u64)
}

/// What a mark stands for.
#[must_use]
pub fn meaning_of(mark: MarkId) -> Meaning {
    let kind = mark.0 >> KIND_SHIFT;
    let number = mark.0 & ((1 << KIND_SHIFT) - 1);
    if kind == LOOKOUT {
        return Meaning::Lookout(number as usize);
    }
    let network = Network::ALL
        .into_iter()
        .find(|network| *network as u64 == kind);
    network.map_or(Meaning::Place, |network| {
        Meaning::Incident(IncidentRef {
            network,
            id: IncidentId(number),
        })
    })
}

/// The numbers of crews' marks, given out as crews are first seen.
#[derive(Debug, Default)]
pub struct CrewMarks(HashMap<UnitId, MarkId>);

impl CrewMarks {
    /// The number of a crew's mark.
    pub fn mark_of(&mut self, crew: &UnitId) -> MarkId {
        if let Some(known) = self.0.get(crew) {
            return *known;
        }
        let mark = MarkId((CREW << KIND_SHIFT) | self.0.len() as u64);
        self.0.insert(crew.clone(), mark);
        mark
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_means_the_incident_it_was_made_for() {
        for network in Network::ALL {
            for id in [1, 77, (1 << KIND_SHIFT) - 1] {
                let incident = IncidentRef {
                    network,
                    id: IncidentId(id),
                };
                assert_eq!(meaning_of(mark_of(incident)), Meaning::Incident(incident));
            }
        }
    }

    #[test]
    fn crews_and_stations_are_no_incidents_and_keep_their_numbers() {
        let mut crews = CrewMarks::default();
        let crew = |text: &str| UnitId::try_from(text).expect("an id");
        let first = crews.mark_of(&crew("E41"));
        let second = crews.mark_of(&crew("E42"));
        assert_ne!(first, second);
        assert_eq!(crews.mark_of(&crew("E41")), first);
        assert_ne!(first, mark_of_station(0));
        assert_eq!(meaning_of(mark_of_lookout(3)), Meaning::Lookout(3));
        for mark in [first, second, mark_of_station(0)] {
            assert_eq!(meaning_of(mark), Meaning::Place);
        }
    }
}
