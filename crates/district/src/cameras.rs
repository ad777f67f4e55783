//! Camera points, the cameras on them, and their streams: three things, never one to one.
//!
//! Checkpoints stand where the great roads enter the district and where they cross, lookouts on hills and roofs, and the
//! public-safety masts at gates, halls, stations and crossings. Each is looked for at the kerb: off the carriageway, and
//! never in the water.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Camera, CameraPoint, CameraPose, Codec, FieldOfView, Grid, Name, PointKind, Stream, StreamRole,
    Wgs84,
};

use crate::chance::Chance;
use crate::code::{code, position};
use crate::divide::{Plots, nearest};
use crate::figures::{CAMERA_POINTS, STREAMS};
use crate::land::{Cover, Land};
use crate::mesh::{Corner, Face};
use crate::names;
use crate::places::{NamedPlace, PlaceKind};
use crate::plan::{Line, Plan};
use crate::plane::{Plane, Spot, area_km2, away_from, centroid, contains, inner_point, pairs};
use crate::road::{Road, RoadClass, pieces};

/// Checkpoints: at the entries, and the rest at great crossings.
const CHECKPOINTS: usize = 24;
/// Lookouts on hills; as many more stand on roofs.
const HILL_LOOKOUTS: usize = 5;
const LOOKOUTS: usize = 10;

/// What the points are placed by.
pub(crate) struct Ground<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) plots: &'a Plots,
    pub(crate) grids: &'a [Grid],
    pub(crate) land: &'a [Land],
    pub(crate) roads: &'a [Road],
    pub(crate) places: &'a [NamedPlace],
    pub(crate) station_spots: &'a [Spot],
    pub(crate) plane: &'a Plane,
}

/// What stands at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Setup {
    Entry,
    GreatCrossing,
    Hill,
    Roof,
    Market,
    Campus,
    Quarter,
    Estate,
    Station,
    Park,
    Community,
    Crossing,
}

impl Setup {
    const fn kind(self) -> PointKind {
        match self {
            Self::Entry | Self::GreatCrossing => PointKind::Checkpoint,
            Self::Hill | Self::Roof => PointKind::Lookout,
            _ => PointKind::Xueliang,
        }
    }

    /// The fewest and the most cameras at first, before the streams are made to add up.
    const fn cameras(self) -> (usize, usize) {
        match self {
            Self::Entry => (4, 6),
            Self::GreatCrossing => (6, 9),
            Self::Hill => (2, 2),
            Self::Roof => (2, 3),
            Self::Market => (30, 40),
            Self::Campus => (18, 28),
            Self::Quarter => (18, 26),
            Self::Estate => (9, 15),
            Self::Station => (5, 8),
            Self::Park => (6, 10),
            Self::Community => (5, 9),
            Self::Crossing => (6, 9),
        }
    }

    /// Mast height in centimetres: from, to.
    const fn height_cm(self) -> (f64, f64) {
        match self {
            Self::Entry | Self::GreatCrossing => (620.0, 720.0),
            Self::Hill => (2_500.0, 4_200.0),
            Self::Roof => (5_800.0, 9_900.0),
            Self::Market => (550.0, 900.0),
            Self::Crossing => (600.0, 850.0),
            _ => (400.0, 600.0),
        }
    }

    /// Whether its cameras hang here and there on the grounds and not all on one mast.
    const fn spreads(self) -> bool {
        matches!(
            self,
            Self::Market | Self::Campus | Self::Quarter | Self::Estate | Self::Park
        )
    }
}

/// A point before its cameras are counted.
struct Draft {
    setup: Setup,
    name: Name,
    spot: Spot,
    /// The directions along which there is something to see, radians counter-clockwise from east; empty for all round.
    arms: Vec<f64>,
}

/// What a device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Device {
    Fixed,
    Dome,
    Lane,
    LongRange,
    Thermal,
    Panorama,
}

