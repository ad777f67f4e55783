//! A camera that stands somewhere and looks somewhere.

use super::earth::Earth;
use super::ground::Ground;
use super::lens::{Lens, PicturePixel};
use super::orientation::{Axes, Mount, Orientation, PanTilt};
use super::vector::{Vector, dot, length, scaled, sum};
use crate::{Degrees, Elevated, Enu, Metres};

/// A camera with its place, its directions and its lens.
///
/// Light is taken to run straight: at 5 km refraction lifts what is seen by some 0.3 m, a fifth of what the earth falls away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pinhole {
    eye: Elevated,
    axes: Axes,
    lens: Lens,
    earth: Earth,
}

/// A place as a camera sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// Where it stands; it may be beyond the picture's edge.
    pub pixel: PicturePixel,
    /// How far it is from the lens, straight.
    pub distance: Metres,
}

/// What a pixel looks along: a direction from a camera's lens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ray {
    eye: Elevated,
    earth: Earth,
    /// Of length 1, in east, north, up.
    direction: Vector,
}

impl Pinhole {
    /// A camera that looks there.
    #[must_use]
    pub fn new(eye: Elevated, orientation: Orientation, lens: Lens) -> Self {
        Self::with_axes(eye, orientation.axes(), lens)
    }

    /// A camera whose head reads so.
    #[must_use]
    pub fn mounted(eye: Elevated, mount: Mount, reading: PanTilt, lens: Lens) -> Self {
        Self::with_axes(eye, mount.axes(reading), lens)
    }

    const fn with_axes(eye: Elevated, axes: Axes, lens: Lens) -> Self {
        Self {
            eye,
            axes,
            lens,
            earth: Earth::Ellipsoid,
        }
    }

    /// Which earth its picture shows.
    #[must_use]
    pub const fn earth(&self) -> Earth {
        self.earth
    }

    /// The same before another earth: what a drawn picture shows.
    #[must_use]
    pub const fn showing(self, earth: Earth) -> Self {
        Self { earth, ..self }
    }

    /// Its lens.
    #[must_use]
    pub const fn lens(&self) -> Lens {
        self.lens
    }

    /// Where its lens is.
    #[must_use]
    pub const fn eye(&self) -> Elevated {
        self.eye
    }

    /// Where a place stands in the picture, and how far away it is. `None` for what is behind the camera.
    #[must_use]
    pub fn seen(&self, place: Elevated) -> Option<Seen> {
        let there = self.way(place);
        let pixel = self.pixel(there)?;
        Some(Seen {
            pixel,
            distance: Metres(length(there)),
        })
    }

    /// The straight way to a place, in metres to the east, north and up.
    fn way(&self, place: Elevated) -> Vector {
        let there = self.earth.enu(self.eye, place);
        [there.east.0, there.north.0, there.up.0]
    }

    fn pixel(&self, there: Vector) -> Option<PicturePixel> {
        let depth = dot(there, self.axes.forward);
        if depth <= 0.0 {
            return None;
        }
        let right = dot(there, self.axes.right) / depth;
        let down = -dot(there, self.axes.up) / depth;
        self.lens.pixel(right, down)
    }

    /// What a pixel looks along. `None` for a pixel that the lens shows nothing at.
    #[must_use]
    pub fn ray(&self, pixel: PicturePixel) -> Option<Ray> {
        let (right, down) = self.lens.tangents(pixel)?;
        let Axes {
            right: to_right,
            up,
            forward,
        } = self.axes;
        self.along(sum(
            sum(forward, scaled(to_right, right)),
            scaled(up, -down),
        ))
    }

    /// What leads along a way, however long that is. `None` for none.
    fn along(&self, way: Vector) -> Option<Ray> {
        let length = length(way);
        (length > 0.0).then(|| Ray {
            eye: self.eye,
            earth: self.earth,
            direction: scaled(way, length.recip()),
        })
    }

    /// What a place lies along, also beside and behind of what is seen. `None` where the camera itself is.
    #[must_use]
    pub fn towards(&self, place: Elevated) -> Option<Ray> {
        self.along(self.way(place))
    }

    /// Where its line of sight leads, clockwise from north. `None` where it looks straight up or down.
    #[must_use]
    pub fn ahead(&self) -> Option<Degrees> {
        let [east, north, _] = self.axes.forward;
        let level = libm::sqrt(east * east + north * north);
        (level > 1e-9).then(|| Degrees(libm::atan2(east, north).to_degrees()).as_bearing())
    }

    /// The place on the ground that a pixel shows. `None` above the horizon, and for what is too far to be told.
    #[must_use]
    pub fn place(&self, pixel: PicturePixel, ground: &impl Ground) -> Option<Elevated> {
        ground.meet(&self.ray(pixel)?)
    }
}

impl Ray {
    /// The place that lies so far along it.
    #[must_use]
    pub fn at(&self, distance: Metres) -> Option<Elevated> {
        let [east, north, up] = scaled(self.direction, distance.0);
        let seen = Enu {
            east: Metres(east),
            north: Metres(north),
            up: Metres(up),
        };
        self.earth.place(self.eye, seen)
    }

    /// Where it leads, clockwise from north.
    #[must_use]
    pub fn bearing(&self) -> Degrees {
        let [east, north, _] = self.direction;
        Degrees(libm::atan2(east, north).to_degrees()).as_bearing()
    }

    /// The angle between it and another of the same eye.
    #[must_use]
    pub fn apart(&self, other: &Self) -> Degrees {
        let along = dot(self.direction, other.direction).clamp(-1.0, 1.0);
        Degrees(libm::acos(along).to_degrees())
    }

    /// How much it rises a metre; negative where it sinks.
    #[must_use]
    pub const fn rise(&self) -> f64 {
        self.direction[2]
    }
}
