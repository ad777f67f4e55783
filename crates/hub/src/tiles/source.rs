//! Where tiles come from: the configuration of a basemap, and the address of one tile at a remote source.

use std::path::PathBuf;

use domain::Name;
use protocol::{BasemapKind, CoordinateSystem};
use serde::Deserialize;

use super::TileAddress;

/// The names under which services offer the Web Mercator quad tree. "w" is Tianditu's.
const WEB_MERCATOR_SETS: [&str; 7] = [
    "webmercatorquad",
    "googlemapscompatible",
    "epsg:3857",
    "epsg:900913",
    "epsg:3785",
    "epsg:102100",
    "w",
];

/// `[basemap]` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BasemapConfig {
    /// What it is called.
    pub name: Name,
    /// Where its tiles come from.
    pub source: SourceConfig,
    /// Imagery is dimmed under the marks, a drawn map is not.
    #[serde(default)]
    pub kind: BasemapKind,
    /// The coordinate system the picture is in.
    #[serde(default)]
    pub coordinates: CoordinateSystem,
    /// Width of a tile in pixels, 256 or 512.
    #[serde(default = "default_tile_size")]
    pub tile_size: u16,
    /// The coarsest zoom that has tiles.
    #[serde(default)]
    pub min_zoom: u8,
    /// The finest zoom that has tiles; finer views stretch it.
    #[serde(default = "default_max_zoom")]
    pub max_zoom: u8,
    /// Whom the picture is owed to.
    #[serde(default)]
    pub attribution: String,
}

const fn default_tile_size() -> u16 {
    256
}

const fn default_max_zoom() -> u8 {
    18
}

/// Where tiles come from.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum SourceConfig {
    /// Rows count from the north.
    Xyz {
        /// Address with `{z}`, `{x}`, `{y}`, and where needed `{s}` and `{key}`.
        url: String,
        /// What `{key}` stands for; never leaves the hub.
        key: Option<String>,
        /// What `{s}` stands for, in turn.
        #[serde(default)]
        subdomains: Vec<String>,
    },
    /// Rows count from the south.
    Tms {
        /// Address with `{z}`, `{x}`, `{y}`, and where needed `{s}` and `{key}`.
        url: String,
        /// What `{key}` stands for; never leaves the hub.
        key: Option<String>,
        /// What `{s}` stands for, in turn.
        #[serde(default)]
        subdomains: Vec<String>,
    },
    /// OGC WMTS 1.0.0: a resource template with `{TileMatrix}`, `{TileRow}`, `{TileCol}`, or a key-value endpoint.
    Wmts {
        /// The template, or the endpoint.
        url: String,
        /// The layer.
        layer: String,
        /// The style.
        #[serde(default = "default_style")]
        style: String,
        /// The tile matrix set, which must be Web Mercator's quad tree.
        tile_matrix_set: String,
        /// The picture's media type.
        #[serde(default = "default_format")]
        format: String,
        /// What stands before the zoom in the names of the tile matrices ("EPSG:3857:").
        #[serde(default)]
        matrix_prefix: String,
        /// What `{key}` stands for; never leaves the hub.
        key: Option<String>,
        /// What `{s}` stands for, in turn.
        #[serde(default)]
        subdomains: Vec<String>,
    },
    /// A PMTiles (version 3) file of raster tiles.
    Pmtiles {
        /// The file, relative to the configuration.
        file: PathBuf,
    },
}

fn default_style() -> String {
    "default".to_owned()
}

fn default_format() -> String {
    "image/jpeg".to_owned()
}

/// A basemap that cannot work as configured.
#[derive(Debug, thiserror::Error)]
pub enum BasemapConfigError {
    /// Only Web Mercator's quad tree can be drawn.
    #[error(
        "the tile matrix set '{set}' is not Web Mercator's (EPSG:3857, GoogleMapsCompatible, w); ask the service for that one"
    )]
    NotWebMercator {
        /// Which field names it.
        field: &'static str,
        /// Which set.
        set: String,
    },
    /// The address lacks something, or something it needs is not configured.
    #[error("{0}")]
    Address(&'static str),
    /// A size or zoom that no tile has.
    #[error("{problem}")]
    Range {
        /// Which field.
        field: &'static str,
        /// What is wrong.
        problem: &'static str,
    },
    /// The archive cannot be used.
    #[error("basemap.source.file: {file} cannot be used as PMTiles: {problem}")]
    Archive {
        /// Which file.
        file: String,
        /// What is wrong.
        problem: String,
    },
}

impl BasemapConfigError {
    /// Which field of `[basemap]` is wrong.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::NotWebMercator { field, .. } | Self::Range { field, .. } => field,
            Self::Address(_) => "source.url",
            Self::Archive { .. } => "source.file",
        }
    }
}

impl BasemapConfig {
    /// Refuses what cannot work, before anybody looks at a dark map.
    ///
    /// # Errors
    /// When a field is wrong, which the error names.
    pub fn check(&self) -> Result<(), BasemapConfigError> {
        if !matches!(self.tile_size, 256 | 512) {
            return Err(BasemapConfigError::Range {
                field: "tile_size",
                problem: "must be 256 or 512",
            });
        }
        if self.max_zoom > 30 || self.min_zoom > self.max_zoom {
            return Err(BasemapConfigError::Range {
                field: "min_zoom",
                problem: "must not be above max_zoom, nor that above 30",
            });
        }
        self.source.check()
    }

