//! The catalogue as a tree, as far as it is open: the rows that are seen, and no others.

use std::collections::BTreeSet;

use domain::{AreaId, CameraPoint, PointKind, Wgs84};
use geodesy::Metres;

use super::nearest::points_by_distance;
use super::{Catalogue, Entry};
use crate::config::StreamState;

/// Most cameras that a search shows: more are no help, another word is.
pub const MOST_FOUND: usize = 200;

/// By what the cameras are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// Patrol area, then platform, then point.
    #[default]
    Area,
    /// Platform, then patrol area, then point.
    Platform,
    /// Point, the nearest to a place first.
    Nearest,
    /// The person's own choice, without points above.
    Favourites,
}

/// What a row is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// A patrol area; `None` for points that stand in none.
    Area(Option<AreaId>),
    /// A platform.
    Kind(PointKind),
    /// A point, by its number.
    Point(usize),
    /// A camera, by its number among the entries.
    Camera(usize),
    /// A stream of a camera, by its number on it.
    Stream(usize, usize),
}

/// How much is below a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Counts {
    /// Points.
    pub points: usize,
    /// Streams.
    pub streams: usize,
    /// Streams that are live.
    pub live: usize,
}

/// A row that is seen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// Which node of the tree it is, the same whatever else is open.
    pub key: String,
    /// How deep, from 1.
    pub level: usize,
    /// Which of those beside it, from 1.
    pub place: usize,
    /// How many stand beside it, itself counted.
    pub of: usize,
    /// Whether what is below it is seen; `None` where nothing is below.
    pub open: Option<bool>,
    /// What it is about.
    pub about: About,
    /// How much is below.
    pub counts: Counts,
    /// How far it is, in whole metres, where the order is by distance.
    pub metres: Option<u32>,
}

/// What decides which rows are seen.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// By what they are ordered.
    pub grouping: Grouping,
    /// The keys of the rows that somebody opened; while something is searched for, of those that somebody closed.
    pub toggled: &'a BTreeSet<String>,
    /// The cameras that were searched for, by their numbers; all when nothing was. What leads to them is open by itself.
    pub found: Option<&'a BTreeSet<usize>>,
    /// The place to be near to.
    pub near: Option<Wgs84>,
    /// The codes of the person's own cameras, in their order.
    pub favourites: &'a [String],
    /// The patrol areas in the deployment's order.
    pub areas: &'a [AreaId],
}

/// The rows that are seen, from the top.
#[must_use]
pub fn rows(catalogue: &Catalogue, wish: &Wish) -> Vec<Row> {
    let mut tree = Tree {
        catalogue,
        wish,
        of_points: of_points(catalogue, wish.found),
        rows: Vec::new(),
    };
    tree.grow();
    tree.rows
}

/// The wanted cameras of each point.
fn of_points(catalogue: &Catalogue, found: Option<&BTreeSet<usize>>) -> Vec<Vec<usize>> {
    let mut of_points = vec![Vec::new(); catalogue.points().len()];
    let mut left = MOST_FOUND;
    for (number, entry) in catalogue.entries().iter().enumerate() {
        match found {
            Some(found) if !found.contains(&number) => continue,
            Some(_) if left == 0 => break,
            Some(_) => left -= 1,
            None => {}
        }
        of_points[entry.point].push(number);
    }
    of_points
}

struct Tree<'a> {
    catalogue: &'a Catalogue,
    wish: &'a Wish<'a>,
    of_points: Vec<Vec<usize>>,
    rows: Vec<Row>,
}

/// Where a row stands among those beside it.
#[derive(Clone, Copy)]
struct Spot {
    level: usize,
    place: usize,
    of: usize,
}

