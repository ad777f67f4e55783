//! Pictures in which discs lie many deep: when it is looked for those that lie wholly below others, and for how long that holds.

use std::f64::consts::PI;

use crate::camera::View;
use crate::cover::{CORE_CELLS, Cover, Reach, SMALLEST_CORE, Stamps};
use crate::packed::KEYLINE;
use crate::position::{GROUND_UNITS, Ground};
use crate::sign::Size;

/// Discs would fill so much of the ground an order is chosen for before it is looked for those that lie wholly below others. That
/// is twice the window, and where they stand at all they stand closer; a turned window stands in a box that is larger.
const CROWDED: f64 = 0.5;

/// What was found too loose is looked at anew after so much less zoom at the earliest.
const LOOSE_BEHIND: f64 = 0.1;

/// What is found to lie below others while the picture moves holds for so much more zoom, and for any less.
const ZOOM_AHEAD: f64 = 0.35;

/// With so much less zoom many more lie below others: it is looked for them anew.
const ZOOM_BEHIND: f64 = 0.75;

/// How the picture is about to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'a> {
    /// What is seen.
    pub view: &'a View,
    /// Whether it moves, so that marks stand where they are and not on whole pixels.
    pub moving: bool,
    /// Device pixels a CSS pixel.
    pub pixel_ratio: f64,
    /// Device pixels a pixel of a mark's usual size.
    pub unit: f32,
}

impl Sight<'_> {
    /// Whether discs that come nearer to one another on the ground do so in the picture, in every direction alike.
    fn is_straight_down(&self) -> bool {
        self.view.camera().pitch == 0.0
    }

    /// The radius up to which a disc of a size is opaque, in device pixels.
    fn core(&self, size: Size) -> f32 {
        (size.radius() + KEYLINE) * self.unit - 0.5
    }

    /// Device pixels in a ground unit.
    fn pixels_a_unit(&self) -> f64 {
        self.view.camera().world_size() * self.pixel_ratio / GROUND_UNITS
    }

    /// How far discs of a size reach.
    pub fn reach(&self, size: Size) -> Reach {
        if self.moving {
            Reach::MOVING
        } else {
            Reach::resting(self.core(size))
        }
    }
}

/// For which zooms it holds what lies below others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Depth {
    /// Nothing was looked for: the picture is tilted.
    Tilted,
    /// Discs stand too far apart, or all around the world.
    Loose {
        /// The zoom from which they would crowd it.
        down_to: f64,
    },
    /// It was looked for at this zoom, of a picture that moves or of one that rests.
    Crowded {
        /// The zoom.
        zoom: f64,
        /// Whether the picture moved.
        moving: bool,
        /// Which discs crowd it.
        size: Size,
    },
}

impl Depth {
    /// Of a picture for which so many plain discs of each size are drawn, on the ground of `extent` ground units eastward and
    /// southward.
    pub fn of(discs: &[usize; Size::ALL.len()], extent: [u32; 2], sight: &Sight) -> Self {
        if !sight.is_straight_down() {
            return Self::Tilted;
        }
        let zoom = sight.view.camera().zoom;
        // Two marks may be neighbours on the ground and stand at opposite edges of the picture.
        if extent[0] == u32::MAX {
            return Self::Loose {
                down_to: f64::NEG_INFINITY,
            };
        }
        let commonest = Size::ALL
            .into_iter()
            .max_by_key(|size| discs[*size as usize]);
        let size = commonest.unwrap_or(Size::Dot);
        let core = f64::from(sight.core(size));
        let filled = PI * core * core * discs[size as usize] as f64;
        let [width, height] = extent.map(|units| f64::from(units) * sight.pixels_a_unit());
        let crowdedness = filled / (CROWDED * width * height);
        if sight.core(size) < SMALLEST_CORE {
            return Self::Loose {
                down_to: f64::NEG_INFINITY,
            };
        }
        if crowdedness < 1.0 {
            // With each zoom less the same discs stand on a quarter of the pixels.
            return Self::Loose {
                down_to: zoom + (crowdedness.log2() / 2.0).min(-LOOSE_BEHIND),
            };
        }
        Self::Crowded {
            zoom,
            moving: sight.moving,
            size,
        }
    }

    /// Whether what was found still holds, and does not leave much undone.
    pub fn serves(self, sight: &Sight) -> bool {
        let now = sight.view.camera().zoom;
        match self {
            Self::Tilted => !sight.is_straight_down(),
            _ if !sight.is_straight_down() => false,
            Self::Loose { down_to } => now >= down_to,
            Self::Crowded { moving, .. } if moving != sight.moving => false,
            Self::Crowded {
                zoom, moving: true, ..
            } => (zoom - ZOOM_BEHIND..=zoom + ZOOM_AHEAD).contains(&now),
            Self::Crowded { zoom, .. } => now == zoom,
        }
    }
}

/// Discs of which many lie below others.
pub struct Crowd<'a> {
    cover: Cover<'a>,
    corner: Ground,
    /// Cells of the cover in a ground unit.
    scale: f64,
    size: Size,
}

