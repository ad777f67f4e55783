//! The points as they are being pointed at: in the picture and on the map, in either order.

use std::collections::BTreeSet;

use domain::Wgs84;
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
    /// Whether somebody has pointed at it in the picture and on the map.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.pointed.is_some() && self.place.is_some()
    }
}

/// The whole points of a draft as they are saved, and which row each of them is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DraftSheet {
    /// As they are saved.
    pub sheet: ControlSheet,
    /// The rows' ids, by view and point.
    pub ids: Vec<Vec<u32>>,
}

impl DraftSheet {
    /// Every point with its row's id, the numbers of its view and itself, and its view.
    pub fn points(&self) -> impl Iterator<Item = (u32, (usize, usize), &SheetView, &SheetPoint)> {
        let points = self.sheet.points();
        points.map(|((view, nth), of, point)| (self.ids[view][nth], (view, nth), of, point))
    }

    /// What of it differs from a sheet that was saved.
    #[must_use]
    pub fn unsaved(&self, saved: &ControlSheet) -> Unsaved {
        let mut left: Vec<_> = saved
            .points()
            .map(|(_, view, point)| (view, point))
            .collect();
        let mut rows = BTreeSet::new();
        for (id, _, view, point) in self.points() {
            let is_same = |(other, there): &(&SheetView, &SheetPoint)| {
                look(view) == look(other) && point == *there
            };
            // Unless something has changed it is the first that is left.
            match left.iter().position(is_same) {
                Some(at) => {
                    left.remove(at);
                }
                None => {
                    rows.insert(id);
                }
            }
        }
        Unsaved {
            rows,
            gone: left.len(),
        }
    }
}

/// By what a draft differs from what was saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsaved {
    /// Rows that are not saved as they are.
    pub rows: BTreeSet<u32>,
    /// How many saved points are not in the draft as they were saved.
    pub gone: usize,
}

impl Unsaved {
    /// How many points differ: one that was changed is a row, and gone as it was saved.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.rows.len().max(self.gone) as u64
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.rows.is_empty() && self.gone == 0
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

    /// Whether some point waits for its other half: it is not saved, and not lost.
    #[must_use]
    pub fn has_half(&self) -> bool {
        !self.rows.iter().all(Row::is_whole)
    }

    /// Those points that another draft has and `before` had not go on in this one.
    pub fn take_over(&mut self, other: &Self, before: &Self) {
        let begun = other.rows.iter().filter(|row| row.id >= before.next);
        for row in begun {
            let id = self.begin();
            if let Some(own) = self.row(id) {
                *own = Row { id, ..row.clone() };
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

    /// The whole points as they are saved.
    #[must_use]
    pub fn sheet(&self) -> DraftSheet {
        let DraftSheet { mut sheet, mut ids } = DraftSheet::default();
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
        DraftSheet { sheet, ids }
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

/// What a view is of.
const fn look(view: &SheetView) -> ([f64; 5], bool) {
    let SheetView {
        pan_degrees,
        tilt_degrees,
        zoom,
        width,
        height,
        ..
    } = *view;
    ([pan_degrees, tilt_degrees, zoom, width, height], view.drawn)
}

#[cfg(test)]
mod tests {
    use geodesy::PicturePixel;

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
        let DraftSheet { sheet, ids } = draft.sheet();
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
        let DraftSheet { sheet, ids } = draft.sheet();
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
        let sheet = draft.sheet().sheet;
        assert_eq!(sheet.points().count(), 2);
        let again = Draft::of(&sheet, false);
        assert_eq!(again.sheet().sheet, sheet);
        assert!(!again.rows[1].counts && again.rows.iter().all(|row| !row.is_new));
        draft.remove(0);
        assert_eq!(draft.sheet().ids, [[1]]);
    }
    /// Two points in two views, both whole.
    fn two_points() -> Draft {
        let mut draft = Draft::default();
        for pan in [40.0, 95.0] {
            draft.point(pointed(pan, 100.0));
            draft.place(at(106.28), 7.0);
        }
        draft
    }

    #[test]
    fn what_differs_from_what_was_saved_is_unsaved_and_what_is_as_it_was_is_not_in_whatever_order()
    {
        let saved = two_points().sheet().sheet;
        let check = |change: &dyn Fn(&mut Draft), rows: &[u32], gone: usize| {
            let mut draft = two_points();
            change(&mut draft);
            let unsaved = draft.sheet().unsaved(&saved);
            let rows = rows.iter().copied().collect();
            assert_eq!(unsaved, Unsaved { rows, gone });
        };
        check(&|_| (), &[], 0);
        check(&|draft| draft.rows.reverse(), &[], 0);
        check(&|draft| draft.choose(1), &[], 0);
        check(&|draft| draft.raise(1, 9.0), &[1], 1);
        check(&|draft| draft.switch(0), &[0], 1);
        check(&|draft| draft.remove(0), &[], 1);
        let again = |draft: &mut Draft| {
            draft.point(pointed(95.0, 100.0));
            draft.place(at(106.28), 7.0);
        };
        check(&again, &[2], 0);
        // The same point twice is saved once.
        let instead = |draft: &mut Draft| {
            draft.remove(0);
            again(draft);
        };
        check(&instead, &[2], 1);
        let mut draft = two_points();
        draft.remove(0);
        assert_eq!(draft.sheet().unsaved(&saved).count(), 1);
        draft.raise(1, 9.0);
        assert_eq!(draft.sheet().unsaved(&saved).count(), 2);
    }

    #[test]
    fn what_was_pointed_at_while_others_were_read_goes_on_beside_them() {
        let before = Draft::default();
        let mut now = Draft::default();
        now.point(pointed(60.0, 640.0));
        let mut read = two_points();
        read.take_over(&now, &before);
        let x = |row: &Row| row.pointed.map(|pointed| pointed.pixel.x);
        let pixels: Vec<_> = read.rows.iter().map(x).collect();
        assert_eq!(pixels, [Some(100.0), Some(100.0), Some(640.0)]);
        assert!(read.has_half() && !two_points().has_half());
        // What was there before gives way.
        let mut again = two_points();
        again.take_over(&read, &read);
        assert_eq!(again, two_points());
    }
}
