//! The camera and what it sees, in the convention of MapLibre GL JS: tiles of 512 pixels, a field of view of 36.87°.
//!
//! Closed forms for a flat ground, in f64. `tests/engine_camera.rs` holds them against the map library's own `project()`.

use crate::position::{Bounds, GROUND_UNITS, Ground, LonLat};

/// Vertical field of view in radians: MapLibre's default, 2·atan(1/3).
pub const FIELD_OF_VIEW: f64 = 0.643_501_108_793_284_4;

/// The steepest look the engine allows, in degrees from straight down. The horizon stays out of the picture.
pub const MAX_PITCH: f64 = 70.0;

/// Side of one tile at its own zoom, in CSS pixels; the whole world at zoom 0.
const TILE_SIDE: f64 = 512.0;

/// Where the camera looks, and from how far and which side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// What lies in the middle of the picture.
    pub centre: LonLat,
    /// Zoom, 0 to 24: the world is 512·2^zoom CSS pixels wide.
    pub zoom: f64,
    /// Degrees from straight down, 0 to [`MAX_PITCH`].
    pub pitch: f64,
    /// The compass direction that is up in the picture, in degrees clockwise from north.
    pub bearing: f64,
}

impl Camera {
    /// A camera looking straight down with north up.
    #[must_use]
    pub const fn over(centre: LonLat, zoom: f64) -> Self {
        Self {
            centre,
            zoom,
            pitch: 0.0,
            bearing: 0.0,
        }
    }

    /// Width of the whole world in CSS pixels at this zoom.
    #[must_use]
    pub fn world_size(&self) -> f64 {
        TILE_SIDE * self.zoom.exp2()
    }
}

/// Space to keep free at the edges of the view, in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Padding {
    /// At the upper edge.
    pub top: f64,
    /// At the right edge.
    pub right: f64,
    /// At the lower edge.
    pub bottom: f64,
    /// At the left edge.
    pub left: f64,
}

impl Padding {
    /// The same space at all four edges.
    #[must_use]
    pub const fn all(space: f64) -> Self {
        Self {
            top: space,
            right: space,
            bottom: space,
            left: space,
        }
    }
}

/// A point of the view in CSS pixels from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScreenPoint {
    /// Rightward.
    pub x: f64,
    /// Downward.
    pub y: f64,
}

/// A camera together with the size of the window it is seen through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    camera: Camera,
    width: f64,
    height: f64,
    centre_x: f64,
    centre_y: f64,
    world_size: f64,
    distance: f64,
    sin_bearing: f64,
    cos_bearing: f64,
    sin_pitch: f64,
    cos_pitch: f64,
}

/// What the shader needs to place a mark: a whole-number centre and a matrix for the offset from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroundToClip {
    /// Subtract this from a mark's position, wrapping.
    pub origin: Ground,
    /// Column-major 3×3: (offset x, offset y, 1) in ground units becomes (x, y, w) in clip space.
    pub matrix: [f32; 9],
}

/// An axis-parallel rectangle of the Mercator unit square; east may be beyond 1 where the view crosses the antimeridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MercatorBox {
    /// West edge.
    pub west: f64,
    /// North edge: the smaller `y`.
    pub north: f64,
    /// East edge.
    pub east: f64,
    /// South edge: the larger `y`.
    pub south: f64,
}

impl View {
    /// What `camera` sees through a window of `width` × `height` CSS pixels (each at least 1).
    #[must_use]
    pub fn new(camera: Camera, width: f64, height: f64) -> Self {
        let (width, height) = (width.max(1.0), height.max(1.0));
        let (centre_x, centre_y) = camera.centre.mercator();
        let (sin_bearing, cos_bearing) = camera.bearing.to_radians().sin_cos();
        let (sin_pitch, cos_pitch) = camera.pitch.to_radians().sin_cos();
        Self {
            camera,
            width,
            height,
            centre_x,
            centre_y,
            world_size: camera.world_size(),
            distance: 0.5 / (FIELD_OF_VIEW / 2.0).tan() * height,
            sin_bearing,
            cos_bearing,
            sin_pitch,
            cos_pitch,
        }
    }

