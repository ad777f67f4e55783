//! A storm: on some days more is reported within an hour than anybody can take in.

use domain::{Millis, Timestamp};

use crate::chance::Chance;

/// When it storms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Storm {
    /// When the first reports come in.
    pub from: Timestamp,
    /// When the last reports come in.
    pub until: Timestamp,
}

/// The share of days that have a storm.
const SHARE: f64 = 0.12;
/// The first and the last hour in which one may begin.
const HOURS: (usize, usize) = (13, 17);
/// How long it lasts in minutes: from, to.
const MINUTES: (f64, f64) = (50.0, 70.0);
/// How many reports it brings beside the usual ones, at pace 1: from, to.
const REPORTS: (f64, f64) = (46.0, 58.0);
/// How much earlier than evenly the reports come in: the first gust brings most of them.
const SKEW: f64 = 2.2;

impl Storm {
    /// The storm of the day that begins at a midnight, if it has one.
    pub(crate) fn of_the_day(midnight: Timestamp, chance: &mut Chance) -> Option<Self> {
        if !chance.happens(SHARE) {
            return None;
        }
        let hour = HOURS.0 + chance.below(HOURS.1 - HOURS.0 + 1);
        let minute = chance.below(60);
        let from = midnight + Millis::from_mins((hour * 60 + minute) as i64);
        let lasts = Millis(libm::round(chance.between(MINUTES.0, MINUTES.1) * 60_000.0) as i64);
        Some(Self {
            from,
            until: from + lasts,
        })
    }

    /// When it is reported about, beside what is reported on any day.
    pub(crate) fn reports(&self, pace: f64, chance: &mut Chance) -> Vec<Timestamp> {
        let count = libm::round(chance.between(REPORTS.0, REPORTS.1) * pace) as usize;
        let lasts = (self.until - self.from).0 as f64;
        (0..count)
            .map(|_| {
                let share = libm::pow(chance.unit(), SKEW);
                self.from + Millis(libm::floor(share * lasts) as i64)
            })
            .collect()
    }
}
