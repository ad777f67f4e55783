use domain::CameraId;
use leptos::ev;
use leptos::prelude::*;

use crate::i18n::{t, use_i18n};
use crate::selectors::Selectors;

/// The lookouts to choose from.
#[component]
pub(super) fn Lookouts() -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    let store = selectors.store();
    let options = move || {
        let surroundings = store.surroundings.get();
        let open = store.view.camera.get();
        let language = i18n.language();
        let Some(surroundings) = surroundings else {
            return Vec::new();
        };
        let mut listed: Vec<_> = surroundings
            .lookouts()
            .map(|(point, camera, _)| (camera.id.clone(), point.name.clone()))
            .collect();
        // A street camera that was opened by its label stands in the list while it is open.
        if let Some(open) = &open
            && listed.iter().all(|(id, _)| id != open)
            && let Some((point, _)) = surroundings.camera(open)
        {
            listed.push((open.clone(), point.name.clone()));
        }
        listed
            .into_iter()
            .map(|(id, name)| {
                let chosen = open.as_ref() == Some(&id);
                let words = language.pick(&name).to_owned();
                view! {
                    <option value=id.as_str().to_owned() selected=chosen>
                        {words}
                    </option>
                }
            })
            .collect()
    };
    let choose = move |event: ev::Event| {
        if let Ok(id) = CameraId::try_from(event_target_value(&event).as_str()) {
            store.view.camera.set(Some(id));
        }
    };
    view! {
        <select
            class="camera-view__choice"
            aria-label=move || t!(i18n, ar.choose)
            on:change=choose
        >
            {options}
        </select>
    }
}
