//! Where a camera stands, what it can do, and what its lens makes of an aim.

use std::sync::Arc;

use domain::{Camera, CameraId, CameraPoint, CameraPose, Name, Wgs84};
use geodesy::{
    Calibration, CameraModel, Degrees, Earth, Elevated, Enu, Ground, Lens, Metres, PanTilt,
    PicturePixel, Pinhole, Uncertain, enu_from_wgs84,
};
use leptos::prelude::{Get, With};
use protocol::measured_model;

use super::askew::Askew;
use crate::config::Calibrated;
use crate::engine::{Eye, LonLat};
use crate::store::Store;

/// How far a head looks down and up, in degrees.
const TILTS: (f64, f64) = (-89.0, 25.0);

/// What a camera that is turned to a place shows around it, in metres from edge to edge.
const SHOWN_AROUND: f64 = 260.0;

/// Where a head looks and how far it has zoomed in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aim {
    /// What its head reads: degrees clockwise from its zero, which is true north unless a calibration says otherwise.
    pub pan: f64,
    /// Degrees above its own horizon.
    pub tilt: f64,
    /// Zoom factor, 1 at the wide end.
    pub zoom: f64,
}

impl Aim {
    /// What the head reads of itself.
    #[must_use]
    pub const fn reading(self) -> PanTilt {
        PanTilt {
            pan: Degrees(self.pan),
            tilt: Degrees(self.tilt),
        }
    }
}

/// A camera as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    camera: Camera,
    pose: CameraPose,
    /// How it stands and sees, as far as anybody knows.
    model: CameraModel,
    /// Since which calibration; `None` where the catalogue's pose is all there is.
    calibrated: Option<Arc<Calibrated>>,
    /// How the drawn one stands in truth, beside its catalogue's pose.
    askew: Askew,
    name: Name,
    place: Name,
    widest: f64,
    longest: f64,
}

/// What a camera sees with an aim, and how sure that is.
#[derive(Clone, Debug)]
pub struct Sighting {
    camera: Pinhole,
    look: (PanTilt, Lens, Earth),
    calibrated: Option<Arc<Calibrated>>,
}

impl Sighting {
    /// What projects into the picture.
    #[must_use]
    pub const fn camera(&self) -> &Pinhole {
        &self.camera
    }

    /// The place of this ground that a pixel shows. What may be wrong is the pointing, `pointing` pixels of standard deviation,
    /// and what the camera's calibration leaves open; a catalogue's pose does not say how exact it is. `None` for the sky.
    #[must_use]
    pub fn place(
        &self,
        (pixel, pointing): (PicturePixel, f64),
        ground: &impl Ground,
    ) -> Option<Uncertain> {
        match &self.calibrated {
            Some(known) => known
                .calibration
                .place(self.look, (pixel, pointing), ground),
            None => Uncertain::pointed(&self.camera, (pixel, pointing), ground),
        }
    }

    /// How far from its pixel a place may stand by what the calibration leaves open: one standard deviation, in pixels.
    #[must_use]
    pub fn deviation(&self, place: Elevated) -> f64 {
        let (reading, lens, _) = self.look;
        let calibration = self.calibrated.as_ref().map(|known| &known.calibration);
        let told = calibration.and_then(|known| known.label_deviation(reading, lens, place));
        told.unwrap_or(0.0)
    }
}

impl Standing {
    /// A camera of a point, as it was calibrated or else as its catalogue has it; `None` when nobody has measured where it looks
    /// or how wide.
    #[must_use]
    pub fn new(
        point: &CameraPoint,
        camera: &Camera,
        calibrated: Option<Arc<Calibrated>>,
    ) -> Option<Self> {
        let (first, last) = (
            camera.fields_of_view.first()?,
            camera.fields_of_view.last()?,
        );
        Some(Self {
            pose: camera.pose?,
            model: match &calibrated {
                Some(known) => known.calibration.model,
                None => measured_model(camera)?,
            },
            calibrated,
            askew: Askew::default(),
            name: camera.name.clone(),
            place: point.name.clone(),
            widest: first.zoom,
            longest: last.zoom,
            camera: camera.clone(),
        })
    }

    /// How it was calibrated last; `None` where its catalogue's pose is all there is.
    #[must_use]
    pub fn calibration(&self) -> Option<&Calibration> {
        self.calibrated.as_ref().map(|known| &known.calibration)
    }