impl Tree<'_> {
    fn grow(&mut self) {
        let wanted = |points: &[Vec<usize>]| -> Vec<usize> {
            let points = points.iter().enumerate();
            let points = points.filter(|(_, cameras)| !cameras.is_empty());
            points.map(|(point, _)| point).collect()
        };
        match self.wish.grouping {
            Grouping::Area | Grouping::Platform => {
                let points = wanted(&self.of_points);
                self.groups("", 1, &points);
            }
            Grouping::Nearest => {
                let Some(at) = self.wish.near else {
                    return;
                };
                let mut near = points_by_distance(self.catalogue, at);
                near.retain(|(point, _)| !self.of_points[*point].is_empty());
                let of = near.len();
                for (place, (point, distance)) in near.into_iter().enumerate() {
                    self.point("", Spot::of(1, place, of), point, Some(distance));
                }
            }
            Grouping::Favourites => {
                let is_wanted = |number: usize| {
                    let found = self.wish.found;
                    found.is_none_or(|found| found.contains(&number))
                };
                let favourites = self.wish.favourites.iter().filter_map(|id| {
                    let mut entries = self.catalogue.entries().iter();
                    entries.position(|entry| entry.source.id == *id)
                });
                let favourites: Vec<usize> = favourites.filter(|at| is_wanted(*at)).collect();
                let of = favourites.len();
                for (place, number) in favourites.into_iter().enumerate() {
                    self.camera(Spot::of(1, place, of), number);
                }
            }
        }
    }

    /// The groups of some points, by area and then platform, or the other way.
    fn groups(&mut self, above: &str, level: usize, points: &[usize]) {
        let by_area = (self.wish.grouping == Grouping::Area) == (level == 1);
        let mut groups: Vec<(usize, About, Vec<usize>)> = Vec::new();
        for number in points {
            let point = &self.catalogue.points()[*number];
            let (order, about) = if by_area {
                self.area_of(point)
            } else {
                let kind = point.kind;
                (kind as usize, About::Kind(kind))
            };
            match groups.iter_mut().find(|(_, known, _)| *known == about) {
                Some((.., members)) => members.push(*number),
                None => groups.push((order, about, vec![*number])),
            }
        }
        groups.sort_by_key(|(order, ..)| *order);
        let of = groups.len();
        for (place, (_, about, members)) in groups.into_iter().enumerate() {
            let key = format!("{above}{}/", word_of(&about));
            let open = self.is_open(&key);
            let spot = Spot::of(level, place, of);
            let counts = self.counts(&members);
            self.push(key.clone(), spot, Some(open), about, counts, None);
            if !open {
                continue;
            }
            if level == 1 {
                self.groups(&key, 2, &members);
            } else {
                let of = members.len();
                for (place, point) in members.into_iter().enumerate() {
                    self.point(&key, Spot::of(3, place, of), point, None);
                }
            }
        }
    }

    fn area_of(&self, point: &CameraPoint) -> (usize, About) {
        let areas = self.wish.areas;
        let known = |area: &AreaId| areas.iter().position(|known| known == area);
        let order = match &point.area {
            Some(area) => known(area).unwrap_or(areas.len()),
            None => areas.len() + 1,
        };
        (order, About::Area(point.area.clone()))
    }

    fn point(&mut self, above: &str, spot: Spot, number: usize, distance: Option<Metres>) {
        let key = format!("{above}{}", self.catalogue.points()[number].id);
        let open = self.is_open(&key);
        let counts = self.counts(&[number]);
        let metres = distance.map(|distance| distance.0.round() as u32);
        let about = About::Point(number);
        self.push(key, spot, Some(open), about, counts, metres);
        if open {
            let cameras = self.of_points[number].clone();
            let of = cameras.len();
            for (place, camera) in cameras.into_iter().enumerate() {
                self.camera(Spot::of(spot.level + 1, place, of), camera);
            }
        }
    }

    fn camera(&mut self, spot: Spot, number: usize) {
        let entry = &self.catalogue.entries()[number];
        let key = entry.source.id.clone();
        // What was searched for is not taken apart by itself.
        let open = self.wish.toggled.contains(&key);
        let counts = self.of_entry(entry);
        let streams = &self.catalogue.camera_of(entry).streams;
        let streams: Vec<String> = streams.iter().map(|stream| stream.id.to_string()).collect();
        self.push(key, spot, Some(open), About::Camera(number), counts, None);
        if open {
            let of = streams.len();
            for (place, stream) in streams.into_iter().enumerate() {
                let about = About::Stream(number, place);
                let spot = Spot::of(spot.level + 1, place, of);
                self.push(stream, spot, None, about, Counts::default(), None);
            }
        }
    }

    fn is_open(&self, key: &str) -> bool {
        self.wish.found.is_some() != self.wish.toggled.contains(key)
    }

    fn counts(&self, points: &[usize]) -> Counts {
        let mut counts = Counts {
            points: points.len(),
            ..Counts::default()
        };
        for number in points.iter().flat_map(|point| &self.of_points[*point]) {
            let own = self.of_entry(&self.catalogue.entries()[*number]);
            counts.streams += own.streams;
            counts.live += own.live;
        }
        counts
    }

    fn of_entry(&self, entry: &Entry) -> Counts {
        let streams = &self.catalogue.camera_of(entry).streams;
        let is_live = |id| self.catalogue.stream_state(id) == Some(StreamState::Live);
        Counts {
            points: 0,
            streams: streams.len(),
            live: streams.iter().filter(|stream| is_live(&stream.id)).count(),
        }
    }

    fn push(
        &mut self,
        key: String,
        spot: Spot,
        open: Option<bool>,
        about: About,
        counts: Counts,
        metres: Option<u32>,
    ) {
        self.rows.push(Row {
            key,
            level: spot.level,
            place: spot.place,
            of: spot.of,
            open,
            about,
            counts,
            metres,
        });
    }
}

