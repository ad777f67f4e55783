use domain::{IncidentRef, Name, Network};
use leptos::html::Div;
use leptos::prelude::*;

use super::words::{freshness_state, freshness_words};
use super::{ListedIncident, selectors};
use crate::connection::Freshness;
use crate::i18n::{t, use_i18n};
use crate::selectors::{Room, column};
use crate::ui::{FreshnessMark, Notice, NoticeKind, Panel, Rows, element_height_rem};

/// Height of a row in rem: `--row-height` in `styles/tokens.css`.
const ROW_REM: f64 = 3.375;

/// Height of the line below or between rows in rem: `.rows-note` in `styles/components/rows.css`.
const NOTE_REM: f64 = 2.0;

/// How many rows a height in rem has room for.
pub(super) fn rows_in(height_rem: f64) -> usize {
    (height_rem / ROW_REM).floor().max(0.0) as usize
}

/// What a height in rem has room for.
fn room_of(height_rem: f64) -> Room {
    Room {
        open: rows_in(height_rem),
        open_beside_more: rows_in(height_rem - NOTE_REM),
        heading: 1,
    }
}

/// One network's column: what waits there, and how fresh its feed is.
///
/// As many rows as there is room for; the rest is counted below. What is left of the room shows what ended last, so that a
/// quiet column is not an empty one.
#[component]
pub fn NetworkColumn(
    /// Which network.
    network: Network,
    /// What the deployment calls the column.
    name: Name,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors = selectors();
    let store = selectors.store();
    let health = selectors.health(network);
    let counts = selectors.counts(network);
    let body = NodeRef::<Div>::new();
    let height = element_height_rem(body);
    let room = Memo::new(move |_| height.get().map(room_of));
    let rows = column(store, network, room.into());
    let open = Memo::new(move |_| rows.with(|rows| rows.open.clone()));
    let ended = Memo::new(move |_| rows.with(|rows| rows.ended.clone()));
    let more = Memo::new(move |_| rows.with(|rows| rows.more));
    let told = Memo::new(move |_| {
        store.track_paced();
        store.with_feed(network, crate::store::Feed::is_told) == Some(true)
    });
    let title = name.clone();
    let row = |incident: IncidentRef| view! { <ListedIncident incident=incident /> };
    view! {
        <Panel
            title=Signal::derive(move || i18n.language().pick(&title).to_owned())
            aside=move || {
                view! {
                    <FreshnessMark
                        freshness=Memo::new(move |_| freshness_state(&health.get()))
                        words=Memo::new(move |_| freshness_words(i18n.language(), &health.get()))
                    />
                    <span class="panel__count" hidden=move || !told.get()>
                        {move || {
                            let count = counts.get().open as u64;
                            t!(i18n, panel.column.open, count = count)
                        }}
                    </span>
                }
            }
        >
            <div
                class="network-column"
                node_ref=body
                data-network=network.as_str()
                data-feed=move || health.get().freshness.as_str()
            >
                <Show when=move || counts.get().open == 0>
                    <Notice
                        kind=if told.get_untracked() { NoticeKind::Empty } else { NoticeKind::Awaited }
                        words=Signal::derive(move || {
                            match (told.get(), health.get().freshness) {
                                (true, _) => t!(i18n, panel.column.empty),
                                (false, Freshness::Live) => t!(i18n, panel.column.loading),
                                (false, _) => t!(i18n, panel.column.awaited),
                            }
                            .to_owned()
                        })
                    />
                </Show>
                <Rows
                    keys=open
                    row=row
                    label=Signal::derive(move || t!(i18n, panel.column.open_list).to_owned())
                />
                <Show when=move || { more.get() > 0 }>
                    <p class="rows-note">
                        {move || {
                            let count = more.get() as u64;
                            t!(i18n, panel.column.more, count = count)
                        }}
                    </p>
                </Show>
                <Show when=move || !ended.with(Vec::is_empty)>
                    <h3 class="rows-note">{move || t!(i18n, panel.column.ended)}</h3>
                    <Rows
                        keys=ended
                        row=row
                        label=Signal::derive(move || t!(i18n, panel.column.ended).to_owned())
                    />
                </Show>
            </div>
        </Panel>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_fill_the_height_and_never_stick_out_of_it() {
        let room = room_of(10.0 * ROW_REM + 0.5);
        assert_eq!(room.open, 10);
        assert_eq!(room.open_beside_more, 9);
        assert_eq!(room_of(0.0).open_beside_more, 0);
    }
}
