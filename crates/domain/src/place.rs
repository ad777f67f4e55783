//! Where an incident is, in degrees, in words and in the deployment's own divisions.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use crate::{AreaId, GridId, Wgs84};

/// Where something happened. Each part may be unknown, and unknown is `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The position, when the report had one.
    pub position: Option<Wgs84>,
    /// The place in words ("米兰小镇 B 座").
    pub address: Option<ArcStr>,
    /// The grid (网格) that contains the position.
    pub grid: Option<GridId>,
    /// The patrol area (巡区) that contains the position.
    pub area: Option<AreaId>,
}
