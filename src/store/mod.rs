//! What the screen knows: one world a network, folded here and nowhere else, and what the person looks at.
//!
//! Worlds are not signals: marks take a [`DirtySet`], panels one wake-up a tick, an open card its own incident.

mod claims;
mod clock;
mod demo_calibrations;
mod dirty;
mod feed;
mod followed;
mod kept_settings;
mod pending;
mod rejection;
mod session;
mod sight;
mod survey;
mod view_state;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{Incident, IncidentRef, Network, Seq, Timestamp};
use leptos::prelude::*;
use protocol::{Resume, ServerFrame};

pub use self::claims::{Claim, Claims};
pub use self::clock::RunningClock;
pub use self::demo_calibrations::{DemoCalibrations, DemoFault};
pub use self::dirty::{DirtySet, Touched};
pub use self::feed::{BrokenFeed, Feed};
use self::followed::Followed;
pub use self::kept_settings::{keep_deployment, keep_divisions, kept_deployment, kept_divisions};
pub use self::pending::{Asked, AskedState, Pending};
pub use self::rejection::{Reason, Rejection};
pub use self::session::Session;
pub use self::sight::{Sight, Spot};
pub use self::view_state::{Filter, LentPlace, Pin, ViewState, Wanted};
use crate::config::{Directory, Surroundings, Surveyed, Watch};
use crate::connection::FeedHealth;
use crate::platform::{PageTime, wake_all};

/// Figures over many incidents are computed anew at most this often, in milliseconds.
const PACE_MS: f64 = 250.0;

/// What the screen knows. A handle: cheap to copy, handed down by context.
#[derive(Clone, Copy)]
pub struct Store {
    /// The networks in the deployment's order: left column, then right column.
    networks: StoredValue<Vec<Network>>,
    feeds: StoredValue<BTreeMap<Network, Feed>, LocalStorage>,
    dirty: StoredValue<DirtySet, LocalStorage>,
    tick_dirty: StoredValue<DirtySet, LocalStorage>,
    followed: StoredValue<Followed, LocalStorage>,
    changed: Trigger,
    paced: Trigger,
    pacing: StoredValue<Pacing>,
    time: RwSignal<PageTime>,
    health: RwSignal<BTreeMap<Network, FeedHealth>>,
    directory: RwSignal<Arc<Directory>>,
    /// What the person looks at.
    pub view: ViewState,
    /// Who sits at this screen.
    pub session: RwSignal<Session>,
    /// What was asked and is not yet seen to have happened.
    pub pending: Pending,
    /// The calls that somebody is just taking.
    pub claims: Claims,
    /// Who is on watch, by network, once the hub has said.
    pub watches: RwSignal<BTreeMap<Network, Watch>>,
    /// Cameras and buildings, once somebody has wanted to look through a camera.
    pub surroundings: RwSignal<Option<Arc<Surroundings>>>,
    /// How cameras stand that somebody has calibrated, and what people have named, as far as it was read.
    pub surveyed: RwSignal<Arc<Surveyed>>,
    /// By how much the drawn cameras stand askew of what the catalogue says, in degrees.
    pub askew_degrees: RwSignal<f64>,
    /// Whether whoever sits here may see cameras, by account, by token or without either, as the deployment's settings say. Where
    /// it is false nobody asks for one.
    pub sees_cameras: RwSignal<bool>,
}

/// When the slow readers were woken last, and whether they are owed a wake-up.
#[derive(Clone, Copy, Debug, Default)]
struct Pacing {
    woken_at: Option<PageTime>,
    owed: bool,
}

impl Store {
    /// Knows nothing yet of these networks.
    #[must_use]
    pub fn new(networks: &[Network], directory: Directory) -> Self {
        let feeds = networks
            .iter()
            .map(|network| (*network, Feed::new(*network)))
            .collect();
        let health = networks
            .iter()
            .map(|network| (*network, FeedHealth::silent(*network)))
            .collect();
        Self {
            networks: StoredValue::new(networks.to_vec()),
            feeds: StoredValue::new_local(feeds),
            dirty: StoredValue::new_local(DirtySet::default()),
            tick_dirty: StoredValue::new_local(DirtySet::default()),
            followed: StoredValue::new_local(Followed::default()),
            changed: Trigger::new(),
            paced: Trigger::new(),
            pacing: StoredValue::new(Pacing::default()),
            time: RwSignal::new(PageTime::default()),
            health: RwSignal::new(health),
            directory: RwSignal::new(Arc::new(directory)),
            view: ViewState::new(),
            session: RwSignal::new(Session::default()),
            pending: Pending::new(),
            claims: Claims::new(),
            watches: RwSignal::new(BTreeMap::new()),
            surroundings: RwSignal::new(None),
            surveyed: RwSignal::new(Arc::default()),
            askew_degrees: RwSignal::new(0.0),
            sees_cameras: RwSignal::new(false),
        }
    }