    /// The camera.
    #[must_use]
    pub const fn camera(&self) -> Camera {
        self.camera
    }

    /// Width of the window in CSS pixels.
    #[must_use]
    pub const fn width(&self) -> f64 {
        self.width
    }

    /// Height of the window in CSS pixels.
    #[must_use]
    pub const fn height(&self) -> f64 {
        self.height
    }

    /// From the camera to the centre of the picture, in CSS pixels.
    #[must_use]
    pub const fn distance(&self) -> f64 {
        self.distance
    }

    /// Where a position stands in the window (it may be outside of it); `None` when it lies behind the camera.
    #[must_use]
    pub fn project(&self, at: LonLat) -> Option<ScreenPoint> {
        let (x, y) = at.mercator();
        self.project_offset(
            (x - self.centre_x) * self.world_size,
            (y - self.centre_y) * self.world_size,
        )
    }

    /// [`View::project`] for a position already on the integer grid, the shorter way round the world.
    #[must_use]
    pub fn project_ground(&self, at: Ground) -> Option<ScreenPoint> {
        let (origin, rest_x, rest_y) = self.origin();
        let (dx, dy) = at.offset_from(origin);
        let scale = self.world_size / GROUND_UNITS;
        self.project_offset(
            (f64::from(dx) - rest_x) * scale,
            (f64::from(dy) - rest_y) * scale,
        )
    }

    /// From pixels east and south of the centre, on the ground, to the window.
    fn project_offset(&self, dx: f64, dy: f64) -> Option<ScreenPoint> {
        let right = dx * self.cos_bearing + dy * self.sin_bearing;
        let near = dy * self.cos_bearing - dx * self.sin_bearing;
        let depth = self.distance - near * self.sin_pitch;
        if depth <= self.distance * NEAREST {
            return None;
        }
        Some(ScreenPoint {
            x: self.width / 2.0 + self.distance * right / depth,
            y: self.height / 2.0 + self.distance * near * self.cos_pitch / depth,
        })
    }

    /// The ground under a point of the window; `None` above the horizon.
    #[must_use]
    pub fn unproject(&self, at: ScreenPoint) -> Option<LonLat> {
        let (x, y) = self.unproject_mercator(at)?;
        Some(LonLat::from_mercator(x, y))
    }

    /// The ground under a point of the window in the Mercator unit square, unwrapped: `x` may lie beyond 0 and 1.
    #[must_use]
    pub fn unproject_mercator(&self, at: ScreenPoint) -> Option<(f64, f64)> {
        let (u, v) = (at.x - self.width / 2.0, at.y - self.height / 2.0);
        let steepness = self.distance * self.cos_pitch + v * self.sin_pitch;
        if steepness <= self.distance * NEAREST {
            return None;
        }
        let near = v * self.distance / steepness;
        let right = u * (self.distance - near * self.sin_pitch) / self.distance;
        let dx = right * self.cos_bearing - near * self.sin_bearing;
        let dy = right * self.sin_bearing + near * self.cos_bearing;
        Some((
            self.centre_x + dx / self.world_size,
            self.centre_y + dy / self.world_size,
        ))
    }

    /// The smallest box of ground around a rectangle of the window, widened by nothing; `None` when it reaches above
    /// the horizon, so that no box would hold it.
    #[must_use]
    pub fn ground_under(&self, from: ScreenPoint, to: ScreenPoint) -> Option<MercatorBox> {
        let mut found = MercatorBox {
            west: f64::INFINITY,
            north: f64::INFINITY,
            east: f64::NEG_INFINITY,
            south: f64::NEG_INFINITY,
        };
        for (x, y) in [
            (from.x, from.y),
            (to.x, from.y),
            (to.x, to.y),
            (from.x, to.y),
        ] {
            let (x, y) = self.unproject_mercator(ScreenPoint { x, y })?;
            found.west = found.west.min(x);
            found.east = found.east.max(x);
            found.north = found.north.min(y);
            found.south = found.south.max(y);
        }
        Some(found)
    }

