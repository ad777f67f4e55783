//! The points as they are being pointed at: in the picture and on the map, in either order.

use std::collections::BTreeMap;

use domain::{Camera, Wgs84};
use geodesy::{Calibration, CameraModel, PicturePixel};
use protocol::{ControlSheet, SheetPoint, SheetView};

use crate::ar::{Aim, Pointed};

/// Aims that differ by less are one view, in degrees and zoom.
const SAME_AIM: f64 = 1e-9;

/// A point, as far as somebody has pointed at it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Tells it from the others for as long as the page is open.
    pub id: u32,
    /// In which picture, and where in it.
    pub pointed: Option<Pointed>,
    /// Where it is on the map.
    pub place: Option<Wgs84>,
    /// How far above the ground.
    pub height_metres: f64,
    /// Whether it is to be counted.
    pub counts: bool,
    /// Whether it was pointed at since the version that is loaded: it says how the camera stands now.
    pub is_new: bool,
}

impl Row {
    const fn is_whole(&self) -> bool {
        self.pointed.is_some() && self.place.is_some()
    }
}

/// How far off a point is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// How far to the right of where somebody pointed the place stands, in pixels.
    pub right: f64,
    /// How far below.
    pub down: f64,
    /// Whether it was used; `None` for one that is switched off.
    pub belongs: Option<bool>,
}

impl Fit {
    /// How far off in all.
    #[must_use]
    pub fn pixels(&self) -> f64 {
        self.right.hypot(self.down)
    }
}

/// All points of a camera, and which is in hand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The points, in the order in which they were begun.
    pub rows: Vec<Row>,
    /// The point that the next click moves.
    pub chosen: Option<u32>,
    next: u32,
}

impl Draft {
    /// The points of a sheet that was saved or imported.
    #[must_use]
    pub fn of(sheet: &ControlSheet, is_new: bool) -> Self {
        let mut draft = Self::default();
        for (_, view, point) in sheet.points() {
            let pointed = Pointed {
                aim: Aim {
                    pan: view.pan_degrees,
                    tilt: view.tilt_degrees,
                    zoom: view.zoom,
                },
                size: (view.width, view.height),
                pixel: point.pixel(),
                drawn: view.drawn,
            };
            let id = draft.begin();
            if let Some(row) = draft.row(id) {
                row.pointed = Some(pointed);
                row.place = Some(point.position);
                row.height_metres = point.height_metres;
                row.counts = point.counts;
                row.is_new = is_new;
            }
        }
        draft
    }

    fn begin(&mut self) -> u32 {
        let id = self.next;
        self.next += 1;
        self.rows.push(Row {
            id,
            pointed: None,
            place: None,
            height_metres: 0.0,
            counts: true,
            is_new: true,
        });
        id
    }

    /// A point, to be changed.
    pub fn row(&mut self, id: u32) -> Option<&mut Row> {
        self.rows.iter_mut().find(|row| row.id == id)
    }

    /// The point that the next click is of: the one in hand, else the one that is not whole yet.
    #[must_use]
    pub fn in_hand(&self) -> Option<&Row> {
        let mut rows = self.rows.iter();
        match self.chosen {
            Some(chosen) => rows.find(|row| row.id == chosen),
            None => rows.find(|row| !row.is_whole()),
        }
    }

    fn touched(&mut self) -> Option<&mut Row> {
        let id = match self.in_hand() {
            Some(row) => row.id,
            None => self.begin(),
        };
        self.row(id)
    }

    /// Somebody pointed at something in the picture.
    pub fn point(&mut self, pointed: Pointed) {
        if let Some(row) = self.touched() {
            row.pointed = Some(pointed);
            row.is_new = true;
        }
    }

    /// Somebody pointed at something on the map; `roof` is how high what stands there is.
    pub fn place(&mut self, place: Wgs84, roof: f64) {
        if let Some(row) = self.touched() {
            row.place = Some(place);
            row.height_metres = roof;
            row.is_new = true;
        }
    }