    /// A camera by its code, as it was calibrated last; tracks what that is made of.
    #[must_use]
    pub fn of(store: Store, id: &CameraId) -> Option<Self> {
        let surroundings = store.surroundings.get()?;
        let (point, camera) = surroundings.camera(id)?;
        let calibrated = (store.surveyed).with(|known| known.calibrations.get(id).cloned());
        Some(Self {
            askew: Askew::of(id, store.askew_degrees.get()),
            ..Self::new(point, camera, calibrated)?
        })
    }

    /// The same camera as its catalogue has it.
    #[must_use]
    pub const fn camera(&self) -> &Camera {
        &self.camera
    }

    /// How it stands and sees, as far as anybody knows.
    #[must_use]
    pub const fn model(&self) -> &CameraModel {
        &self.model
    }

    /// Since which calibration.
    #[must_use]
    pub const fn calibrated(&self) -> Option<&Arc<Calibrated>> {
        self.calibrated.as_ref()
    }

    /// Its code.
    #[must_use]
    pub const fn id(&self) -> &CameraId {
        &self.camera.id
    }

    /// What it is called.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.name
    }

    /// What its mast or roof is called.
    #[must_use]
    pub const fn place_name(&self) -> &Name {
        &self.place
    }

    /// Where its lens is. Heights are counted from the ground, which is level.
    #[must_use]
    pub const fn eye(&self) -> Elevated {
        self.model.eye
    }

    /// How far it leans to its right, in degrees.
    #[must_use]
    pub const fn roll(&self) -> f64 {
        self.model.mount.roll.0
    }

    /// Where it looks when nobody steers it.
    #[must_use]
    pub const fn home(&self) -> Aim {
        Aim {
            pan: self.pose.pan_degrees,
            tilt: self.pose.tilt_degrees,
            zoom: self.widest,
        }
    }

    /// The nearest aim that it can take; one that cannot be turned keeps its own.
    #[must_use]
    pub fn nearest(&self, aim: Aim) -> Aim {
        if !self.camera.steerable {
            return self.home();
        }
        Aim {
            pan: aim.pan.rem_euclid(360.0),
            tilt: aim.tilt.clamp(TILTS.0, TILTS.1),
            zoom: aim.zoom.clamp(self.widest, self.longest),
        }
    }

    /// Whether it cannot be turned: then it looks where it was measured to look.
    #[must_use]
    pub const fn is_fixed(&self) -> bool {
        !self.camera.steerable
    }

    /// How much later its film comes than what its head tells of the same moment, in milliseconds.
    #[must_use]
    pub const fn film_delay_ms(&self) -> f64 {
        self.camera.film_delay.0 as f64
    }

    /// How wide it sees at a zoom, in degrees.
    #[must_use]
    pub fn field(&self, zoom: f64) -> f64 {
        let tangent = (self.table_field(zoom).to_radians() / 2.0).tan() / self.model.focal_times;
        2.0 * tangent.atan().to_degrees()
    }

    /// How wide it sees at a zoom by its table, which a calibration corrects.
    fn table_field(&self, zoom: f64) -> f64 {
        self.camera.horizontal_field(zoom).unwrap_or(60.0)
    }

    /// Its lens at a zoom as its table has it, for pictures of that many pixels; `None` for pictures of none.
    #[must_use]
    pub fn table_lens(&self, zoom: f64, (width, height): (f64, f64)) -> Option<Lens> {
        Lens::from_field(width, height, Degrees(self.table_field(zoom))).ok()
    }

    /// The zoom at which it sees so wide, or the nearest that it has: fields narrow as the zoom rises.
    fn zoom_of_field(&self, degrees: f64) -> f64 {
        let (mut wide, mut long) = (self.widest, self.longest);
        for _ in 0..30 {
            let middle = f64::midpoint(wide, long);
            if self.field(middle) > degrees {
                wide = middle;
            } else {
                long = middle;
            }
        }
        f64::midpoint(wide, long)
    }

    /// What it sees with an aim in a picture of that many pixels; `None` for a picture of none. `earth` is what the picture
    /// shows: the real one, or one that was drawn.
    #[must_use]
    pub fn pinhole(&self, aim: Aim, size: (f64, f64), earth: Earth) -> Option<Pinhole> {
        let lens = self.table_lens(aim.zoom, size)?;
        Some(self.model.camera(aim.reading(), lens).showing(earth))
    }

    /// The same, with how sure it is.
    #[must_use]
    pub fn sighting(&self, aim: Aim, size: (f64, f64), earth: Earth) -> Option<Sighting> {
        let lens = self.table_lens(aim.zoom, size)?;
        Some(Sighting {
            camera: self.model.camera(aim.reading(), lens).showing(earth),
            look: (aim.reading(), lens, earth),
            calibrated: self.calibrated.clone(),
        })
    }

    /// What the map library is to draw: how the camera stands in truth, which nobody may know.
    #[must_use]
    pub fn drawn_eye(&self, aim: Aim) -> Eye {
        let at = self.pose.position;
        Eye {
            at: LonLat::new(at.lon(), at.lat()),
            height_metres: self.pose.height_metres,
            pan: aim.pan + self.askew.pan,
            tilt: aim.tilt + self.askew.tilt,
            roll: self.pose.roll_degrees + self.askew.roll,
            horizontal_field: self.askew.field(self.table_field(aim.zoom)),
        }
    }

    /// What projects into the picture as it is drawn: nobody may know it, and only what is drawn itself stands by it.
    #[must_use]
    pub fn drawn_pinhole(
        &self,
        aim: Aim,
        (width, height): (f64, f64),
        earth: Earth,
    ) -> Option<Pinhole> {
        let eye = self.drawn_eye(aim);
        let lens = Lens::from_field(width, height, Degrees(eye.horizontal_field)).ok()?;
        let mut model = measured_model(&self.camera)?;
        model.mount.roll = Degrees(eye.roll);
        let look = PanTilt {
            pan: Degrees(eye.pan),
            tilt: Degrees(eye.tilt),
        };
        Some(model.camera(look, lens).showing(earth))
    }

    /// Where the lens of what is drawn is.
    #[must_use]
    pub fn drawn_from(&self) -> Elevated {
        Elevated {
            position: self.pose.position,
            height: Metres(self.pose.height_metres),
        }
    }

    /// The aim that brings a place into the middle of the picture, and what is around it with it.
    #[must_use]
    pub fn aim_at(&self, place: Elevated) -> Aim {
        let Enu { east, north, up } = enu_from_wgs84(self.eye(), place);
        let level = east.0.hypot(north.0);
        let away = level.hypot(up.0).max(1.0);
        let field = 2.0 * (SHOWN_AROUND / 2.0 / away).atan().to_degrees();
        let mount = self.model.mount;
        let aim = self.nearest(Aim {
            pan: east.0.atan2(north.0).to_degrees() - mount.pan_offset.0,
            tilt: up.0.atan2(level).to_degrees() - mount.tilt_offset.0,
            zoom: self.zoom_of_field(field),
        });
        self.centred(aim, place).unwrap_or(aim)
    }

    /// An aim that has a place nearly in the middle, corrected for roll and a mast that leans.
    fn centred(&self, aim: Aim, place: Elevated) -> Option<Aim> {
        const SIDE: f64 = 1_000.0;
        let camera = self.pinhole(aim, (SIDE, SIDE), Earth::Ellipsoid)?;
        let seen = camera.seen(place)?.pixel;
        let degrees = |pixels: f64| (pixels / camera.lens().focal()).atan().to_degrees();
        Some(self.nearest(Aim {
            pan: aim.pan + degrees(seen.x - SIDE / 2.0) / aim.tilt.to_radians().cos().max(0.25),
            tilt: aim.tilt - degrees(seen.y - SIDE / 2.0),
            zoom: aim.zoom,
        }))
    }

    /// How far a place on the ground is from it, in metres.
    #[must_use]
    pub fn distance(&self, place: Wgs84) -> f64 {
        let place = Elevated {
            position: place,
            height: Metres(0.0),
        };
        let Enu { east, north, up } = enu_from_wgs84(self.eye(), place);
        east.0.hypot(north.0).hypot(up.0)
    }
}

