//! The light of the hour: sky, sun and what they make of colours.

use crate::engine::{Daylight, Rgb};

/// What a part of the day looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The sun is well up.
    Day,
    /// The sun stands low.
    Golden,
    /// The sun is about to rise, or has just set.
    Twilight,
    /// Dark.
    Night,
}

/// What a phase does to the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Light {
    /// Sky and sun.
    pub daylight: Daylight,
    /// What far things fade into.
    pub haze: Rgb,
    /// How bright walls and ground are, 0 to 1.
    pub brightness: f64,
    /// The share of windows that are lit.
    pub lit: f64,
}

impl Phase {
    /// That of a local hour, at the latitudes and in the season of a governance centre's usual day: it is the picture that is
    /// lit by it, and nothing is decided by it.
    #[must_use]
    pub fn at(hour: f64) -> Self {
        match hour {
            h if (7.5..16.8).contains(&h) => Self::Day,
            h if (6.7..18.2).contains(&h) => Self::Golden,
            h if (6.0..19.2).contains(&h) => Self::Twilight,
            _ => Self::Night,
        }
    }

    /// Its light, with the sun where it stands at the hour.
    #[must_use]
    pub fn light(self, hour: f64) -> Light {
        // East in the morning, south at noon, west in the evening; never so low that a wall is black.
        let sun = 90.0 + (hour - 6.5).clamp(0.0, 12.0) * 15.0;
        let (sky, horizon, light, intensity, height) = match self {
            Self::Day => (
                (0x4f, 0x86, 0xc2),
                (0xc3, 0xd3, 0xe0),
                (0xff, 0xf6, 0xe8),
                0.36,
                42.0,
            ),
            Self::Golden => (
                (0x5b, 0x7f, 0xb0),
                (0xe8, 0xc9, 0xa6),
                (0xff, 0xdc, 0xae),
                0.42,
                24.0,
            ),
            Self::Twilight => (
                (0x23, 0x36, 0x5c),
                (0x8b, 0x7f, 0x92),
                (0xc8, 0xc4, 0xe6),
                0.30,
                35.0,
            ),
            Self::Night => (
                (0x0a, 0x12, 0x20),
                (0x22, 0x2f, 0x45),
                (0xa8, 0xbc, 0xe0),
                0.24,
                50.0,
            ),
        };
        let rgb = |(red, green, blue)| Rgb(red, green, blue);
        let (brightness, lit) = match self {
            Self::Day => (1.0, 0.0),
            Self::Golden => (0.92, 0.0),
            Self::Twilight => (0.5, 0.22),
            Self::Night => (0.26, 0.3),
        };
        Light {
            daylight: Daylight {
                sky: rgb(sky),
                horizon: rgb(horizon),
                light: rgb(light),
                intensity,
                from: (sun, height),
            },
            haze: rgb(horizon),
            brightness,
            lit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_has_its_light_and_the_night_its_windows() {
        let phases = [3.0, 6.3, 7.0, 12.0, 17.5, 18.9, 22.0].map(Phase::at);
        use Phase::{Day, Golden, Night, Twilight};
        assert_eq!(
            phases,
            [Night, Twilight, Golden, Day, Golden, Twilight, Night]
        );
        assert!(Night.light(22.0).brightness < Day.light(12.0).brightness);
        assert!(Night.light(22.0).lit > 0.0);
    }
}
