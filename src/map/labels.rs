//! Names on the ground: patrol areas, communities, roads, places and grids, as text of the page below the marks' canvas.
//!
//! They follow the camera, give way to marks and to more important ones where it is crowded, and come back. Where they stand is
//! chosen when the camera rests.

use std::cell::{Cell, RefCell};

use domain::Name;
use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement};

use super::datum::Datum;
use super::road_labels::RoadLabels;
use super::road_names::named_roads;
use crate::config::{Directory, HandLabel, LabelKind, LabelSet};
use crate::engine::{LonLat, View};
use crate::i18n::Language;

/// What a name stands on; the first gives way last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Area,
    Community,
    Place,
    Grid,
    Hand,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Community => "community",
            Self::Place => "place",
            Self::Grid => "grid",
            Self::Hand => "hand",
        }
    }

    /// From which zoom on it is shown.
    fn min_zoom(self, rank: u8) -> f64 {
        match self {
            Self::Area => 0.0,
            Self::Community => 11.5,
            Self::Place => 12.5 + f64::from(rank),
            Self::Grid => 14.5,
            Self::Hand => 13.0,
        }
    }

    /// With which names it is switched.
    const fn switched_with(self) -> LabelKind {
        match self {
            Self::Area | Self::Grid => LabelKind::Areas,
            Self::Community => LabelKind::Communities,
            Self::Place => LabelKind::Places,
            Self::Hand => LabelKind::Hand,
        }
    }

    /// How many of [`SHIFTS`] it may take.
    const fn shifts(self) -> usize {
        match self {
            Self::Area | Self::Community => SHIFTS.len(),
            Self::Place | Self::Grid | Self::Hand => 13,
        }
    }

    /// Whether it rather stands under the trace of something done than not at all: areas are what everybody speaks of.
    const fn bears_traces(self) -> bool {
        matches!(self, Self::Area)
    }
}

/// The rank of a place that is a community, or a landmark as known as one.
const COMMUNITY: u8 = 0;

/// Space kept free around a label, in CSS pixels.
const APART: f64 = 6.0;

/// Where a label may stand when its own place is taken, in widths and heights of itself, the nearest first. The last ones are
/// for names of whole quarters only.
const SHIFTS: [(f64, f64); 17] = [
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
    (0.0, -3.6),
    (0.0, 3.6),
    (-1.2, 0.0),
    (1.2, 0.0),
];

struct Label {
    kind: Kind,
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
    roads: RefCell<RoadLabels>,
    language: Cell<Option<Language>>,
    set: Cell<LabelSet>,
    followed: Cell<Option<View>>,
    chosen: Cell<u64>,
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
            roads: RefCell::default(),
            language: Cell::new(None),
            set: Cell::new(LabelSet::default()),
            followed: Cell::new(None),
            chosen: Cell::new(0),
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
        let places = directory.places.iter().map(|place| {
            let kind = match place.rank {
                COMMUNITY => Kind::Community,
                _ => Kind::Place,
            };
            (kind, place.rank, &place.name, place.position)
        });
        let grids = directory
            .grids
            .iter()
            .filter_map(|grid| Some((Kind::Grid, 0, &grid.name, grid.middle?)));
        for (kind, rank, name, place) in areas.chain(places).chain(grids) {
            self.push(kind, rank, name, datum.drawn(place));
        }
        self.roads
            .replace(RoadLabels::of(named_roads(&directory.ground, datum)));
        if let Some(language) = self.language.take() {
            self.speak(language);
        }
    }

    /// Labels what officers have named, instead of what they had.
    pub fn set_hand(&self, named: &[HandLabel], datum: Datum) {
        self.labels.borrow_mut().retain(|label| {
            let stays = label.kind != Kind::Hand;
            if !stays {
                label.element.remove();
            }
            stays
        });
        for hand in named {
            self.push(Kind::Hand, 0, &hand.name, datum.drawn(hand.position));
        }
        if let Some(language) = self.language.take() {
            self.speak(language);
        }
    }

    fn push(&self, kind: Kind, rank: u8, name: &Name, at: LonLat) {
        if let Some(element) = self.element(kind) {
            self.labels.borrow_mut().push(Label {
                kind,
                name: name.clone(),
                at,
                min_zoom: kind.min_zoom(rank),
                element,
                size: Cell::new((0.0, 0.0)),
                shift: Cell::new((0.0, 0.0)),
                shown: Cell::new(false),
            });
        }
    }

    /// Which names may be shown; [`Labels::choose`] then shows them.
    pub fn set_shown(&self, set: LabelSet) {
        self.set.set(set);
    }

    fn element(&self, kind: Kind) -> Option<HtmlElement> {
        element_in(&self.layer, &self.document, kind.as_str())
    }

    /// Writes the names in a language, and measures them anew.
    pub fn speak(&self, language: Language) {
        if self.language.replace(Some(language)) == Some(language) {
            return;
        }
        let labels = self.labels.borrow();
        let mut roads = self.roads.borrow_mut();
        for label in labels.iter() {
            label
                .element
                .set_text_content(Some(language.pick(&label.name)));
        }
        roads.write(&self.layer, &self.document, language);
        // All are written before the first is measured, so that the page is laid out once.
        for label in labels.iter() {
            label.size.set((
                f64::from(label.element.offset_width()),
                f64::from(label.element.offset_height()),
            ));
        }
        roads.measure();
    }

    /// Sizes have changed with the window's: measured anew when next written.
    pub fn remeasure(&self) {
        if let Some(language) = self.language.take() {
            self.speak(language);
        }
    }

    /// Moves the labels that are shown to where `view` has their places. Which ones are shown is left as it is.
    pub fn follow(&self, view: &View) {
        // Tiles that arrive are drawn under a camera that rests: nothing moves then.
        if self.followed.replace(Some(*view)) == Some(*view) {
            return;
        }
        for label in self.labels.borrow().iter() {
            if label.shown.get() && !label.stand(view) {
                label.show(false);
            }
        }
        self.roads.borrow().follow(view);
    }

    /// Chooses anew which labels are shown: the first in order that are in the view and cover neither `signs` nor one another.
    /// They keep clear of `traces` too, areas where there is a choice. A label that stands free stays where it is, if `stays`;
    /// else what is shown depends on nothing that was shown before.
    pub fn choose(&self, view: &View, signs: Vec<[f64; 4]>, traces: &[[f64; 4]], stays: bool) {
        self.chosen.set(self.chosen.get() + 1);
        let mut taken = Taken {
            signs,
            traces,
            stays,
        };
        let labels = self.labels.borrow();
        let set = self.set.get();
        // Roads give way to areas and communities only: they lead to everything else.
        let is_large = |label: &&Label| matches!(label.kind, Kind::Area | Kind::Community);
        let shows = |label: &Label| {
            set.has(label.kind.switched_with()) && view.camera().zoom >= label.min_zoom
        };
        for label in labels.iter().filter(is_large) {
            label.choose(view, shows(label), &mut taken);
        }
        self.roads.borrow_mut().choose(
            (&self.layer, &self.document),
            view,
            set.has(LabelKind::Roads),
            &mut taken,
        );
        for label in labels.iter().filter(|label| !is_large(label)) {
            label.choose(view, shows(label), &mut taken);
        }
    }

    /// How often places have been chosen: never for a mark alone.
    pub fn times_chosen(&self) -> u64 {
        self.chosen.get()
    }
}

