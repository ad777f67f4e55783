//! The deployment's configuration: one TOML file, read and checked before anything is opened.
//!
//! `config/default.toml` says what every setting means and what it is when it is not set.

mod check;
mod error;
mod gateways;
mod limits;
mod location;
mod photos;
mod proxies;
mod responsible;
mod secret;
mod zone;

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use domain::{
    AreaId, CategoryId, DepartmentId, Name, Network, PlatformId, Rules, StationId, UnitId, Wgs84,
};
use feeds::geojson::PropertyNames;
use geodesy::CoordinateSystem;
use protocol::{HomeView, WallGeometry};
use serde::Deserialize;

use crate::clock::ClockMode;
use crate::tiles::BasemapConfig;

pub use error::ConfigError;
pub use gateways::{
    BaseUrl, CamerasConfig, Channel, GatewayConfig, GatewayKind, OnvifConfig, OnvifSpace, WvpConfig,
};
pub use limits::{Limits, Retention, SessionsConfig};
pub use photos::{BucketConfig, PhotosConfig};
pub use proxies::{AddressRange, InvalidAddressRange};
pub use responsible::Stranger;
pub use secret::{Secret, SecretDigest};
pub use zone::Zone;

/// The documented default, as `furun-hub config` prints it.
pub const DEFAULT_TOML: &str = include_str!("../../config/default.toml");

/// The built-in demo deployment, which is served when no configuration is named.
pub const DEMO_TOML: &str = include_str!("../../config/demo.toml");

/// The keys of the built-in demo and of the examples in `config/examples`. Everybody knows them, so they open nothing on an address that others can reach.
pub const WELL_KNOWN_KEYS: [&str; 11] = [
    "demo-110-key",
    "demo-xueliang-key",
    "demo-grid-cloud-key",
    "demo-one-form-key",
    "demo-he-key",
    "demo-12345-key",
    "demo-wechat-key",
    "demo-citizen-app-key",
    "demo-supervisor-token",
    "example-sf-fire-key",
    "example-la-311-key",
];

/// The platform that reports of people carry: the centre's own. No configured platform may have its name.
pub const OWN_PLATFORM: &str = "furun";

/// A deployment as configured.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What the place is called.
    pub name: Name,
    /// The district's time zone.
    pub time_zone: Zone,
    /// Says loudly on every screen that this is a demo.
    #[serde(default)]
    pub demo: bool,
    /// Where the map begins and comes home to.
    pub home: HomeConfig,
    /// Where the hub listens and keeps its data.
    #[serde(default)]
    pub server: ServerConfig,
    /// Who may read without a token.
    #[serde(default)]
    pub access: AccessConfig,
    /// Who may read, and what.
    #[serde(default)]
    pub tokens: Vec<TokenConfig>,
    /// The platforms that report.
    #[serde(default)]
    pub platforms: Vec<PlatformConfig>,
    /// The feeds of the screen.
    pub feeds: Vec<FeedConfig>,
    /// The deployment's divisions and places.
    #[serde(default)]
    pub place: PlaceConfig,
    /// How long things may take, and the categories; a synthetic district has its own.
    pub rules: Option<Rules>,
    /// The picture under the marks.
    pub basemap: Option<BasemapConfig>,
    /// How the wall is built.
    #[serde(default)]
    pub wall: WallGeometry,
    /// Who says what time it is.
    #[serde(default)]
    pub clock: ClockConfig,
    /// What is too much, too long or too late.
    #[serde(default)]
    pub limits: Limits,
    /// How long what is kept.
    #[serde(default)]
    pub retention: Retention,
    /// How long people stay signed in.
    #[serde(default)]
    pub sessions: SessionsConfig,
    /// What photos may be.
    #[serde(default)]
    pub photos: PhotosConfig,
    /// Gateways that serve the streams of cameras.
    #[serde(default)]
    pub gateways: Vec<GatewayConfig>,
    /// Cameras that are turned by ONVIF.
    #[serde(default)]
    pub onvif: Vec<OnvifConfig>,
    /// What is too much of cameras' pictures.
    #[serde(default)]
    pub cameras: CamerasConfig,
    /// How the log for people is written.
    #[serde(default)]
    pub logging: LoggingConfig,
    /// Which departments are responsible for what.
    #[serde(default)]
    pub responsible: Vec<ResponsibleConfig>,
    /// Whether the demo's own feed runs: in a demo, unless the command line says no.
    #[serde(skip)]
    pub demo_feed: bool,
    /// The folder that relative paths start from: the configuration file's.
    #[serde(skip)]
    pub folder: PathBuf,
}

