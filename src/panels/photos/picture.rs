//! A picture as it is fetched: awaited, shown, or why not.

use std::sync::Arc;

use domain::{IncidentRef, PhotoKey};
use leptos::logging::warn;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::config::{FetchError, PhotoSize, TextSource};
use crate::i18n::{Language, t};
use crate::platform::PictureAddress;

/// How far a picture is.
#[derive(Clone)]
pub(super) enum PictureState {
    /// It has not come yet.
    Awaited,
    /// It is here.
    Shown(Arc<PictureAddress>),
    /// This person may not see photos.
    Withheld,
    /// The hub has it no longer.
    Gone,
    /// It could not be had now.
    Failed,
}

impl PictureState {
    /// The word for `data-state` attributes.
    pub(super) const fn as_str(&self) -> &'static str {
        match self {
            Self::Awaited => "awaited",
            Self::Shown(_) => "shown",
            Self::Withheld => "withheld",
            Self::Gone => "gone",
            Self::Failed => "failed",
        }
    }

    /// Why there is none; `None` where there is one.
    pub(super) fn words(&self, language: Language) -> Option<&'static str> {
        match self {
            Self::Shown(_) => None,
            Self::Awaited => Some(t!(language, photo.awaited)),
            Self::Withheld => Some(t!(language, photo.withheld)),
            Self::Gone => Some(t!(language, photo.gone)),
            Self::Failed => Some(t!(language, photo.failed)),
        }
    }

    /// The address under which the page shows it.
    pub(super) fn address(&self) -> Option<String> {
        match self {
            Self::Shown(address) => Some(address.as_str().to_owned()),
            _ => None,
        }
    }
}

/// Fetches a picture as soon as its component stands there, anew when it is another one, and once more with each turn.
pub(super) fn follow_picture(
    incident: IncidentRef,
    photo: Memo<Option<PhotoKey>>,
    size: PhotoSize,
    turn: RwSignal<u32>,
) -> RwSignal<PictureState> {
    let state = RwSignal::new(PictureState::Awaited);
    let source = use_context::<TextSource>();
    Effect::new(move |_| {
        turn.track();
        let (Some(key), Some(source)) = (photo.get(), source.clone()) else {
            return;
        };
        state.set(PictureState::Awaited);
        spawn_local(async move {
            let fetched = match source.photo(incident, &key, size).await {
                Ok(bytes) => PictureAddress::of_jpeg(&bytes)
                    .map_or(PictureState::Failed, |address| {
                        PictureState::Shown(Arc::new(address))
                    }),
                Err(FetchError::Refused { .. }) => PictureState::Withheld,
                Err(FetchError::Status { status: 404, .. }) => PictureState::Gone,
                Err(error) => {
                    warn!("photo of {incident}: {error}");
                    PictureState::Failed
                }
            };
            // Whoever looks may have gone on to another one, or away.
            let still_wanted = photo.try_get_untracked().flatten().as_ref() == Some(&key);
            if still_wanted {
                state.try_set(fetched);
            }
        });
    });
    state
}
