//! Where the outbox is kept on the device.

use js_sys::Uint8Array;
use leptos::logging::warn;
use wasm_bindgen::{JsCast, JsValue};

use super::entry::Entry;
use crate::platform::{Database, DatabaseError, Write};

const NAME: &str = "furun.outbox";
const VERSION: u32 = 1;
const ENTRIES: &str = "entries";
const PHOTOS: &str = "photos";
const THUMBNAILS: &str = "thumbnails";

/// A photo as it is kept: JPEG, as it will be sent and as it is shown in lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPhoto {
    /// As it will be sent.
    pub jpeg: Vec<u8>,
    /// As it is shown in lists.
    pub thumbnail: Vec<u8>,
}

/// The outbox's own database.
pub struct Keeper(Database);

impl Keeper {
    /// Opens it.
    ///
    /// # Errors
    /// When this browser keeps none.
    pub async fn open() -> Result<Self, DatabaseError> {
        Database::open(NAME, VERSION, &[ENTRIES, PHOTOS, THUMBNAILS])
            .await
            .map(Self)
    }

    /// Every report, the oldest first. What another version has written and this one cannot read stays where it is.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn entries(&self) -> Result<Vec<Entry>, DatabaseError> {
        let kept = self.0.all(ENTRIES).await?;
        let mut entries: Vec<Entry> = kept.iter().filter_map(read).collect();
        entries.sort_by(|one, other| (one.made_at, &one.id).cmp(&(other.made_at, &other.id)));
        Ok(entries)
    }

    /// One report as it is kept.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn entry(&self, id: &str) -> Result<Option<Entry>, DatabaseError> {
        Ok(self.0.get(ENTRIES, id).await?.as_ref().and_then(read))
    }

    /// Keeps a report, and with it the photo, if it has another one now: both or neither.
    ///
    /// # Errors
    /// When nothing was written.
    pub async fn keep(
        &self,
        entry: &Entry,
        photo: Option<&KeptPhoto>,
    ) -> Result<(), DatabaseError> {
        let text = serde_json::to_string(entry).map_err(|_| DatabaseError::Broken)?;
        let write = |store, value: JsValue| Write {
            store,
            key: &entry.id,
            value: Some(value),
        };
        let mut writes = vec![write(ENTRIES, text.into())];
        if let Some(photo) = photo {
            let bytes = |bytes: &[u8]| Uint8Array::from(bytes).into();
            writes.push(write(PHOTOS, bytes(&photo.jpeg)));
            writes.push(write(THUMBNAILS, bytes(&photo.thumbnail)));
        }
        self.0.write(&writes).await
    }

    /// Forgets a report and its photo.
    ///
    /// # Errors
    /// When it is still there.
    pub async fn forget(&self, id: &str) -> Result<(), DatabaseError> {
        let writes = [ENTRIES, PHOTOS, THUMBNAILS].map(|store| Write {
            store,
            key: id,
            value: None,
        });
        self.0.write(&writes).await
    }

    /// Gives back the room of a photo that the hub has; its thumbnail stays.
    ///
    /// # Errors
    /// When it is still there.
    pub async fn drop_photo(&self, id: &str) -> Result<(), DatabaseError> {
        let write = Write {
            store: PHOTOS,
            key: id,
            value: None,
        };
        self.0.write(&[write]).await
    }

    /// A report's photo, as it will be sent.
    pub async fn photo(&self, id: &str) -> Option<Vec<u8>> {
        self.bytes(PHOTOS, id).await
    }

    /// A report's photo, as it is shown in lists.
    pub async fn thumbnail(&self, id: &str) -> Option<Vec<u8>> {
        self.bytes(THUMBNAILS, id).await
    }

    async fn bytes(&self, store: &str, id: &str) -> Option<Vec<u8>> {
        let kept = self.0.get(store, id).await.ok()??;
        Some(kept.dyn_into::<Uint8Array>().ok()?.to_vec())
    }
}

fn read(kept: &JsValue) -> Option<Entry> {
    match serde_json::from_str(&kept.as_string()?) {
        Ok(entry) => Some(entry),
        Err(error) => {
            warn!("a kept report cannot be read: {error}");
            None
        }
    }
}
