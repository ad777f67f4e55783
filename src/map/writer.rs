//! Keeps the marks as the store is: what changed in a tick, or everything when something common to all has changed.

use domain::{IncidentRef, Network};
use leptos::prelude::WithUntracked;

use super::datum::Datum;
use super::mark_ids::{CrewMarks, mark_of, mark_of_lookout, mark_of_station};
use crate::config::Directory;
use crate::connection::Freshness;
use crate::engine::Marks;
use crate::platform::PageTime;
use crate::store::{DirtySet, Feed, Filter, Store};
use crate::symbology::{Circumstances, camera_sign, crew_sign, incident_sign, station_sign};

/// What the marks depend on besides what the networks tell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conditions {
    /// Which incidents are in the picture.
    pub filter: Filter,
    /// How fresh each network is; one that is not here is live.
    pub freshness: Vec<(Network, Freshness)>,
    /// Whether there is more news than anybody can take in.
    pub flood: bool,
}

impl Conditions {
    fn freshness(&self, network: Network) -> Freshness {
        self.freshness
            .iter()
            .find(|(known, _)| *known == network)
            .map_or(Freshness::Live, |(_, freshness)| *freshness)
    }
}

/// Writes marks. Holds no copy of what the store knows.
#[derive(Debug, Default)]
pub struct Writer {
    datum: Datum,
    conditions: Conditions,
    crews: CrewMarks,
}

impl Writer {
    /// Writes marks where `datum` draws them.
    #[must_use]
    pub fn new(datum: Datum) -> Self {
        Self {
            datum,
            ..Self::default()
        }
    }

    /// Other conditions hold from now on: everything must be written again.
    pub fn set_conditions(&mut self, conditions: Conditions) {
        self.conditions = conditions;
    }

    /// Writes every mark anew.
    pub fn write_all(
        &mut self,
        marks: &mut Marks,
        store: Store,
        directory: &Directory,
        at: PageTime,
    ) {
        marks.clear();
        for (index, station) in directory.stations.values().enumerate() {
            let drawn = self.datum.drawn(station.position);
            marks.upsert(mark_of_station(index), drawn, &station_sign());
        }
        store.surroundings.with_untracked(|known| {
            let lookouts = known.iter().flat_map(|known| known.lookouts());
            for (number, (point, ..)) in lookouts.enumerate() {
                let drawn = self.datum.drawn(point.position);
                marks.upsert(mark_of_lookout(number), drawn, &camera_sign());
            }
        });
        store.with_feeds(|feeds| {
            marks.reserve(feeds.values().map(|feed| feed.world().len()).sum());
            for (network, feed) in feeds {
                let hollow = self.conditions.freshness(*network) != Freshness::Live;
                for crew in feed.units() {
                    let mark = self.crews.mark_of(&crew.unit);
                    marks.upsert(mark, self.datum.drawn(crew.position), &crew_sign(hollow));
                }
                for incident in feed.world().incidents() {
                    let id = incident.id;
                    let network = *network;
                    self.write(marks, feed, IncidentRef { network, id }, false, at);
                }
            }
        });
    }

    /// Writes what changed. Marks whose stage changed pulse at `pulse_ms` of the marks' clock, but not in a flood.
    pub fn write_dirty(
        &mut self,
        marks: &mut Marks,
        store: Store,
        dirty: &DirtySet,
        at: PageTime,
        pulse_ms: f64,
    ) {
        store.with_feeds(|feeds| {
            for touched in &dirty.changed {
                let incident = touched.incident;
                let Some(feed) = feeds.get(&incident.network) else {
                    continue;
                };
                self.write(marks, feed, incident, !touched.place_changed, at);
                if touched.stage_changed && !self.conditions.flood {
                    marks.pulse(mark_of(incident), pulse_ms);
                }
            }
            for incident in &dirty.removed {
                if let Some(feed) = feeds.get(&incident.network) {
                    self.write(marks, feed, *incident, false, at);
                }
            }
            for crew in &dirty.moved {
                let found = feeds
                    .iter()
                    .find_map(|(network, feed)| Some((*network, feed.unit(crew)?)));
                if let Some((network, position)) = found {
                    let hollow = self.conditions.freshness(network) != Freshness::Live;
                    let mark = self.crews.mark_of(crew);
                    marks.upsert(
                        mark,
                        self.datum.drawn(position.position),
                        &crew_sign(hollow),
                    );
                }
            }
        });
    }

    /// Writes the signs of open incidents anew, whose rings close with time.
    pub fn write_time(&self, marks: &mut Marks, store: Store, at: PageTime) {
        store.with_feeds(|feeds| {
            for (network, feed) in feeds {
                let Some(circumstances) = self.circumstances(*network, feed, at) else {
                    continue;
                };
                for incident in feed.world().incidents() {
                    if incident.stage.is_open() {
                        let mark = mark_of(IncidentRef {
                            network: *network,
                            id: incident.id,
                        });
                        // What the filter leaves out has no mark, and gets none here.
                        marks.restyle(mark, &incident_sign(incident, circumstances));
                    }
                }
            }
        });
    }

    /// Makes one mark as its incident is now: written, or taken away when it is not in the picture or has no place. Of one that
    /// `stands` where it stood, the place is not worked out anew.
    fn write(
        &self,
        marks: &mut Marks,
        feed: &Feed,
        reference: IncidentRef,
        stands: bool,
        at: PageTime,
    ) {
        let mark = mark_of(reference);
        let shown = feed.incident(reference.id).filter(|incident| {
            self.conditions
                .filter
                .lets_through(reference.network, incident)
        });
        let drawn = shown.and_then(|incident| {
            let position = incident.place.position?;
            let circumstances = self.circumstances(reference.network, feed, at)?;
            Some((position, incident_sign(incident, circumstances)))
        });
        match drawn {
            // The filter may have left it out until now: then there is no mark yet.
            Some((_, sign)) if stands && marks.restyle(mark, &sign) => {}
            Some((position, sign)) => marks.upsert(mark, self.datum.drawn(position), &sign),
            None => {
                marks.remove(mark);
            }
        }
    }

    fn circumstances(&self, network: Network, feed: &Feed, at: PageTime) -> Option<Circumstances> {
        Some(Circumstances {
            now: feed.clock()?.now(at),
            freshness: self.conditions.freshness(network),
            flood: self.conditions.flood,
        })
    }
}
