//! What a platform sends, read into the domain's terms.
//!
//! Bytes in, values out: no socket is opened and no file is read here, and nothing that arrives can make it panic.
//! Past this crate nobody knows how a platform writes its reports.
//!
//! - [`webhook`]: the JSON that `POST /ingest/{platform}` takes, and how the replay writes it;
//! - [`positions`]: the JSON that `POST /ingest/{platform}/positions` takes;
//! - [`geojson`]: grids, patrol areas, stations and named places from GeoJSON files;
//! - [`csv_mapping`]: recorded incidents in any table, by a small mapping file.

mod element;
mod fields;
mod gzip;
mod limits;
mod moment;
mod statement;

pub mod csv_mapping;
pub mod geojson;
pub mod positions;
pub mod webhook;

pub use element::{BodyError, ElementError, Elements, Flaw, Shape};
pub use gzip::{GzipError, LARGEST_UNPACKED_BYTES, unpacked};
pub use limits::{
    LONGEST_ADDRESS, LONGEST_DETAILS, LONGEST_NAME, LONGEST_NOTE, LONGEST_PHONE, LONGEST_SUBJECT,
    MOST_ELEMENTS, MOST_PHOTOS,
};
pub use moment::{EARLIEST, LATEST};
pub use statement::{Caller, Report, Said, Statement};
