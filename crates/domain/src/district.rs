//! What a deployment knows about its place: divisions, stations, crews, cameras, platforms.

use std::iter::Sum;
use std::ops::Add;

use geo_types::MultiPolygon;
use serde::{Deserialize, Serialize};

use crate::{
    AreaId, CameraId, DepartmentId, GridId, MicroGridId, Millis, Name, Network, PlatformId,
    PointId, StationId, StreamId, Timestamp, UnitId, Wgs84,
};

/// What kind of place a grid is. A grid may count under several: never derive the total by adding kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GridKind {
    /// 农村网格
    Rural,
    /// 商圈网格
    Commercial,
    /// 高校网格
    University,
    /// 小区网格
    Residential,
    /// 专业市场网格
    SpecialisedMarket,
}

/// A grid (网格): the smallest division with a grid worker of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Its code.
    pub id: GridId,
    /// What it is called.
    pub name: Name,
    /// The kinds it counts under.
    #[serde(default)]
    pub kinds: Vec<GridKind>,
    /// The patrol area it belongs to.
    pub area: Option<AreaId>,
    /// Its outline in WGS 84 degrees (x = longitude, y = latitude).
    pub boundary: MultiPolygon<f64>,
}

/// A part of a grid (微网格).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MicroGrid {
    /// Its code.
    pub id: MicroGridId,
    /// The grid it is part of.
    pub grid: GridId,
    /// Its outline in WGS 84 degrees.
    pub boundary: MultiPolygon<f64>,
    /// What there is in it, where that was counted.
    #[serde(default)]
    pub elements: Option<Elements>,
}

/// What a grid worker looks after, counted: people, places, things, matters, events, bodies (人、地、物、情、事、组织).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Elements {
    /// 人: residents.
    pub people: u32,
    /// Of them, registered here (户籍人口); never more than `people`.
    pub registered: u32,
    /// 地: places with an address: houses, halls, yards, shops.
    pub places: u32,
    /// 物: things to be kept in order: lamps, covers, hydrants, trees in the street.
    pub things: u32,
    /// 情: matters to keep an eye on: households in need, quarrels that may return, hazards.
    pub matters: u32,
    /// 事: events handled so far.
    pub events: u32,
    /// 组织: bodies: firms, schools, associations, party branches.
    pub bodies: u32,
    /// Of them, firms; never more than `bodies`.
    pub firms: u32,
}

impl Add for Elements {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            people: self.people.saturating_add(other.people),
            registered: self.registered.saturating_add(other.registered),
            places: self.places.saturating_add(other.places),
            things: self.things.saturating_add(other.things),
            matters: self.matters.saturating_add(other.matters),
            events: self.events.saturating_add(other.events),
            bodies: self.bodies.saturating_add(other.bodies),
            firms: self.firms.saturating_add(other.firms),
        }
    }
}

impl Sum for Elements {
    fn sum<Parts: Iterator<Item = Self>>(parts: Parts) -> Self {
        parts.fold(Self::default(), Add::add)
    }
}

/// A patrol area (巡区).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PatrolArea {
    /// Its code.
    pub id: AreaId,
    /// What it is called.
    pub name: Name,
    /// Its outline in WGS 84 degrees.
    pub boundary: MultiPolygon<f64>,
}

/// A patrol station (巡区服务工作站).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Station {
    /// Its code.
    pub id: StationId,
    /// What it is called.
    pub name: Name,
    /// The patrol area it serves.
    pub area: AreaId,
    /// Where it stands.
    pub position: Wgs84,
}

/// A department (责任部门).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// Its code.
    pub id: DepartmentId,
    /// What it is called.
    pub name: Name,
}

/// A crew that can be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Its call sign.
    pub id: UnitId,
    /// What it is called.
    pub name: Name,
    /// The station it belongs to.
    pub station: Option<StationId>,
}

/// Where a unit was: a sample, not an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitPosition {
    /// Which unit.
    pub unit: UnitId,
    /// Where it was.
    pub position: Wgs84,
    /// Where it was heading, degrees clockwise from north, 0 ≤ x < 360.
    pub heading_degrees: Option<f32>,
    /// When it was there.
    pub sampled_at: Timestamp,
}

/// What a point is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointKind {
    /// Public safety (雪亮工程): a mast at a kerb, a gate, a hall.
    Xueliang,
    /// Checkpoint (卡口): a gantry over the lanes of a road.
    Checkpoint,
    /// High-point lookout (高空瞭望): a roof or a hill from which much is seen.
    Lookout,
}

impl PointKind {
    /// The kind's word on the wire and in configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Xueliang => "xueliang",
            Self::Checkpoint => "checkpoint",
            Self::Lookout => "lookout",
        }
    }
}

/// A mast or roof with cameras on it (点位).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CameraPoint {
    /// Its code.
    pub id: PointId,
    /// What it is called.
    pub name: Name,
    /// What it is there for.
    pub kind: PointKind,
    /// Where it stands.
    pub position: Wgs84,
    /// Height of mast, gantry or roof above the ground at its foot, in metres, more than 0.
    pub mast_height_metres: f64,
    /// The patrol area it stands in.
    pub area: Option<AreaId>,
    /// The grid it stands in.
    pub grid: Option<GridId>,
    /// The platform it belongs to, which reports when one of its cameras fails.
    pub platform: Option<PlatformId>,
    /// The devices on it.
    pub cameras: Vec<Camera>,
}

