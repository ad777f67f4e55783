//! Camera points, the cameras on them, and their streams: three things, never one to one.
//!
//! Checkpoints stand where the great roads enter the district and where they cross, lookouts on hills and roofs, and the
//! public-safety masts at gates, halls, stations and crossings. Each but those on roofs is looked for at the kerb: off the
//! carriageway, never in the water, and clear of every building.

mod device;
mod footing;
mod search;

use std::collections::BTreeMap;

use domain::{Camera, CameraPoint, CameraPose, Millis, Name, PointKind};

use crate::building::Building;
use crate::chance::Chance;
use crate::code::{code, position};
use crate::figures::STREAMS;
use crate::plane::Spot;
use crate::town::Town;

use device::{Device, encodings, fields_of_view};
use footing::Footing;

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

    /// Mast height above what it stands on, in centimetres: from, to.
    const fn height_cm(self) -> (f64, f64) {
        match self {
            Self::Entry | Self::GreatCrossing => (620.0, 720.0),
            Self::Hill => (2_500.0, 4_200.0),
            Self::Roof => (300.0, 550.0),
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
    /// The height of the roof it stands on, in metres; 0 on the ground.
    base_metres: f64,
    /// The directions along which there is something to see, radians counter-clockwise from east; empty for all round.
    arms: Vec<f64>,
}

/// All camera points of a district, checkpoints first, then lookouts, then public safety.
pub(crate) fn camera_points(
    town: &Town<'_>,
    buildings: &[Building],
    chance: &mut Chance,
) -> Vec<CameraPoint> {
    let footing = Footing::of(town, buildings);
    let drafts = search::places(&footing, buildings);
    let counts = device_counts(&drafts, chance);
    let mut numbers: BTreeMap<PointKind, usize> = BTreeMap::new();
    drafts
        .iter()
        .zip(counts)
        .map(|(draft, streams)| {
            let number = numbers.entry(draft.setup.kind()).or_insert(0);
            *number += 1;
            point(&footing, draft, *number, &streams, chance)
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

fn point(
    footing: &Footing<'_>,
    draft: &Draft,
    number: usize,
    streams: &[u8],
    chance: &mut Chance,
) -> CameraPoint {
    let town = footing.town;
    let kind = draft.setup.kind();
    let letter = match kind {
        PointKind::Xueliang => "X",
        PointKind::Checkpoint => "K",
        PointKind::Lookout => "L",
    };
    let id = format!("{letter}-{number:03}");
    let (low, high) = draft.setup.height_cm();
    let mast_cm = libm::round(chance.between(low, high) / 10.0) * 10.0;
    let height_cm = 100.0 * draft.base_metres + mast_cm;
    let plot = town.plots.around(draft.spot);
    let grid = plot.map(|plot| &town.grids[plot]);
    let mut counted: BTreeMap<&'static str, usize> = BTreeMap::new();
    let cameras = streams
        .iter()
        .enumerate()
        .map(|(index, &streams)| {
            let device = Device::of(draft.setup, index);
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
                pose: Some(pose(footing, draft, device, index, height_cm, chance)),
                fields_of_view: fields_of_view(device, chance),
                streams: encodings(&id, device, streams),
                film_delay: Millis::ZERO,
                id: code(&id),
            }
        })
        .collect();
    CameraPoint {
        id: code(&id),
        name: draft.name.clone(),
        kind,
        position: position(town.plane, draft.spot),
        mast_height_metres: height_cm / 100.0,
        area: grid.and_then(|grid| grid.area.clone()),
        grid: grid.map(|grid| grid.id.clone()),
        platform: Some(code("xueliang")),
        cameras,
    }
}

fn pose(
    footing: &Footing<'_>,
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
        if footing.holds(aside) {
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
            let out = libm::sqrt(x * x + y * y).max(1_200.0);
            -libm::atan2(height_cm / 100.0, out * 0.5).to_degrees()
        }
        Device::Panorama => -20.0,
        Device::Lane => -chance.between(12.0, 18.0),
        Device::Dome => -chance.between(8.0, 16.0),
        Device::Fixed => -chance.between(10.0, 26.0),
    };
    let pan = (90.0 - looks.to_degrees()).rem_euclid(360.0);
    CameraPose {
        position: position(footing.town.plane, spot),
        height_metres: (height_cm - 10.0 * (index % 4) as f64) / 100.0,
        pan_degrees: tenth(pan) % 360.0,
        tilt_degrees: tenth(tilt),
        // Nobody mounts a camera quite level.
        roll_degrees: tenth(chance.between(-0.8, 0.8)) + 0.0,
    }
}