    /// Folds what one network has told since the last tick, heard at `at`.
    ///
    /// # Errors
    /// At the first frame that does not fit: those before it are folded, those after it are lost, and the feed must begin
    /// again from a snapshot.
    pub fn apply(
        self,
        network: Network,
        frames: impl IntoIterator<Item = ServerFrame>,
        at: PageTime,
    ) -> Result<(), BrokenFeed> {
        let mut folded = Ok(());
        let clock = self.clock();
        self.tick_dirty.update_value(|dirty| {
            self.feeds.update_value(|feeds| {
                let Some(feed) = feeds.get_mut(&network) else {
                    return;
                };
                folded = frames
                    .into_iter()
                    .try_for_each(|frame| feed.fold(frame, at, dirty));
            });
        });
        self.hand_on(at);
        if was_set(clock, self.clock(), at) {
            // Nothing on the screen may show the time before until the second is over.
            self.pacing.update_value(|pacing| pacing.woken_at = None);
            self.tell_second(at);
        }
        folded
    }

    /// Tells everybody what the tick has changed.
    fn hand_on(self, at: PageTime) {
        let nothing = self.tick_dirty.with_value(DirtySet::is_empty);
        if !nothing {
            let concerned = self.tick_dirty.with_value(|dirty| {
                self.feeds.with_value(|feeds| {
                    self.followed
                        .with_value(|followed| followed.concerned(dirty, feeds))
                })
            });
            for (signal, now) in concerned {
                signal.set(now);
            }
            self.tick_dirty.update_value(|fresh| {
                self.dirty.update_value(|dirty| dirty.absorb(fresh));
            });
            self.settle();
        }
        wake_all(&self.changed);
        self.pacing.update_value(|pacing| pacing.owed = true);
        self.wake_paced(at);
    }

    /// Forgets what was asked and has come back.
    pub fn settle(self) {
        self.pending
            .settle(|incident| self.with_incident(incident, |known| known.version));
    }

    fn wake_paced(self, at: PageTime) {
        let pacing = self.pacing.get_value();
        let rested = pacing
            .woken_at
            .is_none_or(|woken_at| at.millis_since(woken_at) >= PACE_MS);
        if pacing.owed && rested {
            self.pacing.set_value(Pacing {
                woken_at: Some(at),
                owed: false,
            });
            wake_all(&self.paced);
        }
    }

    /// When the slow readers are owed a wake-up: call [`Store::tell_time`] then. `None` when they know everything.
    #[must_use]
    pub fn next_wake(self) -> Option<PageTime> {
        let pacing = self.pacing.get_value();
        let woken_at = pacing.woken_at.filter(|_| pacing.owed)?;
        Some(woken_at + PACE_MS)
    }

    /// What the page's clock shows. Wakes the slow readers when they are owed it.
    pub fn tell_time(self, at: PageTime) {
        self.wake_paced(at);
    }

    /// Another second has begun: what shows durations is computed anew.
    pub fn tell_second(self, at: PageTime) {
        self.time.update_untracked(|time| *time = at);
        wake_all(&self.time);
        self.wake_paced(at);
    }

    /// Has what seldom changes be read again, and lets go of readers that are gone: see [`wake_all`]. For screens that hang for
    /// weeks.
    pub fn forget_listeners(self) {
        wake_all(&self.directory);
        wake_all(&self.session);
        wake_all(&self.view.selected);
        self.pending.forget_listeners();
        self.claims.forget_listeners();
    }

    /// Who is on watch on a network; nobody is woken when it is told again.
    pub fn tell_watch(self, network: Network, watch: Watch) {
        let known = self
            .watches
            .with_untracked(|watches| watches.get(&network) == Some(&watch));
        if !known {
            self.watches.update(|watches| {
                watches.insert(network, watch);
            });
        }
    }

    /// How a feed is now.
    pub fn tell_health(self, health: FeedHealth) {
        let known = self
            .health
            .with_untracked(|all| all.get(&health.network) == Some(&health));
        if !known {
            self.health.update_untracked(|all| {
                all.insert(health.network, health);
            });
            wake_all(&self.health);
        }
    }

    /// How a feed is now, when more than its age has changed: with every tick, without waking anybody for nothing.
    pub fn tell_health_change(self, health: FeedHealth) {
        let differs = self.health.with_untracked(|all| {
            all.get(&health.network)
                .is_none_or(|known| known.differs(&health))
        });
        if differs {
            self.tell_health(health);
        }
    }

    /// What the deployment's codes are called, once its divisions are known.
    pub fn tell_directory(self, directory: Directory) {
        self.directory.set(Arc::new(directory));
    }

