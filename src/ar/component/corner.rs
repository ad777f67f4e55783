use domain::CameraId;
use leptos::prelude::*;

use crate::i18n::{t, use_i18n};

/// The corners of a frame, and a cross.
const ENLARGE: &str = "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4";
const CLOSE: &str = "M3.5 3.5l9 9M12.5 3.5l-9 9";

/// What changes the picture's place on the page: in its corner, where it is found whatever else there is.
#[component]
pub(super) fn Corner(
    /// Whether the picture is large.
    is_large: RwSignal<bool>,
    /// The camera that is open.
    camera: RwSignal<Option<CameraId>>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="camera-view__corner">
            <button
                type="button"
                class="camera-view__button camera-view__sign"
                aria-label=move || t!(i18n, ar.large)
                title=move || t!(i18n, ar.large)
                aria-pressed=move || is_large.get().to_string()
                on:click=move |_| is_large.update(|large| *large = !*large)
            >
                {drawn(ENLARGE)}
            </button>
            <button
                type="button"
                class="camera-view__button camera-view__sign"
                aria-label=move || t!(i18n, ar.close)
                title=move || t!(i18n, ar.close)
                on:click=move |_| camera.set(None)
            >
                {drawn(CLOSE)}
            </button>
        </div>
    }
    .into_any()
}

fn drawn(path: &'static str) -> AnyView {
    view! {
        <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d=path />
        </svg>
    }
    .into_any()
}
