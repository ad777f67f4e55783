//! What a calibration came to, and how sure it is.

use serde::{Deserialize, Serialize};

use super::View;
use super::normal::{Square, Unknowns};
use super::residuals::STEPS;
use super::unknowns::{COUNT, CameraModel};
use crate::camera::earth::Earth;
use crate::camera::ground::{Ground, LevelGround};
use crate::camera::lens::{Lens, PicturePixel};
use crate::camera::orientation::PanTilt;
use crate::camera::pinhole::Pinhole;
use crate::{Degrees, Elevated, Metres, enu_from_wgs84, great_circle_destination};

/// Two numbers at once are within their ellipse 95 times of 100 when it is so many standard deviations wide.
const WITHIN_95: f64 = 2.4477;

/// A place that a pixel shows is good when it is known to so much, 95 times of 100.
const GOOD: Metres = Metres(50.0);

/// What lies so many times as far as the farthest point is not vouched for.
const BEYOND_POINTS: f64 = 1.5;

/// Why a calibration came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalibrationError {
    /// Point at more places.
    #[error("{given} control points; it takes {needed}")]
    TooFew {
        /// How many it takes.
        needed: usize,
        /// How many there are.
        given: usize,
    },
    /// Most points contradict one another, or what is known of the camera: look at which place each pixel was taken for.
    #[error("the control points cannot be brought together")]
    NotTogether,
    /// Point at places elsewhere in the picture, or say of more that it is known.
    #[error("the control points do not tell what is looked for")]
    NotTold,
}

/// How well a control point fits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointFit {
    /// Of which view, as they were given.
    pub view: usize,
    /// Which of its points, as they were given.
    pub point: usize,
    /// How far to the right of its pixel the place stands, in pixels.
    pub right: f64,
    /// How far below, in pixels.
    pub down: f64,
    /// Whether it was used: a point that is too far off is taken to be mistaken.
    pub belongs: bool,
}

/// Points that contradict one another, and most of which agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement {
    /// How the camera would stand by those that agree.
    pub model: CameraModel,
    /// Every control point, in order; those that agree belong.
    pub points: Vec<PointFit>,
}

/// A calibrated camera.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// How it stands and sees.
    pub model: CameraModel,
    /// Every control point, in order.
    pub points: Vec<PointFit>,
    /// Root of the mean square of what the points that belong are off by, in pixels.
    pub root_mean_square: f64,
    /// How far a place of the ground that a pixel shows is known to 50 m, 95 times of 100; at most half as far again as the
    /// farthest point.
    pub good_to: Metres,
    covariance: Square,
}

/// An ellipse on the ground within which something lies 95 times of 100.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ellipse {
    /// Half its length.
    pub semi_major: Metres,
    /// Half its width.
    pub semi_minor: Metres,
    /// Where it is longest, clockwise from north, 0 ≤ x < 180.
    pub bearing: Degrees,
}

/// A place, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Uncertain {
    /// Where.
    pub place: Elevated,
    /// Where else it may be, around it.
    pub ellipse: Ellipse,
}

impl Uncertain {
    /// The place that a pixel of a camera shows whose pose is exactly known: what may be wrong is the pointing, `pointing`
    /// pixels of standard deviation. `None` above the horizon.
    #[must_use]
    pub fn pointed(
        camera: &Pinhole,
        (pixel, pointing): (PicturePixel, f64),
        ground: &impl Ground,
    ) -> Option<Self> {
        let place = camera.place(pixel, ground)?;
        let mut covariance = [[0.0; 2]; 2];
        for slope in pointing_slopes(camera, (pixel, pointing), place, ground)? {
            add_outer(&mut covariance, slope);
        }
        Some(Self::spread(place, &covariance))
    }

    fn spread(place: Elevated, covariance: &[[f64; 2]; 2]) -> Self {
        let [long, wide, bearing] = spread(covariance);
        Self {
            place,
            ellipse: Ellipse {
                semi_major: Metres(long * WITHIN_95),
                semi_minor: Metres(wide * WITHIN_95),
                bearing: Degrees(bearing),
            },
        }
    }
}

impl Calibration {
    pub(super) fn new(
        model: CameraModel,
        covariance: Square,
        points: Vec<PointFit>,
        (views, ground): (&[View], LevelGround),
    ) -> Self {
        let squares = || {
            let good = points.iter().filter(|point| point.belongs);
            good.map(|point| point.right * point.right + point.down * point.down)
        };
        let root_mean_square = libm::sqrt(squares().sum::<f64>() / squares().count().max(1) as f64);
        let mut calibration = Self {
            model,
            points,
            root_mean_square,
            good_to: Metres(0.0),
            covariance,
        };
        calibration.good_to = calibration.reach(views, ground);
        calibration
    }

    /// How exactly a label stands on a place, one standard deviation in the worst direction, in pixels: what the calibration
    /// adds, not the place itself. `None` for what is behind the camera.
    #[must_use]
    pub fn label_deviation(&self, reading: PanTilt, lens: Lens, place: Elevated) -> Option<f64> {
        let pixel_of = |model: &CameraModel| {
            let seen = model.camera(reading, lens).seen(place)?;
            Some([seen.pixel.x, seen.pixel.y])
        };
        let [long, _, _] = spread(&self.spread_of(pixel_of)?);
        Some(long)
    }

