//! Who is on watch: where the units wait, how long they drive, and which of them is free.

use std::sync::Arc;

use domain::{DeskId, Millis, StationId, Timestamp, UnitId};

use crate::District;
use crate::chance::Chance;
use crate::code::code;
use crate::divide::Main;
use crate::mesh::Corner;
use crate::network::{RoadNetwork, WaysFrom};
use crate::organisation::Crew;
use crate::plane::{Plane, Spot};

/// The stations and units with the roads they drive.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    pub(crate) plane: Plane,
    pub(crate) network: RoadNetwork,
    pub(crate) posts: Vec<Post>,
    pub(crate) stations: Vec<StationSeat>,
}

/// A station as an actor.
#[derive(Clone, Debug)]
pub(crate) struct StationSeat {
    pub(crate) id: StationId,
    pub(crate) desk: DeskId,
}

/// A unit and where it waits.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) unit: UnitId,
    pub(crate) name: Arc<str>,
    /// The patrol area of its station, counted from 0.
    pub(crate) area: usize,
    pub(crate) crew: Crew,
    pub(crate) ways: WaysFrom,
}

/// Until when each unit is engaged: as many orders at once as the watch has crews for each that the district names. At a
/// pace above 1 a unit stands for several crews.
#[derive(Clone, Debug)]
pub(crate) struct Engaged(Vec<Vec<Timestamp>>);

/// Who goes, and from when on they can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// The index of the unit's post.
    pub(crate) post: usize,
    /// When the unit is free, where nobody was at once.
    pub(crate) free_at: Option<Timestamp>,
}

/// How much a crew of the wrong trade, and one from another area, counts against a quick drive, in milliseconds.
const SECOND_BEST: u32 = 50_000;
const WRONG_TRADE: u32 = 900_000;
const OTHER_AREA: u32 = 150_000;
/// A unit this far away, all counted, is as good as none.
const TOO_FAR: u32 = 660_000;
/// Nobody waits longer than this for a crew: then one that is engaged takes the order along.
const LONGEST_WAIT: Millis = Millis::from_mins(9);

impl Watch {
    /// The watch of a district. Patrols and grid workers wait in the streets of their area, the others at their station.
    pub(crate) fn of(district: &District) -> Self {
        let ground = &district.ground;
        let mut chance = Chance::from_seed(district.seed).fork(201);
        let stations: Vec<StationSeat> = district
            .stations
            .iter()
            .map(|station| StationSeat {
                id: station.id.clone(),
                desk: code(&station.name.zh),
            })
            .collect();
        let posts = district
            .units
            .iter()
            .zip(&ground.crews)
            .map(|(unit, &crew)| {
                let area = district
                    .stations
                    .iter()
                    .position(|station| unit.station.as_ref() == Some(&station.id))
                    .unwrap_or(0);
                let station = ground.station_spots[area];
                let built: Vec<(f64, f64)> = ground
                    .plots
                    .plots
                    .iter()
                    .filter(|plot| plot.area == area && plot.main != Main::Rural)
                    .map(|plot| plot.middle)
                    .collect();
                let out = matches!(crew, Crew::Patrol | Crew::GridWorkers);
                let home = match chance.one_of(&built) {
                    Some(&(x, y)) if out => ground.network.nearest_kerb(Spot::from_metres(x, y)),
                    _ => station,
                };
                Post {
                    unit: unit.id.clone(),
                    name: unit.name.zh.clone(),
                    area,
                    crew,
                    ways: ground.network.ways_from(home),
                }
            })
            .collect();
        Self {
            plane: ground.plane,
            network: ground.network.clone(),
            posts,
            stations,
        }
    }

    /// Nobody engaged, each unit with as many crews.
    pub(crate) fn free(&self, crews: usize) -> Engaged {
        Engaged(vec![
            vec![Timestamp(i64::MIN); crews.max(1)];
            self.posts.len()
        ])
    }

    /// How long the drive of a post's unit takes.
    pub(crate) fn drive_time(&self, post: usize, corner: Corner) -> Millis {
        Millis(
            self.posts[post]
                .ways
                .millis(corner)
                .map_or(600_000, i64::from)
                .max(20_000),
        )
    }

    /// The unit to send: the quickest that is free and fits; where none is, the one that is free first.
    pub(crate) fn choose(
        &self,
        engaged: &Engaged,
        area: usize,
        crews: &[Crew],
        corner: Corner,
        at: Timestamp,
        but: Option<usize>,
    ) -> Choice {
        let cost = |post: &Post| {
            let trade = crews
                .iter()
                .position(|&crew| crew == post.crew)
                .map_or(WRONG_TRADE, |rank| rank as u32 * SECOND_BEST);
            let away = if post.area == area { 0 } else { OTHER_AREA };
            post.ways.millis(corner).unwrap_or(TOO_FAR) + trade + away
        };
        let posts = || {
            self.posts
                .iter()
                .enumerate()
                .filter(|&(index, _)| Some(index) != but)
        };
        let free = posts().filter(|&(index, _)| engaged.free_at(index) <= at);
        let quickest = free.map(|(index, post)| (cost(post), index)).min();
        if let Some((cost, post)) = quickest
            && cost < TOO_FAR
        {
            return Choice {
                post,
                free_at: None,
            };
        }
        let suited = posts().filter(|(_, post)| crews.contains(&post.crew) && post.area == area);
        let first = suited
            .map(|(index, _)| (engaged.free_at(index), index))
            .min();
        let (free_at, post) = first
            .or_else(|| {
                posts()
                    .map(|(index, _)| (engaged.free_at(index), index))
                    .min()
            })
            .unwrap_or((at, 0));
        Choice {
            post,
            free_at: Some(free_at.clamp(at + Millis::from_secs(40), at + LONGEST_WAIT)),
        }
    }
}

impl Engaged {
    /// When a unit has a crew free.
    fn free_at(&self, post: usize) -> Timestamp {
        self.0[post]
            .iter()
            .copied()
            .min()
            .unwrap_or(Timestamp(i64::MIN))
    }

    /// Keeps a crew of a unit engaged until a moment.
    pub(crate) fn until(&mut self, post: usize, at: Timestamp) {
        if let Some(crew) = self.0[post].iter_mut().min() {
            *crew = at.max(*crew);
        }
    }
}