    /// Takes a point in hand, so that clicks move it, or lets go of it.
    pub fn choose(&mut self, id: u32) {
        self.chosen = (self.chosen != Some(id)).then_some(id);
    }

    /// Counts a point, or no longer does.
    pub fn switch(&mut self, id: u32) {
        if let Some(row) = self.row(id) {
            row.counts = !row.counts;
        }
    }

    /// Says how high a point stands above the ground.
    pub fn raise(&mut self, id: u32, height_metres: f64) {
        if let Some(row) = self.row(id) {
            row.height_metres = height_metres;
            row.is_new = true;
        }
    }

    /// Those points that stand so in another draft are saved with it: they say no more how the camera stands from now on. Those
    /// that were pointed at since do.
    pub fn settle(&mut self, saved: &Self) {
        for row in &mut self.rows {
            if row.is_whole() && saved.rows.contains(row) {
                row.is_new = false;
            }
        }
    }

    /// Takes a point away.
    pub fn remove(&mut self, id: u32) {
        self.rows.retain(|row| row.id != id);
        if self.chosen == Some(id) {
            self.chosen = None;
        }
    }

    /// The whole points as they are saved, and which row each of them is, by view and point.
    #[must_use]
    pub fn sheet(&self) -> (ControlSheet, Vec<Vec<u32>>) {
        let mut sheet = ControlSheet::default();
        let mut ids: Vec<Vec<u32>> = Vec::new();
        for row in &self.rows {
            let (Some(pointed), Some(position)) = (&row.pointed, row.place) else {
                continue;
            };
            let same = sheet.views.iter().position(|view| is_of(view, pointed));
            let at = same.unwrap_or_else(|| {
                sheet.views.push(view_of(pointed));
                ids.push(Vec::new());
                ids.len() - 1
            });
            sheet.views[at].points.push(SheetPoint {
                x: pointed.pixel.x,
                y: pointed.pixel.y,
                position,
                height_metres: row.height_metres,
                counts: row.counts,
            });
            ids[at].push(row.id);
        }
        (sheet, ids)
    }

    /// How far off each whole point is: those that count by the calibration, the others by its model.
    #[must_use]
    pub fn fits(&self, camera: &Camera, found: &Calibration) -> BTreeMap<u32, Fit> {
        let (sheet, ids) = self.sheet();
        let mut fits = BTreeMap::new();
        for ((view_at, nth), view, point) in sheet.points() {
            let id = ids[view_at][nth];
            let told = found.points.iter();
            let told = told
                .filter(|fit| (fit.view, fit.point) == (view_at, nth))
                .find(|_| point.counts);
            let fit = match told {
                Some(fit) => Some(Fit {
                    right: fit.right,
                    down: fit.down,
                    belongs: Some(fit.belongs),
                }),
                None => off_by(camera, &found.model, view, point),
            };
            fits.extend(fit.map(|fit| (id, fit)));
        }
        fits
    }
}

fn is_of(view: &SheetView, pointed: &Pointed) -> bool {
    let near = |one: f64, other: f64| (one - other).abs() < SAME_AIM;
    near(view.pan_degrees, pointed.aim.pan)
        && near(view.tilt_degrees, pointed.aim.tilt)
        && near(view.zoom, pointed.aim.zoom)
        && (view.width, view.height) == pointed.size
        && view.drawn == pointed.drawn
}

fn view_of(pointed: &Pointed) -> SheetView {
    SheetView {
        pan_degrees: pointed.aim.pan,
        tilt_degrees: pointed.aim.tilt,
        zoom: pointed.aim.zoom,
        width: pointed.size.0,
        height: pointed.size.1,
        drawn: pointed.drawn,
        points: Vec::new(),
    }
}

