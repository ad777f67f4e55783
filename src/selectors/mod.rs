//! What the screen shows, derived from what it knows. Selectors read and never write.
//!
//! Signals here are made once for the whole screen and computed only while somebody shows them: figures over many incidents at
//! most four times a second and once a second for durations, one incident whenever it changes.

mod actions;
mod calls;
mod card;
mod citizen;
mod claims;
mod column;
mod coordinates;
mod day;
mod deadline;
mod desk;
mod flood;
mod near;
mod orders;
mod pinyin;
mod proposals;
mod row;
mod search;
mod since;
mod undo;
mod watch;
mod worklist;

use std::collections::BTreeMap;

use domain::{Incident, IncidentRef, Network, Timestamp};
use leptos::prelude::*;
use world::Rates;

pub use self::actions::{Action, Offer, Wants, offers};
pub use self::calls::Calls;
pub use self::card::{AssigneeKind, AssignmentLine, IncidentCard, Step, StepState, Who};
pub use self::citizen::stage_of_matter;
pub use self::claims::{ClaimReading, claim};
pub use self::column::{ColumnRows, Room, column, column_rows};
pub use self::coordinates::{CoordinateText, coordinates_from_text};
pub use self::day::{
    AreaForce, BIN, BINS, DayFigures, DayHistogram, Load, LoadLevel, forces, load,
};
pub use self::deadline::{Deadline, Due, NEAR, Pressure, due, pressing};
pub use self::flood::{BEGINS_ABOVE, ENDS_BELOW, WITHIN, is_flood, urgent_ages};
pub use self::near::{Near, near};
pub use self::orders::{OrderKey, Orders, order_clock, orders};
pub use self::pinyin::read_at;
pub use self::proposals::{Proposal, Proposals, proposals};
pub use self::row::{FeedCounts, IncidentRow, counts};
pub use self::search::{Found, FoundKind, fits, search};
pub use self::since::entered_at;
pub use self::undo::{Undo, inverse, may_undo};
pub use self::watch::open_now;
pub use self::worklist::{WorkOrder, WorkRows, WorkView, kept_in_place, work, worklist};
use crate::connection::{FeedHealth, Freshness};
use crate::store::{Feed, Store};

/// The most deadlines that are listed.
const MOST_DUE: usize = 50;

/// What the screen shows. A handle: cheap to copy, handed down by context.
#[derive(Clone, Copy)]
pub struct Selectors {
    store: Store,
    counts: StoredValue<BTreeMap<Network, Memo<FeedCounts>>>,
    figures: Memo<DayFigures>,
    load: Memo<Load>,
    histogram: Memo<Option<DayHistogram>>,
    forces: Memo<Vec<AreaForce>>,
    due: Memo<Vec<Due>>,
    flood: Memo<bool>,
    calls: Memo<Calls>,
    exercise: Memo<bool>,
    now: Memo<Option<Timestamp>>,
}

impl Selectors {
    /// Derives everything from `store`.
    #[must_use]
    pub fn new(store: Store) -> Self {
        let networks = store.networks();
        let counted = networks
            .iter()
            .map(|network| {
                let network = *network;
                let counted = Memo::new(move |_| {
                    store.track_paced();
                    let filter = store.view.filter.read();
                    store
                        .with_feed(network, |feed| counts(network, feed.world(), &filter))
                        .unwrap_or_default()
                });
                (network, counted)
            })
            .collect();
        Self {
            store,
            counts: StoredValue::new(counted),
            figures: Memo::new(move |_| day_figures(store)),
            load: Memo::new(move |_| {
                with_all(store, |all| {
                    load(all.map(|(_, incident, now)| (incident, now)))
                })
            }),
            histogram: Memo::new(move |_| day_histogram(store)),
            forces: Memo::new(move |_| {
                let directory = store.directory();
                with_all(store, |all| {
                    forces(&directory, all.map(|(_, incident, _)| incident))
                })
            }),
            due: Memo::new(move |_| {
                let clocks: BTreeMap<Network, Timestamp> = store
                    .networks()
                    .into_iter()
                    .filter_map(|network| Some((network, store.now_of(network)?)))
                    .collect();
                with_all(store, |all| {
                    due(
                        all.map(|(incident, known, _)| (incident, known)),
                        |network| clocks.get(&network).copied(),
                        MOST_DUE,
                    )
                })
            }),
            flood: Memo::new(move |_| {
                is_flood(with_all(store, |all| {
                    urgent_ages(all.map(|(_, incident, now)| (incident, now)))
                }))
            }),
            calls: Memo::new(move |before| calls::calls(store, before)),
            exercise: Memo::new(move |_| {
                with_all(store, |mut all| {
                    Iterator::any(&mut all, |(_, incident, _)| {
                        incident.flags.exercise && incident.stage.is_open()
                    })
                })
            }),
            now: Memo::new(move |_| store.now()),
        }
    }

    /// What the screen knows and the person looks at.
    #[must_use]
    pub const fn store(self) -> Store {
        self.store
    }

    /// The deployment's now, each second; `None` until a hub has told it.
    #[must_use]
    pub fn now(self) -> Signal<Option<Timestamp>> {
        self.now.into()
    }

    /// How many incidents of a feed the filter lets through.
    #[must_use]
    pub fn counts(self, network: Network) -> Signal<FeedCounts> {
        let known = self.counts.with_value(|all| all.get(&network).copied());
        known.map_or_else(|| Signal::stored(FeedCounts::default()), Signal::from)
    }

