//! Where units are: the latest sample of each, in memory.
//!
//! Samples are not events: nothing is decided on them, and the next one replaces the last.

use std::collections::{BTreeMap, BTreeSet};

use domain::{AreaId, Timestamp, UnitId, UnitPosition};
use protocol::DeploymentClock;

use crate::auth::View;
use crate::config::Limits;
use crate::line::outcome::Ahead;

/// What became of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleOutcome {
    /// It is the unit's latest.
    Taken,
    /// A sample of the same moment is there.
    Duplicate,
    /// A later sample is there.
    Late,
    /// It lies ahead of the clock, by more than clocks may differ.
    Ahead(Ahead),
    /// There are as many units as the limit allows.
    TooManyUnits,
}

/// The latest sample of every unit of a network.
#[derive(Debug)]
pub struct Positions {
    latest: BTreeMap<UnitId, (UnitPosition, Option<AreaId>)>,
    changed: BTreeSet<UnitId>,
    limits: Limits,
}

impl Positions {
    /// No unit has been seen.
    pub(super) const fn within(limits: Limits) -> Self {
        Self {
            latest: BTreeMap::new(),
            changed: BTreeSet::new(),
            limits,
        }
    }

    /// Takes a sample that lies in a patrol area, or in none.
    pub(super) fn take(
        &mut self,
        sample: UnitPosition,
        area: Option<AreaId>,
        clock: DeploymentClock,
    ) -> SampleOutcome {
        let latest = self.limits.latest(clock);
        if sample.sampled_at > latest {
            return SampleOutcome::Ahead(Ahead { now: clock.now });
        }
        let known = self
            .latest
            .get(&sample.unit)
            .map(|(known, _)| known.sampled_at);
        match known {
            Some(known) if known == sample.sampled_at => return SampleOutcome::Duplicate,
            // One from after now was taken before the clock was put back, and says nothing any more.
            Some(known) if known > sample.sampled_at && known <= latest => {
                return SampleOutcome::Late;
            }
            None if self.latest.len() >= self.limits.units => return SampleOutcome::TooManyUnits,
            _ => {}
        }
        self.changed.insert(sample.unit.clone());
        self.latest.insert(sample.unit.clone(), (sample, area));
        SampleOutcome::Taken
    }

    /// Forgets units that nobody has seen since a moment, so that they take no others' place.
    pub(super) fn forget_before(&mut self, moment: Timestamp) {
        self.latest
            .retain(|_, (sample, _)| sample.sampled_at >= moment);
    }

    /// The samples that came since the last call, one a unit.
    pub(super) fn drain_changed(&mut self) -> Vec<(UnitPosition, Option<AreaId>)> {
        let changed = std::mem::take(&mut self.changed);
        changed
            .iter()
            .filter_map(|unit| self.latest.get(unit).cloned())
            .collect()
    }

    /// The latest samples that somebody with that view sees.
    pub fn seen_by(&self, view: &View) -> Vec<UnitPosition> {
        let seen = self.latest.values();
        seen.filter(|(_, area)| view.sees(area.as_ref()))
            .map(|(sample, _)| sample.clone())
            .collect()
    }
}