/// An element for a name in the layer, not yet shown.
pub fn element_in(layer: &HtmlElement, document: &Document, kind: &str) -> Option<HtmlElement> {
    let element: HtmlElement = document.create_element("span").ok()?.dyn_into().ok()?;
    element.set_class_name("map-label");
    element.set_attribute("data-kind", kind).ok()?;
    element.set_attribute("data-shown", "false").ok()?;
    layer.append_child(&element).ok()?;
    Some(element)
}

/// Whether an element is seen.
pub fn show_element(element: &HtmlElement, shown: bool) {
    // An element that refuses an attribute stays as it was.
    let _ = element.set_attribute("data-shown", if shown { "true" } else { "false" });
}

/// What names must keep clear of.
pub struct Taken<'a> {
    /// Signs, and the names that have their place: left, top, right, bottom.
    pub signs: Vec<[f64; 4]>,
    /// Traces of what is done.
    pub traces: &'a [[f64; 4]],
    /// Whether a name that stands free stays where it is.
    pub stays: bool,
}

/// The first place that covers nothing at all; else, if that is borne, the first that covers only traces; `None` when every one
/// is taken.
fn best_place<T: Copy>(
    places: impl Iterator<Item = (T, [f64; 4])>,
    taken: &[[f64; 4]],
    traces: &[[f64; 4]],
    bears_traces: bool,
) -> Option<(T, [f64; 4])> {
    let covers = |rectangle: &[f64; 4], others: &[[f64; 4]]| {
        others.iter().any(|other| overlap(rectangle, other))
    };
    let mut second = None;
    for place in places.filter(|(_, rectangle)| !covers(rectangle, taken)) {
        if !covers(&place.1, traces) {
            return Some(place);
        }
        second = second.or(Some(place)).filter(|_| bears_traces);
    }
    second
}

/// Whether two rectangles (left, top, right, bottom) have a part in common.
pub fn overlap(one: &[f64; 4], other: &[f64; 4]) -> bool {
    one[2] > other[0] && one[0] < other[2] && one[3] > other[1] && one[1] < other[3]
}

impl Label {
    /// Takes the best place there is, when it may be shown at all.
    fn choose(&self, view: &View, may_be_shown: bool, taken: &mut Taken) {
        let own = (taken.stays && self.shown.get()).then(|| self.shift.get());
        let places = own
            .into_iter()
            .chain(SHIFTS.into_iter().take(self.kind.shifts()))
            .filter(|_| may_be_shown)
            .filter_map(|shift| Some((shift, self.rectangle(view, shift)?)));
        let place = best_place(places, &taken.signs, taken.traces, self.kind.bears_traces());
        if let Some((shift, rectangle)) = place {
            taken.signs.push(rectangle);
            self.shift.set(shift);
            self.stand(view);
        }
        self.show(place.is_some());
    }

    /// Its edges in the view with the space around it, left, top, right, bottom; `None` when not all of it is in view.
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
        let inside = rectangle[0] >= 0.0
            && rectangle[1] >= 0.0
            && rectangle[2] <= view.width()
            && rectangle[3] <= view.height();
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
            show_element(&self.element, shown);
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
            best_place(places(), taken, traces, true).map(|(number, _)| number)
        };
        let shy = best_place(places(), &[], &[at(5.0), at(25.0), at(45.0)], false);
        assert_eq!(shy, None, "only names that bear it stand under traces");
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
