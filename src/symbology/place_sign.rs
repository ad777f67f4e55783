//! Signs of what is not an incident: small, pale and below everything that is one.

use super::colours::{CAMERA, CREW, STATION};
use crate::engine::{Rank, Shape, Sign, Size};

/// A crew where it was last seen; `hollow` when its feed is not live.
#[must_use]
pub const fn crew_sign(hollow: bool) -> Sign {
    Sign {
        size: Size::Small,
        rank: Rank::Background,
        hollow,
        stands_alone: true,
        ..Sign::plain(Shape::Shield, CREW)
    }
}

/// A patrol station.
#[must_use]
pub const fn station_sign() -> Sign {
    Sign {
        size: Size::Small,
        rank: Rank::Background,
        stands_alone: true,
        ..Sign::plain(Shape::House, STATION)
    }
}

/// A thing that an officer named.
#[must_use]
pub const fn hand_sign() -> Sign {
    Sign {
        size: Size::Small,
        rank: Rank::Background,
        stands_alone: true,
        ..Sign::plain(Shape::Dot, STATION)
    }
}

/// A camera point.
#[must_use]
pub const fn camera_sign() -> Sign {
    Sign {
        size: Size::Small,
        rank: Rank::Background,
        stands_alone: true,
        ..Sign::plain(Shape::Camera, CAMERA)
    }
}
