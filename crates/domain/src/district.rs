//! What a deployment knows about its place: divisions, stations, crews, cameras, platforms.

use geo_types::MultiPolygon;
use serde::{Deserialize, Serialize};

use crate::{
    AreaId, CameraId, DepartmentId, GridId, MicroGridId, Name, Network, PlatformId, PointId,
    StationId, StreamId, Timestamp, UnitId, Wgs84,
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

/// A mast or roof with cameras on it (点位).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CameraPoint {
    /// Its code.
    pub id: PointId,
    /// What it is called.
    pub name: Name,
    /// Where it stands.
    pub position: Wgs84,
    /// The devices on it.
    pub cameras: Vec<Camera>,
}

/// A device on a point. Never assume one to one with points or streams.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Camera {
    /// Its code.
    pub id: CameraId,
    /// What it is called.
    pub name: Name,
    /// Its encodings.
    pub streams: Vec<Stream>,
}

/// One encoding of a camera's picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stream {
    /// Its code at the gateway.
    pub id: StreamId,
    /// Picture width in pixels.
    pub width: u16,
    /// Picture height in pixels.
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
