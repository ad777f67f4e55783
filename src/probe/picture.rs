//! What is told of the picture, as plain data.

use std::collections::BTreeMap;
use std::rc::Rc;

use domain::{Network, Wgs84};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;

use crate::ar::PictureSlot;
use crate::connection::{FrameSource, LinkState};
use crate::map::MapSlot;
use crate::platform::{Ticks, page_now};
use crate::store::{Feed, Store};

/// What is observed, once the deployment's settings are known.
#[derive(Clone, Copy)]
pub struct Observed {
    /// What the screen knows.
    pub store: Store,
    /// Where its frames come from.
    pub sources: StoredValue<Vec<Rc<dyn FrameSource>>, LocalStorage>,
    /// Its tick source.
    pub ticks: StoredValue<Ticks, LocalStorage>,
    /// Its map.
    pub slot: MapSlot,
    /// Its camera picture.
    pub picture_slot: PictureSlot,
}

/// A mark in view.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct MarkSeen {
    id: String,
    stage: &'static str,
    lon: f64,
    lat: f64,
    x: f64,
    y: f64,
}

/// What was picked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct PickSeen {
    id: String,
}

/// The camera.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct CameraSeen {
    lon: f64,
    lat: f64,
    zoom: f64,
    pitch: f64,
    bearing: f64,
}

/// A camera that is asked for; what is left out stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct CameraWish {
    lon: Option<f64>,
    lat: Option<f64>,
    zoom: Option<f64>,
    pitch: Option<f64>,
    bearing: Option<f64>,
}

/// The figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct StatsSeen {
    incidents: usize,
    frames: u64,
    seq: BTreeMap<String, u64>,
    freshness: BTreeMap<String, &'static str>,
    ticks: u64,
    draws: u64,
    marks: usize,
    blinking: usize,
    groups: usize,
    uploaded: u64,
    dropped: u64,
    malformed: u64,
    overflows: u64,
}

impl Observed {
    pub(super) fn marks(self) -> Vec<MarkSeen> {
        let Some(map) = self.slot.get() else {
            return Vec::new();
        };
        map.incidents_in_view()
            .into_iter()
            .filter_map(|(incident, place, at)| {
                let stage = self.store.with_incident(incident, |known| known.stage)?;
                Some(MarkSeen {
                    id: incident.to_string(),
                    stage: stage.as_str(),
                    lon: place.lon(),
                    lat: place.lat(),
                    x: at.x,
                    y: at.y,
                })
            })
            .collect()
    }

    pub(super) fn pick(self, x: f64, y: f64) -> Option<PickSeen> {
        let incident = self.slot.get()?.pick(x, y)?;
        Some(PickSeen {
            id: incident.to_string(),
        })
    }

    pub(super) fn camera(self) -> Option<CameraSeen> {
        let (centre, camera) = self.slot.get()?.camera()?;
        Some(CameraSeen {
            lon: centre.lon(),
            lat: centre.lat(),
            zoom: camera.zoom,
            pitch: camera.pitch,
            bearing: camera.bearing,
        })
    }

    /// Moves the camera; says what is wrong with the wish, if anything.
    pub(super) fn set_camera(self, wish: CameraWish) -> Result<(), String> {
        let map = self.slot.get().ok_or("there is no map on the page")?;
        let (centre, camera) = map.camera().ok_or("there is no map on the page")?;
        let centre = Wgs84::from_lon_lat(
            wish.lon.unwrap_or(centre.lon()),
            wish.lat.unwrap_or(centre.lat()),
        )
        .map_err(|error| error.to_string())?;
        map.set_camera(
            centre,
            wish.zoom.unwrap_or(camera.zoom),
            wish.pitch.unwrap_or(camera.pitch),
            wish.bearing.unwrap_or(camera.bearing),
        );
        Ok(())
    }

    pub(super) fn stats(self) -> StatsSeen {
        let mut seen = self.store.with_feeds(|feeds| StatsSeen {
            incidents: feeds.values().map(|feed| feed.world().len()).sum(),
            frames: feeds.values().map(Feed::frames).sum(),
            seq: feeds
                .iter()
                .map(|(network, feed)| (network.to_string(), feed.world().through().0))
                .collect(),
            ..StatsSeen::default()
        });
        let at = page_now();
        self.sources.with_value(|sources| {
            for source in sources {
                let health = source.health(at);
                seen.malformed += health.malformed;
                seen.overflows += health.overflows;
                seen.freshness
                    .insert(health.network.to_string(), health.freshness.as_str());
            }
        });
        seen.dropped = seen.malformed + seen.overflows;
        seen.ticks = self.ticks.with_value(Ticks::count);
        if let Some(map) = self.slot.get() {
            let stats = map.stats();
            seen.draws = stats.draws;
            seen.marks = stats.marks;
            seen.blinking = stats.blinking;
            seen.groups = stats.groups;
            seen.uploaded = stats.uploaded;
        }
        seen
    }

    /// Whether every network has told its whole picture, or cannot be reached.
    pub(super) fn is_told(self) -> bool {
        let at = page_now();
        let told = |network: Network| self.store.with_feed(network, Feed::is_told) == Some(true);
        self.sources.with_value(|sources| {
            sources.iter().all(|source| {
                let link = source.health(at).link;
                told(source.network())
                    || matches!(link, LinkState::Waiting { .. } | LinkState::Refused(_))
            })
        })
    }

    /// Whether the marks have been drawn at least once, be it that there are none. A stream that never rests does not delay it.
    pub(super) fn has_drawn(self) -> bool {
        self.stats().draws > 0
    }

    /// Whether nothing is pending: inboxes drained, no tick asked for, snapshots whole, no row on its way in, tiles loaded,
    /// marks drawn. What plays asks for ticks and brings rows in all the time: of it, only what has been told must be drawn.
    pub(super) fn is_settled(self) -> bool {
        let drained = self
            .sources
            .with_value(|sources| sources.iter().all(|source| source.is_drained()));
        let whole = self
            .store
            .with_feeds(|feeds| !feeds.values().any(Feed::is_assembling));
        // Figures and lists that are owed a look would still change.
        let asked = self.ticks.with_value(Ticks::is_asked) || self.store.next_wake().is_some();
        let animated = is_animated();
        let drawn = self.slot.get().is_some_and(|map| map.is_settled());
        let restless = self
            .sources
            .with_value(|sources| sources.iter().any(|source| source.is_restless()));
        if restless {
            return drained && whole && self.has_drawn();
        }
        let pictured = self
            .picture_slot
            .get()
            .is_none_or(|picture| picture.is_settled());
        drained && whole && !asked && !animated && drawn && pictured
    }
}

/// Whether something of the page is still on its way by style: a row that comes in.
fn is_animated() -> bool {
    let running = || {
        let document = web_sys::window()?.document()?;
        let get = js_sys::Reflect::get(&document, &"getAnimations".into()).ok()?;
        let get: js_sys::Function = get.dyn_into().ok()?;
        let all: js_sys::Array = get.call0(&document).ok()?.dyn_into().ok()?;
        let running = |animation: wasm_bindgen::JsValue| {
            let state = js_sys::Reflect::get(&animation, &"playState".into()).ok();
            state.and_then(|state| state.as_string()).as_deref() == Some("running")
        };
        Some(all.iter().any(running))
    };
    running().unwrap_or(false)
}