impl Device {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Fixed => ("枪机", "bullet"),
            Self::Dome => ("球机", "dome"),
            Self::Lane => ("车道抓拍", "lane camera"),
            Self::LongRange => ("瞭望云台", "long-range camera"),
            Self::Thermal => ("热成像", "thermal camera"),
            Self::Panorama => ("全景", "panorama"),
        }
    }

    const fn is_steerable(self) -> bool {
        matches!(self, Self::Dome | Self::LongRange | Self::Thermal)
    }

    /// The wide end in degrees: from, to.
    const fn widest(self) -> (f64, f64) {
        match self {
            Self::Fixed => (42.0, 92.0),
            Self::Dome => (57.0, 62.0),
            Self::Lane => (26.0, 34.0),
            Self::LongRange => (58.0, 61.0),
            Self::Thermal => (24.0, 26.0),
            Self::Panorama => (168.0, 172.0),
        }
    }

    /// The zoom factors of its table.
    const fn zooms(self) -> &'static [f64] {
        match self {
            Self::Dome => &[1.0, 2.0, 4.0, 8.0, 12.0, 16.0, 20.0, 23.0],
            Self::LongRange => &[1.0, 2.0, 4.0, 8.0, 12.0, 16.0, 24.0, 32.0, 40.0],
            Self::Thermal => &[1.0, 2.0, 3.0, 4.0],
            _ => &[1.0],
        }
    }
}

/// A direction of the sky, in both languages, for what a name alone does not tell apart.
const fn side(spot: Spot) -> (&'static str, &'static str) {
    if spot.x.abs() > spot.y.abs() {
        if spot.x > 0 {
            ("东", "east")
        } else {
            ("西", "west")
        }
    } else if spot.y > 0 {
        ("北", "north")
    } else {
        ("南", "south")
    }
}

/// All camera points of a district, checkpoints first, then lookouts, then public safety.
pub(crate) fn camera_points(ground: &Ground<'_>, chance: &mut Chance) -> Vec<CameraPoint> {
    let mut site = Site::of(ground);
    site.entries();
    site.great_crossings();
    site.lookouts();
    site.gates_and_halls();
    site.crossings();
    let counts = device_counts(&site.drafts, chance);
    let mut numbers: BTreeMap<PointKind, usize> = BTreeMap::new();
    site.drafts
        .iter()
        .zip(counts)
        .map(|(draft, streams)| {
            let number = numbers.entry(draft.setup.kind()).or_insert(0);
            *number += 1;
            point(&site, draft, *number, &streams, chance)
        })
        .collect()
}

/// How many streams each camera of each point has, so that all of them are as many as the report says.
fn device_counts(drafts: &[Draft], chance: &mut Chance) -> Vec<Vec<u8>> {
    let mut counts: Vec<Vec<u8>> = drafts
        .iter()
        .map(|draft| {
            let (fewest, most) = draft.setup.cameras();
            let cameras = fewest + chance.below(most - fewest + 1);
            (0..cameras)
                .map(|_| match draft.setup.kind() {
                    PointKind::Checkpoint if chance.happens(0.3) => 1,
                    PointKind::Xueliang if chance.happens(0.08) => 1,
                    PointKind::Xueliang if chance.happens(0.04) => 3,
                    _ => 2,
                })
                .collect()
        })
        .collect();
    let all = |counts: &[Vec<u8>]| -> usize {
        counts
            .iter()
            .flatten()
            .map(|&streams| usize::from(streams))
            .sum()
    };
    while all(&counts) > STREAMS {
        let Some(largest) = counts.iter_mut().max_by_key(|cameras| cameras.len()) else {
            break;
        };
        largest.pop();
    }
    let growing: Vec<usize> = (0..drafts.len())
        .filter(|&index| drafts[index].setup.spreads())
        .collect();
    for &index in growing.iter().cycle() {
        match STREAMS.saturating_sub(all(&counts)) {
            0 => break,
            1 => counts[index].push(1),
            _ => counts[index].push(2),
        }
    }
    counts
}

/// Where points may stand, and those that were found.
struct Site<'a> {
    ground: &'a Ground<'a>,
    faces_at: BTreeMap<Corner, Vec<Face>>,
    /// The named roads that meet at a corner, the greatest first.
    roads_at: BTreeMap<Corner, Vec<(RoadClass, Name)>>,
    /// The other ends of the road pieces at a corner.
    arms_at: BTreeMap<Corner, Vec<Corner>>,
    /// What lies under water, each piece with its corners and the two that enclose it.
    water: Vec<(Vec<Spot>, Spot, Spot)>,
    /// The expressway's course from its northern end to its southern one.
    expressway: Vec<Spot>,
    taken: BTreeSet<Corner>,
    named: BTreeSet<Name>,
    drafts: Vec<Draft>,
}

