//! A synthetic district from a seed, and its scripted day.
//!
//! The plan begins with an outline and is only ever cut: by avenues and the river, by the edge of the built-up core, by
//! main roads, by streets into grids, by lanes into micro-grids. So divisions tile on shared corners, and the cuts are the
//! roads. Pure: no input or output, no clock; chance comes from the seed alone and geometry is kept in whole centimetres,
//! so the same seed gives the same bytes natively and in wasm.

mod building;
mod cameras;
mod categories;
mod chance;
mod code;
mod district;
mod divide;
mod elements;
mod export;
pub mod figures;
mod land;
mod mesh;
mod names;
mod network;
mod organisation;
mod picture;
mod places;
mod plan;
mod plane;
mod road;
mod roster;
mod script;
mod shape;
mod squares;
mod town;
mod warp;

pub use building::{Building, BuildingUse, Roof};
pub use categories::{ClassKind, MajorClass};
pub use district::District;
pub use land::{Cover, Land};
pub use organisation::Application;
pub use picture::Picture;
pub use places::{NamedPlace, PlaceKind};
pub use road::{Road, RoadClass};
pub use roster::{Duty, DutyRole, Shift, Team};
pub use script::{DarkCamera, Day, Outage, Playback, Script, Scripted, Storm, Told, UTC_OFFSET};
