use domain::StreamId;
use leptos::html::{Canvas, Video};
use leptos::prelude::*;

use super::Mounted;
use crate::ar::standing::Standing;
use crate::config::{StreamState, Surroundings};
use crate::store::Store;
use crate::video::{Deck, Frames, Place, Shown, State, sources};

/// The stream whose film stands for a camera's drawn picture; `None` where no gateway has one, or it is down.
pub(super) fn stream_of(surroundings: &Surroundings, standing: &Standing) -> Option<StreamId> {
    let (point, camera) = surroundings.camera(standing.id())?;
    let all = sources(std::slice::from_ref(point));
    let source = all
        .into_iter()
        .find(|source| source.id == camera.id.as_str())?;
    let state = surroundings.states.get(&source.main)?;
    (*state != StreamState::Down).then_some(source.main)
}

/// The film of the open camera, below its labels, while there is one.
#[component]
pub(super) fn Film(
    /// The camera.
    standing: Memo<Option<Standing>>,
    /// The picture.
    mounted: StoredValue<Option<Mounted>, LocalStorage>,
    /// Told whether a film is shown.
    is_filmed: RwSignal<bool>,
    /// Told how the film is; `None` where the camera has none.
    film: RwSignal<Option<Shown>>,
    /// What the screen knows.
    store: Store,
) -> impl IntoView {
    let deck: Option<Deck> = use_context();
    let (video, still) = (NodeRef::<Video>::new(), NodeRef::<Canvas>::new());
    let stream = Memo::new(move |_| {
        let surroundings = store.surroundings.get()?;
        standing.with(|standing| stream_of(&surroundings, standing.as_ref()?))
    });
    let place = StoredValue::new(None::<Place>);
    let frames = StoredValue::new_local(None::<Frames>);
    let shown = RwSignal::new(Shown::default());
    let end = move || {
        is_filmed.try_set(false);
        mounted.try_with_value(|mounted| {
            if let Some(mounted) = mounted {
                mounted.picture.end_film();
            }
        });
    };
    let leave = move || {
        frames.try_set_value(None);
        if let (Some(deck), Some(Some(place))) = (deck, place.try_update_value(Option::take)) {
            deck.leave(place);
        }
        end();
    };
    Effect::new(move |_| {
        let (Some(deck), Some(video), Some(still)) = (deck, video.get(), still.get()) else {
            return;
        };
        leave();
        film.set(None);
        let Some(stream) = stream.get() else { return };
        let told = Frames::watch(&video, move |picture| {
            mounted.try_with_value(|mounted| {
                if let Some(mounted) = mounted {
                    mounted.picture.show_film(picture);
                }
            });
            if is_filmed.try_get_untracked() == Some(false) {
                is_filmed.set(true);
            }
        });
        // A browser that does not say which picture it shows could not label it.
        if told.is_none() {
            return;
        }
        frames.set_value(told);
        shown.set(Shown::default());
        film.set(Some(Shown::default()));
        place.set_value(Some(deck.join(stream, video, still, shown)));
    });
    Effect::new(move |_| {
        let now = shown.get();
        if untrack(|| film.with(Option::is_some)) {
            film.set(Some(now));
        }
        let plays = matches!(now.state, Some(State::Playing(_) | State::Stalled(_)));
        if !plays && is_filmed.get_untracked() {
            end();
        }
    });
    on_cleanup(leave);
    view! {
        <canvas class="camera-view__still" aria-hidden="true" node_ref=still></canvas>
        <video
            class="camera-view__film"
            node_ref=video
            aria-hidden="true"
            data-shown=move || is_filmed.get().to_string()
            prop:muted=true
            autoplay
            playsinline
            disablepictureinpicture
        ></video>
    }
}
