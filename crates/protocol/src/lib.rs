//! What travels between hub and screen: frames on the wire, their coding and versions, close codes, and the deployment's
//! settings that a screen reads once. And what travels between a page and the demo in its worker, which stands in a hub's place.

mod close;
mod codec;
mod command;
mod control_sheet;
mod csv;
mod deltas;
mod demo;
mod deployment;
mod frame;
mod stream_state;
mod token_protocol;

pub use close::CloseCode;
pub use codec::{CodecError, Coding};
pub use command::{Command, CommandRequest, MOST_PHOTOS, NewReport, Spot};
pub use control_sheet::{
    ControlSheet, MOST_POINTS, SheetError, SheetFault, SheetPoint, SheetView, measured_model,
};
pub use csv::csv_cell;
pub use deltas::{Deltas, InvalidDeltas, Unpacked, Unpacking};
pub use demo::{
    DEMO_RATES, DemoAsked, DemoReply, DemoRequest, Interest, InterestKind, PAINTED, PaintAsked,
    Playhead, Silence,
};
pub use deployment::{
    Basemap, BasemapKind, CoordinateSystem, Deployment, Divisions, HomeView, NamedPlace,
    NetworkFeed, WallGeometry,
};
pub use frame::{
    ClientFrame, Delta, DeploymentClock, Hello, LogId, Resume, ServerFrame, SnapshotPart,
};
pub use stream_state::StreamState;
pub use token_protocol::{
    FRAGMENTS_PROTOCOL, TELEMETRY_PROTOCOL, protocol_of_token, token_of_protocol,
};
