//! What is told of a camera's picture, and what tests put into it.

use domain::{CameraId, Wgs84};
use geodesy::{Elevated, Metres};
use gloo_timers::future::TimeoutFuture;
use leptos::logging::warn;
use leptos::prelude::{GetUntracked, Set, WithUntracked, untrack};
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::picture::Observed;
use super::window_object::LOOK_EVERY_MS;
use crate::ar::{Aim, CameraPicture, LabelSeen, Standing};
use crate::store::Spot;

/// The picture that is open.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct PictureSeen {
    camera: String,
    lon: f64,
    lat: f64,
    height: f64,
    pan: f64,
    tilt: f64,
    roll: f64,
    zoom: f64,
    field: f64,
    x: f64,
    y: f64,
    width: f64,
    height_px: f64,
    settled: bool,
    filmed: bool,
    labels: Vec<LabelTold>,
}

/// A label; places in CSS pixels of the window.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct LabelTold {
    text: String,
    kind: &'static str,
    lon: f64,
    lat: f64,
    height: f64,
    x: f64,
    y: f64,
    left: f64,
    top: f64,
    width: f64,
    height_px: f64,
    hidden: bool,
    count: usize,
    opacity: f64,
}

/// What is asked of a picture; what is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PictureWish {
    camera: Option<String>,
    pan: Option<f64>,
    tilt: Option<f64>,
    zoom: Option<f64>,
    /// Turns there as a person's key would, and not at once.
    gently: bool,
    /// A GeoJSON document of marked bodies.
    marked: Option<String>,
    /// By how many degrees the drawn cameras stand askew of what is known of them.
    askew: Option<f64>,
    /// A place to point at, as a click would.
    spot: Option<PlaceAsked>,
}

/// A place, in degrees and metres above the ground.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceAsked {
    lon: f64,
    lat: f64,
    #[serde(default)]
    height: f64,
}

/// Where a place stands, in CSS pixels of the window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct PlaceSeen {
    x: f64,
    y: f64,
    distance: f64,
}

impl Observed {
    pub(super) fn picture(self) -> Option<PictureSeen> {
        let picture = self.picture_slot.get()?;
        let place = picture.canvas().get_bounding_client_rect();
        let (aim, _) = picture.aims();
        let standing = picture.standing();
        let told = |label: LabelSeen| LabelTold {
            text: label.text,
            kind: label.kind,
            lon: label.place.position.lon(),
            lat: label.place.position.lat(),
            height: label.place.height.0,
            x: label.anchor.0 + place.left(),
            y: label.anchor.1 + place.top(),
            left: label.plate[0] + place.left(),
            top: label.plate[1] + place.top(),
            width: label.plate[2],
            height_px: label.plate[3],
            hidden: label.hidden,
            count: label.count,
            opacity: label.opacity,
        };
        Some(PictureSeen {
            camera: standing.id().as_str().to_owned(),
            lon: standing.eye().position.lon(),
            lat: standing.eye().position.lat(),
            height: standing.eye().height.0,
            pan: aim.pan,
            tilt: aim.tilt,
            roll: standing.roll(),
            zoom: aim.zoom,
            field: standing.field(aim.zoom),
            x: place.left(),
            y: place.top(),
            width: place.width(),
            height_px: place.height(),
            settled: picture.is_settled(),
            filmed: picture.is_filmed(),
            labels: picture.labels().into_iter().map(told).collect(),
        })
    }

    pub(super) fn seen(self, asked: PlaceAsked) -> Option<PlaceSeen> {
        let picture = self.picture_slot.get()?;
        let corner = picture.canvas().get_bounding_client_rect();
        let seen = picture.seen(Elevated {
            position: Wgs84::from_lon_lat(asked.lon, asked.lat).ok()?,
            height: Metres(asked.height),
        })?;
        Some(PlaceSeen {
            x: seen.pixel.x + corner.left(),
            y: seen.pixel.y + corner.top(),
            distance: seen.distance.0,
        })
    }

    /// Opens a camera's picture, turns its head, marks bodies; says what is wrong with the wish, if anything.
    pub(super) fn set_picture(self, wish: PictureWish) -> Result<(), String> {
        if let Some(degrees) = wish.askew {
            self.store.askew_degrees.set(degrees);
        }
        let camera = wish.camera.as_deref().map(|code| self.open_camera(code));
        let camera = camera.transpose()?;
        let Some(picture) = self.picture_slot.get() else {
            let camera = camera.ok_or("no camera's picture is open")?;
            spawn_local(self.once_open(camera, wish));
            return Ok(());
        };
        // Before the signals' readers have run: it is to turn as that camera.
        let standing = camera.and_then(|camera| untrack(|| Standing::of(self.store, &camera)));
        if let Some(standing) = standing {
            picture.watch(standing);
        }
        self.fulfil(wish, &picture)
    }

    /// Opens a camera by its code, unless it is open.
    fn open_camera(self, code: &str) -> Result<CameraId, String> {
        let id = CameraId::try_from(code).map_err(|error| error.to_string())?;
        let is_known = self.store.surroundings.with_untracked(|known| {
            let known = known.as_ref();
            known.is_some_and(|known| known.camera(&id).is_some())
        });
        if !is_known {
            let why =
                "no camera of that code is known; the button that opens the picture reads them";
            return Err(why.to_owned());
        }
        let open = self.store.view.camera;
        if open.get_untracked().as_ref() != Some(&id) {
            open.set(Some(id.clone()));
        }
        Ok(id)
    }

    /// Asks it of a camera's picture that is about to be put on the page, unless another one is opened before.
    async fn once_open(self, camera: CameraId, wish: PictureWish) {
        let picture = loop {
            let open = self.store.view.camera.try_get_untracked().flatten();
            if open.as_ref() != Some(&camera) {
                return;
            }
            match self.picture_slot.get() {
                Some(picture) => break picture,
                None => TimeoutFuture::new(LOOK_EVERY_MS).await,
            }
        };
        if let Err(error) = self.fulfil(wish, &picture) {
            warn!("setPicture: {error}");
        }
    }

    fn fulfil(self, wish: PictureWish, picture: &CameraPicture) -> Result<(), String> {
        let (_, aim) = picture.aims();
        let aim = Aim {
            pan: wish.pan.unwrap_or(aim.pan),
            tilt: wish.tilt.unwrap_or(aim.tilt),
            zoom: wish.zoom.unwrap_or(aim.zoom),
        };
        if wish.gently {
            picture.turn(aim);
        } else if wish.pan.is_some() || wish.tilt.is_some() || wish.zoom.is_some() {
            picture.set_aim(aim);
        }
        if let Some(asked) = wish.spot {
            let at =
                Wgs84::from_lon_lat(asked.lon, asked.lat).map_err(|error| error.to_string())?;
            self.store.view.spot.set(Some(Spot {
                at,
                height_metres: asked.height,
                distance_metres: 0.0,
                semi_axes_metres: (0.0, 0.0),
                outline: Vec::new(),
            }));
        }
        match wish.marked {
            Some(geojson) => picture.mark(geojson).map_err(|error| error.to_string()),
            None => Ok(()),
        }
    }
}