impl<'a> Crowd<'a> {
    /// None yet, on the ground of `extent` ground units east and south of a corner. The stamps are those of discs that reach
    /// as far as [`Sight::reach`] says.
    pub fn new(
        stamps: &'a Stamps,
        corner: Ground,
        extent: [u32; 2],
        size: Size,
        sight: &Sight,
    ) -> Self {
        let ahead = if sight.moving { ZOOM_AHEAD } else { 0.0 };
        let cells_a_pixel = f64::from(CORE_CELLS / sight.core(size));
        let scale = sight.pixels_a_unit() * ahead.exp2() * cells_a_pixel;
        let [width, height] = extent.map(|units| (f64::from(units) * scale) as f32);
        Self {
            cover: Cover::new(stamps, width, height),
            corner,
            scale,
            size,
        }
    }

    /// Whether anything is seen of a disc below those that came before; it then covers those that come later. A larger disc
    /// covers as much as one of this size at least, and a smaller one is hidden where one of this size would be.
    pub fn shows(&mut self, place: [u32; 2], size: Size) -> bool {
        let cells =
            |unit: u32, corner: u32| (f64::from(unit.wrapping_sub(corner)) * self.scale) as f32;
        let (x, y) = (
            cells(place[0], self.corner.x),
            cells(place[1], self.corner.y),
        );
        if size <= self.size && self.cover.hides(x, y) {
            return false;
        }
        if size >= self.size {
            self.cover.add(x, y);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{CROWDED, Depth, Sight, ZOOM_AHEAD, ZOOM_BEHIND};
    use crate::camera::{Camera, View};
    use crate::position::LonLat;
    use crate::sign::Size;

    fn serves(depth: Depth, zoom: f64, pitch: f64, moving: bool) -> bool {
        let camera = Camera {
            pitch,
            ..Camera::over(LonLat::new(106.0, 29.5), zoom)
        };
        depth.serves(&Sight {
            view: &View::new(camera, 500.0, 400.0),
            moving,
            pixel_ratio: 1.0,
            unit: 1.0,
        })
    }

    const FAR_OUT: Depth = Depth::Loose {
        down_to: f64::NEG_INFINITY,
    };

    const fn crowded(moving: bool) -> Depth {
        Depth::Crowded {
            zoom: 16.0,
            moving,
            size: Size::Dot,
        }
    }

    #[test]
    fn what_was_found_of_a_moving_picture_holds_a_little_nearer_and_farther_out() {
        let nearest = 16.0 + ZOOM_AHEAD;
        let farthest = 16.0 - ZOOM_BEHIND;
        assert!(serves(crowded(true), nearest, 0.0, true));
        assert!(!serves(crowded(true), nearest + 0.01, 0.0, true));
        assert!(serves(crowded(true), farthest, 0.0, true));
        assert!(!serves(crowded(true), farthest - 0.01, 0.0, true));
        assert!(!serves(crowded(true), 16.0, 0.0, false));
    }

    #[test]
    fn at_rest_it_holds_for_this_zoom_alone() {
        assert!(serves(crowded(false), 16.0, 0.0, false));
        assert!(!serves(crowded(false), 15.99, 0.0, false));
    }

    #[test]
    fn a_loose_picture_stays_so_nearer_and_a_tilted_one_while_it_is() {
        let loose = Depth::Loose { down_to: 15.5 };
        assert!(serves(loose, 19.0, 0.0, true) && serves(loose, 15.5, 0.0, false));
        assert!(!serves(loose, 15.4, 0.0, true));
        assert!(serves(Depth::Tilted, 12.0, 30.0, false));
        for depth in [crowded(true), crowded(false), loose, FAR_OUT] {
            assert!(!serves(depth, 16.0, 30.0, true), "{depth:?}");
        }
        assert!(!serves(Depth::Tilted, 12.0, 0.0, false));
        assert!(serves(FAR_OUT, 0.0, 0.0, true));
    }

    #[test]
    fn with_each_zoom_less_a_quarter_of_the_discs_crowds_a_picture() {
        let camera = Camera::over(LonLat::new(106.0, 29.5), 16.0);
        let view = View::new(camera, 500.0, 400.0);
        let sight = Sight {
            view: &view,
            moving: true,
            pixel_ratio: 1.0,
            unit: 1.0,
        };
        let side = (1_000.0 / sight.pixels_a_unit()) as u32;
        let of = |small: f64| {
            let core = f64::from(sight.core(Size::Small));
            let mut discs = [0; Size::ALL.len()];
            discs[Size::Small as usize] =
                (small * CROWDED * 1e6 / (std::f64::consts::PI * core * core)) as usize;
            Depth::of(&discs, [side; 2], &sight)
        };
        assert!(matches!(
            of(1.05),
            Depth::Crowded {
                size: Size::Small,
                ..
            }
        ));
        let Depth::Loose { down_to } = of(0.25) else {
            panic!("a quarter of what crowds it is loose");
        };
        assert!((down_to - 15.0).abs() < 0.01, "{down_to}");
        assert!(matches!(of(0.99), Depth::Loose { down_to } if down_to < 16.0));
    }
}
