use domain::IncidentRef;
use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{ListedIncident, selectors};
use crate::i18n::{Language, t, use_i18n};
use crate::platform::Timeout;
use crate::selectors::{WorkOrder, WorkView, kept_in_place, work};
use crate::ui::{Notice, NoticeKind, Overflow, Rows};

/// How long the rows keep their places after the pointer last moved over them, in milliseconds.
const HELD_BY_POINTER_MS: u32 = 10_000;

/// How long they do after a key moved from one to another, in milliseconds: a row that moves loses the keyboard.
const HELD_BY_KEYS_MS: u32 = 60_000;

/// The list that somebody works through: every feed's incidents in the order that was chosen. Arrows move, Enter opens the card.
///
/// Its order changes with time, but not under a hand or a reading eye: as long as somebody is at it, rows keep their places.
#[component]
pub fn Worklist(
    /// What it shows, and in which order.
    work_view: RwSignal<WorkView>,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors = selectors();
    let store = selectors.store();
    let listed = work(store, work_view.into());
    let held = RwSignal::new(false);
    let release = StoredValue::new_local(None::<Timeout>);
    let hold = move |millis: u32| {
        if !held.get_untracked() {
            held.set(true);
        }
        let released = Timeout::new(millis, move || {
            // The list may have gone meanwhile, and then nobody holds it.
            let _ = held.try_set(false);
        });
        release.set_value(Some(released));
    };
    let rows = Memo::new(move |before: Option<&Vec<IncidentRef>>| {
        let is_held = held.get();
        let before = before.filter(|_| is_held);
        listed.with(|listed| match before {
            Some(before) => kept_in_place(before, &listed.rows),
            None => listed.rows.clone(),
        })
    });
    let list = NodeRef::<Div>::new();
    let row = |incident: IncidentRef| view! { <ListedIncident incident=incident /> };
    let on_key = move |key: KeyboardEvent| {
        let step = match key.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            _ => return,
        };
        hold(HELD_BY_KEYS_MS);
        if let Some(list) = list.get_untracked() {
            move_focus(&list, step);
            key.prevent_default();
        }
    };
    let orders = WorkOrder::ALL.map(|order| {
        view! {
            <option
                value=order.as_str()
                selected=move || work_view.get().order == order
            >
                {move || order_word(i18n.language(), order)}
            </option>
        }
    });
    view! {
        <div class="worklist">
            <div class="worklist__header">
                <span class="worklist__count">
                    {move || {
                        let (shown, count) = listed
                            .with(|listed| (listed.rows.len() as u64, listed.count as u64));
                        if shown < count {
                            t!(i18n, panel.worklist.cut, shown = shown, count = count)
                        } else {
                            t!(i18n, panel.worklist.count, count = count)
                        }
                    }}
                </span>
                <select
                    class="select"
                    aria-label=move || t!(i18n, panel.worklist.order)
                    on:change:target=move |select| {
                        let word = select.target().value();
                        let order = WorkOrder::ALL.into_iter().find(|order| order.as_str() == word);
                        work_view.update(|view| view.order = order.unwrap_or_default());
                    }
                >
                    {orders.collect_view()}
                </select>
            </div>
            <Show when=move || rows.with(Vec::is_empty)>
                <Notice
                    kind=NoticeKind::Empty
                    words=Signal::derive(move || t!(i18n, panel.worklist.empty).to_owned())
                    more=Signal::derive(move || {
                        if store.view.filter.with(|filter| filter.is_open()) {
                            String::new()
                        } else {
                            t!(i18n, panel.worklist.filtered).to_owned()
                        }
                    })
                />
            </Show>
            <div
                class="worklist__rows"
                node_ref=list
                on:keydown=on_key
                on:pointermove=move |_| hold(HELD_BY_POINTER_MS)
                on:wheel=move |_| hold(HELD_BY_POINTER_MS)
            >
                <Rows
                    keys=rows
                    row=row
                    overflow=Overflow::Scroll
                    label=Signal::derive(move || t!(i18n, panel.worklist.label).to_owned())
                />
            </div>
        </div>
    }
}

fn order_word(language: Language, order: WorkOrder) -> &'static str {
    match order {
        WorkOrder::Urgency => t!(language, panel.worklist.by_urgency),
        WorkOrder::Deadline => t!(language, panel.worklist.by_deadline),
        WorkOrder::Newest => t!(language, panel.worklist.by_time),
    }
}

/// Moves the focus to the row above or below the one that has it; to the first when none has.
fn move_focus(list: &web_sys::Element, step: i32) {
    let Ok(rows) = list.query_selector_all(".incident-row") else {
        return;
    };
    let focused = document().active_element();
    let rows: Vec<HtmlElement> = (0..rows.length())
        .filter_map(|place| rows.get(place)?.dyn_into().ok())
        .collect();
    let at = rows
        .iter()
        .position(|row| focused.as_ref().is_some_and(|focused| **row == *focused));
    let next = at.map_or(Some(0), |at| at.checked_add_signed(step as isize));
    if let Some(row) = next.and_then(|next| rows.get(next)) {
        // An element that cannot take the focus leaves it where it is.
        let _ = row.focus();
    }
}
