use domain::Name;
use leptos::prelude::*;

use super::selectors;
use crate::i18n::{integer, t, use_i18n};

/// What the place is called, and how it is divided.
#[component]
pub fn Title(
    /// The deployment's name.
    name: Name,
    /// What stands at the right of the second line.
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let store = selectors().store();
    let divisions = move || {
        let directory = store.directory();
        let (areas, grids) = (directory.areas.len() as u64, directory.grids.len() as u64);
        if areas + grids == 0 {
            t!(i18n, title.product).to_owned()
        } else {
            t!(
                i18n,
                title.divisions,
                areas = integer(areas),
                grids = integer(grids)
            )
        }
    };
    view! {
        <div class="title">
            <h1 class="title__name">{move || i18n.language().pick(&name).to_owned()}</h1>
            <p class="title__divisions">{divisions}</p>
            <div class="title__notes">{children()}</div>
        </div>
    }
}
