use domain::Wgs84;
use geodesy::{Degrees, Metres, great_circle_destination};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use protocol::NamedPlace;

use super::super::selectors;
use crate::i18n::{t, use_i18n};
use crate::store::LentPlace;

/// How far an arrow moves the pin, and how far with Shift.
const STEP: Metres = Metres(10.0);
const STRIDE: Metres = Metres(100.0);

/// Where the pin is: put with a click on the map or with keys, and in which grid and patrol area that is. The map stays where
/// it is. The place is the form's own: it is lent to the map as long as the field is there, and the field that was used last is
/// the one whose pin stands there.
#[component]
pub fn PlaceField(
    /// Where the place is.
    #[prop(into)]
    at: Signal<Option<Wgs84>>,
    /// Called with where it is put.
    #[prop(into)]
    on_put: Callback<Wgs84>,
    /// The place in words: where it names a place of the deployment, that is proposed.
    #[prop(into)]
    address: Signal<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let store = selectors().store();
    let view = store.view;
    let placing = RwSignal::new(false);
    let place = LentPlace {
        at,
        on_put,
        placing,
    };
    view.lend(place);
    on_cleanup(move || view.take_back(place));
    let toggle = move || {
        view.lend(place);
        placing.update(|placing| *placing = !*placing);
    };
    let on_key = move |key: KeyboardEvent| {
        let bearing = match key.key().as_str() {
            "ArrowUp" => 0.0,
            "ArrowRight" => 90.0,
            "ArrowDown" => 180.0,
            "ArrowLeft" => 270.0,
            _ => return,
        };
        key.prevent_default();
        let middle = view.middle.get_value();
        let distance = if key.shift_key() { STRIDE } else { STEP };
        view.lend(place);
        let next = match at.get_untracked() {
            Some(at) => great_circle_destination(at, Degrees(bearing), distance),
            // The first arrow puts it in the middle of what is seen.
            None => middle,
        };
        view.put_pin(next);
    };
    let named = Memo::new(move |_| {
        let directory = store.directory();
        address.with(|address| named_place(&directory.places, address).cloned())
    });
    // What the pin stands on already need not be proposed.
    let proposed = move || {
        let at = at.get();
        named.get().filter(|named| Some(named.position) != at)
    };
    let where_it_is = move || {
        let language = i18n.language();
        let Some(at) = at.get() else {
            return t!(language, place.nowhere).to_owned();
        };
        let directory = store.directory();
        let located = directory.whereabouts.locate(at);
        let grid = located.grid.map(|grid| directory.grid(&grid));
        let area = located.area.map(|area| directory.area(&area));
        let names: Vec<String> = [area, grid]
            .into_iter()
            .flatten()
            .map(|name| language.pick(&name).to_owned())
            .collect();
        if names.is_empty() {
            t!(language, place.outside).to_owned()
        } else {
            names.join(" · ")
        }
    };
    view! {
        <div class="place-field" data-placing=placing>
            <button
                type="button"
                class="button"
                data-weight="plain"
                aria-pressed=move || if placing.get() { "true" } else { "false" }
                title=move || t!(i18n, place.keys)
                on:click=move |_| toggle()
                on:keydown=on_key
            >
                {move || if placing.get() { t!(i18n, place.placing) } else { t!(i18n, place.put) }}
            </button>
            {move || {
                proposed()
                    .map(|named| {
                        let name = i18n.language().pick(&named.name).to_owned();
                        view! {
                            <button
                                type="button"
                                class="button"
                                data-weight="plain"
                                on:click=move |_| {
                                    view.lend(place);
                                    on_put.run(named.position);
                                }
                            >
                                {t!(i18n, place.at, name = name)}
                            </button>
                        }
                    })
            }}
            <span class="place-field__where" role="status">
                {where_it_is}
            </span>
        </div>
    }
}

/// The place with the longest name that stands in an address; the more prominent of equals.
fn named_place<'a>(places: &'a [NamedPlace], address: &str) -> Option<&'a NamedPlace> {
    let address = address.to_lowercase();
    let length = |place: &NamedPlace| {
        let names = [&place.name.zh, &place.name.en];
        let named = names
            .into_iter()
            .filter(|name| !name.is_empty() && address.contains(&name.to_lowercase()));
        named.map(|name| name.chars().count()).max()
    };
    places
        .iter()
        .rev()
        .filter_map(|place| Some((length(place)?, place)))
        .max_by_key(|(length, _)| *length)
        .map(|(_, place)| place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Name;

    #[test]
    fn the_longest_name_in_an_address_is_its_place() {
        let place = |zh: &str, en: &str| NamedPlace {
            name: Name::new(zh, en),
            position: Wgs84::from_lon_lat(106.27, 29.39).expect("a place on earth"),
            rank: 0,
        };
        let places = [place("米兰", "Milan"), place("米兰小镇", "Milan Town")];
        let found = |address: &str| named_place(&places, address).map(|place| &*place.name.en);
        assert_eq!(found("米兰小镇 B 座"), Some("Milan Town"));
        assert_eq!(found("by the gate of milan town"), Some("Milan Town"));
        assert_eq!(found("福城西苑"), None);
    }
}
