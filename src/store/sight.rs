//! What is seen through a camera, as the rest of the screen needs to know it.

use domain::Wgs84;

/// What the open camera sees at this moment: a sector of the ground around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sight {
    /// Where the camera stands.
    pub eye: Wgs84,
    /// The sector's outline.
    pub outline: Vec<Wgs84>,
}

/// A place that was pointed at in a camera's picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Where it is.
    pub at: Wgs84,
    /// How far above the ground: 0, or as high as the wall or roof that was pointed at.
    pub height_metres: f64,
    /// How far it is from the camera, in metres.
    pub distance_metres: f64,
    /// Half the length and half the width of the ellipse within which it lies 95 times of 100, in metres.
    pub semi_axes_metres: (f64, f64),
    /// The ellipse's outline.
    pub outline: Vec<Wgs84>,
}