impl<'a> Site<'a> {
    fn of(ground: &'a Ground<'a>) -> Self {
        let mesh = &ground.plan.mesh;
        let mut faces_at: BTreeMap<Corner, Vec<Face>> = BTreeMap::new();
        for face in mesh.faces() {
            for &corner in mesh.corners(face) {
                faces_at.entry(corner).or_default().push(face);
            }
        }
        let mut roads_at: BTreeMap<Corner, Vec<(RoadClass, Name)>> = BTreeMap::new();
        let mut arms_at: BTreeMap<Corner, Vec<Corner>> = BTreeMap::new();
        for ((a, b), line) in pieces(ground.plan) {
            let Line::Road(class, name) = &ground.plan.lines[line] else {
                continue;
            };
            for (corner, other) in [(a, b), (b, a)] {
                arms_at.entry(corner).or_default().push(other);
                if let Some(name) = name {
                    let roads = roads_at.entry(corner).or_default();
                    if !roads.iter().any(|(_, known)| known == name) {
                        roads.push((*class, name.clone()));
                    }
                }
            }
        }
        for roads in roads_at.values_mut() {
            roads.sort();
        }
        Self {
            ground,
            faces_at,
            roads_at,
            arms_at,
            water: water(ground),
            expressway: expressway(ground),
            taken: BTreeSet::new(),
            named: BTreeSet::new(),
            drafts: vec![],
        }
    }

    /// Adds a point, under a name that no other has; false when it has none.
    fn add(&mut self, setup: Setup, name: &Name, spot: Spot, corner: Option<Corner>) -> bool {
        let (zh, en) = side(spot);
        let told_apart = Name::new(
            &format!("{}（{zh}）", name.zh),
            &format!("{} ({en})", name.en),
        );
        let Some(name) = [name.clone(), told_apart]
            .into_iter()
            .find(|name| !self.named.contains(name))
        else {
            return false;
        };
        self.named.insert(name.clone());
        self.taken.extend(corner);
        let arms = corner
            .and_then(|corner| Some((corner, self.arms_at.get(&corner)?)))
            .map(|(corner, others)| {
                let (x, y) = self.ground.plan.mesh.spot(corner).metres();
                let towards = |other: &Corner| {
                    let (bx, by) = self.ground.plan.mesh.spot(*other).metres();
                    libm::atan2(by - y, bx - x)
                };
                others.iter().map(towards).collect()
            })
            .unwrap_or_default();
        self.drafts.push(Draft {
            setup,
            name,
            spot,
            arms,
        });
        true
    }

    /// Whether a spot in a face is dry and clear of every carriageway.
    fn is_clear(&self, face: Face, spot: Spot) -> bool {
        let plan = self.ground.plan;
        let corners = plan.mesh.corners(face);
        let ring = plan.mesh.ring(face);
        let off_the_road = pairs(&ring).enumerate().all(|(i, (a, b))| {
            let line = plan
                .mesh
                .line_of(corners[i], corners[(i + 1) % corners.len()]);
            let clear = match line.map(|line| &plan.lines[line]) {
                Some(Line::Road(class, _)) => kerb_metres(*class),
                Some(Line::River) => 45.0,
                None => 4.0,
            };
            away_from(spot, a, b) >= clear
        });
        off_the_road
            && contains(&ring, spot.metres())
            && !self.is_water(spot)
            && !self.is_on_the_expressway(spot)
    }

    fn is_water(&self, spot: Spot) -> bool {
        self.water.iter().any(|(ring, low, high)| {
            let near = (low.x..=high.x).contains(&spot.x) && (low.y..=high.y).contains(&spot.y);
            near && contains(ring, spot.metres())
        })
    }

    fn is_on_the_expressway(&self, spot: Spot) -> bool {
        self.expressway
            .windows(2)
            .any(|pair| away_from(spot, pair[0], pair[1]) < kerb_metres(RoadClass::Expressway))
    }

    /// A spot at the kerb of a corner, as near to it as there is room; in a certain grid if one is asked for.
    fn kerb(&self, corner: Corner, grid: Option<usize>) -> Option<Spot> {
        const REACH: [f64; 14] = [
            6.0, 8.0, 10.0, 12.0, 14.0, 17.0, 20.0, 23.0, 26.0, 30.0, 35.0, 40.0, 46.0, 52.0,
        ];
        let mesh = &self.ground.plan.mesh;
        let at = mesh.spot(corner);
        let insides: Vec<(Face, Spot)> = self
            .faces_at
            .get(&corner)?
            .iter()
            .filter(|&&face| grid.is_none_or(|grid| mesh.tag(face).grid == grid))
            .map(|&face| {
                let (x, y) = inner_point(&mesh.ring(face));
                (face, Spot::from_metres(x, y))
            })
            .collect();
        REACH.into_iter().find_map(|reach| {
            insides.iter().find_map(|&(face, inside)| {
                let share = reach / at.distance(inside).max(1.0);
                let spot = at.towards(inside, share.min(1.0));
                self.is_clear(face, spot).then_some(spot)
            })
        })
    }

