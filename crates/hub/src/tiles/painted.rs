//! The picture of the synthetic district, painted when it is asked for.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use district::{District, Picture};
use domain::Name;
use jpeg_encoder::{ColorType, Encoder};
use protocol::{BasemapKind, CoordinateSystem};
use tokio::sync::Semaphore;

use super::{Tile, TileAddress, TileError};

/// How long a tile may wait for its turn: a wall asks for a hundred at once.
const TURN_WITHIN: Duration = Duration::from_secs(30);
/// Of a JPEG; at less, blocks begin to show on lawns and water.
const QUALITY: u8 = 86;

/// A district's picture, made ready with its first tile.
pub struct Painted {
    seed: u64,
    picture: OnceLock<Picture>,
    turns: Semaphore,
}

impl Painted {
    pub fn of(seed: u64) -> Self {
        // Painting is all work and no waiting: more at once than there are cores would only be late together.
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            seed,
            picture: OnceLock::new(),
            turns: Semaphore::new(cores),
        }
    }

    /// What a screen has to know of it.
    pub fn settings(&self) -> protocol::Basemap {
        protocol::Basemap {
            name: Name::new("合成影像", "Synthetic imagery"),
            // Browsers keep tiles for a week: another district, or another way of painting it, has other addresses.
            tiles: format!(
                "tiles/{{z}}/{{x}}/{{y}}?district={}&version={}",
                self.seed,
                env!("CARGO_PKG_VERSION")
            ),
            tile_size: Picture::TILE_SIZE as u16,
            min_zoom: Picture::MIN_ZOOM,
            max_zoom: Picture::MAX_ZOOM,
            coordinates: CoordinateSystem::Wgs84,
            attribution: String::new(),
            kind: BasemapKind::Imagery,
        }
    }

    pub async fn tile(painted: Arc<Self>, at: TileAddress) -> Result<Option<Tile>, TileError> {
        let turn = tokio::time::timeout(TURN_WITHIN, painted.turns.acquire()).await;
        let Ok(Ok(_turn)) = turn else {
            return Err(TileError::Busy);
        };
        let brush = Arc::clone(&painted);
        let painting = tokio::task::spawn_blocking(move || brush.paint(at));
        painting
            .await
            .map_err(|_| TileError::Unreachable("the painting was ended".to_owned()))?
    }

    fn paint(&self, at: TileAddress) -> Result<Option<Tile>, TileError> {
        let Ok(place) = geodesy::Tile::new(at.z, at.x, at.y) else {
            return Ok(None);
        };
        let picture = self
            .picture
            .get_or_init(|| Picture::of(&District::from_seed(self.seed)));
        let bytes = jpeg(&picture.rgba(place))?;
        Ok(Some(Tile {
            bytes,
            media_type: "image/jpeg",
        }))
    }
}

/// A painted tile as it is sent and archived.
pub fn jpeg(rgba: &[u8]) -> Result<Bytes, TileError> {
    let side = Picture::TILE_SIZE as u16;
    let mut bytes = Vec::with_capacity(32 * 1024);
    Encoder::new(&mut bytes, QUALITY)
        .encode(rgba, side, side, ColorType::Rgba)
        .map_err(|error| TileError::Damaged(error.to_string()))?;
    Ok(bytes.into())
}
