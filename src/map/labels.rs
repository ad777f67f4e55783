//! Names on the ground: patrol areas, grids and places, as text of the page above the marks' canvas.
//!
//! They follow the camera, give way to marks and to more important ones where it is crowded, and come back.

use std::cell::{Cell, RefCell};

use domain::Name;
use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement};

use super::datum::Datum;
use crate::config::Directory;
use crate::engine::{LonLat, View};
use crate::i18n::Language;

/// What a name stands on; the first gives way last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Area,
    Place,
    Grid,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Place => "place",
            Self::Grid => "grid",
        }
    }

    /// From which zoom on it is shown.
    fn min_zoom(self, rank: u8) -> f64 {
        match self {
            Self::Area => 0.0,
            Self::Place => 12.5 + f64::from(rank),
            Self::Grid => 14.5,
        }
    }
}

/// Space kept free around a label, in CSS pixels.
const APART: f64 = 6.0;

/// Where a label may stand when its own place is taken, in widths and heights of itself, the nearest first.
const SHIFTS: [(f64, f64); 13] = [
    (0.0, 0.0),
    (0.0, -1.2),
    (0.0, 1.2),
    (-0.6, 0.0),
    (0.6, 0.0),
    (-0.6, -1.2),
    (0.6, -1.2),
    (-0.6, 1.2),
    (0.6, 1.2),
    (0.0, -2.4),
    (0.0, 2.4),
    (-0.6, -2.4),
    (0.6, 2.4),
];

struct Label {
    name: Name,
    at: LonLat,
    min_zoom: f64,
    element: HtmlElement,
    size: Cell<(f64, f64)>,
    shift: Cell<(f64, f64)>,
    shown: Cell<bool>,
}

/// The labels of one map, in an element of their own.
pub struct Labels {
    layer: HtmlElement,
    document: Document,
    labels: RefCell<Vec<Label>>,
    language: Cell<Option<Language>>,
}

impl Labels {
    /// No labels yet, in `layer`, which covers the map and takes no pointer.
    #[must_use]
    pub fn new(layer: HtmlElement) -> Option<Self> {
        let document = layer.owner_document()?;
        Some(Self {
            layer,
            document,
            labels: RefCell::default(),
            language: Cell::new(None),
        })
    }

    /// Labels what the directory knows, instead of what it knew.
    pub fn set_directory(&self, directory: &Directory, datum: Datum) {
        for label in self.labels.borrow_mut().drain(..) {
            label.element.remove();
        }
        let areas = directory
            .areas
            .iter()
            .filter_map(|area| Some((Kind::Area, 0, &area.name, area.middle?)));
        let places = directory
            .places
            .iter()
            .map(|place| (Kind::Place, place.rank, &place.name, place.position));
        let grids = directory
            .grids
            .iter()
            .filter_map(|grid| Some((Kind::Grid, 0, &grid.name, grid.middle?)));
        for (kind, rank, name, place) in areas.chain(places).chain(grids) {
            if let Some(element) = self.element(kind) {
                self.labels.borrow_mut().push(Label {
                    name: name.clone(),
                    at: datum.drawn(place),
                    min_zoom: kind.min_zoom(rank),
                    element,
                    size: Cell::new((0.0, 0.0)),
                    shift: Cell::new((0.0, 0.0)),
                    shown: Cell::new(false),
                });
            }
        }
        if let Some(language) = self.language.take() {
            self.speak(language);
        }
    }

    fn element(&self, kind: Kind) -> Option<HtmlElement> {
        let element: HtmlElement = self.document.create_element("span").ok()?.dyn_into().ok()?;
        element.set_class_name("map-label");
        element.set_attribute("data-kind", kind.as_str()).ok()?;
        element.set_attribute("data-shown", "false").ok()?;
        self.layer.append_child(&element).ok()?;
        Some(element)
    }

    /// Writes the names in a language, and measures them anew.
    pub fn speak(&self, language: Language) {
        if self.language.replace(Some(language)) == Some(language) {
            return;
        }
        let labels = self.labels.borrow();
        for label in labels.iter() {
            label
                .element
                .set_text_content(Some(language.pick(&label.name)));
        }
        // All are written before the first is measured, so that the page is laid out once.
        for label in labels.iter() {
            label.size.set((
                f64::from(label.element.offset_width()),
                f64::from(label.element.offset_height()),
            ));
        }
    }

    /// Sizes have changed with the window's: measured anew when next written.
    pub fn remeasure(&self) {
        if let Some(language) = self.language.take() {
            self.speak(language);
        }
    }