    /// The free corner with a kerb that is nearest to a spot, and the kerb.
    fn nearest_kerb(&self, near: Spot, grid: Option<usize>) -> Option<(Corner, Spot)> {
        let mesh = &self.ground.plan.mesh;
        let mut corners: Vec<Corner> = self
            .arms_at
            .keys()
            .copied()
            .filter(|corner| !self.taken.contains(corner))
            .filter(|corner| {
                grid.is_none_or(|grid| {
                    self.faces_at
                        .get(corner)
                        .is_some_and(|faces| faces.iter().any(|&face| mesh.tag(face).grid == grid))
                })
            })
            .collect();
        corners.sort_by(|&one, &other| {
            let far = |corner| mesh.spot(corner).distance(near);
            far(one).total_cmp(&far(other))
        });
        corners
            .into_iter()
            .find_map(|corner| Some((corner, self.kerb(corner, grid)?)))
    }

    /// Where avenues and the expressway come into the district.
    fn entries(&mut self) {
        let mesh = &self.ground.plan.mesh;
        let at_the_edge = |corner: Corner| {
            self.faces_at.get(&corner).is_some_and(|faces| {
                faces.iter().any(|&face| {
                    let corners = mesh.corners(face);
                    (0..corners.len()).any(|i| {
                        let (a, b) = (corners[i], corners[(i + 1) % corners.len()]);
                        (a == corner || b == corner) && mesh.face_left_of(b, a).is_none()
                    })
                })
            })
        };
        let mut entries: Vec<(Name, Corner)> = vec![];
        for ((a, b), line) in mesh.line_edges() {
            let Line::Road(RoadClass::Avenue, Some(name)) = &self.ground.plan.lines[line] else {
                continue;
            };
            // The gantry stands at the first corner inside.
            for (edge, inside) in [(a, b), (b, a)] {
                if at_the_edge(edge) {
                    let (zh, en) = side(mesh.spot(edge));
                    entries.push((
                        Name::new(
                            &format!("{}{zh}入口卡口", name.zh),
                            &format!("{} checkpoint, {en} entry", name.en),
                        ),
                        inside,
                    ));
                }
            }
        }
        for (name, corner) in entries {
            if let Some(spot) = self.kerb(corner, None) {
                self.add(Setup::Entry, &name, spot, Some(corner));
            }
        }
        let course = self.expressway.clone();
        let road = names::expressway();
        let last = course.len().saturating_sub(1);
        for (end, inside) in [(1, 2), (last.saturating_sub(1), last.saturating_sub(2))] {
            let (Some(&at), Some(&next)) = (course.get(end), course.get(inside)) else {
                continue;
            };
            let ((ax, ay), (bx, by)) = (at.metres(), next.metres());
            let length = at.distance(next).max(1.0);
            let beside = |metres: f64| {
                Spot::from_metres(
                    ax - (by - ay) / length * metres,
                    ay + (bx - ax) / length * metres,
                )
            };
            let spot = [20.0, -20.0, 26.0, -26.0, 34.0, -34.0]
                .into_iter()
                .map(beside)
                .find(|&spot| self.face_of(spot).is_some_and(|f| self.is_clear(f, spot)));
            if let Some(spot) = spot {
                let (zh, en) = side(at);
                let name = Name::new(
                    &format!("{}{zh}入口卡口", road.zh),
                    &format!("{} checkpoint, {en} entry", road.en),
                );
                self.add(Setup::Entry, &name, spot, None);
            }
        }
    }

    fn face_of(&self, spot: Spot) -> Option<Face> {
        let mesh = &self.ground.plan.mesh;
        let plots = self.ground.plots.plots.iter();
        plots
            .filter(|plot| contains(&plot.ring, spot.metres()))
            .flat_map(|plot| plot.faces.iter().copied())
            .find(|&face| contains(&mesh.ring(face), spot.metres()))
    }

    /// Corners where two named roads meet that satisfy a wish, with the crossing's name.
    fn crossings_where(&self, wish: impl Fn(RoadClass, RoadClass) -> bool) -> Vec<(Corner, Name)> {
        self.roads_at
            .iter()
            .filter(|(corner, _)| !self.taken.contains(corner))
            .filter_map(|(&corner, roads)| match roads.as_slice() {
                [(class, one), (lesser, other), ..] if wish(*class, *lesser) => {
                    let name = Name::new(
                        &format!("{}与{}路口", one.zh, other.zh),
                        &format!("{} and {} crossing", one.en, other.en),
                    );
                    Some((corner, name))
                }
                _ => None,
            })
            .collect()
    }

