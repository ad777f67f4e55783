//! The server of Furun: what platforms report comes in, is made durable, and goes out to every screen that may see it.
//!
//! A room uses only rooms declared above it. The way of a report: [`ingest`] reads it with `feeds` → [`line`] decides it with
//! `world`, makes it durable in [`log`], folds it and fans it out → [`feed`] sends it to the screens.
//!
//! The blank lines keep the order: rustfmt sorts modules that stand together.

pub mod clock;

pub mod tiles;

pub mod config;

pub mod auth;

pub mod cameras;

pub mod deployment;

pub mod meters;

pub mod audit;

mod write_ahead;

pub mod log;

pub mod line;

pub mod problem;

pub mod pace;

pub mod people;

pub mod photos;

pub mod survey;

pub mod claims;

pub mod gateway;

pub mod plays;

pub mod heads;

pub mod hub;

mod ingest;

mod feed;

mod play;

pub mod app;

mod api;

mod demo;

pub mod doors;

pub mod replay;

use std::collections::BTreeMap;
use std::fs::TryLockError;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::{Millis, Network};
use protocol::CloseCode;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use app::App;
use clock::DeploymentTime;
use config::{Config, ConfigError};
use deployment::{Place, PlaceError};
use gateway::{GatewayConfigError, Gateways};
use heads::{HeadConfigError, Heads};
use hub::{Furnishing, Ground, Hub, Prepared, Settings};
use line::{Line, LineError, Shared};
use log::{Log, LogError, SqliteLog};
use people::{People, PeopleError};
use photos::{PhotoError, Photos};
use survey::{Survey, SurveyError};
use tiles::{BasemapConfigError, Tiles};

/// How often the hub archives, erases and forgets what is due.
const HOUSEKEEPING_EVERY: Duration = Duration::from_secs(60);

/// How long connections may take to end when the hub stops.
const STOP_WITHIN: Duration = Duration::from_secs(5);

/// Gives each network the home of its log.
pub type LogHomes = Box<dyn Fn(Network) -> Result<Box<dyn Log>, LogError> + Send + Sync>;

