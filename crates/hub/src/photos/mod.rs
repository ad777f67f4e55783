//! Photos: taken in, kept under the name of their content, given out again.
//!
//! Which photo belongs to which incident stands in the network's log; here are the pictures. A picture that the log does not
//! know any more is doomed, and cleared out from time to time: never while one is being taken in, which could be the same.

mod bucket;
mod picture;
mod uploads;

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::{Network, PersonId, PhotoKey};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Place;
use object_store::{ObjectStore, ObjectStoreExt};
use tokio::sync::{RwLock, Semaphore};

use crate::config::PhotosConfig;
use crate::line::{Line, Unanswered};
use crate::log::LogError;
use crate::problem::Problem;

pub use picture::{THUMBNAIL, Unfit};
pub use uploads::UnderWay;

use uploads::Uploads;

/// How many pictures are decoded at a time: each takes memory.
const DEVELOPED_AT_A_TIME: usize = 1;

/// How many photos of one person may wait to be attached to something.
const MOST_WAITING: usize = 60;

/// Why a photo was not taken in or cannot be given.
#[derive(Debug, thiserror::Error)]
pub enum PhotoError {
    /// It is no photo that is taken.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// The person has sent many that belong to nothing yet.
    #[error("{MOST_WAITING} photos wait to be attached to an incident already")]
    TooMany,
    /// More are being sent than may.
    #[error("as many photos are being sent as may be")]
    Busy,
    /// Where pictures are kept failed.
    #[error("where photos are kept cannot be used")]
    Store(#[from] object_store::Error),
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The log did not keep it.
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
    /// The hub stops.
    #[error("the hub is stopping")]
    Stopping,
}

/// Which of the two pictures of a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// As it was sent.
    Whole,
    /// At most [`THUMBNAIL`] long.
    Thumbnail,
}

/// Where photos are kept.
#[derive(Debug)]
pub struct Photos {
    store: Arc<dyn ObjectStore>,
    max_pixels: u64,
    upload_within: Duration,
    uploads: Uploads,
    developing: Semaphore,
    /// Held by whoever takes a photo in, and alone by whoever clears out.
    gate: RwLock<()>,
}

impl Photos {
    /// Opens what the configuration names: a bucket, or without one a folder in the data folder.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn open(config: &PhotosConfig, data: &Path) -> Result<Self, PhotoError> {
        let store = match &config.s3 {
            Some(bucket) => bucket::open(bucket)?,
            None => folder(&data.join("photos"))?,
        };
        Ok(Self {
            store,
            max_pixels: config.max_pixels,
            upload_within: Duration::from_secs(config.upload_secs),
            uploads: Uploads::default(),
            developing: Semaphore::new(DEVELOPED_AT_A_TIME),
            gate: RwLock::default(),
        })
    }

    /// Begins an upload, before its body is read.
    ///
    /// # Errors
    /// When as many are under way as may be.
    pub fn begin_upload(&self, person: &PersonId) -> Result<UnderWay, PhotoError> {
        self.uploads.begin(person).ok_or(PhotoError::Busy)
    }

    /// How long the body of an upload may take to come in.
    #[must_use]
    pub const fn upload_within(&self) -> Duration {
        self.upload_within
    }

    /// Takes a photo in. It belongs to nobody's incident yet; a command of the same person attaches it.
    ///
    /// # Errors
    /// When it is none, or was not kept.
    pub async fn take_in(
        &self,
        line: &Arc<Line>,
        person: PersonId,
        address: IpAddr,
        sent: Bytes,
    ) -> Result<PhotoKey, PhotoError> {
        let developed = {
            let permit = self.developing.acquire().await;
            let _permit = permit.map_err(|_| PhotoError::Stopping)?;
            let most = self.max_pixels;
            let asked = (Arc::clone(line), person.clone());
            let developing = tokio::task::spawn_blocking(move || {
                let (line, person) = asked;
                if line.waiting_uploads(&person)? >= MOST_WAITING {
                    return Err(PhotoError::TooMany);
                }
                Ok(picture::develop(&sent, most)?)
            });
            developing.await.map_err(|_| PhotoError::Stopping)??
        };
        let _open = self.gate.read().await;
        // The log knows of it first: what it does not know of nobody would ever clear out.
        line.keep_upload(person, developed.key.clone(), address)
            .await?;
        let network = line.network();
        for (size, bytes) in [
            (Size::Whole, developed.photo),
            (Size::Thumbnail, developed.thumbnail),
        ] {
            let place = place(network, &developed.key, size)?;
            self.store.put(&place, bytes.into()).await?;
        }
        Ok(developed.key)
    }

    /// A picture; `None` when there is none any more.
    ///
    /// # Errors
    /// When where they are kept failed.
    pub async fn picture(
        &self,
        network: Network,
        photo: &PhotoKey,
        size: Size,
    ) -> Result<Option<Bytes>, PhotoError> {
        match self.store.get(&place(network, photo, size)?).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes the pictures that a network's log has doomed.
    ///
    /// # Errors
    /// When one could not be deleted; it is tried again the next time.
    pub async fn clear_out(&self, line: &Line) -> Result<(), PhotoError> {
        let _alone = self.gate.write().await;
        let doomed = tokio::task::block_in_place(|| line.doomed_photos())?;
        for photo in &doomed {
            for size in [Size::Whole, Size::Thumbnail] {
                match self
                    .store
                    .delete(&place(line.network(), photo, size)?)
                    .await
                {
                    Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        if !doomed.is_empty() {
            tracing::info!(photos = doomed.len(), "Photos are erased");
            line.forget_doomed(doomed).await?;
        }
        Ok(())
    }
}

fn folder(folder: &Path) -> object_store::Result<Arc<dyn ObjectStore>> {
    std::fs::create_dir_all(folder).map_err(|source| object_store::Error::Generic {
        store: "the folder of photos",
        source: Box::new(source),
    })?;
    let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
    Ok(Arc::new(store))
}

fn place(network: Network, photo: &PhotoKey, size: Size) -> Result<Place, object_store::Error> {
    let name = match size {
        Size::Whole => format!("{network}/{photo}.jpg"),
        Size::Thumbnail => format!("{network}/{photo}.thumbnail.jpg"),
    };
    Ok(Place::parse(name)?)
}

impl From<PhotoError> for Problem {
    fn from(error: PhotoError) -> Self {
        match error {
            PhotoError::Unfit(Unfit::OtherType) => Self::unsupported_picture(error.to_string()),
            PhotoError::Unfit(Unfit::TooManyPixels { .. }) => Self::too_large(error.to_string()),
            PhotoError::Unfit(Unfit::Damaged(_)) => Self::invalid_field("", error.to_string()),
            PhotoError::TooMany => Self::refused("too_many_photos", error.to_string()),
            PhotoError::Log(error) => error.into(),
            PhotoError::Unanswered(unanswered) => unanswered.into(),
            PhotoError::Busy | PhotoError::Stopping => Self::unavailable(error.to_string()),
            PhotoError::Store(_) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "Photos cannot be kept or read"
                );
                Self::unavailable(error.to_string())
            }
        }
    }
}
