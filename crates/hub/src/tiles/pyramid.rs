//! The picture of a synthetic district as one file: a PMTiles archive of every tile that shows some of it.

use std::fs::File;
use std::io::BufWriter;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::thread;

use bytes::Bytes;
use district::{District, Picture};
use domain::Wgs84;
use geodesy::{Tile, tile_from_wgs84};
use pmtiles::{Compression, PmTilesWriter, TileCoord, TileId, TileType};

use super::TileError;
use super::painted::jpeg;

/// A pyramid that cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum PyramidError {
    /// Zooms that are not painted, or the wrong way round.
    #[error(
        "the zooms must be from {} to {}, the coarser first",
        Picture::MIN_ZOOM,
        Picture::MAX_ZOOM
    )]
    Zooms,
    /// The file cannot be written.
    #[error("{file} cannot be written", file = file.display())]
    Unwritable {
        /// Which file.
        file: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The archive's own rules were broken.
    #[error("{file} cannot be written as PMTiles: {problem}", file = file.display())]
    Archive {
        /// Which file.
        file: PathBuf,
        /// Why.
        problem: String,
    },
    /// A tile cannot be encoded.
    #[error(transparent)]
    Tile(#[from] TileError),
    /// A worker fell over.
    #[error("painting was ended")]
    Ended,
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PyramidSummary {
    /// How many tiles.
    pub tiles: usize,
    /// How many bytes of pictures.
    pub bytes: u64,
}

/// Paints every tile of the district of a seed at those zooms into a PMTiles file, on all cores; tells `progress` how many
/// are done of how many.
///
/// # Errors
/// When the zooms are none that are painted, or the file cannot be written.
pub fn write_pyramid(
    file: &Path,
    seed: u64,
    zooms: RangeInclusive<u8>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<PyramidSummary, PyramidError> {
    let painted = Picture::MIN_ZOOM..=Picture::MAX_ZOOM;
    if zooms.is_empty() || !painted.contains(zooms.start()) || !painted.contains(zooms.end()) {
        return Err(PyramidError::Zooms);
    }
    let unwritable = |source| PyramidError::Unwritable {
        file: file.to_owned(),
        source,
    };
    let broken = |error: pmtiles::PmtError| PyramidError::Archive {
        file: file.to_owned(),
        problem: error.to_string(),
    };
    let district = District::from_seed(seed);
    let (south_west, north_east) = corners(&district);
    let tiles = tiles_between(south_west, north_east, zooms.clone());
    let out = BufWriter::new(File::create(file).map_err(unwritable)?);
    let mut archive = PmTilesWriter::new(TileType::Jpeg)
        .tile_compression(Compression::None)
        .min_zoom(*zooms.start())
        .max_zoom(*zooms.end())
        .bounds(
            south_west.lon(),
            south_west.lat(),
            north_east.lon(),
            north_east.lat(),
        )
        .center(
            f64::midpoint(south_west.lon(), north_east.lon()),
            f64::midpoint(south_west.lat(), north_east.lat()),
        )
        .center_zoom(*zooms.start())
        .create(out)
        .map_err(broken)?;
    let picture = Picture::of(&district);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let mut summary = PyramidSummary { tiles: 0, bytes: 0 };
    for batch in tiles.chunks(16 * workers) {
        for (place, bytes) in painted_together(&picture, batch, workers)? {
            let place = TileCoord::new(place.zoom(), place.x(), place.y()).map_err(broken)?;
            archive.add_tile(place, &bytes).map_err(broken)?;
            summary.tiles += 1;
            summary.bytes += bytes.len() as u64;
        }
        progress(summary.tiles, tiles.len());
    }
    archive.finalize().map_err(broken)?;
    Ok(summary)
}

/// Paints a batch on several threads, and gives it back in its own order.
fn painted_together(
    picture: &Picture,
    batch: &[Tile],
    workers: usize,
) -> Result<Vec<(Tile, Bytes)>, PyramidError> {
    let share = batch.len().div_ceil(workers).max(1);
    thread::scope(|scope| {
        let shares: Vec<_> = batch
            .chunks(share)
            .map(|share| {
                scope.spawn(move || {
                    let painted = share.iter();
                    painted
                        .map(|&tile| Ok((tile, jpeg(&picture.rgba(tile))?)))
                        .collect::<Result<Vec<_>, TileError>>()
                })
            })
            .collect();
        let mut all = Vec::with_capacity(batch.len());
        for share in shares {
            all.extend(share.join().map_err(|_| PyramidError::Ended)??);
        }
        Ok(all)
    })
}

/// South-west and north-east corner of a district's outline.
fn corners(district: &District) -> (Wgs84, Wgs84) {
    let outline = district.boundary.exterior().coords();
    let (low, high) = outline.fold(
        ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN)),
        |(low, high), at| {
            (
                (low.0.min(at.x), low.1.min(at.y)),
                (high.0.max(at.x), high.1.max(at.y)),
            )
        },
    );
    let corner = |(lon, lat): (f64, f64)| Wgs84::from_lon_lat(lon, lat);
    let middle = (district::figures::MIDDLE_LON, district::figures::MIDDLE_LAT);
    let on_earth = |at| corner(at).or_else(|_| corner(middle));
    (
        on_earth(low).expect("the district's middle is on earth"),
        on_earth(high).expect("the district's middle is on earth"),
    )
}

/// The tiles between two corners, in the order in which an archive wants them.
fn tiles_between(south_west: Wgs84, north_east: Wgs84, zooms: RangeInclusive<u8>) -> Vec<Tile> {
    let mut tiles = vec![];
    for zoom in zooms {
        let (Ok(low), Ok(high)) = (
            tile_from_wgs84(zoom, south_west),
            tile_from_wgs84(zoom, north_east),
        ) else {
            continue;
        };
        for y in high.y()..=low.y() {
            for x in low.x()..=high.x() {
                tiles.extend(Tile::new(zoom, x, y).ok());
            }
        }
    }
    tiles.sort_by_key(|tile| {
        TileCoord::new(tile.zoom(), tile.x(), tile.y())
            .map_or(0, |place| TileId::from(place).value())
    });
    tiles
}