/// A hub that cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Doors would stand open that nobody said may.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A file of the deployment cannot be used.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// A gateway cannot work as configured.
    #[error(transparent)]
    Gateway(#[from] GatewayConfigError),
    /// A head cannot be turned as configured.
    #[error(transparent)]
    Head(#[from] HeadConfigError),
    /// The basemap cannot work as configured.
    #[error(transparent)]
    Basemap(#[from] BasemapConfigError),
    /// A document for the screens cannot be written.
    #[error("the deployment cannot be written as JSON")]
    Json(#[from] serde_json::Error),
    /// The folder for the data cannot be made.
    #[error("the folder {folder} cannot be made or written", folder = folder.display())]
    Data {
        /// Which folder.
        folder: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Another hub works on the data.
    #[error("another hub works on {folder}", folder = folder.display())]
    InUse {
        /// Which folder.
        folder: PathBuf,
    },
    /// A log cannot be opened.
    #[error("the log of the {network} network cannot be opened")]
    Log {
        /// Which network.
        network: Network,
        /// Why.
        #[source]
        source: LogError,
    },
    /// The store of people cannot be opened.
    #[error("the people and their sessions cannot be opened")]
    People(#[from] PeopleError),
    /// Calibrations and labels cannot be opened.
    #[error("the calibrations of cameras and the labels cannot be opened")]
    Survey(#[from] SurveyError),
    /// Photos cannot be kept.
    #[error("photos cannot be kept")]
    Photos(#[from] PhotoError),
    /// A line cannot be opened.
    #[error(transparent)]
    Line(#[from] LineError),
    /// Somebody else listens there, or nobody may.
    #[error("{address} cannot be listened on")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// A hub that listens.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// What its doors reach.
    pub hub: Arc<Hub>,
    /// Makes the first administrator, once: there is none yet.
    pub first_secret: Option<String>,
    stop: watch::Sender<bool>,
    server: JoinHandle<std::io::Result<()>>,
    housekeeper: JoinHandle<()>,
    /// Kept while the hub runs: they may hold a lock on their folder.
    logs: LogHomes,
}

/// SQLite files in the deployment's data folder, one a network.
///
/// # Errors
/// When the folder cannot be made, or another hub works on it.
pub fn sqlite_homes(config: &Config) -> Result<LogHomes, StartError> {
    let folder = config.path(&config.server.data);
    let unusable = |source| StartError::Data {
        folder: folder.clone(),
        source,
    };
    std::fs::create_dir_all(&folder).map_err(unusable)?;
    let lock = std::fs::File::create(folder.join("hub.lock")).map_err(unusable)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(StartError::InUse { folder }),
        Err(TryLockError::Error(source)) => return Err(unusable(source)),
    }
    Ok(Box::new(move |network| {
        // As long as the homes are, no other hub writes there. The system lets go of it when the process ends, however.
        let _held = &lock;
        let log = SqliteLog::open(&folder.join(format!("{network}.sqlite")))?;
        Ok(Box::new(log))
    }))
}

/// Folds the logs and listens.
///
/// # Errors
/// When the deployment cannot be served as configured.
pub async fn start(config: Config, logs: LogHomes) -> Result<Running, StartError> {
    config.check_exposure()?;
    meters::recorder();
    // First of all, so that a port in use is told before anything is opened. Whoever connects waits until the logs are folded.
    let address = SocketAddr::new(config.server.address, config.server.port);
    let unheard = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(unheard)?;
    let address = listener.local_addr().map_err(unheard)?;
    let place = Place::read(&config)?;
    let tiles = match &config.basemap {
        Some(basemap) => Some(Tiles::open(basemap, &config.folder).await?),
        None => config.place.district_seed.map(Tiles::of_district),
    };
    let basemap = tiles.as_ref().map(|tiles| tiles.settings().clone());
    let deployment = Settings::of(place.deployment(&config, basemap))?;
    let divisions = Prepared::of(&place.divisions)?;
    let buildings = place.buildings.map(Prepared::written);
    let cameras = &place.cameras;
    let (streams, steerable) = (cameras.stream_ids(), cameras.steerable());
    let zone = config.time_zone.0;
    let gateways = Gateways::of(&config.gateways, &streams, &steerable, zone)?;
    // A synthetic district has no cameras but virtual ones.
    let are_virtual = config.place.district_seed.is_some();
    let wvps = gateways.wvps();
    let now = clock::uptime();
    let heads = Heads::of(cameras.cameras(), &wvps, &config.onvif, are_virtual, now)?;
    let data = config.path(&config.server.data);
    std::fs::create_dir_all(&data).map_err(|source| StartError::Data {
        folder: data.clone(),
        source,
    })?;
    let (people, first_secret) = People::open(
        &data.join("people.sqlite"),
        config.sessions,
        config.demo,
        || demo::people(&place.divisions, config.networks().collect()),
    )?;
    let territory = Arc::new(place.territory);
    let survey = Survey::open(&data.join("survey.sqlite"), Arc::clone(&territory))?;
    let photos = Photos::open(&config.photos, &data)?;
    let clock_file = data.join("clock.json");
    let clock = Arc::new(DeploymentTime::new(
        config.clock.mode,
        config.time_zone.0,
        Some(&clock_file),
    ));
    let ground = Ground {
        areas: place
            .divisions
            .areas
            .iter()
            .map(|area| area.id.clone())
            .collect(),
    };
    let units = place.divisions.units.iter();
    let crews = units
        .filter_map(|unit| Some((unit.id.clone(), unit.station.clone()?)))
        .collect();
    let shared = Shared {
        rules: Arc::new(place.rules),
        territory,
        crews: Arc::new(crews),
        clock: Arc::clone(&clock),
        limits: config.limits,
        retention: config.retention,
    };
    let mut lines = BTreeMap::new();
    for network in config.networks() {
        let log = logs(network).map_err(|source| StartError::Log { network, source })?;
        lines.insert(network, Arc::new(Line::open(network, log, shared.clone())?));
    }
    let app = App::of(config.server.app.as_ref().map(|folder| config.path(folder)));
    let (stop, stopping) = watch::channel(false);
    let hub = Arc::new(Hub::new(Furnishing {
        config,
        clock,
        lines,
        people: Arc::new(people),
        photos,
        survey,
        ground,
        tiles,
        cameras: place.cameras,
        gateways,
        heads,
        buildings,
        deployment,
        divisions,
        stopping: stopping.clone(),
    }));
    let (router, _) = doors::doors(Arc::clone(&hub), app);
    let server = tokio::spawn(serve(listener, router, stopping.clone()));
    // They end with the hub, by themselves.
    hub.gateways.begin(&hub.stopping);
    tokio::spawn(play::keep_house(Arc::clone(&hub)));
    let housekeeper = tokio::spawn(keep_house(Arc::clone(&hub), stopping));
    if hub.config.demo_feed {
        // It ends with the hub, by itself.
        demo::begin(Arc::clone(&hub));
    }
    Ok(Running {
        address,
        hub,
        first_secret,
        stop,
        server,
        housekeeper,
        logs,
    })
}

async fn serve(
    listener: TcpListener,
    router: axum::Router,
    mut stopping: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let stops = async move {
        // Whoever would tell us has gone: that is a stop, too.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    };
    let told_who = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, told_who)
        .with_graceful_shutdown(stops)
        .await
}

async fn keep_house(hub: Arc<Hub>, mut stopping: watch::Receiver<bool>) {
    let mut due = tokio::time::interval(HOUSEKEEPING_EVERY);
    loop {
        let stops = tokio::select! {
            _ = stopping.wait_for(|stopping| *stopping) => true,
            _ = due.tick() => false,
        };
        if stops {
            return;
        }
        for line in hub.lines.values() {
            line.keep_house();
            if let Err(error) = hub.photos.clear_out(line).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "Photos that are due to be erased are not; it is tried again"
                );
            }
        }
        tokio::task::block_in_place(|| {
            let now = clock::system_now();
            hub.people.keep_house(now, clock::uptime());
            let kept = Millis::from_hours(24 * i64::from(hub.config.retention.texts_days));
            if let Err(error) = hub.people.erase_remarks(now - kept) {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "Remarks that are due to be erased are not; it is tried again"
                );
            }
        });
        meters::recorder().run_upkeep();
    }
}

impl Running {
    /// Stops in order: no new connections, screens are told to come back, what waits is made durable.
    pub async fn stop(self) {
        let Self {
            hub,
            stop,
            server,
            housekeeper,
            logs,
            ..
        } = self;
        let _ = stop.send(true);
        for line in hub.lines.values() {
            line.send_screens_away(CloseCode::Restart);
        }
        if tokio::time::timeout(STOP_WITHIN, server).await.is_err() {
            tracing::warn!("Some connections did not end in time and are cut off");
        }
        let all = hub.config.limits.connections as u32;
        let ended = hub.connections.acquire_many(all);
        if tokio::time::timeout(STOP_WITHIN, ended).await.is_err() {
            tracing::warn!("Some screens did not hang up in time and are cut off");
        }
        let _ = housekeeper.await;
        let lines: Vec<Arc<Line>> = hub.lines.values().cloned().collect();
        let stopped = tokio::task::spawn_blocking(move || {
            for line in lines {
                line.stop();
            }
        });
        if stopped.await.is_err() {
            tracing::error!("A log was not closed in order");
        }
        drop(logs);
    }
}