    /// Adds points at crossings, each as far as can be from all points so far, until there are `count` points in all.
    fn spread(&mut self, setup: Setup, count: usize, crossings: Vec<(Corner, Name)>) {
        let mut open: Vec<(Corner, Name, Spot)> = crossings
            .into_iter()
            .filter_map(|(corner, name)| Some((corner, name, self.kerb(corner, None)?)))
            .collect();
        while self.drafts.len() < count && !open.is_empty() {
            let alone = |spot: Spot| {
                self.drafts
                    .iter()
                    .map(|draft| draft.spot.distance(spot))
                    .fold(f64::MAX, f64::min)
            };
            let farthest = open
                .iter()
                .enumerate()
                .max_by(|one, other| alone(one.1.2).total_cmp(&alone(other.1.2)))
                .map_or(0, |(index, _)| index);
            let (corner, name, spot) = open.swap_remove(farthest);
            self.add(setup, &name, spot, Some(corner));
        }
    }

    fn great_crossings(&mut self) {
        let great = RoadClass::Main;
        for rank in [RoadClass::Avenue, great] {
            let crossings = self.crossings_where(|class, lesser| lesser <= rank && class <= great);
            self.spread(Setup::GreatCrossing, CHECKPOINTS, crossings);
        }
        let lesser = self.crossings_where(|class, _| class <= great);
        self.spread(Setup::GreatCrossing, CHECKPOINTS, lesser);
    }

    /// On wooded hills, spread over the country, and on roofs in the quarters and campuses.
    fn lookouts(&mut self) {
        let communities = names::communities();
        let mut hills: Vec<Spot> = self
            .ground
            .land
            .iter()
            .filter(|land| land.cover == Cover::Wood)
            .filter_map(|land| {
                let ring = spots(self.ground, land.boundary.exterior().coords().skip(1));
                let (x, y) = centroid(&ring);
                let spot = Spot::from_metres(x, y);
                self.face_of(spot)
                    .filter(|&face| self.is_clear(face, spot))
                    .map(|_| spot)
            })
            .collect();
        let mut chosen: Vec<Spot> = vec![];
        while chosen.len() < HILL_LOOKOUTS && !hills.is_empty() {
            let alone = |spot: Spot| {
                let far = chosen.iter().map(|known| known.distance(spot));
                far.fold(spot.distance(Spot { x: 0, y: 0 }), f64::min)
            };
            let farthest = hills
                .iter()
                .enumerate()
                .max_by(|one, other| alone(*one.1).total_cmp(&alone(*other.1)))
                .map_or(0, |(index, _)| index);
            chosen.push(hills.swap_remove(farthest));
        }
        for spot in chosen {
            let near = &communities[nearest(&self.ground.plots.communities, spot.metres())].0;
            let name = Name::new(
                &format!("{}山高空瞭望", near.zh.trim_end_matches("社区")),
                &format!("{} Hill lookout", near.en),
            );
            self.add(Setup::Hill, &name, spot, None);
        }
        let roofs: Vec<(Name, usize)> = [
            PlaceKind::Commercial,
            PlaceKind::University,
            PlaceKind::Estate,
        ]
        .into_iter()
        .flat_map(|kind| self.named_plots(kind))
        .collect();
        for (name, plot) in roofs {
            if self.drafts.len() >= CHECKPOINTS + LOOKOUTS {
                break;
            }
            if let Some(spot) = self.inside(plot) {
                let name = Name::new(
                    &format!("{}楼顶高空瞭望", name.zh),
                    &format!("{} roof lookout", name.en),
                );
                self.add(Setup::Roof, &name, spot, None);
            }
        }
    }

    fn named_plots(&self, kind: PlaceKind) -> Vec<(Name, usize)> {
        self.ground
            .places
            .iter()
            .filter(|place| place.kind == kind)
            .filter_map(|place| Some((place.name.clone(), place.plot?)))
            .collect()
    }

