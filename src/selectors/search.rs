//! Finding places and incidents by what somebody types.

use std::sync::Arc;

use domain::{AreaId, GridId, Incident, IncidentRef, Name, Network, Stage, StationId, Wgs84};

use super::coordinates::coordinates_from_text;
use super::pinyin::read_at;
use crate::config::Directory;

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub enum FoundKind {
    /// Coordinates; `order_assumed` when nothing says which number is the longitude.
    Coordinates {
        /// Whether longitude first was only assumed.
        order_assumed: bool,
    },
    /// A patrol area.
    Area(AreaId),
    /// A grid.
    Grid(GridId),
    /// A station.
    Station(StationId),
    /// A crew.
    Crew,
    /// A named place.
    Place,
    /// An incident and the stage it stands at.
    Incident(IncidentRef, Stage),
}

/// Something that a text stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What it is.
    pub kind: FoundKind,
    /// What it is called: an incident's subject, coordinates as "29.39000° N 106.27000° E".
    pub title: Name,
    /// What tells it from others of that name: an incident's number, a division's code.
    pub detail: Option<Arc<str>>,
    /// Where it is.
    pub position: Option<Wgs84>,
    /// Its extent, south-west and north-east.
    pub corners: Option<(Wgs84, Wgs84)>,
}

/// How well a name fits a text: the same, begins so, has it inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Same,
    Begins,
    Within,
}

/// What `text` stands for: coordinates first, then by how well names and numbers fit, divisions before places before
/// incidents, open incidents before closed ones, newest first; at most `count`.
#[must_use]
pub fn search<'a>(
    text: &str,
    directory: &Directory,
    incidents: impl Iterator<Item = (Network, &'a Incident)>,
    count: usize,
) -> Vec<Found> {
    let text = text.trim();
    if text.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<((Fit, u8, u64), Found)> = Vec::new();
    if let Some(read) = coordinates_from_text(text) {
        found.push((
            (Fit::Same, 0, 0),
            at_coordinates(read.position, read.order_assumed),
        ));
    }
    let text = text.to_lowercase();
    for (order, area) in (0..).zip(&directory.areas) {
        if let Some(fit) = fit_any(&text, [&*area.name.zh, &*area.name.en, area.id.as_str()]) {
            let kind = FoundKind::Area(area.id.clone());
            let detail = Some(area.id.as_str().into());
            found.push((
                (fit, 1, order),
                place(kind, &area.name, detail, area.middle, area.corners()),
            ));
        }
    }
    for (order, grid) in (0..).zip(&directory.grids) {
        if let Some(fit) = fit_any(&text, [&*grid.name.zh, &*grid.name.en, grid.id.as_str()]) {
            let kind = FoundKind::Grid(grid.id.clone());
            let detail = Some(grid.id.as_str().into());
            found.push((
                (fit, 2, order),
                place(kind, &grid.name, detail, grid.middle, grid.corners()),
            ));
        }
    }
    for (order, station) in (0..).zip(directory.stations.values()) {
        let names = [&*station.name.zh, &*station.name.en, station.id.as_str()];
        if let Some(fit) = fit_any(&text, names) {
            let kind = FoundKind::Station(station.id.clone());
            let detail = Some(station.id.as_str().into());
            found.push((
                (fit, 3, order),
                place(kind, &station.name, detail, Some(station.position), None),
            ));
        }
    }
    for (order, named) in (0..).zip(&directory.places) {
        if let Some(fit) = fit_any(&text, [&*named.name.zh, &*named.name.en]) {
            found.push((
                (fit, 4, order),
                place(
                    FoundKind::Place,
                    &named.name,
                    None,
                    Some(named.position),
                    None,
                ),
            ));
        }
    }
    for (network, incident) in incidents {
        let reference = IncidentRef {
            network,
            id: incident.id,
        };
        let subject = directory.subject(incident);
        if let Some(fit) = fit_incident(&text, reference, incident, &subject) {
            let class = if incident.stage.is_open() { 5 } else { 6 };
            found.push((
                (fit, class, u64::MAX - incident.id.0),
                Found {
                    kind: FoundKind::Incident(reference, incident.stage),
                    title: subject,
                    detail: Some(incident.external_id.as_str().into()),
                    position: incident.place.position,
                    corners: None,
                },
            ));
        }
    }
    found.sort_by_key(|(order, _)| *order);
    found.truncate(count);
    found.into_iter().map(|(_, found)| found).collect()
}

fn fit_incident(
    text: &str,
    reference: IncidentRef,
    incident: &Incident,
    subject: &Name,
) -> Option<Fit> {
    let number = fit(text, incident.external_id.as_str());
    let own = (text == reference.to_string()).then_some(Fit::Same);
    let words = fit_any(text, [&*subject.zh, &*subject.en])
        .or_else(|| fit(text, incident.place.address.as_deref()?))
        .map(|_| Fit::Within);
    own.or(number).or(words)
}

/// Whether one of a thing's names is what was typed, begins so, has it inside, or is read so. `text` is in small letters.
#[must_use]
pub fn fits<const N: usize>(text: &str, names: [&str; N]) -> bool {
    fit_any(text, names).is_some()
}

fn fit_any<const N: usize>(text: &str, names: [&str; N]) -> Option<Fit> {
    names.into_iter().filter_map(|name| fit(text, name)).min()
}

fn fit(text: &str, name: &str) -> Option<Fit> {
    let name = name.to_lowercase();
    if name == text {
        Some(Fit::Same)
    } else if name.starts_with(text) {
        Some(Fit::Begins)
    } else if name.contains(text) {
        Some(Fit::Within)
    } else {
        // Typed as it is read.
        read_at(text, &name).map(|place| if place == 0 { Fit::Begins } else { Fit::Within })
    }
}

fn at_coordinates(position: Wgs84, order_assumed: bool) -> Found {
    let hemisphere = |degrees: f64, above: char, below: char| {
        let letter = if degrees < 0.0 { below } else { above };
        format!("{:.5}° {letter}", degrees.abs())
    };
    let title = format!(
        "{} {}",
        hemisphere(position.lat(), 'N', 'S'),
        hemisphere(position.lon(), 'E', 'W')
    );
    Found {
        kind: FoundKind::Coordinates { order_assumed },
        title: Name::same(&title),
        detail: None,
        position: Some(position),
        corners: None,
    }
}

fn place(
    kind: FoundKind,
    name: &Name,
    detail: Option<Arc<str>>,
    position: Option<Wgs84>,
    corners: Option<(Wgs84, Wgs84)>,
) -> Found {
    Found {
        kind,
        title: name.clone(),
        detail,
        position,
        corners,
    }
}
