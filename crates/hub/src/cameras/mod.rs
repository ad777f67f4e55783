//! The cameras of the deployment and the buildings that stand in their way: which there are, and who sees them.
//!
//! Mast (point), camera and stream are three things. What somebody may not see is left out as if there were none.

mod buildings;
mod file;

use std::collections::{BTreeMap, BTreeSet};

use domain::{Camera, CameraId, CameraPoint, Network, Platform, Stream, StreamId};

use crate::auth::Session;
use crate::config::Right;

pub use buildings::{BuildingsError, buildings_from_geojson};
pub use file::{CamerasError, Known, points_from_file};

/// Where a camera stands in the catalogue.
#[derive(Clone, Copy, Debug)]
struct Slot {
    point: usize,
    camera: usize,
}

/// The camera points of the deployment.
#[derive(Debug, Default)]
pub struct Cameras {
    points: Vec<CameraPoint>,
    /// The network of each point's platform; `None` where it has none, or one that nobody knows.
    networks: Vec<Option<Network>>,
    cameras: BTreeMap<CameraId, Slot>,
    streams: BTreeMap<StreamId, (Slot, usize)>,
    served: Vec<Network>,
}

/// A camera that somebody may see.
#[derive(Clone, Copy, Debug)]
pub struct SeenCamera<'a> {
    /// The mast it hangs on.
    pub point: &'a CameraPoint,
    /// The camera.
    pub camera: &'a Camera,
    /// The network of its platform.
    pub network: Option<Network>,
}

impl Cameras {
    /// The catalogue of these points. A point is on the network of its platform, and `served` are those of this hub.
    #[must_use]
    pub fn of(points: Vec<CameraPoint>, platforms: &[Platform], served: Vec<Network>) -> Self {
        let network = |point: &CameraPoint| {
            let platform = point.platform.as_ref()?;
            let mut known = platforms.iter();
            known
                .find(|known| known.id == *platform)
                .map(|known| known.network)
        };
        let networks = points.iter().map(network).collect();
        let mut cameras = BTreeMap::new();
        let mut streams = BTreeMap::new();
        for (point, mast) in points.iter().enumerate() {
            for (camera, device) in mast.cameras.iter().enumerate() {
                let slot = Slot { point, camera };
                cameras.insert(device.id.clone(), slot);
                let encodings = device.streams.iter().enumerate();
                streams.extend(encodings.map(|(nth, stream)| (stream.id.clone(), (slot, nth))));
            }
        }
        Self {
            points,
            networks,
            cameras,
            streams,
            served,
        }
    }

    /// Every point, whoever may see it.
    #[must_use]
    pub fn points(&self) -> &[CameraPoint] {
        &self.points
    }

    /// The ids of all streams.
    #[must_use]
    pub fn stream_ids(&self) -> BTreeSet<&StreamId> {
        self.streams.keys().collect()
    }

    /// The ids of all cameras that can be turned.
    #[must_use]
    pub fn steerable(&self) -> BTreeSet<&CameraId> {
        let steerable = self.cameras().filter(|camera| camera.steerable);
        steerable.map(|camera| &camera.id).collect()
    }

    /// Every camera, whoever may see it.
    pub fn cameras(&self) -> impl Iterator<Item = &Camera> {
        self.points.iter().flat_map(|point| &point.cameras)
    }

    /// Whether a session sees a point, by its number in [`points`](Self::points): within its networks and patrol areas. A
    /// point of no network is seen by those who read all that are served.
    #[must_use]
    pub fn sees(&self, session: &Session, point: usize) -> bool {
        let (Some(mast), Some(network)) = (self.points.get(point), self.networks.get(point)) else {
            return false;
        };
        let sees_on = |network: Network| {
            let view = session.view(network);
            view.is_some_and(|view| view.sees(mast.area.as_ref()))
        };
        session.may(Right::Cameras)
            && match network {
                Some(network) => sees_on(*network),
                None => {
                    !self.served.is_empty() && self.served.iter().all(|served| sees_on(*served))
                }
            }
    }

    /// A camera, if the session sees it.
    #[must_use]
    pub fn camera(&self, session: &Session, id: &CameraId) -> Option<SeenCamera<'_>> {
        self.at(session, *self.cameras.get(id)?)
    }

    /// A stream and its camera, if the session sees it.
    #[must_use]
    pub fn stream(&self, session: &Session, id: &StreamId) -> Option<(SeenCamera<'_>, &Stream)> {
        let (slot, nth) = *self.streams.get(id)?;
        let seen = self.at(session, slot)?;
        Some((seen, seen.camera.streams.get(nth)?))
    }

    fn at(&self, session: &Session, slot: Slot) -> Option<SeenCamera<'_>> {
        if !self.sees(session, slot.point) {
            return None;
        }
        let point = self.points.get(slot.point)?;
        Some(SeenCamera {
            point,
            camera: point.cameras.get(slot.camera)?,
            network: *self.networks.get(slot.point)?,
        })
    }
}