impl Spot {
    const fn of(level: usize, before: usize, of: usize) -> Self {
        Self {
            level,
            place: before + 1,
            of,
        }
    }
}

fn word_of(about: &About) -> &str {
    match about {
        About::Area(Some(area)) => area.as_str(),
        About::Kind(kind) => kind.as_str(),
        About::Area(None) | About::Point(_) | About::Camera(_) | About::Stream(..) => "-",
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::catalogue;
    use super::*;

    fn areas() -> Vec<AreaId> {
        ["A2", "A1"]
            .map(|id| AreaId::try_from(id).expect("an id"))
            .to_vec()
    }

    /// The rows as "level key place/of".
    fn drawn(grouping: Grouping, open: &[&str], found: Option<&[usize]>) -> Vec<String> {
        let open = open.iter().map(|key| (*key).to_owned()).collect();
        let found = found.map(|found| found.iter().copied().collect());
        let rows = rows(
            &catalogue(),
            &Wish {
                grouping,
                toggled: &open,
                found: found.as_ref(),
                near: Wgs84::from_lon_lat(106.289, 29.39).ok(),
                favourites: &[
                    "X-001-02".to_owned(),
                    "gone".to_owned(),
                    "L-001-01".to_owned(),
                ],
                areas: &areas(),
            },
        );
        let line = |row: Row| format!("{} {} {}/{}", row.level, row.key, row.place, row.of);
        rows.into_iter().map(line).collect()
    }

    #[test]
    fn areas_stand_in_the_deployments_order_and_points_without_one_at_the_end() {
        assert_eq!(
            drawn(Grouping::Area, &[], None),
            ["1 A2/ 1/3", "1 A1/ 2/3", "1 -/ 3/3"]
        );
    }

    #[test]
    fn only_what_is_open_has_rows_below_it() {
        assert_eq!(
            drawn(
                Grouping::Area,
                &[
                    "A1/",
                    "A1/lookout/",
                    "A1/lookout/L-001",
                    "L-001-02",
                    "A2/xueliang/"
                ],
                None
            ),
            [
                "1 A2/ 1/3",
                "1 A1/ 2/3",
                "2 A1/xueliang/ 1/2",
                "2 A1/lookout/ 2/2",
                "3 A1/lookout/L-001 1/1",
                "4 L-001-01 1/2",
                "4 L-001-02 2/2",
                "5 L-001-02-main 1/2",
                "5 L-001-02-sub 2/2",
                "1 -/ 3/3",
            ]
        );
        assert_eq!(
            drawn(Grouping::Platform, &["xueliang/"], None),
            [
                "1 xueliang/ 1/3",
                "2 xueliang/A2/ 1/2",
                "2 xueliang/A1/ 2/2",
                "1 checkpoint/ 2/3",
                "1 lookout/ 3/3",
            ]
        );
    }

    #[test]
    fn what_leads_to_what_was_found_is_open_and_nothing_else_is_there() {
        assert_eq!(
            drawn(Grouping::Area, &[], Some(&[3])),
            [
                "1 A2/ 1/1",
                "2 A2/xueliang/ 1/1",
                "3 A2/xueliang/X-001 1/1",
                "4 X-001-02 1/1",
            ]
        );
        assert_eq!(
            drawn(Grouping::Area, &["A2/"], Some(&[3])),
            ["1 A2/ 1/1"],
            "it can be closed all the same"
        );
        assert!(drawn(Grouping::Area, &["A1/"], Some(&[])).is_empty());
    }

    #[test]
    fn the_nearest_point_stands_first_and_favourites_in_their_own_order() {
        assert_eq!(
            drawn(Grouping::Nearest, &["K-001"], None)[..4],
            [
                "1 K-001 1/4",
                "2 K-001-01 1/2",
                "2 K-001-02 2/2",
                "1 X-002 2/4"
            ]
        );
        assert_eq!(
            drawn(Grouping::Favourites, &[], None),
            ["1 X-001-02 1/2", "1 L-001-01 2/2"],
            "what is gone is left out"
        );
    }

    #[test]
    fn a_group_counts_points_streams_and_those_that_are_live() {
        let rows = rows(
            &catalogue(),
            &Wish {
                grouping: Grouping::Area,
                toggled: &BTreeSet::new(),
                found: None,
                near: None,
                favourites: &[],
                areas: &areas(),
            },
        );
        let counts = |key: &str| {
            let row = rows.iter().find(|row| row.key == key).expect("it is there");
            (row.counts.points, row.counts.streams, row.counts.live)
        };
        assert_eq!(counts("A2/"), (1, 4, 1));
        assert_eq!(counts("A1/"), (2, 8, 0));
    }
}