/// Where the map begins and comes home to.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HomeConfig {
    /// Degrees east of Greenwich.
    pub lon: f64,
    /// Degrees north of the equator.
    pub lat: f64,
    /// Zoom in MapLibre's convention (512-pixel tiles), 0 to 22.
    pub zoom: f64,
    /// Degrees clockwise from north.
    #[serde(default)]
    pub bearing_degrees: f64,
    /// Degrees from straight down, 0 to 85.
    #[serde(default)]
    pub pitch_degrees: f64,
}

/// Where the hub listens and keeps its data.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerConfig {
    /// The address to listen on.
    pub address: IpAddr,
    /// The port to listen on; 0 takes a free one.
    pub port: u16,
    /// The folder of logs, texts and snapshots.
    pub data: PathBuf,
    /// The folder of the built app; without it the app inside the binary is served, if there is one.
    pub app: Option<PathBuf>,
    /// Pages of these origins may open a feed and read, besides our own ("https://wall.example").
    pub origins: Vec<String>,
    /// Proxies that are believed when they say for whom they ask (`X-Forwarded-For`), besides one on this machine.
    pub trusted_proxies: Vec<AddressRange>,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 8080,
            data: "data".into(),
            app: None,
            origins: Vec::new(),
            trusted_proxies: Vec::new(),
        }
    }
}

/// Who may read without a token.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AccessConfig {
    /// Whether reading needs no token; on loopback it needs none unless this says otherwise.
    pub anonymous_reading: Option<bool>,
    /// Whether those who read without a token see texts about people.
    pub anonymous_texts: bool,
    /// Whether those who read without a token see cameras and their pictures.
    pub anonymous_cameras: bool,
    /// Allows reading without a token on an address that others can reach.
    pub allow_anonymous_from_network: bool,
    /// Allows the demo's keys, which everybody knows, on an address that others can reach.
    pub allow_demo_keys_from_network: bool,
}

/// What a token opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Right {
    /// Incidents, units, figures.
    Read,
    /// Texts about people.
    Texts,
    /// Cameras and their pictures.
    Cameras,
    /// Setting the deployment's clock.
    Clock,
}

/// A token for reading.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenConfig {
    /// Whose it is, for the log.
    pub name: String,
    /// The token itself.
    pub secret: Option<Secret>,
    /// Its SHA-256, so that the file holds no secret.
    pub sha256: Option<SecretDigest>,
    /// What it opens.
    pub rights: Vec<Right>,
    /// On which networks; all that are served when absent.
    pub networks: Option<Vec<Network>>,
    /// In which patrol areas; everywhere when absent.
    pub areas: Option<Vec<AreaId>>,
}

/// A platform that reports.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlatformConfig {
    /// Its word in addresses: `POST /ingest/{id}`.
    pub id: PlatformId,
    /// What it is called.
    pub name: Name,
    /// The network it reports on.
    pub network: Network,
    /// Its key.
    pub key: Option<Secret>,
    /// Its key's SHA-256, so that the file holds no secret.
    pub sha256: Option<SecretDigest>,
    /// The coordinate system of positions that name none.
    #[serde(default)]
    pub coordinates: CoordinateSystem,
    /// Whether it may set the deployment's clock, as a replay does.
    #[serde(default)]
    pub may_set_clock: bool,
}

/// One feed of the screen.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedConfig {
    /// Which network.
    pub network: Network,
    /// What the column is called.
    pub name: Name,
    /// Another hub's base address; without it this hub serves the network.
    pub hub: Option<String>,
}

/// The deployment's divisions and places: GeoJSON files, or a synthetic district.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlaceConfig {
    /// Seed of a synthetic district that stands in for all the files.
    pub district_seed: Option<u64>,
    /// By how much its drawn cameras stand askew of what the catalogue says, in degrees.
    pub askew_degrees: f64,
    /// Patrol areas.
    pub areas: Option<LayerConfig>,
    /// Grids.
    pub grids: Option<LayerConfig>,
    /// Patrol stations.
    pub stations: Option<LayerConfig>,
    /// Named places.
    pub places: Option<LayerConfig>,
    /// Lines for orientation, as they are drawn: their properties are `kind`, `name_zh`, `name_en`.
    pub ground: Option<PathBuf>,
    /// Footprints of buildings with their heights, as GeoJSON.
    pub buildings: Option<PathBuf>,
    /// Camera points, as `GET /api/v1/cameras` gives them.
    pub camera_points: Option<PathBuf>,
    /// Crews that can be sent.
    pub units: Vec<UnitConfig>,
    /// Departments that can be given an incident.
    pub departments: Vec<DepartmentConfig>,
}

