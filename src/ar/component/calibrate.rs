//! The way to where the open camera is calibrated.

use leptos::prelude::*;

use crate::ar::control::{CalibrationDoor, Control};
use crate::config::Ability;
use crate::i18n::{t, use_i18n};
use crate::selectors::Selectors;
use crate::store::DemoCalibrations;

/// The way to where the open camera is calibrated, for those who may, and not from there.
#[component]
pub(super) fn ToCalibration() -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    let store = selectors.store();
    let door = use_context::<CalibrationDoor>().filter(|_| use_context::<Control>().is_none());
    let is_demo = use_context::<DemoCalibrations>().is_some();
    let may = Memo::new(move |_| {
        is_demo || (store.session.read().me()).is_some_and(|me| me.has(Ability::Calibrate))
    });
    door.map(|door| {
        view! {
            <Show when=move || may.get()>
                <button
                    type="button"
                    class="camera-view__button"
                    on:click=move |_| {
                        if let Some(camera) = store.view.camera.get_untracked() {
                            door.open(camera);
                        }
                    }
                >
                    {move || t!(i18n, ar.calibrate)}
                </button>
            </Show>
        }
    })
    .into_any()
}
