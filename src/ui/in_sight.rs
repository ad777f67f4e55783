use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Scrolls a list no further than needed to show the child that has `aria-selected`, whenever `at` changes.
pub fn keep_selected_in_sight(list: NodeRef<Div>, at: Signal<usize>) {
    Effect::new(move |_| {
        at.track();
        // The row is marked by an effect too, and not necessarily before this one.
        request_animation_frame(move || {
            if let Some(list) = list.try_get_untracked().flatten() {
                show_selected(&list);
            }
        });
    });
}

fn show_selected(list: &Element) {
    let selected = list.query_selector("[aria-selected='true']").ok().flatten();
    let Some(selected) = selected.and_then(|one| one.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    show_row(list, &selected);
}

/// Scrolls a list no further than needed to show one of its rows.
pub fn show_row(list: &Element, row: &Element) {
    let (list_box, row_box) = (
        list.get_bounding_client_rect(),
        row.get_bounding_client_rect(),
    );
    let above = list_box.top() - row_box.top();
    let below = row_box.bottom() - list_box.bottom();
    if above > 0.0 {
        list.set_scroll_top(list.scroll_top() - above.ceil() as i32);
    } else if below > 0.0 {
        list.set_scroll_top(list.scroll_top() + below.ceil() as i32);
    }
}

/// Whether a row stands wholly between the edges of its list, each found by its CSS selector.
#[must_use]
pub fn is_row_in_sight(list: &str, row: &str) -> bool {
    let list = document().query_selector(list).ok().flatten();
    let Some(list) = list else {
        return false;
    };
    let Some(row) = list.query_selector(row).ok().flatten() else {
        return false;
    };
    let (list, row) = (
        list.get_bounding_client_rect(),
        row.get_bounding_client_rect(),
    );
    // What is not laid out has no height.
    row.height() > 0.0
        && row.top() >= list.top().max(0.0) - 1.0
        && row.bottom() <= list.bottom() + 1.0
}
