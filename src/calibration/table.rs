//! The points as a table: where each is, how far off, whether it was used.

use leptos::prelude::*;

use super::draft::{Draft, Row};
use super::findings::{Fit, Part};
use super::tool::Tool;
use crate::i18n::{I18n, decimal, t, use_i18n};

/// The table of points.
#[component]
pub(super) fn PointTable(tool: Tool) -> impl IntoView {
    let i18n = use_i18n();
    let ids = Memo::new(move |_| {
        let ids = |draft: &Draft| draft.rows.iter().map(|row| row.id).collect::<Vec<_>>();
        tool.draft.with(ids)
    });
    view! {
        <table class="points">
            <thead>
                <tr>
                    <th scope="col">{move || t!(i18n, calibration.table.number)}</th>
                    <th scope="col">{move || t!(i18n, calibration.table.picture)}</th>
                    <th scope="col">{move || t!(i18n, calibration.table.map)}</th>
                    <th scope="col">{move || t!(i18n, calibration.table.height)}</th>
                    <th scope="col">{move || t!(i18n, calibration.table.off)}</th>
                    <th scope="col">{move || t!(i18n, calibration.table.state)}</th>
                    <th scope="col">{move || t!(i18n, calibration.table.change)}</th>
                </tr>
            </thead>
            <tbody>
                <For each=move || ids.get() key=|id| *id let:id>
                    <PointRow tool=tool id=id />
                </For>
            </tbody>
        </table>
    }
    .into_any()
}

/// What a point's state is called.
fn state(row: &Row, fit: Option<&Fit>) -> &'static str {
    match fit.map(|fit| fit.part) {
        _ if !row.counts => "off",
        _ if !row.is_whole() => "half",
        Some(Part::Used) => "used",
        Some(Part::LeftOut) => "bad",
        Some(Part::Agrees) => "agrees",
        Some(Part::Contradicts) => "contradicts",
        Some(Part::Unclear) => "unclear",
        Some(Part::Off) | None => "waiting",
    }
}

fn state_words(i18n: I18n, state: &str) -> &'static str {
    match state {
        "off" => t!(i18n, calibration.state.off),
        "half" => t!(i18n, calibration.state.half),
        "bad" => t!(i18n, calibration.state.bad),
        "used" => t!(i18n, calibration.state.used),
        "agrees" => t!(i18n, calibration.state.agrees),
        "contradicts" => t!(i18n, calibration.state.contradicts),
        "unclear" => t!(i18n, calibration.state.unclear),
        _ => t!(i18n, calibration.state.waiting),
    }
}

#[component]
fn PointRow(tool: Tool, id: u32) -> impl IntoView {
    let i18n = use_i18n();
    // A row that was removed is told of nothing any more.
    let row = Memo::new(move |_| {
        tool.draft.with(|draft| {
            let at = draft.rows.iter().position(|row| row.id == id)?;
            Some((at + 1, draft.rows[at].clone()))
        })
    });
    let fit = Memo::new(move |_| tool.findings.fits.with(|fits| fits.get(&id).copied()));
    let is_unsaved = Memo::new(move |_| tool.unsaved.with(|unsaved| unsaved.rows.contains(&id)));
    let of_row = move |tell: &dyn Fn(&Row) -> String| {
        row.with(|row| row.as_ref().map(|(_, row)| tell(row)).unwrap_or_default())
    };
    let number = move || row.with(|row| row.as_ref().map(|(number, _)| *number));
    let state = Memo::new(move |_| {
        row.with(|row| {
            let (_, row) = row.as_ref()?;
            Some(state(row, fit.get().as_ref()))
        })
    });
    let chosen = Memo::new(move |_| tool.draft.with(|draft| draft.chosen == Some(id)));
    let counts =
        Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(|(_, row)| row.counts)));
    let has_view = Memo::new(move |_| {
        row.with(|row| row.as_ref().is_some_and(|(_, row)| row.pointed.is_some()))
    });
    let pixel = move || {
        of_row(&|row| match &row.pointed {
            Some(pointed) => format!("{:.0}, {:.0}", pointed.pixel.x, pointed.pixel.y),
            None => "—".to_owned(),
        })
    };
    let place = move || {
        of_row(&|row| match row.place {
            Some(place) => format!("{:.5}, {:.5}", place.lon(), place.lat()),
            None => "—".to_owned(),
        })
    };
    let off = move || {
        fit.get().map(|fit| match fit.pixels {
            Some(pixels) => t!(i18n, calibration.pixels, pixels = decimal(pixels, 1)),
            None => t!(i18n, calibration.behind).to_owned(),
        })
    };
    view! {
        <tr
            class="points__row"
            data-state=move || state.get()
            data-chosen=move || chosen.get().then_some("")
        >
            <th
                scope="row"
                class="points__number"
                title=move || is_unsaved.get().then(|| t!(i18n, calibration.state.unsaved))
            >
                {number}
                <Show when=move || is_unsaved.get()>
                    <span class="points__unsaved" aria-hidden="true"></span>
                    <span class="visually-hidden">
                        {move || t!(i18n, calibration.state.unsaved)}
                    </span>
                </Show>
            </th>
            <td>{pixel}</td>
            <td>{place}</td>
            <td>
                <input
                    class="field__text points__height"
                    type="number"
                    step="0.5"
                    min="-500"
                    max="9000"
                    aria-label=move || t!(i18n, calibration.table.height)
                    prop:value=move || of_row(&|row| row.height_metres.to_string())
                    on:change=move |event| {
                        let height = event_target_value(&event).parse().ok();
                        if let Some(height) = height.filter(|height| (-500.0..=9_000.0).contains(height)) {
                            tool.draft.update(|draft| draft.raise(id, height));
                        } else {
                            // What is no height is shown as what it was.
                            tool.draft.update(|_| {});
                        }
                    }
                />
            </td>
            <td class="points__off">{off}</td>
            <td class="points__state">{move || state.get().map(|state| state_words(i18n, state))}</td>
            <td>
                <div class="points__ways">
                    <button
                        type="button"
                        class="button"
                        aria-pressed=move || chosen.get().to_string()
                        on:click=move |_| tool.draft.update(|draft| draft.choose(id))
                    >
                        {move || t!(i18n, calibration.row.take)}
                    </button>
                    <button
                        type="button"
                        class="button"
                        data-weight="quiet"
                        disabled=move || !has_view.get()
                        on:click=move |_| tool.look_at(id)
                    >
                        {move || t!(i18n, calibration.row.look)}
                    </button>
                    <button
                        type="button"
                        class="button"
                        data-weight="quiet"
                        on:click=move |_| tool.draft.update(|draft| draft.switch(id))
                    >
                        {move || {
                            if counts.get() { t!(i18n, calibration.row.off) } else { t!(i18n, calibration.row.on) }
                        }}
                    </button>
                    <button
                        type="button"
                        class="button"
                        data-weight="quiet"
                        on:click=move |_| tool.draft.update(|draft| draft.remove(id))
                    >
                        {move || t!(i18n, calibration.row.remove)}
                    </button>
                </div>
            </td>
        </tr>
    }
    .into_any()
}
