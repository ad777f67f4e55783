use leptos::prelude::*;

use super::selectors;
use crate::commands::Commands;
use crate::i18n::{t, use_i18n};
use crate::ui::Chip;

/// Whether the map shows where cameras stand. Not offered to who may not see them, and in a demo without a hub, which plays
/// nothing.
#[component]
pub fn CameraSwitch() -> impl IntoView {
    let i18n = use_i18n();
    let store = selectors().store();
    let view = store.view;
    let commands = use_context::<Commands>().filter(|_| store.sees_cameras.get_untracked());
    commands.map(|_| {
        let press = move |()| {
            view.camera_points.update(|shown| *shown = !*shown);
            if !view.camera_points.get_untracked() {
                view.camera_point.set(None);
            }
        };
        view! {
            <div class="camera-switch">
                <Chip pressed=view.camera_points on_press=press>
                    {move || t!(i18n, cameras.on_map)}
                </Chip>
            </div>
        }
    })
}