    /// One line of a list, as long as the calling component lives; `None` once the incident left the picture.
    #[must_use]
    pub fn row(self, incident: IncidentRef) -> Signal<Option<IncidentRow>> {
        let store = self.store;
        let known = store.incident(incident);
        let network = incident.network;
        Memo::new(move |_| {
            let now = store.now_of(network)?;
            let freshness = store.health(network).freshness;
            let directory = store.directory();
            known.with(|known| {
                let known = known.as_ref()?;
                Some(IncidentRow::of(network, known, &directory, now, freshness))
            })
        })
        .into()
    }

    /// One incident's card, as long as the calling component lives; `None` while the screen does not hold it.
    #[must_use]
    pub fn card(self, incident: IncidentRef) -> Signal<Option<IncidentCard>> {
        let store = self.store;
        let known = store.incident(incident);
        let network = incident.network;
        Memo::new(move |_| {
            let now = store.now_of(network)?;
            let freshness = store.health(network).freshness;
            let directory = store.directory();
            known.with(|known| {
                let known = known.as_ref()?;
                Some(IncidentCard::of(network, known, &directory, now, freshness))
            })
        })
        .into()
    }

    /// The incident whose card is open.
    #[must_use]
    pub fn selected(self) -> Signal<Option<IncidentRef>> {
        self.store.view.selected.into()
    }

    /// The figures above the picture.
    #[must_use]
    pub fn figures(self) -> Signal<DayFigures> {
        self.figures.into()
    }

    /// The load of the last hour.
    #[must_use]
    pub fn load(self) -> Signal<Load> {
        self.load.into()
    }

    /// The day in bins of ten minutes; `None` until a hub has told the time.
    #[must_use]
    pub fn histogram(self) -> Signal<Option<DayHistogram>> {
        self.histogram.into()
    }

    /// Crews and open incidents by patrol area, in the deployment's own order.
    #[must_use]
    pub fn forces(self) -> Signal<Vec<AreaForce>> {
        self.forces.into()
    }

    /// Deadlines that are near or over: the furthest over first; at most 50.
    #[must_use]
    pub fn due(self) -> Signal<Vec<Due>> {
        self.due.into()
    }

    /// Whether there is more news than anybody can take in: nothing blinks then, and the screen says so.
    #[must_use]
    pub fn flood(self) -> Signal<bool> {
        self.flood.into()
    }

    /// Whether an open incident belongs to an exercise: a banner says so.
    #[must_use]
    pub fn exercise(self) -> Signal<bool> {
        self.exercise.into()
    }

    /// How a feed is.
    #[must_use]
    pub fn health(self, network: Network) -> Signal<FeedHealth> {
        let store = self.store;
        Memo::new(move |_| store.health(network)).into()
    }

    /// How fresh a feed is; changes less often than its health.
    #[must_use]
    pub fn freshness(self, network: Network) -> Signal<Freshness> {
        let store = self.store;
        Memo::new(move |_| store.health(network).freshness).into()
    }

    /// New calls that nobody has acknowledged.
    #[must_use]
    pub fn calls(self) -> Memo<Calls> {
        self.calls
    }

    /// Whether every feed is live: figures over all of them are whole only then.
    #[must_use]
    pub fn complete(self) -> Signal<bool> {
        let store = self.store;
        Memo::new(move |_| {
            store
                .networks()
                .into_iter()
                .all(|network| store.health(network).freshness == Freshness::Live)
        })
        .into()
    }

    /// What a text stands for: coordinates, places, divisions, incidents; the best first. Tracks nothing but the directory.
    #[must_use]
    pub fn search(self, text: &str, count: usize) -> Vec<Found> {
        let directory = self.store.directory();
        let networks = self.store.networks();
        self.store.with_feeds(|feeds| {
            let incidents = networks
                .iter()
                .filter_map(|network| feeds.get(network).map(|feed| (*network, feed.world())))
                .flat_map(|(network, world)| {
                    world.incidents().map(move |incident| (network, incident))
                });
            search(text, &directory, incidents, count)
        })
    }
}

/// Every incident of every feed whose hub has told the time, with its network's now; tracks changes at most four times a second, and the second.
fn with_all<T>(
    store: Store,
    read: impl FnOnce(&mut dyn Iterator<Item = (IncidentRef, &Incident, Timestamp)>) -> T,
) -> T {
    store.track_paced();
    let at = store.second();
    store.with_feeds(|feeds| {
        let mut all = feeds
            .iter()
            .filter_map(|(network, feed)| Some((*network, feed, feed.clock()?.now(at))))
            .flat_map(|(network, feed, now)| {
                feed.world().incidents().map(move |incident| {
                    let id = incident.id;
                    (IncidentRef { network, id }, incident, now)
                })
            });
        read(&mut all)
    })
}

fn day_figures(store: Store) -> DayFigures {
    store.track_paced();
    let at = store.second();
    store.with_feeds(|feeds| {
        let mut figures = DayFigures::default();
        for feed in feeds.values() {
            if let Some(clock) = feed.clock() {
                let since = |since| Rates::of(feed.world().incidents(), since, clock.now(at));
                figures.add(&since(clock.day_started_at()), &since(Timestamp(i64::MIN)));
            }
        }
        figures
    })
}

fn day_histogram(store: Store) -> Option<DayHistogram> {
    store.track_paced();
    let at = store.second();
    let clock = store.clock()?;
    let mut histogram = DayHistogram::new(clock.day_started_at(), clock.now(at));
    store.with_feeds(|feeds| {
        for incident in feeds
            .values()
            .flat_map(|feed: &Feed| feed.world().incidents())
        {
            histogram.count(incident);
        }
    });
    Some(histogram)
}
