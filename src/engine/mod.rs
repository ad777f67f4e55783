//! The map's engine room: the map library behind [`MapEngine`], the marks drawn above it, and nothing that knows what a mark
//! stands for. Its only nouns are position and sign.
//!
//! [`MarksLayer`] puts [`Marks`] on a canvas of their own and draws them in the map's frame; [`MapLibre`] is the map. The marks
//! need no map: give the layer a view, and they are there before the library is fetched. Seen from an [`Eye`] it is a camera's
//! picture ([`PerspectiveEngine`]).

mod error;
mod layer;
mod map_engine;
mod maplibre;
mod marks;
mod perspective;
mod program;

pub use self::marks::{Drawn, InView, Look, Marks, NextDraw, Stats};
pub use ::marks::silhouette::parts as outline_of;
pub use ::marks::{
    Badge, Bounds, Camera, FIELD_OF_VIEW, GROUND_UNITS, Ground, GroundToClip, Letter, LonLat,
    MAX_LATITUDE, MAX_PITCH, MarkId, MercatorBox, Padding, Picked, Rank, Rgb, Ring, ScreenPoint,
    Shape, Sign, Size, View,
};
pub use error::EngineError;
pub use layer::{Clock, MarksLayer, OnFault};
pub use map_engine::{
    DrawnTile, LinePaint, MapEngine, MapEvent, Paint, Raster, RasterPaint, Shapes, Subscription,
    TileAddress, TileDrawer, Travel,
};
pub use maplibre::{MapLibre, MapOptions};
pub use perspective::{Bodies, Daylight, Eye, Facades, Panes, PerspectiveEngine, Veil, Wall};