    /// A spot well inside the largest part of a plot that is dry.
    fn inside(&self, plot: usize) -> Option<Spot> {
        const LATTICE: i32 = 17;
        const STEP: f64 = 25.0;
        let mesh = &self.ground.plan.mesh;
        let mut faces = self.ground.plots.plots[plot].faces.clone();
        faces.sort_by(|&one, &other| {
            area_km2(&mesh.ring(other)).total_cmp(&area_km2(&mesh.ring(one)))
        });
        faces.into_iter().find_map(|face| {
            let (x, y) = inner_point(&mesh.ring(face));
            // The middle, or what lies around it where the middle is a pond.
            let around = (0..LATTICE * LATTICE).map(|k| {
                let step = |k: i32| f64::from(k - LATTICE / 2) * STEP;
                (x + step(k % LATTICE), y + step(k / LATTICE))
            });
            std::iter::once((x, y))
                .chain(around)
                .map(|(x, y)| Spot::from_metres(x, y))
                .find(|&spot| self.is_clear(face, spot))
        })
    }

    /// Halls, gates, doors: the public-safety points that belong to a place.
    fn gates_and_halls(&mut self) {
        for (name, plot) in self.named_plots(PlaceKind::Market) {
            if let Some(spot) = self.inside(plot) {
                let name = Name::new(&format!("{}大厅", name.zh), &format!("{} hall", name.en));
                self.add(Setup::Market, &name, spot, None);
            }
        }
        let gates = [
            (PlaceKind::University, Setup::Campus, "校门", "gate"),
            (
                PlaceKind::Commercial,
                Setup::Quarter,
                "入口广场",
                "forecourt",
            ),
            (PlaceKind::Estate, Setup::Estate, "大门", "gate"),
        ];
        for (kind, setup, zh, en) in gates {
            for (name, plot) in self.named_plots(kind) {
                let (x, y) = self.ground.plots.plots[plot].middle;
                let gate = self
                    .gate(plot)
                    .or_else(|| self.nearest_kerb(Spot::from_metres(x, y), Some(plot)))
                    .map(|(corner, spot)| (Some(corner), spot))
                    .or_else(|| Some((None, self.inside(plot)?)));
                if let Some((corner, spot)) = gate {
                    let name = Name::new(&format!("{}{zh}", name.zh), &format!("{} {en}", name.en));
                    self.add(setup, &name, spot, corner);
                }
            }
        }
        let stations = names::stations().into_iter().zip(self.ground.station_spots);
        let doors =
            stations.map(|((_, name), &spot)| (Setup::Station, name, spot, ("门前", "door")));
        let parks = self.ground.places.iter().filter_map(|place| {
            let spot = self.ground.plane.spot(place.position);
            match place.kind {
                PlaceKind::Park => Some((Setup::Park, place.name.clone(), spot, ("大门", "gate"))),
                PlaceKind::Community => Some((
                    Setup::Community,
                    place.name.clone(),
                    spot,
                    ("便民服务中心", "service centre"),
                )),
                _ => None,
            }
        });
        let near: Vec<_> = doors.chain(parks).collect();
        for (setup, name, at, (zh, en)) in near {
            if let Some((corner, spot)) = self.nearest_kerb(at, None) {
                let name = Name::new(&format!("{}{zh}", name.zh), &format!("{} {en}", name.en));
                self.add(setup, &name, spot, Some(corner));
            }
        }
    }

    /// A gate of a plot: at the greatest road that passes it.
    fn gate(&self, plot: usize) -> Option<(Corner, Spot)> {
        let mesh = &self.ground.plan.mesh;
        let mut corners: Vec<(RoadClass, Corner)> = self.ground.plots.plots[plot]
            .faces
            .iter()
            .flat_map(|&face| mesh.corners(face).iter().copied())
            .filter(|corner| !self.taken.contains(corner))
            .filter_map(|corner| match self.roads_at.get(&corner)?.as_slice() {
                // In the middle of a street's length, not at its crossing.
                [(class, _)] => Some((*class, corner)),
                _ => None,
            })
            .collect();
        corners.sort_unstable();
        corners.dedup();
        let great = corners.first()?.0;
        let along: Vec<Corner> = corners
            .into_iter()
            .filter(|(class, _)| *class == great)
            .map(|(_, corner)| corner)
            .collect();
        let middle = along.len() / 2;
        let order = (middle..along.len()).chain((0..middle).rev());
        order
            .filter_map(|index| along.get(index).copied())
            .find_map(|corner| Some((corner, self.kerb(corner, Some(plot))?)))
    }