    /// Moves what has changed since the last call into `into`, and takes its buffers back.
    pub fn take_dirty(self, into: &mut DirtySet) {
        into.clear();
        self.dirty.update_value(|dirty| std::mem::swap(dirty, into));
    }

    /// The networks in the deployment's order.
    #[must_use]
    pub fn networks(self) -> Vec<Network> {
        self.networks.get_value()
    }

    /// Reads what a network has told. Tracks nothing: say with [`Store::track_changed`] or [`Store::track_paced`] when to read again.
    pub fn with_feed<T>(self, network: Network, read: impl FnOnce(&Feed) -> T) -> Option<T> {
        self.feeds.with_value(|feeds| feeds.get(&network).map(read))
    }

    /// Reads all feeds; tracks nothing.
    pub fn with_feeds<T>(self, read: impl FnOnce(&BTreeMap<Network, Feed>) -> T) -> T {
        self.feeds.with_value(read)
    }

    /// Reads one incident; tracks nothing.
    pub fn with_incident<T>(
        self,
        incident: IncidentRef,
        read: impl FnOnce(&Incident) -> T,
    ) -> Option<T> {
        self.with_feed(incident.network, |feed| {
            feed.incident(incident.id).map(read)
        })?
    }

    /// Whoever reads here is asked again after every tick that changed something.
    pub fn track_changed(self) {
        self.changed.track();
    }

    /// Whoever reads here is asked again after changes, at most four times a second.
    pub fn track_paced(self) {
        self.paced.track();
    }

    /// A signal that follows one incident as long as the calling component lives; `None` while the screen does not hold it.
    #[must_use]
    pub fn incident(self, incident: IncidentRef) -> Signal<Option<Incident>> {
        let signal = self.followed.try_update_value(|followed| {
            followed.follow(incident, || self.with_incident(incident, Incident::clone))
        });
        on_cleanup(move || {
            self.followed
                .try_update_value(|followed| followed.leave(incident));
        });
        signal.map_or_else(|| Signal::stored(None), Signal::from)
    }

    /// The page's clock at the beginning of this second; tracks it.
    #[must_use]
    pub fn second(self) -> PageTime {
        self.time.get()
    }

    /// A network's own now at the beginning of this second, once its hub has told the time; tracks the second.
    #[must_use]
    pub fn now_of(self, network: Network) -> Option<Timestamp> {
        let at = self.second();
        self.clock_of(network).map(|clock| clock.now(at))
    }

    /// A network's clock; tracks nothing.
    #[must_use]
    pub fn clock_of(self, network: Network) -> Option<RunningClock> {
        self.with_feed(network, |feed| feed.clock().copied())?
    }

    /// The clock of the screen: the first network's in the deployment's order that has told one; tracks nothing.
    #[must_use]
    pub fn clock(self) -> Option<RunningClock> {
        self.networks
            .with_value(|networks| networks.iter().find_map(|network| self.clock_of(*network)))
    }

    /// The deployment's now at the beginning of this second; tracks the second.
    #[must_use]
    pub fn now(self) -> Option<Timestamp> {
        let at = self.second();
        self.clock().map(|clock| clock.now(at))
    }

    /// How a feed is; tracks every feed's health.
    #[must_use]
    pub fn health(self, network: Network) -> FeedHealth {
        self.health
            .with(|all| all.get(&network).copied())
            .unwrap_or_else(|| FeedHealth::silent(network))
    }

    /// What the deployment's codes are called; tracks it.
    #[must_use]
    pub fn directory(self) -> Arc<Directory> {
        self.directory.get()
    }

    /// From where a network's new connection can go on.
    #[must_use]
    pub fn resume(self, network: Network) -> Option<Resume> {
        self.with_feed(network, Feed::resume)?
    }

    /// How many events all networks have told of, as far as their numbers say.
    #[must_use]
    pub fn told(self) -> u64 {
        self.with_feeds(|feeds| feeds.values().map(|feed| feed.world().through().0).sum())
    }

    /// The last event that a network has told of.
    #[must_use]
    pub fn through(self, network: Network) -> Seq {
        self.with_feed(network, |feed| feed.world().through())
            .unwrap_or(Seq::START)
    }
}

/// Whether a clock was set, or began or ceased to run, rather than told again.
fn was_set(before: Option<RunningClock>, after: Option<RunningClock>, at: PageTime) -> bool {
    let Some(after) = after else {
        return false;
    };
    before.is_none_or(|before| {
        let step = after.now(at) - before.now(at);
        let pace = after.rate().max(1.0);
        before.stands() != after.stands() || step.0.abs() as f64 > 1_000.0 * pace
    })
}
