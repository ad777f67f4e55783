use std::collections::BTreeSet;
use std::sync::Arc;

use domain::Wgs84;
use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;

use super::tree::CameraTree;
use crate::cameras::{CameraBook, Catalogue, Favourites, Grouping, MOST_FOUND, Unkept, find};
use crate::commands::Commands;
use crate::i18n::{integer, t, use_i18n};
use crate::selectors::{Found, Selectors};
use crate::ui::Chip;

/// How many places and incidents are offered to be near to.
const PLACES: usize = 4;

/// Where pictures are chosen: a search, the ways to order, and the tree.
#[component]
pub fn CameraChoice(
    /// The place to be near to.
    near: RwSignal<Option<Wgs84>>,
    /// The codes of the cameras and streams that are shown.
    #[prop(into)]
    shown: Signal<Vec<String>>,
    /// Called with the code of a camera or stream that somebody chose.
    on_choose: Callback<String>,
    /// The field to search in, so that a key can lead to it.
    field: NodeRef<Input>,
) -> impl IntoView {
    let i18n = use_i18n();
    let book: CameraBook = expect_context();
    let selectors: Selectors = expect_context();
    let store = selectors.store();
    book.watch();
    let catalogue = book.catalogue();
    let known = Memo::new(move |_| catalogue.with(Option::is_some));
    let all = Memo::new(move |_| catalogue.get().unwrap_or_default());
    let directory = Signal::derive(move || store.directory());
    let favourites = Favourites::of_seat(store, use_context::<Commands>());
    let grouping = RwSignal::new(if near.get_untracked().is_some() {
        Grouping::Nearest
    } else {
        Grouping::Area
    });
    let text = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let text = text.get();
        all.with(|all| directory.with(|directory| find(&text, all, directory)))
    });
    let places = Memo::new(move |_| {
        let text = text.get();
        let text = text.trim();
        if text.chars().count() < 2 {
            return Vec::new();
        }
        let mut places = selectors.search(text, 4 * PLACES);
        places.retain(|place| place.position.is_some());
        places.truncate(PLACES);
        places
    });
    let go_near = move |place: &Found| {
        near.set(place.position);
        grouping.set(Grouping::Nearest);
        text.set(String::new());
    };
    let on_key = move |key: KeyboardEvent| {
        if key.key() == "Escape" && !text.with_untracked(String::is_empty) {
            text.set(String::new());
            key.prevent_default();
            key.stop_propagation();
        }
    };
    let chip = move |of: Grouping, words: Signal<&'static str>| {
        view! {
            <Chip
                pressed=Signal::derive(move || grouping.get() == of)
                on_press=move |()| grouping.set(of)
            >
                {words}
            </Chip>
        }
        .into_any()
    };
    view! {
        <div class="camera-choice">
            <input
                class="search-box__input"
                type="search"
                autocomplete="off"
                spellcheck="false"
                aria-keyshortcuts="/"
                aria-label=move || t!(i18n, video.search)
                placeholder=move || t!(i18n, video.search)
                node_ref=field
                prop:value=text
                on:input:target=move |input| text.set(input.target().value())
                on:keydown=on_key
            />
            <div
                class="camera-choice__places"
                role="group"
                aria-label=move || t!(i18n, cameras.near_to)
                hidden=move || places.with(Vec::is_empty)
            >
                <span aria-hidden="true">{move || t!(i18n, cameras.near_to)}</span>
                {move || {
                    let language = i18n.language();
                    let places = places.get().into_iter();
                    let chip = |place: Found| {
                        let words = language.pick(&place.title).to_owned();
                        view! {
                            <button type="button" class="chip" on:click=move |_| go_near(&place)>
                                {words}
                            </button>
                        }
                            .into_any()
                    };
                    places.map(chip).collect::<Vec<_>>()
                }}
            </div>
            <div class="chips" role="group" aria-label=move || t!(i18n, cameras.order)>
                {chip(Grouping::Area, Signal::derive(move || t!(i18n, cameras.by_area)))}
                {chip(Grouping::Platform, Signal::derive(move || t!(i18n, cameras.by_platform)))}
                {chip(Grouping::Nearest, Signal::derive(move || t!(i18n, cameras.by_distance)))}
                {chip(Grouping::Favourites, Signal::derive(move || t!(i18n, cameras.own)))}
            </div>
            <p class="camera-choice__sum" role="status">
                {move || {
                    let language = i18n.language();
                    if !known.get() {
                        return if book.failed().get() {
                            t!(language, cameras.not_told).to_owned()
                        } else {
                            t!(language, cameras.awaited).to_owned()
                        };
                    }
                    if let Some(count) = found.with(|found| found.as_ref().map(BTreeSet::len)) {
                        if count == 0 {
                            return t!(language, video.nothing).to_owned();
                        }
                        let (found, first) = (integer(count as u64), integer(MOST_FOUND as u64));
                        return if count > MOST_FOUND {
                            t!(language, cameras.first_of_found, first = first, found = found)
                        } else {
                            t!(language, cameras.found, found = found)
                        };
                    }
                    let is_empty = match grouping.get() {
                        Grouping::Nearest => near.with(Option::is_none),
                        Grouping::Favourites => favourites.all().is_empty(),
                        Grouping::Area | Grouping::Platform => false,
                    };
                    match grouping.get() {
                        Grouping::Nearest if is_empty => {
                            t!(language, cameras.no_place).to_owned()
                        }
                        Grouping::Favourites if is_empty => {
                            t!(language, cameras.no_favourites).to_owned()
                        }
                        _ => {
                            let (points, streams, live) = all.with(sums);
                            t!(
                                language,
                                cameras.sum,
                                points = points,
                                streams = streams,
                                live = live,
                            )
                        }
                    }
                }}
            </p>
            <p
                class="camera-choice__unkept"
                role="status"
                hidden=move || favourites.unkept().is_none()
            >
                {move || {
                    favourites
                        .unkept()
                        .map(|unkept| match unkept {
                            Unkept::NoAnswer => t!(i18n, cameras.own_unsent),
                            Unkept::Refused => t!(i18n, cameras.own_refused),
                        })
                }}
            </p>
            <CameraTree
                catalogue=all
                directory=directory
                grouping=grouping
                found=found
                near=near
                favourites=favourites
                shown=shown
                on_choose=on_choose
            />
        </div>
    }
    .into_any()
}

/// Points, streams, and how many of these are live.
fn sums(catalogue: &Arc<Catalogue>) -> (String, String, String) {
    let streams = catalogue
        .points()
        .iter()
        .flat_map(|point| &point.cameras)
        .flat_map(|camera| &camera.streams);
    let (mut count, mut live) = (0_u64, 0_u64);
    for stream in streams {
        count += 1;
        let state = catalogue.stream_state(&stream.id);
        live += u64::from(state == Some(crate::config::StreamState::Live));
    }
    (
        integer(catalogue.points().len() as u64),
        integer(count),
        integer(live),
    )
}
