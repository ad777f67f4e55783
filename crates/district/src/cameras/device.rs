//! What hangs on a mast: devices, their lenses and their streams.

use domain::{Codec, FieldOfView, Stream, StreamRole};

use crate::chance::Chance;
use crate::code::code;

use super::Setup;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Device {
    Fixed,
    Dome,
    Lane,
    LongRange,
    Thermal,
    Panorama,
}

impl Device {
    /// What hangs where: the first of a mast is its dome, a checkpoint's are its lanes, a lookout's its long-range camera.
    pub(super) const fn of(setup: Setup, index: usize) -> Self {
        match (setup, index) {
            (Setup::Entry | Setup::GreatCrossing, 0) => Self::Dome,
            (Setup::Entry | Setup::GreatCrossing, _) => Self::Lane,
            (Setup::Hill | Setup::Roof, 0) => Self::LongRange,
            (Setup::Hill | Setup::Roof, 1) => Self::Thermal,
            (Setup::Hill | Setup::Roof, _) => Self::Panorama,
            (_, 0) => Self::Dome,
            (_, index) if index % 9 == 8 => Self::Dome,
            _ => Self::Fixed,
        }
    }

    pub(super) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Fixed => ("枪机", "bullet"),
            Self::Dome => ("球机", "dome"),
            Self::Lane => ("车道抓拍", "lane camera"),
            Self::LongRange => ("瞭望云台", "long-range camera"),
            Self::Thermal => ("热成像", "thermal camera"),
            Self::Panorama => ("全景", "panorama"),
        }
    }

    pub(super) const fn is_steerable(self) -> bool {
        matches!(self, Self::Dome | Self::LongRange | Self::Thermal)
    }

    /// The wide end in degrees: from, to.
    const fn widest(self) -> (f64, f64) {
        match self {
            Self::Fixed => (42.0, 92.0),
            Self::Dome => (57.0, 62.0),
            Self::Lane => (26.0, 34.0),
            Self::LongRange => (58.0, 61.0),
            Self::Thermal => (24.0, 26.0),
            Self::Panorama => (168.0, 172.0),
        }
    }

    /// The zoom factors of its table.
    const fn zooms(self) -> &'static [f64] {
        match self {
            Self::Dome => &[1.0, 2.0, 4.0, 8.0, 12.0, 16.0, 20.0, 23.0],
            Self::LongRange => &[1.0, 2.0, 4.0, 8.0, 12.0, 16.0, 24.0, 32.0, 40.0],
            Self::Thermal => &[1.0, 2.0, 3.0, 4.0],
            _ => &[1.0],
        }
    }
}

/// The table as somebody measured it: no two lenses are quite alike, and none is quite what its data sheet says.
pub(super) fn fields_of_view(device: Device, chance: &mut Chance) -> Vec<FieldOfView> {
    let (narrow, wide) = device.widest();
    let widest = chance.between(narrow, wide);
    let error = chance.between(-0.03, 0.03);
    let zooms = device.zooms();
    let most = zooms.last().copied().unwrap_or(1.0);
    let half = libm::tan((widest / 2.0).to_radians());
    zooms
        .iter()
        .map(|&zoom| {
            let real = zoom * (1.0 + error * (zoom - 1.0) / most);
            let degrees = 2.0 * libm::atan(half / real).to_degrees();
            FieldOfView {
                zoom,
                horizontal_degrees: libm::round(degrees * 100.0) / 100.0,
            }
        })
        .collect()
}

/// The streams of a camera: the full picture, which most encode as H.265, and smaller ones that every browser plays.
pub(super) fn encodings(camera: &str, device: Device, count: u8) -> Vec<Stream> {
    let (width, height, codec) = match device {
        Device::LongRange => (3_840, 2_160, Codec::H265),
        Device::Thermal => (640, 512, Codec::H264),
        Device::Panorama => (4_096, 1_800, Codec::H265),
        Device::Lane => (2_448, 2_048, Codec::H265),
        Device::Dome => (2_560, 1_440, Codec::H265),
        Device::Fixed => (1_920, 1_080, Codec::H264),
    };
    let subs = [("sub", 1_280, 720), ("sub-2", 640, 360)];
    let main = Stream {
        id: code(&format!("{camera}-main")),
        role: StreamRole::Main,
        codec,
        width,
        height,
    };
    let others = subs
        .into_iter()
        .take(usize::from(count.saturating_sub(1)))
        .map(|(word, sub_width, sub_height)| Stream {
            id: code(&format!("{camera}-{word}")),
            role: StreamRole::Sub,
            codec: Codec::H264,
            width: sub_width.min(width / 2),
            height: sub_height.min(height / 2),
        });
    std::iter::once(main).chain(others).collect()
}
