//! Who is on watch: where the units wait, how long they drive, and which of them is free.

use std::sync::Arc;

use domain::{DeskId, Millis, StationId, Timestamp, UnitId};

use crate::District;
use crate::chance::Chance;
use crate::code::code;
use crate::divide::Main;
use crate::network::{RoadNetwork, WaysFrom};
use crate::organisation::Crew;
use crate::plane::{Plane, Spot};

use super::scenery::Site;

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
    /// Whether it belongs to the half that is relieved an hour after midnight, and not at midnight.
    pub(crate) is_late_half: bool,
    pub(crate) ways: WaysFrom,
}

/// When the crews are engaged. At a pace above 1 a unit stands for several crews, the first of which is seen on the map.
#[derive(Clone, Debug)]
pub(crate) struct Engaged {
    /// For each post and each of its crews: from when until when, in order, none touching another.
    spans: Vec<Vec<Vec<(Timestamp, Timestamp)>>>,
}

/// What an order asks of a crew.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'a> {
    pub(crate) site: &'a Site,
    /// Crews that fit, the first being the best.
    pub(crate) crews: &'a [Crew],
    /// How long it will be there at least.
    pub(crate) at_least: Millis,
    /// A post that is on it already.
    pub(crate) but: Option<usize>,
}

/// Who goes, and from when on they can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// The index of the unit's post.
    pub(crate) post: usize,
    /// Which of its crews.
    pub(crate) crew: usize,
    /// When the crew is free.
    pub(crate) from: Timestamp,
    /// When it has to be back.
    pub(crate) until: Timestamp,
    /// Whether nobody who fits was free at once.
    pub(crate) waited: bool,
}

/// How much a crew of the wrong trade, and one from another area, counts against a quick drive, in milliseconds.
const SECOND_BEST: u32 = 50_000;
const WRONG_TRADE: u32 = 900_000;
const OTHER_AREA: u32 = 150_000;
/// A unit this far away, all counted, is as good as none.
const TOO_FAR: u32 = 660_000;
/// Nobody waits longer than this for a crew: then a department has to help.
const LONGEST_WAIT: Millis = Millis::from_mins(25);
/// What passes at most between order and start, and between the end of the work and the way back.
const SLACK: Millis = Millis::from_secs(400);
/// Around midnight the crews change by halves: one half is home when the day ends, the other an hour later. So a day can be
/// planned without the one before it.
const HANDOVER: Millis = Millis::from_hours(1);
const DAY: Millis = Millis::from_hours(24);

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
        let mut of_trade = [0_usize; 5];
        let posts = district
            .units
            .iter()
            .zip(&ground.crews)
            .map(|(unit, &crew)| {
                of_trade[crew as usize] += 1;
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
                    is_late_half: of_trade[crew as usize] % 2 == 0,
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

    /// Nobody engaged on the day that begins at a midnight, each unit with as many crews.
    pub(crate) fn free(&self, crews: usize, midnight: Timestamp) -> Engaged {
        let spans = self.posts.iter().map(|post| {
            let relief = if post.is_late_half {
                HANDOVER
            } else {
                Millis::ZERO
            };
            let others = vec![
                (Timestamp(i64::MIN), midnight + relief),
                (midnight + DAY + relief, Timestamp(i64::MAX)),
            ];
            vec![others; crews.max(1)]
        });
        Engaged {
            spans: spans.collect(),
        }
    }

    /// How long the drive of a post's unit takes.
    pub(crate) fn drive_time(&self, post: usize, site: &Site) -> Millis {
        let reached = self.posts[post].ways.millis(site.corner);
        let approach = self
            .network
            .approach_millis(site.corner, site.kerb, site.spot);
        Millis(i64::from(reached.unwrap_or(TOO_FAR) + approach).max(20_000))
    }

    /// The unit to send: the quickest that is free and fits; where none is, the one that is there first, whatever its
    /// trade. `None` when nobody can come for long.
    pub(crate) fn choose(
        &self,
        engaged: &Engaged,
        wanted: &Wanted<'_>,
        at: Timestamp,
    ) -> Option<Choice> {
        let ranked: Vec<(usize, u32, Millis)> = self
            .posts
            .iter()
            .enumerate()
            .filter(|&(index, _)| Some(index) != wanted.but)
            .map(|(index, post)| {
                let trade = wanted
                    .crews
                    .iter()
                    .position(|&crew| crew == post.crew)
                    .map_or(WRONG_TRADE, |rank| rank as u32 * SECOND_BEST);
                let away = if post.area == wanted.site.area {
                    0
                } else {
                    OTHER_AREA
                };
                let drive = self.drive_time(index, wanted.site);
                // Out and back, the way out a little slower than reckoned.
                let need = Millis(drive.0 * 23 / 10) + wanted.at_least + SLACK;
                (index, trade + away + drive.0 as u32, need)
            })
            .collect();
        let free = ranked
            .iter()
            .filter(|(_, cost, _)| *cost < TOO_FAR)
            .filter_map(|&(post, cost, need)| {
                let choice = engaged.earliest(post, at, need);
                (choice.from == at).then_some((cost, post, choice))
            })
            .min_by_key(|&(cost, post, _)| (cost, post));
        if let Some((_, _, choice)) = free {
            return Some(choice);
        }
        let soon = at + Millis::from_secs(40);
        ranked
            .iter()
            .map(|&(post, cost, need)| (cost, engaged.earliest(post, soon, need)))
            .filter(|(_, choice)| choice.from - at <= LONGEST_WAIT)
            .min_by_key(|&(cost, choice)| (choice.from + Millis(i64::from(cost)), choice.post))
            .map(|(_, choice)| Choice {
                waited: true,
                ..choice
            })
    }
}

impl Engaged {
    /// The first time from `at` on when a crew of a post is free for as long as is needed.
    fn earliest(&self, post: usize, at: Timestamp, need: Millis) -> Choice {
        let crews = self.spans[post].iter().enumerate();
        let found = crews.map(|(crew, spans)| {
            let mut from = at;
            let mut until = Timestamp(i64::MAX);
            let later = spans.partition_point(|&(_, end)| end <= at);
            for &(start, end) in &spans[later..] {
                if start - from >= need {
                    until = start;
                    break;
                }
                from = from.max(end);
            }
            Choice {
                post,
                crew,
                from,
                until,
                waited: false,
            }
        });
        found
            .min_by_key(|choice| (choice.from, choice.crew))
            .unwrap_or(Choice {
                post,
                crew: 0,
                from: Timestamp(i64::MAX),
                until: Timestamp(i64::MAX),
                waited: false,
            })
    }

    /// Engages a crew of a post, which was free then.
    pub(crate) fn engage(&mut self, choice: &Choice, from: Timestamp, until: Timestamp) {
        let spans = &mut self.spans[choice.post][choice.crew];
        let index = spans.partition_point(|&(start, _)| start < from);
        spans.insert(index, (from, until));
    }

    /// When the first crew of a post has nothing to do: from, until.
    pub(crate) fn gaps(&self, post: usize) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        let spans = self.spans[post].first().map_or(&[][..], Vec::as_slice);
        spans
            .windows(2)
            .map(|pair| (pair[0].1, pair[1].0))
            .filter(|(from, until)| from < until)
    }
}