    /// Crossings of streets, spread over what is not watched yet, until all points are placed.
    fn crossings(&mut self) {
        let streets = self.crossings_where(|_, _| true);
        let built: Vec<(Corner, Name)> = streets
            .into_iter()
            .filter(|(corner, _)| {
                self.faces_at.get(corner).is_some_and(|faces| {
                    faces
                        .iter()
                        .any(|&face| !self.ground.plan.mesh.tag(face).rural)
                })
            })
            .collect();
        self.spread(Setup::Crossing, CAMERA_POINTS, built);
    }
}

/// A line in degrees as spots.
fn spots<'l>(
    ground: &Ground<'_>,
    line: impl Iterator<Item = &'l geo_types::Coord<f64>>,
) -> Vec<Spot> {
    line.filter_map(|at| Wgs84::from_lon_lat(at.x, at.y).ok())
        .map(|at| ground.plane.spot(at))
        .collect()
}

fn expressway(ground: &Ground<'_>) -> Vec<Spot> {
    let road = ground
        .roads
        .iter()
        .find(|road| road.class == RoadClass::Expressway);
    road.map(|road| spots(ground, road.line.coords()))
        .unwrap_or_default()
}

fn water(ground: &Ground<'_>) -> Vec<(Vec<Spot>, Spot, Spot)> {
    let wet = ground.land.iter().filter(|land| land.cover == Cover::Water);
    wet.map(|land| {
        let ring = spots(ground, land.boundary.exterior().coords().skip(1));
        let first = ring.first().copied().unwrap_or(Spot { x: 0, y: 0 });
        let (low, high) = ring.iter().fold((first, first), |(low, high), at| {
            let smallest = Spot {
                x: low.x.min(at.x),
                y: low.y.min(at.y),
            };
            let largest = Spot {
                x: high.x.max(at.x),
                y: high.y.max(at.y),
            };
            (smallest, largest)
        });
        (ring, low, high)
    })
    .collect()
}

/// How far from the middle of a road a mast stands at least, in metres.
const fn kerb_metres(class: RoadClass) -> f64 {
    match class {
        RoadClass::Expressway => 17.0,
        RoadClass::Avenue => 19.0,
        RoadClass::Main => 14.0,
        RoadClass::Street => 9.0,
        RoadClass::Lane => 5.0,
    }
}

fn point(
    site: &Site<'_>,
    draft: &Draft,
    number: usize,
    streams: &[u8],
    chance: &mut Chance,
) -> CameraPoint {
    let ground = site.ground;
    let kind = draft.setup.kind();
    let letter = match kind {
        PointKind::Xueliang => "X",
        PointKind::Checkpoint => "K",
        PointKind::Lookout => "L",
    };
    let id = format!("{letter}-{number:03}");
    let (low, high) = draft.setup.height_cm();
    let height_cm = libm::round(chance.between(low, high) / 10.0) * 10.0;
    let plot = ground
        .plots
        .plots
        .iter()
        .position(|plot| contains(&plot.ring, draft.spot.metres()));
    let grid = plot.map(|plot| &ground.grids[plot]);
    let mut counted: BTreeMap<&'static str, usize> = BTreeMap::new();
    let cameras = streams
        .iter()
        .enumerate()
        .map(|(index, &streams)| {
            let device = device(draft.setup, index);
            let (zh, en) = device.words();
            let nth = counted.entry(en).or_insert(0);
            *nth += 1;
            let id = format!("{id}-{:02}", index + 1);
            Camera {
                name: Name::new(
                    &format!("{}{zh} {nth}", draft.name.zh),
                    &format!("{} {en} {nth}", draft.name.en),
                ),
                steerable: device.is_steerable(),
                pose: Some(pose(site, draft, device, index, height_cm, chance)),
                fields_of_view: fields_of_view(device, chance),
                streams: encodings(&id, device, streams),
                id: code(&id),
            }
        })
        .collect();
    CameraPoint {
        id: code(&id),
        name: draft.name.clone(),
        kind,
        position: position(ground.plane, draft.spot),
        mast_height_metres: height_cm / 100.0,
        area: grid.and_then(|grid| grid.area.clone()),
        grid: grid.map(|grid| grid.id.clone()),
        platform: Some(code("xueliang")),
        cameras,
    }
}

/// What hangs where: the first of a mast is its dome, a checkpoint's are its lanes, a lookout's its long-range camera.
const fn device(setup: Setup, index: usize) -> Device {
    match (setup, index) {
        (Setup::Entry | Setup::GreatCrossing, 0) => Device::Dome,
        (Setup::Entry | Setup::GreatCrossing, _) => Device::Lane,
        (Setup::Hill | Setup::Roof, 0) => Device::LongRange,
        (Setup::Hill | Setup::Roof, 1) => Device::Thermal,
        (Setup::Hill | Setup::Roof, _) => Device::Panorama,
        (_, 0) => Device::Dome,
        (_, index) if index % 9 == 8 => Device::Dome,
        _ => Device::Fixed,
    }
}

