//! Where units are: the latest sample of each, in memory.
//!
//! Samples are not events: nothing is decided on them, and the next one replaces the last.

use std::collections::{BTreeMap, BTreeSet};

use domain::{AreaId, UnitId, UnitPosition};

use crate::auth::View;

/// What became of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleOutcome {
    /// It is the unit's latest.
    Taken,
    /// A sample of the same moment is there.
    Duplicate,
    /// A later sample is there.
    Late,
    /// There are as many units as the limit allows.
    TooManyUnits,
}

/// The latest sample of every unit of a network.
#[derive(Debug)]
pub struct Positions {
    latest: BTreeMap<UnitId, (UnitPosition, Option<AreaId>)>,
    changed: BTreeSet<UnitId>,
    limit: usize,
}

impl Positions {
    /// No unit has been seen; at most `limit` will be.
    pub(super) const fn with_limit(limit: usize) -> Self {
        Self {
            latest: BTreeMap::new(),
            changed: BTreeSet::new(),
            limit,
        }
    }

    /// Takes a sample that lies in a patrol area, or in none.
    pub(super) fn take(&mut self, sample: UnitPosition, area: Option<AreaId>) -> SampleOutcome {
        let known = self
            .latest
            .get(&sample.unit)
            .map(|(known, _)| known.sampled_at);
        match known {
            Some(known) if known == sample.sampled_at => return SampleOutcome::Duplicate,
            Some(known) if known > sample.sampled_at => return SampleOutcome::Late,
            None if self.latest.len() >= self.limit => return SampleOutcome::TooManyUnits,
            _ => {}
        }
        self.changed.insert(sample.unit.clone());
        self.latest.insert(sample.unit.clone(), (sample, area));
        SampleOutcome::Taken
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
