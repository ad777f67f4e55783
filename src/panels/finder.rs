use leptos::html::Input;
use leptos::prelude::*;

use super::selectors;
use super::words::stage_word;
use crate::i18n::{Language, t, use_i18n};
use crate::selectors::{Found, FoundKind};
use crate::store::{ViewState, Wanted};
use crate::ui::{Hit, SearchBox};

/// The most hits that are listed.
const MOST_HITS: usize = 8;

/// Finds places, divisions, coordinates and incidents, and shows them on the map.
#[component]
pub fn Finder(
    /// The field, so that a key can lead to it.
    #[prop(optional)]
    field: NodeRef<Input>,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors = selectors();
    let view = selectors.store().view;
    let found = StoredValue::new(Vec::<Found>::new());
    let search = move |text: String| {
        let hits = selectors.search(&text, MOST_HITS);
        let shown = hits
            .iter()
            .map(|found| hit(i18n.language(), found))
            .collect();
        found.set_value(hits);
        shown
    };
    let take = move |place: usize| {
        if let Some(taken) = found.with_value(|found| found.get(place).cloned()) {
            take(view, &taken);
        }
    };
    view! {
        <SearchBox
            label=Signal::derive(move || t!(i18n, finder.label).to_owned())
            nothing=Signal::derive(move || t!(i18n, finder.nothing).to_owned())
            search=Callback::new(search)
            on_take=Callback::new(take)
            field=field
        />
    }
}

/// Opens what was taken, and shows it on the map.
pub(super) fn take(view: ViewState, taken: &Found) {
    if let FoundKind::Incident(incident, _) = taken.kind {
        view.selected.set(Some(incident));
    }
    let wanted = match (taken.corners, taken.position) {
        (Some((south_west, north_east)), _) => Some(Wanted::Box(south_west, north_east)),
        (None, Some(position)) => Some(Wanted::Point(position)),
        (None, None) => None,
    };
    if wanted.is_some() {
        view.wanted.set(wanted);
    }
}

pub(super) fn hit(language: Language, found: &Found) -> Hit {
    let kind = match &found.kind {
        FoundKind::Coordinates {
            order_assumed: false,
        } => t!(language, finder.coordinates),
        FoundKind::Coordinates {
            order_assumed: true,
        } => t!(language, finder.coordinates_assumed),
        FoundKind::Area(_) => t!(language, finder.area),
        FoundKind::Grid(_) => t!(language, finder.grid),
        FoundKind::Station(_) => t!(language, finder.station),
        FoundKind::Crew => t!(language, finder.crew),
        FoundKind::Place => t!(language, finder.place),
        FoundKind::Incident(_, stage) => stage_word(language, *stage),
    };
    let detail = match &found.detail {
        Some(detail) => t!(language, finder.detail, detail = detail, kind = kind),
        None => kind.to_owned(),
    };
    Hit {
        title: language.pick(&found.title).to_owned(),
        detail,
    }
}
