use domain::IncidentRef;
use leptos::html::Div;
use leptos::prelude::*;

use super::network_column::rows_in;
use super::{ListedIncident, selectors};
use crate::i18n::{t, use_i18n};
use crate::ui::{Notice, NoticeKind, Panel, Rows, element_height_rem};

/// The deadlines that are over or near, the furthest over first; as many as there is room for.
#[component]
pub fn DuePanel() -> impl IntoView {
    let i18n = use_i18n();
    let selectors = selectors();
    let due = selectors.due();
    let body = NodeRef::<Div>::new();
    let height = element_height_rem(body);
    let rows = Memo::new(move |_| {
        let room = height.get().map_or(0, rows_in);
        due.with(|due| {
            due.iter()
                .take(room)
                .map(|due| due.incident)
                .collect::<Vec<_>>()
        })
    });
    let row = |incident: IncidentRef| view! { <ListedIncident incident=incident /> };
    view! {
        <Panel title=Signal::derive(move || t!(i18n, panel.due.title).to_owned())>
            <div class="network-column" node_ref=body>
                <Show when=move || due.with(Vec::is_empty)>
                    <Notice
                        kind=NoticeKind::Empty
                        words=Signal::derive(move || t!(i18n, panel.due.empty).to_owned())
                    />
                </Show>
                <Rows
                    keys=rows
                    row=row
                    label=Signal::derive(move || t!(i18n, panel.due.title).to_owned())
                />
            </div>
        </Panel>
    }
}
