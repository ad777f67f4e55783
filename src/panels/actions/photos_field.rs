//! Photos that go with an act: taken or chosen, made smaller and freed of what the camera has written into them, and sent
//! before the act that they prove.

use std::sync::{Arc, OnceLock};

use domain::{Network, PhotoKey};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::MOST_PHOTOS;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

use crate::commands::{Commands, PhotoFault, PhotoUnsent};
use crate::i18n::{Language, t, use_i18n};
use crate::platform::{
    NoPicture, PHOTO_QUALITY, Picture, PictureAddress, SENT_PX, THUMBNAIL_PX, unique_key,
};

/// A photo, ready to be sent.
struct Shot {
    /// Under which key it is posted, however often.
    key: String,
    jpeg: Vec<u8>,
    small: PictureAddress,
    /// How the hub calls it, once it has it.
    kept: OnceLock<PhotoKey>,
}

/// What is wrong with the photos.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// A file is no picture.
    NoPicture,
    /// One is not with the hub.
    Unsent(PhotoUnsent),
}

/// The photos of an act that is being written. A handle: cheap to copy.
#[derive(Clone, Copy)]
pub struct Shots {
    all: RwSignal<Vec<Arc<Shot>>>,
    /// How many files are being read.
    reading: RwSignal<usize>,
    /// How many are with the hub, while they are being sent.
    sent: RwSignal<Option<usize>>,
    fault: RwSignal<Option<Fault>>,
    /// For how many acts there have been photos: what is still being read or sent for one that is over changes nothing.
    act: StoredValue<u32>,
}

impl Shots {
    /// There are none.
    #[must_use]
    pub fn new() -> Self {
        Self {
            all: RwSignal::new(Vec::new()),
            reading: RwSignal::new(0),
            sent: RwSignal::new(None),
            fault: RwSignal::new(None),
            act: StoredValue::new(0),
        }
    }

    /// There are none again: those of another act begin.
    pub fn clear(self) {
        self.act.update_value(|act| *act = act.wrapping_add(1));
        self.all.update(Vec::clear);
        self.reading.set(0);
        self.sent.set(None);
        self.fault.set(None);
    }

    /// Whether the act is still the same; not when the page is gone.
    fn is_for(self, act: u32) -> bool {
        self.act.try_get_value() == Some(act)
    }

    /// Whether they are being read or sent.
    #[must_use]
    pub fn is_busy(self) -> bool {
        self.reading.get() != 0 || self.sent.get().is_some()
    }

    /// Sends what the hub does not have yet. `None` when one could not be sent, in which case the field says why and nothing is
    /// lost, and when the act is over meanwhile.
    pub async fn send(self, commands: Commands, network: Network) -> Option<Vec<PhotoKey>> {
        let act = self.act.try_get_value()?;
        let all = self.all.try_get_untracked()?;
        self.fault.try_set(None);
        let mut keys = Vec::with_capacity(all.len());
        for shot in &all {
            self.sent.try_set(Some(keys.len()));
            let key = match shot.kept.get() {
                Some(key) => Ok(key.clone()),
                None => commands.send_photo(network, &shot.key, &shot.jpeg).await,
            };
            if !self.is_for(act) {
                return None;
            }
            match key {
                Ok(key) => {
                    keys.push(shot.kept.get_or_init(|| key).clone());
                }
                Err(unsent) => {
                    self.sent.try_set(None);
                    self.fault.try_set(Some(Fault::Unsent(unsent)));
                    return None;
                }
            }
        }
        self.sent.try_set(None);
        Some(keys)
    }

    fn add(self, file: File) {
        self.reading.update(|reading| *reading += 1);
        self.fault.set(None);
        let act = self.act.get_value();
        spawn_local(async move {
            let shot = shot(&file).await;
            if !self.is_for(act) {
                return;
            }
            match shot {
                Ok(shot) => {
                    self.all.try_update(|all| {
                        if all.len() < MOST_PHOTOS {
                            all.push(Arc::new(shot));
                        }
                    });
                }
                Err(NoPicture) => {
                    self.fault.try_set(Some(Fault::NoPicture));
                }
            }
            self.reading.try_update(|reading| *reading -= 1);
        });
    }
}

