//! Everything that is known of the cameras, ready to be asked: which pictures there are, and how each is.

use domain::{Camera, CameraPoint, PointId};

use super::source::{Source, source};
use crate::config::{CameraList, StreamState};

/// A camera that has a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its picture.
    pub source: Source,
    /// How it is; `None` where no gateway serves it.
    pub state: Option<StreamState>,
    /// Where its point stands among the points.
    pub point: usize,
    /// Where it stands on its point.
    camera: usize,
}

/// The cameras of the deployment, as far as the person may see them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalogue {
    list: CameraList,
    entries: Vec<Entry>,
}

impl Catalogue {
    /// The catalogue of what a hub told. A camera without a stream is not in it: there is nothing to be seen of it.
    #[must_use]
    pub fn of(list: CameraList) -> Self {
        let mut entries = Vec::new();
        for (number, point) in list.points.iter().enumerate() {
            for (nth, camera) in point.cameras.iter().enumerate() {
                if let Some(source) = source(point, camera) {
                    entries.push(Entry {
                        source,
                        state: list.camera_state(camera),
                        point: number,
                        camera: nth,
                    });
                }
            }
        }
        Self { list, entries }
    }

    /// Every camera that has a picture, in the deployment's order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Every point, in the deployment's order.
    #[must_use]
    pub fn points(&self) -> &[CameraPoint] {
        &self.list.points
    }

    /// The point on which an entry's camera is.
    #[must_use]
    pub fn point_of(&self, entry: &Entry) -> &CameraPoint {
        &self.list.points[entry.point]
    }

    /// An entry's camera.
    #[must_use]
    pub fn camera_of(&self, entry: &Entry) -> &Camera {
        &self.point_of(entry).cameras[entry.camera]
    }

    /// A point by its code.
    #[must_use]
    pub fn point(&self, id: &PointId) -> Option<&CameraPoint> {
        self.list.points.iter().find(|point| point.id == *id)
    }

    /// The entries of a point's cameras.
    pub fn entries_on<'a>(&'a self, id: &'a PointId) -> impl Iterator<Item = &'a Entry> {
        let entries = self.entries.iter();
        entries.filter(move |entry| self.point_of(entry).id == *id)
    }

    /// How a stream is; `None` where no gateway serves it.
    #[must_use]
    pub fn stream_state(&self, stream: &domain::StreamId) -> Option<StreamState> {
        self.list.stream_state(stream)
    }

    /// The entry of a camera's code.
    #[must_use]
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.source.id == id)
    }

    /// The picture of a camera's code or of a stream's; of a stream that no camera has, by its code alone.
    #[must_use]
    pub fn source_of(&self, id: &str) -> Option<Source> {
        if let Some(entry) = self.entry(id) {
            return Some(entry.source.clone());
        }
        let of_stream = Source::of_stream(id)?;
        let shows_it = |entry: &&Entry| {
            let streams = &self.camera_of(entry).streams;
            streams.iter().any(|stream| stream.id == of_stream.main)
        };
        let camera = self.entries.iter().find(shows_it);
        Some(Source {
            name: camera.map_or(of_stream.name, |camera| camera.source.name.clone()),
            ..of_stream
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::catalogue;

    #[test]
    fn a_stream_is_called_as_its_camera_and_one_that_no_camera_has_by_its_code() {
        let all = catalogue();
        let name = |id| all.source_of(id).map(|source| source.name.zh.to_string());
        assert_eq!(name("L-001-01").as_deref(), Some("李子山瞭望 云台 1"));
        assert_eq!(name("L-001-01-sub").as_deref(), Some("李子山瞭望 云台 1"));
        assert_eq!(name("cam1").as_deref(), Some("cam1"));
        assert_eq!(name(""), None);
    }
}