    /// The centre on the integer grid, and what is lost by rounding it there, in ground units.
    fn origin(&self) -> (Ground, f64, f64) {
        let origin = Ground::from_mercator(self.centre_x, self.centre_y);
        let (x, y) = origin.mercator();
        // A centre beyond the antimeridian is a whole world away from its place on the grid.
        let across = (self.centre_x - x).round();
        (
            origin,
            (self.centre_x - x - across) * GROUND_UNITS,
            (self.centre_y - y) * GROUND_UNITS,
        )
    }

    /// What the shader needs to place marks in this view.
    #[must_use]
    pub fn ground_to_clip(&self) -> GroundToClip {
        let (origin, rest_x, rest_y) = self.origin();
        let scale = self.world_size / GROUND_UNITS;
        let (across, up) = (
            2.0 * self.distance / self.width,
            2.0 * self.distance / self.height * self.cos_pitch,
        );
        // Columns: what one unit east, one unit south and nothing at all add to (x, y, w).
        let east = [
            self.cos_bearing * scale * across,
            self.sin_bearing * scale * up,
            self.sin_bearing * scale * self.sin_pitch,
        ];
        let south = [
            self.sin_bearing * scale * across,
            -self.cos_bearing * scale * up,
            -self.cos_bearing * scale * self.sin_pitch,
        ];
        let rest = [0, 1, 2].map(|row: usize| -east[row] * rest_x - south[row] * rest_y);
        GroundToClip {
            origin,
            matrix: [
                east[0],
                east[1],
                east[2],
                south[0],
                south[1],
                south[2],
                rest[0],
                rest[1],
                rest[2] + self.distance,
            ]
            .map(|value| value as f32),
        }
    }

    /// The camera that shows all of `bounds` inside `padding`, with this view's bearing, looking straight down, and no
    /// closer than `max_zoom`.
    #[must_use]
    pub fn fit(&self, bounds: Bounds, padding: Padding, max_zoom: f64) -> Camera {
        let (west, south) = bounds.south_west.mercator();
        let (east, north) = bounds.north_east.mercator();
        let half_width = (east - west) / 2.0;
        let half_height = (south - north) / 2.0;
        // The box turned with the view: its extent along the window's axes.
        let across = 2.0
            * (half_width * self.cos_bearing.abs() + half_height * self.sin_bearing.abs())
                .max(f64::MIN_POSITIVE);
        let along = 2.0
            * (half_width * self.sin_bearing.abs() + half_height * self.cos_bearing.abs())
                .max(f64::MIN_POSITIVE);
        let free_width = (self.width - padding.left - padding.right).max(1.0);
        let free_height = (self.height - padding.top - padding.bottom).max(1.0);
        let zoom = (free_width / across).min(free_height / along) / TILE_SIDE;
        let zoom = zoom.log2().clamp(0.0, max_zoom);
        // The middle of the free space is not the middle of the window: move the centre by the difference.
        let right = (padding.right - padding.left) / 2.0;
        let down = (padding.bottom - padding.top) / 2.0;
        let world = TILE_SIDE * zoom.exp2();
        let dx = (right * self.cos_bearing - down * self.sin_bearing) / world;
        let dy = (right * self.sin_bearing + down * self.cos_bearing) / world;
        Camera {
            centre: LonLat::from_mercator((west + east) / 2.0 + dx, (north + south) / 2.0 + dy),
            zoom,
            pitch: 0.0,
            bearing: self.camera.bearing,
        }
    }
}

/// The nearest a point may come to the camera, as a share of the centre's distance.
const NEAREST: f64 = 1e-3;
