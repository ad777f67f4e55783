//! Whom to send, with why: who is responsible, then crews that are free and near.

use std::collections::BTreeSet;

use domain::{AreaId, Assignee, Duty, Incident, Millis, Name, UnitId, UnitPosition, Wgs84};
use geodesy::{Metres, great_circle_distance};

use crate::config::Directory;

/// How fast a crew comes through streets, in metres a minute of the straight line: 25 km/h on roads that are 1.3 times as
/// long. A rule of this project, for the order of the list and a first idea; nobody is measured by it.
const METRES_A_MINUTE: f64 = 25_000.0 / 60.0 / 1.3;

/// The most crews that are proposed.
const MOST_CREWS: usize = 6;

/// Somebody who could be sent, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Who.
    pub assignee: Assignee,
    /// What that is called.
    pub name: Name,
    /// How far away: a crew by its last position, else by its station's.
    pub distance: Option<Metres>,
    /// Whether that is where it was last, and not only where it belongs.
    pub is_seen: bool,
    /// Whether it serves the incident's patrol area.
    pub same_area: bool,
    /// By what it is responsible for the incident, where the deployment says so.
    pub duty: Option<Duty>,
}

impl Proposal {
    /// About how long it takes there; at least a minute.
    #[must_use]
    pub fn estimate(&self) -> Option<Millis> {
        let minutes = (self.distance?.0 / METRES_A_MINUTE).ceil().max(1.0);
        Some(Millis::from_mins(minutes as i64))
    }
}

/// Who could be sent to an incident.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposals {
    /// The departments that are responsible; free crews, the nearest first; the area's station; the other departments.
    pub all: Vec<Proposal>,
    /// How many crews are free, those that are not proposed too.
    pub free_crews: usize,
}

impl Proposals {
    /// Whether no crew is free.
    #[must_use]
    pub const fn nobody_free(&self) -> bool {
        self.free_crews == 0
    }
}

/// Who could be sent: `positions` are those of the incident's network, `open` all incidents of every network whose work is not
/// done, which keep their crews busy. `only` leaves crews that are not its out, for a station that sends its own.
#[must_use]
pub fn proposals<'a>(
    incident: &Incident,
    directory: &Directory,
    positions: impl Iterator<Item = &'a UnitPosition>,
    open: impl Iterator<Item = &'a Incident>,
    only: impl Fn(&Assignee) -> bool,
) -> Proposals {
    let area = incident.place.area.as_ref();
    let sent: BTreeSet<&Assignee> = incident
        .live_assignments()
        .map(|order| &order.assignee)
        .collect();
    let is_eligible = |assignee: &Assignee| !sent.contains(assignee) && only(assignee);
    let busy: BTreeSet<UnitId> = open
        .flat_map(Incident::live_assignments)
        .filter_map(|order| match &order.assignee {
            Assignee::Unit(unit) => Some(unit.clone()),
            _ => None,
        })
        .collect();
    let mut crews = crews(incident, directory, positions);
    crews.retain(|crew| {
        let is_busy = matches!(&crew.assignee, Assignee::Unit(unit) if busy.contains(unit));
        is_eligible(&crew.assignee) && !is_busy
    });
    let free_crews = crews.len();
    crews.sort_by(|one, other| {
        let metres = |crew: &Proposal| crew.distance.map_or(f64::MAX, |distance| distance.0);
        metres(one)
            .total_cmp(&metres(other))
            .then_with(|| one.assignee.cmp(&other.assignee))
    });
    crews.truncate(MOST_CREWS);
    let stations = directory.stations.values();
    let stations = stations
        .filter(|station| Some(&station.area) == area)
        .map(|station| Proposal {
            assignee: Assignee::Station(station.id.clone()),
            name: station.name.clone(),
            distance: distance(incident, Some(station.position)),
            is_seen: true,
            same_area: true,
            duty: None,
        });
    let (mut responsible, others): (Vec<_>, Vec<_>) = departments(incident, directory)
        .filter(|(_, proposal)| is_eligible(&proposal.assignee))
        .partition(|(rank, _)| rank.is_some());
    responsible.sort_by_key(|(rank, _)| *rank);
    let alone = |(_, proposal): (Option<usize>, Proposal)| proposal;
    let stations = stations.filter(|proposal| is_eligible(&proposal.assignee));
    let all = responsible
        .into_iter()
        .map(alone)
        .chain(crews)
        .chain(stations)
        .chain(others.into_iter().map(alone));
    Proposals {
        all: all.collect(),
        free_crews,
    }
}

/// Every department, those that are responsible with their rank among them.
fn departments<'a>(
    incident: &Incident,
    directory: &'a Directory,
) -> impl Iterator<Item = (Option<usize>, Proposal)> + 'a {
    let responsible = directory.responsible_for(incident.category.as_ref());
    directory.departments.iter().map(move |(id, name)| {
        let rank = responsible.and_then(|entry| entry.departments.iter().position(|one| one == id));
        let proposal = Proposal {
            assignee: Assignee::Department(id.clone()),
            name: name.clone(),
            distance: None,
            is_seen: true,
            same_area: false,
            duty: responsible
                .filter(|_| rank.is_some())
                .map(|entry| entry.duty.clone()),
        };
        (rank, proposal)
    })
}

/// Every crew of the network: those that told where they are, and where none did, every crew at its station.
fn crews<'a>(
    incident: &Incident,
    directory: &Directory,
    positions: impl Iterator<Item = &'a UnitPosition>,
) -> Vec<Proposal> {
    let area = incident.place.area.as_ref();
    let crew = |unit: &UnitId, at: Option<Wgs84>, is_seen: bool| {
        let known = directory.crews.get(unit);
        let own_area: Option<&AreaId> = known.and_then(|crew| crew.area.as_ref());
        Proposal {
            name: directory.assignee(&Assignee::Unit(unit.clone())),
            assignee: Assignee::Unit(unit.clone()),
            distance: distance(incident, at),
            is_seen,
            same_area: area.is_some() && own_area == area,
            duty: None,
        }
    };
    let heard: Vec<Proposal> = positions
        .map(|sample| crew(&sample.unit, Some(sample.position), true))
        .collect();
    if !heard.is_empty() {
        return heard;
    }
    let at_stations = directory.crews.iter().map(|(unit, known)| {
        let station = known.station.as_ref();
        let station = station.and_then(|station| directory.stations.get(station));
        crew(unit, station.map(|station| station.position), false)
    });
    at_stations.collect()
}

fn distance(incident: &Incident, from: Option<Wgs84>) -> Option<Metres> {
    Some(great_circle_distance(from?, incident.place.position?))
}
