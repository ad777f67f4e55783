//! A PMTiles file as a basemap.

use std::path::Path;

use pmtiles::{AsyncPmTilesReader, HashMapCache, MmapBackend, TileCoord, TileType};

use super::source::BasemapConfigError;
use super::{Tile, TileAddress, TileError, picture_type};

/// An opened PMTiles file.
pub struct Archive {
    reader: AsyncPmTilesReader<MmapBackend, HashMapCache>,
}

impl Archive {
    pub async fn open(file: &Path) -> Result<Self, BasemapConfigError> {
        let unusable = |problem: String| BasemapConfigError::Archive {
            file: file.display().to_string(),
            problem,
        };
        let reader = AsyncPmTilesReader::new_with_cached_path(HashMapCache::default(), file)
            .await
            .map_err(|error| unusable(error.to_string()))?;
        if matches!(reader.get_header().tile_type, TileType::Mvt) {
            return Err(unusable(
                "it holds vector tiles, and pictures are needed".to_owned(),
            ));
        }
        Ok(Self { reader })
    }

    pub fn min_zoom(&self) -> u8 {
        self.reader.get_header().min_zoom
    }

    pub fn max_zoom(&self) -> u8 {
        self.reader.get_header().max_zoom
    }

    pub async fn tile(&self, at: TileAddress) -> Result<Option<Tile>, TileError> {
        let damaged = |error: pmtiles::PmtError| TileError::Damaged(error.to_string());
        let place = TileCoord::new(at.z, at.x, at.y).map_err(damaged)?;
        let Some(bytes) = self
            .reader
            .get_tile_decompressed(place)
            .await
            .map_err(damaged)?
        else {
            return Ok(None);
        };
        let media_type = picture_type(&bytes).ok_or(TileError::NotAPicture)?;
        Ok(Some(Tile { bytes, media_type }))
    }
}
