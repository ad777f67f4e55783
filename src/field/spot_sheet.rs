//! The map with a pin in its middle: the map is moved under the pin.

use std::sync::Arc;

use domain::Wgs84;
use leptos::ev;
use leptos::html::Button;
use leptos::prelude::*;
use protocol::Deployment;

use super::form::Form;
use super::whence::{Spotted, Whence};
use super::words::division_words;
use crate::config::AskedCamera;
use crate::engine::TileDrawer;
use crate::i18n::{t, use_i18n};
use crate::map::{MapSlot, SituationMap};
use crate::platform::{Location, TickGuard, Ticks};
use crate::selectors::Selectors;

/// So near that one house is told from the next.
const ZOOM: f64 = 17.0;

/// What the map is made of.
#[derive(Clone)]
pub struct MapParts {
    /// The deployment's settings.
    pub deployment: Arc<Deployment>,
    /// The tick source.
    pub ticks: StoredValue<Ticks, LocalStorage>,
    /// Where the map lets itself be found.
    pub slot: MapSlot,
    /// Who draws the picture's tiles where no address gives them.
    pub painter: StoredValue<Option<TileDrawer>, LocalStorage>,
}

/// Shows the map until a place is chosen.
#[component]
pub(super) fn SpotSheet(
    /// The report.
    form: Form,
    /// What the map is made of.
    map: MapParts,
    /// Called when it is to go.
    on_close: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let store = expect_context::<Selectors>().store();
    let begins = form
        .spotted_untracked()
        .map_or(map.deployment.home.centre, |spotted| spotted.position);
    let middle = RwSignal::new(begins);
    let slot = map.slot;
    let tick: StoredValue<Option<TickGuard>, LocalStorage> = StoredValue::new_local(None);
    tick.set_value(map.ticks.try_with_value(|ticks| {
        ticks.each(move |_| {
            let at = slot.get().and_then(|map| map.camera()).map(|(at, _)| at);
            if let Some(at) = at
                && middle.try_get_untracked().is_some_and(|known| known != at)
            {
                middle.set(at);
            }
        })
    }));
    on_cleanup(move || {
        tick.try_update_value(Option::take);
    });
    let here = NodeRef::<Button>::new();
    Effect::new(move |_| {
        if let Some(button) = here.get() {
            // A button that cannot take the keyboard leaves it where it is.
            let _ = button.focus();
        }
    });
    let escape = window_event_listener(ev::keydown, move |key| {
        if key.key() == "Escape" {
            on_close.run(());
        }
    });
    on_cleanup(move || escape.remove());
    let division = move || {
        let at = Spotted {
            position: middle.get(),
            whence: Whence::Map,
        };
        let language = i18n.language();
        division_words(language, &store.directory(), at)
            .unwrap_or_else(|| t!(language, field.place.outside).to_owned())
    };
    let choose = move |_| {
        // Where the camera stands now, not at the last tick.
        let at = slot.get().and_then(|map| map.camera()).map(|(at, _)| at);
        form.pinned
            .set(Some(at.unwrap_or_else(|| middle.get_untracked())));
        on_close.run(());
    };
    let device = move || match form.device.get() {
        Some(Location::Found { position, .. }) => Some(position),
        _ => None,
    };
    let to_device = move |_| {
        if let (Some(map), Some(at)) = (slot.get(), device()) {
            map.set_camera(at, ZOOM, 0.0, 0.0);
            middle.set(at);
        }
    };
    view! {
        <div
            class="report-sheet"
            role="dialog"
            aria-modal="true"
            aria-label=move || t!(i18n, field.map.title)
        >
            <div class="report-sheet__map">
                <SituationMap
                    deployment=map.deployment
                    ticks=map.ticks
                    map_slot=map.slot
                    begins=Some(near(begins))
                    follows=false
                    painter=map.painter
                />
                <span class="report-sheet__pin" aria-hidden="true"></span>
                <Show when=move || device().is_some()>
                    <button type="button" class="button report-sheet__device" on:click=to_device>
                        {move || t!(i18n, field.map.device)}
                    </button>
                </Show>
            </div>
            <div class="report-sheet__foot">
                <p class="report-sheet__division" role="status">{division}</p>
                <p class="report-hint">{move || t!(i18n, field.map.hint)}</p>
                <div class="report-sheet__buttons">
                    <button
                        type="button"
                        class="button report-sheet__cancel"
                        on:click=move |_| on_close.run(())
                    >
                        {move || t!(i18n, field.map.cancel)}
                    </button>
                    <button
                        type="button"
                        class="button report-send"
                        data-weight="strong"
                        node_ref=here
                        on:click=choose
                    >
                        {move || t!(i18n, field.map.here)}
                    </button>
                </div>
            </div>
        </div>
    }
}

const fn near(centre: Wgs84) -> AskedCamera {
    AskedCamera {
        centre,
        zoom: ZOOM,
        pitch: 0.0,
        bearing: 0.0,
    }
}
