//! The reports of days that are over: counted once, told as often as they are asked for.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::NaiveDate;
use domain::{Network, Timestamp};
use tokio::sync::Semaphore;

use crate::auth::View;
use crate::problem::Problem;

/// How many are remembered: those of a week, for those who see all and for a few who do not.
const MOST_REMEMBERED: usize = 24;

/// How long somebody waits for the reports of others.
const PATIENCE: Duration = Duration::from_secs(20);

/// Which report: for those with that view, as of that moment. A day that is over has its end; should the clock be set back into
/// it, it has another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Whose {
    pub network: Network,
    pub day: NaiveDate,
    pub as_of: Timestamp,
    pub view: View,
}

/// What was counted, and whether it can still change.
pub(super) struct Fresh<T> {
    pub counted: T,
    pub is_final: bool,
}

/// Counts reports, one at a time, and remembers those that cannot change any more.
pub(super) struct Reports<T> {
    /// To fold a log takes a while and a core.
    turn: Semaphore,
    /// The latest last.
    finished: Mutex<VecDeque<(Whose, T)>>,
}

impl<T> Default for Reports<T> {
    fn default() -> Self {
        Self {
            turn: Semaphore::new(1),
            finished: Mutex::default(),
        }
    }
}

impl<T: Clone> Reports<T> {
    /// What is remembered, else what is counted now.
    ///
    /// # Errors
    /// When others are counting for too long, or counting fails.
    pub async fn read(
        &self,
        whose: Whose,
        count: impl FnOnce() -> Result<Fresh<T>, Problem>,
    ) -> Result<T, Problem> {
        if let Some(known) = self.known(&whose) {
            return Ok(known);
        }
        let _turn = tokio::time::timeout(PATIENCE, self.turn.acquire())
            .await
            .map_err(|_| Problem::unavailable("another report is being counted"))?;
        // Whoever had the turn before may have asked for the same.
        if let Some(known) = self.known(&whose) {
            return Ok(known);
        }
        let Fresh { counted, is_final } = tokio::task::block_in_place(count)?;
        if is_final {
            self.remember(whose, counted.clone());
        }
        Ok(counted)
    }

    fn known(&self, whose: &Whose) -> Option<T> {
        let finished = self.finished();
        let mut finished = finished.iter();
        let (_, counted) = finished.find(|(known, _)| known == whose)?;
        Some(counted.clone())
    }

    fn remember(&self, whose: Whose, counted: T) {
        let mut finished = self.finished();
        if finished.len() == MOST_REMEMBERED {
            finished.pop_front();
        }
        finished.push_back((whose, counted));
    }

    fn finished(&self) -> MutexGuard<'_, VecDeque<(Whose, T)>> {
        self.finished.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn whose(day: u32, view: View) -> Whose {
        let as_of = Timestamp(i64::from(day));
        let day = NaiveDate::from_ymd_opt(2026, 11, day).expect("a date");
        let network = Network::Police;
        Whose {
            network,
            day,
            as_of,
            view,
        }
    }

    fn runtime() -> tokio::runtime::Runtime {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        runtime.enable_time().build().expect("a runtime")
    }

    /// Each time it is counted, it is another number.
    fn read(reports: &Reports<u32>, counts: &Cell<u32>, whose: Whose, is_final: bool) -> u32 {
        let count = || {
            counts.set(counts.get() + 1);
            let counted = counts.get();
            Ok(Fresh { counted, is_final })
        };
        let read = runtime().block_on(reports.read(whose, count));
        read.unwrap_or_else(|_| panic!("nobody else is counting"))
    }

    #[test]
    fn a_day_that_cannot_change_is_counted_once_for_each_view_and_others_every_time() {
        let (reports, counts) = (Reports::default(), Cell::new(0));
        let all = || whose(1, View::EVERYTHING);
        assert_eq!(read(&reports, &counts, all(), false), 1);
        assert_eq!(read(&reports, &counts, all(), true), 2);
        assert_eq!(read(&reports, &counts, all(), true), 2);
        let west = || "WEST".try_into().expect("an id");
        let local = || whose(1, View::of_areas([west()]));
        assert_eq!(read(&reports, &counts, local(), true), 3);
        assert_eq!(read(&reports, &counts, local(), true), 3);
        assert_eq!(read(&reports, &counts, all(), true), 2);
        let during_the_day = Whose {
            as_of: Timestamp(0),
            ..all()
        };
        assert_eq!(read(&reports, &counts, during_the_day, false), 4);
    }

    #[test]
    fn of_many_days_the_last_ones_are_remembered() {
        let (reports, counts) = (Reports::default(), Cell::new(0));
        for day in 1..=25 {
            read(&reports, &counts, whose(day, View::EVERYTHING), true);
        }
        assert_eq!(read(&reports, &counts, whose(2, View::EVERYTHING), true), 2);
        assert_eq!(
            read(&reports, &counts, whose(1, View::EVERYTHING), true),
            26
        );
    }
}
