use domain::StreamId;
use leptos::html::{Canvas, Video};
use leptos::prelude::*;

use super::Mounted;
use super::helm::HeadKnown;
use crate::ar::standing::Standing;
use crate::cameras::source;
use crate::config::{StreamState, Surroundings};
use crate::store::Store;
use crate::video::{Deck, Pictures, Place, Shown, State};

/// The stream whose film stands for a camera's drawn picture; `None` where no gateway has one, or it is down.
pub(super) fn stream_of(surroundings: &Surroundings, standing: &Standing) -> Option<StreamId> {
    let (point, camera) = surroundings.camera(standing.id())?;
    let source = source(point, camera)?;
    let state = surroundings.states.get(&source.main)?;
    (*state != StreamState::Down).then_some(source.main)
}

/// The film of the camera that is open. A handle: cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct FilmState {
    stream: Memo<Option<StreamId>>,
    shown: RwSignal<Shown>,
    /// Whether it has shown a picture.
    has_picture: RwSignal<bool>,
    /// Whether it is what is seen, and not the drawn picture.
    pub(super) is_seen: Memo<bool>,
}

impl FilmState {
    /// Follows which camera is open.
    pub(super) fn new(store: Store, standing: Memo<Option<Standing>>, head: HeadKnown) -> Self {
        let (shown, has_picture) = (RwSignal::new(Shown::default()), RwSignal::new(false));
        Self {
            stream: Memo::new(move |_| {
                let surroundings = store.surroundings.get().filter(|_| head.films())?;
                standing.with(|standing| stream_of(&surroundings, standing.as_ref()?))
            }),
            shown,
            has_picture,
            is_seen: Memo::new(move |_| {
                let state = shown.get().state;
                has_picture.get() && matches!(state, Some(State::Playing(_) | State::Stalled(_)))
            }),
        }
    }

    /// How it is; `None` where the camera has none.
    pub(super) fn shown(self) -> Option<Shown> {
        self.stream.with(Option::is_some).then(|| self.shown.get())
    }
}

/// The film below the labels, while there is one.
#[component]
pub(super) fn Film(
    /// The film.
    film: FilmState,
    /// The picture.
    mounted: StoredValue<Option<Mounted>, LocalStorage>,
) -> impl IntoView {
    let FilmState {
        stream,
        shown,
        has_picture,
        is_seen,
    } = film;
    let deck: Option<Deck> = use_context();
    let (video, still) = (NodeRef::<Video>::new(), NodeRef::<Canvas>::new());
    let place = StoredValue::new(None::<Place>);
    let pictures = StoredValue::new_local(None::<Pictures>);
    let leave = move || {
        pictures.try_set_value(None);
        if let (Some(deck), Some(Some(place))) = (deck, place.try_update_value(Option::take)) {
            deck.leave(place);
        }
        has_picture.try_set(false);
    };
    Effect::new(move |_| {
        let (Some(deck), Some(video), Some(still)) = (deck, video.get(), still.get()) else {
            return;
        };
        leave();
        let Some(stream) = stream.get() else { return };
        let told = Pictures::watch(&video, move |picture| {
            if has_picture.try_get_untracked() == Some(false) {
                has_picture.set(true);
            }
            if is_seen.try_get_untracked() == Some(true) {
                mounted.try_with_value(|mounted| {
                    if let Some(mounted) = mounted {
                        mounted.picture.show_film(picture);
                    }
                });
            }
        });
        // A browser that does not say which picture it shows could not label it.
        if told.is_some() {
            pictures.set_value(told);
            place.set_value(Some(deck.join(stream, video, still, shown)));
        }
    });
    Effect::new(move |_| {
        if !is_seen.get() {
            mounted.try_with_value(|mounted| {
                if let Some(mounted) = mounted {
                    mounted.picture.end_film();
                }
            });
        }
    });
    on_cleanup(leave);
    view! {
        <canvas class="camera-view__still" aria-hidden="true" node_ref=still></canvas>
        <video
            class="camera-view__film"
            node_ref=video
            aria-hidden="true"
            data-shown=move || is_seen.get().to_string()
            prop:muted=true
            autoplay
            playsinline
            disablepictureinpicture
        ></video>
    }
}