/// Where a camera stands and where it looks when nobody steers it: turned by pan about the vertical, then by tilt about its
/// own right, then by roll about its own line of sight.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CameraPose {
    /// Where it stands; cameras of one point may stand some metres apart.
    pub position: Wgs84,
    /// Height of the lens above the ground at its foot, in metres, more than 0.
    pub height_metres: f64,
    /// Where it looks, degrees clockwise from true north, 0 ≤ x < 360.
    pub pan_degrees: f64,
    /// How far above the horizon it looks, −90 ≤ x ≤ 90 degrees; negative looks down.
    pub tilt_degrees: f64,
    /// How far it leans to its right, −180 < x ≤ 180 degrees; 0 keeps the horizon level.
    pub roll_degrees: f64,
}

/// How wide a camera sees at one zoom, as measured for this very device.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldOfView {
    /// Zoom factor, 1 at the wide end; never less.
    pub zoom: f64,
    /// Horizontal field of view in degrees, 0 < x < 180.
    pub horizontal_degrees: f64,
}

/// A device on a point. Never assume one to one with points or streams.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Camera {
    /// Its code.
    pub id: CameraId,
    /// What it is called.
    pub name: Name,
    /// Whether it can be turned and zoomed from afar.
    pub steerable: bool,
    /// Where it stands and looks; `None` where nobody measured it.
    pub pose: Option<CameraPose>,
    /// How wide it sees by zoom, zoom rising and the field narrowing; one line for a fixed lens, none where nobody measured it.
    pub fields_of_view: Vec<FieldOfView>,
    /// Its encodings.
    pub streams: Vec<Stream>,
    /// How much later its film comes than what its head tells of the same moment; negative where the head tells it later.
    #[serde(
        default,
        rename = "film_delay_ms",
        skip_serializing_if = "Millis::is_zero"
    )]
    pub film_delay: Millis,
}

impl Camera {
    /// Horizontal field of view in degrees at a zoom factor, straight between the lines of the camera's own table and its
    /// ends beyond them; `None` without a table or for a zoom that is no number.
    #[must_use]
    pub fn horizontal_field(&self, zoom: f64) -> Option<f64> {
        let (first, last) = (self.fields_of_view.first()?, self.fields_of_view.last()?);
        if zoom.is_nan() {
            return None;
        }
        let between = self
            .fields_of_view
            .windows(2)
            .find(|pair| pair[0].zoom <= zoom && zoom < pair[1].zoom);
        Some(match between {
            Some([wide, narrow]) => {
                let share = (zoom - wide.zoom) / (narrow.zoom - wide.zoom);
                wide.horizontal_degrees
                    + (narrow.horizontal_degrees - wide.horizontal_degrees) * share
            }
            _ if zoom < first.zoom => first.horizontal_degrees,
            _ => last.horizontal_degrees,
        })
    }
}

/// Which of a camera's encodings it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreamRole {
    /// Full size.
    Main,
    /// Smaller, for many pictures at once.
    Sub,
}

/// How a stream is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Codec {
    /// H.264 (AVC): every browser plays it.
    H264,
    /// H.265 (HEVC): Chromium does not play it.
    H265,
}

/// One encoding of a camera's picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stream {
    /// Its code at the gateway.
    pub id: StreamId,
    /// Which of the camera's encodings it is.
    pub role: StreamRole,
    /// How it is encoded.
    pub codec: Codec,
    /// Picture width in pixels, more than 0.
    pub width: u16,
    /// Picture height in pixels, more than 0.
    pub height: u16,
}

/// An outside system that reports to us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Platform {
    /// Its word in addresses (`/ingest/{platform}`).
    pub id: PlatformId,
    /// What it is called.
    pub name: Name,
    /// The network it reports on.
    pub network: Network,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn camera(table: &[(f64, f64)]) -> Camera {
        Camera {
            id: CameraId::try_from("L-01-01").expect("an id"),
            name: Name::same("L-01-01"),
            steerable: true,
            pose: None,
            fields_of_view: table
                .iter()
                .map(|&(zoom, horizontal_degrees)| FieldOfView {
                    zoom,
                    horizontal_degrees,
                })
                .collect(),
            streams: vec![],
            film_delay: Millis::ZERO,
        }
    }

    #[test]
    fn the_field_of_view_at_a_zoom_lies_between_the_lines_of_the_cameras_own_table() {
        let dome = camera(&[(1.0, 60.0), (2.0, 32.0), (10.0, 6.0)]);
        assert_eq!(dome.horizontal_field(1.0), Some(60.0));
        assert_eq!(dome.horizontal_field(1.5), Some(46.0));
        assert_eq!(dome.horizontal_field(6.0), Some(19.0));
        assert_eq!(dome.horizontal_field(0.5), Some(60.0));
        assert_eq!(dome.horizontal_field(30.0), Some(6.0));
        assert_eq!(dome.horizontal_field(f64::NAN), None);
        assert_eq!(camera(&[]).horizontal_field(1.0), None);
    }

    #[test]
    fn elements_add_up_kind_by_kind() {
        let one = Elements {
            people: 300,
            registered: 50,
            firms: 5,
            bodies: 6,
            ..Elements::default()
        };
        let sum: Elements = [one, one].into_iter().sum();
        assert_eq!(
            (sum.people, sum.registered, sum.firms, sum.bodies),
            (600, 100, 10, 12)
        );
    }
}
