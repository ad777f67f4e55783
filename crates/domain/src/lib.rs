//! The nouns of a governance centre.
//!
//! Incident and its stages, assignments, clocks, networks, platforms, grids, areas, stations, units, camera points,
//! roles, ids, times and positions. Data and its limits only: what may happen to it is in `world`.
//! No input or output, no clock, no randomness.

mod actor;
mod assignment;
mod clock;
mod district;
mod id;
mod incident;
mod moment;
mod name;
mod network;
mod place;
mod position;
mod priority;
mod rare;
mod responsible;
mod rules;
mod stage;
mod text;
mod time;

pub use actor::{Actor, Channel, Role};
pub use arcstr::ArcStr;
pub use assignment::{Assignee, Assignment, AssignmentEnd, AssignmentStep};
pub use clock::{Clock, ClockKind, ClockReading, ClockState};
pub use district::{
    Camera, CameraPoint, CameraPose, Codec, Department, Elements, FieldOfView, Grid, GridKind,
    MicroGrid, PatrolArea, Platform, PointKind, Station, Stream, StreamRole, Unit, UnitPosition,
};
pub use id::{
    AreaId, CameraId, CategoryId, DepartmentId, DeskId, ExternalId, GridId, IncidentId,
    IncidentRef, InvalidId, InvalidIncidentRef, MicroGridId, PersonId, PhotoKey, PlatformId,
    PointId, Seq, StationId, StreamId, TextKey, UnitId,
};
pub use incident::{Flags, Incident, StageTimes};
pub use name::Name;
pub use network::{Network, UnknownNetwork};
pub use place::Place;
pub use position::{InvalidPosition, Wgs84};
pub use priority::Priority;
pub use rare::Rare;
pub use responsible::{Duty, Responsible};
pub use rules::{Category, Rules};
pub use stage::{Family, Stage};
pub use text::{
    LONGEST_ADDRESS, LONGEST_DETAILS, LONGEST_LABEL, LONGEST_NAME, LONGEST_NOTE, LONGEST_PHONE,
    LONGEST_REMARK, LONGEST_SUBJECT, SHORTEST_PASSWORD,
};
pub use time::{Millis, Timestamp};
