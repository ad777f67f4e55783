//! The names on the map: which are wanted, and when they look for other places.

use super::Situation;
use crate::config::{HandLabel, LabelSet};
use crate::map::labels::Labels;
use crate::platform::{PageTime, page_now};

/// Labels look for another place this long after they last did, in milliseconds: crews go by all the time, and names that hop
/// out of their way each second could not be read.
const LABELS_REST_MS: f64 = 5_000.0;

impl Situation {
    /// Other names are wanted on the map, or none.
    pub fn set_labels(&self, set: LabelSet) {
        if let Some(labels) = &self.labels {
            labels.set_shown(set);
        }
        self.choose_labels();
    }

    /// What officers have named is this now.
    pub fn set_hand_labels(&self, named: &[HandLabel]) {
        if let Some(labels) = &self.labels {
            labels.set_hand(named, self.datum);
        }
        self.choose_labels();
    }

    /// How often places for names have been looked for.
    #[must_use]
    pub fn times_labels_chosen(&self) -> u64 {
        self.labels.as_ref().map_or(0, Labels::times_chosen)
    }

    /// Whether names have stood long enough to look for other places.
    pub(super) fn have_names_rested(&self, at: PageTime) -> bool {
        self.labels_chosen_at
            .get()
            .is_none_or(|chosen_at| at.millis_since(chosen_at) >= LABELS_REST_MS)
    }

    pub(super) fn choose_labels(&self) {
        if let Some(labels) = &self.labels {
            self.labels_chosen_at.set(Some(page_now()));
            // What a clock that stands shows can be shared: it must not depend on what was shown before.
            let stays = !self.stands();
            self.layer.read(|marks| {
                let (signs, traces) = (marks.covered(false), marks.covered(true));
                labels.choose(marks.view(), signs, &traces, stays);
            });
        }
    }
}
