//! Going through labels and arrows by keys.

use leptos::prelude::untrack;

use super::CameraPicture;
use super::labels::full_name;

/// What stands in the picture and can be opened.
struct Stop {
    key: u64,
    name: String,
    at: (f64, f64),
}

impl CameraPicture {
    /// Goes to the next label or arrow, from left to right, or back to the one before.
    pub fn choose_next(&self, forward: bool) {
        let stops = self.stops();
        let chosen = self.chosen.get();
        let at = chosen.and_then(|key| stops.iter().position(|stop| stop.key == key));
        let last = stops.len().saturating_sub(1);
        let next = match (at, forward) {
            (None, true) => 0,
            (None, false) => last,
            (Some(at), true) => {
                if at < last {
                    at + 1
                } else {
                    0
                }
            }
            (Some(at), false) => at.checked_sub(1).unwrap_or(last),
        };
        let next = stops.get(next);
        self.chosen.set(next.map(|stop| stop.key));
        (self.options.on_choice)(next.map(|stop| stop.name.clone()));
        self.draw_soon();
    }

    /// Chooses nothing any more; says whether anything was chosen.
    pub fn choose_nothing(&self) -> bool {
        let was_chosen = self.chosen.take().is_some();
        if was_chosen {
            (self.options.on_choice)(None);
            self.draw_soon();
        }
        was_chosen
    }

    /// Does what a click on what is chosen does, or else one on the middle of the picture.
    pub fn press(&self) {
        let (width, height) = self.brush.borrow().size();
        let chosen = self.chosen.get();
        let stops = self.stops();
        let stop = stops.iter().find(|stop| Some(stop.key) == chosen);
        let (x, y) = stop.map_or((width / 2.0, height / 2.0), |stop| stop.at);
        self.click(x, y);
    }

    fn stops(&self) -> Vec<Stop> {
        let labels = self.labels().into_iter();
        let labels = labels.filter(|label| label.has_sign).map(|label| {
            let [left, top, _, height] = label.plate;
            Stop {
                key: label.key,
                name: label.name,
                at: (left + height / 2.0, top + height / 2.0),
            }
        });
        let (drawn, subjects) = (self.drawn.borrow(), self.subjects.borrow());
        let language = untrack(|| self.options.i18n.language());
        let arrows = drawn.arrows.iter().filter_map(|arrow| {
            let subject = subjects.get(arrow.subject)?;
            Some(Stop {
                key: subject.key,
                name: full_name(language, &subject.text, arrow.count),
                at: arrow.at,
            })
        });
        let mut stops: Vec<_> = labels.chain(arrows).collect();
        stops.sort_by(|one, other| one.at.0.total_cmp(&other.at.0));
        stops
    }
}