/// How far off a point is by a model that was not made of it; `None` for what is behind the camera.
fn off_by(
    camera: &Camera,
    model: &CameraModel,
    view: &SheetView,
    point: &SheetPoint,
) -> Option<Fit> {
    let sees = model.camera(view.reading(), view.lens(camera)?);
    let PicturePixel { x, y } = sees.showing(view.earth()).seen(point.place())?.pixel;
    Some(Fit {
        right: x - point.x,
        down: y - point.y,
        belongs: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64) -> Wgs84 {
        Wgs84::from_lon_lat(lon, 29.39).expect("a place on earth")
    }

    fn pointed(pan: f64, x: f64) -> Pointed {
        Pointed {
            aim: Aim {
                pan,
                tilt: -5.0,
                zoom: 1.0,
            },
            size: (1_280.0, 720.0),
            pixel: PicturePixel { x, y: 400.0 },
            drawn: true,
        }
    }

    #[test]
    fn a_point_is_begun_in_the_picture_or_on_the_map_and_is_whole_with_the_other() {
        let mut draft = Draft::default();
        draft.point(pointed(40.0, 100.0));
        draft.point(pointed(40.0, 110.0));
        assert_eq!(draft.rows.len(), 1, "a second thought, and no second point");
        draft.place(at(106.28), 21.0);
        draft.place(at(106.29), 0.0);
        draft.point(pointed(40.0, 900.0));
        assert_eq!(draft.rows.len(), 2);
        assert!(draft.in_hand().is_none());
        let (sheet, ids) = draft.sheet();
        let points: Vec<_> = sheet.points().map(|(_, _, point)| point).collect();
        assert_eq!((points[0].x, points[0].height_metres), (110.0, 21.0));
        assert_eq!((points[1].x, points[1].position), (900.0, at(106.29)));
        assert_eq!(ids, [[0, 1]]);
    }

    #[test]
    fn a_point_in_hand_is_moved_by_clicks_until_it_is_let_go() {
        let mut draft = Draft::default();
        for pan in [40.0, 40.0, 95.0] {
            draft.point(pointed(pan, 100.0));
            draft.place(at(106.28), 0.0);
        }
        draft.choose(1);
        draft.point(pointed(60.0, 500.0));
        draft.place(at(106.27), 3.0);
        draft.choose(1);
        let (sheet, ids) = draft.sheet();
        let pans: Vec<_> = sheet.views.iter().map(|view| view.pan_degrees).collect();
        assert_eq!(pans, [40.0, 60.0, 95.0], "each picture is a view");
        assert_eq!(ids, [[0], [1], [2]]);
        draft.place(at(106.20), 0.0);
        assert_eq!(draft.rows.len(), 4, "nothing is in hand any more");
    }

    #[test]
    fn what_is_pointed_at_while_a_draft_is_saved_stays_and_stays_new() {
        let mut draft = Draft::default();
        for pan in [40.0, 95.0] {
            draft.point(pointed(pan, 100.0));
            draft.place(at(106.28), 0.0);
        }
        let saved = draft.clone();
        draft.choose(1);
        draft.point(pointed(95.0, 130.0));
        draft.choose(1);
        draft.point(pointed(95.0, 700.0));
        draft.settle(&saved);
        let new: Vec<_> = draft.rows.iter().map(|row| row.is_new).collect();
        assert_eq!(new, [false, true, true]);
    }

    #[test]
    fn what_is_not_whole_is_not_saved_and_what_was_saved_comes_back_as_it_was() {
        let mut draft = Draft::default();
        for pan in [40.0, 95.0] {
            draft.point(pointed(pan, 100.0));
            draft.place(at(106.28), 7.0);
        }
        draft.switch(1);
        draft.point(pointed(95.0, 300.0));
        let (sheet, _) = draft.sheet();
        assert_eq!(sheet.points().count(), 2);
        let again = Draft::of(&sheet, false);
        assert_eq!(again.sheet().0, sheet);
        assert!(!again.rows[1].counts && again.rows.iter().all(|row| !row.is_new));
        draft.remove(0);
        assert_eq!(draft.sheet().1, [[1]]);
    }
}
