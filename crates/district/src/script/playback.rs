//! Day after day without end.

use std::collections::{BTreeSet, VecDeque};

use domain::{ExternalId, Millis, PlatformId, Timestamp, UnitPosition};
use world::Act;

use super::job::{Job, samples};
use super::outage::{Outage, told_at};
use super::{DarkCamera, Day, Script, Scripted, Told};

const DAY: Millis = Millis::from_hours(24);

/// Everything that is told from a moment on, in order of time, without end.
#[derive(Clone, Debug)]
pub struct Playback {
    script: Script,
    reported_since: Timestamp,
    from: Timestamp,
    /// What is still to come of the day that is played.
    today: VecDeque<Scripted>,
    /// What the days planned so far tell after the day that is played.
    later: Vec<Scripted>,
    next_midnight: Timestamp,
    /// Drives of the day that is played and of the one before.
    jobs: Vec<Job>,
    /// Outages and dark cameras of the same days.
    outages: Vec<Outage>,
    dark_cameras: Vec<DarkCamera>,
}

impl Playback {
    pub(super) fn new(script: Script, reported_since: Timestamp, from: Timestamp) -> Self {
        let midnight = Script::midnight_before(from);
        let mut playback = Self {
            script,
            reported_since,
            from,
            today: VecDeque::new(),
            later: vec![],
            next_midnight: midnight - DAY,
            jobs: vec![],
            outages: vec![],
            dark_cameras: vec![],
        };
        // The evening before first: what was reported then goes on after midnight.
        playback.turn();
        playback.turn();
        playback
    }

    /// Goes on to the next day.
    fn turn(&mut self) {
        let start = self.next_midnight;
        self.next_midnight = start + DAY;
        let day = self.script.day(start);
        self.jobs.retain(|job| job.back_at >= start);
        self.jobs.extend(day.jobs().cloned());
        self.outages.retain(|outage| outage.until >= start);
        self.outages.extend(day.outages());
        self.dark_cameras.retain(|dark| dark.until >= start);
        self.dark_cameras.extend(day.dark_cameras().iter().cloned());
        let mut told = std::mem::take(&mut self.later);
        told.extend(self.known(&day));
        told.sort_by_key(|fact| fact.at);
        let evening = told.partition_point(|fact| fact.at < self.next_midnight);
        self.later = told.split_off(evening);
        self.today
            .extend(told.into_iter().filter(|fact| fact.at >= self.from));
    }

    /// The facts of the incidents that are reported late enough.
    fn known<'d>(&self, day: &'d Day) -> impl Iterator<Item = Scripted> + use<'d> {
        let since = self.reported_since;
        let early: BTreeSet<(&PlatformId, &ExternalId)> = day
            .facts()
            .iter()
            .take_while(|fact| fact.at < since)
            .filter(|fact| matches!(fact.told, Told::Act(Act::Report(_))))
            .map(|fact| (&fact.platform, &fact.external_id))
            .collect();
        day.facts()
            .iter()
            .filter(move |fact| {
                let refers_back = match &fact.told {
                    Told::SameAs {
                        platform,
                        external_id,
                    } => early.contains(&(platform, external_id)),
                    Told::Act(_) => false,
                };
                !refers_back && !early.contains(&(&fact.platform, &fact.external_id))
            })
            .cloned()
    }

    /// What is told next, without telling it; there is always something.
    pub fn peek(&mut self) -> Option<&Scripted> {
        while self.today.is_empty() {
            self.turn();
        }
        self.today.front()
    }

    /// Tells everything before `until` that was not told yet.
    pub fn told_before(&mut self, until: Timestamp) -> Vec<Scripted> {
        let mut told = vec![];
        while self.peek().is_some_and(|fact| fact.at < until) {
            told.extend(self.today.pop_front());
        }
        told
    }

    /// When a network's platforms tell nothing, of the day that is played; [`Self::told_at`] says what that means for a fact.
    #[must_use]
    pub fn outages(&self) -> &[Outage] {
        &self.outages
    }

    /// The cameras without a picture, of the day that is played.
    #[must_use]
    pub fn dark_cameras(&self) -> &[DarkCamera] {
        &self.dark_cameras
    }

    /// When a fact of the day that is played is told: as it happens, or late, when its network is back.
    #[must_use]
    pub fn told_at(&self, fact: &Scripted) -> Timestamp {
        let network = self.script.base.network_of(&fact.platform);
        told_at(&self.outages, network, fact.at)
    }

    /// Where the units are within `from` ≤ t < `until`, for moments of the day that is played: a sample every five seconds
    /// of a unit that drives, every minute of one that stands.
    #[must_use]
    pub fn unit_positions(&self, from: Timestamp, until: Timestamp) -> Vec<UnitPosition> {
        samples(
            &self.script.base.watch,
            &self.jobs.iter().collect::<Vec<_>>(),
            from,
            until,
        )
    }
}

impl Iterator for Playback {
    type Item = Scripted;

    fn next(&mut self) -> Option<Scripted> {
        self.peek()?;
        self.today.pop_front()
    }
}
