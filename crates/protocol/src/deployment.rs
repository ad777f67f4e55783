//! The deployment's settings that a screen reads once (`GET /api/v1/deployment`).

use domain::{
    Department, Grid, Name, Network, PatrolArea, Platform, Responsible, Rules, Station, Unit, Wgs84,
};
use serde::{Deserialize, Serialize};

/// Everything about the place that a screen needs to know; nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deployment {
    /// What the place is called ("双福街道基层治理中心").
    pub name: Name,
    /// IANA name of the district's time zone ("Asia/Chongqing").
    pub time_zone: String,
    /// Says loudly that this is a demo.
    pub demo: bool,
    /// Where the map begins and comes home to.
    pub home: HomeView,
    /// The feeds a screen opens, left column, then right column.
    pub feeds: Vec<NetworkFeed>,
    /// The platforms that report.
    pub platforms: Vec<Platform>,
    /// Categories and limits.
    pub rules: Rules,
    /// Which departments are responsible for what, for whoever proposes whom to send.
    #[serde(default)]
    pub responsible: Vec<Responsible>,
    /// The picture under the marks; `None` draws the divisions on a dark ground.
    pub basemap: Option<Basemap>,
    /// How the wall is built.
    pub wall: WallGeometry,
    /// By how much the drawn cameras of a synthetic district stand askew of what their catalogue says, in degrees: who learns to
    /// calibrate, and tests, need some that do. `None` where they do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub askew_degrees: Option<f64>,
    /// Whether whoever asked for these settings may see cameras: with an account, with a token, or with neither. Who may not is
    /// refused at every door of cameras, and need not knock.
    #[serde(default)]
    pub sees_cameras: bool,
}

/// Where the map begins and comes home to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HomeView {
    /// The middle of the picture.
    pub centre: Wgs84,
    /// Zoom in MapLibre's convention (512-pixel tiles), 0 to 22, on a wall of 1920×1080 pixels. A map of another size zooms so
    /// that it shows the same part of the earth.
    pub zoom: f64,
    /// Degrees clockwise from north.
    #[serde(default)]
    pub bearing_degrees: f64,
    /// Degrees from straight down.
    #[serde(default)]
    pub pitch_degrees: f64,
}

/// One feed of the screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetworkFeed {
    /// Which network.
    pub network: Network,
    /// What the column is called ("公安网").
    pub name: Name,
    /// The hub's base address; `None` is the hub that serves the page.
    pub hub: Option<String>,
}

/// A picture under the marks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Basemap {
    /// What it is called.
    pub name: Name,
    /// Tile address relative to the page with `{z}`, `{x}`, `{y}` in XYZ order: the hub's proxy speaks WMTS, TMS and
    /// PMTiles behind it.
    pub tiles: String,
    /// Width of a tile in pixels, 256 or 512.
    pub tile_size: u16,
    /// The coarsest zoom that has tiles.
    pub min_zoom: u8,
    /// The finest zoom that has tiles; finer views stretch it.
    pub max_zoom: u8,
    /// The coordinate system the picture is in; what is drawn above is shifted to match.
    pub coordinates: CoordinateSystem,
    /// Whom the picture is owed to.
    pub attribution: String,
    /// What kind of picture it is: a satellite picture is dimmed, a drawn map is not.
    #[serde(default)]
    pub kind: BasemapKind,
}

/// What kind of picture a basemap is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasemapKind {
    /// A picture from above: dimmed and desaturated under the marks.
    #[default]
    Imagery,
    /// A drawn map, shown as it is.
    Drawn,
}

/// The coordinate system of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CoordinateSystem {
    /// WGS 84 or CGCS2000.
    #[default]
    Wgs84,
    /// GCJ-02.
    Gcj02,
}

/// How the wall is built.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WallGeometry {
    /// Distance between the centres of neighbouring pixels, in millimetres.
    pub pixel_pitch_mm: f64,
    /// Distance of the farthest viewer, in metres.
    pub viewing_distance_m: f64,
}

impl Default for WallGeometry {
    /// A screen on a desk: 0.27 mm at 0.7 m.
    fn default() -> Self {
        Self {
            pixel_pitch_mm: 0.27,
            viewing_distance_m: 0.7,
        }
    }
}

/// The deployment's divisions and places (`GET /api/v1/divisions`); larger than the settings, so that text comes first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Divisions {
    /// Patrol areas.
    pub areas: Vec<PatrolArea>,
    /// Grids.
    pub grids: Vec<Grid>,
    /// Patrol stations.
    pub stations: Vec<Station>,
    /// Crews.
    pub units: Vec<Unit>,
    /// Departments.
    pub departments: Vec<Department>,
    /// Named places to search for and to label.
    pub places: Vec<NamedPlace>,
    /// Lines drawn for orientation (roads, water): GeoJSON FeatureCollection with `kind` ("road_major", "road_minor",
    /// "water") and optional `name_zh`, `name_en` properties; roads may name their `class` too ("expressway", "avenue",
    /// "main", "street", "lane"), by which their names come and go with the zoom. `null` when there are none.
    pub ground: serde_json::Value,
}

/// A place with a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NamedPlace {
    /// What it is called.
    pub name: Name,
    /// Where it is.
    pub position: Wgs84,
    /// How prominent: 0 the community's own landmarks, larger is lesser.
    #[serde(default)]
    pub rank: u8,
}
