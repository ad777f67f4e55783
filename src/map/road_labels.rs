//! The names of roads as elements of the label layer, as many of each as have room.

use std::cell::Cell;
use std::f64::consts::{FRAC_PI_2, FRAC_PI_3};

use web_sys::{Document, HtmlElement};

use super::labels::{Taken, element_in, overlap, show_element};
use super::road_names::{NamedRoad, Stand, boxes, stand_along, upright};
use crate::engine::{LonLat, ScreenPoint, View};
use crate::i18n::Language;

/// The labels of all roads.
#[derive(Default)]
pub struct RoadLabels {
    roads: Vec<RoadLabel>,
}

/// One road's name, and where it stands.
struct RoadLabel {
    road: NamedRoad,
    words: String,
    stacks: bool,
    size: (f64, f64),
    standing: Vec<Standing>,
}

/// An element with a name. Spare ones are kept for the next time.
struct Standing {
    element: HtmlElement,
    /// Its middle, and a place from there in the direction in which it is read; `None` while it is not shown.
    at: Option<(LonLat, LonLat)>,
    /// Where it was last put, and under which camera.
    stand: Option<(View, Stand)>,
    /// Whether its letters may stand below one another.
    stacks: bool,
    stacked: Cell<bool>,
}

impl Drop for Standing {
    fn drop(&mut self) {
        self.element.remove();
    }
}

impl RoadLabels {
    /// Labels for these roads, not yet written.
    pub fn of(roads: Vec<NamedRoad>) -> Self {
        let roads = roads.into_iter().map(|road| RoadLabel {
            road,
            words: String::new(),
            stacks: false,
            size: (0.0, 0.0),
            standing: Vec::new(),
        });
        Self {
            roads: roads.collect(),
        }
    }

    /// Writes every name in a language.
    pub fn write(&mut self, layer: &HtmlElement, document: &Document, language: Language) {
        for label in &mut self.roads {
            label.words = language.pick(&label.road.name).to_owned();
            // One element at least, from which the size is taken.
            if label.standing.is_empty() {
                label.add(layer, document);
            }
            label.stacks = language == Language::Chinese;
            for standing in &mut label.standing {
                standing.stacks = label.stacks;
                // Sizes are taken from words that lie.
                standing.stack(false);
                standing.element.set_text_content(Some(&label.words));
            }
        }
    }

    /// Takes the names' sizes, once they are all written.
    pub fn measure(&mut self) {
        for label in &mut self.roads {
            label.size = label.standing.first().map_or((0.0, 0.0), |standing| {
                let element = &standing.element;
                (
                    f64::from(element.offset_width()),
                    f64::from(element.offset_height()),
                )
            });
        }
    }

    /// Moves and turns those that are shown as the camera has moved and turned.
    pub fn follow(&self, view: &View) {
        for standing in self.roads.iter().flat_map(|label| &label.standing) {
            let Some((at, ahead)) = standing.at else {
                continue;
            };
            if let (Some(at), Some(ahead)) = (view.project(at), view.project(ahead)) {
                let angle = (ahead.y - at.y).atan2(ahead.x - at.x);
                standing.place(&Stand {
                    at,
                    angle: upright(angle),
                });
            }
        }
    }

    /// Chooses anew where names stand: on no sign, no trace and no other name.
    pub fn choose(
        &mut self,
        (layer, document): (&HtmlElement, &Document),
        view: &View,
        shown: bool,
        taken: &mut Taken,
    ) {
        let zoom = view.camera().zoom;
        for label in &mut self.roads {
            let stands = if shown && zoom >= label.road.min_zoom {
                label.stands(view, taken)
            } else {
                Vec::new()
            };
            for stand in &stands {
                taken.signs.extend(boxes(stand, label.size));
            }
            while label.standing.len() < stands.len() && label.add(layer, document) {}
            let mut stands = stands.into_iter();
            for standing in &mut label.standing {
                standing.take(stands.next(), view);
            }
        }
    }
}

impl RoadLabel {
    /// Another element; says whether the page gave one.
    fn add(&mut self, layer: &HtmlElement, document: &Document) -> bool {
        let Some(element) = element_in(layer, document, "road") else {
            return false;
        };
        element.set_text_content(Some(&self.words));
        self.standing.push(Standing {
            element,
            at: None,
            stand: None,
            stacks: self.stacks,
            stacked: Cell::new(false),
        });
        true
    }

    fn stands(&self, view: &View, taken: &Taken) -> Vec<Stand> {
        let is_free = |stand: &Stand| {
            let mut others = taken.signs.iter().chain(taken.traces);
            let boxes = boxes(stand, self.size);
            !others.any(|other| boxes.iter().any(|one| overlap(one, other)))
        };
        let window = (view.width(), view.height());
        let lines: Vec<_> = self
            .road
            .lines
            .iter()
            .flat_map(|line| seen(line, view))
            .collect();
        // What stands under this very camera is the first choice, so that names do not creep along when crews go by.
        let stood = self.standing.iter().filter(|_| taken.stays);
        let stood = stood.filter_map(|standing| standing.stand.filter(|(known, _)| known == view));
        let mut stands: Vec<_> = stood.map(|(_, stand)| stand).filter(&is_free).collect();
        stand_along(&mut stands, &lines, window, self.size, is_free);
        stands
    }
}

/// The parts of a line that lie before the camera, as they stand on the screen.
fn seen(line: &[LonLat], view: &View) -> Vec<Vec<ScreenPoint>> {
    let projected: Vec<_> = line.iter().map(|at| view.project(*at)).collect();
    projected
        .split(Option::is_none)
        .filter(|part| part.len() > 1)
        .map(|part| part.iter().copied().flatten().collect())
        .collect()
}

impl Standing {
    fn take(&mut self, stand: Option<Stand>, view: &View) {
        let at = stand.and_then(|stand| {
            self.place(&stand);
            let (sin, cos) = stand.angle.sin_cos();
            let ahead = ScreenPoint {
                x: stand.at.x + AHEAD * cos,
                y: stand.at.y + AHEAD * sin,
            };
            Some((view.unproject(stand.at)?, view.unproject(ahead)?))
        });
        if self.at.is_some() != at.is_some() {
            show_element(&self.element, at.is_some());
        }
        self.at = at;
        self.stand = stand.map(|stand| (*view, stand));
    }

    /// Lets the letters stand below one another, or beside.
    fn stack(&self, stacked: bool) {
        if self.stacked.replace(stacked) != stacked {
            let word = if stacked { "true" } else { "false" };
            // An element that refuses an attribute stays as it was.
            let _ = self.element.set_attribute("data-stacked", word);
        }
    }

    fn place(&self, stand: &Stand) {
        let Stand { at, mut angle } = *stand;
        // Chinese along a steep road is written downward: each letter upright, as on every plan of a Chinese town.
        let stacked = self.stacks && angle.abs() > FRAC_PI_3;
        if stacked {
            angle -= FRAC_PI_2.copysign(angle);
        }
        self.stack(stacked);
        let transform = format!(
            "translate({:.1}px,{:.1}px) rotate({angle:.4}rad) translate(-50%,-50%)",
            at.x, at.y
        );
        // An element that refuses a style stays where it was.
        let _ = self.element.style().set_property("transform", &transform);
    }
}

/// From how far ahead a name's direction is taken when the camera turns, in CSS pixels.
const AHEAD: f64 = 20.0;