    /// What a screen has to know; the address is our own.
    pub(super) fn settings(&self) -> protocol::Basemap {
        protocol::Basemap {
            name: self.name.clone(),
            tiles: "tiles/{z}/{x}/{y}".to_owned(),
            tile_size: self.tile_size,
            min_zoom: self.min_zoom,
            max_zoom: self.max_zoom,
            coordinates: self.coordinates,
            attribution: self.attribution.clone(),
            kind: self.kind,
        }
    }
}

impl SourceConfig {
    fn check(&self) -> Result<(), BasemapConfigError> {
        let (url, key, subdomains) = match self {
            Self::Pmtiles { .. } => return Ok(()),
            Self::Xyz {
                url,
                key,
                subdomains,
            }
            | Self::Tms {
                url,
                key,
                subdomains,
            } => {
                if !["{z}", "{x}", "{y}"].iter().all(|part| url.contains(part)) {
                    return Err(BasemapConfigError::Address(
                        "must hold {z}, {x} and {y}: the place of a tile",
                    ));
                }
                if let Some(set) = query_value(url, "tilematrixset") {
                    check_matrix_set("source.url", set)?;
                }
                (url, key, subdomains)
            }
            Self::Wmts {
                url,
                tile_matrix_set,
                key,
                subdomains,
                ..
            } => {
                check_matrix_set("source.tile_matrix_set", tile_matrix_set)?;
                let parts = ["{TileMatrix}", "{TileRow}", "{TileCol}"];
                let named = parts.iter().filter(|part| url.contains(**part)).count();
                if named != 0 && named != parts.len() {
                    return Err(BasemapConfigError::Address(
                        "a WMTS template needs {TileMatrix}, {TileRow} and {TileCol}, an endpoint none of them",
                    ));
                }
                (url, key, subdomains)
            }
        };
        if !(url.starts_with("https://") || url.starts_with("http://")) {
            return Err(BasemapConfigError::Address(
                "must begin with https:// or http://",
            ));
        }
        if url.contains("{key}") && key.is_none() {
            return Err(BasemapConfigError::Address(
                "{key} is used and basemap.source.key is not set",
            ));
        }
        if url.contains("{s}") && subdomains.is_empty() {
            return Err(BasemapConfigError::Address(
                "{s} is used and basemap.source.subdomains is not set",
            ));
        }
        Ok(())
    }

    /// The address of a tile at the source; `None` for an archive, which has no addresses.
    pub(super) fn address(&self, at: TileAddress) -> Option<String> {
        let TileAddress { z, x, y } = at;
        let (address, key, subdomains) = match self {
            Self::Pmtiles { .. } => return None,
            Self::Xyz {
                url,
                key,
                subdomains,
            } => (with_place(url, z, x, y), key, subdomains),
            Self::Tms {
                url,
                key,
                subdomains,
            } => (with_place(url, z, x, (1 << z) - 1 - y), key, subdomains),
            Self::Wmts {
                url,
                layer,
                style,
                tile_matrix_set,
                format,
                matrix_prefix,
                key,
                subdomains,
            } => {
                let address = if url.contains("{TileMatrix}") {
                    url.replace("{TileMatrix}", &format!("{matrix_prefix}{z}"))
                        .replace("{TileRow}", &y.to_string())
                        .replace("{TileCol}", &x.to_string())
                        .replace("{TileMatrixSet}", tile_matrix_set)
                        .replace("{Layer}", layer)
                        .replace("{Style}", style)
                } else {
                    let joint = if url.contains('?') { '&' } else { '?' };
                    format!(
                        "{url}{joint}SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE={style}\
                         &TILEMATRIXSET={tile_matrix_set}&FORMAT={format}&TILEMATRIX={matrix_prefix}{z}&TILEROW={y}&TILECOL={x}"
                    )
                };
                (address, key, subdomains)
            }
        };
        let address = key
            .as_ref()
            .map_or_else(|| address.clone(), |key| address.replace("{key}", key));
        let turn = (x as usize + y as usize).checked_rem(subdomains.len());
        Some(turn.map_or_else(
            || address.clone(),
            |turn| address.replace("{s}", &subdomains[turn]),
        ))
    }
}

fn with_place(url: &str, z: u8, x: u32, y: u32) -> String {
    url.replace("{z}", &z.to_string())
        .replace("{x}", &x.to_string())
        .replace("{y}", &y.to_string())
}

fn check_matrix_set(field: &'static str, set: &str) -> Result<(), BasemapConfigError> {
    let plain = set
        .to_ascii_lowercase()
        .replace("urn:ogc:def:crs:epsg::", "epsg:")
        .replace("urn:ogc:def:wkss:ogc:1.0:", "");
    if WEB_MERCATOR_SETS.contains(&plain.as_str()) {
        Ok(())
    } else {
        Err(BasemapConfigError::NotWebMercator {
            field,
            set: set.to_owned(),
        })
    }
}

/// The value of a query parameter, whatever the case of its name.
fn query_value<'a>(url: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = url.split_once('?')?;
    query.split('&').find_map(|pair| {
        pair.split_once('=')
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    })
}
