//! What is being written: one report, not sent yet.

use std::sync::Arc;

use domain::{CategoryId, Wgs84};
use geodesy::great_circle_distance;
use leptos::prelude::*;

use super::exif::TakenAt;
use super::outbox::{Content, KeptPhoto};
use super::whence::{Spotted, spotted};
use crate::config::Directory;
use crate::platform::{Location, LocationWatch, PictureAddress};

/// A place is named after the landmark beside it when that is no further away, in metres.
const NEAR_M: f64 = 300.0;

/// How far the photo is.
#[derive(Clone, Default)]
pub enum PhotoState {
    /// There is none.
    #[default]
    None,
    /// It is being read and made smaller.
    Read,
    /// The file is no picture.
    NoPicture,
    /// It is here.
    Taken(Arc<Taken>),
}

/// A photo, ready to be sent.
pub struct Taken {
    /// Its bytes; `None` for the photo of a report that is being mended, which the outbox has already.
    pub kept: Option<KeptPhoto>,
    /// Where the page shows it.
    pub address: PictureAddress,
    /// Where it was taken.
    pub position: Option<Wgs84>,
    /// When.
    pub taken_at: Option<TakenAt>,
}

/// What a person has entered, as far as it tells one report from the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    category: Option<CategoryId>,
    has_photo: bool,
    words: String,
}

impl Entered {
    /// These.
    #[must_use]
    pub fn new(category: Option<CategoryId>, has_photo: bool, words: &str) -> Self {
        Self {
            category,
            has_photo,
            words: words.to_owned(),
        }
    }

    /// Whether a report is begun.
    #[must_use]
    pub const fn is_begun(&self) -> bool {
        self.category.is_some() || self.has_photo
    }
}

/// A report being written. A handle: cheap to copy.
#[derive(Clone, Copy)]
pub struct Form {
    /// The photo.
    pub photo: RwSignal<PhotoState, LocalStorage>,
    /// Where the device is; `None` where it cannot be asked.
    pub device: RwSignal<Option<Location>>,
    /// Where a person has put the map's pin.
    pub pinned: RwSignal<Option<Wgs84>>,
    /// What a person has written as the address; `None` while nobody has.
    pub address: RwSignal<Option<String>>,
    /// The category.
    pub category: RwSignal<Option<CategoryId>>,
    /// The free text.
    pub words: RwSignal<String>,
    /// The refused report that is being mended.
    pub mends: RwSignal<Option<Arc<str>>>,
}

impl Form {
    /// Nothing is written.
    #[must_use]
    pub fn new() -> Self {
        Self {
            photo: RwSignal::new_local(PhotoState::None),
            device: RwSignal::new(LocationWatch::is_possible().then_some(Location::Awaited)),
            pinned: RwSignal::new(None),
            address: RwSignal::new(None),
            category: RwSignal::new(None),
            words: RwSignal::new(String::new()),
            mends: RwSignal::new(None),
        }
    }

    /// Nothing is written any more. Where the device is stays known.
    pub fn clear(self) {
        self.photo.set(PhotoState::None);
        self.pinned.set(None);
        self.address.set(None);
        self.category.set(None);
        self.words.set(String::new());
        self.mends.set(None);
    }

    /// Writes what a refused report said, to be said otherwise.
    pub fn take_up(self, id: Arc<str>, content: &Content) {
        self.clear();
        self.pinned.set(content.position);
        self.address.set(Some(content.address.to_string()));
        self.category.set(Some(content.category.clone()));
        self.words.set(content.words.to_string());
        self.mends.set(Some(id));
    }

    /// What a person has entered; tracks it.
    #[must_use]
    pub fn entered(self) -> Entered {
        let has_photo = !matches!(&*self.photo.read(), PhotoState::None);
        Entered::new(self.category.get(), has_photo, &self.words.read())
    }

    /// Where it is, as far as that is known; tracks it.
    #[must_use]
    pub fn spotted(self) -> Option<Spotted> {
        let photo = match &*self.photo.read() {
            PhotoState::Taken(taken) => taken.position,
            _ => None,
        };
        spotted(self.pinned.get(), photo, self.device.get())
    }

    /// Where it is, as far as that is known.
    #[must_use]
    pub fn spotted_untracked(self) -> Option<Spotted> {
        untrack(|| self.spotted())
    }
}

impl Default for Form {
    fn default() -> Self {
        Self::new()
    }
}

/// The landmark beside a place.
#[must_use]
pub fn landmark(directory: &Directory, position: Wgs84) -> Option<&domain::Name> {
    directory
        .places
        .iter()
        .map(|place| (great_circle_distance(position, place.position).0, place))
        .filter(|(metres, _)| *metres <= NEAR_M)
        .min_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, place)| &place.name)
}