/// A camera of a test's own.
#[cfg(test)]
pub(crate) fn test_camera(height_metres: f64, pan: f64, tilt: f64) -> Standing {
    let point = test_point(height_metres, pan, tilt);
    Standing::new(&point, &point.cameras[0], None).expect("its pose and fields are known")
}

/// A tower of a test's own, 90 m high: by it some places do not see each other.
#[cfg(test)]
pub(super) fn test_tower() -> crate::config::Footprint {
    crate::config::Footprint {
        corners: vec![
            (106.2715, 29.3898),
            (106.2720, 29.3898),
            (106.2720, 29.3902),
            (106.2715, 29.3902),
        ],
        height_metres: 90.0,
        storeys: None,
        name: None,
    }
}

/// A mast of a test's own, with its camera.
#[cfg(test)]
pub(super) fn test_point(height_metres: f64, pan: f64, tilt: f64) -> CameraPoint {
    let id = |text: &str| text.to_owned();
    let position = Wgs84::from_lon_lat(106.27, 29.39).expect("a place on earth");
    let camera = Camera {
        id: CameraId::try_from(&*id("L-001-01")).expect("an id"),
        name: Name::same("head"),
        steerable: true,
        pose: Some(CameraPose {
            position,
            height_metres,
            pan_degrees: pan,
            tilt_degrees: tilt,
            roll_degrees: 0.0,
        }),
        fields_of_view: [(1.0, 60.0), (2.0, 32.0), (40.0, 1.6)]
            .map(|(zoom, horizontal_degrees)| domain::FieldOfView {
                zoom,
                horizontal_degrees,
            })
            .to_vec(),
        streams: Vec::new(),
        film_delay: domain::Millis::ZERO,
    };
    CameraPoint {
        id: domain::PointId::try_from("L-001").expect("an id"),
        name: Name::same("lookout"),
        kind: domain::PointKind::Lookout,
        position,
        mast_height_metres: height_metres,
        area: None,
        grid: None,
        platform: None,
        cameras: vec![camera],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_that_is_turned_to_a_place_has_it_in_the_middle() {
        let standing = test_camera(80.0, 10.0, -5.0);
        let place = Elevated {
            position: Wgs84::from_lon_lat(106.262, 29.384).expect("a place on earth"),
            height: Metres(0.0),
        };
        let aim = standing.aim_at(place);
        let camera = standing.pinhole(aim, (1600.0, 900.0), Earth::Ellipsoid);
        let seen = camera.expect("a picture").seen(place).expect("ahead");
        assert!((seen.pixel.x - 800.0).abs() < 1e-6 && (seen.pixel.y - 450.0).abs() < 1e-6);
        let across = 2.0 * (standing.field(aim.zoom).to_radians() / 2.0).tan() * seen.distance.0;
        assert!((across - SHOWN_AROUND).abs() < 1.0, "{across} m");
    }

    #[test]
    fn what_is_drawn_stands_by_the_catalogue_and_turned_where_the_camera_stands_askew() {
        let upright = test_camera(80.0, 10.0, -5.0);
        let askew = Standing {
            askew: Askew::of(upright.id(), 2.0),
            ..upright.clone()
        };
        let target = Elevated {
            position: Wgs84::from_lon_lat(106.271, 29.395).expect("a place on earth"),
            height: Metres(0.0),
        };
        let size = (1600.0, 900.0);
        let aim = Aim {
            zoom: 1.0,
            ..upright.aim_at(target)
        };
        let pixel = |camera: Option<Pinhole>| {
            let seen = camera.expect("a picture").seen(target).expect("ahead");
            (seen.pixel.x, seen.pixel.y)
        };
        let earth = Earth::MercatorSheet;
        let known = pixel(upright.pinhole(aim, size, earth));
        assert_eq!(pixel(upright.drawn_pinhole(aim, size, earth)), known);
        assert_eq!(
            pixel(askew.pinhole(aim, size, earth)),
            known,
            "nobody knows"
        );
        let drawn = pixel(askew.drawn_pinhole(aim, size, earth));
        let focal = 800.0 / 30.0_f64.to_radians().tan();
        let degrees = ((drawn.0 - known.0) / focal).atan().to_degrees();
        // Clockwise moves what is seen to the left.
        assert!((degrees + askew.askew.pan).abs() < 0.1, "{degrees}°");
    }

    #[test]
    fn no_aim_leaves_what_the_head_can_do() {
        let standing = test_camera(80.0, 10.0, -5.0);
        let aim = Aim {
            pan: -10.0,
            tilt: -120.0,
            zoom: 900.0,
        };
        let taken = Aim {
            pan: 350.0,
            tilt: TILTS.0,
            zoom: 40.0,
        };
        assert_eq!(standing.nearest(aim), taken);
    }
}