    /// Moves the labels that are shown to where `view` has their places. Which ones are shown is left as it is.
    pub fn follow(&self, view: &View) {
        for label in self.labels.borrow().iter() {
            if label.shown.get() && !label.stand(view) {
                label.show(false);
            }
        }
    }

    /// Chooses anew which labels are shown: the first in order that are in the view and cover neither `signs` nor one another.
    /// Where there is a choice, they keep clear of `traces` too. A label that stands free stays where it is.
    pub fn choose(&self, view: &View, signs: Vec<[f64; 4]>, traces: &[[f64; 4]]) {
        let mut taken = signs;
        let zoom = view.camera().zoom;
        for label in self.labels.borrow().iter() {
            let own = label.shown.get().then(|| label.shift.get());
            let places = own
                .into_iter()
                .chain(SHIFTS)
                .filter(|_| zoom >= label.min_zoom)
                .filter_map(|shift| Some((shift, label.rectangle(view, shift)?)));
            let place = best_place(places, &taken, traces);
            if let Some((shift, rectangle)) = place {
                taken.push(rectangle);
                label.shift.set(shift);
                label.stand(view);
            }
            label.show(place.is_some());
        }
    }
}

/// The first place that covers nothing at all; else the first that covers only traces; `None` when every one is taken.
fn best_place<T: Copy>(
    places: impl Iterator<Item = (T, [f64; 4])>,
    taken: &[[f64; 4]],
    traces: &[[f64; 4]],
) -> Option<(T, [f64; 4])> {
    let covers = |rectangle: &[f64; 4], others: &[[f64; 4]]| {
        others.iter().any(|other| overlap(rectangle, other))
    };
    let mut second = None;
    for place in places.filter(|(_, rectangle)| !covers(rectangle, taken)) {
        if !covers(&place.1, traces) {
            return Some(place);
        }
        second = second.or(Some(place));
    }
    second
}

/// Whether two rectangles (left, top, right, bottom) have a part in common.
pub fn overlap(one: &[f64; 4], other: &[f64; 4]) -> bool {
    one[2] > other[0] && one[0] < other[2] && one[3] > other[1] && one[1] < other[3]
}

impl Label {
    /// Its edges in the view with the space around it, left, top, right, bottom; `None` when it is out of view.
    fn rectangle(&self, view: &View, shift: (f64, f64)) -> Option<[f64; 4]> {
        let mut at = view.project(self.at)?;
        let (width, height) = self.size.get();
        at.x += shift.0 * width;
        at.y += shift.1 * height;
        let rectangle = [
            at.x - width / 2.0 - APART,
            at.y - height / 2.0 - APART,
            at.x + width / 2.0 + APART,
            at.y + height / 2.0 + APART,
        ];
        let inside = rectangle[2] > 0.0
            && rectangle[3] > 0.0
            && rectangle[0] < view.width()
            && rectangle[1] < view.height();
        inside.then_some(rectangle)
    }

    /// Stands where `view` has its place; says whether that is in front of the camera.
    fn stand(&self, view: &View) -> bool {
        let Some(at) = view.project(self.at) else {
            return false;
        };
        let (width, height) = self.size.get();
        let (right, down) = self.shift.get();
        let left = (at.x + (right - 0.5) * width).round();
        let top = (at.y + (down - 0.5) * height).round();
        let transform = format!("translate({left}px,{top}px)");
        let _ = self.element.style().set_property("transform", &transform);
        true
    }

    fn show(&self, shown: bool) {
        if self.shown.replace(shown) != shown {
            let word = if shown { "true" } else { "false" };
            let _ = self.element.set_attribute("data-shown", word);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gives_way_to_signs_and_keeps_clear_of_traces_where_it_can() {
        let at = |left: f64| [left, 0.0, left + 10.0, 10.0];
        let places = || [(0, at(0.0)), (1, at(20.0)), (2, at(40.0))].into_iter();
        let taken = |taken: &[[f64; 4]], traces: &[[f64; 4]]| {
            best_place(places(), taken, traces).map(|(number, _)| number)
        };
        assert_eq!(taken(&[], &[]), Some(0));
        assert_eq!(taken(&[at(5.0)], &[]), Some(1));
        assert_eq!(taken(&[at(5.0)], &[at(25.0)]), Some(2));
        assert_eq!(
            taken(&[at(5.0)], &[at(25.0), at(45.0)]),
            Some(1),
            "a trace is better than no name"
        );
        assert_eq!(taken(&[at(5.0), at(25.0), at(45.0)], &[]), None);
    }
}