impl Default for Shots {
    fn default() -> Self {
        Self::new()
    }
}

async fn shot(file: &File) -> Result<Shot, NoPicture> {
    let picture = Picture::read(file.unchecked_ref()).await?;
    let small = picture.jpeg(THUMBNAIL_PX, PHOTO_QUALITY).await?;
    Ok(Shot {
        key: unique_key(),
        jpeg: picture.jpeg(SENT_PX, PHOTO_QUALITY).await?,
        small: PictureAddress::of_jpeg(&small).ok_or(NoPicture)?,
        kept: OnceLock::new(),
    })
}

/// The photos that go with an act: those taken, each with a way to leave it out, and the camera.
#[component]
pub fn PhotosField(
    /// The photos.
    shots: Shots,
) -> impl IntoView {
    let i18n = use_i18n();
    let chosen = move |event: leptos::ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            shots.add(file);
        }
        // The same file may be chosen again.
        input.set_value("");
    };
    let has_room = move || shots.all.with(Vec::len) + shots.reading.get() < MOST_PHOTOS;
    let taken = move |shot: Arc<Shot>| {
        let (address, key) = (shot.small.as_str().to_owned(), shot.key.clone());
        view! {
            <li class="shots__one">
                <img class="shots__picture" src=address alt=move || t!(i18n, form.photo) />
                <button
                    type="button"
                    class="shots__out"
                    aria-label=move || t!(i18n, form.photo_out)
                    disabled=move || shots.is_busy()
                    on:click=move |_| shots.all.update(|all| all.retain(|shot| shot.key != key))
                >
                    "×"
                </button>
            </li>
        }
    };
    view! {
        <div class="shots" role="group" aria-label=move || t!(i18n, form.photos)>
            <ul class="shots__list">
                <For each=move || shots.all.get() key=|shot| shot.key.clone() children=taken />
            </ul>
            <Show when=has_room>
                <label class="shots__take">
                    <input
                        class="shots__file"
                        type="file"
                        accept="image/*"
                        capture="environment"
                        disabled=move || shots.is_busy()
                        on:change=chosen
                    />
                    <span>
                        {move || {
                            if shots.reading.get() == 0 {
                                t!(i18n, form.photo_take)
                            } else {
                                t!(i18n, form.photo_reading)
                            }
                        }}
                    </span>
                </label>
            </Show>
            <p class="shots__told" role="status">
                {move || match (shots.sent.get(), shots.fault.get()) {
                    (Some(sent), _) => {
                        let count = shots.all.with(Vec::len);
                        Some(t!(i18n, form.photos_sent, sent = sent, count = count))
                    }
                    (None, Some(fault)) => Some(fault_words(i18n.language(), fault).to_owned()),
                    (None, None) => None,
                }}
            </p>
        </div>
    }
}

fn fault_words(language: Language, fault: Fault) -> &'static str {
    match fault {
        Fault::NoPicture | Fault::Unsent(PhotoUnsent::Refused(PhotoFault::NoPicture)) => {
            t!(language, form.photo_no_picture)
        }
        Fault::Unsent(PhotoUnsent::Refused(PhotoFault::TooLarge)) => {
            t!(language, form.photo_too_large)
        }
        Fault::Unsent(PhotoUnsent::Refused(PhotoFault::NoRight)) => t!(language, told.no_right),
        Fault::Unsent(PhotoUnsent::SignInNeeded) => t!(language, told.sign_in_needed),
        Fault::Unsent(PhotoUnsent::NoAnswer | PhotoUnsent::Refused(PhotoFault::Unreadable(_))) => {
            t!(language, form.photo_unsent)
        }
    }
}
