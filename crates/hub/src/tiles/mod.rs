//! The picture under the marks: any raster XYZ, TMS or WMTS source, a PMTiles file, or the synthetic district as it is painted,
//! behind one address of our own.
//!
//! Keys stay in the hub, responses are kept, and the browser talks to our origin only.

mod archive;
mod painted;
mod pyramid;
mod source;
mod upstream;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use moka::future::Cache;

use archive::Archive;
use painted::Painted;
pub use pyramid::{PyramidError, PyramidSummary, write_pyramid};
pub use source::{BasemapConfig, BasemapConfigError, SourceConfig};
use upstream::Upstream;

/// How many bytes of tiles are kept in memory.
const KEPT_BYTES: u64 = 256 * 1024 * 1024;
/// How long a tile is kept before its source is asked again.
const KEPT_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// How long the absence of a tile is believed.
const ABSENCE_KEPT_FOR: Duration = Duration::from_secs(10 * 60);

/// Address of a tile, in XYZ order (row 0 is the northernmost).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TileAddress {
    /// Zoom, 0 to 30.
    pub z: u8,
    /// Column, 0 ≤ x < 2ᶻ.
    pub x: u32,
    /// Row, 0 ≤ y < 2ᶻ.
    pub y: u32,
}

impl TileAddress {
    /// The address, if the pyramid has such a place.
    #[must_use]
    pub fn new(z: u8, x: u32, y: u32) -> Option<Self> {
        (z <= 30 && x < 1 << z && y < 1 << z).then_some(Self { z, x, y })
    }
}

/// A picture, as the source gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// The encoded picture.
    pub bytes: Bytes,
    /// Its media type ("image/webp").
    pub media_type: &'static str,
}

/// Why there is no tile.
#[derive(Clone, Debug, thiserror::Error)]
pub enum TileError {
    /// The source could not be reached, or answered with an error of its own: worth trying again.
    #[error("the basemap's source could not be reached: {0}")]
    Unreachable(String),
    /// The source answered with something that is not a picture (an error page, say).
    #[error("the basemap's source answered with something that is not a picture")]
    NotAPicture,
    /// Too many tiles are being fetched already.
    #[error("the basemap's source is asked for too many tiles at once")]
    Busy,
    /// The archive is damaged at this place.
    #[error("the basemap's archive is damaged: {0}")]
    Damaged(String),
}

enum Home {
    Archive(Box<Archive>),
    Upstream(Arc<Upstream>),
    Painted(Arc<Painted>),
}

/// A deployment's basemap.
pub struct Tiles {
    home: Home,
    kept: Cache<TileAddress, Option<Tile>>,
    settings: protocol::Basemap,
}

impl Tiles {
    /// Opens the configured basemap; relative paths are taken from `base_dir`.
    ///
    /// # Errors
    /// When the archive cannot be opened, holds no pictures, or none in the zooms that are asked for. What else can be wrong
    /// was checked with the configuration.
    pub async fn open(config: &BasemapConfig, base_dir: &Path) -> Result<Self, BasemapConfigError> {
        let mut settings = config.settings();
        let home = match &config.source {
            SourceConfig::Pmtiles { file } => {
                let archive = Archive::open(&base_dir.join(file)).await?;
                settings.min_zoom = settings.min_zoom.max(archive.min_zoom());
                settings.max_zoom = settings.max_zoom.min(archive.max_zoom());
                if settings.min_zoom > settings.max_zoom {
                    return Err(BasemapConfigError::Archive {
                        file: file.display().to_string(),
                        problem: format!(
                            "it holds zooms {} to {}, and basemap.min_zoom and max_zoom leave none of them",
                            archive.min_zoom(),
                            archive.max_zoom()
                        ),
                    });
                }
                Home::Archive(Box::new(archive))
            }
            remote => Home::Upstream(Arc::new(Upstream::new(remote.clone()))),
        };
        Ok(Self {
            home,
            kept: nothing_kept(),
            settings,
        })
    }

    /// The picture of a synthetic district, painted when it is asked for.
    #[must_use]
    pub fn of_district(seed: u64) -> Self {
        let painted = Painted::of(seed);
        Self {
            settings: painted.settings(),
            home: Home::Painted(Arc::new(painted)),
            kept: nothing_kept(),
        }
    }

    /// What a screen has to know of it.
    #[must_use]
    pub const fn settings(&self) -> &protocol::Basemap {
        &self.settings
    }

    /// The tile at an address, or `None` when the source has none there.
    ///
    /// # Errors
    /// When the source could not give it this time, or gives no pictures; errors are not kept.
    pub async fn tile(&self, at: TileAddress) -> Result<Option<Tile>, TileError> {
        if !(self.settings.min_zoom..=self.settings.max_zoom).contains(&at.z) {
            return Ok(None);
        }
        let fetched = self.kept.try_get_with(at, async {
            match &self.home {
                Home::Archive(archive) => archive.tile(at).await,
                Home::Upstream(upstream) => Upstream::tile(Arc::clone(upstream), at).await,
                Home::Painted(painted) => Painted::tile(Arc::clone(painted), at).await,
            }
        });
        fetched.await.map_err(|error| TileError::clone(&error))
    }
}

fn nothing_kept() -> Cache<TileAddress, Option<Tile>> {
    Cache::builder()
        .max_capacity(KEPT_BYTES)
        .weigher(|_, tile: &Option<Tile>| {
            tile.as_ref().map_or(64, |tile| {
                u32::try_from(tile.bytes.len()).unwrap_or(u32::MAX)
            })
        })
        .expire_after(Keep)
        .build()
}

/// Pictures are kept for a day, absences for minutes.
struct Keep;

impl moka::Expiry<TileAddress, Option<Tile>> for Keep {
    fn expire_after_create(
        &self,
        _at: &TileAddress,
        tile: &Option<Tile>,
        _created_at: std::time::Instant,
    ) -> Option<Duration> {
        Some(if tile.is_some() {
            KEPT_FOR
        } else {
            ABSENCE_KEPT_FOR
        })
    }
}

/// The media type of an encoded picture, read from its first bytes; `None` when it is not a picture that browsers show.
fn picture_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some("image/webp"),
        [
            _,
            _,
            _,
            _,
            b'f',
            b't',
            b'y',
            b'p',
            b'a',
            b'v',
            b'i',
            b'f',
            ..,
        ] => Some("image/avif"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
