//! A day in the district: who reports what, who is sent, and how it ends.
//!
//! [`Script::day`] plans the whole of one day; [`Script::play`] goes on from day to day without end. Both depend on the
//! district, the seed and the date alone.

mod day;
mod job;
mod life;
mod matters;
mod outage;
mod playback;
mod rounds;
mod scenery;
mod stories;
mod storm;
mod subjects;
mod watch;

use std::sync::Arc;

use domain::{DeskId, ExternalId, Millis, Network, PlatformId, Rules, Timestamp};
use world::Act;

use crate::District;
use scenery::Scenery;
use watch::Watch;

pub use day::{DarkCamera, Day};
pub use outage::Outage;
pub use playback::Playback;
pub use storm::Storm;
pub(crate) use subjects::subjects_of;

/// The district's time zone: China Standard Time, eight hours ahead of UTC.
pub const UTC_OFFSET: Millis = Millis::from_hours(8);

/// One thing that a platform tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Scripted {
    /// When it happens.
    pub at: Timestamp,
    /// The platform that tells it.
    pub platform: PlatformId,
    /// The platform's own number of the incident.
    pub external_id: ExternalId,
    /// What it tells.
    pub told: Told,
    /// The seat, station, unit or department that did it, where it was not the reporter.
    pub desk: Option<DeskId>,
    /// The reason or note.
    pub note: Option<Arc<str>>,
    /// The report's free text.
    pub details: Option<Arc<str>>,
}

/// What a platform tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// Something happened.
    Act(Act),
    /// It is the same matter as another incident of the same network, which is named as its platform numbers it.
    SameAs {
        /// The platform that reported the other incident.
        platform: PlatformId,
        /// Its number there.
        external_id: ExternalId,
    },
}

/// The script of a district: any day of it, at any pace.
#[derive(Clone, Debug)]
pub struct Script {
    base: Arc<Base>,
    seed: u64,
    pace: f64,
}

/// What every day is planned with.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    pub(crate) scenery: Scenery,
    pub(crate) watch: Watch,
    pub(crate) rules: Rules,
    pub(crate) platforms: Vec<(PlatformId, Network)>,
}

impl Base {
    pub(crate) fn network_of(&self, platform: &PlatformId) -> Option<Network> {
        self.platforms
            .iter()
            .find(|(id, _)| id == platform)
            .map(|&(_, network)| network)
    }
}

impl Script {
    /// The midnight that begins the demo's own day, 23 November 2026 in Shuangfu. With [`District::DEMO_SEED`] it has
    /// everything that a day can have, a storm with it.
    pub const DEMO_DAY: Timestamp = Timestamp(1_795_363_200_000);

    /// The slowest and the fastest pace: 1 is 14 to 20 reports an hour.
    pub const PACES: (f64, f64) = (0.1, 60.0);

    /// The script of a district. `pace` multiplies the rate of reports, not the speed at which they are handled; one beyond
    /// [`Self::PACES`] counts as the nearest, and what is no number as 1.
    #[must_use]
    pub fn new(district: &District, seed: u64, pace: f64) -> Self {
        let base = Base {
            scenery: Scenery::of(district),
            watch: Watch::of(district),
            rules: district.rules.clone(),
            platforms: district
                .platforms
                .iter()
                .map(|platform| (platform.id.clone(), platform.network))
                .collect(),
        };
        let pace = if pace.is_nan() {
            1.0
        } else {
            pace.clamp(Self::PACES.0, Self::PACES.1)
        };
        Self {
            base: Arc::new(base),
            seed,
            pace,
        }
    }

    /// The day that begins at a local midnight.
    #[must_use]
    pub fn day(&self, date_start: Timestamp) -> Day {
        Day::plan(&self.base, self.seed, date_start, self.pace)
    }

    /// The local midnight at or before a moment.
    #[must_use]
    pub const fn midnight_before(at: Timestamp) -> Timestamp {
        const DAY: i64 = 24 * 3_600_000;
        Timestamp(at.0 - (at.0 + UTC_OFFSET.0).rem_euclid(DAY))
    }

    /// Everything from `from` on, day after day without end, of the incidents reported at `reported_since` or later.
    ///
    /// A feed that begins with an empty log passes the same moment twice; one that goes on after a pause passes where it
    /// began and where it stopped.
    #[must_use]
    pub fn play(&self, reported_since: Timestamp, from: Timestamp) -> Playback {
        Playback::new(self.clone(), reported_since, from)
    }
}