fn pose(
    site: &Site<'_>,
    draft: &Draft,
    device: Device,
    index: usize,
    height_cm: f64,
    chance: &mut Chance,
) -> CameraPose {
    let tenth = |degrees: f64| libm::round(degrees * 10.0) / 10.0;
    let (x, y) = draft.spot.metres();
    let mut spot = draft.spot;
    if draft.setup.spreads() && index > 0 {
        // Along the walls and paths of the grounds, where there is room for a pole.
        let off = |chance: &mut Chance| chance.between(-38.0, 38.0);
        let aside = Spot::from_metres(x + off(chance), y + off(chance));
        if site
            .face_of(aside)
            .is_some_and(|face| site.is_clear(face, aside))
        {
            spot = aside;
        }
    }
    let looks = match device {
        // Over the town, which lies around the middle of the sheet.
        Device::LongRange | Device::Thermal | Device::Panorama => {
            libm::atan2(-y, -x) + chance.between(-0.3, 0.3)
        }
        _ if draft.arms.is_empty() => chance.between(0.0, core::f64::consts::TAU),
        _ => draft.arms[index % draft.arms.len()] + chance.between(-0.08, 0.08),
    };
    let tilt = match device {
        Device::LongRange | Device::Thermal => {
            let out = libm::sqrt(x * x + y * y).max(900.0);
            -libm::atan2(height_cm / 100.0, out * 0.5).to_degrees()
        }
        Device::Panorama => -20.0,
        Device::Lane => -chance.between(12.0, 18.0),
        Device::Dome => -chance.between(8.0, 16.0),
        Device::Fixed => -chance.between(10.0, 26.0),
    };
    let pan = (90.0 - looks.to_degrees()).rem_euclid(360.0);
    CameraPose {
        position: position(site.ground.plane, spot),
        height_metres: (height_cm - 10.0 * (index % 4) as f64) / 100.0,
        pan_degrees: tenth(pan) % 360.0,
        tilt_degrees: tenth(tilt),
        // Nobody mounts a camera quite level.
        roll_degrees: tenth(chance.between(-0.8, 0.8)) + 0.0,
    }
}

/// The table as somebody measured it: no two lenses are quite alike, and none is quite what its data sheet says.
fn fields_of_view(device: Device, chance: &mut Chance) -> Vec<FieldOfView> {
    let (narrow, wide) = device.widest();
    let widest = chance.between(narrow, wide);
    let error = chance.between(-0.03, 0.03);
    let zooms = device.zooms();
    let most = zooms.last().copied().unwrap_or(1.0);
    let half = libm::tan((widest / 2.0).to_radians());
    zooms
        .iter()
        .map(|&zoom| {
            let real = zoom * (1.0 + error * (zoom - 1.0) / most);
            let degrees = 2.0 * libm::atan(half / real).to_degrees();
            FieldOfView {
                zoom,
                horizontal_degrees: libm::round(degrees * 100.0) / 100.0,
            }
        })
        .collect()
}

/// The streams of a camera: the full picture, which most encode as H.265, and smaller ones that every browser plays.
fn encodings(camera: &str, device: Device, count: u8) -> Vec<Stream> {
    let (width, height, codec) = match device {
        Device::LongRange => (3_840, 2_160, Codec::H265),
        Device::Thermal => (640, 512, Codec::H264),
        Device::Panorama => (4_096, 1_800, Codec::H265),
        Device::Lane => (2_448, 2_048, Codec::H265),
        Device::Dome => (2_560, 1_440, Codec::H265),
        Device::Fixed => (1_920, 1_080, Codec::H264),
    };
    let subs = [("sub", 1_280, 720), ("sub-2", 640, 360)];
    let main = Stream {
        id: code(&format!("{camera}-main")),
        role: StreamRole::Main,
        codec,
        width,
        height,
    };
    let others = subs
        .into_iter()
        .take(usize::from(count.saturating_sub(1)))
        .map(|(word, sub_width, sub_height)| Stream {
            id: code(&format!("{camera}-{word}")),
            role: StreamRole::Sub,
            codec: Codec::H264,
            width: sub_width.min(width / 2),
            height: sub_height.min(height / 2),
        });
    std::iter::once(main).chain(others).collect()
}
