//! The place of a report: on the ground, in the deployment's divisions, and in words.

use domain::LONGEST_ADDRESS;
use leptos::prelude::*;

use super::author::Reporter;
use super::form::{Form, landmark};
use super::words::{division_words, is_elsewhere, unplaced_words, whence_words};
use crate::i18n::{I18n, t, use_i18n};
use crate::selectors::Selectors;
use crate::store::Store;

/// Says where it is, and lets it be said otherwise.
#[component]
pub(super) fn PlaceField(
    /// The report.
    form: Form,
    /// Who reports.
    reporter: Memo<Reporter>,
    /// Called when the place is to be shown on the map.
    on_map: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let store = expect_context::<Selectors>().store();
    let spotted = Memo::new(move |_| form.spotted());
    let division = move || {
        let directory = store.directory();
        let language = i18n.language();
        match spotted.get() {
            Some(spotted) => division_words(language, &directory, spotted)
                .unwrap_or_else(|| t!(language, field.place.outside).to_owned()),
            None => t!(language, field.place.none).to_owned(),
        }
    };
    let whence = move || match spotted.get() {
        Some(spotted) => whence_words(i18n.language(), spotted.whence),
        None => unplaced_words(i18n.language(), form.device.get()).to_owned(),
    };
    let elsewhere = Memo::new(move |_| {
        let reporter = reporter.read();
        let areas = reporter.author().and_then(|author| author.areas.as_deref());
        spotted
            .get()
            .is_some_and(|spotted| is_elsewhere(&store.directory(), areas, spotted))
    });
    let address = move || address_words(i18n, store, form);
    view! {
        <div class="report-place" data-known=move || spotted.get().is_some().to_string()>
            <div class="report-place__where">
                <p class="report-place__division">{division}</p>
                <p class="report-place__whence">{whence}</p>
            </div>
            <button type="button" class="button report-place__map" on:click=move |_| on_map.run(())>
                {move || t!(i18n, field.place.map)}
            </button>
        </div>
        <Show when=move || elsewhere.get()>
            <p class="report-fault" role="status">
                {move || t!(i18n, field.place.elsewhere)}
            </p>
        </Show>
        <label class="field">
            <span class="field__label">{move || t!(i18n, field.place.address)}</span>
            <input
                class="field__text report-input"
                name="address"
                maxlength=LONGEST_ADDRESS
                autocomplete="off"
                enterkeyhint="done"
                placeholder=move || t!(i18n, field.place.address_hint)
                prop:value=address
                on:input=move |event| form.address.set(Some(event_target_value(&event)))
            />
        </label>
    }
}

/// What a person has written; else the landmark beside the place.
pub(super) fn address_words(i18n: I18n, store: Store, form: Form) -> String {
    if let Some(written) = form.address.get() {
        return written;
    }
    let directory = store.directory();
    let beside = form
        .spotted()
        .and_then(|spotted| landmark(&directory, spotted.position));
    beside.map_or_else(String::new, |name| {
        t!(i18n, field.place.near, place = i18n.language().pick(name))
    })
}
