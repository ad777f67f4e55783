//! The situational map: layers, camera, picking. It reads the store and writes only what the person looks at.

mod camera_points;
mod captions;
mod component;
mod cone;
mod datum;
mod edge_call;
mod fitting;
mod framing;
mod ground;
mod labels;
mod mark_ids;
mod outside;
mod picking;
mod pin;
mod road_labels;
mod road_names;
mod situation;
mod watch;
mod writer;

pub use component::{MapSlot, SituationMap};
pub use datum::Datum;
pub use fitting::{Reach, beyond_home, open_places};
pub use mark_ids::{Meaning, mark_of, meaning_of};
pub use outside::{Edge, EdgeCall, edge_calls};
pub use road_names::{NamedRoad, Stand, boxes, named_roads, stand_along, upright};
pub use situation::{MapFault, Situation, SituationOptions};
pub use watch::{DrawWatch, PATIENCE_MS};
pub use writer::{Conditions, Writer};