/// A GeoJSON file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerConfig {
    /// The file, also gzipped; relative to the configuration file.
    pub file: PathBuf,
    /// Which property holds what.
    #[serde(default)]
    pub properties: PropertyNames,
}

/// A crew that can be sent.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitConfig {
    /// Its call sign.
    pub id: UnitId,
    /// What it is called.
    pub name: Name,
    /// The station it belongs to.
    pub station: Option<StationId>,
}

/// A department that can be given an incident.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepartmentConfig {
    /// Its code.
    pub id: DepartmentId,
    /// What it is called.
    pub name: Name,
}

/// Which departments are responsible for a category, or for a whole major class: they are proposed first.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponsibleConfig {
    /// The category; else a major class.
    pub category: Option<CategoryId>,
    /// The major class, two digits; else a category.
    pub major: Option<u8>,
    /// The departments, the first one foremost.
    pub departments: Vec<DepartmentId>,
}

/// Who says what time it is.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClockConfig {
    /// The system, or a replay once it has set the clock.
    pub mode: ClockMode,
}

/// How the log for people is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LoggingConfig {
    /// Lines for people, or JSON for a collector.
    pub format: LogFormat,
    /// What is written, in `tracing`'s filter language ("info,hub=debug").
    pub filter: String,
}

impl Default for LoggingConfig {
    fn default() -> Self {
        Self {
            format: LogFormat::Text,
            filter: "info".to_owned(),
        }
    }
}

/// The form of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For a collector.
    Json,
}

impl Config {
    /// Reads and checks a configuration file.
    ///
    /// # Errors
    /// When the file cannot be read, is no TOML, has an unknown or missing field, or contradicts itself: the error names line
    /// and field.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(file).map_err(|source| ConfigError::Unreadable {
            file: file.to_owned(),
            source,
        })?;
        let folder = file.parent().unwrap_or(Path::new("."));
        Self::parse(&text, &file.display().to_string(), folder)
    }

    /// The built-in demo deployment.
    ///
    /// # Errors
    /// Never, as long as its test passes.
    pub fn demo() -> Result<Self, ConfigError> {
        Self::parse(DEMO_TOML, "the built-in demo", Path::new("."))
    }

    /// Parses and checks a configuration; `origin` is what errors call it, `folder` where its relative paths start.
    ///
    /// # Errors
    /// As for [`read`](Self::read).
    pub fn parse(text: &str, origin: &str, folder: &Path) -> Result<Self, ConfigError> {
        let mut config: Self =
            toml::from_str(text).map_err(|error| ConfigError::syntax(origin, text, &error))?;
        config.folder = folder.to_owned();
        config.demo_feed = config.demo;
        check::check(&config).map_err(|complaint| complaint.into_error(origin, text))?;
        Ok(config)
    }

    /// A path of the configuration, from the configuration's folder when it is relative.
    #[must_use]
    pub fn path(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }

    /// The networks this hub serves itself, in the order of the feeds.
    pub fn networks(&self) -> impl Iterator<Item = Network> + '_ {
        self.feeds
            .iter()
            .filter(|feed| feed.hub.is_none())
            .map(|feed| feed.network)
    }

    /// Whether reading needs no token.
    #[must_use]
    pub fn anonymous_reading(&self) -> bool {
        self.access
            .anonymous_reading
            .unwrap_or_else(|| self.server.address.is_loopback())
    }

    /// Checks what depends on the address once the command line has had its say.
    ///
    /// # Errors
    /// When others could read without a token, or with a key that everybody knows, and nothing says that they may.
    pub fn check_exposure(&self) -> Result<(), ConfigError> {
        check::exposure(self).map_err(|complaint| complaint.into_error("the configuration", ""))
    }

    /// Where the map begins, as a screen is told it.
    #[must_use]
    pub fn home_view(&self) -> Option<HomeView> {
        let home = self.home;
        Some(HomeView {
            centre: Wgs84::from_lon_lat(home.lon, home.lat).ok()?,
            zoom: home.zoom,
            bearing_degrees: home.bearing_degrees,
            pitch_degrees: home.pitch_degrees,
        })
    }
}

#[cfg(test)]
mod tests;