    /// The place that a pixel of a picture of this earth shows, with what may be wrong by the calibration and by pointing,
    /// `pointing` pixels of standard deviation. `None` above the horizon.
    #[must_use]
    pub fn place(
        &self,
        (reading, lens, earth): (PanTilt, Lens, Earth),
        (pixel, pointing): (PicturePixel, f64),
        ground: &impl Ground,
    ) -> Option<Uncertain> {
        let camera_of = |model: &CameraModel| model.camera(reading, lens).showing(earth);
        let camera = camera_of(&self.model);
        let place = camera.place(pixel, ground)?;
        let from_place = |other: Elevated| {
            let there = enu_from_wgs84(place, other);
            [there.east.0, there.north.0]
        };
        let mut covariance = self.spread_of(|model| {
            let other = camera_of(model).place(pixel, ground)?;
            Some(from_place(other))
        })?;
        for slope in pointing_slopes(&camera, (pixel, pointing), place, ground)? {
            add_outer(&mut covariance, slope);
        }
        Some(Uncertain::spread(place, &covariance))
    }

    /// One standard deviation of an unknown's own.
    fn spread_of(&self, told: impl Fn(&CameraModel) -> Option<[f64; 2]>) -> Option<[[f64; 2]; 2]> {
        let mut slopes = [[0.0; 2]; COUNT];
        for (at, slope) in slopes.iter_mut().enumerate() {
            if self.covariance[at][at] == 0.0 {
                continue;
            }
            let moved = |by: f64| {
                let mut step = Unknowns::default();
                step[at] = by;
                told(&self.model.moved(&step)?)
            };
            let (before, after) = (moved(-STEPS[at])?, moved(STEPS[at])?);
            *slope = [0, 1].map(|axis| (after[axis] - before[axis]) / (2.0 * STEPS[at]));
        }
        let mut spread = [[0.0; 2]; 2];
        for (one, row) in self.covariance.iter().enumerate() {
            for (other, shared) in row.iter().enumerate() {
                for (axis, cells) in spread.iter_mut().enumerate() {
                    for (across, cell) in cells.iter_mut().enumerate() {
                        *cell += slopes[one][axis] * shared * slopes[other][across];
                    }
                }
            }
        }
        Some(spread)
    }

    /// How far a place of this ground is good, straight ahead of the views. The points need not stand on it: one on a roof
    /// above the camera tells its direction as well.
    fn reach(&self, views: &[View], ground: LevelGround) -> Metres {
        let good = self.points.iter().filter(|fit| fit.belongs);
        let good = good.map(|fit| views[fit.view].points[fit.point].place);
        let away = |place: Elevated| {
            let there = enu_from_wgs84(self.model.eye, place);
            libm::sqrt(there.east.0 * there.east.0 + there.north.0 * there.north.0)
        };
        let farthest = good.map(away).fold(0.0, f64::max) * BEYOND_POINTS;
        let is_good = |distance: f64| {
            views.iter().all(|view| {
                // On the real earth, as places are found: a drawn one is nowhere far from it.
                let camera = self.model.camera(view.reading, view.lens);
                let Some(bearing) = camera.ahead() else {
                    return false;
                };
                let from = self.model.eye.position;
                let Some(position) = great_circle_destination(from, bearing, Metres(distance))
                else {
                    return false;
                };
                let place = Elevated {
                    position,
                    height: ground.0,
                };
                let told = camera.seen(place).and_then(|seen| {
                    let look = (view.reading, view.lens, Earth::Ellipsoid);
                    self.place(look, (seen.pixel, 1.0), &ground)
                });
                told.is_some_and(|told| told.ellipse.semi_major <= GOOD)
            })
        };
        // In steps of 2 %, which is finer than anybody reads.
        let steps = (0..200).map(|at| farthest * libm::pow(0.98, f64::from(at)));
        let reach = steps.into_iter().find(|distance| is_good(*distance));
        Metres(reach.unwrap_or(0.0))
    }
}

/// How far east and north the place moves by one standard deviation of pointing, to the right and downwards.
fn pointing_slopes(
    camera: &Pinhole,
    (pixel, pointing): (PicturePixel, f64),
    place: Elevated,
    ground: &impl Ground,
) -> Option<[[f64; 2]; 2]> {
    let slope = |right: f64, down: f64| {
        let moved = PicturePixel {
            x: pixel.x + right * 0.25,
            y: pixel.y + down * 0.25,
        };
        // Below the pixel there is ground wherever there is at it, above it there may be sky.
        let there = enu_from_wgs84(place, camera.place(moved, ground)?);
        Some([there.east.0, there.north.0].map(|metres| metres / 0.25 * pointing))
    };
    Some([slope(1.0, 0.0)?, slope(0.0, 1.0)?])
}

fn add_outer(covariance: &mut [[f64; 2]; 2], slope: [f64; 2]) {
    for (row, cells) in covariance.iter_mut().enumerate() {
        for (column, cell) in cells.iter_mut().enumerate() {
            *cell += slope[row] * slope[column];
        }
    }
}

/// The standard deviations of two numbers along their longest direction and across it, and where that points: clockwise from
/// the second number's axis, in degrees, 0 ≤ x < 180.
fn spread(covariance: &[[f64; 2]; 2]) -> [f64; 3] {
    let [[first, shared], [_, second]] = *covariance;
    let middle = f64::midpoint(first, second);
    let half = (first - second) / 2.0;
    let apart = libm::sqrt(half * half + shared * shared);
    let angle = 0.5 * libm::atan2(2.0 * shared, second - first).to_degrees();
    [
        libm::sqrt((middle + apart).max(0.0)),
        libm::sqrt((middle - apart).max(0.0)),
        if angle < 0.0 { angle + 180.0 } else { angle },
    ]
}
